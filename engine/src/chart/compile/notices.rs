//! Notices, and services of documents with their ladders (rule 21).

use super::context::Context;
use super::events::Vocabulary;
use super::names::List;
use super::{files, people};
use crate::chart::{Channel, Notice, Rung, ServedWhen};
use crate::definition::{self, Name};
use crate::finding::Finding;
use crate::id::{DeadlineIx, RoleIx, TaskIx};

/// All notices.
pub(super) fn all(cx: &mut Context, events: &Vocabulary) {
    let definition = cx.definition;
    for notice in &definition.notices {
        let made = one(cx, events, notice);
        cx.chart.notices.push(made);
    }
    once_each(cx);
}

fn one(cx: &mut Context, events: &Vocabulary, notice: &definition::Notice) -> Notice {
    let to = cx.role(&notice.to);
    if let Some(to) = to {
        people::refuse_representatives(cx, &notice.to, to, "be sent a notice");
        if !notice.served_when.is_empty() && !people::are_parties(cx, to) {
            let message = format!(
                "`{}` is served, but `{}` has members who aren't parties",
                notice.name.value, notice.to.value
            );
            let help = "documents are served on parties; officials are only told: take `served_when` out";
            cx.say(Finding::error("wrong-role", notice.to.span, message).help(help));
        }
    }
    Notice {
        name: notice.name.value.clone(),
        title: cx.title(&notice.title, &notice.name.value),
        to: cx.missing(to, RoleIx(0)),
        template: notice.template.as_ref().map(|name| files::notice_template(cx, name)),
        document: notice.document.as_ref().and_then(|name| cx.document(name)),
        channels: notice.channels.iter().filter_map(|name| channel(cx, name)).collect(),
        served_when: notice.served_when.iter().filter_map(|name| served_when(cx, events, name)).collect(),
        ladder: notice.undeliverable.iter().filter_map(|name| rung(cx, name)).collect(),
        law: cx.law(notice.law.as_ref()),
    }
}

fn channel(cx: &mut Context, name: &Name) -> Option<Channel> {
    match name.value.as_str() {
        "portal" => Some(Channel::Portal),
        "mail" => Some(Channel::Mail),
        "sms" => Some(Channel::Sms),
        // The reader lets no other word pass.
        _ => {
            cx.incomplete = true;
            None
        }
    }
}

fn served_when(cx: &mut Context, events: &Vocabulary, name: &Name) -> Option<ServedWhen> {
    match name.value.as_str() {
        "reached" => Some(ServedWhen::Reached),
        "read" => Some(ServedWhen::Read),
        _ => events.pattern(cx, name).map(ServedWhen::Event),
    }
}

fn rung(cx: &mut Context, name: &Name) -> Option<Rung> {
    let definition = cx.definition;
    if let Some(at) = cx.names.get(List::Deadline, &name.value) {
        cx.used.insert((List::Deadline, at));
        let deadline = &definition.deadlines[usize::from(at)];
        if deadline.from.is_some() || deadline.before.is_some() {
            let message =
                format!("`{}` is tried in turn, so it runs from its turn and from nothing else", name.value);
            cx.say(
                Finding::error("conflicting-keys", name.span, message)
                    .help("take its `from` or `before` out"),
            );
        }
        return Some(Rung::Deadline(DeadlineIx(at)));
    }
    cx.find(List::Task, name).map(|at| Rung::Task(TaskIx(at)))
}

/// A task or clock that two ladders open couldn't tell whom it served.
fn once_each(cx: &mut Context) {
    let definition = cx.definition;
    let mut seen = std::collections::BTreeMap::new();
    for notice in &definition.notices {
        for rung in &notice.undeliverable {
            if let Some(other) = seen.insert(rung.value.as_str(), notice.name.value.as_str()) {
                let message = format!("`{}` stands in the ladder of `{other}` too", rung.value);
                let help =
                    "give each notice a task or deadline of its own: its event tells which one was served";
                cx.say(Finding::error("listed-twice", rung.span, message).help(help));
            }
        }
    }
}
