//! Laws that hold for every date and period.

use crate::shipped::{Ask, ask, calendars};
use jiff::civil::{Date, date};
use jiff::{Span, tz::TimeZone};
use proptest::prelude::*;
use registrar_engine::deadline::{self, CountError, Left, Period, Suspension, Unit};

const RULES: [(&str, &str); 9] = [
    ("cn-litigation", "cn"),
    ("cn-civil-code", "cn"),
    ("cn-licensing", "cn"),
    ("plain", "cn"),
    ("us-frcp-6", "us-federal"),
    ("eu-1182-71", "eu-institutions"),
    ("uk-cpr-2.8", "england-and-wales"),
    ("uk-cpr-2.8-court-office", "england-and-wales"),
    ("office-hours", "cn"),
];

const UNITS: [Unit; 5] = [Unit::Days, Unit::WorkingDays, Unit::Weeks, Unit::Months, Unit::Years];

fn rules() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop::sample::select(RULES.to_vec())
}

fn dates() -> impl Strategy<Value = Date> {
    (0..4_000i32).prop_map(|days| date(2017, 6, 1).checked_add(Span::new().days(days)).unwrap())
}

fn day_periods() -> impl Strategy<Value = Period> {
    (1u32..60, prop::sample::select(UNITS.to_vec())).prop_map(|(count, unit)| Period { count, unit })
}

fn clock_periods() -> impl Strategy<Value = Period> {
    (1u32..200, prop::sample::select(vec![Unit::Hours, Unit::Minutes]))
        .prop_map(|(count, unit)| Period { count, unit })
}

fn on(day: Date, days: i64) -> Date {
    day.checked_add(Span::new().days(days)).unwrap()
}

fn stop(ask: &Ask, from: Date, hour: i8, days: i64) -> Suspension {
    let at = |day: Date| ask.zone.to_timestamp(day.at(hour, 0, 0, 0)).unwrap().into();
    Suspension { from: at(from), until: Some(at(on(from, days))), reason: String::new() }
}

fn shanghai() -> TimeZone {
    deadline::zone("Asia/Shanghai").unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_later_start_never_gives_an_earlier_end(
        (counting, calendar) in rules(), day in dates(), later in 0i64..40, period in day_periods(),
        before in any::<bool>(), stopped in prop::option::of((0i64..80, 0i64..30, 0i8..24)),
    ) {
        let mut ask = Ask { period, ..ask(counting, calendar, "1 day") };
        if before {
            ask = ask.before();
        // What stood still is added in days to an end that is counted in months, and months differ: nine from 12 May and
        // then the 17 days from then on end on 1 March; nine from 29 May, when they are over, on the last of February
        // (the rule for a day that a month lacks).
        } else if let Some((from, days, hour)) = stopped.filter(|_| !matches!(period.unit, Unit::Months | Unit::Years)) {
            ask.suspensions.push(stop(&ask, on(day, from), hour, days));
        }
        let first = ask.from(&day.to_string()).unwrap();
        let second = ask.from(&on(day, later).to_string()).unwrap();
        prop_assert!(first.due <= second.due);
        prop_assert!(first.last_day <= second.last_day);
    }

    #[test]
    fn a_later_moment_never_gives_an_earlier_end_in_hours(
        (counting, calendar) in rules(), day in dates(), minute in 0i64..1_440, later in 0i64..5_000,
        period in clock_periods(), stopped in prop::option::of((0i64..10, 0i64..5, 0i8..24)),
    ) {
        let mut ask = Ask { period, ..ask("plain", calendar, "1 day") };
        ask.counting = counting;
        // Fed. R. Civ. P. 6(a)(2)(C) keeps the time of day: of two ends on one weekend the earlier one may
        // become the later one on Monday, and be stopped there when the other is over. The day is never earlier.
        let keeps_the_clock = counting == "us-frcp-6";
        if let Some((from, days, hour)) = stopped.filter(|_| !keeps_the_clock) {
            ask.suspensions.push(stop(&ask, on(day, from), hour, days));
        }
        let at = |minutes: i64| day.at(0, 0, 0, 0).checked_add(Span::new().minutes(minutes)).unwrap().to_string();
        let (first, second) = (ask.from(&at(minute)).unwrap(), ask.from(&at(minute + later)).unwrap());
        let day = |due: &deadline::Due| ask.zone.to_datetime(due.due.timestamp()).date();
        prop_assert!(first.due <= second.due || (keeps_the_clock && day(&first) == day(&second)));
    }

    #[test]
    fn plain_days_are_the_days_of_the_calendar(day in dates(), count in 1u32..5_000) {
        let ask = Ask { period: Period { count, unit: Unit::Days }, ..ask("plain", "cn", "1 day") };
        let last = on(day, i64::from(count));
        prop_assert_eq!(ask.last_day(&day.to_string()), last.to_string());
        prop_assert_eq!(ask.before().last_day(&last.to_string()), day.to_string(), "and back again");
    }

    #[test]
    fn a_suspension_of_k_days_moves_plain_days_by_k(
        day in dates(), count in 2u32..200, share in 0.0..1.0f64, k in 0i64..300, hour in 0i8..24,
    ) {
        // From the first day that counts to the last.
        let used = 1 + ((f64::from(count) - 1.0) * share) as i64;
        let mut ask = Ask { period: Period { count, unit: Unit::Days }, ..ask("plain", "cn", "1 day") };
        ask.suspensions.push(stop(&ask, on(day, used), hour, k));
        prop_assert_eq!(ask.last_day(&day.to_string()), on(day, i64::from(count) + k).to_string());
    }

    #[test]
    fn a_suspension_moves_hours_by_its_length(
        day in dates(), count in 1u32..500, share in 0.0..1.0f64, long in 0i64..100_000,
    ) {
        let used = (f64::from(count) * share) as i64;
        let ask = Ask { period: Period { count, unit: Unit::Hours }, ..ask("plain", "cn", "1 day") };
        let anchor = format!("{day} 14:20");
        let start = ask.moment(&anchor).timestamp();
        let from = start + Span::new().hours(used);
        let until = from + Span::new().seconds(long);
        let mut suspended = ask.clone();
        suspended.suspensions.push(Suspension { from: from.into(), until: Some(until.into()), reason: String::new() });
        let moved = suspended.from(&anchor).unwrap().due.as_micros() - ask.from(&anchor).unwrap().due.as_micros();
        prop_assert_eq!(moved, long * 1_000_000);
    }

    #[test]
    fn n_working_days_contain_n_working_days(
        day in dates(), count in 1u32..400, calendar in prop::sample::select(vec!["cn", "us-federal", "england-and-wales"]),
        before in any::<bool>(),
    ) {
        let sheet = calendars().calendar(calendar).unwrap();
        let mut ask = Ask { period: Period { count, unit: Unit::WorkingDays }, ..ask("plain", calendar, "1 day") };
        if before {
            ask = ask.before();
        }
        let last: Date = ask.last_day(&day.to_string()).parse().unwrap();
        prop_assert!(sheet.kind(last).works());
        let (mut at, end) = if before { (last, day) } else { (on(day, 1), on(last, 1)) };
        let mut worked = 0;
        while at < end {
            worked += u32::from(sheet.kind(at).works());
            at = on(at, 1);
        }
        prop_assert_eq!(worked, count);
    }

    #[test]
    fn working_days_back_from_an_end_come_to_the_last_working_day_at_or_before_the_start(day in dates(), count in 1u32..100) {
        let ask = Ask { period: Period { count, unit: Unit::WorkingDays }, ..ask("cn-licensing", "cn", "1 day") };
        let last = ask.last_day(&day.to_string());
        let back: Date = ask.before().last_day(&last).parse().unwrap();
        let cn = calendars().calendar("cn").unwrap();
        let mut started = day;
        while !cn.kind(started).works() {
            started = on(started, -1);
        }
        prop_assert_eq!(back, started);
    }

    #[test]
    fn a_suspended_period_and_what_was_left_of_it_make_the_whole(
        day in dates(), count in 1u32..60, used in 0i64..80, k in 1i64..40, hour in 1i8..24,
    ) {
        // Suspended and resumed, it ends as if what was left had been counted anew from the resumption.
        let ask = Ask { period: Period { count, unit: Unit::WorkingDays }, ..ask("cn-licensing", "cn", "1 day") };
        let resumed = stop(&ask, on(day, used), hour, k);
        let mut open = ask.clone();
        open.suspensions.push(Suspension { until: None, ..resumed.clone() });
        let mut closed = ask.clone();
        closed.suspensions.push(resumed);
        match open.from(&day.to_string()) {
            Err(CountError::Suspended { left: Left::WorkingDays(left), .. }) if left > 0 => {
                let anew = Ask { period: Period { count: left, unit: Unit::WorkingDays }, ..ask };
                let again = anew.last_day(&on(day, used + k).to_string());
                prop_assert_eq!(closed.last_day(&day.to_string()), again);
            }
            Err(CountError::Suspended { left, .. }) => prop_assert_eq!(left, Left::WorkingDays(0)),
            Ok(_) => prop_assert_eq!(closed.last_day(&day.to_string()), ask.last_day(&day.to_string())),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn daylight_saving_never_moves_a_period_counted_in_days(
        (counting, _) in rules(), day in dates(), hour in 0i8..24, period in day_periods(),
        zone in prop::sample::select(vec!["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo"]),
    ) {
        let here = Ask { period, ..ask(counting, "cn", "1 day") };
        let there = Ask { zone: deadline::zone(zone).unwrap(), ..here.clone() };
        let anchor = format!("{day} {hour:02}:30");
        let (with, without) = (there.from(&anchor).unwrap(), here.from(&anchor).unwrap());
        prop_assert_eq!(with.last_day, without.last_day);
        // And it ends when that day ends there.
        if counting != "office-hours" {
            let midnight = on(with.last_day.unwrap(), 1).to_zoned(there.zone.clone()).unwrap();
            prop_assert_eq!(with.due.timestamp(), midnight.timestamp());
        }
    }

    #[test]
    fn a_rolled_end_is_a_working_day_and_the_nearest(day in dates(), period in day_periods()) {
        let cn = calendars().calendar("cn").unwrap();
        let rolled: Date = Ask { period, ..ask("cn-civil-code", "cn", "1 day") }.last_day(&day.to_string()).parse().unwrap();
        let raw: Date = Ask { period, ..ask("plain", "cn", "1 day") }.last_day(&day.to_string()).parse().unwrap();
        prop_assert!(cn.kind(rolled).works() && raw <= rolled);
        let mut over = raw;
        while over < rolled {
            prop_assert!(!cn.kind(over).works());
            over = on(over, 1);
        }
    }

    #[test]
    fn open_time_until_the_end_is_the_period(day in dates(), minute in 0i64..1_440, count in 1u32..900) {
        let ask = Ask { period: Period { count, unit: Unit::Minutes }, ..ask("office-hours", "cn", "1 day") };
        let cn = calendars().calendar("cn").unwrap();
        let start = day.at(0, 0, 0, 0).checked_add(Span::new().minutes(minute)).unwrap();
        let due = shanghai().to_datetime(ask.from(&start.to_string()).unwrap().due.timestamp());
        let (mut at, mut open) = (start, 0);
        while at < due {
            let now = u16::try_from(at.hour()).unwrap() * 60 + u16::try_from(at.minute()).unwrap();
            open += u32::from(cn.hours(at.date()).unwrap().iter().any(|hours| hours.from <= now && now < hours.until));
            at = at.checked_add(Span::new().minutes(1)).unwrap();
        }
        prop_assert_eq!(open, count);
    }

    #[test]
    fn whatever_is_written_as_a_period_is_read_or_refused(text in "\\PC{0,40}") {
        if let Ok(period) = text.parse::<Period>() {
            prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
        }
    }

    #[test]
    fn near_periods_are_read_or_refused(text in "[0-9]{0,12} {0,2}(minutes?|hours?|working days?|days?|weeks?|months?|years?|dyas)?") {
        if let Ok(period) = text.parse::<Period>() {
            prop_assert!(period.count >= 1 && period.count <= period.unit.most());
            prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
        }
    }

    #[test]
    fn whatever_is_written_as_a_calendar_is_read_or_told(text in "(calendar|counting): x\n(edition|days|hours|zone|published|unknown|recurring|minimum|law): \\PC{0,60}") {
        let (_, findings) = deadline::Calendars::read(&[("x".to_owned(), text)]);
        prop_assert!(!findings.is_empty(), "something is always missing");
    }
}
