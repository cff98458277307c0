//! `equal_notice`: a notice to several roles goes to all of them in the same step. Decided by where it is sent: outside
//! the copies of its addressees it goes to all of them at once. Inside a copy it goes to that member alone: that is equal
//! where all copies begin together, and where it answers what that member did or let pass itself; on anything from outside
//! the copy, only those whose copy happens to be there would hear of it.

use super::text;
use super::verdict::{Answer, Story};
use crate::chart::{Action, ActionKind, Arrow, Chart, Members, State, StateKind, Trigger};
use crate::id::{NoticeIx, RoleIx, StateIx};
use crate::step::holds;

/// `equal_notice`.
pub(super) fn answer(chart: &Chart, roles: &[RoleIx]) -> Answer {
    let states = (0..).zip(&chart.states).map(|(at, state)| (StateIx(at), state));
    for (at, state) in states {
        let Some(copy) = copy_around(chart, at, roles) else { continue };
        let arrows = || state.on.iter().map(|arrow| chart.arrow(*arrow));
        let from_outside = arrows().filter(|arrow| is_from_outside(chart, arrow, copy));
        let mut unequal: Vec<NoticeIx> = from_outside.flat_map(|arrow| sent(&arrow.actions)).collect();
        let mut into =
            chart.arrows.iter().filter(|arrow| arrow.to.contains(&at) || arrow.beyond.contains(&at));
        if !begins_with(chart, at, copy) && into.any(|arrow| is_from_outside(chart, arrow, copy)) {
            unequal.extend(sent(&state.entry));
        }
        let several = |notice: &&NoticeIx| {
            let to = chart.notice(**notice).to;
            roles.iter().filter(|role| holds(chart, to, **role)).count() > 1
        };
        if let Some(notice) = unequal.iter().find(several) {
            let (name, state) = (&chart.notice(*notice).name, &state.name);
            let end = text(
                format!("`{name}` reaches only the members whose copy is in `{state}` at that moment"),
                format!("`{name}` 只发给当时处于 `{state}` 的当事人"),
            );
            return Answer::Refuted(Box::new(Story { end, states: vec![at], ..Story::default() }));
        }
    }
    Answer::Proved
}

/// Whether an arrow answers something that isn't of its own copy: of a task, a deadline or a notice that stands outside it.
fn is_from_outside(chart: &Chart, arrow: &Arrow, copy: StateIx) -> bool {
    let Trigger::Events(patterns) = &arrow.trigger else { return false };
    let inside: Vec<&State> = (0..)
        .zip(&chart.states)
        .filter(|(at, _)| chart.is_within(StateIx(*at), copy))
        .map(|(_, state)| state)
        .collect();
    let own = |name: &str| {
        inside.iter().any(|state| {
            let arrows = state.on.iter().chain(&state.at_once).chain(&state.done);
            let notices = sent(&state.entry).into_iter().chain(sent(&state.exit));
            let mut notices = notices.chain(arrows.flat_map(|arrow| sent(&chart.arrow(*arrow).actions)));
            state.tasks.iter().any(|task| chart.task(*task).name == name)
                || state.deadlines.iter().any(|deadline| chart.deadline(*deadline).name == name)
                || notices.any(|notice| chart.notice(notice).name == name)
        })
    };
    patterns.iter().any(|pattern| !pattern.0.first().is_some_and(|name| own(name)))
}

/// The state around with a copy for each member of one of the roles.
fn copy_around(chart: &Chart, state: StateIx, roles: &[RoleIx]) -> Option<StateIx> {
    chart.outwards(state).find(|around| match &chart.state(*around).for_each {
        Some(Members::Role(each)) => roles.iter().any(|role| holds(chart, *each, *role)),
        _ => false,
    })
}

/// Whether each copy begins in the state.
fn begins_with(chart: &Chart, state: StateIx, copy: StateIx) -> bool {
    let mut inner = state;
    while inner != copy {
        let Some(around) = chart.state(inner).parent else { return false };
        let begins = match &chart.state(around).kind {
            StateKind::Compound(initial) => initial.to.contains(&inner),
            StateKind::Parallel => true,
            _ => false,
        };
        if !begins {
            return false;
        }
        inner = around;
    }
    true
}

/// The notices that actions send.
fn sent(actions: &[Action]) -> Vec<NoticeIx> {
    let mut notices = Vec::new();
    for action in actions {
        match &action.kind {
            ActionKind::Send(notice) => notices.push(*notice),
            ActionKind::If { then, otherwise, .. } => {
                notices.extend(sent(then));
                notices.extend(sent(otherwise));
            }
            ActionKind::ForEach { actions, .. } => notices.extend(sent(actions)),
            _ => {}
        }
    }
    notices
}
