//! Reads guarantees: whether the template exists and its arguments have its shape. What they mean, and
//! whether they hold, is decided by the verifier.

use super::ast::{Guarantee, Name, Spanned};
use super::fields::Fields;
use super::keys::{GUARANTEES, Keys, Shape};
use super::reader::{Reader, short, wrong_kind};
use crate::finding::Finding;
use crate::yaml::Node;

/// `guarantees`.
pub(super) fn read(reader: &mut Reader, node: &Node) -> Vec<Guarantee> {
    let Some(items) = node.list() else {
        reader.wrong_kind(node, "a list of guarantees");
        return Vec::new();
    };
    items.iter().filter_map(|item| read_guarantee(reader, item)).collect()
}

fn read_guarantee(reader: &mut Reader, node: &Node) -> Option<Guarantee> {
    let (name, arguments) = match (node.text().filter(|_| !node.is_null()), node.map()) {
        (Some(text), _) => (Spanned { value: text.to_owned(), span: node.span }, None),
        (None, Some([(key, arguments)])) => {
            (Spanned { value: key.text.clone(), span: key.span }, Some(arguments))
        }
        _ => {
            let finding = wrong_kind(node, "a guarantee");
            reader
                .say(finding.help("write `always_ends`, or a template with its arguments: `{budget: {…}}`"));
            return None;
        }
    };
    let shape = &template(reader, &name)?.shape;
    match (shape, arguments) {
        (Shape::Nothing, None) => {}
        (Shape::Nothing, Some(node)) if node.is_null() => {}
        (Shape::Nothing, Some(node)) => reader.wrong_kind(node, "nothing: this guarantee has no arguments"),
        (_, None) => {
            let message = format!("`{}` needs its arguments", name.value);
            reader.say(Finding::error("missing-key", name.span, message));
        }
        (Shape::Map(keys), Some(node)) => check_map(reader, node, keys, &name),
        (_, Some(node)) => {
            let names = reader.names(node);
            if node.list().is_some() && names.len() < 2 {
                let message = format!("`{}` compares two names or more", name.value);
                reader.say(Finding::error("wrong-kind", node.span, message));
            }
        }
    }
    Some(Guarantee { name, arguments: arguments.cloned() })
}

fn template(reader: &mut Reader, name: &Name) -> Option<&'static super::keys::Key> {
    let found = GUARANTEES.find(&name.value);
    if found.is_none() {
        let known: Vec<String> = GUARANTEES.known().map(|known| format!("`{known}`")).collect();
        let message = format!("there is no guarantee `{}`", short(&name.value));
        let finding = Finding::error("unknown-word", name.span, message)
            .help(format!("the templates are {}", known.join(", ")))
            .did_you_mean(&name.value, GUARANTEES.known());
        reader.say(finding);
    }
    found
}

/// Checks each argument by its shape; the tree itself is what is kept.
fn check_map(reader: &mut Reader, node: &Node, keys: &'static Keys, name: &Name) {
    let Some(fields) = Fields::open(reader, node, keys, name.span) else { return };
    for key in keys.keys {
        match key.shape {
            Shape::Count(_) => drop(fields.count(reader, key.name)),
            Shape::Names => drop(fields.names(reader, key.name)),
            Shape::Name => drop(fields.name(reader, key.name)),
            Shape::Word(_) => drop(fields.word(reader, key.name)),
            Shape::Expression => drop(fields.expression(reader, key.name)),
            _ => drop(fields.text(reader, key.name)),
        }
    }
    if keys.find("within").is_some() && !fields.has("within") {
        fields.refuse_without(reader, "`within`", &["not_counting"]);
    }
}
