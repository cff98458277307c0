//! What fails, and what never ends.

use crate::play::Play;
use registrar_engine::event::Event;
use registrar_engine::refusal::Refusal;

fn message(name: &str) -> Event {
    Event::Message { name: name.to_owned(), data: Default::default() }
}

const FAILS: &str = "
data: {count: {type: integer}, note: {type: text, default: none}}
states:
  one: {on: {a: {to: two, do: [{set: {note: \"'first'\"}}, {set: {count: 'data.count + 1'}}, {set: {note: \"'second'\"}}]}, HANDLER}}
  two: {on: {b: end, HANDLER}}
  end: {final: true}
";

/// S13: a failing action stops its block and raises `error.execution`; untaken, the step is undone.
#[test]
fn an_error_that_nothing_takes_undoes_the_step() {
    let mut play = Play::of(&FAILS.replace("HANDLER", "c: end"));
    let before = play.case.clone();
    assert!(matches!(play.handle(&message("a")), Err(Refusal::Incident { .. })));
    assert_eq!(play.case, before);
}

/// S13: an arrow for `error.execution` takes it; what ran before the failure stays.
#[test]
fn an_error_can_be_taken_by_an_arrow() {
    let mut play = Play::of(&FAILS.replace("HANDLER", "error.execution: end"));
    play.message("a");
    assert_eq!(play.active(), ["end"]);
    assert_eq!(play.case.data["note"].text(), Some("first"));
}

/// S13: with `errors: w3c` an error that nothing takes is passed over.
#[test]
fn with_w3c_errors_the_case_goes_on() {
    let mut play = Play::of(&format!("errors: w3c\n{}", FAILS.trim_start().replace("HANDLER", "c: end")));
    assert_eq!(play.message("a").active(), ["two"]);
}

/// S13: a guard that fails counts as false.
#[test]
fn a_guard_that_fails_counts_as_false() {
    let mut play = Play::of(
        "
errors: w3c
data: {count: {type: integer}}
states:
  one: {on: {a: [{if: 'data.count > 0', to: wrong}, {to: right}]}}
  wrong: {on: {b: end}}
  right: {on: {b: end}}
  end: {final: true}
",
    );
    assert_eq!(play.message("a").active(), ["right"]);
}

/// S14: a case that doesn't settle is an incident, and nothing has changed.
#[test]
fn going_round_without_end_is_an_incident() {
    let mut play = Play::of(
        "
data: {go: {type: boolean, default: false}}
states:
  rest: {on: {a: {to: round, do: [{set: {go: 'true'}}]}}}
  round: {at_once: [{if: data.go, to: again}], on: {b: end}}
  again: {at_once: [{if: data.go, to: round}], on: {b: end}}
  end: {final: true}
",
    );
    let before = play.case.clone();
    assert!(matches!(play.handle(&message("a")), Err(Refusal::Incident { .. })));
    assert_eq!(play.case, before);
}

/// S13: also on the way into the end.
#[test]
fn an_error_on_the_way_into_the_end_undoes_the_step() {
    let mut play = Play::of(
        "
data: {count: {type: integer}}
states:
  one: {on: {a: {to: end, do: [{set: {count: 'data.count + 1'}}]}}}
  end: {final: true}
",
    );
    let before = play.case.clone();
    assert!(matches!(play.handle(&message("a")), Err(Refusal::Incident { .. })));
    assert_eq!(play.case, before);
}

/// S13: with `errors: w3c` a condition among actions that fails counts as false, and what follows is done.
#[test]
fn a_condition_among_actions_that_fails_counts_as_false() {
    let definition = |errors: &str| {
        format!(
            "
{errors}
data: {{count: {{type: integer}}, note: {{type: text, default: none}}}}
states:
  one:
    entry: [{{if: 'data.count > 0', do: [{{log: \"'yes'\"}}], else: [{{log: \"'no'\"}}]}}, {{log: \"'then'\"}}]
    on: {{error.execution: two}}
  two: {{on: {{b: end}}}}
  end: {{final: true}}
"
        )
    };
    let play = Play::of(definition("errors: w3c").trim_start());
    assert_eq!((play.log(), play.active()), (vec!["no", "then"], vec!["two".to_owned()]));
    let play = Play::of(&definition(""));
    assert_eq!((play.log(), play.active()), (vec![], vec!["two".to_owned()]));
}

/// S51: what fails stops its own block, and the others are done.
#[test]
fn blocks_fail_each_by_itself() {
    let play = Play::of(
        "
data: {count: {type: integer}}
states:
  one:
    entry:
      - [{log: \"'a'\"}, {set: {count: 'data.count + 1'}}, {log: \"'never'\"}]
      - [{log: \"'b'\"}]
    on: {error.execution: two}
  two: {on: {b: end}}
  end: {final: true}
",
    );
    assert_eq!((play.log(), play.active()), (vec!["a", "b"], vec!["two".to_owned()]));
}

/// S53: what a final state gives, and what of it fails.
#[test]
fn a_final_state_gives_data_to_the_end_of_its_box() {
    let mut play = Play::of(
        "
errors: w3c
data: {count: {type: integer}, got: {type: any}}
states:
  box:
    states:
      inside: {on: {a: over}}
      over: {final: true, data: {sum: 2 + 3, lost: data.count + 1}}
    on: {done.state.box: {to: after, do: [{set: {got: event.data}}]}, error: {do: [{log: event.name}]}}
  after: {on: {b: end}}
  end: {final: true}
",
    );
    assert_eq!(play.message("a").active(), ["after"]);
    assert_eq!(serde_json::to_string(&play.case.data["got"]).unwrap(), r#"{"sum":5}"#);
    assert_eq!(play.log(), ["error.execution"]);
}

/// S52, S54: messages by the beginning of their names, and what is known of the event.
#[test]
fn a_message_that_carries_anything_is_whatever_begins_with_its_name() {
    let definition = |messages: &str| {
        format!(
            "
errors: w3c
messages: {{{messages}}}
data: {{got: {{type: any}}}}
states:
  one:
    on: {{news: {{to: two, do: [{{set: {{got: event.data}}}}, {{raise: inner}}]}}}}
  two:
    entry: [{{log: \"event.name + ' ' + event.type\"}}]
    on: {{inner: three}}
  three:
    entry: [{{log: \"event.name + ' ' + event.type\"}}, {{raise: {{event: later, after: {{expression: \"'1' + '0 ms'\"}}, id: x, data: \"'whole'\"}}}}]
    on: {{later: {{to: end, do: [{{log: \"event.id + ' ' + event.data + ' ' + event.type\"}}]}}}}
  end: {{final: true}}
"
        )
        .trim_start()
        .to_owned()
    };
    let open = "news: {data: any}, inner: {data: any}, later: {data: any}";
    let news = |name: &str| Event::Message {
        name: name.to_owned(),
        data: serde_json::from_str(r#"{"n": [1]}"#).unwrap(),
    };
    let mut play = Play::of(&definition(open));
    assert!(matches!(play.handle(&news("newspaper")), Err(Refusal::Unknown { .. })));
    play.handle(&news("news.of.today")).unwrap();
    assert_eq!(play.log(), ["news.of.today external", "inner internal"]);
    assert_eq!(serde_json::to_string(&play.case.data["got"]).unwrap(), r#"{"n":[1]}"#);
    play.until("2026-03-02T01:00:01Z");
    assert_eq!(play.active(), ["end"]);
    assert_eq!(play.log().last(), Some(&"x whole external"));
    // What declares its fields is nothing but itself.
    let mut play = Play::of(&definition(&open.replacen("data: any", "data: {n: {type: any}}", 1)));
    assert!(matches!(play.handle(&news("news.of.today")), Err(Refusal::Unknown { .. })));
    // And `*` is anything.
    let mut play = Play::of(&definition(&format!("\"*\": {{data: any}}, {open}")));
    assert!(play.handle(&news("newspaper")).is_ok());
    assert_eq!(play.active(), ["one"]);
}

/// S37, S13: a computed duration that is none fails.
#[test]
fn a_computed_duration_that_is_none_fails() {
    let play = Play::of(
        "
data: {wait: {type: text, default: soon}}
states:
  one:
    entry: [{raise: {event: b, after: {expression: data.wait}}}]
    on: {error.execution: two}
  two: {on: {b: end}}
  end: {final: true}
",
    );
    assert_eq!(play.active(), ["two"]);
}

/// S13: an eventless arrow whose guard fails says so once, and the case settles.
#[test]
fn an_eventless_guard_that_fails_is_told_once() {
    let mut play = Play::of(
        "errors: w3c
data: {count: {type: integer}}
states:
  one:
    at_once: {to: wrong, if: data.count > 0}
    on: {a: {do: [{log: event.name}]}, b: two}
  two: {at_once: {to: wrong, if: data.count > 0}, on: {error: end}}
  wrong: {on: {c: end}}
  end: {final: true}
",
    );
    assert_eq!(play.active(), ["one"]);
    assert_eq!(play.message("a").active(), ["one"]);
    assert_eq!(play.log(), ["a"]);
    assert_eq!(play.message("b").active(), ["end"]);
}

/// S14: loops within loops multiply, and what is too much fails.
#[test]
fn a_step_does_only_so_many_actions() {
    let inner = "{for_each: {in: 'data.list', as: b, do: [{for_each: {in: 'data.list', as: c, do: []}}]}}";
    let play = Play::of(&format!(
        "
data: {{list: {{type: any}}}}
states:
  one:
    entry:
      - [{{set: {{list: '[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]'}}}}]
      - [{{for_each: {{in: 'data.list', as: a, do: [{inner}]}}}}]
    on: {{error.execution: two}}
  two: {{on: {{b: end}}}}
  end: {{final: true}}
"
    ));
    assert_eq!(play.active(), ["two"]);
}

/// S13: inside what may be anything a field is written only where there is a record.
#[test]
fn a_field_of_nothing_cant_be_written() {
    let definition = "
data: {x: {type: any}}
states:
  one: {on: {a: {to: two, do: [{set: {x.n: '5'}}]}, b: {do: [{set: {x: \"{'n': 1}\"}}]}}}
  two: {on: {c: end, error: wrong}}
  wrong: {on: {c: end}}
  end: {final: true}
";
    assert_eq!(Play::of(definition).message("a").active(), ["wrong"]);
    let mut play = Play::of(definition);
    assert_eq!(play.message("b").message("a").active(), ["two"]);
    assert_eq!(serde_json::to_string(&play.case.data["x"]).unwrap(), r#"{"n":5}"#);
}
