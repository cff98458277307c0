//! `registrar incident list|retry`

use super::wait;
use crate::outcome::{Format, Outcome, print, print_json};
use crate::server::wiring::{self, Place, Ways};
use registrar_casework::Rejection;
use serde_json::json;

/// What to do with incidents.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List open incidents.
    List {
        /// Resolved ones too.
        #[arg(long)]
        all: bool,
        /// How to print.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        #[command(flatten)]
        place: Place,
    },
    /// Try an incident's event or message again.
    Retry {
        /// Its id.
        id: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        ways: Ways,
    },
}

/// Incidents read at a time.
const PAGE: u32 = 200;

/// Runs it.
pub fn run(command: &Command) -> Outcome {
    wait(async {
        match command {
            Command::List { all, format, place } => list(*all, *format, place).await,
            Command::Retry { id, place, ways } => retry(id, place, ways).await,
        }
    })
}

async fn list(all: bool, format: Format, place: &Place) -> Result<Outcome, String> {
    use registrar_casework::ports::Store;
    let store = wiring::existing_store(place).await?;
    let mut incidents = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store.incidents(!all, after.as_deref(), PAGE).await.map_err(|e| e.to_string())?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        incidents.extend(page);
    }
    store.close().await;
    match format {
        Format::Json => print_json(&json!({"incidents": incidents})),
        Format::Text if incidents.is_empty() => print("no incidents"),
        Format::Text => {
            for incident in &incidents {
                let case = incident.case.as_ref().map_or("no case", |case| case.as_str());
                let end = incident.resolved.map_or("open".to_owned(), |at| format!("resolved {at}"));
                print(&format!(
                    "{}  {}  {case}  {end}\n    {}",
                    incident.id, incident.opened, incident.reason
                ));
            }
        }
    }
    Ok(Outcome::Fine)
}

async fn retry(id: &str, place: &Place, ways: &Ways) -> Result<Outcome, String> {
    let outside = ways.outside()?;
    let store = wiring::existing_store(place).await?;
    let running = wiring::start(place, store.clone(), outside).await?;
    let tried = running.casework().retry(id).await;
    running.stop().await;
    store.close().await;
    match tried {
        Ok(()) => {
            print("resolved");
            Ok(Outcome::Fine)
        }
        Err(Rejection::Fault(fault)) => Err(fault.to_string()),
        Err(Rejection::NotFound) => Ok(Outcome::Misused(format!("there is no open incident `{id}`"))),
        Err(other) => {
            eprintln!("registrar: it failed again: {other}");
            Ok(Outcome::Findings)
        }
    }
}
