//! Forms: which fields they ask for and where the answers are written (rule 11).

use super::context::Context;
use super::paths;
use crate::chart::{Field, FieldPath, FormField, FormPlace, Type};
use crate::definition::Name;
use crate::finding::Finding;
use crate::id::ServiceIx;

/// What a task's form may write.
pub(super) struct Writable {
    /// `adds`: the list's fields.
    pub item: Option<Vec<Field>>,
    /// The fields of the member in whose copies the task is open.
    pub member: Option<Vec<Field>>,
    /// The service that does it.
    pub service: Option<ServiceIx>,
}

/// The fields of a form; groups are opened out.
pub(super) fn fields(
    cx: &mut Context,
    names: &[Name],
    writable: &Writable,
    required: bool,
) -> Vec<FormField> {
    let mut form: Vec<FormField> = Vec::new();
    for name in names {
        let Some((place, path, field)) = one(cx, name, writable) else { continue };
        let mut opened = Vec::new();
        open_out(&name.value, place, path, field, &mut opened);
        for mut field in opened {
            if form.iter().any(|known| known.key == field.key) {
                cx.error("repeated-name", name.span, format!("`{}` is asked for twice", field.key));
                continue;
            }
            check_writable(cx, name, &field, writable);
            cx.words.extend(field.key.split('.').map(str::to_owned));
            if let Type::List(items) = &field.field.kind {
                cx.words.extend(items.iter().map(|item| item.name.clone()));
            }
            field.field.required |= required;
            form.push(field);
        }
    }
    form
}

#[derive(Clone, Copy)]
enum Place {
    Data,
    Item,
    Member,
}

fn one(cx: &mut Context, name: &Name, writable: &Writable) -> Option<(Place, FieldPath, Field)> {
    if name.value.starts_with("member.") {
        let Some(member) = &writable.member else {
            let message = format!("there is no member here whose `{}` it could be", name.value);
            let finding = Finding::error("no-member", name.span, message);
            cx.say(finding.help("list the task in a state with `for_each`, and nowhere else"));
            return None;
        };
        return paths::field_of(cx, member, name, "member.", "the member")
            .map(|(p, f)| (Place::Member, p, f));
    }
    match &writable.item {
        Some(item) => paths::field_of(cx, item, name, "", "the new item").map(|(p, f)| (Place::Item, p, f)),
        None => paths::data_field(cx, name).map(|(p, f)| (Place::Data, p, f)),
    }
}

fn open_out(key: &str, place: Place, path: FieldPath, field: Field, form: &mut Vec<FormField>) {
    if let Type::Record(inner) = &field.kind {
        for field in inner {
            let path = path.iter().cloned().chain([field.name.clone()]).collect();
            open_out(&format!("{key}.{}", field.name), place, path, field.clone(), form);
        }
        return;
    }
    let place = match place {
        Place::Data => FormPlace::Data(path),
        Place::Item => FormPlace::Item(path),
        Place::Member => FormPlace::Member(path),
    };
    form.push(FormField { key: key.to_owned(), place, field });
}

/// What a service fills is for that service alone.
fn check_writable(cx: &mut Context, name: &Name, field: &FormField, writable: &Writable) {
    if field.field.author {
        let message = format!("`{}` is whoever adds the item; nobody is asked for it", field.key);
        let finding = Finding::error("not-writable", name.span, message);
        cx.say(finding.help("leave it out of the form: it is filled in by itself"));
    }
    let Type::Opaque { from: Some(from), .. } = &field.field.kind else { return };
    if writable.service != Some(*from) {
        let service = cx.chart.services.get(from.at()).map(|(name, _)| name.clone());
        let service = service.or_else(|| cx.definition.services.get(from.at()).map(|(n, _)| n.value.clone()));
        let message =
            format!("`{}` is filled by the service `{}` alone", field.key, service.unwrap_or_default());
        let finding = Finding::error("not-writable", name.span, message);
        cx.say(finding.help("ask for it in a task of that service; let people write a field of their own"));
    }
}
