//! What every definition is checked for, with no guarantee written: dead ends, no way to an end, steps that fail, states
//! entered without their consent, and what no run ever reaches.

use super::explore::Space;
use super::guarantee::Ground;
use super::model::{Act, Model, NodeIx};
use crate::chart::{Chart, Rung, Says, Start, StateKind};
use crate::finding::{Finding, Severity, Span};
use crate::id::{ArrowIx, DeadlineIx, NoticeIx, StateIx};
use std::collections::BTreeSet;

/// What was reached in all populations together.
pub(super) struct Reached<'c> {
    chart: &'c Chart,
    pub taken: BTreeSet<ArrowIx>,
    pub entered: BTreeSet<StateIx>,
    /// Deadlines that ran, and rungs of notices that were come to, of what was walked whole.
    ran: BTreeSet<DeadlineIx>,
    rungs: BTreeSet<(NoticeIx, usize)>,
    /// Some cases weren't walked whole: of their deadlines and ladders nothing is known.
    pub in_parts: bool,
    findings: Vec<Finding>,
    /// Some cases weren't looked at: what wasn't reached may be there.
    pub incomplete: bool,
}

impl<'c> Reached<'c> {
    pub fn new(chart: &'c Chart) -> Self {
        Self {
            chart,
            taken: BTreeSet::new(),
            entered: BTreeSet::new(),
            ran: BTreeSet::new(),
            rungs: BTreeSet::new(),
            in_parts: false,
            findings: Vec::new(),
            incomplete: false,
        }
    }

    /// Takes in what was found of other populations.
    pub fn join(&mut self, other: Self) {
        self.taken.extend(other.taken);
        self.entered.extend(other.entered);
        self.ran.extend(other.ran);
        self.rungs.extend(other.rungs);
        self.in_parts |= other.in_parts;
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
        for at in 0..space.len() {
            let words = space.configuration(at);
            self.ran.extend(model.begun_clocks(words));
            self.rungs.extend(model.open_rungs(words));
        }
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
        if !self.in_parts {
            self.never_run();
        }
        self.findings
    }

    /// Deadlines that never run though their state is active, and rungs that no service comes to.
    fn never_run(&mut self) {
        let chart = self.chart;
        let listed = |deadline: &DeadlineIx| {
            let mut states = self.entered.iter().map(|state| chart.state(*state));
            states.any(|state| state.deadlines.contains(deadline))
        };
        let deadlines = (0..).map(DeadlineIx).zip(&chart.deadlines);
        let never = deadlines
            .filter(|(ix, deadline)| deadline.start != Start::Entry && !self.ran.contains(ix) && listed(ix));
        let never = never.map(|(_, deadline)| {
            let message = format!("no run has the deadline `{}` running", deadline.name);
            Finding::warning("never-reached", deadline.span, message).help(
                "what starts it never comes while its state is active; mend its `start`, or leave it out",
            )
        });
        let mut never: Vec<Finding> = never.collect();
        for (ix, notice) in (0..).map(NoticeIx).zip(&chart.notices) {
            let come_to = |rung: usize| self.rungs.contains(&(ix, rung));
            let Some(rung) = (1..notice.ladder.len()).find(|rung| come_to(rung - 1) && !come_to(*rung))
            else {
                continue;
            };
            let (name, span) = match &notice.ladder[rung] {
                Rung::Task(task) => (&chart.task(*task).name, chart.task(*task).span),
                Rung::Deadline(deadline) => (&chart.deadline(*deadline).name, chart.deadline(*deadline).span),
            };
            let message = format!("no service of `{}` comes to `{name}` on its ladder", notice.name);
            never.push(
                Finding::warning("never-reached", span, message)
                    .help("what stands before it on the ladder always ends the service; leave it out, or change the order"),
            );
        }
        never.into_iter().for_each(|finding| self.say(finding));
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
