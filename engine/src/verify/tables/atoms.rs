//! The atoms of an input: groups of its values between which no cell of its column distinguishes.

use crate::chart::{
    Action, ActionKind, Cell, Chart, FieldPath, Input, Table, Target, Test, Type, is_ordered, point, value_at,
};
use crate::value::Value;
use std::collections::BTreeSet;

/// An input of a table.
pub(super) struct Column<'c> {
    /// Its path as the author writes it.
    pub name: String,
    /// Groups of its values; together they are all.
    pub atoms: Vec<Atom>,
    /// How many tests stand in its cells.
    pub weight: usize,
    kind: &'c Type,
}

/// A group of values.
pub(super) struct Atom {
    /// One of them.
    pub value: Value,
    /// What it is called.
    pub words: String,
}

impl Column<'_> {
    /// Whether an atom is a stretch of a line right after the atom before it.
    pub fn is_beside(&self, atom: usize) -> bool {
        is_ordered(self.kind) && self.atoms.get(atom).is_some_and(|atom| !atom.value.is_null())
    }

    /// Whether a cell takes a value, or may: a condition may always.
    pub fn takes(&self, cell: &Cell, value: &Value) -> bool {
        cell.takes(self.kind, value).unwrap_or(true)
    }
}

/// Whether the check can't follow a cell.
pub(super) fn is_condition(cell: &Cell) -> bool {
    matches!(cell, Cell::If(_))
}

/// The columns of a table's inputs. `written` are the fields that actions write.
pub(super) fn columns<'c>(table: &'c Table, written: &BTreeSet<&FieldPath>) -> Vec<Column<'c>> {
    table.inputs.iter().enumerate().map(|(at, input)| column(table, at, input, written)).collect()
}

fn column<'c>(table: &Table, at: usize, input: &'c Input, written: &BTreeSet<&FieldPath>) -> Column<'c> {
    let kind = &input.field.kind;
    let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
    let tests: Vec<&Test> = cells
        .flat_map(|cell| match cell {
            Cell::OneOf(tests) => tests.as_slice(),
            Cell::Any | Cell::If(_) => &[],
        })
        .collect();
    let mut values = match kind {
        Type::Boolean => vec![Value::Bool(true), Value::Bool(false)],
        Type::Enum(names) => names.iter().map(|name| Value::from(name.as_str())).collect(),
        _ if is_ordered(kind) => on_line(input, &tests, written.contains(&input.path)),
        _ => named(&tests).into_iter().cloned().collect(),
    };
    // A form without a required field is refused, and what has a default is there from the start.
    if !input.field.required && input.field.default.is_null() {
        values.push(Value::Null);
    }
    let mut atoms: Vec<Atom> = values.into_iter().map(|value| Atom { words: words(&value), value }).collect();
    if matches!(kind, Type::Text { .. } | Type::Period { .. }) {
        let value = other_text(&tests);
        atoms.push(Atom { value, words: "anything else".to_owned() });
    }
    Column { name: input.path.join("."), atoms, weight: tests.len() + table.rows.len(), kind }
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(_) | Value::Record(_) => String::new(),
    }
}

/// One value of each stretch of the line between the constants.
fn on_line(input: &Input, tests: &[&Test], is_written: bool) -> Vec<Value> {
    let kind = &input.field.kind;
    let (least, most) = ends(input, is_written);
    let mut starts = BTreeSet::from([least]);
    for test in tests {
        if let Test::Within { from, to } = test {
            starts.extend(from.iter().copied().chain(to.map(|to| to + 1)));
        }
    }
    let starts: Vec<i128> = starts.into_iter().filter(|start| (least..=most).contains(start)).collect();
    let mut values = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        // A stretch is spoken for by its value next to a constant, the first one by its last; where there is
        // no constant, by the plainest.
        let end = starts.get(at + 1).map_or(most, |next| next - 1);
        let speaker = match (at, starts.len()) {
            (0, 1) => 0.clamp(least, most),
            (0, _) => end,
            _ => *start,
        };
        values.extend(value_at(kind, speaker));
    }
    values
}

/// The least and the greatest point of an input. No form takes a sum below nought; an action may write one.
fn ends(input: &Input, is_written: bool) -> (i128, i128) {
    let day = |text: &str| point(&Type::Date, &Value::from(text)).unwrap_or_default();
    match &input.field.kind {
        Type::Integer { min, max } => {
            (i128::from(min.unwrap_or(i64::MIN)), i128::from(max.unwrap_or(i64::MAX)))
        }
        Type::Money { .. } => {
            let most = 10_i128.pow(18) - 1;
            let default = point(&input.field.kind, &input.field.default);
            let below = is_written || default.is_some_and(|default| default < 0);
            (if below { -most } else { 0 }, most)
        }
        Type::Date => (day("0000-01-01"), day("9999-12-31")),
        _ => (
            i128::from(jiff::Timestamp::MIN.as_microsecond()),
            i128::from(jiff::Timestamp::MAX.as_microsecond()),
        ),
    }
}

/// The values that cells name.
fn named<'c>(tests: &[&'c Test]) -> BTreeSet<&'c Value> {
    tests.iter().filter_map(|test| if let Test::Is(value) = test { Some(value) } else { None }).collect()
}

/// A text that no cell names.
fn other_text(tests: &[&Test]) -> Value {
    let named = named(tests);
    let mut other = "…".to_owned();
    while named.contains(&Value::from(other.as_str())) {
        other.push('…');
    }
    Value::Text(other)
}

/// The fields of the case's data that actions write.
pub(super) fn written(chart: &Chart) -> BTreeSet<&FieldPath> {
    let mut fields = BTreeSet::new();
    let of_states = chart.states.iter().flat_map(|state| [&state.entry, &state.exit]);
    for block in of_states.chain(chart.arrows.iter().map(|arrow| &arrow.actions)) {
        collect(chart, block, &mut fields);
    }
    fields
}

fn collect<'c>(chart: &'c Chart, actions: &'c [Action], fields: &mut BTreeSet<&'c FieldPath>) {
    for action in actions {
        match &action.kind {
            ActionKind::Set { target: Target::Data(path), .. } => {
                fields.insert(path);
            }
            ActionKind::Decide(table) => fields.extend(chart.table(*table).output.fields()),
            ActionKind::If { then, otherwise, .. } => {
                collect(chart, then, fields);
                collect(chart, otherwise, fields);
            }
            ActionKind::ForEach { actions, .. } => collect(chart, actions, fields),
            _ => {}
        }
    }
}
