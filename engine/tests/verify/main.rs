//! What is proved of a chart before it may be used.

mod covered;
mod proofs;
mod separation;
mod settling;
mod shipped;
mod stories;
mod templates;
mod times;
mod two_ways;
mod waits;
mod waits_on_nobody;

use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::finding::{Finding, has_errors};
use registrar_engine::verify::{Limits, Report};
use registrar_engine::{Sources, compile, parse, verify};
use std::collections::BTreeMap;

const HEAD: &str = "
workflow: stall
version: 1
title: {en: Street stall}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles: {applicant: {party: true}, officer: {pool: officers}}
messages: {a: {}, b: {}}
";

/// What is found in a definition of which this is the rest; it compiles without errors.
fn found(body: &str) -> Vec<Finding> {
    found_beside(body, &[])
}

/// The same, with templates beside it.
fn found_beside(body: &str, templates: &[(&str, &str)]) -> Vec<Finding> {
    found_in(&format!("{HEAD}{body}"), templates)
}

/// The same of a whole text.
fn found_in(text: &str, templates: &[(&str, &str)]) -> Vec<Finding> {
    report_in(text, templates).findings
}

/// All that is said of a whole text.
fn report_in(text: &str, templates: &[(&str, &str)]) -> Report {
    report_within(text, templates, &Limits::default())
}

fn report_within(text: &str, templates: &[(&str, &str)], limits: &Limits) -> Report {
    verify(&chart_in(text, templates), limits)
}

/// The chart of a text.
fn chart_in(text: &str, templates: &[(&str, &str)]) -> Chart {
    let files = [
        ("cn.yaml", include_str!("../../../workflows/calendars/cn.yaml")),
        ("plain.yaml", include_str!("../../../workflows/counting/plain.yaml")),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let (calendars, _) = Calendars::read(&files);
    let (definition, mut findings) = parse(text);
    let resources: BTreeMap<String, String> =
        templates.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let sources = Sources { text, resources: &resources, calendars: &calendars };
    let chart = definition.and_then(|definition| {
        let (chart, found) = compile(&definition, &sources);
        findings.extend(found);
        chart
    });
    assert!(!has_errors(&findings), "{findings:?}\n{text}");
    chart.expect("without errors there is a chart")
}
