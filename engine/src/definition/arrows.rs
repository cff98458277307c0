//! Reads arrows: under an event, without event, and the event patterns of keys.

use super::actions;
use super::ast::{Arrow, Name, Spanned, Text};
use super::fields::Fields;
use super::keys::ARROW;
use super::limits::{MAX_EVENTS, MAX_PATH};
use super::reader::{Reader, short, wrong_kind};
use crate::finding::{Finding, Span};
use crate::yaml::{Key, Node};

/// `on`: a map from events to arrows, or a list of such maps where the order between events counts.
pub(super) fn read_on(reader: &mut Reader, node: &Node) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    match node.list() {
        Some(maps) => maps.iter().for_each(|map| read_map(reader, map, &mut arrows)),
        None => read_map(reader, node, &mut arrows),
    }
    arrows
}

/// `at_once` and `done`: one arrow, or a list of them in order.
pub(super) fn read_eventless(reader: &mut Reader, node: &Node) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    read_arrows(reader, node, &[], node.span, &mut arrows);
    arrows
}

fn read_map(reader: &mut Reader, node: &Node, arrows: &mut Vec<Arrow>) {
    let Some(entries) = node.map() else {
        reader.wrong_kind(node, "arrows as a map from events");
        return;
    };
    for (key, node) in entries {
        let events = patterns(reader, key);
        read_arrows(reader, node, &events, key.span, arrows);
    }
}

fn read_arrows(reader: &mut Reader, node: &Node, events: &[Name], at: Span, arrows: &mut Vec<Arrow>) {
    match node.list() {
        Some([]) => {
            let finding = Finding::error("wrong-kind", at, "no arrow stands here");
            reader.say(finding.help("write a state's name, or `{}` for an arrow that does nothing"));
        }
        Some(items) => items.iter().for_each(|item| arrows.extend(read_arrow(reader, item, events))),
        None => arrows.extend(read_arrow(reader, node, events)),
    }
}

fn read_arrow(reader: &mut Reader, node: &Node, events: &[Name]) -> Option<Arrow> {
    if !reader.one_more_arrow(node.span) {
        return None;
    }
    let bare = Arrow {
        events: events.to_vec(),
        to: Vec::new(),
        condition: None,
        actions: Vec::new(),
        at_most: None,
        beyond: Vec::new(),
        external: false,
        restores: Vec::new(),
        title: Text::new(),
        law: None,
        span: node.span,
    };
    if node.map().is_none() {
        if node.text().is_none() || node.is_null() {
            let finding = wrong_kind(node, "an arrow");
            reader
                .say(finding.help("write a state's name, `{to: …}`, or `{}` for an arrow that does nothing"));
            return None;
        }
        let to = reader.name(node)?;
        return Some(Arrow { to: vec![to], ..bare });
    }
    let fields = Fields::open(reader, node, &ARROW, node.span)?;
    if !fields.has("to") {
        fields.refuse_without(reader, "`to`: nothing is left without", &["external"]);
    }
    if !fields.has("at_most") {
        fields.refuse_without(reader, "`at_most`", &["beyond"]);
    }
    Some(Arrow {
        to: fields.one_or_more(reader, "to"),
        condition: fields.expression(reader, "if"),
        actions: actions::read_under(reader, &fields, "do"),
        at_most: fields.count(reader, "at_most"),
        beyond: fields.one_or_more(reader, "beyond"),
        external: fields.flag(reader, "external"),
        restores: fields.one_or_more(reader, "restores"),
        title: fields.title(reader),
        law: fields.law(reader),
        ..bare
    })
}

/// The event patterns of a key: separated by blanks, `*` is any, a trailing `.*` as in W3C SCXML 3.12.1.
fn patterns(reader: &mut Reader, key: &Key) -> Vec<Name> {
    let mut patterns: Vec<Name> = Vec::new();
    let words = words(&key.text);
    if words.len() > MAX_EVENTS {
        let message = format!("{} events in one key; at most {MAX_EVENTS} are read", words.len());
        reader.say(Finding::error("too-large", key.span, message).help("split it into several keys"));
    }
    for (at, text) in words.into_iter().take(MAX_EVENTS) {
        let pattern = Spanned { value: text.to_owned(), span: part_of(key, at, text.chars().count()) };
        check_pattern(reader, &pattern);
        patterns.push(pattern);
    }
    if patterns.is_empty() {
        reader.say(Finding::error("bad-name", key.span, "no event stands here"));
    }
    reader.once_each(&patterns);
    patterns
}

fn check_pattern(reader: &mut Reader, pattern: &Name) {
    let text = pattern.value.as_str();
    if text == "done" {
        let message =
            "`done` under `on` would answer the end of every state inside, from the first region on";
        let help = "write `done:` beside `on` for the end of this state, or `done.*` if every end is meant";
        reader.say(Finding::error("done-under-on", pattern.span, message).help(help));
        return;
    }
    let tokens = text.strip_suffix(".*").unwrap_or(text);
    let well_formed = text == "*"
        || tokens.split('.').all(|token| {
            !token.is_empty() && token.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        });
    if !well_formed || text.chars().count() > MAX_PATH {
        let finding =
            Finding::error("bad-name", pattern.span, format!("`{}` can't be an event", short(text)));
        reader.say(finding.help("events are names with dots between: `review.accept`; `*` is any"));
    }
}

/// The words of a key, each with the number of characters before it.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut before = 0;
    for piece in text.split(char::is_whitespace) {
        if !piece.is_empty() {
            words.push((before, piece));
        }
        before += piece.chars().count() + 1;
    }
    words
}

/// The place of a part of a key. Quotes move it by one; where escapes make that uncertain it is the whole key.
fn part_of(key: &Key, before: usize, length: usize) -> Span {
    let span = key.span;
    let width = span.end_column.saturating_sub(span.column);
    let plain = u32::try_from(key.text.chars().count()).unwrap_or(u32::MAX);
    let quote = match width.checked_sub(plain) {
        Some(0) => 0,
        Some(2) => 1,
        _ => return span,
    };
    let (Ok(before), Ok(length)) = (u32::try_from(before), u32::try_from(length)) else { return span };
    if span.line != span.end_line {
        return span;
    }
    let column = span.column + quote + before;
    Span { column, end_column: column + length, ..span }
}
