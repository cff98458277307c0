//! States whose only way on is a task that there may be nobody to do: of a party that a case may have none of,
//! or of the person in a field that may be empty.
//!
//! Decides by the chart alone. Where something else may lead on (a clock, a message, another region or copy),
//! nothing is said; nor where waiting without limit is meant.

use super::templates::is_always_added;
use crate::chart::{
    Arrow, Chart, FieldPath, Join, Members, RoleKind, StateKind, Task, Trigger, Type, Who, field_at,
};
use crate::finding::Finding;
use crate::id::{RoleIx, StateIx};

/// A warning for each such state.
pub(super) fn check(chart: &Chart) -> Vec<Finding> {
    let states = (0..u16::try_from(chart.states.len()).unwrap_or(u16::MAX)).map(StateIx);
    let mut findings = Vec::new();
    for ix in states {
        let Some(tasks) = only_tasks(chart, ix) else { continue };
        let nobody: Option<Vec<String>> = tasks.iter().map(|task| nobody(chart, task, ix)).collect();
        let Some(mut whom) = nobody else { continue };
        whom.dedup();
        let (name, tasks) = (&chart.state(ix).name, names(&tasks));
        let message =
            format!("nobody may be there to lead on from `{name}`: {tasks} waits for {}", whom.join(" and "));
        let help = "pass the state over when there is nobody, let somebody else do it too, or list a deadline \
                    whose expiry leads on";
        findings.push(Finding::warning("waits-on-nobody", chart.state(ix).span, message).help(help));
    }
    findings
}

fn names(tasks: &[&Task]) -> String {
    let mut names: Vec<String> = tasks.iter().map(|task| format!("`{}`", task.name)).collect();
    names.dedup();
    names.join(" or ")
}

/// The tasks of whose outcomes one has to come for the state to be left; none if something else leads on.
fn only_tasks(chart: &Chart, ix: StateIx) -> Option<Vec<&Task>> {
    let state = chart.state(ix);
    if !matches!(state.kind, StateKind::Atomic) || !state.at_once.is_empty() {
        return None;
    }
    let mut tasks: Vec<&Task> = Vec::new();
    for around in chart.outwards(ix) {
        let box_around = chart.state(around);
        let joined_early = box_around.join != Join::All;
        if box_around.unbounded.is_some() || joined_early || others_lead_out(chart, around, ix) {
            return None;
        }
        let arrows = box_around.on.iter().chain(&box_around.at_once).map(|arrow| chart.arrow(*arrow));
        for arrow in arrows.filter(|arrow| leads_on(arrow)) {
            tasks.extend(answered(chart, arrow)?);
        }
    }
    (!tasks.is_empty()).then_some(tasks)
}

fn leads_on(arrow: &Arrow) -> bool {
    !arrow.to.is_empty() || !arrow.beyond.is_empty()
}

/// The tasks whose outcomes an arrow answers; none if it answers something else as well.
fn answered<'c>(chart: &'c Chart, arrow: &Arrow) -> Option<Vec<&'c Task>> {
    let Trigger::Events(patterns) = &arrow.trigger else { return None };
    let task = |name: &String| chart.task_named(name).map(|ix| chart.task(ix));
    patterns.iter().map(|pattern| task(pattern.0.first()?)).collect()
}

/// Whether another region, or another copy, may end a box that has several.
fn others_lead_out(chart: &Chart, around: StateIx, ix: StateIx) -> bool {
    let state = chart.state(around);
    let has_several = state.for_each.is_some() || matches!(state.kind, StateKind::Parallel);
    let lies_outside = |target: &StateIx| !chart.is_within(*target, around) || *target == around;
    has_several
        && chart.arrows.iter().any(|arrow| {
            let is_beside = chart.is_within(arrow.source, around)
                && arrow.source != around
                && !(state.for_each.is_none() && chart.is_within(ix, arrow.source));
            is_beside && (arrow.external || arrow.to.iter().chain(&arrow.beyond).any(lies_outside))
        })
}

/// Who there may be nobody of; none if somebody is sure to be there.
fn nobody(chart: &Chart, task: &Task, ix: StateIx) -> Option<String> {
    match &task.who {
        Who::Service(_) => None,
        Who::Member(path) => {
            let is_missing = may_be_empty(chart, ix, path);
            is_missing.then(|| format!("`member.{}`, which may be empty", path.join(".")))
        }
        Who::Roles(roles) => {
            if roles.iter().any(|role| is_copied(chart, ix, *role)) {
                return None;
            }
            let is_optional =
                |role: &RoleIx| matches!(chart.role(*role).kind, RoleKind::Party { optional: true, .. });
            let names: Vec<String> =
                roles.iter().map(|role| format!("`{}`", chart.role(*role).name)).collect();
            roles.iter().all(is_optional).then(|| format!("{}, of whom there may be none", names.join(", ")))
        }
    }
}

/// Whether the state lies in a copy that may be of this role: then its member is there.
fn is_copied(chart: &Chart, ix: StateIx, role: RoleIx) -> bool {
    chart.outwards(ix).any(|around| match &chart.state(around).for_each {
        Some(Members::Role(of)) => match &chart.role(*of).kind {
            RoleKind::Group(roles) => roles.contains(&role),
            _ => *of == role,
        },
        Some(Members::List(_)) | None => false,
    })
}

/// Whether the field of the copy's item that names somebody may be without a value.
fn may_be_empty(chart: &Chart, ix: StateIx, path: &FieldPath) -> bool {
    let copies = chart.outwards(ix).find_map(|around| chart.state(around).for_each.as_ref());
    let Some(Members::List(list)) = copies else { return false };
    let Some(Type::List(items)) = field_at(&chart.data, list).map(|field| &field.kind) else { return false };
    let is_there = |field: &crate::chart::Field| field.required || field.author || !field.default.is_null();
    field_at(items, path).is_some_and(|field| !is_there(field) && !is_always_added(chart, list, path))
}
