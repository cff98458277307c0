//! The shapes of deadlines: how each stands or ended, what moved it, and how all are kept.

use serde::Serialize;
use utoipa::ToSchema;

/// A deadline and how it stands or ended.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct DeadlineView {
    /// Number of the clock in the case: each run has its own.
    pub number: u64,
    /// The deadline's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whose copy it is in.
    pub whose: Option<String>,
    /// `waiting`, `running`, `suspended`, `met`, `missed`, `waived`, `restored`.
    pub word: String,
    /// The same in words.
    pub said: String,
    /// When it began to run.
    pub started: Option<String>,
    /// Exclusive end, as last counted.
    pub due: Option<String>,
    /// Last day, as last counted.
    pub last_day: Option<String>,
    /// Whether that count went beyond the published calendar.
    pub provisional: bool,
    /// When the run was over: its end came, or what it limits was done before.
    pub over: Option<String>,
    /// Whether its state was left, so that nothing more happens to it.
    pub closed: bool,
    /// A promise without legal effect.
    pub promise: bool,
    /// Its provision.
    pub law: Option<String>,
}

/// The ledger of a deadline.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct LedgerView {
    /// The deadline.
    pub deadline: DeadlineView,
    /// How often more time was granted.
    pub extensions: u32,
    /// The time that is left out, on the whole, in the unit that the law counts in; none: it never stood still.
    pub excluded: Option<String>,
    /// The stretches in which it stood still.
    pub stretches: Vec<StretchView>,
    /// What happened to it, in order.
    pub lines: Vec<LedgerLineView>,
    /// How many lines there were beyond those.
    pub untold: u64,
}

/// A stretch in which a deadline stood still.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct StretchView {
    /// From when.
    pub from: String,
    /// Until when; none: it still does.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
    /// How long, in the unit that the law counts in; none while it lasts.
    pub length: Option<String>,
}

/// One thing that happened to a deadline.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct LedgerLineView {
    /// Number of the docket entry.
    pub entry: u64,
    /// When the law takes it to have happened.
    pub effective: String,
    /// When it was recorded.
    pub recorded: String,
    /// `waits`, `started`, `resumed`, `extended`, `recounted`, `calendar`, `kept`, `granted`, `suspended`,
    /// `waived`, `expired`, `met`, `missed`, `restored`.
    pub kind: String,
    /// In words.
    pub text: String,
    /// Who or what caused it, in words; none: nobody did, its own end came.
    pub cause: Option<String>,
    /// What an end was counted with: editions of calendar and counting rule, release of the zone data.
    pub counted_with: Option<String>,
}

/// How deadlines are kept.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Statistics {
    /// How many cases were read.
    pub cases: u64,
    /// How many more can't be read at this moment: they aren't counted.
    pub unreadable: u64,
    /// Whether there are more cases than were read.
    pub more: bool,
    /// By workflow.
    pub workflows: Vec<WorkflowStatistics>,
}

/// The deadlines of a workflow.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct WorkflowStatistics {
    /// Its name.
    pub workflow: String,
    /// Its title, of the newest version read.
    pub title: String,
    /// How many of its cases were read.
    pub cases: u64,
    /// Its deadlines: promises first, then limits of the law, each by name.
    pub deadlines: Vec<DeadlineStatistics>,
}

/// The runs of a deadline.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct DeadlineStatistics {
    /// Its name.
    pub name: String,
    /// Its title, of the newest version read.
    pub title: String,
    /// A promise without legal effect.
    pub promise: bool,
    /// Whether somebody has a task by it. Where nobody has, its end may just be what is waited for.
    pub binds: bool,
    /// Runs that ended in time.
    pub met: u64,
    /// Runs whose end came first.
    pub missed: u64,
    /// Runs that were let go.
    pub waived: u64,
    /// Runs that were missed, and that was undone: neither met nor missed.
    pub restored: u64,
    /// Runs that go on, those that stand still among them.
    pub running: u64,
    /// Of those met or missed, how many were met, in per cent to two places.
    pub in_time: Option<f64>,
    /// Half of those met took at most so many seconds.
    pub median: Option<u64>,
    /// Nine of ten of those met took at most so many seconds.
    pub ninetieth: Option<u64>,
}
