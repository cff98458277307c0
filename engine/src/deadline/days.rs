//! Counts periods in days, working days, weeks, months and years.
//!
//! A suspension is counted like any event: the day on which the clock stops has been used, the day on
//! which it goes on isn't counted; a moment at 00:00 belongs to the day that ends then. So a suspension of
//! k days moves a period in days by k. If only a started day was left, it goes on to the end of the day
//! on which the clock goes on.

use super::count::{Anchor, Bound, CountError, Direction, Found, Terms, following, stops};
use super::counting::{DayEnd, DayStart, Extension, MissingDay, Roll, Rule, Skip};
use super::day::Day;
use super::ledger::{Left, Stop};
use super::period::{Period, Unit};
use super::sheet::DayKind;
use super::step::{CountStep, EndKind, RestDay, Trace};
use crate::moment::Moment;
use jiff::civil::{Date, Time};

pub(super) fn count(anchor: Anchor, terms: &Terms<'_>, trace: &mut Trace) -> Result<Found, CountError> {
    let rule = terms.counting.rule();
    let stops = stops(terms)?;
    let mut counter = Counter { terms, rule, trace, unknown: None, stops, passed: 0 };
    counter.run(anchor)
}

/// Days listed one by one in an explanation; beyond it they are summed up.
const LISTED: u32 = 200;

/// Days among which the working days of a minimum are looked for: longer than any run of holidays.
const MINIMUM_LOOK: u32 = 60;

struct Counter<'a, 't> {
    terms: &'a Terms<'a>,
    rule: &'a Rule,
    trace: &'t mut Trace,
    unknown: Option<Day>,
    stops: Vec<Stop>,
    passed: usize,
}

/// A stretch in one kind of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stretch {
    Days(i64),
    Working(i64),
    Months(i64),
}

/// Whether nothing but working days is counted.
pub(super) fn counts_working_days(terms: &Terms<'_>) -> bool {
    stretches(terms).iter().all(|stretch| matches!(stretch, Stretch::Working(_)))
}

/// The period and what lengthens it; neighbours of one kind taken together, so that a month added to
/// months still ends on the day of the event's number.
fn stretches(terms: &Terms<'_>) -> Vec<Stretch> {
    let rule = terms.counting.rule();
    let extensions = match rule.extension.is {
        Extension::Lengthens => terms.extensions,
        Extension::Follows => &[],
    };
    let all = || std::iter::once(&terms.period).chain(extensions);
    let days: u64 = all().map(|period| u64::from(period.count)).sum();
    let short = match rule.skip.is {
        Skip::RestDaysUpTo(most) => all().all(|period| period.unit == Unit::Days) && days <= u64::from(most),
        _ => false,
    };
    let mut stretches: Vec<Stretch> = Vec::with_capacity(1 + extensions.len());
    for period in all() {
        let next = stretch(rule, *period, short);
        match (stretches.last_mut(), next) {
            (Some(Stretch::Days(sum)), Stretch::Days(more))
            | (Some(Stretch::Working(sum)), Stretch::Working(more))
            | (Some(Stretch::Months(sum)), Stretch::Months(more)) => *sum += more,
            _ => stretches.push(next),
        }
    }
    stretches
}

fn stretch(rule: &Rule, period: Period, short: bool) -> Stretch {
    let count = i64::from(period.count);
    match period.unit {
        Unit::Days if short || rule.skip.is == Skip::RestDays => Stretch::Working(count),
        Unit::WorkingDays => Stretch::Working(count),
        Unit::Weeks => Stretch::Days(count * 7),
        Unit::Months => Stretch::Months(count),
        Unit::Years => Stretch::Months(count * 12),
        _ => Stretch::Days(count),
    }
}

impl Counter<'_, '_> {
    fn run(&mut self, anchor: Anchor) -> Result<Found, CountError> {
        let date = match anchor {
            Anchor::Date(date) => date,
            Anchor::Instant(at) => self.terms.zone.to_datetime(at.timestamp()).date(),
        };
        let event = Day::from(date);
        let forward = self.terms.direction == Direction::After;
        self.say_start(anchor, date);
        let stretches = stretches(self.terms);
        let origin = match (self.rule.start.is, forward) {
            (DayStart::SameDay, true) => reach(event.plus(-1))?,
            (DayStart::SameDay, false) => reach(event.plus(1))?,
            _ => event,
        };
        let raw = self.walk(event, origin, &stretches)?;
        self.trace.add(|| CountStep::Counted { period: self.terms.period, to: raw.date() });
        let raw = self.clear(raw)?;
        let working = stretches.iter().all(|stretch| matches!(stretch, Stretch::Working(_)));
        let raw = self.suspend(origin, raw, working, true)?;
        let mut end = self.finish(origin, raw, true)?;
        for (by, manner, law) in following(self.terms)? {
            self.trace.add(|| CountStep::Follows { by, manner, law });
            let stretch = stretch(self.rule, by, false);
            let raw = self.walk(end, end, &[stretch])?;
            let raw = self.suspend(end, raw, matches!(stretch, Stretch::Working(_)), false)?;
            end = self.finish(end, raw, false)?;
        }
        let (due, kind) = self.moment(end)?;
        let law =
            if kind == EndKind::Earliest { self.rule.start.law.clone() } else { self.rule.end.law.clone() };
        self.trace.add(|| CountStep::End { last_day: Some(end.date()), due, kind, law });
        Ok(Found { last_day: Some(end.date()), due, unknown: self.unknown })
    }

    fn say_start(&mut self, anchor: Anchor, date: Date) {
        let (terms, rule) = (self.terms, self.rule);
        let at = if let Anchor::Instant(at) = anchor { Some(at) } else { None };
        let (period, direction) = (terms.period, terms.direction);
        self.trace.add(|| CountStep::Start { date, at, period, direction, rule: rule.title.clone() });
        let law = rule.start.law.clone();
        self.trace.add(|| match rule.start.is {
            DayStart::SameDay => CountStep::FirstDayIn { date, law },
            _ => CountStep::FirstDayOut { date, law },
        });
        if rule.extension.is == Extension::Lengthens {
            for by in terms.extensions {
                self.trace.add(|| CountStep::Extended { by: *by, law: rule.extension.law.clone() });
            }
        }
    }

    /// From `origin`, which isn't counted, over all stretches. Months are counted from the event's own day.
    fn walk(&mut self, event: Day, origin: Day, stretches: &[Stretch]) -> Result<Day, CountError> {
        let forward = self.terms.direction == Direction::After;
        let sign = if forward { 1 } else { -1 };
        let mut at = origin;
        for (number, stretch) in stretches.iter().enumerate() {
            at = match *stretch {
                Stretch::Days(days) => reach(at.plus(sign * days))?,
                Stretch::Working(days) => self.walk_working(at, days, forward)?,
                Stretch::Months(months) => {
                    let from = if number == 0 { event } else { at };
                    let (day, missing) = self.walk_months(from, sign * months)?;
                    // Where the event's day is counted, the period is full one day before the same number.
                    let back = if number == 0 && !missing { origin.since(event) } else { 0 };
                    reach(day.plus(back))?
                }
            };
        }
        Ok(at)
    }

    fn walk_working(&mut self, from: Day, days: i64, forward: bool) -> Result<Day, CountError> {
        let calendar = self.terms.calendar;
        let to = if forward { calendar.nth_after(from, days) } else { calendar.nth_before(from, days) };
        let to = reach(to)?;
        let (first, last) = if forward { (reach(from.plus(1))?, to) } else { (to, reach(from.plus(-1))?) };
        self.look(first, last);
        if self.trace.is_on() {
            self.say_skipped(first, last, forward);
        }
        Ok(to)
    }

    fn say_skipped(&mut self, first: Day, last: Day, forward: bool) {
        let calendar = self.terms.calendar;
        let worked = calendar.working_days(first, last) + i64::from(calendar.kind_of(first).works());
        let mut skipped = u32::try_from(last.since(first) + 1 - worked).unwrap_or(0);
        let mut listed = 0;
        let mut next = Some(if forward { first } else { last });
        while let Some(day) = next.filter(|day| first <= *day && *day <= last) {
            if listed == LISTED && skipped > 0 {
                let until = if forward { last } else { first };
                return self.trace.add(|| CountStep::SkippedMore { count: skipped, until: until.date() });
            }
            match calendar.kind_of(day) {
                DayKind::Working => {}
                DayKind::MadeUp(reason) => {
                    let (name, source) = (reason.name.clone(), reason.source.clone());
                    self.trace.add(|| CountStep::MadeUp { date: day.date(), name, source });
                }
                DayKind::WeeklyRest | DayKind::Holiday(_) => {
                    (listed, skipped) = (listed + 1, skipped.saturating_sub(1));
                    let (day, law) = (self.rest_day(day), self.rule.skip.law.clone());
                    self.trace.add(|| CountStep::Skipped { day, law });
                }
            }
            next = day.plus(if forward { 1 } else { -1 });
        }
    }

    fn rest_day(&self, day: Day) -> RestDay {
        let (name, source) = match self.terms.calendar.kind_of(day) {
            DayKind::Holiday(reason) => (Some(reason.name.clone()), Some(reason.source.clone())),
            _ => (None, None),
        };
        RestDay { date: day.date(), name, source }
    }

    /// The day of the same number so many months on or back, and whether that number was missing.
    fn walk_months(&mut self, from: Day, months: i64) -> Result<(Day, bool), CountError> {
        let date = from.date();
        let month = |months: i64| {
            let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
            let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?);
            Date::new(year, month, 1).ok()
        };
        let number = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 + months;
        let first = month(number).ok_or(CountError::OutOfReach)?;
        if let Ok(same) = Date::new(first.year(), first.month(), date.day()) {
            return Ok((same.into(), false));
        }
        let used = match self.rule.missing_day.is {
            MissingDay::LastOfMonth => first.last_of_month(),
            MissingDay::FirstOfNext => month(number + 1).ok_or(CountError::OutOfReach)?,
        };
        let law = self.rule.missing_day.law.clone();
        self.trace.add(|| CountStep::MissingDay { day: date.day(), used, law });
        Ok((used.into(), true))
    }

    /// Leaves out the day of the event that the period ends at, and gives the first day after a period
    /// that must have passed.
    fn clear(&mut self, raw: Day) -> Result<Day, CountError> {
        let clear = self.rule.start.is == DayStart::ClearDays;
        let by = match (self.terms.direction, self.terms.bound) {
            (Direction::After, Bound::Earliest) => 1,
            (Direction::Before, _) if clear => -1,
            _ => return Ok(raw),
        };
        let day = reach(raw.plus(by))?;
        let law = self.rule.start.law.clone();
        self.trace.add(|| CountStep::ClearDay { date: day.date(), law });
        Ok(day)
    }

    /// Lets each suspension that begins before the end move it.
    fn suspend(&mut self, origin: Day, mut raw: Day, working: bool, first: bool) -> Result<Day, CountError> {
        while let Some(stop) = self.stops.get(self.passed) {
            let (from, until) = (stop.from, stop.until);
            let end = self.settled(origin, raw, first)?.0;
            if from >= self.moment(end)?.0 {
                break;
            }
            self.passed += 1;
            let from_day = self.day_ended_by(from)?.max(origin);
            let units = match (raw > from_day, working) {
                (false, _) => 0,
                (true, true) => self.terms.calendar.working_days(from_day, raw),
                (true, false) => raw.since(from_day),
            };
            let count = u32::try_from(units).unwrap_or(0);
            let left = if working { Left::WorkingDays(count) } else { Left::Days(count) };
            let Some(until) = until else { return Err(CountError::Suspended { since: from, left }) };
            let until_day = self.day_ended_by(until)?.max(from_day);
            raw = match (units, working) {
                (0, _) => {
                    let day = Day::from(self.terms.zone.to_datetime(until.timestamp()).date()).max(raw);
                    if working { self.on_or_after(day)? } else { day }
                }
                (_, true) if until_day > from_day => self.walk_working(until_day, units, true)?,
                (_, true) => raw,
                (_, false) => reach(until_day.plus(units))?,
            };
            if until_day > origin {
                let reason =
                    self.stops.get(self.passed - 1).map(|stop| stop.reason.clone()).unwrap_or_default();
                let to = Some(raw.date());
                self.trace.add(|| CountStep::Suspended { from, until, reason, left, to });
            }
        }
        Ok(raw)
    }

    /// The day that a moment belongs to when it is taken as an end: 00:00 ends the day before.
    fn day_ended_by(&self, at: Moment) -> Result<Day, CountError> {
        let before = Moment::from_micros(at.as_micros() - 1).ok_or(CountError::OutOfReach)?;
        Ok(self.terms.zone.to_datetime(before.timestamp()).date().into())
    }

    fn on_or_after(&mut self, day: Day) -> Result<Day, CountError> {
        reach(self.terms.calendar.nth_after(reach(day.plus(-1))?, 1))
    }

    /// Where a period ends that has come to `raw`: rolled, and with the working days it must hold.
    fn settled(&self, origin: Day, raw: Day, first: bool) -> Result<(Day, Day), CountError> {
        let calendar = self.terms.calendar;
        let forward = self.terms.direction == Direction::After;
        let rolled = match if forward { self.rule.roll.is } else { self.rule.roll_before.is } {
            Roll::None => raw,
            Roll::Next => reach(calendar.nth_after(reach(raw.plus(-1))?, 1))?,
            Roll::Previous => reach(calendar.nth_before(reach(raw.plus(1))?, 1))?,
        };
        let end = match &self.rule.minimum {
            Some(minimum) if first && at_least_days(self.terms.period, minimum.is.from_days) => {
                let wanted = i64::from(minimum.is.working_days);
                if forward {
                    rolled.max(reach(calendar.nth_after(origin, wanted))?)
                } else {
                    rolled.min(reach(calendar.nth_before(origin, wanted))?)
                }
            }
            _ => rolled,
        };
        Ok((end, rolled))
    }

    /// [`Self::settled`], said step by step.
    fn finish(&mut self, origin: Day, raw: Day, first: bool) -> Result<Day, CountError> {
        let (end, rolled) = self.settled(origin, raw, first)?;
        let forward = self.terms.direction == Direction::After;
        let roll = if forward { &self.rule.roll } else { &self.rule.roll_before };
        if roll.is != Roll::None {
            self.look(raw.min(rolled), raw.max(rolled));
        }
        if rolled != raw && self.trace.is_on() {
            let step = rolled.since(raw).signum();
            let mut over = Vec::new();
            let mut day = raw;
            while day != rolled && over.len() < LISTED as usize {
                over.push(self.rest_day(day));
                day = reach(day.plus(step))?;
            }
            let law = roll.law.clone();
            self.trace.add(|| CountStep::Rolled { from: raw.date(), over, to: rolled.date(), law });
        }
        if let Some(minimum) = self.rule.minimum.as_ref().filter(|_| first) {
            if at_least_days(self.terms.period, minimum.is.from_days)
                && !self.surely_holds(origin, rolled, minimum.is.working_days)
            {
                self.look(origin.min(end), origin.max(end));
            }
            if end != rolled {
                let (working_days, law) = (minimum.is.working_days, minimum.law.clone());
                self.trace.add(|| CountStep::Lengthened { working_days, to: end.date(), law });
            }
        }
        Ok(end)
    }

    /// Whether a period holds so many working days whatever the days turn out to be that aren't published:
    /// then it doesn't hang on them.
    fn surely_holds(&self, origin: Day, last: Day, mut wanted: u32) -> bool {
        let calendar = self.terms.calendar;
        let step = last.since(origin).signum();
        let mut day = origin;
        for _ in 0..MINIMUM_LOOK {
            if wanted == 0 || day == last {
                break;
            }
            let Some(next) = day.plus(step) else { break };
            day = next;
            wanted -= u32::from(calendar.knows(day) && calendar.kind_of(day).works());
        }
        wanted == 0
    }

    /// Notes that these days were looked at; the first unpublished one is kept.
    fn look(&mut self, first: Day, last: Day) {
        let calendar = self.terms.calendar;
        if self.unknown.is_none() {
            self.unknown = calendar.first_unknown(first, last);
        }
    }

    fn moment(&self, end: Day) -> Result<(Moment, EndKind), CountError> {
        if self.terms.bound == Bound::Earliest {
            return Ok((self.at(end, 0)?, EndKind::Earliest));
        }
        if self.rule.end.is == DayEnd::CloseOfBusiness {
            let hours = self.terms.calendar.hours_on(end).and_then(|hours| hours.last());
            if let Some(last) = hours {
                return Ok((self.at(end, last.until)?, EndKind::CloseOfBusiness));
            }
        }
        Ok((self.at(end, 24 * 60)?, EndKind::EndOfDay))
    }

    fn at(&self, day: Day, minute: u16) -> Result<Moment, CountError> {
        moment_at(self.terms.zone, day, minute)
    }
}

fn at_least_days(period: Period, days: u32) -> bool {
    match period.unit {
        Unit::Minutes | Unit::Hours => false,
        Unit::Days | Unit::WorkingDays => period.count >= days,
        Unit::Weeks | Unit::Months | Unit::Years => true,
    }
}

fn reach(day: Option<Day>) -> Result<Day, CountError> {
    day.ok_or(CountError::OutOfReach)
}

/// A minute of a day in a zone; 24:00 is 00:00 of the next day. A minute that the clock skips is the one
/// it jumps to; of one that comes twice it is the first.
pub(super) fn moment_at(zone: &jiff::tz::TimeZone, day: Day, minute: u16) -> Result<Moment, CountError> {
    let (day, minute) = if minute >= 24 * 60 { (reach(day.plus(1))?, 0) } else { (day, minute) };
    let (hour, minute) = (i8::try_from(minute / 60), i8::try_from(minute % 60));
    let (Ok(hour), Ok(minute)) = (hour, minute) else { return Err(CountError::OutOfReach) };
    let time = Time::new(hour, minute, 0, 0).map_err(|_| CountError::OutOfReach)?;
    let local = day.date().to_datetime(time);
    zone.to_timestamp(local).map(Moment::from).map_err(|_| CountError::OutOfReach)
}
