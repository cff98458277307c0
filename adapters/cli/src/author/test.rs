//! `registrar test PATH…`: features on virtual time.

use crate::outcome::{Format, Outcome, print};
use registrar_scenario::{Floor, Kind, Options, Plan, mutate, run as play};
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
    /// Change the definitions in one place after the other, at most in so many, and tell which changes
    /// the check, a scenario or nobody notices.
    #[arg(long, value_name = "MOST", num_args = 0..=1, default_missing_value = "1000000")]
    mutate: Option<usize>,
    /// Only a sample of so many changes, as evenly from all definitions as they allow.
    #[arg(long, value_name = "N", requires = "mutate")]
    sample: Option<usize>,
    /// By which the sample is drawn: the same one draws the same changes.
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    seed: u64,
    /// Only changes of this kind: retarget, deadline, transition, loop, role (these five unless others are
    /// asked for), other. Repeat for each.
    #[arg(long, value_name = "KIND", requires = "mutate")]
    kind: Vec<Kind>,
    /// Ask scenarios before proofs: quicker in a build without optimisation. Who is asked first gets the
    /// credit.
    #[arg(long, requires = "mutate")]
    features_first: bool,
    /// A file with the percentage of changes that must be found for each workflow. Status 1 if fewer are.
    #[arg(long, value_name = "FILE", requires = "mutate")]
    floor: Option<PathBuf>,
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
        ..Options::default()
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
    let floor = match arguments.floor.as_ref().map(read_floor).transpose() {
        Ok(floor) => floor.unwrap_or_default(),
        Err(reason) => return Outcome::Misused(reason),
    };
    let usual = Plan::default();
    let kinds = if arguments.kind.is_empty() { usual.kinds } else { arguments.kind.clone() };
    let plan = Plan {
        kinds,
        most,
        sample: arguments.sample,
        seed: arguments.seed,
        features_first: arguments.features_first,
    };
    let mutation = match mutate(&arguments.paths, options, &plan) {
        Ok(mutation) => mutation,
        Err(error) => return Outcome::Misused(error.to_string()),
    };
    let below = floor.below(&mutation);
    match arguments.format {
        Format::Text => print(&mutation.text()),
        Format::Json => match mutation.json() {
            Ok(text) => print(&text),
            Err(error) => return Outcome::Failed(error.to_string()),
        },
    }
    for sentence in &below {
        eprintln!("below the floor: {sentence}");
    }
    if mutation.not_passing == 0 && below.is_empty() { Outcome::Fine } else { Outcome::Findings }
}

fn read_floor(path: &PathBuf) -> Result<Floor, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("`{}` can't be read: {error}", path.display()))?;
    Floor::read(&text).map_err(|reason| format!("`{}`: {reason}", path.display()))
}
