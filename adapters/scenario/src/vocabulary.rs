//! The vocabulary as a list, for `docs/scenarios.md`, editors, and the tests that keep both right.

use crate::feature;
use crate::language::Language;
use crate::reason::REASONS;
use crate::steps::{self, Found};
use registrar_engine::finding::Finding;

/// One step in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// In English.
    pub english: &'static str,
    /// In Chinese.
    pub chinese: &'static str,
}

/// Every step.
pub fn vocabulary() -> Vec<Said> {
    steps::sentences().map(|s| Said { english: s.english, chinese: s.chinese }).collect()
}

/// Every reason for a refusal.
pub fn reasons() -> Vec<Said> {
    REASONS.iter().map(|(_, english, chinese)| Said { english, chinese }).collect()
}

/// A step of a feature and the pattern it is said by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// Its line.
    pub line: u32,
    /// The pattern; none: it is undefined or ambiguous.
    pub pattern: Option<&'static str>,
}

/// The steps of a feature's text.
///
/// # Errors
/// What is wrong with the text as a feature.
pub fn uses(text: &str) -> Result<Vec<Use>, Vec<Finding>> {
    let feature = feature::read(text)?;
    let steps = feature.scenarios.iter().flat_map(|scenario| &scenario.steps);
    Ok(steps.map(|step| Use { line: step.line, pattern: said(&step.text, feature.language) }).collect())
}

fn said(text: &str, language: Language) -> Option<&'static str> {
    let Found::One(verb, _) = steps::find(text, language) else { return None };
    steps::sentences().find(|sentence| sentence.verb == verb).map(|sentence| sentence.pattern(language))
}

/// Whether a pattern can be read, for the test of the vocabulary.
#[cfg(test)]
fn is_readable(said: &Said) -> bool {
    crate::pattern::expand(said.english, Language::English).is_ok()
        && crate::pattern::expand(said.chinese, Language::Chinese).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_can_be_read_in_both_languages() {
        assert!(vocabulary().iter().all(is_readable));
    }
}
