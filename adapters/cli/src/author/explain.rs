//! `registrar explain CODE`

use crate::outcome::{Outcome, print};

/// Which finding.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The code in brackets: `unknown-key`.
    code: String,
}

/// Prints the page of a code.
pub fn run(arguments: &Arguments) -> Outcome {
    // Those about definitions are the engine's, those about features the runner's, the rest an importer's.
    let code = arguments.code.as_str();
    let page = registrar_engine::explain_code(code)
        .or_else(|| registrar_scenario::explain_code(code))
        .or_else(|| registrar_import::explain_code(code));
    match page {
        Some(page) => {
            print(page.trim_end());
            Outcome::Fine
        }
        None => Outcome::Misused(format!("there is no finding `{}`; its code stands in brackets", code)),
    }
}
