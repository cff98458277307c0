//! Guarantees: the names in them are there. Whether they hold is the verifier's matter.

use super::context::Context;
use super::events::Vocabulary;
use super::names::List;
use super::plain;
use super::scopes::{self, Seen};
use crate::definition::{Guarantee, Name, Spanned};
use crate::finding::Finding;
use crate::guard::Expected;
use crate::id::StateIx;
use crate::yaml::{Kind, Node};

/// All guarantees, as written.
pub(super) fn all(cx: &mut Context, events: &Vocabulary) {
    let definition = cx.definition;
    for guarantee in &definition.guarantees {
        check(cx, events, guarantee);
        let text = guarantee.arguments.as_ref().map(written).unwrap_or_default();
        cx.chart.guarantees.push((guarantee.name.value.clone(), text, guarantee.name.span));
    }
}

fn check(cx: &mut Context, events: &Vocabulary, guarantee: &Guarantee) {
    let Some(arguments) = &guarantee.arguments else { return };
    let entries: Vec<(&str, &Node)> = match &arguments.kind {
        Kind::Map(entries) => entries.iter().map(|(key, node)| (key.text.as_str(), node)).collect(),
        _ => vec![("", arguments)],
    };
    let state = entries.iter().find(|(key, _)| *key == "state").and_then(|(_, node)| name(node));
    for (key, node) in entries {
        match (guarantee.name.value.as_str(), key) {
            ("ends_if_silent", "roles") | ("equal_notice", _) => names(node).iter().for_each(|name| {
                cx.find_unused(List::Role, name);
            }),
            ("budget", "of") => names(node).iter().for_each(|name| budget(cx, events, name)),
            ("never", "state") => names(node).iter().for_each(|name| {
                cx.find_unused(List::State, name);
            }),
            ("never", "unless") => unless(cx, node, state.as_ref()),
            ("existence" | "absence", "of")
            | (_, "first" | "then" | "after" | "comes")
            | ("not_coexistence", _) => {
                for name in names(node) {
                    events.pattern(cx, &name);
                }
            }
            (_, "within") | ("lasts", "at_most") => names(node).iter().for_each(|text| {
                plain::period(cx, text);
            }),
            _ => {}
        }
    }
}

/// `visits`, the name of a cost, or an event.
fn budget(cx: &mut Context, events: &Vocabulary, name: &Name) {
    let definition = cx.definition;
    let costs = definition.tasks.iter().flat_map(|task| &task.costs);
    let is_cost = costs.clone().any(|(cost, _)| cost.value == name.value);
    if name.value == "visits" || is_cost {
        return;
    }
    if let Some(near) =
        crate::finding::nearest(&name.value, costs.map(|(c, _)| c.value.as_str()).chain(["visits"]))
    {
        let finding = Finding::error("unknown-name", name.span, format!("there is no cost `{}`", name.value));
        cx.say(finding.help(format!("did you mean `{near}`?")));
        return;
    }
    events.pattern(cx, name);
}

fn unless(cx: &mut Context, node: &Node, state: Option<&Name>) {
    let Some(source) = name(node) else { return };
    let state = state.and_then(|name| cx.names.get(List::State, &name.value)).map(StateIx);
    let member = state.and_then(|state| scopes::member_at(cx, state, true));
    scopes::expression(cx, &source, &Seen { member, ..Seen::default() }, Expected::Condition);
}

fn name(node: &Node) -> Option<Name> {
    node.text().map(|text| Spanned { value: text.to_owned(), span: node.span })
}

fn names(node: &Node) -> Vec<Name> {
    match &node.kind {
        Kind::List(items) => items.iter().filter_map(name).collect(),
        _ => name(node).into_iter().collect(),
    }
}

/// The arguments as they could be written on one line.
fn written(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, .. } => text.clone(),
        Kind::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Kind::Map(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, node)| format!("{}: {}", key.text, written(node))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}
