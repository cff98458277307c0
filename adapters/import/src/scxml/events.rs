//! The events of a document: what its transitions answer and its actions raise, declared as messages.

use super::translate::Names;
use super::tree::{Kind, Tree, is_dotted, is_scxml};
use super::xml::Element;
use registrar_engine::definition::{MAX_ENTRIES, MAX_PATH};
use registrar_engine::finding::Finding;
use std::collections::BTreeSet;

/// The events that may come.
#[derive(Debug, Default)]
pub struct Events {
    /// Those that are declared as messages, in order; `*` where a transition answers any.
    pub messages: Vec<String>,
}

/// Looks through a document.
pub fn of(tree: &Tree, root: &Element, findings: &mut Vec<Finding>) -> Events {
    let mut named = BTreeSet::new();
    let mut raised = BTreeSet::new();
    let mut computed = false;
    collect(root, &mut named, &mut raised, &mut computed);
    let own = |name: &str| {
        let known = |id: &str| {
            tree.find(id).is_some_and(|state| {
                matches!(tree.states[state].kind, Kind::State | Kind::Parallel)
                    && !tree.states[state].children.is_empty()
            })
        };
        let means_done = name.strip_prefix("done.state.").is_some_and(|id| {
            known(id)
                || tree.states.iter().any(|state| {
                    state.id.strip_prefix(id).is_some_and(|rest| rest.starts_with('.')) && known(&state.id)
                })
        });
        matches!(name, "error" | "error.execution" | "done" | "done.state") || means_done
    };
    // What is raised by a computed name may be an event that the engine has by itself.
    named.retain(|name| !own(name) || computed && name.contains('.'));
    if computed {
        // Whatever is raised by a computed name is one of these, or nothing that anybody asks for.
        named.extend(literals(root).into_iter().filter(|name| is_event(name) && !own(name)));
    }
    // What it raises itself is declared even where the engine has an event of that name.
    named.extend(raised);
    let mut messages: Vec<String> = named.into_iter().collect();
    if messages.len() > MAX_ENTRIES {
        let message = format!("{} events; at most {MAX_ENTRIES} are read", messages.len());
        findings.push(Finding::error("too-large", root.span, message).help("split the document"));
        messages.truncate(MAX_ENTRIES);
    }
    Events { messages }
}

/// An event's name in a transition, as it is answered: without the end that any descriptor may have.
pub fn descriptor(written: &str) -> &str {
    written.strip_suffix(".*").or_else(|| written.strip_suffix('.')).unwrap_or(written)
}

/// Whether a text can be the name of an event.
pub fn is_event(name: &str) -> bool {
    name.chars().count() <= MAX_PATH.min(80) && is_dotted(name)
}

fn collect(
    element: &Element,
    named: &mut BTreeSet<String>,
    raised: &mut BTreeSet<String>,
    computed: &mut bool,
) {
    if is_scxml(element) {
        match element.name.as_str() {
            "transition" => {
                for written in element.attribute("event").unwrap_or_default().split_whitespace() {
                    let name = descriptor(written);
                    if name == "*" || is_event(name) {
                        named.insert(name.to_owned());
                    }
                }
            }
            "send" if element.attribute("target").is_some_and(|to| to.starts_with("#_scxml_")) => {
                raised.insert("error.communication".to_owned());
            }
            "raise" | "send" => {
                raised.extend(element.attribute("event").filter(|name| is_event(name)).map(str::to_owned));
                if let Some(expression) = element.attribute("eventexpr") {
                    match Names::literal(expression) {
                        Some(name) => raised.extend(is_event(&name).then_some(name)),
                        None => *computed = true,
                    }
                }
            }
            _ => {}
        }
    }
    element.children.iter().for_each(|child| collect(child, named, raised, computed));
}

/// Every text that some expression of the document is.
fn literals(root: &Element) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![root];
    while let Some(element) = waiting.pop() {
        let expressions = element.attributes.iter().filter(|(name, _)| name.ends_with("expr"));
        found.extend(expressions.filter_map(|(_, text)| Names::literal(text)));
        waiting.extend(&element.children);
    }
    found
}

/// The ids that are cancelled; none where one is computed.
pub fn cancelled_ids(root: &Element) -> Option<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![root];
    while let Some(element) = waiting.pop() {
        if element.name == "cancel" {
            let written = element.attribute("sendid").map(str::to_owned);
            let computed = element.attribute("sendidexpr");
            match (written, computed) {
                (Some(id), _) => found.extend([id]),
                (None, Some(expression)) => found.extend([Names::literal(expression)?]),
                (None, None) => {}
            }
        }
        waiting.extend(&element.children);
    }
    Some(found)
}

/// The id that is made for a send.
pub fn made_id(number: usize) -> String {
    format!("send_{number}")
}

/// The ids of sends, by which they are cancelled: those that are written, and those that will be made for each
/// that asks for one, numbered as the document is read.
pub fn send_ids(root: &Element) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut asked = 0;
    let mut waiting = vec![root];
    while let Some(element) = waiting.pop() {
        if element.name == "send" {
            if element.attribute("idlocation").is_some() {
                asked += 1;
                found.insert(made_id(asked));
            }
            found.extend(element.attribute("id").filter(|id| is_event(id)).map(str::to_owned));
        }
        waiting.extend(&element.children);
    }
    found.into_iter().collect()
}
