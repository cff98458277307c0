//! Rules 17 to 19: clocks that start anew, stand still for nothing, or wait for each other.

use super::super::context::Context;
use super::super::kinship::{is_history, together};
use super::super::names::List;
use super::homes::Homes;
use super::states;
use crate::chart::{Chart, Start};
use crate::finding::Finding;
use crate::id::{DeadlineIx, StateIx};

/// Deadlines as a whole.
pub(super) fn check(cx: &mut Context, homes: &Homes) {
    let mut findings = Vec::new();
    for ix in states(&cx.chart).filter(|ix| is_history(&cx.chart, *ix)) {
        findings.extend(starts_anew(&cx.chart, ix));
    }
    for at in 0..u16::try_from(cx.chart.deadlines.len()).unwrap_or(u16::MAX) {
        suspensions(cx, homes, DeadlineIx(at), &mut findings);
        findings.extend(round(cx, DeadlineIx(at)));
    }
    dues(cx, homes, &mut findings);
    cx.findings.extend(findings);
}

/// Rule 17: each entry is a new run, by history too.
fn starts_anew(chart: &Chart, history: StateIx) -> Option<Finding> {
    let around = chart.state(history).parent?;
    let inside = states(chart).filter(|ix| *ix != around && chart.is_within(*ix, around));
    let clocks: Vec<String> = inside
        .flat_map(|ix| chart.state(ix).deadlines.iter().map(move |deadline| (ix, *deadline)))
        .take(5)
        .map(|(ix, deadline)| format!("`{}` in `{}`", chart.deadline(deadline).name, chart.state(ix).name))
        .collect();
    if clocks.is_empty() {
        return None;
    }
    let state = chart.state(history);
    let message = format!(
        "`{}` leads back into running clocks, and they start anew: {}",
        state.name,
        clocks.join(", ")
    );
    let help =
        "put the interruption beside, in another region, and let the deadline stand still by `suspend_while`";
    Some(Finding::warning("clock-starts-anew", state.span, message).help(help))
}

/// Rule 19: `suspend_while` names states that can be active while the clock runs. Of a state in copies that
/// the clock isn't in, any copy stops it.
fn suspensions(cx: &Context, homes: &Homes, ix: DeadlineIx, findings: &mut Vec<Finding>) {
    let (chart, own) = (&cx.chart, homes.of_deadline(ix));
    let Some(written) = cx.definition.deadlines.get(ix.at()) else { return };
    if own.is_empty() {
        return;
    }
    for name in &written.suspend_while {
        let Some(state) = cx.names.get(List::State, &name.value).map(StateIx) else { continue };
        if !own.iter().any(|home| together(chart, *home, state)) {
            let message = format!("`{}` is never active while `{}` runs", name.value, written.name.value);
            let help =
                "a state that the case goes to instead ends the clock; put it beside, in another region";
            findings.push(Finding::error("never-arrives", name.span, message).help(help));
        }
    }
}

/// Deadlines that are counted from each other.
fn round(cx: &Context, start: DeadlineIx) -> Option<Finding> {
    let chart = &cx.chart;
    let next = |ix: DeadlineIx| match chart.deadlines.get(ix.at()).map(|deadline| &deadline.start) {
        Some(Start::Deadline(other) | Start::BeforeDeadline(other)) => Some(*other),
        _ => None,
    };
    let first = next(start).filter(|first| *first != start)?;
    let mut ix = first;
    for _ in 0..chart.deadlines.len() {
        ix = next(ix)?;
        if ix == start {
            let written = cx.definition.deadlines.get(start.at())?;
            let name = written.from.as_ref().or(written.before.as_ref())?;
            let message = format!(
                "`{}` is counted from `{}`, which is counted from it",
                written.name.value,
                chart.deadline(first).name
            );
            return Some(Finding::error("endless-clocks", name.span, message));
        }
    }
    None
}

/// A deadline shown with a task runs, somewhere, while the task is open, or nobody ever sees it there.
fn dues(cx: &Context, homes: &Homes, findings: &mut Vec<Finding>) {
    let chart = &cx.chart;
    for (task, at) in cx.definition.tasks.iter().zip(0..) {
        let open = homes.of_task(crate::id::TaskIx(at));
        for due in &task.due {
            let Some(deadline) = cx.names.get(List::Deadline, &due.value).map(DeadlineIx) else { continue };
            let runs = homes.of_deadline(deadline);
            let meets = |open: &StateIx| runs.iter().any(|runs| together(chart, *open, *runs));
            // Where nothing lists the one or the other, that is told as such.
            if runs.is_empty() || open.is_empty() || open.iter().any(meets) {
                continue;
            }
            let message = format!("`{}` doesn't run while `{}` is open", due.value, task.name.value);
            let help = "list the deadline in the state that lists the task, or in a box around it";
            findings.push(Finding::warning("due-not-running", due.span, message).help(help));
        }
    }
}
