//! The JSON API.

use crate::app::App;
use axum::Router;

/// Everything under `/api`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
}
