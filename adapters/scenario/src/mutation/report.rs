//! What came of changing definitions, for people and for programs.

use super::Kind;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Who notices a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Found {
    /// The check: the definition couldn't be deployed.
    Check,
    /// A scenario.
    Features,
    /// No scenario, and of the check only a warning.
    Warning,
    /// Nobody.
    Nobody,
}

/// A change and who notices it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The definition's file.
    pub file: String,
    /// The line.
    pub line: u32,
    /// Its kind.
    pub kind: Kind,
    /// What was changed.
    pub change: String,
    /// Who notices.
    pub found: Found,
    /// The finding, or the scenario and its place.
    pub by: String,
}

/// Changes counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// All.
    pub mutants: usize,
    /// Found by the check.
    pub check: usize,
    /// Found by a scenario.
    pub features: usize,
    /// Told by a warning only.
    pub warning: usize,
    /// Found by nobody.
    pub nobody: usize,
}

impl Tally {
    fn count(&mut self, found: Found) {
        self.mutants += 1;
        *match found {
            Found::Check => &mut self.check,
            Found::Features => &mut self.features,
            Found::Warning => &mut self.warning,
            Found::Nobody => &mut self.nobody,
        } += 1;
    }

    /// Those found by the check or by a scenario. A warning alone isn't enough.
    pub fn found(&self) -> usize {
        self.check + self.features
    }

    /// Of a hundred, rounded down; 0 of none.
    pub fn percent(&self) -> usize {
        (self.found() * 100).checked_div(self.mutants).unwrap_or(0)
    }
}

/// What came of the changes to one definition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Score {
    /// All changes that were tried.
    pub total: Tally,
    /// By kind.
    pub kinds: BTreeMap<Kind, Tally>,
    /// Changes left out by a limit or a sample.
    pub left_out: usize,
    /// Scenarios that play the definition.
    pub scenarios: usize,
    /// Each change, in the order of the definition.
    pub changes: Vec<Judged>,
}

impl Score {
    /// One more.
    pub fn add(&mut self, judged: Judged) {
        self.total.count(judged.found);
        self.kinds.entry(judged.kind).or_default().count(judged.found);
        self.changes.push(judged);
    }

    /// Those that neither the check nor a scenario finds.
    pub fn survivors(&self) -> impl Iterator<Item = &Judged> {
        self.changes.iter().filter(|judged| matches!(judged.found, Found::Warning | Found::Nobody))
    }
}

/// What came of all changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Mutation {
    /// By workflow.
    pub workflows: BTreeMap<String, Score>,
    /// Scenarios that don't pass as things are; they can't notice anything.
    pub not_passing: usize,
}

impl Mutation {
    /// For people.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String can't fail.
        for (workflow, score) in &self.workflows {
            let _ = writeln!(text, "{workflow}");
            for judged in &score.changes {
                let found = match judged.found {
                    Found::Check => "found by check",
                    Found::Features => "found by",
                    Found::Warning => "SURVIVES, with a warning",
                    Found::Nobody => "SURVIVES",
                };
                let by = if judged.by.is_empty() { String::new() } else { format!(" ({})", judged.by) };
                let Judged { file, line, kind, change, .. } = judged;
                let _ = writeln!(text, "  {file}:{line}: {kind}: {change}\n      {found}{by}");
            }
        }
        for (workflow, score) in &self.workflows {
            let _ = writeln!(text, "\n{workflow}, {} scenarios", score.scenarios);
            let _ = writeln!(text, "  kind        changes  check  features  warning only  nobody   found");
            for (kind, tally) in &score.kinds {
                row(&mut text, kind.word(), tally);
            }
            row(&mut text, "together", &score.total);
            if score.left_out > 0 {
                let _ = writeln!(text, "  {} more changes were not tried", score.left_out);
            }
        }
        if self.not_passing > 0 {
            let _ =
                writeln!(text, "{} scenarios don't pass as things are, and notice nothing", self.not_passing);
        }
        text
    }

    /// One JSON object.
    ///
    /// # Errors
    /// Never in fact: it is plain data.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

fn row(text: &mut String, name: &str, tally: &Tally) {
    let Tally { mutants, check, features, warning, nobody } = tally;
    // Writing to a String can't fail.
    let _ = writeln!(
        text,
        "  {name:10} {mutants:8} {check:6} {features:9} {warning:13} {nobody:7} {:5} %",
        tally.percent()
    );
}
