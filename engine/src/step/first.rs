//! First data: what must be said when a case is opened, and how what was said then is written. Everything else
//! is asked by tasks.

use super::people::member_named;
use super::place::holds;
use super::run::Run;
use crate::chart::{Chart, Field, FieldPath, FormField, FormPlace, Type};
use crate::form;
use crate::refusal::{FormProblem, Refusal};
use crate::value::{Record, Value};
use std::collections::BTreeMap;

/// The fields that are `required` and that no task asks for: nobody could fill them in later.
pub fn first_data(chart: &Chart) -> Vec<FormField> {
    let tasks = chart.tasks.iter();
    let asked: Vec<&FieldPath> = tasks
        .flat_map(|task| task.form.iter().chain(task.outcomes.iter().flat_map(|outcome| &outcome.fields)))
        .filter_map(|field| match &field.place {
            FormPlace::Data(path) => Some(path),
            _ => None,
        })
        .collect();
    let mut fields = leaves(&chart.data);
    fields.retain(|(path, field)| field.required && !asked.iter().any(|asked| path.starts_with(asked)));
    fields.into_iter().map(|(path, field)| asking(path, field, true)).collect()
}

/// Writes the first data, given by field or by group.
///
/// # Errors
/// [`Refusal::Unknown`] for a field that there isn't, [`Refusal::Form`] for what doesn't fit, is missing, or is the
/// case's own.
pub(super) fn write(run: &mut Run<'_>, data: &Record) -> Result<(), Refusal> {
    let chart = run.chart;
    let mut given = BTreeMap::new();
    open_out(&chart.data, data, "", &mut given)?;
    let mut fields = first_data(chart);
    for (path, field) in leaves(&chart.data) {
        let asked = asking(path, field, false);
        if given.contains_key(&asked.key) && !fields.iter().any(|known| known.key == asked.key) {
            fields.push(asked);
        }
    }
    // Most cases are opened without: the whole chart is gone through for it.
    let own = if given.is_empty() { Default::default() } else { super::own::own_fields(chart).data };
    let mine = given.keys().filter(|key| {
        let path: FieldPath = key.split('.').map(str::to_owned).collect();
        own.iter().any(|own| path.starts_with(own))
    });
    let problems: Vec<FormProblem> = mine.map(|key| FormProblem::own(key)).collect();
    if !problems.is_empty() {
        return Err(Refusal::Form { problems });
    }
    let case = &run.case;
    let takes_part = |label: &str, of| {
        member_named(chart, case, label).is_some_and(|member| holds(chart, of, member.role))
    };
    let values = form::read(&fields, &given, &chart.resources, &takes_part);
    for (place, value) in values.map_err(|problems| Refusal::Form { problems })? {
        if let FormPlace::Data(path) = place {
            Value::put(&mut run.case.data, path, value);
        }
    }
    Ok(())
}

/// All fields that are no groups, with their paths.
fn leaves(fields: &[Field]) -> Vec<(FieldPath, &Field)> {
    let mut found = Vec::new();
    for field in fields {
        match &field.kind {
            Type::Record(inner) => found.extend(
                leaves(inner)
                    .into_iter()
                    .map(|(path, leaf)| (std::iter::once(field.name.clone()).chain(path).collect(), leaf)),
            ),
            _ => found.push((vec![field.name.clone()], field)),
        }
    }
    found
}

fn asking(path: FieldPath, field: &Field, required: bool) -> FormField {
    let field = Field { required, ..field.clone() };
    FormField { key: path.join("."), place: FormPlace::Data(path), field }
}

/// Groups are opened out into their fields; a key may name a field of a group by its path.
fn open_out(fields: &[Field], data: &Record, prefix: &str, given: &mut Record) -> Result<(), Refusal> {
    for (name, value) in data {
        let (first, rest) =
            name.split_once('.').map_or((name.as_str(), None), |(first, rest)| (first, Some(rest)));
        // `people[1].name` belongs to the list `people`.
        let bare = first.split('[').next().unwrap_or(first);
        let unknown = || Refusal::Unknown { what: "data field".to_owned(), name: format!("{prefix}{name}") };
        let field = fields.iter().find(|field| field.name == bare).ok_or_else(unknown)?;
        let within = format!("{prefix}{first}.");
        match (&field.kind, rest, value) {
            (Type::Record(inner), Some(rest), value) => {
                open_out(inner, &Record::from([(rest.to_owned(), value.clone())]), &within, given)?;
            }
            (Type::Record(inner), None, Value::Record(record)) => open_out(inner, record, &within, given)?,
            _ => {
                given.insert(format!("{prefix}{name}"), value.clone());
            }
        }
    }
    Ok(())
}
