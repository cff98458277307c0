//! The names of everything that is declared, and the tree of states in document order.

use super::context::Context;
use super::names::{List, MAX_NESTING, MAX_REGIONS_OF_ONE};
use crate::chart::{Initial, Join, ROOT, State, StateKind};
use crate::definition::{self, DEEP, Inside, MAX_STATES, Name};
use crate::finding::{Finding, Span};
use crate::id::StateIx;
use std::rc::Rc;

/// Registers all names and lays out the states, parents before children.
pub(super) fn lay_out<'a>(cx: &mut Context<'a>) {
    let definition = cx.definition;
    names_of(cx, List::Law, definition.law.iter().map(|(name, _)| name));
    names_of(cx, List::Role, definition.roles.iter().map(|role| &role.name));
    names_of(cx, List::Document, definition.documents.iter().map(|document| &document.name));
    names_of(cx, List::Consent, definition.consents.iter().map(|consent| &consent.name));
    names_of(cx, List::Task, definition.tasks.iter().map(|task| &task.name));
    names_of(cx, List::Deadline, definition.deadlines.iter().map(|deadline| &deadline.name));
    names_of(cx, List::Notice, definition.notices.iter().map(|notice| &notice.name));
    names_of(cx, List::Message, definition.messages.iter().map(|message| &message.name));
    names_of(cx, List::Service, definition.services.iter().map(|(name, _)| name));
    names_of(cx, List::Table, definition.tables.iter().map(|table| &table.name));
    one_list_of_events(cx);
    let root = empty_state(cx, "", definition.span, None, 0);
    cx.chart.states.push(State { kind: StateKind::Compound(Initial::default()), ..root });
    cx.written.push(None);
    children(cx, ROOT, &definition.states, 1);
    cx.state_names = Rc::new(cx.chart.states.iter().map(|state| state.name.clone()).collect());
    cx.consent_names = Rc::new(definition.consents.iter().map(|c| c.name.value.clone()).collect());
    cx.deadline_names = Rc::new(definition.deadlines.iter().map(|d| d.name.value.clone()).collect());
}

/// What a state is; where it begins is filled in later. What doesn't go together is told.
fn kind(cx: &mut Context, state: &definition::State) -> StateKind {
    let holds = !matches!(state.inside, Inside::Nothing);
    let leaf = state.is_final || state.history.is_some();
    if leaf && holds {
        let message = format!("`{}` ends or remembers, so it can't hold states", state.name.value);
        cx.error("conflicting-keys", state.name.span, message);
    }
    match (&state.history, state.is_final, &state.inside) {
        (Some(deep), ..) => StateKind::History { deep: deep.value == DEEP, default: Initial::default() },
        (None, true, _) => {
            StateKind::Final { outcome: state.outcome.as_ref().map(|name| name.value.clone()) }
        }
        (None, false, Inside::Nothing) => StateKind::Atomic,
        (None, false, Inside::States(_)) => StateKind::Compound(Initial::default()),
        (None, false, Inside::Parallel(_)) => StateKind::Parallel,
    }
}

fn names_of<'a>(cx: &mut Context<'a>, list: List, names: impl Iterator<Item = &'a Name>) {
    for (at, name) in names.enumerate() {
        let Ok(at) = u16::try_from(at) else {
            cx.error("too-large", name.span, format!("more than {} entries in one table", u16::MAX));
            return;
        };
        if !cx.names.add(list, &name.value, at) {
            cx.error(
                "repeated-name",
                name.span,
                format!("there is a {} `{}` already", list.noun(), name.value),
            );
        }
    }
}

/// Rule 2: an event starts with the name of a task, deadline, notice, message or service.
fn one_list_of_events(cx: &mut Context) {
    const RESERVED: [&str; 3] = ["consent", "done", "error"];
    let definition = cx.definition;
    let mut seen: std::collections::BTreeMap<&str, List> = std::collections::BTreeMap::new();
    let tasks = definition.tasks.iter().map(|task| (List::Task, &task.name));
    let deadlines = definition.deadlines.iter().map(|deadline| (List::Deadline, &deadline.name));
    let notices = definition.notices.iter().map(|notice| (List::Notice, &notice.name));
    let services = definition.services.iter().map(|(name, _)| (List::Service, name));
    let messages = definition.messages.iter().map(|message| (List::Message, &message.name));
    for (list, name) in tasks.chain(deadlines).chain(notices).chain(services).chain(messages) {
        let first = name.value.split('.').next().unwrap_or_default();
        // A statechart that was imported raises and answers such events by its own names.
        let own = definition.errors_w3c && list == List::Message;
        if RESERVED.contains(&first) && !own {
            let message = format!("`{first}` can't begin the name of a {}", list.noun());
            let help = "events of the engine itself begin with `consent`, `done` and `error`";
            cx.say(Finding::error("reserved-name", name.span, message).help(help));
            continue;
        }
        match seen.get(first).copied() {
            // Twice in one list has been told; messages may share their first word.
            Some(other) if other == list => {}
            Some(other) => {
                let (a, b) = (list.noun(), other.noun());
                let message = format!("the {a} `{}` begins like the {b} `{first}`", name.value);
                let help = "tasks, deadlines, notices, services and messages share one list of names, since events begin with them";
                cx.say(Finding::error("repeated-name", name.span, message).help(help));
            }
            None => {
                seen.insert(first, list);
            }
        }
    }
}

fn children<'a>(cx: &mut Context<'a>, parent: StateIx, states: &'a [definition::State], nesting: usize) {
    for state in states {
        let count = cx.chart.states.len();
        let Some(ix) = u16::try_from(count).ok().filter(|_| count <= MAX_STATES) else {
            if count == MAX_STATES + 1 && !cx.findings.iter().any(|f| f.code == "too-large") {
                let message = format!("more than {MAX_STATES} states; the rest isn't compiled");
                cx.error("too-large", state.name.span, message);
            }
            cx.incomplete = true;
            return;
        };
        let ix = StateIx(ix);
        if !cx.names.add(List::State, &state.name.value, ix.0) {
            cx.lost_targets = true;
            let message = format!("there is a state `{}` already", state.name.value);
            let help = "names of states are unique in the whole definition, whatever box they stand in";
            cx.say(Finding::error("repeated-name", state.name.span, message).help(help));
        }
        let around = &cx.chart.states[parent.at()];
        let depth = around.depth.saturating_add(u8::from(around.for_each.is_some()));
        let mut made = empty_state(cx, &state.name.value, state.name.span, Some(parent), depth);
        made.last_inside = ix;
        made.kind = kind(cx, state);
        made.title = cx.title(&state.title, &state.name.value);
        // Stands for "there are copies" until members are resolved.
        made.for_each = state.for_each.as_ref().map(|_| crate::chart::Members::List(Vec::new()));
        cx.chart.states.push(made);
        cx.written.push(Some(state));
        cx.chart.states[parent.at()].children.push(ix);
        let inner: &[definition::State] = match &state.inside {
            Inside::Nothing => &[],
            Inside::States(inner) => inner,
            Inside::Parallel(inner) => {
                if let Some(region) = inner.get(MAX_REGIONS_OF_ONE) {
                    let message = format!(
                        "`{}` has {} regions; at most {MAX_REGIONS_OF_ONE} are possible",
                        state.name.value,
                        inner.len()
                    );
                    cx.error("too-large", region.name.span, message);
                }
                inner
            }
        };
        if nesting >= MAX_NESTING && !inner.is_empty() {
            let message = format!("`{}` holds states more than {MAX_NESTING} boxes deep", state.name.value);
            cx.say(Finding::error("too-deep", state.name.span, message).help("say it with fewer boxes"));
            continue;
        }
        children(cx, ix, inner, nesting + 1);
        let last = StateIx(u16::try_from(cx.chart.states.len() - 1).unwrap_or(ix.0));
        cx.chart.states[ix.at()].last_inside = last;
    }
    if parent == ROOT {
        let last = StateIx(u16::try_from(cx.chart.states.len() - 1).unwrap_or(0));
        cx.chart.states[ROOT.at()].last_inside = last;
    }
}

fn empty_state(cx: &Context, name: &str, span: Span, parent: Option<StateIx>, depth: u8) -> State {
    State {
        name: name.to_owned(),
        title: if parent.is_none() { cx.definition.title.clone() } else { definition::Text::new() },
        law: None,
        parent,
        last_inside: ROOT,
        children: Vec::new(),
        kind: StateKind::Atomic,
        for_each: None,
        depth,
        join: Join::All,
        entry: Vec::new(),
        data: Vec::new(),
        exit: Vec::new(),
        tasks: Vec::new(),
        deadlines: Vec::new(),
        on: Vec::new(),
        at_once: Vec::new(),
        done: Vec::new(),
        consent: None,
        unbounded: None,
        span,
    }
}
