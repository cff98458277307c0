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

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A map from field name to value, in the order of the names.
pub type Record = BTreeMap<String, Value>;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
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
