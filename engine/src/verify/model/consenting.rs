//! Whose consent the copies of a box may change: where only their own members', the others' needn't be looked into.

use super::cover::{blocks_of, each_action, hidden_by, is_within, sources_of};
use super::{all_roles, all_states};
use crate::chart::{Action, ActionKind, Chart, Members, Pattern, Trigger, Who};
use crate::id::{RoleIx, StateIx, TaskIx};
use crate::step::holds;

/// Whether nothing in a copy of a box gives or withdraws a consent but what its own member does there: each such action
/// answers an outcome of a task that is listed in the box alone, and that nobody but the copy's member may do.
pub fn consents_are_own(chart: &Chart, box_: StateIx) -> bool {
    let Some(Members::Role(members)) = chart.state(box_).for_each else { return false };
    hidden_by(chart, box_).all(|state| {
        let here = chart.state(state);
        let answers = here.on.iter().map(|arrow| chart.arrow(*arrow));
        let consenting = answers.filter(|arrow| consents(&arrow.actions));
        let in_arrows = consenting.clone().count();
        let all = blocks_of(chart, state).into_iter().filter(|block| consents(block)).count();
        all == in_arrows
            && consenting.into_iter().all(|arrow| match &arrow.trigger {
                Trigger::Events(patterns) => {
                    patterns.iter().all(|pattern| is_own_outcome(chart, box_, members, pattern))
                }
                Trigger::Done | Trigger::AtOnce => false,
            })
    })
}

fn consents(block: &[Action]) -> bool {
    let mut any = false;
    each_action(block, &mut |action| {
        any |= matches!(action, ActionKind::Consent(_) | ActionKind::Withdraw(_));
    });
    any
}

/// Whether a pattern matches nothing but outcomes of tasks that the member of a copy does there.
fn is_own_outcome(chart: &Chart, box_: StateIx, members: RoleIx, pattern: &Pattern) -> bool {
    let outcomes = |task: TaskIx| {
        let task = chart.task(task);
        task.outcomes.iter().map(|outcome| format!("{}.{}", task.name, outcome.name))
    };
    let mut names = hidden_by(chart, box_)
        .flat_map(|state| chart.state(state).tasks.clone())
        .filter(|task| is_for_members(chart, *task, members))
        .flat_map(outcomes);
    let is_outcome = names.any(|name| pattern.0.join(".") == name);
    let by_engine =
        ["done", "error"].iter().any(|first| pattern.0.first().is_some_and(|token| token == first));
    is_outcome
        && !by_engine
        && !chart.messages.iter().any(|message| pattern.matches(&message.name))
        && all_states(chart).all(|state| {
            let brings = |name: &String| pattern.matches(name);
            let tasks = chart.state(state).tasks.iter().copied();
            let own = tasks.filter(|task| is_for_members(chart, *task, members)).flat_map(outcomes);
            let own = own.filter(brings).count();
            let all = sources_of(chart, state).iter().filter(|name| brings(name)).count();
            all == 0 || is_within(chart, box_, state) && all == own
        })
}

/// Whether whoever has a copy may do a task: then nobody else may do it there.
fn is_for_members(chart: &Chart, task: TaskIx, members: RoleIx) -> bool {
    match &chart.task(task).who {
        Who::Roles(roles) => {
            all_roles(chart).filter(|role| holds(chart, members, *role)).all(|role| roles.contains(&role))
        }
        Who::Member(_) | Who::Service(_) => false,
    }
}
