//! Actions at one node, with everything they name looked up.

use super::choice::Free;
use super::condition::{Cond, Table, Written};
use crate::id::{ConsentIx, NoticeIx};

/// An event of the model, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventIx(pub u16);

impl EventIx {
    /// As a position in the table.
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

/// What an action does to a configuration.
#[derive(Debug, Clone)]
pub enum Op {
    /// Writes a field.
    Set { field: usize, value: Written },
    /// Writes fields by a row of a decision table: the row by what is known, else any.
    Decide { fields: Vec<usize>, row: Row, rows: Vec<Vec<Written>> },
    /// The one who acts consents.
    Consent(ConsentIx),
    /// The one who acts withdraws.
    Withdraw(ConsentIx),
    /// Sends to these seats, as far as they are taken.
    Send(NoticeIx, Vec<usize>),
    /// Some of these seats are taken.
    Assign(Vec<usize>),
    /// These seats are left.
    Release(Vec<usize>),
    /// Raises an event.
    Raise(EventIx),
    /// Raises one later: by the number of its name and id.
    RaiseLater(usize),
    /// Cancels those later ones.
    Cancel(Vec<usize>),
    /// Between two blocks: what fails stops its own only.
    Apart,
    /// Either, or.
    If { condition: Cond, then: Vec<Op>, otherwise: Vec<Op> },
    /// For each item of a list: of one that is followed, by the number of the list.
    Each { list: Option<usize>, ops: Vec<Op> },
}

/// Which row of a table applies.
#[derive(Debug, Clone)]
pub enum Row {
    /// By the values of variables; none: no row, or more than one.
    Table(Table<Option<u16>>),
    /// Any.
    Any(Free),
}
