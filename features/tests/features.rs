//! Plays every feature below this folder. Undefined, ambiguous and skipped steps fail as well.

use registrar_features::run_below;
use std::collections::BTreeSet;
use std::io::Write as _;

#[test]
fn every_scenario_of_every_feature_holds() {
    let report = run_below(".").unwrap();
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
