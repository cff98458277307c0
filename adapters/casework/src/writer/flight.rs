//! A batch on its way to the disk, and what becomes of it there.

use super::{REMEMBERED, Waiting, Writer};
use crate::batch::{Batch, Finished, Worked};
use crate::command::{Command, Wish};
use crate::meter::Meter;
use crate::ports::{CommitResult, Store, StoreFault, Transition};
use crate::recent::Recent;
use crate::working::Working;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::oneshot;
use tokio::task::{JoinError, JoinHandle};

/// What has been decided, before it is durable.
#[derive(Default)]
pub(super) struct Decided {
    /// Who waits for an answer, with what it is.
    pub worked: Vec<(Waiting, Worked)>,
    /// The cases that change.
    pub touched: BTreeMap<CaseId, Box<Working>>,
    /// One for each of them, in their order.
    pub transitions: Vec<Transition>,
    /// Whom its lots have fallen on: the store doesn't count them yet.
    pub given: BTreeMap<PersonId, u32>,
    /// Who fired timers, and waits until that is durable.
    pub durable: Option<oneshot::Sender<Result<(), StoreFault>>>,
}

/// What a store says to a batch.
pub(super) type Written = Result<Vec<CommitResult>, StoreFault>;

/// A batch that is being made durable, while the next one is decided.
pub(super) struct Flight {
    pub decided: Decided,
    pub cases: BTreeSet<CaseId>,
    keys: BTreeSet<(String, String)>,
    commit: JoinHandle<Written>,
    /// How that went, once it is known.
    written: Option<Result<Written, JoinError>>,
    bells: Bells,
}

/// Which loops have something to do once a batch is durable.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bells {
    outbox: bool,
    /// The earliest moment at which a timer is due.
    timers: Option<Moment>,
}

impl Bells {
    fn of(transitions: &[Transition]) -> Self {
        Self {
            outbox: transitions.iter().any(|transition| !transition.outbox.is_empty()),
            timers: transitions.iter().filter_map(|transition| transition.next_due).min(),
        }
    }
}

impl Flight {
    /// Whether a command concerns nothing that this batch changes: it may be decided meanwhile.
    pub fn leaves_alone(&self, command: &Command) -> bool {
        // Of a bearer it isn't known whose key it is: one that was used just now shows when the answer is kept.
        let key = command.by.scope().zip(command.key.clone());
        let case = match &command.wish {
            Wish::Open { .. } => None,
            Wish::Act { case, .. } | Wish::Tell { case, .. } => Some(case),
            // Which case it is about is found out by reading the incident.
            Wish::Retry { .. } => return false,
        };
        case.is_none_or(|case| !self.cases.contains(case)) && key.is_none_or(|key| !self.keys.contains(&key))
    }
}

impl Writer {
    /// Whom the lots of the batch on its way have fallen on.
    pub(super) fn carried(&self) -> BTreeMap<PersonId, u32> {
        self.flight.as_ref().map(|flight| flight.decided.given.clone()).unwrap_or_default()
    }

    /// Sends a decided batch on its way, behind the one that is on its way still: they concern different cases, and
    /// neither asks what becomes of the other. Gives back what of that one must be worked through again.
    pub(super) async fn launch_and_land(&mut self, decided: Decided) -> Vec<Waiting> {
        let flight = self.launched(decided);
        let again = self.land().await;
        self.flight = Some(flight);
        again
    }

    fn launched(&self, mut decided: Decided) -> Flight {
        let transitions = std::mem::take(&mut decided.transitions);
        let cases = transitions.iter().map(|transition| transition.case.case.clone()).collect();
        let keys = decided.worked.iter().filter_map(|(one, _)| one.scope_and_key()).collect();
        let bells = Bells::of(&transitions);
        let (store, meter) = (Arc::clone(&self.ports.store), Arc::clone(&self.meter));
        let commit = tokio::spawn(async move { write(store.as_ref(), &meter, transitions).await });
        Flight { decided, cases, keys, commit, written: None, bells }
    }

    /// Waits until the batch on its way is durable, if there is one, and answers it. Gives back what must be worked
    /// through again.
    pub(super) async fn land(&mut self) -> Vec<Waiting> {
        if self.flight.is_some() {
            landed(self.flight.as_mut()).await;
        }
        let Some(flight) = self.flight.take() else { return Vec::new() };
        let Flight { decided: Decided { worked, touched, durable, .. }, bells, written, .. } = flight;
        let Some(written) = written else { return Vec::new() };
        if let (Some(durable), Ok(written)) = (durable, &written) {
            // Nobody waits for it any more only when the process stops.
            let _ = durable.send(written.as_ref().map(|_| ()).map_err(Clone::clone));
        }
        match written {
            Ok(Ok(results)) => {
                let lost = self.written(touched, results);
                self.ring(bells);
                self.answer(worked, &lost)
            }
            Ok(Err(StoreFault::Conflict(reason))) if worked.len() > 1 => {
                // One of them can't be written: each for itself, so that it concerns that one alone.
                tracing::warn!(%reason, "a batch could not be written, its commands are tried one by one");
                for (one, _) in worked {
                    Box::pin(self.commands(vec![one])).await;
                }
                // The last of them.
                Box::pin(self.land()).await
            }
            Ok(Err(fault)) => {
                tracing::error!(%fault, "a batch could not be committed");
                self.answer_all(worked.into_iter().map(|(one, _)| one).collect(), &fault);
                Vec::new()
            }
            // Whoever waited is told to try again, by the end of the line.
            Err(error) => {
                tracing::error!(panicked = error.is_panic(), "a fault in Registrar interrupted a commit");
                self.remembered = Recent::new(REMEMBERED);
                Vec::new()
            }
        }
    }

    /// Takes a batch apart: the cases that it changes, what is to be written of them, and whom its lots have fallen on.
    /// Who waits for it is for the caller to add.
    pub(super) async fn prepared(&mut self, batch: Batch) -> Result<Decided, StoreFault> {
        let Finished { cases, loose, given } = batch.finish();
        for (workflow, incident) in &loose {
            self.ports.store.open_incident(incident).await?;
            self.meter.incident(workflow.as_deref(), &incident.source);
        }
        let (mut touched, mut transitions) = (BTreeMap::new(), Vec::new());
        for (case, mut working) in cases {
            match working.transition() {
                Some(transition) => {
                    transitions.push(transition);
                    touched.insert(case, working);
                }
                None => self.remembered.put(case, working.committed()),
            }
        }
        Ok(Decided { touched, transitions, given, ..Decided::default() })
    }

    /// Remembers what was written. Gives back the cases that another process has changed meanwhile.
    fn written(
        &mut self,
        touched: BTreeMap<CaseId, Box<Working>>,
        results: Vec<CommitResult>,
    ) -> BTreeSet<CaseId> {
        let mut lost = BTreeSet::new();
        for ((case, working), result) in touched.into_iter().zip(results) {
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
        lost
    }

    fn ring(&self, Bells { outbox, timers }: Bells) {
        if let Some(at) = timers {
            self.wake.due(at);
        }
        if outbox {
            self.wake.outbox.notify_one();
        }
    }

    /// Commits a batch at once: no other is on its way. Gives back the cases that another process has changed.
    pub(super) async fn commit(&mut self, batch: Batch) -> Result<BTreeSet<CaseId>, StoreFault> {
        let Decided { touched, transitions, .. } = self.prepared(batch).await?;
        let bells = Bells::of(&transitions);
        let results = write(self.ports.store.as_ref(), &self.meter, transitions).await?;
        let lost = self.written(touched, results);
        self.ring(bells);
        Ok(lost)
    }
}

/// Makes a batch durable, if there is anything in it.
async fn write(store: &dyn Store, meter: &Meter, transitions: Vec<Transition>) -> Written {
    if transitions.is_empty() {
        return Ok(Vec::new());
    }
    let begun = Instant::now();
    let committed = store.commit(transitions).await;
    meter.commit(begun.elapsed());
    committed
}

/// Returns when the batch on its way has been written, or couldn't be; never without one.
pub(super) async fn landed(flight: Option<&mut Flight>) {
    match flight {
        Some(flight) if flight.written.is_none() => flight.written = Some((&mut flight.commit).await),
        Some(_) => {}
        None => std::future::pending().await,
    }
}
