//! A changed definition: what is changed, where, and which scenarios may notice.

use super::Kind;
use super::change::{Change, changes};
use super::slip::{NOWHERE, Slip, slips};
use registrar_engine::chart::Chart;
use registrar_engine::definition::Definition;
use registrar_engine::finding::Span;

/// A change to be made, in words and with its place.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Its kind.
    pub kind: Kind,
    /// In words.
    pub text: String,
    /// Where in the definition.
    pub span: Span,
    /// What a scenario must come through to notice, the likeliest first. One that comes through none of
    /// these isn't played.
    pub touch: Vec<Element>,
    /// How it is made.
    pub edit: Edit,
}

/// How a change is made.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Not at all.
    Nothing,
    /// In the definition, before it is compiled.
    Definition(Slip),
    /// In the chart.
    Chart(Change),
}

/// Something that a case comes through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// Whatever.
    Anything,
    /// An arrow was taken.
    Arrow(u16),
    /// A state was entered.
    State(String),
    /// A task was opened.
    Task(String),
    /// A task was ended by an outcome.
    Did(String),
    /// A clock of a deadline ran or waited.
    Clock(String),
    /// It was suspended, extended or waived.
    Moved(String),
    /// It expired.
    Expired(String),
    /// A notice was sent.
    Notice(String),
    /// A consent was given or withdrawn.
    Consent(String),
    /// A document came in or was made.
    Document(String),
}

impl Edit {
    /// What is changed before compiling.
    pub fn in_definition(&self, definition: &mut Definition) {
        if let Self::Definition(slip) = self {
            slip.apply(definition);
        }
    }

    /// What is changed after it.
    pub fn in_chart(&self, chart: &mut Chart) {
        if let Self::Chart(change) = self {
            change.apply(chart);
        }
    }
}

/// Every change of these kinds that a definition allows, in the order of its text.
pub fn mutants(definition: &Definition, chart: &Chart, kinds: &[Kind]) -> Vec<Mutant> {
    let mut all = slips(definition, chart);
    all.extend(changes(chart).into_iter().map(|change| {
        let told = change.told(chart);
        let (span, touch) = (told.span.unwrap_or(NOWHERE), change.touch(chart));
        Mutant { kind: Kind::Other, text: told.text, span, touch, edit: Edit::Chart(change) }
    }));
    all.retain(|mutant| kinds.contains(&mutant.kind));
    all.sort_by_key(|mutant| (mutant.span, mutant.kind));
    all
}
