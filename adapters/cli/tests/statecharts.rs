//! Statecharts of W3C SCXML through `registrar import` and `registrar run`: our own, a few for each section of the
//! Recommendation, and those of a test set that somebody else wrote, where it is at hand.

#[path = "statecharts/data.rs"]
mod data;
#[path = "statecharts/events.rs"]
mod events;
mod program;
#[path = "statecharts/states.rs"]
mod states;

use program::{answer, registrar};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A document and what it does.
pub struct Chart {
    /// The section of the Recommendation, and what of it is shown.
    pub rule: &'static str,
    /// Of the root element.
    pub attributes: &'static str,
    /// What stands in its data model.
    pub data: &'static str,
    /// Its states.
    pub body: &'static str,
    /// The atomic states at the start.
    pub begins: &'static [&'static str],
    /// What comes then.
    pub steps: &'static [Step],
}

/// A document that comes to `pass` by itself, or else to `fail`; both are added to its states.
pub const fn passes(rule: &'static str, data: &'static str, body: &'static str) -> Chart {
    Chart { rule, attributes: "", data, body, begins: &["pass"], steps: &[] }
}

/// An event, or time that passes, and the atomic states after it.
pub struct Step {
    /// Milliseconds that pass first.
    pub after: u64,
    /// What comes.
    pub event: Option<&'static str>,
    /// What the event carries, as JSON.
    pub data: Option<&'static str>,
    /// The atomic states then.
    pub states: &'static [&'static str],
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The states after each of these lines, the start before them, or why there are none.
fn played(document: &Path, lines: &[Value]) -> Result<Vec<Vec<String>>, String> {
    let folder = tempfile::tempdir().unwrap();
    let definition = folder.path().join("imported.yaml");
    let definition = definition.to_str().unwrap();
    let imported =
        answer(registrar().args(["import", "scxml", document.to_str().unwrap(), "-o", definition]), b"");
    if !imported.status.success() {
        return Err(format!("not imported: {}", text(&imported.stderr)));
    }
    let script: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let run =
        answer(registrar().args(["run", definition, "--script", "-", "--format", "json"]), script.as_bytes());
    if !run.status.success() {
        return Err(format!("not run: {}", text(&run.stderr)));
    }
    let states = |line: &str| {
        let told: Value = serde_json::from_str(line).unwrap();
        let mut states: Vec<String> = told["states"]
            .as_array()
            .unwrap()
            .iter()
            .map(|state| state.as_str().unwrap().to_owned())
            .collect();
        states.sort();
        states
    };
    Ok(text(&run.stdout).lines().map(states).collect())
}

/// What is wrong with a document that should come into these states: after no line, and after each of these.
fn complaint(document: &Path, lines: &[Value], wanted: &[(usize, Vec<String>)]) -> Option<String> {
    let told = match played(document, lines) {
        Ok(told) => told,
        Err(reason) => return Some(reason),
    };
    wanted.iter().find_map(|(line, wanted)| {
        let mut wanted = wanted.clone();
        wanted.sort();
        let got = told.get(*line).cloned().unwrap_or_default();
        (got != wanted).then(|| format!("after line {line}: {got:?} instead of {wanted:?}"))
    })
}

fn owned(states: &[&str]) -> Vec<String> {
    states.iter().map(|state| (*state).to_owned()).collect()
}

/// Where a document ends that judges itself.
const ENDS: &str = "<final id=\"pass\"/><final id=\"fail\"/>";

fn check(charts: &[Chart]) {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("chart.scxml");
    let mut complaints = Vec::new();
    for chart in charts {
        let Chart { rule, attributes, data, body, begins, steps } = chart;
        let ends = if body.contains("<final id=\"pass\"/>") { "" } else { ENDS };
        let whole = format!(
            "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" datamodel=\"ecmascript\" {attributes}>\
             <datamodel>{data}</datamodel>{body}{ends}</scxml>"
        );
        std::fs::write(&document, whole).unwrap();
        let mut lines = Vec::new();
        let mut wanted = vec![(0, owned(begins))];
        for step in *steps {
            if step.after > 0 {
                lines.push(json!({"after": format!("{} ms", step.after)}));
            }
            if let Some(event) = step.event {
                let data: Value = serde_json::from_str(step.data.unwrap_or("{}")).unwrap();
                lines.push(json!({"event": event, "data": data}));
            }
            wanted.push((lines.len(), owned(step.states)));
        }
        complaints.extend(complaint(&document, &lines, &wanted).map(|wrong| format!("{rule}: {wrong}")));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn events_come_as_the_recommendation_says() {
    check(events::CHARTS);
}

#[test]
fn transitions_lead_where_the_recommendation_says() {
    check(states::CHARTS);
}

#[test]
fn data_and_actions_mean_what_the_recommendation_says() {
    check(data::CHARTS);
}

/// Loops within loops multiply: what is too much fails, and costs no more than what is allowed.
#[test]
fn loops_within_loops_end() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("chart.scxml");
    let loops = |times: usize| {
        format!("{}{}", "<foreach array='l' item='i'>".repeat(times), "</foreach>".repeat(times))
    };
    let text = format!(
        "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'>\
         <datamodel><data id='l' expr='[1,2,3,4,5,6,7,8,9,10]'/></datamodel>\
         <state id='a'><transition event='t' target='b'>{}</transition></state>\
         <state id='b'><transition event='error.execution' target='c'/></state><state id='c'/></scxml>",
        loops(9)
    );
    std::fs::write(&document, text).unwrap();
    let told = played(&document, &[json!({"event": "t"})]).unwrap();
    assert_eq!(told, [["a"], ["c"]]);
}

/// Documents below a folder, each with its expectations beside it.
fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            documents(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "scxml")
            && path.with_extension("json").is_file()
        {
            found.push(path);
        }
    }
}

/// `FILE.scxml` with `FILE.json` beside it, as the test framework of SCION has them.
#[test]
fn a_test_set_that_somebody_else_wrote_passes() {
    const VARIABLE: &str = "REGISTRAR_SCXML_TESTS";
    let Some(folder) = std::env::var_os(VARIABLE) else {
        // Past the harness, which keeps to itself what a test that passes prints.
        let _ =
            writeln!(std::io::stderr().lock(), "not run: {VARIABLE} doesn't name a folder with SCXML tests");
        return;
    };
    let mut found = Vec::new();
    documents(Path::new(&folder), &mut found);
    assert!(!found.is_empty(), "{VARIABLE} names a folder without tests");
    let mut complaints = Vec::new();
    for document in &found {
        let expected: Value =
            serde_json::from_slice(&std::fs::read(document.with_extension("json")).unwrap()).unwrap();
        let states = |of: &Value| -> Vec<String> {
            of.as_array().unwrap().iter().map(|state| state.as_str().unwrap().to_owned()).collect()
        };
        let mut lines = Vec::new();
        let mut wanted = vec![(0, states(&expected["initialConfiguration"]))];
        for step in expected["events"].as_array().unwrap() {
            if let Some(after) = step["after"].as_u64().filter(|after| *after > 0) {
                lines.push(json!({"after": format!("{after} ms")}));
            }
            let data = step["event"].get("data").filter(|data| data.is_object()).cloned();
            lines.push(json!({"event": step["event"]["name"], "data": data.unwrap_or_else(|| json!({}))}));
            wanted.push((lines.len(), states(&step["nextConfiguration"])));
        }
        let wrong = complaint(document, &lines, &wanted);
        complaints.extend(wrong.map(|wrong| format!("{}: {wrong}", document.display())));
    }
    assert!(complaints.is_empty(), "of {} tests:\n{}", found.len(), complaints.join("\n"));
    let _ = writeln!(std::io::stderr().lock(), "{} SCXML tests passed", found.len());
}
