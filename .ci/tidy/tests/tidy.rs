//! The repository keeps its own rules. Each test is one rule; what it looks for is told in the crate's modules.

use registrar_tidy::{
    Complaints, Repository, arrows, findings, layout, licences, links, migrations, purity, repository,
    sources,
};
use std::process::Command;

fn here() -> Repository {
    Repository::read(&repository::top()).expect("the repository can be read")
}

#[track_caller]
fn tidy(complaints: Complaints) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// What cargo says of the workspace. Nothing is fetched: what a build needed is there.
fn metadata(arguments: &[&str]) -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(arguments)
        .current_dir(repository::top())
        .output()
        .expect("cargo runs, for it runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

#[test]
fn dependencies_point_towards_the_engine() {
    let arrows = arrows::read(&metadata(&["--no-deps"]));
    assert!(arrows.len() > 10, "cargo metadata shows {} arrows: the check sees nothing", arrows.len());
    tidy(arrows::against_the_picture(&arrows));
}

#[test]
fn only_the_known_entries_stand_at_the_top() {
    tidy(layout::strays(&here()));
}

#[test]
fn no_file_is_longer_than_one_thing() {
    tidy(sources::long_files(&here()));
}

#[test]
fn every_module_says_what_it_decides() {
    tidy(sources::silent_modules(&here()));
}

#[test]
fn names_name_something() {
    tidy(sources::empty_names(&here()));
}

#[test]
fn tests_never_sleep_and_sources_never_unwrap() {
    tidy(sources::bad_habits(&here()));
}

#[test]
fn no_place_of_one_machine_is_named() {
    tidy(sources::foreign_places(&here()));
}

#[test]
fn the_engine_touches_nothing_of_the_world() {
    let here = here();
    assert!(here.has("engine/src/step"), "the engine is where the check looks for it");
    tidy(purity::leaks(&here));
}

#[test]
fn both_databases_have_the_same_migrations() {
    tidy(migrations::unpaired(&here()));
}

#[test]
fn every_finding_has_its_page() {
    tidy(findings::unexplained(&here()));
}

#[test]
fn links_in_the_documentation_lead_somewhere() {
    tidy(links::broken(&here()));
}

#[test]
fn dependencies_are_licensed_as_allowed() {
    let host = Command::new(env!("CARGO")).args(["-vV"]).output().expect("cargo runs, for it runs this test");
    let version = String::from_utf8_lossy(&host.stdout).into_owned();
    let host =
        version.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo -vV names its host");
    let here = here();
    tidy(licences::refused(&here));
    tidy(licences::not_allowed(&here, &metadata(&["--filter-platform", host])));
}
