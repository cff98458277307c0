//! What the database alone can do: the rows of a case that was really worked, written again for other cases by
//! hand-made batches, without engine, checks or waiting. What is built on the store is measured against this.

use crate::open::SqlStore;
use crate::sql::Kind::{self, Int, Text};
use crate::sql::{Database, List, Ran, Row, Spread, Statement, Value};
use crate::tables::{ANSWER, CASE_ACCESS, CASE_FILE, DOCKET_ENTRY, OPEN_TASK, OUTBOX, Table};
use registrar_casework::ports::StoreFault;
use registrar_engine::id::CaseId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How the rows of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// One row for each case, in place of the one before.
    Put,
    /// New rows.
    Add,
    /// All rows of the case, in place of those before.
    Replace,
}

/// The tables that a transition writes.
pub(crate) const WRITTEN: &[(Table, Way)] = &[
    (CASE_FILE, Way::Put),
    (DOCKET_ENTRY, Way::Add),
    (OPEN_TASK, Way::Replace),
    (CASE_ACCESS, Way::Add),
    (OUTBOX, Way::Add),
    (ANSWER, Way::Add),
];

/// A cell as it was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cell {
    Int(Option<i64>),
    Text(Option<String>),
}

pub(crate) type Cells = Vec<Cell>;

/// What one transition of a real case wrote, by table.
#[derive(Debug, Clone)]
pub struct Written {
    /// The rows of each of [`WRITTEN`].
    pub(crate) tables: Vec<Vec<Cells>>,
}

/// What a real case wrote, transition by transition.
#[derive(Debug)]
pub struct Template {
    pub(crate) case: CaseId,
    seen: Vec<BTreeSet<Cells>>,
    /// The transitions, in order.
    pub steps: Vec<Arc<Written>>,
}

impl Template {
    /// Of a case that is about to be opened, or was just.
    pub fn of(case: CaseId) -> Self {
        Self { case, seen: vec![BTreeSet::new(); WRITTEN.len()], steps: Vec::new() }
    }
}

/// One transition to be written: which, and for which case in place of the template's.
#[derive(Debug, Clone)]
pub struct ByHand {
    /// What is written.
    pub written: Arc<Written>,
    /// The case's id, as long as the template's.
    pub case: CaseId,
}

impl SqlStore {
    /// Reads what the last transition of the template's case has written.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn learn(&self, template: &mut Template) -> Result<(), StoreFault> {
        let mut tables = Vec::new();
        for ((table, way), seen) in WRITTEN.iter().zip(&mut template.seen) {
            let columns = table.names();
            let id = template.case.as_str();
            let question = match table.name {
                // Keys of the commands have the case's id, and so has the answer to the opening.
                "answer" => {
                    Statement::new(format!("SELECT {columns} FROM answer WHERE body LIKE '%' || $1 || '%'"))
                        .bind(id)
                }
                name => {
                    Statement::new(format!("SELECT {columns} FROM {name} WHERE shard = $1 AND case_id = $2"))
                        .bind(self.database.spread().shard(&template.case))
                        .bind(id)
                }
            };
            let rows = self.database.rows(question).await?;
            let rows: Vec<Cells> = rows.iter().map(|row| cells(table, row)).collect::<Result<_, _>>()?;
            let new = rows.iter().filter(|row| *way == Way::Replace || !seen.contains(*row));
            let new: Vec<Cells> = new.cloned().collect();
            seen.extend(rows);
            tables.push(new);
        }
        template.steps.push(Arc::new(Written { tables }));
        Ok(())
    }

    /// Writes transitions in one transaction. Durable on return.
    ///
    /// # Errors
    /// When they can't be written.
    pub async fn write_by_hand(&self, template: &Template, batch: &[ByHand]) -> Result<(), StoreFault> {
        let rows: Vec<Vec<Value<'_>>> = WRITTEN
            .iter()
            .enumerate()
            .map(|(at, (table, _))| {
                let of = |one: &ByHand| {
                    for_case(self.database.spread(), template, table, one.written.tables.get(at), &one.case)
                };
                batch.iter().flat_map(of).collect()
            })
            .collect();
        let mut writes = Vec::new();
        for ((table, way), cells) in WRITTEN.iter().zip(rows) {
            if *way == Way::Replace {
                let keys = batch
                    .iter()
                    .map(|one| [self.database.spread().shard(&one.case).into(), one.case.as_str().into()]);
                let forget = format!("DELETE FROM {} WHERE (shard, case_id) IN ({{list}})", table.name);
                writes.push((Statement::new(forget).list(List::of(&[Int, Text], keys)), None));
            }
            if cells.is_empty() {
                continue;
            }
            let put = match way {
                Way::Put => {
                    let set =
                        table.columns.iter().skip(2).map(|(name, _)| format!("{name} = excluded.{name}"));
                    let set: Vec<String> = set.collect();
                    format!("ON CONFLICT (shard, case_id) DO UPDATE SET {}", set.join(", "))
                }
                Way::Add | Way::Replace => String::new(),
            };
            writes.push((table.insert_and(cells, &put), None));
        }
        match self.database.ready(writes)?.write().await? {
            Ran::All => Ok(()),
            other => Err(StoreFault::Unavailable(format!("written by hand: {other:?}"))),
        }
    }

    /// Rows and bytes of each table that a transition writes, and what makes a commit durable, as the database
    /// itself tells it: for comparing what was written in two ways.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn contents(&self) -> Result<Vec<(String, i64, i64)>, StoreFault> {
        let mut found = Vec::new();
        for (table, _) in WRITTEN {
            let bytes = table.columns.iter().map(|(name, kind)| match kind {
                Int => format!("(CASE WHEN {name} IS NULL THEN 0 ELSE 8 END)"),
                Text => format!("coalesce(octet_length({name}), 0)"),
            });
            let bytes: Vec<String> = bytes.collect();
            let question = format!(
                "SELECT count(*) AS rows_there, coalesce(CAST(sum({}) AS BIGINT), 0) AS bytes_there FROM {}",
                bytes.join(" + "),
                table.name
            );
            let row = self.database.only_row(Statement::new(question)).await?;
            let cell =
                |column| row.int(column).map_err(crate::sql::unavailable).map(Option::unwrap_or_default);
            found.push((table.name.to_owned(), cell("rows_there")?, cell("bytes_there")?));
        }
        Ok(found)
    }

    /// What makes a commit durable here: the settings of the connection that writes.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn durability(&self) -> Result<Vec<(String, String)>, StoreFault> {
        let questions: &[&str] = match self.database {
            Database::Sqlite { .. } => &[
                "SELECT 'journal_mode' AS name, CAST(journal_mode AS TEXT) AS value FROM pragma_journal_mode",
                "SELECT 'synchronous' AS name, CAST(synchronous AS TEXT) AS value FROM pragma_synchronous",
            ],
            Database::Postgres(_) => &[
                "SELECT 'synchronous_commit' AS name, current_setting('synchronous_commit') AS value",
                "SELECT 'fsync' AS name, current_setting('fsync') AS value",
                "SELECT 'full_page_writes' AS name, current_setting('full_page_writes') AS value",
            ],
        };
        let mut found = Vec::new();
        for question in questions {
            for row in self.database.written(Statement::new(*question)).await? {
                let cell = |column| row.text(column).map_err(crate::sql::unavailable);
                found.push((cell("name")?.unwrap_or_default(), cell("value")?.unwrap_or_default()));
            }
        }
        Ok(found)
    }

    /// The smallest commit there is.
    ///
    /// # Errors
    /// When it can't be written.
    pub async fn commit_nothing_much(&self) -> Result<(), StoreFault> {
        self.database.run(Statement::new("UPDATE store_marker SET kind = kind")).await.map(|_| ())
    }
}

fn cells(table: &Table, row: &Row) -> Result<Cells, StoreFault> {
    let cell = |(name, kind): &(&str, Kind)| match kind {
        Int => row.int(name).map(Cell::Int),
        Text => row.text(name).map(Cell::Text),
    };
    table.columns.iter().map(|column| cell(column).map_err(crate::sql::unavailable)).collect()
}

/// The cells of a table's rows, for another case.
fn for_case<'a>(
    spread: Spread,
    template: &Template,
    table: &Table,
    rows: Option<&Vec<Cells>>,
    case: &CaseId,
) -> Vec<Value<'a>> {
    let mut values = Vec::new();
    for row in rows.into_iter().flatten() {
        for (cell, (name, _)) in row.iter().zip(table.columns) {
            values.push(match cell {
                Cell::Int(_) if *name == "shard" => spread.shard(case).into(),
                Cell::Int(number) => Value::Int(*number),
                Cell::Text(None) => Value::Text(None),
                // The key of an opening can't have the case's id in it, and is as long.
                Cell::Text(Some(text)) if *name == "key" && !text.contains(template.case.as_str()) => {
                    case.to_string().into()
                }
                Cell::Text(Some(text)) => text.replace(template.case.as_str(), case.as_str()).into(),
            });
        }
    }
    values
}
