//! `registrar deploy PATH`

use super::wait;
use crate::author::checks::Strictness;
use crate::author::language::Lang;
use crate::author::{report, sources, verdicts};
use crate::outcome::{Format, Outcome, print, print_json};
use crate::server::wiring::{self, Place};
use registrar_casework::ports::Added;
use registrar_casework::{DeployFault, deploy_under, view};
use registrar_engine::finding::Severity;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What to deploy.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A definition, or a folder with several and with calendars of their own.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    strictness: Strictness,
    #[command(flatten)]
    place: Place,
}

/// Checks everything first; with one error nothing is deployed.
pub fn run(arguments: &Arguments) -> Outcome {
    let found = match sources::read(&arguments.paths, Some(&arguments.strictness.checks())) {
        Ok(found) => found,
        Err(reason) => return Outcome::Misused(reason),
    };
    let all: Vec<_> =
        found.findings.iter().chain(found.definitions.iter().flat_map(|d| &d.findings)).collect();
    let (errors, ..) = report::counts(all.iter().copied());
    if errors > 0 || found.definitions.iter().any(|checked| !checked.deployable) {
        let proven = found.definitions.iter().filter_map(sources::Checked::proven);
        match arguments.format {
            Format::Json => {
                let guarantees: BTreeMap<_, _> = proven
                    .map(|(chart, report)| (&chart.workflow, view::guarantees(chart, report)))
                    .collect();
                print_json(&json!({"deployed": [], "findings": all, "guarantees": guarantees}));
            }
            Format::Text => {
                for finding in &all {
                    print(&report::finding(finding, &found.texts, Lang::En));
                }
                for (chart, report) in proven {
                    print(verdicts::troubles(chart, report, Lang::En).trim_end());
                }
                print(&format!("{errors} error(s): nothing is deployed"));
            }
        }
        return Outcome::Findings;
    }
    wait(deploy_all(arguments, found))
}

async fn deploy_all(arguments: &Arguments, found: sources::Found) -> Result<Outcome, String> {
    let place = &arguments.place;
    let store = wiring::open_store(place, registrar_casework::ports::StoreKind::Real).await?;
    let outside = wiring::Ways::default().outside()?;
    let running = wiring::start(place, store.clone(), outside).await?;
    let casework = running.casework();

    let mut deployed = Vec::new();
    let mut refused = None;
    for checked in found.definitions {
        let times = found.files.iter().cloned().collect();
        let (text, resources) = (checked.folder.text, checked.folder.resources);
        let checks = arguments.strictness.checks();
        match deploy_under(&casework.ports, text, resources, times, checks).await {
            Ok(done) => match done.deployed {
                Some(one) => deployed.push((one, done.kept)),
                // It was fine a moment ago: what differs is the order or the names of the calendars.
                None => {
                    let first = done.findings.into_iter().find(|finding| finding.severity == Severity::Error);
                    let reason = first.map(|finding| format!("{}: {}", finding.file, finding.message));
                    refused = Some(reason.unwrap_or_else(|| "a definition can't be deployed".to_owned()));
                    break;
                }
            },
            Err(DeployFault::Store(fault)) => return Err(fault.to_string()),
            Err(taken) => {
                refused = Some(taken.to_string());
                break;
            }
        }
    }
    running.stop().await;
    store.close().await;
    match arguments.format {
        Format::Json => {
            let deployed: Vec<_> = deployed.iter().map(|(deployed, _)| deployed).collect();
            print_json(&json!({"deployed": deployed, "refused": refused}));
        }
        Format::Text => {
            for (one, kept) in &deployed {
                let news = match kept {
                    Added::Edition => ": newer calendars; open cases are counted anew while the office runs",
                    Added::Nothing => ": nothing new",
                    Added::Definition | Added::Refused => "",
                };
                print(&format!("{} version {} ({}){news}", one.workflow, one.version, one.digest));
            }
        }
    }
    match refused {
        Some(reason) => {
            eprintln!("registrar: {reason}");
            Ok(Outcome::Findings)
        }
        None => Ok(Outcome::Fine),
    }
}
