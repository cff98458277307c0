//! W3C SCXML (Recommendation of 1 September 2015): the statechart of a document, with its data in the
//! expressions of the language and its events as declared messages.
//!
//! What is carried over behaves by the Recommendation's algorithm, which is also the engine's; what isn't
//! (`script`, `invoke`, ECMAScript beyond expressions, other processors) is a finding with its place, and
//! stands in the definition as an expression that can't be used: `not carried over: …`.

mod actions;
mod arrows;
mod data;
mod ecma;
mod events;
mod said;
mod sending;
mod shape;
mod states;
mod translate;
mod tree;
mod writer;
pub(crate) mod xml;

use crate::layout::Node;
use crate::{Imported, Written};
use registrar_engine::finding::{Finding, Span, has_errors};
use writer::Writer;
use xml::Element;

/// Its namespace.
pub const NAMESPACE: &str = "http://www.w3.org/2005/07/scxml";

/// The definition that a document says. `file` names it where it doesn't name itself.
pub fn import(text: &str, file: &str) -> Imported {
    let root = match xml::read(text) {
        Ok(root) => root,
        Err(finding) => return Imported { definitions: Vec::new(), findings: vec![finding] },
    };
    if root.name != "scxml" || !matches!(root.namespace.as_str(), NAMESPACE | "") {
        let message = format!("the root element is `{}`, not `scxml` of `{NAMESPACE}`", root.name);
        let finding = Finding::error("not-scxml", root.span, message).help("is it another kind of document?");
        return Imported { definitions: Vec::new(), findings: vec![finding] };
    }
    let mut findings = Vec::new();
    let definition = convert(&root, file, &mut findings);
    findings.sort();
    findings.dedup();
    Imported { definitions: definition.into_iter().collect(), findings }
}

fn convert(root: &Element, file: &str, findings: &mut Vec<Finding>) -> Option<Written> {
    if root.namespace.is_empty() {
        let message = format!("the document has no namespace; it is read as one of `{NAMESPACE}`");
        findings.push(Finding::warning("not-scxml", root.span, message));
    }
    match root.attribute("datamodel") {
        None | Some("" | "null" | "ecmascript") => {}
        Some(other) => {
            let message = format!("the data model `{other}`");
            findings.push(not_carried(root.span, &message, "its expressions are read as ECMAScript's"));
        }
    }
    let written = root.attribute("name").filter(|name| !name.trim().is_empty()).unwrap_or(file);
    let workflow = workflow_name(written);
    let (tree, told) = tree::Tree::of(root);
    let wrong = has_errors(&told);
    findings.extend(told);
    if wrong {
        return None;
    }
    let mut writer = Writer::new(&tree, root, written);
    let whole = writer.whole(&workflow);
    findings.append(&mut writer.findings);
    Some(Written { workflow, text: whole.write() })
}

/// The finding about something that has no counterpart.
fn not_carried(span: Span, what: &str, help: &str) -> Finding {
    Finding::error("not-carried-over", span, format!("{what} isn't carried over")).help(help)
}

/// A name as a workflow may have it.
fn workflow_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars().take(60) {
        if c.is_ascii_alphanumeric() || c == '_' {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches('-').to_owned();
    if name.is_empty() { "imported".to_owned() } else { name }
}

/// The scaffolding that SCXML knows nothing of: who opens a case.
fn people() -> Vec<(String, Node)> {
    vec![
        ("starts".to_owned(), Node::text("opener")),
        ("errors".to_owned(), Node::text("w3c")),
        ("roles".to_owned(), Node::map([("opener", Node::map([("party", Node::yes())]))])),
    ]
}
