//! Texts and services by chance. None brings the importer down, and what it finds no fault with compiles.

use super::{calendars, errors};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use registrar_casework::build_on;
use registrar_engine::finding::{Severity, has_errors};
use registrar_import::digit::import;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What an author can have wrong that only the compiler tells: a state to which nothing leads is kept.
const LEFT_TO_THE_COMPILER: [&str; 1] = ["unreachable"];

const PIECES: [&str; 30] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "'",
    "\"",
    "\\",
    "//",
    "/*",
    "*/",
    "\n",
    "\r",
    " ",
    "null",
    "true",
    "-1",
    "0x",
    "1e9",
    "states",
    "businessService",
    "\"state\"",
    "'actions'",
    "roles",
    "nextState",
    "sla",
    "é\u{2028}",
    "\u{feff}",
    "Infinity",
];

const NAMES: [&str; 22] = [
    "A",
    "B",
    "C",
    "A_2",
    "A_CITIZEN",
    "START",
    "done",
    "error",
    "true",
    "null",
    "a b",
    "x.y",
    ".x",
    "-z",
    "审查",
    "anybody",
    "S",
    "S_sla",
    "A_sla",
    "member",
    "1",
    "data",
];

const ROLES: [&str; 9] =
    ["CITIZEN", "*", "CLERK", "a b", "any.body", "anybody", "CITIZEN_or_CLERK", "审查", "CLERK, CITIZEN"];

fn name() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => select(&NAMES[..]).prop_map(|name| json!(name)),
        1 => Just(Value::Null),
        1 => "\\PC{0,12}".prop_map(|text| json!(text)),
    ]
}

fn sla() -> impl Strategy<Value = Value> {
    select(vec![
        json!(null),
        json!(36),
        json!(86_400),
        json!(86_400_000),
        json!(-1),
        json!(1.5),
        json!(1e30),
        json!("3600000"),
    ])
}

fn action() -> impl Strategy<Value = Value> {
    let next = prop_oneof![40 => select(&NAMES[..4]).prop_map(|name| json!(name)), 1 => name()];
    let roles = prop_oneof![40 => vec(select(&ROLES[..]), 1..3), 1 => Just(vec![])];
    let name = prop_oneof![40 => select(&NAMES[..]).prop_map(|name| json!(name)), 1 => name()];
    (name, next, roles, prop::bool::weighted(0.9)).prop_map(|(action, next, roles, active)| {
        json!({"action": action, "nextState": next, "roles": roles, "active": active})
    })
}

fn state() -> impl Strategy<Value = Value> {
    let flags = (any::<bool>(), prop::bool::weighted(0.1), prop::bool::weighted(0.2));
    (name(), name(), sla(), flags, vec(action(), 0..4)).prop_map(
        |(state, status, sla, (documents, starts, ends), actions)| {
            json!({
                "state": state, "applicationStatus": status, "sla": sla, "docUploadRequired": documents,
                "isStartState": starts, "isTerminateState": ends, "actions": actions,
            })
        },
    )
}

/// A service that has most things right.
fn service() -> impl Strategy<Value = Value> {
    (name(), sla(), vec(state(), 0..6), vec(action(), 1..3)).prop_map(|(name, sla, mut states, first)| {
        states.insert(0, json!({"state": null, "actions": first}));
        let mut seen: Vec<Value> = vec![];
        states.retain(|state| {
            !seen.contains(&state["state"]) && {
                seen.push(state["state"].clone());
                true
            }
        });
        for name in &NAMES[..4] {
            if !seen.contains(&json!(name)) {
                states.push(json!({"state": name, "isTerminateState": true}));
            }
        }
        json!({"businessService": name, "businessServiceSla": sla, "states": states})
    })
}

/// That what has no errors compiles.
fn compiles(text: &str) -> Result<bool, TestCaseError> {
    let imported = import(text);
    for finding in &imported.findings {
        prop_assert!(!finding.message.contains('\n'), "{finding:?}");
    }
    if has_errors(&imported.findings) {
        return Ok(false);
    }
    for written in &imported.definitions {
        let (_, found) = build_on(&written.text, &BTreeMap::new(), calendars());
        let wrong = found
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .find(|finding| !LEFT_TO_THE_COMPILER.contains(&finding.code));
        prop_assert!(wrong.is_none(), "{wrong:#?}\nof\n{}\nfrom\n{text}", written.text);
    }
    Ok(!imported.definitions.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_pieces_brings_it_down(pieces in vec(select(&PIECES[..]), 0..60)) {
        compiles(&pieces.concat())?;
    }

    #[test]
    fn no_text_brings_it_down(text in "\\PC{0,80}") {
        compiles(&text)?;
    }

    #[test]
    fn a_service_without_errors_compiles(service in service()) {
        compiles(&service.to_string())?;
    }

    #[test]
    fn a_mangled_service_brings_nothing_down(
        services in vec(service(), 1..3),
        at in any::<prop::sample::Index>(),
        piece in select(&PIECES[..]),
    ) {
        let text = json!({"BusinessServices": services}).to_string();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let (before, after) = text.split_at(places[at.index(places.len())]);
        compiles(&format!("{before}{piece}{after}"))?;
    }
}

#[test]
fn most_services_by_chance_are_far_enough_right_to_be_compiled() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut fine = 0;
    for _ in 0..200 {
        let service = service().new_tree(&mut runner).unwrap().current();
        let text = service.to_string();
        fine += usize::from(compiles(&text).unwrap());
        assert!(errors(&import(&text).findings).len() < 100);
    }
    assert!(fine >= 80, "only {fine} of 200 compile: the generator says nothing");
}
