//! Who acts for whom: authority is given with its document, and ended.

use super::case::heading;
use crate::answer::{Answered, case_id, see_other};
use crate::app::App;
use crate::form::{Item, Posting, Typed};
use crate::pages;
use crate::problem::Problem;
use crate::session::Known;
use crate::when;
use crate::words::word;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use registrar_casework::ports::Slot;
use registrar_casework::{Act, Caller, Command, Rejection, Wish};
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::refusal::Refusal;
use serde_json::json;

pub(super) async fn page(State(app): State<App>, Path(id): Path<String>, known: Known) -> Answered {
    show(&app, &known, &case_id(&id)?, StatusCode::OK, &Typed::new(), String::new()).await
}

async fn show(
    app: &App,
    known: &Known,
    case: &CaseId,
    status: StatusCode,
    typed: &Typed,
    sentence: String,
) -> Answered {
    let view = app.casework().case(known.id(), case, known.code()).await?;
    let members = app.casework().representation(known.id(), case, known.code()).await?;
    let members: Vec<_> = members
        .iter()
        .map(|member| {
            json!({
                "member": member.member, "text": member.text, "may": member.may,
                "acting": member.acting.iter().map(|acting| json!({
                    "person": acting.person.as_str(), "name": acting.name, "role": acting.role,
                    "since": when::day_of(acting.since, &view.zone, known.language()),
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let content = json!({
        "case": heading(&view, known.language()),
        "members": members,
        "sentence": sentence,
        "person_typed": typed.get("person").map(String::as_str).unwrap_or_default(),
        "own_id": known.id().as_str(),
        "key": uuid::Uuid::now_v7().to_string(),
    });
    let title = word("representation", known.language());
    Ok(pages::show(app, &known.visit, status, "representation.html", title, content).await)
}

pub(super) async fn submit(
    State(app): State<App>,
    Path(id): Path<String>,
    known: Known,
    request: Request,
) -> Answered {
    let case = case_id(&id)?;
    let mut posting = Posting::new(request)?;
    let (mut typed, mut lodged) = (Typed::new(), None);
    let mut no: Option<Rejection> = None;
    while let Some(item) = posting.next().await? {
        match item {
            Item::Text(name, text) => {
                typed.insert(name, text);
            }
            Item::File(field, name, content) => {
                let kind = field.strip_prefix("d:").unwrap_or(&field);
                match app.casework().upload(known.id(), Slot::Case(case.clone()), kind, &name, content).await
                {
                    Ok(upload) => lodged = Some(upload.digest),
                    Err(rejection) => no = Some(rejection),
                }
            }
        }
    }
    let done = match (no, act(&typed, lodged)) {
        (Some(rejection), _) | (None, Err(rejection)) => Err(rejection),
        (None, Ok(act)) => {
            let by = Caller::Person { person: known.id().clone(), member: None };
            let key = typed.get("key").filter(|key| !key.is_empty()).cloned();
            let wish = Wish::Act { case: case.clone(), act };
            app.casework().advance(Command { by, key, wish }).await.map(|_| ())
        }
    };
    match done {
        Ok(()) => Ok(see_other(&format!("/cases/{case}/representation"))),
        Err(Rejection::Refused(refusal)) => {
            let sentence = app.casework().say_refusal(known.id(), Some(&case), &refusal, known.code()).await;
            show(&app, &known, &case, StatusCode::UNPROCESSABLE_ENTITY, &typed, sentence).await
        }
        Err(other) => Err(Problem::from(other).in_case(&case)),
    }
}

fn act(typed: &Typed, lodged: Option<Digest>) -> Result<Act, Rejection> {
    let text = |name: &str| typed.get(name).map(|text| text.trim()).unwrap_or_default();
    let unknown = || Refusal::Unknown { what: "person".to_owned(), name: text("person").to_owned() };
    let person = PersonId::parse(text("person")).map_err(|_| unknown())?;
    let member = text("member").to_owned();
    if text("do") == "end" {
        return Ok(Act::EndRepresentation { member, person });
    }
    let missing =
        || Refusal::Document { document: text("authority").to_owned(), reason: "it is missing".to_owned() };
    let document = lodged.ok_or_else(missing)?;
    Ok(Act::Represent { member, role: text("role").to_owned(), person, document })
}
