//! The domain's rows: what a store keeps beside the case itself. Derived rows (tasks, access) can be
//! thrown away and made anew from the case.

use super::fault::StoreFault;
use super::outgoing::Outgoing;
use registrar_engine::case::Case;
use registrar_engine::docket::Hash;
use registrar_engine::event::Event;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One person, or everybody in a pool. Stored as text: `person:p-1`, `pool:judges`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Audience {
    /// This person.
    Person(PersonId),
    /// Whoever is in this pool.
    Pool(String),
}

/// A text that names no audience.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither `person:…` nor `pool:…`")]
pub struct BadAudience(String);

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => write!(f, "person:{person}"),
            Self::Pool(pool) => write!(f, "pool:{pool}"),
        }
    }
}

impl std::str::FromStr for Audience {
    type Err = BadAudience;

    fn from_str(text: &str) -> Result<Self, BadAudience> {
        let bad = || BadAudience(text.to_owned());
        match text.split_once(':') {
            Some(("person", id)) => PersonId::parse(id).map(Self::Person).map_err(|_| bad()),
            Some(("pool", name)) if !name.is_empty() => Ok(Self::Pool(name.to_owned())),
            _ => Err(bad()),
        }
    }
}

impl TryFrom<String> for Audience {
    type Error = BadAudience;
    fn try_from(text: String) -> Result<Self, BadAudience> {
        text.parse()
    }
}

impl From<Audience> for String {
    fn from(audience: Audience) -> Self {
        audience.to_string()
    }
}

/// A case as the door needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The case.
    pub case: Case,
    /// Hash of its last docket entry.
    pub head_hash: Hash,
    /// Events of timers that became incidents and aren't resolved: these timers wait for the operator.
    pub held: Vec<Event>,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Its id.
    pub case: CaseId,
    /// Its workflow.
    pub workflow: String,
    /// Version of its workflow.
    pub version: u32,
    /// Digest of its definition.
    pub digest: String,
    /// Number of docket entries.
    pub revision: u64,
    /// When it was opened.
    pub opened: Moment,
    /// Effective moment of its last step.
    pub latest: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
    /// With which outcome.
    pub outcome: Option<String>,
}

impl CaseRow {
    /// The row of a case.
    pub fn of(case: &Case) -> Self {
        Self {
            case: case.case.clone(),
            workflow: case.workflow.to_string(),
            version: case.version,
            digest: case.digest.to_string(),
            revision: case.revision,
            opened: case.opened,
            latest: case.latest,
            ended: case.ended.as_ref().map(|ended| ended.at),
            outcome: case.ended.as_ref().and_then(|ended| ended.outcome.clone()),
        }
    }
}

/// A docket entry as stored: its text is what was hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocketRow {
    /// Number in the docket, from 1.
    pub number: u64,
    /// Canonical JSON of the entry.
    pub text: String,
    /// Hash of this entry after the one before.
    pub hash: Hash,
}

/// An open task for somebody. A task has one row for each audience that may do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    /// The case.
    pub case: CaseId,
    /// Number of the task in the case.
    pub number: u64,
    /// Who may do it.
    pub audience: Audience,
    /// Its name in the definition.
    pub task: String,
    /// Claimed by or drawn for; then this person is the only audience.
    pub assignee: Option<PersonId>,
    /// When it was opened.
    pub opened: Moment,
    /// The earliest end of the deadlines shown with it.
    pub due: Option<Moment>,
    /// The case's workflow.
    pub workflow: String,
    /// The case's definition.
    pub digest: String,
}

impl TaskRow {
    /// Where the row stands in an inbox.
    pub fn position(&self) -> InboxPosition {
        InboxPosition { due: self.due, opened: self.opened, case: self.case.clone(), number: self.number }
    }
}

/// A place in an inbox. Inboxes are in the order of due (none: last), opened, case, number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPosition {
    /// Due.
    pub due: Option<Moment>,
    /// Opened.
    pub opened: Moment,
    /// The case.
    pub case: CaseId,
    /// The task.
    pub number: u64,
}

impl InboxPosition {
    /// What inboxes are sorted by: no due sorts behind every due.
    pub fn order(&self) -> (i64, i64, &str, u64) {
        let due = self.due.map_or(i64::MAX, Moment::as_micros);
        (due, self.opened.as_micros(), self.case.as_str(), self.number)
    }
}

/// Somebody who may see a case at all; what he sees of it is decided by `access`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccessRow {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub audience: Audience,
}

/// Something to be sent, rendered or asked after the commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// Stable id, `CASE.ENTRY.EFFECT.N`; the receiver's key against repetition.
    pub id: String,
    /// The case.
    pub case: CaseId,
    /// The docket entry that asked for it.
    pub entry: u64,
    /// Rows that stand for each other: the channels of one delivery.
    pub group: Option<String>,
    /// Not before this moment.
    pub due: Moment,
    /// How often it was tried.
    pub attempts: u32,
    /// What to do.
    pub what: Outgoing,
}

/// How an outbox row ended an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// Done.
    Done {
        /// When.
        at: Moment,
    },
    /// Once more, not before `due`.
    Again {
        /// Not before.
        due: Moment,
        /// What went wrong.
        reason: String,
    },
    /// Never.
    Failed {
        /// When it was given up.
        at: Moment,
        /// What went wrong.
        reason: String,
    },
}

/// How an outbox row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutboxStanding {
    /// Waits or is tried.
    Waiting,
    /// Done.
    Done,
    /// Given up.
    Failed,
}

/// A command's first answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Whose key: a person, a service.
    pub scope: String,
    /// The key.
    pub key: String,
    /// SHA-256 of the request.
    pub request: Hash,
    /// The answer, as JSON.
    pub answer: String,
    /// When.
    pub at: Moment,
}

/// Something that couldn't be done and waits for an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: String,
    /// The case; none: it concerns no case yet.
    pub case: Option<CaseId>,
    /// When it was found.
    pub opened: Moment,
    /// Where the trouble came from.
    pub source: IncidentSource,
    /// The event that couldn't be applied; kept so that it can be tried again. None: a row of the outbox, the
    /// machine's clock, or a case that couldn't be read at all.
    pub event: Option<Event>,
    /// The event's effective moment.
    pub effective: Option<Moment>,
    /// What went wrong, for the operator.
    pub reason: String,
    /// When it was resolved.
    pub resolved: Option<Moment>,
}

impl Incident {
    /// How the id begins of an incident of a case that can't be read; the case's own follows.
    pub const UNREADABLE: &str = "unreadable.";

    /// The id of the incident of a case that can't be read: as long as it is open, the case's timers aren't
    /// [due](super::Store::due).
    pub fn of_unreadable(case: &CaseId) -> String {
        format!("{}{case}", Self::UNREADABLE)
    }

    /// The incident of a case that can't be read, found when one of its timers was due or somebody looked at it.
    pub fn unreadable(case: &CaseId, fault: &StoreFault, now: Moment, due: Option<Moment>) -> Self {
        Self {
            id: Self::of_unreadable(case),
            case: Some(case.clone()),
            opened: now,
            source: IncidentSource::Timer,
            event: None,
            effective: due,
            reason: format!("its timers can't be fired: {fault}"),
            resolved: None,
        }
    }
}

/// Where an incident came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IncidentSource {
    /// A person's command.
    Person,
    /// A timer.
    Timer,
    /// A service, a message, a receipt.
    Machine,
    /// An outbox row that was given up, by its id.
    Outbox(String),
    /// The machine's clock: nothing expires until it is right, or an operator says that it is.
    Clock,
}
