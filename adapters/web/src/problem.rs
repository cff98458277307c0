//! The one place where what went wrong becomes an answer: a page for people, JSON for programs.

use crate::app::App;
use crate::language::Lang;
use crate::pages;
use crate::session::Visit;
use crate::words::word;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use registrar_casework::Rejection;
use registrar_casework::ports::StoreFault;
use registrar_engine::id::CaseId;
use registrar_engine::refusal::{FormProblem, Refusal};
use serde_json::json;
use std::any::Any;

/// Seconds after which one may try again what couldn't be done at this moment.
const LATER: i64 = 5;

/// Why there is no other answer.
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    /// Casework says no.
    Rejected {
        /// Why.
        rejection: Rejection,
        /// In this case.
        case: Option<CaseId>,
        /// At this task.
        task: Option<u64>,
    },
    /// Nobody is known.
    SignedOut,
    /// A token that is none.
    WrongToken,
    /// Too many tokens that were none.
    TooOften {
        /// After this one may try again.
        seconds: i64,
    },
    /// A page of another site sent this.
    Foreign,
    /// There is no such page.
    NoSuchPage,
    /// The page doesn't take this method.
    NoSuchMethod,
    /// Too many bytes.
    TooLarge,
    /// What was sent can't be read.
    Unreadable(String),
    /// A bug of ours.
    Broken,
}

impl Problem {
    pub fn no_such_case() -> Self {
        Self::from(Rejection::NotFound)
    }

    pub fn fault(fault: StoreFault) -> Self {
        Self::from(Rejection::Fault(fault))
    }

    /// Said in the words of a case, if it is one of casework's.
    pub fn in_case(self, of: &CaseId) -> Self {
        match self {
            Self::Rejected { rejection, task, .. } => {
                Self::Rejected { rejection, case: Some(of.clone()), task }
            }
            other => other,
        }
    }

    /// Said of a task.
    pub fn at_task(self, of: &CaseId, number: u64) -> Self {
        match self.in_case(of) {
            Self::Rejected { rejection, case, .. } => Self::Rejected { rejection, case, task: Some(number) },
            other => other,
        }
    }

    /// Whether nobody knows who asks, or it isn't worth finding out only to say it: the store answers nothing, or too
    /// much is going on.
    pub fn is_before_anybody_is_known(&self) -> bool {
        match self {
            Self::SignedOut => true,
            Self::Rejected { rejection, .. } => {
                use Rejection::{Busy, Fault, Overloaded, SignedOut};
                matches!(rejection, SignedOut | Overloaded | Busy | Fault(_))
            }
            _ => false,
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Rejected { rejection, .. } => status_of(rejection),
            Self::SignedOut | Self::WrongToken => StatusCode::UNAUTHORIZED,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::NoSuchPage => StatusCode::NOT_FOUND,
            Self::NoSuchMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> String {
        let code = match self {
            Self::Rejected { rejection: Rejection::Refused(refusal), .. } => return refusal_code(refusal),
            Self::Rejected { rejection, .. } => rejection.kind(),
            Self::SignedOut | Self::WrongToken => "signed_out",
            Self::TooOften { .. } => "too_often",
            Self::Foreign => "foreign_origin",
            Self::NoSuchPage => "not_found",
            Self::NoSuchMethod => "no_such_method",
            Self::TooLarge => "too_large",
            Self::Unreadable(_) => "unreadable",
            Self::Broken => "broken",
        };
        code.to_owned()
    }
}

fn status_of(rejection: &Rejection) -> StatusCode {
    match rejection {
        Rejection::Refused(refusal) => match refusal {
            Refusal::CaseEnded { .. }
            | Refusal::NotOpen { .. }
            | Refusal::TakenByOther { .. }
            | Refusal::NotClaimed { .. }
            | Refusal::NotOffered { .. }
            | Refusal::Incident { .. } => StatusCode::CONFLICT,
            Refusal::NotYours { .. } | Refusal::Separated { .. } => StatusCode::FORBIDDEN,
            Refusal::UnknownOutcome { .. }
            | Refusal::Form { .. }
            | Refusal::Document { .. }
            | Refusal::Extension { .. }
            | Refusal::People { .. }
            | Refusal::Unknown { .. }
            | Refusal::Limit { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        },
        Rejection::SignedOut => StatusCode::UNAUTHORIZED,
        Rejection::NotFound => StatusCode::NOT_FOUND,
        Rejection::KeyReused => StatusCode::CONFLICT,
        Rejection::Malformed(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Rejection::Incident { .. } | Rejection::Overloaded | Rejection::Busy | Rejection::Fault(_) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// The name that a refusal is stored by, which programs may rely on.
fn refusal_code(refusal: &Refusal) -> String {
    let value = serde_json::to_value(refusal).unwrap_or_default();
    value.get("refusal").and_then(|code| code.as_str()).unwrap_or("refused").to_owned()
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected { rejection, case: None, task: None }
    }
}

/// Carried outwards to where it is said.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The answer.
pub(crate) async fn say(app: &App, visit: &Visit, problem: Problem) -> Response {
    let (status, code) = (problem.status(), problem.code());
    match &problem {
        // Counted instead: a log that grows with the crowd would only add to it.
        Problem::Rejected { rejection: Rejection::Overloaded, .. } => {}
        Problem::Rejected { rejection: Rejection::Fault(fault), .. } => {
            tracing::error!(%fault, route = visit.route, "a request failed");
        }
        _ if status.is_server_error() => {
            tracing::error!(code, route = visit.route, "a request failed");
        }
        _ => {}
    }
    let (message, problems) = sentence(app, visit, &problem).await;
    let mut response = if visit.api {
        let body = json!({ "code": code, "message": message, "problems": problems });
        (status, Json(body)).into_response()
    } else if matches!(problem, Problem::SignedOut | Problem::WrongToken | Problem::TooOften { .. }) {
        let wrong = !matches!(problem, Problem::SignedOut);
        // Back to where one wanted to go; what takes the token itself is no place to go to.
        let mut visit = visit.clone();
        visit.here = visit.here.trim_start_matches("/enter").to_owned();
        pages::entry(app, &visit, if wrong { &message } else { "" }, status)
    } else {
        let case = match &problem {
            Problem::Rejected { case: Some(case), rejection, .. }
                if !matches!(rejection, Rejection::NotFound) =>
            {
                case.as_str()
            }
            _ => "",
        };
        let context = json!({ "sentence": message, "problems": problems, "case": case });
        let title = heading(&problem, visit);
        pages::show(app, visit, status, "problem.html", title, context).await
    };
    if status == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    let later = match problem {
        Problem::TooOften { seconds } => Some(seconds),
        _ => (status == StatusCode::SERVICE_UNAVAILABLE).then_some(LATER),
    };
    if let Some(later) = later {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(later));
    }
    response
}

fn heading(problem: &Problem, visit: &Visit) -> &'static str {
    let key = match problem {
        Problem::Rejected { rejection: Rejection::Refused(_) | Rejection::KeyReused, .. } => "not_possible",
        Problem::Rejected { rejection: Rejection::NotFound, .. } | Problem::NoSuchPage => "nothing_here",
        Problem::Rejected { rejection: Rejection::Malformed(_), .. } => "cannot_read",
        Problem::Unreadable(_) | Problem::TooLarge | Problem::NoSuchMethod => "cannot_read",
        Problem::Foreign => "not_possible",
        _ => "not_now",
    };
    word(key, visit.language)
}

async fn sentence(app: &App, visit: &Visit, problem: &Problem) -> (String, Vec<FormProblem>) {
    let language = visit.language;
    let key = match problem {
        Problem::Rejected { rejection: Rejection::Refused(refusal), case, task } => {
            return refused(app, visit, refusal, case.as_ref(), *task).await;
        }
        Problem::Rejected { rejection, .. } => match rejection {
            Rejection::SignedOut => "say_signed_out",
            Rejection::NotFound => "say_not_found",
            Rejection::KeyReused => "say_key_reused",
            Rejection::Malformed(reason) => return (reason.clone(), Vec::new()),
            Rejection::Incident { id } => {
                return (word("say_incident", language).replace("{id}", id), Vec::new());
            }
            Rejection::Overloaded => "say_overloaded",
            Rejection::Busy => "say_busy",
            Rejection::Fault(StoreFault::Unreadable { .. }) => "say_unreadable_row",
            Rejection::Refused(_) | Rejection::Fault(_) => "say_fault",
        },
        Problem::SignedOut => "say_signed_out",
        Problem::WrongToken => "say_wrong_token",
        Problem::TooOften { seconds } => {
            let minutes = (seconds / 60 + 1).to_string();
            return (word("say_too_often", language).replace("{minutes}", &minutes), Vec::new());
        }
        Problem::Foreign => "say_foreign",
        Problem::NoSuchPage => "say_not_found",
        Problem::NoSuchMethod => "say_no_such_method",
        Problem::TooLarge => "say_too_large",
        Problem::Unreadable(reason) if visit.api => return (reason.clone(), Vec::new()),
        Problem::Unreadable(_) => "say_unreadable",
        Problem::Broken => "say_broken",
    };
    (word(key, language).to_owned(), Vec::new())
}

async fn refused(
    app: &App,
    visit: &Visit,
    refusal: &Refusal,
    case: Option<&CaseId>,
    task: Option<u64>,
) -> (String, Vec<FormProblem>) {
    let Some(person) = &visit.person else { return (refusal.to_string(), Vec::new()) };
    let code = visit.language.code();
    let message = app.casework().say_refusal(&person.id, case, refusal, code).await;
    let problems = match (refusal, case, task) {
        (Refusal::Form { problems }, Some(case), Some(task)) => {
            app.casework().say_problems(&person.id, case, task, problems.clone(), code).await
        }
        (Refusal::Form { problems }, ..) => problems.clone(),
        _ => Vec::new(),
    };
    (message, problems)
}

/// The whole answer to a connection that is one too many. Nothing was read of it: not even its language is known.
pub(crate) fn too_many_connections() -> String {
    let text = format!("{}\n{}\n", word("say_overloaded", Lang::En), word("say_overloaded", Lang::Zh));
    format!(
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: {LATER}\r\nConnection: close\r\nCache-Control: no-store\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    )
}

/// A panic ends its own request and nothing else.
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "internal error").into_response()
}
