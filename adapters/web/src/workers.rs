//! Requests are worked on where the office is, wherever their connections are served.

use crate::app::App;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::stream;
use tokio_util::task::AbortOnDropHandle;

/// Bytes of a body that is taken in before a request is handed over: the rest of it would have to be asked for across
/// threads, and forms and commands are no larger. Papers are.
const SMALL: usize = 16 << 10;

/// Has the rest done there. Whoever goes away takes his request with him, and a panic goes on as if it were here.
pub(crate) async fn worked(State(app): State<App>, request: Request, next: Next) -> Response {
    let request = taken_in(request).await;
    let working = app.site.workers.spawn(next.run(request));
    match AbortOnDropHandle::new(working).await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(response) => response,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        // The office has closed over it.
        Err(Err(_)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The request with its body, if that is small. What goes wrong with it is for its reader to say.
async fn taken_in(request: Request) -> Request {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if !length.and_then(|length| length.parse().ok()).is_some_and(|length| (1..=SMALL).contains(&length)) {
        return request;
    }
    let (parts, body) = request.into_parts();
    let body = match to_bytes(body, SMALL).await {
        Ok(whole) => whole.into(),
        Err(error) => Body::from_stream(stream::iter([Err::<Vec<u8>, _>(error)])),
    };
    Request::from_parts(parts, body)
}
