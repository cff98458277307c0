//! The schema of a form.

use super::*;
use serde_json::{Value, json};

#[test]
fn a_form_has_a_schema_with_titles_and_what_a_page_needs() {
    let mut secret = asked("id_number", text(18));
    secret.field.private = true;
    let fields = [needed("claim.amount", yuan()), secret, needed("people", people())];
    let expected = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "required": ["claim.amount", "people"],
        "x-order": ["claim.amount", "id_number", "people"],
        "properties": {
            "claim.amount": {
                "title": "amount项", "x-titles": {"en": "The amount", "zh": "amount项"}, "x-kind": "money",
                "type": "string", "pattern": r"^[0-9]{1,16}(\.[0-9]{1,2})?$", "x-currency": "CNY", "x-digits": 2,
            },
            "id_number": {
                "title": "id_number项", "x-titles": {"en": "The id_number", "zh": "id_number项"}, "x-kind": "text",
                "type": "string", "maxLength": 18, "x-private": true,
            },
            "people": {
                "title": "people项", "x-titles": {"en": "The people", "zh": "people项"}, "x-kind": "list",
                "type": "array", "minItems": 1, "maxItems": 200,
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["name"],
                    "x-order": ["name", "age", "offline"],
                    "properties": {
                        "name": {
                            "title": "name项", "x-titles": {"en": "The name", "zh": "name项"}, "x-kind": "text",
                            "type": "string", "maxLength": 20, "pattern": r"\S",
                        },
                        "age": {
                            "title": "age项", "x-titles": {"en": "The age", "zh": "age项"}, "x-kind": "integer",
                            "type": "integer", "minimum": 0, "maximum": 150,
                        },
                        "offline": {
                            "title": "offline项", "x-titles": {"en": "The offline", "zh": "offline项"},
                            "x-kind": "boolean", "type": "boolean",
                        },
                    },
                },
            },
        },
    });
    assert_eq!(form::schema(&fields, &resources(), "zh"), expected);
}

#[test]
fn the_schema_of_each_type_has_its_bounds() {
    let of = |kind: Type| {
        let schema = form::schema(&[asked("it", kind)], &resources(), "en");
        let mut it = schema["properties"]["it"].as_object().unwrap().clone();
        it.retain(|key, _| !key.contains("title"));
        Value::Object(it)
    };
    let cases = [
        (Type::Boolean, json!({"type": "boolean", "x-kind": "boolean"})),
        (
            Type::Integer { min: None, max: Some(5) },
            json!({"type": "integer", "maximum": 5, "x-kind": "integer"}),
        ),
        (Type::Enum(vec!["a".into()]), json!({"type": "string", "enum": ["a"], "x-kind": "enum"})),
        (Type::Date, json!({"type": "string", "format": "date", "x-kind": "date"})),
        (Type::Instant, json!({"type": "string", "format": "date-time", "x-kind": "instant"})),
        (
            period(Some("2 months")),
            json!({
                "type": "string", "x-kind": "period", "x-max": "2 months",
                "pattern": "^[1-9][0-9]* (minutes?|hours?|days?|working days?|weeks?|months?|years?)$",
            }),
        ),
        (person(), json!({"type": "string", "pattern": r"\S", "x-role": 3, "x-kind": "person"})),
        (opaque(None), json!({"x-kind": "opaque"})),
    ];
    for (kind, expected) in cases {
        assert_eq!(of(kind), expected);
    }
}

#[test]
fn the_schema_of_an_opaque_field_keeps_its_own_references() {
    let fields = [asked("fetched", opaque(Some("person.json"))), asked("again", opaque(Some("person.json")))];
    let schema = form::schema(&fields, &resources(), "en");
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&serde_json::json!({"fetched": {"name": "Li"}, "again": {"name": "Wang"}})));
    assert!(!validator.is_valid(&serde_json::json!({"fetched": {"name": "L1"}})));
}

#[test]
fn a_title_missing_in_a_language_is_given_in_another() {
    let title = |language| {
        form::schema(&[asked("it", text(5))], &resources(), language)["properties"]["it"]["title"].clone()
    };
    assert_eq!((title("zh"), title("en"), title("fr")), ("it项".into(), "The it".into(), "The it".into()));
}
