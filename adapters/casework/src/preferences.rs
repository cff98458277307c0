//! What a person has chosen for himself: the zone on whose clock he wants to be told when something ends.

use crate::command::Rejection;
use crate::office::Casework;
use jiff::Zoned;
use jiff::tz::TimeZone;
use registrar_engine::deadline;
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;

/// The name of a zone as the database has it; an empty one is the organisation's. Nothing for one that
/// isn't known.
pub fn known_zone(name: &str) -> Option<String> {
    match name.trim() {
        "" => Some(String::new()),
        name => deadline::zone(name)?.iana_name().map(str::to_owned),
    }
}

/// A moment on a person's own clock, if that shows another time than the organisation's.
pub(crate) fn on_own_clock(own: &str, here: &TimeZone, at: Moment) -> Option<Zoned> {
    let own = at.timestamp().to_zoned(deadline::zone(own)?);
    (own.datetime() != here.to_datetime(at.timestamp())).then_some(own)
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
