//! The one `match` on effects: what is performed within the commit, and what goes to the outbox.

use crate::addressees::{self, Addressed};
use crate::lot;
use crate::ports::{OutboxRow, Outgoing, Ports, StoreFault};
use crate::working::Trouble;
use registrar_engine::case::{Case, Served, Standing};
use registrar_engine::chart::{Channel, Chart};
use registrar_engine::effect::Effect;
use registrar_engine::event::{Draw, Event};
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What performing needs: the ports, the moment of recording, and what this batch has drawn already.
pub struct World<'a> {
    /// The ports.
    pub ports: &'a Ports,
    /// When the entries are recorded.
    pub now: Moment,
    /// Tasks given to people in the batch before, which is being made durable: the store doesn't count them yet.
    pub carried: &'a BTreeMap<PersonId, u32>,
    /// Tasks given to people in this batch.
    pub given: &'a Mutex<BTreeMap<PersonId, u32>>,
}

impl World<'_> {
    fn given(&self) -> MutexGuard<'_, BTreeMap<PersonId, u32>> {
        // Counts are whole at every moment.
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What became of an effect.
#[derive(Debug)]
pub enum Performed {
    /// It is an event already, to be applied in the same commit.
    Now(Box<Event>),
    /// It is for the outbox: one for each addressee and channel.
    Later(Vec<Outgoing>),
}

/// Whether an effect is performed within the commit, before those that look up their addressees: a notice
/// to the judge finds the judge drawn.
pub fn comes_first(effect: &Effect) -> bool {
    matches!(effect, Effect::Draw { .. })
}

/// Performs an effect, or prepares it for the outbox.
///
/// # Errors
/// When a draw can't be made.
pub async fn perform(
    effect: &Effect,
    chart: &Chart,
    case: &Case,
    world: &World<'_>,
) -> Result<Performed, Trouble> {
    Ok(match effect {
        Effect::Draw { role, pool, least_loaded, task, excluding } => {
            let candidates = candidates(pool, excluding, world).await?;
            let (person, name, draw) = cast_lot(role, pool, *least_loaded, candidates, world)?;
            let (role, task) = (role.clone(), *task);
            Performed::Now(Box::new(Event::Assigned { role, task, person, name, draw }))
        }
        Effect::Notify { notice, delivery, to, role, channels } => {
            let channels: BTreeSet<Channel> = channels.iter().copied().collect();
            let each = each_way(addressees::of_notice(chart, case, *to, role), &channels);
            let row = |(addressed, channel): (Addressed, Channel)| Outgoing::Notice {
                notice: notice.clone(),
                delivery: *delivery,
                to: addressed.to(channel),
                channel,
                invite: addressed.invite(channel),
            };
            Performed::Later(each.map(row).collect())
        }
        Effect::Remind { deadline, clock, reminder } => {
            let both = BTreeSet::from([Channel::Portal, Channel::Mail]);
            let each = each_way(addressees::of_reminder(chart, case, *clock), &both);
            let known = case.clocks.iter().find(|known| known.number == *clock);
            let due = known.and_then(|clock| match clock.standing {
                Standing::Running { due, .. } => Some(due),
                Standing::Expired { at } => Some(at),
                _ => None,
            });
            let row = |(addressed, channel): (Addressed, Channel)| Outgoing::Reminder {
                deadline: deadline.clone(),
                clock: *clock,
                reminder: *reminder,
                due,
                to: addressed.to(channel),
                channel,
            };
            Performed::Later(each.map(row).collect())
        }
        Effect::Announce { deadline, clock, was, last_day } => {
            let both = BTreeSet::from([Channel::Portal, Channel::Mail]);
            let each = each_way(addressees::of_reminder(chart, case, *clock), &both);
            let row = |(addressed, channel): (Addressed, Channel)| Outgoing::Announcement {
                deadline: deadline.clone(),
                clock: *clock,
                was: *was,
                last_day: *last_day,
                to: addressed.to(channel),
                channel,
            };
            Performed::Later(each.map(row).collect())
        }
        Effect::Ask { service, task, name, data } => Performed::Later(vec![Outgoing::Ask {
            service: service.clone(),
            task: *task,
            name: name.clone(),
            data: data.clone(),
        }]),
        Effect::Render { document, name, template } => Performed::Later(vec![Outgoing::Render {
            document: *document,
            name: name.clone(),
            template: template.clone(),
        }]),
        Effect::Invite { member } => {
            let each = addressees::of_invitation(chart, case, *member).into_iter();
            let row = |(to, channel)| Outgoing::Invitation { seat: *member, to, channel };
            Performed::Later(each.map(row).collect())
        }
    })
}

/// Each addressee in each channel that can be tried.
fn each_way(
    addressed: Vec<Addressed>,
    channels: &BTreeSet<Channel>,
) -> impl Iterator<Item = (Addressed, Channel)> {
    let pairs = addressed.into_iter().flat_map(|addressed| {
        let possible = addressed.channels(channels);
        possible.into_iter().map(move |channel| (addressed.clone(), channel))
    });
    pairs.collect::<Vec<_>>().into_iter()
}

/// Who is drawn, with his name and the record of the draw.
fn cast_lot(
    role: &str,
    pool: &str,
    least_loaded: bool,
    candidates: Vec<Candidate>,
    world: &World<'_>,
) -> Result<(PersonId, String, Draw), Trouble> {
    let mut random = [0; lot::BYTES];
    world.ports.randomness.fill(&mut random).map_err(StoreFault::Unavailable)?;
    let loads = candidates.iter().map(|known| (known.person.clone(), known.load)).collect();
    let (person, draw) = lot::draw(loads, least_loaded, &random).ok_or_else(|| {
        Trouble::Incident(format!("there is nobody in the pool `{pool}` who may be `{role}`"))
    })?;
    *world.given().entry(person.clone()).or_default() += 1;
    let name = candidates.into_iter().find(|known| known.person == person).map(|known| known.name);
    Ok((person, name.unwrap_or_default(), draw))
}

/// Somebody who may be drawn.
struct Candidate {
    person: PersonId,
    name: String,
    load: u32,
}

/// Those of a pool who may be drawn, by id, with their open tasks.
async fn candidates(
    pool: &str,
    excluding: &[PersonId],
    world: &World<'_>,
) -> Result<Vec<Candidate>, StoreFault> {
    let mut people = world.ports.people.pool(pool).await?;
    people.retain(|person| !excluding.contains(&person.id));
    people.sort_by(|left, right| left.id.cmp(&right.id));
    let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
    let loads = world.ports.store.loads(&ids).await?;
    let given = world.given();
    let candidates = people.into_iter().zip(loads).map(|(person, stored)| {
        let new = [world.carried.get(&person.id), given.get(&person.id)];
        let load = new.into_iter().flatten().fold(stored, |load, more| load.saturating_add(*more));
        Candidate { person: person.id, name: person.name, load }
    });
    Ok(candidates.collect())
}

/// Adds what taking up an invitation brings: services of documents that are under way come to the new
/// account's portal too.
pub fn with_welcome(chart: &Chart, case: &Case, event: &Event, mut effects: Vec<Effect>) -> Vec<Effect> {
    let Event::Seated { member, .. } = event else { return effects };
    let Some(member) = registrar_engine::step::member_named(chart, case, member) else { return effects };
    for delivery in case.deliveries.iter().filter(|d| d.to == member && matches!(d.standing, Served::Open)) {
        let notice = chart.notice(delivery.notice);
        if notice.channels.contains(&Channel::Portal) {
            effects.push(Effect::Notify {
                notice: notice.name.clone(),
                delivery: Some(delivery.number),
                to: Some(member),
                role: chart.role(member.role).name.clone(),
                channels: vec![Channel::Portal],
            });
        }
    }
    effects
}

/// The member to whom a notice goes out of the house.
pub fn written_to(effect: &Effect) -> Option<registrar_engine::case::Member> {
    match effect {
        Effect::Notify { to, channels, .. } if channels.iter().any(|c| *c != Channel::Portal) => *to,
        _ => None,
    }
}

/// The outbox rows of what an effect asks for.
pub fn rows(
    case: &Case,
    effect: &Effect,
    outgoing: Vec<Outgoing>,
    entry: u64,
    number: u32,
    at: Moment,
) -> Vec<OutboxRow> {
    // Padded, so that ids sort as they were asked for.
    let stem = format!("{}.{entry:06}.{number:03}", case.case);
    let group = match effect {
        Effect::Notify { delivery: Some(delivery), .. } => Some(format!("{}.delivery.{delivery}", case.case)),
        Effect::Notify { .. } => Some(stem.clone()),
        _ => None,
    };
    let row = |(what, n): (Outgoing, u32)| OutboxRow {
        id: format!("{stem}.{n:03}"),
        case: case.case.clone(),
        entry,
        group: group.clone(),
        due: at,
        attempts: 0,
        what,
    };
    outgoing.into_iter().zip(1..).map(row).collect()
}
