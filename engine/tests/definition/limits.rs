//! What a definition may hold at most.

use super::carets::completed;
use registrar_engine::definition::{
    MAX_ARROWS, MAX_ENTRIES, MAX_EVENTS, MAX_EXPRESSION, MAX_FINDINGS, MAX_NAME, MAX_PATH, MAX_REGIONS,
    MAX_STATES,
};
use registrar_engine::parse;
use registrar_engine::yaml::MAX_BYTES;

/// The messages of a text; all of them are about size.
fn told(text: &str) -> Vec<String> {
    let (_, findings) = parse(&completed(text));
    assert!(
        findings.iter().all(|finding| finding.code == "too-large"),
        "{:?}",
        &findings[..findings.len().min(3)]
    );
    findings.into_iter().map(|finding| finding.message).collect()
}

fn many(count: usize, of: impl Fn(usize) -> String) -> String {
    (0..count).map(of).collect::<Vec<_>>().join(", ")
}

#[test]
fn states_are_counted_at_every_depth() {
    let inner =
        |count: usize| format!("states: {{box: {{states: {{{}}}}}}}", many(count, |i| format!("s{i}: ")));
    assert_eq!(told(&inner(MAX_STATES - 1)), [""; 0]);
    assert_eq!(told(&inner(MAX_STATES)), ["more than 2000 states; the rest isn't read"]);
}

#[test]
fn regions_are_counted() {
    let regions =
        |count: usize| format!("states: {{box: {{parallel: {{{}}}}}}}", many(count, |i| format!("r{i}: ")));
    assert_eq!(told(&regions(MAX_REGIONS)), [""; 0]);
    assert_eq!(told(&regions(MAX_REGIONS + 1)), ["more than 500 regions; the rest isn't read"]);
}

#[test]
fn arrows_are_counted() {
    let arrows = |count: usize| format!("states: {{a: {{on: {{x: [{}]}}}}}}", many(count, |_| "a".into()));
    assert_eq!(told(&arrows(MAX_ARROWS)), [""; 0]);
    assert_eq!(told(&arrows(MAX_ARROWS + 1)), ["more than 10000 arrows; the rest isn't read"]);
}

#[test]
fn entries_of_a_table_are_counted() {
    let tasks =
        |count: usize| format!("tasks: {{{}}}", many(count, |i| format!("t{i}: {{role: x, outcomes: [y]}}")));
    let deadlines =
        |count: usize| format!("deadlines: {{{}}}", many(count, |i| format!("d{i}: {{period: 1 day}}")));
    let notices =
        |count: usize| format!("notices: {{{}}}", many(count, |i| format!("n{i}: {{to: x, template: y}}")));
    for table in [&tasks as &dyn Fn(usize) -> String, &deadlines, &notices] {
        assert_eq!(told(&table(MAX_ENTRIES)), [""; 0]);
        assert_eq!(told(&table(MAX_ENTRIES + 1)), ["2001 entries in one table; at most 2000 are read"]);
    }
}

#[test]
fn names_expressions_and_events_are_measured() {
    let longest = "审".repeat(MAX_NAME);
    assert_eq!(told(&format!("roles: {{{longest}: {{pool: x}}}}")), [""; 0]);
    assert_eq!(
        told(&format!("roles: {{{longest}a: {{pool: x}}}}")),
        ["this name has 81 characters; at most 80 are read"]
    );
    let path = "a".repeat(MAX_PATH + 1);
    assert_eq!(told(&format!("calendar: {path}")), ["this name has 401 characters; at most 400 are read"]);
    let condition =
        |length: usize| format!("states: {{a: {{at_once: {{to: a, if: {}}}}}}}", "x".repeat(length));
    assert_eq!(told(&condition(MAX_EXPRESSION)), [""; 0]);
    assert_eq!(
        told(&condition(MAX_EXPRESSION + 1)),
        ["the expression has 2001 characters; at most 2000 are read"]
    );
    let events = |count: usize| {
        let events = (0..count).map(|i| format!("e{i}")).collect::<Vec<_>>().join(" ");
        format!("states: {{a: {{on: {{{events}: a}}}}}}")
    };
    assert_eq!(told(&events(MAX_EVENTS)), [""; 0]);
    assert_eq!(told(&events(MAX_EVENTS + 1)), ["51 events in one key; at most 50 are read"]);
}

#[test]
fn a_text_too_long_is_not_read() {
    let (definition, findings) = parse(&"#".repeat(MAX_BYTES + 1));
    assert!(definition.is_none());
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["too-large"]);
}

#[test]
fn deep_nesting_is_told_and_not_followed() {
    let deep = |open: &str, close: &str| {
        let text = format!("states: {{a: {}x{}}}", open.repeat(200), close.repeat(200));
        parse(&completed(&text)).1.len()
    };
    assert!(deep("{states: {a: ", "}}") > 0);
    assert!(deep("{entry: [{if: x, do: [", "]}]}") > 0);
}

#[test]
fn findings_are_told_up_to_a_thousand() {
    let text = (0..5_000).map(|i| format!("k{i}: x\n")).collect::<String>();
    let (_, findings) = parse(&completed(&text));
    assert_eq!(findings.len(), MAX_FINDINGS + 1);
    let last = findings.iter().find(|finding| finding.code == "too-large").unwrap();
    assert_eq!(last.message, "more than 1000 findings; the rest isn't told");
}
