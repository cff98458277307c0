//! Clocks of deadlines: started by their state or by what they name, suspended, extended. How they end
//! is `clock_end`'s. The count itself is [`crate::deadline`]'s: here it is always a recount from the anchor with the
//! whole ledger.

use super::place::{is_active_near, same_copies};
use super::run::{Happening, Run};
use crate::case::{Clock, Extension, Place, Standing};
use crate::chart::{PeriodRule, Start};
use crate::deadline::{self, Anchor, CountError, Direction, Period, Suspension, Terms};
use crate::docket::Mark;
use crate::event::copy_name;
use crate::id::{DeadlineIx, TaskIx};
use crate::moment::Moment;
use crate::refusal::Refusal;
use crate::value::Value;

impl Run<'_> {
    /// A clock begins with the state that lists it, or waits for what starts it.
    pub fn start_clock(&mut self, ix: DeadlineIx, place: &Place, serves: Option<u64>) -> Result<(), Refusal> {
        let chart = self.chart;
        let deadline = chart.deadline(ix);
        let number = self.number();
        self.case.clocks.push(Clock {
            number,
            deadline: ix,
            place: *place,
            serves,
            anchor: None,
            period: None,
            extensions: Vec::new(),
            suspensions: Vec::new(),
            held: false,
            standing: Standing::Waiting,
            reminded: 0,
        });
        if deadline.start == Start::Entry || serves.is_some() {
            let anchor = self.anchor;
            return self.run_clock(number, anchor);
        }
        let name = copy_name(&deadline.name, &place.copy);
        self.mark(Mark::ClockWaits { deadline: name, number });
        Ok(())
    }

    /// Waiting clocks that an event starts (`from: EVENT`, or the end of another deadline).
    pub fn start_clocks_by(&mut self, happening: &Happening) -> Result<(), Refusal> {
        let chart = self.chart;
        let waiting = self.case.clocks.iter().filter(|clock| clock.standing == Standing::Waiting);
        let started: Vec<u64> = waiting
            .filter(|clock| {
                let near = happening.home.as_ref().is_none_or(|home| same_copies(chart, &clock.place, home));
                near && match &chart.deadline(clock.deadline).start {
                    Start::Event(pattern) => pattern.matches(&happening.name),
                    Start::Deadline(other) => {
                        happening.name == format!("{}.expired", chart.deadline(*other).name)
                    }
                    _ => false,
                }
            })
            .map(|clock| clock.number)
            .collect();
        let anchor = self.anchor;
        started.into_iter().try_for_each(|number| self.run_clock(number, anchor))
    }

    /// `asked`: the event that opens the decision on more time of running clocks near it.
    pub fn ask_for_more_time(&mut self, happening: &Happening) {
        let chart = self.chart;
        let mut asked: Vec<(TaskIx, Place, u64)> = Vec::new();
        for clock in &self.case.clocks {
            let deadline = chart.deadline(clock.deadline);
            let Some(extend) = &deadline.extend else { continue };
            let used_up = u32::try_from(clock.extensions.len()).is_ok_and(|times| times >= extend.times);
            // What this very event has just stopped, or let go on, is told at the end of the step (S34).
            let stops = |state| is_active_near(chart, &self.case, state, &clock.place);
            let stopped = clock.held || deadline.suspend_while.iter().any(|state| stops(*state));
            let runs =
                matches!(clock.standing, Standing::Running { .. } | Standing::Suspended { .. }) && !stopped;
            let near = happening.home.as_ref().is_none_or(|home| same_copies(chart, &clock.place, home));
            let is_open =
                self.case.tasks.iter().any(|t| t.task == extend.task && t.serves == Some(clock.number));
            let meant = extend.asked.as_ref().is_some_and(|pattern| pattern.matches(&happening.name));
            if meant && runs && near && !used_up && !is_open {
                asked.push((extend.task, clock.place, clock.number));
            }
        }
        for (task, place, clock) in asked {
            self.open_task(task, &place, Some(clock));
        }
    }

    /// Clocks that a date field or the end of another deadline starts, forwards or backwards; a field
    /// that changed moves its clock, and one that is counted back waits while the other stands still, or was given up.
    pub fn start_clocks_by_fields(&mut self) -> Result<(), Refusal> {
        // One that is counted back may itself be counted back from: each round reaches one further.
        for round in 0..=self.chart.deadlines.len() {
            let clocks = self.case.clocks.iter().filter(|clock| {
                let over = matches!(clock.standing, Standing::Expired { .. } | Standing::Waived { .. });
                !over && (round == 0 || self.is_counted_back(clock))
            });
            let moved: Vec<(u64, Anchor)> = clocks
                .clone()
                .filter_map(|clock| {
                    Some((clock.number, self.named_anchor(clock)?))
                        .filter(|(_, anchor)| clock.anchor != Some(*anchor))
                })
                .collect();
            let stopped: Vec<u64> = clocks
                .filter(|clock| matches!(clock.standing, Standing::Running { .. }))
                .filter(|clock| {
                    let from = self.counted_back_from(clock).map(|other| &other.standing);
                    matches!(
                        from,
                        Some(Standing::Suspended { .. } | Standing::Waiting | Standing::Waived { .. })
                    )
                })
                .map(|clock| clock.number)
                .collect();
            if moved.is_empty() && stopped.is_empty() {
                break;
            }
            stopped.into_iter().for_each(|number| self.let_wait(number));
            moved.into_iter().try_for_each(|(number, anchor)| self.run_clock(number, anchor))?;
        }
        Ok(())
    }

    /// Nobody can be late before an end that isn't known.
    fn let_wait(&mut self, number: u64) {
        let chart = self.chart;
        let Some(clock) = self.clock_mut(number) else { return };
        clock.anchor = None;
        clock.standing = Standing::Waiting;
        let deadline = copy_name(&chart.deadline(clock.deadline).name, &clock.place.copy);
        self.mark(Mark::ClockWaits { deadline, number });
    }

    fn is_counted_back(&self, clock: &Clock) -> bool {
        matches!(self.chart.deadline(clock.deadline).start, Start::BeforeDeadline(_))
    }

    /// Where a clock counts from by a field, or back from by the end of another.
    pub fn named_anchor(&self, clock: &Clock) -> Option<Anchor> {
        match &self.chart.deadline(clock.deadline).start {
            Start::Field(path) | Start::BeforeField(path) => anchor_of(Value::at(&self.case.data, path)),
            Start::BeforeDeadline(_) => {
                let Standing::Running { due, last_day, .. } = self.counted_back_from(clock)?.standing else {
                    return None;
                };
                // The end of a period in days is its last day, not the midnight after it (S33).
                let in_days = self.period_of(clock).is_ok_and(|period| !period.unit.is_clock());
                Some(last_day.filter(|_| in_days).map_or(Anchor::Instant(due), Anchor::Date))
            }
            Start::Entry | Start::Event(_) | Start::Deadline(_) => None,
        }
    }

    /// The clock from whose end another is counted back.
    pub fn counted_back_from(&self, clock: &Clock) -> Option<&Clock> {
        let Start::BeforeDeadline(other) = self.chart.deadline(clock.deadline).start else { return None };
        let near = |c: &&Clock| c.deadline == other && same_copies(self.chart, &c.place, &clock.place);
        self.case.clocks.iter().find(near)
    }

    /// The end of a clock; provisional also where the end that it is counted back from is.
    pub fn counted(&self, clock: &Clock) -> Result<deadline::End, CountError> {
        let mut end = count_with(self.chart, clock, deadline::end)?;
        let from = self.counted_back_from(clock).map(|other| &other.standing);
        end.provisional |= matches!(from, Some(Standing::Running { provisional: true, .. }));
        Ok(end)
    }

    fn run_clock(&mut self, number: u64, anchor: Anchor) -> Result<(), Refusal> {
        let chart = self.chart;
        let Some(clock) = self.case.clocks.iter().find(|c| c.number == number).cloned() else {
            return Ok(());
        };
        let period = match self.period_of(&clock) {
            Ok(period) => period,
            Err(reason) => return Err(Refusal::Incident { reason }),
        };
        // Hours need an instant: `happened` with a day and an expiry in days have one (docs/semantics.md, S33, S40).
        let anchor = match anchor {
            Anchor::Date(_) if anchor == self.anchor && period.unit.is_clock() => Anchor::Instant(self.at),
            other => other,
        };
        let first = clock.period.is_none();
        if let Some(clock) = self.clock_mut(number) {
            clock.period = Some(period);
            clock.anchor = Some(anchor);
        }
        self.recount(number, if first { "started" } else { "recounted" })?;
        if first {
            let deadline = chart.deadline(clock.deadline);
            if let Some(extend) = deadline.extend.as_ref().filter(|extend| extend.asked.is_none()) {
                self.open_task(extend.task, &clock.place, Some(number));
            }
            if let Some((suspend, _)) = deadline.suspend {
                self.open_task(suspend, &clock.place, Some(number));
            }
            if let Some(waive) = deadline.waive {
                self.open_task(waive, &clock.place, Some(number));
            }
        }
        Ok(())
    }

    /// Rule 18: the period is fixed when the clock starts.
    fn period_of(&self, clock: &Clock) -> Result<Period, String> {
        let deadline = self.chart.deadline(clock.deadline);
        match &deadline.period {
            PeriodRule::Fixed(period) => Ok(*period),
            PeriodRule::Cases(cases) => {
                for (condition, period) in cases {
                    match self.holds(condition.as_ref(), &clock.place) {
                        Ok(true) => return Ok(*period),
                        Ok(false) => {}
                        Err(error) => return Err(format!("period of `{}`: {error}", deadline.name)),
                    }
                }
                Err(format!("period of `{}`: no condition holds", deadline.name))
            }
            PeriodRule::Field(path) => {
                let text = Value::at(&self.case.data, path).text().unwrap_or_default();
                text.parse()
                    .map_err(|e| format!("period of `{}` in `{}`: {e}", deadline.name, path.join(".")))
            }
        }
    }

    pub fn clock_mut(&mut self, number: u64) -> Option<&mut Clock> {
        self.case.clocks.iter_mut().find(|clock| clock.number == number)
    }

    /// Counts a clock anew from its anchor with its whole ledger, and marks where it stands.
    pub fn recount(&mut self, number: u64, why: &str) -> Result<(), Refusal> {
        let chart = self.chart;
        let Some(clock) = self.case.clocks.iter().find(|c| c.number == number).cloned() else {
            return Ok(());
        };
        let name = copy_name(&chart.deadline(clock.deadline).name, &clock.place.copy);
        let (standing, mark) = match self.counted(&clock) {
            Ok(counted) => {
                let (last_day, provisional, due) = (counted.last_day, counted.provisional, counted.due);
                let (why, with) = (why.to_owned(), counted.with);
                (
                    Standing::Running { due, last_day, provisional },
                    Mark::ClockRuns { deadline: name, number, due, last_day, provisional, why, with },
                )
            }
            Err(CountError::Suspended { left, .. }) => {
                let left = left.to_string();
                let reason = clock.suspensions.last().map(|s| s.reason.clone()).unwrap_or_default();
                (
                    Standing::Suspended { left: left.clone() },
                    Mark::ClockSuspended { deadline: name, number, left, reason },
                )
            }
            Err(error) => return Err(Refusal::Incident { reason: format!("deadline `{name}`: {error}") }),
        };
        let at = self.at;
        if let Some(clock) = self.clock_mut(number) {
            if let Standing::Running { due, .. } = standing {
                // Reminders for an instant that has passed are not sent; after an extension they come anew.
                let reminders = super::timers::reminders(chart, chart.deadline(clock.deadline), due);
                let past = reminders.into_iter().filter(|moment| *moment <= at);
                clock.reminded = u8::try_from(past.count()).unwrap_or(u8::MAX);
            }
            clock.standing = standing;
        }
        self.mark(mark);
        Ok(())
    }

    /// `suspend_while`: clocks stand still while one of their states is active, and go on after it.
    pub fn suspend_by_states(&mut self) -> Result<(), Refusal> {
        let chart = self.chart;
        let mut changes: Vec<(u64, Option<String>)> = Vec::new();
        for clock in &self.case.clocks {
            let states = &chart.deadline(clock.deadline).suspend_while;
            if states.is_empty() || clock.held {
                continue;
            }
            let state = states.iter().find(|s| is_active_near(chart, &self.case, **s, &clock.place));
            match (&clock.standing, state) {
                (Standing::Running { .. }, Some(state)) => {
                    changes.push((clock.number, Some(chart.state(*state).name.clone())));
                }
                (Standing::Suspended { .. }, None) => changes.push((clock.number, None)),
                _ => {}
            }
        }
        for (number, reason) in changes {
            match reason {
                Some(reason) => self.suspend(number, reason)?,
                None => self.resume(number)?,
            }
        }
        Ok(())
    }

    /// Stops a clock.
    pub fn suspend(&mut self, number: u64, reason: String) -> Result<(), Refusal> {
        let from = self.at;
        if let Some(clock) = self.clock_mut(number) {
            clock.suspensions.push(Suspension { from, until: None, reason });
        }
        self.recount(number, "suspended")?;
        self.clock_event(number, "suspended");
        Ok(())
    }

    /// Lets a clock go on.
    pub fn resume(&mut self, number: u64) -> Result<(), Refusal> {
        let until = self.at;
        if let Some(open) = self.clock_mut(number).and_then(|clock| clock.suspensions.last_mut()) {
            open.until = Some(until);
        }
        self.recount(number, "resumed")?;
        self.clock_event(number, "resumed");
        Ok(())
    }

    /// Adds time to a clock.
    pub fn extend(&mut self, number: u64, extension: Extension) -> Result<(), Refusal> {
        if let Some(clock) = self.clock_mut(number) {
            clock.extensions.push(extension);
        }
        self.recount(number, "extended")
    }

    /// Tells the clock's own copy what became of it.
    pub fn clock_event(&mut self, number: u64, what: &str) {
        let Some(clock) = self.case.clocks.iter().find(|c| c.number == number) else { return };
        let name = format!("{}.{what}", self.chart.deadline(clock.deadline).name);
        let home = clock.place;
        self.raise(name, crate::value::Record::new(), Some(home));
    }
}

/// The end of a clock, counted from its anchor with its whole ledger.
///
/// # Errors
/// [`CountError::Suspended`] with what is left while it stands still.
pub fn due_of(chart: &crate::chart::Chart, clock: &Clock) -> Result<deadline::Due, CountError> {
    count_with(chart, clock, deadline::due)
}

/// The same with every step of the count, for an explanation.
///
/// # Errors
/// [`CountError::Suspended`] with what is left while it stands still.
pub fn explain(chart: &crate::chart::Chart, clock: &Clock) -> Result<deadline::Due, CountError> {
    count_with(chart, clock, deadline::count)
}

/// What somebody still has of a running clock at a moment; nothing of one that doesn't run or has come to its end.
pub fn remaining(chart: &crate::chart::Chart, clock: &Clock, at: Moment) -> Option<deadline::Left> {
    let Standing::Running { due, last_day, .. } = clock.standing else { return None };
    count_with(chart, clock, |_, terms| deadline::remaining(last_day, due, terms, at)).ok().flatten()
}

fn count_with<T>(
    chart: &crate::chart::Chart,
    clock: &Clock,
    count: impl Fn(Anchor, &Terms<'_>) -> Result<T, CountError>,
) -> Result<T, CountError> {
    let kind = chart.deadline(clock.deadline);
    let (Some(anchor), Some(period)) = (clock.anchor, clock.period) else {
        return Err(CountError::OutOfReach);
    };
    // INVARIANT of the chart: its calendar and every counting rule it names are among its calendars.
    let calendar = chart.calendars.calendar(&chart.calendar).ok_or(CountError::OutOfReach)?;
    let counting = chart.calendars.counting(&kind.counting).ok_or(CountError::OutOfReach)?;
    let extensions: Vec<Period> = clock.extensions.iter().map(|e| e.period).collect();
    let backwards = matches!(kind.start, Start::BeforeField(_) | Start::BeforeDeadline(_));
    let direction = if backwards { Direction::Before } else { Direction::After };
    let terms = Terms {
        extensions: &extensions,
        suspensions: &clock.suspensions,
        direction,
        ..Terms::new(counting, calendar, &chart.zone, period)
    };
    count(anchor, &terms)
}

/// A date or instant field as what a clock counts from.
pub fn anchor_of(value: &Value) -> Option<Anchor> {
    let text = value.text()?;
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        return Some(Anchor::Date(date));
    }
    text.parse::<Moment>().ok().map(Anchor::Instant)
}
