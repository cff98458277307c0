//! `registrar deadline` for programs: a file of questions, and calendars of one's own.

use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn registrar(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_registrar"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    // A command that reads nothing may have ended already.
    let _ = to.write_all(input);
    drop(to);
    child.wait_with_output().unwrap()
}

fn answers(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

#[test]
fn a_file_of_questions_is_answered_line_by_line_and_a_wrong_one_stops_no_other() {
    let trial = |more: Value| {
        let mut question =
            json!({"counting": "cn-litigation", "calendar": "cn", "from": "2018-09-17", "period": "15 days"});
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question.to_string()
    };
    let licence = json!({"counting": "cn-licensing", "calendar": "cn", "from": "2018-04-26", "period": "5 working days"});
    let hearing = json!({"counting": "uk-cpr-2.8", "calendar": "england-and-wales", "from": "2023-10-20", "period": "3 days", "before": true});
    let lines = [
        trial(json!({})),
        "not json".to_owned(),
        trial(json!({"period": "15 working dyas"})),
        licence.to_string(),
        trial(json!({"calendar": "cm"})),
        String::new(),
        trial(json!({"period": "24 hours"})),
        trial(json!({"from": "2018-13-01"})),
        trial(json!({"zone": "Asia/Shangai"})),
        trial(json!({"starts": "2018-01-01"})),
        hearing.to_string(),
        trial(json!({"suspended": ["2018-09-20/2018-09-25"]})),
        trial(json!({"suspended": ["2018-09-25/2018-09-20"]})),
        trial(json!({"from": "2018-09-17T10:30:00+08:00", "zone": "America/New_York"})),
    ];
    let output = registrar(&["deadline", "--batch", "-"], lines.join("\n").as_bytes());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let answers = answers(&output);
    let last_days: Vec<&Value> = answers.iter().map(|answer| &answer["last_day"]).collect();
    let day = |day: &str| json!(day);
    let none = Value::Null;
    assert_eq!(
        last_days,
        [
            &day("2018-10-08"),
            &none,
            &none,
            &day("2018-05-04"),
            &none,
            &none,
            &none,
            &none,
            &none,
            &none,
            &day("2023-10-16"),
            &day("2018-10-08"),
            &none,
            &day("2018-10-08"),
        ]
    );
    for (line, says) in [
        (1, "no question as JSON"),
        (2, "did you mean `working days`?"),
        (4, "did you mean `cn`?"),
        (5, "no question as JSON"),
        (6, "hours"),
        (7, "`2018-13-01` is neither a day"),
        (8, "did you mean `Asia/Shanghai`?"),
        (9, "unknown field `starts`"),
        (12, "`2018-09-25/2018-09-20` ends before it begins"),
    ] {
        let told = answers[line]["error"].as_str().unwrap_or_else(|| panic!("{line}: {}", answers[line]));
        assert!(told.contains(says) && !told.contains('\n'), "{line}: {told}");
    }
    assert_eq!(answers[0]["due"], "2018-10-09T00:00:00+08:00");
    assert_eq!(answers[0]["provisional"], false);
    assert!(answers[0]["steps"].as_array().is_some_and(|steps| steps.len() > 2));
}

#[test]
fn one_question_and_a_file_of_it_are_answered_alike() {
    let arguments = ["deadline", "--counting", "cn-licensing", "--calendar", "cn", "--from", "2026-09-23"];
    let one =
        registrar(&[&arguments[..], &["--period", "30 working days", "--format", "json"]].concat(), b"");
    let question = json!({"counting": "cn-licensing", "calendar": "cn", "from": "2026-09-23", "period": "30 working days"});
    let many = registrar(&["deadline", "--batch", "-"], question.to_string().as_bytes());
    assert_eq!(answers(&many), [serde_json::from_slice::<Value>(&one.stdout).unwrap()]);
}

#[test]
fn a_folder_of_ones_own_adds_calendars_and_takes_the_place_of_shipped_ones() {
    let folder = tempfile::tempdir().unwrap();
    let own = "calendar: town\nedition: \"1\"\nextends: cn\nsources: {n: {en: Notice of the town}}\n\
               days:\n  - {name: {en: Market day}, source: n, off: [2018-10-08]}\n";
    std::fs::write(folder.path().join("town.yaml"), own).unwrap();
    let path = folder.path().to_str().unwrap();
    let question =
        json!({"counting": "cn-litigation", "calendar": "town", "from": "2018-09-17", "period": "15 days"});
    let output =
        registrar(&["deadline", "--batch", "-", "--calendars", path], question.to_string().as_bytes());
    assert_eq!(answers(&output)[0]["last_day"], "2018-10-09", "{output:?}");
    let unknown = registrar(&["deadline", "--batch", "-"], question.to_string().as_bytes());
    assert!(answers(&unknown)[0]["error"].as_str().is_some_and(|told| told.contains("`town`")));
    let nowhere = registrar(&["deadline", "--batch", "-", "--calendars", "no/such/folder"], b"");
    assert_eq!(nowhere.status.code(), Some(2), "{nowhere:?}");
    let both = registrar(&["deadline", "--batch", "-", "--period", "3 days"], b"");
    assert_eq!(both.status.code(), Some(2), "{both:?}");
}
