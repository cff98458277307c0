//! Conditions and values of the chart as functions of a model's variables.

use super::bits::Var;
use super::build::Model;
use super::choice::{Free, Hidden};
use super::condition::{Cond, MAX_TABLE, Table, Tri, Written};
use super::node::{NodeIx, Whom};
use super::operation::{Op, Row};
use crate::chart::{Cell, Output};
use crate::guard::{Expression, Part, Reading, Shape};
use crate::id::{StateIx, TableIx};
use crate::value::{Record, Value};

/// What the readings of a part come to at a node.
type Read = (Reading, usize);

impl Model<'_> {
    /// The field of the innermost copy's member or item, if it is followed.
    pub(super) fn of_member(&self, path: &[String], node: NodeIx) -> Option<usize> {
        let (_, whom) = self.nodes[node.at()].around.last()?;
        match whom {
            Whom::Seat(slot) => self.of_seat.get(&(*slot, path.to_vec())).copied(),
            Whom::Item(list, item) => self.of_item.get(&(*list, *item, path.to_vec())).copied(),
        }
    }

    pub(super) fn near_of(&self, state: StateIx, node: NodeIx) -> Vec<NodeIx> {
        let nodes = self
            .node_of
            .range((state, crate::case::CopyPath::default())..)
            .take_while(|((s, _), _)| *s == state);
        nodes.map(|(_, at)| *at).filter(|at| self.near(*at, node)).collect()
    }

    /// A condition at a node.
    pub fn condition(&self, condition: &Expression, node: NodeIx) -> Cond {
        self.shaped(&condition.shape(), node)
    }

    /// A condition asked only of those who are known: that they have consented, whatever others have.
    pub fn condition_of_known(&self, condition: &Expression, node: NodeIx) -> Cond {
        match condition.shape() {
            Shape::Consent(consent) if !self.loose_consents.contains(&consent) => Cond::Consent(consent),
            shape => self.shaped(&shape, node),
        }
    }

    fn shaped(&self, shape: &Shape<'_>, node: NodeIx) -> Cond {
        let all = |parts: &[Shape<'_>]| parts.iter().map(|part| self.shaped(part, node)).collect();
        match shape {
            Shape::Active(state) => {
                let shown = self.cover.shown(self.chart, *state);
                let around = Cond::Active(self.near_of(shown, node));
                if shown == *state {
                    return around;
                }
                Cond::All(vec![around, Cond::Inside { covered: shown, asked: *state }])
            }
            Shape::Consent(consent) if self.loose_consents.contains(consent) => {
                Cond::Free(Free::Hidden(Hidden::Consent(*consent)))
            }
            Shape::Consent(consent) if self.has_anybody() => {
                Cond::All(vec![Cond::Consent(*consent), Cond::Free(Free::Number)])
            }
            Shape::Consent(consent) => Cond::Consent(*consent),
            Shape::InTime => Cond::Free(Free::Time),
            Shape::Not(of) => Cond::Not(Box::new(self.shaped(of, node))),
            Shape::All(parts) => Cond::All(all(parts)),
            Shape::Any(parts) => Cond::Any(all(parts)),
            Shape::If(parts) => {
                let [condition, yes, no] = parts.as_ref();
                let parts = [self.shaped(condition, node), self.shaped(yes, node), self.shaped(no, node)];
                Cond::If(Box::new(parts))
            }
            Shape::Part(part) => match self.table(part, node, |value| match value {
                Ok(Value::Bool(true)) => Tri::Yes,
                Ok(Value::Bool(false)) => Tri::No,
                _ => Tri::Fails,
            }) {
                Some(table) if table.vars.is_empty() => Cond::Is(table.results[0]),
                Some(table) => Cond::Table(table),
                None => Cond::Free(self.why_open(part)),
            },
        }
    }

    /// Why a part that isn't a function of what is followed is open.
    fn why_open(&self, part: &Part<'_>) -> Free {
        let open = part.readings().into_iter().map(|reading| match reading {
            Reading::Data(path)
            | Reading::DataThere(path)
            | Reading::Member(path)
            | Reading::MemberThere(path) => self.open_field(&path),
            Reading::Other => Free::Data,
        });
        open.max().unwrap_or(Free::Data)
    }

    pub(super) fn written(&self, value: &Expression, field: usize, node: NodeIx) -> Written {
        let values = &self.fields[field].values;
        let position = |value: &Value| match values.iter().position(|known| known == value) {
            Some(at) => u16::try_from(at).ok(),
            // A field of which only matters that it is there.
            None => (values.len() == 2).then_some(1),
        };
        match self.table(&value.part(), node, |value| value.ok().as_ref().and_then(position)) {
            Some(table) => Written::Table(table),
            None => {
                let values = u16::try_from(values.len() - 1).unwrap_or(u16::MAX);
                Written::Any(values, self.why_open(&value.part()))
            }
        }
    }

    /// A part as a function of the variables it reads; none when it reads anything that isn't followed.
    fn table<T>(
        &self,
        part: &Part<'_>,
        node: NodeIx,
        result: impl Fn(Result<Value, crate::guard::NoValue>) -> T,
    ) -> Option<Table<T>> {
        let mut read: Vec<Read> = Vec::new();
        for reading in part.readings() {
            let (field, by_value) = match &reading {
                Reading::Data(path) => (self.data.get(path).copied(), true),
                Reading::DataThere(path) => (self.data.get(path).copied(), false),
                Reading::Member(path) => (self.of_member(path, node), true),
                Reading::MemberThere(path) => (self.of_member(path, node), false),
                Reading::Other => return None,
            };
            let field = field?;
            let only_there = self.fields[field].values.last() == Some(&super::relevant::something());
            if by_value && only_there {
                return None;
            }
            read.push((reading, field));
        }
        self.tabulate(&read, |data, member| result(part.evaluate(data, Some(member))))
    }

    fn tabulate<T>(&self, read: &[Read], result: impl Fn(&Record, &Record) -> T) -> Option<Table<T>> {
        let vars: Vec<(Var, usize)> = read
            .iter()
            .map(|(_, field)| (self.fields[*field].var, self.fields[*field].values.len()))
            .collect();
        let size = vars.iter().try_fold(1_usize, |size, (_, values)| size.checked_mul(*values))?;
        if size > MAX_TABLE {
            return None;
        }
        let mut results = Vec::with_capacity(size);
        for combination in 0..size {
            let (mut data, mut member) = (Record::new(), Record::new());
            let mut rest = combination;
            for (reading, field) in read.iter().rev() {
                let values = &self.fields[*field].values;
                let value = values[rest % values.len()].clone();
                rest /= values.len();
                let (record, path) = match reading {
                    Reading::Data(path) | Reading::DataThere(path) => (&mut data, path),
                    Reading::Member(path) | Reading::MemberThere(path) => (&mut member, path),
                    Reading::Other => continue,
                };
                if !value.is_null() {
                    let path: Vec<&str> = path.iter().map(String::as_str).collect();
                    Value::put(record, &path, value);
                }
            }
            results.push(result(&data, &member));
        }
        Some(Table { vars, results })
    }

    pub(super) fn decide(&self, ix: TableIx, node: NodeIx) -> Option<Op> {
        let table = self.chart.table(ix);
        let Output::Fields(paths) = &table.output else { return None };
        let followed: Vec<Option<usize>> = paths.iter().map(|path| self.data.get(path).copied()).collect();
        let fields: Vec<usize> = followed.iter().flatten().copied().collect();
        if fields.is_empty() {
            return None;
        }
        let rows = table.rows.iter().map(|row| {
            let outputs = row.outputs.iter().zip(&followed);
            outputs
                .filter_map(|(output, field)| field.map(|field| self.written(output, field, node)))
                .collect()
        });
        let rows = rows.collect();
        // Which of them isn't known, at worst since one isn't followed that could be.
        let any = || {
            Row::Any(
                table.inputs.iter().map(|input| self.open_field(&input.path)).max().unwrap_or(Free::Data),
            )
        };
        Some(Op::Decide { fields, row: self.row(table).map_or_else(any, Row::Table), rows })
    }

    /// The row that applies, where all that is looked at is followed.
    fn row(&self, table: &crate::chart::Table) -> Option<Table<Option<u16>>> {
        let mut read: Vec<Read> = Vec::new();
        for input in &table.inputs {
            let field = *self.data.get(&input.path)?;
            let only_there = self.fields[field].values.last() == Some(&super::relevant::something());
            read.push((Reading::Data(input.path.clone()), field));
            if only_there {
                return None;
            }
        }
        let conditions = table.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| match cell {
            Cell::If(condition) => Some(condition.part()),
            _ => None,
        });
        for part in conditions {
            for reading in part.readings() {
                match &reading {
                    Reading::Data(path) => {
                        let field = *self.data.get(path)?;
                        if !read.iter().any(|(known, _)| *known == reading) {
                            read.push((reading, field));
                        }
                    }
                    _ => return None,
                }
            }
        }
        self.tabulate(&read, |data, _| {
            let applies = |row: &crate::chart::Row| {
                row.cells.iter().zip(&table.inputs).all(|(cell, input)| {
                    let path: Vec<&str> = input.path.iter().map(String::as_str).collect();
                    match cell {
                        Cell::If(condition) => condition
                            .part()
                            .evaluate(data, None)
                            .is_ok_and(|value| value == Value::Bool(true)),
                        cell => cell.takes(&input.field.kind, Value::at(data, &path)) != Some(false),
                    }
                })
            };
            let mut rows = (0..).zip(&table.rows).filter(|(_, row)| applies(row)).map(|(at, _)| at);
            match (rows.next(), rows.next(), table.hit) {
                (Some(first), _, crate::chart::Hit::First) | (Some(first), None, _) => Some(first),
                _ => None,
            }
        })
    }
}
