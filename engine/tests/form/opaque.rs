//! Opaque values, and schemas that may be used for them.

use super::*;

const SHAPE: &str = "it: format what was sent doesn't have the agreed shape";

#[test]
fn an_opaque_value_is_held_against_its_schema() {
    let kind = opaque(Some("person.json"));
    assert!(one(kind.clone(), r#"{"name": "Li", "born": "2000-01-31"}"#).is_ok());
    for json in [
        r#"{"name": "L1"}"#,
        r#"{"born": "2000-01-31"}"#,
        r#"{"name": "Li", "born": "2000-02-31"}"#,
        r#""Li""#,
        "[{}, 1]",
    ] {
        assert_eq!(one(kind.clone(), json), Err(SHAPE.into()), "{json}");
    }
    assert_eq!(one(opaque(Some("missing.json")), "5"), Err(SHAPE.into()));
}

#[test]
fn an_opaque_value_is_bounded() {
    let large = "it: length what was sent is too large";
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert!(one(opaque(None), &nested(form::MAX_NESTING - 1)).is_ok());
    assert_eq!(one(opaque(None), &nested(form::MAX_NESTING)), Err(large.into()));
    assert_eq!(one(opaque(None), &format!("[{}]", vec!["1"; 2001].join(","))), Err(large.into()));
    assert_eq!(one(opaque(None), &format!(r#""{}""#, "x".repeat(form::MAX_TEXT + 1))), Err(large.into()));
}

fn refused(text: &str, reason: &str) {
    let error = form::check_schema(text).expect_err(text);
    assert!(error.starts_with(reason), "{text}\n{error}");
}

#[test]
fn a_schema_that_stays_at_home_is_taken() {
    for text in [
        "{}",
        r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}"#,
        r##"{"$ref": "#/$defs/a", "$defs": {"a": {"type": "array", "items": {"$ref": "#/$defs/b"}}, "b": {"minimum": 3}}}"##,
        r#"{"properties": {"$ref": {"type": "string"}, "a/b": {"const": {"$ref": "http://x"}}}}"#,
        r##"{"properties": {"a/b": {}, "c": {"$ref": "#/properties/a~1b"}}, "x-note": 1}"##,
        &resources()["person.json"],
    ] {
        assert_eq!(form::check_schema(text), Ok(()), "{text}");
    }
}

#[test]
fn a_schema_that_leads_outside_is_refused() {
    for reference in [
        "https://example.com/a.json",
        "file:///etc/passwd",
        "other.json",
        "other.json#/a",
        "//host/a",
        "#name",
    ] {
        refused(&format!(r#"{{"$ref": "{reference}"}}"#), "`$ref` leads outside the schema");
        refused(
            &format!(r#"{{"properties": {{"a": {{"items": {{"$ref": "{reference}"}}}}}}}}"#),
            "`$ref` leads outside the schema",
        );
    }
    refused(r#"{"$id": "https://example.com/a"}"#, "the keyword `$id` in `#` isn't supported");
    refused(r##"{"$dynamicRef": "#a"}"##, "the keyword `$dynamicRef` in `#` isn't supported");
    refused(r#"{"$schema": "http://json-schema.org/draft-07/schema#"}"#, "`$schema` is");
}

#[test]
fn a_schema_whose_parts_are_not_what_they_must_be_is_refused() {
    refused("", "the schema is not JSON");
    refused("[]", "the schema must be a JSON object");
    refused("true", "the schema must be a JSON object");
    refused(r#"{"requird": []}"#, "the keyword `requird` in `#` isn't supported; did you mean `required`?");
    refused(
        r#"{"properties": {"a": {"tipe": 1}}}"#,
        "the keyword `tipe` in `#/properties/a` isn't supported",
    );
    refused(r#"{"properties": {"a": 1}}"#, "`#/properties/a` must be a schema");
    refused(r#"{"properties": []}"#, "`#/properties` must be an object");
    refused(r#"{"allOf": {}}"#, "`#/allOf` must be a list");
    refused(r#"{"type": "strin"}"#, "the schema can't be used at `/type`");
    refused(r#"{"minimum": "1"}"#, "the schema can't be used at `/minimum`");
    refused(r#"{"format": "colour"}"#, "the schema can't be used");
    refused(r#"{"format": "regex"}"#, "the format `regex`");
    refused(r##"{"$ref": "#/$defs/a"}"##, "`$ref` leads to no schema");
    refused(r##"{"$ref": "#/title", "title": "x"}"##, "`$ref` leads to no schema");
    refused(r#"{"$ref": 5}"#, "`$ref` must be a text");
}

#[test]
fn patterns_run_in_linear_time() {
    refused(r#"{"pattern": "(a)\\1"}"#, "the schema can't be used at `/pattern`");
    refused(r#"{"pattern": "(?=a)b"}"#, "the schema can't be used at `/pattern`");
    refused(r#"{"pattern": "("}"#, "the schema can't be used at `/pattern`");
    refused(r#"{"pattern": "(((a{1,100}){1,100}){1,100}){1,100}"}"#, "the schema can't be used");
    let schema = r#"{"pattern": "^(a+)+$"}"#;
    assert_eq!(form::check_schema(schema), Ok(()));
    let files = [("evil.json".to_owned(), schema.to_owned())].into();
    let form = record(&format!(r#"{{"it": "{}!"}}"#, "a".repeat(5000)));
    assert!(form::read(&[asked("it", opaque(Some("evil.json")))], &form, &files, &|_, _| true).is_err());
}

#[test]
fn a_schema_cannot_go_round_or_grow() {
    refused(r##"{"$ref": "#"}"##, "`#` contains itself");
    refused(
        r##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
        "`#/$defs/a` contains itself",
    );
    refused(r##"{"properties": {"a": {"$ref": "#"}}}"##, "`#` contains itself");
    let doubling: Vec<String> = (0..30)
        .map(|n| {
            format!(
                r##""d{n}": {{"allOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}]}}"##,
                n + 1
            )
        })
        .collect();
    refused(
        &format!(r#"{{"$defs": {{{}, "d30": {{}}}}}}"#, doubling.join(",")),
        "the schema has more than 10000 parts once",
    );
    let references = vec![r##"{"$ref": "#/$defs/a"}"##; 101].join(",");
    refused(
        &format!(r#"{{"$defs": {{"a": {{}}}}, "allOf": [{references}]}}"#),
        "the schema has more than 100 references",
    );
    let deep = format!("{}{{}}{}", r#"{"items":"#.repeat(40), "}".repeat(40));
    refused(&deep, "the schema is nested more than 32 deep");
    refused(
        &format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        "the schema has more than 65536 bytes",
    );
    refused(&format!("{}1{}", "[".repeat(30_000), "]".repeat(30_000)), "the schema is not JSON");
}
