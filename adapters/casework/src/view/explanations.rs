//! Why a deadline ends when it ends: each step of the count, in the reader's language.

use super::clocks::ClockView;
use super::ledger::LedgerView;
use crate::command::Rejection;
use crate::office::Casework;
use registrar_engine::deadline::{Language, explain};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::step::explain_clock;
use serde::Serialize;

/// A deadline with the steps of its count and its ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedClock {
    /// The clock; none: its state was left, and only the ledger tells of it.
    pub clock: Option<ClockView>,
    /// IANA name of the zone of the case.
    pub zone: String,
    /// Each step in words; empty for a clock that doesn't run.
    pub steps: Vec<String>,
    /// How it stands or ended, and what moved it.
    pub ledger: LedgerView,
}

impl Casework {
    /// A deadline of a case with each step of its count and its ledger, also when it has ended.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to strangers, and for a number that no clock of the case has or had.
    pub async fn explain_deadline(
        &self,
        person: &PersonId,
        case: &CaseId,
        number: u64,
        language: &str,
    ) -> Result<ExplainedClock, Rejection> {
        let seen = self.seen(person, None, case).await?;
        let ledgers = self.ledgers(&seen).await?;
        let ledger = ledgers.get(number).ok_or(Rejection::NotFound)?;
        let clock = seen.case.clocks.iter().find(|clock| clock.number == number);
        let words = if language.starts_with("zh") { Language::Zh } else { Language::En };
        let steps = clock.and_then(|clock| explain_clock(&seen.chart, clock).ok());
        let steps = steps.map(|due| explain(&due, words)).unwrap_or_default();
        let reader = seen.reader(language);
        let (clock, ledger) = (clock.map(|clock| reader.clock(clock)), reader.ledger(ledger));
        Ok(ExplainedClock { clock, zone: seen.chart.zone_name.clone(), steps, ledger })
    }
}
