//! Deployed definitions. A definition is never changed or removed: cases are pinned to it.

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
    /// When it was deployed.
    pub at: Moment,
}

/// Deployed definitions.
#[async_trait]
pub trait Definitions: Send + Sync {
    /// Keeps a definition; durable on return. False: this workflow and version is there with another
    /// digest, and nothing was written. The same digest again is fine and changes nothing.
    async fn deploy(&self, definition: &Stored) -> Result<bool, StoreFault>;

    /// By digest.
    async fn definition(&self, digest: &str) -> Result<Option<Stored>, StoreFault>;

    /// All, by workflow, then version descending: the first of each workflow is the one for new cases.
    async fn deployed(&self) -> Result<Vec<Deployed>, StoreFault>;
}
