//! What is declared and never referred to.

use super::super::context::Context;
use super::super::names::List;
use crate::definition::{Field, FieldKind, Name};
use crate::finding::Finding;

/// One warning for each.
pub(super) fn check(cx: &mut Context) {
    let definition = cx.definition;
    let mut findings = Vec::new();
    let lists: [(List, Vec<&Name>, &str); 9] = [
        (List::Role, definition.roles.iter().map(|role| &role.name).collect(), "nothing refers to it"),
        (
            List::Task,
            definition.tasks.iter().map(|task| &task.name).collect(),
            "no state lists it, so it is never open",
        ),
        (
            List::Deadline,
            definition.deadlines.iter().map(|d| &d.name).collect(),
            "no state lists it, so it never runs",
        ),
        (List::Notice, definition.notices.iter().map(|notice| &notice.name).collect(), "nothing sends it"),
        (
            List::Document,
            definition.documents.iter().map(|d| &d.name).collect(),
            "no task takes it and nothing issues it",
        ),
        (
            List::Consent,
            definition.consents.iter().map(|c| &c.name).collect(),
            "no state and no condition needs it",
        ),
        (List::Message, definition.messages.iter().map(|m| &m.name).collect(), "no arrow answers it"),
        (List::Table, definition.tables.iter().map(|table| &table.name).collect(), "no action decides by it"),
        (List::Service, definition.services.iter().map(|(name, _)| name).collect(), "no task asks it"),
    ];
    for (list, names, why) in lists {
        for (name, at) in names.into_iter().zip(0..) {
            let by_word = list == List::Consent && cx.words.contains(&name.value);
            if !by_word && !cx.used.contains(&(list, at)) {
                let message = format!("the {} `{}` is unused: {why}", list.noun(), name.value);
                findings.push(Finding::warning("unused", name.span, message));
            }
        }
    }
    fields(cx, &definition.data, &mut findings);
    for role in &definition.roles {
        fields(cx, &role.data, &mut findings);
    }
    cx.findings.extend(findings);
}

fn fields(cx: &Context, written: &[Field], findings: &mut Vec<Finding>) {
    for field in written {
        match &field.kind {
            FieldKind::Record(inner) => fields(cx, inner, findings),
            FieldKind::List(inner) if cx.words.contains(&field.name.value) => fields(cx, inner, findings),
            _ if cx.words.contains(&field.name.value) => {}
            _ => {
                let message = format!(
                    "the field `{}` is unused: no form, action, condition or template names it",
                    field.name.value
                );
                findings.push(Finding::warning("unused", field.name.span, message));
            }
        }
    }
}
