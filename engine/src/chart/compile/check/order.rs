//! Arrows that an earlier one of the same state always forestalls.

use super::super::context::Context;
use super::states;
use crate::chart::{Arrow, Pattern, Trigger};
use crate::finding::Finding;
use crate::id::ArrowIx;

/// Looks at every list of arrows.
pub(super) fn check(cx: &mut Context) {
    let chart = &cx.chart;
    let mut findings = Vec::new();
    for ix in states(chart) {
        let state = chart.state(ix);
        for list in [&state.on, &state.at_once, &state.done] {
            let arrows: Vec<&Arrow> = list.iter().map(|arrow: &ArrowIx| chart.arrow(*arrow)).collect();
            // What comes later only matters against what is always taken; there are few of those.
            let mut always: Vec<&Arrow> = Vec::new();
            for arrow in arrows {
                if always.iter().any(|earlier| forestalls(&earlier.trigger, &arrow.trigger)) {
                    let finding = Finding::warning(
                        "never-taken",
                        arrow.span,
                        "an arrow before this one is always taken",
                    );
                    findings
                        .push(finding.help("give the earlier arrow a condition, or put this one before it"));
                }
                let limited = arrow.at_most.is_some() && arrow.beyond.is_empty();
                if arrow.condition.is_none() && !limited && always.len() < 100 {
                    always.push(arrow);
                }
            }
        }
    }
    cx.findings.extend(findings);
}

/// Whether every event of the later trigger is one of the earlier.
fn forestalls(earlier: &Trigger, later: &Trigger) -> bool {
    let covers = |wide: &Pattern, narrow: &Pattern| narrow.0.starts_with(&wide.0);
    match (earlier, later) {
        (Trigger::Events(earlier), Trigger::Events(later)) => {
            !later.is_empty() && later.iter().all(|narrow| earlier.iter().any(|wide| covers(wide, narrow)))
        }
        (Trigger::AtOnce, Trigger::AtOnce) | (Trigger::Done, Trigger::Done) => true,
        _ => false,
    }
}
