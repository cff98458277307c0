//! Arrows of different regions, or of different copies, of which only the order decides which is taken: both answer the
//! same event, one leads out of the box around, which ends the other's region too, and none starts further inside.
//!
//! Seen on the walk, so what is told can happen; of a chart that isn't walked nothing is told. What is the same whichever is taken isn't told of: arrows that do the
//! same, and one arrow in several copies unless what it does hangs on the member. Arrows of one state are
//! [`two_ways`](super::two_ways)' affair.

use super::guarantee::Ground;
use super::two_ways::do_the_same;
use crate::chart::{Action, ActionKind, Arrow, Chart, Members, Target};
use crate::finding::Finding;
use crate::guard::{Expression, Reading};
use crate::id::{RoleIx, StateIx};
use crate::step::holds;

/// A warning for each pair that the walk met.
pub(super) fn seen<'g>(ground: &'g Ground<'_, '_>) -> impl Iterator<Item = Finding> + use<'g> {
    let (chart, model) = (ground.chart, ground.model);
    ground.space.by_order.iter().filter_map(move |met| {
        let [first, later] = [met.first, met.later].map(|flow| chart.arrow(model.arrow_of(flow)));
        let [one, other] = [met.first, met.later].map(|flow| model.source_of(flow));
        let (around, copies) = model.around_both(one, other);
        let event = met.event.map(|event| model.event_name(event));
        tell(chart, &Pair { first, later, around, copies, event })
    })
}

/// Two arrows of which one leads out of the box around both.
struct Pair<'a> {
    first: &'a Arrow,
    later: &'a Arrow,
    around: StateIx,
    /// In different copies; else in different regions.
    copies: bool,
    event: Option<&'a str>,
}

fn tell(chart: &Chart, pair: &Pair<'_>) -> Option<Finding> {
    let (first, later) = (pair.first, pair.later);
    let by_member = pair.copies
        && [first, later].into_iter().any(|arrow| hangs_on_member(chart, arrow.source, &arrow.actions));
    if do_the_same(first, later) && !by_member {
        return None;
    }
    let box_around = &chart.state(pair.around).name;
    let on = pair.event.map(|event| format!(" on `{event}`")).unwrap_or_default();
    let (what, help) = if pair.copies {
        (
            "copies",
            "answer it on the box around, once for all copies; or let only one copy have it, by a condition",
        )
    } else {
        (
            "regions",
            "say in one of the conditions what is meant when both hold, or answer it on the box around",
        )
    };
    let message = if first.span == later.span {
        format!(
            "only the order of the {what} decides in whose copy this arrow is taken{on}: it leads out of `{box_around}`, so \
             it is taken once, and what it does hangs on the member"
        )
    } else {
        format!(
            "only the order of the {what} decides between the arrow of `{}` (line {}) and this one{on}: one of them leads \
             out of `{box_around}`, so only one is taken",
            chart.state(first.source).name,
            first.span.line
        )
    };
    Some(Finding::warning("two-ways", later.span, message).help(help))
}

/// Whether actions in a copy do something else in another copy.
// Recursion is bounded by the nesting of actions in the text.
fn hangs_on_member(chart: &Chart, source: StateIx, actions: &[Action]) -> bool {
    let of_member = |role: RoleIx| {
        chart.outwards(source).any(|around| match &chart.state(around).for_each {
            Some(Members::Role(members)) => {
                let mut roles = (0..).zip(&chart.roles).map(|(at, _)| RoleIx(at));
                roles.any(|one| holds(chart, *members, one) && holds(chart, role, one))
            }
            _ => false,
        })
    };
    actions.iter().any(|action| match &action.kind {
        ActionKind::Set { target: Target::Member(_), .. } => true,
        ActionKind::Set { value, .. } => reads_member(value),
        ActionKind::Send(notice) => of_member(chart.notice(*notice).to),
        ActionKind::Release(role) => of_member(*role),
        ActionKind::Raise { data, .. } => data.iter().any(|(_, value)| reads_member(value)),
        ActionKind::If { condition, then, otherwise } => {
            reads_member(condition)
                || hangs_on_member(chart, source, then)
                || hangs_on_member(chart, source, otherwise)
        }
        ActionKind::ForEach { list, actions, .. } => {
            reads_member(list) || hangs_on_member(chart, source, actions)
        }
        _ => false,
    })
}

fn reads_member(expression: &Expression) -> bool {
    let readings = expression.part().readings();
    readings.iter().any(|reading| matches!(reading, Reading::Member(_) | Reading::MemberThere(_)))
}
