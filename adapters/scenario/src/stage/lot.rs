//! Scripted randomness: ids that differ and are the same in every run, and lots that fall as a scenario
//! says. The lot's rule is that of [`registrar_casework::lot`]: the number's remainder by the number of
//! the eligible.

use super::Stage;
use crate::failure::{Failure, Played};
use registrar_casework::ports::Randomness;
use registrar_engine::case::Case;
use registrar_engine::chart::{Assign, Chart, RoleKind};
use registrar_engine::event::Event;
use registrar_engine::id::{PersonId, RoleIx};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The least number that all of 1 to 40 divide: a multiple of it falls on the first of any 40 people.
const ANY_FORTY: u64 = 5_342_931_457_063_200;

/// Randomness for one scenario.
#[derive(Debug, Default)]
pub struct Lots {
    given: AtomicU64,
    wanted: AtomicU64,
}

impl Lots {
    /// From now on lots fall on this position among the eligible, from 0.
    pub fn fall_on(&self, position: u64) {
        self.wanted.store(position, Ordering::Relaxed);
    }
}

impl Randomness for Lots {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), String> {
        let given = u128::from(self.given.fetch_add(1, Ordering::Relaxed) + 1);
        let number = given * u128::from(ANY_FORTY) + u128::from(self.wanted.load(Ordering::Relaxed));
        let bytes = number.to_be_bytes();
        buffer.fill(0);
        // The end of the number at the end of the buffer: shorter buffers lose its beginning.
        for (to, from) in buffer.iter_mut().rev().zip(bytes.iter().rev()) {
            *to = *from;
        }
        Ok(())
    }
}

impl Stage {
    /// Has the next lot fall on whom the scenario says, as the case stands.
    pub async fn aim(&mut self) -> Played {
        let Some(name) = self.lot_on.clone() else { return Ok(()) };
        let person = self.account(&name, None).await?;
        let case = self.case_if_any().await?;
        let chart = Arc::clone(&self.chart);
        for (at, role) in (0_u16..).zip(&chart.roles) {
            let RoleKind::Pool { pool, assign, .. } = &role.kind else { continue };
            let seated = case.as_ref().is_some_and(|case| {
                case.seats.iter().any(|seat| seat.role == RoleIx(at) && seat.is_present())
            });
            if *assign == Assign::Claim || !person.pools.contains(pool) || seated {
                continue;
            }
            let people = self.cast.pool(pool);
            let loads = self.ports.store.loads(&people).await.map_err(Failure::fault)?;
            let people: Vec<(PersonId, u32)> = people.into_iter().zip(loads).collect();
            let least = *assign == Assign::LeastLoaded;
            let position = position(&chart, case.as_ref(), RoleIx(at), &people, least, &person.id);
            if let Some(position) = position {
                self.lots.fall_on(position);
                return Ok(());
            }
        }
        Ok(())
    }

    /// After a step: if a lot was drawn, it must have fallen on whom the scenario says.
    pub async fn check_lot(&mut self, entries: u64) -> Played {
        let Some(name) = self.lot_on.clone() else { return Ok(()) };
        if self.opened.is_none() {
            return Ok(());
        }
        let docket = self.docket().await?;
        let drawn =
            docket.into_iter().filter(|entry| entry.number > entries).find_map(|entry| match entry.event {
                Event::Assigned { person, .. } => Some(person),
                _ => None,
            });
        let Some(drawn) = drawn else { return Ok(()) };
        self.lot_on = None;
        self.lots.fall_on(0);
        let wanted = self.account(&name, None).await?.id;
        if drawn == wanted {
            return Ok(());
        }
        let is = format!("it fell on {}: `{name}` could not be drawn for this role", self.cast.name(&drawn));
        Err(Failure::new(format!("expected the lot to fall on `{name}`"), is))
    }
}

/// The position of somebody among those of a pool who may be drawn for a role as the case stands.
/// None: separation of duties bars this one, or it isn't in the pool.
fn position(
    chart: &Chart,
    case: Option<&Case>,
    role: RoleIx,
    people: &[(PersonId, u32)],
    least_loaded: bool,
    wanted: &PersonId,
) -> Option<u64> {
    let barred = |person: &PersonId| {
        let Some(case) = case else { return false };
        let others = chart.separate.iter().filter(|group| group.contains(&role)).flatten();
        others.filter(|other| **other != role).any(|other| {
            case.acted.iter().any(|(acted, who)| acted == other && who == person)
                || case.seats.iter().any(|seat| {
                    let acts = seat.person.as_ref() == Some(person)
                        || seat.representatives.iter().any(|r| r.person == *person);
                    seat.role == *other && acts
                })
        })
    };
    let candidates: Vec<&(PersonId, u32)> = people.iter().filter(|(person, _)| !barred(person)).collect();
    let fewest = candidates.iter().map(|(_, load)| *load).min()?;
    let mut eligible = candidates.iter().filter(|(_, load)| !least_loaded || *load == fewest);
    eligible.position(|(person, _)| person == wanted).and_then(|at| u64::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_falls_where_it_is_told_and_ids_differ() {
        let lots = Lots::default();
        let remainder =
            |bytes: &[u8], by: u32| bytes.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % by);
        let mut seen = Vec::new();
        for wanted in [0, 2] {
            lots.fall_on(wanted);
            let mut bytes = [0_u8; 32];
            lots.fill(&mut bytes).unwrap();
            assert_eq!(u64::from(remainder(&bytes, 3)), wanted);
            let mut id = [0_u8; 10];
            lots.fill(&mut id).unwrap();
            assert!(!seen.contains(&id));
            seen.push(id);
        }
    }
}
