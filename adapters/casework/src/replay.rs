//! Plays a docket from its start and compares: the case is what its docket says, byte for byte.

use crate::lot;
use crate::office::Casework;
use crate::ports::{DocketRow, StoreFault};
use crate::working::canonical;
use registrar_engine::case::Case;
use registrar_engine::chart::Chart;
use registrar_engine::docket::{self, Entry, FIRST_HASH, Mark};
use registrar_engine::event::Event;
use registrar_engine::id::CaseId;

/// Entries read at once.
const PAGE: u32 = 500;

/// Why a docket can't be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    /// It doesn't begin with an opening.
    #[error("the docket doesn't begin with the opening of a case")]
    NoOpening,
    /// The engine doesn't do again what it did.
    #[error("entry {number} can't be applied again: {reason}")]
    Refused {
        /// Number of the entry.
        number: u64,
        /// What the engine says.
        reason: String,
    },
    /// The store failed, or a text can't be read.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// The case that a docket tells of.
///
/// # Errors
/// When an entry can't be applied.
pub fn replay(chart: &Chart, case: &CaseId, entries: &[Entry]) -> Result<Case, ReplayFault> {
    let mut replayed = None;
    for entry in entries {
        replayed = Some(replay_one(chart, case, replayed.as_ref(), entry)?.0);
    }
    replayed.ok_or(ReplayFault::NoOpening)
}

/// One entry: the case after it, and whether the marks are the same.
fn replay_one(
    chart: &Chart,
    id: &CaseId,
    before: Option<&Case>,
    entry: &Entry,
) -> Result<(Case, bool), ReplayFault> {
    let again = match (before, &entry.event) {
        (None, Event::Opened { by, people, data }) => {
            registrar_engine::open(chart, id.clone(), by, people, data, entry.effective)
        }
        (None, _) => return Err(ReplayFault::NoOpening),
        (Some(case), event) => registrar_engine::step(chart, case, event, entry.effective),
    };
    let refused = |reason: String| ReplayFault::Refused { number: entry.number, reason };
    let step = again.map_err(|refusal| refused(refusal.to_string()))?;
    let same = entry.marks.len() == step.marks.len()
        && entry.marks.iter().zip(step.marks).all(|(kept, again)| *kept == as_told_then(again, kept));
    Ok((step.case, same))
}

/// What a clock was counted with wasn't told at first: who didn't tell it isn't held to it.
fn as_told_then(again: Mark, kept: &Mark) -> Mark {
    match (again, kept) {
        (
            Mark::ClockRuns { deadline, number, due, last_day, provisional, why, .. },
            Mark::ClockRuns { with, .. },
        ) if with.is_empty() => {
            Mark::ClockRuns { deadline, number, due, last_day, provisional, why, with: String::new() }
        }
        (again, _) => again,
    }
}

/// What comparing a case with its docket found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DocketCheck {
    /// The case.
    pub case: CaseId,
    /// How many entries were played.
    pub entries: u64,
    /// What doesn't agree; empty: everything does.
    pub problems: Vec<String>,
}

impl Casework {
    /// Plays a case's docket and compares everything: the hash chain, the digest and the marks of each
    /// entry, each draw, and the stored case byte for byte.
    ///
    /// # Errors
    /// When the store fails, or there is no such case.
    pub async fn verify_docket(&self, id: &CaseId) -> Result<Option<DocketCheck>, StoreFault> {
        let Some(loaded) = self.ports.store.load_one(id).await? else { return Ok(None) };
        let case = &loaded.case;
        let first = case.editions.first().map_or("", String::as_str);
        let mut chart = self.charts.edition(&case.digest, first).await?;
        let mut check = DocketCheck { case: id.clone(), entries: 0, problems: Vec::new() };
        let mut replayed: Option<Case> = None;
        let mut hash = FIRST_HASH.to_owned();
        'pages: loop {
            let page = self.ports.store.docket(id, check.entries + 1, PAGE).await?;
            if page.is_empty() {
                break;
            }
            for row in page {
                check.entries += 1;
                let number = check.entries;
                let mut problem = |text: &str| check.problems.push(format!("entry {number}: {text}"));
                let Some(entry) = read(&row, &hash, number, &mut problem) else { break 'pages };
                hash.clone_from(&row.hash);
                if let Event::Recounted { edition } = &entry.event {
                    chart = self.charts.edition(&case.digest, edition).await?;
                }
                match replay_one(&chart, id, replayed.as_ref(), &entry) {
                    Ok((mut case, same_marks)) => {
                        if first.is_empty() && number == 1 {
                            // Opened before editions were told apart: such a case names none.
                            case.editions.clear();
                        }
                        if !same_marks {
                            problem("its marks are others when it is played again");
                        }
                        if docket::digest(canonical(&case)?.as_bytes()) != entry.case_digest {
                            problem("the case after it is another when it is played again");
                        }
                        replayed = Some(case);
                    }
                    Err(fault) => {
                        problem(&fault.to_string());
                        break 'pages;
                    }
                }
            }
        }
        match replayed {
            Some(case) if canonical(&case)? == canonical(&loaded.case)? && loaded.head_hash == hash => {}
            _ => check.problems.push("the stored case isn't the one that its docket tells of".to_owned()),
        }
        Ok(Some(check))
    }
}

fn read(row: &DocketRow, before: &str, number: u64, problem: &mut dyn FnMut(&str)) -> Option<Entry> {
    let entry: Entry = match serde_json::from_str(&row.text) {
        Ok(entry) => entry,
        Err(error) => {
            problem(&format!("it can't be read: {error}"));
            return None;
        }
    };
    if row.number != number || entry.number != number {
        problem("its number is wrong: an entry is missing, or was moved");
    }
    if entry.canonical() != row.text {
        problem("its text isn't in canonical form");
    }
    if entry.hash(before) != row.hash {
        problem("its hash doesn't follow from the entry before");
    }
    if let Event::Assigned { draw, .. } = &entry.event
        && !lot::is_right(draw)
    {
        problem("the draw isn't what its randomness gives");
    }
    Some(entry)
}
