//! `registrar deadline` for programs: a file of questions, and calendars of one's own.

mod program;

use serde_json::{Value, json};
use std::process::Output;

fn registrar(arguments: &[&str], input: &[u8]) -> Output {
    program::answer(program::registrar().args(arguments), input)
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
        (1, "line 2, column 2: this is no question as JSON"),
        (2, "line 3, period: `working dyas` is no unit of time: did you mean `working days`?"),
        (4, "did you mean `cn`?"),
        (5, "line 6 is empty"),
        (6, "hours"),
        (7, "line 8, from: `2018-13-01` is neither a day nor an instant: a year has no month 13"),
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

fn asked(lines: &[String]) -> Vec<Value> {
    let output = registrar(&["deadline", "--batch", "-"], lines.join("\n").as_bytes());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    answers(&output)
}

#[test]
fn an_instant_is_read_with_an_offset_or_a_zone_or_on_the_clock_of_the_zone_that_is_counted_in() {
    let question = |from: &str, more: Value| {
        let mut question =
            json!({"counting": "us-frcp-6", "calendar": "us-federal", "from": from, "period": "24 hours"});
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question.to_string()
    };
    let answers = asked(&[
        question("2025-06-06T14:10-04:00", json!({})),
        question("2025-06-06T14:10:00-04:00[America/New_York]", json!({})),
        question("2025-06-06T14:10[America/New_York]", json!({})),
        question("2025-06-06T18:10:00Z", json!({"before": false, "zone": null, "suspended": null})),
        question("2025-06-06 14:10", json!({})),
        question("2025-06-06T11:10", json!({"zone": "America/Los_Angeles"})),
        question("2025-11-02T01:30", json!({})),
        question("2025-03-09T02:30", json!({})),
        question("2025-06-06T14:10-05:00[America/New_York]", json!({})),
        question("2025-06-06", json!({})),
        question("2025-02-30", json!({})),
        question("tomorrow", json!({})),
    ]);
    for answer in &answers[..5] {
        assert_eq!(answer["due"], "2025-06-09T14:10:00-04:00", "{answer}");
    }
    assert_eq!(answers[5]["due"], "2025-06-09T11:10:00-07:00");
    for (line, says) in [
        (6, "line 7, from: the clock shows `2025-11-02T01:30` twice or never"),
        (7, "line 8, from: the clock shows `2025-03-09T02:30` twice or never"),
        (8, "line 9, from: `2025-06-06T14:10-05:00[America/New_York]` is no instant"),
        (9, "line 10, from: `24 hours` needs an instant"),
        (10, "line 11, from: `2025-02-30` is neither a day nor an instant: the month has 28 days"),
        (11, "line 12, from: `tomorrow` is neither a day nor an instant; write"),
    ] {
        let told = answers[line]["error"].as_str().unwrap();
        assert!(told.starts_with(says) && !told.contains('\n'), "{told}");
    }
}

#[test]
fn a_file_from_another_system_is_read_as_it_is() {
    let one = r#"{"counting":"plain","calendar":"cn","from":"2026-03-02","period":"1 days","id":7}"#;
    let long = format!(r#"{{"counting":"{}"}}"#, "x".repeat(2 << 20));
    let file = format!("\u{feff}{one}\r\n\r\n{one}\n{long}\n[]\n{one}");
    let output = registrar(&["deadline", "--batch", "-"], file.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let answers = answers(&output);
    let last_days: Vec<&Value> = answers.iter().map(|answer| &answer["last_day"]).collect();
    let (day, none) = (json!("2026-03-03"), Value::Null);
    assert_eq!(last_days, [&day, &none, &day, &none, &none, &day]);
    assert_eq!(answers[0]["id"], 7);
    assert_eq!(answers[1]["error"], "line 2 is empty");
    assert_eq!(answers[3]["error"], "line 4 has more than 1048576 bytes");
    let bytes = registrar(&["deadline", "--batch", "-"], b"\xff\xfe{\0}\n");
    assert!(self::answers(&bytes)[0]["error"].is_string());
}

#[test]
fn a_question_says_earliest_extensions_the_manner_of_service_and_asks_what_remains() {
    let earliest = json!({"counting": "uk-cpr-2.8", "calendar": "england-and-wales", "from": "2023-10-01", "period": "28 days", "earliest": true});
    let mailed = json!({"counting": "us-frcp-6", "calendar": "us-federal", "from": "2025-06-20", "period": "14 days", "manner": "mail"});
    let trial = json!({"counting": "cn-litigation", "calendar": "cn", "from": "2023-11-30", "period": "3 months", "extended": ["1 month"]});
    let stopped = json!({"counting": "cn-litigation", "calendar": "cn", "from": "2026-03-02", "period": "15 days", "suspended": ["2026-03-05T10:00:00+08:00/"]});
    let asked_at = json!({"counting": "cn-litigation", "calendar": "cn", "from": "2018-09-17", "period": "15 days",
        "at": "2018-10-08T18:47:00+08:00", "also_in": "Europe/Berlin"});
    let slip = json!({"counting": "plain", "calendar": "cn", "from": "2026-03-02", "perod": "1 day"});
    let unknown = json!({"counting": "us-frcp-6", "calendar": "us-federal", "from": "2025-06-20", "period": "14 days", "manner": "fax"});
    let answers =
        asked(&[&earliest, &mailed, &trial, &stopped, &asked_at, &slip, &unknown].map(Value::to_string));
    assert_eq!(
        (&answers[0]["last_day"], &answers[0]["due"]),
        (&json!("2023-10-30"), &json!("2023-10-30T00:00:00+00:00"))
    );
    assert_eq!(answers[1]["last_day"], "2025-07-10");
    assert_eq!(answers[2]["last_day"], "2024-04-01");
    assert!(answers[3]["error"].as_str().unwrap().ends_with("left of it: 12 days"), "{}", answers[3]);
    assert_eq!(
        (&answers[4]["left"], &answers[4]["also"]),
        (&json!("5 hours 13 minutes"), &json!("2018-10-08T18:00:00+02:00"))
    );
    assert!(answers[5]["error"].as_str().unwrap().ends_with("did you mean `period`?"), "{}", answers[5]);
    assert!(answers[6]["error"].as_str().unwrap().contains("`fax`"), "{}", answers[6]);
}

#[test]
fn a_question_that_cannot_be_answered_ends_with_status_2_and_one_line() {
    for (from, period, says) in [
        ("2018-13-01", "15 days", "from: `2018-13-01`"),
        (
            "2018-09-17",
            "15 working dyas",
            "period: `working dyas` is no unit of time: did you mean `working days`?",
        ),
    ] {
        let arguments = [
            "deadline",
            "--counting",
            "cn-litigation",
            "--calendar",
            "cn",
            "--from",
            from,
            "--period",
            period,
        ];
        let output = registrar(&arguments, b"");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), told.lines().count()), (Some(2), 1), "{told}");
        assert!(told.contains(says), "{told}");
    }
}

#[test]
fn what_stands_below_the_steps_is_in_the_language_of_the_steps() {
    let told = |language: &str| {
        let output = registrar(
            &[
                "deadline",
                "--counting",
                "cn-licensing",
                "--calendar",
                "cn",
                "--from",
                "2026-12-20",
                "--period",
                "20 working days",
                "--at",
                "2027-01-14T10:00+08:00",
                "--also-in",
                "Europe/Berlin",
                "--language",
                language,
            ],
            b"",
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let english = told("en");
    for line in [
        "last day: 2027-01-15",
        "that is: 2027-01-15T17:00:00+01:00",
        "left: 1 working day",
        "provisional: days",
    ] {
        assert!(english.contains(line), "{line} in {english}");
    }
    let chinese = told("zh");
    for line in [
        "最后一日：2027-01-15",
        "即：2027-01-15T17:00:00+01:00",
        "剩余：1个工作日",
        "计算依据：",
        "暂定：所计日期",
    ] {
        assert!(chinese.contains(line), "{line} in {chinese}");
    }
    for label in ["last day", "due:", "that is", "left:", "counted with", "provisional"] {
        assert!(!chinese.contains(label), "{label} in {chinese}");
    }
}
