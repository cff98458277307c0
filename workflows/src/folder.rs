//! Definitions, calendars and counting rules from folders on disk.
//!
//! Decides what is read and how much of it: ordinary files directly in the folder, each and all of them
//! limited in size, and no link that leads out of the folder.

use crate::{DEFINITION, Shipped};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Largest file, in bytes: the engine reads no longer text.
pub const MAX_FILE: u64 = 1 << 20;
/// Most bytes of a folder: a definition with a hundred templates has a twentieth of it.
pub const MAX_FOLDER: u64 = 16 << 20;
/// Most files of a folder.
pub const MAX_FILES: usize = 2_000;
/// Most folders looked through for workflows.
pub const MAX_FOLDERS: usize = 2_000;
/// Deepest nesting of folders looked through.
const MAX_DEPTH: usize = 8;
/// Endings of the files that stand beside a definition.
const BESIDE: &[&str] = &["txt", "html", "json"];

/// Why a folder can't be read.
#[derive(Debug)]
pub enum FolderError {
    /// The file system says no.
    Io {
        /// What was read.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// There is no definition in it.
    NoDefinition {
        /// The folder.
        path: PathBuf,
    },
    /// More than is read.
    TooLarge {
        /// The file or folder.
        path: PathBuf,
        /// The limit, in words.
        limit: String,
    },
    /// Not UTF-8.
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// A link that leads out of the folder.
    Outside {
        /// The link.
        path: PathBuf,
    },
}

impl std::fmt::Display for FolderError {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io { path, error } => write!(to, "`{}` can't be read: {error}", path.display()),
            Self::NoDefinition { path } => write!(to, "there is no `{DEFINITION}` in `{}`", path.display()),
            Self::TooLarge { path, limit } => write!(to, "`{}` has more than {limit}", path.display()),
            Self::NotText { path } => write!(to, "`{}` isn't text in UTF-8", path.display()),
            Self::Outside { path } => write!(to, "`{}` leads out of its folder", path.display()),
        }
    }
}

impl std::error::Error for FolderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Reads a workflow's folder: `workflow.yaml`, and the templates and JSON Schemas beside it.
///
/// # Errors
/// [`FolderError`] when something can't be read, is too large, isn't text or leads out of the folder.
pub fn read_folder(path: impl AsRef<Path>) -> Result<Shipped, FolderError> {
    read_named(path.as_ref(), DEFINITION)
}

/// Reads a definition in a file of any name, and the templates and JSON Schemas beside it.
///
/// # Errors
/// As [`read_folder`].
pub fn read_file(path: impl AsRef<Path>) -> Result<Shipped, FolderError> {
    let path = path.as_ref();
    let missing = || FolderError::NoDefinition { path: path.to_owned() };
    let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(missing)?;
    read_named(around(path), name)
}

fn read_named(folder: &Path, definition: &str) -> Result<Shipped, FolderError> {
    let named = |name: &str| {
        name == definition
            || BESIDE.iter().any(|ending| Path::new(name).extension().is_some_and(|e| e == *ending))
    };
    let mut resources = texts(folder, named)?;
    let text =
        resources.remove(definition).ok_or_else(|| FolderError::NoDefinition { path: folder.to_owned() })?;
    let name = folder.canonicalize().map_err(io_at(folder))?;
    let name = name.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Shipped { name, text, resources })
}

/// The folder of a file.
fn around(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Reads calendars and counting rules: every YAML file of the folder but definitions, and of its folders
/// `calendars` and `counting`. A folder that isn't there holds none.
///
/// # Errors
/// As [`read_folder`].
pub fn read_times(path: impl AsRef<Path>) -> Result<Vec<(String, String)>, FolderError> {
    let path = path.as_ref();
    let named = |name: &str| {
        name != DEFINITION
            && Path::new(name).extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
    };
    let mut found = Vec::new();
    for folder in [path.to_owned(), path.join("calendars"), path.join("counting")] {
        if folder.is_dir() {
            let files = texts(&folder, named)?;
            found.extend(
                files.into_iter().map(|(name, text)| (folder.join(name).display().to_string(), text)),
            );
        }
    }
    Ok(found)
}

/// Calendars and counting rules with those of another folder laid over: a file takes the place of one of
/// the same name, unless it says that it extends what it is called itself (`calendar: cn`, `extends: cn`):
/// then both count.
pub fn lay_over(below: Vec<(String, String)>, above: Vec<(String, String)>) -> Vec<(String, String)> {
    let base = |name: &str| Path::new(name).file_name().map(ToOwned::to_owned);
    let replaces =
        |(over, text): &(String, String), name: &str| base(over) == base(name) && !extends_itself(text);
    let mut files = below;
    files.retain(|(name, _)| !above.iter().any(|file| replaces(file, name)));
    files.extend(above);
    files
}

fn extends_itself(text: &str) -> bool {
    let key = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
    let name = key("calendar:").or_else(|| key("counting:"));
    name.is_some() && name == key("extends:")
}

/// The folders at or below a path that hold a `workflow.yaml`, in order of their names. A path to a
/// `workflow.yaml` stands for its folder. Links to folders are not followed.
///
/// # Errors
/// As [`read_folder`].
pub fn find_workflows(path: impl AsRef<Path>) -> Result<Vec<PathBuf>, FolderError> {
    let path = path.as_ref();
    if path.is_file() {
        return Ok(vec![around(path).to_owned()]);
    }
    let mut found = Vec::new();
    let mut waiting = vec![(path.to_owned(), 0)];
    let mut looked_at = 0;
    while let Some((folder, depth)) = waiting.pop() {
        looked_at += 1;
        if looked_at > MAX_FOLDERS {
            let limit = format!("{MAX_FOLDERS} folders");
            return Err(FolderError::TooLarge { path: path.to_owned(), limit });
        }
        for entry in fs::read_dir(&folder).map_err(io_at(&folder))? {
            let entry = entry.map_err(io_at(&folder))?;
            let kind = entry.file_type().map_err(io_at(&entry.path()))?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if kind.is_dir() && depth < MAX_DEPTH && !hidden {
                waiting.push((entry.path(), depth + 1));
            } else if entry.file_name() == DEFINITION && !kind.is_dir() {
                found.push(folder.clone());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn texts(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<BTreeMap<String, String>, FolderError> {
    let home = folder.canonicalize().map_err(io_at(folder))?;
    let mut files = BTreeMap::new();
    let mut bytes = 0;
    for entry in fs::read_dir(&home).map_err(io_at(folder))? {
        let entry = entry.map_err(io_at(folder))?;
        let path = folder.join(entry.file_name());
        let Some(name) = entry.file_name().to_str().filter(|name| wanted(name)).map(str::to_owned) else {
            continue;
        };
        let real = path.canonicalize().map_err(io_at(&path))?;
        if !real.starts_with(&home) {
            return Err(FolderError::Outside { path });
        }
        if !real.is_file() {
            continue;
        }
        if files.len() >= MAX_FILES {
            return Err(FolderError::TooLarge {
                path: folder.to_owned(),
                limit: format!("{MAX_FILES} files"),
            });
        }
        let text = text(&path, &real)?;
        bytes += text.len() as u64;
        if bytes > MAX_FOLDER {
            return Err(FolderError::TooLarge {
                path: folder.to_owned(),
                limit: format!("{MAX_FOLDER} bytes"),
            });
        }
        files.insert(name, text);
    }
    Ok(files)
}

/// Reads no more than is allowed, whatever the file system said about the size.
fn text(path: &Path, real: &Path) -> Result<String, FolderError> {
    let file = fs::File::open(real).map_err(io_at(path))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(io_at(path))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(FolderError::TooLarge { path: path.to_owned(), limit: format!("{MAX_FILE} bytes") });
    }
    String::from_utf8(bytes).map_err(|_| FolderError::NotText { path: path.to_owned() })
}

fn io_at(path: &Path) -> impl Fn(io::Error) -> FolderError {
    let path = path.to_owned();
    move |error| FolderError::Io { path: path.clone(), error }
}
