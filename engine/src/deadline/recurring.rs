//! Holidays that a law fixes for every year: a date, the third Monday of a month, so many days from Easter.

use super::day::Day;
use super::opening::WEEKDAYS;
use super::read::Reader;
use crate::yaml::Node;
use jiff::civil::Date;

/// One such holiday; its name and source are kept beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recurring {
    on: On,
    observed: Observed,
    from: i64,
    until: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    Date { month: i8, day: i8 },
    Weekday { which: Which, weekday: usize, month: i8 },
    Easter { days: i64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Nth(i64),
    Last,
}

/// What becomes of a holiday on a Saturday or Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Observed {
    OnItsDay,
    /// Friday for Saturday, Monday for Sunday.
    NearestWeekday,
    /// Monday for both.
    NextMonday,
}

/// Years for which holidays by rule are worked out; beyond it they are not published.
pub(super) const LAST_YEAR: i64 = 2_200;

impl Recurring {
    /// The day in a year, and the day on which it is observed instead, if another.
    pub(super) fn in_year(&self, year: i64) -> Option<(Day, Option<Day>)> {
        if year < self.from || year > self.until {
            return None;
        }
        let day = match self.on {
            On::Date { month, day } => date(year, month, day)?,
            On::Weekday { which: Which::Nth(nth), weekday, month } => {
                let first = date(year, month, 1)?;
                first.plus(ahead(first, weekday) + 7 * (nth - 1))?
            }
            On::Weekday { which: Which::Last, weekday, month } => {
                let next = if month == 12 { date(year + 1, 1, 1)? } else { date(year, month + 1, 1)? };
                next.plus(ahead(next, weekday) - 7)?
            }
            On::Easter { days } => easter(year)?.plus(days)?,
        };
        let moved = match (self.observed, day.weekday_number()) {
            (Observed::NearestWeekday, 5) => day.plus(-1),
            (Observed::NearestWeekday | Observed::NextMonday, 6) => day.plus(1),
            (Observed::NextMonday, 5) => day.plus(2),
            _ => None,
        };
        Some((day, moved))
    }
}

/// Days from `day` to the next such weekday, 0 if it is one.
fn ahead(day: Day, weekday: usize) -> i64 {
    let (wanted, found) = (weekday as i64, day.weekday_number() as i64);
    (wanted - found).rem_euclid(7)
}

fn date(year: i64, month: i8, day: i8) -> Option<Day> {
    Date::new(i16::try_from(year).ok()?, month, day).ok().map(Day::from)
}

/// Easter Sunday of the Gregorian calendar (J. Meeus, *Astronomical Algorithms*, ch. 8).
fn easter(year: i64) -> Option<Day> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    date(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?)
}

const MONTHS: [(&str, i8); 12] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
];

const WHICH: [(&str, Which); 5] = [
    ("first", Which::Nth(1)),
    ("second", Which::Nth(2)),
    ("third", Which::Nth(3)),
    ("fourth", Which::Nth(4)),
    ("last", Which::Last),
];

const OBSERVED: [(&str, Observed); 3] = [
    ("on its day", Observed::OnItsDay),
    ("nearest weekday", Observed::NearestWeekday),
    ("next monday", Observed::NextMonday),
];

/// Reads `on`, `observed` and `years` of an entry of `recurring`.
pub(super) fn read(reader: &mut Reader<'_>, entry: &Node) -> Option<Recurring> {
    let Some(node) = entry.get("on") else {
        reader.missing(entry.span, "a recurring holiday", "on");
        return None;
    };
    let on = read_on(reader, node)?;
    let observed = match entry.get("observed") {
        Some(node) => reader.choice(node, "`observed`", &OBSERVED)?,
        None => Observed::OnItsDay,
    };
    let (mut from, mut until) = (i64::MIN, LAST_YEAR);
    if let Some(node) = entry.get("years") {
        for (key, value) in reader.map(node, "`years`", &["from", "until"])? {
            let year = reader.number(value, "a year", 1583, LAST_YEAR)?;
            if key.text == "from" { from = year } else { until = year }
        }
    }
    Some(Recurring { on, observed, from, until })
}

fn read_on(reader: &mut Reader<'_>, node: &Node) -> Option<On> {
    const WHAT: &str = "`on`";
    reader.map(node, WHAT, &["month", "day", "which", "weekday", "easter"])?;
    if let Some(easter) = node.get("easter") {
        return reader.number(easter, "days from Easter", -180, 180).map(|days| On::Easter { days });
    }
    let Some(month) = node.get("month") else {
        reader.missing(node.span, WHAT, "month");
        return None;
    };
    let month = reader.choice(month, "`month`", &MONTHS)?;
    match (node.get("day"), node.get("which"), node.get("weekday")) {
        (Some(day_node), None, None) => {
            let day = reader.number(day_node, "`day`", 1, 31)?;
            let day = i8::try_from(day).ok()?;
            if date(2000, month, day).is_none() {
                reader.error("bad-date", day_node.span, format!("the month has no day {day}"));
                return None;
            }
            Some(On::Date { month, day })
        }
        (None, Some(which), Some(weekday)) => {
            let which = reader.choice(which, "`which`", &WHICH)?;
            let weekday = reader.choice(weekday, "`weekday`", &WEEKDAYS)?;
            Some(On::Weekday { which, weekday, month })
        }
        _ => {
            let message = "`on` must be a day of a month, or `which` and `weekday`, or `easter`".to_owned();
            reader.error("missing-key", node.span, message);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;

    #[test]
    fn easter_falls_where_the_church_has_it() {
        for (year, month, day) in
            [(1961, 4, 2), (2000, 4, 23), (2008, 3, 23), (2024, 3, 31), (2025, 4, 20), (2038, 4, 25)]
        {
            assert_eq!(easter(i64::from(year)).map(Day::date), Some(civil::date(year, month, day)));
        }
    }
}
