//! Messages in the portal. Opening one is a receipt where the definition counts it as service.

use crate::access::audiences;
use crate::command::{Caller, Command, Rejection, Wish};
use crate::office::Casework;
use crate::ports::{Audience, Loaded, Message};
use registrar_engine::chart::{Channel, ServedWhen};
use registrar_engine::event::{Event, Receipt};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;

impl Casework {
    /// A person's messages, his pools' too, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn messages(
        &self,
        person: &PersonId,
        case: Option<&CaseId>,
        after: Option<(Moment, String)>,
        limit: u32,
    ) -> Result<Vec<Message>, Rejection> {
        let mine = self.audiences(person).await?;
        Ok(self.ports.desk.messages(&mine, case, after, limit).await?)
    }

    /// How many messages a person hasn't opened.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unread(&self, person: &PersonId) -> Result<u64, Rejection> {
        let mine = self.audiences(person).await?;
        Ok(self.ports.desk.unread(&mine).await?)
    }

    /// Opens a message. Where the notice is served by being read, it is now.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for a message of somebody else, as if there were none.
    pub async fn open_message(&self, person: &PersonId, id: &str) -> Result<Message, Rejection> {
        let mine = self.audiences(person).await?;
        let found = self.ports.desk.message(id).await?;
        let found = found.filter(|message| mine.contains(&message.audience)).ok_or(Rejection::NotFound)?;
        self.receipt(&found).await?;
        // After the receipt: a crash between has the message unread, and the receipt is given again.
        let read = self.ports.desk.read_message(id, self.ports.clock.now()).await?;
        read.ok_or(Rejection::NotFound)
    }

    /// A person takes the seat that an invitation's code is for.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for a code that never was, has expired or was used by somebody else; the
    /// engine's no.
    pub async fn redeem(&self, person: &PersonId, code: &str) -> Result<crate::Answer, Rejection> {
        crate::invite::redeem(&self.ports, &self.door, person, code).await
    }

    async fn receipt(&self, message: &Message) -> Result<(), Rejection> {
        let (Some(delivery), Audience::Person(_)) = (message.delivery, &message.audience) else {
            return Ok(());
        };
        let Some(Loaded { case, .. }) = self.ports.store.load_one(&message.case).await? else {
            return Ok(());
        };
        let chart = self.charts.of(&case).await?;
        let Some(known) = case.deliveries.iter().find(|known| known.number == delivery) else {
            return Ok(());
        };
        let notice = chart.notice(known.notice);
        let counts =
            notice.served_when.iter().any(|when| matches!(when, ServedWhen::Read | ServedWhen::Reached));
        if !counts || matches!(known.standing, registrar_engine::case::Served::At { .. }) {
            return Ok(());
        }
        let event = Event::Delivered {
            delivery,
            name: notice.name.clone(),
            how: Receipt::Read,
            channel: Channel::Portal,
        };
        let wish = Wish::Tell { case: message.case.clone(), event };
        let by = Caller::Machine("portal".to_owned());
        match self.advance(Command { by, key: Some(format!("read:{}", message.id)), wish }).await {
            // Refused: the delivery is served or gone, and the message can be read all the same.
            Ok(_) | Err(Rejection::Refused(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }

    pub(crate) async fn audiences(&self, person: &PersonId) -> Result<Vec<Audience>, Rejection> {
        let actor = self.actor(person, None).await?;
        Ok(audiences(&actor.person, &actor.pools))
    }
}
