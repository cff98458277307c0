//! The JSON Schema for editors says of keys and kinds what the reader says.

use super::carets::completed;
use super::{LICENCE, TRIAL};
use registrar_engine::definition::json_schema;
use registrar_engine::parse;
use registrar_engine::yaml::{Kind, Node, read};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// As an editor reads YAML.
fn as_json(node: &Node) -> Value {
    match &node.kind {
        Kind::List(items) => items.iter().map(as_json).collect(),
        Kind::Map(entries) => Value::Object(
            entries.iter().map(|(key, node)| (key.text.clone(), as_json(node))).collect::<Map<_, _>>(),
        ),
        Kind::Scalar { .. } if node.is_null() => Value::Null,
        Kind::Scalar { text, .. } => match (node.boolean(), node.integer()) {
            (Some(flag), _) => json!(flag),
            (_, Some(number)) => json!(number),
            _ => json!(text),
        },
    }
}

fn errors(text: &str) -> Vec<String> {
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    let instance = as_json(&read(text).0.unwrap());
    schema.iter_errors(&instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_schema_is_a_schema() {
    assert!(jsonschema::meta::is_valid(&json_schema()));
}

#[test]
fn both_examples_and_a_small_definition_are_valid() {
    for text in [TRIAL, LICENCE, &completed("")] {
        assert_eq!(errors(text), [""; 0]);
    }
}

#[test]
fn what_the_reader_refuses_by_key_or_kind_is_invalid_too() {
    for fragment in [
        "wokflow: x",
        "title: plain",
        "title: {EN: x}",
        "version: first",
        "tables: {t: {hit: frist, in: a, out: b, rows: []}}",
        "tables: {t: {in: a, out: b, rows: []}}",
        "migrate: {from: 0}",
        "tasks: {a: {role: x}}",
        "tasks: {a: {workflow: x, outcomes: [y]}}",
        "roles: {a: {pool: x, assign: randm}}",
        "data: {a: {type: txt}}",
        "data: {a: {b: {c: text}}}",
        "states: {a: {on: {x: {two: b}}}}",
        "states: {a: {states: {b: {entri: []}}}}",
        "states: {a: {entry: [{snd: x}]}}",
        "deadlines: {a: {period: 1 day, extend: {by: x}}}",
        "notices: {a: {to: x, template: y, channels: [fax]}}",
        "guarantees: [alwys_ends]",
        "guarantees: [{budget: {of: visits}}]",
    ] {
        let text = completed(fragment);
        assert!(!parse(&text).1.is_empty(), "the reader takes {fragment}");
        assert!(!errors(&text).is_empty(), "the schema takes {fragment}");
    }
}

/// Where a map of each kind stands: the keys of the kind go to the place of `HOLE`.
const PLACES: &[(&str, &str)] = &[
    ("definition", "HOLE"),
    ("role", "roles: {a: {HOLE}}"),
    ("typed_field", "data: {a: {type: TYPE, HOLE}}"),
    ("table", "tables: {a: {HOLE}}"),
    ("cell", "tables: {a: {hit: first, in: x, out: y, rows: [[{HOLE}, 1]]}}"),
    ("consent", "consents: {a: {HOLE}}"),
    ("document", "documents: {a: {HOLE}}"),
    ("service", "services: {a: {HOLE}}"),
    ("message", "messages: {a: {HOLE}}"),
    ("notice", "notices: {a: {HOLE}}"),
    ("deadline", "deadlines: {a: {HOLE}}"),
    ("period_case", "deadlines: {a: {period: [{HOLE}]}}"),
    ("suspend", "deadlines: {a: {period: x, suspend: {HOLE}}}"),
    ("waive", "deadlines: {a: {period: x, waive: {HOLE}}}"),
    ("extend", "deadlines: {a: {period: x, extend: {HOLE}}}"),
    ("task", "tasks: {a: {HOLE}}"),
    ("outcome", "tasks: {a: {outcomes: {b: {HOLE}}}}"),
    ("state", "states: {a: {HOLE}}"),
    ("arrow", "states: {a: {on: {b: {HOLE}}}}"),
    ("initial", "initial: {HOLE}"),
    ("action", "states: {a: {entry: [{IF HOLE}]}}"),
    ("assign", "states: {a: {entry: [{assign: {HOLE}}]}}"),
    ("after", "states: {a: {entry: [{raise: {event: x, after: {HOLE}}}]}}"),
    ("raise", "states: {a: {entry: [{raise: {HOLE}}]}}"),
    ("for_each", "states: {a: {entry: [{for_each: {HOLE}}]}}"),
    ("guarantee", "guarantees: [{HOLE}]"),
    ("ends_if_silent", "guarantees: [{ends_if_silent: {HOLE}}]"),
    ("budget", "guarantees: [{budget: {HOLE}}]"),
    ("lasts", "guarantees: [{lasts: {HOLE}}]"),
    ("never", "guarantees: [{never: {HOLE}}]"),
    ("one_event", "guarantees: [{existence: {HOLE}}]"),
    ("exactly", "guarantees: [{exactly: {HOLE}}]"),
    ("first_then", "guarantees: [{precedence: {HOLE}}]"),
    ("after_comes", "guarantees: [{response: {HOLE}}]"),
];

fn keys_of(kind: &str) -> Vec<String> {
    let schema = json_schema();
    schema["$defs"][kind]["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn every_kind_of_map_in_the_schema_has_its_place_in_this_test() {
    let schema = json_schema();
    let kinds: BTreeSet<&str> = schema["$defs"].as_object().unwrap().keys().map(String::as_str).collect();
    let placed: BTreeSet<&str> = PLACES.iter().map(|(kind, _)| *kind).chain(["field"]).collect();
    assert_eq!(kinds, placed);
}

/// Nonsense under a key is told at the nonsense, so the reader looks at every key that the schema has.
#[test]
fn no_key_of_the_schema_is_passed_over_by_the_reader() {
    for (kind, place) in PLACES {
        for key in keys_of(kind) {
            let nonsense = "[[[]]]";
            let entry = format!("{key}: {nonsense}");
            let text = place
                .replace("IF ", if matches!(key.as_str(), "do" | "else") { "if: x, " } else { "" })
                .replace("type: TYPE, ", type_with(&key))
                .replace("HOLE", &entry);
            let text = completed(&text);
            let line = text.lines().position(|line| line.contains(nonsense)).unwrap();
            let column = text.lines().nth(line).unwrap().find(nonsense).unwrap() + 1;
            let (_, findings) = parse(&text);
            let at_it = findings.iter().any(|finding| {
                let place = (finding.span.line as usize, finding.span.column as usize);
                finding.code != "unknown-key"
                    && place.0 == line + 1
                    && (column..column + 3).contains(&place.1)
            });
            assert!(at_it, "`{key}` of {kind} isn't read: {text}{findings:?}");
            let known = !findings.iter().any(|finding| finding.code == "unknown-key");
            assert!(known, "the reader doesn't know `{key}` of {kind}: {findings:?}");
        }
    }
}

/// A type for which the key has a meaning.
fn type_with(key: &str) -> &'static str {
    match key {
        "type" => "",
        "min" | "max" => "type: integer, ",
        "of" => "type: enum, ",
        "currency" => "type: money, ",
        "schema" | "from" => "type: record, ",
        _ => "type: text, ",
    }
}
