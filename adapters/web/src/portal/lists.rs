//! What somebody has to do, and the cases somebody may see.

use super::shape;
use crate::answer::Answered;
use crate::app::App;
use crate::cursor;
use crate::pages;
use crate::session::Known;
use crate::words::word;
use axum::extract::{Query, State};
use registrar_casework::ports::InboxPosition;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use serde_json::json;
use std::collections::BTreeMap;

/// Lines of a page.
const PAGE: u32 = 25;

pub(super) async fn inbox(
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
    known: Known,
) -> Answered {
    let after: Option<InboxPosition> = query.get("after").and_then(|text| cursor::read(text));
    let (items, next) = app.casework().inbox(known.id(), after.as_ref(), PAGE, known.code()).await?;
    let (optional, needed): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.optional);
    let (pools, mine): (Vec<_>, Vec<_>) = needed.into_iter().partition(|item| item.pool.is_some());
    let shaped = |items: Vec<_>| -> Vec<_> {
        items.into_iter().map(|item| shape::task(item, known.language())).collect()
    };
    let content = json!({
        "mine": shaped(mine),
        "pools": shaped(pools),
        "optional": shaped(optional),
        "in_pools": !known.person.pools.is_empty(),
        "next": next.and_then(|next| cursor::write(&next)).unwrap_or_default(),
        "first": after.is_none(),
    });
    let title = word("inbox", known.language());
    Ok(pages::page(&app, &known.visit, "inbox.html", title, content).await)
}

pub(super) async fn cases(
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
    known: Known,
) -> Answered {
    let after: Option<(Moment, CaseId)> = query.get("after").and_then(|text| cursor::read(text));
    let first = after.is_none();
    let (items, next) = app.casework().cases(known.id(), after, PAGE, known.code()).await?;
    let content = json!({
        "cases": items.iter().map(|item| shape::case(item, known.language())).collect::<Vec<_>>(),
        "next": next.and_then(|next| cursor::write(&next)).unwrap_or_default(),
        "first": first,
        "in_pools": !known.person.pools.is_empty(),
    });
    let title = word("cases", known.language());
    Ok(pages::page(&app, &known.visit, "cases.html", title, content).await)
}
