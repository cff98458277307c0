//! Performs one outbox row: to the portal, out of the house, to a service, or to the document store.
//!
//! A row may be performed twice (a crash between the deed and its settling): messages are kept under the
//! row's id, parcels carry it, and what comes back through the door carries it as idempotency key.

mod notice;
mod service;

use crate::access;
use crate::charts::Charts;
use crate::command::{Caller, Command, Rejection, Wish};
use crate::door::Door;
use crate::letter::{self};
use crate::meter::Meter;
use crate::office::Settings;
use crate::ports::{Addressee, Audience, OutboxRow, Outgoing, Ports, SendFault, StoreFault};
use crate::reminder;
use registrar_engine::case::{Case, Standing};
use registrar_engine::chart::Chart;
use registrar_engine::event::{Actor, Event};
use registrar_engine::id::CaseId;
use std::sync::Arc;

/// Most bytes of a rendered document.
const LARGEST_DOCUMENT: u64 = 20 << 20;
/// The name under which the outbox comes through the door.
const MACHINE: &str = "outbox";
/// What performing a row needs.
pub struct Dispatch {
    /// The ports.
    pub ports: Ports,
    /// The door, for what comes back.
    pub door: Door,
    /// The charts.
    pub charts: Arc<Charts>,
    /// What is counted.
    pub meter: Arc<Meter>,
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
    /// The addressee has no such address and no account: nothing has failed, and nobody was told.
    Nowhere {
        /// What there isn't.
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
            Outgoing::Reminder { deadline, clock, reminder, to, channel, due } => {
                let known = subject.chart.deadline_named(deadline).map(|ix| subject.chart.deadline(ix));
                let Some(known) = known else { return Ok(never("the deadline isn't in the definition")) };
                let running = subject.case.clocks.iter().find(|known| known.number == *clock);
                // It was done meanwhile, or stands still: a reminder would be wrong.
                let Some(end) = reminder::end(&subject.chart, known, *reminder, running, *due) else {
                    return Ok(Outcome::Done);
                };
                if !self.still_sees(&subject, to).await? {
                    return Ok(Outcome::Done);
                }
                let what = letter::Subject::Reminder(known, *clock, end);
                self.notify(row, &subject, &what, to, *channel, None, None).await
            }
            Outgoing::Announcement { deadline, clock, was, last_day, to, channel } => {
                let known = subject.chart.deadline_named(deadline).map(|ix| subject.chart.deadline(ix));
                let Some(deadline) = known else { return Ok(never("the deadline isn't in the definition")) };
                let running = subject.case.clocks.iter().find(|known| known.number == *clock);
                // Of one that has ended, or stands still, there is no end to tell.
                let runs = running.is_some_and(|clock| matches!(clock.standing, Standing::Running { .. }));
                if !runs || !self.still_sees(&subject, to).await? {
                    return Ok(Outcome::Done);
                }
                let what = letter::Subject::Moved { deadline, clock: *clock, was: *was, last_day: *last_day };
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

    /// Whether somebody may still see the case. News of a deadline that were held up aren't for who has left it meanwhile.
    async fn still_sees(&self, subject: &Subject, to: &Addressee) -> Result<bool, StoreFault> {
        let Some(Audience::Person(person)) = &to.audience else { return Ok(true) };
        let Some(known) = self.ports.people.person(person).await? else { return Ok(false) };
        let actor = Actor { person: known.id, pools: known.pools, member: None };
        Ok(access::viewpoint(&subject.chart, &subject.case, &actor).is_some())
    }

    async fn subject(&self, case: &CaseId) -> Result<Option<Subject>, StoreFault> {
        let Some(loaded) = self.ports.store.load_one(case).await? else { return Ok(None) };
        let chart = self.charts.of(&loaded.case).await?;
        Ok(Some(Subject { case: loaded.case, chart }))
    }

    /// The workflow of a row, if the case is still there.
    pub(crate) async fn workflow(&self, row: &OutboxRow) -> Option<String> {
        self.subject(&row.case).await.ok().flatten().map(|subject| subject.case.workflow.to_string())
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

    /// Tells a case what happened. What the engine refuses no longer matters; an incident is kept already.
    pub(crate) async fn tell(&self, case: &CaseId, event: Event, key: String) -> Result<(), StoreFault> {
        match self.advance(case, event, key).await {
            Ok(()) => Ok(()),
            Err(Rejection::Fault(fault)) => Err(fault),
            Err(Rejection::Busy) => Err(StoreFault::Unavailable(Rejection::Busy.to_string())),
            Err(refused) => {
                tracing::info!(
                    reason = refused.kind(),
                    "an outcome of the outbox no longer matters to its case"
                );
                Ok(())
            }
        }
    }

    async fn advance(&self, case: &CaseId, event: Event, key: String) -> Result<(), Rejection> {
        let by = Caller::Machine(MACHINE.to_owned());
        let wish = Wish::Tell { case: case.clone(), event };
        self.door.advance_in_turn(Command { by, key: Some(key), wish }).await.map(|_| ())
    }
}

fn never(reason: &str) -> Outcome {
    Outcome::Never { reason: reason.to_owned(), incident: true }
}
