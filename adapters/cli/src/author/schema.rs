//! `registrar schema`

use crate::outcome::{Outcome, print_json};

/// Prints the JSON Schema of definitions.
pub fn run() -> Outcome {
    print_json(&registrar_engine::definition::json_schema());
    Outcome::Fine
}
