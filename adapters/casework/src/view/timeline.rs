//! The timeline: the docket in the reader's words, without what is not for the reader.

use super::lines;
use super::names::Reader;
use crate::command::Rejection;
use crate::office::Casework;
use crate::ports::StoreFault;
use registrar_engine::docket::Entry;
use registrar_engine::event::{Draw, Event};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Most entries of one page.
const MOST: u32 = 500;
/// Most candidates of draws whose names are looked up for a page.
const MOST_DRAWN: usize = 500;

/// One entry of the docket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineEntry {
    /// Number in the docket.
    pub number: u64,
    /// When the law takes it to have happened.
    pub effective: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// What happened, in words. Never empty.
    pub lines: Vec<Line>,
    /// How an official was drawn: anybody who sees the case can check it.
    pub draw: Option<Draw>,
    /// The entry's hash.
    pub hash: String,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// `done`, `entered`, `clock`, `document`, `notice`, `people`, `consent`, `data`, `ended`, `note`.
    pub kind: &'static str,
    /// In words.
    pub text: String,
    /// Its provision.
    pub law: Option<String>,
}

impl Casework {
    /// Entries of a case's docket from a number on, for somebody who may see the case. Entries in which
    /// nothing is for the reader are left out; the number to go on from comes with the page.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to strangers, as if there were none.
    pub async fn timeline(
        &self,
        person: &PersonId,
        case: &CaseId,
        from: u64,
        limit: u32,
        language: &str,
    ) -> Result<(Vec<TimelineEntry>, Option<u64>), Rejection> {
        let seen = self.seen(person, None, case).await?;
        let reader = seen.reader(language);
        let limit = limit.clamp(1, MOST);
        let rows = self.ports.store.docket(case, from, limit).await?;
        let next = if rows.len() < limit as usize { None } else { rows.last().map(|row| row.number + 1) };
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let entry: Entry = serde_json::from_str(&row.text).map_err(|error| StoreFault::Unreadable {
                what: "docket entry",
                id: format!("{case}#{}", row.number),
                reason: error.to_string(),
            })?;
            entries.extend(reader.entry(&entry, row.hash));
        }
        Ok((entries, next))
    }
}

impl Casework {
    /// The names of those among whom somebody was drawn, as far as they have accounts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn names_drawn(
        &self,
        entries: &[TimelineEntry],
    ) -> Result<BTreeMap<PersonId, String>, Rejection> {
        let draws = entries.iter().filter_map(|entry| entry.draw.as_ref());
        let candidates: BTreeSet<&PersonId> = draws
            .flat_map(|draw| draw.candidates.iter().map(|(person, _)| person))
            .take(MOST_DRAWN)
            .collect();
        let mut names = BTreeMap::new();
        for person in candidates {
            if let Some(known) = self.ports.people.person(person).await? {
                names.insert(person.clone(), known.name);
            }
        }
        Ok(names)
    }
}

impl Reader<'_> {
    fn entry(&self, entry: &Entry, hash: String) -> Option<TimelineEntry> {
        let lines: Vec<Line> = entry.marks.iter().filter_map(|mark| lines::line(self, mark)).collect();
        let draw = match &entry.event {
            Event::Assigned { draw, .. } => Some(draw.clone()),
            _ => None,
        };
        let (number, effective, recorded) = (entry.number, entry.effective, entry.recorded);
        (!lines.is_empty()).then_some(TimelineEntry { number, effective, recorded, lines, draw, hash })
    }
}
