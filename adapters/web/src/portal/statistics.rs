//! How deadlines are kept in the cases that an official may see.

use crate::answer::Answered;
use crate::api::StatisticsOf;
use crate::app::App;
use crate::pages;
use crate::session::Known;
use crate::words::word;
use axum::extract::{Query, State};
use registrar_casework::statistics::{DeadlineStatistics, said};
use serde_json::{Value, json};

pub(super) async fn page(State(app): State<App>, Query(of): Query<StatisticsOf>, known: Known) -> Answered {
    let found = app.casework().statistics(known.id(), &of.asked()?, known.code()).await?;
    let language = known.language();
    let workflows = found.workflows.iter().map(|workflow| {
        let of_kind = |promise: bool| -> Vec<Value> {
            let deadlines = workflow.deadlines.iter().filter(|deadline| deadline.promise == promise);
            deadlines.map(|deadline| row(deadline, known.code())).collect()
        };
        json!({
            "title": workflow.title,
            "workflow": workflow.workflow,
            "cases": workflow.cases,
            "groups": [
                {"title": word("promises", language), "tone": "promise", "rows": of_kind(true)},
                {"title": word("limits", language), "tone": "statutory", "rows": of_kind(false)},
            ],
        })
    });
    let content = json!({
        "workflows": workflows.collect::<Vec<_>>(),
        "cases": found.cases,
        "unreadable": found.unreadable,
        "more": found.more,
        "workflow": of.workflow,
        "since": of.since,
        "until": of.until,
    });
    Ok(pages::page(&app, &known.visit, "statistics.html", word("statistics", language), content).await)
}

fn row(deadline: &DeadlineStatistics, language: &str) -> Value {
    let length = |seconds: Option<u64>| seconds.map_or_else(String::new, |seconds| said(seconds, language));
    json!({
        "title": deadline.title,
        "binds": deadline.binds,
        "met": deadline.met,
        "missed": deadline.missed,
        "waived": deadline.waived,
        "restored": deadline.restored,
        "running": deadline.running,
        "in_time": deadline.in_time.map_or_else(String::new, |share| format!("{share:.2} %")),
        "median": length(deadline.median),
        "ninetieth": length(deadline.ninetieth),
    })
}
