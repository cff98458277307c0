//! Reads decision tables. What a cell says of its field, and whether an output fits, is decided when the
//! types are known.

use super::ast::{Cell, Row, Table};
use super::fields::Fields;
use super::keys::{CELL, TABLE};
use super::limits::{MAX_COLUMNS, MAX_ROWS};
use super::reader::{Dots, Reader, wrong_kind};
use crate::finding::{Finding, Span};
use crate::yaml::Node;

/// `tables`.
pub(super) fn read(reader: &mut Reader, node: Option<&Node>) -> Vec<Table> {
    let Some(node) = node else { return Vec::new() };
    let mut tables = Vec::new();
    for (name, node) in reader.table(node, Dots::Refused, "tables as a map from names") {
        let Some(fields) = Fields::open(reader, node, &TABLE, name.span) else { continue };
        let hit = fields.word(reader, "hit");
        let inputs = fields.one_or_more(reader, "in");
        let outputs = fields.one_or_more(reader, "out");
        for columns in [&inputs, &outputs] {
            if let Some(beyond) = columns.get(MAX_COLUMNS) {
                let message = format!("{} fields; at most {MAX_COLUMNS} are read", columns.len());
                let help = "decide in two steps: let one table write what the other looks at";
                reader.say(Finding::error("too-large", beyond.span, message).help(help));
            }
        }
        let columns = (inputs.len(), outputs.len());
        let rows = fields.get("rows").map(|node| rows(reader, node, columns)).unwrap_or_default();
        let title = fields.title(reader);
        tables.push(Table { title, law: fields.law(reader), hit, inputs, outputs, rows, name });
    }
    tables
}

fn rows(reader: &mut Reader, node: &Node, columns: (usize, usize)) -> Vec<Row> {
    let Some(items) = node.list() else {
        reader.say(
            wrong_kind(node, "a list of rows").help("write `[[\"<= 50000\", small], [\"> 50000\", large]]`"),
        );
        return Vec::new();
    };
    if items.is_empty() {
        reader.say(Finding::error("wrong-kind", node.span, "a table without rows decides nothing"));
    }
    if let Some(beyond) = items.get(MAX_ROWS) {
        let message = format!("{} rows in one table; at most {MAX_ROWS} are read", items.len());
        reader.say(Finding::error("too-large", beyond.span, message).help("split the table"));
    }
    items.iter().take(MAX_ROWS).filter_map(|item| row(reader, item, columns)).collect()
}

fn row(reader: &mut Reader, node: &Node, (inputs, outputs): (usize, usize)) -> Option<Row> {
    let Some(cells) = node.list() else {
        reader.wrong_kind(node, "a row as a list of cells");
        return None;
    };
    // Without columns there is a finding about those already.
    if inputs > 0 && outputs > 0 && cells.len() != inputs + outputs {
        let message =
            format!("this row has {}, and the table {}", counted(cells.len()), counted(inputs + outputs));
        let help = format!(
            "each row has a cell for each field of `in` ({inputs}), then one for each of `out` ({outputs})"
        );
        reader.say(Finding::error("wrong-kind", node.span, message).help(help));
        return None;
    }
    let (tests, values) = cells.split_at(inputs.min(cells.len()));
    let read: Vec<Option<Cell>> = tests.iter().map(|cell| test(reader, cell)).collect();
    let outputs: Vec<Option<_>> = values.iter().map(|value| reader.expression(value)).collect();
    let span = on_one_line(node.span, cells);
    Some(Row {
        cells: read.into_iter().collect::<Option<_>>()?,
        outputs: outputs.into_iter().collect::<Option<_>>()?,
        span,
    })
}

fn counted(cells: usize) -> String {
    format!("{cells} {}", if cells == 1 { "cell" } else { "cells" })
}

/// A row over several lines is pointed at by its first cell.
fn on_one_line(span: Span, cells: &[Node]) -> Span {
    match cells.first() {
        Some(first) if span.line != span.end_line => first.span,
        _ => span,
    }
}

fn test(reader: &mut Reader, node: &Node) -> Option<Cell> {
    if node.map().is_none() {
        return reader.expression(node).map(Cell::Test);
    }
    let fields = Fields::open(reader, node, &CELL, node.span)?;
    fields.expression(reader, "if").map(Cell::If)
}
