//! Two arrows that may both be taken, arrows that never are, conditions that never hold.

use super::found;
use registrar_engine::finding::{Finding, Severity};

const DATA: &str = "
data:
  a: {type: boolean, default: false}
  b: {type: boolean, default: false}
  track: {type: enum, of: [small, summary, ordinary], default: summary}
  note: {type: text}
  count: {type: integer, min: 0, max: 5, default: 0}
  amount: {type: money, currency: CNY}
  day: {type: date}
  items: {type: list, of: {done: {type: boolean}}}
";

/// What is told of the arrows of a state on the message `a`.
fn told(arrows: &str) -> Vec<Finding> {
    let states = "
  one: {on: {a: closed}}
  two: {on: {a: closed}}
  three: {on: {a: closed}}
  closed: {final: true}
";
    // All states can be reached, whatever the arrows under test do.
    let ways = "b: one, error.execution: [{if: data.a, to: two}, {to: three}]";
    let body = format!("{DATA}states:\n  open: {{on: {{a: {arrows}, {ways}}}}}\n");
    let codes = ["two-ways", "never-taken", "never-holds"];
    found(&format!("{body}{states}")).into_iter().filter(|finding| codes.contains(&finding.code)).collect()
}

fn codes(arrows: &str) -> Vec<&'static str> {
    told(arrows).iter().map(|finding| finding.code).collect()
}

#[test]
fn conditions_that_overlap_are_told_with_an_example() {
    let told = told("[{if: data.a, to: one}, {if: data.b, to: two}]");
    let [finding] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((finding.code, finding.severity), ("two-ways", Severity::Warning));
    assert!(finding.message.contains("`data.a`") && finding.message.contains("`data.b`"), "{finding:?}");
    assert!(finding.message.contains("both hold for `data.a = true` and `data.b = true`"), "{finding:?}");
    for overlapping in [
        "[{if: 'data.count < 3', to: one}, {if: 'data.count > 1', to: two}]",
        "[{if: \"data.track != 'small'\", to: one}, {if: \"data.track != 'summary'\", to: two}]",
        "[{if: 'data.amount > 300', to: one}, {if: 'data.amount < 300.02', to: two}]",
        "[{if: \"data.day > '2026-03-01'\", to: one}, {if: \"data.day < '2026-03-03'\", to: two}]",
        "[{if: data.a, to: one}, {if: data.b, to: one, do: [{set: {a: 'false'}}]}]",
    ] {
        assert_eq!(codes(overlapping), ["two-ways"], "{overlapping}");
    }
}

#[test]
fn conditions_that_exclude_each_other_are_fine() {
    for apart in [
        "[{if: data.a, to: one}, {if: '!data.a', to: two}]",
        "[{if: 'data.count < 3', to: one}, {if: 'data.count > 2', to: two}]",
        "[{if: \"data.track == 'small'\", to: one}, {if: \"data.track in ['summary', 'ordinary']\", to: two}]",
        "[{if: 'data.amount > 300', to: one}, {if: 'data.amount <= 300', to: two}]",
        "[{if: 'data.amount > 300', to: one}, {if: 'data.amount < 300.01', to: two}]",
        "[{if: \"data.day > '2026-03-01'\", to: one}, {if: \"data.day < '2026-03-02'\", to: two}]",
        "[{if: 'size(data.items) > 0', to: one}, {if: '!(size(data.items) > 0)', to: two}]",
        "[{if: 'has(data.note)', to: one}, {if: 'data.note == null', to: two}]",
        "[{if: \"event.by == 'x'\", to: one}, {if: \"event.by == 'y'\", to: two}]",
    ] {
        assert_eq!(codes(apart), Vec::<&str>::new(), "{apart}");
    }
}

#[test]
fn what_is_not_followed_may_be_either() {
    let told = told("[{if: 'size(data.items) > 0', to: one}, {if: data.b, to: two}]");
    let [finding] = told.as_slice() else { panic!("{told:?}") };
    assert!(finding.message.contains("both may hold, for `data.b = true` and as it comes"), "{finding:?}");
}

#[test]
fn an_order_that_speaks_for_itself_is_fine() {
    for meant in [
        "[{if: data.a, to: one}, {to: two}]",
        "[{if: data.a, to: one}, {if: data.b, to: two}, {to: three}]",
        "[{if: data.a && data.b, to: one}, {if: data.a, to: two}]",
        "[{if: data.a, at_most: 2, to: one}, {if: data.b, to: two}]",
        "[{if: data.a, to: one}, {if: data.b, to: one}]",
    ] {
        assert_eq!(codes(meant), Vec::<&str>::new(), "{meant}");
    }
}

#[test]
fn an_arrow_after_conditions_that_leave_nothing_over_is_never_taken() {
    for arrows in [
        "[{if: data.a, to: one}, {if: '!data.a', to: two}, {to: three}]",
        "[{if: data.a, to: one}, {if: data.a && data.b, to: two}]",
        "[{if: 'data.count < 3', to: one}, {if: 'data.count > 2', to: two}, {if: data.a, to: three}]",
        "[{if: 'data.count < 3', at_most: 1, beyond: three, to: one}, {if: 'data.count < 2', to: two}]",
    ] {
        assert_eq!(codes(arrows), ["never-taken"], "{arrows}");
    }
    // A sum that isn't there is neither.
    for arrows in [
        "[{if: 'data.amount > 3', to: one}, {if: 'data.amount <= 3', to: two}, {to: three}]",
        "[{if: 'data.count < 3', at_most: 1, to: one}, {if: 'data.count < 2', to: two}]",
    ] {
        assert_eq!(codes(arrows), Vec::<&str>::new(), "{arrows}");
    }
}

#[test]
fn a_condition_that_no_data_fulfils_is_an_error_of_its_arrow() {
    for condition in [
        "data.a && !data.a",
        "data.track == 'small' && data.track == 'ordinary'",
        "data.track != 'small' && data.track != 'summary' && data.track != 'ordinary'",
        "data.count > 5",
        "data.count + 1 > 6",
        "data.amount > 3 && data.amount < 3.01",
        "data.note == 'x' && data.note == 'y'",
        "data.note == null && data.note == 'y'",
        "size(data.items) > 0 && !(size(data.items) > 0)",
    ] {
        let told = told(&format!("[{{if: \"{condition}\", to: one}}]"));
        let [finding] = told.as_slice() else { panic!("{condition}: {told:?}") };
        assert_eq!((finding.code, finding.severity), ("never-holds", Severity::Error), "{condition}");
    }
    for condition in
        ["data.a && !data.b", "data.count > 4", "data.note != 'x' && data.note != 'y'", "data.amount > 3"]
    {
        assert_eq!(codes(&format!("[{{if: \"{condition}\", to: one}}]")), Vec::<&str>::new(), "{condition}");
    }
}

#[test]
fn an_action_that_is_never_done_is_a_warning() {
    let told = told("{to: one, do: [{if: 'data.count > 5', do: [{set: {a: 'true'}}]}]}");
    let [finding] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((finding.code, finding.severity), ("never-holds", Severity::Warning));
}

#[test]
fn the_special_event_before_the_general_one_speaks_for_itself() {
    let body = |first: &str, second: &str| {
        format!(
            "{DATA}
tasks: {{t: {{role: officer, outcomes: [x, y]}}}}
states:
  open: {{tasks: [t], on: [{{{first}: {{if: data.a, to: one}}}}, {{{second}: {{if: data.b, to: closed}}}}, {{t: [{{if: '!data.a', to: one}}]}}]}}
  one: {{on: {{a: closed}}}}
  closed: {{final: true}}
"
        )
    };
    let told = |first, second| {
        found(&body(first, second)).iter().filter(|finding| finding.code == "two-ways").count()
    };
    assert_eq!(told("t.x", "t.y"), 0);
    assert_eq!(told("t.x", "t.x"), 1);
}
