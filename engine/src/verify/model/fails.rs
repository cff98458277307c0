//! What can fail: conditions, values and tables that have no answer for some values, states that need a consent. In a
//! whole model failing is followed; where boxes are covered and fields aren't followed, it is only known that it may be.

use super::build::Model;
use super::condition::{Cond, Tri, Written};
use super::cover::is_within;
use super::operation::{EventIx, Op, Row};
use super::words::RungAt;
use crate::chart::{Arrow, FieldPath, StateKind};
use crate::id::{ArrowIx, ConsentIx, StateIx};
use std::collections::{BTreeMap, BTreeSet};

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
        let bringers = whole.bringers();
        for (at, flow) in whole.flows.iter().enumerate() {
            let condition = flow.condition.as_ref().is_some_and(|condition| whole.can_fail(condition));
            let by = bringers.get(&at).and_then(Option::as_deref);
            fails.arrows[flow.arrow.at()] |= condition || whole.ops_can_fail(&flow.ops, by);
        }
        for (node, here) in whole.nodes.iter().zip(&whole.at) {
            let entry = [&here.entry, &here.initial_ops];
            fails.entering[node.state.at()] |= entry.into_iter().any(|ops| whole.ops_can_fail(ops, None));
            fails.leaving[node.state.at()] |= whole.ops_can_fail(&here.exit, None);
        }
        for (at, state) in (0..).map(StateIx).zip(&chart.states) {
            fails.unguarded[at.at()] = state.consent.is_some_and(|consent| !whole.guards(at, consent));
        }
        fails
    }

    /// Whether the condition or the actions of an arrow can fail.
    pub fn by_arrow(&self, arrow: ArrowIx) -> bool {
        self.arrows[arrow.at()]
    }

    /// Whether what runs at a state on entry or exit can fail.
    pub fn by_state(&self, state: StateIx) -> bool {
        self.entering[state.at()] || self.leaving[state.at()]
    }

    /// Whether some arrow enters a state without asking for its consent.
    pub fn without_consent(&self, state: StateIx) -> bool {
        self.unguarded[state.at()]
    }
}

impl Model<'_> {
    /// Whether a field is followed.
    pub fn follows(&self, path: &FieldPath) -> bool {
        self.data.contains_key(path)
            || self.of_seat.keys().any(|(_, of)| of == path)
            || self.of_item.keys().any(|(.., of)| of == path)
    }

    /// Whether nothing covered has a say in these.
    pub fn knows(&self, fields: &BTreeSet<FieldPath>, consents: &BTreeSet<ConsentIx>) -> bool {
        !self.loose.iter().any(|path| fields.contains(path)) && self.loose_consents.is_disjoint(consents)
    }

    /// Whether something comes of each arrow with this number: else it may not be played.
    pub fn is_played(&self, arrow: ArrowIx) -> bool {
        self.flows
            .iter()
            .filter(|flow| flow.arrow == arrow)
            .all(|flow| !flow.targets.to.is_empty() || !flow.beyond.to.is_empty() || !flow.ops.is_empty())
    }

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

    /// By arrow of the model that answers events: who acts when they come, where nothing but tasks brings them.
    fn bringers(&self) -> BTreeMap<usize, Option<Vec<Option<usize>>>> {
        let mut doers: BTreeMap<EventIx, Vec<Option<usize>>> = BTreeMap::new();
        for task in self.at.iter().flat_map(|here| &here.tasks) {
            for outcome in &task.outcomes {
                doers.entry(outcome.event).or_default().extend(&task.doers);
            }
        }
        let mut raised: BTreeSet<EventIx> = self.pending.iter().map(|pending| pending.event).collect();
        raised.extend(self.lookup.messages.iter().chain(&self.lookup.given).chain(&self.lookup.withdrawn));
        raised.insert(self.lookup.error);
        for clock in &self.clocks {
            raised.extend([clock.expired, clock.suspended, clock.resumed, clock.waived]);
            raised.extend(clock.extend.iter().flat_map(|extend| [extend.extended, extend.refused]));
        }
        for delivery in &self.deliveries {
            raised.extend([delivery.served, delivery.undeliverable]);
            raised.extend(delivery.rungs.iter().flat_map(|rung| match rung {
                RungAt::Task { outcomes, .. } => outcomes.iter().map(|outcome| outcome.event).collect(),
                RungAt::Clock { expired, .. } => vec![*expired],
            }));
        }
        let blocks = self.at.iter().flat_map(|here| [&here.entry, &here.exit, &here.initial_ops]);
        for ops in blocks.chain(self.flows.iter().map(|flow| &flow.ops)) {
            raised_by(ops, &mut raised);
        }
        let mut bringers: BTreeMap<usize, Option<Vec<Option<usize>>>> = BTreeMap::new();
        for (event, here) in (0..).map(EventIx).zip(&self.events) {
            let by = doers.get(&event).filter(|_| !raised.contains(&event));
            for flow in here.answers.iter().flat_map(|(_, flows)| flows) {
                let all = bringers.entry(*flow).or_insert_with(|| Some(Vec::new()));
                match (all.as_mut(), by) {
                    (Some(all), Some(by)) => all.extend(by),
                    _ => *all = None,
                }
            }
        }
        bringers
    }

    /// Whether actions can fail; `by`: who may act then, where that is known.
    fn ops_can_fail(&self, ops: &[Op], by: Option<&[Option<usize>]>) -> bool {
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
            Op::Consent(consent) => {
                let asked = &self.consents[consent.at()];
                let is_asked = |seat: usize| asked.iter().any(|(of, _)| *of == seat);
                by.is_none_or(|by| by.iter().any(|doer| !doer.is_some_and(is_asked)))
            }
            Op::If { condition, then, otherwise } => {
                self.can_fail(condition) || self.ops_can_fail(then, by) || self.ops_can_fail(otherwise, by)
            }
            Op::Each { ops, .. } => self.ops_can_fail(ops, by),
            Op::Withdraw(_) => by.is_none_or(|by| by.contains(&None)),
            Op::Send(..)
            | Op::Assign(_)
            | Op::Release(_)
            | Op::Raise(_)
            | Op::Apart
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

/// The events that actions raise at once.
// Recursion is bounded by the nesting of actions in the text.
fn raised_by(ops: &[Op], raised: &mut BTreeSet<EventIx>) {
    for op in ops {
        match op {
            Op::Raise(event) => {
                raised.insert(*event);
            }
            Op::If { then, otherwise, .. } => {
                raised_by(then, raised);
                raised_by(otherwise, raised);
            }
            Op::Each { ops, .. } => raised_by(ops, raised),
            _ => {}
        }
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
