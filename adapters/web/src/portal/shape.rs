//! What casework gives, with dates in words, as templates take it.

use crate::language::Lang;
use crate::when;
use crate::words::word;
use registrar_casework::view::{CaseItem, ClockView, DeadlineView, InboxItem, LedgerView};
use registrar_engine::moment::Moment;
use serde_json::{Value, json};

/// How a due date is coloured: what the law sets, or what is promised.
fn tone(due: Option<Moment>, promise: bool) -> &'static str {
    match (due, promise) {
        (None, _) => "",
        (Some(_), true) => "promise",
        (Some(_), false) => "statutory",
    }
}

/// A task in a list.
pub(super) fn task(item: &InboxItem, language: Lang) -> Value {
    json!({
        "link": format!("/cases/{}/tasks/{}", item.case, item.number),
        "case_link": format!("/cases/{}", item.case),
        "title": item.title,
        "whose": item.whose,
        "workflow": item.workflow,
        "parties": item.parties.join(between(language)),
        "pool": item.pool.as_deref().unwrap_or(""),
        "opened": when::day_of(item.opened, &item.zone, language),
        "due": when::until(item.due, item.last_day.as_deref(), &item.zone, language),
        "left": when::left(item.remaining.as_ref(), language),
        "there": when::there(item.due, item.there.as_ref(), language),
        "zone": item.zone,
        "provisional": item.provisional,
        "tone": tone(item.due, item.promise),
        "number": item.case.as_str(),
        "unreadable": item.unreadable,
    })
}

/// A case in a list.
pub(super) fn case(item: &CaseItem, language: Lang) -> Value {
    json!({
        "link": format!("/cases/{}", item.case),
        "title": item.title,
        "number": item.case.as_str(),
        "parties": item.parties.join(between(language)),
        "status": item.status.join(between(language)),
        "opened": when::day_of(item.opened, &item.zone, language),
        "ended": item.ended.map_or_else(String::new, |at| when::day_of(at, &item.zone, language)),
        "unreadable": item.unreadable,
    })
}

/// A clock on the page of a case.
pub(super) fn clock(view: &ClockView, case: &str, zone: &str, language: Lang) -> Value {
    let due = when::until(view.due, view.last_day.as_deref(), zone, language);
    let standing = word(&format!("clock_{}", view.standing), language);
    json!({
        "link": format!("/cases/{case}/deadlines/{}", view.number),
        "title": view.title,
        "whose": view.whose,
        "standing": view.standing,
        "said": standing,
        "due": due,
        "left": if view.standing == "running" { when::left(view.remaining.as_ref(), language) } else { String::new() },
        "remains": view.left.as_ref().map(|left| word("remain", language).replace("{left}", left)),
        "there": when::there(view.due, view.there.as_ref(), language),
        "zone": zone,
        "counted_with": view.counted_with,
        "provisional": view.provisional,
        "promise": view.promise,
        "tone": tone(view.due, view.promise),
        "law": view.law,
        "on_expiry": view.on_expiry,
        "extensions": view.extensions,
    })
}

/// A deadline in a list of those that have ended, or above its ledger.
pub(super) fn deadline(view: &DeadlineView, case: &str, zone: &str, language: Lang) -> Value {
    json!({
        "link": format!("/cases/{case}/deadlines/{}", view.number),
        "title": view.title,
        "whose": view.whose,
        "word": view.word,
        "said": view.said,
        "over": view.over.map_or_else(String::new, |at| when::moment(at, zone, language)),
        "due": when::until(view.due, view.last_day.as_deref(), zone, language),
        "provisional": view.provisional,
        "closed": view.closed,
        "promise": view.promise,
        "law": view.law,
    })
}

/// What a docket tells of a deadline.
pub(super) fn ledger(view: &LedgerView, case: &str, zone: &str, language: Lang) -> Value {
    json!({
        "deadline": deadline(&view.deadline, case, zone, language),
        "extensions": view.extensions,
        "excluded": view.excluded,
        "stretches": view.stretches.iter().map(|stretch| json!({
            "from": when::moment(stretch.from, zone, language),
            "until": stretch.until.map_or_else(String::new, |at| when::moment(at, zone, language)),
            "reason": stretch.reason,
            "length": stretch.length,
        })).collect::<Vec<_>>(),
        "lines": view.lines.iter().scan(None, |before: &mut Option<&str>, line| {
            // With what an end was counted is told where it is news.
            let counted_with = line.counted_with.as_deref().filter(|with| before.replace(with) != Some(with));
            let (at, recorded) =
                (when::moment(line.effective, zone, language), when::moment(line.recorded, zone, language));
            Some(json!({
                "entry": line.entry,
                "at": at,
                "recorded": if recorded == at { String::new() } else { recorded },
                "kind": line.kind,
                "text": line.text,
                "cause": line.cause,
                "counted_with": counted_with,
            }))
        }).collect::<Vec<_>>(),
        "untold": view.untold,
    })
}

/// What stands between the items of a list.
pub(super) fn between(language: Lang) -> &'static str {
    match language {
        Lang::En => ", ",
        Lang::Zh => "、",
    }
}

/// A size for people.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..=1_023 => format!("{bytes} B"),
        1_024..=1_048_575 => format!("{} KB", bytes / 1_024),
        _ => format!("{}.{} MB", bytes / 1_048_576, (bytes % 1_048_576) * 10 / 1_048_576),
    }
}
