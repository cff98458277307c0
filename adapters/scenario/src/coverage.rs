//! What the scenarios of a workflow came through: states, arrows, outcomes, expiries. Read from the
//! dockets of the cases played, so it is what really happened.

use crate::library::Source;
use crate::mutation::{Element, arrow_told};
use crate::stage::{Stage, parted};
use registrar_engine::chart::{Chart, StateKind};
use registrar_engine::docket::{Entry, Mark};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What one case came through.
pub struct Seen {
    source: Arc<Source>,
    chart: Arc<Chart>,
    states: BTreeSet<String>,
    arrows: BTreeSet<u16>,
    outcomes: BTreeSet<String>,
    expiries: BTreeSet<String>,
    elements: BTreeSet<Element>,
}

impl Seen {
    /// What the case on a stage came through; none if there is no case.
    pub async fn of(stage: &Stage) -> Option<Self> {
        let docket = stage.docket().await.ok()?;
        Some(Self::in_docket(Arc::clone(&stage.source), Arc::clone(&stage.chart), &docket))
    }

    /// The definition that was played.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Its chart.
    pub fn chart(&self) -> &Chart {
        &self.chart
    }

    /// Whether it came through something.
    pub fn came_through(&self, element: &Element) -> bool {
        *element == Element::Anything || self.elements.contains(element)
    }

    fn in_docket(source: Arc<Source>, chart: Arc<Chart>, docket: &[Entry]) -> Self {
        let mut seen = Self {
            source,
            chart,
            states: BTreeSet::new(),
            arrows: BTreeSet::new(),
            outcomes: BTreeSet::new(),
            expiries: BTreeSet::new(),
            elements: BTreeSet::new(),
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
            seen.elements.extend(element(mark));
        }
        seen
    }
}

/// What a mark says that a case came through.
fn element(mark: &Mark) -> Option<Element> {
    let name = |label: &str| parted(label).0.to_owned();
    Some(match mark {
        Mark::Took { arrow, .. } => Element::Arrow(*arrow),
        Mark::Entered { state } => Element::State(name(state)),
        Mark::TaskOpened { task, .. } => Element::Task(name(task)),
        Mark::TaskClosed { task, outcome: Some(_), .. } => Element::Did(name(task)),
        Mark::ClockRuns { deadline, .. } | Mark::ClockWaits { deadline, .. } => {
            Element::Clock(name(deadline))
        }
        Mark::ClockSuspended { deadline, .. }
        | Mark::ClockExtended { deadline, .. }
        | Mark::ClockWaived { deadline, .. } => Element::Moved(name(deadline)),
        Mark::ClockExpired { deadline, .. } => Element::Expired(name(deadline)),
        Mark::Sent { notice, .. } => Element::Notice(name(notice)),
        Mark::Consented { consent, .. } | Mark::ConsentWithdrawn { consent, .. } => {
            Element::Consent(name(consent))
        }
        Mark::Filed { document, .. } => Element::Document(name(document)),
        _ => return None,
    })
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

/// Coverage by workflow. Two definitions of one name and different text are told apart by a number.
pub fn gather(all: Vec<Seen>) -> BTreeMap<String, Coverage> {
    let mut by_chart: BTreeMap<(String, String), Vec<Seen>> = BTreeMap::new();
    for seen in all {
        let key = (seen.chart.workflow.clone(), seen.source.text.clone());
        by_chart.entry(key).or_default().push(seen);
    }
    let mut coverage = BTreeMap::new();
    for ((workflow, _), seen) in by_chart {
        let name = numbered(&workflow, |name| coverage.contains_key(name));
        coverage.insert(name, of_one(&seen));
    }
    coverage
}

/// A workflow's name; of a second definition of that name with its number behind.
pub fn numbered(workflow: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = workflow.to_owned();
    let mut number = 1;
    while is_taken(&name) {
        number += 1;
        name = format!("{workflow} ({number})");
    }
    name
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
            (0_u16..).zip(&chart.arrows).map(|(at, arrow)| (arrow_told(&chart, arrow), arrows.contains(&at))),
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
