//! What a newcomer reads first is true: the README's definition has no finding, and its scenario holds.

use registrar_engine::deadline::Calendars;
use registrar_engine::{Sources, compile, parse, verify};
use registrar_scenario::{Options, run};
use std::collections::BTreeMap;

/// The first block of a kind between ``` and ```.
fn block(kind: &str) -> &'static str {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once(&format!("\n```{kind}\n")).expect("the README has such a block");
    rest.split_once("\n```").expect("a block ends").0
}

#[test]
fn the_first_definition_is_short_and_has_no_finding() {
    let text = block("yaml");
    assert!(text.lines().count() <= 24, "{} lines are no first glance", text.lines().count());
    let (definition, findings) = parse(text);
    assert_eq!(findings, []);
    let (calendars, findings) = Calendars::read(&registrar_workflows::calendars());
    assert_eq!(findings, []);
    let resources = BTreeMap::new();
    let sources = Sources { text, resources: &resources, calendars: &calendars };
    let (chart, findings) = compile(&definition.expect("it was read"), &sources);
    assert_eq!(findings, []);
    assert_eq!(verify(&chart.expect("it was compiled")), []);
}

#[test]
fn the_first_scenario_holds() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let workflow = folder.path().join("stall-permit");
    std::fs::create_dir(&workflow).expect("a folder can be made");
    std::fs::write(workflow.join("workflow.yaml"), block("yaml")).expect("a file can be written");
    let feature = folder.path().join("first.feature");
    std::fs::write(&feature, block("gherkin")).expect("a file can be written");
    let options = Options { workflows: vec![folder.path().to_owned()], ..Options::default() };
    let report = run(&[feature], &options).expect("there is a feature to run");
    assert!(report.is_good(), "{}", report.text());
}
