//! The keys of a map, read one by one: each as what it should be, and what isn't so is told with what the map
//! belongs to.

use super::period::Sla;
use super::report::{Report, short};
use super::tree::{Entry, Kind, Value, with_article};
use registrar_engine::finding::{Finding, Span};
use std::collections::BTreeSet;

/// A word of the author and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub text: String,
    pub span: Span,
}

/// Keys that are for the platform's own book-keeping, on any of the three.
const OF_THE_PLATFORM: [&str; 16] = [
    "id",
    "uuid",
    "tenantId",
    "tenantid",
    "auditDetails",
    "createdBy",
    "createdTime",
    "lastModifiedBy",
    "lastModifiedTime",
    "businessServiceId",
    "currentState",
    "business",
    "isStateUpdatable",
    "active",
    "isActive",
    "rowVersion",
];

/// What a text says, or a number as a text.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        Kind::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The entries of a map, read one by one. `of` names the map in messages.
pub(super) struct Keys<'v, 'r> {
    entries: &'v [Entry],
    pub of: String,
    report: &'r mut Report,
}

impl<'v, 'r> Keys<'v, 'r> {
    /// Says what of the map isn't understood.
    pub fn new(what: &str, entries: &'v [Entry], known: &[&str], report: &'r mut Report) -> Self {
        let mut seen = BTreeSet::new();
        for entry in entries {
            let key = entry.key.as_str();
            if !seen.insert(key) {
                let message = format!("`{}` stands here twice", short(key));
                report.say(Finding::error("repeated-key", entry.span, message).help("keep one of the two"));
            }
            if !known.contains(&key) && !OF_THE_PLATFORM.contains(&key) && !entry.value.is_nothing() {
                report.lost_key(what, key, entry.span);
            }
        }
        Self { entries, of: with_article(what), report }
    }

    /// What stands under a key.
    pub fn get(&self, key: &str) -> Option<&'v Value> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    fn wrong(&mut self, key: &str, wanted: &str, value: &Value) {
        let message = format!("`{key}` of {} should be {wanted}, and is {}", self.of, value.kind_name());
        self.report.say(
            Finding::error("wrong-kind", value.span, message).help(format!("write {wanted}, or `null`")),
        );
    }

    /// A text that says something.
    pub fn word(&mut self, key: &str) -> Option<Word> {
        let value = self.get(key)?;
        match &value.kind {
            Kind::Text(_) | Kind::Number(_) => text_of(value).map(|text| Word { text, span: value.span }),
            Kind::Null => None,
            _ => {
                self.wrong(key, "a text", value);
                None
            }
        }
    }

    /// Where it says `true`.
    pub fn truth(&mut self, key: &str) -> Option<Span> {
        let value = self.get(key)?;
        match &value.kind {
            Kind::Truth(truth) => truth.then_some(value.span),
            // As the platform's own reader takes it.
            Kind::Text(text) if text == "true" => Some(value.span),
            Kind::Text(text) if text == "false" || text.is_empty() => None,
            Kind::Null => None,
            _ => {
                self.wrong(key, "a truth value", value);
                None
            }
        }
    }

    /// A length of time.
    pub fn sla(&mut self, key: &str) -> Option<Sla> {
        let value = self.get(key)?;
        let milliseconds = match &value.kind {
            Kind::Number(number) => Some(*number),
            Kind::Text(text) => text.trim().parse().ok(),
            Kind::Null => return None,
            _ => None,
        };
        if milliseconds.is_none() {
            self.wrong(key, "a number of milliseconds", value);
        }
        milliseconds.map(|milliseconds| Sla { milliseconds, span: value.span })
    }

    /// A list; none and `null` are an empty one.
    pub fn list(&mut self, key: &str) -> &'v [Value] {
        let Some(value) = self.get(key) else { return &[] };
        match &value.kind {
            Kind::List(items) => items,
            Kind::Null => &[],
            _ => {
                self.wrong(key, "a list", value);
                &[]
            }
        }
    }

    /// A list of names, or one text with commas; each once.
    pub fn roles(&mut self) -> Vec<Word> {
        let Some(value) = self.get("roles") else { return Vec::new() };
        let parts: Vec<&Value> = match &value.kind {
            Kind::List(items) => items.iter().collect(),
            Kind::Text(_) => vec![value],
            Kind::Null => Vec::new(),
            _ => {
                self.wrong("roles", "a list of roles", value);
                Vec::new()
            }
        };
        let mut roles: Vec<Word> = Vec::new();
        let mut seen = BTreeSet::new();
        for part in parts {
            // A role is its code, alone or in a map.
            let code = part.map().and_then(|entries| entries.iter().find(|entry| entry.key == "code"));
            let Kind::Text(text) = &code.map_or(part, |entry| &entry.value).kind else {
                self.wrong("roles", "a list of roles", part);
                continue;
            };
            for role in text.split(',').map(str::trim).filter(|role| !role.is_empty()) {
                if seen.insert(role) {
                    roles.push(Word { text: role.to_owned(), span: part.span });
                }
            }
        }
        roles
    }
}
