//! Every event that can happen by what is declared, what it carries, and which of them a pattern means.

use super::context::Context;
use super::names::List;
use crate::chart::{Field, FormField, FormPlace, Pattern, StateKind, Type};
use crate::definition::{Name, Text};
use crate::finding::{Finding, nearest};
use crate::id::{ConsentIx, DeadlineIx, MessageIx, NoticeIx, StateIx, TaskIx};
use crate::value::Value;
use std::collections::BTreeMap;

/// What an event is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// An outcome of a task, by its position.
    Outcome(TaskIx, usize),
    /// A deadline has expired.
    Expired(DeadlineIx),
    /// A deadline was extended, or that was refused.
    Extension(DeadlineIx),
    /// A deadline stands still, or goes on.
    Suspension(DeadlineIx),
    /// A deadline was given up.
    Waived(DeadlineIx),
    Served(NoticeIx),
    Undeliverable(NoticeIx),
    Given(ConsentIx),
    Withdrawn(ConsentIx),
    Done(StateIx),
    Error,
    Message(MessageIx),
}

/// All events by name.
pub(super) struct Vocabulary {
    known: BTreeMap<String, Origin>,
}

impl Vocabulary {
    /// What can happen in this definition (rule 3).
    pub fn of(cx: &Context) -> Self {
        let definition = cx.definition;
        let mut known = BTreeMap::new();
        let mut add = |name: String, origin| {
            known.entry(name).or_insert(origin);
        };
        for (task, at) in definition.tasks.iter().zip(0..) {
            for (position, outcome) in task.outcomes.iter().enumerate() {
                let name = format!("{}.{}", task.name.value, outcome.name.value);
                add(name, Origin::Outcome(TaskIx(at), position));
            }
        }
        for (deadline, at) in definition.deadlines.iter().zip(0..) {
            let (name, ix) = (&deadline.name.value, DeadlineIx(at));
            add(format!("{name}.expired"), Origin::Expired(ix));
            if deadline.extend.is_some() {
                add(format!("{name}.extended"), Origin::Extension(ix));
                add(format!("{name}.extension_refused"), Origin::Extension(ix));
            }
            if deadline.waive_by.is_some() {
                add(format!("{name}.waived"), Origin::Waived(ix));
            }
            if deadline.suspend_by.is_some() || !deadline.suspend_while.is_empty() {
                add(format!("{name}.suspended"), Origin::Suspension(ix));
                add(format!("{name}.resumed"), Origin::Suspension(ix));
            }
        }
        for (notice, at) in definition.notices.iter().zip(0..).filter(|(n, _)| !n.served_when.is_empty()) {
            add(format!("{}.served", notice.name.value), Origin::Served(NoticeIx(at)));
            add(format!("{}.undeliverable", notice.name.value), Origin::Undeliverable(NoticeIx(at)));
        }
        for (consent, at) in definition.consents.iter().zip(0..) {
            add(format!("consent.given.{}", consent.name.value), Origin::Given(ConsentIx(at)));
            add(format!("consent.withdrawn.{}", consent.name.value), Origin::Withdrawn(ConsentIx(at)));
        }
        for (message, at) in definition.messages.iter().zip(0..) {
            add(message.name.value.clone(), Origin::Message(MessageIx(at)));
        }
        for (state, at) in cx.chart.states.iter().zip(0..).skip(1) {
            let holds = matches!(state.kind, StateKind::Compound(_) | StateKind::Parallel);
            if holds || state.for_each.is_some() {
                add(format!("done.state.{}", state.name), Origin::Done(StateIx(at)));
            }
        }
        add("error.execution".to_owned(), Origin::Error);
        Self { known }
    }

    /// The events that a pattern means, in the order of their names.
    pub fn matching<'v>(&'v self, pattern: &Pattern) -> Vec<(&'v str, Origin)> {
        let prefix = pattern.0.join(".");
        let mut found = Vec::new();
        for (name, origin) in self.known.range(prefix.clone()..) {
            if !name.starts_with(&prefix) {
                break;
            }
            if pattern.matches(name) {
                found.push((name.as_str(), *origin));
            }
        }
        found
    }

    /// Events by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, Origin)> {
        self.known.iter().map(|(name, origin)| (name.as_str(), *origin))
    }

    /// Patterns as written; of those that mean nothing there is a finding.
    pub fn patterns(&self, cx: &mut Context, names: &[Name]) -> Vec<Pattern> {
        names.iter().filter_map(|name| self.pattern(cx, name)).collect()
    }

    /// A pattern: SCXML's descriptors, a prefix of words, `*` any.
    pub fn pattern(&self, cx: &mut Context, name: &Name) -> Option<Pattern> {
        let text = name.value.as_str();
        let Some(pattern) = read(text) else {
            // Told by the reader.
            cx.incomplete = true;
            return None;
        };
        if pattern.0.is_empty() {
            return Some(pattern);
        }
        let words = text.strip_suffix(".*").unwrap_or(text);
        let means = self.matching(&pattern);
        for (_, origin) in &means {
            if let Origin::Message(MessageIx(at)) = origin {
                cx.used.insert((List::Message, *at));
            }
        }
        if means.is_empty() {
            self.tell_unknown(cx, name, words);
            return None;
        }
        Some(pattern)
    }

    fn tell_unknown(&self, cx: &mut Context, name: &Name, words: &str) {
        let finding =
            Finding::error("unknown-event", name.span, format!("nothing makes the event `{words}`"));
        if !cx.may_suggest() {
            cx.say(finding);
            return;
        }
        let first = words.split('.').next().unwrap_or_default();
        let own: Vec<&str> =
            self.matching(&Pattern(vec![first.to_owned()])).iter().map(|(n, _)| *n).collect();
        let firsts = self.known.keys().filter_map(|name| name.split('.').next());
        let names = self.known.keys().map(String::as_str).chain(firsts);
        let near = nearest(words, own.iter().copied()).or_else(|| nearest(words, names));
        if let Some(near) = near {
            cx.meant_events.insert(near.to_owned());
            if let Some(message) = cx.names.get(List::Message, near) {
                cx.used.insert((List::Message, message));
            }
        } else {
            // Whatever of it was meant, it isn't called unanswered on top.
            cx.meant_events.insert(first.to_owned());
        }
        let shown: Vec<String> = own.iter().take(8).map(|name| format!("`{name}`")).collect();
        let finding = match (near, shown.is_empty()) {
            (Some(near), _) => finding.help(format!("did you mean `{near}`?")),
            (None, false) => finding.help(format!("there are {}", shown.join(", "))),
            (None, true) => match plain_notice(cx, first) {
                true => finding.help(format!("`{first}` is no service: give it `served_when` to know that it arrived")),
                false => finding.help("events begin with a task, deadline, notice or message; declare what comes from outside under `messages`"),
            },
        };
        cx.say(finding);
    }

    /// The fields that every event meant by these patterns carries.
    pub fn carried_by_all(&self, cx: &Context, patterns: &[Pattern]) -> Vec<Field> {
        if patterns.iter().any(|pattern| pattern.0.is_empty()) {
            return Vec::new();
        }
        let mut common: Option<Vec<Field>> = None;
        for (_, origin) in patterns.iter().flat_map(|pattern| self.matching(pattern)) {
            let fields = carried(cx, origin);
            common = Some(match common {
                None => fields,
                Some(mut common) => {
                    common
                        .retain(|field| fields.iter().any(|f| f.name == field.name && f.kind == field.kind));
                    common
                }
            });
        }
        common.unwrap_or_default()
    }
}

/// A pattern as its words; none where the reader refuses what is written.
pub(super) fn read(text: &str) -> Option<Pattern> {
    match text {
        "*" => Some(Pattern(Vec::new())),
        "" | "done" => None,
        _ => {
            let words = text.strip_suffix(".*").unwrap_or(text);
            Some(Pattern(words.split('.').map(str::to_owned).collect()))
        }
    }
}

fn plain_notice(cx: &Context, name: &str) -> bool {
    cx.names.get(List::Notice, name).is_some()
}

/// What an event carries as `event.data`.
fn carried(cx: &Context, origin: Origin) -> Vec<Field> {
    match origin {
        Origin::Outcome(task, position) => {
            let Some(task) = cx.chart.tasks.get(task.at()) else { return Vec::new() };
            let own =
                task.outcomes.get(position).map(|outcome| outcome.fields.as_slice()).unwrap_or_default();
            let mut fields = Vec::new();
            for field in task.form.iter().chain(own) {
                nest(&mut fields, field);
            }
            fields
        }
        Origin::Extension(deadline) => {
            let max = cx.chart.deadlines.get(deadline.at()).and_then(|d| d.extend.as_ref()).map(|e| e.up_to);
            vec![text("reason"), Field { kind: Type::Period { max }, ..text("period") }]
        }
        Origin::Served(_) | Origin::Undeliverable(_) => vec![text("to")],
        Origin::Error => vec![text("reason")],
        Origin::Message(message) => {
            cx.chart.messages.get(message.at()).map(|message| message.data.clone()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Answers come nested, by the path at which they are written.
fn nest(fields: &mut Vec<Field>, field: &FormField) {
    let (FormPlace::Data(path) | FormPlace::Item(path) | FormPlace::Member(path)) = &field.place else {
        return;
    };
    let Some((last, groups)) = path.split_last() else { return };
    let mut here = fields;
    for group in groups {
        let at = here.iter().position(|field| field.name == *group).unwrap_or_else(|| {
            here.push(Field { kind: Type::Record(Vec::new()), ..text(group) });
            here.len() - 1
        });
        match &mut here[at].kind {
            Type::Record(inner) => here = inner,
            _ => return,
        }
    }
    if !here.iter().any(|known| known.name == *last) {
        here.push(Field { name: last.clone(), ..field.field.clone() });
    }
}

fn text(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        title: Text::new(),
        kind: Type::Text { max_length: super::values::DEFAULT_TEXT },
        required: false,
        private: false,
        author: false,
        default: Value::Null,
        value_titles: Default::default(),
    }
}
