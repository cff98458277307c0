//! Checks again whenever a file below some paths changes.
//!
//! The files are looked at a few times a second: sizes and times of change of some hundred small files cost
//! nothing that one would notice, and it works alike on every system, over a network and in a container, where
//! the notices of the operating system don't.

use super::language::Lang;
use crate::outcome::{Outcome, print};
use crate::server::{address, wiring};
use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::{Duration, Instant, SystemTime};

/// Between two looks.
const EVERY: Duration = Duration::from_millis(250);
/// An editor writes a file in several goes: looked at again after so long, until nothing moves.
const SETTLES: Duration = Duration::from_millis(40);
/// Where something never rests it isn't waited for without end.
const MOST_LOOKS: u32 = 50;
/// Most files that are looked at; a folder with more isn't one of definitions.
const MOST_FILES: usize = 20_000;
/// Deepest folder that is looked into.
const MOST_DEPTH: usize = 10;

/// Sizes and times of change.
type Seen = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Checks now, and again after each change, until Ctrl-C; how the last check ended is how this ends.
pub fn run(paths: &[PathBuf], lang: Lang, check: impl Fn() -> Outcome) -> Outcome {
    match wiring::runtime() {
        Ok(runtime) => runtime.block_on(watch(paths, lang, check)),
        Err(reason) => Outcome::Failed(reason),
    }
}

async fn watch(paths: &[PathBuf], lang: Lang, check: impl Fn() -> Outcome) -> Outcome {
    let mut stop = pin!(address::asked_to_stop());
    let mut known: Option<Seen> = None;
    let mut last = Outcome::Fine;
    loop {
        // Looked at before the check: what changes while it runs is a change.
        let now = settled(paths).await;
        if known.as_ref() != Some(&now) {
            clear();
            let begun = Instant::now();
            last = match check() {
                // What can't be read now may be readable after the next change, but not at the start.
                Outcome::Misused(reason) | Outcome::Failed(reason) if known.is_some() => {
                    print(&format!("registrar: {reason}"));
                    Outcome::Findings
                }
                other => other,
            };
            if matches!(last, Outcome::Misused(_) | Outcome::Failed(_)) || !told(lang, begun.elapsed()) {
                return last;
            }
            known = Some(now);
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = &mut stop => return last,
        }
    }
}

/// Says when it was checked and how long that took. `false`: nobody reads any more, so there is nothing to go
/// on for.
fn told(lang: Lang, took: Duration) -> bool {
    let at = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S");
    let took = took.as_secs_f64();
    let line = match lang {
        Lang::En => format!("checked at {at} UTC in {took:.2} s; waiting for changes, Ctrl-C ends"),
        Lang::Zh => format!("检查于 {at} UTC，用时{took:.2}秒；等待文件变化，按 Ctrl-C 结束"),
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).is_ok()
}

/// An empty screen, where it is one.
fn clear() {
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        let _ = write!(out, "\x1b[2J\x1b[3J\x1b[H");
    }
}

/// What there is once nothing moves any more.
async fn settled(paths: &[PathBuf]) -> Seen {
    let mut seen = look(paths);
    for _ in 0..MOST_LOOKS {
        tokio::time::sleep(SETTLES).await;
        let again = look(paths);
        if again == seen {
            break;
        }
        seen = again;
    }
    seen
}

fn look(paths: &[PathBuf]) -> Seen {
    let mut seen = Seen::new();
    for path in paths {
        // Beside a definition stand its templates.
        let folder = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let depth = if path.is_dir() { MOST_DEPTH } else { 0 };
        look_into(folder, depth, &mut seen);
    }
    seen
}

fn look_into(folder: &Path, depth: usize, seen: &mut Seen) {
    // What can't be read now is as good as gone; when it comes back that is a change.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let Some(kind) = entry.file_type().ok().filter(|_| !hidden && seen.len() < MOST_FILES) else {
            continue;
        };
        if kind.is_dir() {
            if depth > 0 {
                look_into(&entry.path(), depth - 1, seen);
            }
        } else if let Ok(file) = std::fs::metadata(entry.path()) {
            seen.insert(entry.path(), (file.len(), file.modified().ok()));
        }
    }
}
