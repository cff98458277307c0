//! Requests are worked on where the office is, wherever their connections are served.

use crate::app::App;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio_util::task::AbortOnDropHandle;

/// Has the rest done there. Whoever goes away takes his request with him, and a panic goes on as if it were here.
pub(crate) async fn worked(State(app): State<App>, request: Request, next: Next) -> Response {
    let working = app.site.workers.spawn(next.run(request));
    match AbortOnDropHandle::new(working).await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(response) => response,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        // The office has closed over it.
        Err(Err(_)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
