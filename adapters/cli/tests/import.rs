//! `registrar import`: where definitions go, what is told, and how it ends.

mod program;

use program::{answer, registrar};
use serde_json::Value;
use std::path::Path;
use std::process::{Output, Stdio};

const CHART: &str = "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0' name='m'>
<state id='a'><transition event='e' target='b'/></state><final id='b'/></scxml>";

/// A service of this name, with one state between its start and its end.
fn service(name: &str) -> String {
    format!(
        "{{businessService: '{name}', states: [
  {{state: null, actions: [{{action: 'APPLY', nextState: 'PENDING', roles: ['CITIZEN']}}]}},
  {{state: 'PENDING', sla: 36, actions: [{{action: 'APPROVE', nextState: 'APPROVED', roles: ['OFFICER']}}]}},
  {{state: 'APPROVED', isTerminateState: true}}, // the end
]}}"
    )
}

fn import(folder: &Path, arguments: &[&str], input: &str) -> Output {
    answer(registrar().arg("import").args(arguments).current_dir(folder), input.as_bytes())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn a_definition_goes_to_standard_output_or_into_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let shown = import(folder.path(), &["scxml", "-"], CHART);
    assert_eq!((status(&shown), text(&shown.stderr)), (Some(0), String::new()));
    assert!(text(&shown.stdout).starts_with("workflow: m\nversion: 1\n"));
    let written = import(folder.path(), &["scxml", "-", "-o", "new/m.yaml"], CHART);
    assert_eq!((status(&written), text(&written.stdout)), (Some(0), String::new()));
    assert_eq!(std::fs::read(folder.path().join("new/m.yaml")).unwrap(), shown.stdout);
}

#[test]
fn findings_are_told_with_their_place_and_decide_how_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.scxml");
    // What is broken is a warning.
    std::fs::write(&path, CHART.replace("event='e'", "event='e' cond='return'")).unwrap();
    let warned = import(folder.path(), &["scxml", "m.scxml", "-o", "m.yaml"], "");
    assert_eq!(status(&warned), Some(0));
    assert!(text(&warned.stderr).starts_with("warning[broken-expression]: `return` can't be read"));
    assert!(text(&warned.stderr).contains("--> m.scxml:2:15"));
    // What isn't carried over is an error, and the rest is written all the same.
    std::fs::write(&path, CHART.replace("<final id='b'/>", "<final id='b'/><script/>")).unwrap();
    let lost = import(folder.path(), &["scxml", "m.scxml", "-o", "m.yaml"], "");
    assert_eq!(status(&lost), Some(1));
    assert!(text(&lost.stderr).starts_with("error[not-carried-over]: `<script>` isn't carried over"));
    let definition = std::fs::read_to_string(folder.path().join("m.yaml")).unwrap();
    assert!(definition.contains("not carried over: <script>"));
    let run = registrar()
        .args(["run", "m.yaml", "--script", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(
        text(&run.stderr)
            .starts_with("error[not-carried-over]: `<script>` wasn't carried over by the import")
    );
    // What the language doesn't take is told of what was written.
    let deep = format!("{}{}", "<state>".repeat(20), "</state>".repeat(20));
    std::fs::write(&path, CHART.replace("<final id='b'/>", &format!("<final id='b'/>{deep}"))).unwrap();
    let deep = import(folder.path(), &["scxml", "m.scxml", "-o", "m.yaml"], "");
    assert_eq!(status(&deep), Some(1));
    assert!(text(&deep.stderr).contains("error[too-deep]") && text(&deep.stderr).contains("--> m.yaml:"));
}

#[test]
fn what_cant_be_read_or_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let none = import(folder.path(), &["scxml", "nothing.scxml"], "");
    assert_eq!(status(&none), Some(2));
    assert!(text(&none.stderr).starts_with("registrar: nothing.scxml: "));
    let broken = import(folder.path(), &["scxml", "-", "-o", "m.yaml"], "<scxml>");
    assert_eq!(status(&broken), Some(1));
    assert!(text(&broken.stderr).starts_with("error[not-xml]"));
    assert!(!folder.path().join("m.yaml").exists());
    std::fs::write(folder.path().join("file"), "").unwrap();
    let nowhere = import(folder.path(), &["scxml", "-", "-o", "file/m.yaml"], CHART);
    assert_eq!(status(&nowhere), Some(3));
}

#[test]
fn services_are_verified_at_once_and_each_has_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let two = format!("[{}, {}]", service("ONE"), service("TWO"));
    let both = import(folder.path(), &["digit", "-", "-o", "licences"], &two);
    assert_eq!(status(&both), Some(0), "{}", text(&both.stderr));
    for name in ["ONE", "TWO"] {
        let text =
            std::fs::read_to_string(folder.path().join("licences").join(name).join("workflow.yaml")).unwrap();
        assert!(text.starts_with(&format!("workflow: {name}\n")));
    }
    let told = text(&both.stderr);
    assert!(told.contains("warning[suspicious-unit]: `sla` of `PENDING` is 36"));
    assert!(told.contains("warning[waits-without-limit]: a case may wait in `PENDING` without limit"));
    assert!(told.contains("licences/ONE/workflow.yaml:"));
    // Of one service the file itself is named.
    let one = import(folder.path(), &["digit", "-", "-o", "one.yaml"], &service("ONE"));
    assert_eq!(status(&one), Some(0));
    assert!(folder.path().join("one.yaml").is_file());
    let slash = import(folder.path(), &["digit", "-", "-o", "some/"], &service("ONE"));
    assert_eq!(status(&slash), Some(0));
    assert!(folder.path().join("some/ONE/workflow.yaml").is_file());
    let clash = import(folder.path(), &["digit", "-", "-o", "one.yaml"], &two);
    assert_eq!(status(&clash), Some(2));
    assert!(text(&clash.stderr).contains("one.yaml is a file, and there are 2 services; name a folder"));
    std::fs::write(folder.path().join("a.json5"), service("ONE")).unwrap();
    let twice = import(folder.path(), &["digit", "a.json5", "a.json5"], "");
    assert_eq!(status(&twice), Some(2));
}

#[test]
fn everything_wrong_with_a_service_is_told_in_its_own_names() {
    let folder = tempfile::tempdir().unwrap();
    let lost = service("ONE").replace("// the end", "{state: 'FORGOTTEN', actions: []}");
    let told = import(folder.path(), &["digit", "-", "--format", "json"], &lost);
    assert_eq!(status(&told), Some(1));
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(told["definitions"][0]["workflow"], "ONE");
    assert!(told["definitions"][0]["text"].as_str().unwrap().contains("FORGOTTEN"));
    let of = |code: &str| {
        let findings = told["findings"].as_array().unwrap().iter();
        let messages = findings.filter(|finding| finding["code"] == code);
        messages.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // Both, though the first alone forbids deployment.
    assert_eq!(of("unreachable"), ["nothing leads to `FORGOTTEN`"]);
    assert!(of("waits-without-limit").iter().any(|message| message.contains("`PENDING`")));
}
