//! Deployed definitions. A definition is never changed or removed: cases are pinned to it. Its calendars
//! come in editions, and cases are counted anew when there is a newer one.

use super::fault::StoreFault;
use async_trait::async_trait;
use registrar_engine::moment::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A definition with everything it needs to be compiled again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Name, version, digest.
    pub deployed: Deployed,
    /// The text of `workflow.yaml`.
    pub text: String,
    /// Templates and schemas by file name.
    pub resources: BTreeMap<String, String>,
    /// The calendars and counting rules it was compiled with, by file name: deadlines are pinned to them.
    pub calendars: BTreeMap<String, String>,
}

/// A definition in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployed {
    /// Its workflow.
    pub workflow: String,
    /// Its version.
    pub version: u32,
    /// Digest of its text and resources.
    pub digest: String,
    /// Digest of the calendars and counting rules that it counts with.
    pub edition: String,
    /// Which edition of them it is, from 1.
    pub number: u32,
    /// When it was deployed, with this edition.
    pub at: Moment,
}

/// What a deployment kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Added {
    /// A definition.
    Definition,
    /// A newer edition of the calendars of a definition that was there.
    Edition,
    /// Nothing: all of it was there.
    Nothing,
    /// Nothing: this workflow and version is there with another digest.
    Refused,
}

/// Deployed definitions.
#[async_trait]
pub trait Definitions: Send + Sync {
    /// Keeps a definition, or a newer edition of its calendars; durable on return. The number is given here.
    async fn deploy(&self, definition: &Stored) -> Result<Added, StoreFault>;

    /// By digest and edition.
    async fn definition(&self, digest: &str, edition: &str) -> Result<Option<Stored>, StoreFault>;

    /// All in their newest edition, by workflow, then version descending: the first of each workflow is the
    /// one for new cases.
    async fn deployed(&self) -> Result<Vec<Deployed>, StoreFault>;
}
