//! `registrar docket verify`: replays every case and compares, and looks whether the file is whole.

use super::wait;
use crate::outcome::{Format, Outcome, print, print_json};
use crate::server::wiring::{self, Place, Ways};
use registrar_casework::DocketCheck;
use registrar_casework::ports::{Store, StoreFault};
use registrar_engine::id::CaseId;
use serde_json::json;

/// What to do with dockets.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Replay the docket of every case (or one), compare it with what is stored, and check the file.
    Verify {
        /// One case.
        #[arg(long)]
        case: Option<String>,
        /// How to print.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        #[command(flatten)]
        place: Place,
    },
}

/// Cases read at a time.
const PAGE: u32 = 200;

/// Runs it.
pub fn run(command: &Command) -> Outcome {
    let Command::Verify { case, format, place } = command;
    let one = match case.as_deref().map(CaseId::parse).transpose() {
        Ok(one) => one,
        Err(reason) => return Outcome::Misused(reason.to_string()),
    };
    wait(verify(one, *format, place))
}

pub(super) async fn verify(one: Option<CaseId>, format: Format, place: &Place) -> Result<Outcome, String> {
    let store = wiring::existing_store(place).await?;
    let running = wiring::start(place, store.clone(), Ways::default().outside()?).await?;
    let casework = running.casework();
    let mut cases = 0_u64;
    let mut entries = 0_u64;
    let mut wrong = Vec::new();
    let mut after: Option<CaseId> = None;
    loop {
        let page: Vec<CaseId> = match &one {
            Some(case) if after.is_none() => vec![case.clone()],
            Some(_) => Vec::new(),
            None => {
                let rows = store.cases(after.as_ref(), PAGE).await.map_err(|e| e.to_string())?;
                rows.into_iter().map(|row| row.case).collect()
            }
        };
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        for case in page {
            let verified = match casework.verify_docket(&case).await {
                // One that can't be read doesn't agree, and keeps nobody from looking at the others.
                Err(fault @ StoreFault::Unreadable { .. }) => {
                    Some(DocketCheck { case: case.clone(), entries: 0, problems: vec![fault.to_string()] })
                }
                verified => verified.map_err(|e| e.to_string())?,
            };
            match verified {
                None => return Ok(Outcome::Misused(format!("there is no case `{case}`"))),
                Some(check) => {
                    cases += 1;
                    entries += check.entries;
                    if !check.problems.is_empty() {
                        wrong.push(check);
                    }
                }
            }
        }
    }
    running.stop().await;
    let database = store.check_file().await.map_err(|e| e.to_string())?;
    store.close().await;
    match format {
        Format::Json => {
            print_json(&json!({"cases": cases, "entries": entries, "wrong": wrong, "database": database}));
        }
        Format::Text => {
            for check in &wrong {
                print(&format!("{}: {}", check.case, check.problems.join("; ")));
            }
            for problem in &database {
                print(&format!("the database file: {problem}"));
            }
            print(&format!("{cases} case(s), {entries} entries replayed: {} don't agree", wrong.len()));
        }
    }
    Ok(if wrong.is_empty() && database.is_empty() { Outcome::Fine } else { Outcome::Findings })
}
