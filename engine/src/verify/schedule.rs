//! Whether acts can really follow one another so, on dates of the published calendars, and how long they may take.
//!
//! A way of the model orders the ends of clocks as it likes. Here each clock gets its instants by the calculus: what is
//! refuted for its length is refuted only where a way has such dates.

use super::durations::{Durations, Way};
use super::model::{Act, Play, Seen};
use crate::deadline::{Anchor, Period, Suspension, Terms, Unit, due};
use crate::id::DeadlineIx;
use crate::moment::Moment;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// Longer than any way that is looked at: ten years, in seconds.
const FAR: i64 = 10 * 366 * 86_400;
const DAY: i64 = 86_400;
/// Seconds that an act follows on another where it comes as soon as it may.
const SOON: i64 = 60;
/// Most rounds of the computation of one schedule.
const ROUNDS: usize = 400;

/// What was counted: a deadline, with so many extensions, from a day or an instant.
type Counted = (DeadlineIx, usize, i64, bool);
/// When a clock is due, and its last day.
type End = (i64, Option<Date>);

/// One run of a clock on a way.
struct Run {
    timer: u16,
    deadline: DeadlineIx,
    /// At which step it began.
    begin: usize,
    /// At which steps more time was granted.
    extended: Vec<usize>,
    /// From and until which steps it stood still.
    stood: Vec<(usize, Option<usize>)>,
}

/// A clock that runs after a step.
struct Here {
    run: usize,
    suspended: bool,
    /// Whether nothing may come after its end but that end.
    binds: bool,
}

/// A way with its clocks.
pub(super) struct Plan<'d, 'a, 'c> {
    durations: &'d Durations<'a, 'c>,
    acts: Vec<Act>,
    runs: Vec<Run>,
    here: Vec<Vec<Here>>,
    /// The run whose end a step is.
    ends: Vec<Option<usize>>,
    /// Whether time doesn't count after a step.
    stands: Vec<bool>,
    /// The step from which time counts.
    from: usize,
    known: BTreeMap<Counted, End>,
}

/// A way with its dates.
pub(super) struct Dated {
    /// The day of the opening.
    pub opened: Date,
    /// Days, begun ones counted in full.
    pub days: u64,
    /// Whether it is longer than the period that was asked for.
    pub exceeds: bool,
}

impl<'d, 'a, 'c> Plan<'d, 'a, 'c> {
    /// The clocks of a way from the opening; time counts from the step `from` on.
    pub fn new(durations: &'d Durations<'a, 'c>, way: &Way, from: usize) -> Self {
        let (model, space) = (durations.model, durations.space);
        let chart = model.chart;
        let mut plan = Self {
            durations,
            acts: way.iter().map(|(act, _)| *act).collect(),
            runs: Vec::new(),
            here: Vec::new(),
            ends: Vec::new(),
            stands: Vec::new(),
            from,
            known: BTreeMap::new(),
        };
        let mut play = Play::new(model);
        let mut current: BTreeMap<u16, usize> = BTreeMap::new();
        let (mut begun, nowhere) = (Vec::new(), vec![0; model.words()]);
        let mut before: &[u64] = &nowhere;
        for (step, (act, to)) in way.iter().enumerate() {
            let words = space.configuration(*to);
            let mut entered = None;
            play.each_way(before, *act, |play| {
                if entered.is_none() && play.reached() == words {
                    let nodes = play.seen.iter().filter_map(|seen| match seen {
                        Seen::Entered(node) => Some(*node),
                        _ => None,
                    });
                    entered = Some(nodes.collect::<Vec<_>>());
                }
            });
            let entered = entered.unwrap_or_default();
            let ended = durations.timers.ended_by(model, act, before);
            plan.ends.push(ended.and_then(|timer| current.get(&timer).copied()));
            if let Act::Extend { clock, granted: true } = *act {
                let deadline = model.deadline_of(clock);
                let all = chart.deadline(deadline).extend.as_ref().is_some_and(|extend| extend.for_all);
                for (timer, run) in &current {
                    if *timer == clock || all && plan.runs[*run].deadline == deadline {
                        plan.runs[*run].extended.push(step);
                    }
                }
            }
            durations.timers.begun(&mut play, words, &mut begun);
            current.retain(|timer, _| {
                begun.iter().any(|clock| clock.timer == *timer)
                    && !entered.contains(&durations.timers.node(model, *timer))
            });
            let mut here = Vec::new();
            for clock in &begun {
                let run = *current.entry(clock.timer).or_insert_with(|| {
                    plan.runs.push(Run {
                        timer: clock.timer,
                        deadline: durations.timers.deadline(model, clock.timer),
                        begin: step,
                        extended: Vec::new(),
                        stood: Vec::new(),
                    });
                    plan.runs.len() - 1
                });
                let stood = &mut plan.runs[run].stood;
                let stands = stood.last().is_some_and(|(_, until)| until.is_none());
                match (clock.suspended, stands) {
                    (true, false) => stood.push((step, None)),
                    (false, true) => stood.iter_mut().for_each(|(_, until)| *until = until.or(Some(step))),
                    _ => {}
                }
                let deadline = plan.runs[run].deadline;
                let due = !chart.deadline(deadline).promise
                    && model.has_task_due(words, deadline, durations.asking.silent);
                here.push(Here {
                    run,
                    suspended: clock.suspended,
                    binds: clock.answered || due || durations.is_kept(*to, deadline),
                });
            }
            plan.here.push(here);
            plan.stands.push(durations.asking.not_suspended && begun.iter().any(|clock| clock.suspended));
            before = words;
        }
        plan
    }

    /// Whether it can be had with every act as soon as it may come, opened on one of these days.
    pub fn is_possible(&mut self, days: impl IntoIterator<Item = Date>) -> bool {
        let last = self.acts.len().saturating_sub(1);
        days.into_iter().any(|day| {
            let mut at = Vec::new();
            self.soonest(day, last, &mut at).is_some()
        })
    }

    /// The longest it may take, opened on one of these days: the first that exceeds the period, else the longest.
    pub fn longest(&mut self, days: impl IntoIterator<Item = Date>, most: Period) -> Option<Dated> {
        let mut best: Option<Dated> = None;
        for day in days {
            let Some(at) = self.latest(day) else { continue };
            let counted = self.counted(&at, self.from);
            let begin = at[self.from];
            let limit = self.limit(begin, most);
            let days = u64::try_from(counted).unwrap_or(0).div_ceil(86_400);
            let exceeds = limit.is_some_and(|limit| begin + counted > limit);
            if best.as_ref().is_none_or(|best| days > best.days || exceeds) {
                best = Some(Dated { opened: day, days, exceeds });
            }
            if exceeds {
                break;
            }
        }
        best
    }

    /// The most days that pass after a step.
    pub fn days_after(&mut self, day: Date, step: usize) -> Option<u64> {
        let at = self.latest(day)?;
        Some(u64::try_from(self.counted(&at, step)).unwrap_or(0).div_ceil(86_400))
    }

    fn counted(&self, at: &[i64], from: usize) -> i64 {
        (from + 1..at.len()).filter(|step| !self.stands[step - 1]).map(|step| at[step] - at[step - 1]).sum()
    }

    /// When a period ends that begins at an instant.
    fn limit(&self, begin: i64, most: Period) -> Option<i64> {
        let chart = self.durations.model.chart;
        let zoned = Timestamp::from_second(begin).ok()?.to_zoned(chart.zone.clone());
        let count = i64::from(most.count);
        let end = match most.unit {
            Unit::Minutes => zoned.checked_add(count.minutes()),
            Unit::Hours => zoned.checked_add(count.hours()),
            Unit::Days => zoned.checked_add(count.days()),
            Unit::Weeks => zoned.checked_add(count.weeks()),
            Unit::Months => zoned.checked_add(count.months()),
            Unit::Years => zoned.checked_add(count.years()),
            Unit::WorkingDays => {
                let name = self.durations.lengths.keys().next().map(|ix| &chart.deadline(*ix).counting)?;
                let counting = chart.calendars.counting(name)?;
                let calendar = chart.calendars.calendar(&chart.calendar)?;
                let terms = Terms::new(counting, calendar, &chart.zone, most);
                return Some(due(Anchor::Date(zoned.date()), &terms).ok()?.due.timestamp().as_second());
            }
        };
        Some(end.ok()?.timestamp().as_second())
    }

    /// The instants of all steps up to one, each as soon as may be.
    fn soonest(&mut self, day: Date, last: usize, at: &mut Vec<i64>) -> Option<()> {
        let zone = &self.durations.model.chart.zone;
        at.push(zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?.as_second());
        for step in 1..=last {
            let instant = match self.ends[step] {
                Some(run) => self.due(run, step, at)?.0,
                None => at[step - 1] + SOON,
            };
            at.push(instant);
            self.fits(step, at)?;
        }
        Some(())
    }

    /// The instants of all steps: before time counts each as soon as may be, then each as late as may be.
    fn latest(&mut self, day: Date) -> Option<Vec<i64>> {
        let mut at = Vec::with_capacity(self.acts.len());
        self.soonest(day, self.from, &mut at)?;
        at.resize(self.acts.len(), at[0] + FAR);
        for _ in 0..ROUNDS {
            if !self.earlier(&mut at)? {
                for step in self.from + 1..at.len() {
                    self.fits(step, &at)?;
                }
                return Some(at);
            }
        }
        None
    }

    /// Moves steps to before what can't come before them; whether anything was moved.
    fn earlier(&mut self, at: &mut [i64]) -> Option<bool> {
        let mut moved = false;
        for step in self.from + 1..at.len() {
            let mut most = at[step];
            if let Some(next) = at.get(step + 1) {
                // At one instant people come before expiries.
                let gap = i64::from(self.ends[step].is_some() && self.ends[step + 1].is_none());
                most = most.min(next - gap);
            }
            if self.stands[step - 1] {
                most = most.min(at[step - 1] + SOON);
            }
            for number in 0..self.here[step - 1].len() {
                let here = &self.here[step - 1][number];
                if here.binds && !here.suspended {
                    let run = here.run;
                    // What stops a clock comes before its end.
                    let stops = self.runs[run].stood.iter().any(|(from, _)| *from == step);
                    most = most.min(self.due(run, step, at)?.0 - i64::from(stops));
                }
            }
            if let Some(run) = self.ends[step] {
                let end = self.due(run, step, at)?.0;
                if end > most {
                    // Its clock has to begin earlier.
                    let begin = self.runs[run].begin;
                    if begin <= self.from {
                        return None;
                    }
                    at[begin] = self.sooner(run, at[begin], end - most)?;
                    moved = true;
                }
            }
            if most < at[step] {
                at[step] = most;
                moved = true;
            }
            if at[step] < at[self.from] {
                return None;
            }
        }
        Some(moved)
    }

    /// An earlier instant for the beginning of a clock that ends too late.
    fn sooner(&self, run: usize, begin: i64, late: i64) -> Option<i64> {
        let length = self.durations.lengths.get(&self.runs[run].deadline)?;
        if length.periods.first()?.unit.is_clock() {
            return Some(begin - late.clamp(1, DAY));
        }
        // What is counted in days ends earlier only if it begins on an earlier day.
        let zone = &self.durations.model.chart.zone;
        let day = Timestamp::from_second(begin).ok()?.to_zoned(zone.clone()).date();
        Some(zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?.as_second() - 1)
    }

    /// Whether a step may come at its instant.
    fn fits(&mut self, step: usize, at: &[i64]) -> Option<()> {
        let now = at[step];
        let after_expiry = self.ends[step - 1].is_some() && self.ends[step].is_none() && step > 1;
        if now < at[step - 1] + i64::from(after_expiry) {
            return None;
        }
        let order = |plan: &Self, run: usize| (plan.runs[run].deadline, plan.runs[run].timer);
        let ending = self.ends[step];
        if let Some(run) = ending
            && (self.due(run, step, at)?.0 != now || self.varies(run))
        {
            return None;
        }
        if ending.is_none() && super::durations::is_expiry(&self.acts[step]) {
            return None;
        }
        for number in 0..self.here[step - 1].len() {
            let Here { run, suspended, binds } = self.here[step - 1][number];
            if !binds || suspended || ending == Some(run) {
                continue;
            }
            let end = self.due(run, step, at)?.0;
            let first = end == now && ending.is_some_and(|ending| order(self, run) < order(self, ending));
            if end < now || first || end == now && self.varies(run) {
                return None;
            }
        }
        Some(())
    }

    /// Whether what decides the length of a clock isn't followed.
    fn varies(&self, run: usize) -> bool {
        self.durations.lengths.get(&self.runs[run].deadline).is_none_or(|length| length.varies)
    }

    /// When a clock is due that runs before a step.
    fn due(&mut self, run: usize, step: usize, at: &[i64]) -> Option<End> {
        let model = self.durations.model;
        let chart = model.chart;
        let Run { deadline, begin, .. } = self.runs[run];
        let length = self.durations.lengths.get(&deadline)?;
        let period = *length.periods.first()?;
        // More time that nobody hears of may always be granted.
        let heard = model.clocks.get(usize::from(self.runs[run].timer)).is_some_and(|c| c.extend.is_some());
        let granted = self.runs[run].extended.iter().filter(|granted| **granted < step).count();
        let extensions = if heard { granted } else { length.periods.len() - 1 };
        let extensions = length.periods.get(1..=extensions)?;
        let mut suspensions = Vec::new();
        for (from, until) in self.runs[run].stood.iter().filter(|(from, _)| *from < step) {
            let moment = |step: usize| Timestamp::from_second(at[step]).ok().map(Moment::from);
            let until = match until {
                Some(until) => Some(moment(*until)?),
                None => None,
            };
            suspensions.push(Suspension { from: moment(*from)?, until, reason: String::new() });
        }
        // The end of a period in days is its last day; what begins with it counts from there.
        let last_day = match self.ends[begin] {
            Some(ended) if !period.unit.is_clock() => self.due(ended, begin, at)?.1,
            _ => None,
        };
        let instant = at[begin];
        let zoned = Timestamp::from_second(instant).ok()?.to_zoned(chart.zone.clone());
        let anchor = match last_day {
            Some(day) => Anchor::Date(day),
            None if period.unit.is_clock() => Anchor::Instant(Moment::from(zoned.timestamp())),
            None => Anchor::Date(zoned.date()),
        };
        let key = match anchor {
            Anchor::Date(day) => i64::from(day.year()) * 512 + i64::from(day.day_of_year()),
            Anchor::Instant(_) => instant,
        };
        let key = (deadline, extensions.len(), key, last_day.is_some());
        if suspensions.is_empty()
            && let Some(known) = self.known.get(&key)
        {
            return Some(*known);
        }
        let counting = chart.calendars.counting(&chart.deadline(deadline).counting)?;
        let calendar = chart.calendars.calendar(&chart.calendar)?;
        let terms = Terms {
            extensions,
            suspensions: &suspensions,
            ..Terms::new(counting, calendar, &chart.zone, period)
        };
        let counted = due(anchor, &terms).ok()?;
        let found = (counted.due.timestamp().as_second(), counted.last_day);
        if suspensions.is_empty() {
            self.known.insert(key, found);
        }
        Some(found)
    }
}
