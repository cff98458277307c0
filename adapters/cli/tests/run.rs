//! `registrar run`: cases driven by a script on a clock of their own.

mod program;

use program::{answer, registrar};
use serde_json::{Value, json};
use std::process::Output;

const HEAD: &str = "workflow: permit
version: 1
title: {en: Permit, zh: 许可}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
";

/// What a script does with a definition.
fn output(definition: &str, script: &str, format: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("workflow.yaml");
    std::fs::write(&path, format!("{HEAD}{definition}")).unwrap();
    let arguments = ["run", path.to_str().unwrap(), "--script", "-", "--format", format];
    answer(registrar().args(arguments), script.as_bytes())
}

/// The objects that it prints.
fn told(definition: &str, script: &str) -> Vec<Value> {
    let output = output(definition, script, "json");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of<'v>(told: &'v [Value], key: &str) -> Vec<&'v Value> {
    told.iter().map(|line| &line[key]).collect()
}

const STATES: &str = "roles: {applicant: {party: true}}
messages: {t1: {}, t2: {}, stop: {}}
deadlines: {answer: {period: 10 days}}
states:
  both:
    unbounded: test
    parallel:
      left:
        states:
          l.1: {on: {t1: l.2}}
          l.2: {entry: [{raise: {event: t2, after: 10 ms}}]}
      right:
        states:
          r1: {deadlines: [answer], on: {answer.expired: r2}}
          r2: {}
    on: {stop: over}
  over: {final: true, outcome: stopped}
";

#[test]
fn one_line_is_told_for_the_start_and_one_for_each_line() {
    let script =
        "{\"event\": \"t1\"}\n\n{\"after\": \"10 ms\"}\n{\"event\": \"stop\"}\n{\"event\": \"t1\"}\n";
    let told = told(STATES, script);
    let states =
        [json!(["l.1", "r1"]), json!(["l.2", "r1"]), json!(["l.2", "r1"]), json!(["over"]), json!(["over"])];
    assert_eq!(of(&told, "states"), states.iter().collect::<Vec<_>>());
    assert_eq!(told[0]["deadlines"][0]["standing"], "running");
    assert_eq!(told[1]["fired"], json!([]));
    assert_eq!(told[2]["fired"], json!([{"event": "t2", "at": "2026-03-02T01:00:00.01Z"}]));
    assert_eq!(told[2]["ended"], Value::Null);
    assert_eq!(told[3]["ended"]["outcome"], "stopped");
    assert_eq!(told[4]["refusal"]["kind"], "case_ended");
}

#[test]
fn what_falls_due_on_the_way_comes_at_its_own_instant() {
    let script = "{\"at\": \"2026-03-02T01:00:00Z\"}\n{\"at\": \"2026-04-01T00:00:00Z\"}\n{\"at\": \"2026-03-01T00:00:00Z\"}\n";
    let told = told(STATES, script);
    assert_eq!(told[1]["fired"], json!([]));
    assert_eq!(told[2]["fired"], json!([{"deadline": "answer", "at": "2026-03-12T16:00:00Z"}]));
    assert_eq!(told[2]["states"], json!(["l.1", "r2"]));
    assert_eq!(told[3]["refusal"]["kind"], "too_early");
    assert_eq!(told[3]["at"], "2026-04-01T00:00:00Z");
}

const OFFICES: &str = "roles:
  applicant: {party: true}
  neighbour: {party: true, many: true, optional: true}
  clerk: {pool: clerks}
  judge: {pool: judges, assign: random}
separate: [[clerk, judge]]
data: {place: {type: text, required: true}}
tasks:
  apply: {role: applicant, form: [place], outcomes: [submitted]}
  review: {role: clerk, outcomes: [accept, return]}
  object: {role: neighbour, outcomes: [objected, silent]}
  decide: {role: judge, outcomes: [grant, refuse]}
deadlines: {hearing: {period: 5 days}}
states:
  drafting: {tasks: [apply], unbounded: test, on: {apply.submitted: review}}
  review: {tasks: [review], unbounded: test, on: {review.accept: hearing, review.return: drafting}}
  hearing:
    for_each: neighbour
    deadlines: [hearing]
    states:
      asked: {tasks: [object], on: {object.objected: heard, object.silent: heard, hearing.expired: heard}}
      heard: {final: true}
    done: deciding
  deciding: {tasks: [decide], unbounded: test, on: {decide.grant: granted, decide.refuse: refused}}
  granted: {final: true}
  refused: {final: true}
";

#[test]
fn people_act_as_their_role_or_member() {
    let told = told(
        OFFICES,
        r#"{"case": "a", "people": {"neighbour": 2}}
{"task": "decide", "outcome": "grant", "as": "judge"}
{"task": "apply", "outcome": "submitted", "as": "applicant", "form": {"place": "Market 1"}}
{"task": "review", "outcome": "accept", "as": "applicant"}
{"task": "review", "outcome": "maybe", "as": "clerk"}
{"task": "review", "outcome": "accept", "as": "clerk"}
{"task": "object", "outcome": "objected", "as": "neighbour[2]"}
{"task": "object", "outcome": "silent"}
{"task": "decide", "outcome": "refuse", "as": "judge"}
"#,
    );
    // The first case has no neighbour.
    assert_eq!(
        of(&told, "case"),
        [
            &json!("1"),
            &json!("a"),
            &json!("a"),
            &json!("a"),
            &json!("a"),
            &json!("a"),
            &json!("a"),
            &json!("a"),
            &json!("a"),
            &json!("a")
        ]
    );
    let refusals: Vec<&str> = told.iter().filter_map(|line| line["refusal"]["kind"].as_str()).collect();
    assert_eq!(refusals, ["not_open", "not_yours", "unknown_outcome"]);
    assert_eq!(told[6]["states"], json!(["asked", "asked"]));
    assert_eq!(
        told[6]["tasks"][0],
        json!({"task": "object", "whose": "neighbour[1]", "outcomes": ["objected", "silent"]})
    );
    assert_eq!(told[7]["states"], json!(["asked", "heard"]));
    assert_eq!(told[8]["states"], json!(["deciding"]));
    assert_eq!(told[9]["ended"]["state"], "refused");
}

#[test]
fn officials_are_found_for_each_role_at_once() {
    let definition = "roles:
  applicant: {party: true}
  judge: {pool: judges, assign: random}
  second: {pool: judges, assign: least_loaded}
separate: [[judge, second]]
tasks:
  read: {role: judge, outcomes: [done]}
  check: {role: second, outcomes: [done]}
states:
  both:
    parallel:
      one: {states: {reading: {tasks: [read], unbounded: test, on: {read.done: had_read}}, had_read: {final: true}}}
      other: {states: {checking: {tasks: [check], unbounded: test, on: {check.done: had_checked}}, had_checked: {final: true}}}
    done: over
  over: {final: true}
";
    let script = r#"{"task": "check", "outcome": "done", "as": "judge"}
{"task": "check", "outcome": "done", "as": "second"}
{"task": "read", "outcome": "done"}
"#;
    let told = told(definition, script);
    assert_eq!(told[1]["refusal"]["kind"], "taken_by_other");
    assert_eq!(told[2]["states"], json!(["reading", "had_checked"]));
    assert_eq!(told[3]["ended"]["state"], "over");
}

#[test]
fn a_case_that_can_not_be_opened_is_refused_and_stays_so() {
    let script = r#"{"case": "with a blank", "people": {"nobody": 1}}
{"event": "t1"}
{"case": "many", "people": {"applicant": 4000000000}}
{"case": "fine"}
"#;
    let told = told(STATES, script);
    let kinds: Vec<&str> = told.iter().filter_map(|line| line["refusal"]["kind"].as_str()).collect();
    assert_eq!(kinds, ["people", "not_open", "people"]);
    assert_eq!(told[4]["states"], json!(["l.1", "r1"]));
}

#[test]
fn each_case_has_a_clock_of_its_own() {
    let told = told(
        STATES,
        r#"{"at": "2026-03-02T01:00:00Z"}
{"at": "2026-03-20T00:00:00Z"}
{"case": "earlier", "at": "2026-01-05T01:00:00Z"}
{"after": "1 day"}
{"case": "1"}
{"case": "1", "at": "2026-01-05T01:00:00Z"}
{"case": "next"}
{"at": "2026-02-02T01:00:00Z"}
"#,
    );
    let at = |line: usize| told[line]["at"].as_str().unwrap();
    assert_eq!((at(3), at(4)), ("2026-01-05T01:00:00Z", "2026-01-06T01:00:00Z"));
    assert_eq!(told[4]["states"], json!(["l.1", "r1"]));
    // Back in the first case.
    assert_eq!((at(5), &told[5]["states"]), ("2026-03-20T00:00:00Z", &json!(["l.1", "r2"])));
    assert_eq!(told[6]["refusal"]["kind"], "is_open");
    // Opened when its clock is set.
    assert_eq!((at(7), at(8)), ("2026-02-02T01:00:00Z", "2026-02-02T01:00:00Z"));
}

#[test]
fn services_reach_their_addressees() {
    let definition = "roles: {applicant: {party: true}, other: {party: true}, clerk: {pool: clerks}}
documents: {paper: {by: clerk, media: [application/pdf]}}
notices:
  n: {to: other, document: paper, served_when: [read], undeliverable: [visit]}
tasks: {visit: {role: clerk, outcomes: [given, not_given]}}
states:
  waiting: {entry: [{send: n}], unbounded: test, on: {n.served: over, n.undeliverable: lost, visit.given: over}}
  over: {final: true}
  lost: {final: true}
";
    let script = "{\"notice\": \"n\", \"how\": \"reached\"}\n{\"notice\": \"n\", \"how\": \"read\", \"to\": \"other\"}\n";
    let lines = told(definition, script);
    assert_eq!(lines[0]["notices"], json!([{"notice": "n", "to": "other[1]", "standing": "open"}]));
    assert_eq!(lines[1]["states"], json!(["waiting"]));
    assert_eq!(lines[2]["ended"]["state"], "over");
    let lines = told(
        definition,
        "{\"notice\": \"n\", \"how\": \"undelivered\"}\n{\"task\": \"visit\", \"outcome\": \"not_given\"}\n",
    );
    assert_eq!(lines[1]["tasks"][0]["task"], "visit");
    assert_eq!(lines[2]["ended"]["state"], "lost");
}

#[test]
fn a_line_that_can_not_be_read_stops_it_and_says_where() {
    let wrong = [
        ("{\"event\": \"t1\"}\n{\"evnt\": \"t1\"}\n", "standard input:2: expected one of the keys"),
        ("oops\n", "standard input:1: expected a JSON object"),
        ("{\"event\": \"t1\", \"form\": {}}\n", "unknown field `form`, expected `event` or `data`"),
        ("{\"after\": \"3 working days\"}\n", "is no plain duration: write `10 ms`"),
        ("{\"event\": \"t1\", \"data\": {\"x\": 1.5}}\n", "write decimals as text"),
    ];
    for (script, message) in wrong {
        let output = output(STATES, script, "json");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(message), "{said}");
    }
    let long = format!("{{\"event\": \"{}\"}}\n", "x".repeat(2 << 20));
    let said = String::from_utf8_lossy(&output(STATES, &long, "json").stderr).into_owned();
    assert!(said.contains("standard input:1: a line has at most 1048576 bytes"), "{said}");
    // What came before stands.
    let output = output(STATES, wrong[0].0, "text");
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.lines().count(), 2, "{lines}");
    assert!(lines.ends_with("l.2, r1\n"), "{lines}");
}

#[test]
fn a_definition_with_errors_is_not_run() {
    let output = output("roles: {applicant: {party: true}}\nstates: {a: {on: {x: b}}}\n", "", "json");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("error["));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_message_that_carries_anything_takes_any_value() {
    let definition = "roles: {applicant: {party: true}}
messages: {news: {data: any}, typed: {data: {n: {type: integer}}}}
errors: w3c
data: {got: {type: any}}
states:
  a: {on: {news: {to: b, if: \"event.data == 'now' && event.name == 'news.today'\"}}}
  b: {on: {news: {to: c, if: 'event.data[1] == 2'}}}
  c: {final: true}
";
    let told = told(
        definition,
        "{\"event\": \"typed\", \"data\": 5}\n{\"event\": \"news.today\", \"data\": \"now\"}\n{\"event\": \"news\", \"data\": [1, 2]}\n",
    );
    assert_eq!(of(&told, "states"), [&json!(["a"]), &json!(["a"]), &json!(["b"]), &json!(["c"])]);
    assert_eq!(
        told[1]["refusal"]["message"],
        "there is no field of `typed` `what isn't a record` in this case"
    );
}

#[test]
fn what_never_happens_doesnt_keep_a_definition_from_being_tried() {
    let definition = "roles: {applicant: {party: true}}
messages: {go: {}}
states:
  a: {on: {go: b}}
  b: {final: true}
  lost: {final: true}
";
    let told = told(definition, "{\"event\": \"go\"}\n");
    assert_eq!(of(&told, "states"), [&json!(["a"]), &json!(["b"])]);
}
