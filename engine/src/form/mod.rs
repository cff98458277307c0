//! Forms: what a person, or a machine, fills in to end a task, read into values of the fields' types.
//!
//! Decides whether what was filled in fits its fields, and brings it into the one way in which each
//! type is kept ([`value`](crate::value)). Everything wrong is told at once, each beside its field, and
//! what was filled in stays with the caller: nothing typed is lost. Leaves to others whether the
//! outcome may be had at all, where the values are written, and how a form looks.

mod example;
mod gather;
mod normal;
mod opaque;
mod period;
mod schema;
mod wording;

pub(crate) use example::a_value_for;
pub use opaque::check_schema;
pub(crate) use period::is_within as period_is_within;
pub use schema::schema;
pub use wording::problem_text;

use crate::chart::{Field, FormField, FormPlace, Type};
use crate::id::RoleIx;
use crate::refusal::FormProblem;
use crate::value::{Record, Value};
use std::collections::BTreeMap;

/// Most fields that one form has.
pub const MAX_FIELDS: usize = 200;
/// Most keys that come in with one form, those of the items of its lists included.
pub const MAX_KEYS: usize = 2_000;
/// Most items of a list that one form brings.
pub const MAX_ITEMS: usize = 200;
/// Deepest nesting of what comes in with one field.
pub const MAX_NESTING: usize = 8;
/// Most characters of a text, where the field doesn't say; also of each text inside an opaque value.
pub const MAX_TEXT: usize = 10_000;

/// What reading a form needs to know.
#[derive(Clone, Copy)]
struct Surroundings<'a> {
    resources: &'a BTreeMap<String, String>,
    member: &'a dyn Fn(&str, RoleIx) -> bool,
}

/// Reads a form: the values in the order of the fields, each with the place where it is written.
///
/// A field that wasn't filled in gives `Null` where its key came in empty, so that a text can be taken
/// back, and nothing where the key didn't come in. Lists and records may come as such (JSON) or flat, as
/// a web form posts them: `people[1].name`, `business.name`; items count from 1.
///
/// `resources` are the definition's files by name, for schemas; `member` says whether a person with this
/// label (`defendant[2]`) takes part in the case now, in this role or group.
///
/// # Errors
/// Every problem, with the key of its field: `people[2].name` inside a list.
pub fn read<'f>(
    fields: impl IntoIterator<Item = &'f FormField>,
    form: &Record,
    resources: &BTreeMap<String, String>,
    member: &dyn Fn(&str, RoleIx) -> bool,
) -> Result<Vec<(&'f FormPlace, Value)>, Vec<FormProblem>> {
    let fields: Vec<&FormField> = fields.into_iter().collect();
    if fields.len() > MAX_FIELDS || form.len() > MAX_KEYS {
        return Err(vec![wording::problem("", "length", wording::FORM_TOO_LARGE.english)]);
    }
    let surroundings = Surroundings { resources, member };
    let mut gathered = gather::gather(&fields, form);
    let mut problems: Vec<FormProblem> =
        gathered.unknown.iter().map(|key| wording::unknown(key, &fields)).collect();
    let mut values = Vec::new();
    for field in fields {
        let came = gathered.values.remove(field.key.as_str());
        let value = normal::read(&field.field, &field.key, came.as_deref(), surroundings, &mut problems);
        if let Some(value) = value {
            values.push((&field.place, value));
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

/// The fields of a record or of a list's items.
fn inner(kind: &Type) -> Option<&[Field]> {
    match kind {
        Type::List(fields) | Type::Record(fields) => Some(fields),
        _ => None,
    }
}
