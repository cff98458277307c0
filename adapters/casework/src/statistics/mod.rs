//! How deadlines are kept: of each workflow and deadline, how many runs ended in time, and how long they took.
//!
//! It is derived from dockets each time: [`Tally`] is a pure sum over ledgers, and only the module beside it reads.
//! Promises and limits of the law are counted apart, since breaking them means different things.

mod gather;

use crate::words::say;
use jiff::civil::Date;
use registrar_engine::chart::Chart;
use registrar_engine::deadline::{Language, Left};
use registrar_engine::definition::Text;
use registrar_engine::docket::{Ledger, Word};
use registrar_engine::moment::Moment;
use serde::Serialize;
use std::collections::BTreeMap;

/// Most cases that are counted for one person: the last opened.
pub const MOST_CASES: usize = 1_000;

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// One workflow only.
    pub workflow: Option<String>,
    /// Runs that were over on this day or later, in the zone of the case.
    pub since: Option<Date>,
    /// Runs that were over on this day or before; and of those that run, the ones begun by then.
    pub until: Option<Date>,
}

/// How deadlines are kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistics {
    /// How many cases were read.
    pub cases: u64,
    /// How many more can't be read at this moment: they aren't counted.
    pub unreadable: u64,
    /// Whether there are more cases than were read.
    pub more: bool,
    /// By workflow.
    pub workflows: Vec<WorkflowStatistics>,
}

/// The deadlines of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkflowStatistics {
    /// Its name.
    pub workflow: String,
    /// Its title, of the newest version read.
    pub title: String,
    /// How many of its cases were read.
    pub cases: u64,
    /// Its deadlines: promises first, then limits of the law, each by name.
    pub deadlines: Vec<DeadlineStatistics>,
}

/// The runs of a deadline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeadlineStatistics {
    /// Its name.
    pub name: String,
    /// Its title, of the newest version read.
    pub title: String,
    /// A promise without legal effect.
    pub promise: bool,
    /// Whether somebody has a task by it. Where nobody has, its end may just be what is waited for.
    pub binds: bool,
    /// Runs that ended in time.
    pub met: u64,
    /// Runs whose end came first.
    pub missed: u64,
    /// Runs that were let go.
    pub waived: u64,
    /// Runs that were missed, and that was undone: neither met nor missed.
    pub restored: u64,
    /// Runs that go on, those that stand still among them.
    pub running: u64,
    /// Of those met or missed, how many were met, in per cent to two places.
    pub in_time: Option<f64>,
    /// Half of those met took at most so many seconds.
    pub median: Option<u64>,
    /// Nine of ten of those met took at most so many seconds.
    pub ninetieth: Option<u64>,
}

/// A sum over ledgers.
#[derive(Debug, Default)]
pub struct Tally {
    workflows: BTreeMap<String, WorkflowTally>,
}

#[derive(Debug, Default)]
struct WorkflowTally {
    version: u32,
    title: Text,
    cases: u64,
    /// By kind (promises come first) and name.
    deadlines: BTreeMap<(Kind, String), DeadlineTally>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Promise,
    Limit,
}

#[derive(Debug, Default)]
struct DeadlineTally {
    version: u32,
    title: Text,
    binds: bool,
    met: u64,
    missed: u64,
    waived: u64,
    restored: u64,
    running: u64,
    /// How many took so many minutes.
    used: BTreeMap<u64, u64>,
}

impl Tally {
    /// A case of a chart was read.
    pub fn add_case(&mut self, chart: &Chart) {
        let workflow = self.workflows.entry(chart.workflow.clone()).or_default();
        workflow.cases += 1;
        if workflow.version <= chart.version {
            workflow.version = chart.version;
            workflow.title.clone_from(&chart.title);
        }
    }

    /// A run of a deadline, if it is among what is asked.
    pub fn add_run(&mut self, chart: &Chart, ledger: &Ledger, asked: &Asked) {
        let name = ledger.deadline.split('[').next().unwrap_or_default();
        let Some(ix) = chart.deadline_named(name) else { return };
        let (Some(started), deadline) = (ledger.started, chart.deadline(ix)) else { return };
        // The end of a period in days is the midnight after its last day.
        let day = |at: Moment| {
            let before = Moment::from_micros(at.as_micros() - 1).unwrap_or(at);
            before.timestamp().to_zoned(chart.zone.clone()).date()
        };
        let over = ledger.over();
        let early = over.is_some_and(|over| asked.since.is_some_and(|since| day(over) < since));
        if early || asked.until.is_some_and(|until| day(over.unwrap_or(started)) > until) {
            return;
        }
        let kind = if deadline.promise { Kind::Promise } else { Kind::Limit };
        let workflow = self.workflows.entry(chart.workflow.clone()).or_default();
        let tally = workflow.deadlines.entry((kind, name.to_owned())).or_default();
        if tally.version <= chart.version {
            tally.version = chart.version;
            tally.title.clone_from(&deadline.title);
            tally.binds = chart.tasks.iter().any(|task| task.due.contains(&ix));
        }
        match ledger.word {
            Word::Met => {
                tally.met += 1;
                let used = tally.used.entry(rounded(used_minutes(ledger, started, over))).or_default();
                *used += 1;
            }
            Word::Missed => tally.missed += 1,
            Word::Waived => tally.waived += 1,
            Word::Restored => tally.restored += 1,
            Word::Waiting | Word::Running | Word::Suspended => tally.running += 1,
        }
    }

    /// What the sum comes to, with titles in a language.
    pub fn told(self, language: &str) -> Vec<WorkflowStatistics> {
        let told = self.workflows.into_iter().map(|(workflow, tally)| WorkflowStatistics {
            title: say(&tally.title, language, &workflow),
            workflow,
            cases: tally.cases,
            deadlines: tally
                .deadlines
                .into_iter()
                .map(|((kind, name), tally)| DeadlineStatistics {
                    title: say(&tally.title, language, &name),
                    name,
                    promise: kind == Kind::Promise,
                    binds: tally.binds,
                    in_time: share(tally.met, tally.missed),
                    median: percentile(&tally.used, 50),
                    ninetieth: percentile(&tally.used, 90),
                    met: tally.met,
                    missed: tally.missed,
                    waived: tally.waived,
                    restored: tally.restored,
                    running: tally.running,
                })
                .collect(),
        });
        told.collect()
    }
}

/// A length of elapsed time in words: from two days on in days of 24 hours.
pub fn said(seconds: u64, language: &str) -> String {
    let chinese = language.starts_with("zh");
    let (minutes, hours) = (seconds.div_ceil(60), seconds / 3_600);
    if hours >= 48 {
        let tenths = (minutes + 72) / 144;
        return match (tenths / 10, tenths % 10, chinese) {
            (days, 0, true) => format!("{days}天"),
            (days, 0, false) => format!("{days} days"),
            (days, tenth, true) => format!("{days}.{tenth}天"),
            (days, tenth, false) => format!("{days}.{tenth} days"),
        };
    }
    let words = if chinese { Language::Zh } else { Language::En };
    Left::Micros(i64::try_from(minutes).unwrap_or(i64::MAX).saturating_mul(60_000_000)).say(words)
}

/// Elapsed time without that in which it stood still, in minutes; a started minute counts.
fn used_minutes(ledger: &Ledger, started: Moment, over: Option<Moment>) -> u64 {
    let length = |from: Moment, until: Moment| (until.as_micros() - from.as_micros()).max(0);
    let whole = over.map_or(0, |over| length(started, over));
    let stretches = ledger.stretches();
    let out = stretches.iter().filter_map(|stretch| Some(length(stretch.from, stretch.until?)));
    let used = whole.saturating_sub(out.fold(0, i64::saturating_add));
    u64::try_from(used).unwrap_or(0).div_ceil(60_000_000)
}

/// To three digits: however many runs there are, few different values are kept.
fn rounded(minutes: u64) -> u64 {
    let mut unit = 1;
    while minutes / unit >= 1_000 {
        unit *= 10;
    }
    (minutes + unit / 2) / unit * unit
}

/// Of these how many per cent were met, to two places.
fn share(met: u64, missed: u64) -> Option<f64> {
    let all = u128::from(met) + u128::from(missed);
    let hundredths = (u128::from(met) * 10_000 + all / 2).checked_div(all)?;
    u32::try_from(hundredths).ok().map(|hundredths| f64::from(hundredths) / 100.0)
}

/// The nearest rank, in seconds.
fn percentile(used: &BTreeMap<u64, u64>, percent: u64) -> Option<u64> {
    let all: u64 = used.values().sum();
    let rank = all.saturating_mul(percent).div_ceil(100).max(1);
    let mut seen = 0;
    let found = used.iter().find(|(_, count)| {
        seen += **count;
        seen >= rank
    });
    found.map(|(minutes, _)| minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_two_places() {
        assert_eq!(share(0, 0), None);
        assert_eq!(share(146, 11), Some(92.99));
        assert_eq!(share(2, 1), Some(66.67));
        assert_eq!(share(1, 0), Some(100.0));
    }

    #[test]
    fn a_percentile_is_the_nearest_rank() {
        let used = BTreeMap::from([(1, 5), (10, 4), (100, 1)]);
        assert_eq!((percentile(&used, 50), percentile(&used, 90)), (Some(60), Some(600)));
        assert_eq!(percentile(&BTreeMap::new(), 50), None);
        assert_eq!(percentile(&BTreeMap::from([(7, 1)]), 90), Some(420));
    }

    #[test]
    fn a_length_is_said_in_minutes_hours_or_days() {
        assert_eq!(said(60 * 28, "en"), "28 minutes");
        assert_eq!((said(3_600 * 26, "en"), said(3_600 * 26, "zh")), ("26 hours".into(), "26小时".into()));
        assert_eq!((said(3_600 * 84, "en"), said(3_600 * 72, "zh")), ("3.5 days".into(), "3天".into()));
    }

    #[test]
    fn used_time_is_kept_to_three_digits() {
        assert_eq!([rounded(0), rounded(999), rounded(1_004), rounded(12_345)], [0, 999, 1_000, 12_300]);
        assert_eq!(rounded(99_960), 100_000);
    }
}
