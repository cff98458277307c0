//! Carries an installation over to another store, of the same kind of database or of the other.

use crate::open::{SCHEMA, SqlStore};
use crate::sql::{Kind, Row, Spread, Statement, Value, unavailable};
use crate::tables::{KEPT, Table};
use registrar_casework::ports::StoreFault;
use registrar_engine::id::CaseId;

/// Rows read and written at a time: a page of dockets is a few megabytes.
const PAGE: u32 = 500;

/// Rows of each table that were copied.
pub type Copied = Vec<(&'static str, u64)>;

/// Copies all that is kept in one store into another one, which must be empty. Nothing may work on either
/// meanwhile: whoever calls has taken charge of both. Contents of documents aren't in a store.
///
/// # Errors
/// The other store isn't empty, or something can't be read or written; what was written by then stays there.
pub async fn copy(from: &SqlStore, to: &SqlStore) -> Result<Copied, StoreFault> {
    for store in [from, to] {
        let schema = store.schema().await?;
        if schema != SCHEMA {
            // It would leave out what it doesn't know.
            let address = store.address();
            let told = format!(
                "{address} has schema {schema}: a program of that schema copies it, this one knows {SCHEMA}"
            );
            return Err(StoreFault::Conflict(told));
        }
    }
    for table in KEPT {
        let any = format!("SELECT 1 AS one FROM {} LIMIT 1", table.name);
        if to.database.row(Statement::new(any)).await?.is_some() {
            return Err(StoreFault::Conflict(format!(
                "there are rows in `{}` of {} already: name an empty store",
                table.name,
                to.address()
            )));
        }
    }
    let mut copied = Copied::new();
    for table in KEPT {
        copied.push((table.name, copy_table(table, from, to).await?));
    }
    Ok(copied)
}

/// How many rows each table has: for comparing two stores.
///
/// # Errors
/// When they can't be counted.
pub async fn count(store: &SqlStore) -> Result<Copied, StoreFault> {
    let mut counted = Copied::new();
    for table in KEPT {
        let question = format!("SELECT count(*) AS many FROM {}", table.name);
        let row = store.database.only_row(Statement::new(question)).await?;
        let many = row.int("many").map_err(unavailable)?.unwrap_or_default();
        counted.push((table.name, u64::try_from(many).unwrap_or_default()));
    }
    Ok(counted)
}

async fn copy_table(table: &Table, from: &SqlStore, to: &SqlStore) -> Result<u64, StoreFault> {
    let key: Vec<&str> = table.columns.iter().take(table.key).map(|(name, _)| *name).collect();
    let key = key.join(", ");
    let mut last: Option<Vec<Value<'static>>> = None;
    let mut copied = 0;
    loop {
        let places: Vec<String> = (1..=table.key).map(|at| format!("${at}")).collect();
        let beyond = match &last {
            Some(_) => format!("WHERE ({key}) > ({})", places.join(", ")),
            None => String::new(),
        };
        let question =
            format!("SELECT {} FROM {} {beyond} ORDER BY {key} LIMIT {PAGE}", table.names(), table.name);
        let mut question = Statement::new(question);
        for value in last.iter().flatten() {
            question = question.bind(value.clone());
        }
        let rows = from.database.rows(question).await?;
        if rows.is_empty() {
            return Ok(copied);
        }
        let mut cells = Vec::new();
        for row in &rows {
            cells.extend(values(table, row, to.database.spread())?);
        }
        let end = rows.last().map(|row| values(table, row, from.database.spread())).transpose()?;
        last = end.map(|cells| cells.into_iter().take(table.key).collect());
        copied += to.database.run(table.insert(cells)).await?;
    }
}

fn values(table: &Table, row: &Row, spread: Spread) -> Result<Vec<Value<'static>>, StoreFault> {
    let value = |(name, kind): &(&str, Kind)| match kind {
        // Each kind of database spreads cases in its own way.
        Kind::Int if *name == "shard" => {
            let case = row.text("case_id")?.and_then(|id| CaseId::parse(&id).ok());
            Ok(case.map(|case| spread.shard(&case)).into())
        }
        Kind::Int => row.int(name).map(Value::from),
        Kind::Text => row.text(name).map(Value::from),
    };
    table.columns.iter().map(|column| value(column).map_err(unavailable)).collect()
}
