//! The one writer: gathers what waits, works through it in memory, commits once, answers everybody.
//!
//! INVARIANT: nobody is answered "done" before the commit that holds it is durable.

use crate::batch::{Batch, Finished, Worked};
use crate::charts::Charts;
use crate::command::{Answer, Command, Rejection, Wish};
use crate::door::{Fired, Order};
use crate::meter::Meter;
use crate::ports::{Answered, CommitResult, Due, Ports, Store, StoreFault, Transition};
use crate::recent::Recent;
use crate::reception::{Arrived, Reception};
use crate::wake::Wake;
use crate::working::Working;
use futures::FutureExt as _;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinError, JoinHandle};

/// Most commands of one commit: those at its end wait for all of it.
const LARGEST_BATCH: usize = 256;
/// Cases remembered between batches.
const REMEMBERED: usize = 512;
/// How often the writer looks again who else comes, before it begins a batch.
const GATHERING: u32 = 4;
/// How often a command that lost against another process is worked through again.
const TRIES: u32 = 8;

/// The writer's state between batches.
pub(crate) struct Writer {
    pub ports: Ports,
    pub charts: Arc<Charts>,
    pub wake: Arc<Wake>,
    pub meter: Arc<Meter>,
    pub remembered: Recent<CaseId, Working>,
    flight: Option<Flight>,
}

/// A command and where its answer goes.
struct Waiting {
    arrived: Box<Arrived>,
    reply: oneshot::Sender<Result<Answer, Rejection>>,
    /// The workflow it concerns, once that is known.
    workflow: Option<String>,
    /// How often it was worked through in vain.
    tried: u32,
}

/// What has been decided, before it is durable.
struct Decided {
    worked: Vec<(Waiting, Worked)>,
    /// The cases that change.
    touched: Vec<Working>,
    transitions: Vec<Transition>,
    /// Whom its lots have fallen on: the store doesn't count them yet.
    given: BTreeMap<PersonId, u32>,
    /// Who fired timers, and waits until that is durable.
    durable: Option<oneshot::Sender<Result<(), StoreFault>>>,
}

/// What a store says to a batch.
type Written = Result<Vec<CommitResult>, StoreFault>;

/// A batch that is being made durable, while the next one is decided.
struct Flight {
    decided: Decided,
    cases: BTreeSet<CaseId>,
    keys: BTreeSet<(String, String)>,
    commit: JoinHandle<Written>,
    /// How that went, once it is known.
    written: Option<Result<Written, JoinError>>,
    bells: Bells,
}

/// Which loops have something to do once a batch is durable.
#[derive(Debug, Clone, Copy)]
struct Bells {
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
    fn leaves_alone(&self, command: &Command) -> bool {
        let key = command.key.clone().map(|key| (command.by.scope(), key));
        let case = match &command.wish {
            Wish::Open { .. } => None,
            Wish::Act { case, .. } | Wish::Tell { case, .. } => Some(case),
            // Which case it is about is found out by reading the incident.
            Wish::Retry { .. } => return false,
        };
        case.is_none_or(|case| !self.cases.contains(case)) && key.is_none_or(|key| !self.keys.contains(&key))
    }
}

impl Waiting {
    /// Under what its first answer is kept.
    fn scope_and_key(&self) -> Option<(String, String)> {
        let Command { by, key, .. } = &self.arrived.command;
        key.clone().map(|key| (by.scope(), key))
    }

    /// Answers it. Whoever asked may have gone; what was done is counted all the same.
    fn tell(self, meter: &Meter, result: Result<Answer, Rejection>) {
        meter.command(self.workflow.as_deref(), &result);
        let _ = self.reply.send(result);
    }
}

impl Writer {
    pub(crate) fn new(ports: Ports, charts: Arc<Charts>, wake: Arc<Wake>, meter: Arc<Meter>) -> Self {
        Self { ports, charts, wake, meter, remembered: Recent::new(REMEMBERED), flight: None }
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
                () = landed(self.flight.as_mut()) => {
                    self.safely(async |writer| writer.land_and_go_on().await).await;
                    continue;
                }
                () = closed(&mut closing) => {
                    // Who is inside is served; nobody else comes in.
                    orders.close();
                    orders.recv_many(&mut gathered, LARGEST_BATCH).await
                }
            };
            if got == 0 {
                self.safely(async |writer| writer.land_and_go_on().await).await;
                return;
            }
            // Who was answered together comes back together: a moment, and they are one batch again.
            for _ in 0..GATHERING {
                tokio::task::yield_now().await;
                while gathered.len() < LARGEST_BATCH
                    && let Ok(order) = orders.try_recv()
                {
                    gathered.push(order);
                }
            }
            let orders = std::mem::take(&mut gathered);
            self.safely(async move |writer| writer.work(orders).await).await;
        }
    }

    /// Does a piece of work. If it panics, those inside are told to try again, under their keys, and the door stays
    /// open.
    async fn safely(&mut self, work: impl AsyncFnOnce(&mut Self)) {
        if AssertUnwindSafe(work(self)).catch_unwind().await.is_err() {
            tracing::error!("a fault in Registrar interrupted a batch");
            // What was remembered may be half done.
            self.remembered = Recent::new(REMEMBERED);
        }
    }

    /// Commands in their order, timers between them where they came.
    async fn work(&mut self, orders: Vec<Order>) {
        let mut commands = Vec::new();
        for order in orders {
            match order {
                Order::Command(arrived, reply) => {
                    commands.push(Waiting { arrived, reply, workflow: None, tried: 0 })
                }
                Order::Knock(reply) => {
                    // Behind all that is on its way: a store that takes nothing any more shows here.
                    self.commands(std::mem::take(&mut commands)).await;
                    self.land_and_go_on().await;
                    // Whoever knocked may not have waited.
                    let _ = reply.send(());
                }
                Order::Timers { cases, horizon, reply, durable } => {
                    self.commands(std::mem::take(&mut commands)).await;
                    let fired = self.timers(&cases, horizon, durable).await;
                    // Nobody waits for it any more only when the process stops.
                    let _ = reply.send(fired);
                }
                Order::Recount { cases, reply } => {
                    self.commands(std::mem::take(&mut commands)).await;
                    self.land_and_go_on().await;
                    let _ = reply.send(self.recount(cases).await);
                }
            }
        }
        self.commands(commands).await;
    }

    /// Decides commands while the batch before them is made durable, and then sends them after it. Those that concern
    /// what that batch changes wait for it.
    async fn commands(&mut self, mut waiting: Vec<Waiting>) {
        while !waiting.is_empty() {
            let behind = match &self.flight {
                Some(flight) => {
                    let (apart, behind) =
                        waiting.into_iter().partition(|one| flight.leaves_alone(&one.arrived.command));
                    waiting = apart;
                    behind
                }
                None => Vec::new(),
            };
            let decided = self.decide(waiting).await;
            waiting = behind;
            // What lost against another process comes again, before those that wait.
            let again = self.land().await;
            if let Some(decided) = decided {
                self.launch(decided);
            }
            waiting.splice(0..0, again);
        }
    }

    /// Has the batch that is on its way arrive, and works through what comes again after it, to the end.
    async fn land_and_go_on(&mut self) {
        while self.flight.is_some() {
            let again = self.land().await;
            self.commands(again).await;
        }
    }

    /// Decides a batch. None: everybody has been answered, and nothing is to be written.
    async fn decide(&mut self, waiting: Vec<Waiting>) -> Option<Decided> {
        if waiting.is_empty() {
            return None;
        }
        // Two questions side by side: who they are, and what has been answered under their keys.
        let asked = futures::try_join!(
            Reception::over(&self.ports, waiting.iter().map(|one| one.arrived.as_ref())),
            self.answers(&waiting),
        );
        let (reception, answers) = match asked {
            Ok(asked) => asked,
            Err(StoreFault::Unreadable { .. }) if waiting.len() > 1 => {
                // One of them speaks of what can't be read: each for itself, so that it concerns that one alone.
                for one in waiting {
                    Box::pin(self.commands(vec![one])).await;
                }
                return None;
            }
            Err(fault) => {
                self.answer_all(waiting, &fault);
                return None;
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
        let carried = self.carried();
        let begun =
            Batch::begin(&self.ports, &self.charts, &mut self.remembered, wanted, answers, carried).await;
        let mut batch = match begun {
            Ok(batch) => batch,
            Err(fault) => {
                self.answer_all(ready.into_iter().map(|(one, _)| one).collect(), &fault);
                return None;
            }
        };
        let mut worked = Vec::with_capacity(ready.len());
        self.meter.batch(ready.len());
        for (mut one, ready) in ready {
            let mut result = batch.perform(&ready).await;
            one.workflow = result.workflow.take();
            worked.push((one, result));
        }
        match self.prepared(batch).await {
            Ok((touched, transitions, given)) => {
                Some(Decided { worked, touched, transitions, given, durable: None })
            }
            Err(fault) => {
                self.answer_all(worked.into_iter().map(|(one, _)| one).collect(), &fault);
                None
            }
        }
    }

    /// What has been answered before under the keys of these commands.
    async fn answers(&self, waiting: &[Waiting]) -> Result<Vec<Answered>, StoreFault> {
        let keys: Vec<(String, String)> = waiting.iter().filter_map(Waiting::scope_and_key).collect();
        if keys.is_empty() { Ok(Vec::new()) } else { self.ports.store.answers(&keys).await }
    }

    /// Sends a decided batch on its way.
    fn launch(&mut self, mut decided: Decided) {
        let transitions = std::mem::take(&mut decided.transitions);
        let cases = transitions.iter().map(|transition| transition.case.case.clone()).collect();
        let keys = decided.worked.iter().filter_map(|(one, _)| one.scope_and_key()).collect();
        let bells = Bells::of(&transitions);
        let (store, meter) = (Arc::clone(&self.ports.store), Arc::clone(&self.meter));
        let commit = tokio::spawn(async move { write(store.as_ref(), &meter, transitions).await });
        self.flight = Some(Flight { decided, cases, keys, commit, written: None, bells });
    }

    /// Waits until the batch on its way is durable, if there is one, and answers it. Gives back what must be worked
    /// through again.
    async fn land(&mut self) -> Vec<Waiting> {
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
                if one.tried < TRIES {
                    again.push(Waiting { tried: one.tried + 1, ..one });
                } else {
                    one.tell(&self.meter, Err(Rejection::Busy));
                }
                continue;
            }
            one.tell(&self.meter, result);
        }
        again
    }

    /// Takes a batch apart: the cases that it changes, what is to be written of them, and whom its lots have fallen on.
    async fn prepared(
        &mut self,
        batch: Batch,
    ) -> Result<(Vec<Working>, Vec<Transition>, BTreeMap<PersonId, u32>), StoreFault> {
        let Finished { cases, loose, given } = batch.finish();
        for (workflow, incident) in &loose {
            self.ports.store.open_incident(incident).await?;
            self.meter.incident(workflow.as_deref(), &incident.source);
        }
        let (mut touched, mut transitions) = (Vec::new(), Vec::new());
        for mut working in cases {
            match working.transition() {
                Some(transition) => {
                    transitions.push(transition);
                    touched.push(working);
                }
                None => self.remembered.put(working.case.case.clone(), working.committed()),
            }
        }
        Ok((touched, transitions, given))
    }

    /// Remembers what was written. Gives back the cases that another process has changed meanwhile.
    fn written(&mut self, touched: Vec<Working>, results: Vec<CommitResult>) -> BTreeSet<CaseId> {
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
    async fn commit(&mut self, batch: Batch) -> Result<BTreeSet<CaseId>, StoreFault> {
        let (touched, transitions, _) = self.prepared(batch).await?;
        let bells = Bells::of(&transitions);
        let results = write(self.ports.store.as_ref(), &self.meter, transitions).await?;
        let lost = self.written(touched, results);
        self.ring(bells);
        Ok(lost)
    }

    /// Fires timers across cases, while the batch before is made durable, and sends them after it. A case that another
    /// process changed comes up again by itself.
    async fn timers(
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
        let (touched, transitions, given) = self.prepared(batch).await?;
        let again = self.land().await;
        self.launch(Decided { worked: Vec::new(), touched, transitions, given, durable: Some(durable) });
        self.commands(again).await;
        Ok(fired)
    }

    /// Whom the lots of the batch on its way have fallen on.
    fn carried(&self) -> BTreeMap<PersonId, u32> {
        self.flight.as_ref().map(|flight| flight.decided.given.clone()).unwrap_or_default()
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

async fn closed(closing: &mut tokio::sync::watch::Receiver<bool>) {
    // An error means that whoever could close is gone: the same.
    let _ = closing.wait_for(|closing| *closing).await;
}

/// Returns when the batch on its way has been written, or couldn't be; never without one.
async fn landed(flight: Option<&mut Flight>) {
    match flight {
        Some(flight) if flight.written.is_none() => flight.written = Some((&mut flight.commit).await),
        Some(_) => {}
        None => std::future::pending().await,
    }
}
