//! The one writer: gathers what waits, works through it in memory, commits once, answers everybody.
//!
//! INVARIANT: nobody is answered "done" before the commit that holds it is durable.

mod flight;
mod rounds;

use crate::batch::{Batch, Worked};
use crate::charts::Charts;
use crate::command::{Answer, Command, Rejection};
use crate::door::Order;
use crate::meter::Meter;
use crate::ports::{Answered, Ports, StoreFault};
use crate::recent::Recent;
use crate::reception::{Arrived, Reception};
use crate::wake::Wake;
use crate::working::Working;
use flight::{Decided, Flight, landed};
use futures::FutureExt as _;
use registrar_engine::id::CaseId;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Most commands of one commit: those at its end wait for all of it.
const LARGEST_BATCH: usize = 256;
/// Fewer commands aren't worth two commits.
const WORTH_HALVING: usize = 24;
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
    pub remembered: Recent<CaseId, Box<Working>>,
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

impl Waiting {
    /// Under what its first answer is kept.
    fn scope_and_key(&self) -> Option<(String, String)> {
        let Command { by, key, .. } = &self.arrived.command;
        by.scope().zip(key.clone())
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
            let mut behind = match &self.flight {
                Some(flight) => {
                    let (apart, behind) =
                        waiting.into_iter().partition(|one| flight.leaves_alone(&one.arrived.command));
                    waiting = apart;
                    behind
                }
                None => Vec::new(),
            };
            behind.splice(0..0, self.second_half(&mut waiting));
            let decided = self.decide(waiting).await;
            waiting = behind;
            // What lost against another process comes again, before those that wait.
            let again = match decided {
                Some(decided) => self.launch_and_land(decided).await,
                None => self.land().await,
            };
            waiting.splice(0..0, again);
        }
    }

    /// Takes away what is better decided while the other half is written. Who was answered together comes back together:
    /// without this all would be in one batch, which is decided while nothing is written, and written while nothing is
    /// decided.
    fn second_half(&self, waiting: &mut Vec<Waiting>) -> Vec<Waiting> {
        let on_its_way = self.flight.as_ref().map_or(0, |flight| flight.decided.worked.len());
        if waiting.len() < WORTH_HALVING || waiting.len() <= 2 * on_its_way {
            return Vec::new();
        }
        waiting.split_off(waiting.len().div_ceil(2))
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
        for mut one in waiting {
            match reception.ready(&mut one.arrived) {
                Ok(made) => ready.push((one, made)),
                Err(rejection) => one.tell(&self.meter, Err(rejection)),
            }
        }
        if ready.is_empty() {
            return None;
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
            Ok(decided) => Some(Decided { worked, ..decided }),
            Err(fault) => {
                self.answer_all(worked.into_iter().map(|(one, _)| one).collect(), &fault);
                None
            }
        }
    }

    /// What has been answered before under the keys of these commands. Most come for the first time: that shows when the
    /// answer is kept, so only those are asked for that were worked through in vain.
    async fn answers(&self, waiting: &[Waiting]) -> Result<Vec<Answered>, StoreFault> {
        let again = waiting.iter().filter(|one| one.tried > 0);
        let keys: Vec<(String, String)> = again.filter_map(Waiting::scope_and_key).collect();
        if keys.is_empty() { Ok(Vec::new()) } else { self.ports.store.answers(&keys).await }
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
            let maybe_repeated = one.tried == 0 && one.arrived.command.key.is_some();
            if lost || (refused && (!fresh || maybe_repeated)) {
                // A refusal over a remembered case is looked at once more over a fresh one: another process may have
                // changed it. So is that of a key under which there may be an answer.
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
}

async fn closed(closing: &mut tokio::sync::watch::Receiver<bool>) {
    // An error means that whoever could close is gone: the same.
    let _ = closing.wait_for(|closing| *closing).await;
}
