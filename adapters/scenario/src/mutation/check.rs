//! Whether `registrar check` notices a change: by an error, by a guarantee that was proved and isn't any
//! more, or by a new warning alone.

use crate::library::{Compiled, Days, Library, Source};
use registrar_engine::chart::Chart;
use registrar_engine::definition::Definition;
use registrar_engine::finding::{Finding, Severity};
use registrar_engine::verify;
use registrar_engine::verify::{Answer, Limits, Verdict};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the check says of a definition as it is.
#[derive(Debug, Clone)]
pub struct AsItIs {
    proved: Vec<bool>,
    warnings: BTreeSet<(&'static str, String)>,
}

/// What the check says of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// It can't be deployed; why.
    Refused(String),
    /// It can, with a warning that wasn't there before.
    Warned(String),
    /// Nothing new.
    Silent,
}

impl AsItIs {
    /// Of a definition that compiles.
    pub fn of(source: &Source, chart: &Chart, compiled: &[Finding]) -> Self {
        let report = verify(chart, &Limits::default());
        let read = registrar_engine::parse(&source.text).1;
        let all = read.iter().chain(compiled).chain(&report.findings);
        Self {
            proved: report.verdicts.iter().map(is_proved).collect(),
            warnings: all.filter(|finding| is_warning(finding)).map(key).collect(),
        }
    }

    /// Of the definition with the change that the library holds.
    pub fn compare(&self, library: &mut Library, source: &Arc<Source>) -> Checked {
        let Some(Compiled { built, findings }) = library.compile_changed(source, &Days::default()) else {
            return Checked::Silent;
        };
        if let Some(error) = findings.iter().find(|finding| finding.severity == Severity::Error) {
            return Checked::Refused(told(error));
        }
        let Some(built) = built else { return Checked::Refused("it can't be compiled".to_owned()) };
        let report = verify(&built.chart, &Limits::default());
        if let Some(error) = report.findings.iter().find(|finding| finding.severity == Severity::Error) {
            return Checked::Refused(told(error));
        }
        let mut lost = report.verdicts.iter().zip(&self.proved);
        if let Some((verdict, _)) = lost.find(|(verdict, proved)| **proved && !is_proved(verdict)) {
            return Checked::Refused(format!("{}: {}", verdict.guarantee, verdict.answer.word()));
        }
        let mut new = findings.iter().chain(&report.findings).filter(|finding| is_warning(finding));
        match new.find(|finding| !self.warnings.contains(&key(finding))) {
            Some(warning) => Checked::Warned(told(warning)),
            None => Checked::Silent,
        }
    }
}

/// The definition that a source says, which compiled before.
pub fn read(source: &Source) -> Option<Arc<Definition>> {
    registrar_engine::parse(&source.text).0.map(Arc::new)
}

fn is_proved(verdict: &Verdict) -> bool {
    matches!(verdict.answer, Answer::Proved)
}

fn is_warning(finding: &Finding) -> bool {
    finding.severity == Severity::Warning
}

fn key(finding: &Finding) -> (&'static str, String) {
    (finding.code, finding.message.clone())
}

fn told(finding: &Finding) -> String {
    format!("{}: {}", finding.code, finding.message)
}
