//! The docket of the case being played, read back: what happened, when, and whether it still adds up.

use super::Stage;
use crate::failure::{Failure, Played};
use registrar_engine::docket::{Entry, Ledgers, Mark};
use registrar_engine::moment::Moment;

/// Entries read at once.
const PAGE: u32 = 1_000;

impl Stage {
    /// The docket, from its first entry.
    pub async fn docket(&self) -> Played<Vec<Entry>> {
        let case = self.case_id()?;
        let mut entries = Vec::new();
        let mut from = 1;
        loop {
            let rows = self.ports.store.docket(&case, from, PAGE).await.map_err(Failure::fault)?;
            let Some(last) = rows.last() else { return Ok(entries) };
            from = last.number + 1;
            for row in rows {
                entries.push(serde_json::from_str(&row.text).map_err(Failure::fault)?);
            }
        }
    }

    /// Every mark of the docket with its entry.
    pub async fn marks(&self) -> Played<Vec<(Moment, u64, Mark)>> {
        let entries = self.docket().await?;
        let marks = entries.into_iter().flat_map(|entry| {
            let (effective, number) = (entry.effective, entry.number);
            entry.marks.into_iter().map(move |mark| (effective, number, mark))
        });
        Ok(marks.collect())
    }

    /// The ledger of each clock.
    pub async fn ledgers(&self) -> Played<Ledgers> {
        Ok(Ledgers::of(&self.docket().await?))
    }

    /// What comparing the case with its docket finds: the chain, each entry played again, the case.
    pub async fn problems(&self) -> Played<Vec<String>> {
        let case = self.case_id()?;
        let check = self.casework.verify_docket(&case).await.map_err(Failure::fault)?;
        Ok(check.map_or_else(|| vec!["the case isn't in the store".to_owned()], |check| check.problems))
    }
}
