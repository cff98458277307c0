//! A change that the check or a scenario notices counts, and one that nobody notices is told with its place.

use registrar_scenario::{Floor, Found, Judged, Kind, Mutation, Options, Plan, Score, mutate};

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

const SILENCE: &str = "  Scenario: silence
    Given a case opened by the caller
    When nobody does anything until the case ends
    Then the case has ended with outcome \"gone\"
";

const CLOSELY: &str = "  Scenario: closely
    Given a case opened by the caller with 1 neighbour
    Then the deadline \"patience\" is due on 2026-03-05
    When the neighbour tries to do \"ring\"
    Then that is refused because it is unknown
    When the caller does \"ring\"
    Then the case has ended with outcome \"heard\"
";

fn mutation_of(scenarios: &str, plan: &Plan) -> Mutation {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("bell")).unwrap();
    std::fs::write(folder.path().join("bell/workflow.yaml"), BELL).unwrap();
    let file = folder.path().join("t.feature");
    std::fs::write(
        &file,
        format!("Feature: f\n  Background:\n    Given the workflow \"bell\"\n\n{scenarios}"),
    )
    .unwrap();
    mutate(&[file], &Options::default(), plan).unwrap()
}

fn score_of(scenarios: &str, plan: &Plan) -> Score {
    mutation_of(scenarios, plan).workflows.remove("bell").unwrap()
}

fn only(kind: Kind) -> Plan {
    Plan { kinds: vec![kind], ..Plan::default() }
}

fn told(changes: &[Judged]) -> Vec<(u32, &str, Found)> {
    changes.iter().map(|judged| (judged.line, judged.change.as_str(), judged.found)).collect()
}

#[test]
fn an_arrow_that_leads_elsewhere_is_noticed_by_who_comes_through_it() {
    let score = score_of(SILENCE, &only(Kind::Retarget));
    assert_eq!(
        told(&score.changes),
        [
            (16, "`waiting: ring.rung -> heard` leads to `gone`", Found::Check),
            (17, "`waiting: patience.expired -> gone` leads to `waiting`", Found::Check),
        ]
    );
}

#[test]
fn what_answers_an_event_is_missed_by_the_check() {
    let score = score_of(SILENCE, &only(Kind::Transition));
    assert_eq!(
        told(&score.changes),
        [
            (16, "`waiting: ring.rung -> heard` isn't there", Found::Check),
            (17, "`waiting: patience.expired -> gone` isn't there", Found::Check),
        ]
    );
}

#[test]
fn a_deadline_goes_with_what_answers_it() {
    let score = score_of(SILENCE, &only(Kind::Deadline));
    assert_eq!(
        told(&score.changes),
        [(14, "`waiting` is without the deadline `patience` and what answers it", Found::Check)]
    );
}

#[test]
fn a_loop_is_noticed_by_a_scenario_that_goes_that_way() {
    let plan = only(Kind::Loop);
    let score = score_of(SILENCE, &plan);
    assert_eq!(
        told(&score.changes),
        [
            (16, "`waiting: ring.rung -> heard` leads back to `waiting` the first time", Found::Nobody),
            (17, "`waiting: patience.expired -> gone` leads back to `waiting` the first time", Found::Nobody),
        ]
    );
    let score = score_of(&format!("{SILENCE}\n{CLOSELY}"), &plan);
    assert_eq!((score.total.features, score.total.nobody), (1, 1));
    let by = &score.changes[0].by;
    assert!(by.ends_with("t.feature:10 closely"), "{by}");
}

#[test]
fn another_role_is_noticed_by_a_scenario_in_which_somebody_acts() {
    let score = score_of(CLOSELY, &only(Kind::Role));
    assert_eq!(
        told(&score.changes),
        [
            (7, "a case is opened by `neighbour` in place of `caller`", Found::Features),
            (9, "`ring` is done by `neighbour` in place of `caller`", Found::Features),
        ]
    );
}

#[test]
fn other_changes_are_tried_if_asked_for() {
    let plan = only(Kind::Other);
    let survivors = |score: &Score| score.survivors().map(|judged| judged.change.clone()).collect::<Vec<_>>();
    assert_eq!(
        survivors(&score_of(SILENCE, &plan)),
        ["anybody may do `ring`", "`patience` is longer by one"]
    );
    assert_eq!(survivors(&score_of(CLOSELY, &plan)), [""; 0]);
}

#[test]
fn a_limit_leaves_changes_out_and_says_so() {
    let mutation = mutation_of(SILENCE, &Plan { most: 2, ..Plan::default() });
    let score = &mutation.workflows["bell"];
    assert_eq!((score.total.mutants, score.left_out), (2, 7));
    assert!(mutation.text().contains("7 more changes were not tried"));
}

#[test]
fn a_sample_is_the_same_for_a_seed() {
    let plan = Plan { sample: Some(4), seed: 5, ..Plan::default() };
    let (one, two) = (score_of(SILENCE, &plan), score_of(SILENCE, &plan));
    assert_eq!((one.total.mutants, one.left_out), (4, 5));
    assert_eq!(told(&one.changes), told(&two.changes));
    let others = (6..20).map(|seed| score_of(SILENCE, &Plan { seed, ..plan.clone() }));
    assert!(others.into_iter().any(|other| told(&other.changes) != told(&one.changes)));
}

#[test]
fn a_scenario_that_fails_anyway_notices_nothing() {
    let mutation = mutation_of(
        "  Scenario: wrong\n    Given a case opened by the caller\n    Then the case has ended\n",
        &Plan::default(),
    );
    assert_eq!((mutation.workflows.len(), mutation.not_passing), (0, 1));
}

#[test]
fn a_score_below_the_floor_is_told_and_so_is_a_workflow_that_was_not_tried() {
    let mutation = mutation_of(SILENCE, &only(Kind::Loop));
    let below = |text: &str| Floor::read(text).unwrap().below(&mutation);
    assert_eq!(below("bell: 0"), [""; 0]);
    assert_eq!(below("bell: 1"), ["bell: 0 of 2 are found (0 %), and 1 % must be"]);
    assert_eq!(below("gong: 90"), ["gong: no change of it was tried, and 90 % must be found"]);
    assert_eq!(Floor::read("bell: most").unwrap_err(), "line 1: `bell` needs a percentage from 0 to 100");
}
