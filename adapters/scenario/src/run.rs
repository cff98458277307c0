//! Runs features: finds the files, reads them, plays every scenario, gathers the report.

use crate::coverage::gather;
use crate::feature::{self, Scenario};
use crate::language::Language;
use crate::library::Library;
use crate::play::{self, play};
use crate::report::{Outcome, Played, Report, Told};
use crate::storage::Stores;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Most feature files of one run.
pub const MOST_FILES: usize = 5_000;
/// Deepest nesting of folders.
const DEEPEST: usize = 16;
/// Scenarios with one of these tags aren't played, and the run isn't good.
const SKIP: [&str; 3] = ["skip", "ignore", "wip"];

/// How features are run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Folders with definitions, the nearest first; shipped ones are always there.
    pub workflows: Vec<PathBuf>,
    /// Only scenarios with one of these tags; empty: all.
    pub tags: Vec<String>,
    /// Only scenarios whose name has this text.
    pub name: Option<String>,
    /// In what each scenario's cases are kept.
    pub stores: Stores,
}

/// Why nothing could be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A file or folder can't be read.
    #[error("`{path}` can't be read: {error}", path = .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// There is nothing to run.
    #[error("there is no feature (`*.feature`) in {0}")]
    Nothing(String),
    /// Too much to run.
    #[error("more than {MOST_FILES} features")]
    TooMany,
    /// No thread to run on.
    #[error("scenarios can't be played here: {0}")]
    Runtime(std::io::Error),
}

/// Runs features on a thread of its own; for who isn't asynchronous.
///
/// # Errors
/// When nothing could be run.
pub fn run(paths: &[PathBuf], options: &Options) -> Result<Report, RunError> {
    let files = files(paths)?;
    on_a_thread(|| async { run_files(&files, options).await })
}

/// Does something asynchronous on a thread and a runtime of its own, whatever the caller runs on.
pub fn on_a_thread<T: Send, F: Future<Output = Result<T, RunError>>>(
    what: impl FnOnce() -> F + Send,
) -> Result<T, RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(RunError::Runtime)?;
    std::thread::scope(|scope| {
        let playing = scope.spawn(move || runtime.block_on(what()));
        playing.join().unwrap_or_else(|_| {
            Err(RunError::Runtime(std::io::Error::other("a scenario ended the thread it was played on")))
        })
    })
}

async fn run_files(files: &[PathBuf], options: &Options) -> Result<Report, RunError> {
    let mut report = Report::default();
    let mut library = Library::over(options.workflows.clone());
    library.stores = options.stores.clone();
    let mut seen = Vec::new();
    let (items, unreadable) = collect(files, options)?;
    for played in unreadable {
        report.add(played);
    }
    for item in items {
        let result = item.play(&mut library).await;
        report.steps.passed += result.passed_steps;
        report.steps.skipped += result.skipped_steps;
        report.steps.failed += usize::from(result.outcome == Outcome::Failed);
        seen.extend(result.seen);
        report.add(Played {
            file: item.file,
            feature: item.feature,
            name: item.scenario.name,
            line: item.scenario.line,
            outcome: result.outcome,
            problems: result.told,
        });
    }
    report.coverage = gather(seen);
    Ok(report)
}

/// A scenario to be played.
pub struct Item {
    /// Its file, as named by the caller.
    pub file: String,
    /// The folder of its file: definitions are looked for from there.
    pub folder: PathBuf,
    /// The feature's name.
    pub feature: String,
    /// The feature's language.
    pub language: Language,
    /// The scenario.
    pub scenario: Scenario,
}

impl Item {
    /// Plays it, unless it says itself that it isn't to be played.
    pub async fn play(&self, library: &mut Library) -> play::Result {
        if self.scenario.tags.iter().any(|tag| SKIP.contains(&tag.as_str())) {
            return play::Result {
                outcome: Outcome::Skipped,
                told: Vec::new(),
                passed_steps: 0,
                skipped_steps: self.scenario.steps.len(),
                seen: None,
            };
        }
        play(&self.scenario, self.language, &self.folder, library).await
    }
}

/// The scenarios that are wanted, and what is wrong with files that can't be read as features.
///
/// # Errors
/// When a file can't be read at all.
pub fn collect(files: &[PathBuf], options: &Options) -> Result<(Vec<Item>, Vec<Played>), RunError> {
    let mut items = Vec::new();
    let mut unreadable = Vec::new();
    for path in files {
        let file = path.display().to_string();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match feature::read(&read(path)?) {
            Ok(feature) => {
                let wanted = feature.scenarios.into_iter().filter(|scenario| options.wants(scenario));
                items.extend(wanted.map(|scenario| Item {
                    file: file.clone(),
                    folder: folder.to_owned(),
                    feature: feature.name.clone(),
                    language: feature.language,
                    scenario,
                }));
            }
            Err(findings) => {
                let line = findings.first().map_or(1, |finding| finding.span.line);
                let problems = findings.into_iter().map(|finding| Told::finding(finding, None)).collect();
                let (feature, name) = (String::new(), String::new());
                unreadable.push(Played { file, feature, name, line, outcome: Outcome::Failed, problems });
            }
        }
    }
    Ok((items, unreadable))
}

impl Options {
    fn wants(&self, scenario: &Scenario) -> bool {
        let tagged = self.tags.is_empty()
            || self.tags.iter().any(|tag| scenario.tags.contains(&tag.trim_start_matches('@').to_owned()));
        let named = self.name.as_ref().is_none_or(|name| scenario.name.contains(name.as_str()));
        tagged && named
    }
}

/// The feature files at and below these paths, in the order of their names.
///
/// # Errors
/// When a path can't be read, or there are none or too many.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, RunError> {
    let mut found = Vec::new();
    for path in paths {
        let kind = fs::metadata(path).map_err(|error| RunError::Io { path: path.clone(), error })?;
        let mut below = Vec::new();
        if kind.is_dir() {
            walk(path, 0, &mut below)?;
            below.sort();
        } else {
            below.push(path.clone());
        }
        found.extend(below);
    }
    found.dedup();
    if found.len() > MOST_FILES {
        return Err(RunError::TooMany);
    }
    if found.is_empty() {
        let paths: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
        return Err(RunError::Nothing(paths.join(", ")));
    }
    Ok(found)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), RunError> {
    let wrong = |error| RunError::Io { path: folder.to_owned(), error };
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(wrong)?);
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if kind.is_dir() && depth < DEEPEST && !hidden {
            walk(&path, depth + 1, found)?;
        } else if kind.is_file() && path.extension().is_some_and(|ending| ending == "feature") {
            found.push(path);
            if found.len() > MOST_FILES {
                return Err(RunError::TooMany);
            }
        }
    }
    Ok(())
}

/// Reads no more than a feature may have, and a little, so that the reader says that it is too large.
fn read(path: &Path) -> Result<String, RunError> {
    let wrong = |error| RunError::Io { path: path.to_owned(), error };
    let file = fs::File::open(path).map_err(wrong)?;
    let limit = u64::try_from(feature::LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes).map_err(wrong)?;
    // A cut in the middle of a character only happens to a text that is refused for its size.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
