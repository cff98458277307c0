//! Messages. Opening one is an act, since it may be the receipt from which a period runs: a button, never
//! a link that something might follow.

use crate::answer::Answered;
use crate::app::App;
use crate::cursor;
use crate::language::Lang;
use crate::pages;
use crate::session::Known;
use crate::when;
use crate::words::word;
use axum::extract::{Path, Query, State};
use registrar_casework::ports::Message;
use registrar_engine::moment::Moment;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Lines of a page.
const PAGE: u32 = 25;

/// A message in a list.
pub(super) fn line(message: &Message, zone: &str, language: Lang) -> Value {
    json!({
        "link": format!("/messages/{}", message.id),
        "case_link": format!("/cases/{}", message.case),
        "subject": message.subject,
        "sent": when::moment(message.sent, zone, language),
        "unread": message.read.is_none(),
        "service": message.delivery.is_some(),
    })
}

pub(super) async fn list(
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
    known: Known,
) -> Answered {
    let after: Option<(Moment, String)> = query.get("after").and_then(|text| cursor::read(text));
    let first = after.is_none();
    let found = app.casework().messages(known.id(), None, after, PAGE).await?;
    let full = found.len() >= PAGE as usize;
    let next = found.last().filter(|_| full).and_then(|last| cursor::write(&(last.sent, &last.id)));
    let content = json!({
        "messages": found.iter()
            .map(|message| line(message, &app.site.zone, known.language())).collect::<Vec<_>>(),
        "next": next.unwrap_or_default(),
        "first": first,
    });
    let title = word("messages", known.language());
    Ok(pages::page(&app, &known.visit, "messages.html", title, content).await)
}

/// A link in a mail leads here; the message itself opens by the button.
pub(super) async fn ask(State(app): State<App>, Path(id): Path<String>, known: Known) -> Answered {
    let title = word("message", known.language());
    let link = format!("/messages/{id}");
    Ok(pages::page(&app, &known.visit, "message_closed.html", title, json!({ "link": link })).await)
}

pub(super) async fn open(State(app): State<App>, Path(id): Path<String>, known: Known) -> Answered {
    let message = app.casework().open_message(known.id(), &id).await?;
    let case = app.casework().case(known.id(), &message.case, known.code()).await.ok();
    let zone = case.as_ref().map_or(app.site.zone.as_str(), |case| case.zone.as_str());
    let language = known.language();
    let content = json!({
        "subject": message.subject,
        "body": message.body,
        "sent": when::moment(message.sent, zone, language),
        "read": message.read.map_or_else(String::new, |at| when::moment(at, zone, language)),
        "service": message.delivery.is_some(),
        "clocks": case.as_ref().map(|case| case.clocks.iter()
            .filter(|clock| clock.standing == "running" || clock.standing == "suspended")
            .map(|clock| super::shape::clock(clock, case.case.as_str(), &case.zone, language))
            .collect::<Vec<_>>()),
        "case_link": case.as_ref().map_or_else(String::new, |case| format!("/cases/{}", case.case)),
        "document": match (&case, message.document) {
            (Some(case), Some(number)) if case.documents.iter().any(|known| known.number == number) => {
                format!("/cases/{}/documents/{number}", case.case)
            }
            _ => String::new(),
        },
    });
    Ok(pages::page(&app, &known.visit, "message.html", &message.subject, content).await)
}
