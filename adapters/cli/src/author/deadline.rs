//! `registrar deadline`: a legal period counted, with each step and its law; one, or a file of them.

mod batch;
mod question;
mod written;

use crate::outcome::{Format, Outcome, print, print_json};
use question::{Counted, Desk, Question};
use registrar_engine::deadline::Language;
use std::path::PathBuf;

/// What to count.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The counting rule: `cn-litigation`, `cn-licensing`, `us-frcp-6`, …
    #[arg(long, required_unless_present = "batch")]
    counting: Option<String>,
    /// The calendar: `cn`, `us-federal`, …
    #[arg(long, required_unless_present = "batch")]
    calendar: Option<String>,
    /// The day or instant it starts from: `2024-03-04`, `2024-03-04T10:30:00+08:00`; without an offset on
    /// the clock of the zone.
    #[arg(long, required_unless_present = "batch")]
    from: Option<String>,
    /// How long: `15 days`, `20 working days`, `24 hours`.
    #[arg(long, required_unless_present = "batch")]
    period: Option<String>,
    /// Count backwards.
    #[arg(long)]
    before: bool,
    /// Tell the first day on which the act may be done ("at least", "not more than"), not the last.
    #[arg(long)]
    earliest: bool,
    /// The manner of service, where the rule adds something for it: `mail`.
    #[arg(long)]
    manner: Option<String>,
    /// An extension that was granted: `10 days`.
    #[arg(long)]
    extended: Vec<String>,
    /// The clock stood still: `FROM/TO`, days or instants; TO is the first day or instant it ran again.
    #[arg(long)]
    suspended: Vec<String>,
    /// Tell also what remains at this instant.
    #[arg(long)]
    at: Option<String>,
    /// Tell the end in this zone too.
    #[arg(long)]
    also_in: Option<String>,
    /// IANA time zone; the calendar's own by default.
    #[arg(long)]
    zone: Option<String>,
    /// Count what stands in a file (`-`: standard input), a JSON object on each line with `counting`,
    /// `calendar`, `from`, `period`, and where wanted `before`, `earliest`, `manner`, `extended`,
    /// `suspended`, `zone`, `at`, `also_in`, `id`; print an answer a line.
    #[arg(long, value_name = "FILE",
        conflicts_with_all = ["counting", "calendar", "from", "period", "before", "earliest", "manner",
            "extended", "suspended", "zone", "at", "also_in", "format"])]
    batch: Option<PathBuf>,
    /// A folder with own calendars and counting rules.
    #[arg(long, value_name = "DIR")]
    calendars: Option<PathBuf>,
    /// Language of the steps: `en` or `zh`.
    #[arg(long, default_value = "en")]
    language: String,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Counts and explains.
pub fn run(arguments: &Arguments) -> Outcome {
    let Ok(language) = arguments.language.parse::<Language>() else {
        return Outcome::Misused(format!("there is no language `{}`: write en or zh", arguments.language));
    };
    let desk = match Desk::open(arguments.calendars.as_deref()) {
        Ok(desk) => desk,
        Err(outcome) => return outcome,
    };
    if let Some(file) = &arguments.batch {
        return batch::run(file, &desk, language);
    }
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let question = Question {
        counting: given(&arguments.counting),
        calendar: given(&arguments.calendar),
        from: given(&arguments.from),
        period: given(&arguments.period),
        before: Some(arguments.before),
        earliest: Some(arguments.earliest),
        manner: arguments.manner.clone(),
        extended: Some(arguments.extended.clone()),
        suspended: Some(arguments.suspended.clone()),
        zone: arguments.zone.clone(),
        at: arguments.at.clone(),
        also_in: arguments.also_in.clone(),
        id: None,
    };
    match desk.count(&question) {
        Ok(counted) => {
            show(arguments.format, &counted, language);
            Outcome::Fine
        }
        Err(refused) => Outcome::Misused(refused.to_string()),
    }
}

fn show(format: Format, counted: &Counted, language: Language) {
    match format {
        Format::Json => print_json(&counted.answer(language)),
        Format::Text => {
            for step in counted.steps(language) {
                print(&step);
            }
            let say = |english: &str, chinese: &str, value: &str| match language {
                Language::En => print(&format!("{english}: {value}")),
                Language::Zh => print(&format!("{chinese}：{value}")),
            };
            if let Some(day) = counted.due.last_day {
                say("last day", "最后一日", &day.to_string());
            }
            say("due", "届满时刻", &counted.instant());
            if let Some(there) = counted.instant_there() {
                say("that is", "即", &there);
            }
            if let Some(left) = counted.remains(language) {
                say("left", "剩余", &left);
            }
            let versions = &counted.due.versions;
            let (counting, calendar) = (&versions.counting, &versions.calendar);
            let texts =
                format!("{} {}, {} {}", counting.name, counting.edition, calendar.name, calendar.edition);
            let database = &versions.zone.database;
            match language {
                Language::En => print(&format!("counted with: {texts}, time zones {database}")),
                Language::Zh => print(&format!("计算依据：{texts}, 时区数据 {database}")),
            }
            if counted.due.provisional {
                say(
                    "provisional",
                    "暂定",
                    match language {
                        Language::En => "days were counted that are not published yet",
                        Language::Zh => "所计日期的放假安排尚未公布",
                    },
                );
            }
        }
    }
}
