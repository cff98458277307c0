//! Pages for somebody who is several audiences: a person, and the pools the person is in.
//!
//! One index serves one audience in order. Asked for all at once, a database would read everything of each and
//! sort it; asked for a page of each, it reads no more than the pages.

use crate::sql::{Database, Row, Statement, Value};
use registrar_casework::ports::{Audience, StoreFault};

/// Most audiences of one statement; SQLite allows 500 parts.
const AT_ONCE: usize = 100;

/// Asks for a page of each audience: `of_one` has `{audience}` where the audience stands, and its values are
/// `values`. The rows come in any order; the first page of all is among them.
pub async fn pages<'a>(
    database: &Database,
    who: &'a [Audience],
    of_one: &str,
    values: &[Value<'a>],
) -> Result<Vec<Row>, StoreFault> {
    let mut found = Vec::new();
    for some in who.chunks(AT_ONCE) {
        let parts = (1..=some.len()).map(|at| {
            let one = of_one.replace("{audience}", &format!("${}", values.len() + at));
            format!("SELECT * FROM ({one}) AS page_{at}")
        });
        let mut statement = Statement::new(parts.collect::<Vec<_>>().join(" UNION ALL "));
        for value in values {
            statement = statement.bind(value.clone());
        }
        for audience in some {
            statement = statement.bind(audience.to_string());
        }
        found.extend(database.rows(statement).await?);
    }
    Ok(found)
}
