//! States in which a case may wait without limit: only a person, a machine or a message can end them, and
//! no clock answers.
//!
//! Decides by the chart alone, for each innermost state by itself. An answered expiry is enough, also one
//! that tells somebody and leads nowhere: then somebody hears that it takes too long. Whether conditions hold,
//! and whether the wait of one region holds up the others, isn't looked at, except where the box around them
//! is done without it.

use crate::chart::{Action, ActionKind, Chart, Join, Rung, Start, StateKind, field_at};
use crate::finding::Finding;
use crate::id::{DeadlineIx, StateIx};

/// One warning for each state without a limit.
pub(super) fn check(chart: &Chart) -> Vec<Finding> {
    let states = (0..u16::try_from(chart.states.len()).unwrap_or(u16::MAX)).map(StateIx);
    states.filter(|state| waits(chart, *state)).map(|state| finding(chart, state)).collect()
}

fn finding(chart: &Chart, state: StateIx) -> Finding {
    let state = chart.state(state);
    let message = format!("a case may wait in `{}` without limit: no clock answers", state.name);
    let help = "list a deadline here or on a box around it and answer its expiry, if only by telling somebody; \
                or say why waiting is meant: `unbounded: …`";
    Finding::warning("waits-without-limit", state.span, message).help(help)
}

fn waits(chart: &Chart, ix: StateIx) -> bool {
    let state = chart.state(ix);
    // What leaves by itself waits at most for another region, which is looked at by itself.
    let leaves_by_itself = !state.at_once.is_empty();
    matches!(state.kind, StateKind::Atomic)
        && !leaves_by_itself
        && !chart.outwards(ix).any(|around| chart.state(around).unbounded.is_some())
        && !is_beside(chart, ix)
        && !has_limit(chart, ix)
}

/// Whether the state lies in a region without which the box around it is done.
fn is_beside(chart: &Chart, ix: StateIx) -> bool {
    chart.outwards(ix).any(|region| {
        let around = chart.state(region).parent.map(|around| chart.state(around));
        around.is_some_and(|around| match &around.join {
            Join::Regions(needed) => matches!(around.kind, StateKind::Parallel) && !needed.contains(&region),
            Join::All | Join::Any | Join::Count(_) => false,
        })
    })
}

/// Whether something that comes by itself is answered in the state or around it.
fn has_limit(chart: &Chart, ix: StateIx) -> bool {
    let around: Vec<StateIx> = chart.outwards(ix).collect();
    let is_answered = |event: &str| {
        let arrows = around.iter().flat_map(|state| &chart.state(*state).on);
        arrows.map(|arrow| chart.arrow(*arrow)).any(|arrow| arrow.trigger.answers(event))
    };
    around.iter().any(|state| {
        let state = chart.state(*state);
        state.deadlines.iter().any(|ix| surely_runs(chart, *ix) && is_answered(&expiry(chart, *ix)))
            || state.entry.iter().any(|action| comes_by_itself(chart, action, &is_answered))
    })
}

fn expiry(chart: &Chart, ix: DeadlineIx) -> String {
    format!("{}.expired", chart.deadline(ix).name)
}

/// Whether the clock runs as soon as its state is active: at once, or from a field that has to be there.
fn surely_runs(chart: &Chart, ix: DeadlineIx) -> bool {
    match &chart.deadline(ix).start {
        Start::Entry => true,
        Start::Field(path) | Start::BeforeField(path) => {
            field_at(&chart.data, path).is_some_and(|field| field.required)
        }
        Start::BeforeDeadline(other) => chart.deadline(*other).start == Start::Entry,
        Start::Event(_) | Start::Deadline(_) => false,
    }
}

/// Whether an action on entry brings something by itself that is answered: a raise that comes later, or the
/// end of a service's ladder that has a clock on it.
fn comes_by_itself(chart: &Chart, action: &Action, is_answered: &impl Fn(&str) -> bool) -> bool {
    match &action.kind {
        ActionKind::Raise { event, after: Some(_), .. } => is_answered(event),
        ActionKind::Send(notice) => {
            let notice = chart.notice(*notice);
            let clocks = notice.ladder.iter().filter_map(|rung| match rung {
                Rung::Deadline(deadline) => Some(*deadline),
                Rung::Task(_) => None,
            });
            let told = ["served", "undeliverable"].map(|how| format!("{}.{how}", notice.name));
            let mut clocks = clocks.peekable();
            clocks.peek().is_some()
                && (told.iter().any(|event| is_answered(event))
                    || clocks.any(|clock| is_answered(&expiry(chart, clock))))
        }
        _ => false,
    }
}
