//! A length of legal time: a number and the unit in which the law counts it.
//!
//! `5 working days` is not a duration: what it means is decided by a calendar and a counting rule.

use crate::finding::nearest;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// What a period is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Minutes on the clock.
    Minutes,
    /// Hours on the clock.
    Hours,
    /// Days of the calendar; a counting rule may leave rest days out of them.
    Days,
    /// Days on which the calendar says that work is done.
    WorkingDays,
    /// Seven days each.
    Weeks,
    /// Months of the calendar, to the corresponding day.
    Months,
    /// Years of the calendar, to the corresponding day.
    Years,
}

/// Every unit with its singular and its plural.
const NAMES: [(Unit, &str, &str); 7] = [
    (Unit::Minutes, "minute", "minutes"),
    (Unit::Hours, "hour", "hours"),
    (Unit::Days, "day", "days"),
    (Unit::WorkingDays, "working day", "working days"),
    (Unit::Weeks, "week", "weeks"),
    (Unit::Months, "month", "months"),
    (Unit::Years, "year", "years"),
];

impl Unit {
    /// Whether it is measured on the clock (minutes, hours) and not in days of the calendar.
    pub fn is_clock(self) -> bool {
        matches!(self, Self::Minutes | Self::Hours)
    }

    /// Most that one period may hold: about a hundred years, so that a count always ends soon.
    pub fn most(self) -> u32 {
        match self {
            Self::Minutes => 52_596_000,
            Self::Hours => 876_600,
            Self::Days => 36_525,
            Self::WorkingDays => 26_100,
            Self::Weeks => 5_218,
            Self::Months => 1_200,
            Self::Years => 100,
        }
    }

    /// The English name for so many.
    pub fn name(self, count: u32) -> &'static str {
        let (_, one, many) = NAMES[self as usize];
        if count == 1 { one } else { many }
    }
}

/// So many of a unit. Written `15 days`, `1 month`, `3 working days`, `30 minutes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// How many; at least one.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Period {
    /// A period within the limits.
    pub fn new(count: u32, unit: Unit) -> Result<Self, PeriodError> {
        if count == 0 {
            return Err(PeriodError::Zero);
        }
        if count > unit.most() {
            return Err(PeriodError::TooLong { unit });
        }
        Ok(Self { count, unit })
    }

    /// Whether an extension by `other` can be added to this period: hours to hours, days to days.
    pub fn can_be_extended_by(self, other: Period) -> bool {
        self.unit.is_clock() == other.unit.is_clock()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.count, self.unit.name(self.count))
    }
}

/// Why a text is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// It doesn't begin with a number.
    #[error("`{text}` doesn't begin with a whole number")]
    NoNumber {
        /// The text, shortened.
        text: String,
    },
    /// The unit is no unit.
    #[error("`{word}` is no unit of time")]
    UnknownUnit {
        /// What stood there, shortened.
        word: String,
        /// The unit that was probably meant.
        near: Option<&'static str>,
    },
    /// Nothing would ever run.
    #[error("a period has at least one of its unit")]
    Zero,
    /// Longer than a hundred years.
    #[error("a period has at most {} {}", .unit.most(), .unit.name(2))]
    TooLong {
        /// The unit in question.
        unit: Unit,
    },
}

impl PeriodError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::UnknownUnit { near: Some(near), .. } => format!("did you mean `{near}`?"),
            _ => "write a number and a unit: `15 days`, `3 working days`, `1 month`, `30 minutes`".to_owned(),
        }
    }
}

impl std::str::FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at(digits);
        if digits == 0 {
            return Err(PeriodError::NoNumber { text: shortened(text) });
        }
        let words: Vec<&str> = rest.split_whitespace().take(3).collect();
        let word = words.join(" ");
        let Some(unit) =
            NAMES.iter().find(|(_, one, many)| word == *one || word == *many).map(|found| found.0)
        else {
            let known = NAMES.iter().flat_map(|(_, one, many)| [*one, *many]);
            return Err(PeriodError::UnknownUnit {
                near: nearest(&word, known),
                word: shortened(rest.trim()),
            });
        };
        // A number too long for `u32` is too long for every unit.
        let count = number.parse().unwrap_or(u32::MAX);
        Self::new(count, unit)
    }
}

/// At most this many characters of what was written come back in a message.
const SHOWN: usize = 40;

pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
