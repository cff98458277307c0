//! What a browser posts: texts by name, and files as they stream in.

use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use futures::TryStreamExt as _;
use multer::{Constraints, Multipart, SizeLimit};
use registrar_casework::ports::Content;
use std::collections::BTreeMap;
use tokio_util::io::StreamReader;

/// Texts by the names of their fields.
pub(crate) type Typed = BTreeMap<String, String>;

/// Most bytes of all texts of a form.
const LARGEST_TEXTS: usize = 1 << 20;
/// Most fields of a form.
const MOST_FIELDS: usize = 4_000;
/// Most bytes of a request with files; each file has its own limit beside.
const LARGEST_POST: u64 = 512 << 20;

/// A form without files.
pub(crate) async fn posted(request: Request) -> Result<Typed, Problem> {
    let pairs: axum::Form<Vec<(String, String)>> =
        axum::Form::from_request(request, &()).await.map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            _ => Problem::Unreadable(error.body_text()),
        })?;
    Ok(pairs.0.into_iter().take(MOST_FIELDS).map(|(name, text)| (name, lines(&text))).collect())
}

/// A form with files, read piece by piece.
pub(crate) struct Posting {
    multipart: Multipart<'static>,
    bytes: usize,
    fields: usize,
}

/// The next piece of it.
pub(crate) enum Item {
    /// A text.
    Text(String, String),
    /// A file that was chosen: field, file name, content.
    File(String, String, Content),
}

impl Posting {
    pub fn new(request: Request) -> Result<Self, Problem> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = multer::parse_boundary(kind.unwrap_or_default()).map_err(unreadable)?;
        let limit = SizeLimit::new().whole_stream(LARGEST_POST);
        let stream = request.into_body().into_data_stream();
        let constraints = Constraints::new().size_limit(limit);
        let multipart = Multipart::with_constraints(stream, boundary, constraints);
        Ok(Self { multipart, bytes: 0, fields: 0 })
    }

    /// The next text or file. A file must be read or dropped before the next is asked for.
    pub async fn next(&mut self) -> Result<Option<Item>, Problem> {
        loop {
            let Some(mut field) = self.multipart.next_field().await.map_err(unreadable)? else {
                return Ok(None);
            };
            self.fields += 1;
            if self.fields > MOST_FIELDS {
                return Err(Problem::TooLarge);
            }
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                // A file field in which nothing was chosen.
                Some(file) if file.is_empty() => {}
                Some(file) => {
                    let content = StreamReader::new(field.map_err(std::io::Error::other));
                    return Ok(Some(Item::File(name, file, Box::pin(content))));
                }
                None => {
                    let mut text: Vec<u8> = Vec::new();
                    while let Some(piece) = field.chunk().await.map_err(unreadable)? {
                        self.take(&piece, &mut text)?;
                    }
                    let text = String::from_utf8_lossy(&text);
                    return Ok(Some(Item::Text(name, lines(&text))));
                }
            }
        }
    }

    fn take(&mut self, piece: &Bytes, text: &mut Vec<u8>) -> Result<(), Problem> {
        self.bytes += piece.len();
        if self.bytes > LARGEST_TEXTS {
            return Err(Problem::TooLarge);
        }
        text.extend_from_slice(piece);
        Ok(())
    }
}

fn unreadable(error: multer::Error) -> Problem {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            Problem::TooLarge
        }
        other => Problem::Unreadable(other.to_string()),
    }
}

/// Browsers post line ends as two characters.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}
