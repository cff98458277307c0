//! Rule 9: two states that can be active together don't list the same task or deadline.

use super::super::context::Context;
use super::super::kinship::together;
use super::states;
use crate::chart::Rung;
use crate::definition::{Name, State};
use crate::finding::Finding;
use crate::id::StateIx;
use std::collections::BTreeMap;

/// Most earlier lists that one is compared with.
const MOST: usize = 64;

/// Looks at every list.
pub(super) fn check(cx: &mut Context) {
    let mut ladders: BTreeMap<&str, &str> = BTreeMap::new();
    let definition = cx.definition;
    for notice in &cx.chart.notices {
        for rung in &notice.ladder {
            let name = match rung {
                Rung::Task(task) => definition.tasks.get(task.at()).map(|task| task.name.value.as_str()),
                Rung::Deadline(deadline) => {
                    definition.deadlines.get(deadline.at()).map(|deadline| deadline.name.value.as_str())
                }
            };
            ladders.extend(name.map(|name| (name, notice.name.as_str())));
        }
    }
    let mut findings = Vec::new();
    let mut listed: BTreeMap<(bool, &str), Vec<StateIx>> = BTreeMap::new();
    for ix in states(&cx.chart) {
        let Some(state) = cx.written[ix.at()] else { continue };
        for (is_task, name) in names(state) {
            if let Some(notice) = ladders.get(name.value.as_str()) {
                let message =
                    format!("`{}` is opened by the ladder of `{notice}`, so no state lists it", name.value);
                let help = "declare another task or deadline for this state";
                findings.push(Finding::error("listed-twice", name.span, message).help(help));
            }
            let before = listed.entry((is_task, &name.value)).or_default();
            // If any two can be active together, so can two that stand next to each other in document order;
            // the others are looked at as long as they are few.
            let looked_at = before.iter().rev().take(MOST);
            if let Some(other) = looked_at.rev().find(|other| together(&cx.chart, **other, ix)) {
                let other = &cx.chart.state(*other).name;
                let message = format!(
                    "`{}` is listed by `{other}` too, which can be active together with `{}`",
                    name.value, state.name.value
                );
                let help = "list it in one of the two; what lives as long as both stands on the box around";
                findings.push(Finding::error("listed-twice", name.span, message).help(help));
            }
            before.push(ix);
        }
    }
    cx.findings.extend(findings);
}

/// What a state lists, tasks told from deadlines.
fn names(state: &State) -> impl Iterator<Item = (bool, &Name)> {
    let tasks = state.tasks.iter().map(|name| (true, name));
    tasks.chain(state.deadlines.iter().map(|name| (false, name)))
}
