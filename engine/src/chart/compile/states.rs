//! What states hold: members of copies, tasks and deadlines, where boxes begin, when they are done.

use super::actions;
use super::arrows::{self, Departure};
use super::context::Context;
use super::events::Vocabulary;
use super::kinship::{is_history, is_parallel};
use super::names::{List, MAX_FOR_EACH};
use super::scopes::Seen;
use super::{paths, people};
use crate::chart::{Initial, Join, Members, ROOT, StateKind, Type, field_at};
use crate::definition::{self, Name, Spanned};
use crate::finding::{Finding, nearest};
use crate::id::{DeadlineIx, StateIx, TaskIx};
use std::collections::BTreeSet;

/// Whom the copies of `for_each` states stand for.
pub(super) fn members(cx: &mut Context) {
    for ix in all_states(cx) {
        let Some(name) = cx.written[ix.at()].and_then(|state| state.for_each.as_ref()) else { continue };
        if let Some(members) = members_of(cx, name) {
            cx.chart.states[ix.at()].for_each = Some(members);
        }
        if cx.chart.state(ix).depth >= MAX_FOR_EACH {
            let message = format!("copies within copies, more than {MAX_FOR_EACH} deep");
            cx.error("too-deep", name.span, message);
        }
    }
}

fn members_of(cx: &mut Context, name: &Name) -> Option<Members> {
    let path = paths::parts(name.value.strip_prefix("data.").unwrap_or(&name.value));
    let is_data = field_at(&cx.chart.data, &path).is_some();
    if cx.names.get(List::Role, &name.value).is_none() && is_data {
        return paths::data_list(cx, name).map(|(path, _)| Members::List(path));
    }
    if cx.names.get(List::Role, &name.value).is_none() && !name.value.is_empty() {
        let lists: Vec<String> = lists(&cx.chart.data, "");
        let known = cx.names.of(List::Role).chain(lists.iter().map(String::as_str));
        let near = nearest(&name.value, known);
        let message = format!("there is no role, group or list `{}`", name.value);
        let finding = Finding::error("unknown-name", name.span, message);
        let meant = near.and_then(|near| cx.names.get(List::Role, near));
        let finding = match near {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        };
        cx.used.extend(meant.map(|role| (List::Role, role)));
        cx.say(finding);
        return None;
    }
    let role = cx.role(name)?;
    if !people::are_parties(cx, role) {
        let message = format!("`{}` has members who aren't parties", name.value);
        let help = "copies are made for parties, or for the items of a list; officials come and go";
        cx.say(Finding::error("wrong-role", name.span, message).help(help));
    }
    Some(Members::Role(role))
}

fn lists(fields: &[crate::chart::Field], before: &str) -> Vec<String> {
    let mut found = Vec::new();
    for field in fields {
        let path = format!("{before}{}", field.name);
        match &field.kind {
            Type::List(_) => found.push(path),
            Type::Record(inner) => found.extend(lists(inner, &format!("{path}."))),
            _ => {}
        }
    }
    found
}

/// Which tasks and deadlines live in which states.
pub(super) fn listings(cx: &mut Context) {
    for ix in all_states(cx) {
        let Some(state) = cx.written[ix.at()] else { continue };
        let tasks: Vec<TaskIx> = state.tasks.iter().filter_map(|name| cx.task(name)).collect();
        let deadlines: Vec<DeadlineIx> =
            state.deadlines.iter().filter_map(|name| cx.deadline(name)).collect();
        cx.chart.states[ix.at()].tasks = tasks;
        cx.chart.states[ix.at()].deadlines = deadlines;
    }
}

/// The rest: beginnings, actions, arrows.
pub(super) fn contents(cx: &mut Context, events: &Vocabulary) {
    let definition = cx.definition;
    beginning(cx, ROOT, definition.initial.as_ref());
    let on = arrows::by_events(cx, events, ROOT, &definition.on);
    cx.chart.states[ROOT.at()].on = on;
    if cx.chart.state(ROOT).children.is_empty() {
        cx.incomplete = true;
    }
    for ix in all_states(cx) {
        if let Some(state) = cx.written[ix.at()] {
            one(cx, events, ix, state);
        }
    }
    circles(cx);
    let unknown = cx.cancelled.iter().filter(|name| !cx.raise_ids.contains(name.value.as_str()));
    let ids: Vec<Finding> = unknown
        .map(|name| {
            let message = format!("no delayed `raise` has the id `{}`", name.value);
            let finding = Finding::error("unknown-name", name.span, message);
            finding.did_you_mean(&name.value, cx.raise_ids.iter().copied())
        })
        .collect();
    cx.findings.extend(ids);
}

fn one<'a>(cx: &mut Context<'a>, events: &Vocabulary, ix: StateIx, state: &'a definition::State) {
    check_place(cx, ix, state);
    match &cx.chart.state(ix).kind {
        StateKind::Compound(_) => beginning(cx, ix, state.initial.as_ref()),
        StateKind::History { deep, .. } => {
            let deep = *deep;
            let default = history_default(cx, ix, state.initial.as_ref());
            cx.chart.states[ix.at()].kind = StateKind::History { deep, default };
        }
        StateKind::Atomic | StateKind::Parallel | StateKind::Final { .. } => {}
    }
    let join = join(cx, ix, state);
    let law = cx.law(state.law.as_ref());
    let consent = state.consent.as_ref().and_then(|name| cx.consent(name));
    let entry = actions::block(cx, &state.entry, &Seen::inside(cx, ix));
    let exit = actions::block(cx, &state.exit, &Seen::inside(cx, ix));
    let data = actions::carried_whole(cx, &state.data, &Seen::inside(cx, ix));
    let on = arrows::by_events(cx, events, ix, &state.on);
    let at_once = arrows::eventless(cx, events, ix, &state.at_once, Departure::Inside);
    let done = arrows::eventless(cx, events, ix, &state.done, Departure::Done);
    let made = &mut cx.chart.states[ix.at()];
    made.join = join;
    made.law = law;
    made.consent = consent;
    made.unbounded = state.unbounded.as_ref().map(|why| why.value.clone());
    made.entry = entry;
    made.exit = exit;
    made.data = data;
    made.on = on;
    made.at_once = at_once;
    made.done = done;
}

/// What may stand where (W3C SCXML 3.3, 3.4, 3.7, 3.10).
fn check_place(cx: &mut Context, ix: StateIx, state: &definition::State) {
    let name = &state.name;
    let parent = cx.chart.state(ix).parent.unwrap_or(ROOT);
    if let Some(outcome) = state.outcome.as_ref().filter(|_| state.is_final && parent != ROOT) {
        let message = format!("`{}` ends its box and not the case, so it has no outcome", name.value);
        let help = "the outcome of a case stands at a final state of the outermost box";
        cx.say(Finding::error("outcome-inside", outcome.span, message).help(help));
    }
    if state.is_final && is_parallel(&cx.chart, parent) {
        let message = format!("`{}` is a region and can't be final", name.value);
        cx.say(Finding::error("final-region", name.span, message).help("put a state around it"));
    }
    if state.is_final && (!state.tasks.is_empty() || !state.on.is_empty() || !state.deadlines.is_empty()) {
        let message = format!("`{}` is final, so nothing can be done in it", name.value);
        cx.error("conflicting-keys", name.span, message);
    }
    if state.history.is_some() && parent == ROOT {
        let message = "the outermost box is never left, so nothing of it is remembered";
        let help = "put the history state into the box that is left and entered again";
        cx.say(Finding::error("bad-history", name.span, message).help(help));
    }
}

/// Where a compound state begins.
fn beginning<'a>(cx: &mut Context<'a>, ix: StateIx, written: Option<&'a definition::Initial>) {
    let initial = match written {
        Some(initial) => {
            let to = targets_inside(cx, ix, &initial.to);
            let actions = actions::block(cx, &initial.actions, &Seen::inside(cx, ix));
            Initial { to, actions }
        }
        None => {
            let children = cx.chart.state(ix).children.iter().copied();
            let first = children.filter(|child| !is_history(&cx.chart, *child)).take(1).collect();
            Initial { to: first, actions: Vec::new() }
        }
    };
    if initial.to.is_empty() && !cx.chart.state(ix).children.is_empty() && written.is_none() {
        let state = cx.chart.state(ix);
        let finding =
            Finding::error("bad-initial", state.span, format!("`{}` holds no state to begin in", state.name));
        cx.say(finding);
    }
    cx.chart.states[ix.at()].kind = StateKind::Compound(initial);
}

/// Targets that must lie inside a box, and in no copy inside it.
fn targets_inside(cx: &mut Context, around: StateIx, names: &[Name]) -> Vec<StateIx> {
    let mut targets = Vec::new();
    for name in names {
        let Some(target) = cx.state(name) else { continue };
        if target == around || !cx.chart.is_within(target, around) {
            let place = match around {
                ROOT => "the outermost box".to_owned(),
                _ => format!("`{}`", cx.chart.state(around).name),
            };
            let message = format!("`{}` doesn't lie in {place}, which begins here", name.value);
            cx.error("bad-initial", name.span, message);
            continue;
        }
        if let Some(copies) = super::kinship::foreign_copy(&cx.chart, target, around) {
            arrows::refuse_into_copies(cx, name, copies);
            continue;
        }
        targets.push(target);
    }
    arrows::check_side_by_side(cx, names, &targets);
    targets
}

/// Where a history state leads when nothing is remembered; left out: where its box begins.
fn history_default<'a>(
    cx: &mut Context<'a>,
    ix: StateIx,
    written: Option<&'a definition::Initial>,
) -> Initial {
    let parent = cx.chart.state(ix).parent.unwrap_or(ROOT);
    let Some(initial) = written else {
        return match &cx.chart.state(parent).kind {
            StateKind::Compound(initial) => Initial { to: initial.to.clone(), actions: Vec::new() },
            _ => Initial::default(),
        };
    };
    let to = targets_inside(cx, parent, &initial.to);
    Initial { to, actions: actions::block(cx, &initial.actions, &Seen::inside(cx, parent)) }
}

/// A history state that leads to itself when nothing is remembered, perhaps through others, leads nowhere.
fn circles(cx: &mut Context) {
    let next = |cx: &Context, state: StateIx| match &cx.chart.state(state).kind {
        StateKind::History { default, .. } => default.to.clone(),
        _ => Vec::new(),
    };
    let histories: Vec<StateIx> = all_states(cx).filter(|ix| is_history(&cx.chart, *ix)).collect();
    let mut fine = BTreeSet::new();
    for ix in histories {
        let mut seen = BTreeSet::new();
        let mut waiting = next(cx, ix);
        let mut round = false;
        while let Some(state) = waiting.pop() {
            round |= state == ix;
            // What leads somewhere leads here neither.
            if !round && !fine.contains(&state) && seen.insert(state) {
                waiting.extend(next(cx, state));
            }
        }
        if round {
            let (name, span) = (cx.chart.state(ix).name.clone(), cx.chart.state(ix).span);
            cx.error("bad-history", span, format!("`{name}` leads to itself when nothing is remembered"));
        } else {
            fine.insert(ix);
        }
    }
}

fn join(cx: &mut Context, ix: StateIx, state: &definition::State) -> Join {
    let copies = state.for_each.is_some();
    let regions: Vec<StateIx> = super::check::regions(&cx.chart, ix).collect();
    if copies && is_parallel(&cx.chart, ix) && state.join.is_some() {
        let message = format!("`join` of `{}` could mean its copies or its regions", state.name.value);
        let help = "put the regions into a state of their own inside the copies";
        cx.say(Finding::error("bad-join", state.name.span, message).help(help));
    }
    match &state.join {
        None | Some(definition::Join::All) => Join::All,
        Some(definition::Join::Any) => Join::Any,
        Some(definition::Join::Count(Spanned { value, span })) => {
            if !copies && usize::try_from(*value).is_ok_and(|wanted| wanted > regions.len()) {
                let message =
                    format!("`{}` has {} regions, fewer than {value}", state.name.value, regions.len());
                cx.error("bad-join", *span, message);
            }
            Join::Count(*value)
        }
        Some(definition::Join::Regions(names)) => {
            let mut wanted = Vec::new();
            for name in names {
                let Some(region) = cx.state(name) else { continue };
                if regions.contains(&region) && !copies {
                    wanted.push(region);
                } else {
                    let message = format!("`{}` is no region of `{}`", name.value, state.name.value);
                    cx.error("bad-join", name.span, message);
                }
            }
            Join::Regions(wanted)
        }
    }
}

fn all_states(cx: &Context) -> impl Iterator<Item = StateIx> + use<> {
    (0..u16::try_from(cx.chart.states.len()).unwrap_or(u16::MAX)).map(StateIx)
}
