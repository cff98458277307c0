//! A person's calendar feed, for programs that can't sign in: the token in the address is all they show.
//!
//! An address that is none, one that has ended and one that never was get the same answer. The address is a secret: it
//! goes into no log, no page and no error.

use crate::app::App;
use crate::icalendar::calendar;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use registrar_engine::docket;
use std::net::SocketAddr;

/// Seconds after which a program may try again when the store has failed.
const LATER: i64 = 60;

/// The feed, and nothing else, outside of sessions.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/calendar/{file}", get(feed))
}

async fn feed(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    let token =
        path.strip_prefix("/calendar/").and_then(|file| file.strip_suffix(".ics")).unwrap_or_default();
    let answer = match app.casework().feed(token).await {
        Ok(Some(view)) => shown(calendar(&view, app.casework().portal()), request.headers()),
        Ok(None) => none(&app, token, &request),
        Err(fault) => {
            tracing::error!(%fault, "a calendar feed can't be read");
            let later = [(header::RETRY_AFTER, HeaderValue::from(LATER))];
            (StatusCode::SERVICE_UNAVAILABLE, later, "not available now").into_response()
        }
    };
    let always = [(header::CACHE_CONTROL, "private, no-store"), (header::REFERRER_POLICY, "no-referrer")];
    (always, answer).into_response()
}

fn shown(text: String, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", docket::digest(text.as_bytes()));
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|known| known.to_str().ok());
    let unchanged = known.flat_map(|known| known.split(',')).any(|known| {
        let known = known.trim();
        known.strip_prefix("W/").unwrap_or(known) == tag
    });
    if unchanged {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"deadlines.ics\""),
        (header::ETAG, &tag),
    ];
    (headers, text).into_response()
}

/// Counts the miss; who has too many is told to wait. A feed that is there is never kept from its reader by the misses
/// of others behind the same proxy.
fn none(app: &App, token: &str, request: &Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let from = peer.map(|ConnectInfo(address)| address.ip());
    let now = app.casework().ports.clock.now();
    if let Err(seconds) = app.feed_attempts.may(from, token, now) {
        let later = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
        return (StatusCode::TOO_MANY_REQUESTS, later, "too many requests").into_response();
    }
    app.feed_attempts.was_wrong(from, token, now);
    (StatusCode::NOT_FOUND, "not found").into_response()
}
