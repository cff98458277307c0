//! When things happen in a story: it begins on a Monday morning of the published calendar, and people act in office hours
//! where the clocks leave time for that.

use super::super::lengths::published;
use crate::chart::Chart;
use crate::moment::Moment;
use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// When a case may be opened: on the first Monday of March of the last published year, else before a long holiday.
pub fn starts(chart: &Chart) -> Vec<Moment> {
    let (_, year) = published(chart);
    // The usual day of scenarios, where it is published.
    let year = if year >= 2026 { 2026 } else { year };
    let monday = |from: Date| {
        (0..7)
            .filter_map(|days| from.checked_add(days.days()).ok())
            .find(|day| day.weekday() == Weekday::Monday)
    };
    let days = [date(year, 3, 1), date(year, 9, 24), date(year, 2, 8)];
    days.into_iter().filter_map(monday).filter_map(|day| on_the_wall(chart, day, 9)).collect()
}

fn on_the_wall(chart: &Chart, day: Date, hour: i8) -> Option<Moment> {
    chart.zone.to_timestamp(day.at(hour, 0, 0, 0)).ok().map(Moment::from)
}

/// When somebody may act from now on, before something is due: soon, shortly before, and in between.
pub fn between(chart: &Chart, now: Moment, due: Option<Moment>) -> Vec<Moment> {
    let soon = soon(chart, now);
    let Some(due) = due else {
        let later = soon.and_then(|soon| Moment::from_micros(soon.as_micros().saturating_add(60 * DAY)));
        return soon.into_iter().chain(later).collect();
    };
    let room = due.as_micros().saturating_sub(now.as_micros());
    let after = |micros: i64| minute(now.as_micros().saturating_add(micros));
    let late = [60 * MINUTE, MINUTE, 1].into_iter().filter_map(|before| minute(due.as_micros() - before));
    let late = late.filter(|at| *at > now).take(1);
    let shares = [room / 2, room / 4, room / 4 * 3, room / 8].into_iter().filter_map(after);
    let all = soon.into_iter().chain(late).chain(shares).chain([now]);
    let mut moments: Vec<Moment> = Vec::new();
    for at in all.filter(|at| *at >= now && *at < due) {
        if !moments.contains(&at) {
            moments.push(at);
        }
    }
    // Now itself is a last resort: scenarios are told to the minute, and so is now.
    if moments.len() > 1 {
        moments.retain(|at| *at != now);
    }
    moments
}

/// An hour later, or the next morning.
fn soon(chart: &Chart, now: Moment) -> Option<Moment> {
    let hour = minute(now.as_micros().saturating_add(60 * MINUTE))?;
    let local = chart.zone.to_datetime(hour.timestamp());
    if (9..18).contains(&local.hour()) {
        return Some(hour);
    }
    let day =
        if local.hour() < 9 { local.date() } else { local.date().checked_add(Span::new().days(1)).ok()? };
    on_the_wall(chart, day, 9)
}

/// The whole minute before.
fn minute(micros: i64) -> Option<Moment> {
    Moment::from_micros(micros - micros.rem_euclid(MINUTE))
}
