//! What is checked of a chart as a whole: whether everything is used, can be reached and is answered.

use super::context::Context;
use super::events::Vocabulary;
use super::kinship;
use crate::chart::Chart;
use crate::id::StateIx;

/// All checks.
pub(super) fn all(_cx: &mut Context, _events: &Vocabulary) {}

/// The regions of a parallel state: its children without history states.
pub(super) fn regions(chart: &Chart, state: StateIx) -> impl Iterator<Item = StateIx> + '_ {
    chart.state(state).children.iter().copied().filter(|child| !kinship::is_history(chart, *child))
}
