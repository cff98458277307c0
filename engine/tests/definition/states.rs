//! States: what they hold, where they begin, which keys go together.

use super::carets::{check, each_gives, fine};
use registrar_engine::definition::{DEEP, Definition, Inside, Join, Name, State};

fn state<'a>(definition: &'a Definition, name: &str) -> &'a State {
    fn find<'a>(states: &'a [State], name: &str) -> Option<&'a State> {
        states.iter().find_map(|state| match &state.inside {
            _ if state.name.value == name => Some(state),
            Inside::States(inner) | Inside::Parallel(inner) => find(inner, name),
            Inside::Nothing => None,
        })
    }
    find(&definition.states, name).unwrap()
}

fn names(names: &[Name]) -> Vec<&str> {
    names.iter().map(|name| name.value.as_str()).collect()
}

#[test]
fn a_box_begins_in_a_name_a_list_or_an_arrow() {
    let stall = fine(
        "
initial: box
states:
  box:
    initial: [left, right]
    states:
      both: {parallel: {one: {states: {left: }}, two: {states: {right: }}}}
  other: {initial: {to: inner, do: [{log: \"'begun'\"}]}, states: {inner: }}
",
    );
    assert_eq!(names(&stall.initial.as_ref().unwrap().to), ["box"]);
    assert_eq!(names(&state(&stall, "box").initial.as_ref().unwrap().to), ["left", "right"]);
    let initial = state(&stall, "other").initial.as_ref().unwrap();
    assert_eq!((names(&initial.to), initial.actions.len()), (vec!["inner"], 1));
}

#[test]
fn joins_are_all_any_a_number_or_regions() {
    let join = |join: &str| {
        let text = format!("states: {{box: {{join: {join}, parallel: {{a: , b: }}}}}}");
        state(&fine(&text), "box").join.clone().unwrap()
    };
    assert_eq!((join("all"), join("any")), (Join::All, Join::Any));
    assert!(matches!(join("2"), Join::Count(count) if count.value == 2));
    assert!(matches!(join("[a, b]"), Join::Regions(regions) if names(&regions) == ["a", "b"]));
}

#[test]
fn every_other_key_of_a_state_is_kept() {
    let stall = fine(
        "
states:
  hearing:
    title: {en: Hearing}
    law: olr-20
    for_each: parties
    consent: async_hearing
    entry: [{send: a}]
    exit: [{send: b}, {log: data.x}]
    tasks: [ask, reply]
    deadlines: [answer]
    unbounded: the party's own time
    states: {asking: , back: {history: deep, initial: asking}, side: {history: shallow}}
    done: over
  over: {final: true, outcome: decided, entry: [{issue: judgment}]}
",
    );
    let hearing = state(&stall, "hearing");
    assert_eq!((hearing.entry.len(), hearing.exit.len()), (1, 2));
    assert_eq!((names(&hearing.tasks), names(&hearing.deadlines)), (vec!["ask", "reply"], vec!["answer"]));
    assert_eq!(hearing.for_each.as_ref().unwrap().value, "parties");
    assert_eq!(hearing.consent.as_ref().unwrap().value, "async_hearing");
    assert_eq!(hearing.unbounded.as_ref().unwrap().value, "the party's own time");
    assert_eq!(state(&stall, "back").history.as_ref().unwrap().value, DEEP);
    assert_eq!(state(&stall, "side").history.as_ref().unwrap().value, !DEEP);
    let over = state(&stall, "over");
    assert!(over.is_final && over.outcome.as_ref().unwrap().value == "decided");
}

#[test]
fn keys_that_do_not_go_together_are_told() {
    check(
        "
states:
  box: {states: {a: }, parallel: {b: }}
                       ^^^^^^^^ conflicting-keys: `parallel` can't stand beside `states`
  end: {final: true, tasks: [x], states: {c: }, on: {}}
                     ^^^^^ conflicting-keys: `tasks` can't stand beside `final`
                                 ^^^^^^ conflicting-keys: `states` can't stand beside `final`
                                                ^^ conflicting-keys: `on` can't stand beside `final`
  back: {history: deep, entry: [], initial: a}
                        ^^^^^ conflicting-keys: `entry` can't stand beside `history`
  open: {outcome: granted, initial: a, join: any, done: a}
         ^^^^^^^ conflicting-keys: `outcome` has a meaning only with `final: true`
                           ^^^^^^^ conflicting-keys: `initial` has a meaning only with `states`, in one of which it begins
                                       ^^^^ conflicting-keys: `join` has a meaning only with `parallel` or `for_each`
                                                  ^^^^ conflicting-keys: `done` has a meaning only with `states`, `parallel` or `for_each`
  side: {parallel: {d: , e: }, initial: d}
                               ^^^^^^^ conflicting-keys: `initial` has a meaning only with `states`, in one of which it begins
  copies: {for_each: parties, join: [d], states: {f: }}
                                    ^^^ conflicting-keys: regions can be named only in a `parallel` state
",
    );
}

#[test]
fn a_state_that_is_none_is_told() {
    check(
        "
states:
  word: there
        ^^^^^ wrong-kind: expected a state as a map, found `there`
  box: {states: {}}
  ^^^ wrong-kind: this box holds no state
  list: {states: [a, b]}
                 ^^^^^^ wrong-kind: expected states as a map from names, found a list
  half: {join: most, parallel: {a: , b: }}
               ^^^^ wrong-kind: expected `all`, `any`, a number or a list of regions, found `most`
  none: {join: [], parallel: {c: , d: }}
               ^^ wrong-kind: this list of names is empty
  lost: {initial: {do: []}, states: {e: }}
                  ^^^^^^^^ missing-key: `initial` needs `to`
",
    );
    each_gives(
        "wrong-kind",
        &["states: {}", "states: [a]", "states: {a: {tasks: x}}", "states: {a: {final: 1}}"],
    );
}
