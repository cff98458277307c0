//! Counts periods in minutes and hours, over all hours or those in which the office is open.

use super::count::{Anchor, CountError, Direction, Found, Terms, following, stops};
use super::counting::{Extension, HourSkip, HourStart, Roll, Rule};
use super::day::Day;
use super::days::moment_at;
use super::ledger::{Left, Stop};
use super::period::{Period, Unit};
use super::sheet::DayKind;
use super::step::{CountStep, EndKind, RestDay, Trace};
use crate::moment::Moment;

pub(super) fn count(anchor: Anchor, terms: &Terms<'_>, trace: &mut Trace) -> Result<Found, CountError> {
    let Anchor::Instant(at) = anchor else { return Err(CountError::NeedsInstant { period: terms.period }) };
    let rule = terms.counting.rule();
    let stops = stops(terms)?;
    let mut counter = Counter { terms, rule, trace, unknown: None, stops, passed: 0, listed: 0, unlisted: 0 };
    counter.run(at)
}

/// What the rule counts of the time between two moments.
pub(super) fn open_between(terms: &Terms<'_>, from: Moment, to: Moment) -> Result<i64, CountError> {
    let (rule, mut trace) = (terms.counting.rule(), Trace::off());
    let (stops, trace) = (Vec::new(), &mut trace);
    Counter { terms, rule, trace, unknown: None, stops, passed: 0, listed: 0, unlisted: 0 }.measure(from, to)
}

/// Days walked through before a count over opening hours is given up: about a hundred years.
const MOST_DAYS: u32 = 37_000;
/// Stretches of opening listed one by one in an explanation.
const LISTED: u32 = 100;

struct Counter<'a, 't> {
    terms: &'a Terms<'a>,
    rule: &'a Rule,
    trace: &'t mut Trace,
    unknown: Option<Day>,
    stops: Vec<Stop>,
    passed: usize,
    listed: u32,
    unlisted: u32,
}

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

fn micros(period: Period) -> i64 {
    i64::from(period.count) * if period.unit == Unit::Hours { HOUR } else { MINUTE }
}

impl Counter<'_, '_> {
    fn run(&mut self, event: Moment) -> Result<Found, CountError> {
        let (terms, rule) = (self.terms, self.rule);
        let forward = terms.direction == Direction::After;
        let date = terms.zone.to_datetime(event.timestamp()).date();
        let (period, direction) = (terms.period, terms.direction);
        self.trace.add(|| CountStep::Start {
            date,
            at: Some(event),
            period,
            direction,
            rule: rule.title.clone(),
        });
        let begin = self.begin(event, forward)?;
        let mut long = micros(terms.period);
        if rule.extension.is == Extension::Lengthens {
            for by in terms.extensions {
                long += micros(*by);
                self.trace.add(|| CountStep::Extended { by: *by, law: rule.extension.law.clone() });
            }
        }
        let mut end = self.stretch(begin, long, forward)?;
        for (by, manner, law) in following(terms)? {
            self.trace.add(|| CountStep::Follows { by, manner, law });
            end = self.stretch(end, micros(by), forward)?;
        }
        self.trace.add(|| CountStep::End { last_day: None, due: end, kind: EndKind::Clock, law: None });
        Ok(Found { last_day: None, due: end, unknown: self.unknown })
    }

    fn begin(&mut self, event: Moment, forward: bool) -> Result<Moment, CountError> {
        let next_hour = self.rule.hour_start.is == HourStart::NextHour;
        let at = if next_hour {
            // The hour on the wall: offsets of some zones aren't whole hours.
            let offset = i64::from(self.terms.zone.to_offset(event.timestamp()).seconds()) * 1_000_000;
            let hour_began = (event.as_micros() + offset).div_euclid(HOUR) * HOUR - offset;
            moment(if forward { hour_began + HOUR } else { hour_began })?
        } else {
            event
        };
        let law = self.rule.hour_start.law.clone();
        self.trace.add(|| CountStep::Begins { at, next_hour, law });
        Ok(at)
    }

    /// One period from its beginning, with the suspensions that fall into it, to where it ends.
    fn stretch(&mut self, begin: Moment, long: i64, forward: bool) -> Result<Moment, CountError> {
        let (mut at, mut left) = (begin, long);
        while let Some(stop) = self.stops.get(self.passed) {
            let (from, until, reason) = (stop.from, stop.until, stop.reason.clone());
            let raw = self.advance(at, left, true, Telling::Silent)?;
            if from >= self.settled(raw, true)?.0 {
                break;
            }
            self.passed += 1;
            if from > at {
                let stopped = from.min(raw);
                let ran = self.measure(at, stopped)?;
                if ran > 0 {
                    self.advance(at, ran, true, Telling::Told)?;
                }
                (at, left) = (stopped, (left - ran).max(0));
            }
            let kept = Left::Micros(left);
            let Some(until) = until else { return Err(CountError::Suspended { since: from, left: kept }) };
            if until > at {
                self.trace.add(|| CountStep::Suspended { from, until, reason, left: kept, to: None });
                at = until;
            }
        }
        let raw = self.advance(at, left, forward, Telling::Told)?;
        self.finish(raw, forward)
    }

    /// What lies between two moments and is counted.
    fn measure(&self, from: Moment, to: Moment) -> Result<i64, CountError> {
        if self.rule.hour_skip.is == HourSkip::Nothing {
            return Ok(to.as_micros() - from.as_micros());
        }
        let mut open = 0;
        let mut day = self.day_of(from);
        let last = self.day_of(to);
        while day <= last {
            for (opens, closes) in self.open_on(day)? {
                let (opens, closes) = (opens.max(from), closes.min(to));
                open += (closes.as_micros() - opens.as_micros()).max(0);
            }
            day = day.plus(1).ok_or(CountError::OutOfReach)?;
        }
        Ok(open)
    }

    fn advance(
        &mut self,
        from: Moment,
        long: i64,
        forward: bool,
        telling: Telling,
    ) -> Result<Moment, CountError> {
        if self.rule.hour_skip.is == HourSkip::Nothing {
            let sign = if forward { 1 } else { -1 };
            return moment(from.as_micros() + sign * long);
        }
        self.advance_open(from, long, forward, telling)
    }

    /// Walks through the days and takes what the office is open, until enough is taken.
    fn advance_open(
        &mut self,
        from: Moment,
        long: i64,
        forward: bool,
        telling: Telling,
    ) -> Result<Moment, CountError> {
        let mut left = long;
        let mut day = self.day_of(from);
        for _ in 0..MOST_DAYS {
            self.look(day);
            let mut stretches = self.open_on(day)?;
            if !forward {
                stretches.reverse();
            }
            if stretches.is_empty() && telling == Telling::Told {
                self.say_closed(day);
            }
            for (opens, closes) in stretches {
                let (opens, closes) =
                    if forward { (opens.max(from), closes) } else { (opens, closes.min(from)) };
                let open = closes.as_micros() - opens.as_micros();
                if open < 0 || (open == 0 && left > 0) {
                    continue;
                }
                let taken = open.min(left);
                let (began, ended) = if forward {
                    (opens, moment(opens.as_micros() + taken)?)
                } else {
                    (moment(closes.as_micros() - taken)?, closes)
                };
                if telling == Telling::Told {
                    self.say_ran(began, ended);
                }
                left -= taken;
                if left == 0 {
                    self.say_unlisted();
                    return Ok(if forward { ended } else { began });
                }
            }
            day = day.plus(if forward { 1 } else { -1 }).ok_or(CountError::OutOfReach)?;
        }
        Err(CountError::OutOfReach)
    }

    fn say_ran(&mut self, from: Moment, until: Moment) {
        if self.listed < LISTED {
            self.listed += 1;
            self.trace.add(|| CountStep::Ran { from, until });
        } else {
            self.unlisted += 1;
        }
    }

    fn say_unlisted(&mut self) {
        let count = std::mem::take(&mut self.unlisted);
        if count > 0 {
            self.trace.add(|| CountStep::RanMore { count });
        }
    }

    fn say_closed(&mut self, day: Day) {
        if self.trace.is_on() && self.listed < LISTED && !self.terms.calendar.kind_of(day).works() {
            let (day, law) = (self.rest_day(day), self.rule.hour_skip.law.clone());
            self.trace.add(|| CountStep::Skipped { day, law });
        }
    }

    fn rest_day(&self, day: Day) -> RestDay {
        let (name, source) = match self.terms.calendar.kind_of(day) {
            DayKind::Holiday(reason) => (Some(reason.name.clone()), Some(reason.source.clone())),
            _ => (None, None),
        };
        RestDay { date: day.date(), name, source }
    }

    /// Where it ends that has come to `raw`: at the same time of the next working day, if the rule says so.
    fn settled(&self, raw: Moment, forward: bool) -> Result<(Moment, Option<(Day, Day)>), CountError> {
        let calendar = self.terms.calendar;
        let local = self.terms.zone.to_datetime(raw.timestamp());
        let day = Day::from(local.date());
        let rolled = match if forward { self.rule.hour_roll.is } else { self.rule.hour_roll_before.is } {
            Roll::None => return Ok((raw, None)),
            Roll::Next => day.plus(-1).and_then(|before| calendar.nth_after(before, 1)),
            Roll::Previous => day.plus(1).and_then(|after| calendar.nth_before(after, 1)),
        };
        let rolled = rolled.ok_or(CountError::OutOfReach)?;
        if rolled == day {
            return Ok((raw, Some((day, day))));
        }
        let local = rolled.date().to_datetime(local.time());
        let end = self.terms.zone.to_timestamp(local).map_err(|_| CountError::OutOfReach)?;
        Ok((end.into(), Some((day, rolled))))
    }

    fn finish(&mut self, raw: Moment, forward: bool) -> Result<Moment, CountError> {
        let (end, rolled) = self.settled(raw, forward)?;
        let Some((from, to)) = rolled else { return Ok(end) };
        let (first, last) = (from.min(to), from.max(to));
        if self.unknown.is_none() {
            self.unknown = self.terms.calendar.first_unknown(first, last);
        }
        if from != to && self.trace.is_on() {
            let mut over = Vec::new();
            let mut day = from;
            while day != to {
                over.push(self.rest_day(day));
                day = day.plus(to.since(from).signum()).ok_or(CountError::OutOfReach)?;
            }
            let roll = if forward { &self.rule.hour_roll } else { &self.rule.hour_roll_before };
            let law = roll.law.clone();
            self.trace.add(|| CountStep::Rolled { from: from.date(), over, to: to.date(), law });
        }
        Ok(end)
    }

    fn look(&mut self, day: Day) {
        if self.unknown.is_none() && !self.terms.calendar.knows(day) {
            self.unknown = Some(day);
        }
    }

    fn day_of(&self, at: Moment) -> Day {
        self.terms.zone.to_datetime(at.timestamp()).date().into()
    }

    fn open_on(&self, day: Day) -> Result<Vec<(Moment, Moment)>, CountError> {
        let hours = self.terms.calendar.hours_on(day).unwrap_or_default();
        let zone = self.terms.zone;
        hours
            .iter()
            .map(|hours| Ok((moment_at(zone, day, hours.from)?, moment_at(zone, day, hours.until)?)))
            .collect()
    }
}

/// Whether a walk only looks ahead, or is part of the explanation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Telling {
    Silent,
    Told,
}

fn moment(micros: i64) -> Result<Moment, CountError> {
    Moment::from_micros(micros).ok_or(CountError::OutOfReach)
}
