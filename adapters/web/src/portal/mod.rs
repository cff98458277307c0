//! The pages of the portal.

mod calendar;
mod case;
mod documents;
mod front;
mod lists;
mod messages;
mod open;
mod procedure;
mod representation;
mod shape;
mod statistics;
mod task;

pub(crate) use documents::content;
pub(crate) use front::{no_such_method, no_such_page};

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// Everything but the front page, which the sandbox has its own of.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/style.css", get(front::style))
        .route("/start", get(front::start))
        .route("/enter", get(front::entry).post(front::enter))
        .route("/leave", post(front::leave))
        .route("/language", post(front::language))
        .route("/zone", get(front::zone_form).post(front::zone))
        .route("/join", get(front::join_by_code))
        .route("/join/{code}", get(front::join).post(front::take_seat))
        .route("/inbox", get(lists::inbox))
        .route("/cases", get(lists::cases))
        .route("/statistics", get(statistics::page))
        .route("/calendar", get(calendar::page).post(calendar::submit))
        .route("/workflows", get(procedure::list))
        .route("/workflows/{workflow}", get(procedure::page))
        .route("/open", get(open::choose))
        .route("/open/{workflow}", get(open::form).post(open::submit))
        .route("/cases/{case}", get(case::page))
        .route("/cases/{case}/timeline", get(case::timeline))
        .route("/cases/{case}/deadlines/{number}", get(case::deadline))
        .route("/cases/{case}/tasks/{number}", get(task::page).post(task::submit))
        .route("/cases/{case}/documents/{number}", get(documents::download))
        .route("/cases/{case}/representation", get(representation::page).post(representation::submit))
        .route("/messages", get(messages::list))
        .route("/messages/{id}", get(messages::ask).post(messages::open))
}

/// The front page of the real thing.
pub(crate) fn front() -> Router<App> {
    Router::new().route("/", get(front::front))
}
