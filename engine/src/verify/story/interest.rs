//! Which fields conditions, tables and clocks read, and the constants that they set them against: where a free condition
//! has to go one way, witnesses are looked for around these.

use super::super::model::blocks;
use crate::chart::{Action, ActionKind, Cell, Chart, FieldPath, Output, PeriodRule, Start, Test, value_at};
use crate::guard::{Expression, Reading};
use crate::value::Value;

/// Most constants of one field.
const MAX_CONSTANTS: usize = 16;

/// What is read, with the constants beside it.
#[derive(Debug, Default)]
pub struct Interest {
    data: Vec<(FieldPath, Vec<Value>)>,
    member: Vec<(FieldPath, Vec<Value>)>,
    /// Constants of expressions that read what an event carries.
    event: Option<Vec<Value>>,
}

impl Interest {
    /// Of a chart, and of a condition of a guarantee.
    pub fn of(chart: &Chart, also: Option<&Expression>) -> Self {
        let mut found = Self::default();
        let arrows = chart.arrows.iter().filter_map(|arrow| arrow.condition.as_ref());
        also.into_iter().chain(arrows).for_each(|expression| found.expression(expression));
        blocks(chart).for_each(|actions| found.actions(actions));
        for table in &chart.tables {
            for row in &table.rows {
                row.outputs.iter().for_each(|output| found.expression(output));
                for (cell, input) in row.cells.iter().zip(&table.inputs) {
                    let constants = match cell {
                        Cell::Any => Vec::new(),
                        Cell::If(condition) => {
                            found.expression(condition);
                            Vec::new()
                        }
                        Cell::OneOf(tests) => tests.iter().flat_map(|t| ends(&input.field.kind, t)).collect(),
                    };
                    found.data.push((input.path.clone(), constants));
                }
            }
            if let Output::Items { list, .. } = &table.output {
                found.data.push((list.clone(), Vec::new()));
            }
        }
        for deadline in &chart.deadlines {
            match &deadline.period {
                PeriodRule::Fixed(_) => {}
                PeriodRule::Field(path) => found.data.push((path.clone(), Vec::new())),
                PeriodRule::Cases(cases) => {
                    cases.iter().filter_map(|(c, _)| c.as_ref()).for_each(|c| found.expression(c));
                }
            }
            if let Start::Field(path) | Start::BeforeField(path) = &deadline.start {
                found.data.push((path.clone(), Vec::new()));
            }
        }
        found
    }

    fn expression(&mut self, expression: &Expression) {
        let constants = expression.literals();
        for reading in expression.part().readings() {
            match reading {
                Reading::Data(path) | Reading::DataThere(path) => self.data.push((path, constants.clone())),
                Reading::Member(path) | Reading::MemberThere(path) => {
                    self.member.push((path, constants.clone()));
                }
                Reading::Other => {}
            }
        }
        self.data.extend(expression.reads_of_data().into_iter().map(|path| (path, constants.clone())));
        if expression.reads_event() {
            self.event.get_or_insert_default().extend(constants);
        }
    }

    // Recursion is bounded by the nesting of actions in the text.
    fn actions(&mut self, actions: &[Action]) {
        for action in actions {
            match &action.kind {
                ActionKind::Set { value, .. } => self.expression(value),
                ActionKind::If { condition, then, otherwise } => {
                    self.expression(condition);
                    self.actions(then);
                    self.actions(otherwise);
                }
                ActionKind::ForEach { list, actions, .. } => {
                    self.expression(list);
                    self.actions(actions);
                }
                ActionKind::Raise { data, .. } => data.iter().for_each(|(_, value)| self.expression(value)),
                ActionKind::Assign { from: Some(path), .. } => self.data.push((path.clone(), Vec::new())),
                _ => {}
            }
        }
    }

    /// The constants beside a field of the case's data; none: nothing reads it.
    pub fn in_data(&self, path: &[String]) -> Option<Vec<Value>> {
        beside(&self.data, path)
    }

    /// The same of a field of a member or an item.
    pub fn in_member(&self, path: &[String]) -> Option<Vec<Value>> {
        beside(&self.member, path)
    }

    /// The same of what an event carries.
    pub fn in_event(&self) -> Option<Vec<Value>> {
        self.event.clone()
    }
}

fn beside(read: &[(FieldPath, Vec<Value>)], path: &[String]) -> Option<Vec<Value>> {
    let mut constants: Option<Vec<Value>> = None;
    for (_, beside) in read.iter().filter(|(known, _)| known.starts_with(path) || path.starts_with(known)) {
        let constants = constants.get_or_insert_default();
        for value in beside {
            if constants.len() < MAX_CONSTANTS && !constants.contains(value) {
                constants.push(value.clone());
            }
        }
    }
    constants
}

/// The ends of a test's stretch, as values.
fn ends(kind: &crate::chart::Type, test: &Test) -> Vec<Value> {
    match test {
        Test::Missing => Vec::new(),
        Test::Is(value) => vec![value.clone()],
        Test::Within { from, to } => {
            [from, to].into_iter().flatten().filter_map(|at| value_at(kind, *at)).collect()
        }
    }
}
