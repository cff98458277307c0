//! Puts the steps of a count into words, one line a step, so that a party can check it by hand.
//!
//! Decides what belongs on one line and how days and hours are written; the sentences are in `en` and `zh`.

mod en;
mod zh;

use super::count::Due;
use super::ledger::Left;
use super::period::Period;
use super::step::{CountStep, RestDay};
use super::words::{Language, Words};
use crate::moment::Moment;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Each step of the count in words. Nothing if the count was made without steps.
pub fn explain(due: &Due, language: Language) -> Vec<String> {
    let clock = Clock::of(due);
    let say = match language {
        Language::En => en::say,
        Language::Zh => zh::say,
    };
    lines(&due.steps).iter().map(|line| say(line, &clock)).collect()
}

impl Period {
    /// How long, in words: `15 days`, `15日`.
    pub fn say(self, language: Language) -> String {
        match language {
            Language::En => self.to_string(),
            Language::Zh => zh::length(self),
        }
    }
}

impl Left {
    /// What is left, in words.
    pub fn say(self, language: Language) -> String {
        match language {
            Language::En => self.to_string(),
            Language::Zh => zh::remaining(self),
        }
    }
}

/// What one line is about.
enum Line<'a> {
    /// Days in a row that are left out for one reason.
    Skipped { run: Run<'a>, law: Option<&'a Words> },
    /// Any other step.
    Step(&'a CountStep),
}

/// Rest days in a row with one reason.
#[derive(Clone, Copy)]
struct Run<'a> {
    first: Date,
    last: Date,
    name: Option<&'a Words>,
    source: Option<&'a Words>,
}

impl<'a> Run<'a> {
    fn of(day: &'a RestDay) -> Self {
        Self { first: day.date, last: day.date, name: day.name.as_deref(), source: day.source.as_deref() }
    }

    /// Takes in the next day of the count, on or back, if it is of the same kind.
    fn take(&mut self, day: &'a RestDay) -> bool {
        if (self.name, self.source) != (day.name.as_deref(), day.source.as_deref()) {
            return false;
        }
        if self.last.tomorrow().ok() == Some(day.date) {
            self.last = day.date;
            return true;
        }
        if self.first.yesterday().ok() == Some(day.date) {
            self.first = day.date;
            return true;
        }
        false
    }
}

/// Runs of rest days, as a roll passes over them.
fn runs(days: &[RestDay]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for day in days {
        if !runs.last_mut().is_some_and(|run| run.take(day)) {
            runs.push(Run::of(day));
        }
    }
    runs
}

fn lines(steps: &[CountStep]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::with_capacity(steps.len());
    for step in steps {
        let CountStep::Skipped { day, law } = step else {
            lines.push(Line::Step(step));
            continue;
        };
        let joined = match lines.last_mut() {
            Some(Line::Skipped { run, .. }) => run.take(day),
            _ => false,
        };
        if !joined {
            lines.push(Line::Skipped { run: Run::of(day), law: law.as_deref() });
        }
    }
    lines
}

/// Reads moments in the zone of the count.
struct Clock {
    zone: TimeZone,
    name: String,
}

impl Clock {
    fn of(due: &Due) -> Self {
        let name = due.versions.zone.name.clone();
        let fixed = || name.parse().ok().map(|offset: FixedOffset| offset.0);
        let zone = super::zone(&name).or_else(fixed).unwrap_or(TimeZone::UTC);
        Self { zone, name }
    }

    fn local(&self, moment: Moment) -> DateTime {
        self.zone.to_datetime(moment.timestamp())
    }

    /// The day whose end, 24:00, the moment may be, and the time of day.
    fn end(&self, moment: Moment) -> (Date, String) {
        let local = self.local(moment);
        let midnight = local.time() == jiff::civil::Time::midnight();
        match local.date().yesterday() {
            Ok(before) if midnight => (before, "24:00".to_owned()),
            _ => (local.date(), time(local)),
        }
    }
}

/// `+08`, `-03:30`: how a zone without a name is written in the versions.
struct FixedOffset(TimeZone);

impl std::str::FromStr for FixedOffset {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (sign, rest) = match text.split_at_checked(1) {
            Some(("+", rest)) => (1, rest),
            Some(("-", rest)) => (-1, rest),
            _ => return Err(()),
        };
        let mut parts = rest.split(':').map(|part| part.parse::<i32>().map_err(|_| ()));
        let mut seconds = 0;
        for weight in [3_600, 60, 1] {
            seconds += parts.next().unwrap_or(Ok(0))? * weight;
        }
        let offset = jiff::tz::Offset::from_seconds(sign * seconds).map_err(|_| ())?;
        Ok(Self(TimeZone::fixed(offset)))
    }
}

fn time(local: DateTime) -> String {
    match local.second() {
        0 => format!("{:02}:{:02}", local.hour(), local.minute()),
        second => format!("{:02}:{:02}:{second:02}", local.hour(), local.minute()),
    }
}
