//! What is wrong, or worth knowing, in a text that an author wrote.
//!
//! Findings are about definitions, calendars and counting rules; they never concern a running case
//! (that is a [`Refusal`](crate::refusal::Refusal)) or the machine (a fault, which the adapters own).

use serde::Serialize;

/// A place in a source text: lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Span {
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Line of the first character after the place.
    pub end_line: u32,
    /// Column of the first character after the place.
    pub end_column: u32,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The text can't be used.
    Error,
    /// The text can be used, and probably says something that wasn't meant.
    Warning,
    /// Something the author should know, such as a guarantee that isn't proved yet.
    Note,
}

/// One finding. `code` has a page in `docs/findings/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The file, as the caller named it; filled in by whoever knows it.
    pub file: String,
    /// Where in the file.
    pub span: Span,
    /// Stable code, such as `unknown-key`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, the author's words in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    /// An error at a place.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            file: String::new(),
            span,
            code,
            severity: Severity::Error,
            message: message.into(),
            help: None,
        }
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// A note at a place.
    pub fn note(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, span, message) }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds ``did you mean `x`?`` when one of the candidates is near enough to `wanted`.
    #[must_use]
    pub fn did_you_mean<'a>(self, wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(wanted, candidates) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

impl Finding {
    /// Whether a definition with this finding can't even be tried out. One that says only that something
    /// never happens, isn't answered or can't be done by anybody forbids deployment and no more.
    pub fn forbids_trying(&self) -> bool {
        const OF_THE_WHOLE: [&str; 5] =
            ["unreachable", "never-arrives", "unanswered-event", "nobody-acts", "separation-unmet"];
        self.severity == Severity::Error && !OF_THE_WHOLE.contains(&self.code)
    }
}

/// Whether any finding forbids use.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// The candidate nearest to `wanted` by edit distance, if it is near enough to be a slip of the pen.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(wanted.chars().count()) <= allowed)
        .map(|candidate| (edit_distance(wanted, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance: insert, delete, replace, swap neighbours.
fn edit_distance(left: &str, right: &str) -> usize {
    /// Longer words are no slips of one another, and the table stays small.
    const LONGEST: usize = 80;
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left.len() > LONGEST || right.len() > LONGEST {
        return usize::MAX;
    }
    let width = right.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    for (i, l) in left.iter().enumerate() {
        let mut row = vec![i + 1; width];
        for (j, r) in right.iter().enumerate() {
            let replace = rows[i][j] + usize::from(l != r);
            row[j + 1] = replace.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *l == right[j - 1] && left[i - 1] == *r {
                row[j + 1] = row[j + 1].min(rows[i - 1][j - 1] + 1);
            }
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_finds_none() {
        let words = ["deadline", "deadlines", "documents"];
        assert_eq!(nearest("dedline", words), Some("deadline"));
        assert_eq!(nearest("documetns", words), Some("documents"));
        assert_eq!(nearest("judge", words), None);
        assert_eq!(nearest("", words), None);
    }
}
