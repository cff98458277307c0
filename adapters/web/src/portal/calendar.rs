//! The page where a person makes, replaces and ends the address of his calendar feed.

use crate::answer::{Answered, see_other};
use crate::app::App;
use crate::form::posted;
use crate::pages;
use crate::session::Known;
use crate::when;
use crate::words::word;
use axum::extract::{Request, State};
use serde_json::json;

pub(super) async fn page(State(app): State<App>, known: Known) -> Answered {
    show(&app, &known, "").await
}

/// Making one answers with the page itself and not with a way to it: the address is told this once.
pub(super) async fn submit(State(app): State<App>, known: Known, request: Request) -> Answered {
    let typed = posted(request).await?;
    match typed.get("do").map(String::as_str) {
        Some("make") => {
            let made = app.casework().make_feed(known.id()).await?;
            show(&app, &known, &made.address).await
        }
        Some("end") => {
            app.casework().end_feed(known.id()).await?;
            Ok(see_other("/calendar"))
        }
        _ => Ok(see_other("/calendar")),
    }
}

async fn show(app: &App, known: &Known, address: &str) -> Answered {
    let made = app.casework().feed_made(known.id()).await?;
    let made = made.map(|at| when::moment(at, &app.site.zone, known.language())).unwrap_or_default();
    let title = word("calendar", known.language());
    let content = json!({ "address": address, "made": made });
    Ok(pages::page(app, &known.visit, "calendar.html", title, content).await)
}
