//! What programs can do: the same commands as the portal's, through the one door.

use super::sent::{
    Authority, Completion, EndOfAuthority, Key, NewCase, NewParticipant, Problems, Receipt, Sent,
};
use crate::answer::{Answered, case_id, number};
use crate::app::App;
use crate::problem::Problem;
use crate::session::{Bearer, Known};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use registrar_casework::ports::{Lodged, Slot};
use registrar_casework::{Act, Command, Rejection, Wish};
use registrar_engine::chart::Channel;
use registrar_engine::event::Participant;
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::refusal::Refusal;
use registrar_engine::value::Record;
use std::collections::BTreeMap;

/// Whose token it is, among the people of a case to be opened.
const ME: &str = "me";

fn receipt(answer: registrar_casework::Answer) -> Answered {
    Ok(Json(Receipt::from(answer)).into_response())
}

fn unknown(what: &str, name: &str) -> Problem {
    let refusal = Refusal::Unknown { what: what.to_owned(), name: name.to_owned() };
    Problem::from(Rejection::Refused(refusal))
}

async fn act(
    app: &App,
    bearer: &Bearer,
    case: CaseId,
    act: Act,
    key: Key,
    member: Option<String>,
) -> Answered {
    let task = match &act {
        Act::Complete { task, .. } | Act::Claim { task } | Act::Release { task } => Some(*task),
        _ => None,
    };
    let by = bearer.caller(member, Vec::new());
    let wish = Wish::Act { case: case.clone(), act };
    let done = app.casework().advance(Command { by, key: key.0, wish }).await;
    let said = |rejection: Rejection| match task {
        Some(task) => Problem::from(rejection).at_task(&case, task),
        None => Problem::from(rejection).in_case(&case),
    };
    receipt(done.map_err(said)?)
}

/// Opens a case.
#[utoipa::path(post, path = "/api/cases", tag = "cases", request_body = NewCase,
    params(("Idempotency-Key" = Option<String>, Header, description = "the same key is executed once")),
    responses((status = 201, description = "it is open", body = Receipt), Problems))]
pub(super) async fn open(
    State(app): State<App>,
    bearer: Bearer,
    key: Key,
    Sent(new): Sent<NewCase>,
) -> Answered {
    let lodged = if new.people.iter().any(|one| one.authority.is_some()) {
        let known = bearer.known(&app).await?;
        app.casework().uploads(known.id(), &Slot::Opening(new.workflow.clone())).await?
    } else {
        Vec::new()
    };
    let is_own =
        |(place, one): (usize, &NewParticipant)| (one.person.as_deref() == Some(ME)).then_some(place);
    let own = new.people.iter().enumerate().filter_map(is_own).collect();
    let people: Result<Vec<Participant>, Problem> =
        new.people.into_iter().map(|one| participant(one, &lodged)).collect();
    let NewCase { workflow, version, data, .. } = new;
    let by = bearer.caller(None, own);
    let wish = Wish::Open { workflow, version, people: people?, data };
    let answer = app.casework().advance(Command { by, key: key.0, wish }).await?;
    Ok((StatusCode::CREATED, Json(Receipt::from(answer))).into_response())
}

fn participant(new: NewParticipant, lodged: &[Lodged]) -> Result<Participant, Problem> {
    let person = match new.person.as_deref() {
        None | Some(ME) => None,
        Some(id) => Some(PersonId::parse(id).map_err(|_| unknown("person", id))?),
    };
    let channel = |(name, address): (String, String)| match name.as_str() {
        "portal" => Ok((Channel::Portal, address)),
        "mail" => Ok((Channel::Mail, address)),
        "sms" => Ok((Channel::Sms, address)),
        other => Err(unknown("channel", other)),
    };
    let authority = new.authority.as_deref().map(|digest| {
        let found = lodged.iter().find(|lodged| lodged.upload.digest.as_str() == digest);
        found.map(|lodged| lodged.upload.clone()).ok_or_else(|| unknown("document", digest))
    });
    let contact: Result<BTreeMap<Channel, String>, Problem> = new.contact.into_iter().map(channel).collect();
    Ok(Participant {
        role: new.role,
        name: new.name,
        person,
        contact: contact?,
        data: new.data,
        represents: new.represents,
        authority: authority.transpose()?,
    })
}

/// Ends a task by one of its outcomes.
#[utoipa::path(post, path = "/api/cases/{case}/tasks/{number}/complete", tag = "tasks", request_body = Completion,
    params(("case" = String, Path), ("number" = u64, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "the same key is executed once")),
    responses((status = 200, description = "it is done", body = Receipt), Problems))]
pub(super) async fn complete(
    State(app): State<App>,
    Path((id, task)): Path<(String, String)>,
    bearer: Bearer,
    key: Key,
    Sent(sent): Sent<Completion>,
) -> Answered {
    let (case, task) = (case_id(&id)?, number(&task)?);
    let digest = |text: &String| Digest::parse(text).map_err(|_| unknown("document", text));
    let documents = sent.documents.iter().map(digest).collect::<Result<Vec<_>, _>>()?;
    let done = Act::Complete { task, name: None, outcome: sent.outcome, form: sent.form, documents };
    let answered = act(&app, &bearer, case.clone(), done, key, sent.member).await;
    if let Err(Problem::Rejected { rejection: Rejection::Refused(Refusal::Document { .. }), .. }) = &answered
    {
        let known = bearer.known(&app).await?;
        let shown = app.casework().task(known.id(), &case, task, known.code()).await;
        if let Err(gone @ Rejection::Refused(_)) = shown {
            // Its uploads went with the task: who ended it and when says more than that they are missing.
            return Err(Problem::from(gone).at_task(&case, task));
        }
    }
    answered
}

/// Takes a task of a pool.
#[utoipa::path(post, path = "/api/cases/{case}/tasks/{number}/claim", tag = "tasks",
    params(("case" = String, Path), ("number" = u64, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "the same key is executed once")),
    responses((status = 200, description = "it is the caller's", body = Receipt), Problems))]
pub(super) async fn claim(
    State(app): State<App>,
    Path((id, task)): Path<(String, String)>,
    bearer: Bearer,
    key: Key,
) -> Answered {
    let task = number(&task)?;
    act(&app, &bearer, case_id(&id)?, Act::Claim { task }, key, None).await
}

/// Gives a claimed task back.
#[utoipa::path(post, path = "/api/cases/{case}/tasks/{number}/release", tag = "tasks",
    params(("case" = String, Path), ("number" = u64, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "the same key is executed once")),
    responses((status = 200, description = "it is the pool's again", body = Receipt), Problems))]
pub(super) async fn release(
    State(app): State<App>,
    Path((id, task)): Path<(String, String)>,
    bearer: Bearer,
    key: Key,
) -> Answered {
    let task = number(&task)?;
    act(&app, &bearer, case_id(&id)?, Act::Release { task }, key, None).await
}

/// Keeps what was typed for a task: any JSON.
#[utoipa::path(put, path = "/api/cases/{case}/tasks/{number}/draft", tag = "tasks", request_body = Object,
    params(("case" = String, Path), ("number" = u64, Path)),
    responses((status = 204, description = "it is kept"), Problems))]
pub(super) async fn save_draft(
    State(app): State<App>,
    Path((id, task)): Path<(String, String)>,
    known: Known,
    Sent(draft): Sent<serde_json::Value>,
) -> Answered {
    let slot = Slot::Task { case: case_id(&id)?, task: number(&task)? };
    app.casework().save_draft(known.id(), slot, draft.to_string()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Gives somebody the authority to act for a member.
#[utoipa::path(post, path = "/api/cases/{case}/representation", tag = "people", request_body = Authority,
    params(("case" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "the same key is executed once")),
    responses((status = 200, description = "it is given", body = Receipt), Problems))]
pub(super) async fn represent(
    State(app): State<App>,
    Path(id): Path<String>,
    bearer: Bearer,
    key: Key,
    Sent(sent): Sent<Authority>,
) -> Answered {
    let given = Act::Represent {
        member: sent.member,
        role: sent.role,
        person: PersonId::parse(&sent.person).map_err(|_| unknown("person", &sent.person))?,
        document: Digest::parse(&sent.document).map_err(|_| unknown("document", &sent.document))?,
    };
    act(&app, &bearer, case_id(&id)?, given, key, None).await
}

/// Ends an authority.
#[utoipa::path(delete, path = "/api/cases/{case}/representation", tag = "people", request_body = EndOfAuthority,
    params(("case" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "the same key is executed once")),
    responses((status = 200, description = "it has ended", body = Receipt), Problems))]
pub(super) async fn end_representation(
    State(app): State<App>,
    Path(id): Path<String>,
    bearer: Bearer,
    key: Key,
    Sent(sent): Sent<EndOfAuthority>,
) -> Answered {
    let person = PersonId::parse(&sent.person).map_err(|_| unknown("person", &sent.person))?;
    let ended = Act::EndRepresentation { member: sent.member, person };
    act(&app, &bearer, case_id(&id)?, ended, key, None).await
}

/// A declared message from another system, whose account the operator has put into the pool `systems`.
#[utoipa::path(post, path = "/api/cases/{case}/messages/{name}", tag = "systems", request_body = Object,
    params(("case" = String, Path), ("name" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "the same key is executed once")),
    responses((status = 200, description = "the case has it", body = Receipt), Problems))]
pub(super) async fn message(
    State(app): State<App>,
    Path((id, name)): Path<(String, String)>,
    known: Known,
    key: Key,
    Sent(data): Sent<Record>,
) -> Answered {
    let case = case_id(&id)?;
    let done = app.casework().message_from(known.id(), &case, &name, data, key.0).await;
    receipt(done.map_err(|rejection| Problem::from(rejection).in_case(&case))?)
}

/// Opens a message, which may be the receipt from which a period runs.
#[utoipa::path(post, path = "/api/messages/{id}", tag = "messages", params(("id" = String, Path)),
    responses((status = 200, description = "the message", body = super::views::Message), Problems))]
pub(super) async fn open_message(State(app): State<App>, Path(id): Path<String>, known: Known) -> Answered {
    Ok(Json(app.casework().open_message(known.id(), &id).await?).into_response())
}

/// Takes the seat that an invitation's code is for.
#[utoipa::path(post, path = "/api/invitations/{code}", tag = "people", params(("code" = String, Path)),
    responses((status = 200, description = "the caller takes part", body = Receipt), Problems))]
pub(super) async fn take_seat(State(app): State<App>, Path(code): Path<String>, known: Known) -> Answered {
    receipt(app.casework().redeem(known.id(), &code).await?)
}
