//! The address of a person's calendar feed: made, replaced, ended. What the feed shows is `view/feed.rs`.

use crate::command::Rejection;
use crate::fresh;
use crate::office::Casework;
use crate::ports::Feed;
use registrar_engine::docket;
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;

/// A feed just made: the one time that its address is told.
#[derive(Clone, PartialEq, Eq)]
pub struct NewFeed {
    /// The whole address. Whoever has it reads the person's deadlines.
    pub address: String,
    /// When it was made.
    pub made: Moment,
}

impl Casework {
    /// Makes the address of a person's calendar feed. An earlier one ends with this.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for a person who isn't there; when the store fails.
    pub async fn make_feed(&self, person: &PersonId) -> Result<NewFeed, Rejection> {
        let known = self.ports.people.person(person).await?.ok_or(Rejection::NotFound)?;
        let token = fresh::secret(self.ports.randomness.as_ref())?;
        let made = self.ports.clock.now();
        let feed = Feed { hash: docket::digest(token.as_bytes()), person: known.id, made };
        self.ports.people.put_feed(&feed).await?;
        Ok(NewFeed { address: format!("{}/calendar/{token}.ics", self.portal()), made })
    }

    /// When the address of a person's calendar feed was made; none: there is no feed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn feed_made(&self, person: &PersonId) -> Result<Option<Moment>, Rejection> {
        Ok(self.ports.people.feed_of(person).await?.map(|feed| feed.made))
    }

    /// Ends a person's calendar feed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_feed(&self, person: &PersonId) -> Result<(), Rejection> {
        Ok(self.ports.people.end_feed(person).await?)
    }
}
