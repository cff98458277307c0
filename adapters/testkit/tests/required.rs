//! What `REGISTRAR_REQUIRE` names is on this machine. What isn't, and isn't required, is said in one line each;
//! tests that need it are then not run.

use registrar_testkit::required::{CHROMIUM, KNOWN, not_run, on_path, python_with_icalendar};
use std::path::Path;

/// Debian keeps the server's programs beside the path, by version.
fn postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    on_path("postgres").is_some() || versions.map(|version| version.path()).any(|at| has_server(&at))
}

fn has_server(version: &Path) -> bool {
    version.join("bin/postgres").is_file()
}

#[test]
fn what_is_required_is_on_the_machine() {
    for name in KNOWN {
        let there = match name {
            "postgres" => postgres(),
            "icalendar" => python_with_icalendar().is_some(),
            _ => CHROMIUM.into_iter().find_map(on_path).is_some() && on_path("chromedriver").is_some(),
        };
        if !there {
            not_run(name, "it isn't on this machine");
        }
    }
}

#[test]
fn every_name_in_the_variable_is_known() {
    let required = std::env::var("REGISTRAR_REQUIRE").unwrap_or_default();
    for name in required.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        assert!(KNOWN.contains(&name), "REGISTRAR_REQUIRE has `{name}`; known are: {}", KNOWN.join(", "));
    }
}
