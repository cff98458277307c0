//! Reads roles and notices.

use super::ast::{Name, Notice, Role, RoleKind, Spanned};
use super::data;
use super::fields::Fields;
use super::keys::{NOTICE, ROLE, Shape};
use super::reader::{Dots, Reader};
use crate::finding::Finding;
use crate::yaml::Node;

/// `roles`.
pub(super) fn read_roles(reader: &mut Reader, node: Option<&Node>) -> Vec<Role> {
    let Some(node) = node else { return Vec::new() };
    let entries = reader.table(node, Dots::Refused, "roles as a map from names");
    let mut roles = Vec::new();
    for (name, node) in entries {
        if let Some(fields) = Fields::open(reader, node, &ROLE, name.span) {
            roles.push(read_role(reader, name, &fields));
        }
    }
    roles
}

fn read_role(reader: &mut Reader, name: Name, fields: &Fields) -> Role {
    let kind = read_kind(reader, fields);
    match kind {
        RoleKind::Party { .. } => {}
        _ => fields.refuse_without(reader, "`party: true`", &["represented_by"]),
    }
    Role {
        name,
        title: fields.title(reader),
        kind,
        represented_by: fields.names(reader, "represented_by"),
        data: fields.get("data").map(|node| data::read_fields(reader, node)).unwrap_or_default(),
    }
}

/// A role is a party, a pool, a representative or a group, told by one of four keys.
fn read_kind(reader: &mut Reader, fields: &Fields) -> RoleKind {
    const HEADS: &[&str] = &["party", "pool", "authority", "any_of"];
    let party =
        RoleKind::Party { many: fields.flag(reader, "many"), optional: fields.flag(reader, "optional") };
    let assign = fields.word(reader, "assign");
    let keep = fields.flag(reader, "keep");
    let Some(head) = fields.first_of(HEADS) else {
        let message = "a role needs `party: true`, `pool`, `authority` or `any_of`";
        reader.say(Finding::error("missing-key", fields.at, message));
        return party;
    };
    let others: Vec<&str> = HEADS.iter().copied().filter(|other| *other != head.text).collect();
    fields.refuse_beside(reader, &head.text, &others);
    if head.text != "party" {
        fields.refuse_without(reader, "`party: true`", &["many", "optional"]);
    }
    if head.text != "pool" {
        fields.refuse_without(reader, "`pool`", &["assign", "keep"]);
    }
    match head.text.as_str() {
        "pool" => RoleKind::Pool { pool: fields.needed_name(reader, "pool"), assign, keep },
        "authority" => RoleKind::Representative { authority: fields.needed_name(reader, "authority") },
        "any_of" => {
            fields.refuse_beside(reader, "any_of", &["data"]);
            RoleKind::Group { any_of: fields.names(reader, "any_of") }
        }
        _ => {
            if let Some(node) = fields.get("party")
                && reader.flag(node) == Some(false)
            {
                let finding = Finding::error("wrong-kind", node.span, "`party` is `true` or left out");
                reader.say(finding);
            }
            party
        }
    }
}

/// `notices`.
pub(super) fn read_notices(reader: &mut Reader, node: Option<&Node>) -> Vec<Notice> {
    let Some(node) = node else { return Vec::new() };
    let entries = reader.table(node, Dots::Refused, "notices as a map from names");
    let mut notices = Vec::new();
    for (name, node) in entries {
        if let Some(fields) = Fields::open(reader, node, &NOTICE, name.span) {
            notices.push(read_notice(reader, name, &fields));
        }
    }
    notices
}

fn read_notice(reader: &mut Reader, name: Name, fields: &Fields) -> Notice {
    if fields.first_of(&["template", "document"]).is_none() {
        let message = "a notice needs `template` or `document`: there is nothing to send";
        reader.say(Finding::error("missing-key", name.span, message));
    }
    if !fields.has("served_when") {
        fields.refuse_without(reader, "`served_when`, which makes the notice a service", &["undeliverable"]);
    }
    Notice {
        title: fields.title(reader),
        to: fields.needed_name(reader, "to"),
        template: fields.name(reader, "template"),
        document: fields.name(reader, "document"),
        channels: channels(reader, fields),
        served_when: fields.names(reader, "served_when"),
        undeliverable: fields.names(reader, "undeliverable"),
        law: fields.law(reader),
        name,
    }
}

/// The portal, unless others are named.
fn channels(reader: &mut Reader, fields: &Fields) -> Vec<Name> {
    let Some(node) = fields.get("channels") else {
        return vec![Spanned { value: "portal".to_owned(), span: fields.at }];
    };
    let words = match NOTICE.find("channels").map(|key| &key.shape) {
        Some(Shape::Words(words)) => *words,
        _ => &[],
    };
    let Some(items) = node.list() else {
        reader.wrong_kind(node, "a list of channels");
        return Vec::new();
    };
    if items.is_empty() {
        let finding = Finding::error("wrong-kind", node.span, "a notice needs a channel");
        reader.say(finding.help("leave `channels` out for the portal alone"));
    }
    let channels: Vec<Name> = items.iter().filter_map(|item| reader.word(item, words)).collect();
    reader.once_each(&channels);
    channels
}
