//! Stories are told with dates where dates give them; what can't be played is told as such. That stories really happen
//! and their scenarios hold is tested beside the runner (`adapters/scenario/tests/stories.rs`), and on random
//! definitions in `engine/tests/properties/stories.rs`.

use super::report_in;
use registrar_engine::event::Event;
use registrar_engine::verify::{Answer, Report, Story};

fn report(rest: &str) -> Report {
    let head = "
workflow: stall
version: 1
title: {en: Street stall}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles: {applicant: {party: true}}
";
    report_in(&format!("{head}{rest}"), &[])
}

fn story(rest: &str) -> Story {
    let report = report(rest);
    let [verdict] = report.verdicts.as_slice() else { panic!("one guarantee") };
    match &verdict.answer {
        Answer::Refuted(story) => (**story).clone(),
        other => panic!("{other:?}"),
    }
}

/// Two clocks that begin with the case; `then` says what comes of them.
fn clocks(long: &str, then: &str) -> String {
    let lost = if then == "d" { "" } else { ", lost: {unbounded: a test, on: {}}" };
    format!(
        "
deadlines: {{long: {{period: {long}}}, short: {{period: 10 days}}}}
states:
  whole:
    parallel:
      first: {{states: {{a: {{deadlines: [long], on: {{long.expired: b}}}}, b: {{final: true}}}}}}
      second: {{states: {{c: {{deadlines: [short], on: {{short.expired: {then}}}}}, d: {{final: true}}{lost}}}}}
    done: over
  over: {{final: true}}
"
    )
}

#[test]
fn an_order_of_deadlines_that_no_dates_give_refutes_nothing() {
    let lost = "[{if: \"active('b')\", to: lost}, {to: d}]";
    let impossible = report(&format!("{}guarantees: [never: {{state: lost}}]\n", clocks("20 days", lost)));
    let Answer::NotDecided { limit } = &impossible.verdicts[0].answer else { panic!("{impossible:?}") };
    let (en, zh) = (&limit["en"], &limit["zh"]);
    assert!(en.contains("“The deadline “long” ends” before “The deadline “short” ends”"), "{en}");
    assert!(zh.contains("「long」") && zh.contains("「short」"), "{zh}");
    assert!(impossible.findings.iter().all(|finding| finding.code != "guarantee-refuted"));
    // With the lengths the other way round it happens.
    let possible = report(&format!("{}guarantees: [never: {{state: lost}}]\n", clocks("5 days", lost)));
    assert_eq!(possible.verdicts[0].answer.word(), "refuted");
}

#[test]
fn acts_are_moved_where_another_order_comes_to_the_same() {
    let told = story(&format!("{}guarantees: [never: {{state: over}}]\n", clocks("20 days", "d")));
    let names: Vec<&str> = told
        .steps
        .iter()
        .filter_map(|step| match &step.event {
            Some(Event::Expired { name, .. }) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["short", "long"]);
    let days: Vec<String> = told.steps.iter().map(|step| step.at.unwrap().to_string()).collect();
    assert_eq!(days, ["2026-03-02T01:00:00Z", "2026-03-12T16:00:00Z", "2026-03-22T16:00:00Z"]);
}

#[test]
fn what_was_not_found_is_said_and_the_story_has_no_dates() {
    let told = story(
        "
data: {name: {type: text, required: true}}
tasks: {ask: {role: applicant, outcomes: {asked: [name]}}}
states:
  draft: {tasks: [ask], unbounded: a test, on: {ask.asked: [{if: 'size(data.name) == 501', to: lost}, {to: over}]}}
  lost: {tasks: [ask], unbounded: a test, on: {ask.asked: over}}
  over: {final: true}
guarantees: [never: {state: lost}]
",
    );
    assert!(told.steps.iter().all(|step| step.at.is_none() && step.event.is_none()));
    assert!(told.feature.is_empty());
    let assumed = &told.assumed[0];
    assert!(assumed["en"].contains("step 2 (`size(data.name) == 501`)"), "{assumed:?}");
    assert!(assumed["zh"].contains("第2步"), "{assumed:?}");
}

#[test]
fn the_end_of_a_clock_that_changes_nothing_is_told_on_its_day() {
    let told = story(
        "
deadlines: {note: {period: 3 days, promise: true}, answer: {period: 10 days}}
tasks: {ask: {role: applicant, outcomes: [asked]}}
states:
  draft: {tasks: [ask], deadlines: [note, answer], on: {ask.asked: over, answer.expired: lost}}
  lost: {unbounded: a test, on: {}}
  over: {final: true}
guarantees: [always_ends]
",
    );
    let said: Vec<&str> = told.steps.iter().map(|step| step.sentence["en"].as_str()).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[1].contains("“note” ends. Nothing comes of it."), "{said:?}");
}
