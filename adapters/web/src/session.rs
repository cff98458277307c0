//! Who asks: a token in the `Authorization` header or in the cookie, looked up by its hash.

use crate::app::App;
use crate::gate;
use crate::language::Lang;
use crate::problem::{self, Problem};
use crate::traffic;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE, HeaderValue};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use registrar_casework::ports::Person;
use registrar_engine::docket;
use registrar_engine::id::PersonId;

/// The cookie that holds the token.
pub(crate) const COOKIE_NAME: &str = "registrar";
/// The cookie that holds the language chosen.
pub(crate) const LANGUAGE_COOKIE: &str = "registrar_language";
/// Most characters of a token.
const LONGEST_TOKEN: usize = 500;

/// A request: who asks, in which language, where.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub language: Lang,
    /// Who; nobody without a good token.
    pub person: Option<Person>,
    /// Whether it is the API's.
    pub api: bool,
    /// Path and query, for the way back. No log has it: there may be the code of an invitation in it.
    pub here: String,
    /// The route, as logs have it.
    pub route: String,
}

impl Visit {
    /// As it is before anybody has looked who asks.
    pub fn of_nobody(request: &Request) -> Self {
        let path = request.uri().path();
        let api = path == "/openapi.json" || path == "/api" || path.starts_with("/api/");
        let here = match request.uri().path_and_query() {
            // Below it lie the secret addresses of feeds; a mistyped one is not repeated in a page.
            Some(here) if here.path().starts_with("/calendar/") => "/calendar".to_owned(),
            here => here.map_or("/", |here| here.as_str()).to_owned(),
        };
        let headers = request.headers();
        let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(|code| Lang::from_code(&code));
        let language = chosen.filter(|_| !api).or_else(|| Lang::accepted(headers)).unwrap_or(Lang::En);
        Self { language, person: None, api, here, route: traffic::route(request) }
    }
}

/// A request of somebody who is known.
pub(crate) struct Known {
    pub visit: Visit,
    pub person: Person,
}

impl Known {
    pub fn id(&self) -> &PersonId {
        &self.person.id
    }

    pub fn language(&self) -> Lang {
        self.visit.language
    }

    /// The language as casework takes it.
    pub fn code(&self) -> &'static str {
        self.visit.language.code()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or(Problem::SignedOut)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Known {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let person = visit.person.clone().ok_or(Problem::SignedOut)?;
        Ok(Self { visit, person })
    }
}

/// Finds out who asks, keeps foreign pages from acting in his name, and turns what goes wrong inside into
/// an answer.
pub(crate) async fn visit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let before = Visit::of_nobody(&request);
    let bearer = bearer(headers);
    let by_cookie = bearer.is_none();
    let token = bearer.or_else(|| cookie(headers, COOKIE_NAME));
    let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(|code| Lang::from_code(&code));
    let accepted = Lang::accepted(headers);
    let foreign = by_cookie && gate::changes(request.method()) && !gate::is_same_origin(headers);
    let found = match token {
        Some(token) => person(&app, &token).await,
        None => Ok(None),
    };
    let (who, trouble) = match found {
        Ok(who) => (who, None),
        Err(problem) => (None, Some(problem)),
    };
    let own = who.as_ref().and_then(|who| Lang::from_code(&who.language));
    let language = if before.api { accepted.or(own) } else { chosen.or(own).or(accepted) };
    let visit = Visit { language: language.unwrap_or(Lang::En), person: who, ..before };
    let trouble = trouble.or(foreign.then_some(Problem::Foreign));
    let mut response = match trouble {
        Some(problem) => problem.into_response(),
        None => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
    };
    match response.extensions_mut().remove::<Problem>() {
        Some(found) => problem::say(&app, &visit, found).await,
        None => response,
    }
}

async fn person(app: &App, token: &str) -> Result<Option<Person>, Problem> {
    if token.is_empty() || token.len() > LONGEST_TOKEN {
        return Ok(None);
    }
    app.casework().bearer(docket::digest(token.as_bytes())).await.map_err(Problem::fault)
}

/// Whether a token is good now.
pub(crate) async fn is_good(app: &App, token: &str) -> Result<bool, Problem> {
    Ok(person(app, token).await?.is_some())
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

/// `Set-Cookie` with a token, or one that ends it.
pub(crate) fn set_token(app: &App, token: Option<&str>) -> Option<HeaderValue> {
    let secure = if app.site.secure_cookies { "; Secure" } else { "" };
    let text = match token {
        Some(token) => format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Strict{secure}"),
        None => format!("{COOKIE_NAME}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict{secure}"),
    };
    HeaderValue::from_str(&text).ok()
}

/// `Set-Cookie` with a language.
pub(crate) fn set_language(app: &App, language: Lang) -> Option<HeaderValue> {
    let secure = if app.site.secure_cookies { "; Secure" } else { "" };
    let code = language.code();
    let year = 31_536_000;
    HeaderValue::from_str(&format!(
        "{LANGUAGE_COOKIE}={code}; Path=/; Max-Age={year}; HttpOnly; SameSite=Strict{secure}"
    ))
    .ok()
}
