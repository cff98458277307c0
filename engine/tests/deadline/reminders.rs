//! Moments relative to an end.

use crate::shipped::ask;
use registrar_engine::deadline::Offset;

fn reminded(offset: &str) -> String {
    // Ends at 24:00 of 17 April 2018.
    let ask = ask("cn-litigation", "cn", "15 days");
    let due = ask.from("2018-04-02").unwrap();
    let offset: Offset = offset.parse().unwrap();
    ask.shown(offset.moment(&due, &ask.zone).unwrap())
}

#[test]
fn days_before_an_end_keep_its_time_of_day() {
    assert_eq!(reminded("5 days before"), "2018-04-13 00:00+08:00");
    assert_eq!(reminded("1 week before"), "2018-04-11 00:00+08:00");
    assert_eq!(reminded("6 hours before"), "2018-04-17 18:00+08:00");
    assert_eq!(reminded("at expiry"), "2018-04-18 00:00+08:00");
    assert_eq!(reminded("2 hours after"), "2018-04-18 02:00+08:00");
    assert_eq!(reminded("1 month after"), "2018-05-18 00:00+08:00");
}

#[test]
fn days_keep_the_clock_over_daylight_saving_and_hours_dont() {
    let ask = ask("us-frcp-6", "us-federal", "24 hours");
    // Daylight saving time ends on 2 November 2025.
    let due = ask.from("2025-11-02 12:00").unwrap();
    let shown = |offset: &str| ask.shown(offset.parse::<Offset>().unwrap().moment(&due, &ask.zone).unwrap());
    assert_eq!(shown("2 days before"), "2025-11-01 12:00-04:00");
    assert_eq!(shown("48 hours before"), "2025-11-01 13:00-04:00");
}

#[test]
fn what_is_no_such_moment_is_refused_with_a_cure() {
    let told = |text: &str| {
        let error = text.parse::<Offset>().unwrap_err();
        format!("{error} | {}", error.help())
    };
    assert_eq!(told("5 dyas before"), "`dyas` is no unit of time | did you mean `days`?");
    assert_eq!(
        told("5 days"),
        "`5 days` is neither before nor after the end | write `5 days before`, `2 hours after` or `at expiry`"
    );
    assert_eq!(
        told("3 working days before"),
        "`3 working days` can't be told without a counting rule | use days of the calendar: `7 days before`"
    );
    for text in ["5 days before", "1 hour after", "at expiry"] {
        assert_eq!(text.parse::<Offset>().unwrap().to_string(), text);
    }
}
