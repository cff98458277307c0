//! What a reminder says: until when, how much is left, or by how much the end has passed. It is said at the
//! moment of sending, so that a reminder that was held up doesn't promise time that is gone.

use crate::preferences::on_own_clock;
use registrar_engine::case::{Clock, Standing};
use registrar_engine::chart::{Chart, Deadline};
use registrar_engine::deadline::{Language, Left};
use registrar_engine::moment::Moment;
use registrar_engine::step::reminders;

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

/// The end that a reminder of this number is about: as the clock has it now, or had it when the reminder's moment
/// came. Nothing: there is nothing to be reminded of any more.
pub fn end(
    chart: &Chart,
    deadline: &Deadline,
    number: u8,
    clock: Option<&Clock>,
    had: Option<Moment>,
) -> Option<Moment> {
    match clock.map(|clock| &clock.standing) {
        Some(Standing::Running { due, .. }) => Some(*due),
        Some(Standing::Expired { at }) => Some(*at),
        Some(_) => None,
        // Its state was left: by its end, if the end had come when the reminder's moment did. Else perhaps in time, and
        // who was in time isn't told that he is late because his mail was.
        None => had.filter(|due| {
            let moment = reminders(chart, deadline, *due).into_iter().nth(usize::from(number));
            moment.is_some_and(|moment| moment >= *due)
        }),
    }
}

/// Whether something is left, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// So much is left.
    Left(Left),
    /// It ends now.
    Now,
    /// It has been over for so long.
    Over(Left),
}

/// How far an end is away.
pub fn span(end: Moment, now: Moment) -> Span {
    let left = end.as_micros() - now.as_micros();
    match left {
        0.. if left < MINUTE => Span::Now,
        // A started hour or minute counts: nobody is told that nothing is left while something is.
        0.. => Span::Left(length(if left < 2 * HOUR { up(left, MINUTE) } else { up(left, HOUR) })),
        _ if left > -MINUTE => Span::Now,
        _ => Span::Over(length(left.abs() / MINUTE * MINUTE)),
    }
}

fn up(micros: i64, unit: i64) -> i64 {
    (micros + unit - 1) / unit * unit
}

/// Whole days from two days on, and where it is exactly one.
fn length(micros: i64) -> Left {
    let day = 24 * HOUR;
    if micros >= 2 * day || micros == day {
        return Left::Days(u32::try_from(micros / day).unwrap_or(u32::MAX));
    }
    Left::Micros(if micros >= 2 * HOUR { micros / HOUR * HOUR } else { micros })
}

/// The subject of a reminder of a deadline with this title.
pub fn subject(title: &str, span: Span, language: &str) -> String {
    match (span, language.starts_with("zh")) {
        (Span::Left(_), false) => format!("Reminder: {title}"),
        (Span::Left(_), true) => format!("提醒：{title}"),
        (Span::Now, false) => format!("Ends now: {title}"),
        (Span::Now, true) => format!("届满：{title}"),
        (Span::Over(_), false) => format!("Overdue: {title}"),
        (Span::Over(_), true) => format!("已逾期：{title}"),
    }
}

/// The clocks on which an end is told: the organisation's, and the reader's own where it shows another time.
#[derive(Debug, Clone, Copy)]
pub struct Zones<'a> {
    /// The organisation's.
    pub here: &'a jiff::tz::TimeZone,
    /// Its IANA name.
    pub name: &'a str,
    /// IANA name of the reader's own; empty: the organisation's.
    pub own: &'a str,
}

impl Zones<'_> {
    /// The end on the reader's own clock, with what goes around it.
    fn there(&self, end: Moment, chinese: bool) -> Option<String> {
        let local = on_own_clock(self.own, self.here, end)?;
        let (text, own, name) = (local.strftime("%Y-%m-%d %H:%M"), self.own, self.name);
        Some(match chinese {
            true => format!("（{name}），即{own}时间{text}"),
            false => format!(" ({name}), that is {text} in {own}"),
        })
    }
}

/// One sentence: `Until the end of 2026-03-18: 5 days left.`
pub fn sentence(end: Moment, span: Span, zones: &Zones<'_>, language: &str) -> String {
    let chinese = language.starts_with("zh");
    let words = if chinese { Language::Zh } else { Language::En };
    let local = end.timestamp().to_zoned(zones.here.clone());
    // The midnight that ends a day is told as that day.
    let midnight = local.time() == jiff::civil::Time::midnight();
    let when = match local.date().yesterday() {
        Ok(day) if midnight && chinese => format!("{day} 24:00"),
        Ok(day) if midnight => format!("the end of {day}"),
        _ => local.strftime("%Y-%m-%d %H:%M").to_string(),
    };
    let when = format!("{when}{}", zones.there(end, chinese).unwrap_or_default());
    match (span, chinese) {
        (Span::Left(left), false) => format!("Until {when}: {} left.", left.say(words)),
        (Span::Left(left), true) => format!("截至{when}，还剩{}。", left.say(words)),
        (Span::Now, false) => format!("It ends now: {when}."),
        (Span::Now, true) => format!("现已届满：{when}。"),
        (Span::Over(over), false) => format!("It ended at {when}: over by {}.", over.say(words)),
        (Span::Over(over), true) => format!("已于{when}届满，逾期{}。", over.say(words)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(now: &str, language: &str) -> String {
        told_in("", now, language)
    }

    fn told_in(own: &str, now: &str, language: &str) -> String {
        let zone = registrar_engine::deadline::zone("Asia/Shanghai").unwrap();
        let zones = Zones { here: &zone, name: "Asia/Shanghai", own };
        let end: Moment = "2026-03-18T16:00:00Z".parse().unwrap();
        sentence(end, span(end, now.parse().unwrap()), &zones, language)
    }

    #[test]
    fn a_reminder_says_how_much_is_left_or_by_how_much_it_is_over() {
        assert_eq!(told("2026-03-13T16:00:00Z", "en"), "Until the end of 2026-03-18: 5 days left.");
        assert_eq!(told("2026-03-13T16:00:09Z", "en"), "Until the end of 2026-03-18: 5 days left.");
        assert_eq!(told("2026-03-17T16:00:00Z", "zh"), "截至2026-03-18 24:00，还剩1天。");
        assert_eq!(told("2026-03-18T12:30:00Z", "en"), "Until the end of 2026-03-18: 4 hours left.");
        assert_eq!(told("2026-03-18T15:10:30Z", "en"), "Until the end of 2026-03-18: 50 minutes left.");
        assert_eq!(told("2026-03-18T16:00:00Z", "en"), "It ends now: the end of 2026-03-18.");
        assert_eq!(told("2026-03-18T16:05:00Z", "zh"), "已于2026-03-18 24:00届满，逾期5分钟。");
        assert_eq!(told("2026-03-19T16:00:00Z", "en"), "It ended at the end of 2026-03-18: over by 1 day.");
        assert_eq!(told("2026-03-21T17:00:00Z", "en"), "It ended at the end of 2026-03-18: over by 3 days.");
    }
    #[test]
    fn an_end_is_told_on_the_readers_own_clock_too() {
        let now = "2026-03-13T16:00:00Z";
        let expected = "Until the end of 2026-03-18 (Asia/Shanghai), that is 2026-03-18 17:00 in Europe/Berlin: 5 days left.";
        assert_eq!(told_in("Europe/Berlin", now, "en"), expected);
        let expected =
            "截至2026-03-18 24:00（Asia/Shanghai），即Europe/Berlin时间2026-03-18 17:00，还剩5天。";
        assert_eq!(told_in("Europe/Berlin", now, "zh"), expected);
        // Another name for the same clock says nothing new.
        assert_eq!(told_in("Asia/Singapore", now, "en"), told(now, "en"));
    }
}
