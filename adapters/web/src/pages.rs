//! Pages from the embedded templates: what stands around each, and the words of the reader's language.

use crate::app::App;
use crate::language::Lang;
use crate::session::Visit;
use crate::when;
use crate::words::{word, words};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use include_dir::{Dir, include_dir};
use serde_json::{Value, json};
use tera::{Context, Tera};

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The one style sheet.
pub(crate) static STYLE: &str = include_str!("../static/style.css");

/// The templates, read once.
pub(crate) struct Pages(Tera);

impl Pages {
    pub fn new() -> Self {
        let mut tera = Tera::new();
        tera.autoescape_on([".html"]);
        let files = TEMPLATES.files().filter_map(|file| {
            let name = file.path().file_name()?.to_str()?;
            Some((name, file.contents_utf8()?))
        });
        tera.add_raw_templates(files).expect("the embedded templates parse: every test starts here");
        Self(tera)
    }
}

/// A page with its frame.
pub(crate) async fn show(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    template: &str,
    title: &str,
    content: Value,
) -> Response {
    let unread = match &visit.person {
        // A page is worth more than its counter.
        Some(person) => app.casework().unread(&person.id).await.unwrap_or_default(),
        None => 0,
    };
    let clock = match &app.sandbox {
        Some(sandbox) => when::moment(sandbox.now().await, &app.site.zone, visit.language),
        None => String::new(),
    };
    let frame = frame(app, visit, title, unread, &clock);
    render(app, visit, status, template, frame, content)
}

/// A page of the usual kind.
pub(crate) async fn page(app: &App, visit: &Visit, template: &str, title: &str, content: Value) -> Response {
    show(app, visit, StatusCode::OK, template, title, content).await
}

/// Where one comes in: for a token or an invitation.
pub(crate) fn entry(app: &App, visit: &Visit, wrong: &str, status: StatusCode) -> Response {
    let title = word("enter", visit.language);
    let frame = frame(app, visit, title, 0, "");
    render(app, visit, status, "entry.html", frame, json!({ "wrong": wrong, "next": visit.here }))
}

fn frame(app: &App, visit: &Visit, title: &str, unread: u64, clock: &str) -> Value {
    json!({
        "w": words(visit.language),
        "lang": match visit.language { Lang::En => "en", Lang::Zh => "zh-CN" },
        "site": app.site.name,
        "title": title,
        "here": visit.here,
        "person": visit.person.as_ref().map_or("", |person| person.name.as_str()),
        "own_zone": visit.person.as_ref().map_or("", |person| person.zone.as_str()),
        "zone_link": format!("/zone?back={}", in_query(&visit.here)),
        "unread": unread,
        "sandbox": app.sandbox.is_some(),
        // Not `clock`: that is what pages call a deadline's.
        "sandbox_time": clock,
    })
}

/// A path as the value of a query.
fn in_query(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                text.push(byte.into())
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

/// A page with its frame and nobody signed in, as a test sees it.
#[cfg(test)]
pub(crate) fn rendered(template: &str, language: Lang, content: Value) -> String {
    let mut frame = json!({"w": words(language), "lang": language.code(), "site": "Court", "title": "T",
        "here": "/", "person": "", "own_zone": "", "zone_link": "", "unread": 0, "sandbox": false,
        "sandbox_time": ""});
    if let (Value::Object(frame), Value::Object(content)) = (&mut frame, content) {
        frame.extend(content);
    }
    let context = Context::from_serialize(&frame).expect("it is JSON");
    Pages::new().0.render(template, &context).expect("the template takes it")
}

fn render(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    template: &str,
    mut frame: Value,
    content: Value,
) -> Response {
    if let (Value::Object(frame), Value::Object(content)) = (&mut frame, content) {
        frame.extend(content);
    }
    let rendered = Context::from_serialize(&frame).and_then(|context| app.pages.0.render(template, &context));
    match rendered {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, template, route = visit.route, "a page can't be rendered");
            let sentence = word("say_broken", visit.language);
            (StatusCode::INTERNAL_SERVER_ERROR, sentence).into_response()
        }
    }
}
