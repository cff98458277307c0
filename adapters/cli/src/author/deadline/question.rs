//! One question and its answer.

use crate::outcome::Outcome;
use jiff::tz::TimeZone;
use registrar_engine::deadline::{
    Anchor, Calendars, Direction, Due, Language, Period, PeriodError, Suspension, Terms, count, explain,
    zone, zone_names,
};
use registrar_engine::finding::{Severity, nearest};
use registrar_engine::moment::Moment;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

/// What is to be counted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The counting rule.
    pub counting: String,
    /// The calendar.
    pub calendar: String,
    /// A day, or an instant with its offset.
    pub from: String,
    /// How long.
    pub period: String,
    /// Backwards.
    #[serde(default)]
    pub before: bool,
    /// Stretches in which the clock stood still: `FROM/TO`.
    #[serde(default)]
    pub suspended: Vec<String>,
    /// IANA time zone; else the calendar's.
    #[serde(default)]
    pub zone: Option<String>,
}

/// What was counted, and in which zone it is told.
pub struct Counted {
    /// The count.
    pub due: Due,
    zone: TimeZone,
}

impl Counted {
    /// The exclusive end with its offset.
    pub fn instant(&self) -> String {
        let local = self.due.due.timestamp().to_zoned(self.zone.clone());
        local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// Each step of the count.
    pub fn steps(&self, language: Language) -> Vec<String> {
        explain(&self.due, language)
    }

    /// All of it for programs.
    pub fn answer(&self, language: Language) -> Value {
        json!({
            "last_day": self.due.last_day.map(|day| day.to_string()),
            "due": self.instant(),
            "provisional": self.due.provisional,
            "steps": self.steps(language),
            "versions": self.due.versions,
        })
    }
}

/// Calendars and counting rules, ready to answer.
pub struct Desk(Calendars);

impl Desk {
    /// The shipped ones, with those of a folder laid over.
    ///
    /// # Errors
    /// They can't be read, or hold mistakes.
    pub fn open(own: Option<&Path>) -> Result<Self, Outcome> {
        let own = match own {
            None => Vec::new(),
            Some(folder) if !folder.is_dir() => {
                return Err(Outcome::Misused(format!("there is no folder `{}`", folder.display())));
            }
            Some(folder) => {
                registrar_workflows::read_times(folder).map_err(|e| Outcome::Failed(e.to_string()))?
            }
        };
        let files = registrar_workflows::lay_over(registrar_workflows::calendars(), own);
        let (calendars, findings) = Calendars::read(&files);
        match findings.iter().find(|finding| finding.severity == Severity::Error) {
            None => Ok(Self(calendars)),
            Some(error) => {
                let place = format!("{}:{}", error.file, error.span.line);
                Err(Outcome::Misused(format!("{place}: {}", error.message)))
            }
        }
    }

    /// The answer.
    ///
    /// # Errors
    /// One line that says what is wrong with the question.
    pub fn count(&self, asked: &Question) -> Result<Counted, String> {
        let counting = self
            .0
            .counting(&asked.counting)
            .ok_or_else(|| unknown("counting rule", &asked.counting, self.0.counting_names()))?;
        let calendar = self
            .0
            .calendar(&asked.calendar)
            .ok_or_else(|| unknown("calendar", &asked.calendar, self.0.calendar_names()))?;
        let name = match (&asked.zone, calendar.zone_name()) {
            (Some(zone), _) => zone.as_str(),
            (None, Some(zone)) => zone,
            (None, None) => return Err("the calendar has no zone: give one".to_owned()),
        };
        let zone = zone(name).ok_or_else(|| {
            let names: Vec<String> = zone_names().collect();
            unknown("time zone", name, names.iter().map(String::as_str))
        })?;
        let period: Period = asked.period.parse().map_err(|e: PeriodError| format!("{e}: {}", e.help()))?;
        let from = &asked.from;
        let anchor = anchor(from).ok_or_else(|| {
            format!(
                "`{from}` is neither a day (2024-03-04) nor an instant with an offset (2024-03-04T10:30:00+08:00)"
            )
        })?;
        let suspensions =
            asked.suspended.iter().map(|text| suspension(text, &zone)).collect::<Result<Vec<_>, _>>()?;
        let direction = if asked.before { Direction::Before } else { Direction::After };
        let terms =
            Terms { suspensions: &suspensions, direction, ..Terms::new(counting, calendar, &zone, period) };
        let due = count(anchor, &terms).map_err(|e| e.to_string())?;
        Ok(Counted { due, zone })
    }
}

fn unknown<'n>(what: &str, name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("there is no {what} `{name}`: did you mean `{near}`?"),
        None if names.len() <= 20 => format!("there is no {what} `{name}`; there are {}", names.join(", ")),
        None => format!("there is no {what} `{name}`"),
    }
}

fn anchor(text: &str) -> Option<Anchor> {
    if text.len() == 10 {
        return text.parse().ok().map(Anchor::Date);
    }
    text.parse::<Moment>().ok().map(Anchor::Instant)
}

fn suspension(text: &str, zone: &TimeZone) -> Result<Suspension, String> {
    let wrong =
        || format!("`{text}` is no suspension: write 2024-03-04/2024-03-11, or instants with offsets");
    let (from, until) = text.split_once('/').ok_or_else(wrong)?;
    let moment = |text: &str| match anchor(text)? {
        Anchor::Instant(moment) => Some(moment),
        Anchor::Date(date) => zone.to_timestamp(date.at(0, 0, 0, 0)).ok().map(Moment::from),
    };
    let from = moment(from).ok_or_else(wrong)?;
    let until = moment(until).ok_or_else(wrong)?;
    if until < from {
        return Err(format!("the suspension `{text}` ends before it begins"));
    }
    Ok(Suspension { from, until: Some(until), reason: "given on the command line".to_owned() })
}
