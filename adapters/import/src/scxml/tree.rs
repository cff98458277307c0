//! The states of a document: what each is, where it stands, what it is called. The nameless get names.

use super::xml::Element;
use super::{NAMESPACE, not_carried};
use registrar_engine::definition::{MAX_NAME, MAX_STATES};
use registrar_engine::finding::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    State,
    Parallel,
    Final,
    History { deep: bool },
}

/// A state.
#[derive(Debug)]
pub struct State<'x> {
    /// Its id, or the name made for it.
    pub id: String,
    pub kind: Kind,
    pub element: &'x Element,
    /// The state around it; none: the document.
    pub parent: Option<usize>,
    /// Those inside, in document order.
    pub children: Vec<usize>,
}

/// All states, outer before inner, in document order.
#[derive(Debug, Default)]
pub struct Tree<'x> {
    pub states: Vec<State<'x>>,
    /// Those that stand in the document itself.
    pub top: Vec<usize>,
    by_id: BTreeMap<String, usize>,
    /// The number of the last nameless state.
    last: usize,
}

impl<'x> Tree<'x> {
    /// The states of a document, and what is wrong with them.
    pub fn of(root: &'x Element) -> (Self, Vec<Finding>) {
        let mut tree = Self::default();
        let mut findings = Vec::new();
        let mut taken = BTreeSet::new();
        ids(root, &mut taken);
        tree.top = tree.inside(root, None, &mut taken, &mut findings);
        if tree.top.is_empty() {
            let finding = Finding::error("not-scxml", root.span, "the document has no state");
            findings.push(finding.help("it needs one `<state>`, `<parallel>` or `<final>` at least"));
        }
        if tree.states.len() > MAX_STATES {
            let message = format!("{} states; at most {MAX_STATES} are read", tree.states.len());
            findings.push(Finding::error("too-large", root.span, message).help("split the document"));
        }
        (tree, findings)
    }

    // Recursion is bounded by the nesting of elements.
    fn inside(
        &mut self,
        around: &'x Element,
        parent: Option<usize>,
        taken: &mut BTreeSet<String>,
        findings: &mut Vec<Finding>,
    ) -> Vec<usize> {
        let mut children = Vec::new();
        for element in around.children.iter().filter(|child| is_scxml(child)) {
            let Some(kind) = kind(element) else { continue };
            let at = self.states.len();
            let id = match element.attribute("id") {
                Some(id) => id.to_owned(),
                None => self.nameless(element, at, taken),
            };
            if let Some(finding) = bad_id(&id, element) {
                findings.push(finding);
            }
            if self.by_id.insert(id.clone(), at).is_some() {
                let message = format!("there are two states `{id}`");
                findings.push(Finding::error("repeated-name", element.span, message).help("ids are unique"));
            }
            self.states.push(State { id, kind, element, parent, children: Vec::new() });
            children.push(at);
            let inner = self.inside(element, Some(at), taken, findings);
            let holds = matches!(kind, Kind::State | Kind::Parallel);
            if !holds && !inner.is_empty() {
                let message = format!("`<{}>` can't hold states", element.name);
                findings.push(Finding::error("not-scxml", element.span, message));
            }
            if kind == Kind::Parallel && inner.iter().any(|child| self.states[*child].kind == Kind::Final) {
                let message = "a final state can't be a region";
                findings.push(
                    Finding::error("not-scxml", element.span, message).help("put a `<state>` around it"),
                );
            }
            if kind == Kind::Parallel
                && inner.iter().all(|child| matches!(self.states[*child].kind, Kind::History { .. }))
            {
                let message = "a parallel state without regions";
                findings.push(not_carried(element.span, message, "write it as a `<state>`"));
            }
            self.states[at].children = inner;
        }
        children
    }

    /// A name by the state's number in document order, or the next one that is free.
    fn nameless(&mut self, element: &Element, at: usize, taken: &mut BTreeSet<String>) -> String {
        loop {
            // Onwards from the last one: what is taken is passed over once.
            self.last = (self.last + 1).max(at + 1);
            let name = format!("{}-{}", element.name, self.last);
            if taken.insert(name.clone()) {
                return name;
            }
        }
    }

    /// A state by its id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Whether a state stands inside another, itself not counted; everything stands in the document.
    pub fn is_below(&self, inner: usize, outer: Option<usize>) -> bool {
        let Some(outer) = outer else { return true };
        let mut at = self.states[inner].parent;
        while let Some(around) = at {
            if around == outer {
                return true;
            }
            at = self.states[around].parent;
        }
        false
    }

    /// Whether it has states inside, one of them at a time.
    pub fn is_compound(&self, state: usize) -> bool {
        self.states[state].kind == Kind::State
            && self.states[state].children.iter().any(|child| self.is_real(*child))
    }

    /// Whether it can be active.
    pub fn is_real(&self, state: usize) -> bool {
        !matches!(self.states[state].kind, Kind::History { .. })
    }

    /// The innermost state that both stand in, or that one of them is; none: the document.
    pub fn around_both(&self, left: usize, right: usize) -> Option<usize> {
        let mut at = Some(left);
        while let Some(around) = at {
            if around == right || self.is_below(right, Some(around)) {
                return Some(around);
            }
            at = self.states[around].parent;
        }
        None
    }
}

/// Whether an element is of this language, and not an extension of somebody's.
pub fn is_scxml(element: &Element) -> bool {
    matches!(element.namespace.as_str(), NAMESPACE | "")
}

fn kind(element: &Element) -> Option<Kind> {
    Some(match element.name.as_str() {
        "state" => Kind::State,
        "parallel" => Kind::Parallel,
        "final" => Kind::Final,
        "history" => Kind::History { deep: element.attribute("type") == Some("deep") },
        _ => return None,
    })
}

fn ids(element: &Element, taken: &mut BTreeSet<String>) {
    taken.extend(element.attribute("id").map(str::to_owned));
    element.children.iter().for_each(|child| ids(child, taken));
}

/// Whether a text is made of words with dots between, as the names of states and events are.
pub fn is_dotted(name: &str) -> bool {
    name.split('.').all(|part| {
        part.chars().next().is_some_and(|first| first.is_alphanumeric() || first == '_')
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    })
}

fn bad_id(id: &str, element: &Element) -> Option<Finding> {
    let length = id.chars().count();
    if length > MAX_NAME {
        let message = format!("this id has {length} characters; at most {MAX_NAME} are read");
        return Some(Finding::error("too-large", element.span, message));
    }
    if is_dotted(id) {
        return None;
    }
    let message = format!("`{id}` can't be the name of a state");
    let help = "names have letters, digits, `_`, `-` and dots; change the id and what leads to it";
    Some(Finding::error("bad-name", element.span, message).help(help))
}
