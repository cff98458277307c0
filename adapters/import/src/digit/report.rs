//! What is told about a text that is imported: some findings, each of them once, and the author's words
//! cut to what a message can carry.

use super::tree::with_article;
use registrar_engine::definition::MAX_FINDINGS;
use registrar_engine::finding::{Finding, Severity, Span, has_errors};
use std::collections::BTreeSet;

/// All findings of a text. Errors have room of their own, so that none is lost among notes.
#[derive(Default)]
pub(super) struct Report {
    errors: Vec<Finding>,
    others: Vec<Finding>,
    once: BTreeSet<String>,
    guesses: usize,
}

impl Report {
    /// Adds a finding, while there is room.
    pub fn say(&mut self, finding: Finding) {
        let list = if finding.severity == Severity::Error { &mut self.errors } else { &mut self.others };
        if list.len() < MAX_FINDINGS / 2 {
            list.push(finding);
        }
    }

    /// A key that has no counterpart, told where it stands first.
    pub fn lost_key(&mut self, of: &str, key: &str, span: Span) {
        if self.others.len() < MAX_FINDINGS / 2 && self.once.insert(format!("{of} {key}")) {
            let message = format!("`{}` of {} isn't carried over", short(key), with_article(of));
            let help = "say in the definition what it stands for, if it matters";
            self.say(Finding::warning("not-carried-over", span, message).help(help));
        }
    }

    /// Whether there is time to look for what was meant by another unknown name.
    pub fn may_guess(&mut self) -> bool {
        const MOST: usize = 10;
        self.guesses += 1;
        self.guesses <= MOST
    }

    /// The findings in the order of the text.
    pub fn done(self) -> Vec<Finding> {
        let mut all = self.errors;
        debug_assert!(all.is_empty() || has_errors(&all));
        all.extend(self.others);
        all.sort_by_key(|finding| (finding.span.line, finding.span.column));
        all
    }
}

/// A word of the author on one line, not too long.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 60;
    let mut characters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut cut: String = characters.by_ref().take(MOST).collect();
    if characters.next().is_some() {
        cut.push('…');
    }
    cut
}

/// Words in backticks, not too many.
pub(super) fn listed<'t>(words: impl IntoIterator<Item = &'t str>) -> String {
    const MOST: usize = 6;
    let mut words = words.into_iter();
    let mut told: Vec<String> = words.by_ref().take(MOST).map(|word| format!("`{}`", short(word))).collect();
    let more = words.count();
    if more > 0 {
        told.push(format!("{more} more"));
    }
    told.join(", ")
}
