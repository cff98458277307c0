//! Other systems that tell a case something unasked: a payment came in, a register changed.

use crate::command::{Answer, Caller, Command, Rejection, Wish};
use crate::office::Casework;
use registrar_engine::event::Event;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::value::Record;

/// Accounts in this pool are other systems: the operator puts them there, and nobody else.
pub const SYSTEMS: &str = "systems";

impl Casework {
    /// A declared message from another system.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to accounts that are no system, as if there were no case; the engine's no.
    pub async fn message_from(
        &self,
        system: &PersonId,
        case: &CaseId,
        name: &str,
        data: Record,
        key: Option<String>,
    ) -> Result<Answer, Rejection> {
        let actor = self.actor(system, None).await?;
        if !actor.pools.iter().any(|pool| pool == SYSTEMS) {
            return Err(Rejection::NotFound);
        }
        let by = Caller::Machine(format!("system:{system}"));
        let event = Event::Message { name: name.to_owned(), data };
        self.advance(Command { by, key, wish: Wish::Tell { case: case.clone(), event } }).await
    }
}
