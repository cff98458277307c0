//! Deadlines.

use super::carets::{check, each_gives, fine};
use registrar_engine::definition::Period;

#[test]
fn a_period_is_a_constant_a_list_by_condition_or_a_field() {
    let stall = fine(
        "
deadlines:
  fixed: {period: 3 working days}
  cases: {period: [{if: data.large, is: 6 months}, {if: data.middling, is: 3 months}, {is: 1 month}]}
  field: {period: data.evidence_period}
",
    );
    let period = |at: usize| stall.deadlines[at].period.clone().unwrap();
    assert!(matches!(period(0), Period::Fixed(text) if text.value == "3 working days"));
    let Period::Cases(cases) = period(1) else { panic!("{:?}", period(1)) };
    let cases: Vec<_> =
        cases.iter().map(|(c, p)| (c.as_ref().map(|c| c.value.as_str()), p.value.as_str())).collect();
    assert_eq!(
        cases,
        [(Some("data.large"), "6 months"), (Some("data.middling"), "3 months"), (None, "1 month")]
    );
    assert!(matches!(period(2), Period::Field(field) if field.value == "data.evidence_period"));
}

#[test]
fn every_other_key_of_a_deadline_is_kept() {
    let stall = fine(
        "
deadlines:
  trial:
    title: {en: Trial limit}
    period: 6 months
    counting: cn-litigation
    from: judgment_service.served
    suspend_while: [mediating]
    suspend: {by: judge}
    waive: {by: defendant}
    extend: {by: judge, up_to: 1 month, times: 2, ask: 15 days before, for: all}
    remind: [5 days before, 1 day before]
    promise: true
    law: cpl-164
  notice: {period: 3 days, before: data.hearing_at, extend: {by: judge, up_to: 1 day}}
",
    );
    let trial = &stall.deadlines[0];
    assert_eq!(trial.from.as_ref().unwrap().value, "judgment_service.served");
    assert_eq!((trial.suspend_by.as_ref().unwrap().value.as_str(), trial.suspend_while.len()), ("judge", 1));
    assert_eq!(trial.waive_by.as_ref().unwrap().value, "defendant");
    let extend = trial.extend.as_ref().unwrap();
    assert!(extend.for_all);
    assert_eq!((extend.times, extend.ask.as_ref().unwrap().value.as_str()), (2, "15 days before"));
    assert!(trial.promise && trial.remind.len() == 2);
    let notice = &stall.deadlines[1];
    assert_eq!(
        (notice.before.as_ref().unwrap().value.as_str(), notice.extend.as_ref().unwrap().times),
        ("data.hearing_at", 1)
    );
}

#[test]
fn a_deadline_that_is_none_is_told() {
    check(
        "
deadlines:
  bare: 3 days
        ^^^^^^ wrong-kind: expected a deadline as a map, found `3 days`
  last: {period: [{if: data.x, is: 1 day}]}
                  ^^^^^^^^^^^^^^^^^^^^^^^ missing-key: no period is left if no condition holds | let the last case have no `if`
  first: {period: [{is: 1 day}, {is: 2 days}]}
                   ^^^^^^^^^^^ missing-key: the cases after this one are never reached | only the last case has no `if`
  how: {period: [{if: data.x}, {is: 1 day}]}
                 ^^^^^^^^^^^^ missing-key: a case of a period needs `is`
  both: {period: 1 day, from: x.y, before: data.z}
                                   ^^^^^^ conflicting-keys: `before` can't stand beside `from`
  stop: {period: 1 day, suspend: judge, extend: judge}
                                 ^^^^^ wrong-kind: expected `suspend` as a map, found `judge`
                                                ^^^^^ wrong-kind: expected `extend` as a map, found `judge`
  often: {period: 1 day, extend: {by: judge, up_to: 1 day, times: 0}}
                                                                  ^ out-of-range: `0` is out of range
",
    );
    each_gives(
        "wrong-kind",
        &[
            "deadlines: {a: {period: }}",
            "deadlines: {a: {period: []}}",
            "deadlines: {a: {period: {is: 1 day}}}",
            "deadlines: {a: {period: 1 day, remind: 1 day before}}",
            "deadlines: {a: {period: 1 day, suspend_while: open}}",
        ],
    );
}
