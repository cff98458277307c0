//! Worked examples of counting, from the texts of the law, official notes and derivations from them.

use crate::shipped::ask;

/// Rows of start, period and last day.
fn check(counting: &'static str, calendar: &'static str, rows: &[(&str, &str, &str)]) {
    let found: Vec<_> =
        rows.iter().map(|(start, period, _)| ask(counting, calendar, period).last_day(start)).collect();
    let wanted: Vec<_> = rows.iter().map(|(_, _, last)| (*last).to_owned()).collect();
    assert_eq!(found, wanted);
}

#[test]
fn chinese_civil_procedure_leaves_out_the_first_day_and_rolls_the_last() {
    // Civil Procedure Law art. 85, SPC Interpretation art. 125.
    check(
        "cn-litigation",
        "cn",
        &[
            ("2018-04-02", "15 days", "2018-04-17"),
            ("2018-09-17", "15 days", "2018-10-08"),
            ("2025-01-14", "15 days", "2025-02-05"),
            ("2025-05-09", "15 days", "2025-05-26"),
            // Ends on a Saturday or Sunday that is worked: no roll.
            ("2025-01-16", "10 days", "2025-01-26"),
            ("2026-02-04", "10 days", "2026-02-14"),
            ("2018-12-14", "15 days", "2018-12-29"),
            // Art. 86: ten days after the obstacle ends.
            ("2025-03-03", "10 days", "2025-03-13"),
        ],
    );
}

#[test]
fn chinese_hours_run_from_the_next_hour_in_procedure_and_at_once_by_agreement() {
    // SPC Interpretation art. 125 against Civil Code art. 201(2).
    assert_eq!(
        ask("cn-litigation", "cn", "24 hours").due("2018-04-10T14:20:00+08:00"),
        "2018-04-11T15:00+08:00"
    );
    assert_eq!(
        ask("cn-civil-code", "cn", "24 hours").due("2024-05-20T14:20:00+08:00"),
        "2024-05-21T14:20+08:00"
    );
}

#[test]
fn chinese_months_end_on_the_corresponding_day_or_the_last_of_the_month() {
    // Civil Code arts. 201 to 203.
    check(
        "cn-civil-code",
        "cn",
        &[
            ("2024-11-30", "3 months", "2025-02-28"),
            // 28 February 2026 is a Saturday that is worked.
            ("2025-11-30", "3 months", "2026-02-28"),
        ],
    );
}

#[test]
fn chinese_licensing_counts_working_days() {
    // Administrative Licensing Law art. 82.
    let rows = [
        ("2018-04-26", "5 working days", "2018-05-04"),
        ("2024-09-27", "5 working days", "2024-10-10"),
        ("2025-01-20", "5 working days", "2025-01-26"),
        ("2025-01-20", "20 working days", "2025-02-21"),
        ("2026-02-11", "3 working days", "2026-02-14"),
        ("2026-02-11", "20 working days", "2026-03-17"),
        ("2026-09-23", "30 working days", "2026-11-11"),
    ];
    check("cn-licensing", "cn", &rows);
    // The Law says "days" and means working days.
    let said: Vec<_> =
        rows.iter().map(|(start, period, last)| (*start, period.replace(" working", ""), *last)).collect();
    let said: Vec<_> = said.iter().map(|(start, period, last)| (*start, period.as_str(), *last)).collect();
    check("cn-licensing", "cn", &said);
}

#[test]
fn the_due_moment_is_midnight_after_the_last_day() {
    assert_eq!(ask("cn-litigation", "cn", "15 days").due("2018-04-02"), "2018-04-18T00:00+08:00");
}

#[test]
fn a_promise_in_office_hours_runs_only_while_the_office_is_open() {
    let promise = ask("office-hours", "cn", "30 minutes");
    assert_eq!(promise.due("2026-03-02T10:00:00+08:00"), "2026-03-02T10:30+08:00");
    assert_eq!(promise.due("2026-03-02T11:50:00+08:00"), "2026-03-02T13:50+08:00");
    assert_eq!(promise.due("2026-03-02T17:00:00+08:00"), "2026-03-02T17:30+08:00");
    assert_eq!(promise.due("2026-03-02T17:00:01+08:00"), "2026-03-03T09:00+08:00");
    // Friday evening; the Saturday of 28 February 2026 is worked.
    assert_eq!(promise.due("2026-02-27T20:00:00+08:00"), "2026-02-28T09:30+08:00");
    // Over the Spring Festival of 2026, 15 to 23 February.
    assert_eq!(promise.due("2026-02-14T17:20:00+08:00"), "2026-02-24T09:20+08:00");
}

#[test]
fn a_notice_before_a_hearing_is_counted_back_from_it() {
    // Civil Procedure Law art. 139; whether such a period rolls is said nowhere.
    assert_eq!(ask("cn-litigation", "cn", "3 days").before().last_day("2026-03-12"), "2026-03-09");
}
