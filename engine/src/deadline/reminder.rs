//! Moments told relative to the end of a period: reminders, escalations, "ask 15 days before".

use super::count::Due;
use super::period::{Period, PeriodError, Unit, shortened};
use crate::moment::Moment;
use jiff::Span;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// `5 days before`, `2 hours after`, `at expiry`.
///
/// Days, weeks, months and years are of the calendar and keep the time of day; hours and minutes are elapsed time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Offset {
    /// At the due moment.
    AtExpiry,
    /// So long before it.
    Before(Period),
    /// So long after it.
    After(Period),
}

impl Offset {
    /// The moment, for an end in the organisation's zone; nothing beyond the years that can be named.
    pub fn moment(&self, due: &Due, zone: &TimeZone) -> Option<Moment> {
        self.from(due.due, zone)
    }

    /// The same for an end that is only a moment.
    pub fn from(&self, due: Moment, zone: &TimeZone) -> Option<Moment> {
        let (period, sign) = match self {
            Self::AtExpiry => return Some(due),
            Self::Before(period) => (period, -1),
            Self::After(period) => (period, 1),
        };
        let count = i64::from(period.count) * sign;
        let span = match period.unit {
            Unit::Minutes => {
                return Moment::from_micros(due.as_micros().checked_add(count.checked_mul(60_000_000)?)?);
            }
            Unit::Hours => {
                return Moment::from_micros(due.as_micros().checked_add(count.checked_mul(3_600_000_000)?)?);
            }
            Unit::Days | Unit::WorkingDays => Span::new().try_days(count),
            Unit::Weeks => Span::new().try_weeks(count),
            Unit::Months => Span::new().try_months(count),
            Unit::Years => Span::new().try_years(count),
        };
        let local = zone.to_datetime(due.timestamp()).checked_add(span.ok()?).ok()?;
        zone.to_timestamp(local).ok().map(Moment::from)
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtExpiry => write!(f, "at expiry"),
            Self::Before(period) => write!(f, "{period} before"),
            Self::After(period) => write!(f, "{period} after"),
        }
    }
}

/// Why a text is no such moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OffsetError {
    /// It ends neither in `before` nor in `after`.
    #[error("`{text}` is neither before nor after the end")]
    NoSide {
        /// The text, shortened.
        text: String,
    },
    /// The period in it is none.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// A reminder isn't counted by a rule of law.
    #[error("`{period}` can't be told without a counting rule")]
    WorkingDays {
        /// The period.
        period: Period,
    },
}

impl OffsetError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Period(error) => error.help(),
            Self::NoSide { .. } => "write `5 days before`, `2 hours after` or `at expiry`".to_owned(),
            Self::WorkingDays { .. } => "use days of the calendar: `7 days before`".to_owned(),
        }
    }
}

impl std::str::FromStr for Offset {
    type Err = OffsetError;

    fn from_str(text: &str) -> Result<Self, OffsetError> {
        let text = text.trim();
        if text.split_whitespace().eq(["at", "expiry"]) {
            return Ok(Self::AtExpiry);
        }
        let (length, before) = match text.rsplit_once(char::is_whitespace) {
            Some((length, "before")) => (length, true),
            Some((length, "after")) => (length, false),
            _ => return Err(OffsetError::NoSide { text: shortened(text) }),
        };
        let period: Period = length.parse()?;
        if period.unit == Unit::WorkingDays {
            return Err(OffsetError::WorkingDays { period });
        }
        Ok(if before { Self::Before(period) } else { Self::After(period) })
    }
}

impl Serialize for Offset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
