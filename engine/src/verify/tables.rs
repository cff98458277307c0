//! Gaps and overlaps of decision tables: inputs to which no row applies, and to which more than one row of
//! a `unique` table does.
//!
//! The values of each input fall into finitely many *atoms*, cut at the constants that stand in its
//! column: within an atom every cell says the same. So one value of each atom speaks for all, and looking
//! at every combination of atoms decides exactly. Rows with a condition of their own may apply or not:
//! what hangs on them is told as not decided, and so is what would take too many combinations.

mod atoms;
mod bits;

use crate::chart::{Chart, Hit, Table};
use crate::finding::Finding;
use atoms::{Column, columns};
use bits::Bits;
use std::collections::BTreeSet;

/// Most combinations of inputs that are looked at in one table.
const MAX_COMBINATIONS: usize = 100_000;
/// Most tests of a value by a cell in one table.
const MAX_TESTS: usize = 2_000_000;
/// Most gaps, and most overlaps, that are told of one table: the first ones show what is wrong.
const MAX_TOLD: usize = 5;

/// What is wrong with the tables of a chart, or can't be decided.
pub(super) fn findings(chart: &Chart) -> Vec<Finding> {
    let written = atoms::written(chart);
    chart.tables.iter().flat_map(|table| of_table(table, &columns(table, &written))).collect()
}

fn of_table(table: &Table, columns: &[Column]) -> Vec<Finding> {
    if table.hit == Hit::Collect {
        return Vec::new();
    }
    let tests: usize = columns.iter().map(|column| column.atoms.len() * column.weight).sum();
    if tests > MAX_TESTS {
        return vec![too_many(table, "gaps and overlaps", &format!("{MAX_TESTS} tests of a value"))];
    }
    let search = Search::new(table, columns);
    let mut findings = gaps(table, &search);
    if table.hit == Hit::Unique {
        findings.extend(overlaps(table, &search));
    }
    findings
}

fn too_many(table: &Table, what: &str, limit: &str) -> Finding {
    let message = format!("not decided: {what} of `{}`, within {limit}", table.name);
    let help = "split the table in two, of which one decides what the other looks at";
    Finding::note("table-undecided", table.span, message).help(help)
}

fn gaps(table: &Table, search: &Search) -> Vec<Finding> {
    let (found, whole) = search.gaps(&search.all);
    let mut findings: Vec<Finding> = found
        .iter()
        .map(|example| {
            let message = format!("no row of `{}` applies to {}", table.name, search.words(example));
            Finding::error("table-gap", table.span, message).help(match table.hit {
                Hit::First => "add a row for it; a last row with `-` in each cell takes what is left",
                _ => "add a row for it, or widen one",
            })
        })
        .collect();
    if !whole {
        findings.push(too_many(table, "gaps", &format!("{MAX_COMBINATIONS} combinations of inputs")));
    } else if findings.is_empty() && search.sure != search.all {
        let (found, whole) = search.gaps(&search.sure);
        if let Some(example) = found.first() {
            let message = format!(
                "not decided: whether a row of `{}` applies to {} hangs on a condition",
                table.name,
                search.words(example)
            );
            let help = "the check doesn't follow conditions in cells; make sure that one row is left, or write tests of single fields";
            findings.push(Finding::note("table-undecided", table.span, message).help(help));
        } else if !whole {
            findings.push(too_many(table, "gaps", &format!("{MAX_COMBINATIONS} combinations of inputs")));
        }
    }
    findings
}

fn overlaps(table: &Table, search: &Search) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut hanging = None;
    for (second, row) in table.rows.iter().enumerate() {
        for first in 0..second {
            let Some(example) = search.common(first, second) else { continue };
            let (words, name) = (search.words(&example), &table.name);
            if !search.sure.has(first) || !search.sure.has(second) {
                hanging.get_or_insert((row.span, first + 1, second + 1, words));
                continue;
            }
            if findings.len() < MAX_TOLD {
                let message =
                    format!("rows {} and {} of `{name}` both apply to {words}", first + 1, second + 1);
                let help =
                    "draw the line between the two, or let the first row that applies count: `hit: first`";
                findings.push(Finding::error("table-overlap", row.span, message).help(help));
            }
        }
    }
    if let Some((span, first, second, words)) = hanging.filter(|_| findings.is_empty()) {
        let message = format!(
            "not decided: whether rows {first} and {second} of `{}` both apply to {words} hangs on a condition",
            table.name
        );
        let help = "the check doesn't follow conditions in cells; `hit: first` needs no such proof";
        findings.push(Finding::note("table-undecided", span, message).help(help));
    }
    findings
}

/// An input: the number of an atom for each column that matters.
type Example = Vec<Option<usize>>;

/// Which rows take which atoms.
struct Search<'c> {
    columns: &'c [Column<'c>],
    /// Of each column, of each atom: the rows that take it.
    takers: Vec<Vec<Bits>>,
    /// Of each column: the rows that take everything in it and in all after it.
    indifferent: Vec<Bits>,
    /// All rows.
    all: Bits,
    /// The rows without a condition.
    sure: Bits,
}

impl<'c> Search<'c> {
    fn new(table: &Table, columns: &'c [Column<'c>]) -> Self {
        let rows = table.rows.len();
        let of_rows = |holds: &dyn Fn(usize) -> bool| Bits::of(rows, holds);
        let takers: Vec<Vec<Bits>> = columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let takes = |value, row: usize| column.takes(&table.rows[row].cells[at], value);
                column.atoms.iter().map(|atom| of_rows(&|row| takes(&atom.value, row))).collect()
            })
            .collect();
        let mut indifferent = vec![of_rows(&|_| true)];
        for takers in takers.iter().rev() {
            let rest = indifferent.last().cloned().unwrap_or_else(|| of_rows(&|_| true));
            indifferent.push(takers.iter().fold(rest, |rows, takers| rows.and(takers)));
        }
        indifferent.reverse();
        let sure = of_rows(&|row| !table.rows[row].cells.iter().any(atoms::is_condition));
        Self { columns, takers, indifferent, all: of_rows(&|_| true), sure }
    }

    /// Inputs that none of the rows take, and whether all were looked at.
    fn gaps(&self, rows: &Bits) -> (Vec<Example>, bool) {
        let mut found = Vec::new();
        let mut left = MAX_COMBINATIONS;
        let mut chosen = Vec::new();
        let whole = self.descend(rows, &mut chosen, &mut found, &mut left);
        (found, whole)
    }

    /// `false` once there are too many combinations.
    fn descend(&self, rows: &Bits, chosen: &mut Example, found: &mut Vec<Example>, left: &mut usize) -> bool {
        let at = chosen.len();
        if rows.is_empty() {
            found.push(chosen.clone());
            return true;
        }
        if at == self.columns.len() || !rows.and(&self.indifferent[at]).is_empty() {
            return true;
        }
        // Atoms that leave the same rows have the same gaps behind them. Of those that leave none each is told,
        // but of stretches side by side one.
        let mut seen = BTreeSet::new();
        let mut beside_gap = false;
        for (atom, takers) in self.takers[at].iter().enumerate() {
            let rest = rows.and(takers);
            let is_gap = rest.is_empty();
            let told = beside_gap && self.columns[at].is_beside(atom);
            beside_gap = is_gap;
            let known = if is_gap { told } else { !seen.insert(rest.clone()) };
            if known {
                continue;
            }
            if *left == 0 {
                return false;
            }
            *left -= 1;
            chosen.push(Some(atom));
            let whole = self.descend(&rest, chosen, found, left);
            chosen.pop();
            if !whole {
                return false;
            }
            if found.len() >= MAX_TOLD {
                return true;
            }
        }
        true
    }

    /// An input that both rows take.
    fn common(&self, first: usize, second: usize) -> Option<Example> {
        let of_column = |takers: &Vec<Bits>| {
            let atom = takers.iter().position(|takers| takers.has(first) && takers.has(second))?;
            // Where both take everything the input doesn't matter.
            let matters = !takers.iter().all(|takers| takers.has(first) && takers.has(second));
            Some(matters.then_some(atom))
        };
        self.takers.iter().map(of_column).collect()
    }

    /// `claim.amount = 50000.01, urgent = true`.
    fn words(&self, example: &Example) -> String {
        let said: Vec<String> = example
            .iter()
            .zip(self.columns.iter().zip(&self.takers))
            // Where all atoms have the same rows the input doesn't matter.
            .filter(|(_, (_, takers))| takers.iter().any(|rows| Some(rows) != takers.first()))
            .filter_map(|(atom, (column, _))| Some((column, column.atoms.get((*atom)?)?)))
            .map(|(column, atom)| format!("`{} = {}`", column.name, atom.words))
            .collect();
        if said.is_empty() { "any input".to_owned() } else { said.join(" and ") }
    }
}
