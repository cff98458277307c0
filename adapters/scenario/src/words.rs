//! Small phrases inside steps: periods, days and moments, sizes, counted people. Decides what they
//! say; that a day exists in a calendar or a role in a definition is decided elsewhere.

use crate::language::{Language, number};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use registrar_engine::moment::Moment;

/// A unit of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
}

const UNITS: [(Unit, &str, &[&str]); 8] = [
    (Unit::Seconds, "second", &["秒", "秒钟"]),
    (Unit::Minutes, "minute", &["分钟", "分"]),
    (Unit::Hours, "hour", &["小时", "个小时", "时"]),
    (Unit::Days, "day", &["日", "天"]),
    (Unit::WorkingDays, "working day", &["个工作日", "工作日"]),
    (Unit::Weeks, "week", &["周", "个星期", "星期"]),
    (Unit::Months, "month", &["个月", "月"]),
    (Unit::Years, "year", &["年"]),
];

/// A length of time in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// Reads `15 days`, `15日`.
    pub fn read(text: &str, language: Language) -> Option<Self> {
        let text = text.trim();
        let (amount, unit) = match language {
            Language::English => {
                let (amount, unit) = text.split_once(char::is_whitespace)?;
                let unit = unit.split_whitespace().collect::<Vec<_>>().join(" ");
                let unit = unit.strip_suffix('s').unwrap_or(&unit);
                (amount.trim(), UNITS.iter().find(|(_, english, _)| *english == unit)?.0)
            }
            Language::Chinese => UNITS
                .iter()
                .flat_map(|(unit, _, chinese)| chinese.iter().map(move |word| (*unit, *word)))
                .filter_map(|(unit, word)| Some((text.strip_suffix(word)?.trim(), unit)))
                .find(|(amount, _)| number(amount, language).is_some())?,
        };
        Some(Self { amount: number(amount, language)?, unit })
    }

    /// As definitions and forms write it: `3 working days`.
    pub fn written(self) -> String {
        let word = UNITS.iter().find(|(unit, ..)| *unit == self.unit).map_or("", |(_, english, _)| english);
        format!("{} {word}{}", self.amount, if self.amount == 1 { "" } else { "s" })
    }

    /// The moment that lies this much later (or earlier) on the wall clock of a zone; none for working
    /// days, which only a calendar can count, or beyond the years that there are.
    pub fn from(self, at: Moment, zone: &TimeZone, earlier: bool) -> Option<Moment> {
        let amount = i64::from(self.amount);
        let span: Span = match self.unit {
            Unit::Seconds => Span::new().try_seconds(amount).ok()?,
            Unit::Minutes => Span::new().try_minutes(amount).ok()?,
            Unit::Hours => Span::new().try_hours(amount).ok()?,
            Unit::Days => Span::new().try_days(amount).ok()?,
            Unit::Weeks => Span::new().try_weeks(amount).ok()?,
            Unit::Months => Span::new().try_months(amount).ok()?,
            Unit::Years => Span::new().try_years(amount).ok()?,
            Unit::WorkingDays => return None,
        };
        let span = if earlier { span.negate() } else { span };
        let moved = at.timestamp().to_zoned(zone.clone()).checked_add(span).ok()?;
        Some(Moment::from(moved.timestamp()))
    }
}

/// A day.
pub fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// A day, or a time on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The whole day.
    Day(Date),
    /// This time by the clock on the wall.
    Time(DateTime),
}

impl When {
    /// Reads `2026-03-17` and `2026-03-17 09:30`; `24:00` is the end of the day.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = text.split_at_checked(10)?;
        let date = day(date)?;
        match time.trim() {
            "" => Some(Self::Day(date)),
            "24:00" => Some(Self::Time(date.tomorrow().ok()?.to_datetime(Time::midnight()))),
            time if time.len() == 5 || time.len() == 8 => {
                Some(Self::Time(date.to_datetime(time.parse().ok()?)))
            }
            _ => None,
        }
    }

    /// The first instant of it.
    pub fn instant(self, zone: &TimeZone) -> Option<Moment> {
        let civil = match self {
            Self::Day(date) => date.to_datetime(Time::midnight()),
            Self::Time(time) => time,
        };
        zone.to_timestamp(civil).ok().map(Moment::from)
    }

    /// Whether a moment lies on this day, or at this minute or second.
    pub fn holds(self, at: Moment, zone: &TimeZone) -> bool {
        let local = at.timestamp().to_zoned(zone.clone()).datetime();
        match self {
            Self::Day(date) => local.date() == date,
            Self::Time(time) if time.second() == 0 => {
                time.date() == local.date() && time.hour() == local.hour() && time.minute() == local.minute()
            }
            Self::Time(time) => {
                local.checked_sub(1.second()).is_ok_and(|before| before < time) && local >= time
            }
        }
    }
}

/// A moment in words: `2026-03-17 09:30`, seconds only where there are any.
pub fn told(at: Moment, zone: &TimeZone) -> String {
    let local = at.timestamp().to_zoned(zone.clone());
    let format = if local.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    local.strftime(format).to_string()
}

/// A number of bytes: `25 MB`, `300 KB`, `12 bytes`.
pub fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (amount, unit) = text.split_at(end);
    let factor: u64 = match unit.trim() {
        "bytes" | "byte" | "字节" => 1,
        "KB" => 1_000,
        "MB" => 1_000_000,
        _ => return None,
    };
    amount.parse::<u64>().ok()?.checked_mul(factor)
}

/// `2 defendants and a third party`: how many of which, the role still as written.
pub fn counted(text: &str, language: Language) -> Option<Vec<(u32, String)>> {
    let parts: Vec<&str> = match language {
        Language::English => text.split(", ").flat_map(|part| part.split(" and ")).collect(),
        Language::Chinese => text.split(['、', '，', ',', '和', '与', '及']).collect(),
    };
    parts.into_iter().map(|part| counted_one(part.trim(), language)).collect()
}

fn counted_one(part: &str, language: Language) -> Option<(u32, String)> {
    let (amount, role) = match language {
        Language::English => part.split_once(' ')?,
        Language::Chinese => {
            let at = part.find(['名', '个', '位'])?;
            let (amount, rest) = part.split_at(at);
            (amount, rest.trim_start_matches(['名', '个', '位']))
        }
    };
    let role = role.trim();
    (!role.is_empty()).then_some((number(amount, language)?, role.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_in_both_languages() {
        let english = |text| Length::read(text, Language::English).map(Length::written);
        let chinese = |text| Length::read(text, Language::Chinese).map(Length::written);
        assert_eq!(english("15 days").as_deref(), Some("15 days"));
        assert_eq!(english("1 working day").as_deref(), Some("1 working day"));
        assert_eq!(english("15"), None);
        assert_eq!(english("fortnight"), None);
        assert_eq!(chinese("15日").as_deref(), Some("15 days"));
        assert_eq!(chinese("3个工作日").as_deref(), Some("3 working days"));
        assert_eq!(chinese("两个月").as_deref(), Some("2 months"));
        assert_eq!(chinese("24 小时").as_deref(), Some("24 hours"));
    }

    #[test]
    fn the_end_of_a_day_is_the_beginning_of_the_next() {
        let end = When::read("2026-03-17 24:00").unwrap();
        assert_eq!(end, When::read("2026-03-18 00:00").unwrap());
        assert_eq!(When::read("2026-02-30"), None);
        assert_eq!(When::read("2026-03-1724:00"), Some(end));
    }

    #[test]
    fn months_are_counted_on_the_wall_clock() {
        let zone = TimeZone::UTC;
        let start = When::read("2026-01-31 09:00").unwrap().instant(&zone).unwrap();
        let month = Length { amount: 1, unit: Unit::Months };
        assert_eq!(told(month.from(start, &zone, false).unwrap(), &zone), "2026-02-28 09:00");
        assert_eq!(Length { amount: 1, unit: Unit::WorkingDays }.from(start, &zone, false), None);
    }

    #[test]
    fn people_are_counted() {
        let people = |text, language| counted(text, language);
        assert_eq!(
            people("2 defendants and a third party", Language::English).unwrap(),
            [(2, "defendants".to_owned()), (1, "third party".to_owned())]
        );
        assert_eq!(
            people("两名被告和1名第三人", Language::Chinese).unwrap(),
            [(2, "被告".to_owned()), (1, "第三人".to_owned())]
        );
        assert_eq!(people("defendants", Language::English), None);
    }

    #[test]
    fn sizes_are_bytes() {
        assert_eq!(size("25 MB"), Some(25_000_000));
        assert_eq!(size("MB"), None);
        assert_eq!(size("99999999999999999999 MB"), None);
    }
}
