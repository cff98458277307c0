//! The page of a task: its form, made from the fields; documents that go with it; drafts, taking it from
//! a pool and giving it back; its outcomes as buttons. Nothing typed is lost by a mistake.

use super::case::heading;
use super::shape;
use crate::answer::{Answered, case_id, number, see_other};
use crate::app::App;
use crate::form::{Filled, Item, Part, Posting, Typed, flat, note, parts, record, rows, without_row};
use crate::pages;
use crate::problem::Problem;
use crate::session::Known;
use crate::when;
use crate::words::word;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use registrar_casework::ports::Slot;
use registrar_casework::view::{CaseView, OutcomeView, TaskView};
use registrar_casework::{Act, Caller, Command, Rejection, Wish};
use registrar_engine::id::{CaseId, Digest};
use registrar_engine::refusal::{FormProblem, Refusal};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Names of a form's fields that are no part of what was filled in.
const CONTROLS: [&str; 3] = ["do", "key", "as"];

/// What is to be shown.
struct Shown<'a> {
    case: &'a CaseView,
    task: &'a TaskView,
    typed: &'a Typed,
    /// The outcome that was tried, and what is wrong with its form.
    tried: Option<&'a str>,
    problems: BTreeMap<String, String>,
    /// What is wrong with a file, by kind of document.
    files: BTreeMap<String, String>,
    /// A sentence above the form.
    sentence: String,
    saved: bool,
}

pub(super) async fn page(
    State(app): State<App>,
    Path((id, task)): Path<(String, String)>,
    known: Known,
) -> Answered {
    let (case, task) = (case_id(&id)?, number(&task)?);
    let (case_view, view) = load(&app, &known, &case, task).await?;
    let draft: Option<Typed> = view.draft.as_ref().and_then(|draft| serde_json::from_str(draft).ok());
    let saved = draft.is_some();
    let typed = draft.unwrap_or_else(|| stored(&view));
    let shown = Shown {
        case: &case_view,
        task: &view,
        typed: &typed,
        tried: None,
        problems: BTreeMap::new(),
        files: BTreeMap::new(),
        sentence: String::new(),
        saved,
    };
    show(&app, &known, StatusCode::OK, shown).await
}

async fn load(app: &App, known: &Known, case: &CaseId, task: u64) -> Result<(CaseView, TaskView), Problem> {
    let said = |rejection: Rejection| Problem::from(rejection).at_task(case, task);
    let view = app.casework().task(known.id(), case, task, known.code()).await.map_err(said)?;
    let case_view = app.casework().case(known.id(), case, known.code()).await?;
    Ok((case_view, view))
}

/// What stands in the fields when nothing was typed yet.
fn stored(view: &TaskView) -> Typed {
    let mut typed = flat("f:", &view.values);
    for outcome in &view.outcomes {
        typed.extend(flat(&prefix(&outcome.name), &view.values));
    }
    typed
}

fn prefix(outcome: &str) -> String {
    format!("o:{outcome}:")
}

/// Fields that every outcome asks for: shown once, above the buttons.
fn shared(outcomes: &[OutcomeView]) -> BTreeSet<String> {
    let keys = |outcome: &OutcomeView| -> BTreeSet<String> {
        let fields = outcome.schema.get("properties").and_then(Value::as_object);
        fields.into_iter().flat_map(|fields| fields.keys().cloned()).collect()
    };
    let mut all = outcomes.iter().map(keys);
    let first = all.next().unwrap_or_default();
    all.fold(first, |common, keys| common.intersection(&keys).cloned().collect())
}

pub(super) async fn submit(
    State(app): State<App>,
    Path((id, task)): Path<(String, String)>,
    known: Known,
    request: Request,
) -> Answered {
    let (case, task) = (case_id(&id)?, number(&task)?);
    let (case_view, view) = match load(&app, &known, &case, task).await {
        Ok(loaded) => loaded,
        Err(Problem::Rejected {
            rejection: Rejection::Refused(refusal @ Refusal::NotOpen { .. }), ..
        }) => {
            return too_late(&app, &known, &case, request, refusal).await;
        }
        Err(other) => return Err(other),
    };
    let (typed, files) = receive(&app, &known, &case, task, request).await?;
    let wanted = typed.get("do").cloned().unwrap_or_default();
    let (verb, object) = wanted.split_once(':').unwrap_or((&wanted, ""));
    let slot = Slot::Task { case: case.clone(), task };
    let here = format!("/cases/{case}/tasks/{task}");
    let said = |rejection: Rejection| Problem::from(rejection).at_task(&case, task);
    match verb {
        "claim" | "release" => {
            let act = if verb == "claim" { Act::Claim { task } } else { Act::Release { task } };
            app.casework().advance(command(&known, &case, &typed, act)).await.map_err(said)?;
            Ok(see_other(if verb == "claim" { &here } else { "/inbox" }))
        }
        "take_back" => {
            if let Ok(digest) = Digest::parse(object) {
                app.casework().take_back(known.id(), &slot, &digest).await?;
            }
            again(&app, &known, &case_view, task, &typed, files, false).await
        }
        "draft" => {
            let kept: BTreeMap<&String, &String> =
                typed.iter().filter(|(name, _)| !CONTROLS.contains(&name.as_str())).collect();
            let text = serde_json::to_string(&kept).map_err(|_| Problem::Broken)?;
            app.casework().save_draft(known.id(), slot, text).await.map_err(said)?;
            again(&app, &known, &case_view, task, &typed, files, true).await
        }
        "outcome" if files.is_empty() => complete(&app, &known, &case_view, &view, &typed, object).await,
        "less" => {
            let typed = fewer(object, &typed);
            again(&app, &known, &case_view, task, &typed, files, false).await
        }
        "more" => {
            let mut typed = typed;
            let more = rows(object, &typed) + 2;
            typed.insert(format!("rows:{object}"), more.to_string());
            again(&app, &known, &case_view, task, &typed, files, false).await
        }
        _ => again(&app, &known, &case_view, task, &typed, files, false).await,
    }
}

/// Without the row that a button names: `2:f:people`.
pub(super) fn fewer(object: &str, typed: &Typed) -> Typed {
    let named = object.split_once(':').and_then(|(row, list)| Some((row.parse().ok()?, list)));
    named.map_or_else(|| typed.clone(), |(row, list)| without_row(list, row, typed))
}

/// Takes in texts and files. A file that isn't taken is told beside its field; the rest is taken.
async fn receive(
    app: &App,
    known: &Known,
    case: &CaseId,
    task: u64,
    request: Request,
) -> Result<(Typed, BTreeMap<String, String>), Problem> {
    let mut posting = Posting::new(request)?;
    let (mut typed, mut wrong) = (Typed::new(), BTreeMap::new());
    while let Some(item) = posting.next().await? {
        match item {
            Item::Text(name, text) => {
                typed.insert(name, text);
            }
            Item::File(field, name, content) => {
                let kind = field.strip_prefix("d:").unwrap_or(&field).to_owned();
                let slot = Slot::Task { case: case.clone(), task };
                match app.casework().upload(known.id(), slot, &kind, &name, content).await {
                    Ok(_) => {}
                    Err(Rejection::Refused(
                        refusal @ (Refusal::Document { .. } | Refusal::Unknown { .. }),
                    )) => {
                        let said =
                            app.casework().say_refusal(known.id(), Some(case), &refusal, known.code()).await;
                        wrong.insert(kind, said);
                    }
                    Err(other) => return Err(Problem::from(other).at_task(case, task)),
                }
            }
        }
    }
    Ok((typed, wrong))
}

fn command(known: &Known, case: &CaseId, typed: &Typed, act: Act) -> Command {
    let given = |name: &str| typed.get(name).filter(|text| !text.is_empty()).cloned();
    Command {
        by: Caller::Person { person: known.id().clone(), member: given("as") },
        key: given("key"),
        wish: Wish::Act { case: case.clone(), act },
    }
}

async fn complete(
    app: &App,
    known: &Known,
    case: &CaseView,
    task: &TaskView,
    typed: &Typed,
    outcome: &str,
) -> Answered {
    let mut form = Default::default();
    if let Some(wanted) = task.outcomes.iter().find(|known| known.name == outcome) {
        let shared = shared(&task.outcomes);
        let mut own = record(&wanted.schema, &prefix(outcome), typed, &case.zone);
        own.retain(|key, _| !is_of(&shared, key));
        form = record(&wanted.schema, "f:", typed, &case.zone);
        form.extend(own);
    }
    let slot = Slot::Task { case: case.case.clone(), task: task.number };
    let lodged = app.casework().uploads(known.id(), &slot).await?;
    let documents = lodged.into_iter().map(|lodged| lodged.upload.digest).collect();
    let (number, name) = (task.number, task.name.clone());
    let act = Act::Complete { task: number, name: Some(name), outcome: outcome.to_owned(), form, documents };
    match app.casework().advance(command(known, &case.case, typed, act)).await {
        Ok(answer) => Ok(see_other(&format!("/cases/{}?done={}", case.case, answer.revision))),
        Err(Rejection::Refused(refusal)) => refused(app, known, case, number, typed, outcome, refusal).await,
        Err(other) => Err(Problem::from(other).at_task(&case.case, number)),
    }
}

/// Whether a key, of a list's item perhaps, belongs to one of the fields.
fn is_of(fields: &BTreeSet<String>, key: &str) -> bool {
    fields.contains(key)
        || fields
            .iter()
            .any(|field| key.strip_prefix(field.as_str()).is_some_and(|rest| rest.starts_with(['.', '['])))
}

/// The same page with what is wrong, or, for a task that isn't there any more, who ended it and when.
async fn refused(
    app: &App,
    known: &Known,
    case: &CaseView,
    task: u64,
    typed: &Typed,
    outcome: &str,
    refusal: Refusal,
) -> Answered {
    let casework = app.casework();
    let sentence = casework.say_refusal(known.id(), Some(&case.case), &refusal, known.code()).await;
    let problems = match &refusal {
        Refusal::Form { problems } => {
            casework.say_problems(known.id(), &case.case, task, problems.clone(), known.code()).await
        }
        _ => Vec::new(),
    };
    let status = match refusal {
        Refusal::Form { .. } | Refusal::Document { .. } | Refusal::Extension { .. } => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Refusal::NotYours { .. } | Refusal::Separated { .. } => StatusCode::FORBIDDEN,
        _ => StatusCode::CONFLICT,
    };
    let Ok(view) = casework.task(known.id(), &case.case, task, known.code()).await else {
        return ended(app, known, Some(case), typed, sentence).await;
    };
    let problems = problems.into_iter().map(|FormProblem { key, message, .. }| (key, message)).collect();
    let (tried, files) = (Some(outcome), BTreeMap::new());
    show(
        app,
        known,
        status,
        Shown { case, task: &view, typed, tried, problems, files, sentence, saved: false },
    )
    .await
}

/// Somebody has ended the task meanwhile. Files that came with it go nowhere.
async fn too_late(app: &App, known: &Known, case: &CaseId, request: Request, refusal: Refusal) -> Answered {
    let mut posting = Posting::new(request)?;
    let mut typed = Typed::new();
    while let Some(item) = posting.next().await? {
        if let Item::Text(name, text) = item {
            typed.insert(name, text);
        }
    }
    let sentence = app.casework().say_refusal(known.id(), Some(case), &refusal, known.code()).await;
    // Who was offered it with others may not see the case any more.
    let view = app.casework().case(known.id(), case, known.code()).await.ok();
    ended(app, known, view.as_ref(), &typed, sentence).await
}

/// The task is gone; what was typed can still be read and copied.
async fn ended(
    app: &App,
    known: &Known,
    case: Option<&CaseView>,
    typed: &Typed,
    sentence: String,
) -> Answered {
    let typed: Vec<&String> = typed
        .iter()
        .filter(|(name, text)| !CONTROLS.contains(&name.as_str()) && text.chars().count() > 3)
        .map(|(_, text)| text)
        .collect();
    let case = case.map(|case| heading(case, known.language()));
    let content = json!({ "case": case, "sentence": sentence, "typed": typed });
    let title = word("not_possible", known.language());
    Ok(pages::show(app, &known.visit, StatusCode::CONFLICT, "ended.html", title, content).await)
}

async fn again(
    app: &App,
    known: &Known,
    case: &CaseView,
    task: u64,
    typed: &Typed,
    files: BTreeMap<String, String>,
    saved: bool,
) -> Answered {
    let view = app.casework().task(known.id(), &case.case, task, known.code()).await;
    let view = view.map_err(|rejection| Problem::from(rejection).at_task(&case.case, task))?;
    let status = if files.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let sentence = files.values().next().cloned().unwrap_or_default();
    let problems = BTreeMap::new();
    show(
        app,
        known,
        status,
        Shown { case, task: &view, typed, tried: None, problems, files, sentence, saved },
    )
    .await
}

async fn show(app: &App, known: &Known, status: StatusCode, shown: Shown<'_>) -> Answered {
    let (task, language) = (shown.task, known.language());
    let shared = shared(&task.outcomes);
    let people = |role: &str| {
        let number = role.parse().ok();
        number.and_then(|number: u16| task.people.get(&number)).cloned().unwrap_or_default()
    };
    let none = BTreeMap::new();
    let filled = |prefix: &str, problems: &BTreeMap<String, String>, schema: &Value, common: bool| {
        let filled = Filled {
            prefix,
            typed: shown.typed,
            problems,
            people: &people,
            zone: &shown.case.zone,
            language,
        };
        parts(schema, &filled, &|name| shared.contains(name) == common)
    };
    let tried = task.outcomes.iter().find(|known| Some(known.name.as_str()) == shown.tried);
    let of_all = tried.or(task.outcomes.first());
    let above: Vec<Part> =
        of_all.map_or_else(Vec::new, |outcome| filled("f:", &shown.problems, &outcome.schema, true));
    let mut summary: Vec<Value> = Vec::new();
    let mut told: BTreeSet<String> = note(&above, &mut summary, "f:");
    let mut outcomes = Vec::new();
    for outcome in &task.outcomes {
        let prefix = prefix(&outcome.name);
        let is_tried = shown.tried == Some(outcome.name.as_str());
        let problems = if is_tried { &shown.problems } else { &none };
        let parts = filled(&prefix, problems, &outcome.schema, false);
        told.extend(note(&parts, &mut summary, &prefix));
        outcomes.push(json!({
            "name": outcome.name, "title": outcome.title, "offered": outcome.offered, "parts": parts,
        }));
    }
    for (_, message) in shown.problems.iter().filter(|(key, _)| !told.contains(*key)) {
        summary.push(json!({ "id": "", "label": "", "message": message }));
    }
    let content = json!({
        "case": heading(shown.case, language),
        "task": {
            "title": task.title, "whose": task.whose, "for_whom": task.for_whom, "law": task.law,
            "number": task.number, "mine": task.mine, "claimable": task.claimable, "held": task.held,
            "identify": task.identify, "in_person": task.in_person,
            "link": format!("/cases/{}/tasks/{}", task.case, task.number),
            "due": when::until(task.due, task.last_day.as_deref(), &shown.case.zone, language),
            "left": when::left(task.remaining.as_ref(), language),
            "there": when::there(task.due, task.there.as_ref(), language),
            "zone": shown.case.zone, "provisional": task.provisional, "on_expiry": task.on_expiry,
            "why": task.deadline.map_or_else(String::new, |number| format!("/cases/{}/deadlines/{number}", task.case)),
            "tone": match (task.due, task.promise) { (None, _) => "", (_, true) => "promise", _ => "statutory" },
        },
        "above": above,
        "outcomes": outcomes,
        "takes": takes(task, &shown.files),
        "uploads": task.uploads.iter().map(|lodged| json!({
            "kind": task.takes.iter().find(|kind| kind.name == lodged.upload.document)
                .map_or(lodged.upload.document.as_str(), |kind| kind.title.as_str()),
            "name": lodged.upload.name, "size": shape::size(lodged.upload.size),
            "digest": lodged.upload.digest.as_str(),
        })).collect::<Vec<_>>(),
        "summary": summary,
        "sentence": shown.sentence,
        "saved": shown.saved,
        "act_as": if task.act_as.len() > 1 { task.act_as.as_slice() } else { &[] },
        "acting": shown.typed.get("as").map(String::as_str).unwrap_or_default(),
        "key": uuid::Uuid::now_v7().to_string(),
    });
    Ok(pages::show(app, &known.visit, status, "task.html", &task.title, content).await)
}

fn takes(task: &TaskView, wrong: &BTreeMap<String, String>) -> Vec<Value> {
    let shaped = task.takes.iter().map(|kind| {
        json!({
            "name": kind.name, "title": kind.title, "required": kind.required, "many": kind.many,
            "media": kind.media.join(", "), "size": shape::size(kind.max_bytes),
            "problem": wrong.get(&kind.name).map(String::as_str).unwrap_or_default(),
        })
    });
    shaped.collect()
}
