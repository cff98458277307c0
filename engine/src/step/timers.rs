//! What will happen by itself, and when: derived from the case, so it can't go stale.

use crate::case::{Case, CopyPath, Standing};
use crate::chart::{Chart, Deadline};
use crate::event::Event;
use crate::id::DeadlineIx;
use crate::moment::Moment;

/// A timer of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Its due instant, which is the effective moment of its event.
    pub due: Moment,
    /// What it brings.
    pub event: Event,
}

/// Instant, kind, place in the table of deadlines, copy, number.
type Order = (Moment, u8, DeadlineIx, CopyPath, u64);

/// The timers of a case in the order in which they fire (rule 20): by their instant, then delayed
/// raises as raised, reminders, and expiries in the order of the table, then of joining.
pub fn timers(chart: &Chart, case: &Case) -> Vec<Timer> {
    if case.ended.is_some() {
        return Vec::new();
    }
    let mut timers: Vec<(Order, Timer)> = Vec::new();
    for raise in &case.raises {
        let event = Event::Raised { raise: raise.number, name: raise.event.clone() };
        let key = (raise.due, 0, DeadlineIx(0), CopyPath::default(), raise.number);
        timers.push((key, Timer { due: raise.due, event }));
    }
    for clock in &case.clocks {
        let deadline = chart.deadline(clock.deadline);
        let name = deadline.name.clone();
        let end = match clock.standing {
            Standing::Running { due, .. } => {
                let event = Event::Expired { clock: clock.number, name: name.clone() };
                let key = (due, 2, clock.deadline, clock.place.copy, clock.number);
                timers.push((key, Timer { due, event }));
                due
            }
            Standing::Expired { at } => at,
            Standing::Waiting | Standing::Suspended { .. } | Standing::Waived { .. } => continue,
        };
        let reminders = reminders(chart, deadline, end);
        if let Some((number, due)) = (0_u8..).zip(reminders).nth(usize::from(clock.reminded)) {
            let event = Event::Reminded { clock: clock.number, name, reminder: number };
            let due = due.max(case.opened);
            let key = (due, 1, clock.deadline, clock.place.copy, clock.number);
            timers.push((key, Timer { due, event }));
        }
    }
    timers.sort_by_key(|a| a.0);
    timers.into_iter().map(|(_, timer)| timer).collect()
}

/// When one is reminded of a deadline that ends at a moment: in the order of the instants, which is that of
/// the numbers of reminders.
pub fn reminders(chart: &Chart, deadline: &Deadline, end: Moment) -> Vec<Moment> {
    let mut reminders: Vec<Moment> =
        deadline.remind.iter().filter_map(|offset| offset.from(end, &chart.zone)).collect();
    reminders.sort_unstable();
    reminders
}
