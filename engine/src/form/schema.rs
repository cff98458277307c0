//! The fields of a form as JSON Schema 2020-12, for the API's description and for who draws the form.

use super::MAX_ITEMS;
use crate::chart::{Field, FormField, Type};
use crate::definition::Text;
use crate::guard::decimal::MAX_DIGITS;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The schema of a form. Titles stand in `language` where there is one (`x-titles` has them all);
/// `x-order` gives the order of the fields, `x-kind` their types in the words of the definition,
/// `x-currency`, `x-digits`, `x-role`, `x-max`, `x-private` and `x-value-titles` what else a type has.
///
/// It describes what is sent as JSON. [`read`](super::read) takes a little more, since web forms post
/// texts alone: digits for numbers, `on` for yes, flat keys for lists.
pub fn schema(fields: &[FormField], resources: &BTreeMap<String, String>, language: &str) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let schema = of_field(&field.field, &field.key, resources, language);
        properties.insert(field.key.clone(), schema);
    }
    let order: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.field.required).map(|field| field.key.as_str()).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "x-order": order,
    })
}

fn of_record(
    fields: &[Field],
    path: &str,
    resources: &BTreeMap<String, String>,
    language: &str,
) -> Map<String, Value> {
    let mut properties = Map::new();
    for field in fields {
        let path = format!("{path}.{}", field.name);
        properties.insert(field.name.clone(), of_field(field, &path, resources, language));
    }
    let order: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
    object([
        ("type", json!("object")),
        ("properties", Value::Object(properties)),
        ("required", json!(required)),
        ("additionalProperties", json!(false)),
        ("x-order", json!(order)),
    ])
}

fn of_field(field: &Field, path: &str, resources: &BTreeMap<String, String>, language: &str) -> Value {
    let mut schema = of_type(&field.kind, path, resources, language, field.required);
    schema.insert("title".into(), json!(title(&field.title, &field.name, language)));
    if !field.title.is_empty() {
        schema.insert("x-titles".into(), json!(field.title));
    }
    schema.insert("x-kind".into(), json!(kind_name(&field.kind)));
    if !field.value_titles.is_empty() {
        let said = field.value_titles.iter().map(|(value, text)| (value, title(text, value, language)));
        schema.insert("x-value-titles".into(), json!(said.collect::<BTreeMap<_, _>>()));
    }
    if field.private {
        schema.insert("x-private".into(), json!(true));
    }
    Value::Object(schema)
}

fn of_type(
    kind: &Type,
    path: &str,
    resources: &BTreeMap<String, String>,
    language: &str,
    required: bool,
) -> Map<String, Value> {
    match kind {
        Type::Boolean => object([("type", json!("boolean"))]),
        Type::Integer { min, max } => {
            let mut schema = object([("type", json!("integer"))]);
            schema.extend(min.map(|min| ("minimum".into(), json!(min))));
            schema.extend(max.map(|max| ("maximum".into(), json!(max))));
            schema
        }
        Type::Text { max_length } => {
            let mut schema = object([("type", json!("string")), ("maxLength", json!(max_length))]);
            if required {
                schema.insert("pattern".into(), json!("\\S"));
            }
            schema
        }
        Type::Enum(values) => object([("type", json!("string")), ("enum", json!(values))]),
        Type::Money { currency, digits } => object([
            ("type", json!("string")),
            ("pattern", json!(money_pattern(*digits))),
            ("x-currency", json!(currency)),
            ("x-digits", json!(digits)),
        ]),
        Type::Date => object([("type", json!("string")), ("format", json!("date"))]),
        Type::Instant => object([("type", json!("string")), ("format", json!("date-time"))]),
        Type::Period { max } => {
            let units = "minutes?|hours?|days?|working days?|weeks?|months?|years?";
            let mut schema =
                object([("type", json!("string")), ("pattern", json!(format!("^[1-9][0-9]* ({units})$")))]);
            schema.extend(max.map(|max| ("x-max".into(), json!(max.to_string()))));
            schema
        }
        Type::Person { of } => {
            object([("type", json!("string")), ("pattern", json!("\\S")), ("x-role", json!(of.0))])
        }
        Type::List(fields) => {
            let mut schema = object([
                ("type", json!("array")),
                ("maxItems", json!(MAX_ITEMS)),
                ("items", Value::Object(of_record(fields, path, resources, language))),
            ]);
            if required {
                schema.insert("minItems".into(), json!(1));
            }
            schema
        }
        Type::Record(fields) => of_record(fields, path, resources, language),
        Type::Any => Map::new(),
        Type::Opaque { schema, .. } => {
            let text = schema.as_ref().and_then(|file| resources.get(file));
            match text.and_then(|text| serde_json::from_str(text).ok()) {
                Some(Value::Object(mut given)) => {
                    // An identity of its own: its references start at its own root.
                    given.insert("$id".into(), json!(format!("urn:registrar:field:{path}")));
                    object([("allOf", json!([given]))])
                }
                _ => Map::new(),
            }
        }
    }
}

/// At most eighteen digits, as sums are kept.
fn money_pattern(digits: u8) -> String {
    let whole = MAX_DIGITS.saturating_sub(usize::from(digits));
    match digits {
        0 => format!("^[0-9]{{1,{whole}}}$"),
        _ => format!("^[0-9]{{1,{whole}}}(\\.[0-9]{{1,{digits}}})?$"),
    }
}

fn title<'t>(title: &'t Text, name: &'t str, language: &str) -> &'t str {
    title
        .get(language)
        .or_else(|| title.get("en"))
        .or_else(|| title.values().next())
        .map_or(name, String::as_str)
}

fn kind_name(kind: &Type) -> &'static str {
    match kind {
        Type::Boolean => "boolean",
        Type::Integer { .. } => "integer",
        Type::Text { .. } => "text",
        Type::Enum(_) => "enum",
        Type::Money { .. } => "money",
        Type::Date => "date",
        Type::Instant => "instant",
        Type::Period { .. } => "period",
        Type::Person { .. } => "person",
        Type::List(_) => "list",
        Type::Record(_) => "record",
        Type::Opaque { .. } => "opaque",
        Type::Any => "any",
    }
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
