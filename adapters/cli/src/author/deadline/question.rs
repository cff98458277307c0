//! One question and its answer.

use super::written::{anchor, short, suspension};
use crate::outcome::Outcome;
use jiff::tz::TimeZone;
use registrar_engine::deadline::{
    Anchor, Bound, Calendars, Direction, Due, Language, Left, Period, PeriodError, Terms, count, explain,
    remaining, zone, zone_names,
};
use registrar_engine::finding::{Severity, nearest};
use registrar_engine::moment::Moment;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;
use std::path::Path;

/// What is to be counted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The counting rule.
    pub counting: String,
    /// The calendar.
    pub calendar: String,
    /// A day or an instant.
    pub from: String,
    /// How long.
    pub period: String,
    /// Backwards.
    pub before: Option<bool>,
    /// The first day on which the act may be done, in place of the last.
    pub earliest: Option<bool>,
    /// The manner of service, where the rule adds something for it.
    pub manner: Option<String>,
    /// Extensions, in order.
    pub extended: Option<Vec<String>>,
    /// Stretches in which the clock stood still: `FROM/TO`.
    pub suspended: Option<Vec<String>>,
    /// IANA time zone; else the calendar's.
    pub zone: Option<String>,
    /// When what remains is asked for.
    pub at: Option<String>,
    /// A zone in which the end is told too.
    pub also_in: Option<String>,
    /// Comes back with the answer.
    pub id: Option<Value>,
}

/// Why there is no answer, and which part of the question is the reason.
pub struct Refused {
    key: Option<&'static str>,
    reason: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key {
            Some(key) => write!(f, "{key}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// Names the part of the question that a reason is about.
fn of<T>(key: &'static str, found: Result<T, String>) -> Result<T, Refused> {
    found.map_err(|reason| Refused { key: Some(key), reason })
}

/// What was counted, and in which zone it is told.
pub struct Counted {
    /// The count.
    pub due: Due,
    /// Asked for at a moment: what remains then; none if the end has come.
    pub left: Option<Option<Left>>,
    zone: TimeZone,
    also_in: Option<TimeZone>,
}

impl Counted {
    /// The exclusive end with its offset.
    pub fn instant(&self) -> String {
        self.due_in(&self.zone)
    }

    /// The same in the other zone that was asked for.
    pub fn instant_there(&self) -> Option<String> {
        self.also_in.as_ref().map(|zone| self.due_in(zone))
    }

    fn due_in(&self, zone: &TimeZone) -> String {
        let local = self.due.due.timestamp().to_zoned(zone.clone());
        local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// What remains, in words.
    pub fn remains(&self, language: Language) -> Option<String> {
        let over = match language {
            Language::En => "nothing",
            Language::Zh => "无",
        };
        self.left.map(|left| left.map_or(over.to_owned(), |left| left.say(language)))
    }

    /// Each step of the count.
    pub fn steps(&self, language: Language) -> Vec<String> {
        explain(&self.due, language)
    }

    /// All of it for programs.
    pub fn answer(&self, language: Language) -> Value {
        let mut answer = json!({
            "last_day": self.due.last_day.map(|day| day.to_string()),
            "due": self.instant(),
            "provisional": self.due.provisional,
            "steps": self.steps(language),
            "versions": self.due.versions,
        });
        if let Some(left) = self.remains(language) {
            answer["left"] = left.into();
        }
        if let Some(there) = self.instant_there() {
            answer["also"] = there.into();
        }
        answer
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
    /// One line that says what is wrong with the question, and where.
    pub fn count(&self, asked: &Question) -> Result<Counted, Refused> {
        let counting = self.0.counting(&asked.counting);
        let counting = of(
            "counting",
            counting.ok_or_else(|| unknown("counting rule", &asked.counting, self.0.counting_names())),
        )?;
        let calendar = self.0.calendar(&asked.calendar);
        let calendar = of(
            "calendar",
            calendar.ok_or_else(|| unknown("calendar", &asked.calendar, self.0.calendar_names())),
        )?;
        let name = asked.zone.as_deref().or(calendar.zone_name());
        let name = of("zone", name.ok_or_else(|| "the calendar has none: give one".to_owned()))?;
        let zone = of("zone", zone_named(name))?;
        let also_in = of("also_in", asked.also_in.as_deref().map(zone_named).transpose())?;
        let period = of("period", period(&asked.period))?;
        let from = of("from", anchor(&asked.from, &zone))?;
        if let (Anchor::Date(_), true) = (from, period.unit.is_clock()) {
            let reason =
                format!("`{period}` needs an instant to count from, not a day: 2024-03-04T10:30:00+08:00");
            return Err(Refused { key: Some("from"), reason });
        }
        let extended = asked.extended.iter().flatten();
        let extensions: Vec<Period> =
            of("extended", extended.map(|text| self::period(text)).collect::<Result<_, _>>())?;
        let suspended = asked.suspended.iter().flatten();
        let suspensions: Vec<_> =
            of("suspended", suspended.map(|text| suspension(text, &zone)).collect::<Result<_, _>>())?;
        let direction = if asked.before == Some(true) { Direction::Before } else { Direction::After };
        let bound = if asked.earliest == Some(true) { Bound::Earliest } else { Bound::Latest };
        let manner = asked.manner.as_deref();
        let terms = Terms {
            suspensions: &suspensions,
            extensions: &extensions,
            direction,
            bound,
            manner,
            ..Terms::new(counting, calendar, &zone, period)
        };
        let unplaced =
            |e: registrar_engine::deadline::CountError| Refused { key: None, reason: e.to_string() };
        let due = count(from, &terms).map_err(unplaced)?;
        let left = match asked.at.as_deref() {
            None => None,
            Some(text) => {
                let at = of("at", moment(text, &zone))?;
                Some(remaining(due.last_day, due.due, &terms, at).map_err(unplaced)?)
            }
        };
        Ok(Counted { due, left, zone, also_in })
    }
}

fn moment(text: &str, zone: &TimeZone) -> Result<Moment, String> {
    match anchor(text, zone)? {
        Anchor::Instant(moment) => Ok(moment),
        Anchor::Date(_) => Err(format!("`{}` is a day: an instant is needed", short(text))),
    }
}

fn period(text: &str) -> Result<Period, String> {
    text.parse().map_err(|e: PeriodError| format!("{e}: {}", e.help()))
}

fn zone_named(name: &str) -> Result<TimeZone, String> {
    zone(name).ok_or_else(|| {
        let names: Vec<String> = zone_names().collect();
        unknown("time zone", name, names.iter().map(String::as_str))
    })
}

fn unknown<'n>(what: &str, name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    let told = short(name);
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("there is no {what} `{told}`: did you mean `{near}`?"),
        None if names.len() <= 20 => format!("there is no {what} `{told}`; there are {}", names.join(", ")),
        None => format!("there is no {what} `{told}`"),
    }
}
