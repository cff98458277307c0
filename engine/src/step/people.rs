//! Who may do a task: members, those who represent them, officials of a pool; separation of duties.

use super::place::{holds, members_around};
use super::run::{Acting, Run, member_name};
use crate::case::{Case, Member, OpenTask, Place, Seat};
use crate::chart::{Assign, Chart, FieldPath, RoleKind, Who};
use crate::effect::Effect;
use crate::event::Actor;
use crate::id::{PersonId, RoleIx};
use crate::refusal::Refusal;
use crate::value::Value;

/// Whether a task may be done by a role.
pub fn is_for(chart: &Chart, task: &OpenTask, role: RoleIx) -> bool {
    matches!(&chart.task(task.task).who, Who::Roles(roles) if roles.contains(&role))
}

/// The members a task is for, the present ones: inside a copy of one of them, that one alone
/// (rules 12 and 13); for `member.FIELD`, the person in the field.
pub fn members_for(chart: &Chart, case: &Case, who: &Who, place: &Place) -> Vec<Member> {
    match who {
        Who::Service(_) => Vec::new(),
        Who::Member(path) => person_in_field(chart, case, path, place).into_iter().collect(),
        Who::Roles(roles) => {
            let own = members_around(chart, case, place).into_iter().find(|m| roles.contains(&m.role));
            case.seats
                .iter()
                .filter(|seat| seat.is_present() && roles.contains(&seat.role))
                .map(Seat::member)
                .filter(|member| {
                    let party = matches!(chart.role(member.role).kind, RoleKind::Party { .. });
                    !party || own.is_none_or(|own| own == *member)
                })
                .collect()
        }
    }
}

impl Run<'_> {
    /// From now on the case is there for a member.
    pub fn address(&mut self, member: Member) {
        let meant = |seat: &Seat| seat.unaddressed && seat.member() == member;
        if let Some(at) = self.case.seats.iter().position(meant) {
            self.case.seats[at].unaddressed = false;
        }
    }

    /// Who has something to do is addressed by it.
    pub fn address_by_tasks(&mut self) {
        let chart = self.chart;
        if !self.case.seats.iter().any(|seat| seat.unaddressed) {
            return;
        }
        let tasks = self.case.tasks.iter();
        let asked: Vec<Member> = tasks
            .flat_map(|open| members_for(chart, &self.case, &chart.task(open.task).who, &open.place))
            .collect();
        asked.into_iter().for_each(|member| self.address(member));
    }
}

fn person_in_field(chart: &Chart, case: &Case, path: &FieldPath, place: &Place) -> Option<Member> {
    let record = super::place::member_record(chart, case, place)?;
    let label = Value::at(record, path).text()?;
    member_named(chart, case, label)
}

/// The member of a label: `defendant[2]`; `judge` is the first.
pub fn member_named(chart: &Chart, case: &Case, label: &str) -> Option<Member> {
    let (name, number) = match label.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        Some((name, number)) => (name, number.parse().ok()?),
        None => (label, 1),
    };
    let member = Member { role: chart.role_named(name)?, number };
    case.seat(member).map(Seat::member)
}

/// As whom the actor may do a task.
///
/// # Errors
/// Why not.
pub fn acting_for(chart: &Chart, case: &Case, open: &OpenTask, by: &Actor) -> Result<Acting, Refusal> {
    let task = chart.task(open.task);
    let refused = |whose: String| Refusal::NotYours { task: task.name.clone(), whose };
    let mut separated = None;
    let mut taken = false;
    let wanted = match &by.member {
        None => None,
        Some(label) => match member_named(chart, case, label) {
            Some(member) => Some(member),
            None => return Err(Refusal::Unknown { what: "member".to_owned(), name: label.clone() }),
        },
    };
    for member in members_for(chart, case, &task.who, &open.place) {
        if wanted.is_some_and(|wanted| wanted != member) {
            continue;
        }
        let Some(seat) = case.seat(member) else { continue };
        let Some(through) = acts_for(seat, &by.person) else { continue };
        let label = member_name(chart, member);
        let acting =
            Acting { person: by.person.clone(), role: member.role, member: Some(member), through, label };
        match check_separation(chart, case, &acting) {
            Ok(()) => return Ok(acting),
            Err(refusal) => separated = Some(refusal),
        }
    }
    if let (Who::Roles(roles), None) = (&task.who, wanted) {
        for role in roles {
            let RoleKind::Pool { pool, assign, .. } = &chart.role(*role).kind else { continue };
            if case.holder(*role).is_some() || !by.pools.contains(pool) {
                continue;
            }
            let free = match &open.assignee {
                Some(assignee) => *assignee == by.person,
                // A drawn role is nobody's until the lot has been cast.
                None => *assign == Assign::Claim,
            };
            if !free {
                taken = true;
                continue;
            }
            let label = chart.role(*role).name.clone();
            let acting =
                Acting { person: by.person.clone(), role: *role, member: None, through: None, label };
            match check_separation(chart, case, &acting) {
                Ok(()) => return Ok(acting),
                Err(refusal) => separated = Some(refusal),
            }
        }
    }
    if let Some(refusal) = separated {
        return Err(refusal);
    }
    if taken {
        return Err(Refusal::TakenByOther { task: task.name.clone() });
    }
    Err(refused(whose(chart, case, open)))
}

/// The roles or members a task is for, in words.
pub fn whose(chart: &Chart, case: &Case, open: &OpenTask) -> String {
    let task = chart.task(open.task);
    match &task.who {
        Who::Service(service) => chart.services[service.at()].0.clone(),
        Who::Member(path) => person_in_field(chart, case, path, &open.place)
            .map_or_else(|| format!("member.{}", path.join(".")), |member| member_name(chart, member)),
        Who::Roles(roles) => {
            let own = members_around(chart, case, &open.place).into_iter().find(|m| roles.contains(&m.role));
            let names: Vec<String> = roles
                .iter()
                .filter(|role| {
                    let party = matches!(chart.role(**role).kind, RoleKind::Party { .. });
                    own.is_none() || !party
                })
                .map(|role| chart.role(*role).name.clone())
                .chain(own.map(|own| member_name(chart, own)))
                .collect();
            names.join(", ")
        }
    }
}

/// Whether a person holds a seat (`Some(None)`) or acts for it (`Some(Some(role))`).
pub fn acts_for(seat: &Seat, person: &PersonId) -> Option<Option<RoleIx>> {
    if !seat.is_present() {
        return None;
    }
    if seat.person.as_ref() == Some(person) {
        return Some(None);
    }
    seat.representatives
        .iter()
        .find(|r| r.person == *person && r.until.is_none())
        .map(|representation| Some(representation.role))
}

/// Separation of duties: who has acted in, holds, or represents one role of a group may act in no
/// other role of it.
pub fn check_separation(chart: &Chart, case: &Case, acting: &Acting) -> Result<(), Refusal> {
    let own: Vec<RoleIx> = [Some(acting.role), acting.through].into_iter().flatten().collect();
    for group in &chart.separate {
        let Some(role) = own.iter().find(|role| in_group(chart, group, **role)) else { continue };
        let others = |other: RoleIx| in_group(chart, group, other) && !same_side(chart, group, other, *role);
        if let Some(other) = roles_of(case, &acting.person).into_iter().find(|other| others(*other)) {
            return Err(Refusal::Separated {
                role: chart.role(*role).name.clone(),
                other: chart.role(other).name.clone(),
            });
        }
    }
    Ok(())
}

fn in_group(chart: &Chart, group: &[RoleIx], role: RoleIx) -> bool {
    group.iter().any(|listed| holds(chart, *listed, role))
}

fn same_side(chart: &Chart, group: &[RoleIx], left: RoleIx, right: RoleIx) -> bool {
    group.iter().any(|listed| holds(chart, *listed, left) && holds(chart, *listed, right))
}

/// The roles a person has acted in, holds or represents in a case.
pub fn roles_of(case: &Case, person: &PersonId) -> Vec<RoleIx> {
    let acted = case.acted.iter().filter(|(_, p)| p == person).map(|(role, _)| *role);
    let seated = case.seats.iter().filter(|s| s.person.as_ref() == Some(person)).map(|s| s.role);
    let representing = case.seats.iter().flat_map(|seat| {
        let mine = seat.representatives.iter().filter(|r| r.person == *person);
        mine.flat_map(|r| [r.role, seat.role]).collect::<Vec<_>>()
    });
    acted.chain(seated).chain(representing).collect()
}

impl Run<'_> {
    /// Remembers that somebody has acted in a role.
    pub fn has_acted(&mut self, acting: &Acting) {
        for role in [Some(acting.role), acting.through].into_iter().flatten() {
            let entry = (role, acting.person.clone());
            if !self.case.acted.contains(&entry) {
                self.case.acted.push(entry);
            }
        }
    }

    /// Asks for the lot when a role is drawn and nobody holds it.
    pub fn draw_for(&mut self, role: RoleIx, task: Option<u64>) {
        let chart = self.chart;
        let RoleKind::Pool { pool, assign, keep } = &chart.role(role).kind else { return };
        if self.case.holder(role).is_some() {
            return;
        }
        let task = if *keep { None } else { task };
        let name = chart.role(role).name.clone();
        let asked = self.effects.iter().any(|effect| {
            matches!(effect, Effect::Draw { role, task: for_task, .. } if *role == name && *for_task == task)
        });
        if asked {
            return;
        }
        let effect = Effect::Draw {
            role: name,
            pool: pool.clone(),
            least_loaded: *assign == Assign::LeastLoaded,
            task,
            excluding: self.excluded_from(role),
        };
        self.effects.push(effect);
    }

    /// Everybody whom separation of duties keeps out of a role.
    pub fn excluded_from(&self, role: RoleIx) -> Vec<PersonId> {
        let mut people: Vec<PersonId> = self.case.acted.iter().map(|(_, person)| person.clone()).collect();
        for seat in &self.case.seats {
            people.extend(seat.person.clone());
            people.extend(seat.representatives.iter().map(|r| r.person.clone()));
        }
        people.sort();
        people.dedup();
        people.retain(|person| {
            let label = String::new();
            let acting = Acting { person: person.clone(), role, member: None, through: None, label };
            check_separation(self.chart, &self.case, &acting).is_err()
        });
        people
    }
}
