//! Paths of data: `claim.amount`, `member.reply`, the fields of a list's items.

use super::context::Context;
use crate::chart::{Field, FieldPath, Type, field_at};
use crate::definition::Name;
use crate::finding::{Finding, nearest};

/// A path as its parts.
pub(super) fn parts(text: &str) -> FieldPath {
    text.split('.').map(str::to_owned).collect()
}

/// Every path into a record type, groups among them.
pub(super) fn all_paths(fields: &[Field]) -> Vec<String> {
    let mut paths = Vec::new();
    collect(fields, "", &mut paths);
    paths
}

fn collect(fields: &[Field], before: &str, paths: &mut Vec<String>) {
    for field in fields {
        let path = if before.is_empty() { field.name.clone() } else { format!("{before}.{}", field.name) };
        if let Type::Record(inner) = &field.kind {
            collect(inner, &path, paths);
        }
        paths.push(path);
    }
}

/// The field of a path as written among these fields; `prefix` stood before it (`member.`).
pub(super) fn field_of(
    cx: &mut Context,
    fields: &[Field],
    name: &Name,
    prefix: &str,
    whose: &str,
) -> Option<(FieldPath, Field)> {
    if name.value.is_empty() {
        cx.incomplete = true;
        return None;
    }
    let written = name.value.strip_prefix(prefix).unwrap_or(&name.value);
    let path = parts(written);
    if let Some(field) = field_at(fields, &path) {
        cx.use_path(&path);
        return Some((path, field.clone()));
    }
    // Inside something that may be anything everything may stand.
    for length in (1..path.len()).rev() {
        if let Some(field) = field_at(fields, &path[..length]).filter(|field| field.kind == Type::Any) {
            cx.use_path(&path[..length].to_vec());
            return Some((path, field.clone()));
        }
    }
    let paths = if cx.may_suggest() { all_paths(fields) } else { Vec::new() };
    let mut finding = Finding::error("unknown-name", name.span, format!("{whose} has no field `{written}`"));
    let without_prefix = written.strip_prefix("data.").filter(|rest| paths.iter().any(|known| known == rest));
    if let Some(near) = without_prefix {
        cx.use_path(&parts(near));
        finding = finding.help(format!("fields of the case are named without `data.` here: `{near}`"));
    } else if let Some(near) = nearest(written, paths.iter().map(String::as_str)) {
        cx.use_path(&parts(near));
        finding = finding.help(format!("did you mean `{prefix}{near}`?"));
    } else if (1..=12).contains(&paths.len()) {
        let known: Vec<String> = paths.iter().map(|path| format!("`{prefix}{path}`")).collect();
        finding = finding.help(format!("there are {}", known.join(", ")));
    }
    cx.say(finding);
    None
}

/// The case's data beside the context, without a copy of it.
fn with_data<'a, T>(cx: &mut Context<'a>, look: impl FnOnce(&mut Context<'a>, &[Field]) -> T) -> T {
    let data = std::mem::take(&mut cx.chart.data);
    let found = look(cx, &data);
    cx.chart.data = data;
    found
}

/// A field of the case's data, named without `data.`.
pub(super) fn data_field(cx: &mut Context, name: &Name) -> Option<(FieldPath, Field)> {
    with_data(cx, |cx, data| field_of(cx, data, name, "", "the case's data"))
}

/// A field of the case's data, where `data.` may stand before it.
pub(super) fn data_field_with_prefix(cx: &mut Context, name: &Name) -> Option<(FieldPath, Field)> {
    with_data(cx, |cx, data| field_of(cx, data, name, "data.", "the case's data"))
}

/// A list of the case's data and the fields of its items.
pub(super) fn data_list(cx: &mut Context, name: &Name) -> Option<(FieldPath, Vec<Field>)> {
    let (path, field) = data_field_with_prefix(cx, name)?;
    match field.kind {
        Type::List(items) => Some((path, items)),
        other => {
            let message = format!("`{}` is {}, not a list", name.value, kind_name(&other));
            cx.error("wrong-type", name.span, message);
            None
        }
    }
}

/// A date or instant of the case's data.
pub(super) fn data_time(cx: &mut Context, name: &Name) -> Option<FieldPath> {
    let (path, field) = data_field_with_prefix(cx, name)?;
    if matches!(field.kind, Type::Date | Type::Instant) {
        return Some(path);
    }
    let message = format!("`{}` is {}, not a date or an instant", name.value, kind_name(&field.kind));
    cx.error("wrong-type", name.span, message);
    None
}

/// The word for a type, with its article.
pub(super) fn kind_name(kind: &Type) -> &'static str {
    match kind {
        Type::Boolean => "a boolean",
        Type::Integer { .. } => "an integer",
        Type::Text { .. } => "a text",
        Type::Enum(_) => "an enum",
        Type::Money { .. } => "a sum of money",
        Type::Date => "a date",
        Type::Instant => "an instant",
        Type::Period { .. } => "a period",
        Type::Person { .. } => "a person",
        Type::List(_) => "a list",
        Type::Record(_) => "a group of fields",
        Type::Opaque { .. } => "a record",
        Type::Any => "anything",
    }
}
