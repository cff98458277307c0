//! What may be asked of the door, and what it answers.

use crate::ports::StoreFault;
use registrar_engine::docket::Hash;
use registrar_engine::event::{Event, Participant};
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use registrar_engine::value::Record;
use serde::{Deserialize, Serialize};

/// Most characters of an idempotency key.
pub const LONGEST_KEY: usize = 200;
/// Most bytes of a command as JSON: forms are for people.
pub const LARGEST_COMMAND: usize = 1 << 20;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// A person with an account, already known to be this one.
    Person {
        /// Who.
        person: PersonId,
        /// As which member, where one could be several: `defendant[2]`.
        member: Option<String>,
    },
    /// Whoever bears a token: who that is, is asked of the store with the command, for all of a batch at once.
    Bearer {
        /// SHA-256 of the token. Another token of the same person makes no other request.
        #[serde(skip)]
        token: Hash,
        /// As which member, where one could be several.
        member: Option<String>,
        /// Who of the people of a case to be opened is the bearer, by their places in the list.
        own: Vec<usize>,
    },
    /// A part of the installation or another system, already known to be this one.
    Machine(String),
}

impl Caller {
    /// Whose idempotency keys these are; of a bearer that isn't known before the store has been asked.
    pub fn scope(&self) -> Option<String> {
        match self {
            Self::Person { person, .. } => Some(format!("person:{person}")),
            Self::Bearer { .. } => None,
            Self::Machine(name) => Some(format!("machine:{name}")),
        }
    }
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Who asks.
    pub by: Caller,
    /// The idempotency key: the same key of the same caller is executed once.
    pub key: Option<String>,
    /// What is asked.
    pub wish: Wish,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Open a case.
    Open {
        /// Of this workflow.
        workflow: String,
        /// Of this version; else the highest.
        version: Option<u32>,
        /// The members from the start.
        people: Vec<Participant>,
        /// First data.
        data: Record,
    },
    /// Do something in a case, as a person.
    Act {
        /// The case.
        case: CaseId,
        /// What.
        act: Act,
    },
    /// Tell a case what happened: for machines only.
    Tell {
        /// The case.
        case: CaseId,
        /// What happened.
        event: Event,
    },
    /// Apply the event of an incident again: for operators, as a machine.
    Retry {
        /// The incident.
        incident: String,
    },
}

/// What a person may do in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum Act {
    /// End a task by one of its outcomes.
    Complete {
        /// The task's number.
        task: u64,
        /// Its name, where whoever asks has seen it; another task of that number isn't meant then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The outcome.
        outcome: String,
        /// The form.
        form: Record,
        /// Documents among those lodged for this task by this person.
        documents: Vec<Digest>,
    },
    /// Take a task of a pool.
    Claim {
        /// The task's number.
        task: u64,
    },
    /// Give a claimed task back.
    Release {
        /// The task's number.
        task: u64,
    },
    /// Give somebody the authority to act for a member.
    Represent {
        /// The member.
        member: String,
        /// The representing role.
        role: String,
        /// Who will act.
        person: PersonId,
        /// The document that carries the authority, lodged for the case by this person.
        document: Digest,
    },
    /// End an authority.
    EndRepresentation {
        /// The member.
        member: String,
        /// Whose authority.
        person: PersonId,
    },
}

/// What the door answers when something was done. It is durable then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The case.
    pub case: CaseId,
    /// Its revision after the command.
    pub revision: u64,
    /// The hash of its last docket entry: a receipt.
    pub receipt: Hash,
    /// When the command is taken to have happened.
    pub at: Moment,
    /// This is the answer to an earlier command with the same key.
    #[serde(skip)]
    pub repeated: bool,
}

/// Why nothing was done. None of these changes the case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The token is nobody's, or has expired.
    #[error("nobody bears this token, or it has expired")]
    SignedOut,
    /// The engine says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such case, workflow or incident, or it isn't for this caller: the same answer for both.
    #[error("there is nothing here under this address")]
    NotFound,
    /// The key was used for another request.
    #[error("this key has been used for another request")]
    KeyReused,
    /// The command itself is malformed.
    #[error("{0}")]
    Malformed(String),
    /// It couldn't be applied because of a fault in the definition or in Registrar; it is kept, and an
    /// operator will try again.
    #[error("this can't be done now; it is kept as incident `{id}` and will be tried again")]
    Incident {
        /// The incident.
        id: String,
    },
    /// So many are waiting already that nobody else is let in: nothing was looked at, try again.
    #[error("too much is going on at this moment, try again in a few seconds")]
    Overloaded,
    /// Too much is going on with this case, or Registrar is stopping: try again.
    #[error("this can't be done at this moment, try again")]
    Busy,
    /// The world failed.
    #[error(transparent)]
    Fault(#[from] StoreFault),
}

impl Rejection {
    /// The kind of rejection, by a name that programs may rely on; that of a refusal has more to it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Refused(_) => "refused",
            Self::NotFound => "not_found",
            Self::KeyReused => "key_reused",
            Self::Malformed(_) => "malformed",
            Self::Incident { .. } => "incident",
            Self::Overloaded => "overloaded",
            Self::Busy => "busy",
            Self::Fault(_) => "fault",
        }
    }
}
