//! Where regions begin, and what leads them away from there.

use super::build::Model;
use super::cover::{all_states, each_action, is_within};
use super::node::NodeIx;
use crate::chart::{Action, ActionKind, Arrow, Chart, State, StateKind, Trigger};
use crate::id::{ArrowIx, StateIx};

/// A region that is covered and known to be where it began: in one child, whose inside isn't known.
pub(super) struct Home {
    pub node: NodeIx,
    pub child: StateIx,
    /// By event: whether it may lead away from there, and whether something there answers it and stays.
    pub leads_away: Vec<bool>,
    pub stays: Vec<bool>,
    /// Whether something there moves by itself.
    pub eventless: bool,
}

/// Where a region begins and can be known to be: its first child, if nothing leads there but the default way, and nothing
/// leads away by itself.
pub fn home_of(chart: &Chart, region: StateIx) -> Option<StateIx> {
    let here = chart.state(region);
    let around = here.parent?;
    let StateKind::Compound(initial) = &here.kind else { return None };
    let [home] = initial.to.as_slice() else { return None };
    let child = chart.state(*home);
    let in_copies = std::iter::successors(Some(region), |state| chart.state(*state).parent)
        .any(|state| chart.state(state).for_each.is_some());
    let first = child.parent == Some(region)
        && child.for_each.is_none()
        && !matches!(child.kind, StateKind::Final { .. } | StateKind::History { .. });
    if in_copies || !first || !matches!(chart.state(around).kind, StateKind::Parallel) {
        return None;
    }
    let there = |state: StateIx| state == region || is_within(chart, *home, state);
    let inside = |state: StateIx| state != region && is_within(chart, region, state);
    let quiet = all_states(chart).all(|state| {
        let known = chart.state(state);
        let history = matches!(known.kind, StateKind::History { .. })
            && known.parent.is_some_and(|parent| is_within(chart, parent, region));
        let loud =
            there(state) && (known.consent.is_some() || blocks_of_entry(known).any(|block| is_loud(block)));
        !history && !loud
    });
    let arrows = chart.arrows.iter().all(|arrow| {
        let to = || arrow.to.iter().chain(&arrow.beyond);
        let leads_in = !is_within(chart, region, arrow.source) && to().any(|to| inside(*to));
        let leads_away = to().any(|to| !is_within(chart, *home, *to));
        let by_itself = !matches!(arrow.trigger, Trigger::Events(_));
        !(leads_in || there(arrow.source) && by_itself && leads_away)
    });
    (quiet && arrows).then_some(*home)
}

fn blocks_of_entry(state: &State) -> impl Iterator<Item = &Vec<Action>> {
    let initial = match &state.kind {
        StateKind::Compound(initial) => Some(&initial.actions),
        _ => None,
    };
    std::iter::once(&state.entry).chain(initial)
}

/// Whether actions bring what somebody may answer at once, or change who there is.
fn is_loud(actions: &[Action]) -> bool {
    let mut loud = false;
    each_action(actions, &mut |action| {
        use ActionKind::{Assign, Consent, Raise, Release, Withdraw};
        loud |= matches!(
            action,
            Raise { after: None, .. } | Consent(_) | Withdraw(_) | Assign { .. } | Release(_)
        );
    });
    loud
}

impl Home {
    pub fn of(model: &Model<'_>, node: NodeIx, child: StateIx) -> Self {
        let chart = model.chart;
        let region = model.nodes[node.at()].state;
        let there =
            |(_, arrow): &(ArrowIx, &Arrow)| arrow.source == region || is_within(chart, child, arrow.source);
        let all = (0..).map(ArrowIx).zip(&chart.arrows);
        let arrows: Vec<(ArrowIx, &Arrow)> = all.filter(there).collect();
        let away = |arrow: &Arrow| {
            let mut to = arrow.to.iter().chain(&arrow.beyond);
            to.any(|to| !is_within(chart, child, *to))
        };
        let answers = |leads_away: bool| {
            let mut answers = vec![false; model.events.len()];
            for (ix, _) in arrows.iter().filter(|(_, arrow)| away(arrow) == leads_away) {
                for event in model.lookup.answered(*ix) {
                    answers[event.at()] = true;
                }
            }
            answers
        };
        let eventless = arrows.iter().any(|(_, arrow)| !matches!(arrow.trigger, Trigger::Events(_)));
        Self { node, child, leads_away: answers(true), stays: answers(false), eventless }
    }

    pub fn region(&self, chart: &Chart) -> StateIx {
        chart.state(self.child).parent.unwrap_or(self.child)
    }
}
