//! What names an expression may use at its place, and its parsing.

use super::context::Context;
use crate::chart::{Field, Members, RoleKind, Type, field_at};
use crate::definition::Source;
use crate::finding::Finding;
use crate::guard::{self, Expected, Expression, Scope};
use crate::id::{RoleIx, StateIx};
use std::rc::Rc;

/// What is seen at one place beside the case's data, states and consents.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Fields of the innermost copy's member or item.
    pub member: Option<Vec<Field>>,
    /// Fields that the event carries.
    pub event: Vec<Field>,
    /// Names bound by `for_each` actions.
    pub locals: Vec<(String, Type)>,
}

impl Seen {
    /// In a state, or in its copy, without knowing the event.
    pub fn inside(cx: &Context, state: StateIx) -> Self {
        Self { member: member_at(cx, state, true), ..Self::default() }
    }
}

/// Parses an expression; findings are kept.
pub(super) fn expression(
    cx: &mut Context,
    source: &Source,
    seen: &Seen,
    expected: Expected,
) -> Option<Expression> {
    cx.use_words(&source.value);
    let (states, consents) = (Rc::clone(&cx.state_names), Rc::clone(&cx.consent_names));
    let deadlines = Rc::clone(&cx.deadline_names);
    let scope = Scope {
        data: &cx.chart.data,
        member: seen.member.as_deref(),
        event: &seen.event,
        open_event: cx.chart.errors_w3c,
        locals: &seen.locals,
        states: &states,
        consents: &consents,
        deadlines: &deadlines,
    };
    let parsed = guard::parse(source, &scope, expected);
    match parsed {
        Ok(expression) => {
            if let Some(reason) = expression.is_broken() {
                let finding = Finding::warning("broken-expression", source.span, reason.to_owned());
                cx.say(finding.help(
                    "it raises `error.execution` when it is reached; write it anew if that isn't meant",
                ));
            }
            cx.remembered.extend(expression.deadlines());
            Some(expression)
        }
        Err(findings) => {
            cx.findings.extend(findings);
            cx.incomplete = true;
            None
        }
    }
}

/// The fields that `member` means in the copies of one `for_each` state.
pub(super) fn fields_of(cx: &Context, members: &Members) -> Vec<Field> {
    match members {
        Members::Role(role) => role_fields(cx, *role),
        Members::List(path) => match field_at(&cx.chart.data, path).map(|field| &field.kind) {
            Some(Type::List(items)) => items.clone(),
            _ => Vec::new(),
        },
    }
}

/// The fields of a role's members; of a group, those that all its roles have.
fn role_fields(cx: &Context, role: RoleIx) -> Vec<Field> {
    let Some(role) = cx.chart.roles.get(role.at()) else { return Vec::new() };
    let RoleKind::Group(roles) = &role.kind else { return role.data.clone() };
    let mut roles = roles.iter().filter_map(|role| cx.chart.roles.get(role.at()));
    let Some(first) = roles.next() else { return Vec::new() };
    let others: Vec<_> = roles.collect();
    let has = |fields: &[Field], wanted: &Field| {
        fields.iter().any(|field| field.name == wanted.name && field.kind == wanted.kind)
    };
    first.data.iter().filter(|field| others.iter().all(|role| has(&role.data, field))).cloned().collect()
}

/// The `for_each` state whose copy a state is in; itself counts if `inside`.
pub(super) fn copy_around(cx: &Context, state: StateIx, inside: bool) -> Option<StateIx> {
    let from = if inside { Some(state) } else { cx.chart.state(state).parent };
    cx.chart.outwards(from?).find(|around| cx.chart.state(*around).for_each.is_some())
}

/// The member's fields at a state: in its copies, or around it.
pub(super) fn member_at(cx: &Context, state: StateIx, inside: bool) -> Option<Vec<Field>> {
    let copy = copy_around(cx, state, inside)?;
    cx.chart.state(copy).for_each.as_ref().map(|members| fields_of(cx, members))
}

/// The member's fields where something is listed in several states: those that all of them have.
pub(super) fn member_at_all(cx: &Context, states: &[StateIx]) -> Option<Vec<Field>> {
    let mut all = states.iter().map(|state| member_at(cx, *state, true));
    let mut common = all.next()??;
    for other in all {
        let other = other?;
        common.retain(|field| other.iter().any(|f| f.name == field.name && f.kind == field.kind));
    }
    Some(common)
}
