//! Dependencies between our own crates point one way: towards the engine.

use crate::Complaints;
use serde_json::Value;

/// One dependency of one of our crates on another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    /// The crate that depends.
    pub from: String,
    /// The crate it depends on.
    pub to: String,
    /// For its tests alone.
    pub dev: bool,
}

/// The picture of `docs/architecture.md`: what each crate ships with, and what its tests see beside that.
const ALLOWED: [(&str, &[&str], &[&str]); 12] = [
    ("engine", &[], &[]),
    ("workflows", &["engine"], &["testkit", "scenario"]),
    ("casework", &["engine"], &["testkit", "workflows"]),
    ("store", &["casework", "engine"], &["testkit", "workflows"]),
    ("notify", &["casework", "engine"], &["testkit", "workflows"]),
    ("web", &["casework", "engine"], &["testkit", "workflows", "notify"]),
    // What it imports is tried out on a script.
    ("import", &["engine"], &["casework", "workflows", "scenario"]),
    // The vocabulary moves the manual clock and reads the recorded mail, which are testkit's.
    ("scenario", &["casework", "engine", "workflows", "testkit"], &[]),
    ("testkit", &["casework", "engine", "workflows"], &[]),
    (
        "cli",
        &["web", "store", "notify", "scenario", "import", "casework", "engine", "workflows"],
        &["testkit"],
    ),
    (
        "features",
        &["scenario", "casework", "engine", "workflows"],
        &["testkit", "store", "web", "notify", "cli"],
    ),
    ("tidy", &[], &["engine", "workflows"]),
];

/// Arrows that the picture doesn't have, and crates that it doesn't know.
pub fn against_the_picture(arrows: &[Arrow]) -> Complaints {
    let complaint = |arrow: &Arrow| {
        let Some((_, ships, tests)) = ALLOWED.iter().find(|(name, ..)| *name == arrow.from) else {
            return Some(format!("`{}` isn't in the picture of docs/architecture.md", arrow.from));
        };
        let to = arrow.to.as_str();
        let fine = ships.contains(&to) || (arrow.dev && tests.contains(&to));
        let kind = if arrow.dev { "in its tests" } else { "in what it ships" };
        (!fine).then(|| format!("`{}` may not see `{to}` {kind}", arrow.from))
    };
    arrows.iter().filter_map(complaint).collect()
}

/// The arrows in what `cargo metadata --no-deps` prints.
pub fn read(metadata: &Value) -> Vec<Arrow> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ours: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut arrows = Vec::new();
    for package in packages {
        let from = package["name"].as_str().unwrap_or_default();
        for dependency in package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default() {
            let to = dependency["name"].as_str().unwrap_or_default();
            if ours.contains(&to) {
                let dev = dependency["kind"] == "dev";
                arrows.push(Arrow { from: short(from).to_owned(), to: short(to).to_owned(), dev });
            }
        }
    }
    arrows
}

/// `registrar-engine` is `engine`; the binary's crate is `registrar`, and stands in the picture as `cli`.
fn short(package: &str) -> &str {
    match package.strip_prefix("registrar") {
        Some("") => "cli",
        Some(rest) => rest.trim_start_matches('-'),
        None => package,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(from: &str, to: &str, dev: bool) -> Arrow {
        Arrow { from: from.to_owned(), to: to.to_owned(), dev }
    }

    #[test]
    fn web_and_store_never_see_each_other() {
        for dev in [false, true] {
            assert_eq!(against_the_picture(&[of("web", "store", dev)]).len(), 1);
            assert_eq!(against_the_picture(&[of("store", "web", dev)]).len(), 1);
        }
    }

    #[test]
    fn the_testkit_ships_with_nothing_but_scenarios() {
        assert_eq!(against_the_picture(&[of("casework", "testkit", false)]).len(), 1);
        assert!(
            against_the_picture(&[of("casework", "testkit", true), of("scenario", "testkit", false)])
                .is_empty()
        );
    }

    #[test]
    fn arrows_are_read_from_metadata() {
        let metadata = json!({"packages": [
            {"name": "registrar", "dependencies": [{"name": "registrar-engine", "kind": null}, {"name": "serde", "kind": null}]},
            {"name": "registrar-engine", "dependencies": []},
        ]});
        assert_eq!(read(&metadata), [of("cli", "engine", false)]);
    }
}
