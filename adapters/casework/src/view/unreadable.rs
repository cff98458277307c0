//! Of a case that can't be read, what its rows alone say: that it is there, and until when something has to be done.

use super::feed::FeedItem;
use super::inbox::{CaseItem, InboxItem, pool_of};
use super::tasks::is_optional_in;
use crate::ports::{CaseRow, TaskRow};
use crate::words::say;
use jiff::civil::Date;
use registrar_engine::chart::Chart;
use registrar_engine::id::{StateIx, TaskIx};
use registrar_engine::moment::Moment;

/// What the row alone says of a task, for those whose it was at the last commit.
pub fn task(row: TaskRow, chart: Option<&Chart>, language: &str) -> InboxItem {
    let task = chart.and_then(|chart| Some((chart, chart.task_named(&row.task)?)));
    let last_day = row.due.and_then(|due| last_day(chart, due));
    InboxItem {
        workflow: title_of(chart, language, &row.workflow),
        parties: Vec::new(),
        number: row.number,
        title: task.map_or_else(
            || row.task.clone(),
            |(chart, task)| say(&chart.task(task).title, language, &row.task),
        ),
        optional: task.is_some_and(|(chart, task)| is_optional_wherever(chart, task)),
        task: row.task,
        whose: None,
        opened: row.opened,
        due: row.due,
        last_day: last_day.map(|day| day.to_string()),
        deadline: None,
        remaining: None,
        there: None,
        provisional: false,
        promise: task.is_some_and(|(chart, task)| {
            let due = &chart.task(task).due;
            !due.is_empty() && due.iter().all(|ix| chart.deadline(*ix).promise)
        }),
        zone: zone_of(chart),
        pool: pool_of(row.audience),
        case: row.case,
        unreadable: true,
    }
}

/// What the row alone says of a case, for those who could see it at the last commit.
pub fn case(row: CaseRow, chart: Option<&Chart>, language: &str) -> CaseItem {
    CaseItem {
        title: title_of(chart, language, &row.workflow),
        zone: zone_of(chart),
        parties: Vec::new(),
        status: Vec::new(),
        opened: row.opened,
        ended: row.ended,
        outcome: row.outcome,
        workflow: row.workflow,
        case: row.case,
        unreadable: true,
    }
}

/// The earliest end of what somebody has to do in a case: a calendar without it would say that there is none.
pub fn deadline(row: &TaskRow, chart: Option<&Chart>) -> Option<FeedItem> {
    let due = row.due?;
    Some(FeedItem {
        case: row.case.clone(),
        clock: None,
        due,
        last_day: last_day(chart, due),
        provisional: false,
        promise: false,
        revision: 0,
        latest: row.opened,
    })
}

/// Whether a task only offers something in each state that has it: in which of them it is open isn't known.
fn is_optional_wherever(chart: &Chart, task: TaskIx) -> bool {
    let engine = chart.task(task).engine.is_some();
    let mut states = chart.states.iter().zip(0..).filter(|(state, _)| state.tasks.contains(&task)).peekable();
    engine || states.peek().is_some() && states.all(|(_, ix)| is_optional_in(chart, task, StateIx(ix)))
}

/// The day that ends at this moment, if one does where the case lives: to somebody who reads of midnight it may seem to be
/// the day after.
fn last_day(chart: Option<&Chart>, due: Moment) -> Option<Date> {
    let local = due.timestamp().to_zoned(chart?.zone.clone());
    let begins = local.start_of_day().is_ok_and(|start| start == local);
    begins.then(|| local.date().yesterday().ok()).flatten()
}

fn title_of(chart: Option<&Chart>, language: &str, workflow: &str) -> String {
    chart.map_or_else(|| workflow.to_owned(), |chart| say(&chart.title, language, workflow))
}

fn zone_of(chart: Option<&Chart>) -> String {
    chart.map_or_else(|| "UTC".to_owned(), |chart| chart.zone_name.clone())
}
