//! Timers within a batch: those of one case before a person's act, those of many cases in due order.

use super::Batch;
use crate::command::Rejection;
use crate::door::Fired;
use crate::meter::between;
use crate::ports::{Due, IncidentSource, StoreFault};
use crate::working::{Trouble, Working};
use registrar_engine::Timer;
use registrar_engine::moment::Moment;
use std::collections::BTreeSet;

/// Most timers of one case before one command, and of all cases in one round; the rest follows in the
/// next round, so that people in between get their turn.
const MOST_TIMERS: u64 = 1_000;

impl Batch {
    /// Whether something that may have expired before a moment can't expire now, since the time is in doubt: then
    /// nobody can say which of the two came first.
    pub(super) fn is_undecided(&self, working: &Working, before: Moment) -> bool {
        self.ports.clock.doubt().is_some() && working.next_timer().is_some_and(|timer| timer.due < before)
    }

    /// What fell due before a person's moment comes first; what falls due at that very moment comes after
    /// the person, who is in time.
    pub(super) async fn catch_up(&mut self, working: &mut Working, before: Moment) -> Result<(), Rejection> {
        for _ in 0..MOST_TIMERS {
            match working.next_timer().filter(|timer| timer.due < before) {
                Some(timer) => self.fire_one(working, timer).await?,
                None => return Ok(()),
            }
        }
        Err(Rejection::Busy)
    }

    /// Fires the timers of these cases that are due until the horizon, in due order across cases.
    pub(crate) async fn fire(&mut self, due: &[Due], horizon: Moment) -> Result<Fired, Rejection> {
        let mut queue = BTreeSet::new();
        for Due { case, at } in due {
            let Some(working) = self.cases.get_mut(case) else {
                self.set_aside(case, *at);
                continue;
            };
            match working.next_timer().filter(|timer| timer.due <= horizon) {
                Some(timer) => drop(queue.insert((timer.due, case.clone()))),
                // The column says otherwise: it was written by an older version.
                None => working.refresh(),
            }
        }
        let (mut count, mut later): (u64, Option<Moment>) = (0, None);
        while let Some((_, case)) = queue.pop_first() {
            let Some(mut working) = self.cases.remove(&case) else { continue };
            if let Some(timer) = working.next_timer() {
                let result = self.fire_one(&mut working, timer).await;
                match working.next_timer().map(|timer| timer.due) {
                    Some(due) if due <= horizon => drop(queue.insert((due, case.clone()))),
                    Some(due) => later = Some(later.map_or(due, |later| later.min(due))),
                    None => {}
                }
                self.cases.insert(case, working);
                result?;
                count += 1;
            }
            if count >= MOST_TIMERS {
                break;
            }
        }
        Ok(Fired { count, next: queue.first().map(|(due, _)| *due).or(later) })
    }

    /// A timer whose event can't be applied is held for the operator; the others go on.
    async fn fire_one(&mut self, working: &mut Working, timer: Timer) -> Result<(), Rejection> {
        let Timer { due, event } = timer;
        let reason = match working.apply(event.clone(), due, &self.world()).await {
            Ok(()) => {
                working.fired.push(between(due, self.now));
                return Ok(());
            }
            // What can't be read hinders this case, and no other.
            Err(Trouble::Fault(fault @ StoreFault::Unreadable { .. })) => fault.to_string(),
            Err(Trouble::Fault(fault)) => return Err(fault.into()),
            Err(Trouble::Refused(refusal)) => refusal.to_string(),
            Err(Trouble::Incident(reason)) => reason,
        };
        let case = Some(working.case.case.clone());
        let incident = self.incident(case, IncidentSource::Timer, &event, due, reason)?;
        working.open_incident(incident);
        Ok(())
    }
}
