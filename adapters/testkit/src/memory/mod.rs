//! The storage ports in memory: what a store has to do, said in plain collections.

mod desk;
mod documents;
mod people;
mod store;

use registrar_casework::ports::Audience;
use registrar_casework::ports::{
    Answered, CaseRow, DocketRow, Draft, Feed, Incident, Invitation, Lodged, Message, Organisation,
    OutboxRow, OutboxStanding, Person, StoreFault, StoreKind, Stored, TaskRow, Token,
};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// No JSON begins like this.
const HARM: &str = "}";

/// All storage ports in memory.
#[derive(Debug)]
pub struct MemoryStore {
    kind: StoreKind,
    state: Mutex<State>,
    held: watch::Sender<bool>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self { kind: StoreKind::Sandbox, state: Mutex::default(), held: watch::Sender::default() }
    }
}

/// A case and its rows.
#[derive(Debug, Clone)]
struct Kept {
    row: CaseRow,
    edition: String,
    text: String,
    head_hash: String,
    next_due: Option<Moment>,
    docket: Vec<DocketRow>,
    tasks: Vec<TaskRow>,
    access: BTreeSet<Audience>,
}

/// An outbox row and how it stands.
#[derive(Debug, Clone)]
struct Outgoing {
    row: OutboxRow,
    standing: OutboxStanding,
    lease: Option<Moment>,
    reason: Option<String>,
}

#[derive(Debug, Default)]
struct State {
    cases: BTreeMap<CaseId, Kept>,
    answers: BTreeMap<(String, String), Answered>,
    outbox: BTreeMap<String, Outgoing>,
    incidents: BTreeMap<String, Incident>,
    definitions: Vec<Stored>,
    drafts: BTreeMap<(String, PersonId), Draft>,
    lodged: Vec<Lodged>,
    messages: BTreeMap<String, Message>,
    persons: BTreeMap<PersonId, Person>,
    organisations: BTreeMap<String, Organisation>,
    tokens: BTreeMap<String, Token>,
    feeds: BTreeMap<PersonId, Feed>,
    invitations: BTreeMap<String, Invitation>,
    contents: BTreeMap<String, Vec<u8>>,
    failing: Option<StoreFault>,
    unreachable: Option<StoreFault>,
    panicking: bool,
    commits: u64,
}

impl MemoryStore {
    /// A store of this kind.
    pub fn of(kind: StoreKind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// From now on every commit fails with this, until told otherwise.
    pub fn fail_commits(&self, with: Option<StoreFault>) {
        self.lock().failing = with;
    }

    /// From now on cases, timers and the outbox can't be read, until told otherwise.
    pub fn fail_reads(&self, with: Option<StoreFault>) {
        self.lock().unreachable = with;
    }

    /// From now on every commit waits, until it is let go.
    pub fn hold_commits(&self, held: bool) {
        self.held.send_replace(held);
    }

    /// The next commit panics: a fault in the program, not in the world.
    pub fn panic_once(&self) {
        self.lock().panicking = true;
    }

    /// A case can't be read any more, until it is healed.
    pub fn harm(&self, case: &CaseId) {
        if let Some(kept) = self.lock().cases.get_mut(case) {
            kept.text.insert_str(0, HARM);
        }
    }

    /// The entries of a case's docket can't be read any more.
    pub fn harm_docket(&self, case: &CaseId) {
        for row in self.lock().cases.get_mut(case).into_iter().flat_map(|kept| &mut kept.docket) {
            row.text.insert_str(0, HARM);
        }
    }

    /// A harmed case can be read again.
    pub fn heal(&self, case: &CaseId) {
        if let Some(kept) = self.lock().cases.get_mut(case) {
            kept.text = kept.text.replacen(HARM, "", 1);
        }
    }

    /// What a workflow counts with since its last deployment can't be read any more.
    pub fn harm_newest_edition(&self, workflow: &str) {
        let mut state = self.lock();
        let newest = state.definitions.iter_mut().rfind(|stored| stored.deployed.workflow == workflow);
        for text in newest.into_iter().flat_map(|stored| stored.calendars.values_mut()) {
            text.insert_str(0, HARM);
        }
    }

    /// How many commits have written something.
    pub fn commits(&self) -> u64 {
        self.lock().commits
    }

    /// The reason of the last attempt of an outbox row.
    pub fn outbox_reason(&self, id: &str) -> Option<String> {
        self.lock().outbox.get(id).and_then(|kept| kept.reason.clone())
    }

    /// All outbox rows, with how they stand, by id.
    pub fn outbox(&self) -> Vec<(OutboxRow, OutboxStanding)> {
        self.lock().outbox.values().map(|kept| (kept.row.clone(), kept.standing)).collect()
    }

    /// What is kept, if it can be read.
    fn read(&self) -> Result<MutexGuard<'_, State>, StoreFault> {
        let state = self.lock();
        match &state.unreachable {
            Some(fault) => Err(fault.clone()),
            None => Ok(state),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// So many of a list, as every port bounds them.
fn at_most<T>(items: impl Iterator<Item = T>, limit: u32) -> Vec<T> {
    items.take(limit as usize).collect()
}
