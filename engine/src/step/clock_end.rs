//! How clocks end: they expire, are given up, or end with their state; and what undoes that one was missed.

use super::place::same_copies;
use super::run::{Happening, Run};
use crate::case::{Case, Clock, ClockEnd, PastClock, Place, Standing};
use crate::chart::Chart;
use crate::deadline::Anchor;
use crate::docket::Mark;
use crate::event::copy_name;
use crate::id::DeadlineIx;
use crate::moment::Moment;
use crate::refusal::Refusal;
use crate::value::Record;

impl Run<'_> {
    /// The due instant of a clock has come.
    pub fn expire(&mut self, number: u64) -> Result<Happening, Refusal> {
        let clock = self.known_clock(number)?;
        match clock.standing {
            Standing::Running { due, last_day, .. } if due <= self.at => {
                // The end of a period in days falls on its last day, not on the midnight after it:
                // what is counted from the end begins with the day after the last.
                if let Some(day) = last_day {
                    self.anchor = Anchor::Date(day);
                }
            }
            _ => return Err(no_clock(number)),
        }
        let standing = Standing::Expired { at: self.at };
        Ok(self.stop(&clock, standing, "expired", |deadline, number| Mark::ClockExpired { deadline, number }))
    }

    /// Somebody gives a clock up.
    pub fn waive(&mut self, number: u64) -> Result<Happening, Refusal> {
        let clock = self.known_clock(number)?;
        if !matches!(clock.standing, Standing::Running { .. } | Standing::Suspended { .. }) {
            return Err(no_clock(number));
        }
        let standing = Standing::Waived { at: self.at };
        let by = self.by.clone();
        Ok(self.stop(&clock, standing, "waived", |deadline, number| Mark::ClockWaived {
            deadline,
            number,
            by,
        }))
    }

    fn known_clock(&self, number: u64) -> Result<Clock, Refusal> {
        let clock = self.case.clocks.iter().find(|clock| clock.number == number);
        clock.cloned().ok_or_else(|| no_clock(number))
    }

    fn stop(
        &mut self,
        clock: &Clock,
        standing: Standing,
        what: &str,
        mark: impl FnOnce(String, u64) -> Mark,
    ) -> Happening {
        let chart = self.chart;
        if let Some(clock) = self.clock_mut(clock.number) {
            clock.standing = standing;
        }
        // What the engine opened for this clock has no more to decide.
        let own = |task: &crate::case::OpenTask| {
            task.serves == Some(clock.number) && chart.task(task.task).engine.is_some()
        };
        self.case.tasks.retain(|task| !own(task));
        let deadline = &chart.deadline(clock.deadline).name;
        self.mark(mark(copy_name(deadline, &clock.place.copy), clock.number));
        let name = format!("{deadline}.{what}");
        let happening = Happening::new(name, Record::new(), Some(clock.place));
        Happening { rung: clock.serves, ..happening }
    }

    /// Clocks end with their state. One whose end was found first is met all the same if what ends it took
    /// effect before: an act posted in time is in time.
    pub fn end_clocks(&mut self, place: &Place) {
        let chart = self.chart;
        let (ended, running): (Vec<Clock>, Vec<Clock>) =
            self.case.clocks.drain(..).partition(|clock| clock.place == *place);
        self.case.clocks = running;
        for clock in ended {
            let (due, end) = match clock.standing {
                Standing::Waiting if clock.period.is_none() => continue,
                // It ran, and waits for the end that it is counted back from.
                Standing::Waiting => (None, ClockEnd::Met),
                Standing::Running { due, .. } => (Some(due), ClockEnd::Met),
                Standing::Suspended { .. } => (None, ClockEnd::Met),
                Standing::Expired { at } if self.is_own_act() && self.at <= at => (Some(at), ClockEnd::Met),
                Standing::Expired { at } => (Some(at), ClockEnd::Missed),
                Standing::Waived { at } => (Some(at), ClockEnd::Waived),
            };
            let deadline = copy_name(&chart.deadline(clock.deadline).name, &clock.place.copy);
            if end != ClockEnd::Waived {
                self.mark(Mark::ClockEnded { deadline, number: clock.number, met: end == ClockEnd::Met });
            }
            if chart.deadline(clock.deadline).remembered {
                let Clock { number, deadline, place, .. } = clock;
                self.case.past.retain(|past| past.deadline != deadline || past.place.copy != place.copy);
                self.case.past.push(PastClock { number, deadline, place, due, end });
            }
        }
    }

    /// Whether somebody acts, and not a clock.
    fn is_own_act(&self) -> bool {
        !self.by.is_empty()
    }

    /// An arrow undoes that a deadline was missed, in the copies around its source.
    pub fn restore(&mut self, ix: DeadlineIx, source: &Place) {
        let chart = self.chart;
        let name = &chart.deadline(ix).name;
        let by = self.by.clone();
        let missed: Vec<(u64, String)> = self
            .case
            .past
            .iter_mut()
            .filter(|past| past.deadline == ix && past.end == ClockEnd::Missed)
            .filter(|past| same_copies(chart, &past.place, source))
            .map(|past| {
                past.end = ClockEnd::Restored;
                (past.number, copy_name(name, &past.place.copy))
            })
            .collect();
        for (number, deadline) in missed {
            self.mark(Mark::ClockRestored { deadline, number, by: by.clone() });
        }
    }
}

fn no_clock(number: u64) -> Refusal {
    Refusal::Unknown { what: "running clock".to_owned(), name: number.to_string() }
}

/// `in_time`: whether what takes effect at a moment isn't too late for a deadline, as seen from a place: by
/// its present run, or else by its last one. What never ran, or waits, can't be late; what was given up is over.
pub fn is_in_time(chart: &Chart, case: &Case, ix: DeadlineIx, place: &Place, at: Moment) -> bool {
    let runs = |clock: &&Clock| clock.deadline == ix && same_copies(chart, &clock.place, place);
    if let Some(clock) = case.clocks.iter().find(runs) {
        return match clock.standing {
            Standing::Waiting | Standing::Suspended { .. } => true,
            Standing::Running { due, .. } | Standing::Expired { at: due } => at <= due,
            Standing::Waived { .. } => false,
        };
    }
    let ended = |past: &&PastClock| past.deadline == ix && same_copies(chart, &past.place, place);
    case.past.iter().rev().find(ended).is_none_or(|past| match past.end {
        ClockEnd::Waived => false,
        _ => past.due.is_none_or(|due| at <= due),
    })
}
