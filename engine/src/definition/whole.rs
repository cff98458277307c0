//! Reads the top of a definition and hands each table to its reader.

use super::ast::{Definition, Name, Text};
use super::fields::Fields;
use super::keys::WHOLE;
use super::reader::{Dots, Reader};
use super::{arrows, data, deadlines, guarantees, people, states, tables, tasks};
use crate::finding::{Finding, Span};
use crate::yaml::Node;

/// The whole definition; none if the text holds no map.
pub(super) fn read(reader: &mut Reader, root: &Node) -> Option<Definition> {
    let start = Span { end_line: root.span.line, end_column: root.span.column, ..root.span };
    let top = Fields::open(reader, root, &WHOLE, start)?;
    explain_keys_of_states(reader, root);
    Some(Definition {
        workflow: workflow(reader, &top),
        version: top.count(reader, "version"),
        title: top.title(reader),
        calendar: top.name(reader, "calendar"),
        counting: top.name(reader, "counting"),
        zone: top.text(reader, "zone"),
        starts: top.name(reader, "starts"),
        initial: top.get("initial").and_then(|node| states::read_initial(reader, node)),
        errors_w3c: top.word(reader, "errors").is_some(),
        law: top.get("law").map(|node| laws(reader, node)).unwrap_or_default(),
        roles: people::read_roles(reader, top.get("roles")),
        separate: top.get("separate").map(|node| separate(reader, node)).unwrap_or_default(),
        data: top.get("data").map(|node| data::read_fields(reader, node)).unwrap_or_default(),
        tables: tables::read(reader, top.get("tables")),
        consents: data::read_consents(reader, top.get("consents")),
        documents: data::read_documents(reader, top.get("documents")),
        services: data::read_services(reader, top.get("services")),
        messages: data::read_messages(reader, top.get("messages")),
        notices: people::read_notices(reader, top.get("notices")),
        deadlines: deadlines::read(reader, top.get("deadlines")),
        tasks: tasks::read(reader, top.get("tasks")),
        on: top.get("on").map(|node| arrows::read_on(reader, node)).unwrap_or_default(),
        states: top.get("states").map(|node| states::read_children(reader, node, top.at)).unwrap_or_default(),
        guarantees: top.get("guarantees").map(|node| guarantees::read(reader, node)).unwrap_or_default(),
        span: root.span,
    })
}

fn workflow(reader: &mut Reader, top: &Fields) -> Option<Name> {
    let node = top.get("workflow")?;
    let name = reader.scalar(node, "a name")?;
    reader.check_declared(&name, Dots::Refused);
    Some(name)
}

fn laws(reader: &mut Reader, node: &Node) -> Vec<(Name, Text)> {
    let entries = reader.table(node, Dots::Refused, "a map from keys to citations");
    entries.into_iter().map(|(name, text)| (name, reader.title(text))).collect()
}

fn separate(reader: &mut Reader, node: &Node) -> Vec<Vec<Name>> {
    let Some(groups) = node.list() else {
        reader.wrong_kind(node, "a list of lists of roles");
        return Vec::new();
    };
    let mut read = Vec::new();
    for group in groups {
        let roles = reader.names(group);
        if group.list().is_some() && roles.len() < 2 {
            let message = "two roles or more are kept separate; here are fewer";
            reader.say(Finding::error("wrong-kind", group.span, message));
        }
        read.push(roles);
    }
    read
}

/// The outermost box looks like a state and isn't quite one: says so where a state's key stands at the top.
fn explain_keys_of_states(reader: &mut Reader, root: &Node) {
    const OF_STATES: &[&str] =
        &["entry", "exit", "at_once", "parallel", "done", "for_each", "join", "history", "final", "consent"];
    let entries = root.map().unwrap_or_default().iter();
    let written: Vec<Span> =
        entries.filter(|(key, _)| OF_STATES.contains(&key.text.as_str())).map(|(key, _)| key.span).collect();
    let help =
        "of the keys of a state the outermost box has only `initial`, `on` and `states`; put a state around";
    for finding in &mut reader.findings {
        if finding.code == "unknown-key" && written.contains(&finding.span) {
            finding.help = Some(help.to_owned());
        }
    }
}
