//! The promises: what a service says about how long a state takes, and the whole.

use super::names::{Dots, Names, fit, joined};
use super::period::period;
use super::plan::Plan;
use super::report::{Report, short};
use crate::layout::Node;
use registrar_engine::deadline::Period;
use registrar_engine::finding::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// The deadlines of a service.
pub(super) struct Clocks {
    states: BTreeMap<usize, (String, Period)>,
    /// The promise for the whole, if there is one.
    pub whole: Option<Whole>,
}

/// The promise for the whole, and the box in which it runs.
pub(super) struct Whole {
    pub state: String,
    pub deadline: String,
    pub inside: BTreeSet<usize>,
    period: Period,
}

/// All deadlines of a service. They share their names with tasks.
pub(super) fn clocks(plan: &mut Plan, workflow: &str, names: &mut Names, report: &mut Report) -> Clocks {
    let mut states = BTreeMap::new();
    for (at, place) in plan.states.iter().enumerate() {
        let Some(sla) = place.state.sla else { continue };
        if place.is_final {
            let message = format!(
                "the `sla` of `{}` isn't carried over: nothing runs in a final state",
                short(&place.id)
            );
            report.say(Finding::warning("not-carried-over", sla.span, message).help("write `null`"));
        } else if let Some(period) = period(sla, "sla", &place.id, report) {
            let name = names.take(&joined(&fit(&place.id, Dots::Replaced), "_sla"));
            states.insert(at, (name, period));
        }
    }
    let whole = whole(plan, workflow, names, report);
    Clocks { states, whole }
}

fn whole(plan: &mut Plan, workflow: &str, names: &mut Names, report: &mut Report) -> Option<Whole> {
    let sla = plan.service.sla?;
    let period = period(sla, "businessServiceSla", &plan.service.name.text, report)?;
    let mut inside: BTreeSet<usize> =
        (0..plan.states.len()).filter(|at| !plan.states[*at].is_final).collect();
    // The platform knows nothing of an application before the first action, and counts from there.
    let start = &plan.states[plan.start];
    if start.state.name.is_none() && !start.entered && inside.len() > 1 {
        inside.remove(&plan.start);
    }
    if inside.is_empty() {
        let message = format!(
            "the `businessServiceSla` of `{}` isn't carried over: all its states are final",
            short(workflow)
        );
        report.say(
            Finding::warning("not-carried-over", sla.span, message)
                .help("write `null`, or say which states come before the end"),
        );
        return None;
    }
    let state = plan.names.take(workflow);
    let deadline = names.take(&joined(workflow, "_sla"));
    Some(Whole { state, deadline, inside, period })
}

impl Clocks {
    /// How they are declared.
    pub fn table(&self) -> Vec<(String, Node)> {
        let whole = self.whole.iter().map(|whole| (&whole.deadline, &whole.period));
        let states = self.states.values().map(|(name, period)| (name, period));
        whole.chain(states).map(|(name, period)| (name.clone(), declared(period))).collect()
    }

    /// The deadline that a state lists.
    pub fn of_state(&self, at: usize) -> Option<&str> {
        self.states.get(&at).map(|(name, _)| name.as_str())
    }
}

fn declared(period: &Period) -> Node {
    // As the language has it: a number and a unit, without quotes.
    Node::map([("period", Node::Plain(period.to_string())), ("promise", Node::yes())])
}
