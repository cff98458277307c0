//! Cases that were really worked, written again under other names in large batches: a store is filled in this way to
//! see what its size costs. Their digests and hashes are reckoned anew, so that each docket holds and can be replayed.

use crate::floor::{Cell, Cells, Template, WRITTEN, Way, Written};
use crate::open::SqlStore;
use crate::sql::{Database, Spread, Statement, Value};
use crate::tables::Table;
use registrar_casework::ports::StoreFault;
use registrar_engine::docket::{self, FIRST_HASH, Hash};
use registrar_engine::id::{CaseId, PersonId};
use std::sync::Arc;

/// A case as it stood after some transitions, under another id and for another person.
#[derive(Debug, Clone)]
pub struct Renamed {
    /// The case that was worked.
    pub template: Arc<Template>,
    /// How many of its transitions.
    pub steps: usize,
    /// Its new id, as long as the template's.
    pub case: CaseId,
    /// Whose case the template's is, and whose this is.
    pub person: (PersonId, PersonId),
}

/// What stands in the place of what, in one transition.
struct Names<'a> {
    case: (&'a str, &'a str),
    person: (&'a str, &'a str),
    hash: (String, Hash),
}

impl SqlStore {
    /// Writes cases that aren't there yet, in one transaction. Durable on return.
    ///
    /// # Errors
    /// When they can't be written, or a transition of the template has more than one entry.
    pub async fn write_renamed(&self, batch: &[Renamed]) -> Result<(), StoreFault> {
        let mut tables: Vec<Vec<Value<'static>>> = vec![Vec::new(); WRITTEN.len()];
        for one in batch {
            one.rows(self.database.spread(), &mut tables)?;
        }
        let mut transaction = self.database.begin().await?;
        for ((table, _), cells) in WRITTEN.iter().zip(tables) {
            if !cells.is_empty() {
                transaction.run(table.insert(cells)).await?;
            }
        }
        transaction.commit().await
    }

    /// Brings to rest what was written in bulk, as a store is that has grown over years: nothing of it is on its way to
    /// the disk any more, and a server knows how much there is, which decides how it asks.
    ///
    /// # Errors
    /// When it can't.
    pub async fn settle_down(&self) -> Result<(), StoreFault> {
        match self.database {
            Database::Sqlite { .. } => {
                self.database.run(Statement::new("PRAGMA wal_checkpoint(TRUNCATE)")).await.map(|_| ())
            }
            Database::Postgres(_) => {
                // Whoever may not ask for a checkpoint has one after a while.
                let _ = self.database.run(Statement::new("CHECKPOINT")).await;
                self.database.run(Statement::new("ANALYZE")).await.map(|_| ())
            }
        }
    }

    /// How many bytes the database takes, its indexes included, its log not.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn size(&self) -> Result<u64, StoreFault> {
        let question = Statement::by(
            "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
            "SELECT pg_database_size(current_database()) AS bytes",
        );
        let row = self.database.only_row(question).await?;
        let bytes = row.int("bytes").map_err(crate::sql::unavailable)?;
        Ok(bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or_default())
    }
}

impl Renamed {
    /// Adds its rows, as they stand after the last of its transitions.
    fn rows(&self, spread: Spread, into: &mut [Vec<Value<'static>>]) -> Result<(), StoreFault> {
        let shard = spread.shard(&self.case);
        let mut head = FIRST_HASH.to_owned();
        for (at, step) in self.template.steps.iter().take(self.steps).enumerate() {
            let last = at + 1 == self.steps;
            let mut names = Names {
                case: (self.template.case.as_str(), self.case.as_str()),
                person: (self.person.0.as_str(), self.person.1.as_str()),
                hash: (String::new(), String::new()),
            };
            let (entry, hash) = self.entry(step, &names, &head)?;
            names.hash = (one(step, "docket_entry", "hash")?.to_owned(), hash.clone());
            head = hash;
            for (((table, way), rows), cells) in WRITTEN.iter().zip(&step.tables).zip(&mut *into) {
                if *way == Way::Add || last {
                    for row in rows {
                        add(table, row, &names, shard, &entry, cells);
                    }
                }
            }
        }
        Ok(())
    }

    /// The text of the entry of a transition, and its hash.
    fn entry(&self, step: &Written, names: &Names<'_>, before: &str) -> Result<(String, Hash), StoreFault> {
        let case = one(step, "case_file", "body")?;
        let digest = docket::digest(names.of(case).as_bytes());
        let text = names.of(one(step, "docket_entry", "body")?);
        let text = text.replace(&docket::digest(case.as_bytes()), &digest);
        let hash = docket::digest([before, text.as_str()].concat().as_bytes());
        Ok((text, hash))
    }
}

impl Names<'_> {
    fn of(&self, text: &str) -> String {
        text.replace(self.case.0, self.case.1).replace(self.person.0, self.person.1)
    }
}

fn add(
    table: &Table,
    row: &Cells,
    names: &Names<'_>,
    shard: i64,
    entry: &str,
    cells: &mut Vec<Value<'static>>,
) {
    for (cell, (name, _)) in row.iter().zip(table.columns) {
        cells.push(match (cell, table.name, *name) {
            (_, _, "shard") => shard.into(),
            (Cell::Int(number), ..) => Value::Int(*number),
            (Cell::Text(None), ..) => Value::Text(None),
            (_, "docket_entry", "body") => entry.to_owned().into(),
            // The key of an opening can't have the case's id in it, and is as long.
            (Cell::Text(Some(text)), "answer", "key") if !text.contains(names.case.0) => {
                names.case.1.to_owned().into()
            }
            (Cell::Text(Some(text)), ..) => names.of(text).replace(&names.hash.0, &names.hash.1).into(),
        });
    }
}

/// A text that a transition has written once.
fn one<'a>(step: &'a Written, table: &str, column: &str) -> Result<&'a str, StoreFault> {
    let rows = WRITTEN.iter().zip(&step.tables).find(|((known, _), _)| known.name == table);
    let cell = rows.and_then(|((known, _), rows)| {
        let at = known.columns.iter().position(|(name, _)| *name == column)?;
        if rows.len() == 1 { rows.first()?.get(at) } else { None }
    });
    match cell {
        Some(Cell::Text(Some(text))) => Ok(text),
        _ => Err(StoreFault::Conflict(format!("a transition of the template has not one `{table}`"))),
    }
}
