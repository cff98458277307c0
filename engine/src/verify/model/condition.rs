//! Conditions and values over a configuration: finite data exactly, by a table over all values of what they read;
//! everything else may be either way at each use (rule 26 of `docs/proofs.md`).

use super::bits::Var;
use super::choice::{Choices, Free, Hidden};
use super::node::NodeIx;
use crate::id::{ConsentIx, StateIx};

/// Most entries of one table.
pub const MAX_TABLE: usize = 8_192;

/// A condition at one node.
#[derive(Debug, Clone)]
pub enum Cond {
    /// Always, or never.
    Is(Tri),
    /// One of these nodes is active.
    Active(Vec<NodeIx>),
    /// All who are asked have given it.
    Consent(ConsentIx),
    /// By the values of variables.
    Table(Table<Tri>),
    /// Either way.
    Free(Free),
    /// What is inside a covered box: whether a state there is active.
    Inside {
        covered: StateIx,
        asked: StateIx,
    },
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    If(Box<[Cond; 3]>),
}

/// Whether a condition holds, or fails (which counts as false and raises an error).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tri {
    No,
    Yes,
    Fails,
}

/// A function of variables, written out.
#[derive(Debug, Clone)]
pub struct Table<T> {
    /// The variables, and how many values each has.
    pub vars: Vec<(Var, usize)>,
    /// The result for each combination, the first variable varying slowest.
    pub results: Vec<T>,
}

impl<T: Copy> Table<T> {
    /// The result for a configuration.
    pub fn at(&self, get: impl Fn(Var) -> usize) -> T {
        self.results[self.vars.iter().fold(0, |at, (var, values)| at * values + get(*var))]
    }
}

/// What a `set` writes: a value by its position, or a free one.
#[derive(Debug, Clone)]
pub enum Written {
    /// By the values of variables; none: it fails.
    Table(Table<Option<u16>>),
    /// Any value but "not there", of so many.
    Any(u16, Free),
}

/// What conditions ask beside variables.
pub trait Ask {
    /// Whether a node is active.
    fn is_active(&self, node: NodeIx) -> bool;
    /// Whether a consent holds.
    fn consents(&self, consent: ConsentIx) -> bool;
    /// The value of a variable.
    fn get(&self, var: Var) -> usize;
    /// Whether a state inside a covered box is active, where that is known.
    fn inside(&self, covered: StateIx, asked: StateIx) -> Option<bool>;
}

impl Cond {
    /// Whether it asks of what is covered.
    pub fn asks_hidden(&self) -> bool {
        match self {
            Self::Free(free) => matches!(free, Free::Hidden(_)),
            Self::Inside { .. } => true,
            Self::Not(of) => of.asks_hidden(),
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::asks_hidden),
            Self::If(parts) => parts.iter().any(Self::asks_hidden),
            Self::Is(_) | Self::Active(_) | Self::Consent(_) | Self::Table(_) => false,
        }
    }

    /// Whether it holds.
    // Recursion is bounded by the nesting of expressions (`guard::MAX_DEPTH`).
    pub fn holds(&self, asked: &impl Ask, choices: &mut Choices) -> Tri {
        match self {
            Self::Is(answer) => *answer,
            Self::Active(nodes) => yes(nodes.iter().any(|node| asked.is_active(*node))),
            Self::Consent(consent) => yes(asked.consents(*consent)),
            Self::Table(table) => table.at(|var| asked.get(var)),
            Self::Free(free) => yes(choices.choose(2, *free) == 0),
            Self::Inside { covered, asked: state } => match asked.inside(*covered, *state) {
                Some(known) => yes(known),
                None => yes(choices.choose(2, Free::Hidden(Hidden::Inside(*covered))) == 0),
            },
            Self::Not(of) => match of.holds(asked, choices) {
                Tri::No => Tri::Yes,
                Tri::Yes => Tri::No,
                Tri::Fails => Tri::Fails,
            },
            Self::All(parts) => until(parts, Tri::No, asked, choices),
            Self::Any(parts) => until(parts, Tri::Yes, asked, choices),
            Self::If(parts) => match parts[0].holds(asked, choices) {
                Tri::Yes => parts[1].holds(asked, choices),
                Tri::No => parts[2].holds(asked, choices),
                Tri::Fails => Tri::Fails,
            },
        }
    }
}

fn yes(yes: bool) -> Tri {
    if yes { Tri::Yes } else { Tri::No }
}

/// `&&` and `||`: one part that decides outweighs those that fail.
fn until(parts: &[Cond], decides: Tri, asked: &impl Ask, choices: &mut Choices) -> Tri {
    let mut fails = false;
    for part in parts {
        match part.holds(asked, choices) {
            answer if answer == decides => return decides,
            Tri::Fails => fails = true,
            _ => {}
        }
    }
    match (fails, decides) {
        (true, _) => Tri::Fails,
        (false, Tri::Yes) => Tri::No,
        (false, _) => Tri::Yes,
    }
}
