//! Which arrows are taken: SCXML's `selectTransitions`, `selectEventlessTransitions` and
//! `removeConflictingTransitions`, with copies.

use super::place::{is_below, is_container, leaves, outwards, parent, root, same_copies, seen_from};
use super::run::{Happening, Run};
use crate::case::Place;
use crate::chart::{Chart, StateKind, Trigger};
use crate::id::ArrowIx;

/// An arrow chosen, with what it leaves.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub arrow: ArrowIx,
    pub source: Place,
    pub targets: Vec<Place>,
    pub beyond: bool,
    /// The box that stays; none when nothing is left.
    pub domain: Option<Place>,
    pub exits: Vec<Place>,
}

impl<'a> Run<'a> {
    /// The arrows enabled for an event, or, without one, the eventless ones; conflicts removed.
    /// Failing conditions count as false and raise `error.execution`.
    pub fn select(&mut self, happening: Option<&Happening>) -> Vec<Chosen> {
        let mut enabled: Vec<Chosen> = Vec::new();
        // Asked after every microstep, and most states have nothing that goes at once.
        let at_once = |place: &Place| !self.chart.state(place.state).at_once.is_empty();
        if happening.is_none() && !self.case.configuration.iter().any(at_once) {
            return enabled;
        }
        for leaf in leaves(self.chart, &self.case) {
            'up: for place in outwards(self.chart, &leaf) {
                for arrow in self.candidates(&place, happening) {
                    if let Some(chosen) = self.enabled(arrow, &place) {
                        if !enabled.iter().any(|c| c.arrow == chosen.arrow && c.source == chosen.source) {
                            enabled.push(chosen);
                        }
                        break 'up;
                    }
                }
            }
        }
        self.without_conflicts(enabled)
    }

    /// The arrows from a place that answer an event, or, without one, the eventless ones.
    fn candidates<'h>(
        &self,
        place: &Place,
        happening: Option<&'h Happening>,
    ) -> impl Iterator<Item = ArrowIx> + use<'a, 'h> {
        let chart = self.chart;
        let state = self.chart.state(place.state);
        let container = is_container(self.chart, place);
        let (mut at_once, mut on, mut done): (&[ArrowIx], &[ArrowIx], &[ArrowIx]) = (&[], &[], &[]);
        match happening {
            None if !container => at_once = &state.at_once,
            None => {}
            Some(happening) => {
                if !container && happening.home.as_ref().is_none_or(|home| same_copies(chart, place, home)) {
                    on = &state.on;
                }
                let owns_done = state.for_each.is_none() || container;
                // Rule 15: checked again when it is taken.
                if owns_done
                    && happening.done.as_ref() == Some(place)
                    && super::place::is_done(chart, &self.case, place)
                {
                    done = &state.done;
                }
            }
        }
        let name = happening.map_or("", |happening| happening.name.as_str());
        let answers = move |ix: &&ArrowIx| chart.arrow(**ix).trigger.answers(name);
        at_once.iter().chain(on.iter().filter(answers)).chain(done).copied()
    }

    /// The arrow from this place, if its guard holds and its limit allows.
    fn enabled(&mut self, ix: ArrowIx, source: &Place) -> Option<Chosen> {
        let chart = self.chart;
        let arrow = chart.arrow(ix);
        let used_up = arrow.is_used_up(self.case.taken(ix, &source.copy));
        if used_up && arrow.beyond.is_empty() {
            return None;
        }
        match self.holds(arrow.condition.as_ref(), source) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                // An eventless arrow is asked again in each round: it says once that it fails, until an arrow is
                // taken, or the case would never settle.
                let eventless = arrow.trigger == Trigger::AtOnce;
                let told = eventless && self.failed.iter().any(|(known, at)| *known == ix && at == source);
                if !told {
                    let message =
                        format!("condition of an arrow of `{}`: {error}", chart.state(arrow.source).name);
                    self.raise_error(&message, source);
                }
                if eventless && !told {
                    self.failed.push((ix, *source));
                }
                return None;
            }
        }
        let to = if used_up { &arrow.beyond } else { &arrow.to };
        let targets: Vec<Place> = to.iter().map(|target| seen_from(chart, *target, source)).collect();
        let domain = domain(chart, source, &targets, arrow.external, &self.effective_targets(&targets));
        let exits = match &domain {
            None => Vec::new(),
            Some(domain) => self
                .case
                .configuration
                .iter()
                .filter(|place| is_below(chart, place, domain))
                .cloned()
                .collect(),
        };
        Some(Chosen { arrow: ix, source: *source, targets, beyond: used_up, domain, exits })
    }

    /// Targets with history states replaced by what they stand for (`getEffectiveTargetStates`).
    pub fn effective_targets(&self, targets: &[Place]) -> Vec<Place> {
        let mut effective = Vec::new();
        for target in targets {
            match &self.chart.state(target.state).kind {
                StateKind::History { default, .. } => {
                    let remembered = self.remembered(target);
                    if remembered.is_empty() {
                        effective.extend(default.to.iter().map(|to| seen_from(self.chart, *to, target)));
                    }
                    effective.extend(remembered);
                }
                _ => effective.push(*target),
            }
        }
        effective
    }

    /// What a history state remembers, as far as the copies still have their members (rule 16).
    pub fn remembered(&self, history: &Place) -> Vec<Place> {
        let known = self.case.history.iter().find(|known| known.place == *history);
        let states = known.map(|known| known.states.as_slice()).unwrap_or_default();
        states.iter().filter(|place| self.copy_exists(place)).cloned().collect()
    }

    fn without_conflicts(&self, enabled: Vec<Chosen>) -> Vec<Chosen> {
        let mut kept: Vec<Chosen> = Vec::new();
        for candidate in enabled {
            let conflicts = |other: &Chosen| other.exits.iter().any(|place| candidate.exits.contains(place));
            let preempted = kept
                .iter()
                .any(|other| conflicts(other) && !is_below(self.chart, &candidate.source, &other.source));
            if !preempted {
                kept.retain(|other| {
                    let exits = &other.exits;
                    !exits.iter().any(|place| candidate.exits.contains(place))
                });
                kept.push(candidate);
            }
        }
        kept
    }
}

/// The innermost box that an arrow doesn't leave (`getTransitionDomain`; rule 5 for what stays inside).
fn domain(
    chart: &Chart,
    source: &Place,
    targets: &[Place],
    external: bool,
    effective: &[Place],
) -> Option<Place> {
    if targets.is_empty() {
        return None;
    }
    let all_below = |outer: &Place| effective.iter().all(|target| is_below(chart, target, outer));
    if !external && is_compound(chart, source) && all_below(source) {
        return Some(*source);
    }
    let mut around = parent(chart, source);
    while let Some(place) = around {
        if is_compound(chart, &place) && all_below(&place) {
            return Some(place);
        }
        around = parent(chart, &place);
    }
    Some(root())
}

fn is_compound(chart: &Chart, place: &Place) -> bool {
    !is_container(chart, place) && matches!(chart.state(place.state).kind, StateKind::Compound(_))
}
