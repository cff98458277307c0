//! The one door to a case. What comes in is looked at here, side by side; the one writer behind the door decides
//! in the order of arrival.

use crate::command::{Answer, Command, LARGEST_COMMAND, LONGEST_KEY, Rejection};
use crate::meter::Meter;
use crate::ports::{Due, Ports, StoreFault};
use crate::readiness::Unready;
use crate::reception::Arrived;
use registrar_engine::docket;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use std::sync::Arc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

/// Commands that may wait, eight full batches: whoever comes then is turned away at once, which is kinder than an
/// answer that comes when nobody waits for it any more. As many as the web lets in connections, each with one command:
/// there they are told so sooner. What comes from inside waits its turn.
pub const WAITING: usize = 2_048;

/// A cheap handle to the door.
#[derive(Clone)]
pub struct Door {
    ports: Ports,
    meter: Arc<Meter>,
    orders: mpsc::Sender<Order>,
}

/// What waits behind the door.
pub(crate) enum Order {
    /// A command.
    Command(Box<Arrived>, oneshot::Sender<Result<Answer, Rejection>>),
    /// Timers of these cases that are due until the horizon.
    Timers {
        /// The cases.
        cases: Vec<Due>,
        /// No timer beyond this moment.
        horizon: Moment,
        /// What has been decided.
        reply: oneshot::Sender<Result<Fired, Rejection>>,
        /// That it is durable.
        durable: oneshot::Sender<Result<(), StoreFault>>,
    },
    /// These cases are counted anew with the newest edition of their calendars.
    Recount {
        /// The cases.
        cases: Vec<CaseId>,
        /// How many were.
        reply: oneshot::Sender<Result<u64, Rejection>>,
    },
    /// Somebody wants to know whether the writer comes round.
    Knock(oneshot::Sender<()>),
}

/// What became of timers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fired {
    /// How many fired.
    pub count: u64,
    /// When the next of the same cases is due.
    pub next: Option<Moment>,
}

impl Door {
    pub(crate) fn new(ports: Ports, meter: Arc<Meter>) -> (Self, mpsc::Receiver<Order>) {
        let (orders, waiting) = mpsc::channel(WAITING);
        (Self { ports, meter, orders }, waiting)
    }

    /// Has a command executed. When it answers, everything about it is durable. Where the queue is full it answers
    /// before anything is read.
    ///
    /// # Errors
    /// Why nothing was done.
    pub async fn advance(&self, command: Command) -> Result<Answer, Rejection> {
        let at = self.ports.clock.now();
        let place = self.orders.try_reserve().map_err(|none| match none {
            TrySendError::Full(()) => Rejection::Overloaded,
            TrySendError::Closed(()) => Rejection::Busy,
        });
        self.enter(at, place, command).await
    }

    /// The same for what comes from inside: it waits for a place in the queue, before all who come after it.
    pub(crate) async fn advance_in_turn(&self, command: Command) -> Result<Answer, Rejection> {
        // Before waiting: what has happened in time stays in time.
        let at = self.ports.clock.now();
        let place = self.orders.reserve().await.map_err(|_| Rejection::Busy);
        self.enter(at, place, command).await
    }

    async fn enter(
        &self,
        at: Moment,
        place: Result<mpsc::Permit<'_, Order>, Rejection>,
        command: Command,
    ) -> Result<Answer, Rejection> {
        let outside = |rejection: Rejection| {
            let result = Err(rejection);
            self.meter.command(None, &result);
            result
        };
        let place = match place {
            Ok(place) => place,
            Err(rejection) => return outside(rejection),
        };
        let arrived = match arrived(command, at) {
            Ok(arrived) => arrived,
            Err(rejection) => return outside(rejection),
        };
        let (reply, answer) = oneshot::channel();
        place.send(Order::Command(Box::new(arrived), reply));
        // The writer counts what it answers.
        answer.await.unwrap_or_else(|_| outside(Rejection::Busy))
    }

    /// Has the timers of these cases fire that are due until the horizon, in due order across cases. What comes
    /// second tells when it is durable, or why it couldn't become so.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn fire(
        &self,
        cases: Vec<Due>,
        horizon: Moment,
    ) -> Result<(Fired, oneshot::Receiver<Result<(), StoreFault>>), Rejection> {
        let ((reply, fired), (durable, written)) = (oneshot::channel(), oneshot::channel());
        let order = Order::Timers { cases, horizon, reply, durable };
        self.orders.send(order).await.map_err(|_| Rejection::Busy)?;
        Ok((fired.await.map_err(|_| Rejection::Busy)??, written))
    }

    /// Has these cases counted anew with the newest edition of their calendars.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn recount(&self, cases: Vec<CaseId>) -> Result<u64, Rejection> {
        let (reply, recounted) = oneshot::channel();
        self.orders.send(Order::Recount { cases, reply }).await.map_err(|_| Rejection::Busy)?;
        recounted.await.map_err(|_| Rejection::Busy)?
    }

    /// Places taken in the queue.
    pub(crate) fn waiting(&self) -> usize {
        self.orders.max_capacity().saturating_sub(self.orders.capacity())
    }

    /// Waits until the writer has come round to what is in the queue now.
    ///
    /// # Errors
    /// No command would be taken.
    pub(crate) async fn knock(&self) -> Result<(), Unready> {
        let (reply, answer) = oneshot::channel();
        self.orders.try_send(Order::Knock(reply)).map_err(|none| match none {
            TrySendError::Full(_) => Unready::Full,
            TrySendError::Closed(_) => Unready::Stopping,
        })?;
        answer.await.map_err(|_| Unready::Writer)
    }
}

/// Looks at a command as far as that needs nobody else.
fn arrived(command: Command, at: Moment) -> Result<Arrived, Rejection> {
    let Command { by, key, wish } = &command;
    if key.as_ref().is_some_and(|key| key.is_empty() || key.chars().count() > LONGEST_KEY) {
        return Err(Rejection::Malformed(format!("an idempotency key has 1 to {LONGEST_KEY} characters")));
    }
    let request = serde_json::to_vec(&(by, wish)).map_err(|error| Rejection::Malformed(error.to_string()))?;
    if request.len() > LARGEST_COMMAND {
        return Err(Rejection::Malformed(format!("a command has at most {LARGEST_COMMAND} bytes")));
    }
    let request = docket::digest(&request);
    Ok(Arrived { command, request, at })
}
