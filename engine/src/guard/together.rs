//! Whether conditions may hold at the same time.
//!
//! A condition is taken apart into *leaves* that nothing but their variables decides: `data.urgent`,
//! `data.claim.track == 'summary'`, `data.amount > 300`. Of each variable finitely many values speak for all:
//! those of its type, or those around the constants that it is set against. Every leaf is asked of the evaluator
//! itself. What can't be taken apart so is *free*: it may be true, false or without a value, and it is the same
//! wherever it is written in the same way.

mod formula;

use super::evaluate;
use super::tree::{Root, Tree};
use super::{Environment, Expression, Heard};
use crate::chart::{Field, field_at};
use crate::value::{Record, Value};
use formula::{Formula, Leaf, OTHER, Reading, Truth, Variable};
use std::cell::Cell;

/// Most assignments that are looked at for one question; a question of so many variables isn't asked often.
const MAX_LOOKS: usize = 10_000;

/// A condition, and whether it is to hold. One without a value doesn't hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim<'a> {
    pub condition: &'a Expression,
    pub holds: bool,
}

/// What is known of the fields that conditions read.
pub(crate) struct Known<'a> {
    pub data: &'a [Field],
    /// Of the member in whose copy they stand.
    pub member: Option<&'a [Field]>,
    /// Whether a field of the case's data may be without a value.
    pub may_miss: &'a dyn Fn(&[String], &Field) -> bool,
    /// How many assignments may still be looked at, for all questions together.
    pub looks: &'a Cell<usize>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Together {
    /// Whatever the data, one of the claims is wrong.
    Never,
    /// With these values, by the names that the conditions use.
    With {
        values: Vec<(String, Value)>,
        /// It hangs on something that isn't followed as well.
        free: bool,
    },
    /// There are too many variables.
    Undecided,
}

/// Whether all claims can be true at once.
pub(crate) fn together(claims: &[Claim<'_>], known: &Known<'_>) -> Together {
    let mut reading = Reading::new(known);
    let formulas: Vec<(Formula, bool)> =
        claims.iter().map(|claim| (reading.formula(&claim.condition.tree), claim.holds)).collect();
    let Reading { variables, leaves, .. } = reading;
    // What isn't followed comes last: an example without it says more.
    let mut order: Vec<usize> = (0..variables.len()).collect();
    order.sort_by_key(|at| variables.get(*at).is_some_and(|variable| variable.written.is_none()));
    let chosen = vec![None; variables.len()];
    let left = MAX_LOOKS.min(known.looks.get());
    let mut search = Search { formulas, order, chosen, variables, leaves, left };
    let found = search.descend(0);
    known.looks.set(known.looks.get().saturating_sub(left - search.left));
    match found {
        Some(true) => search.answer(),
        Some(false) => Together::Never,
        None => Together::Undecided,
    }
}

impl Known<'_> {
    /// The field that a name leads to, where it is declared.
    fn field(&self, root: &Root, path: &[String]) -> Option<&Field> {
        match root {
            Root::Data => field_at(self.data, path),
            Root::Member => field_at(self.member?, path),
            Root::Event | Root::Local(_) | Root::Bound(_) => None,
        }
    }
}

struct Search<'a> {
    formulas: Vec<(Formula, bool)>,
    variables: Vec<Variable>,
    leaves: Vec<Leaf<'a>>,
    /// The variables in the order in which they get values.
    order: Vec<usize>,
    chosen: Vec<Option<usize>>,
    left: usize,
}

impl Search<'_> {
    /// Whether values from this variable on make all claims true; none once that takes too long.
    fn descend(&mut self, at: usize) -> Option<bool> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let mut open = false;
        for (formula, wanted) in &self.formulas {
            match formula.truth(&|leaf| self.leaf(leaf)) {
                Truth::Open => open = true,
                truth if (truth == Truth::True) != *wanted => return Some(false),
                _ => {}
            }
        }
        if !open {
            return Some(true);
        }
        let Some(variable) = self.order.get(at).copied() else { return Some(false) };
        for value in 0..self.variables[variable].values.len() {
            self.chosen[variable] = Some(value);
            if self.descend(at + 1)? {
                return Some(true);
            }
        }
        self.chosen[variable] = None;
        Some(false)
    }

    fn leaf(&self, at: usize) -> Truth {
        let Some(leaf) = self.leaves.get(at) else { return Truth::Open };
        let values: Option<Vec<(&Variable, &Value)>> = leaf
            .variables
            .iter()
            .map(|at| {
                let variable = self.variables.get(*at)?;
                Some((variable, variable.values.get((*self.chosen.get(*at)?)?)?))
            })
            .collect();
        let Some(values) = values else { return Truth::Open };
        match (leaf.tree, values.as_slice()) {
            (Some(tree), values) => evaluated(tree, values),
            (None, [(_, Value::Bool(yes))]) => Truth::of(*yes),
            (None, _) => Truth::NoValue,
        }
    }

    fn answer(&self) -> Together {
        let assigned = self.variables.iter().zip(&self.chosen);
        let mut values = Vec::new();
        let mut free = false;
        for (variable, chosen) in assigned {
            let Some(value) = chosen.and_then(|at| variable.values.get(at)) else { continue };
            match &variable.written {
                // Any other text will do.
                Some(_) if value.text() == Some(OTHER) => {}
                Some(written) => values.push((written.clone(), value.clone())),
                None => free = true,
            }
        }
        Together::With { values, free }
    }
}

/// A leaf under values of its variables.
fn evaluated(tree: &Tree, values: &[(&Variable, &Value)]) -> Truth {
    let (mut data, mut member, mut event) = (Record::new(), Record::new(), Record::new());
    let mut by = "";
    for (variable, value) in values {
        let record = match &variable.root {
            Some(Root::Data) => &mut data,
            Some(Root::Member) => &mut member,
            Some(Root::Event) => &mut event,
            _ => {
                by = value.text().unwrap_or_default();
                continue;
            }
        };
        let path: Vec<&str> = variable.path.iter().map(String::as_str).collect();
        Value::put(record, &path, (*value).clone());
    }
    let environment = Environment {
        data: &data,
        member: Some(&member),
        event: &event,
        by,
        heard: &Heard::default(),
        case: "",
        locals: &[],
        active: &|_| false,
        consent: &|_| false,
        in_time: &|_| false,
    };
    match evaluate::evaluate(tree, &environment) {
        Ok(Value::Bool(yes)) => Truth::of(yes),
        Ok(_) | Err(_) => Truth::NoValue,
    }
}
