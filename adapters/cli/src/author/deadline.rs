//! `registrar deadline`: a legal period counted, with each step and its law.

use crate::outcome::{Format, Outcome, print, print_json};
use registrar_engine::deadline::{
    Anchor, Calendars, Direction, Due, Language, Period, Suspension, Terms, count, explain, zone, zone_names,
};
use registrar_engine::finding::nearest;
use registrar_engine::moment::Moment;
use serde_json::json;
use std::path::PathBuf;

/// What to count.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The counting rule: `cn-litigation`, `cn-licensing`, `us-frcp-6`, …
    #[arg(long)]
    counting: String,
    /// The calendar: `cn`, `us-federal`, …
    #[arg(long)]
    calendar: String,
    /// The day or instant it starts from: `2024-03-04`, `2024-03-04T10:30:00+08:00`.
    #[arg(long)]
    from: String,
    /// How long: `15 days`, `20 working days`, `24 hours`.
    #[arg(long)]
    period: String,
    /// Count backwards.
    #[arg(long)]
    before: bool,
    /// The clock stood still: `FROM/TO`, days or instants; TO is the first day or instant it ran again.
    #[arg(long)]
    suspended: Vec<String>,
    /// IANA time zone; the calendar's own by default.
    #[arg(long)]
    zone: Option<String>,
    /// A folder with own calendars and counting rules.
    #[arg(long)]
    times: Option<PathBuf>,
    /// Language of the steps: `en` or `zh`.
    #[arg(long, default_value = "en")]
    language: String,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Counts and explains.
pub fn run(arguments: &Arguments) -> Outcome {
    match counted(arguments) {
        Ok((due, zone)) => {
            show(arguments, &due, &zone);
            Outcome::Fine
        }
        Err(outcome) => outcome,
    }
}

fn counted(arguments: &Arguments) -> Result<(Due, jiff::tz::TimeZone), Outcome> {
    let misused = |reason: String| Outcome::Misused(reason);
    let own = match &arguments.times {
        None => Vec::new(),
        Some(folder) => {
            registrar_workflows::read_times(folder).map_err(|e| Outcome::Failed(e.to_string()))?
        }
    };
    let (calendars, findings) =
        Calendars::read(&registrar_workflows::lay_over(registrar_workflows::calendars(), own));
    if let Some(error) = findings.iter().find(|f| f.severity == registrar_engine::finding::Severity::Error) {
        return Err(misused(format!("{}:{}: {}", error.file, error.span.line, error.message)));
    }
    let counting = calendars
        .counting(&arguments.counting)
        .ok_or_else(|| misused(unknown("counting rule", &arguments.counting, calendars.counting_names())))?;
    let calendar = calendars
        .calendar(&arguments.calendar)
        .ok_or_else(|| misused(unknown("calendar", &arguments.calendar, calendars.calendar_names())))?;
    let name = match (&arguments.zone, calendar.zone_name()) {
        (Some(zone), _) => zone.clone(),
        (None, Some(zone)) => zone.to_owned(),
        (None, None) => return Err(misused("the calendar has no zone: give --zone".to_owned())),
    };
    let zone = zone(&name).ok_or_else(|| {
        let names: Vec<String> = zone_names().collect();
        misused(unknown("time zone", &name, names.iter().map(String::as_str)))
    })?;
    let period: Period = arguments
        .period
        .parse()
        .map_err(|e: registrar_engine::deadline::PeriodError| misused(format!("{e}: {}", e.help())))?;
    let anchor = anchor(&arguments.from).ok_or_else(|| {
        let from = &arguments.from;
        misused(format!(
            "`{from}` is neither a day (2024-03-04) nor an instant with an offset (2024-03-04T10:30:00+08:00)"
        ))
    })?;
    let suspensions = arguments
        .suspended
        .iter()
        .map(|text| suspension(text, &zone))
        .collect::<Result<Vec<_>, _>>()
        .map_err(misused)?;
    let direction = if arguments.before { Direction::Before } else { Direction::After };
    let terms =
        Terms { suspensions: &suspensions, direction, ..Terms::new(counting, calendar, &zone, period) };
    let due = count(anchor, &terms).map_err(|e| misused(e.to_string()))?;
    Ok((due, zone))
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

fn suspension(text: &str, zone: &jiff::tz::TimeZone) -> Result<Suspension, String> {
    let wrong =
        || format!("`{text}` is no suspension: write 2024-03-04/2024-03-11, or instants with offsets");
    let (from, until) = text.split_once('/').ok_or_else(wrong)?;
    let moment = |text: &str| match anchor(text)? {
        Anchor::Instant(moment) => Some(moment),
        Anchor::Date(date) => zone.to_timestamp(date.at(0, 0, 0, 0)).ok().map(Moment::from),
    };
    let from = moment(from).ok_or_else(wrong)?;
    let until = Some(moment(until).ok_or_else(wrong)?);
    Ok(Suspension { from, until, reason: "given on the command line".to_owned() })
}

fn show(arguments: &Arguments, due: &Due, zone: &jiff::tz::TimeZone) {
    let language: Language = arguments.language.parse().unwrap_or(Language::En);
    let local = due.due.timestamp().to_zoned(zone.clone());
    let instant = local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    match arguments.format {
        Format::Json => print_json(&json!({
            "last_day": due.last_day.map(|day| day.to_string()),
            "due": instant,
            "provisional": due.provisional,
            "steps": explain(due, language),
            "versions": due.versions,
        })),
        Format::Text => {
            for step in explain(due, language) {
                print(&step);
            }
            if let Some(day) = due.last_day {
                print(&format!("last day: {day}"));
            }
            print(&format!("due: {instant}"));
            if due.provisional {
                print("provisional: days were counted that are not published yet");
            }
        }
    }
}
