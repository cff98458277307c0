//! Two arrows of one state for the same event whose conditions may both hold: only their order decides.
//!
//! An order that speaks for itself isn't told of: what comes last as "else", what is more general after what
//! is more special (by its event or by its condition), what is left when a limit is used up. What remains are
//! two conditions that overlap, each with cases of its own. Also tells of arrows that never have their turn,
//! since the conditions before them leave nothing over.

use super::conditions::{Conditions, example};
use crate::chart::{Action, ActionKind, Arrow, Chart, Pattern, Trigger};
use crate::finding::Finding;
use crate::guard::together::{Claim, Together};
use crate::id::{ArrowIx, StateIx};

/// Most arrows of one list that are looked at.
const MAX_ARROWS: usize = 1_000;
/// Most pairs of conditions that are set against each other in one chart: definitions have some hundreds.
const MAX_PAIRS: usize = 5_000;
/// Most earlier arrows that are taken together against a later one.
const MAX_EARLIER: usize = 40;

/// Warnings about pairs of arrows, and about arrows that are never taken.
pub(super) fn check(chart: &Chart, conditions: &Conditions<'_>) -> Vec<Finding> {
    let mut pairs = MAX_PAIRS;
    let mut findings = Vec::new();
    for (state, at) in chart.states.iter().zip(0..) {
        for (list, inside) in [(&state.on, true), (&state.at_once, true), (&state.done, false)] {
            let list = List { chart, conditions, state: StateIx(at), inside, arrows: list };
            findings.extend(list.check(&mut pairs));
        }
    }
    findings
}

/// Arrows of a state that are tried in their order.
struct List<'c> {
    chart: &'c Chart,
    conditions: &'c Conditions<'c>,
    state: StateIx,
    inside: bool,
    arrows: &'c [ArrowIx],
}

impl<'c> List<'c> {
    fn check(&self, pairs: &mut usize) -> Vec<Finding> {
        let mut findings = Vec::new();
        for at in 1..self.arrows.len().min(MAX_ARROWS) {
            let later = self.arrow(at);
            if *pairs > 0 && self.is_forestalled(at) {
                *pairs -= 1;
                let message = "the conditions of the arrows before this one leave nothing over for it";
                let help = "take it out, or put it before the arrow that takes what it is meant for";
                findings.push(Finding::warning("never-taken", later.span, message).help(help));
                continue;
            }
            for earlier in (0..at).map(|earlier| self.arrow(earlier)) {
                if *pairs == 0 {
                    return findings;
                }
                if later.condition.is_none()
                    || earlier.condition.is_none()
                    || !meet(&earlier.trigger, &later.trigger)
                {
                    continue;
                }
                *pairs -= 1;
                if !self.has_else(at, earlier) {
                    findings.extend(self.two_ways(earlier, later));
                }
            }
        }
        findings
    }

    fn arrow(&self, at: usize) -> &'c Arrow {
        self.chart.arrow(self.arrows[at])
    }

    /// Whether conditions before it take all that it could take.
    fn is_forestalled(&self, at: usize) -> bool {
        let later = self.arrow(at);
        let earlier: Vec<&Arrow> = (0..at)
            .map(|at| self.arrow(at))
            .filter(|arrow| always_there(arrow) && covers(&arrow.trigger, &later.trigger))
            .collect();
        // Arrows without a condition are told of by the compiler.
        if earlier.is_empty()
            || earlier.len() > MAX_EARLIER
            || earlier.iter().any(|arrow| arrow.condition.is_none())
        {
            return false;
        }
        let mut claims: Vec<Claim<'_>> = earlier
            .iter()
            .filter_map(|arrow| Some(Claim { condition: arrow.condition.as_ref()?, holds: false }))
            .collect();
        if let Some(condition) = &later.condition {
            // One that never holds at all is told of as such.
            if self.conditions.never_holds(self.state, self.inside, condition) {
                return false;
            }
            claims.push(Claim { condition, holds: true });
        }
        self.conditions.together(self.state, self.inside, &claims) == Together::Never
    }

    /// Whether a later arrow takes what none of the conditions does: if, else if, else.
    fn has_else(&self, at: usize, earlier: &Arrow) -> bool {
        let later = &self.arrow(at).trigger;
        let mut rest = (at + 1..self.arrows.len()).map(|at| self.arrow(at));
        rest.any(|last| {
            last.condition.is_none() && meet(&last.trigger, later) && meet(&last.trigger, &earlier.trigger)
        })
    }

    fn two_ways(&self, earlier: &Arrow, later: &Arrow) -> Option<Finding> {
        if !always_there(earlier) || is_wider(&later.trigger, &earlier.trigger) || do_the_same(earlier, later)
        {
            return None;
        }
        let (first, second) = (earlier.condition.as_ref()?, later.condition.as_ref()?);
        let of =
            |one, other| [Claim { condition: first, holds: one }, Claim { condition: second, holds: other }];
        let ask = |one, other| self.conditions.together(self.state, self.inside, &of(one, other));
        let Together::With { values, free } = ask(true, true) else { return None };
        let apart = |answer| matches!(answer, Together::With { .. });
        if !apart(ask(true, false)) || !apart(ask(false, true)) {
            return None;
        }
        let (one, other) = (first.source(), second.source());
        let what = match (values.is_empty(), free) {
            (false, false) => format!("both hold for {}", example(&values)),
            (false, true) => format!("both may hold, for {} and as it comes", example(&values)),
            (true, _) => "both may hold".to_owned(),
        };
        let message = format!(
            "only the order decides between `{one}` (line {}) and `{other}`: {what}",
            earlier.span.line
        );
        let help = "say in one of the conditions what is meant when both hold; or let a last arrow without condition take what is left";
        Some(Finding::warning("two-ways", later.span, message).help(help))
    }
}

/// Whether the arrow is there however often it was taken.
fn always_there(arrow: &Arrow) -> bool {
    arrow.at_most.is_none() || !arrow.beyond.is_empty()
}

fn pairs_of<'t>(left: &'t Trigger, right: &'t Trigger) -> impl Iterator<Item = (&'t Pattern, &'t Pattern)> {
    let of = |trigger: &'t Trigger| match trigger {
        Trigger::Events(patterns) => patterns.as_slice(),
        Trigger::AtOnce | Trigger::Done => &[],
    };
    of(left).iter().flat_map(move |left| of(right).iter().map(move |right| (left, right)))
}

/// Whether some event is for both.
fn meet(left: &Trigger, right: &Trigger) -> bool {
    let by_nothing =
        matches!((left, right), (Trigger::AtOnce, Trigger::AtOnce) | (Trigger::Done, Trigger::Done));
    by_nothing
        || pairs_of(left, right)
            .any(|(left, right)| left.0.starts_with(&right.0) || right.0.starts_with(&left.0))
}

/// Whether every event of the narrow trigger is one of the wide one.
fn covers(wide: &Trigger, narrow: &Trigger) -> bool {
    match (wide, narrow) {
        (Trigger::Events(wide), Trigger::Events(narrow)) => {
            !narrow.is_empty()
                && narrow.iter().all(|narrow| wide.iter().any(|wide| narrow.0.starts_with(&wide.0)))
        }
        _ => meet(wide, narrow),
    }
}

/// Whether the events that both take are named more generally by the first.
fn is_wider(wide: &Trigger, narrow: &Trigger) -> bool {
    let mut common = pairs_of(wide, narrow)
        .filter(|(wide, narrow)| wide.0.starts_with(&narrow.0) || narrow.0.starts_with(&wide.0))
        .peekable();
    common.peek().is_some() && common.all(|(wide, narrow)| wide.0.len() < narrow.0.len())
}

pub(super) fn do_the_same(left: &Arrow, right: &Arrow) -> bool {
    left.to == right.to
        && left.beyond == right.beyond
        && left.at_most == right.at_most
        && left.external == right.external
        && left.restores == right.restores
        && same_actions(&left.actions, &right.actions)
}

fn same_actions(left: &[Action], right: &[Action]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| same_action(&left.kind, &right.kind))
}

fn same_action(left: &ActionKind, right: &ActionKind) -> bool {
    use ActionKind as A;
    match (left, right) {
        (A::Set { target: l, value: lv }, A::Set { target: r, value: rv }) => l == r && lv == rv,
        (A::Decide(l), A::Decide(r)) => l == r,
        (A::Send(l), A::Send(r)) => l == r,
        (A::Issue(l), A::Issue(r)) => l == r,
        (A::Assign { role: l, from: lf }, A::Assign { role: r, from: rf }) => l == r && lf == rf,
        (A::Release(l), A::Release(r)) => l == r,
        (A::Consent(l), A::Consent(r)) | (A::Withdraw(l), A::Withdraw(r)) => l == r,
        (
            A::Raise { event: l, data: ld, after: la, id: li },
            A::Raise { event: r, data: rd, after: ra, id: ri },
        ) => (l, ld, la, li) == (r, rd, ra, ri),
        (A::Cancel(l), A::Cancel(r)) => l == r,
        (A::Apart, A::Apart) => true,
        (A::Log(l), A::Log(r)) => l == r,
        (
            A::If { condition: l, then: lt, otherwise: lo },
            A::If { condition: r, then: rt, otherwise: ro },
        ) => l == r && same_actions(lt, rt) && same_actions(lo, ro),
        (
            A::ForEach { list: l, item: li, index: lx, actions: la },
            A::ForEach { list: r, item: ri, index: rx, actions: ra },
        ) => (l, li, lx) == (r, ri, rx) && same_actions(la, ra),
        _ => false,
    }
}
