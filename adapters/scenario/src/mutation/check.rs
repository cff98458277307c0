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

/// Hundreds of changes are checked, so no boxes are covered: what is proved only with boxes covered finds no change.
fn limits() -> Limits {
    Limits { covered: 0, ..Limits::default() }
}

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

impl Checked {
    /// Why it can't be deployed.
    pub fn refusal(&self) -> Option<String> {
        match self {
            Self::Refused(why) => Some(why.clone()),
            _ => None,
        }
    }

    /// The new warning.
    pub fn warning(&self) -> Option<String> {
        match self {
            Self::Warned(warning) => Some(warning.clone()),
            _ => None,
        }
    }
}

impl AsItIs {
    /// Of a definition that compiles.
    pub fn of(source: &Source, chart: &Chart, compiled: &[Finding]) -> Self {
        let report = verify(chart, &limits());
        let read = registrar_engine::parse(&source.text).1;
        let all = read.iter().chain(compiled).chain(&report.findings);
        Self {
            proved: report.verdicts.iter().map(is_proved).collect(),
            warnings: all.filter(|finding| is_warning(finding)).map(key).collect(),
        }
    }

    /// What compiling the change that the library holds finds, and the chart to be proved if nothing
    /// forbids it.
    pub fn compiled(&self, library: &mut Library, source: &Arc<Source>) -> (Checked, Option<Arc<Chart>>) {
        let Some(Compiled { built, findings }) = library.compile_changed(source, &Days::default()) else {
            return (Checked::Silent, None);
        };
        match built {
            Some(built) => (self.say(&findings), Some(built.chart)),
            None => match self.say(&findings) {
                Checked::Refused(why) => (Checked::Refused(why), None),
                _ => (Checked::Refused("it can't be compiled".to_owned()), None),
            },
        }
    }

    /// What the proofs find.
    pub fn proved(&self, chart: &Chart) -> Checked {
        let report = verify(chart, &limits());
        let mut verdicts = report.verdicts.iter().zip(&self.proved);
        let lost = verdicts.find(|(verdict, proved)| **proved && !is_proved(verdict));
        // What wasn't decided before needn't be now.
        let mut findings = report.findings;
        findings.retain(|finding| finding.code != "guarantee-undecided");
        match (self.say(&findings), lost) {
            (Checked::Refused(why), _) => Checked::Refused(why),
            (_, Some((verdict, _))) => {
                Checked::Refused(format!("{}: {}", verdict.guarantee, verdict.answer.word()))
            }
            (said, None) => said,
        }
    }

    /// An error, or a new warning.
    fn say(&self, findings: &[Finding]) -> Checked {
        if let Some(error) = findings.iter().find(|finding| finding.severity == Severity::Error) {
            return Checked::Refused(told(error));
        }
        let mut warnings = findings.iter().filter(|finding| is_warning(finding));
        match warnings.find(|finding| !self.warnings.contains(&key(finding))) {
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
