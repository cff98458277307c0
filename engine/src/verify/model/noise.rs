//! What makes a noise in a covered box: something that is seen outside within the step of another event.

use super::hidden::Inside;
use super::lookup::Lookup;
use super::node::seats_of;
use super::operation::EventIx;
use super::population::Population;
use crate::chart::{Arrow, Members, Rung, State, StateKind, Trigger};
use crate::id::{ArrowIx, RoleIx, StateIx};

/// What makes a noise: something that is seen outside within the step of another event.
pub(super) struct Noise<'a> {
    pub lookup: &'a Lookup<'a>,
    pub inside: &'a Inside,
    /// By event: whether it is heard outside.
    pub seen: &'a [bool],
    /// Whether the end of the box is heard outside, and that of a box inside.
    pub done_seen: bool,
    pub done_heard: bool,
    /// Whether actions on entry or exit are loud, or what follows an entry at once.
    pub loud_on_entry: bool,
    pub population: &'a Population,
}

impl Noise<'_> {
    /// The arrows that stay inside.
    fn arrows(&self) -> impl Iterator<Item = (ArrowIx, &Arrow)> {
        self.inside.arrows.iter().map(|arrow| (*arrow, self.lookup.chart.arrow(*arrow)))
    }

    /// By event: whether it sets off a noise.
    pub fn noisy(&self) -> Vec<bool> {
        let mut noisy = self.serving();
        for (ix, _) in self.arrows().filter(|(ix, arrow)| self.is_noisy(*ix, arrow)) {
            for event in self.lookup.answered(ix) {
                noisy[event.at()] = true;
            }
        }
        noisy
    }

    pub fn eventless(&self) -> bool {
        let eventless = |(_, arrow): &(ArrowIx, &Arrow)| matches!(arrow.trigger, Trigger::AtOnce);
        let mut eventless = self.arrows().filter(eventless);
        eventless.any(|(ix, arrow)| !self.is_passing(arrow.source) && self.is_noisy(ix, arrow))
    }

    /// Whether a state is left in the step that enters it: what happens there is part of that step's noise.
    fn is_passing(&self, state: StateIx) -> bool {
        let chart = self.lookup.chart;
        let arrows = chart.state(state).at_once.iter().map(|arrow| chart.arrow(*arrow));
        arrows.into_iter().any(|arrow| arrow.condition.is_none() && arrow.at_most.is_none())
    }

    /// By event: whether a notice from inside is served by it, where that is heard.
    fn serving(&self) -> Vec<bool> {
        let chart = self.lookup.chart;
        let mut serving = vec![false; self.seen.len()];
        for notice in self.inside.states.iter().flat_map(|state| &self.lookup.doing(*state).sends) {
            let events = self.lookup.of_notice(*notice);
            if self.is_heard(&[events.served]) {
                for (at, serving) in (0..).zip(&mut serving) {
                    *serving |= self.lookup.serves(EventIx(at)).contains(notice);
                }
            }
            // That all was tried is told within the step of the last rung.
            if self.is_heard(&[events.undeliverable]) {
                let by = match chart.notice(*notice).ladder.last() {
                    Some(Rung::Task(task)) => self.lookup.outcomes(*task).to_vec(),
                    Some(Rung::Deadline(deadline)) => vec![self.lookup.of_deadline(*deadline).expired],
                    None => Vec::new(),
                };
                by.iter().for_each(|event| serving[event.at()] = true);
            }
        }
        serving
    }

    /// Whether something hears one of these, outside or inside.
    fn is_heard(&self, events: &[EventIx]) -> bool {
        events.iter().any(|event| self.seen[event.at()] || self.inside.answered[event.at()])
    }

    fn is_noisy(&self, ix: ArrowIx, arrow: &Arrow) -> bool {
        // An arrow may end a box whose end is heard, inside or outside.
        let done = self.done_seen || self.done_heard;
        let mut to = arrow.to.iter().chain(&arrow.beyond).peekable();
        let moves = to.peek().is_some();
        let ends = done && to.any(|to| self.lookup.ends_at(*to));
        self.is_heard(self.lookup.raised(ix)) || ends || moves && self.loud_on_entry
    }

    /// Whether an arrow that may follow in the same step is loud: an eventless one, or one of a box that is done.
    pub fn follows(&self) -> bool {
        let by_itself = |(_, arrow): &(ArrowIx, &Arrow)| !matches!(arrow.trigger, Trigger::Events(_));
        self.arrows().filter(by_itself).any(|(ix, _)| self.is_heard(self.lookup.raised(ix)))
    }

    /// Whether what is done on entry or exit is loud.
    pub fn on_entry_blocks(&self) -> bool {
        let mut states = self.inside.states.iter();
        states.any(|state| self.is_heard(&self.lookup.doing(*state).at_once))
    }

    fn states(&self) -> impl Iterator<Item = &State> {
        self.inside.states.iter().map(|state| self.lookup.chart.state(*state))
    }

    /// The boxes inside that have a copy for each member of a role.
    fn of_members(&self) -> impl Iterator<Item = &State> {
        self.states().filter(|state| matches!(state.for_each, Some(Members::Role(_))))
    }

    pub fn on_join(&self) -> bool {
        let consents = self.states().any(|state| state.consent.is_some());
        let done = |state: &State| {
            let StateKind::Compound(initial) = &state.kind else { return self.done_seen };
            self.done_seen && initial.to.iter().any(|to| self.lookup.ends_at(*to))
        };
        self.of_members().next().is_some() && (consents || self.loud_on_entry) || self.of_members().any(done)
    }

    pub fn on_release(&self) -> bool {
        // Those who stay may be done.
        self.of_members().next().is_some() && (self.done_seen || self.loud_on_entry)
    }

    /// Whether somebody is in a role from the opening to the end.
    fn has_always(&self, role: RoleIx) -> bool {
        let mut seats = seats_of(self.lookup.chart, self.population, role).into_iter();
        !self.lookup.has_release && seats.any(|seat| self.population.slots[seat].first)
    }

    pub fn on_entry(&self) -> bool {
        // Copies of nobody are done at once.
        let copies = self.states().any(|state| match &state.for_each {
            Some(Members::Role(role)) => !self.has_always(*role),
            Some(Members::List(_)) => true,
            None => false,
        });
        let finals = self.states().any(|state| {
            let StateKind::Compound(initial) = &state.kind else { return false };
            initial.to.iter().any(|to| self.lookup.ends_at(*to))
        });
        let consents = self.states().any(|state| state.consent.is_some());
        self.loud_on_entry || consents || self.done_seen && (copies || finals)
    }
}
