//! The one writer: gathers what waits, works through it in memory, commits once, answers everybody.
//!
//! INVARIANT: nobody is answered "done" before the commit that holds it is durable.

use crate::batch::{Batch, Worked};
use crate::charts::Charts;
use crate::command::{Answer, Rejection};
use crate::door::Order;
use crate::meter::Meter;
use crate::ports::{CommitResult, Due, Ports, StoreFault};
use crate::recent::Recent;
use crate::reception::{Arrived, Reception};
use crate::wake::Wake;
use crate::working::Working;
use futures::FutureExt as _;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};

/// Most commands of one commit: those at its end wait for all of it.
const LARGEST_BATCH: usize = 256;
/// Cases remembered between batches.
const REMEMBERED: usize = 512;
/// How often a command that lost against another process is worked through again.
const TRIES: u32 = 8;

/// The writer's state between batches.
pub(crate) struct Writer {
    pub ports: Ports,
    pub charts: Arc<Charts>,
    pub wake: Arc<Wake>,
    pub meter: Arc<Meter>,
    pub remembered: Recent<CaseId, Working>,
}

/// A command and where its answer goes.
struct Waiting {
    arrived: Box<Arrived>,
    reply: oneshot::Sender<Result<Answer, Rejection>>,
    /// The workflow it concerns, once that is known.
    workflow: Option<String>,
}

impl Waiting {
    /// Answers it. Whoever asked may have gone; what was done is counted all the same.
    fn tell(self, meter: &Meter, result: Result<Answer, Rejection>) {
        meter.command(self.workflow.as_deref(), &result);
        let _ = self.reply.send(result);
    }
}

impl Writer {
    pub(crate) fn new(ports: Ports, charts: Arc<Charts>, wake: Arc<Wake>, meter: Arc<Meter>) -> Self {
        Self { ports, charts, wake, meter, remembered: Recent::new(REMEMBERED) }
    }

    /// Works until all handles of the door are gone or it is closed, and what waited is done.
    pub(crate) async fn run(
        mut self,
        mut orders: mpsc::Receiver<Order>,
        mut closing: tokio::sync::watch::Receiver<bool>,
    ) {
        let mut gathered = Vec::with_capacity(LARGEST_BATCH);
        loop {
            let got = tokio::select! {
                got = orders.recv_many(&mut gathered, LARGEST_BATCH) => got,
                () = closed(&mut closing) => {
                    // Who is inside is served; nobody else comes in.
                    orders.close();
                    orders.recv_many(&mut gathered, LARGEST_BATCH).await
                }
            };
            if got == 0 {
                return;
            }
            let work = AssertUnwindSafe(self.work(std::mem::take(&mut gathered))).catch_unwind();
            if work.await.is_err() {
                // Those inside are told to try again, under their keys; the door stays open. What was
                // remembered may be half done.
                tracing::error!("a fault in Registrar interrupted a batch");
                self.remembered = Recent::new(REMEMBERED);
            }
        }
    }

    /// Commands in their order, timers between them where they came.
    async fn work(&mut self, orders: Vec<Order>) {
        let mut commands = Vec::new();
        for order in orders {
            match order {
                Order::Command(arrived, reply) => commands.push(Waiting { arrived, reply, workflow: None }),
                Order::Knock(reply) => {
                    // Whoever knocked may not have waited.
                    let _ = reply.send(());
                }
                Order::Timers { cases, horizon, reply } => {
                    self.commands(std::mem::take(&mut commands)).await;
                    // Nobody waits for it any more only when the process stops.
                    let _ = reply.send(self.timers(&cases, horizon).await);
                }
                Order::Recount { cases, reply } => {
                    self.commands(std::mem::take(&mut commands)).await;
                    let _ = reply.send(self.recount(cases).await);
                }
            }
        }
        self.commands(commands).await;
    }

    async fn commands(&mut self, mut waiting: Vec<Waiting>) {
        for _ in 0..TRIES {
            if waiting.is_empty() {
                return;
            }
            waiting = self.attempt(waiting).await;
        }
        for one in waiting {
            one.tell(&self.meter, Err(Rejection::Busy));
        }
    }

    /// One batch, one commit. Gives back the commands that must be worked through again.
    async fn attempt(&mut self, waiting: Vec<Waiting>) -> Vec<Waiting> {
        let reception =
            match Reception::over(&self.ports, waiting.iter().map(|one| one.arrived.as_ref())).await {
                Ok(reception) => reception,
                Err(fault) => {
                    self.answer_all(waiting, &fault);
                    return Vec::new();
                }
            };
        let mut ready = Vec::with_capacity(waiting.len());
        for one in waiting {
            match reception.ready(&one.arrived) {
                Ok(made) => ready.push((one, made)),
                Err(rejection) => one.tell(&self.meter, Err(rejection)),
            }
        }
        let wanted: BTreeSet<CaseId> = ready.iter().filter_map(|(_, ready)| ready.case()).collect();
        let keys: Vec<(String, String)> =
            ready.iter().filter_map(|(_, ready)| ready.scope_and_key()).collect();
        let mut batch =
            match Batch::begin(&self.ports, &self.charts, &mut self.remembered, wanted, &keys).await {
                Ok(batch) => batch,
                Err(fault) => {
                    self.answer_all(ready.into_iter().map(|(one, _)| one).collect(), &fault);
                    return Vec::new();
                }
            };
        let mut worked = Vec::with_capacity(ready.len());
        self.meter.batch(ready.len());
        for (mut one, ready) in ready {
            let mut result = batch.perform(&ready).await;
            one.workflow = result.workflow.take();
            worked.push((one, result));
        }
        match self.commit(batch).await {
            Ok(lost) => self.answer(worked, &lost),
            Err(StoreFault::Conflict(reason)) if worked.len() > 1 => {
                // One of them can't be written: each for itself, so that it concerns that one alone.
                tracing::warn!(%reason, "a batch could not be written, its commands are tried one by one");
                for (one, _) in worked {
                    Box::pin(self.commands(vec![one])).await;
                }
                Vec::new()
            }
            Err(fault) => {
                tracing::error!(%fault, "a batch could not be committed");
                self.answer_all(worked.into_iter().map(|(one, _)| one).collect(), &fault);
                Vec::new()
            }
        }
    }

    fn answer_all(&self, waiting: Vec<Waiting>, fault: &StoreFault) {
        for one in waiting {
            one.tell(&self.meter, Err(Rejection::Fault(fault.clone())));
        }
    }

    /// Answers what was committed or refused for good; gives back what lost or saw an old case.
    fn answer(&mut self, worked: Vec<(Waiting, Worked)>, lost: &BTreeSet<CaseId>) -> Vec<Waiting> {
        let mut again = Vec::new();
        for (one, Worked { result, case, fresh, .. }) in worked {
            let lost = case.as_ref().is_some_and(|case| lost.contains(case));
            let refused =
                matches!(result, Err(Rejection::Refused(_) | Rejection::NotFound | Rejection::Busy));
            if lost || (refused && !fresh) {
                // A refusal over a remembered case is looked at once more over a fresh one: another
                // process may have changed it.
                case.map(|case| self.remembered.take(&case));
                again.push(one);
                continue;
            }
            one.tell(&self.meter, result);
        }
        again
    }

    /// Commits a batch. Gives back the cases that another process has changed meanwhile.
    async fn commit(&mut self, batch: Batch) -> Result<BTreeSet<CaseId>, StoreFault> {
        let (cases, loose) = batch.finish();
        for (workflow, incident) in &loose {
            self.ports.store.open_incident(incident).await?;
            self.meter.incident(Some(workflow), &incident.source);
        }
        let mut touched = Vec::new();
        let mut transitions = Vec::new();
        for mut working in cases {
            match working.transition() {
                Some(transition) => {
                    transitions.push(transition);
                    touched.push(working);
                }
                None => self.remembered.put(working.case.case.clone(), working.committed()),
            }
        }
        if transitions.is_empty() {
            return Ok(BTreeSet::new());
        }
        let outbox = transitions.iter().any(|transition| !transition.outbox.is_empty());
        let timers = transitions.iter().any(|transition| transition.next_due.is_some());
        let begun = Instant::now();
        let committed = self.ports.store.commit(transitions).await;
        self.meter.commit(begun.elapsed());
        let results = match committed {
            Ok(results) => results,
            Err(fault) => {
                for working in touched {
                    self.remembered.take(&working.case.case);
                }
                return Err(fault);
            }
        };
        let mut lost = BTreeSet::new();
        for (working, result) in touched.into_iter().zip(results) {
            let case = working.case.case.clone();
            match result {
                CommitResult::Committed => {
                    self.meter.committed(&working);
                    self.remembered.put(case, working.committed());
                }
                CommitResult::Conflict => {
                    self.meter.conflict();
                    self.remembered.take(&case);
                    lost.insert(case);
                }
            }
        }
        if timers {
            self.wake.timers.notify_one();
        }
        if outbox {
            self.wake.outbox.notify_one();
        }
        Ok(lost)
    }

    /// Fires timers across cases. A case that another process changed comes up again by itself.
    async fn timers(&mut self, due: &[Due], horizon: Moment) -> Result<u64, Rejection> {
        let wanted = due.iter().map(|due| due.case.clone()).collect();
        let mut batch = Batch::begin(&self.ports, &self.charts, &mut self.remembered, wanted, &[]).await?;
        let fired = batch.fire(due, horizon).await?;
        self.commit(batch).await?;
        Ok(fired)
    }

    /// Counts cases anew. One that another process changes meanwhile is tried again; if it changes each time, the
    /// next round finds it.
    async fn recount(&mut self, cases: Vec<CaseId>) -> Result<u64, Rejection> {
        let mut recounted = 0;
        let mut wanted: BTreeSet<CaseId> = cases.into_iter().collect();
        for _ in 0..TRIES {
            if wanted.is_empty() {
                return Ok(recounted);
            }
            let mut batch =
                Batch::begin(&self.ports, &self.charts, &mut self.remembered, wanted, &[]).await?;
            recounted += batch.recount().await?;
            wanted = self.commit(batch).await?;
            recounted -= u64::try_from(wanted.len()).unwrap_or(0).min(recounted);
        }
        if wanted.is_empty() { Ok(recounted) } else { Err(Rejection::Busy) }
    }
}

async fn closed(closing: &mut tokio::sync::watch::Receiver<bool>) {
    // An error means that whoever could close is gone: the same.
    let _ = closing.wait_for(|closing| *closing).await;
}
