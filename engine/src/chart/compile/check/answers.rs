//! Rule 10: whatever can happen is answered by an arrow, or by the ladder of a notice.

use super::super::context::Context;
use super::super::events::{Origin, Vocabulary};
use super::super::kinship::together;
use super::homes::Homes;
use crate::chart::{Chart, Notice, Rung, ServedWhen, Trigger, Who};
use crate::finding::{Finding, Span};
use crate::id::{ArrowIx, NoticeIx, StateIx, TaskIx};
use std::collections::BTreeMap;

/// The arrows that answer each event.
pub(super) struct Answers {
    by_event: BTreeMap<String, Vec<ArrowIx>>,
    /// Arrows for `*`.
    any: Vec<ArrowIx>,
}

impl Answers {
    pub fn of(chart: &Chart, events: &Vocabulary) -> Self {
        let mut answers = Self { by_event: BTreeMap::new(), any: Vec::new() };
        for (arrow, at) in chart.arrows.iter().zip(0..) {
            let Trigger::Events(patterns) = &arrow.trigger else { continue };
            for pattern in patterns {
                if pattern.0.is_empty() {
                    answers.any.push(ArrowIx(at));
                    continue;
                }
                for (event, _) in events.matching(pattern) {
                    answers.by_event.entry(event.to_owned()).or_default().push(ArrowIx(at));
                }
            }
        }
        answers
    }

    /// Arrows for an event from states that can be active together with another.
    pub fn near<'s>(
        &'s self,
        chart: &'s Chart,
        event: &str,
        home: StateIx,
    ) -> impl Iterator<Item = ArrowIx> + 's {
        let own = self.by_event.get(event).map(Vec::as_slice).unwrap_or_default();
        own.iter()
            .chain(&self.any)
            .copied()
            .filter(move |arrow| together(chart, chart.arrow(*arrow).source, home))
    }
}

/// Outcomes, expiries and failed services that nothing answers.
pub(super) fn check(cx: &mut Context, events: &Vocabulary, homes: &Homes) {
    let answers = Answers::of(&cx.chart, events);
    let mut findings = Vec::new();
    for (event, origin) in events.all() {
        let chart = &cx.chart;
        if cx.was_meant(event) || serves(chart, event) {
            continue;
        }
        let open: Vec<StateIx> = match origin {
            Origin::Outcome(task, _) => listing(chart, |state| state.tasks.contains(&task)),
            Origin::Expired(deadline) if chart.deadline(deadline).promise => continue,
            Origin::Expired(deadline) | Origin::Waived(deadline) => {
                listing(chart, |state| state.deadlines.contains(&deadline))
            }
            Origin::Undeliverable(notice) => homes.of_notice(notice).to_vec(),
            _ => continue,
        };
        let is_silent = |home: &StateIx| answers.near(chart, event, *home).next().is_none();
        let silent: Vec<StateIx> = open.iter().copied().filter(is_silent).collect();
        if silent.is_empty() || (is_offered(chart, origin) && silent.len() < open.len()) {
            continue;
        }
        let message = format!("nothing answers `{event}` while {} is active", named(chart, &silent));
        let help =
            format!("write `{event}: STATE` under its `on`, or `{event}: {{}}` if nothing follows from it");
        let span = place(cx, origin);
        match origin {
            Origin::Undeliverable(notice) => {
                findings.extend(undeliverable(chart.notice(notice), chart, span, message, help));
            }
            _ => findings.push(Finding::error("unanswered-event", span, message).help(help)),
        }
    }
    endless_tasks(cx, &answers, &mut findings);
    cx.findings.extend(findings);
}

/// A person is offered an outcome where an arrow answers it, and not where none does; it is enough that it
/// is answered somewhere. A service answers as it likes.
fn is_offered(chart: &Chart, origin: Origin) -> bool {
    matches!(origin, Origin::Outcome(task, _) if !matches!(chart.task(task).who, Who::Service(_)))
}

/// A task none of whose outcomes is answered where it is listed could never be ended there.
fn endless_tasks(cx: &Context, answers: &Answers, findings: &mut Vec<Finding>) {
    let chart = &cx.chart;
    for (task, at) in chart.tasks.iter().zip(0..).filter(|(task, _)| task.engine.is_none()) {
        let open = listing(chart, |state| state.tasks.contains(&TaskIx(at)));
        if open.len() < 2 || cx.was_meant(&task.name) {
            // In its only state each outcome has been looked at by itself.
            continue;
        }
        let can_end = |home: &StateIx| {
            task.outcomes.iter().any(|outcome| {
                let event = format!("{}.{}", task.name, outcome.name);
                cx.was_meant(&event)
                    || serves(chart, &event)
                    || answers.near(chart, &event, *home).next().is_some()
            })
        };
        let silent: Vec<StateIx> = open.iter().copied().filter(|home| !can_end(home)).collect();
        if !silent.is_empty() && silent.len() < open.len() {
            let message = format!(
                "nothing answers any outcome of `{}` while {} is active",
                task.name,
                named(chart, &silent)
            );
            let help = format!("write `{}: STATE` under its `on`, or don't list the task there", task.name);
            findings.push(Finding::error("unanswered-event", task.span, message).help(help));
        }
    }
}

fn named(chart: &Chart, states: &[StateIx]) -> String {
    let names: Vec<String> = states.iter().map(|state| format!("`{}`", chart.state(*state).name)).collect();
    names.join(" or ")
}

fn listing(chart: &Chart, lists: impl Fn(&crate::chart::State) -> bool) -> Vec<StateIx> {
    super::states(chart).filter(|ix| lists(chart.state(*ix))).collect()
}

/// Whether a notice counts the event as its service.
fn serves(chart: &Chart, event: &str) -> bool {
    chart.notices.iter().any(|notice| counts(notice, event))
}

fn counts(notice: &Notice, event: &str) -> bool {
    notice.served_when.iter().any(|when| matches!(when, ServedWhen::Event(pattern) if pattern.matches(event)))
}

/// A ladder can't be used up when one of its rungs always serves. Without a ladder it is a matter of
/// the channels whether it ever happens.
fn undeliverable(
    notice: &Notice,
    chart: &Chart,
    span: Span,
    message: String,
    help: String,
) -> Option<Finding> {
    let always_serves = |rung: &Rung| match rung {
        Rung::Deadline(deadline) => counts(notice, &format!("{}.expired", chart.deadline(*deadline).name)),
        Rung::Task(task) => {
            let task = chart.task(*task);
            task.outcomes.iter().all(|outcome| counts(notice, &format!("{}.{}", task.name, outcome.name)))
        }
    };
    if notice.ladder.iter().any(always_serves) {
        return None;
    }
    Some(match notice.ladder.is_empty() {
        true => Finding::warning("unanswered-event", span, message).help(help),
        false => Finding::error("unanswered-event", span, message).help(help),
    })
}

/// Where an event is declared.
fn place(cx: &Context, origin: Origin) -> Span {
    let definition = cx.definition;
    let name = match origin {
        Origin::Outcome(task, position) => {
            definition.tasks.get(task.at()).and_then(|task| task.outcomes.get(position)).map(|o| &o.name)
        }
        Origin::Expired(deadline) | Origin::Waived(deadline) => {
            definition.deadlines.get(deadline.at()).map(|deadline| &deadline.name)
        }
        Origin::Undeliverable(NoticeIx(at)) => {
            definition.notices.get(usize::from(at)).map(|notice| &notice.name)
        }
        _ => None,
    };
    name.map(|name| name.span).unwrap_or_default()
}
