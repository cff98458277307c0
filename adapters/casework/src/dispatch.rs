//! Performs one outbox row: to the portal, out of the house, to a service, or to the document store.
//!
//! A row may be performed twice (a crash between the deed and its settling): messages are kept under the
//! row's id, parcels carry it, and what comes back through the door carries it as idempotency key.

use crate::charts::Charts;
use crate::command::{Caller, Command, Rejection, Wish};
use crate::door::Door;
use crate::invite;
use crate::letter::{self, Letters};
use crate::office::Settings;
use crate::ports::{
    Addressee, Audience, Message, OutboxRow, Outgoing, Parcel, Person, Ports, Rendered, Request, SendFault,
    StoreFault,
};
use registrar_engine::case::{Case, Member, Served};
use registrar_engine::chart::{Channel, Chart, ServedWhen};
use registrar_engine::docket::{Entry, Mark};
use registrar_engine::event::{Event, Receipt};
use registrar_engine::id::CaseId;
use registrar_engine::value::Record;
use std::sync::Arc;

/// Most bytes of a rendered document.
const LARGEST_DOCUMENT: u64 = 20 << 20;
/// The name under which the outbox comes through the door.
const MACHINE: &str = "outbox";
/// What a service that can't be had counts as, where its task declares it.
const FAILED: &str = "failed";

/// What performing a row needs.
pub struct Dispatch {
    /// The ports.
    pub ports: Ports,
    /// The door, for what comes back.
    pub door: Door,
    /// The charts.
    pub charts: Arc<Charts>,
    /// What the installation sets.
    pub settings: Settings,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, or no longer matters.
    Done,
    /// Trying again may help.
    Later {
        /// What went wrong.
        reason: String,
    },
    /// Trying again won't help.
    Never {
        /// What went wrong.
        reason: String,
        /// An operator has to see it.
        incident: bool,
    },
}

impl From<SendFault> for Outcome {
    fn from(fault: SendFault) -> Self {
        match fault {
            SendFault::Later(reason) => Self::Later { reason },
            SendFault::Never(reason) => Self::Never { reason, incident: false },
        }
    }
}

/// What a row is about, as it is now.
struct Subject {
    case: Case,
    chart: Arc<Chart>,
}

impl Dispatch {
    /// Performs a row.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn perform(&self, row: &OutboxRow) -> Result<Outcome, StoreFault> {
        let Some(subject) = self.subject(&row.case).await? else {
            return Ok(never("the case isn't there"));
        };
        match &row.what {
            Outgoing::Notice { notice, delivery, to, channel, invite } => {
                let known = subject.chart.notice_named(notice).map(|ix| subject.chart.notice(ix));
                let Some(known) = known else { return Ok(never("the notice isn't in the definition")) };
                let what = letter::Subject::Notice(known);
                self.notify(row, &subject, &what, to, *channel, *invite, *delivery).await
            }
            Outgoing::Reminder { deadline, clock, to, channel, .. } => {
                let known = subject.chart.deadline_named(deadline).map(|ix| subject.chart.deadline(ix));
                let Some(known) = known else { return Ok(never("the deadline isn't in the definition")) };
                let what = letter::Subject::Reminder(known, *clock);
                self.notify(row, &subject, &what, to, *channel, None, None).await
            }
            Outgoing::Invitation { seat, to, channel } => {
                if subject.case.seat(*seat).is_none_or(|seat| seat.person.is_some()) {
                    return Ok(Outcome::Done);
                }
                let what = letter::Subject::Invitation;
                self.notify(row, &subject, &what, to, *channel, Some(*seat), None).await
            }
            Outgoing::Render { document, name, template } => {
                self.render(row, &subject, *document, name, template).await
            }
            Outgoing::Ask { service, task, name, data } => {
                self.ask(row, &subject, service, *task, name, data).await
            }
        }
    }

    async fn subject(&self, case: &CaseId) -> Result<Option<Subject>, StoreFault> {
        let Some(loaded) = self.ports.store.load(std::slice::from_ref(case)).await?.into_iter().next() else {
            return Ok(None);
        };
        let chart = self.charts.of(&loaded.case.digest).await?;
        Ok(Some(Subject { case: loaded.case, chart }))
    }

    #[expect(clippy::too_many_arguments, reason = "one letter: what, to whom, how, and what goes with it")]
    async fn notify(
        &self,
        row: &OutboxRow,
        subject: &Subject,
        what: &letter::Subject<'_>,
        to: &Addressee,
        channel: Channel,
        invite: Option<Member>,
        delivery: Option<u64>,
    ) -> Result<Outcome, StoreFault> {
        let person = match &to.audience {
            Some(Audience::Person(person)) => self.ports.people.person(person).await?,
            _ => None,
        };
        let address = to.address.clone().or_else(|| person.as_ref()?.contact.get(&channel).cloned());
        let Some(place) = place(to, channel, address) else {
            return Ok(Outcome::Never {
                reason: format!("no {channel:?} address").to_lowercase(),
                incident: false,
            });
        };
        let code = match invite {
            Some(seat) => Some(invite::issue(&self.ports, &subject.chart, &subject.case, seat).await?),
            None => None,
        };
        let started = self.started(row).await?;
        let letters = self.letters(subject, &started);
        let letter = letters.notice(what, to, person.as_ref(), channel, code.as_deref());
        let text = match self.ports.templates.notice(&letter).await {
            Ok(text) => text,
            Err(SendFault::Never(reason)) => return Ok(Outcome::Never { reason, incident: true }),
            Err(later) => return Ok(later.into()),
        };
        match place {
            Place::Portal(audience) => {
                let message = self.message(row, subject, what, (audience, to), delivery, text);
                self.ports.desk.put_message(&message).await?;
                self.reached(row, subject, what, &message).await
            }
            Place::Address(address) => {
                let name = if to.name.is_empty() { name_of(person.as_ref()) } else { to.name.clone() };
                let parcel = Parcel { id: row.id.clone(), channel, address, name, text };
                Ok(self.ports.notifier.send(&parcel).await.map_or_else(Outcome::from, |()| Outcome::Done))
            }
        }
    }

    fn letters<'a>(&'a self, subject: &'a Subject, started: &'a [u64]) -> Letters<'a> {
        let Settings { portal } = &self.settings;
        let now = self.ports.clock.now();
        Letters { chart: &subject.chart, case: &subject.case, portal, now, started }
    }

    /// The clocks that started in the step that a row comes from: they are what its text is about.
    async fn started(&self, row: &OutboxRow) -> Result<Vec<u64>, StoreFault> {
        let rows = self.ports.store.docket(&row.case, row.entry, 1).await?;
        let Some(entry) = rows.first().and_then(|row| serde_json::from_str::<Entry>(&row.text).ok()) else {
            return Ok(Vec::new());
        };
        let clock = |mark: &Mark| match mark {
            Mark::ClockRuns { number, .. } => Some(*number),
            _ => None,
        };
        Ok(entry.marks.iter().filter_map(clock).collect())
    }

    fn message(
        &self,
        row: &OutboxRow,
        subject: &Subject,
        what: &letter::Subject<'_>,
        (audience, to): (Audience, &Addressee),
        delivery: Option<u64>,
        text: Rendered,
    ) -> Message {
        let kind = match what {
            letter::Subject::Notice(notice) => notice.document,
            _ => None,
        };
        let latest = subject.case.documents.iter().rev().find(|filed| Some(filed.document) == kind);
        Message {
            id: row.id.clone(),
            audience,
            case: row.case.clone(),
            member: to.member.clone(),
            notice: what.name().to_owned(),
            delivery,
            subject: text.subject,
            body: text.text,
            document: latest.map(|filed| filed.number),
            sent: self.ports.clock.now(),
            read: None,
        }
    }

    /// A message in the portal of an account is in the addressee's system.
    async fn reached(
        &self,
        row: &OutboxRow,
        subject: &Subject,
        what: &letter::Subject<'_>,
        message: &Message,
    ) -> Result<Outcome, StoreFault> {
        let letter::Subject::Notice(notice) = what else { return Ok(Outcome::Done) };
        let Some(delivery) = message.delivery.filter(|_| matches!(message.audience, Audience::Person(_)))
        else {
            return Ok(Outcome::Done);
        };
        if notice.served_when.contains(&ServedWhen::Reached) && !is_served(&subject.case, Some(delivery)) {
            let event = Event::Delivered {
                delivery,
                name: notice.name.clone(),
                how: Receipt::Reached,
                channel: Channel::Portal,
            };
            self.tell(&row.case, event, format!("reached:{}", row.id)).await?;
        }
        Ok(Outcome::Done)
    }

    async fn render(
        &self,
        row: &OutboxRow,
        subject: &Subject,
        number: u64,
        name: &str,
        template: &str,
    ) -> Result<Outcome, StoreFault> {
        if subject.case.documents.iter().any(|filed| filed.number == number && filed.digest.is_some()) {
            return Ok(Outcome::Done);
        }
        let letters = self.letters(subject, &[]);
        let letter = letters.document(name, template, number);
        let made = match self.ports.templates.document(&letter).await {
            Ok(made) => made,
            Err(SendFault::Never(reason)) => return Ok(Outcome::Never { reason, incident: true }),
            Err(later) => return Ok(later.into()),
        };
        let content = Box::pin(std::io::Cursor::new(made.bytes));
        let kept = match self.ports.documents.keep(content, LARGEST_DOCUMENT).await {
            Ok(kept) => kept,
            Err(fault) => return Ok(Outcome::Later { reason: fault.to_string() }),
        };
        let event =
            Event::Rendered { document: number, digest: kept.digest, size: kept.size, media: made.media };
        self.tell(&row.case, event, format!("rendered:{}", row.id)).await?;
        Ok(Outcome::Done)
    }

    async fn ask(
        &self,
        row: &OutboxRow,
        subject: &Subject,
        service: &str,
        task: u64,
        name: &str,
        data: &Record,
    ) -> Result<Outcome, StoreFault> {
        let Some(outcomes) = open_outcomes(subject, task) else { return Ok(Outcome::Done) };
        let request = Request {
            id: row.id.clone(),
            service: service.to_owned(),
            case: row.case.clone(),
            task: name.to_owned(),
            outcomes: outcomes.clone(),
            data: data.clone(),
        };
        match self.ports.services.ask(&request).await {
            Ok(reply) => {
                let told = self.answer(row, task, name, &reply.outcome, reply.form).await;
                // What the engine doesn't take of an answer is the other system's fault: an operator looks.
                match told {
                    // An incident has kept the answer already.
                    Ok(()) | Err(Rejection::Incident { .. }) => Ok(Outcome::Done),
                    Err(Rejection::Fault(fault)) => Err(fault),
                    Err(Rejection::Busy) => Ok(Outcome::Later { reason: Rejection::Busy.to_string() }),
                    Err(other) => {
                        let still_open =
                            self.subject(&row.case).await?.and_then(|now| open_outcomes(&now, task));
                        Ok(match still_open {
                            Some(_) => Outcome::Never { reason: other.to_string(), incident: true },
                            None => Outcome::Done,
                        })
                    }
                }
            }
            Err(SendFault::Never(reason)) => Ok(match self.gave_up(row).await? {
                true => Outcome::Never { reason, incident: false },
                false => Outcome::Never { reason, incident: true },
            }),
            Err(later) => Ok(later.into()),
        }
    }

    /// A service that can't be had: where its task declares `failed`, that is what happened to it.
    /// Whether the case has been told.
    pub(crate) async fn gave_up(&self, row: &OutboxRow) -> Result<bool, StoreFault> {
        let Outgoing::Ask { task, name, .. } = &row.what else { return Ok(false) };
        let Some(subject) = self.subject(&row.case).await? else { return Ok(false) };
        if !open_outcomes(&subject, *task).is_some_and(|outcomes| outcomes.iter().any(|o| o == FAILED)) {
            return Ok(false);
        }
        Ok(self.answer(row, *task, name, FAILED, Record::new()).await.is_ok())
    }

    async fn answer(
        &self,
        row: &OutboxRow,
        task: u64,
        name: &str,
        outcome: &str,
        form: Record,
    ) -> Result<(), Rejection> {
        let event = Event::Outcome {
            task,
            name: name.to_owned(),
            outcome: outcome.to_owned(),
            by: None,
            form,
            documents: Vec::new(),
        };
        self.advance(&row.case, event, format!("answer:{}:{outcome}", row.id)).await
    }

    /// Tells a case what happened. What the engine refuses no longer matters; an incident is kept already.
    pub(crate) async fn tell(&self, case: &CaseId, event: Event, key: String) -> Result<(), StoreFault> {
        match self.advance(case, event, key).await {
            Ok(()) => Ok(()),
            Err(Rejection::Fault(fault)) => Err(fault),
            Err(Rejection::Busy) => Err(StoreFault::Unavailable(Rejection::Busy.to_string())),
            Err(refused) => {
                tracing::info!(%refused, "an outcome of the outbox no longer matters to its case");
                Ok(())
            }
        }
    }

    async fn advance(&self, case: &CaseId, event: Event, key: String) -> Result<(), Rejection> {
        let by = Caller::Machine(MACHINE.to_owned());
        let wish = Wish::Tell { case: case.clone(), event };
        self.door.advance(Command { by, key: Some(key), wish }).await.map(|_| ())
    }
}

enum Place {
    Portal(Audience),
    Address(String),
}

fn place(to: &Addressee, channel: Channel, address: Option<String>) -> Option<Place> {
    match channel {
        Channel::Portal => to.audience.clone().map(Place::Portal),
        Channel::Mail | Channel::Sms => address.map(Place::Address),
    }
}

fn open_outcomes(subject: &Subject, task: u64) -> Option<Vec<String>> {
    let open = subject.case.task(task)?;
    Some(subject.chart.task(open.task).outcomes.iter().map(|outcome| outcome.name.clone()).collect())
}

fn is_served(case: &Case, delivery: Option<u64>) -> bool {
    let found = delivery.and_then(|number| case.deliveries.iter().find(|known| known.number == number));
    found.is_some_and(|delivery| matches!(delivery.standing, Served::At { .. }))
}

fn name_of(person: Option<&Person>) -> String {
    person.map(|person| person.name.clone()).unwrap_or_default()
}

fn never(reason: &str) -> Outcome {
    Outcome::Never { reason: reason.to_owned(), incident: true }
}
