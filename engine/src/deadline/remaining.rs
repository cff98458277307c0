//! What somebody still has until an end that was found, for a countdown: in the unit the law counts in, and
//! on the clock once no whole unit is left.
//!
//! This is not what is left of the *period* ([`left`](super::left)): a period that has run out and only
//! rolls over a holiday has nothing left, and yet the act may be done until the next working day.

use super::count::{CountError, Terms};
use super::day::Day;
use super::ledger::Left;
use super::{days, hours};
use crate::moment::Moment;
use jiff::civil::Date;

/// What remains at a moment until an end with that last day and due moment; nothing if it has come.
///
/// # Errors
/// When the opening hours in between can't be measured.
pub fn remaining(
    last_day: Option<Date>,
    due: Moment,
    terms: &Terms<'_>,
    at: Moment,
) -> Result<Option<Left>, CountError> {
    if at >= due {
        return Ok(None);
    }
    let Some(last) = last_day.map(Day::from) else {
        return hours::open_between(terms, at, due).map(|micros| Some(Left::Micros(micros)));
    };
    let today = Day::from(terms.zone.to_datetime(at.timestamp()).date());
    let (count, of): (i64, fn(u32) -> Left) = if days::counts_working_days(terms) {
        (terms.calendar.working_days(today, last.max(today)), Left::WorkingDays)
    } else {
        (last.since(today), Left::Days)
    };
    Ok(Some(match u32::try_from(count) {
        Ok(count) if count > 0 => of(count),
        _ => Left::Micros(due.as_micros() - at.as_micros()),
    }))
}
