//! Whether the events that arrows wait for can come while their state is active.

use super::super::context::Context;
use super::super::events::{Origin, Vocabulary, read};
use super::super::kinship::together;
use super::done::Done;
use super::homes::Homes;
use crate::chart::{Chart, Start};
use crate::finding::Finding;
use crate::id::{DeadlineIx, StateIx};

/// Arrows and deadlines that wait in vain.
pub(super) fn check(cx: &mut Context, events: &Vocabulary, homes: &Homes, done: &Done) {
    let mut findings = Vec::new();
    for (arrow, names) in cx.chart.arrows.iter().zip(&cx.arrow_events) {
        for name in *names {
            let Some(pattern) = read(&name.value) else { continue };
            let meant = events.matching(&pattern);
            let vain = |origin: &Origin| never_at(&cx.chart, homes, done, *origin, &[arrow.source]);
            if pattern.0.is_empty() || meant.is_empty() || !meant.iter().all(|(_, origin)| vain(origin)) {
                continue;
            }
            let place = match cx.chart.state(arrow.source).name.as_str() {
                "" => "in the outermost box".to_owned(),
                state => format!("while `{state}` is active"),
            };
            let message = format!("`{}` can't come {place}", name.value);
            let help = where_it_comes(&cx.chart, homes, meant.first().map(|(_, origin)| *origin));
            findings.push(Finding::warning("never-arrives", name.span, message).help(help));
        }
    }
    for (deadline, at) in cx.chart.deadlines.iter().zip(0..) {
        let Start::Event(pattern) = &deadline.start else { continue };
        let own = homes.of_deadline(DeadlineIx(at));
        let vain = |origin: Origin| never_at(&cx.chart, homes, done, origin, own);
        if !own.is_empty() && events.matching(pattern).into_iter().all(|(_, origin)| vain(origin)) {
            let message = format!("`{}` would wait for `{}` in vain", deadline.name, pattern.0.join("."));
            let help = "list the deadline in a state that is active when the event comes: what came before the entry doesn't start it";
            let span =
                cx.definition.deadlines.get(usize::from(at)).and_then(|d| d.from.as_ref()).map(|n| n.span);
            findings.push(Finding::error("never-arrives", span.unwrap_or(deadline.span), message).help(help));
        }
    }
    cx.findings.extend(findings);
}

/// Whether an event never comes while one of these states is active. What lives nowhere is unused, not vain.
fn never_at(chart: &Chart, homes: &Homes, done: &Done, origin: Origin, waiting: &[StateIx]) -> bool {
    if let Origin::Done(state) = origin {
        return !done.is_able(state);
    }
    let Some(homes) = homes_of(homes, origin) else { return false };
    let meet = |home: &StateIx| waiting.iter().any(|state| together(chart, *home, *state));
    !homes.is_empty() && !homes.iter().any(meet)
}

/// Where events of this origin come from; none where they may come at any time.
fn homes_of(homes: &Homes, origin: Origin) -> Option<&[StateIx]> {
    match origin {
        Origin::Outcome(task, _) => Some(homes.of_task(task)),
        Origin::Expired(deadline)
        | Origin::Extension(deadline)
        | Origin::Suspension(deadline)
        | Origin::Waived(deadline) => Some(homes.of_deadline(deadline)),
        Origin::Served(notice) | Origin::Undeliverable(notice) => Some(homes.of_notice(notice)),
        Origin::Given(_) | Origin::Withdrawn(_) | Origin::Done(_) | Origin::Error | Origin::Message(_) => {
            None
        }
    }
}

fn where_it_comes(chart: &Chart, homes: &Homes, origin: Option<Origin>) -> String {
    let homes = origin.and_then(|origin| homes_of(homes, origin)).unwrap_or_default();
    let names: Vec<String> =
        homes.iter().take(5).map(|home| format!("`{}`", chart.state(*home).name)).collect();
    match names.is_empty() {
        true => "give the state a final state inside".to_owned(),
        false => format!(
            "it comes while {} is active; let that state, or a box around both, answer it",
            names.join(" or ")
        ),
    }
}
