//! What can fail: conditions, values and tables that have no answer for some values, states that need a consent. In a
//! whole model failing is followed; where boxes are covered and fields aren't followed, it is only known that it may be.

use super::build::Model;
use super::condition::{Cond, Tri, Written};
use super::cover::is_within;
use super::operation::{Op, Row};
use crate::chart::{Arrow, StateKind};
use crate::id::{ConsentIx, StateIx};

/// What can fail in a whole model: by arrow, and by state what runs on entry and exit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fails {
    pub(super) arrows: Vec<bool>,
    pub(super) entering: Vec<bool>,
    pub(super) leaving: Vec<bool>,
    /// States whose consent isn't asked for by every arrow that enters them.
    pub(super) unguarded: Vec<bool>,
}

impl Fails {
    /// Looks through a model with nothing covered.
    pub fn of(whole: &Model<'_>) -> Self {
        let chart = whole.chart;
        let states = chart.states.len();
        let mut fails = Self {
            arrows: vec![false; chart.arrows.len()],
            entering: vec![false; states],
            leaving: vec![false; states],
            unguarded: vec![false; states],
        };
        for flow in &whole.flows {
            let condition = flow.condition.as_ref().is_some_and(|condition| whole.can_fail(condition));
            fails.arrows[flow.arrow.at()] |= condition || whole.ops_can_fail(&flow.ops);
        }
        for (node, here) in whole.nodes.iter().zip(&whole.at) {
            let entry = [&here.entry, &here.initial_ops];
            fails.entering[node.state.at()] |= entry.into_iter().any(|ops| whole.ops_can_fail(ops));
            fails.leaving[node.state.at()] |= whole.ops_can_fail(&here.exit);
        }
        for (at, state) in (0..).map(StateIx).zip(&chart.states) {
            fails.unguarded[at.at()] = state.consent.is_some_and(|consent| !whole.guards(at, consent));
        }
        fails
    }
}

impl Model<'_> {
    /// Whether a condition fails of any values that there may be.
    fn can_fail(&self, condition: &Cond) -> bool {
        match condition {
            Cond::Is(answer) => *answer == Tri::Fails,
            Cond::Table(table) => self.rows_of(&table.vars).any(|row| table.results[row] == Tri::Fails),
            Cond::Not(of) => self.can_fail(of),
            Cond::All(parts) | Cond::Any(parts) => parts.iter().any(|part| self.can_fail(part)),
            Cond::If(parts) => parts.iter().any(|part| self.can_fail(part)),
            Cond::Active(_) | Cond::Consent(_) | Cond::Free(_) | Cond::Inside { .. } => false,
        }
    }

    /// Whether every arrow that enters a state asks first for a consent.
    fn guards(&self, state: StateIx, consent: ConsentIx) -> bool {
        let chart = self.chart;
        // The states with which it is entered by default.
        let mut entered = vec![state];
        while let Some(around) = entered.last().and_then(|inner| chart.state(*inner).parent) {
            let inner = entered[entered.len() - 1];
            match &chart.state(around).kind {
                StateKind::Compound(initial) if !initial.to.iter().any(|to| is_within(chart, inner, *to)) => {
                    break;
                }
                _ if chart.state(around).parent.is_none() => return false,
                _ => entered.push(around),
            }
        }
        let history = chart.states.iter().any(|state| matches!(state.kind, StateKind::History { .. }));
        let enters = |arrow: &Arrow| {
            let mut to = arrow.to.iter().chain(&arrow.beyond);
            let inside = is_within(chart, state, arrow.source) && !arrow.external;
            to.any(|to| entered.contains(to) || !inside && is_within(chart, state, *to))
        };
        !history
            && self.flows.iter().filter(|flow| enters(chart.arrow(flow.arrow))).all(|flow| {
                let back = |op: &Op| matches!(op, Op::Withdraw(_) | Op::If { .. } | Op::Each { .. });
                flow.condition.as_ref().is_some_and(|condition| needs(condition, consent))
                    && !flow.ops.iter().any(back)
            })
    }

    fn ops_can_fail(&self, ops: &[Op]) -> bool {
        ops.iter().any(|op| match op {
            Op::Set { value, .. } => self.value_can_fail(value),
            Op::Decide { row, rows, .. } => {
                let no_row = match row {
                    Row::Table(table) => self.rows_of(&table.vars).any(|row| table.results[row].is_none()),
                    Row::Any(_) => false,
                };
                no_row || rows.iter().flatten().any(|value| self.value_can_fail(value))
            }
            // Who consents has to be asked for it.
            Op::Consent(_) => true,
            Op::If { condition, then, otherwise } => {
                self.can_fail(condition) || self.ops_can_fail(then) || self.ops_can_fail(otherwise)
            }
            Op::Each { ops, .. } => self.ops_can_fail(ops),
            Op::Withdraw(_) => true,
            Op::Send(..)
            | Op::Assign(_)
            | Op::Release(_)
            | Op::Raise(_)
            | Op::RaiseLater(_)
            | Op::Cancel(_) => false,
        })
    }

    fn value_can_fail(&self, value: &Written) -> bool {
        match value {
            Written::Table(table) => self.rows_of(&table.vars).any(|row| table.results[row].is_none()),
            Written::Any(..) => false,
        }
    }

    /// The entries of a table for values that there may be: what has a default is always there.
    fn rows_of(&self, vars: &[(super::bits::Var, usize)]) -> impl Iterator<Item = usize> {
        let always: Vec<bool> = vars
            .iter()
            .map(|(var, _)| self.fields.iter().any(|field| field.var == *var && field.initial != 0))
            .collect();
        let sizes: Vec<usize> = vars.iter().map(|(_, size)| *size).collect();
        let all: usize = sizes.iter().product();
        (0..all).filter(move |row| {
            let mut rest = *row;
            sizes.iter().zip(&always).rev().all(|(size, always)| {
                let value = rest % size;
                rest /= size;
                value != 0 || !always
            })
        })
    }
}

/// Whether a condition holds only with a consent.
pub(super) fn needs(condition: &Cond, consent: ConsentIx) -> bool {
    use super::choice::{Free, Hidden};
    match condition {
        Cond::Free(Free::Hidden(Hidden::Consent(asked))) | Cond::Consent(asked) => *asked == consent,
        Cond::All(parts) => parts.iter().any(|part| needs(part, consent)),
        _ => false,
    }
}
