//! What a run found, for people and for programs.

use crate::coverage::Coverage;
use crate::failure::Failure;
use crate::feature::Step;
use registrar_engine::finding::Finding;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How a scenario came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// All its steps hold.
    Passed,
    /// A step doesn't hold, or names something that isn't there.
    Failed,
    /// A step is none of the vocabulary, or might be several; or there is no step at all.
    Undefined,
    /// It says itself that it isn't to be played.
    Skipped,
}

/// Something that went wrong, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The line in the feature.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// The code of a finding, for `registrar explain`; none: a step doesn't hold.
    pub code: Option<&'static str>,
    /// The step, if it is about one.
    pub step: Option<String>,
    /// What was expected, or what is wrong.
    pub message: String,
    /// What is, or what may help.
    pub details: Vec<String>,
}

impl Told {
    /// Of a slip of the author.
    pub fn finding(finding: Finding, step: Option<&Step>) -> Self {
        Self {
            line: finding.span.line,
            column: finding.span.column,
            code: Some(finding.code),
            step: step.map(written),
            message: finding.message,
            details: finding.help.into_iter().collect(),
        }
    }

    /// Of a step that doesn't hold.
    pub fn failure(failure: Failure, step: &Step) -> Self {
        Self {
            line: step.line,
            column: step.column,
            code: None,
            step: Some(written(step)),
            message: failure.expected,
            details: failure.is,
        }
    }
}

fn written(step: &Step) -> String {
    let blank = if step.keyword.is_ascii() { " " } else { "" };
    format!("{}{blank}{}", step.keyword, step.text)
}

/// A scenario and how it came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Played {
    /// The file.
    pub file: String,
    /// The feature.
    pub feature: String,
    /// The scenario.
    pub name: String,
    /// Its line.
    pub line: u32,
    /// How it came out.
    pub outcome: Outcome,
    /// What went wrong.
    pub problems: Vec<Told>,
}

/// Counts of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Steps {
    /// Played, and hold.
    pub passed: usize,
    /// Don't hold.
    pub failed: usize,
    /// Never reached.
    pub skipped: usize,
}

/// What a run found. Everything but `passed` must be 0 for the run to be good.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Scenarios whose steps all hold.
    pub passed: usize,
    /// Scenarios with a step that doesn't, and files that can't be read.
    pub failed: usize,
    /// Scenarios with a step that nobody knows.
    pub undefined: usize,
    /// Scenarios that say themselves that they aren't to be played.
    pub skipped: usize,
    /// Counts of steps.
    pub steps: Steps,
    /// Each scenario, in the order of the files.
    pub scenarios: Vec<Played>,
    /// What was reached, by workflow.
    pub coverage: BTreeMap<String, Coverage>,
}

impl Report {
    /// Whether something was played and all of it holds.
    pub fn is_good(&self) -> bool {
        self.passed > 0 && self.failed + self.undefined + self.skipped == 0
    }

    pub(crate) fn add(&mut self, played: Played) {
        match played.outcome {
            Outcome::Passed => self.passed += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Undefined => self.undefined += 1,
            Outcome::Skipped => self.skipped += 1,
        }
        self.scenarios.push(played);
    }

    /// One JSON object.
    ///
    /// # Errors
    /// Never in fact: it is plain data.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// For people: every failure with its place, what was reached, and the counts.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut say = |line: std::fmt::Arguments<'_>| {
            // Writing to a String can't fail.
            let _ = writeln!(text, "{line}");
        };
        for scenario in &self.scenarios {
            if scenario.outcome == Outcome::Passed {
                continue;
            }
            if scenario.problems.is_empty() {
                say(format_args!(
                    "{}:{}: {:?}: {}",
                    scenario.file, scenario.line, scenario.outcome, scenario.name
                ));
            }
            for problem in &scenario.problems {
                let code = problem.code.map(|code| format!(" [{code}]")).unwrap_or_default();
                say(format_args!("{}:{}: {}{code}", scenario.file, problem.line, problem.message));
                if let Some(step) = &problem.step {
                    say(format_args!("    {step}"));
                }
                for detail in &problem.details {
                    say(format_args!("    {detail}"));
                }
                if !scenario.name.is_empty() {
                    say(format_args!("    in the scenario `{}`", scenario.name));
                }
                say(format_args!(""));
            }
        }
        for (workflow, coverage) in &self.coverage {
            say(format_args!("{workflow}: {} scenarios reach", coverage.scenarios));
            let kinds = [
                ("states", &coverage.states),
                ("arrows", &coverage.arrows),
                ("outcomes", &coverage.outcomes),
                ("expiries", &coverage.expiries),
            ];
            for (kind, reached) in kinds {
                say(format_args!("  {} of {} {kind}", reached.reached, reached.of));
                for missing in &reached.missing {
                    say(format_args!("    not {missing}"));
                }
            }
        }
        say(format_args!(
            "{} passed, {} failed, {} undefined, {} skipped",
            self.passed, self.failed, self.undefined, self.skipped
        ));
        text
    }
}
