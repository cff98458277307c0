//! Suspensions and extensions: what is left, and where the end goes.

use crate::shipped::ask;
use registrar_engine::deadline::{self, CountError, Left};

#[test]
fn a_suspension_moves_a_period_in_days_by_its_days() {
    let plain = ask("plain", "cn", "15 days");
    assert_eq!(plain.last_day("2026-03-02"), "2026-03-17");
    let suspended = plain.clone().suspended("2026-03-05 10:00", Some("2026-03-10 16:00"));
    assert_eq!(suspended.last_day("2026-03-02"), "2026-03-22");
    // Whole days, from midnight to midnight.
    assert_eq!(
        plain.clone().suspended("2026-03-05", Some("2026-03-10")).last_day("2026-03-02"),
        "2026-03-22"
    );
    // Within one day nothing moves.
    assert_eq!(
        plain.suspended("2026-03-05 10:00", Some("2026-03-05 16:00")).last_day("2026-03-02"),
        "2026-03-17"
    );
}

#[test]
fn a_suspended_period_resumes_with_the_days_left_and_rolls_only_then() {
    let defence = ask("cn-litigation", "cn", "15 days");
    let stopped = defence.clone().suspended("2026-03-05 10:00", None);
    // The fifth is used; the sixth to the seventeenth are left.
    assert_eq!(stopped.left("2026-03-02"), Left::Days(12));
    // On from 30 March: twelve days end on Saturday 11 April, so Monday.
    let resumed = defence.suspended("2026-03-05 10:00", Some("2026-03-30 09:00"));
    assert_eq!(resumed.last_day("2026-03-02"), "2026-04-13");
}

#[test]
fn what_is_left_of_working_days_is_working_days() {
    let decision = ask("cn-licensing", "cn", "20 working days");
    let stopped = decision.clone().suspended("2026-02-13 15:00", None);
    // From 4 February: 5, 6, 9, 10, 11, 12 and 13 are used.
    assert_eq!(stopped.left("2026-02-04"), Left::WorkingDays(13));
    let resumed = decision.suspended("2026-02-13 15:00", Some("2026-03-02 10:00"));
    assert_eq!(resumed.last_day("2026-02-04"), "2026-03-19");
}

#[test]
fn a_started_day_is_left_whole_until_the_end_of_the_day_of_resumption() {
    let fifteen = ask("cn-litigation", "cn", "15 days");
    let stopped = fifteen.clone().suspended("2026-03-17 10:00", None);
    assert_eq!(stopped.left("2026-03-02"), Left::Days(0));
    assert_eq!(
        fifteen.clone().suspended("2026-03-17 10:00", Some("2026-03-19 08:00")).last_day("2026-03-02"),
        "2026-03-19"
    );
    // Resumed on a Sunday: the rest of that day rolls.
    assert_eq!(
        fifteen.clone().suspended("2026-03-17 10:00", Some("2026-03-22 08:00")).last_day("2026-03-02"),
        "2026-03-23"
    );
    // Resumed at midnight there is the day that begins then.
    assert_eq!(
        fifteen.suspended("2026-03-17 10:00", Some("2026-03-19")).last_day("2026-03-02"),
        "2026-03-19"
    );
    let working =
        ask("cn-licensing", "cn", "5 working days").suspended("2026-03-09 10:00", Some("2026-03-14 10:00"));
    assert_eq!(working.last_day("2026-03-02"), "2026-03-16");
}

#[test]
fn a_period_that_only_rolls_can_still_be_suspended() {
    // The fifteenth day is Saturday 21 March; suspended on Sunday, there is nothing left but the roll.
    let fifteen = ask("cn-litigation", "cn", "15 days");
    assert_eq!(fifteen.last_day("2026-03-06"), "2026-03-23");
    let suspended = fifteen.suspended("2026-03-22 10:00", Some("2026-03-25 10:00"));
    assert_eq!(suspended.last_day("2026-03-06"), "2026-03-25");
}

#[test]
fn a_suspension_that_begins_at_or_after_the_end_changes_nothing() {
    let fifteen = ask("plain", "cn", "15 days");
    assert_eq!(fifteen.clone().suspended("2026-03-18", None).last_day("2026-03-02"), "2026-03-17");
    assert_eq!(fifteen.suspended("2026-03-17 23:59", None).left("2026-03-02"), Left::Days(0));
}

#[test]
fn a_clock_that_starts_while_it_is_suspended_has_all_of_its_time_left() {
    let fifteen = ask("plain", "cn", "15 days");
    assert_eq!(fifteen.clone().suspended("2026-02-01", None).left("2026-03-02 09:00"), Left::Days(15));
    let resumed = fifteen.suspended("2026-02-01", Some("2026-03-10 12:00"));
    assert_eq!(resumed.last_day("2026-03-02 09:00"), "2026-03-25");
    let over = ask("plain", "cn", "15 days").suspended("2026-02-01", Some("2026-03-01"));
    assert_eq!(over.last_day("2026-03-02"), "2026-03-17");
}

#[test]
fn suspensions_that_overlap_or_touch_count_once_in_whatever_order() {
    let plain = ask("plain", "cn", "15 days");
    let once = plain.clone().suspended("2026-03-05", Some("2026-03-12"));
    let thrice = plain
        .suspended("2026-03-08", Some("2026-03-12"))
        .suspended("2026-03-05", Some("2026-03-09"))
        .suspended("2026-03-06", Some("2026-03-07"));
    assert_eq!(thrice.last_day("2026-03-02"), once.last_day("2026-03-02"));
    // Two apart add up.
    let two = once.suspended("2026-03-14", Some("2026-03-16"));
    assert_eq!(two.last_day("2026-03-02"), "2026-03-26");
}

#[test]
fn months_are_suspended_by_days() {
    let trial = ask("cn-litigation", "cn", "6 months");
    assert_eq!(trial.last_day("2026-01-15"), "2026-07-15");
    let stopped = trial.clone().suspended("2026-03-02 09:00", None);
    assert_eq!(stopped.left("2026-01-15"), Left::Days(135));
    assert_eq!(
        trial.suspended("2026-03-02 09:00", Some("2026-03-17 09:00")).last_day("2026-01-15"),
        "2026-07-30"
    );
}

#[test]
fn hours_are_suspended_to_the_microsecond() {
    let answer = ask("cn-litigation", "cn", "24 hours");
    let stopped = answer.clone().suspended("2026-03-02 20:30", None);
    // Counted from 15:00.
    assert_eq!(stopped.left("2026-03-02 14:20"), Left::Micros((18 * 60 + 30) * 60_000_000));
    assert_eq!(stopped.left("2026-03-02 14:20").to_string(), "18 hours 30 minutes");
    let resumed = answer.suspended("2026-03-02 20:30", Some("2026-03-03 08:00"));
    assert_eq!(resumed.due("2026-03-02 14:20"), "2026-03-04 02:30+08:00");
}

#[test]
fn office_hours_lose_only_the_open_time_of_a_suspension() {
    let promise = ask("office-hours", "cn", "2 hours");
    // Open 11:00 to 12:00 is used, lunch counts for nobody.
    let resumed = promise.clone().suspended("2026-03-02 12:00", Some("2026-03-02 13:00"));
    assert_eq!(resumed.due("2026-03-02 11:00"), promise.due("2026-03-02 11:00"));
    let resumed = promise.clone().suspended("2026-03-02 11:30", Some("2026-03-02 14:00"));
    assert_eq!(resumed.due("2026-03-02 11:00"), "2026-03-02 15:30+08:00");
    assert_eq!(
        promise.suspended("2026-03-02 11:30", None).left("2026-03-02 11:00").to_string(),
        "1 hour 30 minutes"
    );
}

#[test]
fn hours_that_only_roll_can_still_be_suspended() {
    let day = ask("us-frcp-6", "us-federal", "24 hours");
    let suspended = day.suspended("2025-06-08 10:00", Some("2025-06-10 16:00"));
    assert_eq!(suspended.due("2025-06-06 14:10"), "2025-06-10 16:00-04:00");
}

#[test]
fn an_extension_lengthens_the_period_before_it_rolls() {
    // Fifteen days end on Saturday 21 March; fifteen more on Sunday 5 April, which is Tomb-Sweeping.
    let defence = ask("cn-litigation", "cn", "15 days").extended("15 days");
    assert_eq!(defence.last_day("2026-03-06"), "2026-04-07");
    // A suspension within the extension counts too.
    assert_eq!(
        defence.suspended("2026-03-30 09:00", Some("2026-04-02 09:00")).last_day("2026-03-06"),
        "2026-04-08"
    );
    assert_eq!(ask("cn-litigation", "cn", "15 days").extended("1 week").last_day("2026-03-02"), "2026-03-24");
    assert_eq!(
        ask("cn-litigation", "cn", "24 hours").extended("12 hours").due("2026-03-02 14:20"),
        "2026-03-04 03:00+08:00"
    );
}

#[test]
fn what_is_left_can_be_asked_at_any_moment() {
    let ask = ask("cn-licensing", "cn", "5 working days");
    let anchor = ask.anchor("2026-03-02");
    let left = |at: &str| deadline::left(anchor, &ask.terms(), ask.moment(at)).unwrap();
    assert_eq!(left("2026-03-02 09:00"), Some(Left::WorkingDays(5)));
    assert_eq!(left("2026-03-06 09:00"), Some(Left::WorkingDays(1)));
    assert_eq!(left("2026-03-08 09:00"), Some(Left::WorkingDays(1)));
    assert_eq!(left("2026-03-09 23:59"), Some(Left::WorkingDays(0)));
    assert_eq!(left("2026-03-10"), None);
}

#[test]
fn terms_that_make_no_sense_together_are_refused() {
    let errors = [
        ask("plain", "cn", "15 days").extended("24 hours").from("2026-03-02").unwrap_err(),
        ask("plain", "cn", "24 hours").from("2026-03-02").unwrap_err(),
        ask("plain", "cn", "3 days").before().extended("1 day").from("2026-03-02").unwrap_err(),
        ask("plain", "cn", "3 days").before().suspended("2026-03-01", None).from("2026-03-02").unwrap_err(),
        ask("plain", "cn", "3 days")
            .suspended("2026-03-05", Some("2026-03-04"))
            .from("2026-03-02")
            .unwrap_err(),
        ask("plain", "cn", "3 days").served_by("mail").from("2026-03-02").unwrap_err(),
        ask("office-hours", "us-federal", "30 minutes").from("2026-03-02 10:00").unwrap_err(),
        ask("plain", "cn", "100 years").from("9990-01-01").unwrap_err(),
    ];
    let said: Vec<String> = errors.iter().map(CountError::to_string).collect();
    assert_eq!(
        said,
        [
            "`15 days` can't be extended by `24 hours`: one is counted in days and the other on the clock",
            "`24 hours` needs an instant to count from, not a date",
            "a period counted back from an event can't be suspended or extended",
            "a period counted back from an event can't be suspended or extended",
            "a suspension ends at 2026-03-03T16:00:00Z, before it begins at 2026-03-04T16:00:00Z",
            "the counting rule `plain` knows no manner of service `mail`",
            "the calendar `us-federal` has no opening hours, which the counting rule `office-hours` needs",
            "the end of the period lies out of reach",
        ]
    );
}
