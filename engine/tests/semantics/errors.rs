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
