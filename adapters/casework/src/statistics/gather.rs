//! Reads the dockets that statistics are made of, page by page: of all cases for the operator, of the cases
//! that an official may see for that official.

use super::{Asked, MOST_CASES, Statistics, Tally};
use crate::access;
use crate::command::Rejection;
use crate::office::Casework;
use crate::ports::{CaseRow, StoreFault};
use registrar_engine::chart::Chart;
use registrar_engine::id::PersonId;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// Cases read at once.
const PAGE: u32 = 200;

impl Casework {
    /// How deadlines are kept in all cases: for the operator.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn all_statistics(&self, asked: &Asked, language: &str) -> Result<Statistics, StoreFault> {
        let mut tally = Tally::default();
        let mut charts: BTreeMap<(String, u32), Option<Arc<Chart>>> = BTreeMap::new();
        let mut cases = 0;
        let mut after = None;
        loop {
            let rows = self.ports.store.cases(after.as_ref(), PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.case.clone());
            for row in rows.iter().filter(|row| is_asked(row, asked)) {
                // Names and titles are the same in each edition: looked up once.
                let chart = match charts.entry((row.workflow.clone(), row.version)) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        new.insert(self.charts.newest(&row.workflow, Some(row.version)).await?)
                    }
                };
                if let Some(chart) = chart {
                    self.add(row, chart, asked, &mut tally).await?;
                }
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
                    self.add(row, &chart, asked, &mut tally).await?;
                    cases += 1;
                }
            }
            if !full {
                return Ok(Statistics { cases, more: false, workflows: tally.told(language) });
            }
        }
    }

    async fn add(
        &self,
        row: &CaseRow,
        chart: &Chart,
        asked: &Asked,
        tally: &mut Tally,
    ) -> Result<(), StoreFault> {
        tally.add_case(chart);
        for ledger in self.ledgers_between(&row.case, 1, u64::MAX).await?.iter() {
            tally.add_run(chart, ledger, asked);
        }
        Ok(())
    }
}

fn is_asked(row: &CaseRow, asked: &Asked) -> bool {
    asked.workflow.as_ref().is_none_or(|workflow| *workflow == row.workflow)
}
