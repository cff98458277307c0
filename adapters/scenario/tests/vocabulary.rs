//! Keeps `docs/scenarios.md` and the vocabulary the same, and slips told with their place.

use registrar_scenario::{Options, Outcome, Report, Said, reasons, run, uses, vocabulary};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn docs() -> String {
    std::fs::read_to_string(root().join("docs/scenarios.md")).unwrap()
}

/// The rows `| `…` | `…` |` of the docs.
fn rows(docs: &str) -> BTreeSet<(String, String)> {
    let cell = |cell: &str| Some(cell.trim().strip_prefix('`')?.strip_suffix('`')?.to_owned());
    let row = |line: &str| {
        let mut cells = line.strip_prefix('|')?.split('|');
        Some((cell(cells.next()?)?, cell(cells.next()?)?))
    };
    let body = docs.split("## Setting the scene").nth(1).unwrap();
    body.lines().filter_map(row).collect()
}

#[test]
fn the_docs_list_every_step_and_reason_and_no_other() {
    let known: BTreeSet<(String, String)> = vocabulary()
        .into_iter()
        .chain(reasons())
        .map(|Said { english, chinese }| (english.to_owned(), chinese.to_owned()))
        .collect();
    let listed = rows(&docs());
    let missing: Vec<_> = known.difference(&listed).collect();
    let invented: Vec<_> = listed.difference(&known).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "not in the docs: {missing:?}\nonly there: {invented:?}"
    );
}

#[test]
fn every_example_in_the_docs_is_made_of_defined_steps() {
    let docs = docs();
    let examples: Vec<&str> =
        docs.split("```gherkin\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 8, "the docs show examples");
    for example in examples {
        for step in uses(example).unwrap_or_else(|e| panic!("{e:?}\n{example}")) {
            assert!(step.pattern.is_some(), "line {} is no step:\n{example}", step.line);
        }
    }
}

#[test]
fn every_step_is_used_by_some_feature_in_both_languages() {
    let mut used = BTreeSet::new();
    let files = registrar_scenario::files(&[root().join("features")]).unwrap();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        used.extend(uses(&text).unwrap().into_iter().filter_map(|step| step.pattern));
    }
    let unused: Vec<&str> = vocabulary()
        .into_iter()
        .flat_map(|said| [said.english, said.chinese])
        .filter(|pattern| !used.contains(pattern))
        .collect();
    assert!(unused.is_empty(), "no feature says:\n{}", unused.join("\n"));
}

/// Runs a feature about the small procedure beside the vocabulary's own features.
fn run_text(text: &str) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.feature");
    std::fs::write(&file, text).unwrap();
    let workflows = vec![root().join("features/vocabulary")];
    run(&[file], &Options { workflows, ..Options::default() }).unwrap()
}

fn problems(text: &str) -> Vec<(u32, u32, String, String)> {
    let report = run_text(text);
    let all = report.scenarios.into_iter().flat_map(|scenario| scenario.problems);
    all.map(|p| (p.line, p.column, p.message, p.details.join("; "))).collect()
}

#[test]
fn all_slips_of_a_scenario_are_told_at_once_with_their_place_and_the_nearest_name() {
    let found = problems(
        "Feature: f\n  Scenario: s\n    Given the workflow \"permit\"\n    And a case opened by the aplicant\n    \
         When the applicant does \"aply\" with outcome \"applied\"\n      | building.height | 3 |\n    \
         And the applicant does \"apply\"\n      | building.hight | 3 |\n    \
         And the clerk does \"check\" with outcome \"complet\"\n    \
         Then the case is in \"drafting_\"\n    And the deadline \"cheking\" is running\n",
    );
    let told: Vec<(u32, &str, &str)> =
        found.iter().map(|(line, _, message, help)| (*line, message.as_str(), help.as_str())).collect();
    assert_eq!(
        told,
        [
            (4, "there is no role `aplicant`", "did you mean `applicant`?"),
            (5, "there is no task `aply`", "did you mean `apply`?"),
            (8, "there is no field `building.hight` in this form", "did you mean `building.height`?"),
            (9, "there is no outcome `complet` of `check`", "did you mean `complete`?"),
            (10, "there is no state `drafting_`", "did you mean `drafting`?"),
            (11, "there is no deadline `cheking`", "did you mean `checking`?"),
        ]
    );
    assert_eq!(found[1].1, 29, "the column of the task's name");
}

#[test]
fn an_undefined_a_misplaced_and_a_missing_step_are_no_success() {
    let report = run_text(
        "Feature: f\n  Background:\n    Given the workflow \"permit\"\n\n  Scenario: undefined\n    \
         Given a case opened by the applicant\n    Then all is well\n\n  Scenario: empty\n\n  \
         Scenario: a look under When\n    Given a case opened by the applicant\n    When the case is in \"drafting\"\n\n  \
         @skip\n  Scenario: left out\n    Given a case opened by the applicant\n",
    );
    let outcomes: Vec<Outcome> = report.scenarios.iter().map(|scenario| scenario.outcome).collect();
    assert_eq!(outcomes, [Outcome::Undefined, Outcome::Undefined, Outcome::Failed, Outcome::Skipped]);
    assert!(!report.is_good());
    assert_eq!((report.passed, report.failed, report.undefined, report.skipped), (0, 1, 2, 1));
}

#[test]
fn a_failure_says_what_is_since_when_and_why() {
    let found = problems(
        "Feature: f\n  Scenario: s\n    Given the workflow \"permit\"\n    And it is 2026-03-02 09:00\n    \
         And a case opened by the applicant\n    When the applicant does \"apply\"\n      | building.height | 3 |\n    \
         And the deadline \"checking\" expires\n    Then the case is in \"drafting\"\n",
    );
    let (line, _, message, is) = &found[0];
    assert_eq!((*line, message.as_str()), (9, "expected the case to be in `drafting`"));
    assert_eq!(is, "it is in `registering` since 2026-03-10 00:00 (accepted by lapse of time)");
}

#[test]
fn a_tries_that_nobody_looks_at_is_a_failure() {
    let found = problems(
        "Feature: f\n  Scenario: s\n    Given the workflow \"permit\"\n    And a case opened by the applicant\n    \
         When a stranger tries to do \"apply\"\n    And 1 day passes\n",
    );
    assert!(found[0].2.starts_with("no step looks at the answer to what was tried in line 5"), "{found:?}");
}

#[test]
fn a_definition_with_mistakes_is_told_at_its_lines() {
    let found = problems(
        "Feature: f\n  Scenario: s\n    Given the workflow:\n      \"\"\"\n      workflow: x\n      versoin: 1\n      \"\"\"\n    \
         Given a case opened by the caller\n",
    );
    assert!(
        found.iter().any(|(line, column, _, help)| (*line, *column) == (6, 1) && help.contains("version")),
        "{found:?}"
    );
    let found = problems("Feature: f\n  Scenario: s\n    Given the workflow \"permitt\"\n");
    assert_eq!(found[0].3, "did you mean `permit`?");
}

#[test]
fn thousands_of_days_pass_in_no_time() {
    let started = std::time::Instant::now();
    let report = run_text(
        "Feature: f\n  Scenario: s\n    Given the workflow \"permit\"\n    And it is 2001-01-01 09:00\n    \
         And a case opened by the applicant\n    When 20 days pass\n    And the clock reaches 2099-12-31 24:00\n    \
         Then the case has ended with outcome \"abandoned\"\n",
    );
    assert!(report.is_good(), "{}", report.text());
    // Generous: a busy machine, a debug build. What matters is that it isn't days.
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn the_report_is_one_json_object() {
    let report = run_text(
        "Feature: f\n  Scenario: s\n    Given the workflow \"permit\"\n    And a case opened by the applicant\n    \
         When nobody does anything until the case ends\n    Then the case has ended\n",
    );
    let json: serde_json::Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    let counts: Vec<i64> =
        ["passed", "failed", "undefined", "skipped"].iter().map(|key| json[key].as_i64().unwrap()).collect();
    assert_eq!(counts, [1, 0, 0, 0]);
    assert_eq!(json["coverage"]["permit"]["expiries"]["reached"], 1);
    assert_eq!(json["scenarios"][0]["outcome"], "passed");
}
