//! Tasks: opened by the state that lists them, claimed, given back, reopened when they repeat.

use super::people::acting_for;
use super::run::Run;
use super::settle::refuse_if_ended;
use crate::case::{Case, OpenTask, Place};
use crate::chart::{Assign, Chart, RoleKind, Who};
use crate::docket::Mark;
use crate::effect::Effect;
use crate::event::{Actor, copy_name};
use crate::id::TaskIx;
use crate::refusal::Refusal;
use crate::value::Record;

impl Run<'_> {
    /// Opens a task at a place; `serves`: for a delivery's ladder or a clock.
    pub fn open_task(&mut self, ix: TaskIx, place: &Place, serves: Option<u64>) {
        let chart = self.chart;
        let task = chart.task(ix);
        let number = self.number();
        let mut assignee = None;
        let mut draws = Vec::new();
        match &task.who {
            Who::Roles(roles) => {
                for role in roles {
                    let RoleKind::Pool { assign, .. } = &chart.role(*role).kind else { continue };
                    match self.case.holder(*role) {
                        Some(seat) => assignee = assignee.or(seat.person.clone()),
                        None if *assign != Assign::Claim => draws.push(*role),
                        None => {}
                    }
                }
            }
            Who::Service(service) => {
                let data = Record::clone(&self.case.data);
                let service = chart.services[service.at()].0.clone();
                self.effects.push(Effect::Ask { service, task: number, name: task.name.clone(), data });
            }
            Who::Member(_) => {}
        }
        let opened = OpenTask { number, task: ix, place: *place, opened: self.at, assignee, serves };
        self.case.tasks.push(opened);
        let name = copy_name(&task.name, &place.copy);
        self.mark(Mark::TaskOpened { task: name, number });
        for role in draws {
            self.draw_for(role, Some(number));
        }
    }

    /// `repeat`: what was closed by its outcome opens again while its state is active.
    pub fn reopen_repeating(&mut self) {
        let chart = self.chart;
        let active = self.case.configuration.clone();
        for place in active {
            if super::place::is_container(chart, &place) {
                continue;
            }
            for ix in &chart.state(place.state).tasks {
                let open = self.case.tasks.iter().any(|t| t.task == *ix && t.place == place);
                if chart.task(*ix).repeat && !open {
                    self.open_task(*ix, &place, None);
                }
            }
        }
    }

    /// Somebody takes a task of a pool.
    pub fn claim(&mut self, number: u64, by: &Actor) -> Result<(), Refusal> {
        let open = find_open(self.chart, &self.case, number, None)?.clone();
        let acting = acting_for(self.chart, &self.case, &open, by)?;
        let is_official = matches!(self.chart.role(acting.role).kind, RoleKind::Pool { .. });
        let task = self.chart.task(open.task).name.clone();
        if !is_official {
            // A member's own task needs no claim.
            return Err(Refusal::NotYours { task, whose: "a pool of officials".to_owned() });
        }
        let mark = Mark::TaskHeld { task, number, to: Some(acting.label.clone()) };
        self.hold(number, Some(by.person.clone()));
        self.mark(mark);
        Ok(())
    }

    /// The one who took a task gives it back.
    pub fn give_back(&mut self, number: u64, by: &Actor) -> Result<(), Refusal> {
        let open = find_open(self.chart, &self.case, number, None)?.clone();
        let task = self.chart.task(open.task).name.clone();
        if open.assignee.as_ref() != Some(&by.person) {
            return Err(Refusal::NotClaimed { task });
        }
        self.hold(number, None);
        self.mark(Mark::TaskHeld { task, number, to: None });
        Ok(())
    }

    /// Sets or clears who holds a task.
    pub fn hold(&mut self, number: u64, person: Option<crate::id::PersonId>) {
        if let Some(task) = self.case.tasks.iter_mut().find(|task| task.number == number) {
            task.assignee = person;
        }
    }
}

/// An open task, or the refusal that tells who ended it and when.
///
/// # Errors
/// [`Refusal::NotOpen`].
pub fn find_open<'c>(
    chart: &Chart,
    case: &'c Case,
    number: u64,
    name: Option<&str>,
) -> Result<&'c OpenTask, Refusal> {
    if let Some(open) = case.task(number)
        && name.is_none_or(|name| chart.task(open.task).name == name)
    {
        return Ok(open);
    }
    let named = name.unwrap_or("this task").to_owned();
    if let Some(act) = case.acts.iter().find(|act| act.number == number) {
        let task = chart.task(act.task).name.clone();
        let how = match &act.outcome {
            Some(outcome) => format!("{} ended it with `{outcome}` on {}", act.by, act.at),
            None => format!("the case moved on without it on {}", act.at),
        };
        let (by, outcome) = (act.by.clone(), act.outcome.clone());
        return Err(Refusal::NotOpen { task, by, at: Some(act.at), outcome, how });
    }
    refuse_if_ended(case)?;
    let how = "there is no such open task in this case".to_owned();
    Err(Refusal::NotOpen { task: named, by: String::new(), at: None, outcome: None, how })
}
