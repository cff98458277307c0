//! Roles, tasks, deadlines, notices.

use super::data::{Field, FieldPath, Takes};
use super::states::Pattern;
use crate::deadline::{Offset, Period};
use crate::definition::Text;
use crate::finding::Span;
use crate::guard::Expression;
use crate::id::{DeadlineIx, DocumentIx, RoleIx, ServiceIx, StateIx, TaskIx};

/// A role or group.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// What kind of role.
    pub kind: RoleKind,
    /// Roles that may act for its members.
    pub represented_by: Vec<RoleIx>,
    /// Fields of each member.
    pub data: Vec<Field>,
}

/// The kinds of role.
#[derive(Debug, Clone, PartialEq)]
pub enum RoleKind {
    /// A party to the case.
    Party {
        /// More than one member.
        many: bool,
        /// None at all is fine.
        optional: bool,
    },
    /// Officials of a pool.
    Pool {
        /// The pool.
        pool: String,
        /// How one is found.
        assign: Assign,
        /// The one found stays for the case.
        keep: bool,
    },
    /// Acts for a party by the authority of a document.
    Representative {
        /// The document.
        authority: DocumentIx,
    },
    /// A name for several roles: those that are not groups, each once, in document order.
    Group(Vec<RoleIx>),
}

/// How an official is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assign {
    /// Who claims the task.
    Claim,
    /// By lot.
    Random,
    /// Who has the fewest open tasks; the lot among equals.
    LeastLoaded,
}

/// A task.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Its name; `DEADLINE.extend` and such for the engine's own.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Who does it.
    pub who: Who,
    /// The deadlines shown with it.
    pub due: Vec<DeadlineIx>,
    /// How it may end.
    pub outcomes: Vec<Outcome>,
    /// Fields asked for with every outcome: of the case's data, of the list that `adds` names, or of the member.
    pub form: Vec<FormField>,
    /// Documents that may be filed with it.
    pub takes: Takes,
    /// The list that gets an item from each outcome; the form's fields are the item's.
    pub adds: Option<FieldPath>,
    /// The field that is the effective moment of the outcome.
    pub happened: Option<FieldPath>,
    /// Opened again after each outcome.
    pub repeat: bool,
    /// Identity is checked again.
    pub identify: bool,
    /// Whose visit it costs.
    pub in_person: Option<RoleIx>,
    /// Other costs.
    pub costs: Vec<(String, u32)>,
    /// Key of its provision.
    pub law: Option<String>,
    /// Opened by the engine for a deadline's `extend`, `suspend` or `waive`.
    pub engine: Option<EngineTask>,
    /// Place.
    pub span: Span,
}

/// Tasks that the engine opens while a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineTask {
    /// Decide on more time: outcomes `granted` (form: `period`, `reason`) and `refused` (`reason`).
    Extend(DeadlineIx),
    /// Stop the clock: outcome `suspended` (form: `reason`).
    Suspend(DeadlineIx),
    /// Let it go on: outcome `resumed`.
    Resume(DeadlineIx),
    /// Give it up before its end: outcome `waived`.
    Waive(DeadlineIx),
}

/// Who does a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A member of one of these roles (groups are opened out).
    Roles(Vec<RoleIx>),
    /// The person in a field of the copy's list item.
    Member(FieldPath),
    /// A machine.
    Service(ServiceIx),
}

/// One way in which a task ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Fields asked for with it.
    pub fields: Vec<FormField>,
}

/// A field of a form and where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct FormField {
    /// Key in the form as it is posted: the path as written (`claim.amount`, `to`, `member.reply`).
    pub key: String,
    /// Where it goes.
    pub place: FormPlace,
    /// Its type, title and whether it is required: those of an outcome's own list are.
    pub field: Field,
}

/// Where a form's field goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormPlace {
    /// The case's data.
    Data(FieldPath),
    /// The new item of the list that `adds` names.
    Item(FieldPath),
    /// The copy's member or list item.
    Member(FieldPath),
    /// Read by the engine itself (`period` and `reason` of its own tasks).
    Engine(String),
}

/// A deadline.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// How long.
    pub period: PeriodRule,
    /// Name of its counting rule.
    pub counting: String,
    /// What starts it, if not the entry into the state that lists it.
    pub start: Start,
    /// States in which it stands still.
    pub suspend_while: Vec<StateIx>,
    /// Who may stop it, and the tasks `suspend` and `resume`.
    pub suspend: Option<(TaskIx, TaskIx)>,
    /// More time.
    pub extend: Option<Extend>,
    /// The task by which it is given up.
    pub waive: Option<TaskIx>,
    /// Ended runs are remembered: an arrow restores it, or a condition asks whether it was kept.
    pub remembered: bool,
    /// Reminders.
    pub remind: Vec<Offset>,
    /// No legal effect: shown and counted only.
    pub promise: bool,
    /// Key of its provision.
    pub law: Option<String>,
    /// Place.
    pub span: Span,
}

/// The length of a deadline, fixed when it starts.
#[derive(Debug, Clone, PartialEq)]
pub enum PeriodRule {
    /// A constant.
    Fixed(Period),
    /// The first whose condition holds; the last has none.
    Cases(Vec<(Option<Expression>, Period)>),
    /// A field of type `period`.
    Field(FieldPath),
}

/// What starts a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// The effective moment of the step that enters the state listing it.
    Entry,
    /// An event while the state is active.
    Event(super::Pattern),
    /// A date or instant field, as soon as it is there.
    Field(FieldPath),
    /// The end of another deadline.
    Deadline(DeadlineIx),
    /// Backwards from a date or instant field.
    BeforeField(FieldPath),
    /// Backwards from the end of another deadline.
    BeforeDeadline(DeadlineIx),
}

/// `extend` of a deadline.
#[derive(Debug, Clone, PartialEq)]
pub struct Extend {
    /// The engine's task for it.
    pub task: TaskIx,
    /// The most that one extension adds.
    pub up_to: Period,
    /// How often.
    pub times: u32,
    /// How long before the end it must be asked; absent: before the end.
    pub ask: Option<Period>,
    /// The event that asks for it; absent: the task is open while the clock runs.
    pub asked: Option<Pattern>,
    /// Granted in one copy, it is granted in all in which the deadline runs.
    pub for_all: bool,
}

/// A notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// To the members of this role or group; inside a copy of such a member, to the member.
    pub to: RoleIx,
    /// Template in the resources.
    pub template: Option<String>,
    /// The document that goes with it.
    pub document: Option<DocumentIx>,
    /// Channels tried: all of them, at once.
    pub channels: Vec<Channel>,
    /// What makes it served; empty: it is no service.
    pub served_when: Vec<ServedWhen>,
    /// Tried in turn when it can't be delivered.
    pub ladder: Vec<Rung>,
    /// Key of its provision.
    pub law: Option<String>,
}

/// A channel of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// The portal's inbox.
    Portal,
    /// E-mail.
    Mail,
    /// Short message.
    Sms,
}

/// What makes a notice served; the earliest counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServedWhen {
    /// The message reached the addressee's system.
    Reached,
    /// The addressee opened it.
    Read,
    /// An event of a rung of the ladder.
    Event(super::Pattern),
}

/// A rung of a notice's ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// A task is opened.
    Task(TaskIx),
    /// A clock runs.
    Deadline(DeadlineIx),
}
