//! States, arrows and actions of a chart.

use super::data::FieldPath;
use crate::definition::Text;
use crate::finding::Span;
use crate::guard::Expression;
use crate::id::{ArrowIx, ConsentIx, DeadlineIx, DocumentIx, NoticeIx, RoleIx, StateIx, TableIx, TaskIx};

/// A state.
#[derive(Debug, Clone)]
pub struct State {
    /// Its name, unique in the chart.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Key of its provision.
    pub law: Option<String>,
    /// The box it stands in; none for the outermost.
    pub parent: Option<StateIx>,
    /// Last state inside it in document order; itself if it holds none.
    pub last_inside: StateIx,
    /// Children in document order, history states among them.
    pub children: Vec<StateIx>,
    /// What it is. Of a `for_each` state: what each copy is.
    pub kind: StateKind,
    /// One copy for each of these.
    pub for_each: Option<Members>,
    /// How many `for_each` states stand around it, itself not counted: the length of the copy path of
    /// the state. A copy of a `for_each` state, and all inside it, has a path one longer.
    pub depth: u8,
    /// When a parallel or `for_each` state is done.
    pub join: Join,
    /// Actions on entry; of a copy where it is a `for_each` state.
    pub entry: Vec<Action>,
    /// Of a final state: what the event carries that says that its box is done.
    pub data: Vec<(String, Expression)>,
    /// Actions on exit.
    pub exit: Vec<Action>,
    /// Tasks open while it is active.
    pub tasks: Vec<TaskIx>,
    /// Deadlines that run while it is active.
    pub deadlines: Vec<DeadlineIx>,
    /// Arrows by events, in order.
    pub on: Vec<ArrowIx>,
    /// Eventless arrows, in order.
    pub at_once: Vec<ArrowIx>,
    /// Arrows taken when it is done, in order. Of a `for_each` state: when all its copies are.
    pub done: Vec<ArrowIx>,
    /// Consent without which it is not entered.
    pub consent: Option<ConsentIx>,
    /// Why waiting without limit is meant here.
    pub unbounded: Option<String>,
    /// Place of its name.
    pub span: Span,
}

/// The kinds of state.
#[derive(Debug, Clone)]
pub enum StateKind {
    /// No children.
    Atomic,
    /// One child at a time.
    Compound(Initial),
    /// All regions side by side.
    Parallel,
    /// The end of its box; at the top, of the case.
    Final {
        /// `outcome`.
        outcome: Option<String>,
    },
    /// Remembers where its box was.
    History {
        /// Deep, or shallow.
        deep: bool,
        /// Where to go when nothing is remembered.
        default: Initial,
    },
}

/// Where a box begins.
#[derive(Debug, Clone, Default)]
pub struct Initial {
    /// The states; empty only for parallel defaults.
    pub to: Vec<StateIx>,
    /// Actions on the way.
    pub actions: Vec<Action>,
}

/// Whom the copies of a `for_each` state stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Members {
    /// The members of a role or group.
    Role(RoleIx),
    /// The items of a list of data.
    List(FieldPath),
}

/// When a parallel or `for_each` state is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Join {
    /// When all regions or copies are.
    All,
    /// When one is.
    Any,
    /// When so many are.
    Count(u32),
    /// When these regions are.
    Regions(Vec<StateIx>),
}

/// An arrow.
#[derive(Debug, Clone)]
pub struct Arrow {
    /// The state it starts from.
    pub source: StateIx,
    /// What it answers.
    pub trigger: Trigger,
    /// Guard.
    pub condition: Option<Expression>,
    /// Targets; empty: nothing is left.
    pub to: Vec<StateIx>,
    /// Actions.
    pub actions: Vec<Action>,
    /// How often it may be taken in the case, or by the member inside a copy.
    pub at_most: Option<u32>,
    /// Targets when that is used up; empty: it isn't there.
    pub beyond: Vec<StateIx>,
    /// Leaves and re-enters its source.
    pub external: bool,
    /// Deadlines whose missing it undoes.
    pub restores: Vec<DeadlineIx>,
    /// Its title.
    pub title: Text,
    /// Key of its provision.
    pub law: Option<String>,
    /// Place.
    pub span: Span,
}

/// What an arrow answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// Events by prefix; several are alternatives.
    Events(Vec<Pattern>),
    /// Nothing: taken at once when its guard holds.
    AtOnce,
    /// Its source is done.
    Done,
}

impl Trigger {
    /// Whether it answers an event of this name.
    pub fn answers(&self, event: &str) -> bool {
        match self {
            Self::Events(patterns) => patterns.iter().any(|pattern| pattern.matches(event)),
            Self::AtOnce | Self::Done => false,
        }
    }
}

impl Arrow {
    /// Whether it has been taken as often as it may be.
    pub fn is_used_up(&self, taken: u32) -> bool {
        self.at_most.is_some_and(|limit| taken >= limit)
    }
}

/// An event descriptor of SCXML 3.12.1: a prefix of the event's tokens; empty matches any event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern(pub Vec<String>);

impl Pattern {
    /// Whether it matches an event's name: token by token.
    pub fn matches(&self, event: &str) -> bool {
        // Asked for each name and each arrow: without looking for dots.
        let mut rest = Some(event);
        self.0.iter().all(|wanted| {
            let Some(after) = rest.and_then(|rest| rest.strip_prefix(wanted.as_str())) else { return false };
            rest = after.strip_prefix('.');
            rest.is_some() || after.is_empty()
        })
    }
}

/// An action and its place.
#[derive(Debug, Clone)]
pub struct Action {
    /// What is done.
    pub kind: ActionKind,
    /// Where it stands.
    pub span: Span,
}

/// The actions.
#[derive(Debug, Clone)]
pub enum ActionKind {
    /// Writes a field of the case's data or of the member.
    Set {
        /// Where to.
        target: Target,
        /// What.
        value: Expression,
    },
    /// Writes fields by a decision table.
    Decide(TableIx),
    /// Sends a notice.
    Send(NoticeIx),
    /// Makes a document from its template.
    Issue(DocumentIx),
    /// Members join a role, one for each item of a list; without a list the role is filled from its pool.
    Assign {
        /// The role.
        role: RoleIx,
        /// The list.
        from: Option<FieldPath>,
    },
    /// The members of a role leave; inside a copy of that role, the member.
    Release(RoleIx),
    /// The one who acts consents.
    Consent(ConsentIx),
    /// The one who acts withdraws.
    Withdraw(ConsentIx),
    /// Raises an event: at once, or from outside after a plain duration.
    Raise {
        /// Its name.
        event: String,
        /// What it carries; under the empty name the whole, of which nothing is known.
        data: Vec<(String, Expression)>,
        /// The delay.
        after: Option<After>,
        /// By which it can be cancelled.
        id: Option<String>,
    },
    /// Cancels delayed raises by their id.
    Cancel(String),
    /// A line in the trace.
    Log(Expression),
    /// Between two blocks: what fails stops its own only.
    Apart,
    /// Either, or.
    If {
        /// The condition.
        condition: Expression,
        /// If it holds.
        then: Vec<Action>,
        /// If not.
        otherwise: Vec<Action>,
    },
    /// For each item of a list.
    ForEach {
        /// The list.
        list: Expression,
        /// The name of the item, seen by the expressions inside.
        item: String,
        /// The name of the position from 0.
        index: Option<String>,
        /// What is done.
        actions: Vec<Action>,
    },
}

/// How much later a raised event comes.
#[derive(Debug, Clone, PartialEq)]
pub enum After {
    /// Always the same.
    Fixed(jiff::SignedDuration),
    /// By a text that says a plain duration.
    Computed(Box<Expression>),
}

/// Where a `set` writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `claim.track`: the case's data.
    Data(FieldPath),
    /// `member.mode`: the data of the copy's member, or the fields of the copy's list item.
    Member(FieldPath),
}
