//! Roles and groups, and who stands apart.

use super::context::Context;
use super::{data, names::List};
use crate::chart::{Assign, Role, RoleKind};
use crate::definition::{self, Name};
use crate::finding::Finding;
use crate::id::{DocumentIx, RoleIx};
use std::collections::BTreeSet;

/// All roles; groups opened out.
pub(super) fn roles(cx: &mut Context) {
    let definition = cx.definition;
    for role in &definition.roles {
        let kind = kind(cx, role);
        let represented_by = represented_by(cx, role);
        let made = Role {
            name: role.name.value.clone(),
            title: cx.title(&role.title, &role.name.value),
            kind,
            represented_by,
            data: data::fields(cx, &role.data),
        };
        cx.chart.roles.push(made);
    }
}

/// What of the whole refers to roles: who starts, who is kept separate.
pub(super) fn whole(cx: &mut Context) {
    let definition = cx.definition;
    let starts = definition.starts.as_ref().and_then(|name| {
        let role = cx.role(name)?;
        refuse_representatives(cx, name, role, "start a case");
        if matches!(cx.chart.roles.get(role.at()).map(|role| &role.kind), Some(RoleKind::Group(_))) {
            let message = format!("`{}` is a group, and a case is opened by one role", name.value);
            let help = "name the role that opens it; another way in is a definition of its own";
            cx.say(Finding::error("wrong-role", name.span, message).help(help));
        }
        Some(role)
    });
    cx.chart.starts = cx.missing(starts, RoleIx(0));
    for group in &definition.separate {
        let roles: Vec<RoleIx> = group.iter().filter_map(|name| cx.role(name)).collect();
        cx.chart.separate.push(roles);
    }
}

fn kind<'a>(cx: &mut Context<'a>, role: &'a definition::Role) -> RoleKind {
    match &role.kind {
        definition::RoleKind::Party { many, optional } => {
            RoleKind::Party { many: *many, optional: *optional }
        }
        definition::RoleKind::Pool { pool, assign, keep } => {
            cx.incomplete |= pool.value.is_empty();
            let assign = match assign.as_ref().map(|name| name.value.as_str()) {
                Some("random") => Assign::Random,
                Some("least_loaded") => Assign::LeastLoaded,
                _ => Assign::Claim,
            };
            RoleKind::Pool { pool: pool.value.clone(), assign, keep: *keep }
        }
        definition::RoleKind::Representative { authority } => {
            let document = cx.document(authority);
            RoleKind::Representative { authority: cx.missing(document, DocumentIx(0)) }
        }
        definition::RoleKind::Group { any_of } => {
            let mut roles = BTreeSet::new();
            let mut around = vec![role.name.value.as_str()];
            open_out(cx, any_of, &mut around, &mut BTreeSet::new(), &mut roles);
            RoleKind::Group(roles.into_iter().map(RoleIx).collect())
        }
    }
}

fn open_out<'a>(
    cx: &mut Context<'a>,
    names: &'a [Name],
    around: &mut Vec<&'a str>,
    opened: &mut BTreeSet<u16>,
    roles: &mut BTreeSet<u16>,
) {
    for name in names {
        if around.contains(&name.value.as_str()) {
            let message = format!("the group `{}` holds itself", name.value);
            cx.error("endless-group", name.span, message);
            continue;
        }
        let Some(at) = cx.find(List::Role, name) else { continue };
        let definition = cx.definition;
        match definition.roles.get(usize::from(at)).map(|role| &role.kind) {
            // Each group once: groups of groups could multiply without end.
            Some(definition::RoleKind::Group { any_of }) if opened.insert(at) => {
                around.push(&name.value);
                open_out(cx, any_of, around, opened, roles);
                around.pop();
            }
            Some(definition::RoleKind::Group { .. }) => {}
            _ => {
                roles.insert(at);
            }
        }
    }
}

fn represented_by(cx: &mut Context, role: &definition::Role) -> Vec<RoleIx> {
    let definition = cx.definition;
    let mut representatives = Vec::new();
    for name in &role.represented_by {
        let Some(ix) = cx.role(name) else { continue };
        let kind = definition.roles.get(ix.at()).map(|role| &role.kind);
        if matches!(kind, Some(definition::RoleKind::Representative { .. })) {
            representatives.push(ix);
        } else {
            let message = format!("`{}` can't represent anybody", name.value);
            let help = "a role that represents names the document it acts by: `authority: power_of_attorney`";
            cx.say(Finding::error("wrong-role", name.span, message).help(help));
        }
    }
    representatives
}

/// The roles behind a role or group: those that are not groups.
pub(super) fn opened_out(cx: &Context, role: RoleIx) -> Vec<RoleIx> {
    match cx.chart.roles.get(role.at()).map(|role| &role.kind) {
        Some(RoleKind::Group(roles)) => roles.clone(),
        _ => vec![role],
    }
}

/// Whether a role is, or a group is made of, nothing but parties.
pub(super) fn are_parties(cx: &Context, role: RoleIx) -> bool {
    opened_out(cx, role)
        .iter()
        .all(|role| matches!(cx.chart.roles.get(role.at()).map(|r| &r.kind), Some(RoleKind::Party { .. })))
}

/// A representative acts for a party and is nobody by itself.
pub(super) fn refuse_representatives(cx: &mut Context, name: &Name, role: RoleIx, what: &str) {
    let of_representatives = |role: &RoleIx| {
        matches!(cx.chart.roles.get(role.at()).map(|r| &r.kind), Some(RoleKind::Representative { .. }))
    };
    if let Some(found) = opened_out(cx, role).iter().find(|role| of_representatives(role)) {
        let found = cx.chart.roles[found.at()].name.clone();
        let message = format!("`{found}` acts for a party and can't {what} of its own");
        let help = format!("name the party: whoever is `{found}` for it can do it too");
        cx.say(Finding::error("wrong-role", name.span, message).help(help));
    }
}
