//! Who asks: a token in the `Authorization` header or in the cookie, looked up by its hash.

use crate::app::App;
use crate::gate;
use crate::language::Lang;
use crate::problem::{self, Problem};
use crate::traffic;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, COOKIE, HeaderValue, TRANSFER_ENCODING};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use registrar_casework::Caller;
use registrar_casework::ports::Person;
use registrar_engine::docket::{self, Hash};
use registrar_engine::id::PersonId;
use std::sync::Arc;

/// The cookie that holds the token.
pub(crate) const COOKIE_NAME: &str = "registrar";
/// The cookie that holds the language chosen.
pub(crate) const LANGUAGE_COOKIE: &str = "registrar_language";
/// Most characters of a token.
const LONGEST_TOKEN: usize = 500;
/// Most bytes of a body that are read before it is known who sends them.
const LARGEST_FROM_NOBODY: u64 = 16 << 10;

/// A request: who asks, in which language, where.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub language: Lang,
    /// Whether the request says so itself; that goes before a person's own language.
    language_asked_for: bool,
    /// Who; nobody without a good token. Of a request of the API nobody is known before somebody asks.
    pub person: Option<Person>,
    /// Digest of the token.
    token: Option<Hash>,
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
        let chosen = || cookie(headers, LANGUAGE_COOKIE).and_then(|code| Lang::from_code(&code));
        let accepted = Lang::accepted(headers);
        let asked_for = if api { accepted } else { chosen() };
        Self {
            language: asked_for.or(accepted).unwrap_or(Lang::En),
            language_asked_for: asked_for.is_some(),
            person: None,
            token: None,
            api,
            here,
            route: traffic::route(request),
        }
    }

    /// Asks whose token it is.
    async fn ask(&mut self, app: &App) -> Result<(), Problem> {
        if let (None, Some(token)) = (&self.person, &self.token) {
            self.person = app.casework().bearer(token.clone()).await.map_err(Problem::fault)?;
            let own = self.person.as_ref().and_then(|person| Lang::from_code(&person.language));
            self.language = own.filter(|_| !self.language_asked_for).unwrap_or(self.language);
        }
        Ok(())
    }
}

/// A request of somebody who is known.
pub(crate) struct Known {
    pub visit: Visit,
    pub person: Person,
}

impl Known {
    async fn of(mut visit: Visit, app: &App) -> Result<Self, Problem> {
        visit.ask(app).await?;
        let person = visit.person.clone().ok_or(Problem::SignedOut)?;
        Ok(Self { visit, person })
    }

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

/// A request of somebody who bears a token. Whose it is, casework finds out with the command itself, for many at once.
pub(crate) struct Bearer {
    visit: Arc<Visit>,
    token: Hash,
}

impl Bearer {
    /// Who asks, to the door; `own`: which of the people of a case to be opened are he.
    pub fn caller(&self, member: Option<String>, own: Vec<usize>) -> Caller {
        Caller::Bearer { token: self.token.clone(), member, own }
    }

    /// Asks at once who that is.
    pub async fn known(&self, app: &App) -> Result<Known, Problem> {
        Known::of(Visit::clone(&self.visit), app).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self::clone(visited(parts)?))
    }
}

impl FromRequestParts<App> for Known {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Self::of(Visit::clone(visited(parts)?), app).await
    }
}

impl FromRequestParts<App> for Bearer {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let visit = Arc::clone(visited(parts)?);
        let token = visit.token.clone().ok_or(Problem::SignedOut)?;
        let bearer = Self { visit, token };
        if !is_small(&parts.headers) {
            // From nobody as much is taken as a form has, and no more.
            bearer.known(app).await?;
        }
        Ok(bearer)
    }
}

fn visited(parts: &Parts) -> Result<&Arc<Visit>, Problem> {
    parts.extensions.get().ok_or(Problem::SignedOut)
}

/// Whether what comes after the head is small, by what the head says.
fn is_small(headers: &HeaderMap) -> bool {
    match headers.get(CONTENT_LENGTH) {
        Some(length) => {
            let length: Option<u64> = length.to_str().ok().and_then(|length| length.parse().ok());
            length.is_some_and(|length| length <= LARGEST_FROM_NOBODY)
        }
        None => !headers.contains_key(TRANSFER_ENCODING),
    }
}

/// Finds out who asks, keeps foreign pages from acting in his name, and turns what goes wrong inside into
/// an answer.
pub(crate) async fn visit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let mut visit = Visit::of_nobody(&request);
    let headers = request.headers();
    let bearer = bearer(headers);
    let by_cookie = bearer.is_none();
    visit.token = bearer.or_else(|| cookie(headers, COOKIE_NAME)).and_then(|token| digest(&token));
    let foreign = by_cookie && gate::changes(request.method()) && !gate::is_same_origin(headers);
    // Whoever answers a request of the API asks, or has casework ask with a command.
    let asked = if visit.api { Ok(()) } else { visit.ask(&app).await };
    let visit = Arc::new(visit);
    let mut response = match asked.err().or(foreign.then_some(Problem::Foreign)) {
        Some(problem) => problem.into_response(),
        None => {
            request.extensions_mut().insert(Arc::clone(&visit));
            next.run(request).await
        }
    };
    let Some(found) = response.extensions_mut().remove::<Problem>() else { return response };
    let mut visit = Arc::unwrap_or_clone(visit);
    if found.is_before_anybody_is_known() || visit.ask(&app).await.is_err() {
        return problem::say(&app, &visit, found).await;
    }
    // What is wrong with a request is told to who has a good token, and to nobody else.
    let nobody = visit.token.is_some() && visit.person.is_none();
    let found = if visit.api && nobody { Problem::SignedOut } else { found };
    problem::say(&app, &visit, found).await
}

/// Of a token; none of what can't be one.
fn digest(token: &str) -> Option<Hash> {
    (!token.is_empty() && token.len() <= LONGEST_TOKEN).then(|| docket::digest(token.as_bytes()))
}

/// Whether a token is good now.
pub(crate) async fn is_good(app: &App, token: &str) -> Result<bool, Problem> {
    let Some(digest) = digest(token) else { return Ok(false) };
    Ok(app.casework().bearer(digest).await.map_err(Problem::fault)?.is_some())
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
