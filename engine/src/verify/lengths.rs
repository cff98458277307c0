//! How long a deadline may take: the most days from any start day of the published calendars, extensions in full.

use super::in_time::InTime;
use crate::chart::{Chart, Deadline, PeriodRule, Type, field_at};
use crate::deadline::{Anchor, Direction, Period, Terms, Unit, due};
use crate::id::DeadlineIx;
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The last year that is looked at for published days.
const LAST_YEAR: i16 = 2045;
/// So many years of start days are tried, the last published ones.
const YEARS: i16 = 2;

/// How long a deadline takes at most.
#[derive(Debug, Clone)]
pub(super) struct Length {
    /// Days, begun ones counted in full.
    pub days: u64,
    /// The day from which it takes so many.
    pub from: Date,
    /// What the law counts: the period, and its extensions.
    pub periods: Vec<Period>,
    /// Whether it may have other lengths, as something decides.
    pub varies: bool,
}

/// How long the deadlines of a chart take, each counted once: that takes a while.
pub(super) struct Lengths<'c> {
    chart: &'c Chart,
    years: (i16, i16),
    known: RefCell<BTreeMap<DeadlineIx, Option<Length>>>,
    /// By which of them officials do their tasks.
    pub in_time: InTime<'c>,
}

impl<'c> Lengths<'c> {
    /// None counted yet.
    pub fn new(chart: &'c Chart) -> Self {
        Self { chart, years: published(chart), known: RefCell::default(), in_time: InTime::of(chart) }
    }

    /// The most days that a deadline takes from any day, extensions in full; none when it can't be counted.
    pub fn of(&self, deadline: DeadlineIx) -> Option<Length> {
        let mut known = self.known.borrow_mut();
        known.entry(deadline).or_insert_with(|| longest(self.chart, deadline, self.years)).clone()
    }
}

fn longest(chart: &Chart, ix: DeadlineIx, years: (i16, i16)) -> Option<Length> {
    let deadline = chart.deadline(ix);
    let extensions: Vec<Period> = match &deadline.extend {
        Some(extend) => (0..extend.times.min(100)).map(|_| extend.up_to).collect(),
        None => Vec::new(),
    };
    let periods = periods(chart, deadline)?;
    let varies = periods.windows(2).any(|pair| pair[0] != pair[1]);
    let mut most: Option<Length> = None;
    for period in periods {
        let (days, from) = of_period(chart, deadline, period, &extensions, years)?;
        if most.as_ref().is_none_or(|most| days > most.days) {
            let periods = std::iter::once(period).chain(extensions.iter().copied()).collect();
            most = Some(Length { days, from, periods, varies });
        }
    }
    most
}

/// The lengths it may have.
fn periods(chart: &Chart, deadline: &Deadline) -> Option<Vec<Period>> {
    match &deadline.period {
        PeriodRule::Fixed(period) => Some(vec![*period]),
        PeriodRule::Cases(cases) => Some(cases.iter().map(|(_, period)| *period).collect()),
        PeriodRule::Field(path) => match &field_at(&chart.data, path)?.kind {
            Type::Period { max } => max.map(|max| vec![max]),
            _ => None,
        },
    }
}

fn of_period(
    chart: &Chart,
    deadline: &Deadline,
    period: Period,
    extensions: &[Period],
    (first, last): (i16, i16),
) -> Option<(u64, Date)> {
    let counting = chart.calendars.counting(&deadline.counting)?;
    let calendar = chart.calendars.calendar(&chart.calendar)?;
    let terms = Terms {
        extensions,
        direction: Direction::After,
        ..Terms::new(counting, calendar, &chart.zone, period)
    };
    let start = Date::new(first, 1, 1).ok()?;
    let (mut most, mut from) = (0, start);
    let days = start.series(jiff::Span::new().days(1));
    for day in days.take_while(|day| day.year() <= last) {
        let begin = chart.zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
        let late = chart.zone.to_timestamp(day.at(17, 0, 0, 0)).ok()?;
        let anchors = [Anchor::Instant(begin.into()), Anchor::Instant(late.into())];
        let anchors = if period.unit.is_clock() { &anchors[..] } else { &[Anchor::Date(day)][..] };
        for anchor in anchors {
            let end = due(*anchor, &terms).ok()?.due.timestamp();
            let hours = (end.as_second() - begin.as_second()).max(0).unsigned_abs().div_ceil(3_600);
            let days = hours.div_ceil(24);
            if days > most {
                (most, from) = (days, day);
            }
        }
    }
    Some((most, from))
}

/// The last years whose days are published.
pub(super) fn published(chart: &Chart) -> (i16, i16) {
    let Some(calendar) = chart.calendars.calendar(&chart.calendar) else {
        return (LAST_YEAR - YEARS + 1, LAST_YEAR);
    };
    let (from, until) = calendar.published();
    // A year of which not all days are known isn't looked at.
    let whole = until.month() == 12 && until.day() == 31;
    let last = (if whole { until.year() } else { until.year() - 1 }).clamp(1970, LAST_YEAR);
    (from.year().clamp(last - YEARS + 1, last), last)
}

/// The fewest days that a period has.
pub(super) fn fewest_days(period: Period) -> u64 {
    let count = u64::from(period.count);
    let months = |months: u64| {
        let starts = (0..12).filter_map(|month| Date::new(2025, month + 1, 1).ok());
        let span = i32::try_from(months).ok().map(|months| jiff::Span::new().months(months));
        let lengths = starts.filter_map(|start| {
            let end = start.checked_add(span?).ok()?;
            u64::try_from(start.until(end).ok()?.get_days()).ok()
        });
        lengths.min().unwrap_or(months * 30)
    };
    match period.unit {
        Unit::Months => months(count),
        Unit::Years => months(count * 12),
        Unit::Weeks => count * 7,
        Unit::Hours => count / 24,
        Unit::Minutes => count / (24 * 60),
        _ => count,
    }
}
