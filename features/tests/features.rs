//! Plays every feature below this folder. Undefined, ambiguous and skipped steps fail as well, and so does
//! anything in a shipped definition that no scenario comes through.

use registrar_features::run_below;
use registrar_scenario::Report;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::LazyLock;

/// One run for all tests.
static REPORT: LazyLock<Report> = LazyLock::new(|| run_below(".").unwrap());

#[test]
fn every_scenario_of_every_feature_holds() {
    let report = &*REPORT;
    // Past the capturing of the harness: what ran is said also when all is well.
    let files: BTreeSet<&str> = report.scenarios.iter().map(|scenario| scenario.file.as_str()).collect();
    let line = format!(
        "features: {} of {} scenarios in {} files hold\n",
        report.passed,
        report.scenarios.len(),
        files.len()
    );
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    assert!(report.is_good(), "{}", report.text());
}

#[test]
fn every_state_arrow_outcome_and_expiry_of_a_shipped_definition_is_reached_by_a_scenario() {
    for shipped in registrar_workflows::shipped() {
        let coverage = REPORT.coverage.get(&shipped.name).expect("there are scenarios of it");
        for (what, reached) in [
            ("state", &coverage.states),
            ("arrow", &coverage.arrows),
            ("outcome", &coverage.outcomes),
            ("expiry", &coverage.expiries),
        ] {
            assert!(reached.of > 0, "{}: nothing was counted of kind {what}", shipped.name);
            assert_eq!(reached.missing, Vec::<String>::new(), "{}: of kind {what}", shipped.name);
        }
    }
}
