//! What the scenarios of a workflow came through: states, arrows, outcomes, expiries. Read from the
//! dockets of the cases played, so it is what really happened.

use crate::stage::{Stage, parted};
use registrar_engine::chart::{Chart, StateKind};
use registrar_engine::docket::{Entry, Mark};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What one case came through.
pub struct Seen {
    chart: Arc<Chart>,
    states: BTreeSet<String>,
    arrows: BTreeSet<u16>,
    outcomes: BTreeSet<String>,
    expiries: BTreeSet<String>,
}

impl Seen {
    /// What the case on a stage came through; none if there is no case.
    pub async fn of(stage: &Stage) -> Option<Self> {
        let docket = stage.docket().await.ok()?;
        Some(Self::in_docket(Arc::clone(&stage.chart), &docket))
    }

    fn in_docket(chart: Arc<Chart>, docket: &[Entry]) -> Self {
        let mut seen = Self {
            chart,
            states: BTreeSet::new(),
            arrows: BTreeSet::new(),
            outcomes: BTreeSet::new(),
            expiries: BTreeSet::new(),
        };
        for mark in docket.iter().flat_map(|entry| &entry.marks) {
            match mark {
                Mark::Entered { state } => {
                    seen.states.insert(parted(state).0.to_owned());
                }
                Mark::Took { arrow, .. } => {
                    seen.arrows.insert(*arrow);
                }
                Mark::TaskClosed { task, outcome: Some(outcome), .. } => {
                    seen.outcomes.insert(format!("{}.{outcome}", parted(task).0));
                }
                Mark::ClockExpired { deadline, .. } => {
                    seen.expiries.insert(parted(deadline).0.to_owned());
                }
                _ => {}
            }
        }
        seen
    }
}

/// How much of one kind was reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Reached {
    /// So many.
    pub reached: usize,
    /// Of so many.
    pub of: usize,
    /// Those that weren't.
    pub missing: Vec<String>,
}

/// What the scenarios of one workflow came through.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Coverage {
    /// Scenarios that played it.
    pub scenarios: usize,
    /// States.
    pub states: Reached,
    /// Arrows, by source and what they answer.
    pub arrows: Reached,
    /// Outcomes of tasks.
    pub outcomes: Reached,
    /// Deadlines that expired.
    pub expiries: Reached,
}

/// Coverage by workflow. Two definitions of one name and different text are told apart by their digest.
pub fn gather(all: Vec<Seen>) -> BTreeMap<String, Coverage> {
    let mut by_chart: BTreeMap<(String, Vec<String>), Vec<Seen>> = BTreeMap::new();
    for seen in all {
        // A scenario's own calendar changes the digest and nothing that is counted here.
        let shape = seen.chart.states.iter().map(|state| state.name.clone()).collect();
        by_chart.entry((seen.chart.workflow.clone(), shape)).or_default().push(seen);
    }
    let mut coverage = BTreeMap::new();
    for ((workflow, _), seen) in by_chart {
        let mut name = workflow.clone();
        let mut number = 1;
        while coverage.contains_key(&name) {
            number += 1;
            name = format!("{workflow} ({number})");
        }
        coverage.insert(name, of_one(&seen));
    }
    coverage
}

fn of_one(all: &[Seen]) -> Coverage {
    let Some(chart) = all.first().map(|seen| Arc::clone(&seen.chart)) else { return Coverage::default() };
    let states: BTreeSet<&String> = all.iter().flat_map(|seen| &seen.states).collect();
    let arrows: BTreeSet<u16> = all.iter().flat_map(|seen| seen.arrows.iter().copied()).collect();
    let outcomes: BTreeSet<&String> = all.iter().flat_map(|seen| &seen.outcomes).collect();
    let expiries: BTreeSet<&String> = all.iter().flat_map(|seen| &seen.expiries).collect();
    let is_state = |kind: &StateKind| !matches!(kind, StateKind::History { .. });
    Coverage {
        scenarios: all.len(),
        states: reached(
            // The outermost box is no state of the author's.
            chart
                .states
                .iter()
                .skip(1)
                .filter(|s| is_state(&s.kind))
                .map(|s| (s.name.clone(), states.contains(&s.name))),
        ),
        arrows: reached(
            (0_u16..).zip(&chart.arrows).map(|(at, arrow)| (arrow_name(&chart, arrow), arrows.contains(&at))),
        ),
        outcomes: reached(chart.tasks.iter().flat_map(|task| {
            let names = task.outcomes.iter().map(|outcome| format!("{}.{}", task.name, outcome.name));
            names.map(|name| (name.clone(), outcomes.contains(&name))).collect::<Vec<_>>()
        })),
        expiries: reached(chart.deadlines.iter().map(|d| (d.name.clone(), expiries.contains(&d.name)))),
    }
}

fn reached(all: impl Iterator<Item = (String, bool)>) -> Reached {
    let mut counted = Reached::default();
    for (name, seen) in all {
        counted.of += 1;
        if seen { counted.reached += 1 } else { counted.missing.push(name) }
    }
    counted
}

fn arrow_name(chart: &Chart, arrow: &registrar_engine::chart::Arrow) -> String {
    use registrar_engine::chart::Trigger;
    let source = &chart.state(arrow.source).name;
    let source = if source.is_empty() { "the case" } else { source };
    let event = match &arrow.trigger {
        Trigger::Events(patterns) => {
            patterns.iter().map(|pattern| pattern.0.join(".")).collect::<Vec<_>>().join(" ")
        }
        Trigger::AtOnce => "at once".to_owned(),
        Trigger::Done => "done".to_owned(),
    };
    let to: Vec<&str> = arrow.to.iter().map(|state| chart.state(*state).name.as_str()).collect();
    match to.is_empty() {
        true => format!("{source}: {event}"),
        false => format!("{source}: {event} -> {}", to.join(", ")),
    }
}
