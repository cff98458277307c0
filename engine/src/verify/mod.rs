//! Proofs over a chart before it may be used. So far it says of each guarantee that it isn't proved.

use crate::chart::Chart;
use crate::finding::Finding;

/// What can be said about the guarantees of a chart.
pub fn verify(chart: &Chart) -> Vec<Finding> {
    let not_proved = chart.guarantees.iter().map(|(name, _, span)| {
        let message = format!("not yet proved: `{name}`; proofs come with a later release");
        Finding::note("not-proved-yet", *span, message)
    });
    not_proved.collect()
}
