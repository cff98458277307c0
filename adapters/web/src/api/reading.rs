//! What programs can read. Texts are in the language of `Accept-Language`, instants in UTC.

use super::sent::{From, PageOf, Problems, StatisticsOf, VersionOf};
use super::views::{
    CaseItem, CaseView, DeadlineView, Entries, ExplainedClock, InboxItem, MessageLine, Opening, Page,
    ProvenView, RepresentedView, Statistics, TaskView,
};
use crate::answer::{Answered, case_id, number};
use crate::app::App;
use crate::cursor;
use crate::portal;
use crate::problem::Problem;
use crate::session::Known;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use registrar_casework::ports::Slot;
use registrar_casework::view;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Items of a page unless said.
const PAGE: u32 = 50;
/// Most items of a page.
const MOST: u32 = 200;

fn limit(asked: Option<u32>) -> u32 {
    asked.unwrap_or(PAGE).clamp(1, MOST)
}

fn after<T: DeserializeOwned>(page: &PageOf) -> Result<Option<T>, Problem> {
    let bad = || Problem::Unreadable("`after` isn't the `next` of a page before".to_owned());
    page.after.as_deref().map(|text| cursor::read(text).ok_or_else(bad)).transpose()
}

fn page<T: Serialize, P: Serialize>(items: &[T], next: Option<&P>) -> Answered {
    let next = next.and_then(cursor::write);
    Ok(Json(json!({ "items": items, "next": next })).into_response())
}

/// The workflows of which the caller may open a case, with their parties.
#[utoipa::path(get, path = "/api/workflows", tag = "cases",
    responses((status = 200, description = "a list of workflows", body = Vec<Opening>), Problems))]
pub(super) async fn workflows(State(app): State<App>, known: Known) -> Answered {
    Ok(Json(app.casework().openings(known.id(), known.code()).await?).into_response())
}

/// What is proved of a definition: each guarantee with its verdict, texts in every language.
#[utoipa::path(get, path = "/api/workflows/{workflow}/guarantees", tag = "cases",
    params(("workflow" = String, Path), VersionOf),
    responses((status = 200, description = "the guarantees", body = ProvenView), Problems))]
pub(super) async fn guarantees(
    State(app): State<App>,
    Path(workflow): Path<String>,
    Query(of): Query<VersionOf>,
    known: Known,
) -> Answered {
    let proven = app.casework().proven(known.id(), &workflow, of.version).await?;
    let (chart, report) = (&proven.chart, &proven.report);
    let answer = json!({
        "workflow": chart.workflow,
        "version": chart.version,
        "digest": chart.digest,
        "edition": chart.edition,
        "guarantees": view::guarantees(chart, report),
        "explored": view::ExploredView::from(report.explored),
    });
    Ok(Json(answer).into_response())
}

/// What the caller has to do, or may take from his pools, the most urgent first.
#[utoipa::path(get, path = "/api/inbox", tag = "cases", params(PageOf),
    responses((status = 200, description = "`items` and `next`", body = Page<InboxItem>), Problems))]
pub(super) async fn inbox(State(app): State<App>, Query(of): Query<PageOf>, known: Known) -> Answered {
    let position = after(&of)?;
    let (items, next) =
        app.casework().inbox(known.id(), position.as_ref(), limit(of.limit), known.code()).await?;
    page(&items, next.as_ref())
}

/// The cases that the caller may see, the last opened first.
#[utoipa::path(get, path = "/api/cases", tag = "cases", params(PageOf),
    responses((status = 200, description = "`items` and `next`", body = Page<CaseItem>), Problems))]
pub(super) async fn cases(State(app): State<App>, Query(of): Query<PageOf>, known: Known) -> Answered {
    let position: Option<(Moment, CaseId)> = after(&of)?;
    let (items, next) = app.casework().cases(known.id(), position, limit(of.limit), known.code()).await?;
    page(&items, next.as_ref())
}

/// A case as the caller may see it: status, tasks, clocks, documents, parties, consents, data.
#[utoipa::path(get, path = "/api/cases/{case}", tag = "cases", params(("case" = String, Path)),
    responses((status = 200, description = "the case", body = CaseView), Problems))]
pub(super) async fn case(State(app): State<App>, Path(id): Path<String>, known: Known) -> Answered {
    Ok(Json(app.casework().case(known.id(), &case_id(&id)?, known.code()).await?).into_response())
}

/// How deadlines are kept in the cases that the caller, an official, may see: the last 1,000 opened.
#[utoipa::path(get, path = "/api/statistics", tag = "cases", params(StatisticsOf),
    responses((status = 200, description = "by workflow and deadline", body = Statistics), Problems))]
pub(super) async fn statistics(
    State(app): State<App>,
    Query(of): Query<StatisticsOf>,
    known: Known,
) -> Answered {
    Ok(Json(app.casework().statistics(known.id(), &of.asked()?, known.code()).await?).into_response())
}

/// The docket in words, with the hash of each entry, from a number on.
#[utoipa::path(get, path = "/api/cases/{case}/docket", tag = "cases", params(("case" = String, Path), From),
    responses((status = 200, description = "`items` and `next`, the number to go on from", body = Entries), Problems))]
pub(super) async fn docket(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(of): Query<From>,
    known: Known,
) -> Answered {
    let (from, limit) = (of.from.unwrap_or(1), limit(of.limit));
    let (items, next) =
        app.casework().timeline(known.id(), &case_id(&id)?, from, limit, known.code()).await?;
    Ok(Json(json!({ "items": items, "next": next })).into_response())
}

/// Every deadline of a case: those that run, then those that have ended, the newest first.
#[utoipa::path(get, path = "/api/cases/{case}/deadlines", tag = "cases", params(("case" = String, Path)),
    responses((status = 200, description = "the deadlines", body = Vec<DeadlineView>), Problems))]
pub(super) async fn deadlines(State(app): State<App>, Path(id): Path<String>, known: Known) -> Answered {
    Ok(Json(app.casework().deadlines(known.id(), &case_id(&id)?, known.code()).await?).into_response())
}

/// A deadline with each step of its count and its ledger, also when it has ended.
#[utoipa::path(get, path = "/api/cases/{case}/deadlines/{number}", tag = "cases",
    params(("case" = String, Path), ("number" = u64, Path)),
    responses((status = 200, description = "the deadline", body = ExplainedClock), Problems))]
pub(super) async fn deadline(
    State(app): State<App>,
    Path((id, clock)): Path<(String, String)>,
    known: Known,
) -> Answered {
    let (case, clock) = (case_id(&id)?, number(&clock)?);
    Ok(Json(app.casework().explain_deadline(known.id(), &case, clock, known.code()).await?).into_response())
}

/// An open task: its outcomes with the JSON Schema of each form, what it takes, what was typed.
#[utoipa::path(get, path = "/api/cases/{case}/tasks/{number}", tag = "tasks",
    params(("case" = String, Path), ("number" = u64, Path)),
    responses((status = 200, description = "the task", body = TaskView), Problems))]
pub(super) async fn task(
    State(app): State<App>,
    Path((id, task)): Path<(String, String)>,
    known: Known,
) -> Answered {
    let (case, task) = (case_id(&id)?, number(&task)?);
    let found = app.casework().task(known.id(), &case, task, known.code()).await;
    let found = found.map_err(|rejection| Problem::from(rejection).at_task(&case, task))?;
    Ok(Json(found).into_response())
}

/// The caller's draft for a task, as it was saved; `null` where there is none.
#[utoipa::path(get, path = "/api/cases/{case}/tasks/{number}/draft", tag = "tasks",
    params(("case" = String, Path), ("number" = u64, Path)),
    responses((status = 200, description = "the draft", body = Object), Problems))]
pub(super) async fn draft(
    State(app): State<App>,
    Path((id, task)): Path<(String, String)>,
    known: Known,
) -> Answered {
    let slot = Slot::Task { case: case_id(&id)?, task: number(&task)? };
    let text = app.casework().draft(known.id(), &slot).await?.unwrap_or_else(|| "null".to_owned());
    let json = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, json)], text).into_response())
}

/// The content of a document, as an attachment.
#[utoipa::path(get, path = "/api/cases/{case}/documents/{number}", tag = "documents",
    params(("case" = String, Path), ("number" = u64, Path)),
    responses((status = 200, description = "its bytes", content_type = "application/octet-stream"), Problems))]
pub(super) async fn document(
    State(app): State<App>,
    Path((id, document)): Path<(String, String)>,
    known: Known,
) -> Answered {
    portal::content(&app, &known, &case_id(&id)?, number(&document)?, false).await
}

/// Members for whom the caller may give or end an authority.
#[utoipa::path(get, path = "/api/cases/{case}/representation", tag = "people", params(("case" = String, Path)),
    responses((status = 200, description = "the members", body = Vec<RepresentedView>), Problems))]
pub(super) async fn representation(State(app): State<App>, Path(id): Path<String>, known: Known) -> Answered {
    let found = app.casework().representation(known.id(), &case_id(&id)?, known.code()).await?;
    Ok(Json(found).into_response())
}

/// The caller's messages, the newest first, without their texts: opening one may be a receipt.
#[utoipa::path(get, path = "/api/messages", tag = "messages", params(PageOf),
    responses((status = 200, description = "`items` and `next`", body = Page<MessageLine>), Problems))]
pub(super) async fn messages(State(app): State<App>, Query(of): Query<PageOf>, known: Known) -> Answered {
    let position: Option<(Moment, String)> = after(&of)?;
    let limit = limit(of.limit);
    let found = app.casework().messages(known.id(), None, position, limit).await?;
    let next = found.last().filter(|_| found.len() >= limit as usize).map(|last| (last.sent, &last.id));
    let items: Vec<_> = found
        .iter()
        .map(|message| {
            json!({
                "id": message.id, "case": message.case, "member": message.member, "notice": message.notice,
                "service": message.delivery.is_some(), "subject": message.subject,
                "sent": message.sent, "read": message.read,
            })
        })
        .collect();
    page(&items, next.as_ref())
}
