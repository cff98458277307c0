//! What casework needs of the world, in few methods; each says what is true when it returns.
//!
//! Adapters implement these traits, casework calls them. All are used as `Arc<dyn …>`.

mod clock;
mod definitions;
mod desk;
mod documents;
mod fault;
mod outgoing;
mod people;
mod randomness;
mod rows;
mod sending;
mod store;

pub use clock::{Clock, Doubt};
pub use definitions::{Added, Definitions, Deployed, Stored};
pub use desk::{BadSlot, Desk, Draft, Lodged, Message, Slot};
pub use documents::{Content, Documents, Kept};
pub use fault::{DocumentFault, SendFault, StoreFault};
pub use outgoing::{Addressee, Outgoing};
pub use people::{Feed, Invitation, Organisation, People, Person, Token};
pub use randomness::{Randomness, SystemRandomness};
pub use rows::{
    AccessRow, Answered, Audience, BadAudience, CaseRow, DocketRow, InboxPosition, Incident, IncidentSource,
    Loaded, OutboxRow, OutboxStanding, Settled, TaskRow,
};
pub use sending::{
    Letter, Notifier, Parcel, Rendered, RenderedDocument, Reply, Request, Services, Templates,
};
pub use store::{CommitResult, Due, LoadedCases, Marker, Store, StoreKind, Transition};

use std::sync::Arc;

/// All ports of one installation, as handed to the door, the loops and the queries.
#[derive(Clone)]
pub struct Ports {
    /// Cases, docket, outbox, incidents.
    pub store: Arc<dyn Store>,
    /// Deployed definitions.
    pub definitions: Arc<dyn Definitions>,
    /// Drafts and portal messages.
    pub desk: Arc<dyn Desk>,
    /// Persons, pools, tokens, feeds, invitations.
    pub people: Arc<dyn People>,
    /// Contents of documents.
    pub documents: Arc<dyn Documents>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The lot.
    pub randomness: Arc<dyn Randomness>,
    /// Texts from templates.
    pub templates: Arc<dyn Templates>,
    /// Mail and the like.
    pub notifier: Arc<dyn Notifier>,
    /// Other systems.
    pub services: Arc<dyn Services>,
}
