//! The front page, coming in and going out, the language, invitations.

use super::shape;
use crate::answer::{Answered, own_path, see_other, with_cookie};
use crate::app::App;
use crate::form::posted;
use crate::language::Lang;
use crate::pages::{self, STYLE};
use crate::problem::Problem;
use crate::session::{self, Known, Visit};
use crate::words::word;
use axum::extract::{ConnectInfo, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use registrar_engine::deadline;
use serde_json::json;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// Tasks and cases shown at the start.
const FIRST: u32 = 10;

pub(super) async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, STYLE).into_response()
}

pub(crate) async fn no_such_page() -> Problem {
    Problem::NoSuchPage
}

pub(crate) async fn no_such_method() -> Problem {
    Problem::NoSuchMethod
}

/// The start for who is known, else where one comes in.
pub(super) async fn front(State(app): State<App>, visit: Visit) -> Answered {
    match visit.person.clone() {
        Some(person) => start(State(app), Known { visit, person }).await,
        None => Ok(pages::entry(&app, &visit, "", StatusCode::OK)),
    }
}

pub(super) async fn start(State(app): State<App>, known: Known) -> Answered {
    let (mut tasks, more_tasks) = app.casework().inbox(known.id(), None, FIRST, known.code()).await?;
    let all = tasks.len();
    tasks.retain(|item| !item.optional);
    let more_tasks = more_tasks.is_some() || tasks.len() < all;
    let (cases, more_cases) = app.casework().cases(known.id(), None, FIRST, known.code()).await?;
    let openings = app.casework().openings(known.id(), known.code()).await?;
    let content = json!({
        "tasks": tasks.iter().map(|item| shape::task(item, known.language())).collect::<Vec<_>>(),
        "more_tasks": more_tasks,
        "cases": cases.iter().map(|item| shape::case(item, known.language())).collect::<Vec<_>>(),
        "more_cases": more_cases.is_some(),
        "openings": openings,
    });
    let title = word("start", known.language());
    Ok(pages::page(&app, &known.visit, "start.html", title, content).await)
}

pub(super) async fn entry(State(app): State<App>, mut visit: Visit) -> Response {
    "/".clone_into(&mut visit.here);
    pages::entry(&app, &visit, "", StatusCode::OK)
}

/// A token was pasted.
pub(super) async fn enter(State(app): State<App>, request: Request) -> Answered {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let from = peer.map(|ConnectInfo(address)| address.ip());
    let typed = posted(request).await?;
    let token = typed.get("token").map(|token| token.trim()).unwrap_or_default();
    let now = app.casework().ports.clock.now();
    app.attempts.may(from, token, now).map_err(|seconds| Problem::TooOften { seconds })?;
    if !session::is_good(&app, token).await? {
        app.attempts.was_wrong(from, token, now);
        return Err(Problem::WrongToken);
    }
    let next = match own_path(typed.get("next").map(String::as_str)) {
        "/enter" => "/",
        next => next,
    };
    Ok(with_cookie(see_other(next), session::set_token(&app, Some(token))))
}

pub(super) async fn leave(State(app): State<App>) -> Response {
    with_cookie(see_other("/"), session::set_token(&app, None))
}

pub(super) async fn language(State(app): State<App>, request: Request) -> Answered {
    let typed = posted(request).await?;
    let chosen = typed.get("language").and_then(|code| Lang::from_code(code)).unwrap_or(Lang::En);
    let back = own_path(typed.get("back").map(String::as_str));
    Ok(with_cookie(see_other(back), session::set_language(&app, chosen)))
}

/// Where one says in which zone one lives.
pub(super) async fn zone_form(
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
    known: Known,
) -> Answered {
    let title = word("time_zone", known.language());
    // Nobody wants to come back to this very page.
    let back = query.get("back").filter(|back| !back.starts_with("/zone"));
    let content = json!({
        "zones": deadline::zone_names().collect::<Vec<_>>(),
        "chosen": known.person.zone,
        "back": own_path(back.map(String::as_str)),
    });
    Ok(pages::page(&app, &known.visit, "zone.html", title, content).await)
}

/// The zone in which the reader lives; an empty one is the organisation's.
pub(super) async fn zone(State(app): State<App>, known: Known, request: Request) -> Answered {
    let typed = posted(request).await?;
    let zone = typed.get("zone").map(String::as_str).unwrap_or_default();
    app.casework().choose_zone(known.id(), zone).await?;
    Ok(see_other(own_path(typed.get("back").map(String::as_str))))
}

/// A code typed by hand.
pub(super) async fn join_by_code(Query(query): Query<BTreeMap<String, String>>, _: Visit) -> Answered {
    let code = query.get("code").map(|code| code.trim()).unwrap_or_default();
    let plain = !code.is_empty() && code.len() <= 100 && code.chars().all(|c| c.is_ascii_alphanumeric());
    if !plain {
        return Err(Problem::no_such_case());
    }
    Ok(see_other(&format!("/join/{code}")))
}

/// An invitation is taken up by a button, never by following a link.
pub(super) async fn join(State(app): State<App>, Path(code): Path<String>, known: Known) -> Answered {
    let title = word("invitation", known.language());
    Ok(pages::page(&app, &known.visit, "join.html", title, json!({ "code": code })).await)
}

pub(super) async fn take_seat(State(app): State<App>, Path(code): Path<String>, known: Known) -> Answered {
    let answer = app.casework().redeem(known.id(), &code).await?;
    Ok(see_other(&format!("/cases/{}", answer.case)))
}
