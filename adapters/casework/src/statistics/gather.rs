//! Reads the dockets that statistics are made of, page by page: of all cases for the operator, of the cases
//! that an official may see for that official.

use super::{Asked, MOST_CASES, Statistics, Tally};
use crate::access;
use crate::command::Rejection;
use crate::office::Casework;
use crate::ports::{CaseRow, StoreFault};
use registrar_engine::docket::{Entry, Ledgers};
use registrar_engine::id::PersonId;

/// Cases, and entries of a docket, read at once.
const PAGE: u32 = 200;

impl Casework {
    /// How deadlines are kept in all cases: for the operator.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn all_statistics(&self, asked: &Asked, language: &str) -> Result<Statistics, StoreFault> {
        let mut tally = Tally::default();
        let mut cases = 0;
        let mut after = None;
        loop {
            let rows = self.ports.store.cases(after.as_ref(), PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.case.clone());
            for row in rows.iter().filter(|row| is_asked(row, asked)) {
                self.add(row, asked, &mut tally).await?;
                cases += 1;
            }
        }
        Ok(Statistics { cases, more: false, workflows: tally.told(language) })
    }

    /// How deadlines are kept in the cases that an official may see: the last opened of them, at most
    /// [`MOST_CASES`].
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to who is in no pool.
    pub async fn statistics(
        &self,
        person: &PersonId,
        asked: &Asked,
        language: &str,
    ) -> Result<Statistics, Rejection> {
        let actor = self.actor(person, None).await?;
        if actor.pools.is_empty() {
            return Err(Rejection::NotFound);
        }
        let audiences = access::audiences(person, &actor.pools);
        let mut tally = Tally::default();
        let (mut cases, mut read) = (0, 0);
        let mut after = None;
        loop {
            let rows = self.ports.store.cases_of(&audiences, after, PAGE).await?;
            let full = rows.len() >= PAGE as usize;
            after = rows.last().map(|row| (row.opened, row.case.clone()));
            let ids: Vec<_> = rows.iter().map(|row| row.case.clone()).collect();
            let loaded = self.ports.store.load(&ids).await?;
            for row in &rows {
                if read >= MOST_CASES {
                    return Ok(Statistics { cases, more: true, workflows: tally.told(language) });
                }
                read += 1;
                let Some(case) = loaded.iter().find(|loaded| loaded.case.case == row.case) else { continue };
                let chart = self.charts.of(&case.case).await?;
                if is_asked(row, asked) && access::viewpoint(&chart, &case.case, &actor).is_some() {
                    self.add(row, asked, &mut tally).await?;
                    cases += 1;
                }
            }
            if !full {
                return Ok(Statistics { cases, more: false, workflows: tally.told(language) });
            }
        }
    }

    async fn add(&self, row: &CaseRow, asked: &Asked, tally: &mut Tally) -> Result<(), StoreFault> {
        // Names and titles are the same in each edition.
        let Some(chart) = self.charts.newest(&row.workflow, Some(row.version)).await? else { return Ok(()) };
        tally.add_case(&chart);
        let mut ledgers = Ledgers::default();
        let mut from = 1;
        loop {
            let entries = self.ports.store.docket(&row.case, from, PAGE).await?;
            for entry in entries.iter().filter(|entry| Ledgers::may_concern(&entry.text)) {
                let entry: Entry =
                    serde_json::from_str(&entry.text).map_err(|error| StoreFault::Unreadable {
                        what: "docket entry",
                        id: format!("{}#{}", row.case, entry.number),
                        reason: error.to_string(),
                    })?;
                ledgers.read(&entry);
            }
            match entries.last() {
                Some(last) if entries.len() >= PAGE as usize => from = last.number + 1,
                _ => break,
            }
        }
        for ledger in ledgers.iter() {
            tally.add_run(&chart, ledger, asked);
        }
        Ok(())
    }
}

fn is_asked(row: &CaseRow, asked: &Asked) -> bool {
    asked.workflow.as_ref().is_none_or(|workflow| *workflow == row.workflow)
}
