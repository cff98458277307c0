//! Documents from programs: the body is the content, streamed in.

use super::sent::{Problems, Uploaded};
use crate::answer::{Answered, case_id, number};
use crate::app::App;
use crate::problem::Problem;
use crate::session::Known;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use futures::TryStreamExt as _;
use registrar_casework::ports::Slot;
use registrar_engine::id::Digest;
use serde::Deserialize;
use tokio_util::io::StreamReader;
use utoipa::IntoParams;

/// What the file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileName {
    /// File name.
    name: Option<String>,
}

async fn upload(app: &App, known: &Known, slot: Slot, kind: &str, name: &FileName, body: Body) -> Answered {
    let case = match &slot {
        Slot::Task { case, .. } | Slot::Case(case) => Some(case.clone()),
        Slot::Opening(_) => None,
    };
    let content = Box::pin(StreamReader::new(body.into_data_stream().map_err(std::io::Error::other)));
    let name = name.name.as_deref().unwrap_or("document");
    let done = app.casework().upload(known.id(), slot, kind, name, content).await;
    let upload = done.map_err(|rejection| match &case {
        Some(case) => Problem::from(rejection).in_case(case),
        None => Problem::from(rejection),
    })?;
    let uploaded = Uploaded {
        document: upload.document,
        name: upload.name,
        media: upload.media,
        size: upload.size,
        digest: upload.digest.to_string(),
    };
    Ok((StatusCode::CREATED, Json(uploaded)).into_response())
}

/// Uploads a document for a task. It waits there until the task is completed.
#[utoipa::path(put, path = "/api/cases/{case}/tasks/{number}/uploads/{kind}", tag = "documents",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("case" = String, Path), ("number" = u64, Path), ("kind" = String, Path), FileName),
    responses((status = 201, description = "it waits to be filed", body = Uploaded), Problems))]
pub(super) async fn for_task(
    State(app): State<App>,
    Path((id, task, kind)): Path<(String, String, String)>,
    Query(name): Query<FileName>,
    known: Known,
    body: Body,
) -> Answered {
    let slot = Slot::Task { case: case_id(&id)?, task: number(&task)? };
    upload(&app, &known, slot, &kind, &name, body).await
}

/// Uploads a document of authority for a case.
#[utoipa::path(put, path = "/api/cases/{case}/uploads/{kind}", tag = "documents",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("case" = String, Path), ("kind" = String, Path), FileName),
    responses((status = 201, description = "it waits to be filed", body = Uploaded), Problems))]
pub(super) async fn for_case(
    State(app): State<App>,
    Path((id, kind)): Path<(String, String)>,
    Query(name): Query<FileName>,
    known: Known,
    body: Body,
) -> Answered {
    upload(&app, &known, Slot::Case(case_id(&id)?), &kind, &name, body).await
}

/// Uploads the document of authority for a case that the caller opens for somebody else.
#[utoipa::path(put, path = "/api/workflows/{workflow}/uploads/{kind}", tag = "documents",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("workflow" = String, Path), ("kind" = String, Path), FileName),
    responses((status = 201, description = "it waits for the case to be opened", body = Uploaded), Problems))]
pub(super) async fn for_opening(
    State(app): State<App>,
    Path((workflow, kind)): Path<(String, String)>,
    Query(name): Query<FileName>,
    known: Known,
    body: Body,
) -> Answered {
    upload(&app, &known, Slot::Opening(workflow), &kind, &name, body).await
}

/// Takes back an upload that wasn't filed.
#[utoipa::path(delete, path = "/api/cases/{case}/tasks/{number}/lodged/{digest}", tag = "documents",
    params(("case" = String, Path), ("number" = u64, Path), ("digest" = String, Path)),
    responses((status = 204, description = "it is taken back"), Problems))]
pub(super) async fn take_back(
    State(app): State<App>,
    Path((id, task, digest)): Path<(String, String, String)>,
    known: Known,
) -> Answered {
    let slot = Slot::Task { case: case_id(&id)?, task: number(&task)? };
    let digest = Digest::parse(&digest).map_err(|_| Problem::no_such_case())?;
    app.casework().take_back(known.id(), &slot, &digest).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
