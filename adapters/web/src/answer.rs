//! Small answers that several pages give.

use crate::problem::Problem;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use registrar_engine::id::CaseId;

/// What a handler gives back.
pub(crate) type Answered = Result<Response, Problem>;

/// Go and look there: after something was done, so that reloading doesn't do it again.
pub(crate) fn see_other(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
}

/// The same with a cookie.
pub(crate) fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// A path of this site that a form brought: never another site's.
pub(crate) fn own_path(text: Option<&str>) -> &str {
    let own =
        |text: &&str| text.starts_with('/') && !text.starts_with("//") && !text.contains(['\\', '\r', '\n']);
    text.filter(own).unwrap_or("/")
}

/// The id of a case in an address; nonsense is an address without a case.
pub(crate) fn case_id(text: &str) -> Result<CaseId, Problem> {
    CaseId::parse(text).map_err(|_| Problem::no_such_case())
}

/// A number in an address.
pub(crate) fn number(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| Problem::no_such_case())
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_way_back_never_leads_to_another_site() {
        assert_eq!(own_path(Some("/cases/1?x=2")), "/cases/1?x=2");
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "cases"] {
            assert_eq!(own_path(Some(foreign)), "/", "{foreign}");
        }
        assert_eq!(own_path(None), "/");
    }
}
