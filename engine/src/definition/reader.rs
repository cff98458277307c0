//! Reads single values: names, numbers, words, texts by language, expressions, and the entries of tables.
//!
//! Every method gives what it could read and keeps a finding for what it couldn't.

use super::ast::{Name, Source, Spanned, Text};
use super::limits::{
    MAX_ARROWS, MAX_ENTRIES, MAX_EXPRESSION, MAX_FINDINGS, MAX_NAME, MAX_PATH, MAX_REGIONS, MAX_STATES,
};
use crate::finding::{Finding, Span};
use crate::yaml::{Key, Node};
use std::collections::BTreeSet;

/// Collects findings and counts what is limited.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// What was found so far.
    pub findings: Vec<Finding>,
    states: usize,
    regions: usize,
    arrows: usize,
}

/// What may stand in a declared name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dots {
    /// No dots: the name is one part of an event's name or of a path.
    Refused,
    /// Dots between parts: states.
    Allowed,
    /// Dots between parts, or `*` alone: messages.
    OfEvents,
}

impl Reader {
    /// Keeps a finding; beyond the limit only the fact that there are more.
    pub fn say(&mut self, finding: Finding) {
        match self.findings.len() {
            told if told < MAX_FINDINGS => self.findings.push(finding),
            MAX_FINDINGS => {
                let message = format!("more than {MAX_FINDINGS} findings; the rest isn't told");
                self.findings
                    .push(Finding::error("too-large", finding.span, message).help("mend these first"));
            }
            _ => {}
        }
    }

    /// Whether further findings aren't told.
    pub fn is_full(&self) -> bool {
        self.findings.len() > MAX_FINDINGS
    }

    /// Says that something else should stand here.
    pub fn wrong_kind(&mut self, node: &Node, wanted: &str) {
        self.say(wrong_kind(node, wanted));
    }

    /// Says that the language has this and this version doesn't execute it.
    pub fn not_supported(&mut self, span: Span, what: &str) {
        let message = format!("not supported yet: {what}");
        let help = "the language has it, this version doesn't execute it; take it out until it does";
        self.say(Finding::error("not-supported", span, message).help(help));
    }

    /// `true` or `false`.
    pub fn flag(&mut self, node: &Node) -> Option<bool> {
        let flag = node.boolean();
        if flag.is_none() {
            self.wrong_kind(node, "`true` or `false`");
        }
        flag
    }

    /// A whole number, at least `least`.
    pub fn count(&mut self, node: &Node, least: u32) -> Option<Spanned<u32>> {
        let number = self.integer(node)?;
        match u32::try_from(number) {
            Ok(value) if value >= least => Some(Spanned { value, span: node.span }),
            _ => {
                let message = format!("`{number}` is out of range");
                let help = format!("write a whole number from {least} to {}", u32::MAX);
                self.say(Finding::error("out-of-range", node.span, message).help(help));
                None
            }
        }
    }

    /// A whole number.
    pub fn integer(&mut self, node: &Node) -> Option<i64> {
        let number = node.integer();
        if number.is_none() {
            self.wrong_kind(node, "a whole number");
        }
        number
    }

    /// A scalar as it is written.
    pub fn scalar(&mut self, node: &Node, wanted: &str) -> Option<Spanned<String>> {
        match node.text() {
            Some(text) if !node.is_null() => Some(Spanned { value: text.to_owned(), span: node.span }),
            _ => {
                self.wrong_kind(node, wanted);
                None
            }
        }
    }

    /// A condition or expression.
    pub fn expression(&mut self, node: &Node) -> Option<Source> {
        // `if:` with nothing after it reads as `~`; a written `null` is CEL's.
        let written = |text: &&str| !text.trim().is_empty() && (!node.is_null() || *text == "null");
        let Some(text) = node.text().filter(written) else {
            self.wrong_kind(node, "an expression");
            return None;
        };
        let source = Spanned { value: text.to_owned(), span: node.span };
        let length = source.value.chars().count();
        if length > MAX_EXPRESSION {
            let message =
                format!("the expression has {length} characters; at most {MAX_EXPRESSION} are read");
            self.say(Finding::error("too-large", node.span, message).help("split it over several fields"));
            return None;
        }
        Some(source)
    }

    /// One of the words. An unknown one is kept out.
    pub fn word(&mut self, node: &Node, words: &[&str]) -> Option<Name> {
        let listed = || words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let text = node.text().filter(|_| !node.is_null());
        let Some(text) = text else {
            self.wrong_kind(node, &format!("one of {}", listed()));
            return None;
        };
        if words.contains(&text) {
            return Some(Spanned { value: text.to_owned(), span: node.span });
        }
        let finding =
            Finding::error("unknown-word", node.span, format!("`{}` isn't known here", short(text)))
                .help(format!("write one of {}", listed()))
                .did_you_mean(text, words.iter().copied());
        self.say(finding);
        None
    }

    /// A name that refers to something, or a path of names (`claim.amount`, `review.accept`).
    pub fn name(&mut self, node: &Node) -> Option<Name> {
        let name = self.scalar(node, "a name")?;
        self.check_path(&name);
        Some(name)
    }

    /// A list of names, each once.
    pub fn names(&mut self, node: &Node) -> Vec<Name> {
        match node.list() {
            Some(items) => {
                let names: Vec<Name> = items.iter().filter_map(|item| self.name(item)).collect();
                self.once_each(&names);
                names
            }
            None => {
                let finding = wrong_kind(node, "a list of names");
                let name = node.text().filter(|_| !node.is_null());
                self.say(match name {
                    Some(name) => finding.help(format!("write `[{}]`", short(name))),
                    None => finding,
                });
                // Taken for the list of one that was meant, so that one slip is one finding.
                name.map(|name| Spanned { value: name.to_owned(), span: node.span }).into_iter().collect()
            }
        }
    }

    /// A name or a list of names.
    pub fn one_or_more(&mut self, node: &Node) -> Vec<Name> {
        match node.list() {
            Some([]) => {
                self.say(Finding::error("wrong-kind", node.span, "this list of names is empty"));
                Vec::new()
            }
            Some(_) => self.names(node),
            None => match node.text() {
                Some(_) if !node.is_null() => self.name(node).into_iter().collect(),
                _ => {
                    self.wrong_kind(node, "a name or a list of names");
                    Vec::new()
                }
            },
        }
    }

    /// Says of each name that stands in the list before.
    pub fn once_each(&mut self, names: &[Name]) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name.value.as_str()) {
                let message = format!("`{}` stands in this list twice", short(&name.value));
                self.say(Finding::error("repeated-name", name.span, message).help("keep one of the two"));
            }
        }
    }

    /// Text by language.
    pub fn title(&mut self, node: &Node) -> Text {
        let Some(entries) = node.map() else {
            let finding = wrong_kind(node, "text by language");
            let text = node.text().filter(|_| !node.is_null()).unwrap_or("…");
            self.say(finding.help(format!("name the language: `{{en: {}}}`", short(text))));
            return Text::new();
        };
        let mut title = Text::new();
        for (language, text) in entries {
            if !is_language(&language.text) {
                let message = format!("`{}` is no language", short(&language.text));
                let help = "languages have two or three lower-case letters (ISO 639): `en`, `zh`";
                self.say(Finding::error("bad-language", language.span, message).help(help));
            }
            if let Some(text) = self.scalar(text, "a text") {
                title.insert(language.text.clone(), text.value);
            }
        }
        title
    }

    /// The entries of a table, their names checked.
    pub fn table<'n>(&mut self, node: &'n Node, dots: Dots, wanted: &str) -> Vec<(Name, &'n Node)> {
        let Some(entries) = node.map() else {
            self.wrong_kind(node, wanted);
            return Vec::new();
        };
        if let Some((key, _)) = entries.get(MAX_ENTRIES) {
            let message = format!("{} entries in one table; at most {MAX_ENTRIES} are read", entries.len());
            self.say(Finding::error("too-large", key.span, message).help("split the definition"));
        }
        entries.iter().take(MAX_ENTRIES).map(|(key, value)| (self.declared(key, dots), value)).collect()
    }

    /// A name that the author gives to something.
    pub fn declared(&mut self, key: &Key, dots: Dots) -> Name {
        let name = Spanned { value: key.text.clone(), span: key.span };
        self.check_declared(&name, dots);
        name
    }

    /// Says what is wrong with a name that the author gives to something.
    pub fn check_declared(&mut self, name: &Name, dots: Dots) {
        let length = name.value.chars().count();
        if length > MAX_NAME {
            let message = format!("this name has {length} characters; at most {MAX_NAME} are read");
            self.say(Finding::error("too-large", name.span, message));
            return;
        }
        let well_formed = match dots {
            Dots::Refused => is_part(&name.value),
            Dots::OfEvents if name.value == "*" => true,
            Dots::Allowed | Dots::OfEvents => name.value.split('.').all(is_part),
        };
        if !well_formed {
            let message = format!("`{}` can't be a name", short(&name.value));
            let help = match dots {
                Dots::Refused => {
                    "names have letters, digits, `_` and `-`, and begin with a letter, digit or `_`"
                }
                Dots::Allowed | Dots::OfEvents => {
                    "names have letters, digits, `_`, `-` and dots, and each part begins with a letter, digit or `_`"
                }
            };
            self.say(Finding::error("bad-name", name.span, message).help(help));
        }
    }

    fn check_path(&mut self, name: &Name) {
        let length = name.value.chars().count();
        if length > MAX_PATH {
            let message = format!("this name has {length} characters; at most {MAX_PATH} are read");
            self.say(Finding::error("too-large", name.span, message));
        } else if !name.value.split('.').all(is_part) {
            let message = format!("`{}` can't be a name", short(&name.value));
            let help = "names have letters, digits, `_` and `-`, with dots between the parts of a path";
            self.say(Finding::error("bad-name", name.span, message).help(help));
        }
    }

    /// Counts a state; `false` beyond the limit, told once.
    pub fn one_more_state(&mut self, span: Span) -> bool {
        self.states += 1;
        let counted = self.states;
        self.room(counted, MAX_STATES, "states", span)
    }

    /// Counts a region; `false` beyond the limit, told once.
    pub fn one_more_region(&mut self, span: Span) -> bool {
        self.regions += 1;
        let counted = self.regions;
        self.room(counted, MAX_REGIONS, "regions", span)
    }

    /// Counts an arrow; `false` beyond the limit, told once.
    pub fn one_more_arrow(&mut self, span: Span) -> bool {
        self.arrows += 1;
        let counted = self.arrows;
        self.room(counted, MAX_ARROWS, "arrows", span)
    }

    fn room(&mut self, counted: usize, most: usize, what: &str, span: Span) -> bool {
        if counted == most + 1 {
            let message = format!("more than {most} {what}; the rest isn't read");
            self.say(Finding::error("too-large", span, message).help("split the definition"));
        }
        counted <= most
    }
}

/// `expected …, found …`.
pub(super) fn wrong_kind(node: &Node, wanted: &str) -> Finding {
    let found = match node.text() {
        Some(text) if !node.is_null() => format!("`{}`", short(text)),
        _ => node.kind_name().to_owned(),
    };
    Finding::error("wrong-kind", node.span, format!("expected {wanted}, found {found}"))
}

/// The author's words, cut to what a message can carry.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > MOST || line.len() < text.trim_end().len() {
        format!("{}…", line.chars().take(MOST).collect::<String>())
    } else {
        line.to_owned()
    }
}

fn is_part(part: &str) -> bool {
    part.starts_with(|first: char| first.is_alphanumeric() || first == '_')
        && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

fn is_language(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase())
}
