//! The people of a story: an account for each seat of the population, an official for each role of a pool. Officials of
//! one pool are different people, so that separation of duties keeps nobody out.

use super::super::model::{Model, Slot};
use super::plan::Plan;
use crate::chart::{Channel, Chart, Role, RoleKind, ServedWhen};
use crate::event::Actor;
use crate::id::{PersonId, RoleIx};
use std::collections::{BTreeMap, BTreeSet};

/// A member.
pub struct Party {
    pub slot: Slot,
    pub person: PersonId,
    pub name: String,
    /// Whether there is an account from the start: to who has one, a portal's message is there at once.
    pub account: bool,
    pub contact: BTreeMap<Channel, String>,
}

/// An official.
pub struct Official {
    pub role: RoleIx,
    pub pool: String,
    pub person: PersonId,
    pub name: String,
}

/// Everybody.
pub struct Cast {
    pub parties: Vec<Party>,
    pub officials: Vec<Official>,
}

impl Cast {
    /// The people that a plan needs; none only if ids couldn't be made.
    pub fn of(model: &Model<'_>, plan: &Plan) -> Option<Self> {
        let chart = model.chart;
        let mut parties = Vec::new();
        let mut names: BTreeSet<String> = BTreeSet::new();
        // Scenarios know people by name: no two have the same.
        let mut named = |wanted: String, role: &Role| {
            let name = if names.contains(&wanted.to_lowercase()) {
                format!("{wanted} ({})", role.name)
            } else {
                wanted
            };
            names.insert(name.to_lowercase());
            name
        };
        for (at, slot) in model.population.slots.iter().enumerate() {
            let role = chart.role(slot.role);
            let (first, later) = model.population.counts(slot.role);
            let number = if first + later > 1 { format!(" {}", slot.number) } else { String::new() };
            let plain = format!("{}{}", role.name, slot.number);
            parties.push(Party {
                slot: *slot,
                person: PersonId::parse(&format!("party-{}", at + 1)).ok()?,
                name: named(format!("{}{number}", name_of(role)), role),
                account: slot.first && !plan.is_awaited(model, at, &arrives_at_once),
                contact: [
                    (Channel::Mail, format!("{plain}@example.org")),
                    (Channel::Sms, format!("+86 10 5550 {:04}", at + 1)),
                ]
                .into_iter()
                .filter(|(channel, _)| chart.notices.iter().any(|notice| notice.channels.contains(channel)))
                .collect(),
            });
        }
        let mut officials = Vec::new();
        for (at, role) in (0_u16..).zip(&chart.roles) {
            let RoleKind::Pool { pool, .. } = &role.kind else { continue };
            let person = PersonId::parse(&format!("official-{}", officials.len() + 1)).ok()?;
            let name = named(name_of(role), role);
            officials.push(Official { role: RoleIx(at), pool: pool.clone(), person, name });
        }
        Some(Self { parties, officials })
    }

    /// A member as an actor.
    pub fn party(&self, chart: &Chart, seat: usize) -> Option<Actor> {
        let party = self.parties.get(seat)?;
        let member = format!("{}[{}]", chart.role(party.slot.role).name, party.slot.number);
        Some(Actor { person: party.person.clone(), pools: Vec::new(), member: Some(member) })
    }

    /// An official as an actor.
    pub fn official(&self, person: &PersonId) -> Option<Actor> {
        let known = self.officials.iter().find(|official| official.person == *person)?;
        Some(Actor { person: known.person.clone(), pools: vec![known.pool.clone()], member: None })
    }
}

/// A name for people of a role, in letters that a table can hold.
fn name_of(role: &Role) -> String {
    let title = role.title.get("en").or_else(|| role.title.values().next()).unwrap_or(&role.name);
    let plain: String = title.chars().filter(|c| !matches!(c, '|' | '"' | '\\' | '\n' | '“' | '”')).collect();
    let plain = plain.trim();
    if plain.is_empty() { role.name.clone() } else { plain.chars().take(100).collect() }
}

/// Whether a notice is served by being in the portal of an account.
pub fn arrives_at_once(chart: &Chart, notice: crate::id::NoticeIx) -> bool {
    let notice = chart.notice(notice);
    notice.served_when.contains(&ServedWhen::Reached) && notice.channels.contains(&Channel::Portal)
}
