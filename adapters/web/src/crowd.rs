//! What one request too many is told. Made once for each language, as a page and as JSON: those who are let in pay for
//! every answer to the others.

use crate::app::App;
use crate::language::Lang;
use crate::problem::{self, Problem};
use crate::session::Visit;
use axum::body::{Body, to_bytes};
use axum::http::response::Parts;
use axum::response::Response;
use bytes::Bytes;
use registrar_casework::Rejection;
use tokio::sync::OnceCell;

/// The answers, by whether they are the API's and by language.
#[derive(Debug, Default)]
pub(crate) struct Crowd([[OnceCell<(Parts, Bytes)>; 2]; 2]);

impl Crowd {
    /// The answer to a visit of somebody nobody has looked at.
    pub async fn turned_away(&self, app: &App, visit: Visit) -> Response {
        let [pages, api] = &self.0;
        let [english, chinese] = if visit.api { api } else { pages };
        let made = match visit.language {
            Lang::En => english,
            Lang::Zh => chinese,
        };
        // Of the page all see, the way back is the start.
        let visit = Visit { here: "/".to_owned(), ..visit };
        let (parts, body) = made
            .get_or_init(|| async {
                let (parts, body) =
                    problem::say(app, &visit, Problem::from(Rejection::Overloaded)).await.into_parts();
                (parts, to_bytes(body, usize::MAX).await.unwrap_or_default())
            })
            .await;
        Response::from_parts(parts.clone(), Body::from(body.clone()))
    }
}
