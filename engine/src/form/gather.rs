//! Puts flat keys, as a web form posts them, back into lists and records: `people[2].name`.

use super::MAX_ITEMS;
use crate::chart::{FormField, Type};
use crate::value::{Record, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A form by its fields.
pub(super) struct Gathered<'f> {
    /// What came in for each field, by its key.
    pub values: BTreeMap<&'f str, Cow<'f, Value>>,
    /// Keys that belong to no field.
    pub unknown: Vec<String>,
}

/// A step of a flat key: `[2]` or `.name`.
enum Step<'k> {
    Item(usize),
    Field(&'k str),
}

pub(super) fn gather<'f>(fields: &[&'f FormField], form: &'f Record) -> Gathered<'f> {
    let mut values: BTreeMap<&'f str, Cow<'f, Value>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (key, value) in form {
        if let Some(field) = fields.iter().find(|field| field.key == *key) {
            values.insert(&field.key, Cow::Borrowed(value));
            continue;
        }
        let owner = fields.iter().find_map(|field| {
            let rest = key.strip_prefix(field.key.as_str())?;
            Some((field, steps(&field.field.kind, rest)?))
        });
        match owner {
            Some((field, steps)) => {
                put(values.entry(&field.key).or_default().to_mut(), &steps, value.clone())
            }
            None => unknown.push(key.clone()),
        }
    }
    Gathered { values, unknown }
}

/// The steps that the rest of a key spells, if the type has them.
fn steps<'k>(kind: &Type, rest: &'k str) -> Option<Vec<Step<'k>>> {
    if rest.is_empty() {
        return Some(Vec::new());
    }
    let (first, fields, rest) = match kind {
        Type::List(fields) => {
            let (number, rest) = rest.strip_prefix('[')?.split_once(']')?;
            let number: usize = number.parse().ok().filter(|number| (1..=MAX_ITEMS).contains(number))?;
            (Some(Step::Item(number)), fields, rest)
        }
        Type::Record(fields) => (None, fields, rest),
        _ => return None,
    };
    let name = rest.strip_prefix('.')?;
    let name = &name[..name.find(['.', '[']).unwrap_or(name.len())];
    let field = fields.iter().find(|field| field.name == name)?;
    let mut all: Vec<Step> = first.into_iter().collect();
    all.push(Step::Field(name));
    all.extend(steps(&field.kind, &rest[1 + name.len()..])?);
    Some(all)
}

fn put(target: &mut Value, steps: &[Step], value: Value) {
    match steps.split_first() {
        None => *target = value,
        Some((Step::Item(number), rest)) => {
            if !matches!(target, Value::List(_)) {
                *target = Value::List(Vec::new());
            }
            if let Value::List(items) = target {
                if items.len() < *number {
                    items.resize(*number, Value::Null);
                }
                put(&mut items[number - 1], rest, value);
            }
        }
        Some((Step::Field(name), rest)) => {
            if !matches!(target, Value::Record(_)) {
                *target = Value::Record(Record::new());
            }
            if let Value::Record(fields) = target {
                put(fields.entry((*name).to_owned()).or_default(), rest, value);
            }
        }
    }
}

/// Whether nothing was filled in.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::List(items) => items.iter().all(is_blank),
        Value::Record(fields) => fields.values().all(is_blank),
        Value::Bool(_) | Value::Int(_) => false,
    }
}
