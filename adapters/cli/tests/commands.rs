//! The program as a user calls it: what it prints, and with which status it ends.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn registrar(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Command::new(env!("CARGO_BIN_EXE_registrar")).args(arguments).current_dir(root).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

#[test]
fn the_shipped_workflows_are_fine() {
    let checked = registrar(&["check", "workflows/", "--format", "json"]);
    assert_eq!(checked.status.code(), Some(0));
    let report = json(&checked);
    assert_eq!((&report["errors"], &report["warnings"]), (&0.into(), &0.into()));
    assert_eq!(report["definitions"].as_array().map(Vec::len), Some(2));
}

#[test]
fn mistakes_are_told_with_their_places_and_nothing_is_deployed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.yaml");
    std::fs::write(
        &file,
        "workflow: wrong\nversion: 1\ntitel: {en: Wrong}\nstarts: nobody\nstates: {a: {finl: true}}\n",
    )
    .unwrap();
    let path = file.to_str().unwrap();
    let checked = registrar(&["check", path]);
    assert_eq!(checked.status.code(), Some(1));
    let text = String::from_utf8(checked.stdout).unwrap();
    assert!(text.contains("wrong.yaml:3:1") && text.contains("did you mean `title`?"), "{text}");
    assert!(text.contains("did you mean `final`?"), "{text}");
    let data = folder.path().join("data");
    let deployed = registrar(&["deploy", path, "--data", data.to_str().unwrap()]);
    assert_eq!(deployed.status.code(), Some(1));
    assert!(!data.exists());
}

#[test]
fn the_same_definition_with_a_newer_calendar_is_a_newer_edition_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    let deploy = |paths: &[&str]| {
        let done = registrar(&[&["deploy", "--data", &data], paths].concat());
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    // Its name comes before those of the shipped files, and it lies over one of them all the same.
    let layer = "calendar: cn\nextends: cn\nedition: \"2026-11\"\npublished: {until: 2027-12-31}\n";
    let calendars = folder.path().join("calendars");
    std::fs::create_dir(&calendars).unwrap();
    std::fs::write(calendars.join("a-2027.yaml"), layer).unwrap();
    let (workflow, calendars) = ("workflows/business-licence", calendars.to_str().unwrap());
    assert!(!deploy(&[workflow]).contains(": "), "a definition is deployed");
    assert!(deploy(&[workflow]).contains("nothing new"));
    assert!(deploy(&[workflow, calendars]).contains("newer calendars"));
    assert!(deploy(&[workflow, calendars]).contains("nothing new"));
}

#[test]
fn a_deadline_is_counted_and_explained() {
    let arguments = ["deadline", "--counting", "cn-litigation", "--calendar", "cn", "--from", "2018-09-17"];
    let counted = registrar(&[arguments.as_slice(), &["--period", "15 days", "--format", "json"]].concat());
    assert_eq!(counted.status.code(), Some(0));
    let due = json(&counted);
    assert_eq!((&due["last_day"], &due["due"]), (&"2018-10-08".into(), &"2018-10-09T00:00:00+08:00".into()));
    assert!(due["steps"].as_array().is_some_and(|steps| steps.len() > 2));
    let wrong = registrar(&[arguments.as_slice(), &["--period", "15 dayz"]].concat());
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn wrong_use_has_status_2_and_a_missing_installation_status_3() {
    assert_eq!(registrar(&["check", "no/such/folder"]).status.code(), Some(2));
    assert_eq!(registrar(&["explain", "no-such-code"]).status.code(), Some(2));
    assert_eq!(registrar(&["frobnicate"]).status.code(), Some(2));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("none");
    assert_eq!(registrar(&["docket", "verify", "--data", data.to_str().unwrap()]).status.code(), Some(3));
}

#[test]
fn a_person_has_a_token_and_a_backup_can_be_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    let copy = folder.path().join("copy").to_str().unwrap().to_owned();
    let added = registrar(&[
        "person", "add", "Ann", "--org", "court", "--pool", "judges", "--data", &data, "--format", "json",
    ]);
    assert_eq!(added.status.code(), Some(0));
    assert!(json(&added)["token"].as_str().is_some_and(|token| token.len() >= 20));
    assert_eq!(registrar(&["deploy", "workflows", "--data", &data]).status.code(), Some(0));
    let kept = registrar(&["statistics", "--data", &data, "--since", "2026-03-01", "--format", "json"]);
    assert_eq!((kept.status.code(), &json(&kept)["cases"]), (Some(0), &0.into()));
    let reversed =
        registrar(&["statistics", "--data", &data, "--since", "2026-03-02", "--until", "2026-03-01"]);
    assert_eq!(reversed.status.code(), Some(2));
    assert_eq!(registrar(&["statistics", "--data", &data, "--since", "soon"]).status.code(), Some(2));
    assert_eq!(registrar(&["backup", &copy, "--data", &data]).status.code(), Some(0));
    assert_eq!(registrar(&["docket", "verify", "--data", &copy]).status.code(), Some(0));
    assert_eq!(
        registrar(&["backup", &copy, "--data", &data]).status.code(),
        Some(3),
        "the folder isn't empty"
    );
}

#[test]
fn a_new_sandbox_has_its_cases_and_says_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("sandbox").to_str().unwrap().to_owned();
    let mut sandbox = Command::new(env!("CARGO_BIN_EXE_registrar"))
        .args(["sandbox", "--port", "0", "--data", &data])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said: Vec<String> =
        BufReader::new(sandbox.stdout.take().unwrap()).lines().take(2).map(Result::unwrap).collect();
    sandbox.kill().unwrap();
    let ended = sandbox.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(said.len(), 2, "{errors}");
    assert!(said[0].contains(&data) && said[1].starts_with("http://127.0.0.1:"), "{said:?}");
    // A killed sandbox is whole: serve's commands refuse it, since it isn't for real cases.
    let refused = registrar(&["docket", "verify", "--data", &data]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("sandbox"));
}
