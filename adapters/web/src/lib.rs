//! The portal (server-rendered pages, no JavaScript) and the JSON API, over casework.
//!
//! Decides how things look and how a request is read; what there is to see and who may see and do it is
//! casework's answer. The sandbox's pages are wired by [`sandbox_router`] alone: [`router`] has none of them.

mod answer;
mod api;
mod app;
mod attempts;
mod cursor;
mod feed;
mod form;
mod gate;
mod icalendar;
mod language;
mod listener;
mod metrics;
mod pages;
mod portal;
mod probes;
mod problem;
mod sandbox;
mod session;
mod traffic;
mod when;
mod words;

pub use app::Site;
pub use listener::{CONNECTIONS, Limits, serve, serve_apart};
pub use metrics::metrics_router;
pub use sandbox::{ClockStep, Mail, Persona, Sandbox, SandboxFault, SandboxRoute};
pub use traffic::{REQUESTS, Traffic};

use app::App;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// The real thing: portal, API, `/health` and `/ready`; nothing of the sandbox.
pub fn router(site: Site) -> Router {
    let app = App::new(site, None);
    let routes = portal::routes().merge(portal::front()).merge(api::routes());
    dress(routes, app)
}

/// The same with the sandbox's start page and routes, for this machine alone: other `Host` names and
/// foreign `Origin`s are refused.
pub fn sandbox_router(site: Site, sandbox: Arc<dyn Sandbox>) -> Router {
    let app = App::new(site, Some(sandbox));
    let routes = portal::routes().merge(sandbox::routes()).merge(api::routes());
    dress(routes, app).layer(from_fn(gate::this_machine_only))
}

/// What every request goes through, from the outside in: headers, the count, a caught panic, whether there is room, who
/// asks, what went wrong.
fn dress(routes: Router<App>, app: App) -> Router {
    routes
        .fallback(portal::no_such_page)
        .method_not_allowed_fallback(portal::no_such_method)
        .layer(from_fn_with_state(app.clone(), session::visit))
        // Needs no session, and its address must not come to what tells of visits.
        .merge(feed::routes())
        .layer(from_fn_with_state(app.clone(), traffic::let_in))
        .merge(probes::routes())
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(from_fn_with_state(app.clone(), traffic::counted))
        .layer(from_fn(gate::headers))
        .with_state(app)
}
