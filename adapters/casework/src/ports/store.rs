//! The Store port: cases, their docket, and what is committed with them.

use super::desk::Slot;
use super::fault::StoreFault;
use super::rows::{
    AccessRow, Answered, Audience, CaseRow, DocketRow, InboxPosition, Incident, Loaded, OutboxRow,
    OutboxStanding, Settled, TaskRow,
};
use async_trait::async_trait;
use registrar_engine::case::Case;
use registrar_engine::docket::Hash;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use std::collections::BTreeMap;
use std::time::Instant;

/// A case's next revision and all that goes with it.
///
/// INVARIANT: `case.revision == expected + docket.len()`; a batch has one transition for each case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The revision that the store must hold; 0: the case must not be there.
    pub expected: u64,
    /// The new case.
    pub case: Case,
    /// Its canonical JSON, kept as it stands: the last entry's digest is over these bytes.
    pub text: String,
    /// New docket entries, in order.
    pub docket: Vec<DocketRow>,
    /// Hash of the last entry.
    pub head_hash: Hash,
    /// The earliest timer that isn't held; none: nothing is due ever.
    pub next_due: Option<Moment>,
    /// All open tasks of the case, in place of those before; none: they are as at the last commit.
    pub tasks: Option<Vec<TaskRow>>,
    /// All who may see the case, in place of those before; none: they are as at the last commit.
    pub access: Option<Vec<AccessRow>>,
    /// New outbox rows.
    pub outbox: Vec<OutboxRow>,
    /// New first answers.
    pub answers: Vec<Answered>,
    /// New incidents.
    pub incidents: Vec<Incident>,
    /// Incidents resolved by this, with the moment.
    pub resolved: Vec<(String, Moment)>,
    /// Desks whose drafts and uploads for this have been filed and lie there no longer.
    pub cleared: Vec<(Slot, PersonId)>,
}

/// What became of one transition of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitResult {
    /// All of it is durable.
    Committed,
    /// Nothing of it was written: the case has another revision, or an answer to one of the keys is
    /// there already; or its part of a store that is spread over servers failed. Load again.
    Conflict,
}

/// Cases as they were found, each with what keeps it from being read if anything does.
pub type LoadedCases = BTreeMap<CaseId, Result<Loaded, StoreFault>>;

/// A case whose earliest timer has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The case.
    pub case: CaseId,
    /// When.
    pub at: Moment,
}

/// What a store is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    /// Real cases.
    Real,
    /// A sandbox, where the clock can be moved.
    Sandbox,
}

/// What a store says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// What it is for; set when it is made, never changed.
    pub kind: StoreKind,
    /// Version of its tables.
    pub schema: u32,
}

/// Cases and what is committed with them. Lists are bounded by their `limit`.
#[async_trait]
pub trait Store: Send + Sync {
    /// What this store is.
    async fn marker(&self) -> Result<Marker, StoreFault>;

    /// Those of the cases that are there, as of the last commit, each with its open timer incidents. One that is there
    /// and can't be read is a fault of its own, and no hindrance to the others.
    async fn load(&self, cases: &[CaseId]) -> Result<LoadedCases, StoreFault>;

    /// One case; none: it isn't there.
    async fn load_one(&self, case: &CaseId) -> Result<Option<Loaded>, StoreFault> {
        self.load(std::slice::from_ref(case)).await?.remove(case).transpose()
    }

    /// ONE transaction; on a store that is spread over servers one for each shard. When it returns, every transition
    /// answered `Committed` is durable as a whole and of every other nothing is written. One answer for each, in order.
    /// After an error nothing is written.
    async fn commit(&self, batch: Vec<Transition>) -> Result<Vec<CommitResult>, StoreFault>;

    /// First answers to these pairs of scope and key, where there are any, in any order.
    async fn answers(&self, keys: &[(String, String)]) -> Result<Vec<Answered>, StoreFault>;

    /// Cases with `next_due <= now`, in the order of due, then case, after one. A case whose incident
    /// [`of_unreadable`](Incident::of_unreadable) is open isn't among them, nor does it count for the next.
    async fn due(&self, now: Moment, after: Option<&Due>, limit: u32) -> Result<Vec<Due>, StoreFault>;

    /// The earliest `next_due` of all.
    async fn next_due(&self) -> Result<Option<Moment>, StoreFault>;

    /// Entries of a docket from a number on, in order.
    async fn docket(&self, case: &CaseId, from: u64, limit: u32) -> Result<Vec<DocketRow>, StoreFault>;

    /// All cases in the order of their ids, after one: for the operator.
    async fn cases(&self, after: Option<&CaseId>, limit: u32) -> Result<Vec<CaseRow>, StoreFault>;

    /// The cases that any of these audiences may see, each once, last opened first (then by id,
    /// descending), after a position.
    async fn cases_of(
        &self,
        audiences: &[Audience],
        after: Option<(Moment, CaseId)>,
        limit: u32,
    ) -> Result<Vec<CaseRow>, StoreFault>;

    /// Cases of a definition that haven't ended and are pinned to another edition than this, in the order of
    /// their ids, after one.
    async fn outdated(
        &self,
        digest: &str,
        edition: &str,
        after: Option<&CaseId>,
        limit: u32,
    ) -> Result<Vec<CaseId>, StoreFault>;

    /// The open tasks of any of these audiences, each task once, in the order of [`InboxPosition`].
    async fn inbox(
        &self,
        audiences: &[Audience],
        after: Option<&InboxPosition>,
        limit: u32,
    ) -> Result<Vec<TaskRow>, StoreFault>;

    /// How many open tasks are assigned to each of these persons, in their order.
    async fn loads(&self, persons: &[PersonId]) -> Result<Vec<u32>, StoreFault>;

    /// Takes rows that are due and not taken by anybody else, in the order of due, then id; they are this
    /// caller's until `lease`, after which they may be claimed again. Counts an attempt: the rows come
    /// with `attempts` raised by one.
    async fn claim(&self, now: Moment, lease: Moment, limit: u32) -> Result<Vec<OutboxRow>, StoreFault>;

    /// Gives rows back that were claimed until exactly this moment and aren't settled: they are free at once, and the
    /// attempt isn't counted.
    async fn release(&self, lease: Moment) -> Result<(), StoreFault>;

    /// Whether rows that were claimed at a moment of the stopwatch are this caller's still. A node that was silent for
    /// longer than its lease has lost what it claimed before, and others send it.
    fn keeps_claims_of(&self, _claimed: Instant) -> bool {
        true
    }

    /// Writes how attempts ended, by case and id; a row that is settled already stays as it is. Durable on return.
    async fn settle(&self, settled: &[(CaseId, String, Settled)]) -> Result<(), StoreFault>;

    /// How a case's rows of a group stand, in the order of their ids.
    async fn group(&self, case: &CaseId, group: &str) -> Result<Vec<(String, OutboxStanding)>, StoreFault>;

    /// Puts a failed row of a case back to waiting, due at once, with no attempts counted. False: there is none.
    async fn resend(&self, case: &CaseId, id: &str, due: Moment) -> Result<bool, StoreFault>;

    /// When the next outbox row will be due or its lease end.
    async fn next_outgoing(&self) -> Result<Option<Moment>, StoreFault>;

    /// Keeps an incident that comes with no transition. Durable on return; the same id again changes nothing
    /// as long as it is open, and opens one that was resolved.
    async fn open_incident(&self, incident: &Incident) -> Result<(), StoreFault>;

    /// One incident.
    async fn incident(&self, id: &str) -> Result<Option<Incident>, StoreFault>;

    /// Open incidents (or all), in the order of opening, then id, after an id.
    async fn incidents(
        &self,
        open_only: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Incident>, StoreFault>;

    /// Marks an incident as resolved; one resolved before keeps its moment.
    async fn resolve_incident(&self, id: &str, at: Moment) -> Result<(), StoreFault>;
}
