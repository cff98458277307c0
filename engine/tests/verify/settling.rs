//! Arrows at once that lead round.

use super::found;
use registrar_engine::finding::Severity;

/// What is told of these states.
fn told(states: &str) -> Vec<(Severity, String)> {
    let body = format!(
        "
data:
  a: {{type: boolean, default: false}}
  count: {{type: integer, min: 0, max: 5, default: 0}}
  items: {{type: list, of: {{done: {{type: boolean}}}}}}
states:
{states}
  closed: {{final: true}}
"
    );
    let told = found(&body).into_iter().filter(|finding| finding.code == "endless-settling");
    told.map(|finding| (finding.severity, finding.message)).collect()
}

#[test]
fn a_round_that_no_condition_ends_is_an_error() {
    let told = told(
        "  one: {on: {b: two, a: closed}}\n  two: {at_once: [{if: data.a, to: three}, {to: one}]}\n  three: {at_once: [two]}",
    );
    let [(Severity::Error, message)] = told.as_slice() else { panic!("{told:?}") };
    assert!(message.ends_with("`two` → `three`, for `data.a = true`"), "{message}");
}

#[test]
fn conditions_that_exclude_each_other_end_it() {
    let apart = "  two: {at_once: [{if: data.a, to: three}], on: {a: closed}}\n  three: {at_once: [{if: '!data.a', to: two}], on: {a: closed}}";
    assert_eq!(told(apart), []);
    let by_order = "  two: {at_once: [{if: data.a, to: three}], on: {a: closed}}\n  three: {at_once: [{if: data.a, to: closed}, {to: two}]}";
    assert_eq!(told(by_order), []);
}

#[test]
fn a_round_that_is_limited_or_changes_what_it_reads_is_left_alone() {
    let limited = "  two: {at_once: [{to: three, at_most: 3}], on: {a: closed}}\n  three: {at_once: [two]}";
    assert_eq!(told(limited), []);
    let counted = "  two: {at_once: [{if: 'data.count < 5', to: three}], on: {a: closed}}\n  three: {entry: [{set: {count: data.count + 1}}], at_once: [two]}";
    assert_eq!(told(counted), []);
    let beyond = "  two: {at_once: [{to: closed, at_most: 3, beyond: three}]}\n  three: {at_once: [two]}";
    assert_eq!(told(beyond).len(), 1);
}

#[test]
fn what_is_not_followed_may_end_it() {
    let free = "  two: {at_once: [{if: 'size(data.items) > 0', to: three}], on: {a: closed}}\n  three: {at_once: [two]}";
    let told = told(free);
    assert!(matches!(told.as_slice(), [(Severity::Warning, _)]), "{told:?}");
}

#[test]
fn a_box_whose_beginning_leads_out_of_it_again_goes_round() {
    let told = told(
        "  first: {on: {b: two, a: closed}}\n  two:\n    states: {inner: {at_once: [outer]}}\n  outer: {at_once: [two]}",
    );
    assert_eq!(told.len(), 1, "{told:?}");
}
