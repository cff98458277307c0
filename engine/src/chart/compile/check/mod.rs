//! What is checked of a chart as a whole: whether everything is used, can be reached and is answered.

mod answers;
mod arrivals;
mod clocks;
mod consents;
mod counting;
mod done;
mod homes;
mod order;
mod reach;
mod separation;
mod twice;
mod unused;
mod writes;

use super::context::Context;
use super::events::Vocabulary;
use super::kinship;
use crate::chart::{Action, ActionKind, Chart, StateKind};
use crate::id::StateIx;
use homes::Homes;

/// All checks.
pub(super) fn all(cx: &mut Context, events: &Vocabulary) {
    let homes = Homes::of(&cx.chart);
    let done = done::Done::of(&cx.chart);
    twice::check(cx);
    reach::check(cx);
    done::check(cx, &done);
    arrivals::check(cx, events, &homes, &done);
    answers::check(cx, events, &homes);
    consents::check(cx, events);
    clocks::check(cx, &homes);
    counting::check(cx);
    writes::check(cx, events);
    order::check(cx);
    separation::check(cx);
    unused::check(cx);
}

/// The regions of a parallel state: its children without history states.
pub(super) fn regions(chart: &Chart, state: StateIx) -> impl Iterator<Item = StateIx> + '_ {
    chart.state(state).children.iter().copied().filter(|child| !kinship::is_history(chart, *child))
}

/// Every action of a block, those inside others too.
fn each_action<'c>(actions: &'c [Action], look: &mut impl FnMut(&'c Action)) {
    for action in actions {
        look(action);
        match &action.kind {
            ActionKind::If { then, otherwise, .. } => {
                each_action(then, look);
                each_action(otherwise, look);
            }
            ActionKind::ForEach { actions, .. } => each_action(actions, look),
            _ => {}
        }
    }
}

/// The actions that belong to a state and to no arrow.
fn blocks(chart: &Chart, state: StateIx) -> Vec<&[Action]> {
    let state = chart.state(state);
    let mut blocks: Vec<&[Action]> = vec![&state.entry, &state.exit];
    match &state.kind {
        StateKind::Compound(initial) => blocks.push(&initial.actions),
        StateKind::History { default, .. } => blocks.push(&default.actions),
        _ => {}
    }
    blocks
}

fn states(chart: &Chart) -> impl Iterator<Item = StateIx> + use<> {
    (0..u16::try_from(chart.states.len()).unwrap_or(u16::MAX)).map(StateIx)
}
