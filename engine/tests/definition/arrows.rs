//! Arrows, in every way of writing them, and the events of keys.

use super::carets::{check, each_gives, fine};
use registrar_engine::definition::{Arrow, Name};

/// The arrows of the state `open`.
fn arrows(on: &str) -> Vec<Arrow> {
    fine(&format!("states:\n  open:\n    on: {on}\n")).states[0].on.clone()
}

fn names(names: &[Name]) -> Vec<&str> {
    names.iter().map(|name| name.value.as_str()).collect()
}

#[test]
fn an_arrow_is_a_name_a_map_or_a_list_of_them() {
    let read = arrows("{a.b: open, c.d: {to: [x, y]}, e: [{to: x, if: data.z}, y], f: {}}");
    let read: Vec<_> = read.iter().map(|arrow| (names(&arrow.events), names(&arrow.to))).collect();
    assert_eq!(
        read,
        [
            (vec!["a.b"], vec!["open"]),
            (vec!["c.d"], vec!["x", "y"]),
            (vec!["e"], vec!["x"]),
            (vec!["e"], vec!["y"]),
            (vec!["f"], vec![]),
        ]
    );
}

#[test]
fn every_key_of_an_arrow_is_kept() {
    let read = arrows(
        "{a: {to: b, if: data.x, do: [{send: n}], at_most: 2, beyond: [c, d], external: true, title: {en: T}, law: l}}",
    );
    let arrow = &read[0];
    assert_eq!(arrow.condition.as_ref().unwrap().value, "data.x");
    assert_eq!((arrow.actions.len(), arrow.at_most.as_ref().unwrap().value), (1, 2));
    assert_eq!((names(&arrow.beyond), arrow.external), (vec!["c", "d"], true));
    assert_eq!((arrow.title["en"].as_str(), arrow.law.as_ref().unwrap().value.as_str()), ("T", "l"));
}

#[test]
fn on_may_be_a_list_of_maps_where_the_order_between_events_counts() {
    let read = arrows("[{a: x}, {b: y, c: z}, {a: w}]");
    let read: Vec<_> = read.iter().map(|arrow| (names(&arrow.events)[0], names(&arrow.to)[0])).collect();
    assert_eq!(read, [("a", "x"), ("b", "y"), ("c", "z"), ("a", "w")]);
}

#[test]
fn a_key_may_hold_several_events_each_with_its_place() {
    let read = arrows("{a.b c.* *: x, \"d  e\": y, done.*: z}");
    assert_eq!(names(&read[0].events), ["a.b", "c.*", "*"]);
    let columns = |arrow: &Arrow| -> Vec<(u32, u32)> {
        arrow.events.iter().map(|event| (event.span.column, event.span.end_column)).collect()
    };
    assert_eq!(columns(&read[1]), [(25, 26), (28, 29)]);
    assert_eq!(names(&read[2].events), ["done.*"]);
}

#[test]
fn at_once_and_done_are_arrows_without_event() {
    let stall = fine(
        "
on: {paid: open}
states:
  open:
    at_once: [{if: data.x, to: shut}, other]
    states: {a: }
    done: [{if: data.y, to: shut}, {to: other}]
  other: {at_once: shut, states: {b: }, done: {to: shut}}
",
    );
    assert_eq!(names(&stall.on[0].events), ["paid"]);
    let (open, other) = (&stall.states[0], &stall.states[1]);
    assert_eq!((open.at_once.len(), open.done.len(), other.at_once.len(), other.done.len()), (2, 2, 1, 1));
    assert!(open.at_once.iter().chain(&other.done).all(|arrow| arrow.events.is_empty()));
}

#[test]
fn the_bare_key_done_is_refused_with_the_reason() {
    check(
        "
states:
  open:
    on:
      done: shut
      ^^^^ done-under-on: `done` under `on` would answer the end of every state inside, from the first region on | write `done:` beside `on` for the end of this state, or `done.*` if every end is meant
      paid done: shut
           ^^^^ done-under-on: `done` under `on` would answer the end of every state inside, from the first region on
      done.state.inner: shut
",
    );
}

#[test]
fn an_arrow_that_is_none_is_told() {
    check(
        "
states:
  open:
    on:
      a:
       ^ wrong-kind: expected an arrow, found nothing | write a state's name, `{to: …}`, or `{}` for an arrow that does nothing
      b: []
      ^ wrong-kind: no arrow stands here | write a state's name, or `{}` for an arrow that does nothing
      c: [[x]]
          ^^^ wrong-kind: expected an arrow, found a list
      d: {two: x}
          ^^^ unknown-key: an arrow has no key `two` | did you mean `to`?
      e: {to: x, beyond: y}
                 ^^^^^^ conflicting-keys: `beyond` has a meaning only with `at_most`
      f: {external: true}
          ^^^^^^^^ conflicting-keys: `external` has a meaning only with `to`: nothing is left without
      g: {to: x, do: {send: n}}
                     ^^^^^^^^^ wrong-kind: expected a list of actions, found a map | write `[{send: …}]`
      h: {to: x, if: }
                   ^ wrong-kind: expected an expression, found nothing
      i..j: x
      ^^^^ bad-name: `i..j` can't be an event | events are names with dots between: `review.accept`; `*` is any
      k, l: x
      ^^ bad-name: `k,` can't be an event
      m: {to: }
            ^ wrong-kind: expected a name or a list of names, found nothing
",
    );
    each_gives(
        "wrong-kind",
        &["states: {a: {on: x}}", "states: {a: {on: [x]}}", "states: {a: {at_once: []}}", "on: x"],
    );
    each_gives(
        "bad-name",
        &["states: {a: {on: {'': x}}}", "states: {a: {on: {a.*.b: x}}}", "states: {a: {on: {a: 'b c'}}}"],
    );
}
