//! Legal time: when a period that the law, a court or a promise sets comes to its end.
//!
//! Decides by data: a *calendar* says which days are worked and when the office is open, a *counting
//! rule* says how a period is counted on it, and both say where that stands written. [`count()`] turns an
//! anchor, a period and the whole ledger of suspensions and extensions into a [`Due`], with each step
//! of the count; it always counts anew from the anchor, so that every date can be proved.
//!
//! Leaves to others: which deadline runs when, who may suspend or extend it, and what happens at its end.

pub mod calendar;
mod calendar_text;
pub mod count;
mod counting;
mod counting_text;
mod day;
mod days;
pub mod explain;
mod hours;
mod ledger;
mod opening;
pub mod period;
mod read;
mod recurring;
mod remaining;
mod reminder;
mod sheet;
mod step;
mod words;

pub use calendar::Calendars;
pub use count::{
    Anchor, Bound, CountError, Direction, Due, Suspension, Terms, Versions, ZoneVersion, count, due, left,
};
pub(crate) use count::{End, end};
pub use counting::{
    Addition, Cited, Counting, DayEnd, DayStart, Extension, HourSkip, HourStart, Minimum, MissingDay, Roll,
    Skip,
};
pub use explain::explain;
pub use ledger::Left;
pub use opening::{Hours, Opening};
pub use period::{Period, PeriodError, Unit};
pub use remaining::remaining;
pub use reminder::{Offset, OffsetError};
pub use sheet::{Calendar, DayKind, Reason, Version};
pub use step::{CountStep, EndKind, Law, RestDay};
pub use words::{Language, Words};

/// The zone of that name from the database compiled into the program, never from the machine's own
/// files or `TZDIR`: two servers must agree on when a day ends.
pub fn zone(name: &str) -> Option<jiff::tz::TimeZone> {
    jiff::tz::TimeZoneDatabase::bundled().get(name).ok()
}

/// The names of all zones that [`zone`] knows, for did-you-mean.
pub fn zone_names() -> impl Iterator<Item = String> {
    let names: Vec<String> =
        jiff::tz::TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect();
    names.into_iter()
}
