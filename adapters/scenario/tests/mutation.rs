//! A change that a scenario notices counts, and one that none notices is told with its line.

use registrar_scenario::{Mutation, Options, mutate};

const BELL: &str = "workflow: bell
version: 1
title: {en: Bell}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: caller
roles: {caller: {party: true}, neighbour: {party: true, optional: true}}
tasks: {ring: {role: caller, outcomes: [rung]}}
deadlines: {patience: {period: 3 days}}
states:
  waiting:
    tasks: [ring]
    deadlines: [patience]
    on:
      ring.rung: heard
      patience.expired: gone
  heard: {final: true, outcome: heard}
  gone: {final: true, outcome: gone}
";

fn mutation_of(scenarios: &str, most: usize) -> Mutation {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("bell")).unwrap();
    std::fs::write(folder.path().join("bell/workflow.yaml"), BELL).unwrap();
    let file = folder.path().join("t.feature");
    std::fs::write(
        &file,
        format!("Feature: f\n  Background:\n    Given the workflow \"bell\"\n\n{scenarios}"),
    )
    .unwrap();
    mutate(&[file], &Options::default(), most).unwrap()
}

const SILENCE: &str = "  Scenario: silence
    Given a case opened by the caller
    When nobody does anything until the case ends
    Then the case has ended with outcome \"gone\"
";

#[test]
fn a_scenario_of_silence_notices_the_expiry_and_nothing_else() {
    let score = mutation_of(SILENCE, 1_000).workflows.remove("bell").unwrap();
    assert_eq!((score.changes, score.noticed, score.left_out), (4, 1, 0));
    assert_eq!(
        score.survived,
        [
            "the arrow `waiting: ring.rung -> heard` isn't there (line 16)",
            "`patience` is longer by one (line 10)",
            "anybody may do `ring` (line 9)",
        ]
    );
}

#[test]
fn scenarios_that_look_closely_notice_every_change() {
    let close = "  Scenario: closely
    Given a case opened by the caller with 1 neighbour
    Then the deadline \"patience\" is due on 2026-03-05
    When the neighbour tries to do \"ring\"
    Then that is refused because it is unknown
    When the caller does \"ring\"
    Then the case has ended with outcome \"heard\"
";
    let score = mutation_of(&format!("{SILENCE}\n{close}"), 1_000).workflows.remove("bell").unwrap();
    assert_eq!((score.changes, score.noticed), (4, 4), "{:?}", score.survived);
}

#[test]
fn a_limit_leaves_changes_out_and_says_so() {
    let mutation = mutation_of(SILENCE, 2);
    let score = &mutation.workflows["bell"];
    assert_eq!((score.changes, score.left_out), (2, 2));
    assert!(mutation.text().contains("2 more changes were not tried"));
}

#[test]
fn a_scenario_that_fails_anyway_notices_nothing() {
    let mutation = mutation_of(
        "  Scenario: wrong\n    Given a case opened by the caller\n    Then the case has ended\n",
        9,
    );
    assert_eq!((mutation.workflows.len(), mutation.not_passing), (0, 1));
}
