//! The working state of one step, and what every part of it needs: marks, numbers, conditions.

use super::place::{is_active_near, member_record};
use crate::case::{Case, Member, Place};
use crate::chart::Chart;
use crate::deadline::Anchor;
use crate::docket::Mark;
use crate::effect::Effect;
use crate::event::copy_name;
use crate::guard::{Environment, Expression, Heard, NoValue};
use crate::id::{ArrowIx, ConsentIx, DeadlineIx, PersonId, RoleIx, StateIx};
use crate::moment::Moment;
use crate::refusal::Refusal;
use crate::value::{Record, Value};
use std::collections::VecDeque;
use std::sync::Arc;

/// Microsteps in one step: eventless arrows that go round without end stop here (rule of semantics.md).
pub const MAX_MICROSTEPS: u32 = 1_000;
/// Marks of one step: a docket entry stays readable.
pub const MAX_MARKS: usize = 20_000;
/// Actions of one step, and items that they go through.
pub const MAX_ACTIONS: usize = 20_000;
/// Copies of one `for_each` state, members of one role, items of one list.
pub const MAX_MEMBERS: usize = 500;
/// Documents, deliveries, acts in one case.
pub const MAX_THINGS: usize = 20_000;

/// Something to be answered by arrows.
#[derive(Debug, Clone)]
pub struct Happening {
    /// Its name.
    pub name: String,
    /// What it carries.
    pub data: Arc<Record>,
    /// Whose it is: it goes to this copy and to everything outside (rule 14); none: to all.
    pub home: Option<Place>,
    /// Of a done event: what is done.
    pub done: Option<Place>,
    /// Of a rung of a ladder: the delivery it is tried for, and no other.
    pub rung: Option<u64>,
    /// Of a delayed raise: its `id`.
    pub id: String,
}

impl Happening {
    /// An event that is neither the end of a box nor a rung.
    pub fn new(name: impl Into<String>, data: impl Into<Arc<Record>>, home: Option<Place>) -> Self {
        Self { name: name.into(), data: data.into(), home, done: None, rung: None, id: String::new() }
    }
}

/// As whom somebody acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    /// Who.
    pub person: PersonId,
    /// The role (of the member, where a representative acts).
    pub role: RoleIx,
    /// The member, where the role has seats.
    pub member: Option<Member>,
    /// The representing role, where one acts for the member.
    pub through: Option<RoleIx>,
    /// `defendant[2]`, `filing_officer`.
    pub label: String,
}

/// One step under way.
pub struct Run<'a> {
    pub chart: &'a Chart,
    pub case: Case,
    /// The effective moment.
    pub at: Moment,
    /// Where clocks count from that start now: a day, where the outcome's `happened` is one.
    pub anchor: Anchor,
    /// As whom somebody acts; nobody: a clock or a machine.
    pub acting: Option<Acting>,
    /// Label of the one who acts or of the service.
    pub by: String,
    /// Data of the event under way.
    pub event: Arc<Record>,
    /// What the event under way is.
    pub heard: Heard,
    /// Names bound by `for_each` actions.
    pub locals: Vec<(String, Value)>,
    pub effects: Vec<Effect>,
    pub marks: Vec<Mark>,
    pub queue: VecDeque<Happening>,
    pub microsteps: u32,
    /// Actions so far, and items that they went through.
    pub actions: usize,
    /// Eventless arrows whose conditions failed since an arrow was taken: each tells it once.
    pub failed: Vec<(ArrowIx, Place)>,
}

impl<'a> Run<'a> {
    /// A step on a case.
    pub fn new(chart: &'a Chart, case: Case, at: Moment) -> Self {
        Self {
            chart,
            case,
            at,
            anchor: Anchor::Instant(at),
            acting: None,
            by: String::new(),
            event: Arc::default(),
            heard: Heard::default(),
            locals: Vec::new(),
            effects: Vec::new(),
            // Most steps write about a dozen.
            marks: Vec::with_capacity(16),
            queue: VecDeque::new(),
            microsteps: 0,
            actions: 0,
            failed: Vec::new(),
        }
    }

    /// The next number for a task, clock, delivery, document or raise.
    pub fn number(&mut self) -> u64 {
        self.case.last_number += 1;
        self.case.last_number
    }

    /// Writes a mark.
    pub fn mark(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// The name of a place: `defending[2]`.
    pub fn name(&self, place: &Place) -> String {
        copy_name(&self.chart.state(place.state).name, &place.copy)
    }

    /// The name of a member: `defendant[2]`.
    pub fn member_name(&self, member: Member) -> String {
        member_name(self.chart, member)
    }

    /// Queues an event of the case itself.
    pub fn raise(&mut self, name: impl Into<String>, data: Record, home: Option<Place>) {
        self.queue.push_back(Happening::new(name, data, home));
    }

    /// Rule 25: what fails raises `error.execution`.
    pub fn raise_error(&mut self, reason: &str, home: &Place) {
        let data = Record::from([("reason".to_owned(), Value::from(reason))]);
        self.raise("error.execution", data, Some(*home));
    }

    /// The value of an expression at a place.
    pub fn evaluate(&self, expression: &Expression, place: &Place) -> Result<Value, NoValue> {
        let Self { chart, case, at, event, by, heard, locals, .. } = self;
        evaluate(chart, case, expression, place, *at, event, by, heard, locals)
    }

    /// Whether a condition holds; no condition holds always.
    pub fn holds(&self, condition: Option<&Expression>, place: &Place) -> Result<bool, NoValue> {
        match condition {
            None => Ok(true),
            Some(expression) => match self.evaluate(expression, place)? {
                Value::Bool(yes) => Ok(yes),
                _ => Err(NoValue("the condition is neither true nor false".to_owned())),
            },
        }
    }

    /// Refuses when a limit is reached.
    pub fn check_limits(&self) -> Result<(), Refusal> {
        let too_many =
            |what: &str, limit: usize| Err(Refusal::Limit { what: what.to_owned(), limit: limit as u64 });
        if self.marks.len() > MAX_MARKS {
            return too_many("marks in one step", MAX_MARKS);
        }
        if self.case.documents.len() > MAX_THINGS {
            return too_many("documents in one case", MAX_THINGS);
        }
        if self.case.deliveries.len() > MAX_THINGS {
            return too_many("deliveries in one case", MAX_THINGS);
        }
        if self.case.acts.len() > MAX_THINGS {
            return too_many("ended tasks in one case", MAX_THINGS);
        }
        if self.case.raises.len() > MAX_MEMBERS {
            return too_many("pending raises in one case", MAX_MEMBERS);
        }
        Ok(())
    }
}

/// The name of a member: `defendant[2]`.
pub fn member_name(chart: &Chart, member: Member) -> String {
    copy_name(&chart.role(member.role).name, &[member.number])
}

/// Whether all whose consent is asked have given it and not withdrawn it.
pub fn consent_holds(chart: &Chart, case: &Case, consent: ConsentIx) -> bool {
    let Some(kind) = chart.consents.get(consent.at()) else { return false };
    let mut asked =
        case.seats.iter().filter(|seat| seat.is_present() && super::place::holds(chart, kind.of, seat.role));
    let gives = |member: Member| {
        case.consents.iter().any(|e| e.consent == consent && e.member == member && e.withdrawn.is_none())
    };
    let mut anybody = false;
    let all = asked.all(|seat| {
        anybody = true;
        gives(seat.member())
    });
    all && anybody
}

/// The value of an expression at a place of a case, for something that takes effect at a moment.
#[allow(clippy::too_many_arguments)] // what an expression sees is as much as that
pub fn evaluate(
    chart: &Chart,
    case: &Case,
    expression: &Expression,
    place: &Place,
    at: Moment,
    event: &Record,
    by: &str,
    heard: &Heard,
    locals: &[(String, Value)],
) -> Result<Value, NoValue> {
    let active = |state: StateIx| is_active_near(chart, case, state, place);
    let in_time = |deadline: DeadlineIx| super::clock_end::is_in_time(chart, case, deadline, place, at);
    let consent = |consent: ConsentIx| consent_holds(chart, case, consent);
    expression.evaluate(&Environment {
        data: &case.data,
        member: member_record(chart, case, place),
        event,
        by,
        heard,
        case: case.case.as_str(),
        locals,
        active: &active,
        consent: &consent,
        in_time: &in_time,
    })
}
