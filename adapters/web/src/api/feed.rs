//! The caller's calendar feed, as programs make, replace and end it. The feed itself is outside of the API.

use super::sent::Problems;
use crate::answer::Answered;
use crate::app::App;
use crate::session::Known;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::Serialize;
use utoipa::ToSchema;

/// How the caller's calendar feed stands.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarFeed {
    /// When its address was made; none: there is no feed.
    made: Option<String>,
}

/// A calendar feed just made.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCalendarFeed {
    /// Its secret address, told this once: whoever has it reads the caller's deadlines.
    address: String,
    /// When it was made.
    made: String,
}

/// Whether the caller has a calendar feed, and since when. Its address isn't kept and can't be told again.
#[utoipa::path(get, path = "/api/calendar-feed", tag = "calendar",
    responses((status = 200, description = "how it stands", body = CalendarFeed), Problems))]
pub(super) async fn standing(State(app): State<App>, known: Known) -> Answered {
    let made = app.casework().feed_made(known.id()).await?.map(|at| at.to_string());
    Ok(Json(CalendarFeed { made }).into_response())
}

/// Makes the address of the caller's calendar feed. An earlier address stops working at once.
#[utoipa::path(post, path = "/api/calendar-feed", tag = "calendar",
    responses((status = 201, description = "it is made", body = NewCalendarFeed), Problems))]
pub(super) async fn make(State(app): State<App>, known: Known) -> Answered {
    let made = app.casework().make_feed(known.id()).await?;
    let body = NewCalendarFeed { address: made.address, made: made.made.to_string() };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Ends the caller's calendar feed.
#[utoipa::path(delete, path = "/api/calendar-feed", tag = "calendar",
    responses((status = 204, description = "there is none any more"), Problems))]
pub(super) async fn end(State(app): State<App>, known: Known) -> Answered {
    app.casework().end_feed(known.id()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
