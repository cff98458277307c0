//! From the texts of a definition to its chart, and to what is proved of it; all findings together.
//!
//! Proving may take a second, so it is done where something new is asked for: at deployment and when an
//! author checks. What is deployed was proved, and is only compiled when it is needed again.

use crate::workers::side_by_side;
use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::finding::{Finding, Severity, has_errors};
use registrar_engine::verify::{Answer, Limits, Report};
use registrar_engine::{Sources, compile_to_try, parse, verify_by};
use std::collections::BTreeMap;

/// How strictly a definition is checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checks {
    /// How far the verifier looks.
    pub limits: Limits,
    /// A guarantee that isn't decided within the limits is a warning, and no error.
    pub allow_undecided: bool,
}

/// A definition that was checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Its chart; none when the text doesn't make one. It may be wrong all the same.
    pub chart: Option<Chart>,
    /// What was found out about the chart, if there is one. Its findings are among those below.
    pub report: Option<Report>,
    /// Everything found, in the text, the calendars and by the verifier.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// The chart of what may be deployed: nothing is wrong with it, and no guarantee of it is refuted.
    pub fn deployable(&self) -> Option<&Chart> {
        let refuted = |report: &Report| {
            report.verdicts.iter().any(|verdict| matches!(verdict.answer, Answer::Refuted(_)))
        };
        let fine = !has_errors(&self.findings) && !self.report.as_ref().is_some_and(refuted);
        self.chart.as_ref().filter(|_| fine)
    }
}

/// Reads and compiles a definition, and proves nothing. There is no chart when anything is an error, in the
/// calendars too.
pub fn build(
    text: &str,
    resources: &BTreeMap<String, String>,
    calendars: &BTreeMap<String, String>,
) -> (Option<Chart>, Vec<Finding>) {
    let (calendars, mut findings) = read(calendars);
    let (chart, found) = build_on(text, resources, &calendars);
    findings.extend(found);
    let usable = !has_errors(&findings);
    (chart.filter(|_| usable), findings)
}

/// Reads, compiles and verifies a definition.
pub fn check(
    text: &str,
    resources: &BTreeMap<String, String>,
    calendars: &BTreeMap<String, String>,
    checks: &Checks,
) -> Checked {
    let (calendars, mut findings) = read(calendars);
    let checked = check_on(text, resources, &calendars, checks);
    findings.extend(checked.findings);
    Checked { findings, ..checked }
}

/// The same on calendars that have been read: for many definitions on the same ones.
pub fn check_on(
    text: &str,
    resources: &BTreeMap<String, String>,
    calendars: &Calendars,
    checks: &Checks,
) -> Checked {
    let (chart, mut findings) = build_on(text, resources, calendars);
    let report = chart.as_ref().filter(|_| !has_errors(&findings)).map(|chart| prove(chart, checks));
    findings.extend(report.iter().flat_map(|report| report.findings.iter().cloned()));
    Checked { chart, report, findings }
}

/// What is proved of a chart, its findings weighed as the checks say.
pub fn prove(chart: &Chart, checks: &Checks) -> Report {
    let mut report = verify_by(chart, &checks.limits, &side_by_side);
    for finding in &mut report.findings {
        if checks.allow_undecided && finding.code == "guarantee-undecided" {
            finding.severity = Severity::Warning;
        }
    }
    report
}

/// Reads and compiles a definition on calendars that have been read, and proves nothing. There is no chart when
/// the definition doesn't make one.
pub fn build_on(
    text: &str,
    resources: &BTreeMap<String, String>,
    calendars: &Calendars,
) -> (Option<Chart>, Vec<Finding>) {
    let (chart, findings) = build_to_try(text, resources, calendars);
    (chart.filter(|_| !has_errors(&findings)), findings)
}

/// As [`build_on`], with a chart also where findings forbid no more than deployment: to draw it, and to try it out.
pub fn build_to_try(
    text: &str,
    resources: &BTreeMap<String, String>,
    calendars: &Calendars,
) -> (Option<Chart>, Vec<Finding>) {
    let (definition, mut findings) = parse(text);
    let Some(definition) = definition else { return (None, findings) };
    let (chart, found) = compile_to_try(&definition, &Sources { text, resources, calendars });
    findings.extend(found);
    (chart, findings)
}

fn read(calendars: &BTreeMap<String, String>) -> (Calendars, Vec<Finding>) {
    let files: Vec<(String, String)> =
        calendars.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
    Calendars::read(&files)
}
