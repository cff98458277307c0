//! What every definition is checked for, with no guarantee written: dead ends, no way to an end, steps that fail, states
//! entered without their consent, and what no run ever reaches.

use super::explore::Space;
use super::guarantee::Ground;
use super::model::{Act, Model, NodeIx};
use crate::chart::{Chart, Says, StateKind};
use crate::finding::{Finding, Severity, Span};
use crate::id::{ArrowIx, StateIx};
use std::collections::BTreeSet;

/// What was reached in all populations together.
pub(super) struct Reached<'c> {
    chart: &'c Chart,
    pub taken: BTreeSet<ArrowIx>,
    pub entered: BTreeSet<StateIx>,
    findings: Vec<Finding>,
    /// Some cases weren't looked at: what wasn't reached may be there.
    pub incomplete: bool,
}

impl<'c> Reached<'c> {
    pub fn new(chart: &'c Chart) -> Self {
        let (taken, entered) = (BTreeSet::new(), BTreeSet::new());
        Self { chart, taken, entered, findings: Vec::new(), incomplete: false }
    }

    /// Takes in what was found of other populations.
    pub fn join(&mut self, other: Self) {
        self.taken.extend(other.taken);
        self.entered.extend(other.entered);
        self.incomplete |= other.incomplete;
        other.findings.into_iter().for_each(|finding| self.say(finding));
    }

    /// Adds what one population reached.
    pub fn add(&mut self, ground: &Ground<'_, '_>) {
        let (model, space) = (ground.model, &ground.space);
        let flows = space.took.iter().enumerate().filter(|(_, taken)| **taken);
        self.taken.extend(flows.map(|(flow, _)| model.arrow_of(flow)));
        let nodes = space.entered.iter().enumerate().filter(|(_, entered)| **entered);
        self.entered.extend(nodes.map(|(at, _)| model.state_of(at)));
        for finding in super::by_order::seen(ground) {
            self.say(finding);
        }
        let told = self.chart.guarantees.iter().any(|guarantee| guarantee.says == Says::AlwaysEnds);
        if !told && space.stopped.is_none() {
            self.stuck(ground);
        }
        for (_, act, node) in &space.incidents {
            self.fails(model, act, *node);
        }
        for (_, act, free) in &space.endless {
            self.goes_round(model, act, *free);
        }
    }

    /// An act that doesn't settle; `free`: what isn't followed may end it all the same.
    pub fn goes_round(&mut self, model: &Model<'_>, act: &Act, free: bool) {
        let what = model.act_name(act);
        let message = format!("`{what}` may set off steps that go round without stopping");
        let finding = Finding::error("endless-settling", model.act_span(act), message);
        let finding = if free { Finding { severity: Severity::Warning, ..finding } } else { finding };
        self.say(finding.help("give one of the arrows that go round a condition that ends, or `at_most`"));
    }

    pub fn say(&mut self, finding: Finding) {
        if !self.findings.iter().any(|known| (known.code, known.span) == (finding.code, finding.span)) {
            self.findings.push(finding);
        }
    }

    fn stuck(&mut self, ground: &Ground<'_, '_>) {
        let (model, space) = (ground.model, &ground.space);
        let mut goes_on = vec![false; space.len() as usize];
        space.edges.iter().for_each(|(from, _)| goes_on[*from as usize] = true);
        let Some(at) = (0..space.len()).find(|at| !ground.ends[*at as usize]) else { return };
        let words = space.configuration(at);
        let leaves = model.active(words).join("`, `");
        let span = model.innermost(words).map_or_else(Span::default, |state| self.chart.state(state).span);
        let finding = if goes_on[at as usize] {
            let message = format!("once a case is in `{leaves}`, no end can be reached any more");
            Finding::error("no-way-to-an-end", span, message)
        } else {
            let message = format!("a dead end: nothing can happen any more to a case in `{leaves}`");
            Finding::error("dead-end", span, message)
        };
        let way = told(space, at, model);
        self.say(
            finding.help(format!("it gets there by {way}; add an arrow that leads on, or a `final` state")),
        );
    }

    /// An act that may end in an incident; the state that it enters without its consent.
    pub fn fails(&mut self, model: &Model<'_>, act: &Act, node: Option<NodeIx>) {
        let what = model.act_name(act);
        let finding = match node {
            Some(node) => {
                let state = self.chart.state(model.state_of(node.at()));
                let consent = state.consent.map(|consent| self.chart.consents[consent.at()].name.clone());
                let consent = consent.unwrap_or_default();
                let message =
                    format!("`{what}` may lead into `{}` without the consent `{consent}`", state.name);
                Finding::error("without-consent", state.span, message)
                    .help(format!("ask for it on the way: `if: \"consent('{consent}')\"`"))
            }
            None => {
                let message = format!("`{what}` may fail: something that is read isn't there or doesn't fit");
                Finding::warning("may-fail", model.act_span(act), message).help(
                    "give the field a default or make it `required` before, or ask `has(…)` in the condition",
                )
            }
        };
        self.say(finding);
    }

    /// Everything found, with what was never reached.
    pub fn findings(mut self) -> Vec<Finding> {
        if self.incomplete {
            return self.findings;
        }
        let chart = self.chart;
        for (at, state) in (0..).zip(&chart.states) {
            let history = matches!(state.kind, StateKind::History { .. });
            let around = state.parent.is_none_or(|parent| self.entered.contains(&parent));
            if !history && around && !self.entered.contains(&StateIx(at)) && at > 0 {
                let message = format!("no run gets into `{}`", state.name);
                let finding = Finding::warning("never-reached", state.span, message);
                self.say(finding.help(
                    "the conditions on the ways to it never hold together; mend them, or leave it out",
                ));
            }
        }
        for (at, arrow) in (0..).zip(&chart.arrows) {
            if self.entered.contains(&arrow.source) && !self.taken.contains(&ArrowIx(at)) {
                let message = format!("no run takes this arrow of `{}`", chart.state(arrow.source).name);
                let finding = Finding::warning("never-reached", arrow.span, message);
                self.say(
                    finding.help(
                        "what it waits for never comes while its state is active and its condition holds",
                    ),
                );
            }
        }
        self.findings
    }
}

/// The way to a configuration, in the names of the definition.
pub(super) fn told(space: &Space, at: u32, model: &super::model::Model<'_>) -> String {
    let acts: Vec<String> =
        space.path(at).iter().skip(1).map(|(act, _)| format!("`{}`", model.act_name(act))).collect();
    match acts.len() {
        0 => "being opened".to_owned(),
        1..=8 => acts.join(", "),
        many => format!("{}, … ({many} steps)", acts[..8].join(", ")),
    }
}
