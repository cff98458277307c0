//! The countdown to an end: in the law's unit, and to the minute when no whole unit is left.

use crate::shipped::{Ask, ask};
use registrar_engine::deadline::{Language, Left, remaining};

fn remains(ask: &Ask, from: &str, at: &str) -> Option<Left> {
    let due = ask.from(from).unwrap();
    remaining(due.last_day, due.due, &ask.terms(), ask.moment(at)).unwrap()
}

#[test]
fn days_are_told_in_days_and_the_last_one_to_the_minute() {
    let defence = ask("cn-litigation", "cn", "15 days");
    let at = |at: &str| remains(&defence, "2018-09-17", at);
    assert_eq!(at("2018-09-17 10:00"), Some(Left::Days(21)), "to 8 October, where it ends");
    // The count has come to 2 October and rolls: there are days left all the same.
    assert_eq!(at("2018-10-05 12:00"), Some(Left::Days(3)));
    assert_eq!(at("2018-10-08 00:00"), Some(Left::Micros(24 * 3_600_000_000)));
    assert_eq!(at("2018-10-08 18:47").unwrap().to_string(), "5 hours 13 minutes");
    assert_eq!(at("2018-10-08 23:59:30").unwrap().to_string(), "1 minute", "a started minute is one");
    assert_eq!(at("2018-10-09 00:00"), None);
}

#[test]
fn working_days_are_told_in_working_days() {
    let decision = ask("cn-licensing", "cn", "20 days");
    let at = |at: &str| remains(&decision, "2026-02-11", at);
    // To 17 March 2026, over the Spring Festival.
    assert_eq!(at("2026-02-13 09:00"), Some(Left::WorkingDays(18)));
    assert_eq!(at("2026-02-20 09:00"), Some(Left::WorkingDays(17)));
    assert_eq!(at("2026-03-17 09:00").unwrap().to_string(), "15 hours");
    // Short periods of rule 2.8 are working days, longer ones aren't.
    let reply = |period: &str| {
        remains(&ask("uk-cpr-2.8", "england-and-wales", period), "2023-10-19", "2023-10-19 12:00")
    };
    assert_eq!((reply("4 days"), reply("7 days")), (Some(Left::WorkingDays(4)), Some(Left::Days(7))));
}

#[test]
fn hours_are_told_on_the_clock_and_a_promise_in_the_time_the_office_is_open() {
    let answer = ask("cn-litigation", "cn", "24 hours");
    assert_eq!(
        remains(&answer, "2018-04-10 14:20", "2018-04-10 16:37").unwrap().to_string(),
        "22 hours 23 minutes"
    );
    let promise = ask("office-hours", "cn", "30 minutes");
    assert_eq!(remains(&promise, "2026-03-02 11:50", "2026-03-02 12:30").unwrap().to_string(), "20 minutes");
    // Elapsed hours, over the night on which the clock is put back.
    let answer = ask("us-frcp-6", "us-federal", "72 hours");
    assert_eq!(remains(&answer, "2007-11-02 10:23", "2007-11-03 10:23").unwrap().to_string(), "48 hours");
}

#[test]
fn a_period_counted_back_has_a_countdown_too() {
    let notice = ask("cn-litigation", "cn", "3 days").before();
    assert_eq!(remains(&notice, "2026-03-12", "2026-03-05 09:00"), Some(Left::Days(4)));
}

#[test]
fn what_is_left_is_read_as_it_is_written_and_said_in_both_languages() {
    for (left, en, zh) in [
        (Left::Days(7), "7 days", "7天"),
        (Left::Days(1), "1 day", "1天"),
        (Left::Days(0), "the rest of the day", "当日"),
        (Left::WorkingDays(13), "13 working days", "13个工作日"),
        (Left::Micros(0), "0 minutes", "0分钟"),
        (Left::Micros(30 * 60_000_000), "30 minutes", "30分钟"),
        (Left::Micros(18 * 3_600_000_000), "18 hours", "18小时"),
        (Left::Micros(3_660_000_000), "1 hour 1 minute", "1小时1分钟"),
    ] {
        assert_eq!((left.say(Language::En).as_str(), left.say(Language::Zh).as_str()), (en, zh));
        assert_eq!(en.parse(), Ok(left));
    }
    for text in ["", "7", "7 weeks", "7 days 3 hours", "3 minutes 2 hours 1", "hours"] {
        assert!(text.parse::<Left>().is_err(), "{text}");
    }
}
