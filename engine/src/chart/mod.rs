//! What the engine runs: a definition with its names resolved.
//!
//! INVARIANT: every index in a [`Chart`] points into its tables, types fit, and the rules of
//! `docs/language.md` that can be seen without running hold. Only [`compile`](crate::compile) makes one.

mod compile;
mod data;
mod guarantees;
mod people;
mod states;
mod tables;

pub use compile::{
    MAX_FOR_EACH, MAX_NESTING, MAX_REGIONS_OF_ONE, Sources, compile, compile_to_try, duration,
};
pub use data::*;
pub use guarantees::*;
pub use people::*;
pub use states::*;
pub use tables::*;

use crate::deadline::Calendars;
use crate::definition::Text;
use crate::id::{ArrowIx, DeadlineIx, DocumentIx, NoticeIx, RoleIx, StateIx, TableIx, TaskIx};
use std::collections::BTreeMap;

/// A checked definition, ready to run.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Name of the workflow.
    pub workflow: String,
    /// Its version.
    pub version: u32,
    /// SHA-256 (hexadecimal) over the definition's text and resources: a case is pinned to it.
    pub digest: String,
    /// Its title.
    pub title: Text,
    /// Name of its calendar.
    pub calendar: String,
    /// Its time zone.
    pub zone: jiff::tz::TimeZone,
    /// IANA name of the zone.
    pub zone_name: String,
    /// The calendars and counting rules it was compiled with.
    pub calendars: Calendars,
    /// SHA-256 (hexadecimal) over those of them that it counts with: a case is pinned to it.
    pub edition: String,
    /// Who may open a case.
    pub starts: RoleIx,
    /// `errors: w3c`: after `error.execution` that nothing takes, go on.
    pub errors_w3c: bool,
    /// Citations by key.
    pub laws: BTreeMap<String, Text>,
    /// Roles and groups.
    pub roles: Vec<Role>,
    /// Groups of roles that are never one person.
    pub separate: Vec<Vec<RoleIx>>,
    /// The case's data.
    pub data: Vec<Field>,
    /// Decision tables.
    pub tables: Vec<Table>,
    /// Consents.
    pub consents: Vec<Consent>,
    /// Kinds of document.
    pub documents: Vec<DocumentKind>,
    /// Services: name and title.
    pub services: Vec<(String, Text)>,
    /// Declared messages.
    pub messages: Vec<Message>,
    /// Notices.
    pub notices: Vec<Notice>,
    /// Deadlines, in the order of the table (rule 20 uses it).
    pub deadlines: Vec<Deadline>,
    /// Tasks; the engine's own (`DEADLINE.extend`, `DEADLINE.suspend`, `DEADLINE.resume`) stand last.
    pub tasks: Vec<Task>,
    /// States in document order; 0 is the outermost box.
    pub states: Vec<State>,
    /// Arrows in document order.
    pub arrows: Vec<Arrow>,
    /// Guarantees.
    pub guarantees: Vec<Guarantee>,
    /// Template and schema texts by file name, as they were checked.
    pub resources: std::sync::Arc<BTreeMap<String, String>>,
}

/// The outermost box.
pub const ROOT: StateIx = StateIx(0);

impl Chart {
    /// A state.
    pub fn state(&self, ix: StateIx) -> &State {
        &self.states[ix.at()]
    }
    /// An arrow.
    pub fn arrow(&self, ix: ArrowIx) -> &Arrow {
        &self.arrows[ix.at()]
    }
    /// A task.
    pub fn task(&self, ix: TaskIx) -> &Task {
        &self.tasks[ix.at()]
    }
    /// A role or group.
    pub fn role(&self, ix: RoleIx) -> &Role {
        &self.roles[ix.at()]
    }
    /// A deadline.
    pub fn deadline(&self, ix: DeadlineIx) -> &Deadline {
        &self.deadlines[ix.at()]
    }
    /// A notice.
    pub fn notice(&self, ix: NoticeIx) -> &Notice {
        &self.notices[ix.at()]
    }
    /// A kind of document.
    pub fn document(&self, ix: DocumentIx) -> &DocumentKind {
        &self.documents[ix.at()]
    }
    /// A decision table.
    pub fn table(&self, ix: TableIx) -> &Table {
        &self.tables[ix.at()]
    }
    /// The state of a name.
    pub fn state_named(&self, name: &str) -> Option<StateIx> {
        position(&self.states, |s| s.name == name).map(StateIx)
    }
    /// The task of a name.
    pub fn task_named(&self, name: &str) -> Option<TaskIx> {
        position(&self.tasks, |t| t.name == name).map(TaskIx)
    }
    /// The role of a name.
    pub fn role_named(&self, name: &str) -> Option<RoleIx> {
        position(&self.roles, |r| r.name == name).map(RoleIx)
    }
    /// The deadline of a name.
    pub fn deadline_named(&self, name: &str) -> Option<DeadlineIx> {
        position(&self.deadlines, |d| d.name == name).map(DeadlineIx)
    }
    /// The notice of a name.
    pub fn notice_named(&self, name: &str) -> Option<NoticeIx> {
        position(&self.notices, |n| n.name == name).map(NoticeIx)
    }
    /// The kind of document of a name.
    pub fn document_named(&self, name: &str) -> Option<DocumentIx> {
        position(&self.documents, |d| d.name == name).map(DocumentIx)
    }
    /// Whether `ix` is `inside` or below it.
    pub fn is_within(&self, ix: StateIx, inside: StateIx) -> bool {
        // INVARIANT: children follow their parent and precede its end in document order.
        inside <= ix && ix <= self.state(inside).last_inside
    }
    /// From the state outwards to the root, itself first.
    pub fn outwards(&self, ix: StateIx) -> impl Iterator<Item = StateIx> + '_ {
        std::iter::successors(Some(ix), |s| self.state(*s).parent)
    }
}

fn position<T>(table: &[T], found: impl Fn(&T) -> bool) -> Option<u16> {
    table.iter().position(found).and_then(|at| u16::try_from(at).ok())
}
