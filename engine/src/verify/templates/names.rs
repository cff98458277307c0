//! What a letter or a document has to offer its template, as `docs/language.md` lists it: what is always
//! there, what may not be, and what depends on the case's data.

use super::reading::Use;
use crate::chart::{Chart, Field, FieldPath, FormPlace, Notice, RoleKind, Type};
use crate::finding::nearest;
use crate::id::RoleIx;
use crate::step::is_assigned;

/// What a text is made for.
#[derive(Clone, Copy)]
pub(super) enum Subject<'c> {
    Notice(&'c Notice),
    /// A document, and whether it rests on a provision.
    Document {
        has_law: bool,
    },
}

/// What is known of a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Sure,
    /// It may not be there; why.
    May(String),
    /// It is never there; why.
    Never(String),
    /// That hangs on whether this field of the case's data is filled in.
    Field(FieldPath),
}

const OF_CASE: [&str; 3] = ["id", "opened", "workflow_title"];
const OF_MEMBER: [&str; 3] = ["member", "name", "role_title"];
const OF_MEMBERS: [&str; 4] = ["member", "name", "party", "role_title"];
const OF_CLOCK: [&str; 3] = ["due", "name", "title"];
const OF_SERVED: [&str; 6] = ["day", "how", "member", "name", "notice", "title"];
const OF_NOTICE: [&str; 2] = ["name", "title"];
const OF_DOCUMENT: [&str; 5] = ["at", "by", "name", "number", "title"];
const ROOTS: [&str; 12] = [
    "case", "clocks", "code", "data", "deadline", "document", "law", "link", "member", "members", "served",
    "today",
];

/// What is known of a name in a text of this kind.
pub(super) fn standing(chart: &Chart, subject: Subject<'_>, used: &Use) -> Standing {
    let asked = used.asked_around;
    let Some((first, rest)) = used.path.split_first() else { return Standing::Sure };
    let of = |fields: &[&str]| of_fields(first, fields, rest);
    let is_notice = matches!(subject, Subject::Notice(_));
    match first.as_str() {
        "data" => of_data(chart, subject, rest),
        "case" => of(&OF_CASE),
        "members" => of(&OF_MEMBERS),
        "served" => of(&OF_SERVED),
        "link" | "today" => of(&[]),
        "clocks" => match rest {
            // Which of the clocks it is the template may tell by their names.
            [last_day] if last_day == "last_day" => Standing::Sure,
            _ => of(&OF_CLOCK),
        },
        "member" if is_notice => match of(&OF_MEMBER) {
            Standing::Sure if !asked && !has_a_name(chart, subject) => {
                Standing::May("a letter may go to somebody without a name".to_owned())
            }
            other => other,
        },
        "deadline" if is_notice => match rest {
            [last_day] if last_day == "last_day" => {
                Standing::May("a clock that is counted in hours has no last day".to_owned())
            }
            _ => match of(&OF_CLOCK) {
                Standing::Sure if !asked => Standing::May("a letter need not be about a clock".to_owned()),
                other => other,
            },
        },
        "notice" if is_notice => match rest {
            [document] if document == "document" => Standing::Sure,
            _ => of(&OF_NOTICE),
        },
        "text" | "code" if is_notice => Standing::Never(format!("a notice has no `{first}`")),
        "document" if !is_notice => of(&OF_DOCUMENT),
        "member" | "deadline" if !is_notice && asked => Standing::Sure,
        "member" | "deadline" if !is_notice => {
            Standing::Never(format!("a document is for all who may see it: it has no `{first}`"))
        }
        "law" => {
            let has_law = match subject {
                Subject::Notice(notice) => notice.law.is_some(),
                Subject::Document { has_law } => has_law,
            };
            if has_law { of(&[]) } else { Standing::Never("it names no `law`".to_owned()) }
        }
        other => {
            let near =
                nearest(other, ROOTS).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Standing::Never(format!("templates have no `{other}`{near}"))
        }
    }
}

fn of_fields(name: &str, fields: &[&str], rest: &[String]) -> Standing {
    match rest {
        [] => Standing::Sure,
        [field] if fields.contains(&field.as_str()) => Standing::Sure,
        [field, ..] => {
            let near = nearest(field, fields.iter().copied());
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Standing::Never(format!("`{name}` has no `{field}`{near}"))
        }
    }
}

fn of_data(chart: &Chart, subject: Subject<'_>, path: &[String]) -> Standing {
    let mut fields = chart.data.as_slice();
    let mut list: Option<FieldPath> = None;
    for (at, name) in path.iter().enumerate() {
        let Some(field) = fields.iter().find(|field| field.name == *name) else {
            let near = nearest(name, fields.iter().map(|field| field.name.as_str()));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Standing::Never(format!("there is no field `{}`{near}", path[..=at].join(".")));
        };
        if field.private && !is_for_officials(chart, subject) {
            return Standing::Never("it is private, and others than officials read this".to_owned());
        }
        match &field.kind {
            Type::Record(inner) => fields = inner,
            Type::List(items) => {
                list.get_or_insert_with(|| path[..=at].to_vec());
                fields = items;
            }
            // What is inside an opaque value isn't declared.
            Type::Opaque { .. } | Type::Any if at + 1 < path.len() => return Standing::Sure,
            _ if at + 1 < path.len() => {
                return Standing::Never(format!("`{}` has no fields", path[..=at].join(".")));
            }
            _ => return of_leaf(chart, path, list.as_ref(), field),
        }
    }
    Standing::Sure
}

fn of_leaf(chart: &Chart, path: &[String], list: Option<&FieldPath>, field: &Field) -> Standing {
    let Some(list) = list else { return Standing::Field(path.to_vec()) };
    if field.required || field.author || is_always_added(chart, list, &path[list.len()..]) {
        return Standing::Sure;
    }
    Standing::May("an item may be without it".to_owned())
}

/// Whether every form that adds an item requires this field, and nothing else writes the list.
pub(in crate::verify) fn is_always_added(chart: &Chart, list: &FieldPath, path: &[String]) -> bool {
    let asks_for_list = |place: &FormPlace| matches!(place, FormPlace::Data(asked) if asked == list);
    let mut tasks = chart.tasks.iter();
    let written_whole = tasks.any(|task| {
        let own = task.outcomes.iter().flat_map(|outcome| &outcome.fields);
        task.form.iter().chain(own).any(|field| asks_for_list(&field.place))
    });
    let by_table = chart.tables.iter().any(|table| table.output.fields().contains(list));
    let mut adding = chart.tasks.iter().filter(|task| task.adds.as_ref() == Some(list)).peekable();
    let asks = |field: &crate::chart::FormField| {
        field.field.required && matches!(&field.place, FormPlace::Item(asked) if asked == path)
    };
    !written_whole
        && !by_table
        && adding.peek().is_some()
        && adding.all(|task| {
            task.form.iter().any(asks) || task.outcomes.iter().all(|outcome| outcome.fields.iter().any(asks))
        })
}

/// Whether everybody whom a letter goes to has a name: the parties named when a case is opened. An item that
/// makes somebody a party may be without one, and a pool has none.
fn has_a_name(chart: &Chart, subject: Subject<'_>) -> bool {
    let is_named = |role: &RoleIx| {
        matches!(chart.role(*role).kind, RoleKind::Party { .. }) && !is_assigned(chart, *role)
    };
    match subject {
        Subject::Document { .. } => false,
        Subject::Notice(notice) => match &chart.role(notice.to).kind {
            RoleKind::Group(roles) => roles.iter().all(is_named),
            _ => is_named(&notice.to),
        },
    }
}

/// Officials see private fields; a document is for all who may see it.
fn is_for_officials(chart: &Chart, subject: Subject<'_>) -> bool {
    let is_pool = |role: &RoleIx| matches!(chart.role(*role).kind, RoleKind::Pool { .. });
    match subject {
        Subject::Document { .. } => false,
        Subject::Notice(notice) => match &chart.role(notice.to).kind {
            RoleKind::Group(roles) => roles.iter().all(is_pool),
            _ => is_pool(&notice.to),
        },
    }
}
