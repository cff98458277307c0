//! The page of a case: where it stands, what happens next and by when, what happens if nobody does
//! anything; its timeline and its deadlines.

use super::shape;
use crate::answer::{Answered, case_id, number};
use crate::app::App;
use crate::language::Lang;
use crate::pages;
use crate::problem::Problem;
use crate::session::Known;
use crate::when;
use crate::words::word;
use axum::extract::{Path, Query, State};
use registrar_casework::view::{CaseView, TaskView, TimelineEntry};
use registrar_engine::id::{CaseId, PersonId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Entries of the timeline on the case's own page, and on a page of the timeline.
const LATEST: u32 = 8;
const PAGE: u32 = 50;
/// How many entries of one commit may stand behind the act that it is about.
const SAME_COMMIT: u64 = 8;

pub(super) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    known: Known,
) -> Answered {
    let case = case_id(&id)?;
    let casework = app.casework();
    let view = casework.case(known.id(), &case, known.code()).await?;
    let messages = casework.messages(known.id(), Some(&case), None, 5).await?;
    let from = view.revision.saturating_sub(u64::from(LATEST)) + 1;
    let (mut latest, _) = casework.timeline(known.id(), &case, from, LATEST, known.code()).await?;
    latest.reverse();
    let drawn = casework.names_drawn(&latest).await?;
    let may_represent = !casework.representation(known.id(), &case, known.code()).await?.is_empty();
    let language = known.language();
    let done = match query.get("done").and_then(|revision| revision.parse().ok()) {
        Some(revision) => confirmation(&app, &known, &view, revision).await?,
        None => Value::Null,
    };
    let messages: Vec<Value> =
        messages.iter().map(|message| super::messages::line(message, &view.zone, language)).collect();
    let ended = casework.deadlines(known.id(), &case, known.code()).await?;
    let ended = ended.iter().filter(|deadline| deadline.over.is_some());
    let ended = ended.filter(|deadline| !view.clocks.iter().any(|clock| clock.number == deadline.number));
    let content = json!({
        "case": heading(&view, language),
        "ended_deadlines": ended.map(|deadline| shape::deadline(deadline, case.as_str(), &view.zone, language))
            .collect::<Vec<_>>(),
        "done": done,
        "status": view.status.iter().filter(|status| !status.idle).collect::<Vec<_>>(),
        "beside": view.status.iter().filter(|status| status.idle).collect::<Vec<_>>(),
        "tasks": to_dos(&view.tasks, false, &view.zone, language),
        "may": to_dos(&view.tasks, true, &view.zone, language),
        "waits_for": to_dos(&view.waits_for, false, &view.zone, language),
        "others_may": to_dos(&view.waits_for, true, &view.zone, language),
        "clocks": view.clocks.iter()
            .map(|clock| shape::clock(clock, case.as_str(), &view.zone, language)).collect::<Vec<_>>(),
        "documents": documents(&view, language),
        "parties": view.parties.iter().map(|party| json!({
            "text": party.text, "party": party.party, "has_account": party.has_account,
            "is_reader": party.is_reader, "represented_by": party.represented_by.join(shape::between(language)),
            "left": party.left.map_or_else(String::new, |at| when::day_of(at, &view.zone, language)),
            "data": party.data,
        })).collect::<Vec<_>>(),
        "consents": view.consents.iter().map(|consent| json!({
            "title": consent.title, "law": consent.law, "holds": consent.holds,
            "members": consent.members.iter().map(|(text, since)| json!({
                "text": text,
                "since": since.map_or_else(String::new, |at| when::day_of(at, &view.zone, language)),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "data": view.data,
        "messages": messages,
        "latest": entries(&latest, &drawn, &view.zone, language),
        "may_represent": may_represent,
    });
    Ok(pages::page(&app, &known.visit, "case.html", &view.title, content).await)
}

/// What was just done, and what happens next and by when; nothing if the page is only opened again later.
async fn confirmation(app: &App, known: &Known, view: &CaseView, revision: u64) -> Result<Value, Problem> {
    // What is done in the same commit, such as a draw, stands behind the act.
    if revision.saturating_add(SAME_COMMIT) < view.revision {
        return Ok(Value::Null);
    }
    let from = revision.saturating_sub(SAME_COMMIT).max(1);
    let limit = u32::try_from(SAME_COMMIT).unwrap_or(1) + 1;
    let (entries, _) = app.casework().timeline(known.id(), &view.case, from, limit, known.code()).await?;
    let language = known.language();
    let acts = entries.iter().filter(|entry| entry.number <= revision).rev();
    let act = acts.flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)));
    let act = act.into_iter().find(|(_, line)| line.kind == "done");
    let (what, at) = match act {
        Some((entry, line)) => (line.text.clone(), entry.effective),
        None => (word("was_opened", language).to_owned(), view.opened),
    };
    let first = |tasks: &[TaskView]| {
        let next = tasks.iter().filter(|task| !task.optional);
        let next = next.min_by_key(|task| (task.due.is_none(), task.due, task.number));
        next.map(|task| to_do(task, &view.zone, language))
    };
    Ok(json!({
        "what": what,
        "at": when::moment(at, &view.zone, language),
        "mine": first(&view.tasks),
        "others": first(&view.waits_for),
    }))
}

fn to_dos(tasks: &[TaskView], optional: bool, zone: &str, language: Lang) -> Vec<Value> {
    let mut chosen: Vec<&TaskView> = tasks.iter().filter(|task| task.optional == optional).collect();
    chosen.sort_by_key(|task| (task.due.is_none(), task.due, task.number));
    chosen.into_iter().map(|task| to_do(task, zone, language)).collect()
}

/// What stands above every page of a case.
pub(super) fn heading(view: &CaseView, language: Lang) -> Value {
    json!({
        "number": view.case.as_str(),
        "link": format!("/cases/{}", view.case),
        "title": view.title,
        "version": view.version,
        "opened": when::day_of(view.opened, &view.zone, language),
        "zone": view.zone,
        "ended": view.ended.as_ref().map(|end| json!({
            "at": when::moment(end.at, &view.zone, language), "state": end.state,
        })),
        "as_whom": view.parties.iter().filter(|party| party.is_reader)
            .map(|party| party.text.as_str()).collect::<Vec<_>>().join(shape::between(language)),
    })
}

fn to_do(task: &TaskView, zone: &str, language: Lang) -> Value {
    json!({
        "link": format!("/cases/{}/tasks/{}", task.case, task.number),
        "title": task.title,
        "whose": task.whose,
        "for_whom": task.for_whom,
        "due": when::until(task.due, task.last_day.as_deref(), zone, language),
        "left": when::left(task.remaining.as_ref(), language),
        "there": when::there(task.due, task.there.as_ref(), language),
        "zone": zone,
        "provisional": task.provisional,
        "tone": match (task.due, task.promise) { (None, _) => "", (_, true) => "promise", _ => "statutory" },
        "claimable": task.claimable,
    })
}

fn documents(view: &CaseView, language: Lang) -> Vec<Value> {
    let shaped = view.documents.iter().map(|document| {
        json!({
            "link": format!("/cases/{}/documents/{}", view.case, document.number),
            "title": document.title,
            // A document of the house is called by its title; its file's name is for machines.
            "name": if document.issued { "" } else { document.name.as_str() },
            "issued": document.issued,
            "by": document.by,
            "at": when::moment(document.at, &view.zone, language),
            "size": shape::size(document.size),
            "ready": document.digest.is_some(),
            "inline": document.inline || document.issued,
        })
    });
    shaped.collect()
}

fn entries(
    entries: &[TimelineEntry],
    names: &BTreeMap<PersonId, String>,
    zone: &str,
    language: Lang,
) -> Vec<Value> {
    // The account's number is what the draw was made of; the name is for the reader.
    let candidate = |(person, tasks): &(PersonId, u32)| match names.get(person) {
        Some(name) => format!("{name} ({person}: {tasks})"),
        None => format!("{person}: {tasks}"),
    };
    let shaped = entries.iter().map(|entry| {
        json!({
            "number": entry.number,
            "at": when::moment(entry.effective, zone, language),
            "recorded": recorded(entry, zone, language),
            "lines": entry.lines,
            "hash": entry.hash,
            "draw": entry.draw.as_ref().map(|draw| json!({
                "how": draw.how,
                "candidates": draw.candidates.iter().map(candidate).collect::<Vec<_>>().join(", "),
                "randomness": draw.randomness,
                "position": draw.position,
            })),
        })
    });
    shaped.collect()
}

/// When it was recorded, if a reader could tell that from when it counts.
fn recorded(entry: &TimelineEntry, zone: &str, language: Lang) -> String {
    let recorded = when::moment(entry.recorded, zone, language);
    if recorded == when::moment(entry.effective, zone, language) { String::new() } else { recorded }
}

pub(super) async fn timeline(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    known: Known,
) -> Answered {
    let case = case_id(&id)?;
    let from = query.get("from").and_then(|from| from.parse().ok()).unwrap_or(1);
    let view = app.casework().case(known.id(), &case, known.code()).await?;
    let (found, next) = app.casework().timeline(known.id(), &case, from, PAGE, known.code()).await?;
    let drawn = app.casework().names_drawn(&found).await?;
    let content = json!({
        "case": heading(&view, known.language()),
        "entries": entries(&found, &drawn, &view.zone, known.language()),
        "next": next,
    });
    let title = word("timeline", known.language());
    Ok(pages::page(&app, &known.visit, "timeline.html", title, content).await)
}

pub(super) async fn deadline(
    State(app): State<App>,
    Path((id, clock)): Path<(String, String)>,
    known: Known,
) -> Answered {
    let (case, clock) = (case_id(&id)?, number(&clock)?);
    let view = app.casework().case(known.id(), &case, known.code()).await?;
    let found = explained(&app, &known, &case, clock).await?;
    let content = json!({
        "case": heading(&view, known.language()),
        "clock": found.clock.as_ref()
            .map(|clock| shape::clock(clock, case.as_str(), &found.zone, known.language())),
        "own_page": true,
        "steps": found.steps,
        "ledger": shape::ledger(&found.ledger, case.as_str(), &found.zone, known.language()),
    });
    Ok(pages::page(&app, &known.visit, "deadline.html", &found.ledger.deadline.title, content).await)
}

async fn explained(
    app: &App,
    known: &Known,
    case: &CaseId,
    clock: u64,
) -> Result<registrar_casework::view::ExplainedClock, Problem> {
    Ok(app.casework().explain_deadline(known.id(), case, clock, known.code()).await?)
}
