//! Cases as of the last commit, to be looked at. One that can't be read, or whose definition can't, is no hindrance to
//! the others: it is told as such, and the operator has an incident of it.

use crate::office::Casework;
use crate::ports::{Incident, Loaded, StoreFault};
use registrar_engine::case::Case;
use registrar_engine::chart::Chart;
use registrar_engine::id::CaseId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A case that is there, as far as it can be read.
pub(crate) enum Found {
    Whole(Arc<Chart>, Box<Case>),
    Unreadable,
}

impl Casework {
    /// One case; none: it isn't there.
    pub(crate) async fn load(&self, case: &CaseId) -> Result<Option<Loaded>, StoreFault> {
        let store = Arc::clone(&self.ports.store);
        let all = move |cases: Vec<CaseId>| {
            let store = Arc::clone(&store);
            async move { store.load(&cases).await }
        };
        let found = self.loads.ask(case.clone(), all).await?;
        if let Some(Err(fault)) = &found {
            self.note_unreadable(case, fault).await;
        }
        found.transpose()
    }

    /// Those of several cases that are there.
    pub(crate) async fn load_all(&self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Found>, StoreFault> {
        let mut all = BTreeMap::new();
        for (id, loaded) in self.ports.store.load(cases).await? {
            let found = match self.whole(loaded).await {
                Ok(found) => found,
                Err(fault @ StoreFault::Unreadable { .. }) => {
                    self.note_unreadable(&id, &fault).await;
                    Found::Unreadable
                }
                Err(fault) => return Err(fault),
            };
            all.insert(id, found);
        }
        Ok(all)
    }

    async fn whole(&self, loaded: Result<Loaded, StoreFault>) -> Result<Found, StoreFault> {
        let case = loaded?.case;
        Ok(Found::Whole(self.charts.of(&case).await?, Box::new(case)))
    }

    /// Sees to it that the operator knows of a case that can't be read. Who looks at his list gets it also where this
    /// can't be written.
    async fn note_unreadable(&self, case: &CaseId, fault: &StoreFault) {
        if !matches!(fault, StoreFault::Unreadable { .. }) {
            return;
        }
        let store = &self.ports.store;
        let noted = async {
            let known = store.incident(&Incident::of_unreadable(case)).await?;
            if known.is_some_and(|incident| incident.resolved.is_none()) {
                return Ok(());
            }
            tracing::error!(%case, %fault, "a case can't be read");
            store.open_incident(&Incident::unreadable(case, fault, self.ports.clock.now(), None)).await
        };
        if let Err(trouble) = noted.await {
            tracing::error!(%case, %fault, %trouble, "a case can't be read, and no incident could be opened of it");
        }
    }
}
