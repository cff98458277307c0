//! An expression taken apart for the verifier: what it joins with `!`, `&&`, `||` and `?:`, and the parts that read data,
//! each of which can be asked for what it reads and evaluated on what is known.

use super::tree::{Root, Tree};
use super::{Environment, Expression, Heard, NoValue};
use crate::id::{ConsentIx, StateIx};
use crate::value::{Record, Value};
use std::collections::BTreeSet;

/// A condition by its logical parts.
pub(crate) enum Shape<'e> {
    Active(StateIx),
    Consent(ConsentIx),
    InTime,
    Not(Box<Shape<'e>>),
    All(Vec<Shape<'e>>),
    Any(Vec<Shape<'e>>),
    If(Box<[Shape<'e>; 3]>),
    Part(Part<'e>),
}

/// A part without logic of its own.
#[derive(Clone, Copy)]
pub(crate) struct Part<'e> {
    tree: &'e Tree,
    whole: Option<&'e Expression>,
}

/// Something that a part reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reading {
    Data(Vec<String>),
    Member(Vec<String>),
    /// Only whether it is there.
    DataThere(Vec<String>),
    MemberThere(Vec<String>),
    /// The event, who acts, a name bound by an action, a state, a consent, a clock: not data of the case.
    Other,
}

impl Reading {
    /// The path of the field that is read.
    pub(crate) fn path(self) -> Option<Vec<String>> {
        match self {
            Self::Data(path) | Self::Member(path) | Self::DataThere(path) | Self::MemberThere(path) => {
                Some(path)
            }
            Self::Other => None,
        }
    }
}

impl Expression {
    /// The condition's parts.
    pub(crate) fn shape(&self) -> Shape<'_> {
        shape(&self.tree)
    }

    /// The consent that it asks for, where it asks for nothing else.
    pub(crate) fn asks_only_consent(&self) -> Option<ConsentIx> {
        match self.shape() {
            Shape::Consent(consent) => Some(consent),
            _ => None,
        }
    }

    /// The constants in it.
    pub(crate) fn literals(&self) -> Vec<Value> {
        let mut found = Vec::new();
        literals(&self.tree, &mut found);
        found
    }

    /// The states and consents of which it asks.
    pub(crate) fn asks(&self) -> (Vec<StateIx>, BTreeSet<ConsentIx>) {
        let (mut states, mut consents) = (Vec::new(), BTreeSet::new());
        let mut waiting = vec![self.shape()];
        while let Some(shape) = waiting.pop() {
            match shape {
                Shape::Active(state) => states.push(state),
                Shape::Consent(consent) => {
                    consents.insert(consent);
                }
                Shape::Not(of) => waiting.push(*of),
                Shape::All(parts) | Shape::Any(parts) => waiting.extend(parts),
                Shape::If(parts) => waiting.extend(*parts),
                Shape::InTime | Shape::Part(_) => {}
            }
        }
        (states, consents)
    }

    /// The whole expression as one part, with what makes its value fit its field.
    pub(crate) fn part(&self) -> Part<'_> {
        Part { tree: &self.tree, whole: Some(self) }
    }
}

fn shape(tree: &Tree) -> Shape<'_> {
    match tree {
        Tree::Active(state) => Shape::Active(*state),
        Tree::Consent(consent) => Shape::Consent(*consent),
        Tree::InTime(_) => Shape::InTime,
        Tree::Not(of) => Shape::Not(Box::new(shape(of))),
        Tree::All(parts) => Shape::All(parts.iter().map(shape).collect()),
        Tree::Any(parts) => Shape::Any(parts.iter().map(shape).collect()),
        Tree::If(parts) => {
            let [condition, yes, no] = parts.as_ref();
            Shape::If(Box::new([shape(condition), shape(yes), shape(no)]))
        }
        tree => Shape::Part(Part { tree, whole: None }),
    }
}

impl Part<'_> {
    /// What it reads, each once.
    pub fn readings(&self) -> Vec<Reading> {
        let mut found = Vec::new();
        collect(self.tree, &mut found);
        found.sort();
        found.dedup();
        found
    }

    /// Its value on what is known.
    pub fn evaluate(&self, data: &Record, member: Option<&Record>) -> Result<Value, NoValue> {
        let environment = Environment {
            data,
            member,
            event: &Record::new(),
            by: "",
            heard: &Heard::default(),
            case: "",
            locals: &[],
            active: &|_| false,
            consent: &|_| false,
            in_time: &|_| false,
        };
        match self.whole {
            Some(expression) => expression.evaluate(&environment),
            None => super::evaluate::evaluate(self.tree, &environment),
        }
    }
}

// Recursion is bounded by the nesting of expressions (`MAX_DEPTH`).
fn literals(tree: &Tree, found: &mut Vec<Value>) {
    if let Tree::Literal(value) = tree {
        found.push(value.clone());
    }
    tree.parts().into_iter().for_each(|part| literals(part, found));
}

fn collect(tree: &Tree, found: &mut Vec<Reading>) {
    match tree {
        Tree::Literal(_) => {}
        Tree::There(read) => match &read.root {
            Root::Data => found.push(Reading::DataThere(read.path.clone())),
            Root::Member => found.push(Reading::MemberThere(read.path.clone())),
            Root::Bound(_) => {}
            Root::Event | Root::Local(_) => found.push(Reading::Other),
        },
        Tree::Read(read) => match &read.root {
            Root::Data => found.push(Reading::Data(read.path.clone())),
            Root::Member => found.push(Reading::Member(read.path.clone())),
            // What a comprehension binds is read through its list.
            Root::Bound(_) => {}
            Root::Event | Root::Local(_) => found.push(Reading::Other),
        },
        Tree::By
        | Tree::Active(_)
        | Tree::Consent(_)
        | Tree::InTime(_)
        | Tree::Heard(_)
        | Tree::Carried
        | Tree::Case => found.push(Reading::Other),
        other => other.parts().into_iter().for_each(|part| collect(part, found)),
    }
}
