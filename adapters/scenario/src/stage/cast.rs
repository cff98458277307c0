//! The people of a scenario: accounts made as they are spoken of, officials in their pools. Decides
//! which account the words of a step mean in the case being played.

use super::Stage;
use crate::failure::{Failure, Played};
use crate::language::plain;
use crate::who::{Seat, Who};
use registrar_casework::Caller;
use registrar_casework::ports::Person;
use registrar_engine::case::{Case, Member, OpenTask};
use registrar_engine::chart::{Chart, RoleKind};
use registrar_engine::event::Actor;
use registrar_engine::id::{PersonId, RoleIx};
use registrar_engine::step::member_name;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everybody with an account in a scenario.
#[derive(Debug, Default)]
pub struct Cast {
    by_name: BTreeMap<String, Person>,
    pools: BTreeMap<String, Vec<PersonId>>,
}

impl Cast {
    /// The people of a pool, by id: the order in which lots know them.
    pub fn pool(&self, pool: &str) -> Vec<PersonId> {
        let mut people = self.pools.get(pool).cloned().unwrap_or_default();
        people.sort();
        people
    }

    /// Somebody by name.
    pub fn named(&self, name: &str) -> Option<&Person> {
        self.by_name.get(&plain(name))
    }

    /// The name of an account.
    pub fn name(&self, id: &PersonId) -> String {
        let found = self.by_name.values().find(|person| person.id == *id);
        found.map_or_else(|| id.to_string(), |person| person.name.clone())
    }
}

impl Stage {
    /// The account of a name, made if there is none.
    pub async fn account(&mut self, name: &str, pool: Option<&str>) -> Played<Person> {
        let key = plain(name);
        let made = self.cast.by_name.len() + 1;
        let mut person = match self.cast.by_name.get(&key) {
            Some(person) => person.clone(),
            None => Person {
                id: PersonId::parse(&format!("person-{made:04}")).map_err(Failure::fault)?,
                name: name.trim().to_owned(),
                organisation: None,
                pools: Vec::new(),
                contact: BTreeMap::new(),
                language: self.language.key().to_owned(),
                zone: String::new(),
            },
        };
        if let Some(pool) = pool
            && !person.pools.iter().any(|known| known == pool)
        {
            person.pools.push(pool.to_owned());
            person.pools.sort();
            self.cast.pools.entry(pool.to_owned()).or_default().push(person.id.clone());
        }
        self.ports.people.put_person(&person).await.map_err(Failure::fault)?;
        self.cast.by_name.insert(key, person.clone());
        Ok(person)
    }

    /// One official for each pool of the definition that the scenario hasn't staffed.
    pub async fn staff_pools(&mut self) -> Played {
        let chart = Arc::clone(&self.chart);
        for role in &chart.roles {
            let RoleKind::Pool { pool, .. } = &role.kind else { continue };
            if self.cast.pools.get(pool).is_none_or(Vec::is_empty) {
                let name = role.title.get(self.language.key()).unwrap_or(&role.name).clone();
                self.account(&name, Some(pool)).await?;
            }
        }
        Ok(())
    }

    /// The member that a seat means in this case.
    pub fn member(&self, case: &Case, seat: Seat) -> Played<Member> {
        let chart = Arc::clone(&self.chart);
        let name = &chart.role(seat.role).name;
        let seats: Vec<&registrar_engine::case::Seat> =
            case.seats.iter().filter(|known| known.role == seat.role).collect();
        let number = match (seat.number, seats.as_slice()) {
            (Some(number), _) => number,
            (None, [one]) => one.number,
            (None, []) => return Err(Failure::cannot(format!("the case has no {name}"))),
            (None, many) => {
                let count = many.len();
                return Err(Failure::cannot(format!(
                    "the case has {count} of the role `{name}`: say which, `{name} 1` to `{name} {count}`"
                )));
            }
        };
        let member = Member { role: seat.role, number };
        match case.seat(member) {
            Some(_) => Ok(member),
            None => Err(Failure::cannot(format!("the case has no {name} {number}"))),
        }
    }

    /// The labels under which a docket may know somebody: `defendant[2]`, `filing_officer`.
    pub fn labels(&self, case: &Case, who: &Who) -> Played<Vec<String>> {
        let chart = &self.chart;
        let of_person = |person: &PersonId| {
            let seats = case.seats.iter().filter(|seat| {
                seat.person.as_ref() == Some(person)
                    || seat.representatives.iter().any(|r| r.person == *person)
            });
            let seats = seats.map(|seat| member_name(chart, seat.member()));
            let acted = case.acted.iter().filter(|(_, known)| known == person);
            seats.chain(acted.map(|(role, _)| chart.role(*role).name.clone())).collect()
        };
        Ok(match who {
            Who::Stranger => Vec::new(),
            Who::Named { member: Some(seat), .. } | Who::For { member: seat, .. } => {
                vec![member_name(chart, self.member(case, *seat)?)]
            }
            Who::Named { name, member: None } => {
                let known = self.cast.named(name);
                let missing = || Failure::cannot(format!("nobody is called `{name}` here"));
                of_person(&known.ok_or_else(missing)?.id)
            }
            Who::Role(seat) => {
                let role = chart.role(seat.role);
                if matches!(role.kind, RoleKind::Party { .. }) {
                    return Ok(vec![member_name(chart, self.member(case, *seat)?)]);
                }
                let seats = case.seats.iter().filter(|known| known.role == seat.role);
                let seats = seats.map(|seat| member_name(chart, seat.member()));
                std::iter::once(role.name.clone()).chain(seats).collect()
            }
        })
    }

    /// Somebody in words.
    pub fn told(&self, who: &Who) -> String {
        let seat = |seat: &Seat| {
            let name = self.chart.role(seat.role).name.replace('_', " ");
            seat.number.map_or_else(|| format!("the {name}"), |number| format!("{name} {number}"))
        };
        match who {
            Who::Role(of) => seat(of),
            Who::For { role, member } => {
                format!("the {} of {}", self.chart.role(*role).name.replace('_', " "), seat(member))
            }
            Who::Named { name, .. } => format!("`{name}`"),
            Who::Stranger => "a stranger".to_owned(),
        }
    }

    /// Who is meant, as the door knows callers.
    pub async fn caller(&mut self, who: &Who, task: Option<&OpenTask>) -> Played<Caller> {
        let (person, member) = self.person(who, task).await?;
        Ok(Caller::Person { person, member })
    }

    /// Who is meant, as the engine knows actors.
    pub async fn actor(&mut self, who: &Who, task: Option<&OpenTask>) -> Played<Actor> {
        let (person, member) = self.person(who, task).await?;
        let known = self.ports.people.person(&person).await.map_err(Failure::fault)?;
        Ok(Actor { person, pools: known.map(|known| known.pools).unwrap_or_default(), member })
    }

    /// The account that is meant, and as which member it acts.
    pub async fn person(&mut self, who: &Who, task: Option<&OpenTask>) -> Played<(PersonId, Option<String>)> {
        let chart = Arc::clone(&self.chart);
        match who {
            Who::Stranger => {
                let name = match self.language {
                    crate::language::Language::English => "A stranger",
                    crate::language::Language::Chinese => "陌生人",
                };
                Ok((self.account(name, None).await?.id, None))
            }
            Who::Named { name, member } => {
                let case = self.case_if_any().await?;
                let label = match (member, &case) {
                    (Some(seat), Some(case)) => Some(member_name(&chart, self.member(case, *seat)?)),
                    _ => None,
                };
                let seated = case.as_ref().and_then(|case| {
                    case.seats.iter().find(|seat| plain(&seat.name) == plain(name))?.person.clone()
                });
                let known = seated.or_else(|| self.cast.named(name).map(|person| person.id.clone()));
                match known {
                    Some(id) => Ok((id, label)),
                    None => Ok((self.account(name, None).await?.id, label)),
                }
            }
            Who::For { role, member } => {
                let case = self.case().await?;
                let member = self.member(&case, *member)?;
                let seat = case.seat(member).ok_or_else(|| Failure::lacks("a seat"))?;
                let acting = seat.representatives.iter().rev().filter(|r| r.role == *role);
                let found = acting.clone().find(|r| r.until.is_none()).or_else(|| acting.clone().next());
                let label = member_name(&chart, member);
                match found {
                    Some(found) => Ok((found.person.clone(), Some(label))),
                    None => {
                        let role = &chart.role(*role).name;
                        Err(Failure::cannot(format!("nobody acts as {role} for {label}")))
                    }
                }
            }
            Who::Role(seat) => self.holder(&chart, *seat, task).await,
        }
    }

    async fn holder(
        &mut self,
        chart: &Chart,
        seat: Seat,
        task: Option<&OpenTask>,
    ) -> Played<(PersonId, Option<String>)> {
        let RoleKind::Pool { pool, .. } = &chart.role(seat.role).kind else {
            let case = self.case().await?;
            let member = self.member(&case, seat)?;
            let label = member_name(chart, member);
            let person = case.seat(member).and_then(|seat| seat.person.clone());
            return match person {
                Some(person) => Ok((person, Some(label))),
                None => Err(Failure::cannot(format!("{label} has no account yet"))),
            };
        };
        let people = self.cast.pool(pool);
        let case = self.case_if_any().await?;
        if let Some(number) = seat.number {
            let at = usize::try_from(number).unwrap_or_default().wrapping_sub(1);
            let found = self.cast.pools.get(pool).and_then(|named| named.get(at)).cloned();
            let missing = || Failure::cannot(format!("the pool `{pool}` has no {number}. person"));
            return found.map(|person| (person, None)).ok_or_else(missing);
        }
        let holding = case.as_ref().and_then(|case| official(chart, case, seat.role, task, &people));
        let person = holding.or_else(|| people.first().cloned());
        person
            .map(|person| (person, None))
            .ok_or_else(|| Failure::cannot(format!("nobody is in the pool `{pool}`")))
    }
}

/// The official whom a role means: who holds the seat, who has the task, who has a task of the role,
/// who acted in it last.
fn official(
    chart: &Chart,
    case: &Case,
    role: RoleIx,
    task: Option<&OpenTask>,
    pool: &[PersonId],
) -> Option<PersonId> {
    let seated = case.seats.iter().rev().find(|seat| seat.role == role && seat.is_present());
    if let Some(person) = seated.and_then(|seat| seat.person.clone()) {
        return Some(person);
    }
    let in_pool = |person: &PersonId| pool.contains(person);
    if let Some(person) = task.and_then(|task| task.assignee.clone()).filter(|p| in_pool(p)) {
        return Some(person);
    }
    let mine = |open: &&OpenTask| matches!(&chart.task(open.task).who, registrar_engine::chart::Who::Roles(roles) if roles.contains(&role));
    let held = case.tasks.iter().filter(mine).find_map(|open| open.assignee.clone());
    let acted =
        || case.acted.iter().rev().find(|(known, _)| *known == role).map(|(_, person)| person.clone());
    held.filter(|p| in_pool(p)).or_else(acted)
}
