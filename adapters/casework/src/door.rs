//! The one door to a case. What comes in is looked at here, side by side; the one writer behind the door decides
//! in the order of arrival.

use crate::command::{Answer, Command, LARGEST_COMMAND, LONGEST_KEY, Rejection};
use crate::ports::{Due, Ports};
use crate::reception::Arrived;
use registrar_engine::docket;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use tokio::sync::{mpsc, oneshot};

/// Commands that may wait; more callers wait outside, and none is turned away.
pub const WAITING: usize = 1_024;

/// A cheap handle to the door.
#[derive(Clone)]
pub struct Door {
    ports: Ports,
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
        /// How many fired.
        reply: oneshot::Sender<Result<u64, Rejection>>,
    },
    /// These cases are counted anew with the newest edition of their calendars.
    Recount {
        /// The cases.
        cases: Vec<CaseId>,
        /// How many were.
        reply: oneshot::Sender<Result<u64, Rejection>>,
    },
}

impl Door {
    pub(crate) fn new(ports: Ports) -> (Self, mpsc::Receiver<Order>) {
        let (orders, waiting) = mpsc::channel(WAITING);
        (Self { ports, orders }, waiting)
    }

    /// Has a command executed. When it answers, everything about it is durable.
    ///
    /// # Errors
    /// Why nothing was done.
    pub async fn advance(&self, command: Command) -> Result<Answer, Rejection> {
        let arrived = Box::new(self.arrived(command)?);
        let (reply, answer) = oneshot::channel();
        self.orders.send(Order::Command(arrived, reply)).await.map_err(|_| Rejection::Busy)?;
        answer.await.map_err(|_| Rejection::Busy)?
    }

    /// Has the timers of these cases fire that are due until the horizon, in due order across cases.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn fire(&self, cases: Vec<Due>, horizon: Moment) -> Result<u64, Rejection> {
        let (reply, fired) = oneshot::channel();
        self.orders.send(Order::Timers { cases, horizon, reply }).await.map_err(|_| Rejection::Busy)?;
        fired.await.map_err(|_| Rejection::Busy)?
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

    fn arrived(&self, command: Command) -> Result<Arrived, Rejection> {
        let at = self.ports.clock.now();
        let Command { by, key, wish } = &command;
        if key.as_ref().is_some_and(|key| key.is_empty() || key.chars().count() > LONGEST_KEY) {
            return Err(Rejection::Malformed(format!(
                "an idempotency key has 1 to {LONGEST_KEY} characters"
            )));
        }
        let request =
            serde_json::to_vec(&(by, wish)).map_err(|error| Rejection::Malformed(error.to_string()))?;
        if request.len() > LARGEST_COMMAND {
            return Err(Rejection::Malformed(format!("a command has at most {LARGEST_COMMAND} bytes")));
        }
        let request = docket::digest(&request);
        Ok(Arrived { command, request, at })
    }
}
