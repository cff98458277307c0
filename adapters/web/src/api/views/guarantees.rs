//! The shapes of what is proved of a definition.

use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A definition with what is proved of it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ProvenView {
    /// Name of the workflow.
    pub workflow: String,
    /// Its version.
    pub version: u32,
    /// Digest of its text and resources.
    pub digest: String,
    /// Edition of the calendars it was proved with.
    pub edition: String,
    /// Its guarantees, in the order of the definition.
    pub guarantees: Vec<GuaranteeView>,
    /// How much was looked at for all of it.
    pub explored: ExploredView,
}

/// How much was looked at.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ExploredView {
    /// Different configurations of a case.
    pub configurations: u64,
    /// Transitions between them.
    pub transitions: u64,
}

/// A guarantee and its verdict.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct GuaranteeView {
    /// The name of its template: `never`.
    pub name: String,
    /// As written, on one line.
    pub written: String,
    /// The line of the definition where it stands.
    pub line: u32,
    /// `proved`, `refuted` or `not decided`.
    pub verdict: String,
    /// How many different configurations of a case were looked at for it.
    pub configurations: u64,
    /// How many transitions between them.
    pub transitions: u64,
    /// What the verdict rests on beside the definition.
    pub assumptions: Vec<AssumptionView>,
    /// Of one that isn't decided: what stopped it, and what to do.
    pub limit: Option<BTreeMap<String, String>>,
    /// More to know, such as the longest time.
    pub notes: Vec<BTreeMap<String, String>>,
    /// Of one that is refuted: how it is broken.
    pub story: Option<StoryView>,
}

/// What a verdict rests on.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct AssumptionView {
    /// The number of its rule.
    pub rule: u8,
    /// A name for programs.
    pub name: String,
    /// In a few words.
    pub short: BTreeMap<String, String>,
    /// In a sentence.
    pub sentence: BTreeMap<String, String>,
}

/// A run that breaks a guarantee.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct StoryView {
    /// Whom the case has.
    pub people: Vec<CastView>,
    /// What happens, in order.
    pub steps: Vec<StoryStepView>,
    /// What is wrong in the end.
    pub end: BTreeMap<String, String>,
    /// What it assumes that the definition doesn't say.
    pub assumed: Vec<BTreeMap<String, String>>,
    /// The states that it passes, by name.
    pub states: Vec<String>,
    /// A scenario that shows it when played; empty where none can be written.
    pub feature: String,
}

/// How many members a role has in a story.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct CastView {
    /// The role's name.
    pub role: String,
    /// Its title.
    pub title: BTreeMap<String, String>,
    /// How many members.
    pub members: u32,
}

/// A sentence of a story.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct StoryStepView {
    /// When it happens; null where no dates are told.
    pub at: Option<String>,
    /// What happens.
    pub sentence: BTreeMap<String, String>,
}
