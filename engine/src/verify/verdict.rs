//! What is found out about a chart: findings, and a verdict on each guarantee. Plain values; whoever shows
//! them decides how.

use crate::definition::Text;
use crate::event::Event;
use crate::finding::{Finding, Span};
use crate::id::{ArrowIx, StateIx};
use crate::moment::Moment;

/// How far the verifier looks before it says "not decided".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most configurations of one exploration.
    pub configurations: u64,
    /// Most bytes of one exploration.
    pub bytes: u64,
    /// Most configurations of one exploration with boxes covered, of a definition that can't be walked whole; 0: none
    /// is tried.
    pub covered: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { configurations: 200_000, bytes: 1 << 29, covered: 30_000 }
    }
}

/// What was found out about a chart.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Errors, warnings and notes, those about guarantees among them: each guarantee that is refuted is an
    /// error `guarantee-refuted`, each that isn't decided an error
    /// `guarantee-undecided`.
    pub findings: Vec<Finding>,
    /// One for each guarantee, in the order of the definition.
    pub verdicts: Vec<Verdict>,
    /// How much was looked at for all of it.
    pub explored: Explored,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Explored {
    /// Different configurations.
    pub configurations: u64,
    /// Transitions between them.
    pub transitions: u64,
}

/// The verdict on a guarantee.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Its template: `never`.
    pub template: String,
    /// As written on one line: `never: {state: hearing, unless: "consent('async_hearing')"}`.
    pub guarantee: String,
    /// Where it stands.
    pub span: Span,
    /// What was found.
    pub answer: Answer,
    /// What it rests on beside the chart itself.
    pub assumptions: Vec<Assumption>,
    /// How much was looked at for it.
    pub explored: Explored,
    /// More to know: of `lasts` the longest time and what makes it so long.
    pub notes: Vec<Text>,
}

/// What was found of a guarantee.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It holds of every case.
    Proved,
    /// It is broken by this.
    Refuted(Box<Story>),
    /// It wasn't decided; by which limit.
    NotDecided {
        /// What stopped it, and what to do.
        limit: Text,
    },
}

impl Answer {
    /// `proved`, `refuted` or `not decided`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Refuted(_) => "refuted",
            Self::NotDecided { .. } => "not decided",
        }
    }
}

/// What a verdict rests on (rules 26 to 30 of `docs/proofs.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assumption {
    /// Rule 26: data that isn't finite may be either way at each use.
    FreeData,
    /// Rule 27: one member of each role, then two; lists with none, one and two items.
    Members,
    /// Rule 28: a task ends in any outcome that is offered, or never; messages come at any time.
    Acts,
    /// Rule 29: running clocks expire in any order.
    Clocks,
    /// Rule 30: durations are sums of deadlines.
    Durations,
}

/// A counter-example: the shortest run that was found, in the words of the definition.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// Whom the case has: role and number of members.
    pub people: Vec<(String, u32)>,
    /// What happens, in order.
    pub steps: Vec<StoryStep>,
    /// What is wrong at the end.
    pub end: Text,
    /// What it assumes that the definition doesn't say.
    pub assumed: Vec<Text>,
    /// The arrows taken.
    pub arrows: Vec<ArrowIx>,
    /// The states it passes.
    pub states: Vec<StateIx>,
    /// A scenario that shows it under `registrar test`; empty where none can be written.
    pub feature: String,
}

/// The first line of each scenario of a story: by it a program knows that it may write the file anew.
pub const STORY_MARK: &str =
    "# Written by `registrar check --stories`. Take this line away to keep the file as it is.";

/// A sentence of a story.
#[derive(Debug, Clone)]
pub struct StoryStep {
    /// When it happens; none in a story that couldn't be played.
    pub at: Option<Moment>,
    /// What happens, by language.
    pub sentence: Text,
    /// The event that `step` takes, of the first the opening; none in a story that couldn't be played.
    pub event: Option<Event>,
}
