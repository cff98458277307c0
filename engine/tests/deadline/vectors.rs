//! Worked examples of counting, from the texts of the law, official notes and derivations from them.

use crate::shipped::ask;

/// Rows of start, period and last day.
fn check(counting: &'static str, calendar: &'static str, rows: &[(&str, &str, &str)]) {
    let found = rows.iter().map(|(start, period, _)| ask(counting, calendar, period).last_day(start));
    let wanted = rows.iter().map(|(_, _, last)| (*last).to_owned());
    assert_eq!(found.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
}

#[test]
fn chinese_civil_procedure_leaves_out_the_first_day_and_rolls_the_last() {
    // Civil Procedure Law art. 85, SPC Interpretation art. 125.
    let rows = [
        ("2018-04-02", "15 days", "2018-04-17"),
        ("2018-09-17", "15 days", "2018-10-08"),
        ("2025-01-14", "15 days", "2025-02-05"),
        ("2025-05-09", "15 days", "2025-05-26"),
        // Ends on a Saturday or Sunday that is worked: no roll.
        ("2025-01-16", "10 days", "2025-01-26"),
        ("2026-02-04", "10 days", "2026-02-14"),
        ("2018-12-14", "15 days", "2018-12-29"),
        // Rolls over the Spring Festival to a Sunday that is worked.
        ("2024-01-26", "15 days", "2024-02-18"),
        // Art. 86: ten days after the obstacle ends.
        ("2025-03-03", "10 days", "2025-03-13"),
    ];
    check("cn-litigation", "cn", &rows);
}

#[test]
fn chinese_hours_run_from_the_next_hour_in_procedure_and_at_once_by_agreement() {
    // SPC Interpretation art. 125 against Civil Code art. 201(2).
    let (procedure, agreement) =
        (ask("cn-litigation", "cn", "24 hours"), ask("cn-civil-code", "cn", "24 hours"));
    assert_eq!(procedure.due("2018-04-10 14:20"), "2018-04-11 15:00+08:00");
    assert_eq!(agreement.due("2024-05-20 14:20"), "2024-05-21 14:20+08:00");
    // An event on the hour falls into the hour that begins then.
    assert_eq!(procedure.due("2018-04-10 14:00"), "2018-04-11 15:00+08:00");
    // Art. 85 rolls a last day, not a last hour: Saturday it is.
    assert_eq!(procedure.due("2018-04-20 14:20"), "2018-04-21 15:00+08:00");
}

#[test]
fn chinese_months_end_on_the_corresponding_day_or_the_last_of_the_month() {
    // Civil Code arts. 201 to 203.
    let rows = [
        ("2024-11-30", "3 months", "2025-02-28"),
        // 28 February 2026 is a Saturday that is worked.
        ("2025-11-30", "3 months", "2026-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2024-02-29", "1 year", "2025-02-28"),
    ];
    check("cn-civil-code", "cn", &rows);
    // Three months and one more are four from the start, not one from a shorter month's end.
    assert_eq!(
        ask("cn-litigation", "cn", "3 months").extended("1 month").last_day("2023-11-30"),
        "2024-04-01"
    );
    assert_eq!(ask("plain", "cn", "3 months").extended("1 month").last_day("2023-11-30"), "2024-03-30");
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
    for (start, period, last) in rows {
        assert_eq!(ask("cn-licensing", "cn", &period.replace(" working", "")).last_day(start), last);
    }
    assert_eq!(ask("cn-licensing", "cn", "20 days").extended("10 days").last_day("2026-09-23"), "2026-11-11");
}

#[test]
fn the_due_moment_is_midnight_after_the_last_day() {
    assert_eq!(ask("cn-litigation", "cn", "15 days").due("2018-04-02"), "2018-04-18 00:00+08:00");
}

#[test]
fn a_promise_in_office_hours_runs_only_while_the_office_is_open() {
    let promise = ask("office-hours", "cn", "30 minutes");
    assert_eq!(promise.due("2026-03-02 10:00"), "2026-03-02 10:30+08:00");
    assert_eq!(promise.due("2026-03-02 11:50"), "2026-03-02 13:50+08:00");
    assert_eq!(promise.due("2026-03-02 17:00"), "2026-03-02 17:30+08:00");
    assert_eq!(promise.due("2026-03-02 17:01"), "2026-03-03 09:01+08:00");
    // Friday evening; the Saturday of 28 February 2026 is worked.
    assert_eq!(promise.due("2026-02-27 20:00"), "2026-02-28 09:30+08:00");
    // Over the Spring Festival of 2026, 15 to 23 February.
    assert_eq!(promise.due("2026-02-14 17:20"), "2026-02-24 09:20+08:00");
    // A day of office hours: three before noon, four after.
    assert_eq!(ask("office-hours", "cn", "7 hours").due("2026-03-02 08:00"), "2026-03-02 17:30+08:00");
    assert_eq!(
        ask("office-hours", "cn", "7 hours").before().due("2026-03-04 09:00"),
        "2026-03-03 09:00+08:00"
    );
    // In days it ends when the office closes.
    assert_eq!(ask("office-hours", "cn", "2 days").due("2026-02-13"), "2026-02-24 17:30+08:00");
}

#[test]
fn a_notice_before_a_hearing_is_counted_back_from_it() {
    // Civil Procedure Law art. 139; whether such a period rolls is said nowhere.
    assert_eq!(ask("cn-litigation", "cn", "3 days").before().last_day("2026-03-12"), "2026-03-09");
}

#[test]
fn federal_rule_6_counts_every_day_and_rolls_in_the_direction_of_counting() {
    let rows = [
        // 2009 Committee Note: the 30th day is Saturday 1 September 2007, Monday is Labor Day.
        ("2007-08-02", "30 days", "2007-09-04"),
        ("2025-06-20", "14 days", "2025-07-07"),
        ("2025-06-02", "21 days", "2025-06-23"),
        ("2025-11-13", "14 days", "2025-11-28"),
    ];
    check("us-frcp-6", "us-federal", &rows);
    // 6(a)(5): before an event "next" is the day before. 14 days before Saturday 19 July 2025 is 5 July,
    // a Saturday; Friday is Independence Day.
    let before = ask("us-frcp-6", "us-federal", "14 days").before();
    assert_eq!(before.last_day("2025-07-19"), "2025-07-03");
    assert_eq!(before.due("2025-07-19"), "2025-07-04 00:00-04:00");
}

#[test]
fn federal_rule_6_counts_hours_at_once_by_elapsed_time_and_rolls_them_at_the_same_clock_time() {
    // 2009 Committee Note: 72 hours over the end of daylight saving time.
    assert_eq!(ask("us-frcp-6", "us-federal", "72 hours").due("2007-11-02 10:23"), "2007-11-05 09:23-05:00");
    assert_eq!(ask("us-frcp-6", "us-federal", "24 hours").due("2025-06-06 14:10"), "2025-06-09 14:10-04:00");
}

#[test]
fn federal_rule_6_adds_three_days_for_mail_after_the_period_would_end() {
    // 6(d): the period would end on 7 July, after the holiday.
    let served = ask("us-frcp-6", "us-federal", "14 days").served_by("mail");
    assert_eq!(served.last_day("2025-06-20"), "2025-07-10");
    // And the sum rolls again: Thursday 5 and three more are Sunday 8 June 2025.
    assert_eq!(served.last_day("2025-05-22"), "2025-06-09");
}

#[test]
fn regulation_1182_71_rolls_days_and_leaves_hours() {
    let rows = [
        // Art. 3(2)(c).
        ("2025-01-31", "1 month", "2025-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        // Art. 3(4): Saturday 15 March.
        ("2025-02-15", "4 weeks", "2025-03-17"),
        // Art. 3(5): from Friday the two days are Saturday and Sunday; two working days are Monday and Tuesday.
        ("2025-03-07", "2 days", "2025-03-11"),
        // Maundy Thursday to Easter Monday are holidays of the institutions.
        ("2025-04-16", "2 days", "2025-04-23"),
    ];
    check("eu-1182-71", "eu-institutions", &rows);
    // Art. 3(1): the hour of the event is out; art. 3(4) doesn't roll hours.
    assert_eq!(
        ask("eu-1182-71", "eu-institutions", "24 hours").due("2025-06-04 10:23"),
        "2025-06-05 11:00+02:00"
    );
    assert_eq!(
        ask("eu-1182-71", "eu-institutions", "24 hours").due("2025-06-06 10:23"),
        "2025-06-07 11:00+02:00"
    );
    // Art. 3(4), second sentence: periods counted back don't roll.
    assert_eq!(ask("eu-1182-71", "eu-institutions", "5 days").before().last_day("2025-03-13"), "2025-03-08");
}

#[test]
fn rule_2_8_counts_clear_days_and_leaves_weekends_out_of_short_periods() {
    // Rule 2.8(3): examples (i), (ii) and (iii).
    let before = |period: &str| ask("uk-cpr-2.8", "england-and-wales", period).before();
    let after = |period: &str| ask("uk-cpr-2.8", "england-and-wales", period);
    assert_eq!(before("3 days").last_day("2023-10-20"), "2023-10-16");
    assert_eq!(after("28 days").earliest().last_day("2023-10-01"), "2023-10-30");
    assert_eq!(after("28 days").earliest().due("2023-10-01"), "2023-10-30 00:00+00:00");
    assert_eq!(after("14 days").last_day("2023-10-02"), "2023-10-16");
    // Rule 2.8(4): the hearing is on Monday 20 October.
    assert_eq!(before("3 days").last_day("2025-10-20"), "2025-10-14");
    // Practitioners' examples: 7 days count the weekend, 5 don't.
    assert_eq!(before("7 days").last_day("2017-03-30"), "2017-03-22");
    assert_eq!(before("5 days").last_day("2017-03-14"), "2017-03-06");
    // Evans v Pinsent Masons LLP [2019] EWHC 2150 (QB): the bank holiday of 27 May counts in 7 days.
    assert_eq!(after("7 days").last_day("2019-05-21"), "2019-05-28");
    assert_eq!(after("5 days").last_day("2019-05-21"), "2019-05-29");
}

#[test]
fn not_more_than_seven_days_before_gives_the_earliest_day() {
    // Civil Proceedings Rules of Trinidad and Tobago, rule 2.8, example (b); the same calculus.
    let bundle = ask("uk-cpr-2.8", "england-and-wales", "7 days").before().earliest();
    assert_eq!(bundle.last_day("2023-10-17"), "2023-10-09");
}

#[test]
fn an_act_at_the_court_office_may_be_done_when_it_opens_again() {
    // Rule 2.8(5): Saturday 1 November 2025.
    assert_eq!(
        ask("uk-cpr-2.8-court-office", "england-and-wales", "14 days").last_day("2025-10-18"),
        "2025-11-03"
    );
    assert_eq!(ask("uk-cpr-2.8", "england-and-wales", "14 days").last_day("2025-10-18"), "2025-11-01");
}

#[test]
fn chinese_ends_roll_over_long_holidays_to_the_first_day_that_is_worked() {
    // Civil Procedure Law art. 85(3) on the holidays as announced, amended ones included.
    let rows = [
        // To a Sunday, and to a Saturday, that are worked.
        ("2024-02-01", "10 days", "2024-02-18"),
        ("2023-08-31", "1 month", "2023-10-07"),
        ("2019-04-16", "15 days", "2019-05-05"),
        // The Spring Festival of 2020 was lengthened to 2 February while it lasted.
        ("2020-01-16", "15 days", "2020-02-03"),
        // 31 December 2018 is off by the notice for 2019.
        ("2018-12-16", "15 days", "2019-01-02"),
        ("2026-03-05", "30 days", "2026-04-07"),
    ];
    check("cn-litigation", "cn", &rows);
    let rows = [
        ("2025-09-01", "1 month", "2025-10-09"),
        ("2023-05-01", "3 years", "2026-05-06"),
        ("2026-02-07", "2 weeks", "2026-02-24"),
        ("2025-10-01", "10 days", "2025-10-11"),
        ("2023-12-30", "2 months", "2024-02-29"),
        ("2022-02-28", "1 month", "2022-03-28"),
    ];
    check("cn-civil-code", "cn", &rows);
}

#[test]
fn chinese_hours_leave_out_the_hour_of_the_event_to_its_last_second() {
    // SPC Interpretation art. 125.
    let hours = |period: &str| ask("cn-litigation", "cn", period);
    assert_eq!(hours("24 hours").due("2018-04-10 23:59:59"), "2018-04-12 00:00+08:00");
    assert_eq!(hours("1 hour").due("2018-04-10 14:59"), "2018-04-10 16:00+08:00");
    // Into the National Day holiday, where it stays.
    assert_eq!(hours("48 hours").due("2026-09-30 10:10"), "2026-10-02 11:00+08:00");
}

#[test]
fn chinese_licensing_counts_from_rest_days_and_from_days_that_make_up_for_them() {
    // Administrative Licensing Law art. 82: the day of the event is out whatever day it is.
    let rows = [
        ("2026-02-14", "5 working days", "2026-02-28"),
        ("2026-02-15", "1 working day", "2026-02-24"),
        ("2026-03-01", "5 working days", "2026-03-06"),
        ("2026-05-08", "2 working days", "2026-05-11"),
        ("2026-04-30", "1 working day", "2026-05-06"),
        ("2025-01-26", "20 working days", "2025-02-28"),
        ("2024-09-30", "10 working days", "2024-10-18"),
        ("2018-12-28", "3 working days", "2019-01-03"),
        ("2020-01-23", "5 working days", "2020-02-07"),
    ];
    check("cn-licensing", "cn", &rows);
    // Art. 50: thirty days before a licence ends, back over the Spring Festival and two days made up for it.
    assert_eq!(ask("cn-licensing", "cn", "30 days").before().last_day("2026-03-31"), "2026-02-11");
}

#[test]
fn federal_rule_6_rolls_back_and_on_as_the_committee_notes() {
    // 2009 Committee Note to 6(a)(5): the tenth day is Saturday 1 September 2007 both ways.
    let rows = [
        ("2007-08-22", "10 days", "2007-09-04"),
        // Observed on Friday 31 December 2021, and then Monday.
        ("2021-12-17", "14 days", "2022-01-03"),
        ("2020-06-19", "14 days", "2020-07-06"),
        ("2023-11-30", "3 months", "2024-02-29"),
        // Inauguration Day is no legal holiday of 6(a)(6)(A).
        ("2017-01-13", "7 days", "2017-01-20"),
    ];
    check("us-frcp-6", "us-federal", &rows);
    let before = |period: &str| ask("us-frcp-6", "us-federal", period).before();
    assert_eq!(before("10 days").last_day("2007-09-11"), "2007-08-31");
    assert_eq!(before("14 days").last_day("2025-06-09"), "2025-05-23", "over Memorial Day");
    // 6(a)(2)(C): on and back at the same time of the clock, over a holiday and over a change of the clock.
    let hours = ask("us-frcp-6", "us-federal", "24 hours");
    assert_eq!(hours.due("2025-07-03 09:00"), "2025-07-07 09:00-04:00");
    assert_eq!(hours.clone().before().due("2025-06-09 10:00"), "2025-06-06 10:00-04:00");
    assert_eq!(ask("us-frcp-6", "us-federal", "48 hours").due("2025-03-07 14:10"), "2025-03-10 15:10-04:00");
    assert_eq!(hours.due("2025-03-08 01:00"), "2025-03-10 01:00-04:00");
}

#[test]
fn regulation_1182_71_holds_two_working_days_over_easter() {
    let rows = [
        // One day is no period "of two days or more".
        ("2025-04-16", "1 day", "2025-04-22"),
        ("2025-06-06", "1 day", "2025-06-10"),
        ("2025-04-15", "2 days", "2025-04-22"),
        ("2025-04-16", "6 days", "2025-04-23"),
        ("2025-04-16", "1 week", "2025-04-23"),
        ("2024-05-02", "7 days", "2024-05-13"),
        ("2025-04-01", "1 month", "2025-05-02"),
        ("2024-02-29", "1 year", "2025-02-28"),
        // Over the days at the year's end, into 2026.
        ("2025-12-10", "15 days", "2026-01-05"),
    ];
    check("eu-1182-71", "eu-institutions", &rows);
    let hours = |period: &str| ask("eu-1182-71", "eu-institutions", period);
    assert_eq!(hours("48 hours").due("2025-03-06 10:00"), "2025-03-08 11:00+01:00");
    assert_eq!(hours("24 hours").due("2025-03-29 23:30"), "2025-03-31 01:00+02:00");
    assert_eq!(hours("24 hours").due("2025-10-25 10:23"), "2025-10-26 10:00+01:00");
    // Art. 3(5) has no exception for periods counted back.
    assert_eq!(hours("2 days").before().last_day("2025-03-10"), "2025-03-06");
}

#[test]
fn a_minimum_of_working_days_hangs_only_on_the_days_that_can_matter() {
    // 23 December 2024 isn't known: two years hold two working days without it.
    let two = |period: &str, from: &str| ask("eu-1182-71", "eu-institutions", period).from(from).unwrap();
    assert!(!two("2 years", "2023-06-27").provisional);
    assert!(!two("3 weeks", "2024-12-16").provisional);
    assert!(two("2 days", "2024-12-20").provisional);
}

#[test]
fn rule_2_8_leaves_bank_holidays_that_were_proclaimed_out_of_short_periods() {
    let before = |period: &str| ask("uk-cpr-2.8", "england-and-wales", period).before();
    assert_eq!(before("3 days").last_day("2022-06-07"), "2022-05-30", "Spring holiday and Jubilee");
    assert_eq!(before("2 days").last_day("2022-09-21"), "2022-09-15", "State Funeral");
    assert_eq!(before("3 days").last_day("2023-05-10"), "2023-05-03", "Coronation");
    assert_eq!(before("3 days").last_day("2020-05-12"), "2020-05-05", "VE Day, moved to a Friday");
    assert_eq!(before("6 days").last_day("2023-10-23"), "2023-10-16", "six days count the weekend");
    let after = ask("uk-cpr-2.8", "england-and-wales", "5 days");
    assert_eq!(after.last_day("2023-12-22"), "2024-01-03", "Christmas, Boxing Day and New Year's Day");
    // Rule 2.8(4) leaves days out of the period; it doesn't say that service can't be on one.
    assert_eq!(before("5 days").last_day("2024-04-03"), "2024-03-24");
}

#[test]
fn a_promise_in_office_hours_waits_for_the_office_to_open() {
    let half = ask("office-hours", "cn", "30 minutes");
    let rows = [
        ("2026-03-02 08:00", "2026-03-02 09:30+08:00"),
        ("2026-03-02 11:30", "2026-03-02 12:00+08:00"),
        ("2026-03-02 12:10", "2026-03-02 14:00+08:00"),
        ("2026-03-02 18:15", "2026-03-03 09:30+08:00"),
        ("2026-03-06 17:15", "2026-03-09 09:15+08:00"),
        ("2026-02-28 10:15", "2026-02-28 10:45+08:00"),
        ("2026-03-01 10:15", "2026-03-02 09:30+08:00"),
    ];
    for (from, due) in rows {
        assert_eq!(half.due(from), due);
    }
    assert_eq!(ask("office-hours", "cn", "8 hours").due("2026-03-02 09:00"), "2026-03-03 10:00+08:00");
    assert_eq!(ask("office-hours", "cn", "2 hours").due("2026-02-14 16:00"), "2026-02-24 09:30+08:00");
}

#[test]
fn plain_time_moves_nothing() {
    let rows = [
        ("2026-09-21", "10 days", "2026-10-01"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2025-12-31", "1 week", "2026-01-07"),
        ("2026-09-30", "1 working day", "2026-10-08"),
    ];
    check("plain", "cn", &rows);
    let back = |period: &str| ask("plain", "cn", period).before();
    assert_eq!(back("1 month").last_day("2024-03-31"), "2024-02-29");
    assert_eq!(back("90 minutes").due("2026-03-01 00:30"), "2026-02-28 23:00+08:00");
    assert_eq!(back("1 working day").last_day("2026-10-08"), "2026-09-30");
}
