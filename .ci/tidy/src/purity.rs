//! The engine touches nothing of the world. Clippy knows functions and types; this knows whole modules and crates,
//! and that nobody switched clippy off.

use crate::rust::{code, lines_with, without_tests};
use crate::{Complaints, Repository};

/// What the engine's shipped sources don't name, and what they do instead.
const FORBIDDEN: [(&str, &str); 15] = [
    ("std::fs", "texts are arguments"),
    ("std::env", "settings are arguments"),
    ("std::time", "moments are arguments"),
    ("std::thread", "a step is a function of its arguments"),
    ("std::net", "ask by an effect"),
    ("std::process", "return a value"),
    ("HashMap", "its order differs from run to run: BTreeMap or Vec"),
    ("HashSet", "its order differs from run to run: BTreeSet or Vec"),
    ("tokio", "the engine never waits"),
    ("async", "the engine never waits"),
    ("rand", "randomness comes with the event that records it"),
    ("getrandom", "randomness comes with the event that records it"),
    ("tracing", "what happened is in the marks of a step"),
    ("println!", "what happened is in the marks of a step"),
    ("eprintln!", "what happened is in the marks of a step"),
];

/// Places where the engine reaches outside.
pub fn leaks(repository: &Repository) -> Complaints {
    let mut complaints = Vec::new();
    for (path, text) in repository.rust().filter(|(path, _)| path.starts_with("engine/src/")) {
        let code = code(without_tests(text));
        for (what, instead) in FORBIDDEN {
            complaints.extend(
                lines_with(&code, what).iter().map(|line| format!("{path}:{line}: `{what}`: {instead}")),
            );
        }
        for lint in ["clippy::disallowed_methods", "clippy::disallowed_types"] {
            complaints.extend(
                lines_with(&code, lint).iter().map(|line| format!("{path}:{line}: switches off `{lint}`")),
            );
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_without_order_is_told_but_not_in_tests_comments_or_adapters() {
        let text =
            "//! No HashMap.\nuse std::collections::HashMap;\n#[cfg(test)]\nmod tests {\n use std::fs;\n}";
        assert_eq!(
            leaks(&Repository::of(&[("engine/src/a.rs", text), ("adapters/web/src/a.rs", text)])).len(),
            1
        );
    }
}
