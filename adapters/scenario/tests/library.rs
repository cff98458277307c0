//! Where a feature's definition and calendars come from.

use registrar_scenario::{Options, run};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_shipped_folder_may_be_named_and_stands_for_what_is_shipped() {
    let feature = root().join("features/business-licence/happy_path.feature");
    let options = Options { workflows: vec![root().join("workflows")], ..Options::default() };
    let report = run(&[feature], &options).unwrap();
    assert!(report.is_good() && report.passed > 0, "{}", report.text());
}

#[test]
fn a_calendar_of_the_folder_named_takes_the_place_of_the_shipped_one() {
    let home = tempfile::tempdir().unwrap();
    let calendars = home.path().join("calendars");
    std::fs::create_dir(&calendars).unwrap();
    let shipped = std::fs::read_to_string(root().join("workflows/calendars/cn.yaml")).unwrap();
    // The same calendar as if nothing had been announced yet for 2026.
    let early = shipped.replace("2026", "2036");
    assert_ne!(early, shipped);
    std::fs::write(calendars.join("cn.yaml"), early).unwrap();
    let feature = home.path().join("due.feature");
    std::fs::write(
        &feature,
        "Feature: Due\n\n  Scenario: the review of a file in the first week of October\n    \
         Given the workflow \"stall\"\n    And it is 2026-09-29 10:00\n    And a case opened by the applicant\n    \
         Then the deadline \"decision\" is due on 2026-10-09\n",
    )
    .unwrap();
    let stall = home.path().join("stall");
    std::fs::create_dir(&stall).unwrap();
    std::fs::write(
        stall.join("workflow.yaml"),
        "workflow: stall\nversion: 1\ntitle: {en: Stall}\ncalendar: cn\ncounting: cn-licensing\n\
         zone: Asia/Shanghai\nstarts: applicant\nroles: {applicant: {party: true}}\n\
         deadlines: {decision: {period: 3 working days}}\n\
         states:\n  deciding: {deadlines: [decision], on: {decision.expired: granted}}\n  granted: {final: true}\n",
    )
    .unwrap();
    let played = |workflows: Vec<PathBuf>| {
        run(std::slice::from_ref(&feature), &Options { workflows, ..Options::default() }).unwrap()
    };
    let with_shipped = played(Vec::new());
    assert!(with_shipped.is_good(), "{}", with_shipped.text());
    let early = played(vec![home.path().to_owned()]);
    assert!(early.text().contains("its last day is 2026-10-02"), "{}", early.text());
}
