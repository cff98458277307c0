//! `registrar explain CODE`

use crate::outcome::{Outcome, print};
use registrar_engine::explain_code;

/// Which finding.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The code in brackets: `unknown-key`.
    code: String,
}

/// Prints the page of a code.
pub fn run(arguments: &Arguments) -> Outcome {
    match explain_code(&arguments.code) {
        Some(page) => {
            print(page.trim_end());
            Outcome::Fine
        }
        None => {
            Outcome::Misused(format!("there is no finding `{}`; its code stands in brackets", arguments.code))
        }
    }
}
