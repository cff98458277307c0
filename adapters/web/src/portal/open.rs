//! Opening a case: the workflow, for oneself or within an authority for somebody else; then the people who
//! take part, by role, and what must be said from the start.

use super::shape;
use crate::answer::{Answered, see_other};
use crate::app::App;
use crate::form::{Filled, Item, Part, Posting, Typed, note, parts, plain, record};
use crate::pages;
use crate::problem::Problem;
use crate::session::Known;
use crate::words::word;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use registrar_casework::ports::Slot;
use registrar_casework::view::{MayRepresent, Opening, OpeningRole};
use registrar_casework::{Caller, Command, Rejection, Wish};
use registrar_engine::chart::Channel;
use registrar_engine::event::{Participant, Upload};
use registrar_engine::id::{Digest, PersonId};
use registrar_engine::refusal::{FormProblem, Refusal};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Most members of one role that a page takes.
const MOST_MEMBERS: usize = 50;
/// Stands before the keys of the first data.
const DATA: &str = "f:";

/// What a page of opening shows: what was typed, and what is wrong with it.
#[derive(Default)]
struct Shown {
    typed: Typed,
    problems: BTreeMap<String, String>,
    /// What is wrong with the document of authority.
    file: String,
    /// A sentence above the form.
    sentence: String,
}

pub(super) async fn choose(State(app): State<App>, known: Known) -> Answered {
    let openings = app.casework().openings(known.id(), known.code()).await?;
    let title = word("open_case", known.language());
    Ok(pages::page(&app, &known.visit, "open.html", title, json!({ "openings": openings })).await)
}

pub(super) async fn form(
    State(app): State<App>,
    Path(workflow): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    known: Known,
) -> Answered {
    let opening = opening(&app, &known, &workflow).await?;
    let mut typed = Typed::new();
    match query.get("as").and_then(|role| agent(&opening, role)) {
        Some(agent) => {
            typed.insert("as".to_owned(), agent.role.clone());
        }
        None => {
            // Who opens is the first of the role that starts, unless he changes that.
            let (me, mail) = (known.person.name.clone(), known.person.contact.get(&Channel::Mail).cloned());
            typed.insert(format!("{}[1].name", opening.starts), me);
            typed.insert(format!("{}[1].mail", opening.starts), mail.unwrap_or_default());
        }
    }
    show(&app, &known, StatusCode::OK, &opening, Shown { typed, ..Shown::default() }).await
}

async fn opening(app: &App, known: &Known, workflow: &str) -> Result<Opening, Problem> {
    let all = app.casework().openings(known.id(), known.code()).await?;
    all.into_iter().find(|known| known.workflow == workflow).ok_or_else(Problem::no_such_case)
}

fn agent<'o>(opening: &'o Opening, role: &str) -> Option<&'o MayRepresent> {
    opening.agents.iter().find(|agent| agent.role == role)
}

pub(super) async fn submit(
    State(app): State<App>,
    Path(workflow): Path<String>,
    known: Known,
    request: Request,
) -> Answered {
    let opening = opening(&app, &known, &workflow).await?;
    let mut shown = receive(&app, &known, &opening, request).await?;
    let wanted = shown.typed.get("do").cloned().unwrap_or_default();
    let (verb, object) = wanted.split_once(':').unwrap_or((&wanted, ""));
    let slot = Slot::Opening(workflow.clone());
    match verb {
        "more" => {
            let more = match object.strip_prefix(DATA) {
                Some(_) => crate::form::rows(object, &shown.typed) + 2,
                None => typed_rows(object, &shown.typed) + 1,
            };
            shown.typed.insert(format!("rows:{object}"), more.to_string());
        }
        "less" => shown.typed = super::task::fewer(object, &shown.typed),
        "take_back" => {
            if let Ok(digest) = Digest::parse(object) {
                app.casework().take_back(known.id(), &slot, &digest).await?;
            }
        }
        "open" if shown.file.is_empty() => return open(&app, &known, &opening, shown).await,
        _ => {}
    }
    let status = if shown.file.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show(&app, &known, status, &opening, shown).await
}

/// Takes in texts, and the document of authority.
async fn receive(app: &App, known: &Known, opening: &Opening, request: Request) -> Result<Shown, Problem> {
    let mut posting = Posting::new(request)?;
    let mut shown = Shown::default();
    while let Some(item) = posting.next().await? {
        match item {
            Item::Text(name, text) => {
                shown.typed.insert(name, text);
            }
            Item::File(field, name, content) => {
                let kind = field.strip_prefix("d:").unwrap_or(&field);
                let slot = Slot::Opening(opening.workflow.clone());
                match app.casework().upload(known.id(), slot, kind, &name, content).await {
                    Ok(_) => {}
                    Err(Rejection::Refused(refusal)) => {
                        shown.file =
                            app.casework().say_refusal(known.id(), None, &refusal, known.code()).await;
                        shown.sentence.clone_from(&shown.file);
                    }
                    Err(other) => return Err(other.into()),
                }
            }
        }
    }
    Ok(shown)
}

async fn open(app: &App, known: &Known, opening: &Opening, mut shown: Shown) -> Answered {
    let typed = &shown.typed;
    let zone = &app.site.zone;
    let mut people: Vec<Participant> =
        opening.roles.iter().flat_map(|role| members(role, typed, known, zone)).collect();
    let acting = typed.get("as").and_then(|role| agent(opening, role));
    let done = match acting {
        Some(agent) => within_authority(app, known, opening, agent, typed, &mut people).await?,
        None => Ok(()),
    };
    let command = Command {
        by: Caller::Person { person: known.id().clone(), member: None },
        key: typed.get("key").filter(|key| !key.is_empty()).cloned(),
        wish: Wish::Open {
            workflow: opening.workflow.clone(),
            version: Some(opening.version),
            people,
            data: record(&opening.schema, DATA, typed, zone),
        },
    };
    let done = match done {
        Ok(()) => app.casework().advance(command).await,
        Err(refusal) => Err(Rejection::Refused(refusal)),
    };
    match done {
        Ok(answer) => Ok(see_other(&format!("/cases/{}?done={}", answer.case, answer.revision))),
        Err(Rejection::Refused(refusal)) => {
            shown.sentence = app.casework().say_refusal(known.id(), None, &refusal, known.code()).await;
            if let Refusal::Form { problems } = refusal {
                let said =
                    app.casework().say_opening_problems(&opening.workflow, problems, known.code()).await?;
                shown.problems =
                    said.into_iter().map(|FormProblem { key, message, .. }| (key, message)).collect();
            }
            show(app, known, StatusCode::UNPROCESSABLE_ENTITY, opening, shown).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Who opens acts for the first member of the role that starts, by a document that lies on the desk.
async fn within_authority(
    app: &App,
    known: &Known,
    opening: &Opening,
    agent: &MayRepresent,
    typed: &Typed,
    people: &mut Vec<Participant>,
) -> Result<Result<(), Refusal>, Problem> {
    let first = people.iter_mut().find(|one| one.role == opening.starts);
    if let (Some(first), Some(account)) = (first, given(typed, &format!("{}[1].person", opening.starts))) {
        let Ok(account) = PersonId::parse(account) else {
            return Ok(Err(Refusal::Unknown { what: "person".to_owned(), name: account.to_owned() }));
        };
        first.person = Some(account);
    }
    let slot = Slot::Opening(opening.workflow.clone());
    let lodged = app.casework().uploads(known.id(), &slot).await?;
    let authority: Option<Upload> =
        lodged.into_iter().map(|lodged| lodged.upload).find(|upload| upload.document == agent.authority.name);
    let Some(authority) = authority else {
        let document = agent.authority.title.clone();
        return Ok(Err(Refusal::Document { document, reason: "it is missing".to_owned() }));
    };
    people.push(Participant {
        role: agent.role.clone(),
        name: known.person.name.clone(),
        person: Some(known.id().clone()),
        contact: known.person.contact.clone(),
        data: Default::default(),
        represents: Some(format!("{}[1]", opening.starts)),
        authority: Some(authority),
    });
    Ok(Ok(()))
}

fn given<'t>(typed: &'t Typed, name: &str) -> Option<&'t str> {
    typed.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The members that were filled in for a role.
fn members(role: &OpeningRole, typed: &Typed, known: &Known, zone: &str) -> Vec<Participant> {
    let for_another = given(typed, "as").is_some();
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
            person: (role.starts && number == 1 && !for_another).then(|| known.id().clone()),
            contact,
            data: plain(&role.schema, &format!("{start}data."), typed, zone),
            represents: None,
            authority: None,
        })
    };
    (1..=MOST_MEMBERS).filter_map(row).collect()
}

async fn show(app: &App, known: &Known, status: StatusCode, opening: &Opening, shown: Shown) -> Answered {
    let typed = &shown.typed;
    let acting = typed.get("as").and_then(|role| agent(opening, role));
    let roles: Vec<Value> =
        opening.roles.iter().map(|role| shaped(app, known, role, typed, acting.is_some())).collect();
    let first = parts(&opening.schema, &filled(app, known, DATA, typed, &shown.problems), &|_| true);
    let mut summary = Vec::new();
    let told = note(&first, &mut summary, DATA);
    for (_, message) in shown.problems.iter().filter(|(key, _)| !told.contains(*key)) {
        summary.push(json!({ "id": "", "label": "", "message": message }));
    }
    let uploads = match acting {
        Some(_) => app.casework().uploads(known.id(), &Slot::Opening(opening.workflow.clone())).await?,
        None => Vec::new(),
    };
    let content = json!({
        "opening": { "title": opening.title, "workflow": opening.workflow },
        "agents": opening.agents,
        "acting": acting.map(|agent| json!({
            "role": agent.role, "title": agent.title, "kind": agent.authority.name,
            "document": agent.authority.title, "media": agent.authority.media.join(", "),
            "size": shape::size(agent.authority.max_bytes),
        })),
        "uploads": uploads.iter().map(|lodged| json!({
            "name": lodged.upload.name, "size": shape::size(lodged.upload.size),
            "digest": lodged.upload.digest.as_str(),
        })).collect::<Vec<_>>(),
        "file_problem": shown.file,
        "roles": roles,
        "first": first,
        "summary": summary,
        "sentence": shown.sentence,
        "key": uuid::Uuid::now_v7().to_string(),
    });
    Ok(pages::show(app, &known.visit, status, "opening.html", &opening.title, content).await)
}

fn filled<'a>(
    app: &'a App,
    known: &Known,
    prefix: &'a str,
    typed: &'a Typed,
    problems: &'a BTreeMap<String, String>,
) -> Filled<'a> {
    let language = known.language();
    // Nobody takes part yet whom a field could name.
    Filled { prefix, typed, problems, people: &|_| Vec::new(), zone: &app.site.zone, language }
}

fn shaped(app: &App, known: &Known, role: &OpeningRole, typed: &Typed, for_another: bool) -> Value {
    let count = if role.many { typed_rows(&role.name, typed) } else { 1 };
    let problems = BTreeMap::new();
    let rows: Vec<Value> = (1..=count)
        .map(|number| {
            let start = format!("{}[{number}].", role.name);
            let text = |name: &str| typed.get(&format!("{start}{name}")).cloned().unwrap_or_default();
            let prefix = format!("{start}data.");
            let fields: Vec<Part> =
                parts(&role.schema, &filled(app, known, &prefix, typed, &problems), &|_| true);
            json!({
                "number": number, "start": start, "id": format!("{}-{number}", role.name),
                "name": text("name"), "mail": text("mail"), "sms": text("sms"), "person": text("person"),
                "parts": fields,
            })
        })
        .collect();
    json!({
        "name": role.name, "title": role.title, "many": role.many, "optional": role.optional,
        "later": role.later, "starts": role.starts && !for_another, "for": role.starts && for_another,
        "rows": rows,
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
