//! How much comes in: what is let in at once, what is turned away, and the figures of both.

use crate::app::App;
use crate::listener::CONNECTIONS;
use crate::problem::{self, Problem};
use crate::session::Visit;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use registrar_casework::Rejection;
use registrar_casework::meter::{Counts, Figure, Spread};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio::sync::Semaphore;

/// Requests worked on at once, however many connections an operator lets in. Whoever is one too many here is told so when
/// his turn comes; one connection too many is told so at once, so this one isn't met before that one.
pub const REQUESTS: usize = CONNECTIONS;

/// From a page that is there at once to one during which its reader goes away.
const REQUEST_SECONDS: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// What is turned away.
const TURNED_AWAY: [&str; 2] = ["connection", "request"];

/// The places for requests, and what was counted of requests and connections.
#[derive(Debug)]
pub struct Traffic {
    places: Semaphore,
    requests: Counts<1>,
    seconds: Spread,
    under_way: AtomicUsize,
    connections: Counts<0>,
    open: AtomicUsize,
    turned_away: Counts<1>,
}

impl Default for Traffic {
    fn default() -> Self {
        Self::of(REQUESTS)
    }
}

impl Traffic {
    /// So many requests at once.
    pub fn of(requests: usize) -> Self {
        let turned_away = Counts::new(
            "registrar_turned_away_total",
            "Connections and requests turned away since too many were there",
            ["what"],
        );
        // There from the start: who looks for a rise sees the first one too.
        TURNED_AWAY.into_iter().for_each(|what| turned_away.add([what], 0));
        Self {
            places: Semaphore::new(requests),
            requests: Counts::new(
                "registrar_requests_total",
                "Requests by the status of the answer",
                ["status"],
            ),
            seconds: Spread::new(
                "registrar_request_seconds",
                "From the head of a request to the head of its answer",
                REQUEST_SECONDS,
            ),
            under_way: AtomicUsize::new(0),
            connections: Counts::new("registrar_connections_total", "Connections that were let in", []),
            open: AtomicUsize::new(0),
            turned_away,
        }
    }

    /// A connection is let in, until what this gives is dropped.
    pub(crate) fn connected(&self) -> Present<'_> {
        self.connections.add([], 1);
        Present::of(&self.open)
    }

    pub(crate) fn connection_turned_away(&self) {
        self.turned_away.add([TURNED_AWAY[0]], 1);
    }

    fn request_turned_away(&self) {
        self.turned_away.add([TURNED_AWAY[1]], 1);
    }

    /// As it stands.
    pub(crate) fn figures(&self) -> Vec<Figure> {
        let level = |of: &AtomicUsize| of.load(Ordering::Relaxed) as f64;
        vec![
            self.requests.figure(),
            self.seconds.figure(),
            Figure::level("registrar_requests_open", "Requests under way", level(&self.under_way)),
            self.connections.figure(),
            Figure::level("registrar_connections_open", "Connections that are open", level(&self.open)),
            self.turned_away.figure(),
        ]
    }
}

/// One that is there until it is dropped.
pub(crate) struct Present<'t>(&'t AtomicUsize);

impl<'t> Present<'t> {
    fn of(level: &'t AtomicUsize) -> Self {
        level.fetch_add(1, Ordering::Relaxed);
        Self(level)
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Where a request goes, as the router knows it: `/join/{code}`, never the code itself.
pub(crate) fn route(request: &Request) -> String {
    request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned()
}

/// Counts a request.
pub(crate) async fn counted(State(app): State<App>, request: Request, next: Next) -> Response {
    let traffic = &app.site.traffic;
    let _present = Present::of(&traffic.under_way);
    let (begun, method, route) = (Instant::now(), request.method().clone(), route(&request));
    let response = next.run(request).await;
    let (took, status) = (begun.elapsed(), response.status());
    traffic.requests.add([status.as_str()], 1);
    traffic.seconds.add(took.as_secs_f64());
    tracing::debug!(%method, route, status = status.as_u16(), milliseconds = took.as_millis() as u64, "answered");
    response
}

/// Lets a request in, or turns it away before anything is read for it.
pub(crate) async fn let_in(State(app): State<App>, request: Request, next: Next) -> Response {
    let Ok(_place) = app.site.traffic.places.try_acquire() else {
        app.site.traffic.request_turned_away();
        let visit = Visit::of_nobody(&request);
        return problem::say(&app, &visit, Problem::from(Rejection::Overloaded)).await;
    };
    next.run(request).await
}
