//! Words and ways: templates, channels out of the house, other systems.

use super::fault::SendFault;
use async_trait::async_trait;
use registrar_engine::chart::Channel;
use registrar_engine::id::CaseId;
use registrar_engine::value::Record;
use std::collections::BTreeMap;

/// A text to be made from a template.
///
/// What a template sees stands in the table at the top of `letter.rs` and in `docs/templates.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The definition's resources by file name: templates are looked up there and nowhere else.
    pub resources: std::sync::Arc<BTreeMap<String, String>>,
    /// Name of the template; none: the built-in one that says what happened.
    pub template: Option<String>,
    /// Which channel it is for; none: a document.
    pub channel: Option<Channel>,
    /// Language: `en`, `zh`.
    pub language: String,
    /// Title of the notice or document in that language.
    pub title: String,
    /// IANA name of the zone that dates are written in.
    pub zone: String,
    /// What the template sees.
    pub data: serde_json::Value,
}

/// A text made from a template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML, where the template gives any.
    pub html: Option<String>,
}

/// A document made from a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedDocument {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Media type.
    pub media: String,
}

/// Makes texts; called off the writer, bounded in output and time by the implementation.
#[async_trait]
pub trait Templates: Send + Sync {
    /// A notice's text.
    async fn notice(&self, letter: &Letter) -> Result<Rendered, SendFault>;

    /// A document's bytes.
    async fn document(&self, letter: &Letter) -> Result<RenderedDocument, SendFault>;
}

/// Something to be sent out of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Stable id: the same for each attempt. A mail's Message-ID is made from it.
    pub id: String,
    /// The channel (never the portal: its messages stay in the house).
    pub channel: Channel,
    /// Where to.
    pub address: String,
    /// The receiver's name.
    pub name: String,
    /// What.
    pub text: Rendered,
}

/// Sends out of the house.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Hands a parcel to the channel; on return the next system has taken it over.
    async fn send(&self, parcel: &Parcel) -> Result<(), SendFault>;
}

/// A question to another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Stable id: the same for each attempt.
    pub id: String,
    /// The service's name.
    pub service: String,
    /// The case.
    pub case: CaseId,
    /// The task's name.
    pub task: String,
    /// The outcomes that the task declares.
    pub outcomes: Vec<String>,
    /// The case's data.
    pub data: Record,
}

/// A service's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// One of the outcomes.
    pub outcome: String,
    /// The form.
    pub form: Record,
}

/// Other systems, bound to endpoints at deployment.
#[async_trait]
pub trait Services: Send + Sync {
    /// Asks; the same id is answered alike.
    async fn ask(&self, request: &Request) -> Result<Reply, SendFault>;
}
