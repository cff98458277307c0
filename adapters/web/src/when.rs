//! Dates and times in words, in the zone of the case; the offset is said wherever hours matter.

use crate::language::Lang;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use registrar_casework::view::{RemainingView, ThereView};
use registrar_engine::deadline;
use registrar_engine::moment::Moment;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The zone of a name; UTC for one that isn't known.
pub(crate) fn zone(name: &str) -> TimeZone {
    deadline::zone(name).unwrap_or(TimeZone::UTC)
}

/// `4 March 2026, 09:30 (UTC+08:00)`, `2026年3月4日 09:30（UTC+08:00）`.
pub(crate) fn moment(at: Moment, zone_name: &str, language: Lang) -> String {
    let local = at.timestamp().to_zoned(zone(zone_name));
    let (date, time) = (day(local.date(), language), local.strftime("%H:%M"));
    let offset = match local.offset().seconds() {
        0 => "UTC".to_owned(),
        _ => format!("UTC{}", local.strftime("%:z")),
    };
    match language {
        Lang::En => format!("{date}, {time} ({offset})"),
        Lang::Zh => format!("{date} {time}（{offset}）"),
    }
}

/// The day of a moment: `4 March 2026`.
pub(crate) fn day_of(at: Moment, zone_name: &str, language: Lang) -> String {
    day(at.timestamp().to_zoned(zone(zone_name)).date(), language)
}

/// `4 March 2026`, `2026年3月4日`.
pub(crate) fn day(date: Date, language: Lang) -> String {
    let (year, month, of_month) = (date.year(), date.month(), date.day());
    match language {
        Lang::En => {
            let name = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"");
            format!("{of_month} {name} {year}")
        }
        Lang::Zh => format!("{year}年{month}月{of_month}日"),
    }
}

/// Until when: the last day where there is one, else the moment.
pub(crate) fn until(due: Option<Moment>, last_day: Option<&str>, zone_name: &str, language: Lang) -> String {
    let last_day = last_day.and_then(|text| text.parse::<Date>().ok());
    match (last_day, due, language) {
        (Some(last), _, Lang::En) => format!("the end of {}", day(last, language)),
        (Some(last), _, Lang::Zh) => format!("{}24时", day(last, language)),
        (None, Some(due), _) => moment(due, zone_name, language),
        (None, None, _) => String::new(),
    }
}

/// The same on the reader's own clock: `that is 10 March 2026, 17:00 (UTC+01:00) in Europe/Berlin`.
pub(crate) fn there(due: Option<Moment>, there: Option<&ThereView>, language: Lang) -> String {
    let (Some(due), Some(there)) = (due, there) else { return String::new() };
    let (zone, there) = (&there.zone, moment(due, &there.zone, language));
    match language {
        Lang::En => format!("that is {there} in {zone}"),
        Lang::Zh => format!("即{zone}时间{there}"),
    }
}

/// What remains: `3 working days left`; nothing for what is past.
pub(crate) fn left(remaining: Option<&RemainingView>, language: Lang) -> String {
    let Some(remaining) = remaining else { return String::new() };
    match language {
        Lang::En => format!("{} left", remaining.text),
        Lang::Zh => format!("还剩{}", remaining.text),
    }
}

/// A moment as a browser's date-and-time field has it: the wall clock of the zone.
pub(crate) fn to_wall_clock(at: Moment, zone_name: &str) -> String {
    at.timestamp().to_zoned(zone(zone_name)).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The moment of a wall clock in a zone: RFC 3339; none for what is no date and time.
pub(crate) fn from_wall_clock(text: &str, zone_name: &str) -> Option<String> {
    let local: DateTime = text.trim().replace(' ', "T").parse().ok()?;
    let zoned = zone(zone_name).to_zoned(local).ok()?;
    Some(Moment::from(zoned.timestamp()).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn a_moment_is_said_in_the_zone_of_the_case_with_its_offset() {
        let nine = at("2026-03-04T01:30:00Z");
        assert_eq!(moment(nine, "Asia/Shanghai", Lang::En), "4 March 2026, 09:30 (UTC+08:00)");
        assert_eq!(moment(nine, "Asia/Shanghai", Lang::Zh), "2026年3月4日 09:30（UTC+08:00）");
        assert_eq!(moment(nine, "Europe/London", Lang::En), "4 March 2026, 01:30 (UTC)");
    }

    #[test]
    fn a_wall_clock_goes_there_and_back() {
        let text = from_wall_clock("2026-07-01T09:00", "Europe/Berlin").unwrap();
        assert_eq!(text, "2026-07-01T07:00:00Z");
        assert_eq!(to_wall_clock(at(&text), "Europe/Berlin"), "2026-07-01T09:00");
        assert_eq!(from_wall_clock("tomorrow", "Europe/Berlin"), None);
    }

    #[test]
    fn an_end_is_said_on_the_readers_clock_with_its_daylight_saving_time() {
        let there = ThereView { zone: "Europe/Berlin".to_owned(), due: String::new(), text: String::new() };
        let said = |due: &str, language| super::there(Some(at(due)), Some(&there), language);
        let before = said("2026-03-28T16:00:00Z", Lang::En);
        assert_eq!(before, "that is 28 March 2026, 17:00 (UTC+01:00) in Europe/Berlin");
        let after = said("2026-03-29T16:00:00Z", Lang::Zh);
        assert_eq!(after, "即Europe/Berlin时间2026年3月29日 18:00（UTC+02:00）");
        assert_eq!(super::there(Some(at("2026-03-29T16:00:00Z")), None, Lang::En), "");
    }
}
