//! One calendar, all its layers laid over one another: which days are worked, and why not.

use super::day::Day;
use super::opening::{Hours, Opening};
use super::words::Words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a date was computed with: name, the author's label and the SHA-256 of the content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version {
    /// The name of the calendar or counting rule.
    pub name: String,
    /// The author's label of this edition.
    pub edition: String,
    /// SHA-256 of the text and of all that it extends, in hexadecimal.
    pub sha256: String,
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.name, self.edition)
    }
}

/// Why a day is a holiday, or worked although it would be one of weekly rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The holiday's name.
    pub name: Arc<Words>,
    /// The announcement or law it comes from.
    pub source: Arc<Words>,
}

/// What kind of day a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// Worked, as usual.
    Working,
    /// Worked although the week would have it off.
    MadeUp(&'a Reason),
    /// Off every week.
    WeeklyRest,
    /// Off by an announcement or a law.
    Holiday(&'a Reason),
}

impl DayKind<'_> {
    /// Whether work is done.
    pub fn works(self) -> bool {
        matches!(self, Self::Working | Self::MadeUp(_))
    }
}

/// A calendar. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Calendar(Arc<Indexed>);

/// What a calendar says, all layers taken together.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) title: Arc<Words>,
    pub(super) version: Arc<Version>,
    pub(super) zone: Option<String>,
    /// Whether the weekday is one of weekly rest; never all seven.
    pub(super) rest: [bool; 7],
    pub(super) days: BTreeMap<Day, Entry>,
    pub(super) published: Published,
    /// Days within it that are not known all the same.
    pub(super) unknown: BTreeSet<Day>,
    pub(super) opening: Option<Opening>,
}

#[derive(Debug)]
struct Indexed {
    sheet: Sheet,
    index: Index,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) works: bool,
    pub(super) reason: Reason,
}

/// From the first to the last day that is known; both count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Published {
    pub(super) from: Day,
    pub(super) until: Day,
}

/// Answers "how many working days up to this one" by arithmetic and one binary search.
#[derive(Debug)]
struct Index {
    /// Working days among the weekdays up to and with this one, by weekly rest alone.
    week: [i64; 7],
    /// Days that differ from the weekly rest, with the sum of differences up to and with each.
    differ: Vec<(Day, i64)>,
}

impl Index {
    fn of(sheet: &Sheet) -> Self {
        let mut week = [0; 7];
        let mut worked = 0;
        for (number, rests) in sheet.rest.iter().enumerate() {
            worked += i64::from(!rests);
            week[number] = worked;
        }
        let mut sum = 0;
        let mut differ = Vec::new();
        for (day, entry) in &sheet.days {
            if entry.works == sheet.rest[day.weekday_number()] {
                sum += if entry.works { 1 } else { -1 };
                differ.push((*day, sum));
            }
        }
        Self { week, differ }
    }
}

impl Calendar {
    pub(super) fn new(sheet: Sheet) -> Self {
        let index = Index::of(&sheet);
        Self(Arc::new(Indexed { sheet, index }))
    }

    pub(super) fn sheet(&self) -> &Sheet {
        &self.0.sheet
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.sheet.version.name
    }

    /// Its title.
    pub fn title(&self) -> &Words {
        &self.0.sheet.title
    }

    /// Which edition of it this is.
    pub fn version(&self) -> &Arc<Version> {
        &self.0.sheet.version
    }

    /// The zone in which its days begin and end, unless a workflow says another.
    pub fn zone_name(&self) -> Option<&str> {
        self.0.sheet.zone.as_deref()
    }

    /// Its opening hours, if it has any.
    pub fn opening(&self) -> Option<&Opening> {
        self.0.sheet.opening.as_ref()
    }

    /// The first and the last day that is known.
    pub fn published(&self) -> (Date, Date) {
        (self.0.sheet.published.from.date(), self.0.sheet.published.until.date())
    }

    /// What kind of day it is; beyond what is published by weekly rest alone.
    pub fn kind(&self, date: Date) -> DayKind<'_> {
        self.kind_of(date.into())
    }

    /// Whether the day is known.
    pub fn is_published(&self, date: Date) -> bool {
        self.knows(date.into())
    }

    /// The hours of opening on a day; `None` if the calendar has no opening hours at all.
    pub fn hours(&self, date: Date) -> Option<&[Hours]> {
        self.hours_on(date.into())
    }

    pub(super) fn kind_of(&self, day: Day) -> DayKind<'_> {
        match self.0.sheet.days.get(&day) {
            Some(Entry { works: false, reason }) => DayKind::Holiday(reason),
            Some(Entry { works: true, reason }) if self.0.sheet.rest[day.weekday_number()] => {
                DayKind::MadeUp(reason)
            }
            Some(_) => DayKind::Working,
            None if self.0.sheet.rest[day.weekday_number()] => DayKind::WeeklyRest,
            None => DayKind::Working,
        }
    }

    pub(super) fn knows(&self, day: Day) -> bool {
        self.0.sheet.published.from <= day
            && day <= self.0.sheet.published.until
            && !self.0.sheet.unknown.contains(&day)
    }

    pub(super) fn hours_on(&self, day: Day) -> Option<&[Hours]> {
        let opening = self.0.sheet.opening.as_ref()?;
        Some(opening.on(day, self.kind_of(day).works()))
    }

    /// Working days after `from`, up to and with `to`.
    pub(super) fn working_days(&self, from: Day, to: Day) -> i64 {
        self.worked_until(to) - self.worked_until(from)
    }

    /// The `nth` working day after `from`.
    pub(super) fn nth_after(&self, from: Day, nth: i64) -> Option<Day> {
        let wanted = self.worked_until(from) + nth;
        // Each week has a working day; doubling passes the end of any run of holidays.
        let mut reach = nth + nth / 2 + 4;
        while self.worked_until(from.plus(reach)?) < wanted {
            reach *= 2;
        }
        let (mut below, mut at) = (0, reach);
        while at - below > 1 {
            let middle = below + (at - below) / 2;
            if self.worked_until(from.plus(middle)?) < wanted { below = middle } else { at = middle }
        }
        from.plus(at)
    }

    /// The `nth` working day before `from`.
    pub(super) fn nth_before(&self, from: Day, nth: i64) -> Option<Day> {
        let wanted = self.worked_until(from.plus(-1)?) - nth;
        let mut reach = nth + nth / 2 + 4;
        while self.worked_until(from.plus(-reach - 1)?) > wanted {
            reach *= 2;
        }
        let (mut above, mut at) = (0, reach);
        while at - above > 1 {
            let middle = above + (at - above) / 2;
            if self.worked_until(from.plus(-middle - 1)?) > wanted { above = middle } else { at = middle }
        }
        from.plus(-at)
    }

    /// Working days up to and with `day`, from an arbitrary zero.
    fn worked_until(&self, day: Day) -> i64 {
        let (week, weekday) = day.week();
        let index = &self.0.index;
        let known = index.differ.partition_point(|(differing, _)| *differing <= day);
        let differing =
            known.checked_sub(1).and_then(|last| index.differ.get(last)).map_or(0, |(_, sum)| *sum);
        week * index.week[6] + index.week[weekday] + differing
    }
}

impl Calendar {
    /// The first day in a range that is not published.
    pub(super) fn first_unknown(&self, first: Day, last: Day) -> Option<Day> {
        let published = self.0.sheet.published;
        if first < published.from {
            return Some(first);
        }
        let within = self.0.sheet.unknown.range(first..=last).next().copied();
        if within.is_some() || last <= published.until {
            return within;
        }
        published.until.plus(1).map(|unknown| unknown.max(first))
    }
}
