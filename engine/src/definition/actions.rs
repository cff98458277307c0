//! Reads actions: what is done on entering, on leaving and on the way.

use super::ast::{Action, ActionKind, After, Name, Source, Spanned};
use super::fields::Fields;
use super::keys::{ACTION, AFTER, ASSIGN, FOR_EACH, Need, RAISE};
use super::reader::{Dots, Reader, wrong_kind};
use crate::finding::{Finding, Span};
use crate::yaml::Node;

/// The actions under a key; none if it isn't there.
pub(super) fn read_under(reader: &mut Reader, fields: &Fields, key: &'static str) -> Vec<Action> {
    fields.get(key).map(|node| read(reader, node)).unwrap_or_default()
}

/// The actions under a key, in one block or, as a list of lists, in several that fail each by itself.
pub(super) fn read_blocks(reader: &mut Reader, fields: &Fields, key: &'static str) -> Vec<Action> {
    let Some(node) = fields.get(key) else { return Vec::new() };
    let blocks = node.list().filter(|items| items.first().is_some_and(|first| first.list().is_some()));
    let Some(blocks) = blocks else { return read(reader, node) };
    let mut actions: Vec<Action> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            actions.push(Spanned { value: ActionKind::Apart, span: block.span });
        }
        actions.extend(read(reader, block));
    }
    actions
}

/// What an event carries: fields and their expressions, or an expression for the whole.
pub(super) fn carried(reader: &mut Reader, node: &Node) -> Vec<(Name, Source)> {
    if node.map().is_some() {
        return expressions(reader, node);
    }
    let name = Spanned { value: String::new(), span: node.span };
    reader.expression(node).map(|source| (name, source)).into_iter().collect()
}

fn read(reader: &mut Reader, node: &Node) -> Vec<Action> {
    let Some(items) = node.list() else {
        reader.say(wrong_kind(node, "a list of actions").help("write `[{send: …}]`"));
        return Vec::new();
    };
    items.iter().filter_map(|item| read_action(reader, item)).collect()
}

fn read_action(reader: &mut Reader, node: &Node) -> Option<Action> {
    let Some(entries) = node.map() else {
        reader.say(wrong_kind(node, "an action").help("write `{send: …}`"));
        return None;
    };
    let fields = Fields::open(reader, node, &ACTION, node.span)?;
    let heads = ACTION.keys.iter().filter(|key| !matches!(key.name, "do" | "else")).map(|key| key.name);
    let heads: Vec<&str> = heads.collect();
    let Some(head) = fields.first_of(&heads) else {
        if entries.is_empty() {
            reader.say(Finding::error("missing-key", node.span, "no action stands here"));
        } else if fields.first_of(&["do", "else"]).is_some() {
            fields.refuse_without(reader, "`if`", &["do", "else"]);
        }
        return None;
    };
    let beside: Vec<&str> = ACTION
        .keys
        .iter()
        .filter(|key| key.need != Need::Later && key.name != head.text)
        .filter(|key| head.text != "if" || !matches!(key.name, "do" | "else"))
        .map(|key| key.name)
        .collect();
    fields.refuse_beside(reader, &head.text, &beside);
    let kind = match head.text.as_str() {
        "set" => ActionKind::Set(expressions(reader, fields.get("set")?)),
        "decide" => ActionKind::Decide(fields.name(reader, "decide")?),
        "send" => ActionKind::Send(fields.name(reader, "send")?),
        "issue" => ActionKind::Issue(fields.name(reader, "issue")?),
        "assign" => read_assign(reader, fields.get("assign")?, head.span)?,
        "release" => ActionKind::Release(fields.name(reader, "release")?),
        "consent" => ActionKind::Consent(fields.name(reader, "consent")?),
        "withdraw" => ActionKind::Withdraw(fields.name(reader, "withdraw")?),
        "raise" => read_raise(reader, fields.get("raise")?, head.span)?,
        "cancel" => ActionKind::Cancel(fields.name(reader, "cancel")?),
        "log" => ActionKind::Log(fields.expression(reader, "log")?),
        "if" => read_if(reader, &fields, head.span)?,
        "for_each" => read_for_each(reader, fields.get("for_each")?, head.span)?,
        _ => return None,
    };
    Some(Spanned { value: kind, span: node.span })
}

fn read_assign(reader: &mut Reader, node: &Node, at: Span) -> Option<ActionKind> {
    if node.map().is_none() {
        return Some(ActionKind::Assign { role: reader.name(node)?, from: None });
    }
    let fields = Fields::open(reader, node, &ASSIGN, at)?;
    Some(ActionKind::Assign { role: fields.needed_name(reader, "role"), from: fields.name(reader, "from") })
}

fn read_raise(reader: &mut Reader, node: &Node, at: Span) -> Option<ActionKind> {
    if node.map().is_none() {
        let event = reader.name(node)?;
        return Some(ActionKind::Raise { event, data: Vec::new(), after: None, id: None });
    }
    let fields = Fields::open(reader, node, &RAISE, at)?;
    if !fields.has("after") {
        fields.refuse_without(reader, "`after`: what comes at once can't be cancelled", &["id"]);
    }
    Some(ActionKind::Raise {
        event: match fields.get("event").filter(|node| node.text() == Some("*")) {
            Some(node) => Spanned { value: "*".to_owned(), span: node.span },
            None => fields.needed_name(reader, "event"),
        },
        data: fields.get("data").map(|node| carried(reader, node)).unwrap_or_default(),
        after: fields.get("after").and_then(|node| read_after(reader, node)),
        id: fields.name(reader, "id"),
    })
}

/// `after`: a plain duration, or `{expression: …}`.
fn read_after(reader: &mut Reader, node: &Node) -> Option<After> {
    if node.map().is_none() {
        return reader.scalar(node, "a plain duration").map(After::Fixed);
    }
    let fields = Fields::open(reader, node, &AFTER, node.span)?;
    fields.expression(reader, "expression").map(After::Computed)
}

fn read_if(reader: &mut Reader, fields: &Fields, at: Span) -> Option<ActionKind> {
    if !fields.has("do") {
        reader.say(Finding::error("missing-key", at, "an action with `if` needs `do`"));
    }
    let then = read_under(reader, fields, "do");
    let otherwise = read_under(reader, fields, "else");
    Some(ActionKind::If { condition: fields.expression(reader, "if")?, then, otherwise })
}

fn read_for_each(reader: &mut Reader, node: &Node, at: Span) -> Option<ActionKind> {
    let fields = Fields::open(reader, node, &FOR_EACH, at)?;
    let item = local(reader, &fields, "as");
    let index = local(reader, &fields, "index");
    let actions = read_under(reader, &fields, "do");
    Some(ActionKind::ForEach { list: fields.expression(reader, "in")?, item: item?, index, actions })
}

/// A name bound for the actions inside.
fn local(reader: &mut Reader, fields: &Fields, key: &'static str) -> Option<Name> {
    let name = reader.scalar(fields.get(key)?, "a name")?;
    reader.check_declared(&name, Dots::Refused);
    Some(name)
}

/// A map from paths to expressions, in the order of the text.
fn expressions(reader: &mut Reader, node: &Node) -> Vec<(Name, Source)> {
    let Some(entries) = node.map() else {
        reader.say(wrong_kind(node, "fields and expressions as a map").help("write `{field: expression}`"));
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for (key, value) in entries {
        let name = reader.declared(key, Dots::Allowed);
        if let Some(source) = reader.expression(value) {
            pairs.push((name, source));
        }
    }
    pairs
}
