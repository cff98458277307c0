//! Incidents for the operator: what couldn't be done, listed and tried again.

use crate::command::{Caller, Command, Rejection, Wish};
use crate::office::Casework;
use crate::ports::{Incident, IncidentSource, StoreFault};

impl Casework {
    /// Open incidents, or all, in the order of opening, after an id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn incidents(
        &self,
        open_only: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Incident>, StoreFault> {
        self.ports.store.incidents(open_only, after, limit).await
    }

    /// Tries an incident again: its event through the door, its outbox row once more. Of a clock in doubt it says
    /// that the clock is right as it stands. When this returns well, the incident is resolved.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is none that is open; [`Rejection::Incident`] if it fails again.
    pub async fn retry(&self, id: &str) -> Result<(), Rejection> {
        let found = self.ports.store.incident(id).await?;
        let incident = found.filter(|incident| incident.resolved.is_none()).ok_or(Rejection::NotFound)?;
        if incident.event.is_none() {
            let now = self.ports.clock.now();
            if let (IncidentSource::Outbox(row), Some(case)) = (&incident.source, &incident.case) {
                self.ports.store.resend(case, row, now).await?;
            }
            // Of a case that couldn't be read the timers are due again, and set aside again if it still can't be. Of a
            // clock, whoever works on the store's timers sees that it was resolved while the doubt lasts.
            self.ports.store.resolve_incident(id, now).await?;
            if let Some(case) = incident.case.filter(|case| id == Incident::of_unreadable(case)) {
                // Newer calendars that came meanwhile have passed over it. In doubt about the time nothing is counted: then
                // the next start sees to it.
                if self.ports.clock.doubt().is_none() {
                    self.door.recount(vec![case]).await?;
                }
            }
            return Ok(());
        }
        let by = Caller::Machine("operator".to_owned());
        let wish = Wish::Retry { incident: id.to_owned() };
        self.advance(Command { by, key: None, wish }).await.map(|_| ())
    }
}
