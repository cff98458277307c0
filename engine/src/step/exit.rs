//! Leaving: history is remembered, exit actions run, and what lived in the state ends with it.

use super::place::{is_below, order, parent};
use super::run::Run;
use crate::case::{Act, Place, Remembered};
use crate::chart::StateKind;
use crate::docket::Mark;
use crate::event::copy_name;

impl Run<'_> {
    /// Leaves places, inner before outer (`exitStates`).
    pub fn exit(&mut self, mut places: Vec<Place>) {
        places.sort_by(|a, b| order(self.chart, b, a));
        places.dedup();
        for place in &places {
            self.remember(place);
        }
        for place in places {
            self.leave(&place);
        }
    }

    fn remember(&mut self, place: &Place) {
        let chart = self.chart;
        if super::place::is_container(chart, place) {
            return;
        }
        for child in &chart.state(place.state).children {
            let StateKind::History { deep, .. } = chart.state(*child).kind else { continue };
            let active = self.case.configuration.iter();
            let states: Vec<Place> = if deep {
                let leaves = super::place::leaves(chart, &self.case);
                leaves.into_iter().filter(|leaf| is_below(chart, leaf, place)).collect()
            } else {
                active.filter(|inner| parent(chart, inner).as_ref() == Some(place)).cloned().collect()
            };
            let history = Place { state: *child, copy: place.copy };
            self.case.history.retain(|known| known.place != history);
            self.case.history.push(Remembered { place: history, states });
            self.case.history.sort_by_key(|a| a.place);
        }
    }

    fn leave(&mut self, place: &Place) {
        let chart = self.chart;
        if !super::place::is_container(chart, place) {
            let exit = &chart.state(place.state).exit;
            self.act(exit, place, parent(chart, place).as_ref());
        }
        self.close_what_lives_in(place);
        self.case.configuration.retain(|active| active != place);
        let state = self.name(place);
        self.mark(Mark::Left { state });
    }

    /// Rule 8 of the principles: a clock and a task live where they are listed.
    pub fn close_what_lives_in(&mut self, place: &Place) {
        let (closed, open) = self.case.tasks.drain(..).partition(|task| task.place == *place);
        self.case.tasks = open;
        let closed: Vec<crate::case::OpenTask> = closed;
        for task in closed {
            let name = copy_name(&self.chart.task(task.task).name, &task.place.copy);
            self.mark(Mark::TaskClosed { task: name, number: task.number, outcome: None, by: String::new() });
            self.case.acts.push(Act {
                number: task.number,
                task: task.task,
                copy: task.place.copy,
                outcome: None,
                by: String::new(),
                at: self.at,
            });
        }
        self.end_clocks(place);
    }
}
