//! Fields and their values, in the reader's words.

use super::names::Reader;
use crate::words::say;
use registrar_engine::chart::{Field, Type};
use registrar_engine::deadline::{Language, Period};
use registrar_engine::value::{Record, Value};
use serde::Serialize;

/// A field and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataView {
    /// `claim.amount`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its value.
    pub value: Value,
    /// Its value in words.
    pub text: String,
}

impl Reader<'_> {
    /// Fields with a value, records opened out.
    pub fn data_views(&self, fields: &[Field], data: &Record, prefix: &str) -> Vec<DataView> {
        let mut views = Vec::new();
        for field in fields {
            let key = format!("{prefix}{}", field.name);
            match (&field.kind, data.get(&field.name)) {
                (_, None | Some(Value::Null)) => {}
                (Type::Record(inner), Some(Value::Record(record))) => {
                    views.extend(self.data_views(inner, record, &format!("{key}.")));
                }
                (_, Some(value)) => views.push(DataView {
                    key,
                    title: say(&field.title, self.language, &field.name),
                    value: value.clone(),
                    text: self.value(field, value),
                }),
            }
        }
        views
    }

    /// A value in words.
    pub fn value(&self, field: &Field, value: &Value) -> String {
        match (&field.kind, value) {
            (_, Value::Null) => String::new(),
            (_, Value::Bool(true)) => self.either("yes", "是"),
            (_, Value::Bool(false)) => self.either("no", "否"),
            (_, Value::Int(number)) => number.to_string(),
            (Type::Person { .. }, Value::Text(label)) => self.who(label),
            (Type::Money { currency, .. }, Value::Text(amount)) => format!("{amount} {currency}"),
            (Type::Period { .. }, Value::Text(text)) if self.is_chinese() => {
                text.parse().map_or_else(|_| text.clone(), |period: Period| period.say(Language::Zh))
            }
            (Type::Instant, Value::Text(at)) => at.parse().map_or_else(|_| at.clone(), |at| self.moment(at)),
            (Type::Enum(_), Value::Text(name)) => match field.value_titles.get(name) {
                Some(title) => say(title, self.language, name),
                None => crate::words::for_the_eye(name),
            },
            (_, Value::Text(text)) => text.clone(),
            (Type::List(fields), Value::List(items)) => {
                let item = |item: &Value| match item {
                    Value::Record(record) => {
                        let views = self.data_views(fields, record, "");
                        views.into_iter().map(|view| view.text).collect::<Vec<_>>().join(", ")
                    }
                    _ => String::new(),
                };
                items.iter().map(item).collect::<Vec<_>>().join("; ")
            }
            (_, Value::List(_) | Value::Record(_)) => serde_json::to_string(value).unwrap_or_default(),
        }
    }
}
