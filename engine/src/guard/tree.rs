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
}

/// A name and the fields below it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Read {
    pub root: Root,
    pub path: Vec<String>,
    /// A list: one that isn't there is empty.
    pub list: bool,
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
