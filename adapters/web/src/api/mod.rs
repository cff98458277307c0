//! The JSON API: the same as the portal for programs, described by `/openapi.json`.

mod acting;
mod description;
mod feed;
mod reading;
mod sent;
mod uploading;
mod views;

pub(crate) use sent::StatisticsOf;

use crate::app::App;
use axum::Router;
use axum::routing::{delete, get, post, put};

/// Everything under `/api`, and its description.
pub(crate) fn routes() -> Router<App> {
    let task = "/api/cases/{case}/tasks/{number}";
    Router::new()
        .route("/openapi.json", get(description::openapi))
        .route("/api/workflows", get(reading::workflows))
        .route("/api/workflows/{workflow}/guarantees", get(reading::guarantees))
        .route("/api/workflows/{workflow}/uploads/{kind}", put(uploading::for_opening))
        .route("/api/inbox", get(reading::inbox))
        .route("/api/cases", get(reading::cases).post(acting::open))
        .route("/api/cases/{case}", get(reading::case))
        .route("/api/cases/{case}/docket", get(reading::docket))
        .route("/api/statistics", get(reading::statistics))
        .route("/api/cases/{case}/deadlines", get(reading::deadlines))
        .route("/api/cases/{case}/deadlines/{number}", get(reading::deadline))
        .route("/api/cases/{case}/documents/{number}", get(reading::document))
        .route("/api/cases/{case}/uploads/{kind}", put(uploading::for_case))
        .route(
            "/api/cases/{case}/representation",
            get(reading::representation).post(acting::represent).delete(acting::end_representation),
        )
        .route("/api/cases/{case}/messages/{name}", post(acting::message))
        .route(task, get(reading::task))
        .route(&format!("{task}/complete"), post(acting::complete))
        .route(&format!("{task}/claim"), post(acting::claim))
        .route(&format!("{task}/release"), post(acting::release))
        .route(&format!("{task}/draft"), get(reading::draft).put(acting::save_draft))
        .route(&format!("{task}/uploads/{{kind}}"), put(uploading::for_task))
        .route(&format!("{task}/lodged/{{digest}}"), delete(uploading::take_back))
        .route("/api/messages", get(reading::messages))
        .route("/api/messages/{id}", post(acting::open_message))
        .route("/api/invitations/{code}", post(acting::take_seat))
        .route("/api/calendar-feed", get(feed::standing).post(feed::make).delete(feed::end))
}
