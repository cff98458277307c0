//! `registrar statistics`: how deadlines are kept, counted from every docket.

use super::wait;
use crate::outcome::{Format, Outcome, print, print_json};
use crate::server::wiring::{self, Place, Ways};
use jiff::civil::Date;
use registrar_casework::statistics::{Asked, DeadlineStatistics, Statistics, said};
use serde_json::json;

/// What to count.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One workflow only.
    #[arg(long, value_name = "NAME")]
    workflow: Option<String>,
    /// Runs that were over on this day or later.
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Runs that were over on this day or before.
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// The language of titles.
    #[arg(long, default_value = "en", value_parser = ["en", "zh"])]
    language: String,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    place: Place,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Outcome {
    if let (Some(since), Some(until)) = (arguments.since, arguments.until)
        && since > until
    {
        return Outcome::Misused(format!("`--since` {since} lies after `--until` {until}"));
    }
    wait(count(arguments))
}

async fn count(arguments: &Arguments) -> Result<Outcome, String> {
    let store = wiring::existing_store(&arguments.place).await?;
    let running = wiring::start(&arguments.place, store.clone(), Ways::default().outside()?).await?;
    let asked =
        Asked { workflow: arguments.workflow.clone(), since: arguments.since, until: arguments.until };
    let found = running.casework().all_statistics(&asked, &arguments.language).await;
    running.stop().await;
    store.close().await;
    let found = found.map_err(|e| e.to_string())?;
    match arguments.format {
        Format::Json => print_json(&json!(found)),
        Format::Text => tell(&found, &arguments.language),
    }
    Ok(Outcome::Fine)
}

fn tell(found: &Statistics, language: &str) {
    for workflow in &found.workflows {
        print(&format!("{} ({}): {} case(s)", workflow.title, workflow.workflow, workflow.cases));
        for (kind, promise) in [("promises", true), ("limits of the law", false)] {
            let mut of_kind = workflow.deadlines.iter().filter(|known| known.promise == promise).peekable();
            if of_kind.peek().is_some() {
                print(&format!("  {kind}"));
            }
            for deadline in of_kind {
                print(&format!("    {}", line(deadline, language)));
            }
        }
    }
    print(&format!("{} case(s) read; time used is elapsed time without that left out", found.cases));
    if found.unreadable > 0 {
        print(&format!(
            "{} more can't be read and aren't counted: `registrar docket verify` names them",
            found.unreadable
        ));
    }
}

fn line(deadline: &DeadlineStatistics, language: &str) -> String {
    let mut text = format!(
        "{} ({}): met {}, missed {}, waived {}, restored {}, running {}",
        deadline.title,
        deadline.name,
        deadline.met,
        deadline.missed,
        deadline.waived,
        deadline.restored,
        deadline.running
    );
    if let Some(share) = deadline.in_time {
        text.push_str(&format!("; {share:.2} % in time"));
    }
    if let (Some(median), Some(ninetieth)) = (deadline.median, deadline.ninetieth) {
        let (median, ninetieth) = (said(median, language), said(ninetieth, language));
        text.push_str(&format!("; half within {median}, 90 % within {ninetieth}"));
    }
    if !deadline.binds {
        text.push_str("; nobody has a task by it");
    }
    text
}
