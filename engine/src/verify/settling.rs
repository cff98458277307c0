//! Arrows at once that lead round: where all their conditions hold and nothing on the way changes what they read,
//! a case would never come to rest.
//!
//! Decides by the chart alone, for the shortest way round through each arrow. Where something on the way writes
//! what a condition reads, or a limit is used up, nothing is said: that hangs on the run.

use super::conditions::{Conditions, example};
use crate::chart::{Action, ActionKind, Arrow, Chart, StateKind, Target};
use crate::finding::Finding;
use crate::guard::together::{Claim, Together};
use crate::id::{ArrowIx, StateIx};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Most arrows at once that are looked at; of more nothing is said.
const MAX_ARROWS: usize = 400;
/// Most arrows of a way round whose conditions are taken together.
const MAX_LENGTH: usize = 40;

/// An error for each way round that no condition ends, a warning where what isn't followed may end it.
pub(super) fn check(chart: &Chart, conditions: &Conditions<'_>) -> Vec<Finding> {
    let arrows: Vec<ArrowIx> = chart.states.iter().flat_map(|state| &state.at_once).copied().collect();
    if arrows.len() > MAX_ARROWS {
        return Vec::new();
    }
    let next: BTreeMap<ArrowIx, Vec<ArrowIx>> =
        arrows.iter().map(|arrow| (*arrow, follow(chart, *arrow))).collect();
    let mut told: BTreeSet<ArrowIx> = BTreeSet::new();
    let mut findings = Vec::new();
    for arrow in arrows {
        if told.contains(&arrow) {
            continue;
        }
        let Some(round) = shortest_round(&next, arrow) else { continue };
        if let Some(finding) = endless(chart, conditions, &round) {
            told.extend(round);
            findings.push(finding);
        }
    }
    findings
}

/// Targets that don't run out.
fn lasting_targets(arrow: &Arrow) -> &[StateIx] {
    if arrow.at_most.is_some() { &arrow.beyond } else { &arrow.to }
}

/// The arrows at once of the states that an arrow enters.
fn follow(chart: &Chart, ix: ArrowIx) -> Vec<ArrowIx> {
    let arrow = chart.arrow(ix);
    let mut entered = BTreeSet::new();
    for target in lasting_targets(arrow) {
        enter(chart, *target, &mut entered);
        entered.extend(
            chart.outwards(*target).skip(1).take_while(|around| !chart.is_within(arrow.source, *around)),
        );
    }
    entered.iter().flat_map(|state| &chart.state(*state).at_once).copied().collect()
}

/// A state and where it begins.
fn enter(chart: &Chart, first: StateIx, entered: &mut BTreeSet<StateIx>) {
    let mut waiting = vec![first];
    while let Some(ix) = waiting.pop() {
        if !entered.insert(ix) {
            continue;
        }
        let state = chart.state(ix);
        match &state.kind {
            StateKind::Compound(initial) => {
                for target in &initial.to {
                    waiting.push(*target);
                    entered.extend(chart.outwards(*target).skip(1).take_while(|around| *around != ix));
                }
            }
            StateKind::Parallel => waiting.extend(&state.children),
            // Where it leads hangs on what was.
            StateKind::Atomic | StateKind::Final { .. } | StateKind::History { .. } => {}
        }
    }
}

/// The fewest arrows that lead from an arrow back to it.
fn shortest_round(next: &BTreeMap<ArrowIx, Vec<ArrowIx>>, first: ArrowIx) -> Option<Vec<ArrowIx>> {
    let mut before: BTreeMap<ArrowIx, ArrowIx> = BTreeMap::new();
    let mut waiting = VecDeque::from([first]);
    while let Some(at) = waiting.pop_front() {
        for following in next.get(&at)? {
            if *following == first {
                let mut round = vec![at];
                let mut back = at;
                while back != first {
                    back = *before.get(&back)?;
                    round.push(back);
                }
                round.reverse();
                return Some(round);
            }
            if !before.contains_key(following) {
                before.insert(*following, at);
                waiting.push_back(*following);
            }
        }
    }
    None
}

fn endless(chart: &Chart, conditions: &Conditions<'_>, round: &[ArrowIx]) -> Option<Finding> {
    if round.len() > MAX_LENGTH {
        return None;
    }
    let arrows: Vec<&Arrow> = round.iter().map(|arrow| chart.arrow(*arrow)).collect();
    let source = arrows.first()?.source;
    let mut claims = Vec::new();
    for (ix, arrow) in round.iter().zip(&arrows) {
        let before = chart.state(arrow.source).at_once.iter().take_while(|other| *other != ix);
        for earlier in before.map(|earlier| chart.arrow(*earlier)).filter(|earlier| earlier.at_most.is_none())
        {
            // What is always taken before it ends the round.
            claims.push(Claim { condition: earlier.condition.as_ref()?, holds: false });
        }
        claims.extend(arrow.condition.iter().map(|condition| Claim { condition, holds: true }));
    }
    if changes(chart, &arrows, &claims) {
        return None;
    }
    // The conditions of one round see one member: only those outside of copies, or in the same ones.
    let same_copy = arrows.iter().all(|arrow| chart.state(arrow.source).depth == chart.state(source).depth);
    if !same_copy {
        return None;
    }
    let Together::With { values, free } = conditions.together(source, true, &claims) else { return None };
    // Where other arrows at once could be taken on the way, they may lead out.
    let onward = round.iter().skip(1).chain(round.first());
    let others = round.iter().zip(onward).any(|(ix, next)| {
        let next = chart.arrow(*next).source;
        follow(chart, *ix).iter().any(|other| chart.arrow(*other).source != next)
    });
    let free = free || others;
    let names: Vec<String> =
        arrows.iter().map(|arrow| format!("`{}`", chart.state(arrow.source).name)).collect();
    let round = names.join(" → ");
    let when = if values.is_empty() { String::new() } else { format!(", for {}", example(&values)) };
    let help = "let a condition end it, or limit an arrow with `at_most`";
    let span = arrows.first()?.span;
    Some(if free {
        let message = format!("arrows at once may lead round without end: {round}{when}");
        Finding::warning("endless-settling", span, message).help(help)
    } else {
        let message = format!("arrows at once lead round without end: {round}{when}");
        Finding::error("endless-settling", span, message).help(help)
    })
}

/// Whether something on the way writes what the conditions read, or does more than can be seen here.
fn changes(chart: &Chart, arrows: &[&Arrow], claims: &[Claim<'_>]) -> bool {
    if claims.is_empty() {
        return false;
    }
    let mut passed = BTreeSet::new();
    for arrow in arrows {
        passed.insert(arrow.source);
        lasting_targets(arrow).iter().for_each(|target| enter(chart, *target, &mut passed));
    }
    let of_states = passed.iter().flat_map(|state| {
        let state = chart.state(*state);
        let begin: &[Action] = match &state.kind {
            StateKind::Compound(initial) => &initial.actions,
            _ => &[],
        };
        [state.entry.as_slice(), state.exit.as_slice(), begin]
    });
    let blocks = of_states.chain(arrows.iter().map(|arrow| arrow.actions.as_slice()));
    let reads = |path: &[String]| claims.iter().any(|claim| claim.condition.reads(path));
    let mut changed = false;
    for block in blocks {
        each(block, &mut |action| {
            changed |= match &action.kind {
                ActionKind::Set { target: Target::Data(path), .. } => reads(path),
                ActionKind::Set { target: Target::Member(_), .. } => true,
                ActionKind::Decide(table) => {
                    chart.table(*table).output.fields().iter().any(|path| reads(path))
                }
                ActionKind::Consent(_)
                | ActionKind::Withdraw(_)
                | ActionKind::Release(_)
                | ActionKind::Assign { .. } => true,
                _ => false,
            };
        });
    }
    changed
}

fn each<'a>(actions: &'a [Action], look: &mut impl FnMut(&'a Action)) {
    for action in actions {
        look(action);
        match &action.kind {
            ActionKind::If { then, otherwise, .. } => {
                each(then, look);
                each(otherwise, look);
            }
            ActionKind::ForEach { actions, .. } => each(actions, look),
            _ => {}
        }
    }
}
