//! The JSON Schema (draft 2020-12) of the language, for editors.
//!
//! Made from the same table of keys that the reader obeys. It knows keys and kinds; which names exist,
//! which keys go together and what has a meaning is told by `registrar check` alone.

use super::keys::{FIELD, Key, Keys, Need, Shape, WHOLE};
use super::limits::{MAX_EXPRESSION, MAX_NAME};
use serde_json::{Map, Value, json};

/// The schema of a definition.
pub fn json_schema() -> Value {
    let mut schemas = Map::new();
    collect(&WHOLE, &mut schemas);
    schemas.insert("field".to_owned(), field());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Registrar workflow definition",
        "$ref": pointer(&WHOLE),
        "$defs": schemas,
    })
}

fn pointer(keys: &Keys) -> String {
    format!("#/$defs/{}", keys.name)
}

/// Adds the schema of a map, and of every map that it may hold.
fn collect(keys: &'static Keys, schemas: &mut Map<String, Value>) {
    if schemas.contains_key(keys.name) {
        return;
    }
    // Before its parts are looked at: states hold states.
    schemas.insert(keys.name.to_owned(), Value::Null);
    let executed = || keys.keys.iter().filter(|key| key.need != Need::Later);
    let mut properties = Map::new();
    for key in executed() {
        properties.insert(key.name.to_owned(), property(key, schemas));
    }
    let required: Vec<&str> = executed().filter(|key| key.need == Need::Must).map(|key| key.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schemas.insert(keys.name.to_owned(), schema);
}

fn property(key: &'static Key, schemas: &mut Map<String, Value>) -> Value {
    let mut schema = shape(&key.shape, schemas);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), json!(key.meaning));
    }
    schema
}

fn shape(of: &'static Shape, schemas: &mut Map<String, Value>) -> Value {
    match of {
        Shape::Nothing => json!({ "type": "null" }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Count(least) => json!({ "type": "integer", "minimum": least, "maximum": u32::MAX }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Text | Shape::Scalar | Shape::Name => scalar(),
        Shape::Expression => {
            json!({ "type": ["string", "number", "boolean"], "minLength": 1, "maxLength": MAX_EXPRESSION })
        }
        Shape::Names => names(),
        Shape::OneOrMore => json!({ "anyOf": [scalar(), names()] }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Words(words) => {
            json!({ "type": "array", "items": { "enum": words }, "uniqueItems": true, "minItems": 1 })
        }
        Shape::Title => json!({
            "type": "object",
            "patternProperties": { "^[a-z]{2,3}$": scalar() },
            "additionalProperties": false,
        }),
        Shape::Map(keys) => {
            collect(keys, schemas);
            json!({ "$ref": pointer(keys) })
        }
        Shape::OneOf(keys) => {
            collect(keys, schemas);
            json!({ "$ref": pointer(keys), "minProperties": 1 })
        }
        Shape::Table(entry) => json!({
            "type": "object",
            "propertyNames": { "minLength": 1, "maxLength": MAX_NAME },
            "additionalProperties": shape(entry, schemas),
        }),
        Shape::List(item) => json!({ "type": "array", "items": shape(item, schemas) }),
        Shape::Either(shapes) => {
            json!({ "anyOf": shapes.iter().map(|one| shape(one, schemas)).collect::<Vec<_>>() })
        }
        Shape::As(other) => shape(other, schemas),
        Shape::Field => {
            collect(&FIELD, schemas);
            json!({ "$ref": "#/$defs/field" })
        }
    }
}

/// Numbers and truth values too: what an editor takes for one may well be a name, `2024` for one.
fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

fn names() -> Value {
    json!({ "type": "array", "items": scalar(), "uniqueItems": true })
}

/// A field with a type, or a group of fields; the group may have a title.
fn field() -> Value {
    let group = json!({
        "type": "object",
        "not": { "properties": { "type": { "type": "string" } }, "required": ["type"] },
        "properties": {
            "title": { "anyOf": [{ "$ref": "#/$defs/field" }, { "type": "object" }] },
        },
        "additionalProperties": { "$ref": "#/$defs/field" },
    });
    json!({ "anyOf": [{ "$ref": pointer(&FIELD) }, group] })
}
