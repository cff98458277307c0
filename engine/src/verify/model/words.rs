//! The parts of a model: what lives at nodes, arrows in each copy, clocks, deliveries, events.

use super::bits::Var;
use super::condition::Cond;
use super::node::NodeIx;
use super::operation::{EventIx, Op};
use crate::id::{ArrowIx, ConsentIx, DeadlineIx, NoticeIx, TaskIx};
use crate::value::Value;

/// A field that is followed: its values by number, 0 for "not there".
#[derive(Debug, Clone)]
pub struct Followed {
    pub var: Var,
    pub values: Vec<Value>,
    pub initial: usize,
    /// Whether a form can leave it empty: it has no default, and isn't just yes or no.
    pub can_be_empty: bool,
}

/// An arrow in one copy.
#[derive(Debug, Clone)]
pub struct Flow {
    pub arrow: ArrowIx,
    pub source: NodeIx,
    pub condition: Option<Cond>,
    pub targets: Way,
    pub beyond: Way,
    pub ops: Vec<Op>,
    pub counter: Option<(Var, usize)>,
    /// It is limited how often it is taken, and that isn't counted.
    pub uncounted: bool,
    pub external: bool,
}

/// Where an arrow leads.
#[derive(Debug, Clone, Default)]
pub struct Way {
    pub to: Vec<NodeIx>,
    /// The box that stays; none when nothing is left. Of a way to a history state it is found when it is taken.
    pub domain: Option<NodeIx>,
    pub by_history: bool,
}

/// What lives at a node.
#[derive(Debug, Clone, Default)]
pub struct AtNode {
    pub on: Vec<usize>,
    pub at_once: Vec<usize>,
    pub done: Vec<usize>,
    pub entry: Vec<Op>,
    pub exit: Vec<Op>,
    /// Of a compound, and of a history state nothing is remembered of.
    pub initial: Vec<NodeIx>,
    pub initial_ops: Vec<Op>,
    /// Of a history state: the flag that something is remembered, and the words that hold it, one flag a node of its
    /// box from the first inside.
    pub memory: Option<(Var, std::ops::Range<usize>)>,
    /// Of a covered box: arrows from inside that lead out, by event and eventless.
    pub exits: Vec<usize>,
    pub exits_at_once: Vec<usize>,
    /// History states among the children.
    pub histories: Vec<NodeIx>,
    pub consent: Option<ConsentIx>,
    pub tasks: Vec<TaskAt>,
    pub clocks: Vec<usize>,
    /// Variables that are nought while the node isn't active.
    pub own: Vec<Var>,
    pub done_event: Option<EventIx>,
}

/// A task listed at a node.
#[derive(Debug, Clone)]
pub struct TaskAt {
    pub task: TaskIx,
    /// Set once it is closed; none for one that repeats.
    pub closed: Option<Var>,
    /// Who may do it: a seat, or somebody of a pool, a machine.
    pub doers: Vec<Option<usize>>,
    pub outcomes: Vec<OutcomeAt>,
    /// The list that gets an item, by its number.
    pub adds: Option<usize>,
}

/// An outcome of a task at a node.
#[derive(Debug, Clone)]
pub struct OutcomeAt {
    pub event: EventIx,
    pub writes: Vec<Entry>,
}

/// A field that a form writes.
#[derive(Debug, Clone)]
pub enum Entry {
    /// A field that is followed.
    Field { field: usize, required: bool },
    /// The same field of the item that is added: of each item it may be.
    OfNewItem { fields: Vec<usize>, required: bool },
    /// A list that is followed, by number.
    List(usize),
}

/// What starts a clock.
#[derive(Debug, Clone)]
pub enum Starts {
    /// The entry.
    Entry,
    /// An event: see [`EventAt::starts`].
    Event,
    /// A field that is there: once it was, the clock runs.
    Field(Option<usize>),
    /// One of these clocks runs: it waits again when that one stands still, and goes on when that one is over.
    Before(Vec<usize>),
}

/// A deadline at the node that lists it.
#[derive(Debug, Clone)]
pub struct ClockAt {
    pub deadline: DeadlineIx,
    pub node: NodeIx,
    pub status: Var,
    pub starts: Starts,
    /// While one of these is active, it stands still.
    pub stopped_by: Vec<NodeIx>,
    /// Whether it stood still, where somebody hears of it.
    pub stood: Option<Var>,
    /// Whether a decision holds it.
    pub held: Option<Var>,
    /// Who may decide that it stands still, and that it goes on.
    pub held_by: Vec<Option<usize>>,
    pub extend: Option<ExtendAt>,
    /// Who may give it up; nobody where that changes nothing.
    pub waived_by: Vec<Option<usize>>,
    /// Whether its expiry changes anything.
    pub matters: bool,
    /// Whether nothing that becomes of it changes anything that is followed.
    pub idle: bool,
    pub expired: EventIx,
    pub suspended: EventIx,
    pub resumed: EventIx,
    pub waived: EventIx,
}

/// More time for a clock.
#[derive(Debug, Clone)]
pub struct ExtendAt {
    pub times: usize,
    pub count: Var,
    /// Of one that has to be asked for: whether it is; of another: whether it was refused.
    pub turned: Var,
    pub asked_for: bool,
    pub for_all: bool,
    /// Who decides.
    pub by: Vec<Option<usize>>,
    pub extended: EventIx,
    pub refused: EventIx,
}

/// How a clock stands that isn't derived.
pub const FRESH: usize = 0;
pub const STARTED: usize = 1;
pub const EXPIRED: usize = 2;
pub const WAIVED: usize = 3;

/// A notice that must reach one seat, hanging on a node.
#[derive(Debug, Clone)]
pub struct DeliveryAt {
    pub notice: NoticeIx,
    pub seat: usize,
    pub home: NodeIx,
    /// 0 nothing sent, 1 on its way, 2… a rung of the ladder, then served, then undeliverable.
    pub var: Var,
    pub rungs: Vec<RungAt>,
    pub by_receipt: bool,
    pub served: EventIx,
    pub undeliverable: EventIx,
}

impl DeliveryAt {
    pub const NONE: usize = 0;
    pub const SENT: usize = 1;
    pub fn is_served(&self) -> usize {
        2 + self.rungs.len()
    }
    pub fn is_undeliverable(&self) -> usize {
        3 + self.rungs.len()
    }
    pub fn is_open(&self, value: usize) -> bool {
        value >= Self::SENT && value < self.is_served()
    }
}

/// A rung of a ladder.
#[derive(Debug, Clone)]
pub enum RungAt {
    Task { task: TaskIx, doers: Vec<Option<usize>>, outcomes: Vec<OutcomeAt> },
    Clock { stopped_by: Vec<NodeIx>, expired: EventIx },
}

/// An event raised for later, from one node.
#[derive(Debug, Clone)]
pub struct PendingAt {
    pub site: usize,
    pub home: NodeIx,
    pub var: Var,
    pub event: EventIx,
}

/// An event and what it may move.
#[derive(Debug, Clone, Default)]
pub struct EventAt {
    /// Whether something that is followed, or covered, may bring it.
    pub comes: bool,
    /// Nodes with arrows that answer it by name, in document order.
    pub answers: Vec<(NodeIx, Vec<usize>)>,
    /// Covered boxes with arrows from inside that lead out on it, and with arrows that stay inside: the box that such
    /// an arrow stays in, none if it moves nothing.
    pub exits: Vec<(NodeIx, Vec<usize>)>,
    pub inside: Vec<(NodeIx, Vec<Option<NodeIx>>)>,
    pub watched: bool,
    /// Whether it may change anything, or somebody watches it.
    pub matters: bool,
    /// Clocks that it starts.
    pub starts: Vec<usize>,
    /// Deliveries that it serves.
    pub serves: Vec<usize>,
    /// Clocks for which it asks for more time.
    pub asks: Vec<usize>,
}
