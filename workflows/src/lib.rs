//! The definitions, calendars and counting rules that come with Registrar, embedded; and the same read
//! from folders on disk, for who writes others.
//!
//! Decides nothing about what the texts mean: they are handed on as they are written.

mod folder;

pub use folder::{
    FolderError, MAX_FILE, MAX_FILES, MAX_FOLDER, MAX_FOLDERS, find_workflows, lay_over, read_file,
    read_folder, read_times,
};

use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static ASYNC_TRIAL: Dir = include_dir!("$CARGO_MANIFEST_DIR/async-trial");
static BUSINESS_LICENCE: Dir = include_dir!("$CARGO_MANIFEST_DIR/business-licence");
static CALENDARS: Dir = include_dir!("$CARGO_MANIFEST_DIR/calendars");
static COUNTING: Dir = include_dir!("$CARGO_MANIFEST_DIR/counting");

/// The file in a workflow's folder that holds its definition.
pub const DEFINITION: &str = "workflow.yaml";

/// A definition with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipped {
    /// Name of its folder, which is that of its workflow.
    pub name: String,
    /// The definition.
    pub text: String,
    /// Templates and JSON Schemas by file name.
    pub resources: BTreeMap<String, String>,
}

/// The shipped workflows.
pub fn shipped() -> Vec<Shipped> {
    [("async-trial", &ASYNC_TRIAL), ("business-licence", &BUSINESS_LICENCE)]
        .into_iter()
        .map(|(name, folder)| {
            let mut resources = texts(folder);
            let text = resources.remove(DEFINITION).unwrap_or_default();
            Shipped { name: name.to_owned(), text, resources }
        })
        .collect()
}

/// The shipped calendars and counting rules: file name and text of each, ready for
/// [`Calendars::read`](registrar_engine::deadline::Calendars::read).
pub fn calendars() -> Vec<(String, String)> {
    let of = |kind: &'static str, folder: &Dir<'static>| {
        texts(folder).into_iter().map(move |(name, text)| (format!("{kind}/{name}"), text))
    };
    of("calendars", &CALENDARS).chain(of("counting", &COUNTING)).collect()
}

fn texts(folder: &Dir<'static>) -> BTreeMap<String, String> {
    folder
        .files()
        .filter_map(|file| {
            let name = file.path().file_name()?.to_str()?;
            Some((name.to_owned(), file.contents_utf8()?.to_owned()))
        })
        .collect()
}
