//! What comes from no person: timers that fall due, and cases that are counted anew.

use super::flight::{Decided, Flight};
use super::{TRIES, Writer};
use crate::batch::Batch;
use crate::command::Rejection;
use crate::door::Fired;
use crate::ports::{Due, StoreFault};
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::oneshot;

impl Writer {
    /// Fires timers across cases, while the batch before is made durable, and sends them after it. A case that another
    /// process changed comes up again by itself.
    pub(super) async fn timers(
        &mut self,
        due: &[Due],
        horizon: Moment,
        durable: oneshot::Sender<Result<(), StoreFault>>,
    ) -> Result<Fired, Rejection> {
        let concerns = |flight: &Flight| due.iter().any(|due| flight.cases.contains(&due.case));
        if self.flight.as_ref().is_some_and(concerns) {
            self.land_and_go_on().await;
        }
        let wanted = due.iter().map(|due| due.case.clone()).collect();
        let carried = self.carried();
        let mut batch =
            Batch::begin(&self.ports, &self.charts, &mut self.remembered, wanted, Vec::new(), carried)
                .await?;
        let fired = batch.fire(due, horizon).await?;
        let decided = self.prepared(batch).await?;
        let again = self.launch_and_land(Decided { durable: Some(durable), ..decided }).await;
        self.commands(again).await;
        Ok(fired)
    }

    /// Counts cases anew. One that another process changes meanwhile is tried again; if it changes each time, the
    /// next round finds it.
    pub(super) async fn recount(&mut self, cases: Vec<CaseId>) -> Result<u64, Rejection> {
        let mut recounted = 0;
        let mut wanted: BTreeSet<CaseId> = cases.into_iter().collect();
        for _ in 0..TRIES {
            if wanted.is_empty() {
                return Ok(recounted);
            }
            let mut batch = Batch::begin(
                &self.ports,
                &self.charts,
                &mut self.remembered,
                wanted,
                Vec::new(),
                BTreeMap::new(),
            )
            .await?;
            recounted += batch.recount().await?;
            wanted = self.commit(batch).await?;
            recounted -= u64::try_from(wanted.len()).unwrap_or(0).min(recounted);
        }
        if wanted.is_empty() { Ok(recounted) } else { Err(Rejection::Busy) }
    }
}
