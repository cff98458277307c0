//! `applicationStatus`: what the application is called while the case is in a state. Where that isn't the
//! state's name, it is a field that each state sets.

use super::names::{Dots, fit};
use super::plan::{Place, Plan};
use super::report::{Report, short};
use crate::layout::Node;
use registrar_engine::definition::MAX_EXPRESSION;
use registrar_engine::finding::Finding;
use std::collections::BTreeSet;

const FIELD: &str = "applicationStatus";
/// With more values, or values that are no names, it is a text.
const MOST_VALUES: usize = 100;

/// The field.
pub(super) struct Status {
    values: BTreeSet<String>,
    names: bool,
}

/// The field, if some state has a status of another name.
pub(super) fn status(plan: &Plan, report: &mut Report) -> Option<Status> {
    let mut values = BTreeSet::new();
    let mut differs = false;
    for place in &plan.states {
        let Some(status) = &place.state.status else { continue };
        let written = place.state.name.as_ref().map_or(&place.id, |name| &name.text);
        differs |= status.text != *written;
        if literal(&status.text).is_some() {
            values.insert(status.text.clone());
        } else {
            let message = format!("the `applicationStatus` of `{}` can't be kept", short(&place.id));
            let help = "a status is a short text on one line";
            report.say(Finding::warning("not-carried-over", status.span, message).help(help));
        }
    }
    let names =
        values.len() <= MOST_VALUES && values.iter().all(|value| fit(value, Dots::Replaced) == *value);
    (differs && !values.is_empty()).then_some(Status { values, names })
}

impl Status {
    /// How it is declared.
    pub fn field(&self) -> (String, Node) {
        let kind = if self.names {
            let of = self.values.iter().map(Node::text).collect();
            Node::map([("type", Node::text("enum")), ("of", Node::List(of))])
        } else {
            Node::map([("type", Node::text("text"))])
        };
        (FIELD.to_owned(), kind)
    }

    /// What a state does on entry.
    pub fn entry(&self, place: &Place) -> Option<Node> {
        let status = &place.state.status.as_ref()?.text;
        // In capitals, as on the platform, a value is nothing else that an expression could say.
        let capitals = status.starts_with(|c: char| c.is_ascii_uppercase())
            && status.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let literal = if self.names && capitals { status.clone() } else { literal(status)? };
        Some(Node::List(vec![Node::map([("set", Node::map([(FIELD, Node::Text(literal))]))])]))
    }
}

/// A text in an expression.
fn literal(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let literal = format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    (literal.chars().count() <= MAX_EXPRESSION).then_some(literal)
}
