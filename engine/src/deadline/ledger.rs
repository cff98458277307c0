//! The times in which a clock stood still, put in order, and what was left of it then.

use super::count::{CountError, Suspension};
use super::period::{Period, Unit};
use crate::moment::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is left of a period, in the unit in which the law counts it.
///
/// Days are whole days after the day on which the clock stops; zero of them is the rest of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Left {
    /// So many days of the calendar; also for weeks, months and years.
    Days(u32),
    /// So many working days.
    WorkingDays(u32),
    /// So many microseconds, for minutes and hours.
    Micros(i64),
}

impl Left {
    /// Whether not one whole unit is left.
    pub fn is_less_than_one(self) -> bool {
        match self {
            Self::Days(count) | Self::WorkingDays(count) => count == 0,
            Self::Micros(micros) => micros < 60_000_000,
        }
    }

    /// Whole hours and minutes, for time on the clock; a started minute counts, so that nobody is told
    /// that nothing is left while something is.
    pub fn hours_and_minutes(self) -> Option<(i64, i64)> {
        match self {
            Self::Micros(micros) => {
                let minutes = micros.max(0).saturating_add(59_999_999) / 60_000_000;
                Some((minutes / 60, minutes % 60))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(0) | Self::WorkingDays(0) => write!(f, "the rest of the day"),
            Self::Days(count) => write!(f, "{count} {}", Unit::Days.name(*count)),
            Self::WorkingDays(count) => write!(f, "{count} {}", Unit::WorkingDays.name(*count)),
            Self::Micros(_) => {
                let (hours, minutes) = self.hours_and_minutes().unwrap_or_default();
                let hour_name = if hours == 1 { "hour" } else { "hours" };
                let minute_name = if minutes == 1 { "minute" } else { "minutes" };
                match (hours, minutes) {
                    (0, minutes) => write!(f, "{minutes} {minute_name}"),
                    (hours, 0) => write!(f, "{hours} {hour_name}"),
                    (hours, minutes) => write!(f, "{hours} {hour_name} {minutes} {minute_name}"),
                }
            }
        }
    }
}

impl std::str::FromStr for Left {
    type Err = ();

    /// Reads what [`Display`](fmt::Display) writes: so it is kept with a suspended deadline.
    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "the rest of the day" {
            return Ok(Self::Days(0));
        }
        if text == "0 minutes" {
            return Ok(Self::Micros(0));
        }
        let clock = |period: Period| match period.unit {
            Unit::Hours => Ok(i64::from(period.count) * 3_600_000_000),
            Unit::Minutes => Ok(i64::from(period.count) * 60_000_000),
            _ => Err(()),
        };
        if let Ok(period) = text.parse::<Period>() {
            return match period.unit {
                Unit::Days => Ok(Self::Days(period.count)),
                Unit::WorkingDays => Ok(Self::WorkingDays(period.count)),
                _ => clock(period).map(Self::Micros),
            };
        }
        // `18 hours 30 minutes`.
        let middle = text.match_indices(' ').nth(1).ok_or(())?.0;
        let (hours, minutes) = text.split_at(middle);
        let (hours, minutes) = (hours.parse().map_err(|_| ())?, minutes.parse().map_err(|_| ())?);
        Ok(Self::Micros(clock(hours)? + clock(minutes)?))
    }
}

/// Suspensions that touch, taken as one.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    pub(super) from: Moment,
    pub(super) until: Option<Moment>,
    pub(super) reason: String,
}

/// More entries than any case has.
const MOST: usize = 10_000;

/// The suspensions in order of time, none touching another.
pub(super) fn in_order(suspensions: &[Suspension]) -> Result<Vec<Stop>, CountError> {
    if suspensions.is_empty() {
        return Ok(Vec::new());
    }
    if suspensions.len() > MOST {
        return Err(CountError::TooManySuspensions { most: MOST });
    }
    let mut sorted: Vec<&Suspension> = suspensions.iter().collect();
    sorted.sort_by_key(|suspension| suspension.from);
    let mut stops: Vec<Stop> = Vec::with_capacity(sorted.len());
    for suspension in sorted {
        if let Some(until) = suspension.until.filter(|until| *until < suspension.from) {
            return Err(CountError::SuspensionEndsBeforeItBegins { from: suspension.from, until });
        }
        match stops.last_mut().filter(|last| last.until.is_none_or(|until| suspension.from <= until)) {
            Some(last) => {
                last.until = last.until.zip(suspension.until).map(|(one, other)| one.max(other));
                let same = last.reason.split("; ").any(|reason| reason == suspension.reason);
                if !same && !suspension.reason.is_empty() {
                    last.reason.push_str("; ");
                    last.reason.push_str(&suspension.reason);
                }
            }
            None => stops.push(Stop {
                from: suspension.from,
                until: suspension.until,
                reason: suspension.reason.clone(),
            }),
        }
    }
    stops.retain(|stop| stop.until != Some(stop.from));
    Ok(stops)
}
