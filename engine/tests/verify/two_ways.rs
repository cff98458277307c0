//! Two arrows that may both be taken, arrows that never are, conditions that never hold.

use super::{found, found_in};
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

/// The messages of the warnings about order in a definition with this rest.
fn by_order(body: &str) -> Vec<String> {
    let head = "
workflow: stall
version: 1
title: {en: Street stall}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {party: true}
  neighbour: {party: true, many: true, data: {near: {type: boolean, default: false}, name: {type: text}}}
  officer: {pool: officers}
messages: {a: {}, b: {}, c: {}, d: {}, e: {}}
data:
  note: {type: text}
  x: {type: boolean, default: false}
  y: {type: boolean, default: false}
  who: {type: text}
notices: {note: {to: neighbour, template: note, channels: [portal]}}
";
    let found = found_in(&format!("{head}{body}"), &[("note.en.txt", "Hello")]);
    found.into_iter().filter(|finding| finding.code == "two-ways").map(|finding| finding.message).collect()
}

/// Two regions; `first` and `second` are what they answer.
fn regions(first: &str, second: &str) -> Vec<String> {
    by_order(&format!(
        "
states:
  work:
    on: {{b: refused, e: granted}}
    parallel:
      path: {{states: {{one: {{on: {{{first}, c: one_more}}}}, one_more: {{on: {{c: one}}}}}}}}
      desk: {{states: {{two: {{on: {{{second}, c: two_more}}}}, two_more: {{on: {{c: two}}}}}}}}
  granted: {{final: true}}
  refused: {{final: true}}
"
    ))
}

#[test]
fn two_regions_of_which_one_leads_out_on_an_event_of_both_are_told() {
    let told = regions("a: granted", "a: refused");
    let [message] = told.as_slice() else { panic!("{told:?}") };
    assert!(message.contains("the order of the regions decides between the arrow of `one`"), "{message}");
    assert!(message.contains("on `a`: one of them leads out of `work`"), "{message}");
    assert_eq!(regions("a: granted", "a: two_more").len(), 1);
    assert_eq!(regions("a: one_more", "a: granted").len(), 1);
    assert_eq!(regions("a: {if: 'data.note == null', to: granted}", "a: refused").len(), 1);
}

#[test]
fn regions_that_do_the_same_or_not_at_once_are_fine() {
    for (first, second) in [
        ("a: granted", "a: granted"),
        ("a: {if: data.x, to: granted}", "a: {if: '!data.x', to: refused}"),
        ("a: one_more", "a: two_more"),
        ("a: granted", "a: {do: [{set: {y: 'true'}}]}"),
        ("a: granted", "d: refused"),
    ] {
        assert_eq!(regions(first, second), Vec::<String>::new(), "{first} / {second}");
    }
}

#[test]
fn regions_whose_states_never_meet_are_fine() {
    let body = |desk: &str| {
        format!(
            "
states:
  work:
    parallel:
      path: {{states: {{early: {{on: {{a: granted, b: late}}}}, late: {{on: {{d: refused}}}}}}}}
      desk: {{states: {{{desk}}}}}
  granted: {{final: true}}
  refused: {{final: true}}
"
        )
    };
    // `b` moves both on.
    assert_eq!(by_order(&body("waiting: {on: {b: ready}}, ready: {on: {a: refused}}")), Vec::<String>::new());
    assert_eq!(by_order(&body("waiting: {on: {c: ready}}, ready: {on: {a: refused}}")).len(), 1);
}

/// Copies of neighbours, with arrows of two of their states.
fn copies(first: &str, second: &str) -> Vec<String> {
    by_order(&format!(
        "
tasks: {{go_on: {{role: neighbour, outcomes: [done]}}}}
states:
  asking:
    for_each: neighbour
    states:
      waiting: {{tasks: [go_on], on: {{go_on.done: asked, {first}}}}}
      asked: {{on: {{{second}}}}}
    on: {{b: refused, e: granted}}
  granted: {{final: true}}
  refused: {{final: true}}
"
    ))
}

#[test]
fn copies_in_different_states_that_lead_out_to_different_places_are_told() {
    let told = copies("a: granted", "a: refused");
    let between = |message: &String| message.contains("the order of the copies decides between the arrow of");
    assert!(!told.is_empty() && told.iter().all(between), "{told:?}");
    assert!(told.iter().all(|message| message.contains("leads out of `asking`")), "{told:?}");
    assert_eq!(copies("a: granted", "a: granted"), Vec::<String>::new());
    assert_eq!(copies("a: granted", "b: {}"), Vec::<String>::new());
}

#[test]
fn what_is_the_copys_own_event_is_no_race_of_copies() {
    let body = "
tasks: {answer: {role: neighbour, outcomes: [yes, no]}}
states:
  asking:
    for_each: neighbour
    states:
      waiting: {tasks: [answer], on: {answer.yes: {to: granted, do: [{send: note}]}, answer.no: {to: refused, do: [{send: note}]}}}
  granted: {final: true}
  refused: {final: true}
";
    assert_eq!(by_order(body), Vec::<String>::new());
}

#[test]
fn one_arrow_in_several_copies_is_told_where_it_hangs_on_the_member() {
    let with = |actions: &str| copies(&format!("a: {{to: granted, do: [{actions}]}}"), "b: {}");
    for own in ["{send: note}", "{set: {who: member.name}}", "{if: member.near, do: [{set: {x: 'true'}}]}"] {
        let told = with(own);
        let [message] = told.as_slice() else { panic!("{own}: {told:?}") };
        assert!(message.contains("decides in whose copy this arrow is taken on `a`"), "{message}");
    }
    assert_eq!(with("{set: {x: 'true'}}"), Vec::<String>::new());
}

#[test]
fn conditions_on_the_member_are_set_against_each_other() {
    let told = copies(
        "a: [{if: member.near, do: [{set: {x: 'true'}}]}, {if: data.x, do: [{set: {y: 'true'}}]}]",
        "b: {}",
    );
    let [message] = told.as_slice() else { panic!("{told:?}") };
    assert!(message.contains("both hold for `member.near = true` and `data.x = true`"), "{message}");
    let apart =
        "a: [{if: member.near, do: [{set: {x: 'true'}}]}, {if: '!member.near', do: [{set: {y: 'true'}}]}]";
    assert_eq!(copies(apart, "b: {}"), Vec::<String>::new());
}

#[test]
fn a_copy_that_moves_on_keeps_another_from_leading_out() {
    let told = copies("a: [{if: member.near, to: asked}, {to: granted}]", "b: {}");
    assert!(told.iter().any(|message| message.contains("the order of the copies decides")), "{told:?}");
}
