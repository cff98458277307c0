//! Plays every feature below this folder. Undefined, ambiguous and skipped steps fail as well.

use registrar_features::run_below;

#[test]
fn every_scenario_of_every_feature_holds() {
    let report = run_below(".").unwrap();
    println!("{}", report.text());
    assert!(report.is_good(), "{}", report.text());
}
