//! A counting rule: every choice that one body of law makes about how a period is counted.
//!
//! The choices are plain data, each with the place in the law it comes from; `days` and `hours` carry them out.

use super::period::Period;
use super::sheet::Version;
use super::words::Words;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A choice and the law it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited<T> {
    /// What is chosen.
    pub is: T,
    /// Where it stands.
    pub law: Option<Arc<Words>>,
}

impl<T> Cited<T> {
    pub(super) fn plain(is: T) -> Self {
        Self { is, law: None }
    }
}

/// What becomes of the day of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayStart {
    /// It isn't counted; the first day is the next one.
    NextDay,
    /// It is the first day.
    SameDay,
    /// It isn't counted, and neither is the day of an event that the period ends at: "clear days".
    ClearDays,
}

/// Which days a period in days leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// None.
    Nothing,
    /// Rest days, in every period in days.
    RestDays,
    /// Rest days, in periods of at most so many days.
    RestDaysUpTo(u32),
}

/// Where a period goes that ends on a rest day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roll {
    /// It ends there.
    None,
    /// On to the next working day.
    Next,
    /// Back to the working day before.
    Previous,
}

/// At which moment of its last day a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayEnd {
    /// At 24:00.
    EndOfDay,
    /// When the office closes; at 24:00 on a day on which it doesn't open.
    CloseOfBusiness,
}

/// Where a period in months ends whose last month has no such day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingDay {
    /// On the last day of that month.
    LastOfMonth,
    /// On the first day of the month after.
    FirstOfNext,
}

/// When a period in hours begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HourStart {
    /// At the event.
    AtOnce,
    /// At the next full hour: the hour of the event isn't counted.
    NextHour,
}

/// Which hours a period in hours leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HourSkip {
    /// None.
    Nothing,
    /// Those in which the office is closed.
    ClosedHours,
}

/// What an extension does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extension {
    /// It makes the period longer, as if it had been so from the start.
    Lengthens,
    /// It is a period of its own that begins where the first one ends, rolled as that was.
    Follows,
}

/// So many working days must lie within a period, or it goes on until they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minimum {
    /// How many working days.
    pub working_days: u32,
    /// Periods of at least so many days are meant.
    pub from_days: u32,
}

/// What is added to a period for the manner in which something was served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// How much, counted from where the period would otherwise end.
    pub add: Period,
    /// Where it stands.
    pub law: Option<Arc<Words>>,
}

/// A counting rule. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Counting(pub(super) Arc<Rule>);

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) version: Arc<Version>,
    pub(super) title: Arc<Words>,
    pub(super) start: Cited<DayStart>,
    pub(super) skip: Cited<Skip>,
    pub(super) roll: Cited<Roll>,
    pub(super) roll_before: Cited<Roll>,
    pub(super) end: Cited<DayEnd>,
    pub(super) missing_day: Cited<MissingDay>,
    pub(super) hour_start: Cited<HourStart>,
    pub(super) hour_skip: Cited<HourSkip>,
    pub(super) hour_roll: Cited<Roll>,
    pub(super) hour_roll_before: Cited<Roll>,
    pub(super) minimum: Option<Cited<Minimum>>,
    pub(super) extension: Cited<Extension>,
    pub(super) additions: BTreeMap<String, Addition>,
}

impl Counting {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.version.name
    }

    /// Its title.
    pub fn title(&self) -> &Words {
        &self.0.title
    }

    /// Which edition of it this is.
    pub fn version(&self) -> &Arc<Version> {
        &self.0.version
    }

    /// The manners of service for which it adds something.
    pub fn manners(&self) -> impl Iterator<Item = (&str, &Addition)> {
        self.0.additions.iter().map(|(manner, addition)| (manner.as_str(), addition))
    }

    /// Whether it can count this period only on a calendar with opening hours.
    pub fn needs_opening_hours(&self, period: Period) -> bool {
        if period.unit.is_clock() {
            self.0.hour_skip.is == HourSkip::ClosedHours
        } else {
            self.0.end.is == DayEnd::CloseOfBusiness
        }
    }

    pub(super) fn rule(&self) -> &Rule {
        &self.0
    }
}
