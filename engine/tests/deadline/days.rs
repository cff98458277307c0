//! The days of the shipped calendars, against tables that were made without them.

use crate::shipped::{ask, calendars};
use jiff::civil::{Date, date};
use registrar_engine::deadline::DayKind;

#[test]
fn every_day_in_china_from_2018_to_2026_is_worked_or_not_as_the_notices_say() {
    let cn = calendars().calendar("cn").unwrap();
    let mut checked = 0;
    for line in include_str!("cn_days.txt").lines().filter(|line| !line.starts_with('#')) {
        let (month, days) = line.split_once(' ').unwrap();
        for (number, worked) in days.chars().enumerate() {
            let day: Date = format!("{month}-{:02}", number + 1).parse().unwrap();
            assert_eq!(cn.kind(day).works(), worked == '.', "{day}");
            assert!(cn.is_published(day), "{day}");
            checked += 1;
        }
    }
    assert_eq!(checked, 9 * 365 + 2);
}

#[test]
fn working_days_are_counted_as_the_table_counts_them() {
    // From each day of the table, 1, 7 and 30 working days on and back: as if one walked day by day.
    let cn = calendars().calendar("cn").unwrap();
    let walk = |mut day: Date, mut left: u32, forward: bool| {
        while left > 0 {
            day = if forward { day.tomorrow().unwrap() } else { day.yesterday().unwrap() };
            left -= u32::from(cn.kind(day).works());
        }
        day
    };
    for count in [1, 7, 30] {
        let on = ask("plain", "cn", &format!("{count} working days"));
        let back = on.clone().before();
        let mut day = date(2018, 3, 1);
        while day < date(2026, 11, 1) {
            assert_eq!(on.last_day(&day.to_string()), walk(day, count, true).to_string());
            assert_eq!(back.last_day(&day.to_string()), walk(day, count, false).to_string());
            day = day.tomorrow().unwrap();
        }
    }
}

/// The weekdays on which the year has holidays, in order.
fn weekday_holidays(calendar: &str, year: i16) -> Vec<String> {
    let calendar = calendars().calendar(calendar).unwrap();
    let mut day = date(year, 1, 1);
    let mut off = Vec::new();
    while day.year() == year {
        let weekend = day.weekday().to_monday_zero_offset() > 4;
        if !weekend && !calendar.kind(day).works() {
            off.push(day.strftime("%m-%d").to_string());
        }
        day = day.tomorrow().unwrap();
    }
    off
}

#[test]
fn federal_holidays_are_observed_on_the_nearest_weekday() {
    let rows: [(i16, &[&str]); 5] = [
        (2007, &["01-01", "01-15", "02-19", "05-28", "07-04", "09-03", "10-08", "11-12", "11-22", "12-25"]),
        // 4 July 2020 is a Saturday; no Juneteenth yet.
        (2020, &["01-01", "01-20", "02-17", "05-25", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"]),
        // New Year's Day of 2022 is a Saturday: observed on the last day of 2021.
        (
            2021,
            &[
                "01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25",
                "12-24", "12-31",
            ],
        ),
        (2022, &["01-17", "02-21", "05-30", "06-20", "07-04", "09-05", "10-10", "11-11", "11-24", "12-26"]),
        (
            2026,
            &[
                "01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26",
                "12-25",
            ],
        ),
    ];
    for (year, days) in rows {
        assert_eq!(weekday_holidays("us-federal", year), days, "{year}");
    }
}

#[test]
fn english_bank_holidays_move_where_a_proclamation_moves_them() {
    let rows: [(i16, &[&str]); 3] = [
        (2020, &["01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"]),
        (2022, &["01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"]),
        (2026, &["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
    ];
    for (year, days) in rows {
        assert_eq!(weekday_holidays("england-and-wales", year), days, "{year}");
    }
}

#[test]
fn a_day_knows_its_name_and_the_announcement_it_comes_from() {
    let cn = calendars().calendar("cn").unwrap();
    let DayKind::MadeUp(made_up) = cn.kind(date(2018, 12, 29)) else { panic!("29 December 2018 is worked") };
    assert_eq!(&*made_up.name.zh, "元旦");
    assert!(made_up.source.zh.contains("国办发明电〔2018〕15号"), "the notice for 2019, not that for 2018");
    let DayKind::Holiday(amended) = cn.kind(date(2020, 1, 31)) else { panic!("31 January 2020 is off") };
    assert!(amended.source.zh.contains("延长2020年春节假期"));
    assert_eq!(cn.kind(date(2026, 2, 13)), DayKind::Working);
    assert_eq!(cn.kind(date(2026, 3, 1)), DayKind::WeeklyRest);
}

#[test]
fn beyond_what_is_published_an_end_is_provisional() {
    let fifteen = ask("cn-litigation", "cn", "15 days");
    assert!(!fifteen.from("2026-12-10").unwrap().provisional);
    assert!(fifteen.from("2026-12-20").unwrap().provisional);
    assert!(ask("cn-licensing", "cn", "15 working days").from("2026-12-20").unwrap().provisional);
    assert!(ask("office-hours", "cn", "30 minutes").from("2027-01-04 10:00").unwrap().provisional);
    // What looks at no calendar isn't.
    assert!(!ask("plain", "cn", "15 days").from("2026-12-20").unwrap().provisional);
    // A calendar by rule is open.
    assert!(!ask("us-frcp-6", "us-federal", "15 days").from("2041-12-20").unwrap().provisional);
    // Nor is what lies before the first year known.
    assert!(ask("cn-litigation", "cn", "15 days").from("2017-04-02").unwrap().provisional);
    // One day that isn't known is enough.
    assert!(ask("eu-1182-71", "eu-institutions", "5 working days").from("2024-12-20").unwrap().provisional);
    assert!(!ask("eu-1182-71", "eu-institutions", "5 working days").from("2024-12-10").unwrap().provisional);
}
