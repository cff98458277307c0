//! What programs send, and what they get back.

use crate::problem::Problem;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use registrar_casework::LONGEST_KEY;
use registrar_casework::statistics::Asked;
use registrar_engine::value::Record;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// A body in JSON, with what is wrong told in the one way.
pub(crate) struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read: Result<axum::Json<T>, JsonRejection> = axum::Json::from_request(request, state).await;
        match read {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::TooLarge),
            Err(error) => Err(Problem::Unreadable(error.body_text())),
        }
    }
}

/// The `Idempotency-Key` header.
pub(crate) struct Key(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let key =
            value.to_str().ok().map(str::trim).filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
        let bad = || Problem::Unreadable("`Idempotency-Key` needs 1 to 200 characters of ASCII".to_owned());
        key.map(|key| Self(Some(key.to_owned()))).ok_or_else(bad)
    }
}

/// Where a page of a list begins and how long it is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageOf {
    /// `next` of the page before.
    pub after: Option<String>,
    /// Most items; 50 unless said.
    pub limit: Option<u32>,
}

/// Where a page of a docket begins and how long it is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct From {
    /// Number of the first entry; 1 unless said.
    pub from: Option<u64>,
    /// Most entries; 50 unless said.
    pub limit: Option<u32>,
}

/// Which version of a definition.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionOf {
    /// Its number; the highest unless said.
    pub version: Option<u32>,
}

/// What is counted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatisticsOf {
    /// One workflow only.
    pub workflow: Option<String>,
    /// Runs that were over on this day or later: `2026-03-01`.
    pub since: Option<String>,
    /// Runs that were over on this day or before.
    pub until: Option<String>,
}

impl StatisticsOf {
    /// What it asks; a field left empty asks nothing.
    pub(crate) fn asked(&self) -> Result<Asked, Problem> {
        let day = |name: &str, text: &Option<String>| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
            let bad = |_| Problem::Unreadable(format!("`{name}` isn't a date such as 2026-03-01"));
            text.map(|text| text.parse().map_err(bad)).transpose()
        };
        let workflow = self.workflow.clone().filter(|workflow| !workflow.is_empty());
        Ok(Asked { workflow, since: day("since", &self.since)?, until: day("until", &self.until)? })
    }
}

/// A new case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCase {
    /// Name of the workflow.
    pub workflow: String,
    /// Its version; the highest unless said.
    pub version: Option<u32>,
    /// Who takes part from the start.
    #[serde(default)]
    pub people: Vec<NewParticipant>,
    /// First data, by field.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub data: Record,
}

/// Somebody who takes part from the start.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewParticipant {
    /// Name of the role.
    pub role: String,
    /// The name as filed.
    pub name: String,
    /// The account, where it is known; `me` is the caller's.
    pub person: Option<String>,
    /// Addresses by channel: `mail`, `sms`.
    #[serde(default)]
    pub contact: BTreeMap<String, String>,
    /// Fields of the member.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub data: Record,
    /// For a representing role: the member acted for, `applicant[1]`.
    pub represents: Option<String>,
    /// Digest of the document that carries the authority, uploaded for the opening.
    pub authority: Option<String>,
}

/// The end of a task.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Completion {
    /// One of the task's outcomes.
    pub outcome: String,
    /// The form, by the keys of the outcome's schema.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub form: Record,
    /// Digests of documents uploaded for this task that are filed with it.
    #[serde(default)]
    pub documents: Vec<String>,
    /// As which member, where the caller is several: `defendant[2]`.
    #[serde(rename = "as")]
    pub member: Option<String>,
}

/// An authority to act for a member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Authority {
    /// The member: `plaintiff[1]`.
    pub member: String,
    /// The representing role.
    pub role: String,
    /// The account of who will act.
    pub person: String,
    /// Digest of the document that carries the authority, uploaded for the case.
    pub document: String,
}

/// An authority that ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndOfAuthority {
    /// The member: `plaintiff[1]`.
    pub member: String,
    /// The account of who acted.
    pub person: String,
}

/// It was done, and is durable.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// The case.
    pub case: String,
    /// Its revision now.
    pub revision: u64,
    /// Hash of its last docket entry.
    pub receipt: String,
    /// When it is taken to have happened.
    pub at: String,
    /// Whether this is the answer to an earlier request with the same key.
    pub repeated: bool,
}

impl std::convert::From<registrar_casework::Answer> for Receipt {
    fn from(answer: registrar_casework::Answer) -> Self {
        Self {
            case: answer.case.to_string(),
            revision: answer.revision,
            receipt: answer.receipt,
            at: answer.at.to_string(),
            repeated: answer.repeated,
        }
    }
}

/// A document that waits to be filed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploaded {
    /// Its kind.
    pub document: String,
    /// File name.
    pub name: String,
    /// Media type, as found from its bytes.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its content.
    pub digest: String,
}

/// Why not.
#[derive(Debug, Serialize, ToSchema)]
#[allow(dead_code, reason = "described here, made in `problem`")]
pub(crate) struct ApiProblem {
    /// Stable code: `not_found`, `not_open`, `form`, `key_reused`…
    pub code: String,
    /// One sentence in the language asked for.
    pub message: String,
    /// Mistakes of a form, each with its field.
    pub problems: Vec<ApiFormProblem>,
}

/// A mistake in a form.
#[derive(Debug, Serialize, ToSchema)]
#[allow(dead_code, reason = "described here, made in `problem`")]
pub(crate) struct ApiFormProblem {
    /// Key of the field; empty: the form as a whole.
    pub key: String,
    /// Stable code: `required`, `type`, `range`, `unknown`, `choice`, `length`, `format`, `future`.
    pub code: String,
    /// One sentence in the language asked for.
    pub message: String,
}

/// The answers that every request may get.
#[derive(utoipa::IntoResponses)]
#[allow(dead_code, reason = "described here, made in `problem`")]
pub(crate) enum Problems {
    /// Nobody is known: no token, or one that has expired.
    #[response(status = 401)]
    SignedOut(#[to_schema] ApiProblem),
    /// It is somebody else's to do, or separation of duties forbids it.
    #[response(status = 403)]
    NotYours(#[to_schema] ApiProblem),
    /// There is no such thing, or it isn't for the caller: the same answer for both.
    #[response(status = 404)]
    NotFound(#[to_schema] ApiProblem),
    /// It isn't open any more, or the key was used for another request.
    #[response(status = 409)]
    Conflict(#[to_schema] ApiProblem),
    /// What was sent has mistakes.
    #[response(status = 422)]
    Mistaken(#[to_schema] ApiProblem),
    /// Not at this moment: try again.
    #[response(status = 503)]
    Unavailable(#[to_schema] ApiProblem),
}
