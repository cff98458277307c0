//! A newer edition of the calendars comes: every clock is counted anew, and who it concerns is told.

use super::clock::due_of;
use super::run::Run;
use crate::case::{Clock, Standing};
use crate::deadline::CountError;
use crate::docket::Mark;
use crate::effect::Effect;
use crate::event::copy_name;
use crate::moment::Moment;
use crate::refusal::Refusal;
use jiff::civil::Date;

/// An end as it was told.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Told {
    due: Moment,
    last_day: Option<Date>,
    provisional: bool,
}

impl Run<'_> {
    /// From here on the case is counted with the edition of its chart.
    pub fn take_edition(&mut self, edition: &str) -> Result<(), Refusal> {
        let chart = self.chart;
        if chart.edition != edition || self.case.edition() == edition {
            return Err(Refusal::Unknown { what: "newer edition".to_owned(), name: edition.to_owned() });
        }
        if self.case.editions.is_empty() {
            // Opened before editions were told apart: a replay begins with the one that has no name.
            self.case.editions.push(String::new());
        }
        self.case.editions.push(edition.to_owned());
        // INVARIANT of the chart: its calendar is among its calendars.
        if let Some(calendar) = chart.calendars.calendar(&chart.calendar) {
            self.mark(Mark::CalendarChanged { calendar: calendar.version().to_string() });
        }
        let mut clocks: Vec<Clock> = self.case.clocks.clone();
        // What is counted back from another's end comes after that one.
        clocks.sort_by_key(|clock| self.counted_back_from(clock).is_some());
        for mut clock in clocks {
            if let Some(anchor) = self.named_anchor(&clock).filter(|_| clock.anchor.is_some()) {
                clock.anchor = Some(anchor);
                if let Some(kept) = self.clock_mut(clock.number) {
                    kept.anchor = clock.anchor;
                }
            }
            match &clock.standing {
                Standing::Running { due, last_day, provisional } => {
                    let told = Told { due: *due, last_day: *last_day, provisional: *provisional };
                    self.count_with_edition(&clock, told)?;
                }
                Standing::Suspended { left } => {
                    let again = due_of(chart, &clock);
                    if !matches!(again, Err(CountError::Suspended { left: now, .. }) if now.to_string() == *left)
                    {
                        self.recount(clock.number, "calendar")?;
                    }
                }
                Standing::Waiting | Standing::Expired { .. } | Standing::Waived { .. } => {}
            }
        }
        self.settle()
    }

    fn count_with_edition(&mut self, clock: &Clock, told: Told) -> Result<(), Refusal> {
        let chart = self.chart;
        let name = copy_name(&chart.deadline(clock.deadline).name, &clock.place.copy);
        let counted = self
            .counted(clock)
            .map_err(|error| Refusal::Incident { reason: format!("deadline `{name}`: {error}") })?;
        let now = Told { due: counted.due, last_day: counted.last_day, provisional: counted.provisional };
        if now == told {
            return Ok(());
        }
        if now.due <= self.at && now.due < told.due {
            // Nobody could keep an end that was over before it could be known: what was told stays.
            self.mark(Mark::ClockRuns {
                deadline: name,
                number: clock.number,
                due: told.due,
                last_day: told.last_day,
                provisional: false,
                why: "kept".to_owned(),
                with: counted.with,
            });
            if let Some(Clock { standing: Standing::Running { provisional, .. }, .. }) =
                self.clock_mut(clock.number)
            {
                *provisional = false;
            }
        } else {
            self.recount(clock.number, "calendar")?;
        }
        let deadline = chart.deadline(clock.deadline).name.clone();
        let Told { due: was, last_day, .. } = told;
        self.effects.push(Effect::Announce { deadline, clock: clock.number, was, last_day });
        Ok(())
    }
}
