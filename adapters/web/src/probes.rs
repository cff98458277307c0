//! Signs of life, for whoever watches over the server. They need no session, and answer also while requests are turned
//! away for being too many.

use crate::app::App;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use registrar_casework::{Casework, Unready};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long an answer is good. Each question costs a place in the queue, and strangers may ask too.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// The last answer.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, Vec<Unready>)>>);

impl Readiness {
    /// One asks, the others wait for the same answer.
    async fn of(&self, casework: &Casework) -> Vec<Unready> {
        let mut last = self.0.lock().await;
        if let Some((at, answer)) = &*last
            && at.elapsed() < GOOD_FOR
        {
            return answer.clone();
        }
        let answer = casework.unready().await;
        *last = Some((Instant::now(), answer.clone()));
        answer
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/health", get(health)).route("/ready", get(ready))
}

/// The process is there and answers.
async fn health() -> &'static str {
    "ok"
}

/// It can do what it is there for; else what keeps it from that.
async fn ready(State(app): State<App>) -> Response {
    let unready = app.readiness.of(app.casework()).await;
    if unready.is_empty() {
        // People are served all the same: whoever watches is to know, and nobody to be sent elsewhere.
        return match app.casework().ports.clock.doubt() {
            None => "ready".into_response(),
            Some(doubt) => format!("ready, but {}", doubt.sentence()).into_response(),
        };
    }
    let reasons: Vec<String> = unready.iter().map(Unready::to_string).collect();
    let later = [(header::RETRY_AFTER, "5")];
    (StatusCode::SERVICE_UNAVAILABLE, later, format!("not ready: {}", reasons.join("; "))).into_response()
}
