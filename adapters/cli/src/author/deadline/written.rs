//! How days, instants and suspensions are written in a question.
//!
//! An instant without an offset is read on the clock of the zone that is counted in. Where that clock shows
//! a time twice or never, it is refused: which instant is meant can't be guessed in a question of law.

use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use registrar_engine::deadline::{Anchor, Suspension};
use registrar_engine::moment::Moment;

/// A day, or an instant: `2024-03-04`, `2024-03-04T10:30+08:00`, the same with `[Asia/Shanghai]`, or
/// `2024-03-04T10:30` on the clock of the zone.
///
/// # Errors
/// One line that says why it is none.
pub fn anchor(text: &str, zone: &TimeZone) -> Result<Anchor, String> {
    if !text.contains(['T', 't', ' ']) {
        return text.parse::<Date>().map(Anchor::Date).map_err(|_| no_day(text));
    }
    if text.contains('[') {
        let parser = DateTimeParser::new();
        let zoned = parser.parse_zoned_with(&TimeZoneDatabase::bundled(), text);
        let zoned = zoned.map_err(|e| format!("`{}` is no instant: {e}", short(text)))?;
        return Ok(Anchor::Instant(zoned.timestamp().into()));
    }
    if let Ok(moment) = text.parse::<Moment>() {
        return Ok(Anchor::Instant(moment));
    }
    let Ok(local) = text.parse::<DateTime>() else { return Err(no_day(text)) };
    match zone.to_ambiguous_timestamp(local).unambiguous() {
        Ok(instant) => Ok(Anchor::Instant(instant.into())),
        Err(_) => Err(format!(
            "the clock shows `{text}` twice or never, as daylight saving time begins or ends: give the offset"
        )),
    }
}

fn no_day(text: &str) -> String {
    const WRITE: &str = "write a day (2024-03-04) or an instant (2024-03-04T10:30:00+08:00)";
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<i16>().ok());
    let shaped = text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-');
    let why = match (part(0, 4), part(5, 7), part(8, 10)) {
        (Some(_), Some(month), Some(_)) if shaped && !(1..=12).contains(&month) => {
            format!(": a year has no month {month}")
        }
        (Some(year), Some(month), Some(day)) if shaped => {
            let last = i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok());
            let last = last.map(|first| first.days_in_month());
            match last.filter(|last| !(1..=i16::from(*last)).contains(&day)) {
                Some(last) => format!(": the month has {last} days"),
                None => String::new(),
            }
        }
        _ => String::new(),
    };
    format!("`{}` is neither a day nor an instant{why}; {WRITE}", short(text))
}

/// `FROM/TO`, or `FROM/` while it lasts.
///
/// # Errors
/// One line that says why it is none.
pub fn suspension(text: &str, zone: &TimeZone) -> Result<Suspension, String> {
    let Some((from, until)) = text.split_once('/') else {
        return Err(format!(
            "`{}` is no suspension: write 2024-03-04/2024-03-11, or instants with offsets",
            short(text)
        ));
    };
    // A zone in brackets may hold a `/`.
    let (from, until) = match text.match_indices('/').find(|(at, _)| balanced(&text[..*at])) {
        Some((at, _)) => (&text[..at], &text[at + 1..]),
        None => (from, until),
    };
    let moment = |text: &str| match anchor(text, zone)? {
        Anchor::Instant(moment) => Ok(moment),
        Anchor::Date(date) => zone
            .to_timestamp(date.at(0, 0, 0, 0))
            .map(Moment::from)
            .map_err(|_| format!("`{}` lies out of reach", short(text))),
    };
    let (from, until) = (moment(from)?, if until.is_empty() { None } else { Some(moment(until)?) });
    if until.is_some_and(|until| until < from) {
        return Err(format!("the suspension `{}` ends before it begins", short(text)));
    }
    Ok(Suspension { from, until, reason: "given in the question".to_owned() })
}

fn balanced(text: &str) -> bool {
    text.matches('[').count() == text.matches(']').count()
}

/// So much of what was written comes back in a message.
pub fn short(text: &str) -> String {
    const SHOWN: usize = 60;
    let clean: String = text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > SHOWN { format!("{clean}…") } else { clean }
}
