//! Decisions by a table: which rows apply, and what is written then (S48 to S50).

use super::open::defaults;
use super::run::Run;
use crate::case::Place;
use crate::chart::{Cell, Field, Hit, Output, Row, Table, Target, Type, field_at};
use crate::docket::Mark;
use crate::guard::NoValue;
use crate::id::TableIx;
use crate::value::{Record, Value};

impl Run<'_> {
    /// Decides by a table: everything is looked at before anything is written.
    pub fn decide_by(&mut self, table: TableIx, place: &Place) -> Result<(), NoValue> {
        let table = self.chart.table(table);
        let rows = self.applying(table, place)?;
        match &table.output {
            Output::Fields(paths) => {
                let [(_, row)] = rows[..] else { return Err(NoValue(undecided(table, &rows))) };
                let values = self.outputs(row, place)?;
                for (path, value) in paths.iter().zip(values) {
                    self.set(&Target::Data(path.clone()), value, place)?;
                }
            }
            Output::Items { list, fields } => {
                let Some(field) = field_at(&self.chart.data, list) else { return Ok(()) };
                let Type::List(of) = &field.kind else { return Ok(()) };
                let mut items = Vec::new();
                for (_, row) in rows {
                    let mut item = defaults(of);
                    item.extend(fields.iter().cloned().zip(self.outputs(row, place)?));
                    items.push(item);
                }
                let told = if field.private { Value::Null } else { told(of, &items) };
                let items = Value::List(items.into_iter().map(Value::Record).collect());
                Value::put(&mut self.case.data, list, items);
                self.mark(Mark::Wrote { field: list.join("."), value: told });
            }
        }
        Ok(())
    }

    /// The rows that apply, with their numbers from 1; of a table that takes the first, that one alone.
    fn applying<'t>(&self, table: &'t Table, place: &Place) -> Result<Vec<(usize, &'t Row)>, NoValue> {
        let mut applying = Vec::new();
        for (number, row) in (1..).zip(&table.rows) {
            if self.applies(table, row, place)? {
                applying.push((number, row));
                if table.hit == Hit::First {
                    break;
                }
            }
        }
        Ok(applying)
    }

    /// Conditions are asked only where nothing else excludes the row.
    fn applies(&self, table: &Table, row: &Row, place: &Place) -> Result<bool, NoValue> {
        for (cell, input) in row.cells.iter().zip(&table.inputs) {
            let value = Value::at(&self.case.data, &input.path);
            if cell.takes(&input.field.kind, value) == Some(false) {
                return Ok(false);
            }
        }
        for cell in &row.cells {
            if let Cell::If(condition) = cell
                && !self.holds(Some(condition), place)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn outputs(&self, row: &Row, place: &Place) -> Result<Vec<Value>, NoValue> {
        row.outputs.iter().map(|output| self.evaluate(output, place)).collect()
    }
}

fn undecided(table: &Table, rows: &[(usize, &Row)]) -> String {
    match rows {
        [(first, _), (second, _), ..] => {
            format!("rows {first} and {second} of the table `{}` both apply", table.name)
        }
        _ => format!("no row of the table `{}` applies", table.name),
    }
}

/// The items as a reader may see them: without what is private.
fn told(of: &[Field], items: &[Record]) -> Value {
    let mut told = items.to_vec();
    for field in of.iter().filter(|field| field.private) {
        for item in &mut told {
            item.insert(field.name.clone(), Value::Null);
        }
    }
    Value::List(told.into_iter().map(Value::Record).collect())
}
