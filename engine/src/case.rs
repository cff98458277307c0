//! One running case as plain data.
//!
//! INVARIANT: a case is what its docket says: replaying the docket gives the same case, byte for byte.
//! It refers to its chart by index and is pinned to the chart's digest; the docket uses names, so a
//! case can be built anew whatever the indices are.
//!
//! A case is copied at each step, so that a refusal changes nothing: what grows with its history, and what a step seldom
//! writes, is shared with the copy ([`Pages`], [`Shared`]). How it is stored doesn't show it.

use crate::chart::Channel;
use crate::deadline::{Anchor, Period, Suspension};
use crate::id::{
    ArrowIx, CaseId, ConsentIx, DeadlineIx, Digest, DocumentIx, NoticeIx, PersonId, RoleIx, StateIx, TaskIx,
};
use crate::moment::Moment;
use crate::value::Record;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::copy_path::CopyPath;
pub use crate::shared::{Pages, Shared};

/// The number of the stored form.
pub const FORMAT: u32 = 1;

/// An active state, or a copy of a `for_each` state (then the path is one longer than the state's depth).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The state.
    pub state: StateIx,
    /// The copy.
    #[serde(default, skip_serializing_if = "none")]
    pub copy: CopyPath,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// [`FORMAT`].
    pub format: u32,
    /// Its id.
    pub case: CaseId,
    /// Name of its workflow.
    pub workflow: Arc<str>,
    /// Version of its workflow.
    pub version: u32,
    /// Digest of its chart.
    pub digest: Arc<str>,
    /// The editions of the calendars it was counted with, in order; the last is the one it is pinned to.
    #[serde(default, skip_serializing_if = "none")]
    pub editions: Shared<Vec<String>>,
    /// Number of docket entries.
    pub revision: u64,
    /// When it was opened.
    pub opened: Moment,
    /// Effective moment of the last step.
    pub latest: Moment,
    /// How it ended.
    pub ended: Option<Ended>,
    /// Active states, outer before inner, in document order, copies by joining.
    pub configuration: Vec<Place>,
    /// What history states remember.
    pub history: Shared<Vec<Remembered>>,
    /// Data.
    pub data: Shared<Record>,
    /// Members of roles, by joining.
    pub seats: Shared<Vec<Seat>>,
    /// Who has acted in which role: for separation of duties.
    pub acted: Vec<(RoleIx, PersonId)>,
    /// Open tasks, by opening.
    pub tasks: Vec<OpenTask>,
    /// How tasks ended: for the answer to who comes too late.
    pub acts: Pages<Act>,
    /// Clocks of active states.
    pub clocks: Vec<Clock>,
    /// How the latest run of a deadline ended in each copy, where an arrow or a condition asks for it.
    #[serde(default, skip_serializing_if = "none")]
    pub past: Shared<Vec<PastClock>>,
    /// Services of documents.
    pub deliveries: Pages<Delivery>,
    /// Documents.
    pub documents: Pages<Filed>,
    /// Consents as given and withdrawn.
    pub consents: Vec<ConsentEntry>,
    /// How often limited arrows were taken.
    pub counters: Vec<Counter>,
    /// Raises that come later.
    pub raises: Vec<DelayedRaise>,
    /// Visits and other costs.
    pub costs: Shared<Vec<Cost>>,
    /// The last number given to a task, clock, delivery, document or raise.
    pub last_number: u64,
}

/// The end of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Moment,
    /// In which final state.
    pub state: StateIx,
    /// `outcome` of that state.
    pub outcome: Option<String>,
}

/// What a history state remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The history state, in its copy.
    pub place: Place,
    /// What was active.
    pub states: Vec<Place>,
}

/// A member of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The role (never a group).
    pub role: RoleIx,
    /// Number in the role, from 1.
    pub number: u32,
    /// Who; nobody until an invitation is taken up.
    pub person: Option<PersonId>,
    /// The name as filed.
    pub name: String,
    /// Addresses by channel.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contact: BTreeMap<Channel, String>,
    /// Since when.
    pub joined: Moment,
    /// Until when.
    pub left: Option<Moment>,
    /// Nothing has been addressed to the member yet: the case isn't there for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unaddressed: bool,
    /// Fields of the member (`member.…`).
    pub data: Record,
    /// Who acts for the member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub representatives: Vec<Representation>,
}

/// Somebody who acts for a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representation {
    /// The role that represents.
    pub role: RoleIx,
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// The document that carries the authority.
    pub document: u64,
    /// Since when.
    pub since: Moment,
    /// Until when.
    pub until: Option<Moment>,
}

/// A member by role and number: `defendant[2]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Member {
    /// Role.
    pub role: RoleIx,
    /// Number in the role, from 1.
    pub number: u32,
}

/// An open task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTask {
    /// Number in the case.
    pub number: u64,
    /// The task.
    pub task: TaskIx,
    /// The state that lists it, in its copy; of a ladder or the engine: the state it hangs on.
    pub place: Place,
    /// Opened when.
    pub opened: Moment,
    /// Claimed by or drawn for.
    pub assignee: Option<PersonId>,
    /// Opened for this delivery's ladder or this clock's extension.
    pub serves: Option<u64>,
}

/// How a task ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Number of the task.
    pub number: u64,
    /// The task.
    pub task: TaskIx,
    /// In which copy.
    #[serde(default, skip_serializing_if = "none")]
    pub copy: CopyPath,
    /// Its outcome; none: closed because its state was left.
    pub outcome: Option<String>,
    /// As whom it was ended: `judge[1]`; empty when nobody did.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A clock of a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Number in the case: each run is a new one.
    pub number: u64,
    /// The deadline.
    pub deadline: DeadlineIx,
    /// The state that lists it, in its copy; of a ladder: the state it hangs on.
    pub place: Place,
    /// The delivery whose ladder it is a rung of.
    pub serves: Option<u64>,
    /// Where it counts from.
    pub anchor: Option<Anchor>,
    /// How long, fixed at the start.
    pub period: Option<Period>,
    /// Extensions granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// Suspensions, the last one open while suspended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// Whether a decision (not a state) holds it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// How it stands.
    pub standing: Standing,
    /// How many of its reminders have gone.
    #[serde(default)]
    pub reminded: u8,
}

/// How a clock stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// What starts it hasn't come.
    Waiting,
    /// It runs.
    Running {
        /// Exclusive end.
        due: Moment,
        /// Last day, of a period in days or longer.
        last_day: Option<jiff::civil::Date>,
        /// Counted beyond the published calendar.
        provisional: bool,
    },
    /// It stands still.
    Suspended {
        /// What remains, in words of the law's unit: `7 days`.
        left: String,
    },
    /// It has expired and its state is still active.
    Expired {
        /// When.
        at: Moment,
    },
    /// It was given up and its state is still active.
    Waived {
        /// When.
        at: Moment,
    },
}

/// The end of a run whose state was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastClock {
    /// Number of the clock.
    pub number: u64,
    /// The deadline.
    pub deadline: DeadlineIx,
    /// The state that listed it, in its copy.
    pub place: Place,
    /// Until when it would have run, or ran: exclusive; none while it stood still.
    pub due: Option<Moment>,
    /// How it ended.
    pub end: ClockEnd,
}

/// How a clock ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockEnd {
    /// What it limits was done in time, or there was nothing more to do.
    Met,
    /// Its end came first.
    Missed,
    /// It was given up.
    Waived,
    /// Its end came first, and that was undone.
    Restored,
}

/// An extension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// By how much.
    pub period: Period,
    /// As whom: `judge[1]`.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// A service of a document, or a notice that must reach one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Number in the case.
    pub number: u64,
    /// The notice.
    pub notice: NoticeIx,
    /// To whom.
    pub to: Member,
    /// The state it hangs on, in its copy: there its events go, and its ladder ends with it.
    pub home: Place,
    /// Sent when.
    pub sent: Moment,
    /// The rung of the ladder tried now, from 0.
    pub rung: Option<u8>,
    /// How it stands.
    pub standing: Served,
}

/// How a delivery stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Served {
    /// Under way.
    Open,
    /// Served.
    At {
        /// The effective moment.
        at: Moment,
        /// `reached`, `read`, or the event.
        how: String,
    },
    /// Everything was tried.
    Undeliverable {
        /// Since when.
        at: Moment,
    },
}

/// A document in the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Number in the case.
    pub number: u64,
    /// Its kind.
    pub document: DocumentIx,
    /// As whom it was filed: `defendant[2]`.
    pub by: String,
    /// File name as given.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// Content; none until an issued document is rendered.
    pub digest: Option<Digest>,
    /// When.
    pub at: Moment,
}

/// A consent given or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentEntry {
    /// Which.
    pub consent: ConsentIx,
    /// Whose.
    pub member: Member,
    /// Given when.
    pub given: Moment,
    /// Withdrawn when.
    pub withdrawn: Option<Moment>,
}

/// How often a limited arrow was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// The arrow.
    pub arrow: ArrowIx,
    /// In which copy.
    #[serde(default, skip_serializing_if = "none")]
    pub copy: CopyPath,
    /// How often.
    pub taken: u32,
}

/// A raise that comes later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelayedRaise {
    /// Number in the case.
    pub number: u64,
    /// By which it can be cancelled.
    pub id: Option<String>,
    /// The event.
    pub event: String,
    /// What it carries.
    pub data: Record,
    /// When it comes.
    pub due: Moment,
    /// From where it was raised: its copy.
    pub home: Place,
}

/// A visit or another cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// `visits`, or the name of the cost.
    pub of: String,
    /// Whose.
    pub member: Option<Member>,
    /// How much.
    pub amount: u32,
}

/// Of a list that is left out where it is empty.
fn none<T>(list: &[T]) -> bool {
    list.is_empty()
}

impl Case {
    /// The seat of a member.
    pub fn seat(&self, member: Member) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.role == member.role && seat.number == member.number)
    }

    /// The member who holds a role now, the first by joining.
    pub fn holder(&self, role: RoleIx) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.role == role && seat.is_present())
    }

    /// The edition of the calendars it is pinned to; empty: the first one of its definition.
    pub fn edition(&self) -> &str {
        self.editions.last().map_or("", String::as_str)
    }

    /// How often a limited arrow was taken in a copy.
    pub fn taken(&self, arrow: ArrowIx, copy: &[u32]) -> u32 {
        self.counters.iter().find(|c| c.arrow == arrow && *c.copy == *copy).map_or(0, |c| c.taken)
    }

    /// An open task by number.
    pub fn task(&self, number: u64) -> Option<&OpenTask> {
        self.tasks.iter().find(|task| task.number == number)
    }
}

impl Seat {
    /// Which member it is.
    pub fn member(&self) -> Member {
        Member { role: self.role, number: self.number }
    }

    /// Whether the member is still in the case.
    pub fn is_present(&self) -> bool {
        self.left.is_none()
    }
}
