//! The transition function: what an event does to a case, as W3C SCXML's algorithm has it, with
//! copies, tasks, clocks and service of documents. The rules are numbered in `docs/semantics.md`.
//!
//! `step` is total and deterministic: for every chart, case, event and moment there is one answer, a
//! [`Step`] or a [`Refusal`], and a refusal changes nothing.

mod act;
mod authority;
mod clock;
mod clock_end;
mod decide;
mod edition;
mod enter;
mod exit;
mod first;
mod offers;
mod open;
mod outcome;
mod own;
mod people;
mod place;
mod run;
mod select;
mod service;
mod settle;
mod tables;
mod task;
mod timers;

pub use clock::{due_of as count_clock, explain as explain_clock, remaining as remaining_of_clock};
pub use first::first_data;
pub use offers::offers;
pub use open::{is_assigned, open};
pub use own::{Own, own_fields};
pub use people::{acting_for, acts_for, is_for, member_named, members_for, roles_of, whose};
pub(crate) use place::{copies_around, is_container};
pub use place::{holds, members_around, same_copies};
pub(crate) use run::evaluate;
pub use run::{Acting, MAX_MEMBERS, MAX_MICROSTEPS, consent_holds, member_name};
pub use timers::{Timer, reminders, timers};

use crate::case::{Case, Seat, Standing};
use crate::chart::{Chart, Message, RoleKind};
use crate::docket::Mark;
use crate::effect::Effect;
use crate::event::{Draw, Event};
use crate::id::PersonId;
use crate::moment::Moment;
use crate::refusal::Refusal;
use crate::value::{Record, Value};
use outcome::Submitted;
use run::{Happening, Run};
use settle::refuse_if_ended;

/// What an event did, as a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The case after it.
    pub case: Case,
    /// What it asks of the world.
    pub effects: Vec<Effect>,
    /// What it did, in order.
    pub marks: Vec<Mark>,
}

/// What an event does to a case at its effective moment.
///
/// # Errors
/// The engine's no, with the reason; nothing has changed. [`Refusal::Incident`] is a fault of the
/// definition: the caller keeps the event for an operator.
pub fn step(chart: &Chart, case: &Case, event: &Event, at: Moment) -> Result<Step, Refusal> {
    let mut run = Run::new(chart, case.clone(), at);
    match event {
        Event::Outcome { task, name, outcome, by, form, documents } => {
            let submitted = Submitted { task: *task, name, outcome, by: by.as_ref(), form, documents };
            run.end_task(&submitted).map_err(|refusal| with_offers(chart, case, *task, refusal))?;
        }
        Event::Delivered { delivery, how, .. } => {
            if let Some(served) = run.receipt(*delivery, *how)?
                && run.case.ended.is_none()
            {
                run.handle(&served)?;
            }
        }
        Event::Rendered { document, digest, size, media } => {
            let Some(filed) = run.case.documents.find_mut(|filed| filed.number == *document) else {
                return Err(Refusal::Unknown { what: "document".to_owned(), name: document.to_string() });
            };
            filed.digest = Some(digest.clone());
            filed.size = *size;
            filed.media.clone_from(media);
        }
        Event::Seated { member, person } => authority::take_seat(&mut run, member, person)?,
        other => {
            refuse_if_ended(case)?;
            while_open(&mut run, other)?;
        }
    }
    run.finish()
}

/// Events that mean something only while the case hasn't ended.
fn while_open(run: &mut Run<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::Claimed { task, by } => run.claim(*task, by),
        Event::Released { task, by } => run.give_back(*task, by),
        Event::Assigned { role, task, person, name, draw } => assigned(run, role, *task, person, name, draw),
        Event::Represented { by, member, role, person, name, document } => {
            authority::may_record(run, member, by)?;
            run.by.clone_from(member);
            authority::grant(run, member, role, person, name, document)
        }
        Event::RepresentationEnded { by, member, person } => {
            let own = by.person == *person;
            if !own {
                authority::may_record(run, member, by)?;
            }
            authority::end(run, member, person)
        }
        Event::Expired { clock, .. } => {
            let serves = run.case.clocks.iter().find(|c| c.number == *clock).and_then(|c| c.serves);
            let happening = run.expire(*clock)?;
            run.handle(&happening)?;
            match serves {
                Some(delivery) if run.case.ended.is_none() && run.waits_for_rung(delivery) => {
                    if let Some(event) = run.next_rung(delivery)? {
                        run.handle(&event)?;
                    }
                }
                _ => {}
            }
            Ok(())
        }
        Event::Recounted { edition } => run.take_edition(edition),
        Event::Reminded { clock, reminder, .. } => reminded(run, *clock, *reminder),
        Event::Raised { raise, .. } => {
            let Some(at) = run.case.raises.iter().position(|r| r.number == *raise && r.due <= run.at) else {
                return Err(Refusal::Unknown { what: "pending raise".to_owned(), name: raise.to_string() });
            };
            let raised = run.case.raises.remove(at);
            let home = Some(raised.home);
            let id = raised.id.unwrap_or_default();
            run.handle(&Happening { id, ..Happening::new(raised.event, raised.data, home) }).map(|_| ())
        }
        Event::Undelivered { delivery, .. } => match run.next_rung(*delivery)? {
            Some(event) => run.handle(&event).map(|_| ()),
            None => Ok(()),
        },
        Event::Message { name, data } => {
            let Some(message) = message_named(run.chart, name) else {
                return Err(Refusal::Unknown { what: "message".to_owned(), name: name.clone() });
            };
            if message.any {
                if !crate::guard::is_bounded(&Value::Record(data.clone())) {
                    return Err(Refusal::Limit {
                        what: format!("parts of what `{name}` carries"),
                        limit: 10_000,
                    });
                }
            } else if let Some(stranger) =
                data.keys().find(|key| !message.data.iter().any(|f| f.name == **key))
            {
                let what = format!("field of `{name}`");
                let stranger = if stranger.is_empty() { "what isn't a record" } else { stranger };
                return Err(Refusal::Unknown { what, name: stranger.to_owned() });
            }
            let happening = Happening::new(name, data.clone(), None);
            run.handle(&happening).map(|_| ())
        }
        Event::Opened { .. } => Err(Refusal::People { reason: "the case is open already".to_owned() }),
        // Handled by `step`.
        Event::Outcome { .. } | Event::Delivered { .. } | Event::Rendered { .. } | Event::Seated { .. } => {
            Ok(())
        }
    }
}

/// The message that an event from outside is: the one of its name, or one that carries anything and whose
/// name it begins with, word by word; `*` is any.
fn message_named<'c>(chart: &'c Chart, name: &str) -> Option<&'c Message> {
    let of_its_name = chart.messages.iter().find(|message| message.name == name);
    of_its_name.or_else(|| {
        chart.messages.iter().find(|message| {
            let rest = name.strip_prefix(message.name.as_str());
            message.any && (message.name == "*" || rest.is_some_and(|rest| rest.starts_with('.')))
        })
    })
}

fn with_offers(chart: &Chart, case: &Case, task: u64, refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::NotOffered { task: name, outcome, .. } => {
            let possible =
                offers(chart, case, task).into_iter().map(|outcome| outcome.name.clone()).collect();
            Refusal::NotOffered { task: name, outcome, possible }
        }
        other => other,
    }
}

fn assigned(
    run: &mut Run<'_>,
    role: &str,
    task: Option<u64>,
    person: &PersonId,
    name: &str,
    draw: &Draw,
) -> Result<(), Refusal> {
    let chart = run.chart;
    let unknown = || Refusal::Unknown { what: "role".to_owned(), name: role.to_owned() };
    let ix = chart.role_named(role).ok_or_else(unknown)?;
    let RoleKind::Pool { keep, .. } = &chart.role(ix).kind else { return Err(unknown()) };
    let drawn = draw.candidates.get(draw.position as usize).is_some_and(|(candidate, _)| candidate == person);
    if !drawn {
        return Err(Refusal::People { reason: "the draw doesn't give this person".to_owned() });
    }
    if run.excluded_from(ix).contains(person) {
        let other = roles_of(&run.case, person).first().map(|other| chart.role(*other).name.clone());
        return Err(Refusal::Separated { role: role.to_owned(), other: other.unwrap_or_default() });
    }
    if *keep {
        if run.case.holder(ix).is_some() {
            return Err(Refusal::People { reason: format!("there is a {role} already") });
        }
        let seat = Seat {
            role: ix,
            number: 0,
            person: Some(person.clone()),
            name: name.to_owned(),
            contact: std::collections::BTreeMap::new(),
            joined: run.at,
            left: None,
            unaddressed: false,
            data: Record::new(),
            representatives: Vec::new(),
        };
        run.join(ix, seat).map_err(|error| Refusal::People { reason: error.0 })?;
    }
    let held: Vec<(u64, String)> = run
        .case
        .tasks
        .iter()
        .filter(|open| open.assignee.is_none() && people::is_for(chart, open, ix))
        .filter(|open| *keep || task == Some(open.number))
        .map(|open| (open.number, chart.task(open.task).name.clone()))
        .collect();
    for (number, name) in held {
        run.hold(number, Some(person.clone()));
        run.mark(Mark::TaskHeld { task: name, number, to: Some(role.to_owned()) });
    }
    // A joiner may be one for whom there is a copy.
    run.match_copies()?;
    run.settle()
}

fn reminded(run: &mut Run<'_>, number: u64, reminder: u8) -> Result<(), Refusal> {
    let chart = run.chart;
    let unknown = || Refusal::Unknown { what: "running clock".to_owned(), name: number.to_string() };
    let clock = run.case.clocks.iter_mut().find(|clock| clock.number == number).ok_or_else(unknown)?;
    if clock.reminded != reminder
        || !matches!(clock.standing, Standing::Running { .. } | Standing::Expired { .. })
    {
        return Err(unknown());
    }
    clock.reminded = reminder.saturating_add(1);
    let deadline = chart.deadline(clock.deadline).name.clone();
    run.effects.push(Effect::Remind { deadline, clock: number, reminder });
    Ok(())
}
