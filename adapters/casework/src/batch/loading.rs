//! Loads the cases of a batch. One that can't be read, or whose definition can't, is a fault for whoever asks for that
//! case, and no hindrance to the others.

use super::Batch;
use crate::command::Rejection;
use crate::ports::{Incident, Loaded, StoreFault};
use crate::working::Working;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;

impl Batch {
    pub(super) async fn load(&mut self, cases: &[CaseId]) -> Result<(), StoreFault> {
        if cases.is_empty() {
            return Ok(());
        }
        for (case, loaded) in self.ports.store.load(cases).await? {
            match self.take_in(loaded).await {
                Ok(working) => drop(self.cases.insert(case, working)),
                // Of a row that can't be read its case alone has the trouble, of a store that doesn't answer all.
                Err(fault @ StoreFault::Unreadable { .. }) => {
                    tracing::error!(%case, %fault, "a case can't be worked on");
                    self.unreadable.insert(case, fault);
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    async fn take_in(&self, loaded: Result<Loaded, StoreFault>) -> Result<Box<Working>, StoreFault> {
        let loaded = loaded?;
        Working::of(self.charts.of(&loaded.case).await?, loaded, true)
    }

    /// A case of this batch, to be put back.
    pub(super) fn take(&mut self, case: &CaseId) -> Result<Box<Working>, Rejection> {
        match self.unreadable.get(case) {
            Some(fault) => Err(fault.clone().into()),
            None => self.cases.remove(case).ok_or(Rejection::NotFound),
        }
    }

    /// Has the loop for timers pass over a case that can't be read until an operator has seen to it: without this
    /// it would come first in every round.
    pub(super) fn set_aside(&mut self, case: &CaseId, due: Moment) {
        let Some(fault) = self.unreadable.get(case) else { return };
        self.loose.push((None, Incident::unreadable(case, fault, self.now, Some(due))));
    }
}
