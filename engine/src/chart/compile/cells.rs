//! What a cell of a decision table says of its field: `-`, `<= 50000`, `(100..200]`, `a, b`, `null`.

use super::paths::kind_name;
use super::values;
use crate::chart::{Cell, Test, Type, is_ordered, point};
use crate::definition::MAX_ALTERNATIVES;
use crate::finding::{Finding, Span};

/// A test as written, or what is wrong with it.
pub(super) fn test(text: &str, kind: &Type, span: Span) -> Result<Cell, Finding> {
    let text = text.trim();
    if text == "-" {
        return Ok(Cell::Any);
    }
    let parts = alternatives(text).ok_or_else(|| {
        Finding::error("bad-cell", span, "a quotation in this cell doesn't end")
            .help("write `'…'` around the text")
    })?;
    if parts.len() > MAX_ALTERNATIVES {
        let message =
            format!("{} alternatives in one cell; at most {MAX_ALTERNATIVES} are read", parts.len());
        return Err(Finding::error("too-large", span, message).help("give each group a row of its own"));
    }
    parts.into_iter().map(|part| one(part.trim(), kind, span)).collect::<Result<_, _>>().map(Cell::OneOf)
}

/// What stands between commas outside of quotations; none if a quotation doesn't end.
fn alternatives(text: &str) -> Option<Vec<&str>> {
    let mut quoted = false;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    (!quoted).then_some(parts)
}

fn one(part: &str, kind: &Type, span: Span) -> Result<Test, Finding> {
    if part.is_empty() {
        let message = "an alternative is missing in this cell";
        return Err(Finding::error("bad-cell", span, message)
            .help("write `a, b` for any of the two, `-` for anything"));
    }
    let is_value = matches!(kind, Type::Enum(values) if values.iter().any(|value| value == part));
    if part == "null" && !is_value {
        return Ok(Test::Missing);
    }
    if let Some(test) = range(part, kind, span)? {
        return Ok(test);
    }
    for (sign, from_here, open) in
        [("<=", false, false), (">=", true, false), ("<", false, true), (">", true, true)]
    {
        let Some(rest) = part.strip_prefix(sign) else { continue };
        let at = place_on_line(rest.trim(), kind, span)?;
        return Ok(match (from_here, open) {
            (true, open) => Test::Within { from: Some(at + i128::from(open)), to: None },
            (false, open) => Test::Within { from: None, to: Some(at - i128::from(open)) },
        });
    }
    if is_ordered(kind) {
        // A single value lies within the limits of its field; the ends of a range needn't.
        value(part, kind, span)?;
        let at = place_on_line(part, kind, span)?;
        return Ok(Test::Within { from: Some(at), to: Some(at) });
    }
    value(part, kind, span).map(Test::Is)
}

/// `[100..200]`, `(100..200)` without its ends; none if this is no range.
fn range(part: &str, kind: &Type, span: Span) -> Result<Option<Test>, Finding> {
    let inner = part.strip_prefix(['[', '(']).and_then(|rest| rest.strip_suffix([']', ')']));
    let Some((from, to)) = inner.and_then(|inner| inner.split_once("..")) else { return Ok(None) };
    let from = place_on_line(from.trim(), kind, span)? + i128::from(part.starts_with('('));
    let to = place_on_line(to.trim(), kind, span)? - i128::from(part.ends_with(')'));
    if from > to {
        let message = format!("nothing lies in `{part}`");
        return Err(Finding::error("bad-cell", span, message).help("write the smaller end first"));
    }
    Ok(Some(Test::Within { from: Some(from), to: Some(to) }))
}

/// Where a constant lies on the line of its type.
fn place_on_line(text: &str, kind: &Type, span: Span) -> Result<i128, Finding> {
    if !is_ordered(kind) {
        let message = format!("{} has no order: it is neither less nor more than `{text}`", kind_name(kind));
        return Err(Finding::error("wrong-type", span, message).help("write the values: `a, b`"));
    }
    let unlimited = Type::Integer { min: None, max: None };
    let kind = if matches!(kind, Type::Integer { .. }) { &unlimited } else { kind };
    let value = value(text, kind, span)?;
    point(kind, &value).ok_or_else(|| wrong(text, kind, span, "a value within its range"))
}

/// A constant of the field's type.
fn value(text: &str, kind: &Type, span: Span) -> Result<crate::value::Value, Finding> {
    let bare = match text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(inner) if !is_ordered(kind) => inner,
        _ => text,
    };
    let digits = bare.strip_prefix('-').unwrap_or(bare);
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if padded && matches!(kind, Type::Integer { .. } | Type::Money { .. }) {
        let finding = Finding::error("bad-cell", span, format!("`{text}` begins with a nought"));
        return Err(
            finding.help("a comma stands between alternatives; write numbers without separators: `50000`")
        );
    }
    values::default(kind, bare).map_err(|wanted| match kind {
        Type::Enum(values) => {
            let message = format!("`{bare}` is none of the values of its field");
            let help = format!("there are {}", values.join(", "));
            let known = values.iter().map(String::as_str);
            Finding::error("unknown-name", span, message).help(help).did_you_mean(bare, known)
        }
        _ => wrong(bare, kind, span, &wanted),
    })
}

fn wrong(text: &str, kind: &Type, span: Span, wanted: &str) -> Finding {
    let message = format!("`{text}` can't be compared with {}", kind_name(kind));
    Finding::error("wrong-type", span, message).help(format!("write {wanted}"))
}
