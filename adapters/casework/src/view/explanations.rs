//! Why a deadline ends when it ends: each step of the count, in the reader's language.

use super::clocks::ClockView;
use crate::command::Rejection;
use crate::office::Casework;
use registrar_engine::deadline::{Language, explain};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::step::explain_clock;
use serde::Serialize;

/// A clock with the steps of its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedClock {
    /// The clock.
    pub clock: ClockView,
    /// IANA name of the zone of the case.
    pub zone: String,
    /// Each step in words; empty for a clock that doesn't run.
    pub steps: Vec<String>,
}

impl Casework {
    /// A clock of a case with each step of its count.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to strangers and for a clock that isn't there (any more).
    pub async fn explain_deadline(
        &self,
        person: &PersonId,
        case: &CaseId,
        number: u64,
        language: &str,
    ) -> Result<ExplainedClock, Rejection> {
        let seen = self.seen(person, None, case).await?;
        let clock = seen.case.clocks.iter().find(|clock| clock.number == number);
        let clock = clock.ok_or(Rejection::NotFound)?;
        let chinese = language.starts_with("zh");
        let words = if chinese { Language::Zh } else { Language::En };
        let steps = explain_clock(&seen.chart, clock).map(|due| explain(&due, words)).unwrap_or_default();
        let zone = seen.chart.zone_name.clone();
        Ok(ExplainedClock { clock: seen.reader(language).clock(clock), zone, steps })
    }
}
