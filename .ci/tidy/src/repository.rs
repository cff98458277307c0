//! Which files the repository has, and their text. Decides nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files of a repository by their path from its top, with `/` between names. A file that isn't UTF-8 has no text.
#[derive(Debug, Clone, Default)]
pub struct Repository {
    files: BTreeMap<String, Option<String>>,
}

impl Repository {
    /// A repository of these files: for the tests of the checks.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned()))).collect(),
        }
    }

    /// Reads the files under `top`: those that git knows or would add; without git, all but build results.
    ///
    /// # Errors
    /// When a folder can't be read.
    pub fn read(top: &Path) -> std::io::Result<Self> {
        let paths = match listed_by_git(top) {
            Some(paths) => paths,
            None => walked(top)?,
        };
        let files = paths
            .into_iter()
            .filter(|path| top.join(path).is_file())
            .map(|path| {
                let text =
                    std::fs::read(top.join(&path)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                (path, text)
            })
            .collect();
        Ok(Self { files })
    }

    /// All paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// All files that have a text, in order.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// All Rust sources.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| path.ends_with(".rs"))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Whether there is such a file, or a folder with something in it.
    pub fn has(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        path.is_empty() || self.files.contains_key(path) || self.paths().any(|file| file.starts_with(&inside))
    }
}

/// The top of this repository.
pub fn top() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.join("../..")
}

fn listed_by_git(top: &Path) -> Option<Vec<String>> {
    let listing = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(top)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let names = String::from_utf8(listing.stdout).ok()?;
    let names: Vec<String> = names.split_terminator('\0').map(str::to_owned).collect();
    // An export without history may lie inside another repository, which then knows none of its files.
    names.iter().any(|name| name == "Cargo.toml").then_some(names)
}

fn walked(top: &Path) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(top.join(&folder))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            let skipped = name == ".git" || path == "target" || name.contains(".db");
            match entry.file_type()?.is_dir() {
                _ if skipped => {}
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}
