//! Which states some arrow leads to, conditions aside.

use super::super::context::Context;
use super::super::kinship::is_history;
use super::{regions, states};
use crate::chart::{Chart, ROOT, StateKind};
use crate::finding::Finding;
use crate::id::StateIx;

/// States that nothing leads to; of those inside one another the outermost.
pub(super) fn check(cx: &mut Context) {
    if cx.lost_targets {
        return;
    }
    let reached = Reach::of(&cx.chart).active;
    let mut findings = Vec::new();
    for ix in states(&cx.chart).skip(1) {
        let state = cx.chart.state(ix);
        let parent = state.parent.unwrap_or(ROOT);
        if reached[ix.at()] || !reached[parent.at()] {
            continue;
        }
        let message = format!("nothing leads to `{}`", state.name);
        let help = match is_history(&cx.chart, ix) {
            true => "let an arrow lead to it, or take it out",
            false => "let an arrow lead to it, or take the state out",
        };
        findings.push(Finding::error("unreachable", state.span, message).help(help));
    }
    cx.findings.extend(findings);
}

struct Reach<'c> {
    chart: &'c Chart,
    active: Vec<bool>,
    /// Entered by its own beginning, not only by a target inside.
    begun: Vec<bool>,
    to_look_at: Vec<StateIx>,
}

impl<'c> Reach<'c> {
    fn of(chart: &'c Chart) -> Self {
        let none = || vec![false; chart.states.len()];
        let mut reach = Self { chart, active: none(), begun: none(), to_look_at: Vec::new() };
        reach.enter(ROOT);
        while let Some(state) = reach.to_look_at.pop() {
            let state = chart.state(state);
            for arrow in state.on.iter().chain(&state.at_once).chain(&state.done) {
                let arrow = chart.arrow(*arrow);
                arrow.to.iter().chain(&arrow.beyond).for_each(|target| reach.go_to(*target));
            }
        }
        reach
    }

    /// A target: it begins, the boxes around it are entered, and so are their other regions.
    fn go_to(&mut self, target: StateIx) {
        for around in self.chart.outwards(target).skip(1) {
            if self.activate(around) && matches!(self.chart.state(around).kind, StateKind::Parallel) {
                self.enter_regions(around, target);
            }
        }
        self.enter(target);
    }

    fn enter_regions(&mut self, parallel: StateIx, but: StateIx) {
        let regions: Vec<StateIx> = regions(self.chart, parallel).collect();
        for region in regions {
            if !self.chart.is_within(but, region) {
                self.enter(region);
            }
        }
    }

    fn enter(&mut self, state: StateIx) {
        self.activate(state);
        if std::mem::replace(&mut self.begun[state.at()], true) {
            return;
        }
        match &self.chart.state(state).kind {
            StateKind::Compound(initial) | StateKind::History { default: initial, .. } => {
                initial.to.iter().for_each(|target| self.go_to(*target));
            }
            StateKind::Parallel => self.enter_regions(state, ROOT),
            StateKind::Atomic | StateKind::Final { .. } => {}
        }
    }

    /// Whether it is the first time.
    fn activate(&mut self, state: StateIx) -> bool {
        if std::mem::replace(&mut self.active[state.at()], true) {
            return false;
        }
        self.to_look_at.push(state);
        true
    }
}
