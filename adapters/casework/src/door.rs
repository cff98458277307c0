//! The one door to a case. What comes in is made ready here, side by side; the one writer behind the
//! door decides in the order of arrival.

use crate::command::{Act, Answer, Caller, Command, LARGEST_COMMAND, LONGEST_KEY, Rejection, Wish};
use crate::meter::Meter;
use crate::ports::{Due, Lodged, Ports, Slot, StoreFault};
use crate::readiness::Unready;
use registrar_engine::docket;
use registrar_engine::event::{Actor, Event, Upload};
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use std::sync::Arc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

/// Commands that may wait, four full batches: whoever comes then is turned away at once, which is kinder than an
/// answer that comes when nobody waits for it any more. What comes from inside waits its turn.
pub const WAITING: usize = 1_024;

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
    Command(Box<Ready>, oneshot::Sender<Result<Answer, Rejection>>),
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
    /// Somebody wants to know whether the writer comes round.
    Knock(oneshot::Sender<()>),
}

/// A command made ready: the caller known, the uploads found, the moment taken.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    pub by: Caller,
    /// A person with the pools of this moment; none: a machine.
    pub actor: Option<Actor>,
    pub key: Option<String>,
    /// SHA-256 of the request.
    pub request: docket::Hash,
    pub what: What,
    /// The moment of arrival: a person who is in time stays in time, however long the queue.
    pub at: Moment,
}

/// What a ready command is about.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// A case to be opened.
    Open { workflow: String, version: Option<u32>, event: Box<Result<Event, Refusal>> },
    /// An event for a case, or what was wrong with the uploads.
    Event { case: CaseId, event: Box<Result<Event, Refusal>> },
    /// An incident to be tried again.
    Retry { incident: Box<crate::ports::Incident>, event: Box<Event> },
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
        let ready = match self.ready(&command, at).await {
            Ok(ready) => ready,
            Err(rejection) => return outside(rejection),
        };
        let (reply, answer) = oneshot::channel();
        place.send(Order::Command(Box::new(ready), reply));
        // The writer counts what it answers.
        let Ok(answer) = answer.await else { return outside(Rejection::Busy) };
        let answer = answer?;
        if !answer.repeated {
            self.clear_desk(&command).await;
        }
        Ok(answer)
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

    async fn ready(&self, command: &Command, at: Moment) -> Result<Ready, Rejection> {
        let Command { by, key, wish } = command;
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
        let actor = match by {
            Caller::Person { person, member } => Some(self.actor(person, member.clone()).await?),
            Caller::Machine(_) => None,
        };
        let what = self.what(wish, actor.as_ref()).await?;
        let request = docket::digest(&request);
        Ok(Ready { by: by.clone(), actor, key: key.clone(), request, what, at })
    }

    async fn actor(&self, person: &PersonId, member: Option<String>) -> Result<Actor, Rejection> {
        let known = self.ports.people.person(person).await?.ok_or(Rejection::NotFound)?;
        Ok(Actor { person: known.id, pools: known.pools, member })
    }

    async fn what(&self, wish: &Wish, actor: Option<&Actor>) -> Result<What, Rejection> {
        match (wish, actor) {
            (Wish::Open { workflow, version, people, data }, Some(actor)) => {
                let by = actor.clone();
                let slot = Slot::Opening(workflow.clone());
                let lodged = self.ports.desk.lodged(&slot, &actor.person).await?;
                let unknown =
                    people.iter().filter_map(|p| p.authority.as_ref()).find(|a| !is_lodged(&lodged, a));
                let event = match unknown {
                    Some(upload) => Err(not_lodged(&upload.document)),
                    None => Ok(Event::Opened { by, people: people.clone(), data: data.clone() }),
                };
                Ok(What::Open { workflow: workflow.clone(), version: *version, event: Box::new(event) })
            }
            (Wish::Act { case, act }, Some(actor)) => {
                let event = self.event(case, act, actor).await?;
                Ok(What::Event { case: case.clone(), event: Box::new(event) })
            }
            (Wish::Tell { case, event }, None) => {
                Ok(What::Event { case: case.clone(), event: Box::new(Ok(event.clone())) })
            }
            (Wish::Retry { incident }, None) => {
                let found = self.ports.store.incident(incident).await?.ok_or(Rejection::NotFound)?;
                let event =
                    found.event.clone().filter(|_| found.resolved.is_none()).ok_or(Rejection::NotFound)?;
                Ok(What::Retry { incident: Box::new(found), event: Box::new(event) })
            }
            _ => Err(Rejection::NotFound),
        }
    }

    /// The event of a person's act.
    async fn event(
        &self,
        case: &CaseId,
        act: &Act,
        actor: &Actor,
    ) -> Result<Result<Event, Refusal>, StoreFault> {
        let by = actor.clone();
        Ok(match act.clone() {
            Act::Complete { task, name, outcome, form, documents } => {
                let slot = Slot::Task { case: case.clone(), task };
                let found = self.uploads(&slot, &actor.person, &documents).await?;
                found.map(|documents| Event::Outcome { task, name, outcome, by: Some(by), form, documents })
            }
            Act::Claim { task } => Ok(Event::Claimed { task, by }),
            Act::Release { task } => Ok(Event::Released { task, by }),
            Act::Represent { member, role, person, document } => {
                let slot = Slot::Case(case.clone());
                let found = self.uploads(&slot, &actor.person, std::slice::from_ref(&document)).await?;
                let name = self.ports.people.person(&person).await?.map(|person| person.name);
                match (found.map(|found| found.into_iter().next()), name) {
                    (Ok(Some(document)), Some(name)) => {
                        Ok(Event::Represented { by, member, role, person, name, document })
                    }
                    (Err(refusal), _) => Err(refusal),
                    _ => Err(Refusal::Unknown { what: "person".to_owned(), name: person.to_string() }),
                }
            }
            Act::EndRepresentation { member, person } => {
                Ok(Event::RepresentationEnded { by, member, person })
            }
        })
    }

    async fn uploads(
        &self,
        slot: &Slot,
        person: &PersonId,
        wanted: &[Digest],
    ) -> Result<Result<Vec<Upload>, Refusal>, StoreFault> {
        if wanted.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let lodged = self.ports.desk.lodged(slot, person).await?;
        let find = |digest: &Digest| {
            let found = lodged.iter().find(|lodged| lodged.upload.digest == *digest);
            found.map(|lodged| lodged.upload.clone()).ok_or_else(|| not_lodged(digest.as_str()))
        };
        Ok(wanted.iter().map(find).collect())
    }

    /// What was filed no longer lies on the desk. If this fails, it lies there a little longer.
    async fn clear_desk(&self, command: &Command) {
        let Caller::Person { person, .. } = &command.by else { return };
        let slot = match &command.wish {
            Wish::Act { case, act: Act::Complete { task, .. } } => {
                Slot::Task { case: case.clone(), task: *task }
            }
            Wish::Act { case, act: Act::Represent { .. } } => Slot::Case(case.clone()),
            Wish::Open { workflow, .. } => Slot::Opening(workflow.clone()),
            _ => return,
        };
        let cleared = async {
            self.ports.desk.take_back(&slot, person, None).await?;
            self.ports.desk.drop_draft(&slot, person).await
        };
        if let Err(fault) = cleared.await {
            tracing::warn!(%fault, "a desk could not be cleared");
        }
    }
}

fn is_lodged(lodged: &[Lodged], upload: &Upload) -> bool {
    lodged.iter().any(|lodged| lodged.upload == *upload)
}

fn not_lodged(document: &str) -> Refusal {
    Refusal::Document { document: document.to_owned(), reason: "it hasn't been uploaded for this".to_owned() }
}
