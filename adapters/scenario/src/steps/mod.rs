//! The vocabulary: every sentence that a scenario may use, in both languages, by topic. A topic's file
//! holds its sentences and what they do. `docs/scenarios.md` lists the same sentences; a test compares.

pub mod answer;
pub mod deadline;
pub mod docket;
pub mod papers;
pub mod people;
pub mod scene;
pub mod state;
pub mod time;
pub mod world;

use crate::language::Language;
use crate::pattern::{self, Cut, Pattern};
use std::sync::LazyLock;

/// What a step is about and says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Sets the scene.
    Scene(scene::Scene),
    /// A person acts.
    People(people::People),
    /// Time passes.
    Time(time::Time),
    /// Something comes from outside.
    World(world::World),
    /// Looks at states and tasks.
    State(state::State),
    /// Looks at deadlines.
    Deadline(deadline::Deadline),
    /// Looks at notices, documents, consents, data, costs.
    Papers(papers::Papers),
    /// Looks at an answer.
    Answer(answer::Answer),
    /// Looks at the docket.
    Docket(docket::Docket),
}

impl Verb {
    /// Whether the step only looks: it belongs under `Then`.
    pub fn looks(self) -> bool {
        match self {
            Self::Scene(_) | Self::People(_) | Self::Time(_) | Self::World(_) => false,
            Self::State(_) | Self::Deadline(_) | Self::Papers(_) | Self::Answer(_) | Self::Docket(_) => true,
        }
    }
}

/// One step in both languages.
#[derive(Debug, Clone, Copy)]
pub struct Sentence {
    /// What it does.
    pub verb: Verb,
    /// Its pattern in English.
    pub english: &'static str,
    /// Its pattern in Chinese.
    pub chinese: &'static str,
}

impl Sentence {
    /// Its pattern in a language.
    pub fn pattern(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Chinese => self.chinese,
        }
    }
}

/// All sentences, in the order of `docs/scenarios.md`.
pub fn sentences() -> impl Iterator<Item = &'static Sentence> {
    [
        scene::SENTENCES,
        people::SENTENCES,
        time::SENTENCES,
        world::SENTENCES,
        state::SENTENCES,
        deadline::SENTENCES,
        papers::SENTENCES,
        answer::SENTENCES,
        docket::SENTENCES,
    ]
    .into_iter()
    .flatten()
}

/// What a text was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This step, with its arguments.
    One(Verb, Vec<Cut>),
    /// No step; the nearest sentence, if one is near.
    Undefined(Option<&'static str>),
    /// Several steps, by their patterns.
    Ambiguous(Vec<&'static str>),
}

struct Known {
    verb: Verb,
    written: &'static str,
    patterns: Vec<Pattern>,
}

static ENGLISH: LazyLock<Vec<Known>> = LazyLock::new(|| known(Language::English));
static CHINESE: LazyLock<Vec<Known>> = LazyLock::new(|| known(Language::Chinese));

fn known(language: Language) -> Vec<Known> {
    sentences()
        .map(|sentence| {
            let written = sentence.pattern(language);
            // A pattern that doesn't parse knows no text; the test of the vocabulary finds it.
            let patterns = pattern::expand(written, language).unwrap_or_default();
            Known { verb: sentence.verb, written, patterns }
        })
        .collect()
}

/// Finds the step that a text is. Where several fit, the one whose own words cover most of the text
/// is meant; two that cover the same are ambiguous.
pub fn find(text: &str, language: Language) -> Found {
    let table: &[Known] = match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    };
    let mut best: Vec<(usize, &Known, Vec<Cut>)> = Vec::new();
    let compact = pattern::compact(text);
    for known in table {
        let likely = known.patterns.iter().filter(|pattern| pattern.may_be(&compact));
        let fits = likely.filter_map(|pattern| Some((pattern.weight(), pattern.cut(text)?)));
        let Some((weight, cuts)) = fits.max_by_key(|(weight, _)| *weight) else { continue };
        match best.first().map(|(heaviest, ..)| weight.cmp(heaviest)) {
            Some(std::cmp::Ordering::Less) => {}
            Some(std::cmp::Ordering::Equal) => best.push((weight, known, cuts)),
            _ => best = vec![(weight, known, cuts)],
        }
    }
    match best.len() {
        0 => Found::Undefined(nearest(text, table)),
        1 => best.pop().map_or(Found::Undefined(None), |(_, known, cuts)| Found::One(known.verb, cuts)),
        _ => Found::Ambiguous(best.into_iter().map(|(_, known, _)| known.written).collect()),
    }
}

/// The sentence that shares most of its own words, in their order, with the text; if they are the larger part.
fn nearest(text: &str, table: &[Known]) -> Option<&'static str> {
    let said = chunks(&outside_quotes(text));
    let likeness = |known: &&Known| {
        let own = chunks(&outside_holes(known.written));
        (common(&said, &own) * 200).checked_div(own.len() + said.len()).unwrap_or(0)
    };
    // Ties go to the first of the table.
    let best = table.iter().rev().max_by_key(likeness)?;
    (likeness(&best) >= 60).then_some(best.written)
}

/// Length of the longest common subsequence.
fn common(left: &[String], right: &[String]) -> usize {
    let mut row = vec![0; right.len() + 1];
    for l in left {
        let mut diagonal = 0;
        for (at, r) in right.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if l == r { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[right.len()]
}

fn outside_quotes(text: &str) -> String {
    let mut close = None;
    text.chars()
        .filter(|c| match close {
            Some(end) => {
                if *c == end {
                    close = None;
                }
                false
            }
            None => {
                close = crate::language::closing(*c);
                close.is_none()
            }
        })
        .collect()
}

fn outside_holes(written: &str) -> String {
    let mut inside = false;
    written
        .chars()
        .filter(|c| {
            let keep = !inside && !matches!(c, '{' | '(' | ')');
            match c {
                '{' => inside = true,
                '}' => inside = false,
                _ => {}
            }
            keep
        })
        .collect()
}

/// Words, or pairs of neighbouring characters where words aren't parted by blanks.
fn chunks(text: &str) -> Vec<String> {
    if text.is_ascii() {
        return text.split_whitespace().map(str::to_ascii_lowercase).collect();
    }
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_read_and_no_two_are_the_same() {
        for language in [Language::English, Language::Chinese] {
            let mut seen = Vec::new();
            for sentence in sentences() {
                let written = sentence.pattern(language);
                for pattern in pattern::expand(written, language).unwrap_or_else(|e| panic!("{written}: {e}"))
                {
                    assert!(!seen.contains(&pattern), "`{written}` is said twice");
                    seen.push(pattern);
                }
            }
        }
    }

    fn verb(text: &str, language: Language) -> Verb {
        match find(text, language) {
            Found::One(verb, _) => verb,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn the_sentence_that_says_more_is_meant() {
        let english = Language::English;
        assert_eq!(verb("the case is in \"hearing\"", english), Verb::State(state::State::In));
        assert_eq!(
            verb("defendant 2 is not in \"hearing\"", english),
            Verb::State(state::State::MemberNotIn)
        );
        assert_eq!(
            verb("the notice \"x\" was sent to the plaintiff and defendant 1 at the same moment", english),
            Verb::Papers(papers::Papers::SentTogether)
        );
        let chinese = Language::Chinese;
        assert_eq!(verb("被告2不处于“答辩”", chinese), Verb::State(state::State::MemberNotIn));
        assert_eq!(verb("原告试图办理“file”", chinese), Verb::People(people::People::TryDo));
        assert_eq!(verb("法官试图准许期限“答辩”延长10日", chinese), Verb::People(people::People::TryGrant));
    }

    #[test]
    fn an_unknown_sentence_is_told_the_nearest() {
        let Found::Undefined(near) = find("the case is now in \"hearing\"", Language::English) else {
            panic!()
        };
        assert_eq!(near, Some("the case is in {state}"));
        let Found::Undefined(near) = find("the sun shines", Language::English) else { panic!() };
        assert_eq!(near, None);
    }
}
