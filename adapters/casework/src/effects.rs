//! The one `match` on effects: what is performed within the commit, and what goes to the outbox.

use crate::addressees;
use crate::lot;
use crate::ports::{OutboxRow, Outgoing, Ports};
use crate::working::Trouble;
use registrar_engine::case::{Case, Served};
use registrar_engine::chart::{Channel, Chart};
use registrar_engine::effect::Effect;
use registrar_engine::event::Event;
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// What performing needs: the ports, the moment of recording, and what this batch has drawn already.
pub struct World<'a> {
    /// The ports.
    pub ports: &'a Ports,
    /// When the entries are recorded.
    pub now: Moment,
    /// Tasks given to people in this batch: the store doesn't know of them yet.
    pub given: &'a Mutex<BTreeMap<PersonId, u32>>,
}

/// What became of an effect.
#[derive(Debug)]
pub enum Performed {
    /// It is an event already, to be applied in the same commit.
    Now(Event),
    /// It is for the outbox.
    Later(Effect),
}

/// Performs an effect, or leaves it to the outbox.
///
/// # Errors
/// When a draw can't be made.
pub async fn perform(effect: Effect, world: &World<'_>) -> Result<Performed, Trouble> {
    match effect {
        Effect::Draw { role, pool, least_loaded, task, excluding } => {
            let candidates = candidates(&pool, &excluding, world).await?;
            let names: BTreeMap<PersonId, String> =
                candidates.iter().map(|(person, name, _)| (person.clone(), name.clone())).collect();
            let mut random = [0; lot::BYTES];
            world.ports.randomness.fill(&mut random).map_err(crate::ports::StoreFault::Unavailable)?;
            let candidates = candidates.into_iter().map(|(person, _, load)| (person, load)).collect();
            let (person, draw) = lot::draw(candidates, least_loaded, &random).ok_or_else(|| {
                Trouble::Incident(format!("there is nobody in the pool `{pool}` who may be `{role}`"))
            })?;
            *world
                .given
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .entry(person.clone())
                .or_default() += 1;
            let name = names.get(&person).cloned().unwrap_or_default();
            Ok(Performed::Now(Event::Assigned { role, task, person, name, draw }))
        }
        later @ (Effect::Notify { .. }
        | Effect::Remind { .. }
        | Effect::Ask { .. }
        | Effect::Render { .. }
        | Effect::Invite { .. }) => Ok(Performed::Later(later)),
    }
}

/// Those of a pool who may be drawn, by id, with their open tasks.
async fn candidates(
    pool: &str,
    excluding: &[PersonId],
    world: &World<'_>,
) -> Result<Vec<(PersonId, String, u32)>, Trouble> {
    let mut people = world.ports.people.pool(pool).await?;
    people.retain(|person| !excluding.contains(&person.id));
    people.sort_by(|left, right| left.id.cmp(&right.id));
    let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
    let loads = world.ports.store.loads(&ids).await?;
    let given = world.given.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let load = |person: &PersonId, stored: u32| {
        stored.saturating_add(given.get(person).copied().unwrap_or_default())
    };
    Ok(people
        .into_iter()
        .zip(loads)
        .map(|(person, stored)| {
            let load = load(&person.id, stored);
            (person.id, person.name, load)
        })
        .collect())
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

/// The outbox rows of an effect: one for each addressee and channel.
pub fn outgoing(
    chart: &Chart,
    case: &Case,
    effect: &Effect,
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
    expanded(chart, case, effect).into_iter().zip(1..).map(row).collect()
}

fn expanded(chart: &Chart, case: &Case, effect: &Effect) -> Vec<Outgoing> {
    match effect {
        Effect::Notify { notice, delivery, to, role, channels } => {
            let addressed = addressees::of_notice(chart, case, *to, role);
            let channels: BTreeSet<Channel> = channels.iter().copied().collect();
            let mut rows = Vec::new();
            for addressed in addressed {
                for channel in addressed.channels(&channels) {
                    rows.push(Outgoing::Notice {
                        notice: notice.clone(),
                        delivery: *delivery,
                        to: addressed.to(channel),
                        channel,
                        invite: addressed.invite(channel),
                    });
                }
            }
            rows
        }
        Effect::Remind { deadline, clock, reminder } => {
            let row = |to: crate::ports::Addressee, channel| Outgoing::Reminder {
                deadline: deadline.clone(),
                clock: *clock,
                reminder: *reminder,
                to,
                channel,
            };
            let both = BTreeSet::from([Channel::Portal, Channel::Mail]);
            addressees::of_reminder(chart, case, *clock)
                .into_iter()
                .flat_map(|addressed| {
                    let channels = addressed.channels(&both);
                    channels
                        .into_iter()
                        .map(move |channel| (addressed.to(channel), channel))
                        .collect::<Vec<_>>()
                })
                .map(|(to, channel)| row(to, channel))
                .collect()
        }
        Effect::Ask { service, task, name, data } => vec![Outgoing::Ask {
            service: service.clone(),
            task: *task,
            name: name.clone(),
            data: data.clone(),
        }],
        Effect::Render { document, name, template } => {
            vec![Outgoing::Render { document: *document, name: name.clone(), template: template.clone() }]
        }
        Effect::Invite { member } => addressees::of_invitation(chart, case, *member)
            .into_iter()
            .map(|(to, channel)| Outgoing::Invitation { seat: *member, to, channel })
            .collect(),
        // Performed within the commit.
        Effect::Draw { .. } => Vec::new(),
    }
}
