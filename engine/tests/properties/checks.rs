//! What is decided by the chart alone is decided of every chart, always in the same way.

use super::compiled;
use super::generate::definition;
use proptest::prelude::*;
use registrar_engine::verify;
use registrar_engine::verify::Limits;

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_chart_is_checked_and_twice_the_same(chart_seed: u64) {
        if let Some(chart) = compiled(&definition(chart_seed)) {
            let limits = Limits { configurations: 500, covered: 500, ..Limits::default() };
            prop_assert_eq!(verify(&chart, &limits).findings, verify(&chart, &limits).findings);
        }
    }
}
