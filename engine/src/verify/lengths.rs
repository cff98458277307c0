//! How long a deadline may take: the most days from any start day of the published calendars, extensions in full.

use crate::chart::{Chart, Deadline, PeriodRule, Type, field_at};
use crate::deadline::{Anchor, Direction, Period, Terms, Unit, due};
use crate::id::DeadlineIx;
use jiff::civil::Date;

/// The last year that is looked at for published days.
const LAST_YEAR: i16 = 2045;
/// So many years of start days are tried, the last published ones.
const YEARS: i16 = 2;

/// The most days that a deadline takes, begun days counted in full; none when it can't be counted.
pub(super) fn most_days(chart: &Chart, ix: DeadlineIx, years: (i16, i16)) -> Option<u64> {
    let deadline = chart.deadline(ix);
    let extensions: Vec<Period> = match &deadline.extend {
        Some(extend) => (0..extend.times.min(100)).map(|_| extend.up_to).collect(),
        None => Vec::new(),
    };
    let periods = periods(chart, deadline)?;
    let longest = periods.iter().map(|period| of_period(chart, deadline, *period, &extensions, years));
    longest.collect::<Option<Vec<u64>>>()?.into_iter().max()
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
) -> Option<u64> {
    let counting = chart.calendars.counting(&deadline.counting)?;
    let calendar = chart.calendars.calendar(&chart.calendar)?;
    let terms = Terms {
        extensions,
        direction: Direction::After,
        ..Terms::new(counting, calendar, &chart.zone, period)
    };
    let mut most = 0;
    let days = Date::new(first, 1, 1).ok()?.series(jiff::Span::new().days(1));
    for day in days.take_while(|day| day.year() <= last) {
        let begin = chart.zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
        let late = chart.zone.to_timestamp(day.at(17, 0, 0, 0)).ok()?;
        let anchors = if period.unit.is_clock() {
            [Anchor::Instant(begin.into()), Anchor::Instant(late.into())]
        } else {
            [Anchor::Date(day); 2]
        };
        for anchor in anchors {
            let end = due(anchor, &terms).ok()?.due.timestamp();
            let hours = (end.as_second() - begin.as_second()).max(0).unsigned_abs().div_ceil(3_600);
            most = most.max(hours.div_ceil(24));
        }
    }
    Some(most)
}

/// The last years whose days are published.
pub(super) fn published(chart: &Chart) -> (i16, i16) {
    let is_published = |year: i16| {
        let calendar = chart.calendars.calendar(&chart.calendar)?;
        let counting = chart.deadlines.iter().find_map(|d| chart.calendars.counting(&d.counting))?;
        let period = Period::new(1, Unit::Days).ok()?;
        let terms = Terms::new(counting, calendar, &chart.zone, period);
        let anchor = Anchor::Date(Date::new(year, 12, 1).ok()?);
        due(anchor, &terms).ok().map(|due| !due.provisional)
    };
    let last = (2000..=LAST_YEAR).rev().find(|year| is_published(*year) == Some(true)).unwrap_or(LAST_YEAR);
    (last - YEARS + 1, last)
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
