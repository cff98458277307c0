//! A cursor over a map whose keys the language fixes: says which keys are unknown, missing or a later
//! matter, and reads the values.

use super::ast::{Name, Source, Spanned, Text};
use super::keys::{Keys, Need, Shape};
use super::reader::{Reader, short};
use crate::finding::{Finding, Span};
use crate::yaml::{Key, Node};

/// A map being read.
pub(super) struct Fields<'n> {
    entries: &'n [(Key, Node)],
    keys: &'static Keys,
    /// Where it is named: the place of what is missing in it.
    pub at: Span,
}

impl<'n> Fields<'n> {
    /// Opens a map and checks its keys. `at` is where the thing is named.
    pub fn open(reader: &mut Reader, node: &'n Node, keys: &'static Keys, at: Span) -> Option<Self> {
        let Some(entries) = node.map() else {
            reader.wrong_kind(node, &format!("{} as a map", keys.what));
            return None;
        };
        Some(Self::over(reader, entries, keys, at))
    }

    /// As [`Fields::open`], but `key:` with nothing after it is a map without entries.
    pub fn open_or_nothing(
        reader: &mut Reader,
        node: &'n Node,
        keys: &'static Keys,
        at: Span,
    ) -> Option<Self> {
        if node.is_null() {
            Some(Self::over(reader, &[], keys, at))
        } else {
            Self::open(reader, node, keys, at)
        }
    }

    fn over(reader: &mut Reader, entries: &'n [(Key, Node)], keys: &'static Keys, at: Span) -> Self {
        for (key, _) in entries {
            match keys.find(&key.text) {
                Some(known) if known.need == Need::Later => {
                    reader.not_supported(key.span, &format!("`{}` of {}", key.text, keys.what));
                }
                Some(_) => {}
                None if reader.is_full() => {}
                None => reader.say(unknown_key(key, keys)),
            }
        }
        for key in keys.keys.iter().filter(|key| key.need == Need::Must) {
            if !entries.iter().any(|(written, _)| written.text == key.name) {
                let message = format!("{} needs `{}`", keys.what, key.name);
                let help = format!("`{}`: {}", key.name, key.meaning);
                reader.say(Finding::error("missing-key", at, message).help(help));
            }
        }
        Self { entries, keys, at }
    }

    /// What stands under a key.
    pub fn get(&self, key: &'static str) -> Option<&'n Node> {
        debug_assert!(self.keys.find(key).is_some(), "`{key}` isn't in the table of {}", self.keys.what);
        self.entries.iter().find(|(written, _)| written.text == key).map(|(_, node)| node)
    }

    /// Where a key is written.
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|(written, _)| written.text == key).map(|(written, _)| written.span)
    }

    /// Whether a key is written.
    pub fn has(&self, key: &str) -> bool {
        self.key_span(key).is_some()
    }

    /// The first key of the map that is one of these.
    pub fn first_of(&self, keys: &[&str]) -> Option<&'n Key> {
        self.entries.iter().map(|(key, _)| key).find(|key| keys.contains(&key.text.as_str()))
    }

    /// Says that keys can't stand beside `because`: each of `keys` that is there is one finding.
    pub fn refuse_beside(&self, reader: &mut Reader, because: &str, keys: &[&str]) {
        for (key, _) in self.entries.iter().filter(|(key, _)| keys.contains(&key.text.as_str())) {
            let message = format!("`{}` can't stand beside `{because}`", key.text);
            reader.say(Finding::error("conflicting-keys", key.span, message));
        }
    }

    /// Says that keys have a meaning only with another one that isn't there.
    pub fn refuse_without(&self, reader: &mut Reader, needed: &str, keys: &[&str]) {
        for (key, _) in self.entries.iter().filter(|(key, _)| keys.contains(&key.text.as_str())) {
            let message = format!("`{}` has a meaning only with {needed}", key.text);
            reader.say(Finding::error("conflicting-keys", key.span, message));
        }
    }

    /// `true` if the key is there and true.
    pub fn flag(&self, reader: &mut Reader, key: &'static str) -> bool {
        self.get(key).and_then(|node| reader.flag(node)).unwrap_or(false)
    }

    /// A whole number, at least what the table of keys says.
    pub fn count(&self, reader: &mut Reader, key: &'static str) -> Option<Spanned<u32>> {
        let least = match self.keys.find(key).map(|key| &key.shape) {
            Some(Shape::Count(least)) => *least,
            _ => 0,
        };
        self.get(key).and_then(|node| reader.count(node, least))
    }

    /// A name or path.
    pub fn name(&self, reader: &mut Reader, key: &'static str) -> Option<Name> {
        self.get(key).and_then(|node| reader.name(node))
    }

    /// A name that must be there; empty if it isn't, which has been told.
    pub fn needed_name(&self, reader: &mut Reader, key: &'static str) -> Name {
        self.name(reader, key).unwrap_or(Spanned { value: String::new(), span: self.at })
    }

    /// A list of names.
    pub fn names(&self, reader: &mut Reader, key: &'static str) -> Vec<Name> {
        self.get(key).map(|node| reader.names(node)).unwrap_or_default()
    }

    /// A name or a list of names.
    pub fn one_or_more(&self, reader: &mut Reader, key: &'static str) -> Vec<Name> {
        self.get(key).map(|node| reader.one_or_more(node)).unwrap_or_default()
    }

    /// One of the words that the table of keys lists.
    pub fn word(&self, reader: &mut Reader, key: &'static str) -> Option<Name> {
        let words = match self.keys.find(key).map(|key| &key.shape) {
            Some(Shape::Word(words)) => *words,
            _ => &[],
        };
        self.get(key).and_then(|node| reader.word(node, words))
    }

    /// A text as it is written.
    pub fn text(&self, reader: &mut Reader, key: &'static str) -> Option<Spanned<String>> {
        self.get(key).and_then(|node| reader.scalar(node, "a text"))
    }

    /// A text that must be there; empty if it isn't, which has been told.
    pub fn needed_text(&self, reader: &mut Reader, key: &'static str) -> Spanned<String> {
        self.text(reader, key).unwrap_or(Spanned { value: String::new(), span: self.at })
    }

    /// A condition or expression.
    pub fn expression(&self, reader: &mut Reader, key: &'static str) -> Option<Source> {
        self.get(key).and_then(|node| reader.expression(node))
    }

    /// `title`.
    pub fn title(&self, reader: &mut Reader) -> Text {
        self.get("title").map(|node| reader.title(node)).unwrap_or_default()
    }

    /// `law`.
    pub fn law(&self, reader: &mut Reader) -> Option<Name> {
        self.name(reader, "law")
    }
}

/// The finding for a key that isn't in the table.
pub(super) fn unknown_key(key: &Key, keys: &Keys) -> Finding {
    let message = format!("{} has no key `{}`", keys.what, short(&key.text));
    let known: Vec<String> = keys.known().map(|key| format!("`{key}`")).collect();
    Finding::error("unknown-key", key.span, message)
        .help(format!("its keys are {}", known.join(", ")))
        .did_you_mean(&key.text, keys.known())
}
