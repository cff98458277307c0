//! The data of a document: each `<data>` is a field of type `any`, given its value at the start or, with late
//! binding, when its state is entered first.

use super::tree::is_scxml;
use super::writer::Writer;
use super::xml::Element;
use crate::layout::Node;
use registrar_engine::definition::{MAX_ENTRIES, MAX_NAME};
use registrar_engine::finding::Finding;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The fields by the ids of the data, and of what loops go through.
pub fn fields(root: &Element, findings: &mut Vec<Finding>) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let mut waiting = vec![root];
    while let Some(element) = waiting.pop() {
        let ids: Vec<&str> = match element.name.as_str() {
            "data" => element.attribute("id").into_iter().collect(),
            "foreach" => ["item", "index"].iter().filter_map(|key| element.attribute(key)).collect(),
            _ => Vec::new(),
        };
        for id in ids.into_iter().filter(|id| is_identifier(id)) {
            if id.chars().count() > MAX_NAME - 8 {
                let message = format!("this id has more than {} characters", MAX_NAME - 8);
                findings.push(Finding::error("too-large", element.span, message));
                continue;
            }
            if fields.contains_key(id) {
                continue;
            }
            let plain: String =
                id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
            let mut name = plain.clone();
            let mut number = fields.len();
            while matches!(name.as_str(), "in" | "true" | "false" | "null" | "title") || taken.contains(&name)
            {
                number += 1;
                name = format!("{plain}_{number}");
            }
            if fields.len() == MAX_ENTRIES {
                let message = format!("more than {MAX_ENTRIES} data");
                findings.push(Finding::error("too-large", element.span, message).help("split the document"));
                return fields;
            }
            if name != id {
                let message = format!("the data `{id}` is called `{name}` here");
                findings.push(Finding::note("renamed", element.span, message));
            }
            taken.insert(name.clone());
            fields.insert(id.to_owned(), name);
        }
        waiting.extend(element.children.iter().rev());
    }
    fields
}

/// Whether a text can name data at all.
pub fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | '$'))
        && characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
        && matches!(super::ecma::read(text), Ok(super::ecma::Ecma::Name(_)))
}

impl Writer<'_> {
    /// Blocks that give the data of these elements their values, one for each: what fails leaves the others be.
    pub fn binding(&mut self, elements: &[&Element]) -> Vec<Node> {
        elements
            .iter()
            .filter_map(|element| self.bind(element))
            .map(|action| Node::List(vec![action]))
            .collect()
    }

    fn bind(&mut self, element: &Element) -> Option<Node> {
        let id = element.attribute("id").unwrap_or_default();
        let Some(field) = self.names.fields.get(id).cloned() else {
            let text = self.broken(id, "it can't name data", element.span);
            return Some(logged(text));
        };
        if element.attribute("src").is_some() {
            let text = self.not_carried(
                "src",
                "data from a file",
                "write the value into the document",
                element.span,
            );
            return Some(logged(text));
        }
        let value = match element.attribute("expr") {
            Some(expression) => self.value(expression, element.span),
            None => self.inline(element)?,
        };
        Some(set(field, value))
    }

    /// The value that stands inside an element: by ECMAScript's data model JSON, else a text.
    pub fn inline(&mut self, element: &Element) -> Option<String> {
        if !element.children.is_empty() {
            return Some(self.not_carried("XML", "XML as a value", "write it as a text", element.span));
        }
        let text = element.text.trim();
        if text.is_empty() {
            return None;
        }
        if let Ok(value) = serde_json::from_str::<Value>(text) {
            return Some(match json(&value, 0) {
                Ok(value) if value.len() <= LONGEST => value,
                Ok(_) => self.not_carried("JSON", "so large a value", "write it as several", element.span),
                Err(why) => self.not_carried("JSON", why, "write the value anew", element.span),
            });
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match super::said::quoted(&text) {
            Ok(quoted) if quoted.len() <= LONGEST => Some(quoted),
            _ => Some(self.not_carried("text", "so long a text", "shorten it", element.span)),
        }
    }
}

/// Longest value that is written out, in bytes: what an expression may have.
const LONGEST: usize = 1_900;
/// Deepest nesting of one, as the language keeps it.
const DEEPEST: usize = 16;

/// A JSON value as an expression.
fn json(value: &Value, depth: usize) -> Result<String, &'static str> {
    if depth > DEEPEST {
        return Err("a value that is nested so deep");
    }
    Ok(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => number.to_string(),
            None => return Err("a number that isn't whole, or too large,"),
        },
        Value::String(text) => super::said::quoted(text).map_err(|_| "a control character in a text")?,
        Value::Array(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| json(item, depth + 1)).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                let name = super::said::quoted(name).map_err(|_| "a control character in a name")?;
                Ok(format!("{name}: {}", json(value, depth + 1)?))
            };
            let fields: Result<Vec<String>, &'static str> = fields.iter().map(field).collect();
            format!("{{{}}}", fields?.join(", "))
        }
    })
}

/// Says a text when it is reached; one that is broken fails instead.
pub fn logged(text: String) -> Node {
    Node::map([("log", Node::Text(text))])
}

/// Writes a field.
pub fn set(field: String, value: String) -> Node {
    Node::map([("set", Node::Map(vec![(field, Node::Text(value))]))])
}

/// The data that stand directly in an element.
pub fn own(element: &Element) -> Vec<&Element> {
    let models = element.children.iter().filter(|child| is_scxml(child) && child.name == "datamodel");
    models.flat_map(|model| &model.children).filter(|data| is_scxml(data) && data.name == "data").collect()
}

/// All data of a document, in its order.
pub fn all(root: &Element) -> Vec<&Element> {
    let mut found = own(root);
    let mut waiting: Vec<&Element> = root.children.iter().rev().collect();
    while let Some(element) = waiting.pop() {
        if matches!(element.name.as_str(), "state" | "parallel" | "final") {
            found.extend(own(element));
            waiting.extend(element.children.iter().rev());
        }
    }
    found
}
