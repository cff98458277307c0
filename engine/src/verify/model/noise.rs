//! What makes a noise in a covered box: something that is seen outside within the step of another event.

use super::cover::{blocks_of, each_action};
use super::hidden::{Inside, leaves};
use super::node::seats_of;
use super::operation::EventIx;
use super::population::Population;
use super::words::EventAt;
use crate::chart::{
    Action, ActionKind, Arrow, Chart, Members, Pattern, Rung, ServedWhen, StateKind, Trigger,
};
use crate::id::{ArrowIx, RoleIx, StateIx};

/// What makes a noise: something that is seen outside within the step of another event.
pub(super) struct Noise<'a> {
    pub chart: &'a Chart,
    pub covered: StateIx,
    pub inside: &'a Inside,
    pub seen: &'a [bool],
    pub events: &'a [EventAt],
    pub done_seen: bool,
    pub loud: &'a [EventIx],
    /// Whether actions on entry or exit are loud, or what follows an entry at once.
    pub loud_on_entry: bool,
    pub population: &'a Population,
    /// Whether anybody may have to leave the case.
    pub releases: bool,
}

impl Noise<'_> {
    /// The arrows that stay inside: of those that lead out everything is played.
    fn arrows(&self) -> impl Iterator<Item = &Arrow> {
        let (chart, covered) = (self.chart, self.covered);
        self.inside.states.iter().flat_map(move |state| {
            let here = chart.state(*state);
            let done: &[ArrowIx] = if *state == covered { &[] } else { &here.done };
            let all = here.on.iter().chain(&here.at_once).chain(done).map(move |arrow| chart.arrow(*arrow));
            all.filter(move |arrow| {
                let stays = |to: &[StateIx]| leaves(chart, covered, *state, arrow, to).is_none();
                let beyond = arrow.at_most.is_some() && !arrow.beyond.is_empty();
                stays(&arrow.to) || beyond && stays(&arrow.beyond)
            })
        })
    }

    /// What sets off a noise.
    pub fn triggers(&self) -> Vec<Trigger> {
        let noisy = self.arrows().filter(|arrow| self.is_noisy(arrow));
        noisy.map(|arrow| arrow.trigger.clone()).chain([Trigger::Events(self.serving())]).collect()
    }

    pub fn eventless(&self) -> bool {
        let eventless = |arrow: &&Arrow| matches!(arrow.trigger, Trigger::AtOnce);
        self.arrows().filter(eventless).any(|arrow| !self.is_passing(arrow.source) && self.is_noisy(arrow))
    }

    /// Whether a state is left in the step that enters it: what happens there is part of that step's noise.
    fn is_passing(&self, state: StateIx) -> bool {
        let arrows = self.chart.state(state).at_once.iter().map(|arrow| self.chart.arrow(*arrow));
        arrows.into_iter().any(|arrow| arrow.condition.is_none() && arrow.at_most.is_none())
    }

    /// The events by which a notice from inside is served, where that is heard.
    fn serving(&self) -> Vec<Pattern> {
        let mut serving = Vec::new();
        for state in &self.inside.states {
            for block in blocks_of(self.chart, *state) {
                each_action(block, &mut |action| {
                    let ActionKind::Send(notice) = action else { return };
                    let notice = self.chart.notice(*notice);
                    let heard = |what: &str| {
                        let name = format!("{}.{what}", notice.name);
                        self.is_seen(&name) || self.is_heard_inside(&name)
                    };
                    if heard("served") {
                        serving.extend(notice.served_when.iter().filter_map(|when| match when {
                            ServedWhen::Event(pattern) => Some(pattern.clone()),
                            _ => None,
                        }));
                    }
                    // That all was tried is told within the step of the last rung.
                    if heard("undeliverable") {
                        serving.extend(notice.ladder.last().map(|rung| self.rung(rung)));
                    }
                });
            }
        }
        serving
    }

    /// The events of a rung.
    fn rung(&self, rung: &Rung) -> Pattern {
        match rung {
            Rung::Task(task) => Pattern(vec![self.chart.task(*task).name.clone()]),
            Rung::Deadline(deadline) => {
                Pattern(vec![self.chart.deadline(*deadline).name.clone(), "expired".to_owned()])
            }
        }
    }

    fn is_seen(&self, name: &str) -> bool {
        self.events.iter().zip(self.seen).any(|(event, seen)| *seen && event.name == name)
    }

    fn is_heard_inside(&self, name: &str) -> bool {
        self.arrows().any(|arrow| arrow.trigger.answers(name))
    }

    fn is_noisy(&self, arrow: &Arrow) -> bool {
        // An arrow may end a box whose end is heard, inside or outside.
        let done = self.done_seen
            || self.loud.iter().any(|event| self.events[event.at()].name.starts_with("done.state."));
        let mut to = arrow.to.iter().chain(&arrow.beyond).peekable();
        let moves = to.peek().is_some();
        let ends = done && to.any(|to| self.ends_at(*to));
        self.is_loud(&arrow.actions) || ends || moves && self.loud_on_entry
    }

    /// Whether a box may be done when a state is entered.
    fn ends_at(&self, state: StateIx) -> bool {
        let chart = self.chart;
        let mut waiting = vec![state];
        let mut passed = Vec::new();
        let mut ends = false;
        while let Some(state) = waiting.pop() {
            if passed.contains(&state) {
                continue;
            }
            passed.push(state);
            let here = chart.state(state);
            waiting.extend(here.at_once.iter().flat_map(|arrow| {
                let arrow = chart.arrow(*arrow);
                arrow.to.iter().chain(&arrow.beyond).copied()
            }));
            // Copies of nobody are done at once.
            ends |= matches!(here.kind, StateKind::Final { .. }) || here.for_each.is_some();
            match &here.kind {
                StateKind::Compound(initial) | StateKind::History { default: initial, .. } => {
                    waiting.extend(&initial.to);
                }
                StateKind::Parallel => waiting.extend(&here.children),
                StateKind::Atomic | StateKind::Final { .. } => {}
            }
        }
        ends
    }

    /// Whether actions raise at once what is heard outside, or inside again.
    fn is_loud(&self, actions: &[Action]) -> bool {
        let mut loud = false;
        each_action(actions, &mut |action| {
            let named = |name: String| self.is_heard_inside(&name) || self.is_seen(&name);
            let consent = |consent: &crate::id::ConsentIx| self.chart.consents[consent.at()].name.clone();
            loud |= match action {
                ActionKind::Raise { event, after: None, .. } => named(event.clone()),
                ActionKind::Consent(of) => named(format!("consent.given.{}", consent(of))),
                ActionKind::Withdraw(of) => named(format!("consent.withdrawn.{}", consent(of))),
                _ => false,
            };
        });
        loud
    }

    /// Whether an arrow that may follow in the same step is loud: an eventless one, or one of a box that is done.
    pub fn follows(&self) -> bool {
        let by_itself = |arrow: &&Arrow| !matches!(arrow.trigger, Trigger::Events(_));
        self.arrows().filter(by_itself).any(|arrow| self.is_loud(&arrow.actions))
    }

    pub fn on_entry_blocks(&self) -> bool {
        self.inside.states.iter().any(|state| {
            let here = self.chart.state(*state);
            let initial = match &here.kind {
                StateKind::Compound(initial) | StateKind::History { default: initial, .. } => {
                    initial.actions.as_slice()
                }
                _ => &[],
            };
            [here.entry.as_slice(), here.exit.as_slice(), initial]
                .into_iter()
                .any(|block| self.is_loud(block))
        })
    }

    /// The boxes inside that have a copy for each member of a role.
    fn of_members(&self) -> impl Iterator<Item = &crate::chart::State> {
        let states = self.inside.states.iter().map(|state| self.chart.state(*state));
        states.filter(|state| matches!(state.for_each, Some(Members::Role(_))))
    }

    pub fn on_join(&self) -> bool {
        let consents = self.inside.states.iter().any(|state| self.chart.state(*state).consent.is_some());
        let done = |state: &crate::chart::State| {
            let StateKind::Compound(initial) = &state.kind else { return self.done_seen };
            self.done_seen && initial.to.iter().any(|to| self.ends_at(*to))
        };
        self.of_members().next().is_some() && (consents || self.loud_on_entry) || self.of_members().any(done)
    }

    pub fn on_release(&self) -> bool {
        // Those who stay may be done.
        self.of_members().next().is_some() && (self.done_seen || self.loud_on_entry)
    }

    /// Whether somebody is in a role from the opening to the end.
    fn has_always(&self, role: RoleIx) -> bool {
        let mut seats = seats_of(self.chart, self.population, role).into_iter();
        !self.releases && seats.any(|seat| self.population.slots[seat].first)
    }

    pub fn on_entry(&self) -> bool {
        // Copies of nobody are done at once.
        let copies = self.inside.states.iter().any(|state| match &self.chart.state(*state).for_each {
            Some(Members::Role(role)) => !self.has_always(*role),
            Some(Members::List(_)) => true,
            None => false,
        });
        let finals = self.inside.states.iter().any(|state| {
            let StateKind::Compound(initial) = &self.chart.state(*state).kind else { return false };
            initial.to.iter().any(|to| self.ends_at(*to))
        });
        let consents = self.inside.states.iter().any(|state| self.chart.state(*state).consent.is_some());
        self.loud_on_entry || consents || self.done_seen && (copies || finals)
    }
}
