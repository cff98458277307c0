//! A PostgreSQL database that is spread over several servers (Citus). What belongs to a case lies together, by its
//! shard; what all servers need is on each of them; the rest lies by its own key.

use crate::open::{OpenFault, SqlStore};
use crate::sql::{Database, Pool, Reader, Statement, unavailable};
use registrar_casework::ports::StoreFault;

/// Where the rows of a table lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Spread by this column, beside the rows of another table that have the same value there.
    By {
        /// The column. Every key of the table has it.
        column: &'static str,
        /// The other table; none: it is the first of its kind.
        beside: Option<&'static str>,
    },
    /// All of it on each server: seldom written, read everywhere.
    Everywhere,
}

const fn of_a_case() -> Place {
    Place::By { column: "shard", beside: Some("case_file") }
}

const fn by(column: &'static str) -> Place {
    Place::By { column, beside: None }
}

/// Each table and its place, in the order in which they are spread. Not among them are those that tell of the store
/// and of its nodes: they stay on the server that all nodes connect to.
pub const PLACES: &[(&str, Place)] = &[
    ("case_file", by("shard")),
    ("docket_entry", of_a_case()),
    ("open_task", of_a_case()),
    ("case_access", of_a_case()),
    ("outbox", of_a_case()),
    // By who asked: a key is used up once, whichever case it was for.
    ("answer", by("scope")),
    ("draft", by("person")),
    ("lodged_upload", Place::By { column: "person", beside: Some("draft") }),
    ("person", by("person_id")),
    ("person_pool", Place::By { column: "person_id", beside: Some("person") }),
    ("portal_message", by("portal_message_id")),
    ("invitation", by("hash")),
    ("definition", Place::Everywhere),
    ("definition_edition", Place::Everywhere),
    ("organisation", Place::Everywhere),
    // Asked for together with the person, who lies elsewhere.
    ("token", Place::Everywhere),
    ("incident", Place::Everywhere),
    // Two keys, of which neither has the other's column.
    ("feed", Place::Everywhere),
];

impl Place {
    /// What is said to the extension.
    fn call(self, table: &str) -> String {
        match self {
            Self::By { column, beside } => {
                let beside = beside.unwrap_or("none");
                format!("SELECT create_distributed_table('{table}', '{column}', colocate_with => '{beside}')")
            }
            Self::Everywhere => format!("SELECT create_reference_table('{table}')"),
        }
    }
}

/// Whether a database spreads its cases over several servers.
pub async fn is_distributed(database: &Database) -> Result<bool, StoreFault> {
    match database {
        Database::Sqlite { .. } => Ok(false),
        Database::Postgres(_) => Ok(spread(database).await?.iter().any(|table| table == "case_file")),
    }
}

/// The tables that are spread or everywhere.
async fn spread(database: &Database) -> Result<Vec<String>, StoreFault> {
    let there = Statement::new("SELECT to_regclass('pg_dist_partition')::text AS catalogue");
    let row = database.only_row(there).await?;
    if Reader::new("catalogue", "catalogue", &row).id.is_empty() {
        return Ok(Vec::new());
    }
    let tables = Statement::new("SELECT logicalrelid::text AS name FROM pg_dist_partition ORDER BY 1");
    let rows = database.rows(tables).await?;
    Ok(rows.iter().map(|row| Reader::new("table", "name", row).id).collect())
}

impl SqlStore {
    /// Spreads the tables over the servers that the extension knows, those that aren't yet, in one transaction. No node
    /// may work on the store. How many there were; it is to be opened anew after that.
    ///
    /// # Errors
    /// The extension isn't there, a node lives, or the extension refuses.
    pub async fn distribute(&self) -> Result<usize, OpenFault> {
        let told = |reason: String| OpenFault::Migration { path: self.address().to_string(), reason };
        let failed = |fault: StoreFault| told(fault.to_string());
        let Database::Postgres(pool) = &self.database else {
            return Err(told(
                "a file can't be distributed, copy it into a PostgreSQL database first".to_owned(),
            ));
        };
        let there = Statement::new("SELECT to_regproc('create_distributed_table')::text AS function");
        let row = self.database.only_row(there).await.map_err(failed)?;
        if Reader::new("function", "function", &row).id.is_empty() {
            let reason = "the extension citus isn't there, put it into shared_preload_libraries and CREATE EXTENSION citus";
            return Err(told(reason.to_owned()));
        }
        let nodes = self.living_nodes().await.map_err(failed)?;
        if nodes > 0 {
            return Err(told(format!("{nodes} node(s) work on it, stop them first")));
        }
        let done = spread(&self.database).await.map_err(failed)?;
        let missing: Vec<String> = PLACES
            .iter()
            .filter(|(table, _)| !done.iter().any(|there| there == table))
            .map(|(table, place)| place.call(table))
            .collect();
        run(pool, &missing).await.map_err(failed)?;
        Ok(missing.len())
    }
}

async fn run(pool: &Pool, calls: &[String]) -> Result<(), StoreFault> {
    let mut transaction = pool.get().begin().await.map_err(unavailable)?;
    for call in calls {
        let call = sqlx::raw_sql(sqlx::AssertSqlSafe(call.clone()));
        call.execute(&mut *transaction).await.map_err(unavailable)?;
    }
    transaction.commit().await.map_err(unavailable)
}
