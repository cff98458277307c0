//! Persons, organisations and pools, tokens, calendar feeds and invitations. Codes and tokens are kept as hashes
//! only.

use super::fault::StoreFault;
use async_trait::async_trait;
use registrar_engine::chart::Channel;
use registrar_engine::docket::Hash;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// The organisation he works for.
    pub organisation: Option<String>,
    /// The pools he is in, sorted.
    pub pools: Vec<String>,
    /// Addresses by channel.
    pub contact: BTreeMap<Channel, String>,
    /// Preferred language: `en`, `zh`.
    pub language: String,
    /// The zone the person lives in, as an IANA name; empty: the organisation's.
    #[serde(default)]
    pub zone: String,
}

/// A court or an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its short name, the key.
    pub name: String,
    /// Its full name.
    pub title: String,
}

/// A token for browser and API; the token itself is known to its holder alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the token.
    pub hash: Hash,
    /// Whose.
    pub person: PersonId,
    /// Until when.
    pub expires: Moment,
}

/// The address of a person's calendar feed; the token in it is known to its holder alone. It opens nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// SHA-256 of the token.
    pub hash: Hash,
    /// Whose deadlines.
    pub person: PersonId,
    /// When the address was made.
    pub made: Moment,
}

/// A one-time invitation to take a seat; the code itself is known to its receiver alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// SHA-256 of the code.
    pub hash: Hash,
    /// The case.
    pub case: CaseId,
    /// The seat: `defendant[2]`.
    pub member: String,
    /// Until when.
    pub expires: Moment,
    /// Taken up by.
    pub used: Option<PersonId>,
}

/// People. Every write is durable on return.
#[async_trait]
pub trait People: Send + Sync {
    /// Those of these persons who have an account, in any order.
    async fn known(&self, ids: &[PersonId]) -> Result<Vec<Person>, StoreFault>;

    /// A person.
    async fn person(&self, id: &PersonId) -> Result<Option<Person>, StoreFault> {
        Ok(self.known(std::slice::from_ref(id)).await?.pop())
    }

    /// Adds or replaces a person, with his pools.
    async fn put_person(&self, person: &Person) -> Result<(), StoreFault>;

    /// Keeps the zone a person lives in and changes nothing else; whether there is such a person.
    async fn set_zone(&self, person: &PersonId, zone: &str) -> Result<bool, StoreFault>;

    /// All persons by id, after one.
    async fn persons(&self, after: Option<&PersonId>, limit: u32) -> Result<Vec<Person>, StoreFault>;

    /// Everybody in a pool, by id.
    async fn pool(&self, pool: &str) -> Result<Vec<Person>, StoreFault>;

    /// Adds or replaces an organisation.
    async fn put_organisation(&self, organisation: &Organisation) -> Result<(), StoreFault>;

    /// All organisations by name.
    async fn organisations(&self) -> Result<Vec<Organisation>, StoreFault>;

    /// Keeps a token.
    async fn put_token(&self, token: &Token) -> Result<(), StoreFault>;

    /// Whose tokens have these hashes, each with its person, without those that have expired; in any order.
    async fn bearers(&self, hashes: &[Hash], now: Moment) -> Result<Vec<(Hash, Person)>, StoreFault>;

    /// Ends a token (one), or all of a person and with them the calendar feed.
    async fn end_tokens(&self, person: &PersonId, hash: Option<&str>) -> Result<(), StoreFault>;

    /// Keeps a calendar feed in place of the person's earlier one, which ends with this.
    async fn put_feed(&self, feed: &Feed) -> Result<(), StoreFault>;

    /// The calendar feed of a token's hash.
    async fn feed(&self, hash: &str) -> Result<Option<Feed>, StoreFault>;

    /// A person's calendar feed.
    async fn feed_of(&self, person: &PersonId) -> Result<Option<Feed>, StoreFault>;

    /// Ends a person's calendar feed.
    async fn end_feed(&self, person: &PersonId) -> Result<(), StoreFault>;

    /// Keeps an invitation.
    async fn put_invitation(&self, invitation: &Invitation) -> Result<(), StoreFault>;

    /// The invitation of a hash, used, expired or neither.
    async fn invitation(&self, hash: &str) -> Result<Option<Invitation>, StoreFault>;

    /// Marks an invitation as taken up. False: somebody else has.
    async fn use_invitation(&self, hash: &str, person: &PersonId) -> Result<bool, StoreFault>;
}
