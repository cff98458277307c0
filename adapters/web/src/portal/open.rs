//! Opening a case: the workflow, then the people who take part, by role.

use crate::answer::{Answered, see_other};
use crate::app::App;
use crate::form::{Filled, Typed, parts, plain, posted};
use crate::pages;
use crate::problem::Problem;
use crate::session::Known;
use crate::words::word;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use registrar_casework::view::{Opening, OpeningRole};
use registrar_casework::{Caller, Command, Rejection, Wish};
use registrar_engine::chart::Channel;
use registrar_engine::event::Participant;
use registrar_engine::value::Record;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Most members of one role that a page takes.
const MOST_MEMBERS: usize = 50;

pub(super) async fn choose(State(app): State<App>, known: Known) -> Answered {
    let openings = app.casework().openings(known.id(), known.code()).await?;
    let title = word("open_case", known.language());
    Ok(pages::page(&app, &known.visit, "open.html", title, json!({ "openings": openings })).await)
}

pub(super) async fn form(State(app): State<App>, Path(workflow): Path<String>, known: Known) -> Answered {
    let opening = opening(&app, &known, &workflow).await?;
    let mut typed = Typed::new();
    // Who opens is the first of the role that starts, unless he changes that.
    let (me, mail) = (known.person.name.clone(), known.person.contact.get(&Channel::Mail).cloned());
    typed.insert(format!("{}[1].name", opening.starts), me);
    typed.insert(format!("{}[1].mail", opening.starts), mail.unwrap_or_default());
    show(&app, &known, StatusCode::OK, &opening, &typed, String::new()).await
}

async fn opening(app: &App, known: &Known, workflow: &str) -> Result<Opening, Problem> {
    let all = app.casework().openings(known.id(), known.code()).await?;
    all.into_iter().find(|known| known.workflow == workflow).ok_or_else(Problem::no_such_case)
}

pub(super) async fn submit(
    State(app): State<App>,
    Path(workflow): Path<String>,
    known: Known,
    request: Request,
) -> Answered {
    let opening = opening(&app, &known, &workflow).await?;
    let mut typed = posted(request).await?;
    let wanted = typed.get("do").cloned().unwrap_or_default();
    if let Some(role) = wanted.strip_prefix("more:") {
        let more = typed_rows(role, &typed) + 1;
        typed.insert(format!("rows:{role}"), more.to_string());
        return show(&app, &known, StatusCode::OK, &opening, &typed, String::new()).await;
    }
    if wanted != "open" {
        return show(&app, &known, StatusCode::OK, &opening, &typed, String::new()).await;
    }
    let people =
        opening.roles.iter().flat_map(|role| members(role, &typed, &known, &app.site.zone)).collect();
    let command = Command {
        by: Caller::Person { person: known.id().clone(), member: None },
        key: typed.get("key").filter(|key| !key.is_empty()).cloned(),
        wish: Wish::Open { workflow, version: Some(opening.version), people, data: Record::new() },
    };
    match app.casework().advance(command).await {
        Ok(answer) => Ok(see_other(&format!("/cases/{}?done=1", answer.case))),
        Err(Rejection::Refused(refusal)) => {
            let sentence = app.casework().say_refusal(known.id(), None, &refusal, known.code()).await;
            show(&app, &known, StatusCode::UNPROCESSABLE_ENTITY, &opening, &typed, sentence).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The members that were filled in for a role.
fn members(role: &OpeningRole, typed: &Typed, known: &Known, zone: &str) -> Vec<Participant> {
    let row = |number: usize| {
        let start = format!("{}[{number}].", role.name);
        let text = |name: &str| typed.get(&format!("{start}{name}")).map_or("", |text| text.trim());
        let contact = [(Channel::Mail, text("mail")), (Channel::Sms, text("sms"))];
        let contact: BTreeMap<Channel, String> = contact
            .into_iter()
            .filter(|(_, address)| !address.is_empty())
            .map(|(channel, address)| (channel, address.to_owned()))
            .collect();
        if text("name").is_empty() && contact.is_empty() {
            return None;
        }
        Some(Participant {
            role: role.name.clone(),
            name: text("name").to_owned(),
            person: (role.starts && number == 1).then(|| known.id().clone()),
            contact,
            data: plain(&role.schema, &format!("{start}data."), typed, zone),
            represents: None,
            authority: None,
        })
    };
    (1..=MOST_MEMBERS).filter_map(row).collect()
}

async fn show(
    app: &App,
    known: &Known,
    status: StatusCode,
    opening: &Opening,
    typed: &Typed,
    sentence: String,
) -> Answered {
    let roles: Vec<Value> = opening.roles.iter().map(|role| shaped(app, known, role, typed)).collect();
    let content = json!({
        "opening": { "title": opening.title, "workflow": opening.workflow },
        "roles": roles,
        "rows": typed.iter().filter(|(name, _)| name.starts_with("rows:")).collect::<Vec<_>>(),
        "sentence": sentence,
        "key": uuid::Uuid::new_v4().to_string(),
    });
    Ok(pages::show(app, &known.visit, status, "opening.html", &opening.title, content).await)
}

fn shaped(app: &App, known: &Known, role: &OpeningRole, typed: &Typed) -> Value {
    let count = if role.many { typed_rows(&role.name, typed) } else { 1 };
    let people = |_: &str| Vec::new();
    let problems = BTreeMap::new();
    let rows: Vec<Value> = (1..=count)
        .map(|number| {
            let start = format!("{}[{number}].", role.name);
            let text = |name: &str| typed.get(&format!("{start}{name}")).cloned().unwrap_or_default();
            let prefix = format!("{start}data.");
            let filled = Filled {
                prefix: &prefix,
                typed,
                problems: &problems,
                people: &people,
                zone: &app.site.zone,
                language: known.language(),
            };
            json!({
                "number": number, "start": start, "id": format!("{}-{number}", role.name),
                "name": text("name"), "mail": text("mail"), "sms": text("sms"),
                "parts": parts(&role.schema, &filled, &|_| true),
            })
        })
        .collect();
    json!({
        "name": role.name, "title": role.title, "many": role.many, "optional": role.optional,
        "starts": role.starts, "rows": rows,
    })
}

/// One row, or as many as came in.
fn typed_rows(role: &str, typed: &Typed) -> usize {
    let start = format!("{role}[");
    let any = typed.keys().any(|key| key.starts_with(&start)) || typed.contains_key(&format!("rows:{role}"));
    let asked = typed.get(&format!("rows:{role}")).and_then(|rows| rows.parse().ok()).unwrap_or(1);
    let last = typed
        .keys()
        .filter_map(|key| key.strip_prefix(&start)?.split_once(']')?.0.parse().ok())
        .max()
        .unwrap_or(1);
    if any { asked.max(last).clamp(1, MOST_MEMBERS) } else { 1 }
}
