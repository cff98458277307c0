//! From the texts of a definition to its chart: read, compile, verify; all findings together.

use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::finding::{Finding, has_errors};
use registrar_engine::verify::Limits;
use registrar_engine::{Sources, compile, parse, verify};
use std::collections::BTreeMap;

/// Builds the chart of a definition. There is none when anything is an error, in the calendars too.
pub fn build(
    text: &str,
    resources: &BTreeMap<String, String>,
    calendars: &BTreeMap<String, String>,
) -> (Option<Chart>, Vec<Finding>) {
    let files: Vec<(String, String)> =
        calendars.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
    let (calendars, mut findings) = Calendars::read(&files);
    let (chart, found) = build_on(text, resources, &calendars);
    findings.extend(found);
    let usable = !has_errors(&findings);
    (chart.filter(|_| usable), findings)
}

/// The same on calendars that have been read: for many definitions on the same ones.
pub fn build_on(
    text: &str,
    resources: &BTreeMap<String, String>,
    calendars: &Calendars,
) -> (Option<Chart>, Vec<Finding>) {
    let (definition, mut findings) = parse(text);
    let Some(definition) = definition else { return (None, findings) };
    let (chart, found) = compile(&definition, &Sources { text, resources, calendars });
    findings.extend(found);
    if let Some(chart) = &chart {
        findings.extend(verify(chart, &Limits::default()).findings);
    }
    let usable = !has_errors(&findings);
    (chart.filter(|_| usable), findings)
}
