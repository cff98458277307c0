//! `registrar test PATH…`: features on virtual time.

use crate::outcome::{Format, Outcome, print};
use registrar_scenario::{Options, mutate, run as play};
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
    /// Change the definitions in one place after the other, at most so many, and tell which changes no
    /// scenario notices.
    #[arg(long, value_name = "MOST", num_args = 0..=1, default_missing_value = "1000")]
    mutate: Option<usize>,
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
    if let Some(most) = arguments.mutate {
        return changes(arguments, &options, most);
    }
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

/// What the scenarios would notice.
fn changes(arguments: &Arguments, options: &Options, most: usize) -> Outcome {
    let mutation = match mutate(&arguments.paths, options, most) {
        Ok(mutation) => mutation,
        Err(error) => return Outcome::Misused(error.to_string()),
    };
    match arguments.format {
        Format::Text => print(&mutation.text()),
        Format::Json => match mutation.json() {
            Ok(text) => print(&text),
            Err(error) => return Outcome::Failed(error.to_string()),
        },
    }
    if mutation.not_passing == 0 { Outcome::Fine } else { Outcome::Findings }
}
