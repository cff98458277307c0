//! The ledger of each clock, folded from a docket: how its deadline came to stand where it stands.
//!
//! It reads names and marks only, so it needs no chart and tells the same of a case that has long ended.
//! What is derived here is never kept: read the docket again and it is there again, in one pass.

use super::{Entry, Mark};
use crate::deadline::Period;
use crate::event::{Event, Receipt};
use crate::moment::Moment;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Most lines that one ledger keeps; how many more there were is counted.
pub const MOST_LINES: usize = 1_000;

/// How a deadline stands, or how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// What starts it hasn't come.
    Waiting,
    /// It runs.
    Running,
    /// It stands still.
    Suspended,
    /// It ended in time.
    Met,
    /// It expired.
    Missed,
    /// Who it protects let it go.
    Waived,
    /// It was missed, and that was undone.
    Restored,
}

impl Word {
    /// As written: `met`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Suspended => "suspended",
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Waived => "waived",
            Self::Restored => "restored",
        }
    }
}

/// What brought an entry about, by the names of the definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// As whom somebody acted, `judge[1]`; none: nobody did, a clock or a machine spoke.
    pub by: Option<String>,
    /// The event: `decide.granted`, `publication.expired`, `summons.read`, a message; `opened`.
    pub event: String,
}

/// One thing that happened to a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerLine {
    /// Number of the docket entry.
    pub entry: u64,
    /// When the law takes it to have happened.
    pub effective: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// What brought it about.
    pub cause: Cause,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What happened to a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum What {
    /// It waits for what starts it.
    Waits,
    /// It was counted, and runs.
    Runs {
        /// Why it was counted.
        why: Why,
        /// Exclusive end.
        due: Moment,
        /// Last day, of a period in days or longer.
        last_day: Option<Date>,
        /// Counted beyond the published calendar.
        provisional: bool,
        /// What it was counted with: editions of calendar, counting rule and time zone data.
        with: String,
    },
    /// More time was granted; the line after it tells the new end.
    Extended {
        /// How much more.
        period: Period,
        /// As whom it was granted.
        by: String,
        /// Why.
        reason: String,
        /// The most that one extension may add.
        up_to: Period,
        /// Which extension it is, from 1, of how many.
        count: (u32, u32),
        /// When it was asked for, or decided where nobody has to ask.
        asked: Moment,
        /// By when it had to be asked for.
        ask_by: Moment,
    },
    /// It was given up.
    Waived {
        /// As whom.
        by: String,
    },
    /// That it was missed was undone.
    Restored {
        /// As whom.
        by: String,
    },
    /// It was stopped.
    Suspended {
        /// What was left, in the unit that the law counts in.
        left: String,
        /// A state, or the reason of a decision.
        reason: String,
    },
    /// Its end came.
    Expired,
    /// Its state was left.
    Ended {
        /// Whether what it limits was done in time.
        met: bool,
    },
}

/// Why a clock was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It began.
    Started,
    /// It goes on after a suspension.
    Resumed,
    /// More time was granted.
    Extended,
    /// What it is counted from is another now.
    Recounted,
    /// A newer edition of the calendar has come.
    Calendar,
    /// By a newer edition it would have ended in the past: what was told stays.
    Kept,
}

/// A stretch in which a clock stood still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// From when.
    pub from: Moment,
    /// Until when; none: it still does.
    pub until: Option<Moment>,
    /// A state, or the reason of a decision.
    pub reason: String,
}

/// The ledger of one clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// Number of the clock in the case: each run of a deadline has its own.
    pub number: u64,
    /// The deadline with its copy: `defence[2]`.
    pub deadline: String,
    /// How it stands, or how it ended.
    pub word: Word,
    /// When it began to run.
    pub started: Option<Moment>,
    /// Exclusive end, as last counted.
    pub due: Option<Moment>,
    /// Last day, as last counted.
    pub last_day: Option<Date>,
    /// Whether that count went beyond the published calendar.
    pub provisional: bool,
    /// When its end came.
    pub expired: Option<Moment>,
    /// When its state was left, and with it the clock.
    pub ended: Option<Moment>,
    /// How often more time was granted.
    pub extensions: u32,
    /// What happened to it, in order.
    pub lines: Vec<LedgerLine>,
    /// How many lines there were beyond [`MOST_LINES`].
    pub untold: u64,
}

impl Ledger {
    fn new(number: u64, deadline: &str) -> Self {
        Self {
            number,
            deadline: deadline.to_owned(),
            word: Word::Waiting,
            started: None,
            due: None,
            last_day: None,
            provisional: false,
            expired: None,
            ended: None,
            extensions: 0,
            lines: Vec::new(),
            untold: 0,
        }
    }

    /// The stretches in which it stood still, in order: the time that is left out of a limit on the whole.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut open = false;
        for line in &self.lines {
            match &line.what {
                // One that is counted anew while it stands still is stopped once.
                What::Suspended { .. } if open => {}
                What::Suspended { reason, .. } => {
                    open = true;
                    stretches.push(Stretch { from: line.effective, until: None, reason: reason.clone() });
                }
                What::Waits | What::Extended { .. } | What::Restored { .. } => {}
                What::Runs { .. } | What::Expired | What::Waived { .. } | What::Ended { .. } => {
                    if let Some(last) = stretches.last_mut().filter(|_| open) {
                        last.until = Some(line.effective);
                    }
                    open = false;
                }
            }
        }
        stretches
    }

    /// When the run was over: its end came, or its state was left before that.
    pub fn over(&self) -> Option<Moment> {
        match self.word {
            Word::Missed | Word::Restored => self.expired.or(self.ended),
            _ => self.ended,
        }
    }

    fn add(&mut self, line: LedgerLine) {
        match &line.what {
            What::Waits => {
                self.word = Word::Waiting;
                (self.due, self.last_day, self.provisional) = (None, None, false);
            }
            What::Runs { due, last_day, provisional, .. } => {
                self.word = Word::Running;
                self.started = self.started.or(Some(line.effective));
                (self.due, self.last_day, self.provisional) = (Some(*due), *last_day, *provisional);
            }
            What::Extended { .. } => self.extensions = self.extensions.saturating_add(1),
            What::Waived { .. } => {
                self.word = Word::Waived;
                self.ended = Some(line.effective);
            }
            What::Restored { .. } => self.word = Word::Restored,
            What::Suspended { .. } => self.word = Word::Suspended,
            What::Expired => {
                self.word = Word::Missed;
                self.expired = Some(line.effective);
            }
            What::Ended { met } => {
                self.ended = Some(line.effective);
                self.word = match (*met, self.word) {
                    (_, Word::Waived) => Word::Waived,
                    (true, _) => Word::Met,
                    (false, _) => Word::Missed,
                };
            }
        }
        if self.lines.len() < MOST_LINES {
            self.lines.push(line);
        } else {
            self.untold += 1;
        }
    }
}

/// The ledgers of a docket that is read in order, as much of it as has been read.
#[derive(Debug, Clone, Default)]
pub struct Ledgers {
    clocks: BTreeMap<u64, Ledger>,
}

impl Ledgers {
    /// The ledgers of a whole docket.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let mut ledgers = Self::default();
        entries.into_iter().for_each(|entry| ledgers.read(entry));
        ledgers
    }

    /// Whether an entry may have something for a ledger, by its canonical text: much cheaper than reading it.
    pub fn may_concern(text: &str) -> bool {
        // INVARIANT: the marks of [`told`] have tags that begin so.
        text.contains("\"mark\":\"clock_") || text.contains("\"mark\":\"ended\"")
    }

    /// Reads the next entry.
    pub fn read(&mut self, entry: &Entry) {
        for mark in &entry.marks {
            let Some((deadline, number, what)) = told(mark) else {
                if matches!(mark, Mark::Ended { .. }) {
                    self.end_all(entry);
                }
                continue;
            };
            let ledger = self.clocks.entry(number).or_insert_with(|| Ledger::new(number, deadline));
            ledger.add(line(entry, what));
        }
    }

    /// What still ran when the case ended, ended with it.
    fn end_all(&mut self, entry: &Entry) {
        for ledger in self.clocks.values_mut().filter(|ledger| ledger.ended.is_none()) {
            match ledger.word {
                Word::Waiting if ledger.started.is_none() => {}
                Word::Missed => ledger.add(line(entry, What::Ended { met: false })),
                _ => ledger.add(line(entry, What::Ended { met: true })),
            }
        }
    }

    /// The ledger of a clock.
    pub fn get(&self, number: u64) -> Option<&Ledger> {
        self.clocks.get(&number)
    }

    /// All ledgers, by the numbers of their clocks.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Ledger> {
        self.clocks.values()
    }
}

fn line(entry: &Entry, what: What) -> LedgerLine {
    let (effective, recorded) = (entry.effective, entry.recorded);
    LedgerLine { entry: entry.number, effective, recorded, cause: cause(entry), what }
}

/// What a mark tells of a clock: its deadline, its number, what happened. The one place that reads marks.
fn told(mark: &Mark) -> Option<(&str, u64, What)> {
    match mark {
        Mark::ClockWaits { deadline, number } => Some((deadline, *number, What::Waits)),
        Mark::ClockRuns { deadline, number, due, last_day, provisional, why, with } => {
            let why = match why.as_str() {
                "started" => Why::Started,
                "resumed" => Why::Resumed,
                "extended" => Why::Extended,
                "calendar" => Why::Calendar,
                "kept" => Why::Kept,
                _ => Why::Recounted,
            };
            let (due, last_day, provisional) = (*due, *last_day, *provisional);
            Some((deadline, *number, What::Runs { why, due, last_day, provisional, with: with.clone() }))
        }
        Mark::ClockExtended { deadline, number, period, by, reason, up_to, count, asked, ask_by } => {
            let (by, reason) = (by.clone(), reason.clone());
            let (period, up_to, count, asked, ask_by) = (*period, *up_to, *count, *asked, *ask_by);
            let what = What::Extended { period, by, reason, up_to, count, asked, ask_by };
            Some((deadline, *number, what))
        }
        Mark::ClockWaived { deadline, number, by } => {
            Some((deadline, *number, What::Waived { by: by.clone() }))
        }
        Mark::ClockRestored { deadline, number, by } => {
            Some((deadline, *number, What::Restored { by: by.clone() }))
        }
        Mark::ClockSuspended { deadline, number, left, reason } => {
            let (left, reason) = (left.clone(), reason.clone());
            Some((deadline, *number, What::Suspended { left, reason }))
        }
        Mark::ClockExpired { deadline, number } => Some((deadline, *number, What::Expired)),
        Mark::ClockEnded { deadline, number, met } => Some((deadline, *number, What::Ended { met: *met })),
        _ => None,
    }
}

fn cause(entry: &Entry) -> Cause {
    let (by, event) = match &entry.event {
        Event::Opened { by, people, .. } => {
            let own = people.iter().find(|known| known.person.as_ref() == Some(&by.person));
            let role = own.map(|known| known.role.as_str());
            let joined = entry.marks.iter().find_map(|mark| match mark {
                Mark::Joined { member } if member.split('[').next() == role => Some(member.clone()),
                _ => None,
            });
            (joined.or(role.map(str::to_owned)), "opened".to_owned())
        }
        Event::Outcome { task, name, outcome, by, .. } => {
            let closed = entry.marks.iter().find_map(|mark| match mark {
                Mark::TaskClosed { number, by, .. } if number == task && !by.is_empty() => Some(by.clone()),
                _ => None,
            });
            let member = || by.as_ref().and_then(|actor| actor.member.clone());
            (closed.or_else(member), format!("{name}.{outcome}"))
        }
        Event::Claimed { by, .. } => (by.member.clone(), "claimed".to_owned()),
        Event::Released { by, .. } => (by.member.clone(), "released".to_owned()),
        Event::Assigned { role, .. } => (None, format!("{role}.assigned")),
        Event::Seated { member, .. } => (Some(member.clone()), "seated".to_owned()),
        Event::Represented { member, .. } => (Some(member.clone()), "represented".to_owned()),
        Event::RepresentationEnded { member, .. } => {
            (Some(member.clone()), "representation_ended".to_owned())
        }
        Event::Expired { name, .. } => (None, format!("{name}.expired")),
        Event::Reminded { name, .. } => (None, format!("{name}.reminded")),
        Event::Delivered { name, how: Receipt::Reached, .. } => (None, format!("{name}.reached")),
        Event::Delivered { name, how: Receipt::Read, .. } => (None, format!("{name}.read")),
        Event::Undelivered { name, .. } => (None, format!("{name}.undelivered")),
        Event::Raised { name, .. } | Event::Message { name, .. } => (None, name.clone()),
        Event::Recounted { .. } => (None, "calendar".to_owned()),
        Event::Rendered { .. } => (None, "rendered".to_owned()),
    };
    Cause { by, event }
}
