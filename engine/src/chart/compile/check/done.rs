//! Which states can be done: final children, regions, copies, and `join`.

use super::super::context::Context;
use super::{regions, states};
use crate::chart::{Chart, Join, StateKind};
use crate::finding::Finding;
use crate::id::StateIx;

/// Whether each state can be done.
pub(super) struct Done(Vec<bool>);

impl Done {
    pub fn of(chart: &Chart) -> Self {
        let mut done = Self(vec![false; chart.states.len()]);
        // Children stand after their parents.
        let all: Vec<StateIx> = states(chart).collect();
        for ix in all.into_iter().rev() {
            done.0[ix.at()] = done.can_be(chart, ix);
        }
        done
    }

    fn can_be(&self, chart: &Chart, ix: StateIx) -> bool {
        let state = chart.state(ix);
        match &state.kind {
            StateKind::Final { .. } => true,
            StateKind::Compound(_) => {
                state.children.iter().any(|child| matches!(chart.state(*child).kind, StateKind::Final { .. }))
            }
            StateKind::Parallel => {
                let able = regions(chart, ix).filter(|region| self.is_able(*region)).count();
                match &state.join {
                    Join::Regions(wanted) => wanted.iter().all(|region| self.is_able(*region)),
                    Join::Any => able > 0,
                    Join::Count(wanted) => usize::try_from(*wanted).is_ok_and(|wanted| able >= wanted),
                    Join::All => able == regions(chart, ix).count(),
                }
            }
            StateKind::Atomic | StateKind::History { .. } => false,
        }
    }

    /// Whether a state can be done; of a `for_each` state: its copies.
    pub fn is_able(&self, state: StateIx) -> bool {
        self.0.get(state.at()).copied().unwrap_or_default()
    }
}

/// `done` arrows that are never taken.
pub(super) fn check(cx: &mut Context, done: &Done) {
    let mut findings = Vec::new();
    for ix in states(&cx.chart) {
        let state = cx.chart.state(ix);
        let Some(arrow) = state.done.first().map(|arrow| cx.chart.arrow(*arrow)) else { continue };
        if done.is_able(ix) {
            continue;
        }
        let message = format!("`{}` is never done, so this arrow is never taken", state.name);
        let unable = regions(&cx.chart, ix).find(|region| !done.is_able(*region));
        let help = match (&state.kind, unable) {
            (StateKind::Parallel, Some(region)) => {
                format!(
                    "`{}` has no final state; say with `join` which regions count",
                    cx.chart.state(region).name
                )
            }
            _ => "give it a state with `final: true`".to_owned(),
        };
        findings.push(Finding::warning("never-done", arrow.span, message).help(help));
    }
    cx.findings.extend(findings);
}
