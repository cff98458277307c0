//! What stands below a step: forms in two columns or as YAML, and tables of people. Decides which field
//! a row means; a row for a field that the form doesn't have is a finding in its own line.

use crate::feature::{Doc, Row, Step, at};
use crate::language::{Language, plain};
use crate::names::{self, Named, Unknown};
use crate::value;
use registrar_engine::chart::{Channel, Chart, Field, FormField, RoleKind, Type};
use registrar_engine::finding::Finding;
use registrar_engine::id::RoleIx;
use registrar_engine::value::{Record, Value};
use registrar_engine::yaml::{self, Kind};
use std::collections::BTreeMap;

/// A field that a form may have.
pub struct Asked<'a> {
    /// Its key in the form.
    pub key: &'a str,
    /// The field.
    pub field: &'a Field,
}

/// The fields of a task's form, and of one of its outcomes or all.
pub fn asked<'a>(form: &'a [FormField], outcome: impl Iterator<Item = &'a FormField>) -> Vec<Asked<'a>> {
    let mut asked: Vec<Asked<'a>> = Vec::new();
    for form_field in form.iter().chain(outcome) {
        if !asked.iter().any(|known| known.key == form_field.key) {
            asked.push(Asked { key: &form_field.key, field: &form_field.field });
        }
    }
    asked
}

/// The form below a step.
///
/// # Errors
/// Findings in the lines of the table or the text.
pub fn read(
    chart: &Chart,
    step: &Step,
    asked: &[Asked<'_>],
    language: Language,
) -> Result<Record, Vec<Finding>> {
    let mut record = Record::new();
    let mut findings = Vec::new();
    for row in &step.table {
        if let Err(finding) = read_row(chart, row, asked, language, &mut record) {
            findings.push(finding);
        }
    }
    if let Some(doc) = &step.doc {
        findings.extend(read_doc(chart, doc, asked, language, &mut record));
    }
    if findings.is_empty() { Ok(record) } else { Err(findings) }
}

fn unknown(line: u32, column: u32, unknown: Unknown) -> Finding {
    let finding = Finding::error("unknown-name", at(line, column), unknown.message);
    Finding { help: unknown.help, ..finding }
}

fn read_row(
    chart: &Chart,
    row: &Row,
    asked: &[Asked<'_>],
    language: Language,
    record: &mut Record,
) -> Result<(), Finding> {
    let [name, text] = row.cells.as_slice() else {
        let message =
            format!("a form has two columns, the field and its value; here are {}", row.cells.len());
        return Err(Finding::error("gherkin", at(row.line, 1), message));
    };
    let (key, rest) = find(asked, name, language).map_err(|e| unknown(row.line, 1, e))?;
    let kind = if rest.is_empty() {
        Some(&asked[key].field.kind)
    } else {
        within(&asked[key].field.kind, &rest).map(|field| &field.kind)
    };
    let Some(kind) = kind else {
        let message = format!("`{}` has no field `{name}`", asked[key].key);
        return Err(Finding::error("unknown-name", at(row.line, 1), message));
    };
    let value = value::typed(chart, text, kind, language);
    if rest.is_empty() {
        record.insert(asked[key].key.to_owned(), value);
        return Ok(());
    }
    // Inside a field that is a list or a record of its own.
    let mut path = vec![(asked[key].key.to_owned(), rest.first().and_then(|(_, number)| *number))];
    path.extend(rest.iter().skip(1).cloned());
    value::put(record, &path, value).map_err(|message| Finding::error("gherkin", at(row.line, 1), message))
}

/// The field that is meant, and the way on inside it: a first part without a name for its own number,
/// then the names.
fn find(asked: &[Asked<'_>], written: &str, language: Language) -> Result<(usize, value::Path), Unknown> {
    let named: Vec<Named<'_>> =
        asked.iter().map(|a| names::titled(a.key, &a.field.title, language)).collect();
    let whole = names::find("field in this form", written, &named);
    if let Ok(at) = whole {
        return Ok((at, Vec::new()));
    }
    if let Some((list, rest)) = written.split_once('[')
        && let Some((number, rest)) = rest.split_once(']')
    {
        let at = names::find("field in this form", list, &named)?;
        let mut path = vec![(String::new(), number.trim().parse().ok())];
        path.extend(
            value::path(rest.trim_start_matches('.')).into_iter().filter(|(name, _)| !name.is_empty()),
        );
        return Ok((at, path));
    }
    whole.map(|at| (at, Vec::new()))
}

fn within<'a>(kind: &'a Type, rest: &[(String, Option<u32>)]) -> Option<&'a Field> {
    match kind {
        Type::List(fields) | Type::Record(fields) => value::field_at(fields, &rest[1..]),
        _ => None,
    }
}

fn read_doc(
    chart: &Chart,
    doc: &Doc,
    asked: &[Asked<'_>],
    language: Language,
    record: &mut Record,
) -> Vec<Finding> {
    let (node, mut findings) = yaml::read(&doc.text);
    for finding in &mut findings {
        finding.span = at(finding.span.line.max(1) + doc.line - 1, finding.span.column);
    }
    let Some(node) = node else { return findings };
    let Kind::Map(entries) = &node.kind else {
        findings.push(Finding::error("gherkin", at(doc.line, 1), "a form in YAML is a map of fields"));
        return findings;
    };
    let named: Vec<Named<'_>> =
        asked.iter().map(|a| names::titled(a.key, &a.field.title, language)).collect();
    for (key, node) in entries {
        match names::find("field in this form", &key.text, &named) {
            Ok(found) => {
                let asked = &asked[found];
                record
                    .insert(asked.key.to_owned(), value::from_yaml(chart, node, &asked.field.kind, language));
            }
            Err(e) => findings.push(unknown(key.span.line + doc.line - 1, key.span.column, e)),
        }
    }
    findings
}

/// A person of a new case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// The role.
    pub role: RoleIx,
    /// The name; none: the role's, numbered.
    pub name: Option<String>,
    /// Addresses.
    pub contact: BTreeMap<Channel, String>,
    /// Whether there is an account already.
    pub account: bool,
    /// Fields of the member.
    pub data: Record,
}

impl Newcomer {
    /// Somebody of whom only the role is said.
    pub fn of(role: RoleIx) -> Self {
        Self { role, name: None, contact: BTreeMap::new(), account: true, data: Record::new() }
    }
}

#[derive(Clone)]
enum Column {
    Role,
    Name,
    Contact(Channel),
    Account,
    Field(String),
}

/// The people in the table below a step.
///
/// # Errors
/// Findings in the lines of the table.
pub fn people(chart: &Chart, step: &Step, language: Language) -> Result<Vec<Newcomer>, Vec<Finding>> {
    let Some((head, rows)) = step.table.split_first() else { return Ok(Vec::new()) };
    let columns: Result<Vec<Column>, Unknown> =
        head.cells.iter().map(|cell| column(chart, cell, language)).collect();
    let columns = columns.map_err(|e| vec![unknown(head.line, 1, e)])?;
    if !columns.iter().any(|column| matches!(column, Column::Role)) {
        let message = "a table of people has a column `role` (`角色`)";
        return Err(vec![Finding::error("gherkin", at(head.line, 1), message)]);
    }
    let mut people = Vec::new();
    let mut findings = Vec::new();
    for row in rows {
        match newcomer(chart, row, &columns, language) {
            Ok(person) => people.push(person),
            Err(e) => findings.push(unknown(row.line, 1, e)),
        }
    }
    if findings.is_empty() { Ok(people) } else { Err(findings) }
}

fn column(chart: &Chart, cell: &str, language: Language) -> Result<Column, Unknown> {
    Ok(match plain(cell).as_str() {
        "role" | "角色" => Column::Role,
        "name" | "姓名" | "名称" => Column::Name,
        "portal" | "门户" => Column::Contact(Channel::Portal),
        "mail" | "邮箱" => Column::Contact(Channel::Mail),
        "sms" | "短信" => Column::Contact(Channel::Sms),
        "account" | "账号" => Column::Account,
        _ => {
            let fields: Vec<&Field> = chart.roles.iter().flat_map(|role| &role.data).collect();
            let known: Vec<Named<'_>> = fields
                .iter()
                .map(|field| names::titled(field.name.clone(), &field.title, language))
                .chain(["role", "name", "portal", "mail", "sms", "account"].map(names::bare))
                .collect();
            let found = names::find("column", cell, &known)?;
            // The fixed columns were found above.
            Column::Field(fields.get(found).map(|field| field.name.clone()).unwrap_or_default())
        }
    })
}

fn newcomer(chart: &Chart, row: &Row, columns: &[Column], language: Language) -> Result<Newcomer, Unknown> {
    let cells = || columns.iter().zip(&row.cells);
    let role = cells().find(|(column, _)| matches!(column, Column::Role)).map(|(_, cell)| cell.as_str());
    let role = names::role(chart, role.unwrap_or_default(), language)?;
    if !matches!(chart.role(role).kind, RoleKind::Party { .. }) {
        let name = &chart.role(role).name;
        return Err(Unknown::new(format!(
            "`{name}` isn't a party: only parties are named when a case is opened"
        )));
    }
    let mut person = Newcomer::of(role);
    for (column, cell) in cells() {
        let cell = cell.trim();
        match column {
            Column::Role => {}
            Column::Name => person.name = (!cell.is_empty()).then(|| cell.to_owned()),
            Column::Contact(channel) if !cell.is_empty() => {
                person.contact.insert(*channel, cell.to_owned());
            }
            Column::Contact(_) => {}
            Column::Account => match plain(cell).as_str() {
                "yes" | "是" | "有" | "" => {}
                "no" | "否" | "无" => person.account = false,
                _ => return Err(Unknown::new(format!("`account` is `yes` or `no`, not `{cell}`"))),
            },
            Column::Field(name) if !cell.is_empty() => {
                let field = chart.role(role).data.iter().find(|field| field.name == *name);
                let Some(field) = field else {
                    let role = &chart.role(role).name;
                    return Err(Unknown::new(format!("a `{role}` has no field `{name}`")));
                };
                person.data.insert(name.clone(), value::typed(chart, cell, &field.kind, language));
            }
            Column::Field(_) => {}
        }
    }
    Ok(person)
}

/// Whether a value is there.
pub fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Text(text) => !text.is_empty(),
        Value::List(items) => !items.is_empty(),
        _ => true,
    }
}
