//! What a person has chosen for himself: the zone on whose clock he wants to be told when something ends.

use crate::command::Rejection;
use crate::office::Casework;
use registrar_engine::deadline;
use registrar_engine::id::PersonId;

/// The name of a zone as the database has it; an empty one is the organisation's. Nothing for one that
/// isn't known.
pub fn known_zone(name: &str) -> Option<String> {
    match name.trim() {
        "" => Some(String::new()),
        name => deadline::zone(name)?.iana_name().map(str::to_owned),
    }
}

impl Casework {
    /// Keeps the zone a person lives in; an empty one takes it back.
    ///
    /// # Errors
    /// [`Rejection::Malformed`] for a zone that isn't known, [`Rejection::NotFound`] for nobody.
    pub async fn choose_zone(&self, person: &PersonId, zone: &str) -> Result<(), Rejection> {
        let Some(zone) = known_zone(zone) else {
            let shown: String = zone.chars().take(60).collect();
            return Err(Rejection::Malformed(format!("there is no time zone `{shown}`")));
        };
        if self.ports.people.set_zone(person, &zone).await? { Ok(()) } else { Err(Rejection::NotFound) }
    }
}
