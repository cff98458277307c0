//! What lies on a person's desk: drafts and portal messages. Neither is part of a case's docket.

use super::fault::StoreFault;
use super::rows::Audience;
use async_trait::async_trait;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use serde::{Deserialize, Serialize};

/// What somebody typed and hasn't submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The case.
    pub case: CaseId,
    /// Number of the task.
    pub task: u64,
    /// Whose.
    pub person: PersonId,
    /// The form as typed, as JSON.
    pub form: String,
    /// When.
    pub saved: Moment,
}

/// A message in the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The outbox row's id.
    pub id: String,
    /// Whose.
    pub audience: Audience,
    /// The case.
    pub case: CaseId,
    /// As whom it is addressed: `defendant[2]`.
    pub member: String,
    /// The notice's or deadline's name.
    pub notice: String,
    /// Number of the delivery, where it is a service: opening it is a receipt.
    pub delivery: Option<u64>,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Number of the document that goes with it.
    pub document: Option<u64>,
    /// When it was sent.
    pub sent: Moment,
    /// When it was opened first.
    pub read: Option<Moment>,
}

/// Drafts and messages.
#[async_trait]
pub trait Desk: Send + Sync {
    /// Keeps a draft in place of the one before; durable on return.
    async fn save_draft(&self, draft: &Draft) -> Result<(), StoreFault>;

    /// A person's draft for a task.
    async fn draft(&self, case: &CaseId, task: u64, person: &PersonId) -> Result<Option<Draft>, StoreFault>;

    /// Throws a draft away; none there is fine.
    async fn drop_draft(&self, case: &CaseId, task: u64, person: &PersonId) -> Result<(), StoreFault>;

    /// Keeps a message; durable on return. The same id again changes nothing.
    async fn put_message(&self, message: &Message) -> Result<(), StoreFault>;

    /// One message.
    async fn message(&self, id: &str) -> Result<Option<Message>, StoreFault>;

    /// Messages of any of these audiences, the newest first (then by id, descending), after a position;
    /// of one case, if named.
    async fn messages(
        &self,
        audiences: &[Audience],
        case: Option<&CaseId>,
        after: Option<(Moment, String)>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreFault>;

    /// How many of them haven't been opened.
    async fn unread(&self, audiences: &[Audience]) -> Result<u64, StoreFault>;

    /// Marks a message as opened; the first moment stays. Returns the message as it is then.
    async fn read_message(&self, id: &str, at: Moment) -> Result<Option<Message>, StoreFault>;
}
