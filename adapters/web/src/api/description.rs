//! The description of the API as OpenAPI.

use super::{acting, feed, reading, uploading};
use crate::session::Known;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(title = "Registrar", description = "Cases, tasks, documents and messages of an installation"),
    paths(
        reading::workflows,
        reading::guarantees,
        reading::inbox,
        reading::cases,
        reading::statistics,
        reading::case,
        reading::docket,
        reading::deadlines,
        reading::deadline,
        reading::task,
        reading::draft,
        reading::document,
        reading::representation,
        reading::messages,
        acting::open,
        acting::complete,
        acting::claim,
        acting::release,
        acting::save_draft,
        acting::represent,
        acting::end_representation,
        acting::message,
        acting::open_message,
        acting::take_seat,
        feed::standing,
        feed::make,
        feed::end,
        uploading::for_task,
        uploading::for_case,
        uploading::for_opening,
        uploading::take_back,
    ),
    modifiers(&Bearer)
)]
struct Description;

/// A token in the `Authorization` header.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", scheme);
        openapi.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
    }
}

pub(super) async fn openapi(_: Known) -> Response {
    Json(Description::openapi()).into_response()
}
