//! What is declared by name beside people, work and states: data, consents, documents, services, messages.

use super::context::Context;
use super::{data, files, plain};
use crate::chart::{Consent, DocumentKind, Message};
use crate::id::RoleIx;

/// All of it.
pub(super) fn all(cx: &mut Context) {
    let definition = cx.definition;
    cx.chart.data = data::fields(cx, &definition.data);
    for consent in &definition.consents {
        let of = cx.role(&consent.of);
        let made = Consent {
            name: consent.name.value.clone(),
            title: cx.title(&consent.title, &consent.name.value),
            of: cx.missing(of, RoleIx(0)),
            law: cx.law(consent.law.as_ref()),
        };
        if of.is_some_and(|of| !super::people::are_parties(cx, of)) {
            let message = format!("`{}` has members who aren't parties", consent.of.value);
            let help = "consent is asked of parties";
            cx.say(crate::finding::Finding::error("wrong-role", consent.of.span, message).help(help));
        }
        cx.chart.consents.push(made);
    }
    for document in &definition.documents {
        let by = cx.role(&document.by);
        let made = DocumentKind {
            name: document.name.value.clone(),
            title: cx.title(&document.title, &document.name.value),
            by: cx.missing(by, RoleIx(0)),
            many: document.many,
            required: document.required,
            media: document.media.iter().map(|media| media.value.clone()).collect(),
            max_bytes: plain::max_bytes(cx, document.max_size.as_ref()),
            seen_by: document.seen_by.iter().filter_map(|name| cx.role(name)).collect(),
            template: document.template.as_ref().map(|name| files::document_template(cx, name)),
            law: cx.law(document.law.as_ref()),
        };
        cx.chart.documents.push(made);
    }
    for (name, title) in &definition.services {
        let made = (name.value.clone(), cx.title(title, &name.value));
        cx.chart.services.push(made);
    }
    for message in &definition.messages {
        let made = Message {
            name: message.name.value.clone(),
            title: cx.title(&message.title, &message.name.value),
            data: data::fields(cx, &message.data),
            any: message.any,
        };
        cx.chart.messages.push(made);
    }
}
