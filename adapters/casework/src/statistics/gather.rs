//! Reads the dockets that statistics are made of, page by page: of all cases for the operator, of the cases
//! that an official may see for that official.

use super::{Asked, MOST_CASES, Statistics, Tally};
use crate::access;
use crate::command::Rejection;
use crate::office::Casework;
use crate::ports::{CaseRow, StoreFault};
use crate::reading::Found;
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
        let mut sum = Sum::default();
        let mut charts: BTreeMap<String, Option<Arc<Chart>>> = BTreeMap::new();
        let mut after = None;
        loop {
            let rows = self.ports.store.cases(after.as_ref(), PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.case.clone());
            for row in rows.iter().filter(|row| is_asked(row, asked)) {
                // Names and titles are the same in each edition: looked up once.
                let chart = match charts.entry(row.digest.clone()) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => new.insert(self.charts.of_titles(&row.digest).await?),
                };
                match chart {
                    Some(chart) => self.add(row, chart, asked, &mut sum).await?,
                    None => sum.unreadable += 1,
                }
            }
        }
        Ok(sum.told(false, language))
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
        let mut sum = Sum::default();
        let mut read = 0;
        let mut after = None;
        loop {
            let rows = self.ports.store.cases_of(&audiences, after, PAGE).await?;
            let full = rows.len() >= PAGE as usize;
            after = rows.last().map(|row| (row.opened, row.case.clone()));
            let ids: Vec<_> = rows.iter().map(|row| row.case.clone()).collect();
            let found = self.load_all(&ids).await?;
            for row in &rows {
                if read >= MOST_CASES {
                    return Ok(sum.told(true, language));
                }
                read += 1;
                match found.get(&row.case).filter(|_| is_asked(row, asked)) {
                    Some(Found::Whole(chart, case)) if access::viewpoint(chart, case, &actor).is_some() => {
                        self.add(row, chart, asked, &mut sum).await?;
                    }
                    Some(Found::Unreadable) => sum.unreadable += 1,
                    _ => {}
                }
            }
            if !full {
                return Ok(sum.told(false, language));
            }
        }
    }

    async fn add(
        &self,
        row: &CaseRow,
        chart: &Chart,
        asked: &Asked,
        sum: &mut Sum,
    ) -> Result<(), StoreFault> {
        match self.ledgers_between(&row.case, 1, u64::MAX).await {
            Ok(ledgers) => {
                sum.cases += 1;
                sum.tally.add_case(chart);
                ledgers.iter().for_each(|ledger| sum.tally.add_run(chart, ledger, asked));
            }
            Err(StoreFault::Unreadable { .. }) => sum.unreadable += 1,
            Err(fault) => return Err(fault),
        }
        Ok(())
    }
}

/// What has been read so far.
#[derive(Default)]
struct Sum {
    tally: Tally,
    cases: u64,
    unreadable: u64,
}

impl Sum {
    fn told(self, more: bool, language: &str) -> Statistics {
        let Self { tally, cases, unreadable } = self;
        Statistics { cases, unreadable, more, workflows: tally.told(language) }
    }
}

fn is_asked(row: &CaseRow, asked: &Asked) -> bool {
    asked.workflow.as_ref().is_none_or(|workflow| *workflow == row.workflow)
}
