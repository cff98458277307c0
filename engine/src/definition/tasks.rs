//! Reads tasks: who does them, what is asked, how they may end.

use super::ast::{Name, Outcome, Spanned, Task, Text, Who};
use super::fields::Fields;
use super::keys::{OUTCOME, TASK};
use super::reader::{Dots, Reader, wrong_kind};
use crate::finding::Finding;
use crate::yaml::Node;

/// `tasks`.
pub(super) fn read(reader: &mut Reader, node: Option<&Node>) -> Vec<Task> {
    let Some(node) = node else { return Vec::new() };
    let entries = reader.table(node, Dots::Refused, "tasks as a map from names");
    let mut tasks = Vec::new();
    for (name, node) in entries {
        if let Some(fields) = Fields::open(reader, node, &TASK, name.span) {
            tasks.push(read_task(reader, name, &fields));
        }
    }
    tasks
}

fn read_task(reader: &mut Reader, name: Name, fields: &Fields) -> Task {
    let outcomes = fields.get("outcomes").map(|node| read_outcomes(reader, node));
    Task {
        title: fields.title(reader),
        who: read_who(reader, fields),
        due: fields.one_or_more(reader, "due"),
        outcomes: outcomes.unwrap_or_default(),
        form: fields.names(reader, "form"),
        takes: fields.names(reader, "takes"),
        adds: fields.name(reader, "adds"),
        happened: fields.name(reader, "happened"),
        repeat: fields.flag(reader, "repeat"),
        identify: fields.flag(reader, "identify"),
        in_person: fields.name(reader, "in_person"),
        costs: fields.get("costs").map(|node| read_costs(reader, node)).unwrap_or_default(),
        law: fields.law(reader),
        name,
    }
}

fn read_who(reader: &mut Reader, fields: &Fields) -> Who {
    if fields.has("service") {
        fields.refuse_beside(reader, "service", &["role", "identify", "in_person", "takes"]);
        return Who::Service(fields.needed_name(reader, "service"));
    }
    // `workflow` has been told to be a later matter.
    if fields.first_of(&["role", "workflow"]).is_none() {
        let message = "a task needs `role` or `service`: nobody would do it";
        reader.say(Finding::error("missing-key", fields.at, message));
    }
    let roles = fields.one_or_more(reader, "role");
    let field = |role: &Name| {
        let field = role.value.strip_prefix("member.")?;
        Some(Spanned { value: field.to_owned(), span: role.span })
    };
    match roles.as_slice() {
        [role] if field(role).is_some() => match field(role) {
            Some(field) => Who::Member(field),
            None => Who::Roles(roles),
        },
        _ => {
            for role in roles.iter().filter(|role| field(role).is_some()) {
                let message = format!("`{}` can't stand beside other roles", role.value);
                reader.say(Finding::error("conflicting-keys", role.span, message));
            }
            Who::Roles(roles)
        }
    }
}

/// A list of names, or a map from names to the fields asked for with each.
fn read_outcomes(reader: &mut Reader, node: &Node) -> Vec<Outcome> {
    let outcomes: Vec<Outcome> = if node.list().is_some() {
        let names = reader.names(node);
        for name in &names {
            reader.check_declared(name, Dots::Refused);
        }
        names.into_iter().map(|name| Outcome { name, title: Text::new(), fields: Vec::new() }).collect()
    } else if node.map().is_some() {
        let entries = reader.table(node, Dots::Refused, "outcomes");
        entries.into_iter().map(|(name, node)| read_outcome(reader, name, node)).collect()
    } else {
        reader.wrong_kind(node, "a list of outcomes, or a map from outcomes to fields");
        return Vec::new();
    };
    if outcomes.is_empty() {
        let finding = Finding::error("wrong-kind", node.span, "a task without outcome could never end");
        reader.say(finding);
    }
    outcomes
}

fn read_outcome(reader: &mut Reader, name: Name, node: &Node) -> Outcome {
    if node.list().is_some() {
        return Outcome { name, title: Text::new(), fields: reader.names(node) };
    }
    if node.map().is_none() {
        let finding = wrong_kind(node, "a list of fields, or `{form, title}`");
        reader.say(finding.help("write `[]` if nothing is asked"));
        return Outcome { name, title: Text::new(), fields: Vec::new() };
    }
    match Fields::open(reader, node, &OUTCOME, name.span) {
        Some(fields) => Outcome { title: fields.title(reader), fields: fields.names(reader, "form"), name },
        None => Outcome { name, title: Text::new(), fields: Vec::new() },
    }
}

fn read_costs(reader: &mut Reader, node: &Node) -> Vec<(Name, u32)> {
    let entries = reader.table(node, Dots::Refused, "costs as a map from names to numbers");
    let mut costs = Vec::new();
    for (name, node) in entries {
        if let Some(cost) = reader.count(node, 0) {
            costs.push((name, cost.value));
        }
    }
    costs
}
