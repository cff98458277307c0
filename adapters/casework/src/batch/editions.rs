//! A newer edition of the calendars, in a batch: the cases in it are counted anew.

use super::Batch;
use crate::command::Rejection;
use crate::ports::{IncidentSource, StoreFault};
use crate::working::{Trouble, Working};
use registrar_engine::chart::Chart;
use registrar_engine::docket;
use registrar_engine::event::Event;
use std::sync::Arc;

impl Batch {
    /// Counts every case of the batch anew that is pinned to an older edition. How many there were.
    pub(crate) async fn recount(&mut self) -> Result<u64, Rejection> {
        let mut recounted = 0;
        let cases: Vec<_> = self.cases.keys().cloned().collect();
        for case in cases {
            let Some(mut working) = self.cases.remove(&case) else { continue };
            let result = self.recount_one(&mut working).await;
            self.cases.insert(case, working);
            recounted += u64::from(result?);
        }
        Ok(recounted)
    }

    /// The chart of a case with a newer edition of its calendars, if there is one.
    pub(super) async fn newer(&self, working: &Working) -> Result<Option<Arc<Chart>>, StoreFault> {
        let case = &working.case;
        let chart = self.charts.newest(&case.workflow, Some(case.version)).await?;
        Ok(chart.filter(|chart| case.ended.is_none() && !case.editions.contains(&chart.edition)))
    }

    /// What fell due before comes first, by the edition that was told. A case that can't be counted anew is
    /// held for the operator; the others go on.
    async fn recount_one(&mut self, working: &mut Working) -> Result<bool, Rejection> {
        let Some(chart) = self.newer(working).await? else { return Ok(false) };
        self.catch_up(working, self.now).await?;
        let edition = chart.edition.clone();
        let event = Event::Recounted { edition: edition.clone() };
        let reason = match working.recount(chart, self.now, &self.world()).await {
            Ok(()) => return Ok(true),
            Err(Trouble::Fault(fault)) => return Err(fault.into()),
            Err(Trouble::Refused(_)) if working.case.ended.is_some() => return Ok(false),
            Err(Trouble::Refused(refusal)) => refusal.to_string(),
            Err(Trouble::Incident(reason)) => reason,
        };
        let case = Some(working.case.case.clone());
        let mut incident = self.incident(case, IncidentSource::Machine, &event, self.now, reason)?;
        // Each start of the office tries again: the operator has one incident of it all the same.
        incident.id = docket::digest(format!("{} {edition}", working.case.case).as_bytes());
        working.open_incident(incident);
        Ok(true)
    }
}
