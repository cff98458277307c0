//! What is proved of a chart before it may be used, one check a file. Of the guarantees it says so far that
//! they aren't proved.

mod tables;
mod waits;

use crate::chart::Chart;
use crate::finding::Finding;

/// What can be said of a chart, and of its guarantees.
pub fn verify(chart: &Chart) -> Vec<Finding> {
    let not_proved = chart.guarantees.iter().map(|(name, _, span)| {
        let message = format!("not yet proved: `{name}`; proofs come with a later release");
        Finding::note("not-proved-yet", *span, message)
    });
    let mut findings = waits::check(chart);
    findings.extend(tables::findings(chart));
    findings.extend(not_proved);
    findings
}
