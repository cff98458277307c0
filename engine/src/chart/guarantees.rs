//! Guarantees: what must hold of every case, as the verifier reads it.

use super::states::Pattern;
use crate::deadline::Period;
use crate::finding::Span;
use crate::guard::Expression;
use crate::id::{RoleIx, StateIx};

/// A guarantee.
#[derive(Debug, Clone, PartialEq)]
pub struct Guarantee {
    /// The name of its template.
    pub name: String,
    /// Its arguments as they could be written on one line; empty without any.
    pub arguments: String,
    /// What it says.
    pub says: Says,
    /// Its place.
    pub span: Span,
}

impl Guarantee {
    /// As it could be written on one line.
    pub fn written(&self) -> String {
        if self.arguments.is_empty() {
            return self.name.clone();
        }
        format!("{}: {}", self.name, self.arguments)
    }
}

/// What a guarantee says. Orders of events are the DECLARE templates (Pesic, Schonenberg, van der Aalst 2007).
#[derive(Debug, Clone, PartialEq)]
pub enum Says {
    /// From whatever can happen, an end can be reached.
    AlwaysEnds,
    /// An end can be reached also when these roles never act again, and soon enough.
    EndsIfSilent {
        /// The roles, groups opened out.
        roles: Vec<RoleIx>,
        /// How soon.
        within: Option<Period>,
        /// Time in which clocks stand still isn't counted.
        not_suspended: bool,
    },
    /// At most so many on every path, for each person.
    Budget {
        /// Of what.
        of: BudgetOf,
        /// How many.
        at_most: u64,
    },
    /// Lasts at most so long.
    Lasts {
        /// How long.
        at_most: Period,
        /// Time in which clocks stand still isn't counted.
        not_suspended: bool,
    },
    /// A state is never active, unless a condition holds.
    Never {
        /// The state.
        state: StateIx,
        /// The condition.
        unless: Option<Expression>,
    },
    /// A notice to several of these goes to all in the same step.
    EqualNotice(Vec<RoleIx>),
    /// An order or a number of events.
    Events(Declare, Vec<Pattern>, Option<Period>),
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BudgetOf {
    /// Visits in person.
    Visits,
    /// A declared cost.
    Cost(String),
    /// An event.
    Event(Pattern),
}

/// The DECLARE templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declare {
    /// It happens in every case that ends.
    Existence,
    /// It happens in no case.
    Absence,
    /// It happens so often in every case that ends.
    Exactly(u64),
    /// It is the first of all events.
    Init,
    /// The second never without the first before it.
    Precedence,
    /// After the first comes the second.
    Response,
    /// Both.
    Succession,
    /// Between two of the second there is a first.
    AlternatePrecedence,
    /// After each first comes the second before the next first.
    AlternateResponse,
    /// Both.
    AlternateSuccession,
    /// Right before the second comes the first.
    ChainPrecedence,
    /// Right after the first comes the second.
    ChainResponse,
    /// Both.
    ChainSuccession,
    /// Never both in one case.
    NotCoexistence,
}
