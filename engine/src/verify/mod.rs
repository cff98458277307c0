//! What is proved of a chart before it may be used, one check a file.

mod conditions;
mod never_holds;
mod settling;
mod tables;
mod templates;
mod two_ways;
mod verdict;
mod waits;
mod waits_on_nobody;

pub use verdict::{Answer, Assumption, Explored, Limits, Report, Story, StoryStep, Verdict};

use crate::chart::Chart;
use crate::definition::Text;
use crate::finding::Finding;

/// What can be said of a chart, and of its guarantees.
pub fn verify(chart: &Chart, _limits: &Limits) -> Report {
    let mut findings = waits::check(chart);
    let conditions = conditions::Conditions::of(chart);
    findings.extend(never_holds::check(chart, &conditions));
    findings.extend(two_ways::check(chart, &conditions));
    findings.extend(settling::check(chart, &conditions));
    findings.extend(waits_on_nobody::check(chart));
    findings.extend(templates::check(chart, &conditions));
    findings.extend(tables::findings(chart));
    let mut verdicts = Vec::new();
    for (name, arguments, span) in &chart.guarantees {
        let message = format!("not yet proved: `{name}`; proofs come with a later release");
        findings.push(Finding::note("not-proved-yet", *span, message));
        verdicts.push(Verdict {
            template: name.clone(),
            guarantee: if arguments.is_empty() { name.clone() } else { format!("{name}: {arguments}") },
            span: *span,
            answer: Answer::NotDecided { limit: text("not proved yet", "尚未证明") },
            assumptions: Vec::new(),
            explored: Explored::default(),
            notes: Vec::new(),
        });
    }
    Report { findings, verdicts, explored: Explored::default() }
}

/// A text in both languages of the program.
fn text(en: impl Into<String>, zh: impl Into<String>) -> Text {
    Text::from([("en".to_owned(), en.into()), ("zh".to_owned(), zh.into())])
}
