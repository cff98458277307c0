//! Lists: what somebody has to do, and the cases somebody may see.

use super::names::Reader;
use super::remaining::{RemainingView, ThereView};
use super::tasks::is_optional;
use super::unreadable;
use crate::access;
use crate::command::Rejection;
use crate::office::Casework;
use crate::ports::{Audience, InboxPosition, TaskRow};
use crate::reading::Found;
use crate::words::say;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::step::acting_for;
use serde::Serialize;
use std::collections::BTreeSet;

/// Most items of one page.
const MOST: u32 = 200;

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InboxItem {
    /// The case.
    pub case: CaseId,
    /// Title of its workflow.
    pub workflow: String,
    /// The parties, in words.
    pub parties: Vec<String>,
    /// Number of the task.
    pub number: u64,
    /// Its name.
    pub task: String,
    /// Its title.
    pub title: String,
    /// Whose copy it is in.
    pub whose: Option<String>,
    /// It can be done and needn't be: the case goes on without it.
    pub optional: bool,
    /// When it was opened.
    pub opened: Moment,
    /// The earliest end of its deadlines.
    pub due: Option<Moment>,
    /// The last day of that deadline.
    pub last_day: Option<String>,
    /// Number of that deadline's clock.
    pub deadline: Option<u64>,
    /// What remains until then, in the unit that the law counts in.
    pub remaining: Option<RemainingView>,
    /// That end on the reader's own clock, where it shows another time than the organisation's.
    pub there: Option<ThereView>,
    /// It was counted beyond the published calendar: it may move.
    pub provisional: bool,
    /// Whether that deadline is a promise without legal effect.
    pub promise: bool,
    /// IANA name of the zone of the case.
    pub zone: String,
    /// The pool it waits in for somebody to take it; none: it is the reader's own.
    pub pool: Option<String>,
    /// The case can't be read at this moment: of the task there is only what its row says, and nothing can be done in it.
    pub unreadable: bool,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseItem {
    /// The case.
    pub case: CaseId,
    /// Name of its workflow.
    pub workflow: String,
    /// Title of its workflow.
    pub title: String,
    /// IANA name of its zone.
    pub zone: String,
    /// The parties, in words.
    pub parties: Vec<String>,
    /// Where it stands, in words.
    pub status: Vec<String>,
    /// When it was opened.
    pub opened: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
    /// With which outcome.
    pub outcome: Option<String>,
    /// It can't be read at this moment: parties and status aren't known.
    pub unreadable: bool,
}

impl Casework {
    /// What a person has to do, or may take from his pools, the most urgent first; and the position to go
    /// on from.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn inbox(
        &self,
        person: &PersonId,
        after: Option<&InboxPosition>,
        limit: u32,
        language: &str,
    ) -> Result<(Vec<InboxItem>, Option<InboxPosition>), Rejection> {
        let (actor, own_zone) = self.actor_and_zone(person, None).await?;
        let now = self.ports.clock.now();
        let audiences = access::audiences(person, &actor.pools);
        let limit = limit.clamp(1, MOST);
        let rows = self.ports.store.inbox(&audiences, after, limit).await?;
        let next = if rows.len() < limit as usize { None } else { rows.last().map(TaskRow::position) };
        let ids: BTreeSet<CaseId> = rows.iter().map(|row| row.case.clone()).collect();
        let cases = self.load_all(&Vec::from_iter(ids)).await?;
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            // The case may have moved on since the rows were read.
            let (chart, case) = match cases.get(&row.case) {
                Some(Found::Whole(chart, case)) => (chart, case),
                Some(Found::Unreadable) => {
                    let chart = self.charts.of_titles(&row.digest).await?;
                    items.push(unreadable::task(row, chart.as_deref(), language));
                    continue;
                }
                None => continue,
            };
            let Some(viewpoint) = access::viewpoint(chart, case, &actor) else { continue };
            let Some(open) = case.task(row.number) else { continue };
            // Separation of duties may keep somebody from a task that his pool has.
            if acting_for(chart, case, open, &actor).is_err() {
                continue;
            }
            let reader = Reader { chart, case, viewpoint: &viewpoint, language, now, own_zone: &own_zone };
            let clock = reader.clock_of(open);
            items.push(InboxItem {
                last_day: clock.as_ref().and_then(|clock| clock.last_day.clone()),
                deadline: clock.as_ref().map(|clock| clock.number),
                remaining: clock.as_ref().and_then(|clock| clock.remaining.clone()),
                there: clock.as_ref().and_then(|clock| clock.there.clone()),
                provisional: clock.as_ref().is_some_and(|clock| clock.provisional),
                promise: clock.is_some_and(|clock| clock.promise),
                zone: chart.zone_name.clone(),
                case: row.case.clone(),
                workflow: say(&chart.title, language, &chart.workflow),
                parties: reader.parties(),
                number: row.number,
                task: row.task.clone(),
                title: reader.task(&row.task),
                whose: reader.whose(&open.place),
                optional: is_optional(chart, open),
                opened: row.opened,
                due: row.due,
                pool: pool_of(row.audience),
                unreadable: false,
            });
        }
        Ok((items, next))
    }

    /// The cases that a person may see, the last opened first; and the position to go on from.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cases(
        &self,
        person: &PersonId,
        after: Option<(Moment, CaseId)>,
        limit: u32,
        language: &str,
    ) -> Result<(Vec<CaseItem>, Option<(Moment, CaseId)>), Rejection> {
        let (actor, own_zone) = self.actor_and_zone(person, None).await?;
        let now = self.ports.clock.now();
        let audiences = access::audiences(person, &actor.pools);
        let limit = limit.clamp(1, MOST);
        let rows = self.ports.store.cases_of(&audiences, after, limit).await?;
        let full = rows.len() >= limit as usize;
        let next = rows.last().filter(|_| full).map(|row| (row.opened, row.case.clone()));
        let ids: Vec<CaseId> = rows.iter().map(|row| row.case.clone()).collect();
        let cases = self.load_all(&ids).await?;
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let (chart, case) = match cases.get(&row.case) {
                Some(Found::Whole(chart, case)) => (chart, case),
                Some(Found::Unreadable) => {
                    let chart = self.charts.of_titles(&row.digest).await?;
                    items.push(unreadable::case(row, chart.as_deref(), language));
                    continue;
                }
                None => continue,
            };
            let Some(viewpoint) = access::viewpoint(chart, case, &actor) else { continue };
            let reader = Reader { chart, case, viewpoint: &viewpoint, language, now, own_zone: &own_zone };
            items.push(CaseItem {
                case: row.case,
                workflow: row.workflow,
                title: say(&chart.title, language, &chart.workflow),
                zone: chart.zone_name.clone(),
                parties: reader.parties(),
                status: reader.status().into_iter().map(|status| status.title).collect(),
                opened: row.opened,
                ended: row.ended,
                outcome: row.outcome,
                unreadable: false,
            });
        }
        Ok((items, next))
    }
}

pub(super) fn pool_of(audience: Audience) -> Option<String> {
    match audience {
        Audience::Pool(pool) => Some(pool),
        Audience::Person(_) => None,
    }
}

impl Reader<'_> {
    /// The parties that take part, in words.
    pub fn parties(&self) -> Vec<String> {
        use registrar_engine::chart::RoleKind;
        self.case
            .seats
            .iter()
            .filter(|seat| seat.is_present())
            .filter(|seat| matches!(self.chart.role(seat.role).kind, RoleKind::Party { .. }))
            .map(|seat| self.who(&registrar_engine::step::member_name(self.chart, seat.member())))
            .collect()
    }
}
