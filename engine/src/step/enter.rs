//! Entering: SCXML's `computeEntrySet` and `enterStates`, with copies.

use super::place::{
    copies_now, is_at_or_below, is_below, is_container, is_done, order, outwards, parent, regions, seen_from,
};
use super::run::{Happening, Run, consent_holds};
use crate::case::{Ended, Place};
use crate::chart::{Action, ROOT, StateKind};
use crate::docket::Mark;
use crate::refusal::Refusal;
use crate::value::Record;

/// What is to be entered.
#[derive(Default)]
pub struct Entry<'a> {
    places: Vec<Place>,
    /// Boxes entered by their `initial`, with its actions.
    by_default: Vec<(Place, &'a [Action])>,
}

impl<'a> Run<'a> {
    /// Adds a target and all that is entered with it, up to the box that stays.
    pub fn plan(&self, entry: &mut Entry<'a>, targets: &[Place], domain: &Place) {
        for target in targets {
            self.plan_inwards(entry, target);
        }
        // From what a history state stands for, not from itself: it may stand outside the domain.
        for target in self.effective_targets(targets) {
            self.plan_outwards(entry, &target, domain);
        }
    }

    fn add(entry: &mut Entry<'a>, place: &Place) {
        if !entry.places.contains(place) {
            entry.places.push(*place);
        }
    }

    fn plan_inwards(&self, entry: &mut Entry<'a>, place: &Place) {
        let chart = self.chart;
        let state = chart.state(place.state);
        if let StateKind::History { default, .. } = &state.kind {
            let Some(around) = parent(chart, place) else { return };
            let restored = self.remembered(place);
            if restored.is_empty() {
                entry.by_default.push((around, &default.actions));
                let targets: Vec<Place> = default.to.iter().map(|to| seen_from(chart, *to, place)).collect();
                self.plan(entry, &targets, &around);
            } else {
                self.plan(entry, &restored, &around);
            }
            return;
        }
        Self::add(entry, place);
        if is_container(chart, place) {
            for copy in self.copies(place) {
                self.plan_unless_planned(entry, &copy);
            }
            return;
        }
        match &state.kind {
            StateKind::Compound(initial) => {
                entry.by_default.push((*place, &initial.actions));
                let targets: Vec<Place> = initial.to.iter().map(|to| seen_from(chart, *to, place)).collect();
                self.plan(entry, &targets, place);
            }
            StateKind::Parallel => self.plan_regions(entry, place),
            _ => {}
        }
    }

    fn plan_outwards(&self, entry: &mut Entry<'a>, place: &Place, domain: &Place) {
        for around in outwards(self.chart, place).skip(1).take_while(|around| around != domain) {
            Self::add(entry, &around);
            if is_container(self.chart, &around) {
                for copy in self.copies(&around) {
                    self.plan_unless_planned(entry, &copy);
                }
            } else if matches!(self.chart.state(around.state).kind, StateKind::Parallel) {
                self.plan_regions(entry, &around);
            }
        }
    }

    fn plan_regions(&self, entry: &mut Entry<'a>, place: &Place) {
        for region in regions(self.chart, place.state) {
            self.plan_unless_planned(entry, &Place { state: region, copy: place.copy });
        }
    }

    fn plan_unless_planned(&self, entry: &mut Entry<'a>, place: &Place) {
        if !entry.places.iter().any(|planned| is_at_or_below(self.chart, planned, place)) {
            self.plan_inwards(entry, place);
        }
    }

    /// The copies that a `for_each` state has now.
    pub fn copies(&self, container: &Place) -> Vec<Place> {
        let Some(members) = &self.chart.state(container.state).for_each else { return Vec::new() };
        let numbers = copies_now(self.chart, &self.case, members);
        let path = |number| container.copy.with(number);
        numbers.into_iter().map(|number| Place { state: container.state, copy: path(number) }).collect()
    }

    /// Whether every copy that a place stands in still has its member.
    pub fn copy_exists(&self, place: &Place) -> bool {
        outwards(self.chart, place).all(|around| match parent(self.chart, &around) {
            Some(container) if is_container(self.chart, &container) && container.state == around.state => {
                self.copies(&container).contains(&around)
            }
            _ => true,
        })
    }

    /// Enters what was planned, outer before inner.
    pub fn enter(&mut self, entry: Entry<'a>) -> Result<(), Refusal> {
        let Entry { mut places, by_default } = entry;
        places.retain(|place| !self.case.configuration.contains(place));
        places.sort_by(|a, b| order(self.chart, a, b));
        for place in &places {
            let chart = self.chart;
            let at = self.case.configuration.partition_point(|known| order(chart, known, place).is_lt());
            self.case.configuration.insert(at, *place);
            let state = self.name(place);
            self.mark(Mark::Entered { state });
            if is_container(chart, place) {
                if is_done(chart, &self.case, place) {
                    self.raise_done(place, Record::new());
                }
                continue;
            }
            let kind = chart.state(place.state);
            if let Some(consent) = kind.consent
                && !consent_holds(chart, &self.case, consent)
            {
                let name = &chart.consents[consent.at()].name;
                let reason = format!("`{}` is entered without the consent `{name}`", kind.name);
                return Err(Refusal::Incident { reason });
            }
            self.act(&kind.entry, place, Some(place));
            for (_, actions) in by_default.iter().filter(|(by_default, _)| by_default == place) {
                self.act(actions, place, Some(place));
            }
            for task in &kind.tasks {
                self.open_task(*task, place, None);
            }
            for deadline in &kind.deadlines {
                self.start_clock(*deadline, place, None)?;
            }
            if matches!(kind.kind, StateKind::Final { .. }) {
                self.reached_final(place);
                if self.case.ended.is_some() {
                    break;
                }
            }
        }
        Ok(())
    }

    fn reached_final(&mut self, place: &Place) {
        let chart = self.chart;
        if chart.state(place.state).parent == Some(ROOT) {
            self.end(place);
            return;
        }
        let Some(compound) = parent(chart, place) else { return };
        let data = self.done_data(place);
        self.raise_done_unless_copy(&compound, data);
        // Outwards as long as what stands around is side by side and done too.
        let mut around = parent(chart, &compound);
        while let Some(outer) = around {
            let side_by_side =
                is_container(chart, &outer) || matches!(chart.state(outer.state).kind, StateKind::Parallel);
            if !side_by_side || !is_done(chart, &self.case, &outer) {
                break;
            }
            self.raise_done_unless_copy(&outer, Record::new());
            around = parent(chart, &outer);
        }
    }

    /// What a final state gives to the event that its box is done. What fails is left out and raises
    /// an error of its own, before that event (W3C SCXML 5.7.2).
    fn done_data(&mut self, place: &Place) -> Record {
        let chart = self.chart;
        let mut record = Record::new();
        for (name, expression) in &chart.state(place.state).data {
            match self.evaluate(expression, place) {
                Ok(value) => {
                    record.insert(name.clone(), value);
                }
                Err(error) => {
                    let state = self.name(place);
                    self.raise_error(&format!("data of `{state}`: {error}"), place);
                }
            }
        }
        super::act::opened(record)
    }

    fn raise_done_unless_copy(&mut self, place: &Place, data: Record) {
        let is_copy = self.chart.state(place.state).for_each.is_some() && !is_container(self.chart, place);
        if !is_copy {
            self.raise_done(place, data);
        }
    }

    fn raise_done(&mut self, place: &Place, data: Record) {
        let name = format!("done.state.{}", self.chart.state(place.state).name);
        self.queue.push_back(Happening {
            name,
            data: data.into(),
            home: Some(*place),
            done: Some(*place),
            rung: None,
            id: String::new(),
        });
    }

    fn end(&mut self, place: &Place) {
        let StateKind::Final { outcome } = &self.chart.state(place.state).kind else { return };
        self.case.ended = Some(Ended { at: self.at, state: place.state, outcome: outcome.clone() });
        let active = self.case.configuration.clone();
        for place in active.iter().rev() {
            self.close_what_lives_in(place);
        }
        self.case.raises.clear();
        let state = self.name(place);
        self.mark(Mark::Ended { state, outcome: outcome.clone() });
    }

    /// Rule 15: who joined enters, who was released leaves; a list that grew has a new copy.
    pub fn match_copies(&mut self) -> Result<(), Refusal> {
        if self.case.ended.is_some() {
            return Ok(());
        }
        let containers: Vec<Place> =
            self.case.configuration.iter().filter(|place| is_container(self.chart, place)).cloned().collect();
        for container in containers {
            if !self.case.configuration.contains(&container) {
                continue;
            }
            let wanted = self.copies(&container);
            let here: Vec<Place> = self
                .case
                .configuration
                .iter()
                .filter(|place| parent(self.chart, place).as_ref() == Some(&container))
                .cloned()
                .collect();
            let gone: Vec<&Place> = here.iter().filter(|copy| !wanted.contains(copy)).collect();
            let new: Vec<&Place> = wanted.iter().filter(|copy| !here.contains(copy)).collect();
            if gone.is_empty() && new.is_empty() {
                continue;
            }
            let chart = self.chart;
            let active = self.case.configuration.iter();
            let leaving: Vec<Place> = active
                .filter(|place| gone.iter().any(|copy| *place == *copy || is_below(chart, place, copy)))
                .cloned()
                .collect();
            self.exit(leaving);
            let mut entry = Entry::default();
            for copy in new {
                self.plan_inwards(&mut entry, copy);
            }
            self.enter(entry)?;
            if self.case.ended.is_none() && is_done(self.chart, &self.case, &container) {
                self.raise_done(&container, Record::new());
            }
        }
        Ok(())
    }
}
