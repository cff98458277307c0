//! What the documentation shows is true: the README's definition has no finding and its scenario holds, and the
//! pages about mistakes in features show a mistake and its repair.

use registrar_engine::deadline::Calendars;
use registrar_engine::verify::Limits;
use registrar_engine::{Sources, compile, parse, verify};
use registrar_scenario::{Options, Report, explain_code, run};
use std::collections::BTreeMap;
use std::path::Path;

/// The blocks of a kind between ``` and ```.
fn blocks(page: &'static str, kind: &str) -> Vec<&'static str> {
    let opened = page.split("\n```").filter_map(|rest| rest.strip_prefix(kind)?.strip_prefix('\n'));
    opened.collect()
}

/// The first block of a kind in the README.
fn block(kind: &str) -> &'static str {
    blocks(include_str!("../../README.md"), kind).first().expect("the README has such a block")
}

fn play(folder: &Path, text: &str) -> Report {
    let feature = folder.join("first.feature");
    std::fs::write(&feature, text).expect("a file can be written");
    let options = Options { workflows: vec![folder.to_owned()], ..Options::default() };
    run(&[feature], &options).expect("there is a feature to run")
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
    assert_eq!(verify(&chart.expect("it was compiled"), &Limits::default()).findings, []);
}

#[test]
fn the_first_scenario_holds() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let workflow = folder.path().join("stall-permit");
    std::fs::create_dir(&workflow).expect("a folder can be made");
    std::fs::write(workflow.join("workflow.yaml"), block("yaml")).expect("a file can be written");
    let report = play(folder.path(), block("gherkin"));
    assert!(report.is_good(), "{}", report.text());
}

#[test]
fn a_page_about_features_shows_a_mistake_and_its_repair() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for code in ["gherkin", "undefined-step"] {
        let page = explain_code(code).expect("it has a page");
        let [found, mended] = blocks(page, "gherkin")[..] else { panic!("two examples in {code}.md") };
        assert!(!play(folder.path(), found).is_good(), "{code}: {found}");
        let report = play(folder.path(), mended);
        assert!(report.is_good(), "{code}: {}", report.text());
    }
    assert!(explain_code("ambiguous-step").is_some());
    assert_eq!(explain_code("no-such-code"), None);
}
