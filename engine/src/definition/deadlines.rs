//! Reads deadlines. Whether a period's text can be counted is decided by [`crate::deadline`].

use super::ast::{Deadline, Extend, Name, Period, PeriodText, Source, Spanned};
use super::fields::Fields;
use super::keys::{CASE, DEADLINE, EXTEND, Keys, SUSPEND, WAIVE};
use super::reader::{Dots, Reader};
use crate::finding::Finding;
use crate::yaml::Node;

/// `deadlines`.
pub(super) fn read(reader: &mut Reader, node: Option<&Node>) -> Vec<Deadline> {
    let Some(node) = node else { return Vec::new() };
    let entries = reader.table(node, Dots::Refused, "deadlines as a map from names");
    let mut deadlines = Vec::new();
    for (name, node) in entries {
        if let Some(fields) = Fields::open(reader, node, &DEADLINE, name.span) {
            deadlines.push(read_deadline(reader, name, &fields));
        }
    }
    deadlines
}

fn read_deadline(reader: &mut Reader, name: Name, fields: &Fields) -> Deadline {
    if fields.has("from") {
        fields.refuse_beside(reader, "from", &["before"]);
    }
    Deadline {
        title: fields.title(reader),
        period: fields.get("period").and_then(|node| read_period(reader, node)),
        counting: fields.name(reader, "counting"),
        from: fields.name(reader, "from"),
        before: fields.name(reader, "before"),
        suspend_while: fields.names(reader, "suspend_while"),
        suspend_by: read_by(reader, fields, "suspend", &SUSPEND),
        waive_by: read_by(reader, fields, "waive", &WAIVE),
        extend: read_extend(reader, fields),
        remind: read_reminders(reader, fields),
        promise: fields.flag(reader, "promise"),
        law: fields.law(reader),
        name,
    }
}

fn read_period(reader: &mut Reader, node: &Node) -> Option<Period> {
    if let Some(cases) = node.list() {
        return read_cases(reader, node, cases);
    }
    let text = reader.scalar(node, "a period, a list of them by `if`, or a field")?;
    if text.value.starts_with("data.") {
        return reader.name(node).map(Period::Field);
    }
    Some(Period::Fixed(text))
}

fn read_cases(reader: &mut Reader, node: &Node, cases: &[Node]) -> Option<Period> {
    let mut read: Vec<(Option<Source>, PeriodText)> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let Some(fields) = Fields::open(reader, case, &CASE, case.span) else { continue };
        let is_last = at + 1 == cases.len();
        match (fields.has("if"), is_last) {
            (true, true) => {
                let finding =
                    Finding::error("missing-key", case.span, "no period is left if no condition holds");
                reader.say(finding.help("let the last case have no `if`"));
            }
            (false, false) => {
                let finding =
                    Finding::error("missing-key", case.span, "the cases after this one are never reached");
                reader.say(finding.help("only the last case has no `if`"));
            }
            _ => {}
        }
        read.push((fields.expression(reader, "if"), fields.needed_text(reader, "is")));
    }
    if cases.is_empty() {
        reader.say(Finding::error("wrong-kind", node.span, "this list of periods is empty"));
        return None;
    }
    Some(Period::Cases(read))
}

/// `{by: ROLE}`.
fn read_by(reader: &mut Reader, fields: &Fields, key: &'static str, keys: &'static Keys) -> Option<Name> {
    let at = fields.key_span(key)?;
    let map = Fields::open(reader, fields.get(key)?, keys, at)?;
    map.name(reader, "by")
}

fn read_extend(reader: &mut Reader, fields: &Fields) -> Option<Extend> {
    let at = fields.key_span("extend")?;
    let extend = Fields::open(reader, fields.get("extend")?, &EXTEND, at)?;
    Some(Extend {
        by: extend.needed_name(reader, "by"),
        up_to: extend.needed_text(reader, "up_to"),
        times: extend.count(reader, "times").map_or(1, |times| times.value),
        ask: extend.text(reader, "ask"),
        asked: extend.name(reader, "asked"),
        for_all: extend.word(reader, "for").is_some_and(|word| word.value == "all"),
    })
}

fn read_reminders(reader: &mut Reader, fields: &Fields) -> Vec<Spanned<String>> {
    let Some(node) = fields.get("remind") else { return Vec::new() };
    let Some(items) = node.list() else {
        reader.wrong_kind(node, "a list of reminders");
        return Vec::new();
    };
    let reminders: Vec<_> = items.iter().filter_map(|item| reader.scalar(item, "a reminder")).collect();
    reader.once_each(&reminders);
    reminders
}
