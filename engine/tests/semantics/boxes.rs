//! Boxes: initial states, history, done.

use crate::play::Play;
use registrar_engine::event::Event;
use registrar_engine::refusal::Refusal;

/// S16: `initial`, and its actions after the entry actions of the box. S1: places.
#[test]
fn a_box_begins_at_its_initial_state() {
    let play = Play::of(
        "
states:
  box:
    entry: [{log: \"'+box'\"}]
    initial: {to: two, do: [{log: \"'initial'\"}]}
    on: {a: end}
    states: {one: {on: {b: two}}, two: {entry: [{log: \"'+two'\"}], on: {b: one}}}
  end: {final: true}
",
    );
    assert_eq!((play.active(), play.log()), (vec!["two".to_owned()], vec!["+box", "initial", "+two"]));
}

fn history(kind: &str) -> Play {
    Play::of(&format!(
        "
states:
  outer:
    on: {{b: aside, e: end}}
    states:
      first: {{on: {{a: second}}}}
      second:
        states: {{deep1: {{on: {{a: deep2}}}}, deep2: {{}}}}
      back: {{history: {kind}, initial: first}}
  aside: {{on: {{c: back}}}}
  end: {{final: true}}
"
    ))
}

/// S17: deep history enters the innermost places, shallow the child; the first time its `initial`.
#[test]
fn history_comes_back_to_where_it_was() {
    let mut deep = history("deep");
    assert_eq!(deep.message("a").message("a").active(), ["deep2"]);
    assert_eq!(deep.message("b").message("c").active(), ["deep2"]);
    let mut shallow = history("shallow");
    assert_eq!(shallow.message("a").message("a").active(), ["deep2"]);
    assert_eq!(shallow.message("b").message("c").active(), ["deep1"]);
}

/// S17: what was never left has nothing to remember.
#[test]
fn history_without_a_past_goes_to_its_initial_state() {
    let mut play = Play::of(
        "
states:
  aside: {on: {a: back, d: outer}}
  outer:
    on: {b: end}
    states: {first: {on: {c: second}}, second: {}, back: {history: deep, initial: second}}
  end: {final: true}
",
    );
    assert_eq!(play.message("a").active(), ["second"]);
}

fn joined(join: &str) -> Play {
    Play::of(&format!(
        "
states:
  all:
    parallel:
      one: {{states: {{o1: {{on: {{a: o2}}}}, o2: {{final: true}}}}}}
      two: {{states: {{t1: {{on: {{b: t2}}}}, t2: {{final: true}}}}}}
      three: {{states: {{h1: {{on: {{c: h2}}}}, h2: {{final: true}}}}}}
    join: {join}
    done: end
  end: {{final: true}}
"
    ))
}

/// S18: a parallel box is done when all its regions are, or as `join` says.
#[test]
fn join_says_when_regions_are_done() {
    assert_eq!(joined("all").message("a").message("b").active(), ["o2", "t2", "h1"]);
    assert_eq!(joined("all").message("a").message("b").message("c").active(), ["end"]);
    assert_eq!(joined("any").message("b").active(), ["end"]);
    assert_eq!(joined("2").message("b").active(), ["o1", "t2", "h1"]);
    assert_eq!(joined("2").message("b").message("c").active(), ["end"]);
    assert_eq!(joined("[one]").message("b").active(), ["o1", "t2", "h1"]);
    assert_eq!(joined("[one]").message("b").message("a").active(), ["end"]);
}

/// S18: `done.state.NAME` is an event like any other, for whoever asks for it by name.
#[test]
fn the_end_of_a_box_is_an_event() {
    let mut play = Play::of(
        "
states:
  side:
    parallel:
      work: {states: {inner: {states: {i1: {on: {a: i2}}, i2: {final: true}}, done: over}, over: {}}}
      watch: {states: {w1: {on: {done.state.inner: w2}}, w2: {on: {b: end}}}}
  end: {final: true}
",
    );
    assert_eq!(play.message("a").active(), ["over", "w2"]);
}

/// S20: a final state at the top ends the case; nothing follows.
#[test]
fn a_final_state_at_the_top_ends_the_case() {
    let mut play = Play::of(
        "
tasks: {sign: {role: user, outcomes: [signed]}}
states:
  open: {tasks: [sign], unbounded: test, on: {sign.signed: end, a: end}}
  end: {final: true, outcome: settled}
",
    );
    assert_eq!(play.open(), ["sign"]);
    play.message("a");
    let ended = play.case.ended.clone().unwrap();
    assert_eq!((ended.outcome.as_deref(), ended.at), (Some("settled"), play.now));
    assert!(play.open().is_empty());
    let late = play.handle(&Event::Message { name: "a".to_owned(), data: Default::default() });
    assert!(matches!(late, Err(Refusal::CaseEnded { .. })), "{late:?}");
}
