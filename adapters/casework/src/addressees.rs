//! To whom notices, reminders and invitations go: members, who acts for them, whoever holds a role.

use crate::audience::{of_task, people_of};
use crate::ports::{Addressee, Audience};
use registrar_engine::case::{Case, Clock, Member, OpenTask, Seat};
use registrar_engine::chart::{Channel, Chart, RoleKind};
use registrar_engine::id::{PersonId, RoleIx};
use registrar_engine::step::{member_name, members_for, same_copies};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody addressed, with the addresses that the case knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    audience: Option<Audience>,
    member: String,
    name: String,
    contact: BTreeMap<Channel, String>,
    seat: Option<Member>,
}

impl Addressed {
    /// The channels that can be tried. To a pool only the portal speaks; mail and the like need an address
    /// in the case, or an account that may have one.
    pub fn channels(&self, wanted: &BTreeSet<Channel>) -> Vec<Channel> {
        let possible = |channel: &Channel| match &self.audience {
            Some(Audience::Pool(_)) => *channel == Channel::Portal,
            Some(Audience::Person(_)) => true,
            // Without an account the portal is tried as well: it fails, and that is recorded.
            None => *channel == Channel::Portal || self.contact.contains_key(channel),
        };
        wanted.iter().copied().filter(possible).collect()
    }

    /// The addressee in one channel.
    pub fn to(&self, channel: Channel) -> Addressee {
        Addressee {
            audience: self.audience.clone(),
            member: self.member.clone(),
            name: self.name.clone(),
            address: self.contact.get(&channel).cloned(),
        }
    }

    /// The seat to be taken with the code that goes with it: without an account, and not in the portal.
    pub fn invite(&self, channel: Channel) -> Option<Member> {
        self.seat.filter(|_| self.audience.is_none() && channel != Channel::Portal)
    }
}

/// Whom a notice is for: the member and who acts for it, or whoever holds the role now.
pub fn of_notice(chart: &Chart, case: &Case, to: Option<Member>, role: &str) -> Vec<Addressed> {
    if let Some(seat) = to.and_then(|member| case.seat(member)) {
        return of_seat(chart, seat);
    }
    let Some(role) = chart.role_named(role) else { return Vec::new() };
    let roles: Vec<RoleIx> = match &chart.role(role).kind {
        RoleKind::Group(roles) => roles.clone(),
        _ => vec![role],
    };
    let found: Vec<Addressed> = roles.into_iter().flat_map(|role| of_role(chart, case, role)).collect();
    distinct(found)
}

/// Whoever holds a role: its members; officials who have one of its tasks; else its pool, where there is
/// a task for it or it has acted.
fn of_role(chart: &Chart, case: &Case, role: RoleIx) -> Vec<Addressed> {
    if case.holder(role).is_some() {
        let seats = case.seats.iter().filter(|seat| seat.role == role && seat.is_present());
        return seats.flat_map(|seat| of_seat(chart, seat)).collect();
    }
    let RoleKind::Pool { pool, .. } = &chart.role(role).kind else { return Vec::new() };
    let name = &chart.role(role).name;
    let mut people: BTreeSet<PersonId> =
        case.acted.iter().filter(|(acted, _)| *acted == role).map(|(_, person)| person.clone()).collect();
    let mine = case.tasks.iter().filter(|open| registrar_engine::step::is_for(chart, open, role));
    people.extend(mine.filter_map(|open| open.assignee.clone()));
    if people.is_empty() {
        return vec![of_audience(Audience::Pool(pool.clone()), name)];
    }
    people.into_iter().map(|person| of_audience(Audience::Person(person), name)).collect()
}

fn of_seat(chart: &Chart, seat: &Seat) -> Vec<Addressed> {
    let member = member_name(chart, seat.member());
    let own = Addressed {
        audience: seat.person.clone().map(Audience::Person),
        member: member.clone(),
        name: seat.name.clone(),
        contact: seat.contact.clone(),
        seat: Some(seat.member()),
    };
    let acting = seat.representatives.iter().filter(|r| r.until.is_none()).map(|representation| Addressed {
        audience: Some(Audience::Person(representation.person.clone())),
        member: member.clone(),
        name: representation.name.clone(),
        contact: BTreeMap::new(),
        seat: None,
    });
    std::iter::once(own).chain(acting).collect()
}

fn of_audience(audience: Audience, role: &str) -> Addressed {
    Addressed {
        audience: Some(audience),
        member: role.to_owned(),
        name: String::new(),
        contact: BTreeMap::new(),
        seat: None,
    }
}

/// Whom a clock concerns: those who have a task to do by it; where there is none, the officials of the case.
pub fn of_reminder(chart: &Chart, case: &Case, clock: u64) -> Vec<Addressed> {
    let Some(clock) = case.clocks.iter().find(|known| known.number == clock) else { return Vec::new() };
    let limited = limited_by(chart, case, clock);
    let mut found: Vec<Addressed> = Vec::new();
    for open in &limited {
        let audiences = of_task(chart, case, open);
        let seated = case
            .seats
            .iter()
            .filter(|seat| people_of(seat).any(|p| audiences.contains(&Audience::Person(p))));
        let seated: Vec<Addressed> = seated
            .flat_map(|seat| of_seat(chart, seat))
            .filter(|addressed| {
                addressed.audience.as_ref().is_some_and(|audience| audiences.contains(audience))
            })
            .collect();
        let known: BTreeSet<Audience> =
            seated.iter().filter_map(|addressed| addressed.audience.clone()).collect();
        found.extend(seated);
        let task = &chart.task(open.task).name;
        found.extend(audiences.difference(&known).cloned().map(|audience| of_audience(audience, task)));
    }
    if limited.is_empty() {
        let officials = case
            .seats
            .iter()
            .filter(|seat| seat.is_present() && matches!(chart.role(seat.role).kind, RoleKind::Pool { .. }));
        found.extend(officials.flat_map(|seat| of_seat(chart, seat)));
    }
    distinct(found)
}

/// The open tasks that are to be done by a clock, in its copy.
pub fn limited_by<'c>(chart: &Chart, case: &'c Case, clock: &Clock) -> Vec<&'c OpenTask> {
    case.tasks
        .iter()
        .filter(|open| chart.task(open.task).due.contains(&clock.deadline))
        .filter(|open| same_copies(chart, &open.place, &clock.place))
        .collect()
}

/// Where an invitation to a seat goes when it goes by itself: to each address out of the house, once
/// there is something for the member to do. (Notices carry an invitation with them; a defendant isn't
/// invited into a case that the plaintiff is still drafting.)
pub fn of_invitation(chart: &Chart, case: &Case, member: Member) -> Vec<(Addressee, Channel)> {
    let Some(seat) = case.seat(member).filter(|seat| seat.person.is_none() && seat.is_present()) else {
        return Vec::new();
    };
    let has_to_do =
        |open: &OpenTask| members_for(chart, case, &chart.task(open.task).who, &open.place).contains(&member);
    if !case.tasks.iter().any(has_to_do) {
        return Vec::new();
    }
    let Some(own) = of_seat(chart, seat).into_iter().next() else { return Vec::new() };
    seat.contact
        .keys()
        .filter(|channel| **channel != Channel::Portal)
        .map(|channel| (own.to(*channel), *channel))
        .collect()
}

/// Each audience once; those without an account each for themselves.
fn distinct(found: Vec<Addressed>) -> Vec<Addressed> {
    let mut known = BTreeSet::new();
    found
        .into_iter()
        .filter(|addressed| addressed.audience.clone().is_none_or(|audience| known.insert(audience)))
        .collect()
}
