//! The one place that says what a person may see and do in a case.
//!
//! Members of the case and who acts for them see it from when something is first addressed to them (they
//! open it, something is sent to them, they are asked to do something); so do officials who hold a role in it, have acted
//! in it, or may take one of its open tasks now. To everybody else the case isn't there at all.
//! Documents are for those whom `seen_by` names and for who filed them; private fields for officials and
//! for who they are about. What somebody may *do* beyond that is the engine's answer.

use crate::audience::{of_task, officials_who_acted, people_of};
use crate::ports::Audience;
use registrar_engine::case::{Case, Filed, Member, OpenTask, Seat};
use registrar_engine::chart::{Chart, Field, FormPlace, RoleKind, Type, Who};
use registrar_engine::event::Actor;
use registrar_engine::id::{PersonId, RoleIx};
use registrar_engine::step::{holds, member_name};
use registrar_engine::value::{Record, Value};
use std::collections::BTreeSet;

/// What a person is in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewpoint {
    /// Who.
    pub person: PersonId,
    /// The members that the person is or acts for.
    pub members: BTreeSet<Member>,
    /// The roles held, by seat, by representation, by a task or by having acted. No groups.
    pub roles: BTreeSet<RoleIx>,
    /// Whether any of them is an official's.
    pub official: bool,
}

/// The audiences that a person belongs to: itself and its pools.
pub fn audiences(person: &PersonId, pools: &[String]) -> Vec<Audience> {
    let pools = pools.iter().cloned().map(Audience::Pool);
    std::iter::once(Audience::Person(person.clone())).chain(pools).collect()
}

/// What a person is in a case; none: a stranger, to whom the case isn't there.
pub fn viewpoint(chart: &Chart, case: &Case, actor: &Actor) -> Option<Viewpoint> {
    let person = &actor.person;
    let mut members = BTreeSet::new();
    let mut roles = BTreeSet::new();
    for seat in case.seats.iter().filter(|seat| seat.is_present() && !seat.unaddressed) {
        if people_of(seat).any(|known| known == *person) {
            members.insert(seat.member());
            roles.insert(seat.role);
            let acting = seat.representatives.iter().filter(|r| r.until.is_none() && r.person == *person);
            roles.extend(acting.map(|r| r.role));
        }
    }
    if officials_who_acted(chart, case).any(|known| known == person) {
        let acted = case.acted.iter().filter(|(_, known)| known == person).map(|(role, _)| *role);
        roles.extend(acted.filter(|role| is_official(chart, *role)));
    }
    let audiences = audiences(person, &actor.pools);
    for open in &case.tasks {
        let offered = of_task(chart, case, open);
        if audiences.iter().any(|audience| offered.contains(audience)) {
            roles.extend(pool_roles(chart, case, open, actor));
        }
    }
    if roles.is_empty() {
        return None;
    }
    let official = roles.iter().any(|role| is_official(chart, *role));
    Some(Viewpoint { person: person.clone(), members, roles, official })
}

/// The pool roles through which an open task is this person's.
fn pool_roles(chart: &Chart, case: &Case, open: &OpenTask, actor: &Actor) -> Vec<RoleIx> {
    let Who::Roles(roles) = &chart.task(open.task).who else { return Vec::new() };
    let mine = |role: &RoleIx| match &chart.role(*role).kind {
        RoleKind::Pool { pool, .. } if case.holder(*role).is_none() => match &open.assignee {
            Some(assignee) => *assignee == actor.person,
            None => actor.pools.contains(pool),
        },
        _ => false,
    };
    roles.iter().copied().filter(mine).collect()
}

fn is_official(chart: &Chart, role: RoleIx) -> bool {
    matches!(chart.role(role).kind, RoleKind::Pool { .. })
}

/// Data without what is private.
pub fn without_private(fields: &[Field], data: &Record) -> Record {
    filtered(fields, data, &mut Vec::new(), &|_| false)
}

/// Data, of private fields only those whose path is allowed.
fn filtered(
    fields: &[Field],
    data: &Record,
    path: &mut Vec<String>,
    allowed: &dyn Fn(&[String]) -> bool,
) -> Record {
    let mut seen = Record::new();
    for (name, value) in data {
        // What no field declares (the inside of an opaque record) was let through with its field.
        let field = fields.iter().find(|field| field.name == *name);
        path.push(name.clone());
        if field.is_none_or(|field| !field.private || allowed(path)) {
            let inner = field.map(|field| &field.kind);
            let value = match (inner, value) {
                (Some(Type::Record(inner)), Value::Record(record)) => {
                    Value::Record(filtered(inner, record, path, allowed))
                }
                (Some(Type::List(inner)), Value::List(items)) => Value::List(
                    items
                        .iter()
                        .map(|item| match item {
                            Value::Record(record) => Value::Record(filtered(inner, record, path, allowed)),
                            other => other.clone(),
                        })
                        .collect(),
                ),
                (_, other) => other.clone(),
            };
            seen.insert(name.clone(), value);
        }
        path.pop();
    }
    seen
}

impl Viewpoint {
    /// The case's data as this person may see them: private fields are for officials and for who wrote
    /// them, which is whoever ended a task with them in its form.
    pub fn data(&self, chart: &Chart, case: &Case) -> Record {
        if self.official {
            return (*case.data).clone();
        }
        let mut wrote: Vec<&[String]> = Vec::new();
        for act in case.acts.iter().filter(|act| self.is(chart, &act.by)) {
            let task = chart.task(act.task);
            let outcome = task.outcomes.iter().find(|outcome| Some(&outcome.name) == act.outcome.as_ref());
            let fields = task.form.iter().chain(outcome.into_iter().flat_map(|outcome| &outcome.fields));
            wrote.extend(fields.filter_map(|field| match &field.place {
                FormPlace::Data(path) => Some(path.as_slice()),
                _ => None,
            }));
        }
        filtered(&chart.data, &case.data, &mut Vec::new(), &|path| {
            wrote.iter().any(|written| path.starts_with(written))
        })
    }

    /// A member's data as this person may see them.
    pub fn member_data(&self, chart: &Chart, seat: &Seat) -> Record {
        if self.sees_private_of(seat.member()) {
            return seat.data.clone();
        }
        without_private(&chart.role(seat.role).data, &seat.data)
    }

    /// Whether the person is this member, or acts for it: by label, `defendant[2]`.
    pub fn is(&self, chart: &Chart, label: &str) -> bool {
        self.members.iter().any(|member| member_name(chart, *member) == label)
            || self.roles.iter().any(|role| chart.role(*role).name == label)
    }

    /// Whether the person has a role, or one of a group.
    pub fn has(&self, chart: &Chart, role_or_group: RoleIx) -> bool {
        self.roles.iter().any(|role| holds(chart, role_or_group, *role))
    }

    /// Whether the person may see a document: its kind is for one of his roles, or he filed it.
    pub fn sees_document(&self, chart: &Chart, filed: &Filed) -> bool {
        self.sees_kind(chart, filed.document) || self.is(chart, &filed.by)
    }

    /// Whether documents of a kind are for the person, whoever filed them.
    pub fn sees_kind(&self, chart: &Chart, kind: registrar_engine::id::DocumentIx) -> bool {
        chart.document(kind).seen_by.iter().any(|role| self.has(chart, *role))
    }

    /// Whether the person may see a private field of a member.
    pub fn sees_private_of(&self, member: Member) -> bool {
        self.official || self.members.contains(&member)
    }

    /// Whether an open task is this person's to do, or to take.
    pub fn may_do(&self, chart: &Chart, case: &Case, open: &OpenTask, pools: &[String]) -> bool {
        let offered = of_task(chart, case, open);
        audiences(&self.person, pools).iter().any(|audience| offered.contains(audience))
    }
}
