//! What remains of a deadline, the end on the reader's own clock, and what it was counted with.
//!
//! Remaining time is told in the unit that the law counts in, as the clock of casework has it at the moment
//! of reading; the reader's own clock is said only where it shows something else than the organisation's.

use super::names::Reader;
use crate::preferences::on_own_clock;
use registrar_engine::case::{Clock, Standing};
use registrar_engine::deadline::{Language, Left};
use registrar_engine::moment::Moment;
use registrar_engine::step::{count_clock, remaining_of_clock};
use serde::Serialize;

/// What remains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemainingView {
    /// `days`, `working-days`, or `minutes`: of periods in hours, and of the last day.
    pub unit: String,
    /// How many; a started minute counts.
    pub count: i64,
    /// In words: `3 working days`, `5 hours 13 minutes`.
    pub text: String,
}

/// The end on the reader's own clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThereView {
    /// IANA name of the reader's zone.
    pub zone: String,
    /// RFC 3339 with the offset there.
    pub due: String,
    /// In words: `2026-03-10 17:00 in Europe/Berlin`.
    pub text: String,
}

/// What an end was counted with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountedWith {
    /// Name of the calendar.
    pub calendar: String,
    /// Its edition.
    pub calendar_edition: String,
    /// Name of the counting rule.
    pub counting: String,
    /// Its edition.
    pub counting_edition: String,
    /// The zone in which days begin and end.
    pub zone: String,
    /// Release of the time zone database.
    pub zone_database: String,
}

impl RemainingView {
    fn of(left: Left, language: Language) -> Self {
        let (unit, count) = match left {
            Left::Days(count) => ("days", i64::from(count)),
            Left::WorkingDays(count) => ("working-days", i64::from(count)),
            Left::Micros(_) => {
                let (hours, minutes) = left.hours_and_minutes().unwrap_or_default();
                ("minutes", hours * 60 + minutes)
            }
        };
        Self { unit: unit.to_owned(), count, text: left.say(language) }
    }
}

impl Reader<'_> {
    /// The language in which the engine explains.
    pub fn words(&self) -> Language {
        if self.is_chinese() { Language::Zh } else { Language::En }
    }

    /// What remains of a clock: until its end while it runs, of its period while it stands still.
    pub fn remaining(&self, clock: &Clock) -> Option<RemainingView> {
        let left = match &clock.standing {
            Standing::Running { .. } => remaining_of_clock(self.chart, clock, self.now)?,
            Standing::Suspended { left } => left.parse().ok()?,
            _ => return None,
        };
        Some(RemainingView::of(left, self.words()))
    }

    /// A moment on the reader's own clock, if that shows another time than the organisation's.
    pub fn there(&self, due: Moment) -> Option<ThereView> {
        let local = on_own_clock(self.own_zone, &self.chart.zone, due)?;
        let name = self.own_zone;
        let text = local.strftime("%Y-%m-%d %H:%M");
        Some(ThereView {
            zone: name.to_owned(),
            due: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            text: self.either(&format!("{text} in {name}"), &format!("{name}时间{text}")),
        })
    }

    /// What the end of a running clock was counted with.
    pub fn counted_with(&self, clock: &Clock) -> Option<CountedWith> {
        let versions = count_clock(self.chart, clock).ok()?.versions;
        Some(CountedWith {
            calendar: versions.calendar.name.clone(),
            calendar_edition: versions.calendar.edition.clone(),
            counting: versions.counting.name.clone(),
            counting_edition: versions.counting.edition.clone(),
            zone: versions.zone.name.clone(),
            zone_database: versions.zone.database.clone(),
        })
    }
}
