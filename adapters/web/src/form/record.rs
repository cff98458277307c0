//! From texts to what the door takes, and from values to texts.

use super::posted::Typed;
use crate::when;
use registrar_engine::value::{Record, Value};
use serde_json::Value as Json;

/// Stands behind the name of a period's field for the field of its unit.
pub(crate) const UNIT: &str = "~unit";

/// Values as the fields of a page have them: lists and records opened out, `people[1].name`.
pub(crate) fn flat(prefix: &str, record: &Record) -> Typed {
    let mut typed = Typed::new();
    for (key, value) in record {
        open_out(&format!("{prefix}{key}"), value, &mut typed);
    }
    typed
}

fn open_out(name: &str, value: &Value, typed: &mut Typed) {
    let text = match value {
        Value::Null => return,
        Value::Bool(yes) => yes.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                open_out(&format!("{name}[{}]", at + 1), item, typed);
            }
            return;
        }
        Value::Record(fields) => {
            for (key, value) in fields {
                open_out(&format!("{name}.{key}"), value, typed);
            }
            return;
        }
    };
    typed.insert(name.to_owned(), text);
}

/// The form as the door takes it: the fields of a schema among what was typed, keys without the prefix.
pub(crate) fn record(schema: &Json, prefix: &str, typed: &Typed, zone: &str) -> Record {
    let mut record = Record::new();
    for (name, text) in typed {
        let Some(key) = name.strip_prefix(prefix) else { continue };
        if key.ends_with(UNIT) {
            continue;
        }
        let Some(node) = node_at(schema, key) else { continue };
        let value = match kind(node) {
            "period" => Value::Text(period(text, typed.get(&format!("{name}{UNIT}")))),
            "instant" => Value::Text(when::from_wall_clock(text, zone).unwrap_or_else(|| text.clone())),
            "opaque" => serde_json::from_str(text).unwrap_or_else(|_| Value::Text(text.clone())),
            _ => Value::Text(text.clone()),
        };
        record.insert(key.to_owned(), value);
    }
    record
}

/// Fields that the engine takes as they are, in their own types: those of a member.
pub(crate) fn plain(schema: &Json, prefix: &str, typed: &Typed, zone: &str) -> Record {
    let texts = record(schema, prefix, typed, zone);
    let typed = texts.into_iter().filter_map(|(key, value)| {
        let Value::Text(text) = &value else { return Some((key, value)) };
        if text.trim().is_empty() {
            return None;
        }
        let value = match node_at(schema, &key).map(kind) {
            Some("boolean") => Value::Bool(text == "true"),
            Some("integer") => text.trim().parse().map_or(value, Value::Int),
            _ => value,
        };
        Some((key, value))
    });
    typed.collect()
}

fn period(count: &str, unit: Option<&String>) -> String {
    match unit {
        Some(unit) if !count.trim().is_empty() && count.trim().chars().all(|c| c.is_ascii_digit()) => {
            format!("{} {unit}", count.trim())
        }
        _ => count.to_owned(),
    }
}

/// The type of a field in the words of the definition.
pub(crate) fn kind(node: &Json) -> &str {
    node.get("x-kind").and_then(Json::as_str).unwrap_or("text")
}

/// The field at a key: `claim.amount` by its whole name, else step by step through lists and records.
fn node_at<'s>(schema: &'s Json, key: &str) -> Option<&'s Json> {
    let fields = schema.get("properties")?.as_object()?;
    if let Some(node) = fields.get(key) {
        return Some(node);
    }
    fields.iter().find_map(|(name, node)| {
        let rest = key.strip_prefix(name.as_str())?;
        match rest.strip_prefix('[') {
            Some(rest) => node_at(node.get("items")?, rest.split_once(']')?.1.strip_prefix('.')?),
            None => node_at(node, rest.strip_prefix('.')?),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Json {
        json!({"properties": {
            "claim.amount": {"x-kind": "money"},
            "wait": {"x-kind": "period"},
            "at": {"x-kind": "instant"},
            "people": {"x-kind": "list", "items": {"properties": {"since": {"x-kind": "period"}}}},
        }})
    }

    #[test]
    fn periods_are_put_together_and_wall_clocks_get_their_zone() {
        let typed: Typed = [
            ("f:claim.amount", "50,000"),
            ("f:wait", "15"),
            ("f:wait~unit", "days"),
            ("f:at", "2026-03-04T09:00"),
            ("f:people[2].since", "3"),
            ("f:people[2].since~unit", "weeks"),
            ("other", "x"),
        ]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
        let record = record(&schema(), "f:", &typed, "Asia/Shanghai");
        let text = |key: &str| record.get(key).and_then(Value::text).unwrap_or_default().to_owned();
        assert_eq!(text("claim.amount"), "50,000");
        assert_eq!(text("wait"), "15 days");
        assert_eq!(text("at"), "2026-03-04T01:00:00Z");
        assert_eq!(text("people[2].since"), "3 weeks");
        assert_eq!(record.len(), 4);
    }

    #[test]
    fn values_are_opened_out_into_fields() {
        let item = Record::from([("name".to_owned(), Value::from("Li Si"))]);
        let record = Record::from([("people".to_owned(), Value::List(vec![Value::Record(item)]))]);
        assert_eq!(flat("f:", &record).get("f:people[1].name").map(String::as_str), Some("Li Si"));
    }
}
