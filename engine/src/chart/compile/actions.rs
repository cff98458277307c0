//! Actions: their names, targets and expressions.

use super::context::Context;
use super::names::List;
use super::paths::{self, data_list};
use super::plain;
use super::scopes::{self, Seen};
use crate::chart::{Action, ActionKind, After, RoleKind, Target, Type};
use crate::definition::{self, Name, Source};
use crate::finding::Finding;
use crate::guard::Expected;

/// A block of actions.
pub(super) fn block<'a>(cx: &mut Context<'a>, written: &'a [definition::Action], seen: &Seen) -> Vec<Action> {
    let mut made = Vec::new();
    for action in written {
        let span = action.span;
        match &action.value {
            definition::ActionKind::Set(fields) => {
                for (field, source) in fields {
                    made.extend(set(cx, field, source, seen).map(|kind| Action { kind, span }));
                }
            }
            other => made.extend(one(cx, other, seen).map(|kind| Action { kind, span })),
        }
    }
    made
}

fn one<'a>(cx: &mut Context<'a>, written: &'a definition::ActionKind, seen: &Seen) -> Option<ActionKind> {
    use definition::ActionKind as Written;
    Some(match written {
        Written::Set(_) => return None,
        Written::Decide(name) => ActionKind::Decide(cx.table(name)?),
        Written::Send(name) => ActionKind::Send(cx.notice(name)?),
        Written::Issue(name) => issue(cx, name)?,
        Written::Assign { role, from } => assign(cx, role, from.as_ref())?,
        Written::Release(name) => ActionKind::Release(cx.role(name)?),
        Written::Consent(name) => ActionKind::Consent(cx.consent(name)?),
        Written::Withdraw(name) => ActionKind::Withdraw(cx.consent(name)?),
        Written::Raise { event, data, after, id } => {
            let data = carried(cx, event, data, seen)?;
            let duration = match after {
                None => None,
                Some(definition::After::Fixed(text)) => plain::duration(cx, text).map(After::Fixed),
                Some(definition::After::Computed(source)) => {
                    let text = Expected::Fits(&Type::Any);
                    let said = scopes::expression(cx, source, seen, text);
                    said.map(|said| After::Computed(Box::new(said)))
                }
            };
            cx.raise_ids.extend(id.as_ref().map(|id| id.value.as_str()));
            let id = id.as_ref().map(|id| id.value.clone());
            ActionKind::Raise { event: event.value.clone(), data, after: duration, id }
        }
        Written::Cancel(id) => {
            cx.cancelled.push(id);
            ActionKind::Cancel(id.value.clone())
        }
        Written::Apart => ActionKind::Apart,
        Written::Log(source) => ActionKind::Log(scopes::expression(cx, source, seen, Expected::Anything)?),
        Written::If { condition, then, otherwise } => {
            let condition = scopes::expression(cx, condition, seen, Expected::Condition);
            let then = block(cx, then, seen);
            let otherwise = block(cx, otherwise, seen);
            ActionKind::If { condition: condition?, then, otherwise }
        }
        Written::ForEach { list, item, index, actions } => {
            for_each(cx, list, item, index.as_ref(), actions, seen)?
        }
    })
}

fn set(cx: &mut Context, name: &Name, source: &Source, seen: &Seen) -> Option<ActionKind> {
    let (target, field) = match (&seen.member, name.value.strip_prefix("member.")) {
        (_, None) => paths::data_field(cx, name).map(|(path, field)| (Target::Data(path), field))?,
        (Some(member), Some(_)) => paths::field_of(cx, member, name, "member.", "the member")
            .map(|(path, field)| (Target::Member(path), field))?,
        (None, Some(_)) => {
            let finding = Finding::error(
                "no-member",
                name.span,
                format!("there is no member here whose `{}` it could be", name.value),
            );
            cx.say(finding.help("`member` is known inside a state with `for_each`"));
            return None;
        }
    };
    let value = scopes::expression(cx, source, seen, Expected::Fits(&field.kind))?;
    Some(ActionKind::Set { target, value })
}

fn issue(cx: &mut Context, name: &Name) -> Option<ActionKind> {
    let document = cx.document(name)?;
    if cx.chart.documents.get(document.at()).is_some_and(|kind| kind.template.is_none()) {
        let finding = Finding::error(
            "wrong-document",
            name.span,
            format!("`{}` has no template to be made from", name.value),
        );
        cx.say(finding.help("give it a `template`, or let a task take it"));
    }
    Some(ActionKind::Issue(document))
}

fn assign(cx: &mut Context, name: &Name, from: Option<&Name>) -> Option<ActionKind> {
    let list = from.map(|from| data_list(cx, from).map(|(path, fields)| (path, fields, from)));
    let role = cx.role(name)?;
    let kind = cx.chart.roles.get(role.at()).map(|role| role.kind.clone());
    match (&list, kind) {
        (None, Some(RoleKind::Pool { .. })) | (Some(_), Some(RoleKind::Party { .. })) | (_, None) => {}
        (None, Some(_)) => {
            let finding =
                Finding::error("wrong-role", name.span, format!("`{}` has no pool to draw from", name.value));
            cx.say(finding.help("name the list whose items join: `{role: …, from: data.people}`"));
        }
        (Some(_), Some(_)) => {
            let finding = Finding::error(
                "wrong-role",
                name.span,
                format!("`{}` isn't a party that somebody could join", name.value),
            );
            cx.say(finding.help("a role with `party: true` gets members from a list"));
        }
    }
    let path = match list {
        None => None,
        Some(found) => {
            let (path, fields, from) = found?;
            if !fields.iter().any(|field| field.name == "name" && matches!(field.kind, Type::Text { .. })) {
                let finding = Finding::error(
                    "wrong-type",
                    from.span,
                    format!("the items of `{}` have no name", from.value),
                );
                cx.say(finding.help("who joins needs a field `name` of type `text`"));
            }
            // The items' fields become the member's.
            cx.words.extend(fields.into_iter().map(|field| field.name));
            Some(path)
        }
    };
    Some(ActionKind::Assign { role, from: path })
}

/// The data of a raised event: fields of the declared message.
fn carried(
    cx: &mut Context,
    event: &Name,
    data: &[(Name, Source)],
    seen: &Seen,
) -> Option<Vec<(String, crate::guard::Expression)>> {
    let message = cx.find_unused(List::Message, event)?;
    let message = cx.chart.messages.get(usize::from(message));
    if message.is_some_and(|message| message.any) {
        return Some(carried_whole(cx, data, seen));
    }
    let fields = message.map(|message| message.data.clone()).unwrap_or_default();
    let mut made = Vec::new();
    for (name, source) in data {
        if name.value.is_empty() {
            let message = format!("the message `{}` has fields of its own", event.value);
            let finding = Finding::error("wrong-kind", name.span, message);
            cx.say(
                finding.help("name the field: `data: {field: expression}`; or declare it with `data: any`"),
            );
            continue;
        }
        let whose = format!("the message `{}`", event.value);
        let Some((_, field)) = paths::field_of(cx, &fields, name, "", &whose) else { continue };
        if let Some(value) = scopes::expression(cx, source, seen, Expected::Fits(&field.kind)) {
            made.push((name.value.clone(), value));
        }
    }
    Some(made)
}

/// What an event carries of which nothing is declared.
pub(super) fn carried_whole(
    cx: &mut Context,
    data: &[(Name, Source)],
    seen: &Seen,
) -> Vec<(String, crate::guard::Expression)> {
    let value = |(name, source): &(Name, Source)| {
        let value = scopes::expression(cx, source, seen, Expected::Fits(&Type::Any))?;
        Some((name.value.clone(), value))
    };
    data.iter().filter_map(value).collect()
}

fn for_each<'a>(
    cx: &mut Context<'a>,
    list: &'a Source,
    item: &'a Name,
    index: Option<&'a Name>,
    actions: &'a [definition::Action],
    seen: &Seen,
) -> Option<ActionKind> {
    let expression = scopes::expression(cx, list, seen, Expected::List);
    let mut inner = seen.clone();
    let opaque = Type::Opaque { schema: None, from: None };
    let kind = expression.as_ref().and_then(|list| list.item_type()).cloned().unwrap_or(opaque);
    inner.locals.push((item.value.clone(), kind));
    if let Some(index) = index {
        inner.locals.push((index.value.clone(), Type::Integer { min: Some(0), max: None }));
    }
    let actions = block(cx, actions, &inner);
    Some(ActionKind::ForEach {
        list: expression?,
        item: item.value.clone(),
        index: index.map(|name| name.value.clone()),
        actions,
    })
}
