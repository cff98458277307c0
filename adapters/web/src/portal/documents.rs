//! A document of a case as bytes. What could run in a browser is only ever kept, never shown from our
//! origin; documents that the definition's own templates made are shown, in a box without rights.

use crate::answer::{Answered, case_id, number};
use crate::app::App;
use crate::problem::Problem;
use crate::session::Known;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use registrar_casework::Rejection;
use registrar_engine::id::CaseId;
use std::collections::BTreeMap;
use tokio_util::io::ReaderStream;

/// Kinds that a browser shows without running anything in them.
const SHOWN: [&str; 6] =
    ["application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"];
/// A made document has its own styles and nothing else: no script, no form, no origin.
const BOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

pub(super) async fn download(
    State(app): State<App>,
    Path((id, document)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    known: Known,
) -> Answered {
    let (case, document) = (case_id(&id)?, number(&document)?);
    content(&app, &known, &case, document, query.contains_key("view")).await
}

/// The bytes; shown in the browser only if asked for and harmless.
pub(crate) async fn content(app: &App, known: &Known, case: &CaseId, document: u64, view: bool) -> Answered {
    let (filed, content) = app.casework().document(known.id(), case, document).await?;
    let content = content.ok_or_else(|| Problem::from(Rejection::Busy))?;
    let seen = app.casework().case(known.id(), case, known.code()).await?;
    let issued = seen.documents.iter().any(|known| known.number == document && known.issued);
    let boxed = issued && filed.media == "text/html";
    let shown = view && (boxed || SHOWN.contains(&filed.media.as_str()));
    let media = match filed.media.as_str() {
        "text/plain" => "text/plain; charset=utf-8",
        "text/html" if boxed => "text/html; charset=utf-8",
        // Kept, not shown: the browser isn't told of a kind that it might run.
        _ if !shown && registrar_casework::media::runs(&filed.media) => "application/octet-stream",
        other => other,
    };
    let name = match boxed {
        true if !filed.name.ends_with(".html") => format!("{}.html", filed.name),
        _ => filed.name.clone(),
    };
    let mut response = Response::new(Body::from_stream(ReaderStream::new(content)));
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, media);
    set(header::CONTENT_DISPOSITION, &disposition(shown, &name));
    if filed.size > 0 {
        set(header::CONTENT_LENGTH, &filed.size.to_string());
    }
    if boxed {
        set(header::CONTENT_SECURITY_POLICY, BOX);
    } else {
        set(
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
        );
    }
    Ok(response)
}

/// RFC 6266: a plain name for old browsers, the whole one for the others.
fn disposition(shown: bool, name: &str) -> String {
    let kind = if shown { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' })
        .collect();
    let whole: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_never_breaks_out_of_its_header() {
        let text = disposition(false, "起诉状\"; x=\r\n.pdf");
        assert!(!text.contains(['\r', '\n']));
        assert_eq!(text.matches('"').count(), 2);
        assert!(text.ends_with("%E8%B5%B7%E8%AF%89%E7%8A%B6%22%3B%20x%3D%0D%0A.pdf"));
    }
}
