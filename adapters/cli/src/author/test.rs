//! `registrar test PATH…`: features on virtual time.

use crate::outcome::{Format, Outcome, print};
use registrar_scenario::{Options, run as play};
use std::path::PathBuf;

/// What to play.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Feature files, or folders with them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// A folder with definitions beside the shipped ones. Repeat for each.
    #[arg(long)]
    workflows: Vec<PathBuf>,
    /// Only scenarios with this tag. Repeat for each.
    #[arg(long)]
    tag: Vec<String>,
    /// Only scenarios whose name contains this.
    #[arg(long)]
    name: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Plays them.
pub fn run(arguments: &Arguments) -> Outcome {
    let options = Options {
        workflows: arguments.workflows.clone(),
        tags: arguments.tag.clone(),
        name: arguments.name.clone(),
    };
    let report = match play(&arguments.paths, &options) {
        Ok(report) => report,
        Err(error) => return Outcome::Misused(error.to_string()),
    };
    match arguments.format {
        Format::Text => print(&report.text()),
        Format::Json => match report.json() {
            Ok(text) => print(&text),
            Err(error) => return Outcome::Failed(error.to_string()),
        },
    }
    if report.is_good() { Outcome::Fine } else { Outcome::Findings }
}
