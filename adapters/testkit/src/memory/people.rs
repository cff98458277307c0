//! Persons, pools, tokens and invitations in memory.

use super::{MemoryStore, at_most};
use async_trait::async_trait;
use registrar_casework::ports::{Feed, Invitation, Organisation, People, Person, StoreFault, Token};
use registrar_engine::docket::Hash;
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;

#[async_trait]
impl People for MemoryStore {
    async fn known(&self, ids: &[PersonId]) -> Result<Vec<Person>, StoreFault> {
        let state = self.lock();
        Ok(ids.iter().filter_map(|id| state.persons.get(id).cloned()).collect())
    }

    async fn put_person(&self, person: &Person) -> Result<(), StoreFault> {
        self.lock().persons.insert(person.id.clone(), person.clone());
        Ok(())
    }

    async fn set_zone(&self, person: &PersonId, zone: &str) -> Result<bool, StoreFault> {
        let mut state = self.lock();
        let known = state.persons.get_mut(person);
        Ok(known.map(|known| zone.clone_into(&mut known.zone)).is_some())
    }

    async fn persons(&self, after: Option<&PersonId>, limit: u32) -> Result<Vec<Person>, StoreFault> {
        let state = self.lock();
        let beyond = state.persons.values().filter(|person| after.is_none_or(|after| person.id > *after));
        Ok(at_most(beyond.cloned(), limit))
    }

    async fn pool(&self, pool: &str) -> Result<Vec<Person>, StoreFault> {
        let state = self.lock();
        let inside = state.persons.values().filter(|person| person.pools.iter().any(|name| name == pool));
        Ok(inside.cloned().collect())
    }

    async fn put_organisation(&self, organisation: &Organisation) -> Result<(), StoreFault> {
        self.lock().organisations.insert(organisation.name.clone(), organisation.clone());
        Ok(())
    }

    async fn organisations(&self) -> Result<Vec<Organisation>, StoreFault> {
        Ok(self.lock().organisations.values().cloned().collect())
    }

    async fn put_token(&self, token: &Token) -> Result<(), StoreFault> {
        self.lock().tokens.insert(token.hash.clone(), token.clone());
        Ok(())
    }

    async fn bearers(&self, hashes: &[Hash], now: Moment) -> Result<Vec<(Hash, Person)>, StoreFault> {
        let state = self.lock();
        let good =
            hashes.iter().filter_map(|hash| state.tokens.get(hash)).filter(|token| token.expires > now);
        let theirs = |token: &Token| Some((token.hash.clone(), state.persons.get(&token.person)?.clone()));
        Ok(good.filter_map(theirs).collect())
    }

    async fn end_tokens(&self, person: &PersonId, hash: Option<&str>) -> Result<(), StoreFault> {
        let mut state = self.lock();
        state.tokens.retain(|known, token| token.person != *person || hash.is_some_and(|hash| known != hash));
        if hash.is_none() {
            state.feeds.remove(person);
        }
        Ok(())
    }

    async fn put_feed(&self, feed: &Feed) -> Result<(), StoreFault> {
        self.lock().feeds.insert(feed.person.clone(), feed.clone());
        Ok(())
    }

    async fn feed(&self, hash: &str) -> Result<Option<Feed>, StoreFault> {
        Ok(self.lock().feeds.values().find(|feed| feed.hash == hash).cloned())
    }

    async fn feed_of(&self, person: &PersonId) -> Result<Option<Feed>, StoreFault> {
        Ok(self.lock().feeds.get(person).cloned())
    }

    async fn end_feed(&self, person: &PersonId) -> Result<(), StoreFault> {
        self.lock().feeds.remove(person);
        Ok(())
    }

    async fn put_invitation(&self, invitation: &Invitation) -> Result<(), StoreFault> {
        self.lock().invitations.insert(invitation.hash.clone(), invitation.clone());
        Ok(())
    }

    async fn invitation(&self, hash: &str) -> Result<Option<Invitation>, StoreFault> {
        Ok(self.lock().invitations.get(hash).cloned())
    }

    async fn use_invitation(&self, hash: &str, person: &PersonId) -> Result<bool, StoreFault> {
        let mut state = self.lock();
        let Some(invitation) = state.invitations.get_mut(hash) else { return Ok(false) };
        Ok(invitation.used.get_or_insert_with(|| person.clone()) == person)
    }
}
