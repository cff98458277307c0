//! Walks the tree of a calendar or a counting rule: every unexpected thing becomes a finding with its
//! place, and reading goes on.

use super::day::Day;
use super::period::shortened;
use super::words::Words;
use crate::finding::{Finding, Span};
use crate::yaml::{Key, Node};
use jiff::civil::Date;

/// Names are shown in lists and written into dockets.
const LONGEST_NAME: usize = 64;

/// Collects the findings of one file.
pub(super) struct Reader<'a> {
    file: &'a str,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, findings: &'a mut Vec<Finding>) -> Self {
        Self { file, findings }
    }

    pub(super) fn add(&mut self, mut finding: Finding) {
        finding.file = self.file.to_owned();
        self.findings.push(finding);
    }

    pub(super) fn error(&mut self, code: &'static str, span: Span, message: String) {
        self.add(Finding::error(code, span, message));
    }

    /// The entries of a map whose keys are all known.
    pub(super) fn map<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        known: &[&str],
    ) -> Option<&'n [(Key, Node)]> {
        let entries = self.entries(node, what)?;
        for (key, _) in entries {
            if !known.contains(&key.text.as_str()) {
                let message = format!("`{}` is no key of {what}", shortened(&key.text));
                let finding = Finding::error("unknown-key", key.span, message);
                let finding = finding.help(format!("the keys are {}", quoted(known)));
                self.add(finding.did_you_mean(&key.text, known.iter().copied()));
            }
        }
        Some(entries)
    }

    /// The entries of a map with names of the author's own.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [(Key, Node)]> {
        let entries = node.map();
        if entries.is_none() {
            self.wrong_kind(node, what, "a map");
        }
        entries
    }

    pub(super) fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        let items = node.list();
        if items.is_none() {
            self.wrong_kind(node, what, "a list");
        }
        items.unwrap_or_default()
    }

    pub(super) fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        let text = node.text().filter(|text| !node.is_null() && !text.trim().is_empty());
        if text.is_none() {
            self.wrong_kind(node, what, "a text");
        }
        text
    }

    /// The name of a calendar or counting rule.
    pub(super) fn name<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        let name = self.text(node, what)?;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.chars().count() > LONGEST_NAME || !name.chars().all(plain) {
            let message = format!("`{}` can't be a name", shortened(name));
            let help =
                format!("a name has letters, digits, `-`, `_` and `.`, at most {LONGEST_NAME} of them");
            self.add(Finding::error("bad-name", node.span, message).help(help));
            return None;
        }
        Some(name)
    }

    pub(super) fn boolean(&mut self, node: &Node, what: &str) -> Option<bool> {
        let value = node.boolean();
        if value.is_none() {
            self.wrong_kind(node, what, "`true` or `false`");
        }
        value
    }

    pub(super) fn number(&mut self, node: &Node, what: &str, least: i64, most: i64) -> Option<i64> {
        let number = node.integer().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.wrong_kind(node, what, &format!("a whole number from {least} to {most}"));
        }
        number
    }

    /// One of the words that stand for something.
    pub(super) fn choice<T: Copy>(&mut self, node: &Node, what: &str, known: &[(&str, T)]) -> Option<T> {
        let text = self.text(node, what)?;
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            let message = format!("{what} can't be `{}`", shortened(text));
            let finding = Finding::error("unknown-word", node.span, message)
                .help(format!("it is one of {}", quoted(&names)));
            self.add(finding.did_you_mean(text, names));
        }
        found
    }

    /// A text, or `{en: …, zh: …}`.
    pub(super) fn words(&mut self, node: &Node, what: &str) -> Option<Words> {
        if node.text().is_some() {
            return self.text(node, what).map(Words::same);
        }
        let entries = self.map(node, what, &["en", "zh"])?;
        let mut read = |language: &str| {
            let (_, value) = entries.iter().find(|(key, _)| key.text == language)?;
            self.text(value, what).map(str::to_owned)
        };
        match (read("en"), read("zh")) {
            (Some(en), Some(zh)) => Some(Words::new(&en, &zh)),
            (Some(one), None) | (None, Some(one)) => Some(Words::same(&one)),
            (None, None) => {
                let message = format!("{what} is said in no language");
                self.add(Finding::error("missing-key", node.span, message).help("give `en`, `zh` or both"));
                None
            }
        }
    }

    pub(super) fn day(&mut self, node: &Node, what: &str) -> Option<Day> {
        let text = self.text(node, what)?;
        let day = date(text);
        if day.is_none() {
            self.no_date(node.span, text);
        }
        day
    }

    /// `2018-02-15`, or `2018-02-15/2018-02-21` with both ends.
    pub(super) fn days(&mut self, node: &Node, what: &str) -> Option<(Day, Day)> {
        let text = self.text(node, what)?;
        let (first, last) = text.split_once('/').unwrap_or((text, text));
        let (Some(first), Some(last)) = (date(first), date(last)) else {
            self.no_date(node.span, text);
            return None;
        };
        if last < first {
            let message = format!("`{}` ends before it begins", shortened(text));
            self.error("bad-date", node.span, message);
            return None;
        }
        Some((first, last))
    }

    fn no_date(&mut self, span: Span, text: &str) {
        let message = format!("`{}` is no date", shortened(text));
        let help = "write `2018-02-15`, or `2018-02-15/2018-02-21` where several days are meant";
        self.add(Finding::error("bad-date", span, message).help(help));
    }

    pub(super) fn missing(&mut self, span: Span, what: &str, key: &str) {
        let message = format!("{what} lacks `{key}`");
        self.error("missing-key", span, message);
    }

    fn wrong_kind(&mut self, node: &Node, what: &str, wanted: &str) {
        let found = match node.text() {
            Some(text) if !node.is_null() => format!("`{}`", shortened(text)),
            _ => node.kind_name().to_owned(),
        };
        self.error("wrong-kind", node.span, format!("{what} must be {wanted}, not {found}"));
    }
}

/// A date of four, two and two digits; nothing else that `jiff` might read.
fn date(text: &str) -> Option<Day> {
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if !plain {
        return None;
    }
    text.parse::<Date>().ok().map(Day::from)
}

fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
