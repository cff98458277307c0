//! Values as scenarios write them, and as cases hold them. Decides by the field's type; whether a case
//! takes the value is decided by the engine.

use crate::language::{Language, plain};
use crate::who;
use crate::words::{Length, When};
use registrar_engine::chart::{Chart, Field, Type};
use registrar_engine::value::{Record, Value};

/// The value that a text is for a field of this type. A text that doesn't fit is handed on as it
/// stands, as a browser would: what becomes of it is the case's to say.
pub fn typed(chart: &Chart, text: &str, kind: &Type, language: Language) -> Value {
    let text = text.trim();
    read(chart, text, kind, language).unwrap_or_else(|| Value::Text(text.to_owned()))
}

fn read(chart: &Chart, text: &str, kind: &Type, language: Language) -> Option<Value> {
    match kind {
        Type::Boolean => yes_or_no(text).map(Value::Bool),
        Type::Integer { .. } => text.parse().ok().map(Value::Int),
        Type::Enum(names) => {
            let named = names.iter().find(|name| *name == text || plain(name) == plain(text))?;
            Some(Value::Text(named.clone()))
        }
        Type::Money { digits, .. } => money(text, *digits).map(Value::Text),
        Type::Instant => {
            let at = When::read(text)?.instant(&chart.zone)?;
            Some(Value::Text(at.to_string()))
        }
        Type::Period { .. } => Some(Value::Text(Length::read(text, language)?.written())),
        Type::Person { .. } => {
            let seat = who::seat(chart, text, language).ok()?;
            let number = seat.number.unwrap_or(1);
            Some(Value::Text(format!("{}[{number}]", chart.role(seat.role).name)))
        }
        Type::Text { .. } | Type::Date => Some(Value::Text(text.to_owned())),
        Type::List(_) | Type::Record(_) | Type::Opaque { .. } | Type::Any => {
            serde_json::from_str::<serde_json::Value>(text).ok().map(from_json)
        }
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match plain(text).as_str() {
        "true" | "yes" | "是" => Some(true),
        "false" | "no" | "否" => Some(false),
        _ => None,
    }
}

/// `12000` and `12,000.0` are `12000.00` where the currency has two digits.
fn money(text: &str, digits: u8) -> Option<String> {
    let digits = usize::from(digits);
    let text = text.replace([',', '，', '_'], "");
    let (sign, unsigned) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !number(whole) || !number(part) || part.len() > digits {
        return None;
    }
    let point = if digits > 0 { "." } else { "" };
    Some(format!("{sign}{whole}{point}{part:0<digits$}"))
}

fn from_json(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(yes) => Value::Bool(yes),
        // No floats in a case: a number that is no whole one stays a text.
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Text(number.to_string()), Value::Int)
        }
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(items) => Value::List(items.into_iter().map(from_json).collect()),
        serde_json::Value::Object(map) => {
            Value::Record(map.into_iter().map(|(key, value)| (key, from_json(value))).collect())
        }
    }
}

/// The value of a node of YAML for a field of this type.
pub fn from_yaml(
    chart: &Chart,
    node: &registrar_engine::yaml::Node,
    kind: &Type,
    language: Language,
) -> Value {
    use registrar_engine::yaml::Kind;
    match (&node.kind, kind) {
        (Kind::List(items), Type::List(fields)) => {
            let record = Type::Record(fields.clone());
            Value::List(items.iter().map(|item| from_yaml(chart, item, &record, language)).collect())
        }
        (Kind::Map(entries), Type::Record(fields)) => Value::Record(
            entries
                .iter()
                .map(|(key, node)| {
                    let field = fields.iter().find(|field| field.name == key.text);
                    (key.text.clone(), from_yaml(chart, node, field.map_or(&ANY, |f| &f.kind), language))
                })
                .collect(),
        ),
        (Kind::List(items), _) => {
            Value::List(items.iter().map(|item| from_yaml(chart, item, &ANY, language)).collect())
        }
        (Kind::Map(entries), _) => Value::Record(
            entries
                .iter()
                .map(|(key, node)| (key.text.clone(), from_yaml(chart, node, &ANY, language)))
                .collect(),
        ),
        (Kind::Scalar { text, .. }, Type::Opaque { .. } | Type::Any) => opaque(node, text),
        (Kind::Scalar { text, .. }, kind) => typed(chart, text, kind, language),
    }
}

const ANY: Type = Type::Opaque { schema: None, from: None };

fn opaque(node: &registrar_engine::yaml::Node, text: &str) -> Value {
    match (node.boolean(), node.integer()) {
        (Some(yes), _) => Value::Bool(yes),
        (_, Some(number)) => Value::Int(number),
        _ => Value::Text(text.to_owned()),
    }
}

/// A path whose parts may carry a number: `people[1].name`.
pub type Path = Vec<(String, Option<u32>)>;

/// Writes at a path.
///
/// # Errors
/// When a number leaves a gap in its list.
pub fn put(record: &mut Record, path: &[(String, Option<u32>)], value: Value) -> Result<(), String> {
    let Some(((name, number), rest)) = path.split_first() else { return Ok(()) };
    let slot = record.entry(name.clone()).or_default();
    let slot = match number {
        None => slot,
        Some(number) => {
            if !matches!(slot, Value::List(_)) {
                *slot = Value::List(Vec::new());
            }
            let Value::List(items) = slot else { return Ok(()) };
            let at = usize::try_from(*number).unwrap_or_default();
            if at == 0 || at > items.len() + 1 {
                return Err(format!("`{name}` has {} items: the next is {}", items.len(), items.len() + 1));
            }
            if at > items.len() {
                items.push(Value::Record(Record::new()));
            }
            &mut items[at - 1]
        }
    };
    if rest.is_empty() {
        *slot = value;
        return Ok(());
    }
    if !matches!(slot, Value::Record(_)) {
        *slot = Value::Record(Record::new());
    }
    match slot {
        Value::Record(inner) => put(inner, rest, value),
        _ => Ok(()),
    }
}

/// The value at a path whose parts may carry a number; `Null` where nothing is.
pub fn at<'a>(record: &'a Record, path: &[(String, Option<u32>)]) -> &'a Value {
    let Some(((name, number), rest)) = path.split_first() else { return &Value::Null };
    let mut value = record.get(name).unwrap_or(&Value::Null);
    if let Some(number) = number {
        value = match value {
            Value::List(items) => {
                let at = usize::try_from(*number).unwrap_or_default();
                at.checked_sub(1).and_then(|at| items.get(at)).unwrap_or(&Value::Null)
            }
            _ => &Value::Null,
        };
    }
    match (value, rest) {
        (value, []) => value,
        (Value::Record(inner), rest) => at(inner, rest),
        _ => &Value::Null,
    }
}

/// A path as it is written: `people[1].name`.
pub fn path(written: &str) -> Path {
    written
        .split('.')
        .map(|part| match part.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
            Some((name, number)) => (name.to_owned(), number.parse().ok()),
            None => (part.to_owned(), None),
        })
        .collect()
}

/// The field that a path leads to, numbers or not.
pub fn field_at<'a>(fields: &'a [Field], path: &[(String, Option<u32>)]) -> Option<&'a Field> {
    let ((name, _), rest) = path.split_first()?;
    let field = fields.iter().find(|field| field.name == *name)?;
    match (&field.kind, rest) {
        (_, []) => Some(field),
        (Type::Record(inner) | Type::List(inner), rest) => field_at(inner, rest),
        _ => None,
    }
}

/// A value for a reader.
pub fn told(value: &Value) -> String {
    match value {
        Value::Null => "empty".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_get_the_digits_of_their_currency() {
        assert_eq!(money("12000", 2).as_deref(), Some("12000.00"));
        assert_eq!(money("12,000.5", 2).as_deref(), Some("12000.50"));
        assert_eq!(money("300", 0).as_deref(), Some("300"));
        assert_eq!(money("1.234", 2), None);
        assert_eq!(money("ten", 2), None);
    }

    #[test]
    fn paths_with_numbers_build_lists() {
        let mut record = Record::new();
        put(&mut record, &path("people[1].name"), "A".into()).unwrap();
        put(&mut record, &path("people[2].name"), "B".into()).unwrap();
        put(&mut record, &path("people[1].age"), 3.into()).unwrap();
        assert!(put(&mut record, &path("people[9].name"), "C".into()).is_err());
        assert_eq!(at(&record, &path("people[2].name")), &Value::from("B"));
        assert_eq!(at(&record, &path("people[3].name")), &Value::Null);
    }
}
