//! Run to completion: one event, then eventless arrows and raised events until nothing is enabled
//! (SCXML's `mainEventLoop` for one external event).

use super::Step;
use super::enter::Entry;
use super::place::root;
use super::run::{Happening, MAX_MICROSTEPS, Run};
use super::select::Chosen;
use crate::case::{Case, Counter};
use crate::chart::ROOT;
use crate::docket::Mark;
use crate::guard::Heard;
use crate::refusal::Refusal;

impl<'a> Run<'a> {
    /// Enters the outermost box and settles.
    pub fn begin(&mut self) -> Result<(), Refusal> {
        let mut entry = Entry::default();
        self.plan(&mut entry, &[root()], &root());
        self.enter(entry)?;
        self.match_copies()?;
        self.settle()
    }

    /// Handles one event from outside and settles. Says whether any arrow took it.
    pub fn handle(&mut self, happening: &Happening) -> Result<bool, Refusal> {
        self.hear(happening, "external");
        self.start_clocks_by(happening)?;
        let chosen = self.select(Some(happening));
        let taken = !chosen.is_empty();
        self.microstep(&chosen, &happening.name)?;
        self.serve_by(happening);
        if taken {
            self.ask_for_more_time(happening);
        }
        self.settle()?;
        Ok(taken)
    }

    /// What expressions see of the event from now on, until the next one.
    fn hear(&mut self, happening: &Happening, from: &'static str) {
        self.event = happening.data.clone();
        let own = matches!(happening.name.split('.').next(), Some("done" | "error"));
        let kind = if own { "platform" } else { from };
        self.heard = Heard { name: happening.name.clone(), kind, id: happening.id.clone() };
    }

    /// Eventless arrows, then raised events, until stable.
    pub fn settle(&mut self) -> Result<(), Refusal> {
        while self.case.ended.is_none() {
            let chosen = self.select(None);
            if !chosen.is_empty() {
                self.microstep(&chosen, "")?;
                continue;
            }
            let Some(raised) = self.queue.pop_front() else { break };
            self.hear(&raised, "internal");
            self.start_clocks_by(&raised)?;
            let chosen = self.select(Some(&raised));
            if chosen.is_empty() && raised.name == "error.execution" && !self.chart.errors_w3c {
                return Err(incident(&raised));
            }
            self.microstep(&chosen, &raised.name)?;
            self.serve_by(&raised);
            self.ask_for_more_time(&raised);
        }
        // An error on the way into the end has no arrow left that could take it.
        if !self.chart.errors_w3c
            && let Some(error) = self.queue.iter().find(|raised| raised.name == "error.execution")
        {
            return Err(incident(error));
        }
        self.queue.clear();
        Ok(())
    }

    fn microstep(&mut self, chosen: &[Chosen], event: &str) -> Result<(), Refusal> {
        if chosen.is_empty() {
            return Ok(());
        }
        self.failed.clear();
        self.microsteps += 1;
        if self.microsteps > MAX_MICROSTEPS {
            let reason = format!("the case doesn't settle: more than {MAX_MICROSTEPS} steps on one event");
            return Err(Refusal::Incident { reason });
        }
        self.exit(chosen.iter().flat_map(|c| c.exits.iter().cloned()).collect());
        let mut entry = Entry::default();
        for chosen in chosen {
            self.take(chosen, event);
        }
        for chosen in chosen {
            if let Some(domain) = &chosen.domain {
                self.plan(&mut entry, &chosen.targets, domain);
            }
        }
        self.enter(entry)?;
        self.match_copies()?;
        self.check_limits()
    }

    fn take(&mut self, chosen: &Chosen, event: &str) {
        let chart = self.chart;
        let arrow = chart.arrow(chosen.arrow);
        if arrow.at_most.is_some() && !chosen.beyond {
            let copy = &chosen.source.copy;
            match self.case.counters.iter_mut().find(|c| c.arrow == chosen.arrow && c.copy == *copy) {
                Some(counter) => counter.taken = counter.taken.saturating_add(1),
                None => {
                    let counter = Counter { arrow: chosen.arrow, copy: *copy, taken: 1 };
                    self.case.counters.push(counter);
                }
            }
        }
        let to = chosen.targets.iter().map(|target| self.name(target)).collect();
        let from = self.name(&chosen.source);
        let arrow_number = chosen.arrow.0;
        self.mark(Mark::Took {
            from,
            event: event.to_owned(),
            to,
            arrow: arrow_number,
            beyond: chosen.beyond,
        });
        for deadline in &arrow.restores {
            self.restore(*deadline, &chosen.source);
        }
        // What is sent on the way hangs on the box that stays; without targets, on the source.
        let home = chosen.domain.unwrap_or(chosen.source);
        self.act(&arrow.actions, &chosen.source, Some(&home));
    }

    /// What follows when the case is stable: tasks that repeat, clocks that a state or a field moves.
    pub fn finish(mut self) -> Result<Step, Refusal> {
        while self.case.ended.is_none() {
            self.reopen_repeating();
            self.start_clocks_by_fields()?;
            self.suspend_by_states()?;
            if self.queue.is_empty() {
                self.address_by_tasks();
                break;
            }
            // A clock that a state stops or lets go is an event too, and what answers it may move others.
            self.settle()?;
        }
        if self.case.ended.is_some() {
            self.case.clocks.clear();
            self.case.tasks.clear();
        }
        self.check_limits()?;
        self.case.revision += 1;
        self.case.latest = self.case.latest.max(self.at);
        debug_assert!(self.case.configuration.first().is_none_or(|place| place.state == ROOT));
        Ok(Step { case: self.case, effects: self.effects, marks: self.marks })
    }
}

fn incident(error: &Happening) -> Refusal {
    let reason = error.data.get("reason").and_then(|r| r.text()).unwrap_or("error.execution");
    Refusal::Incident { reason: reason.to_owned() }
}

/// The refusal of everything when a case has ended.
pub fn refuse_if_ended(case: &Case) -> Result<(), Refusal> {
    match &case.ended {
        Some(ended) => Err(Refusal::CaseEnded { at: ended.at, outcome: ended.outcome.clone() }),
        None => Ok(()),
    }
}
