//! `registrar check PATH…`

use super::report;
use super::sources;
use crate::outcome::{Format, Outcome, print, print_json};
use serde_json::json;
use std::path::PathBuf;

/// What to check.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files `workflow.yaml`, or folders: every workflow, calendar and counting rule below them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Checks and prints every finding.
pub fn run(arguments: &Arguments) -> Outcome {
    let found = match sources::read(&arguments.paths) {
        Ok(found) => found,
        Err(reason) => return Outcome::Misused(reason),
    };
    let all = || found.findings.iter().chain(found.definitions.iter().flat_map(|d| &d.findings));
    let (errors, warnings, notes) = report::counts(all());
    match arguments.format {
        Format::Text => {
            for finding in all() {
                print(&report::finding(finding, &found.texts));
            }
            for checked in &found.definitions {
                let verdict = if checked.chart.is_some() { "fine" } else { "can't be deployed" };
                print(&format!("{}: {verdict}", checked.file));
            }
            print(&format!(
                "{} workflow(s), {} calendar(s) and counting rule(s): {errors} error(s), {warnings} warning(s), {notes} note(s)",
                found.definitions.len(),
                found.times
            ));
        }
        Format::Json => print_json(&json!({
            "errors": errors,
            "warnings": warnings,
            "notes": notes,
            "calendars": found.times,
            "findings": found.findings,
            "definitions": found.definitions.iter().map(|checked| json!({
                "file": checked.file,
                "workflow": checked.chart.as_ref().map(|chart| &chart.workflow),
                "version": checked.chart.as_ref().map(|chart| chart.version),
                "digest": checked.chart.as_ref().map(|chart| &chart.digest),
                "deployable": checked.chart.is_some(),
                "states": checked.chart.as_ref().map(|chart| chart.states.len()),
                "guarantees": checked.chart.as_ref().map(|chart| chart.guarantees.iter()
                    .map(|(name, written, _)| json!({"name": name, "written": written, "verdict": "not yet proved"}))
                    .collect::<Vec<_>>()),
                "findings": checked.findings,
            })).collect::<Vec<_>>(),
        })),
    }
    if errors > 0 { Outcome::Findings } else { Outcome::Fine }
}
