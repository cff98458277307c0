//! Loads the cases of a batch. One that can't be read, or whose definition can't, is a fault for whoever asks for that
//! case, and no hindrance to the others.

use super::Batch;
use crate::command::Rejection;
use crate::ports::{Incident, IncidentSource, Loaded, StoreFault};
use crate::working::Working;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;

impl Batch {
    pub(super) async fn load(&mut self, cases: &[CaseId]) -> Result<(), StoreFault> {
        if cases.is_empty() {
            return Ok(());
        }
        match (self.ports.store.load(cases).await, cases) {
            (Ok(loaded), _) => {
                for one in loaded {
                    self.take_in(one).await?;
                }
            }
            (Err(fault), [case]) => self.leave_out(case, fault)?,
            // One of them can't be read: each for itself.
            (Err(StoreFault::Unreadable { .. }), _) => {
                for case in cases {
                    Box::pin(self.load(std::slice::from_ref(case))).await?;
                }
            }
            (Err(fault), _) => return Err(fault),
        }
        Ok(())
    }

    async fn take_in(&mut self, loaded: Loaded) -> Result<(), StoreFault> {
        let case = loaded.case.case.clone();
        let chart = match self.charts.of(&loaded.case).await {
            Ok(chart) => chart,
            Err(fault) => return self.leave_out(&case, fault),
        };
        match Working::of(chart, loaded, true) {
            Ok(working) => drop(self.cases.insert(case, working)),
            Err(fault) => self.leave_out(&case, fault)?,
        }
        Ok(())
    }

    /// Of a store that doesn't answer all have the trouble, of a row that can't be read its case alone.
    fn leave_out(&mut self, case: &CaseId, fault: StoreFault) -> Result<(), StoreFault> {
        if !matches!(fault, StoreFault::Unreadable { .. }) {
            return Err(fault);
        }
        tracing::error!(%case, %fault, "a case can't be worked on");
        self.unreadable.insert(case.clone(), fault);
        Ok(())
    }

    /// A case of this batch, to be put back.
    pub(super) fn take(&mut self, case: &CaseId) -> Result<Working, Rejection> {
        match self.unreadable.get(case) {
            Some(fault) => Err(fault.clone().into()),
            None => self.cases.remove(case).ok_or(Rejection::NotFound),
        }
    }

    /// Has the loop for timers pass over a case that can't be read until an operator has seen to it: without this
    /// it would come first in every round.
    pub(super) fn set_aside(&mut self, case: &CaseId, due: Moment) {
        let Some(fault) = self.unreadable.get(case) else { return };
        let incident = Incident {
            id: Incident::of_unreadable(case),
            case: Some(case.clone()),
            opened: self.now,
            source: IncidentSource::Timer,
            event: None,
            effective: Some(due),
            reason: format!("its timers can't be fired: {fault}"),
            resolved: None,
        };
        self.loose.push((None, incident));
    }
}
