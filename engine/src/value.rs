//! Data of a case. No floats: sums of money are decimal texts, counts are integers.
//!
//! How each field type is written as a [`Value`]:
//!
//! | type | value |
//! |---|---|
//! | `boolean` | `Bool` |
//! | `integer` | `Int` |
//! | `text`, `enum` | `Text` |
//! | `money` | `Text`, decimal with the currency's minor digits: `"50000.00"` |
//! | `date` | `Text`, `2024-03-04` |
//! | `instant` | `Text`, RFC 3339 |
//! | `period` | `Text`, `15 days` |
//! | `person` | `Text`, a member: `defendant[2]` |
//! | `list` | `List` |
//! | `record` | `Record` |

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A map from field name to value, in the order of the names.
pub type Record = BTreeMap<String, Value>;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
#[serde(untagged)]
pub enum Value {
    /// Not there.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text; see the table above for what texts carry.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A record.
    Record(Record),
}

impl Value {
    /// The value at a path of field names (`["claim", "amount"]`); `Null` where nothing is.
    pub fn at<'a, S: AsRef<str>>(record: &'a Record, path: &[S]) -> &'a Value {
        let mut names = path.iter();
        let Some(mut value) = names.next().and_then(|name| record.get(name.as_ref())) else {
            return &Value::Null;
        };
        for name in names {
            match value {
                Value::Record(inner) => match inner.get(name.as_ref()) {
                    Some(found) => value = found,
                    None => return &Value::Null,
                },
                _ => return &Value::Null,
            }
        }
        value
    }

    /// Writes at a path, making the records on the way.
    pub fn put<S: AsRef<str>>(record: &mut Record, path: &[S], value: Value) {
        match path {
            [] => {}
            [name] => {
                record.insert(name.as_ref().to_owned(), value);
            }
            [name, rest @ ..] => {
                let inner = record.entry(name.as_ref().to_owned()).or_default();
                if !matches!(inner, Value::Record(_)) {
                    *inner = Value::Record(Record::new());
                }
                if let Value::Record(inner) = inner {
                    Self::put(inner, rest, value);
                }
            }
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing is there.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// By hand: what serde makes of an untagged enum tries one variant after the other on a copy, and words an error for each
/// that isn't meant. Data is read with each request and each case.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "null, true or false, a whole number of at most 64 bits (write decimals as text), a text, a list or a record",
        )
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number)
            .map(Value::Int)
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut record = Record::new();
        while let Some((name, value)) = fields.next_entry()? {
            record.insert(name, value);
        }
        Ok(Value::Record(record))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let text = r#"{"a":[null,true,-9223372036854775808,"x",[],{}],"b":{"c":0}}"#;
        let read: Value = serde_json::from_str(text).unwrap();
        let (list, inner) = match &read {
            Value::Record(record) => (record.get("a").unwrap(), record.get("b").unwrap()),
            other => panic!("{other:?}"),
        };
        let all = [
            Value::Null,
            Value::Bool(true),
            Value::Int(i64::MIN),
            Value::from("x"),
            Value::List(Vec::new()),
            Value::Record(Record::new()),
        ];
        assert_eq!(list, &Value::List(all.into()));
        assert_eq!(inner, &Value::Record([("c".to_owned(), Value::Int(0))].into()));
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }

    #[test]
    fn a_number_that_is_none_of_ours_is_said_to_be_so() {
        for (text, said) in [
            ("[0.5]", "invalid type: floating point `0.5`, expected null, true or false, a whole number"),
            ("[9223372036854775808]", "invalid value: integer `9223372036854775808`, expected null"),
        ] {
            let error = serde_json::from_str::<Value>(text).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
    }

    #[test]
    fn what_lies_too_deep_is_refused() {
        assert!(serde_json::from_str::<Value>(&"[".repeat(100_000)).is_err());
    }
}
