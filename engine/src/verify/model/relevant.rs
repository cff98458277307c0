//! Which fields matter: those that some condition reads, and those that are read to write one that matters.
//! All others are left out of configurations: they change nothing.

use crate::chart::{
    Action, ActionKind, Cell, Chart, Field, FieldPath, Output, Start, Target, Type, field_at,
};
use crate::guard::{Expression, Part, Reading, Shape};
use crate::value::Value;
use std::collections::BTreeSet;

/// Most values of a field that is followed.
const MAX_VALUES: i64 = 64;

/// Fields that matter.
#[derive(Debug, Clone, Default)]
pub struct Relevant {
    /// By their value.
    pub data: BTreeSet<FieldPath>,
    /// Of members and items, by their value.
    pub member: BTreeSet<FieldPath>,
    /// Only whether they are there.
    pub data_there: BTreeSet<FieldPath>,
    /// Of members and items, only whether they are there.
    pub member_there: BTreeSet<FieldPath>,
}

/// The values of a finite type, without "not there".
pub fn values(kind: &Type) -> Option<Vec<Value>> {
    match kind {
        Type::Boolean => Some(vec![Value::Bool(false), Value::Bool(true)]),
        Type::Enum(names) => Some(names.iter().map(|name| Value::Text(name.clone())).collect()),
        Type::Integer { min: Some(min), max: Some(max) } if max.checked_sub(*min)? < MAX_VALUES => {
            Some((*min..=*max).map(Value::Int).collect())
        }
        _ => None,
    }
}

/// The fields that matter in a chart; `also`: conditions of guarantees.
pub fn relevant(chart: &Chart, also: &[&Expression]) -> Relevant {
    let mut found = Relevant::default();
    for expression in also.iter().copied().chain(chart.arrows.iter().filter_map(|a| a.condition.as_ref())) {
        found.condition(&expression.shape());
    }
    for deadline in &chart.deadlines {
        if let Start::Field(path) | Start::BeforeField(path) = &deadline.start {
            found.data_there.insert(path.clone());
        }
    }
    loop {
        let before = found.size();
        for actions in blocks(chart) {
            found.actions(chart, actions);
        }
        if found.size() == before {
            return found;
        }
    }
}

/// All blocks of actions of a chart.
pub fn blocks(chart: &Chart) -> impl Iterator<Item = &[Action]> {
    let arrows = chart.arrows.iter().map(|arrow| arrow.actions.as_slice());
    let states = chart.states.iter().flat_map(|state| {
        let initial = match &state.kind {
            crate::chart::StateKind::Compound(initial)
            | crate::chart::StateKind::History { default: initial, .. } => initial.actions.as_slice(),
            _ => &[],
        };
        [state.entry.as_slice(), state.exit.as_slice(), initial]
    });
    arrows.chain(states)
}

impl Relevant {
    fn size(&self) -> usize {
        self.data.len() + self.member.len() + self.data_there.len() + self.member_there.len()
    }

    fn condition(&mut self, shape: &Shape<'_>) {
        match shape {
            Shape::Active(_) | Shape::Consent(_) | Shape::InTime => {}
            Shape::Not(of) => self.condition(of),
            Shape::All(parts) | Shape::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Shape::If(parts) => parts.iter().for_each(|part| self.condition(part)),
            Shape::Part(part) => self.part(part),
        }
    }

    fn part(&mut self, part: &Part<'_>) {
        for reading in part.readings() {
            match reading {
                Reading::Data(path) => self.data.insert(path),
                Reading::Member(path) => self.member.insert(path),
                Reading::DataThere(path) => self.data_there.insert(path),
                Reading::MemberThere(path) => self.member_there.insert(path),
                Reading::Other => false,
            };
        }
    }

    fn actions(&mut self, chart: &Chart, actions: &[Action]) {
        for action in actions {
            match &action.kind {
                ActionKind::Set { target, value } if self.writes(target) => self.part(&value.part()),
                ActionKind::Decide(table) => {
                    let table = chart.table(*table);
                    let fields = match &table.output {
                        Output::Fields(fields) => fields.as_slice(),
                        Output::Items { .. } => &[],
                    };
                    if fields.iter().any(|path| self.writes(&Target::Data(path.clone()))) {
                        self.data.extend(table.inputs.iter().map(|input| input.path.clone()));
                        for row in &table.rows {
                            row.outputs.iter().for_each(|output| self.part(&output.part()));
                            for cell in &row.cells {
                                if let Cell::If(condition) = cell {
                                    self.condition(&condition.shape());
                                }
                            }
                        }
                    }
                }
                ActionKind::If { condition, then, otherwise } => {
                    self.condition(&condition.shape());
                    self.actions(chart, then);
                    self.actions(chart, otherwise);
                }
                ActionKind::ForEach { actions, .. } => self.actions(chart, actions),
                _ => {}
            }
        }
    }

    fn writes(&self, target: &Target) -> bool {
        match target {
            Target::Data(path) => self.data.contains(path) || self.data_there.contains(path),
            Target::Member(path) => self.member.contains(path) || self.member_there.contains(path),
        }
    }

    /// What is followed of a field of the case: its values; one value for "there" where only that matters.
    pub fn followed(&self, chart: &Chart, path: &FieldPath) -> Option<(Vec<Value>, Value)> {
        let field = field_at(&chart.data, path)?;
        Self::follow(field, self.data.contains(path), self.data_there.contains(path))
    }

    /// The same of a field of a member or an item.
    pub fn followed_of_member(&self, fields: &[Field], path: &FieldPath) -> Option<(Vec<Value>, Value)> {
        let field = field_at(fields, path)?;
        Self::follow(field, self.member.contains(path), self.member_there.contains(path))
    }

    fn follow(field: &Field, by_value: bool, there: bool) -> Option<(Vec<Value>, Value)> {
        let finite = values(&field.kind);
        match (finite, by_value, there) {
            (Some(values), true, _) | (Some(values), _, true) => Some((values, field.default.clone())),
            (None, _, true) => {
                let default = if field.default.is_null() { Value::Null } else { something() };
                Some((vec![something()], default))
            }
            _ => None,
        }
    }
}

/// Stands for a value of which only matters that it is there.
pub fn something() -> Value {
    Value::Text("…".to_owned())
}
