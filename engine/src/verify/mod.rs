//! What is proved of a chart before it may be used, one check a file.

mod automaton;
mod by_order;
mod components;
mod conditions;
mod durations;
mod endings;
mod ends;
mod equal_notice;
mod explore;
mod game;
mod guarantee;
mod in_time;
mod large;
mod lasting;
mod lengths;
mod localize;
pub mod model;
mod never_holds;
mod parts;
mod probe;
mod reached;
mod runs;
mod schedule;
mod separation;
mod settling;
mod silence;
mod spending;
mod story;
mod stretch;
mod tables;
mod templates;
mod terms;
mod two_ways;
mod unbounded;
mod verdict;
mod waits;
mod waits_on_nobody;
mod walks;

pub use large::{Piece, Workers};
pub use verdict::{Answer, Assumption, Explored, Limits, Report, STORY_MARK, Story, StoryStep, Verdict};

use crate::chart::Chart;
use crate::definition::Text;
use crate::finding::Finding;

/// What can be said of a chart, and of its guarantees.
pub fn verify(chart: &Chart, limits: &Limits) -> Report {
    verify_by(chart, limits, &|pieces| pieces.into_iter().for_each(|piece| piece()))
}

/// The same, by workers: what doesn't hang together is given to them. What is told doesn't hang on them.
pub fn verify_by(chart: &Chart, limits: &Limits, workers: &Workers<'_>) -> Report {
    let mut findings = waits::check(chart);
    let conditions = conditions::Conditions::of(chart);
    findings.extend(never_holds::check(chart, &conditions));
    findings.extend(two_ways::check(chart, &conditions));
    findings.extend(settling::check(chart, &conditions));
    findings.extend(waits_on_nobody::check(chart));
    findings.extend(templates::check(chart, &conditions));
    findings.extend(tables::findings(chart));
    let proofs = guarantee::prove(chart, limits, workers);
    // What is told by the text alone isn't told again as what no run reaches.
    let told = findings.iter().filter(|finding| ["never-holds", "never-taken"].contains(&finding.code));
    let known: Vec<_> = told.map(|finding| finding.span).collect();
    let round = findings.iter().any(|finding| finding.code == "endless-settling");
    let new = |finding: &Finding| match finding.code {
        "never-reached" => !known.contains(&finding.span),
        "endless-settling" => !round,
        _ => true,
    };
    findings.extend(proofs.findings.into_iter().filter(new));
    Report { findings, verdicts: proofs.verdicts, explored: proofs.explored }
}

/// A text in both languages of the program.
fn text(en: impl Into<String>, zh: impl Into<String>) -> Text {
    Text::from([("en".to_owned(), en.into()), ("zh".to_owned(), zh.into())])
}
