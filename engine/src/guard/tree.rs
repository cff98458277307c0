//! An expression whose names are found and whose types fit: what the evaluator walks.

use super::syntax::Operator;
use crate::id::{ConsentIx, DeadlineIx, StateIx};
use crate::value::Value;

/// A checked part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    /// A decimal number is a text of its digits, as sums are.
    Literal(Value),
    Read(Read),
    /// Who acts.
    By,
    /// What is known of the event under way.
    Heard(Heard),
    /// All that the event carries.
    Carried,
    /// The case's own id.
    Case,
    /// Whether something is there: `has(…)`, `… != null`.
    There(Read),
    Active(StateIx),
    Consent(ConsentIx),
    InTime(DeadlineIx),
    Not(Box<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    If(Box<[Tree; 3]>),
    Negate {
        sort: Sort,
        of: Box<Tree>,
    },
    Arithmetic {
        operator: Operator,
        sort: Sort,
        left: Box<Tree>,
        right: Box<Tree>,
    },
    Compare {
        operator: Operator,
        sort: Sort,
        left: Box<Tree>,
        right: Box<Tree>,
    },
    In {
        sort: Sort,
        item: Box<Tree>,
        list: Box<Tree>,
    },
    Size(Box<Tree>),
    TextTest {
        test: TextTest,
        of: Box<Tree>,
        what: Box<Tree>,
    },
    Each {
        each: Each,
        list: Box<Tree>,
        body: Box<Tree>,
    },
    List(Vec<Tree>),
    /// A record that is written out.
    Record(Vec<(String, Tree)>),
    /// A field of a value that may be anything.
    Below {
        of: Box<Tree>,
        name: String,
        written: String,
    },
    /// An item of a list, or a field of a record, of a value that may be anything.
    Item {
        of: Box<Tree>,
        at: Box<Tree>,
    },
    /// A value as a text: `string(…)`.
    Shown(Box<Tree>),
    /// Stands for an expression that can't be read: it never has a value, for this reason.
    Broken(String),
}

/// What is known of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Name,
    Type,
    Id,
}

impl Tree {
    /// The parts that it is made of, in order.
    pub fn parts(&self) -> Vec<&Tree> {
        match self {
            Self::Literal(_)
            | Self::Read(_)
            | Self::There(_)
            | Self::By
            | Self::Heard(_)
            | Self::Carried
            | Self::Case
            | Self::Active(_)
            | Self::Consent(_)
            | Self::InTime(_)
            | Self::Broken(_) => Vec::new(),
            Self::Not(of) | Self::Size(of) | Self::Shown(of) => vec![of],
            Self::Negate { of, .. } | Self::Below { of, .. } => vec![of],
            Self::All(parts) | Self::Any(parts) | Self::List(parts) => parts.iter().collect(),
            Self::Record(fields) => fields.iter().map(|(_, part)| part).collect(),
            Self::If(parts) => parts.iter().collect(),
            Self::Arithmetic { left, right, .. } | Self::Compare { left, right, .. } => vec![left, right],
            Self::In { item, list, .. } => vec![item, list],
            Self::TextTest { of, what, .. } => vec![of, what],
            Self::Each { list, body, .. } => vec![list, body],
            Self::Item { of, at } => vec![of, at],
        }
    }

    /// Whether what it gives, or whether it gives anything, hangs on values that may be anything.
    pub fn is_open(&self) -> bool {
        let here = match self {
            Self::Read(read) | Self::There(read) => read.any,
            Self::Heard(_) | Self::Carried | Self::Case | Self::Broken(_) => true,
            _ => false,
        };
        here || self.parts().into_iter().any(Self::is_open)
    }
}

/// A name and the fields below it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Read {
    pub root: Root,
    pub path: Vec<String>,
    /// A list: one that isn't there is empty.
    pub list: bool,
    /// Anything: what isn't there is `null`.
    pub any: bool,
    /// As written, for messages.
    pub written: String,
}

/// Where a name leads.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Root {
    Data,
    Member,
    Event,
    /// Bound by `for_each` around the expression.
    Local(String),
    /// Bound by a comprehension inside it, so many of them further out.
    Bound(usize),
}

/// How two values are set against one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Boolean,
    Integer,
    /// Also enums, people, periods and dates: their written form is compared.
    Text,
    /// Also whole numbers and decimals beside sums; results have so many digits.
    Money(u8),
    Instant,
    /// Whatever they turn out to be.
    Any,
}

/// Tests of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextTest {
    Starts,
    Ends,
    Contains,
}

/// Comprehensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Each {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}
