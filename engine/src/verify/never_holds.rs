//! Conditions that never hold, whatever stands in the data: what they ask for excludes itself.

use super::conditions::Conditions;
use crate::chart::{Action, ActionKind, Chart, StateKind, Trigger};
use crate::finding::Finding;
use crate::guard::Expression;
use crate::id::StateIx;

/// An error for each arrow that nothing can ever take, a warning for each action that is never done.
pub(super) fn check(chart: &Chart, conditions: &Conditions<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for arrow in &chart.arrows {
        let inside = arrow.trigger != Trigger::Done;
        if let Some(condition) = &arrow.condition
            && conditions.never_holds(arrow.source, inside, condition)
        {
            let finding =
                Finding::error("never-holds", arrow.span, message(condition, "this arrow is never taken"));
            findings.push(finding.help(HELP));
        }
        in_actions(conditions, arrow.source, inside, &arrow.actions, &mut findings);
    }
    for (state, at) in chart.states.iter().zip(0..) {
        let ix = StateIx(at);
        let begin: &[Action] = match &state.kind {
            StateKind::Compound(initial) | StateKind::History { default: initial, .. } => &initial.actions,
            _ => &[],
        };
        for block in [&state.entry, &state.exit, begin] {
            in_actions(conditions, ix, true, block, &mut findings);
        }
    }
    findings
}

const HELP: &str = "let one of its parts go, or write `||` where either is enough";

fn message(condition: &Expression, so: &str) -> String {
    format!("`{}` never holds, whatever stands in the data: {so}", condition.source())
}

fn in_actions(
    conditions: &Conditions<'_>,
    state: StateIx,
    inside: bool,
    actions: &[Action],
    findings: &mut Vec<Finding>,
) {
    for action in actions {
        match &action.kind {
            ActionKind::If { condition, then, otherwise } => {
                if conditions.never_holds(state, inside, condition) {
                    let message = message(condition, "what stands under `do` is never done");
                    findings.push(Finding::warning("never-holds", action.span, message).help(HELP));
                }
                in_actions(conditions, state, inside, then, findings);
                in_actions(conditions, state, inside, otherwise, findings);
            }
            ActionKind::ForEach { actions, .. } => in_actions(conditions, state, inside, actions, findings),
            _ => {}
        }
    }
}
