//! A value that a JSON Schema takes, where a simple one does: for stories, which fill in what nobody looks at.

use super::opaque;
use crate::value::{Record, Value};
use serde_json::{Map, Value as Json};

/// Deepest nesting of such a value.
const MAX_DEPTH: usize = 8;

/// A value for a field with this schema, or with none.
pub(crate) fn a_value_for(schema: Option<&str>) -> Option<Value> {
    let Some(text) = schema else {
        return Some(Value::Record(Record::from([("note".to_owned(), "told in the story".into())])));
    };
    let Ok(Json::Object(root)) = serde_json::from_str(text) else { return None };
    let value = made(&root, 0)?;
    opaque::check(Some(text), &value).is_ok().then_some(value)
}

// Recursion is bounded by MAX_DEPTH.
fn made(schema: &Map<String, Json>, depth: usize) -> Option<Value> {
    if depth > MAX_DEPTH {
        return None;
    }
    let first = schema.get("enum").and_then(Json::as_array).and_then(|values| values.first());
    if let Some(value) = schema.get("const").or(first) {
        return plain(value);
    }
    let least = |key: &str| schema.get(key).and_then(Json::as_i64);
    let kind = match schema.get("type") {
        Some(Json::Array(kinds)) => kinds.first().and_then(Json::as_str),
        Some(kind) => kind.as_str(),
        None => None,
    };
    match kind {
        Some("string") => {
            let length = usize::try_from(least("minLength").unwrap_or(0)).ok()?.max(1);
            let most = usize::try_from(least("maxLength").unwrap_or(200)).ok()?;
            Some(Value::Text("told in the story".chars().cycle().take(length.max(17).min(most)).collect()))
        }
        Some("integer" | "number") => Some(Value::Int(least("minimum").unwrap_or(1))),
        Some("boolean") => Some(Value::Bool(true)),
        Some("null") => Some(Value::Null),
        Some("array") => {
            let count = usize::try_from(least("minItems").unwrap_or(0)).ok().filter(|count| *count <= 10)?;
            let item = schema.get("items").and_then(Json::as_object);
            let items = (0..count).map(|_| item.map_or(Some(Value::Int(1)), |item| made(item, depth + 1)));
            items.collect::<Option<_>>().map(Value::List)
        }
        Some("object") | None => {
            let needed = schema.get("required").and_then(Json::as_array);
            let fields = schema.get("properties").and_then(Json::as_object);
            let mut record = Record::new();
            for name in needed.into_iter().flatten().filter_map(Json::as_str) {
                let field = fields.and_then(|fields| fields.get(name)).and_then(Json::as_object);
                let value = field.map_or(Some(Value::Int(1)), |field| made(field, depth + 1))?;
                record.insert(name.to_owned(), value);
            }
            Some(Value::Record(record))
        }
        Some(_) => None,
    }
}

fn plain(json: &Json) -> Option<Value> {
    match json {
        Json::Null => Some(Value::Null),
        Json::Bool(yes) => Some(Value::Bool(*yes)),
        Json::Number(number) => number.as_i64().map(Value::Int),
        Json::String(text) => Some(Value::Text(text.clone())),
        Json::Array(_) | Json::Object(_) => None,
    }
}
