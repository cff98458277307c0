//! Decision tables: their columns, cells and outputs. Whether rows leave gaps or overlap is left to
//! [`crate::verify`].

use super::cells;
use super::context::Context;
use super::paths::{self, kind_name};
use super::scopes::{self, Seen};
use crate::chart::{Cell, Field, Hit, Input, Output, Row, Table, Type};
use crate::definition::{self, Name, Spanned};
use crate::finding::Finding;
use crate::guard::Expected;

/// All of them.
pub(super) fn all(cx: &mut Context) {
    let definition = cx.definition;
    for table in &definition.tables {
        match one(cx, table) {
            Some(made) => cx.chart.tables.push(made),
            // There is a finding about it, and no chart.
            None => cx.incomplete = true,
        }
    }
}

fn one(cx: &mut Context, written: &definition::Table) -> Option<Table> {
    let law = cx.law(written.law.as_ref());
    let inputs: Vec<Option<Input>> = written.inputs.iter().map(|name| input(cx, name)).collect();
    let hit = written.hit.as_ref().map(|word| match word.value.as_str() {
        "first" => Hit::First,
        "collect" => Hit::Collect,
        _ => Hit::Unique,
    });
    let output = match hit {
        Some(Hit::Collect) => items(cx, &written.outputs),
        _ => fields(cx, &written.outputs),
    };
    let (output, kinds) = output?;
    let rows: Vec<Option<Row>> =
        written.rows.iter().map(|written| row(cx, written, &inputs, &kinds)).collect();
    Some(Table {
        name: written.name.value.clone(),
        title: cx.title(&written.title, &written.name.value),
        law,
        hit: hit?,
        inputs: inputs.into_iter().collect::<Option<_>>()?,
        output,
        rows: rows.into_iter().collect::<Option<_>>()?,
        span: written.name.span,
    })
}

fn input(cx: &mut Context, name: &Name) -> Option<Input> {
    let (path, field) = paths::data_field(cx, name)?;
    match field.kind {
        Type::Person { .. } | Type::List(_) | Type::Record(_) | Type::Opaque { .. } | Type::Any => {
            let message =
                format!("`{}` is {}, and a table can't look at one", name.value, kind_name(&field.kind));
            let help = "a table looks at single values; `{if: …}` in a cell is a condition over all data";
            cx.say(Finding::error("wrong-type", name.span, message).help(help));
            None
        }
        _ => Some(Input { path, field }),
    }
}

/// The fields that one row writes.
fn fields(cx: &mut Context, names: &[Name]) -> Option<(Output, Vec<Type>)> {
    let found: Vec<_> = names.iter().map(|name| paths::data_field(cx, name)).collect();
    let (paths, fields): (Vec<_>, Vec<Field>) =
        found.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
    Some((Output::Fields(paths), fields.into_iter().map(|field| field.kind).collect()))
}

/// The fields of a list's items, of which each row that applies makes one: `reasons.text`.
fn items(cx: &mut Context, names: &[Name]) -> Option<(Output, Vec<Type>)> {
    let mut found: Option<(&str, Vec<String>, Vec<Field>)> = None;
    let (mut fields, mut kinds) = (Vec::new(), Vec::new());
    for name in names {
        let Some((list, _)) = name.value.rsplit_once('.') else {
            paths::data_field(cx, name)?;
            let message =
                format!("`collect` makes items of a list, and `{}` names no field of them", name.value);
            let help = "write the list and the field of its items: `reasons.text`";
            cx.say(Finding::error("wrong-type", name.span, message).help(help));
            return None;
        };
        let known = found.as_ref().map(|(known, ..)| *known);
        if let Some(known) = known.filter(|known| *known != list) {
            let message = format!("`{}` is no field of the items of `{known}`", name.value);
            cx.say(Finding::error("wrong-type", name.span, message).help("one table fills one list"));
            return None;
        }
        if known.is_none() {
            let (path, items) = paths::data_list(cx, &Spanned { value: list.to_owned(), span: name.span })?;
            found = Some((list, path, items));
        }
        let (_, _, items) = found.as_ref()?;
        let items = items.clone();
        let (path, field) = paths::field_of(cx, &items, name, &format!("{list}."), "an item")?;
        if field.author {
            let message = format!("`{}` fills itself in", name.value);
            cx.say(Finding::error("not-writable", name.span, message).help("leave it out of the table"));
            return None;
        }
        fields.push(path.join("."));
        kinds.push(field.kind);
    }
    let (_, list, _) = found?;
    Some((Output::Items { list, fields }, kinds))
}

fn row(cx: &mut Context, written: &definition::Row, inputs: &[Option<Input>], kinds: &[Type]) -> Option<Row> {
    let mut cells = Vec::new();
    for (cell, input) in written.cells.iter().zip(inputs) {
        cells.push(match (cell, input) {
            (definition::Cell::If(source), _) => {
                scopes::expression(cx, source, &Seen::default(), Expected::Condition)
                    .map(|condition| Cell::If(Box::new(condition)))
            }
            (definition::Cell::Test(source), Some(input)) => {
                match cells::test(&source.value, &input.field.kind, source.span) {
                    Ok(cell) => Some(cell),
                    Err(finding) => {
                        cx.say(finding);
                        None
                    }
                }
            }
            (definition::Cell::Test(_), None) => None,
        });
    }
    let outputs = written.outputs.iter().zip(kinds);
    let outputs: Vec<_> = outputs
        .map(|(source, kind)| scopes::expression(cx, source, &Seen::default(), Expected::Fits(kind)))
        .collect();
    Some(Row {
        cells: cells.into_iter().collect::<Option<_>>()?,
        outputs: outputs.into_iter().collect::<Option<_>>()?,
        span: written.span,
    })
}
