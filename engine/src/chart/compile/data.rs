//! Fields of data, messages and roles.

use super::context::Context;
use super::values::{self, DEFAULT_TEXT, MAX_TEXT};
use super::{files, plain};
use crate::chart::{Field, Type};
use crate::definition::{self, FieldKind, Name, Text};
use crate::finding::Finding;
use crate::id::RoleIx;
use crate::value::Value;
use std::collections::BTreeMap;

/// Fields with their types.
pub(super) fn fields(cx: &mut Context, written: &[definition::Field]) -> Vec<Field> {
    for field in written.iter().filter(|field| field.author) {
        let message = format!("`{}` is in no list: nobody adds it", field.name.value);
        let finding = Finding::error("not-writable", field.name.span, message);
        cx.say(finding.help("`author` belongs to a person among the fields of a list"));
    }
    written.iter().map(|field| one(cx, field)).collect()
}

fn one(cx: &mut Context, written: &definition::Field) -> Field {
    let kind = kind(cx, written);
    let default = match &written.default {
        None => Value::Null,
        // That it has no values is told where they are missing.
        Some(_) if matches!(&kind, Type::Enum(names) if names.is_empty()) => Value::Null,
        Some(text) => values::default(&kind, &text.value).unwrap_or_else(|wanted| {
            let message = format!("`{}` can't be the default of `{}`", text.value, written.name.value);
            cx.say(Finding::error("bad-default", text.span, message).help(format!("write {wanted}")));
            Value::Null
        }),
    };
    Field {
        name: written.name.value.clone(),
        title: cx.title(&written.title, &written.name.value),
        kind,
        required: written.required,
        private: written.private,
        author: written.author,
        default,
        value_titles: value_titles(cx, written),
    }
}

fn value_titles(cx: &mut Context, written: &definition::Field) -> BTreeMap<String, Text> {
    let FieldKind::Enum(values) = &written.kind else { return BTreeMap::new() };
    let titled = values.iter().filter(|(_, title)| !title.is_empty());
    titled.map(|(name, title)| (name.value.clone(), cx.title(title, &name.value))).collect()
}

fn kind(cx: &mut Context, written: &definition::Field) -> Type {
    match &written.kind {
        FieldKind::Boolean => Type::Boolean,
        FieldKind::Integer { min, max } => Type::Integer { min: *min, max: *max },
        FieldKind::Text => Type::Text { max_length: max_length(cx, written) },
        FieldKind::Enum(names) => Type::Enum(names.iter().map(|(name, _)| name.value.clone()).collect()),
        FieldKind::Money(currency) => money(cx, currency),
        FieldKind::Date => Type::Date,
        FieldKind::Instant => Type::Instant,
        FieldKind::Period { max } => {
            Type::Period { max: max.as_ref().and_then(|text| plain::period(cx, text)) }
        }
        FieldKind::Person { of } => {
            let of = cx.role(of);
            Type::Person { of: cx.missing(of, RoleIx(0)) }
        }
        FieldKind::Any => Type::Any,
        FieldKind::List(items) => Type::List(items.iter().map(|item| one(cx, item)).collect()),
        FieldKind::Record(inner) => Type::Record(fields(cx, inner)),
        FieldKind::Opaque { schema, from } => Type::Opaque {
            schema: schema.as_ref().map(|name| files::schema(cx, name)),
            from: from.as_ref().and_then(|name| cx.service(name)),
        },
    }
}

fn max_length(cx: &mut Context, written: &definition::Field) -> u32 {
    let Some(length) = &written.max_length else { return DEFAULT_TEXT };
    if length.value > MAX_TEXT || length.value == 0 {
        let message = format!("a text has 1 to {MAX_TEXT} characters, not {}", length.value);
        cx.say(Finding::error("out-of-range", length.span, message).help("what is longer is a document"));
    }
    length.value.clamp(1, MAX_TEXT)
}

fn money(cx: &mut Context, currency: &Name) -> Type {
    let code = currency.value.as_str();
    if code.is_empty() {
        cx.incomplete = true;
    } else if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let finding = Finding::error("bad-currency", currency.span, format!("`{code}` is no currency"));
        cx.say(finding.help("write its ISO 4217 code: `CNY`, `EUR`"));
    }
    Type::Money { currency: code.to_owned(), digits: values::minor_digits(code) }
}
