//! Deadlines: how long, counted how, from when, and who may give more time (rules 17 to 19).

use super::context::Context;
use super::events::Vocabulary;
use super::names::List;
use super::scopes::{self, Seen};
use super::tasks::Engine;
use super::{paths, people, plain, whole};
use crate::chart::{Deadline, Extend, FieldPath, PeriodRule, Start, Type};
use crate::deadline::{Offset, Period, Unit};
use crate::definition::{self, Name};
use crate::finding::Finding;
use crate::guard::Expected;
use crate::id::{DeadlineIx, StateIx};

/// All deadlines, and the engine's tasks for them. What starts them comes when events are known.
pub(super) fn all(cx: &mut Context) {
    let definition = cx.definition;
    let mut listed: Vec<Vec<StateIx>> = vec![Vec::new(); definition.deadlines.len()];
    for (state, at) in cx.chart.states.iter().zip(0..) {
        for deadline in &state.deadlines {
            if let Some(states) = listed.get_mut(deadline.at()) {
                states.push(StateIx(at));
            }
        }
    }
    for ((deadline, states), at) in definition.deadlines.iter().zip(&listed).zip(0..) {
        let made = one(cx, deadline, DeadlineIx(at), states);
        cx.chart.deadlines.push(made);
    }
}

fn one(cx: &mut Context, deadline: &definition::Deadline, ix: DeadlineIx, states: &[StateIx]) -> Deadline {
    let name = &deadline.name;
    let period = period(cx, deadline, states);
    let title = cx.title(&deadline.title, &name.value);
    let engine = Engine { deadline: ix, name: &name.value, title: title.clone(), span: name.span };
    let extend = deadline.extend.as_ref().and_then(|extend| self::extend(cx, extend, &engine, &period));
    let suspend = deadline.suspend_by.as_ref().and_then(|by| {
        let role = cx.role(by)?;
        people::refuse_representatives(cx, by, role, "stop a clock");
        let roles = people::opened_out(cx, role);
        Some(engine.suspend(cx, &roles))
    });
    let waive = deadline.waive_by.as_ref().and_then(|by| {
        let role = cx.role(by)?;
        people::refuse_representatives(cx, by, role, "waive a deadline");
        let roles = people::opened_out(cx, role);
        Some(engine.waive(cx, roles))
    });
    Deadline {
        name: name.value.clone(),
        title,
        period,
        counting: counting(cx, deadline),
        start: Start::Entry,
        suspend_while: deadline.suspend_while.iter().filter_map(|name| cx.state(name)).collect(),
        suspend,
        extend,
        waive,
        remembered: false,
        remind: deadline.remind.iter().filter_map(|text| plain::offset(cx, text)).collect(),
        promise: deadline.promise,
        law: cx.law(deadline.law.as_ref()),
        span: name.span,
    }
}

fn counting(cx: &mut Context, deadline: &definition::Deadline) -> String {
    match (&deadline.counting, &cx.definition.counting) {
        (Some(name), _) => whole::counting(cx, name),
        (None, Some(name)) => name.value.clone(),
        (None, None) => {
            let message = format!("nothing says how `{}` is counted", deadline.name.value);
            let finding = Finding::error("missing-key", deadline.name.span, message);
            cx.say(finding.help("write `counting: …` here, or at the top for all deadlines"));
            String::new()
        }
    }
}

fn period(cx: &mut Context, deadline: &definition::Deadline, states: &[StateIx]) -> PeriodRule {
    /// Stands in for what couldn't be read; there is a finding.
    const STAND_IN: Period = Period { count: 1, unit: Unit::Days };
    match &deadline.period {
        None => {
            cx.incomplete = true;
            PeriodRule::Fixed(STAND_IN)
        }
        Some(definition::Period::Fixed(text)) => {
            PeriodRule::Fixed(plain::period(cx, text).unwrap_or(STAND_IN))
        }
        Some(definition::Period::Cases(cases)) => {
            let seen = Seen { member: scopes::member_at_all(cx, states), ..Seen::default() };
            let mut made = Vec::new();
            for (condition, text) in cases {
                let condition = condition.as_ref();
                let condition = condition.and_then(|c| scopes::expression(cx, c, &seen, Expected::Condition));
                made.push((condition, plain::period(cx, text).unwrap_or(STAND_IN)));
            }
            PeriodRule::Cases(made)
        }
        Some(definition::Period::Field(name)) => PeriodRule::Field(period_field(cx, name)),
    }
}

/// Rule 18: a field of type `period` with a `max`.
fn period_field(cx: &mut Context, name: &Name) -> FieldPath {
    let Some((path, field)) = paths::data_field_with_prefix(cx, name) else { return Vec::new() };
    match field.kind {
        Type::Period { max: Some(_) } => {}
        Type::Period { max: None } => {
            let finding = Finding::error(
                "missing-key",
                name.span,
                format!("`{}` has no `max`, so this deadline could be of any length", name.value),
            );
            cx.say(finding.help("give the field a `max`: `{type: period, max: 30 days}`"));
        }
        other => {
            let message = format!("`{}` is {}, not a period", name.value, paths::kind_name(&other));
            cx.error("wrong-type", name.span, message);
        }
    }
    path
}

fn extend(
    cx: &mut Context,
    written: &definition::Extend,
    engine: &Engine,
    period: &PeriodRule,
) -> Option<Extend> {
    let role = cx.role(&written.by);
    let up_to = plain::period(cx, &written.up_to);
    let ask = written.ask.as_ref().and_then(|text| match text.value.trim() {
        "before expiry" => None,
        _ => match plain::offset(cx, text)? {
            Offset::Before(period) => Some(period),
            Offset::AtExpiry => None,
            Offset::After(_) => {
                let finding =
                    Finding::error("bad-period", text.span, "after its end a deadline can't be extended");
                cx.say(finding.help("relief after expiry is an arrow back, by a task of its own"));
                None
            }
        },
    });
    let (role, up_to) = (role?, up_to?);
    people::refuse_representatives(cx, &written.by, role, "extend a deadline");
    let own = match period {
        PeriodRule::Fixed(period) => vec![*period],
        PeriodRule::Cases(cases) => cases.iter().map(|(_, period)| *period).collect(),
        PeriodRule::Field(_) => Vec::new(),
    };
    if let Some(own) = own.iter().find(|own| !own.can_be_extended_by(up_to)) {
        let finding =
            Finding::error("bad-period", written.up_to.span, format!("{own} can't be extended by {up_to}"));
        cx.say(finding.help("hours are extended by hours or minutes, days by days, weeks or months"));
    }
    let by = people::opened_out(cx, role);
    let task = engine.extend(cx, by, up_to);
    Some(Extend { task, up_to, times: written.times, ask, asked: None, for_all: written.for_all })
}

/// `from` and `before`, and what asks for more time.
pub(super) fn starts(cx: &mut Context, events: &Vocabulary) {
    let definition = cx.definition;
    for (deadline, at) in definition.deadlines.iter().zip(0..) {
        let start = match (&deadline.from, &deadline.before) {
            (Some(name), _) => from(cx, events, name, at),
            (None, Some(name)) => before(cx, name, at),
            (None, None) => None,
        };
        if let (Some(start), Some(made)) = (start, cx.chart.deadlines.get_mut(usize::from(at))) {
            made.start = start;
        }
        let asked = deadline.extend.as_ref().and_then(|extend| extend.asked.as_ref());
        let asked = asked.and_then(|name| events.pattern(cx, name));
        if let Some(extend) =
            cx.chart.deadlines.get_mut(usize::from(at)).and_then(|made| made.extend.as_mut())
        {
            extend.asked = asked;
        }
    }
}

fn from(cx: &mut Context, events: &Vocabulary, name: &Name, own: u16) -> Option<Start> {
    if name.value.starts_with("data.") {
        return paths::data_time(cx, name).map(Start::Field);
    }
    if let Some(other) = cx.names.get(List::Deadline, &name.value) {
        refuse_itself(cx, name, own, other);
        return Some(Start::Deadline(DeadlineIx(other)));
    }
    events.pattern(cx, name).map(Start::Event)
}

fn before(cx: &mut Context, name: &Name, own: u16) -> Option<Start> {
    if name.value.starts_with("data.") {
        return paths::data_time(cx, name).map(Start::BeforeField);
    }
    let other = cx.find_unused(List::Deadline, name)?;
    refuse_itself(cx, name, own, other);
    Some(Start::BeforeDeadline(DeadlineIx(other)))
}

fn refuse_itself(cx: &mut Context, name: &Name, own: u16, other: u16) {
    if own == other {
        cx.error("endless-clocks", name.span, format!("`{}` would be counted from itself", name.value));
    }
}

/// Deadlines that an arrow restores or a condition asks about: how their runs ended is kept in the case.
pub(super) fn remembered(cx: &mut Context) {
    for ix in &cx.remembered {
        if let Some(deadline) = cx.chart.deadlines.get_mut(ix.at()) {
            deadline.remembered = true;
        }
    }
}
