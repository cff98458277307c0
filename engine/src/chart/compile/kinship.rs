//! How states lie to one another: which box holds both, and whether both can be active at once.

use crate::chart::{Chart, StateKind};
use crate::id::StateIx;

/// The innermost state that is, or holds, both.
pub(super) fn common(chart: &Chart, left: StateIx, right: StateIx) -> StateIx {
    chart.outwards(left).find(|around| chart.is_within(right, *around)).unwrap_or(crate::chart::ROOT)
}

/// Whether two states can be active together, as far as their places tell: one holds the other, or they
/// lie in different regions. Different copies of one state aren't meant.
pub(super) fn together(chart: &Chart, left: StateIx, right: StateIx) -> bool {
    let around = common(chart, left, right);
    around == left || around == right || is_parallel(chart, around)
}

/// Whether a state is parallel.
pub(super) fn is_parallel(chart: &Chart, state: StateIx) -> bool {
    matches!(chart.state(state).kind, StateKind::Parallel)
}

/// Whether a state is a history state.
pub(super) fn is_history(chart: &Chart, state: StateIx) -> bool {
    matches!(chart.state(state).kind, StateKind::History { .. })
}

/// Whether a state lies in copies that another isn't in: below, or as, a `for_each` state that doesn't
/// hold the other.
pub(super) fn foreign_copy(chart: &Chart, inner: StateIx, from: StateIx) -> Option<StateIx> {
    let around = |state: &StateIx| chart.state(*state).for_each.is_some();
    chart.outwards(inner).skip(1).filter(around).find(|copies| !chart.is_within(from, *copies))
}
