//! What lies on a person's desk: drafts, uploads not yet filed, and portal messages. None of them is
//! part of a case's docket.

use super::fault::StoreFault;
use super::rows::Audience;
use async_trait::async_trait;
use registrar_engine::event::Upload;
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::moment::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a draft or an upload is for. Stored as text: `task:CASE#12`, `case:CASE`, `opening:WORKFLOW`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Slot {
    /// A task of a case.
    Task {
        /// The case.
        case: CaseId,
        /// The task's number.
        task: u64,
    },
    /// A case, outside any task: an authority.
    Case(CaseId),
    /// A case of this workflow that is still to be opened.
    Opening(String),
}

/// A text that names no slot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of `task:CASE#NUMBER`, `case:CASE`, `opening:WORKFLOW`")]
pub struct BadSlot(String);

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Task { case, task } => write!(f, "task:{case}#{task}"),
            Self::Case(case) => write!(f, "case:{case}"),
            Self::Opening(workflow) => write!(f, "opening:{workflow}"),
        }
    }
}

impl std::str::FromStr for Slot {
    type Err = BadSlot;

    fn from_str(text: &str) -> Result<Self, BadSlot> {
        let bad = || BadSlot(text.to_owned());
        match text.split_once(':') {
            Some(("task", rest)) => {
                let (case, task) = rest.rsplit_once('#').ok_or_else(bad)?;
                let case = CaseId::parse(case).map_err(|_| bad())?;
                Ok(Self::Task { case, task: task.parse().map_err(|_| bad())? })
            }
            Some(("case", case)) => CaseId::parse(case).map(Self::Case).map_err(|_| bad()),
            Some(("opening", workflow)) if !workflow.is_empty() => Ok(Self::Opening(workflow.to_owned())),
            _ => Err(bad()),
        }
    }
}

impl TryFrom<String> for Slot {
    type Error = BadSlot;
    fn try_from(text: String) -> Result<Self, BadSlot> {
        text.parse()
    }
}

impl From<Slot> for String {
    fn from(slot: Slot) -> Self {
        slot.to_string()
    }
}

/// What somebody typed and hasn't submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it is for.
    pub slot: Slot,
    /// Whose.
    pub person: PersonId,
    /// The form as typed, as JSON.
    pub form: String,
    /// When.
    pub saved: Moment,
}

/// A document that somebody has uploaded and not yet filed. Only he can file it: knowing a digest
/// gives nobody a content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lodged {
    /// What it is for.
    pub slot: Slot,
    /// By whom.
    pub person: PersonId,
    /// The document; its content is kept.
    pub upload: Upload,
    /// When.
    pub at: Moment,
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

/// Drafts, uploads and messages.
#[async_trait]
pub trait Desk: Send + Sync {
    /// Keeps a draft in place of the one before; durable on return.
    async fn save_draft(&self, draft: &Draft) -> Result<(), StoreFault>;

    /// A person's draft.
    async fn draft(&self, slot: &Slot, person: &PersonId) -> Result<Option<Draft>, StoreFault>;

    /// Throws a draft away; none there is fine.
    async fn drop_draft(&self, slot: &Slot, person: &PersonId) -> Result<(), StoreFault>;

    /// Keeps an upload; durable on return. The same kind and digest in the same slot of the same person
    /// replaces the one before.
    async fn lodge(&self, lodged: &Lodged) -> Result<(), StoreFault>;

    /// The uploads on these desks, in the order of lodging, then digest.
    async fn lodged_in(&self, desks: &[(Slot, PersonId)]) -> Result<Vec<Lodged>, StoreFault>;

    /// A person's uploads, in the order of lodging, then digest.
    async fn lodged(&self, slot: &Slot, person: &PersonId) -> Result<Vec<Lodged>, StoreFault> {
        self.lodged_in(&[(slot.clone(), person.clone())]).await
    }

    /// Takes back one upload, or all of the slot; the content stays.
    async fn take_back(
        &self,
        slot: &Slot,
        person: &PersonId,
        digest: Option<&Digest>,
    ) -> Result<(), StoreFault>;

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
