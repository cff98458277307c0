//! A form as a row of parts that a template can write one after the other: fields, and the boxes of
//! records and lists around them.

use super::posted::Typed;
use super::record::{UNIT, kind};
use crate::language::Lang;
use crate::when;
use crate::words::word;
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Most rows of a list on a page.
const MOST_ROWS: usize = 200;
/// Empty rows offered beside those filled in.
const FREE_ROWS: usize = 2;
/// Longer texts get a field of several lines.
const ONE_LINE: u64 = 200;
/// What a text may have at most where its author hasn't said it.
const UNSAID: u64 = 20_000;

/// One part. What doesn't apply is empty.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Part {
    /// `open`, `close`, `more`, `less`, or a field: `text`, `long`, `yes_no`, `choice`, `radio`, `period`, `date`,
    /// `instant`, `money`, `integer`.
    pub part: &'static str,
    pub name: String,
    pub id: String,
    pub label: String,
    pub value: String,
    pub unit: String,
    pub choices: Vec<Choice>,
    pub required: bool,
    pub problem: String,
    pub hint: String,
}

/// One of several.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// What a form is filled with.
pub(crate) struct Filled<'a> {
    /// Stands before the key in the name of each field.
    pub prefix: &'a str,
    /// What stands in the fields.
    pub typed: &'a Typed,
    /// What is wrong, by key.
    pub problems: &'a BTreeMap<String, String>,
    /// The members that may be chosen for a role or group.
    pub people: &'a dyn Fn(&str) -> Vec<(String, String)>,
    pub zone: &'a str,
    pub language: Lang,
}

/// The parts of the fields of a schema that pass.
pub(crate) fn parts(schema: &Json, filled: &Filled<'_>, passes: &dyn Fn(&str) -> bool) -> Vec<Part> {
    let mut parts = Vec::new();
    for (name, node, required) in fields(schema).into_iter().filter(|(name, ..)| passes(name)) {
        field(node, name, required, filled, &mut parts);
    }
    parts
}

fn fields(schema: &Json) -> Vec<(&str, &Json, bool)> {
    let names = |key: &str| -> Vec<&str> {
        schema.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect()
    };
    let required = names("required");
    names("x-order")
        .into_iter()
        .filter_map(|name| Some((name, schema.get("properties")?.get(name)?, required.contains(&name))))
        .collect()
}

fn field(node: &Json, key: &str, required: bool, filled: &Filled<'_>, parts: &mut Vec<Part>) {
    let name = format!("{}{key}", filled.prefix);
    let label = node.get("title").and_then(Json::as_str).unwrap_or(key).to_owned();
    let base = Part {
        id: format!("f-{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "-")),
        value: filled.typed.get(&name).cloned().unwrap_or_default(),
        problem: filled.problems.get(key).cloned().unwrap_or_default(),
        name,
        label,
        required,
        ..Part::default()
    };
    match kind(node) {
        "record" => {
            parts.push(Part { part: "open", ..base });
            for (inner, node, required) in fields(node) {
                field(node, &format!("{key}.{inner}"), required, filled, parts);
            }
            parts.push(Part { part: "close", ..Part::default() });
        }
        "list" => list(node, key, base, filled, parts),
        kind => parts.push(single(kind, node, base, filled)),
    }
}

fn list(node: &Json, key: &str, base: Part, filled: &Filled<'_>, parts: &mut Vec<Part>) {
    let Some(item) = node.get("items") else { return };
    let label = base.label.clone();
    let base_name = base.name.clone();
    let rows = rows(&base.name, filled.typed);
    let more = Part {
        part: "more",
        name: base.name.clone(),
        label: label.clone(),
        value: rows.to_string(),
        ..Part::default()
    };
    parts.push(Part { part: "open", ..base });
    for row in 1..=rows {
        let problem = filled.problems.get(&format!("{key}[{row}]")).cloned().unwrap_or_default();
        parts.push(Part { part: "open", label: format!("{label} {row}"), problem, ..Part::default() });
        for (inner, node, required) in fields(item) {
            field(node, &format!("{key}[{row}].{inner}"), required && row == 1, filled, parts);
        }
        let (name, value) = (base_name.clone(), row.to_string());
        parts.push(Part { part: "less", name, value, label: format!("{label} {row}"), ..Part::default() });
        parts.push(Part { part: "close", ..Part::default() });
    }
    parts.push(more);
    parts.push(Part { part: "close", ..Part::default() });
}

/// What was typed without one row of a list; those behind it move up.
pub(crate) fn without_row(list: &str, row: usize, typed: &Typed) -> Typed {
    let start = format!("{list}[");
    let moved = typed.iter().filter_map(|(name, text)| {
        let numbered = name.strip_prefix(&start).and_then(|rest| {
            let (number, rest) = rest.split_once(']')?;
            Some((number.parse::<usize>().ok()?, rest))
        });
        let name = match numbered {
            Some((number, _)) if number == row => return None,
            Some((number, rest)) if number > row => format!("{start}{}]{rest}", number - 1),
            _ => name.clone(),
        };
        Some((name, text.clone()))
    });
    let mut left: Typed = moved.collect();
    let fewer = rows(list, typed).saturating_sub(1).max(1);
    left.insert(format!("rows:{list}"), fewer.to_string());
    left
}

/// As many rows as came in, or those filled and some free ones.
pub(crate) fn rows(name: &str, typed: &Typed) -> usize {
    let start = format!("{name}[");
    let numbers = typed.keys().filter_map(|key| key.strip_prefix(&start)?.split_once(']')?.0.parse().ok());
    let last: usize = numbers.max().unwrap_or(0);
    let asked: usize = typed.get(&format!("rows:{name}")).and_then(|rows| rows.parse().ok()).unwrap_or(0);
    let free = if asked == 0 { last + FREE_ROWS } else { asked.max(last) };
    free.min(MOST_ROWS)
}

fn single(kind: &str, node: &Json, base: Part, filled: &Filled<'_>) -> Part {
    let language = filled.language;
    let say = |key: &str| word(key, language).to_owned();
    match kind {
        "boolean" => {
            let choice = |value: &str, key: &str| Choice {
                value: value.to_owned(),
                label: say(key),
                chosen: base.value == value,
            };
            Part { part: "radio", choices: vec![choice("true", "yes"), choice("false", "no")], ..base }
        }
        "enum" => {
            let values = node.get("enum").and_then(Json::as_array).into_iter().flatten();
            let values: Vec<&str> = values.filter_map(Json::as_str).collect();
            let titles = node.get("x-value-titles").and_then(Json::as_object);
            let choices = values.iter().map(|value| Choice {
                value: (*value).to_owned(),
                label: titles
                    .and_then(|titles| titles.get(*value)?.as_str())
                    .map_or_else(|| registrar_casework::for_the_eye(value), str::to_owned),
                chosen: base.value == *value,
            });
            let part = if values.len() <= 5 { "radio" } else { "choice" };
            Part { part, choices: choices.collect(), ..base }
        }
        "person" => {
            let role = node.get("x-role").map(ToString::to_string).unwrap_or_default();
            let people = (filled.people)(role.trim_matches('"')).into_iter();
            let choices = people.map(|(value, label)| Choice { chosen: base.value == value, value, label });
            Part { part: "choice", choices: choices.collect(), ..base }
        }
        "money" => {
            let currency = node.get("x-currency").and_then(Json::as_str).unwrap_or_default().to_owned();
            Part { part: "money", unit: currency, hint: say("hint_money"), ..base }
        }
        "integer" => Part { part: "integer", hint: range(node), ..base },
        // The browser shows a date in its own way: a pattern beside it would only confuse.
        "date" => Part { part: "date", ..base },
        "instant" => {
            let moment = base.value.parse().ok();
            let value = moment.map(|at| when::to_wall_clock(at, filled.zone)).unwrap_or(base.value.clone());
            Part { part: "instant", hint: format!("{} {}", say("hint_instant"), filled.zone), value, ..base }
        }
        "period" => period(node, base, filled),
        "opaque" => Part { part: "long", hint: say("hint_opaque"), ..base },
        _ => {
            // In a row of a list, a text of which nobody has said how long it may be is a name or a number.
            let unsaid = if base.name.contains('[') { UNSAID } else { u64::MAX };
            let most = node.get("maxLength").and_then(Json::as_u64);
            let long = most.is_some_and(|most| most > ONE_LINE && most < unsaid);
            Part { part: if long { "long" } else { "text" }, ..base }
        }
    }
}

fn range(node: &Json) -> String {
    let bound = |key: &str| node.get(key).and_then(Json::as_i64);
    match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => format!("{least} – {most}"),
        (Some(least), None) => format!("≥ {least}"),
        (None, Some(most)) => format!("≤ {most}"),
        (None, None) => String::new(),
    }
}

fn period(node: &Json, base: Part, filled: &Filled<'_>) -> Part {
    let most = node.get("x-max").and_then(Json::as_str).unwrap_or_default();
    let typed_unit = filled.typed.get(&format!("{}{UNIT}", base.name)).cloned();
    let (count, unit) = match (base.value.split_once(' '), typed_unit) {
        (_, Some(unit)) => (base.value.clone(), unit),
        (Some((count, unit)), None) => (count.to_owned(), unit.to_owned()),
        (None, None) => {
            let unit = most.split_once(' ').map_or("days", |(_, unit)| unit);
            (base.value.clone(), unit.to_owned())
        }
    };
    let units = ["minutes", "hours", "days", "working days", "weeks", "months", "years"];
    let singular = |known: &str| known.trim_end_matches('s') == unit.trim_end_matches('s');
    let choices = units.map(|known| Choice {
        value: known.to_owned(),
        label: word(known, filled.language).to_owned(),
        chosen: singular(known),
    });
    let hint = match most {
        "" => String::new(),
        most => format!("≤ {}", said(most, filled.language)),
    };
    Part {
        part: "period",
        unit: format!("{}{UNIT}", base.name),
        choices: choices.into(),
        value: count,
        hint,
        ..base
    }
}

/// Lists the problems of parts for the summary; the keys told.
pub(crate) fn note(parts: &[Part], summary: &mut Vec<Json>, prefix: &str) -> BTreeSet<String> {
    let wrong = parts.iter().filter(|part| !part.problem.is_empty());
    wrong
        .map(|part| {
            summary.push(json!({ "id": part.id, "label": part.label, "message": part.problem }));
            part.name.strip_prefix(prefix).unwrap_or(&part.name).to_owned()
        })
        .collect()
}

/// A period in the reader's words: `15 days`, `15天`.
fn said(period: &str, language: Lang) -> String {
    match (period.split_once(' '), language) {
        (Some((count, unit)), Lang::Zh) => {
            let plural = if unit.ends_with('s') { unit.to_owned() } else { format!("{unit}s") };
            format!("{count}{}", word(&plural, language))
        }
        _ => period.to_owned(),
    }
}
