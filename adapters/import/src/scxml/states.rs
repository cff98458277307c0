//! States: what they hold, where they begin, what is done on the way in and out.

use super::data;
use super::shape::stands_in;
use super::tree::{Kind, is_scxml};
use super::writer::Writer;
use super::xml::Element;
use crate::layout::Node;
use registrar_engine::finding::Finding;

/// Those that hold states or stand as one: what stands in one of them is read, or told by its shape.
const STATES: [&str; 3] = ["state", "parallel", "final"];

impl<'x> Writer<'x> {
    /// States as a map from names.
    // Recursion is bounded by the nesting of elements.
    pub fn states_of(&mut self, states: &[usize]) -> Node {
        Node::Map(states.iter().map(|at| (self.tree.states[*at].id.clone(), self.state(*at))).collect())
    }

    fn state(&mut self, at: usize) -> Node {
        let tree = self.tree;
        let state = &tree.states[at];
        let element = state.element;
        let mut keys = Vec::new();
        let mut key = |name: &str, node: Node| keys.push((name.to_owned(), node));
        if let Kind::History { deep } = state.kind {
            key("history", Node::text(if deep { "deep" } else { "shallow" }));
            if let Some(initial) = self.default_of(at, element) {
                key("initial", initial);
            }
            return Node::Map(keys);
        }
        if state.kind == Kind::Final {
            key("final", Node::yes());
            if let Some(data) = self.done_data(element) {
                key("data", data);
            }
        }
        if tree.is_compound(at)
            && let Some(initial) = self.initial_of(at, element)
        {
            key("initial", initial);
        }
        let mut entry = self.late_binding(at);
        for invoke in element.children.iter().filter(|child| is_scxml(child) && child.name == "invoke") {
            let help = "a task with `workflow:` or `service:` asks another case or a service";
            entry.push(Node::List(vec![self.instead_of(invoke, help)]));
        }
        entry.extend(self.handlers(element, "onentry"));
        if let Some(entry) = blocks(entry) {
            key("entry", entry);
        }
        let exit = self.handlers(element, "onexit");
        if let Some(exit) = blocks(exit) {
            key("exit", exit);
        }
        if state.kind != Kind::Final {
            let (on, at_once) = self.arrows_of(at);
            on.into_iter().for_each(|on| key("on", on));
            at_once.into_iter().for_each(|at_once| key("at_once", at_once));
        }
        if !state.children.is_empty() {
            let inside = self.states_of(&state.children);
            key(if state.kind == Kind::Parallel { "parallel" } else { "states" }, inside);
        }
        for child in element.children.iter().filter(|child| !stands_in(child, &STATES)) {
            self.stray(child);
        }
        Node::Map(keys)
    }

    /// Says that an element means nothing where it stands.
    pub fn stray(&mut self, element: &Element) {
        let message = format!("`<{}>` means nothing here", super::writer::short(&element.name));
        self.say(super::not_carried(element.span, &message, "take it out, or put it where it belongs"));
    }

    fn handlers(&mut self, element: &'x Element, name: &str) -> Vec<Node> {
        let handlers = element.children.iter().filter(|child| is_scxml(child) && child.name == name);
        handlers.map(|handler| Node::List(self.actions(handler))).collect()
    }

    /// With late binding: the data of a state get their values when it is entered first.
    fn late_binding(&mut self, at: usize) -> Vec<Node> {
        let tree = self.tree;
        let element = tree.states[at].element;
        let own = data::own(element);
        if own.is_empty() || self.root.attribute("binding") != Some("late") {
            return Vec::new();
        }
        let mut bound = String::new();
        while bound.is_empty() || self.names.fields.values().any(|known| *known == bound) {
            self.flags += 1;
            bound = format!("bound_{}", self.flags);
        }
        self.names.fields.insert(format!("<bound {at}>"), bound.clone());
        let mut blocks = self.binding(&own);
        blocks.push(Node::List(vec![data::set(bound.clone(), "true".to_owned())]));
        let first = format!("data.{bound} == null");
        let once = |block| Node::List(vec![Node::map([("if", Node::text(&first)), ("do", block)])]);
        blocks.into_iter().map(once).collect()
    }

    /// Where the whole document begins: the first values of the data come before.
    pub fn beginning(&mut self) -> Option<Node> {
        let late = self.root.attribute("binding") == Some("late");
        let data = if late { data::own(self.root) } else { data::all(self.root) };
        let mut blocks = self.binding(&data);
        for script in self.root.children.iter().filter(|child| is_scxml(child) && child.name == "script") {
            blocks.push(Node::List(vec![self.instead_of(script, SCRIPT)]));
        }
        let written = self.targets_inside(None, self.root.attribute("initial"), self.root);
        let stands =
            |child: &Element| stands_in(child, &["scxml"]) || child.name == "history" && is_scxml(child);
        if let Some(stray) = self.root.children.iter().find(|child| !stands(child)) {
            self.stray(stray);
        }
        let to = match written {
            Some(to) => to,
            None if blocks.is_empty()
                && self.tree.top.first().is_some_and(|first| self.tree.is_real(*first)) =>
            {
                return None;
            }
            None => {
                let first = self.tree.top.iter().find(|state| self.tree.is_real(**state))?;
                vec![self.tree.states[*first].id.clone()]
            }
        };
        let to = Node::one_or_more(to);
        Some(match self::blocks(blocks) {
            Some(blocks) => Node::map([("to", to), ("do", blocks)]),
            None => to,
        })
    }

    /// `initial` of a compound state: the attribute, the element, or nothing for the first child.
    fn initial_of(&mut self, at: usize, element: &'x Element) -> Option<Node> {
        if let Some(to) = self.targets_inside(Some(at), element.attribute("initial"), element) {
            return Some(Node::one_or_more(to));
        }
        let child = element.children.iter().find(|child| is_scxml(child) && child.name == "initial");
        match child {
            Some(initial) => self.default_of(at, initial),
            None => {
                let children = &self.tree.states[at].children;
                let first = children.iter().find(|child| self.tree.is_real(**child))?;
                (children.first() != Some(first)).then(|| Node::text(&self.tree.states[*first].id))
            }
        }
    }

    /// The transition in an `<initial>` or a `<history>`.
    fn default_of(&mut self, at: usize, element: &'x Element) -> Option<Node> {
        let around = match self.tree.states[at].kind {
            Kind::History { .. } => self.tree.states[at].parent,
            _ => Some(at),
        };
        let transition = element.children.iter().find(|child| is_scxml(child) && child.name == "transition");
        let to = transition.and_then(|arrow| self.targets_inside(around, arrow.attribute("target"), arrow));
        let (Some(transition), Some(to)) = (transition, to) else {
            let message = format!("`<{}>` leads nowhere", element.name);
            let finding = Finding::error("not-scxml", element.span, message);
            self.say(finding.help("it needs a `<transition>` with a `target`"));
            return None;
        };
        let actions = self.actions(transition);
        let to = Node::one_or_more(to);
        Some(if actions.is_empty() { to } else { Node::map([("to", to), ("do", Node::List(actions))]) })
    }

    /// The states that an attribute names; they stand inside the one that begins there.
    fn targets_inside(
        &mut self,
        around: Option<usize>,
        names: Option<&str>,
        element: &Element,
    ) -> Option<Vec<String>> {
        let names = self.target_names(names?, element);
        for name in &names {
            match self.tree.find(name) {
                None => self.unknown_state(name, element),
                Some(at) if !self.tree.is_below(at, around) => {
                    let message = format!(
                        "`{}` doesn't lie inside the state that begins there",
                        super::writer::short(name)
                    );
                    self.say(Finding::error("not-scxml", element.span, message));
                }
                Some(_) => {}
            }
        }
        (!names.is_empty()).then(|| names.into_iter().map(str::to_owned).collect())
    }

    /// The names in an attribute that leads to several states.
    pub fn target_names<'n>(&mut self, names: &'n str, element: &Element) -> Vec<&'n str> {
        const MOST: usize = 100;
        if names.split_whitespace().nth(MOST).is_some() {
            let message = format!("more than {MOST} states in one place");
            self.say(Finding::error("too-large", element.span, message));
        }
        names.split_whitespace().take(MOST).collect()
    }

    /// Says that there is no such state.
    pub fn unknown_state(&mut self, name: &str, element: &Element) {
        let message = format!("there is no state `{}`", super::writer::short(name));
        let tree = self.tree;
        let known = tree.states.iter().map(|state| state.id.as_str()).filter(|_| self.may_suggest());
        self.say(Finding::error("unknown-name", element.span, message).did_you_mean(name, known));
    }

    fn done_data(&mut self, element: &'x Element) -> Option<Node> {
        let data = element.children.iter().find(|child| is_scxml(child) && child.name == "donedata")?;
        self.carried(data, Vec::new())
    }
}

/// What to do instead of a script.
pub const SCRIPT: &str = "write what it does as actions: `set`, `if`, `for_each`";

/// Blocks of actions: a single one stands alone.
pub fn blocks(blocks: Vec<Node>) -> Option<Node> {
    let mut blocks: Vec<Node> = blocks
        .into_iter()
        .filter(|block| !matches!(block, Node::List(actions) if actions.is_empty()))
        .collect();
    match blocks.len() {
        0 => None,
        1 => blocks.pop(),
        _ => Some(Node::List(blocks)),
    }
}
