//! The sentences in English.

use super::{Clock, Line, Run, runs, time};
use crate::deadline::count::Direction;
use crate::deadline::step::{CountStep, EndKind, Law};
use crate::deadline::words::Words;
use crate::moment::Moment;
use jiff::civil::{Date, Weekday};

pub(super) fn say(line: &Line<'_>, clock: &Clock) -> String {
    match line {
        Line::Skipped { run, law } => {
            let law = law.map(|law| format!(" [{}]", law.en)).unwrap_or_default();
            format!("{} not counted: {}{law}", are(run), why(run))
        }
        Line::Step(step) => say_step(step, clock),
    }
}

fn say_step(step: &CountStep, clock: &Clock) -> String {
    match step {
        CountStep::Start { date, at, period, direction, rule } => {
            let way = if *direction == Direction::After { "on" } else { "back" };
            let event = at.map_or_else(|| day(*date), |at| moment(at, clock));
            format!("{period}, counted {way} from {event} by the rule `{}`", rule.en)
        }
        CountStep::FirstDayOut { date, law } => {
            format!("{} is the day of the event and isn't counted{}", day(*date), cite(law))
        }
        CountStep::FirstDayIn { date, law } => {
            format!("{} is the day of the event and is counted{}", day(*date), cite(law))
        }
        CountStep::Begins { at, next_hour: true, law } => {
            format!(
                "the hour of the event isn't counted: hours count from {}{}",
                moment(*at, clock),
                cite(law)
            )
        }
        CountStep::Begins { at, next_hour: false, law } => {
            format!("hours count at once, from {}{}", moment(*at, clock), cite(law))
        }
        CountStep::Extended { by, law } => format!("extended by {by}{}", cite(law)),
        CountStep::Skipped { day: rest, law } => {
            let run = Run::of(rest);
            format!("{} not counted: {}{}", are(&run), why(&run), cite(law))
        }
        CountStep::MadeUp { date, name, source } => {
            format!("{} is worked and counted: made up for {} [{}]", day(*date), name.en, source.en)
        }
        CountStep::SkippedMore { count, until } => {
            format!("{count} more rest days up to {} are not counted", day(*until))
        }
        CountStep::MissingDay { day: number, used, law } => {
            format!("the month has no day {number}: {} stands in for it{}", day(*used), cite(law))
        }
        CountStep::Counted { to, .. } => format!("the count comes to {}", day(*to)),
        CountStep::ClearDay { date, law } => {
            format!("all the days must lie between the two events: that leaves {}{}", day(*date), cite(law))
        }
        CountStep::Suspended { from, until, reason, left, to } => {
            let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
            let to = to.map(|to| format!("; that comes to {}", day(to))).unwrap_or_default();
            format!(
                "suspended from {} to {}{reason}, with {left} left{to}",
                moment(*from, clock),
                moment(*until, clock)
            )
        }
        CountStep::Rolled { over, to, law, .. } => {
            let over: Vec<String> =
                runs(over).iter().map(|run| format!("{} ({})", span(run), why(run))).collect();
            format!(
                "it can't end on a rest day and passes over {} to {}{}",
                over.join(", "),
                day(*to),
                cite(law)
            )
        }
        CountStep::Lengthened { working_days, to, law } => {
            format!(
                "it must hold at least {working_days} working days and goes on to {}{}",
                day(*to),
                cite(law)
            )
        }
        CountStep::Follows { by, manner: Some(manner), law } => {
            format!("{by} are added for service by `{manner}`{}", cite(law))
        }
        CountStep::Follows { by, manner: None, law } => format!("an extension of {by} follows{}", cite(law)),
        CountStep::Ran { from, until } => {
            let (last, closes) = clock.end(*until);
            let began = clock.local(*from);
            let last = if last == began.date() { String::new() } else { format!(" on {}", day(last)) };
            format!("counted: {}, {} to {closes}{last}", day(began.date()), time(began))
        }
        CountStep::RanMore { count } => format!("counted: {count} more stretches of opening"),
        CountStep::NotPublished { day: unknown, until } if unknown <= until => format!(
            "provisional: what kind of day {} is isn't known; it was counted by weekly rest alone",
            day(*unknown)
        ),
        CountStep::NotPublished { day: first, until } => format!(
            "provisional: the days from {} on are not published (known until {}) and were counted by weekly rest alone",
            day(*first),
            day(*until)
        ),
        CountStep::End { last_day, due, kind, law } => {
            let (date, clock_time) = clock.end(*due);
            let zone = &clock.name;
            match kind {
                EndKind::EndOfDay => {
                    let date = last_day.unwrap_or(date);
                    format!("it ends on {} at 24:00 ({zone}){}", day(date), cite(law))
                }
                EndKind::CloseOfBusiness => {
                    format!(
                        "it ends on {} at {clock_time}, close of business ({zone}){}",
                        day(date),
                        cite(law)
                    )
                }
                EndKind::Clock => format!("it ends on {} at {clock_time} ({zone}){}", day(date), cite(law)),
                EndKind::Earliest => {
                    let date = last_day.unwrap_or(date);
                    format!("not before {} ({zone}){}", day(date), cite(law))
                }
            }
        }
    }
}

fn cite(law: &Law) -> String {
    law.as_ref().map(|law: &std::sync::Arc<Words>| format!(" [{}]", law.en)).unwrap_or_default()
}

fn why(run: &Run<'_>) -> String {
    match (run.name, run.source) {
        (Some(name), Some(source)) => format!("{} [{}]", name.en, source.en),
        (Some(name), None) => name.en.to_string(),
        _ => "weekly rest".to_owned(),
    }
}

fn are(run: &Run<'_>) -> String {
    let verb = if run.first == run.last { "is" } else { "are" };
    format!("{} {verb}", span(run))
}

fn span(run: &Run<'_>) -> String {
    if run.first == run.last { day(run.first) } else { format!("{} to {}", day(run.first), day(run.last)) }
}

fn moment(at: Moment, clock: &Clock) -> String {
    let local = clock.local(at);
    format!("{}, {}", day(local.date()), time(local))
}

fn day(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let weekday = match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    };
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"");
    format!("{weekday} {} {month} {}", date.day(), date.year())
}
