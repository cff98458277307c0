//! A person's deadlines for a calendar program, which shows a token and no session.
//!
//! Who the person is, his pools, the cases he may see and what he has to do in them are asked anew each time: what he
//! saw through an authority or a pool is gone with it. The titles of deadlines, the parties and the workflow stay
//! inside: calendars copy what they read to other people's servers.

use super::unreadable;
use crate::access::{Viewpoint, audiences, viewpoint};
use crate::addressees::limited_by;
use crate::office::Casework;
use crate::ports::{Audience, StoreFault, TaskRow};
use crate::reading::Found;
use jiff::civil::Date;
use registrar_engine::case::{Case, Clock, Standing};
use registrar_engine::chart::{Chart, RoleKind};
use registrar_engine::docket;
use registrar_engine::event::Actor;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use registrar_engine::step::{acting_for, members_around};

/// Tasks whose cases are looked at, the most urgent first.
const MOST_TASKS: u32 = 500;
/// Cases looked at beside those of the tasks, the last opened first.
const MOST_CASES: u32 = 500;
/// Deadlines told, the earliest first: a calendar with more is no help to anybody.
const MOST_ITEMS: usize = 500;
/// Cases held in memory at once.
const AT_ONCE: usize = 50;

/// What a feed shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedView {
    /// The person's language.
    pub language: String,
    /// The deadlines, the earliest first.
    pub items: Vec<FeedItem>,
}

/// A deadline that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedItem {
    /// The case.
    pub case: CaseId,
    /// Number of the clock in the case: the same however often its end moves. None: the case can't be read at this
    /// moment, and this is the earliest end of what the person has to do in it.
    pub clock: Option<u64>,
    /// Exclusive end.
    pub due: Moment,
    /// Last day, of a period in days or longer.
    pub last_day: Option<Date>,
    /// Counted beyond the published calendar: it may move.
    pub provisional: bool,
    /// A promise without legal effect.
    pub promise: bool,
    /// Revision of the case: grows with everything that can move the end.
    pub revision: u64,
    /// Effective moment of the case's last step.
    pub latest: Moment,
}

impl Casework {
    /// What the feed of a token shows now; none: there is no such feed, or nobody whose it would be.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn feed(&self, token: &str) -> Result<Option<FeedView>, StoreFault> {
        let people = &self.ports.people;
        let Some(feed) = people.feed(&docket::digest(token.as_bytes())).await? else { return Ok(None) };
        let Some(person) = people.person(&feed.person).await? else { return Ok(None) };
        let actor = Actor { person: person.id, pools: person.pools, member: None };
        let audiences = audiences(&actor.person, &actor.pools);
        let tasks = self.ports.store.inbox(&audiences, None, MOST_TASKS).await?;
        let mut items = Vec::new();
        for ids in self.cases_with_deadlines(&audiences, &tasks).await?.chunks(AT_ONCE) {
            for (id, found) in self.load_all(ids).await? {
                match found {
                    Found::Whole(chart, case) => {
                        if let Some(viewpoint) = viewpoint(&chart, &case, &actor) {
                            items.extend(deadlines(&chart, &case, &actor, &viewpoint));
                        }
                    }
                    Found::Unreadable => {
                        // They are in the order of due.
                        if let Some(row) = tasks.iter().find(|row| row.case == id) {
                            let chart = self.charts.of_titles(&row.digest).await?;
                            items.extend(unreadable::deadline(row, chart.as_deref()));
                        }
                    }
                }
            }
        }
        items.sort_by(|a: &FeedItem, b| (a.due, &a.case, a.clock).cmp(&(b.due, &b.case, b.clock)));
        items.truncate(MOST_ITEMS);
        Ok(Some(FeedView { language: person.language, items }))
    }

    /// Cases that may have a deadline for somebody, each once.
    async fn cases_with_deadlines(
        &self,
        audiences: &[Audience],
        tasks: &[TaskRow],
    ) -> Result<Vec<CaseId>, StoreFault> {
        let cases = self.ports.store.cases_of(audiences, None, MOST_CASES).await?;
        let going_on = cases.into_iter().filter(|row| row.ended.is_none()).map(|row| row.case);
        let mut ids: Vec<CaseId> = tasks.iter().map(|row| row.case.clone()).chain(going_on).collect();
        ids.sort();
        ids.dedup();
        Ok(ids)
    }
}

fn deadlines(chart: &Chart, case: &Case, actor: &Actor, viewpoint: &Viewpoint) -> Vec<FeedItem> {
    let item = |clock: &Clock| match &clock.standing {
        Standing::Running { due, last_day, provisional } => Some(FeedItem {
            case: case.case.clone(),
            clock: Some(clock.number),
            due: *due,
            last_day: *last_day,
            provisional: *provisional,
            promise: chart.deadline(clock.deadline).promise,
            revision: case.revision,
            latest: case.latest,
        }),
        // What stands still has no day.
        _ => None,
    };
    let mine = case.clocks.iter().filter(|clock| concerns(chart, case, clock, actor, viewpoint));
    mine.filter_map(item).collect()
}

/// Whether a clock concerns somebody: he has something to do by it; or nobody has, and he is an official of the case or
/// the member in whose copy it runs. Who may only extend or stop it has nothing to do by it: a judge's calendar isn't
/// filled with the periods of all parties.
fn concerns(chart: &Chart, case: &Case, clock: &Clock, actor: &Actor, viewpoint: &Viewpoint) -> bool {
    let mut limited = limited_by(chart, case, clock);
    limited.retain(|open| chart.task(open.task).engine.is_none());
    if !limited.is_empty() {
        return limited.into_iter().any(|open| acting_for(chart, case, open, actor).is_ok());
    }
    let official = |role| matches!(chart.role(role).kind, RoleKind::Pool { .. });
    let around = members_around(chart, case, &clock.place);
    viewpoint.members.iter().any(|member| official(member.role) || around.contains(member))
}
