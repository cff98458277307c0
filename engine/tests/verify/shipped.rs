//! The shipped workflows: nothing is found in them but what the author means.

use registrar_engine::deadline::Calendars;
use registrar_engine::finding::{Finding, Severity};
use registrar_engine::verify::{Limits, Report};
use registrar_engine::{Sources, compile, parse, verify};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

#[expect(clippy::disallowed_methods, reason = "the shipped files are what is tested")]
fn files(folder: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workflows").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn findings(workflow: &str) -> Vec<Finding> {
    let (mut findings, report) = read(workflow);
    findings.extend(report.findings);
    findings
}

fn report(workflow: &str) -> Report {
    read(workflow).1
}

/// Each is read and proved once: all tests ask of the same.
fn read(workflow: &str) -> (Vec<Finding>, Report) {
    static TRIAL: OnceLock<(Vec<Finding>, Report)> = OnceLock::new();
    static LICENCE: OnceLock<(Vec<Finding>, Report)> = OnceLock::new();
    let known = if workflow == "async-trial" { &TRIAL } else { &LICENCE };
    known.get_or_init(|| proved(workflow)).clone()
}

fn proved(workflow: &str) -> (Vec<Finding>, Report) {
    let texts: Vec<(String, String)> = files("calendars").into_iter().chain(files("counting")).collect();
    let calendars = Calendars::read(&texts).0;
    let mut resources = files(workflow);
    let text = resources.remove("workflow.yaml").unwrap();
    let (definition, mut findings) = parse(&text);
    let sources = Sources { text: &text, resources: &resources, calendars: &calendars };
    let (chart, found) = compile(&definition.unwrap(), &sources);
    findings.extend(found);
    (findings, verify(&chart.unwrap(), &Limits::default()))
}

#[test]
fn the_shipped_workflows_have_neither_errors_nor_warnings() {
    for workflow in ["async-trial", "business-licence"] {
        let told: Vec<String> = findings(workflow)
            .iter()
            .filter(|finding| finding.severity != Severity::Note)
            .map(|finding| format!("{} line {}: {}", finding.code, finding.span.line, finding.message))
            .collect();
        assert!(told.is_empty(), "{workflow}: {told:#?}");
    }
}

#[test]
fn every_guarantee_of_the_licence_is_proved() {
    let verdicts = report("business-licence").verdicts;
    assert_eq!(verdicts.len(), 7);
    for verdict in &verdicts {
        assert_eq!(verdict.answer.word(), "proved", "{}: {:?}", verdict.guarantee, verdict.answer);
    }
    let note = |template: &str| {
        let verdict = verdicts.iter().find(|verdict| verdict.template == template);
        verdict.map(|verdict| verdict.notes[0]["en"].clone()).unwrap_or_default()
    };
    let lasts = note("lasts");
    assert!(lasts.contains("Unfinished applications are deleted 91 from"), "{lasts}");
    let silent = note("ends_if_silent");
    assert!(silent.starts_with("at most ") && !silent.contains("deleted"), "{silent}");
}

#[test]
fn every_guarantee_of_the_trial_is_proved_with_boxes_covered() {
    let verdicts = report("async-trial").verdicts;
    let proved: Vec<&str> = verdicts
        .iter()
        .filter(|verdict| verdict.answer.word() == "proved")
        .map(|verdict| verdict.guarantee.as_str())
        .collect();
    let expected = [
        "always_ends",
        "ends_if_silent: {roles: [parties], within: 24 months, not_counting: suspended}",
        "budget: {of: visits, at_most: 5}",
        "budget: {of: review.ask_supplement, at_most: 1}",
        "lasts: {at_most: 36 months, not_counting: suspended}",
        "never: {state: hearing, unless: consent('async_hearing')}",
        "never: {state: exchange, unless: consent('async_exchange')}",
        "precedence: {first: claim_service.served, then: write_judgment.signed}",
        "precedence: {first: file.submitted, then: claim_service.served}",
        "equal_notice: [plaintiff, defendant, third_party]",
    ];
    assert_eq!(proved, expected);
    assert!(verdicts.iter().all(|verdict| verdict.answer.word() != "refuted"));
    let lasts = verdicts.iter().find(|verdict| verdict.template == "lasts");
    let note = lasts.map(|verdict| verdict.notes[0]["en"].clone()).unwrap_or_default();
    assert!(note.starts_with("at most 966 days"), "{note}");
    assert!(note.contains("Trial limit in ordinary procedure 375 from"), "{note}");
    let kept = "officials are taken to bring the case on in time by: Trial limit in ordinary procedure";
    assert!(note.ends_with(kept), "{note}");
    // All parties are told side by side: only the last counts.
    assert_eq!(note.matches("Publication of the judgment").count(), 1, "{note}");
}
