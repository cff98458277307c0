//! Executable content as actions.

use super::data::{logged, set};
use super::states::SCRIPT;
use super::tree::is_scxml;
use super::writer::Writer;
use super::xml::Element;
use crate::layout::Node;

impl<'x> Writer<'x> {
    /// What stands in a handler, a transition or a branch.
    // Recursion is bounded by the nesting of elements.
    pub fn actions(&mut self, element: &'x Element) -> Vec<Node> {
        element.children.iter().flat_map(|child| self.action(child)).collect()
    }

    fn action(&mut self, element: &'x Element) -> Vec<Node> {
        if !is_scxml(element) {
            return vec![
                self.instead_of(element, "it belongs to another program; take it out or say it in actions"),
            ];
        }
        match element.name.as_str() {
            "raise" => {
                let name = element.attribute("event").unwrap_or_default();
                vec![self.raise(name, element)]
            }
            "send" => self.send(element),
            "cancel" => self.cancel(element),
            "assign" => vec![self.assign(element)],
            "log" => self.log(element),
            "if" => self.branches(element),
            "foreach" => self.for_each(element),
            "script" => vec![self.instead_of(element, SCRIPT)],
            _ => vec![self.instead_of(element, "it means nothing among actions")],
        }
    }

    fn assign(&mut self, element: &Element) -> Node {
        let location = element.attribute("location").unwrap_or_default();
        let value = match element.attribute("expr") {
            Some(expression) => self.value(expression, element.span),
            None => self.inline(element).unwrap_or_else(|| "null".to_owned()),
        };
        match self.location(location, element.span) {
            Ok(field) => set(field, value),
            Err(fails) => fails,
        }
    }

    fn log(&mut self, element: &Element) -> Vec<Node> {
        let mut lines = Vec::new();
        if let Some(label) = element.attribute("label").filter(|label| !label.is_empty()) {
            lines.extend(super::said::quoted(label).ok());
        }
        lines.extend(element.attribute("expr").map(|expression| self.value(expression, element.span)));
        lines.into_iter().map(logged).collect()
    }

    /// `<if>` with its `<elseif>` and `<else>`, which stand between their actions.
    fn branches(&mut self, element: &'x Element) -> Vec<Node> {
        let first = element.attribute("cond").unwrap_or_default();
        let mut branches = vec![(Some(self.condition(first, element.span)), Vec::new())];
        for child in &element.children {
            let mark = is_scxml(child).then_some(child.name.as_str());
            match mark {
                Some("elseif") => {
                    let condition = child.attribute("cond").unwrap_or_default();
                    branches.push((Some(self.condition(condition, child.span)), Vec::new()));
                }
                Some("else") => branches.push((None, Vec::new())),
                _ => {
                    let made = self.action(child);
                    if let Some((_, actions)) = branches.last_mut() {
                        actions.extend(made);
                    }
                }
            }
        }
        // Nested as deep as there are branches: beyond this the definition couldn't be read.
        const MOST: usize = 16;
        if branches.len() > MOST {
            let message = format!("more than {MOST} branches in one `<if>`");
            let text = self.not_carried("<if>", &message, "divide it into several", element.span);
            return vec![logged(text)];
        }
        let mut otherwise: Vec<Node> = Vec::new();
        for (condition, actions) in branches.into_iter().rev() {
            otherwise = match condition {
                None => actions,
                Some(condition) => {
                    let mut keys = vec![
                        ("if".to_owned(), Node::Text(condition)),
                        ("do".to_owned(), Node::List(actions)),
                    ];
                    if !otherwise.is_empty() {
                        keys.push(("else".to_owned(), Node::List(otherwise)));
                    }
                    vec![Node::Map(keys)]
                }
            };
        }
        otherwise
    }

    fn for_each(&mut self, element: &'x Element) -> Vec<Node> {
        self.loops += 1;
        let number = self.loops;
        let list = element.attribute("array").unwrap_or_default();
        let list = self.list(list, element.span);
        let mut actions = Vec::new();
        let mut keys = vec![("in".to_owned(), Node::Text(list))];
        let mut fails = Vec::new();
        for (attribute, key) in [("item", "as"), ("index", "index")] {
            let local = format!("{attribute}_{number}");
            match element.attribute(attribute) {
                Some(name) => match self.location(name, element.span) {
                    Ok(field) => actions.push(set(field, local.clone())),
                    Err(action) => fails.push(action),
                },
                None if attribute == "index" => continue,
                None => {}
            }
            keys.push((key.to_owned(), Node::Text(local)));
        }
        // An illegal name fails before anything is done (W3C SCXML 4.6).
        if !fails.is_empty() {
            return fails;
        }
        actions.extend(self.actions(element));
        keys.push(("do".to_owned(), Node::List(actions)));
        vec![Node::map([("for_each", Node::Map(keys))])]
    }
}
