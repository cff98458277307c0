//! The program on a PostgreSQL store, and an installation that is carried over.

mod program;

use program::{answer, registrar};
use registrar_testkit::Postgres;
use std::process::Output;

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn an_installation_is_carried_over_to_postgres_and_back() {
    let Some(server) = Postgres::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let workflows = concat!(env!("CARGO_MANIFEST_DIR"), "/../../workflows/business-licence");
    let does = |arguments: &[&str]| answer(registrar().args(arguments), b"");
    let deployed = does(&["deploy", workflows, "--data", data]);
    assert!(deployed.status.success(), "{}", said(&deployed));
    let added =
        does(&["person", "add", "Chen Hao", "--org", "office", "--pool", "licensing", "--data", data]);
    assert!(added.status.success(), "{}", said(&added));

    let file = format!("sqlite://{data}/registrar.db");
    let database = server.database();
    let copied = does(&["store", "copy", "--from", &file, "--to", &database]);
    assert!(copied.status.success() && said(&copied).contains("0 don't agree"), "{}", said(&copied));
    assert!(said(&copied).contains("definition_edition"), "{}", said(&copied));
    let again = does(&["store", "copy", "--from", &file, "--to", &database]);
    assert!(!again.status.success() && said(&again).contains("name an empty store"), "{}", said(&again));

    let other = folder.path().join("other");
    let other = other.to_str().unwrap();
    let verified = does(&["docket", "verify", "--store", &database, "--data", other]);
    assert!(verified.status.success(), "{}", said(&verified));
    let back = format!("sqlite://{other}/back.db");
    let copied = does(&["store", "copy", "--from", &database, "--to", &back]);
    assert!(copied.status.success(), "{}", said(&copied));
    let deployed = does(&["deploy", workflows, "--data", other, "--store", &back]);
    assert!(deployed.status.success(), "{}", said(&deployed));
}

#[test]
fn a_store_that_cannot_be_spread_over_servers_says_why_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let does = |store: &str| {
        let spread = ["migrate", "--distribute", "citus", "--data", data, "--store", store];
        let output = answer(registrar().args(spread), b"");
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert_eq!(said(&output).trim().lines().count(), 1, "{}", said(&output));
        said(&output)
    };
    let file = does(&format!("sqlite://{data}/registrar.db"));
    assert!(file.contains("copy it into a PostgreSQL database first"), "{file}");
    let Some(server) = Postgres::start() else { return };
    let plain = does(&server.database());
    assert!(plain.contains("CREATE EXTENSION citus"), "{plain}");
}

#[test]
fn a_store_that_is_none_and_one_that_does_not_answer_are_told_without_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let does = |store: &str| {
        let data = folder.path().to_str().unwrap();
        said(&answer(registrar().args(["docket", "verify", "--data", data, "--store", store]), b""))
    };
    let neither = does("mysql://root:secret@host/db");
    assert!(neither.contains("write `sqlite://FILE` or `postgres://USER@HOST/DATABASE`"), "{neither}");
    assert!(!neither.contains("secret"), "{neither}");
    // Nobody listens on the lowest port.
    let silent = does("postgres://clerk:secret@127.0.0.1:1/court");
    assert!(silent.contains("clerk@127.0.0.1:1/court") && silent.contains("check the address"), "{silent}");
    assert!(!silent.contains("secret"), "{silent}");
}

#[test]
fn the_bench_tells_its_figures_beside_the_floor() {
    let asked = ["bench", "--clients", "4", "--cases", "8", "--seconds", "60", "--format", "json"];
    let output = answer(registrar().args(asked), b"");
    assert!(output.status.success(), "{}", said(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((told["cases"].as_u64(), told["transitions"].as_u64()), (Some(8), Some(56)));
    for figure in ["transitions_per_second", "floor_per_second", "ratio", "p50_ms", "p99_ms", "fsync_ms"] {
        assert!(told[figure].as_f64().is_some_and(|figure| figure > 0.0), "{figure} of {told}");
    }
    assert_eq!(told["durability"]["synchronous"], "2", "SQLite's word for FULL");
}

fn bench(arguments: &[&str]) -> serde_json::Value {
    let output =
        answer(registrar().args(["bench", "--clients", "4", "--format", "json"]).args(arguments), b"");
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_bench_tells_what_cases_that_are_there_already_cost() {
    let told = bench(&["--preload", "1100", "--cases", "8", "--seconds", "60"]);
    let stops: Vec<_> = told["at"].as_array().unwrap().iter().map(|at| at["cases_before"].as_u64()).collect();
    assert_eq!(stops, [Some(1_000), Some(1_100)]);
    let figures = [
        "bytes_per_case",
        "filled_per_second",
        "resident_mb",
        "idle_look_ms",
        "inbox_p50_ms",
        "inbox_p99_ms",
        "case_p50_ms",
        "case_p99_ms",
        "transitions_per_second",
    ];
    for figure in figures {
        let figure_of = |at: &serde_json::Value| at[figure].as_f64().unwrap_or_default();
        assert!(told["at"].as_array().unwrap().iter().all(|at| figure_of(at) > 0.0), "{figure} of {told}");
    }
    assert!(told["ratio"].as_f64().is_some_and(|ratio| ratio > 0.0), "{told}");
}

#[test]
fn the_bench_has_timers_fire_that_are_due_at_once() {
    let told = bench(&["--timers", "300", "--seconds", "60"]);
    for figure in
        ["timers_per_second", "floor_per_second", "ratio", "lag_p50_ms", "lag_last_ms", "resident_mb"]
    {
        assert!(told[figure].as_f64().is_some_and(|figure| figure > 0.0), "{figure} of {told}");
    }
    assert_eq!((told["timers"].as_u64(), told["fired"].as_u64()), (Some(300), Some(300)));
}

#[test]
fn the_bench_fills_a_store_with_deadlines_that_lie_ahead() {
    let told = bench(&["--pending", "2000"]);
    for figure in ["seconds", "bytes_per_case", "idle_look_ms", "resident_mb"] {
        assert!(told[figure].as_f64().is_some_and(|figure| figure > 0.0), "{figure} of {told}");
    }
    assert_eq!((told["pending"].as_u64(), told["cases"].as_u64()), (Some(2_000), Some(500)));
}

#[test]
fn the_bench_works_over_http_beside_in_process() {
    let told = bench(&["--http", "--cases", "8", "--seconds", "60"]);
    for figure in ["transitions_per_second", "in_process_per_second", "ratio", "p50_ms", "p99_ms"] {
        assert!(told[figure].as_f64().is_some_and(|figure| figure > 0.0), "{figure} of {told}");
    }
    assert_eq!((told["cases"].as_u64(), told["transitions"].as_u64()), (Some(8), Some(56)));
}

#[test]
fn of_two_nodes_at_the_same_cases_none_loses_what_the_other_wrote() {
    let Some(server) = Postgres::start() else { return };
    let told = bench(&["--race", "--cases", "8", "--seconds", "60", "--store", &server.database()]);
    let figure = |name: &str| told[name].as_u64();
    assert_eq!(
        (figure("cases"), figure("transitions"), figure("lost")),
        (Some(8), Some(56), Some(0)),
        "{told}"
    );
    // Of three steps in each case two commands were sent, of which one came too late; of four the same to both nodes.
    assert_eq!((figure("refused"), figure("repeated")), (Some(8 * 3), Some(8 * 4)), "{told}");
    let file = answer(registrar().args(["bench", "--race"]), b"");
    assert_eq!(file.status.code(), Some(3));
    assert!(said(&file).contains("name a PostgreSQL database"), "{}", said(&file));
}

#[test]
fn the_bench_measures_one_thing_at_a_time() {
    let output = answer(registrar().args(["bench", "--http", "--timers", "9"]), b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("cannot be used with"), "{}", said(&output));
}
