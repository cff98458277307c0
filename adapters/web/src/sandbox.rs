//! The sandbox: people to act as, a clock to move, the mail that would have gone out. Wired by
//! [`sandbox_router`](crate::sandbox_router) alone.

use crate::answer::{Answered, see_other, with_cookie};
use crate::app::App;
use crate::form::posted;
use crate::pages;
use crate::problem::Problem;
use crate::session::{self, Visit};
use crate::when;
use crate::words::word;
use async_trait::async_trait;
use axum::Router;
use axum::extract::{Request, State};
use axum::routing::{MethodRouter, get, post};
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most days that the clock is put forward at once.
const MOST_DAYS: u32 = 366;

/// Somebody to act as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persona {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// What the person is, by language.
    pub role_title: BTreeMap<String, String>,
    /// Under which heading it stands: a workflow's title.
    pub group: String,
}

/// How far the clock is put forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockStep {
    /// To the next deadline or other timer.
    ToNextDeadline,
    /// By so many days.
    Days(u32),
}

/// A mail that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// When.
    pub at: Moment,
    /// Name and address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// The sandbox couldn't do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SandboxFault(pub String);

/// What the sandbox's pages need.
#[async_trait]
pub trait Sandbox: Send + Sync {
    /// Whom one can act as, in the order shown.
    fn personas(&self) -> Vec<Persona>;

    /// A token to act as somebody; none for who is no persona.
    async fn token_for(&self, person: &PersonId) -> Result<Option<String>, SandboxFault>;

    /// What the clock shows.
    async fn now(&self) -> Moment;

    /// Puts the clock forward and lets everything that falls due happen.
    async fn forward(&self, step: ClockStep) -> Result<Moment, SandboxFault>;

    /// The mail that was caught, the newest first.
    fn mail(&self) -> Vec<Mail>;
}

/// A route that the sandbox alone has. The router is made from these, and so is the test that the real
/// thing has none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SandboxRoute {
    /// Acting as somebody.
    Act,
    /// Moving the clock.
    Clock,
    /// The mail that was caught.
    Mail,
}

impl SandboxRoute {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Act, Self::Clock, Self::Mail];

    /// Its path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Act => "/sandbox/act",
            Self::Clock => "/sandbox/clock",
            Self::Mail => "/sandbox/mail",
        }
    }

    fn answered_by(self) -> MethodRouter<App> {
        match self {
            Self::Act => post(act),
            Self::Clock => post(clock),
            Self::Mail => get(mail),
        }
    }
}

/// The start page in place of the real thing's, and the sandbox's own routes.
pub(crate) fn routes() -> Router<App> {
    let front = Router::new().route("/", get(start));
    SandboxRoute::ALL.into_iter().fold(front, |router, route| router.route(route.path(), route.answered_by()))
}

fn of(app: &App) -> Result<Arc<dyn Sandbox>, Problem> {
    app.sandbox.clone().ok_or(Problem::NoSuchPage)
}

async fn start(State(app): State<App>, visit: Visit) -> Answered {
    let personas = of(&app)?.personas();
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    let code = visit.language.code();
    let me = visit.person.as_ref().map(|person| person.id.clone());
    for persona in personas {
        let title = persona.role_title.get(code).or_else(|| persona.role_title.values().next());
        let shown = json!({
            "person": persona.person.as_str(),
            "name": persona.name,
            "title": title.map(String::as_str).unwrap_or_default(),
            "current": me.as_ref() == Some(&persona.person),
        });
        match groups.iter_mut().find(|(group, _)| *group == persona.group) {
            Some((_, people)) => people.push(shown),
            None => groups.push((persona.group, vec![shown])),
        }
    }
    let groups: Vec<Value> =
        groups.into_iter().map(|(group, people)| json!({ "group": group, "people": people })).collect();
    let title = word("sandbox", visit.language);
    Ok(pages::page(&app, &visit, "sandbox.html", title, json!({ "groups": groups })).await)
}

async fn act(State(app): State<App>, request: Request) -> Answered {
    let typed = posted(request).await?;
    let person = typed.get("person").and_then(|text| PersonId::parse(text).ok());
    let person = person.ok_or_else(Problem::no_such_case)?;
    let token = of(&app)?.token_for(&person).await.map_err(fault)?.ok_or_else(Problem::no_such_case)?;
    Ok(with_cookie(see_other("/start"), session::set_token(&app, Some(&token))))
}

async fn clock(State(app): State<App>, request: Request) -> Answered {
    let typed = posted(request).await?;
    let step = match typed.get("step").map(String::as_str) {
        Some("next") => ClockStep::ToNextDeadline,
        Some(days) => {
            let days = days.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
            ClockStep::Days(days.ok_or_else(|| Problem::Unreadable("a number of days".to_owned()))?)
        }
        None => return Err(Problem::Unreadable("`step` is missing".to_owned())),
    };
    of(&app)?.forward(step).await.map_err(fault)?;
    let back = crate::answer::own_path(typed.get("back").map(String::as_str));
    Ok(see_other(back))
}

async fn mail(State(app): State<App>, visit: Visit) -> Answered {
    let mail = of(&app)?.mail();
    let mail: Vec<Value> = mail
        .iter()
        .map(|mail| {
            json!({
                "at": when::moment(mail.at, &app.site.zone, visit.language),
                "to": mail.to, "subject": mail.subject, "pieces": pieces(&mail.text),
            })
        })
        .collect();
    let title = word("sandbox_mail", visit.language);
    Ok(pages::page(&app, &visit, "mail.html", title, json!({ "mail": mail })).await)
}

/// A letter with its links into the portal: text, then where to, then text again.
fn pieces(text: &str) -> Vec<Value> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("http://") {
        let (before, address) = rest.split_at(at);
        let end = address.find(|c: char| !c.is_ascii() || c.is_ascii_whitespace()).unwrap_or(address.len());
        let (address, behind) = address.split_at(end);
        let path = address.trim_start_matches("http://").find('/').map(|at| &address[at + "http://".len()..]);
        // The sandbox answers on this machine alone: wherever the letter leads, it is to one of its own pages.
        let to = crate::answer::own_path(path);
        pieces.push(json!({ "text": before, "to": "" }));
        pieces.push(json!({ "text": address, "to": to }));
        rest = behind;
    }
    pieces.push(json!({ "text": rest, "to": "" }));
    pieces
}

fn fault(fault: SandboxFault) -> Problem {
    tracing::error!(%fault, "the sandbox failed");
    Problem::Broken
}
