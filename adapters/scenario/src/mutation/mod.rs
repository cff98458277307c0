//! How much the scenarios of a definition would notice: it is changed in one place after the other, and
//! the scenarios that pass are played again. A change that no scenario notices *survives*, and shows what
//! isn't tested although it may be covered. (Mutation analysis: DeMillo, Lipton, Sayward 1978.)

mod change;

pub use change::{Change, arrow_told};

use crate::coverage::{Seen, numbered};
use crate::library::Library;
use crate::play;
use crate::report::Outcome;
use crate::run::{Item, Options, RunError, collect, files, on_a_thread};
use change::changes;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

/// A scenario that takes longer than this with a change has noticed it: it goes round without end.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came of the changes to one definition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Score {
    /// Changes made.
    pub changes: usize,
    /// Changes that some scenario noticed.
    pub noticed: usize,
    /// Changes that none did, in words, with the line in the definition where it is known.
    pub survived: Vec<String>,
    /// Changes left out because more than the limit were possible.
    pub left_out: usize,
}

/// What came of all changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Mutation {
    /// By workflow.
    pub workflows: BTreeMap<String, Score>,
    /// Scenarios that don't pass as things are; they can't notice anything.
    pub not_passing: usize,
}

impl Mutation {
    /// For people.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String can't fail.
        for (workflow, score) in &self.workflows {
            let percent = (score.noticed * 100).checked_div(score.changes).unwrap_or(0);
            let _ = writeln!(
                text,
                "{workflow}: {} of {} changes are noticed ({percent} %)",
                score.noticed, score.changes
            );
            for survived in &score.survived {
                let _ = writeln!(text, "  nobody notices: {survived}");
            }
            if score.left_out > 0 {
                let _ = writeln!(text, "  {} more changes were not tried", score.left_out);
            }
        }
        if self.not_passing > 0 {
            let _ =
                writeln!(text, "{} scenarios don't pass as things are, and notice nothing", self.not_passing);
        }
        text
    }

    /// One JSON object.
    ///
    /// # Errors
    /// Never in fact: it is plain data.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// Changes the definitions that the features play, at most so many changes each, and counts what the
/// features notice.
///
/// # Errors
/// When nothing could be run.
pub fn mutate(paths: &[PathBuf], options: &Options, most: usize) -> Result<Mutation, RunError> {
    let files = files(paths)?;
    on_a_thread(|| async { mutate_all(&files, options, most).await })
}

async fn mutate_all(files: &[PathBuf], options: &Options, most: usize) -> Result<Mutation, RunError> {
    let mut library = Library::over(options.workflows.clone());
    let (items, unreadable) = collect(files, options)?;
    let mut mutation = Mutation { not_passing: unreadable.len(), ..Mutation::default() };
    let mut groups: Vec<Vec<(Item, Seen)>> = Vec::new();
    for item in items {
        let result = item.play(&mut library).await;
        match (result.outcome, result.seen) {
            (Outcome::Passed, Some(seen)) => {
                let same = |group: &&mut Vec<(Item, Seen)>| {
                    group.first().is_some_and(|(_, known)| known.source() == seen.source())
                };
                match groups.iter_mut().find(same) {
                    Some(group) => group.push((item, seen)),
                    None => groups.push(vec![(item, seen)]),
                }
            }
            (Outcome::Passed, None) => {}
            _ => mutation.not_passing += 1,
        }
    }
    for group in groups {
        let score = score(&group, &mut library, most).await;
        let Some((_, seen)) = group.first() else { continue };
        let name = numbered(&seen.chart().workflow, |name| mutation.workflows.contains_key(name));
        mutation.workflows.insert(name, score);
    }
    Ok(mutation)
}

/// One definition and the scenarios that play it.
async fn score(group: &[(Item, Seen)], library: &mut Library, most: usize) -> Score {
    let Some((_, first)) = group.first() else { return Score::default() };
    let chart = first.chart();
    let all = changes(chart);
    let tried = all.len().min(most);
    let mut score = Score { left_out: all.len() - tried, ..Score::default() };
    // Where not all can be tried, those tried are spread over the definition.
    for change in (0..tried).filter_map(|n| all.get(n * all.len() / tried)) {
        score.changes += 1;
        if is_noticed(*change, group, library).await {
            score.noticed += 1;
        } else {
            let told = change.told(chart);
            let line = told.span.map(|span| format!(" (line {})", span.line)).unwrap_or_default();
            score.survived.push(format!("{}{line}", told.text));
        }
    }
    library.change(None);
    score
}

async fn is_noticed(change: Change, group: &[(Item, Seen)], library: &mut Library) -> bool {
    for (item, seen) in group {
        if change.arrow().is_some_and(|arrow| !seen.took(arrow))
            || change.state().is_some_and(|state| !seen.entered(state))
        {
            continue;
        }
        library.change(Some((seen.source().clone(), change)));
        let played = tokio::time::timeout(PATIENCE, item.play(library)).await;
        if !matches!(played, Ok(play::Result { outcome: Outcome::Passed, .. })) {
            return true;
        }
    }
    false
}
