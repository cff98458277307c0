//! Reads states: what they hold, where they begin, when they are done.

use super::ast::{DEEP, Initial, Inside, Join, Spanned, State};
use super::fields::Fields;
use super::keys::{INITIAL, STATE};
use super::reader::{Dots, Reader};
use super::{actions, arrows};
use crate::finding::{Finding, Span};
use crate::yaml::Node;

/// The states of a box. `at` is where the box is named.
pub(super) fn read_children(reader: &mut Reader, node: &Node, at: Span) -> Vec<State> {
    let entries = reader.table(node, Dots::Allowed, "states as a map from names");
    if entries.is_empty() && node.map().is_some() {
        reader.say(Finding::error("wrong-kind", at, "this box holds no state"));
    }
    let mut states = Vec::new();
    for (name, node) in entries {
        if !reader.one_more_state(name.span) {
            break;
        }
        let fields = Fields::open_or_nothing(reader, node, &STATE, name.span);
        states.push(match fields {
            Some(fields) => read_state(reader, name, &fields),
            None => State::empty(name),
        });
    }
    states
}

/// `initial`: a name, a list of names, or an arrow.
pub(super) fn read_initial(reader: &mut Reader, node: &Node) -> Option<Initial> {
    if node.map().is_none() {
        let to = reader.one_or_more(node);
        return (!to.is_empty()).then_some(Initial { to, actions: Vec::new(), span: node.span });
    }
    let fields = Fields::open(reader, node, &INITIAL, node.span)?;
    let to = fields.one_or_more(reader, "to");
    let actions = actions::read_blocks(reader, &fields, "do");
    (!to.is_empty()).then_some(Initial { to, actions, span: node.span })
}

fn read_state(reader: &mut Reader, name: super::Name, fields: &Fields) -> State {
    check_combination(reader, fields);
    let mut under = |key| fields.get(key).map(|node| read_children(reader, node, name.span));
    let inside = match (under("states"), under("parallel")) {
        (Some(states), _) => Inside::States(states),
        (None, Some(regions)) => Inside::Parallel(regions),
        (None, None) => Inside::Nothing,
    };
    count_regions(reader, &inside);
    State {
        title: fields.title(reader),
        law: fields.law(reader),
        inside,
        initial: fields.get("initial").and_then(|node| read_initial(reader, node)),
        is_final: fields.flag(reader, "final"),
        outcome: fields.name(reader, "outcome"),
        history: history(reader, fields),
        for_each: fields.name(reader, "for_each"),
        join: fields.get("join").and_then(|node| join(reader, node)),
        data: fields.get("data").map(|node| actions::carried(reader, node)).unwrap_or_default(),
        entry: actions::read_blocks(reader, fields, "entry"),
        exit: actions::read_blocks(reader, fields, "exit"),
        tasks: fields.names(reader, "tasks"),
        deadlines: fields.names(reader, "deadlines"),
        on: fields.get("on").map(|node| arrows::read_on(reader, node)).unwrap_or_default(),
        at_once: fields.get("at_once").map(|node| arrows::read_eventless(reader, node)).unwrap_or_default(),
        done: fields.get("done").map(|node| arrows::read_eventless(reader, node)).unwrap_or_default(),
        consent: fields.name(reader, "consent"),
        unbounded: fields.text(reader, "unbounded"),
        name,
    }
}

fn history(reader: &mut Reader, fields: &Fields) -> Option<Spanned<bool>> {
    let depth = fields.word(reader, "history")?;
    Some(Spanned { value: (depth.value == "deep") == DEEP, span: depth.span })
}

fn join(reader: &mut Reader, node: &Node) -> Option<Join> {
    if node.list().is_some() {
        let regions = reader.one_or_more(node);
        return (!regions.is_empty()).then_some(Join::Regions(regions));
    }
    match node.text() {
        Some("all") => Some(Join::All),
        Some("any") => Some(Join::Any),
        _ if node.integer().is_some() => reader.count(node, 1).map(Join::Count),
        _ => {
            reader.wrong_kind(node, "`all`, `any`, a number or a list of regions");
            None
        }
    }
}

fn count_regions(reader: &mut Reader, inside: &Inside) {
    if let Inside::Parallel(regions) = inside {
        for region in regions {
            reader.one_more_region(region.name.span);
        }
    }
}

/// Which keys of a state go together (W3C SCXML 3.3, 3.4, 3.7, 3.10).
fn check_combination(reader: &mut Reader, fields: &Fields) {
    const CONTENTS: &[&str] = &["states", "parallel"];
    const ACTIVE: &[&str] = &["tasks", "deadlines", "on", "at_once", "done", "consent", "join", "unbounded"];
    if fields.has("states") {
        fields.refuse_beside(reader, "states", &["parallel"]);
    }
    if fields.has("history") {
        fields.refuse_beside(reader, "history", CONTENTS);
        fields.refuse_beside(reader, "history", ACTIVE);
        fields.refuse_beside(reader, "history", &["final", "for_each", "entry", "exit", "outcome", "data"]);
        return;
    }
    if fields.get("final").and_then(Node::boolean) == Some(true) {
        fields.refuse_beside(reader, "final", CONTENTS);
        fields.refuse_beside(reader, "final", ACTIVE);
        fields.refuse_beside(reader, "final", &["initial", "for_each"]);
        return;
    }
    fields.refuse_without(reader, "`final: true`", &["outcome", "data"]);
    let parallel = fields.has("parallel");
    if !fields.has("states") {
        fields.refuse_without(reader, "`states`, in one of which it begins", &["initial"]);
    }
    if !parallel && !fields.has("for_each") {
        fields.refuse_without(reader, "`parallel` or `for_each`", &["join"]);
        if !fields.has("states") {
            fields.refuse_without(reader, "`states`, `parallel` or `for_each`", &["done"]);
        }
    }
    if !parallel && let Some(regions) = fields.get("join").filter(|join| join.list().is_some()) {
        let message = "regions can be named only in a `parallel` state";
        reader.say(Finding::error("conflicting-keys", regions.span, message));
    }
}

impl State {
    /// A state of which nothing but the name could be read.
    fn empty(name: super::Name) -> Self {
        Self {
            name,
            title: super::Text::new(),
            law: None,
            inside: Inside::Nothing,
            initial: None,
            is_final: false,
            outcome: None,
            data: Vec::new(),
            history: None,
            for_each: None,
            join: None,
            entry: Vec::new(),
            exit: Vec::new(),
            tasks: Vec::new(),
            deadlines: Vec::new(),
            on: Vec::new(),
            at_once: Vec::new(),
            done: Vec::new(),
            consent: None,
            unbounded: None,
        }
    }
}
