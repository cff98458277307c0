//! Actions.

use super::carets::{check, fine};
use registrar_engine::definition::{Action, ActionKind, After};

/// The actions on entering the state `open`.
fn actions(list: &str) -> Vec<Action> {
    fine(&format!("states:\n  open:\n    entry: {list}\n")).states[0].entry.clone()
}

fn one(action: &str) -> ActionKind {
    let read = actions(&format!("[{action}]"));
    assert_eq!(read.len(), 1);
    read[0].value.clone()
}

#[test]
fn every_action_is_read() {
    let ActionKind::Set(pairs) = one("{set: {claim.track: summary, member.mode: \"'x' + data.y\"}}") else {
        panic!("no set")
    };
    let pairs: Vec<_> =
        pairs.iter().map(|(name, value)| (name.value.as_str(), value.value.as_str())).collect();
    assert_eq!(pairs, [("claim.track", "summary"), ("member.mode", "'x' + data.y")]);
    assert!(matches!(one("{send: receipt}"), ActionKind::Send(name) if name.value == "receipt"));
    assert!(matches!(one("{issue: judgment}"), ActionKind::Issue(_)));
    assert!(matches!(one("{assign: judge}"), ActionKind::Assign { from: None, .. }));
    assert!(matches!(
        one("{assign: {role: signatory, from: data.people}}"),
        ActionKind::Assign { from: Some(from), .. } if from.value == "data.people"
    ));
    assert!(matches!(one("{release: defendant}"), ActionKind::Release(_)));
    assert!(matches!(one("{consent: hearing}"), ActionKind::Consent(_)));
    assert!(matches!(one("{withdraw: hearing}"), ActionKind::Withdraw(_)));
    assert!(matches!(one("{cancel: first}"), ActionKind::Cancel(_)));
    assert!(matches!(one("{log: data.x}"), ActionKind::Log(_)));
}

#[test]
fn an_event_is_raised_at_once_or_later() {
    assert!(matches!(one("{raise: a.b}"), ActionKind::Raise { after: None, id: None, .. }));
    let later = one("{raise: {event: a.b, data: {x: 1, y: data.z}, after: 5 minutes, id: first}}");
    let ActionKind::Raise { event, data, after, id } = later else { panic!("{later:?}") };
    assert_eq!((event.value.as_str(), data.len()), ("a.b", 2));
    let Some(After::Fixed(after)) = after else { panic!("{after:?}") };
    assert_eq!((after.value, id.unwrap().value), ("5 minutes".into(), "first".into()));
}

#[test]
fn conditions_and_loops_hold_actions() {
    let choice = one("{if: data.x, do: [{send: a}, {if: data.y, do: [{send: b}]}], else: [{send: c}]}");
    let ActionKind::If { condition, then, otherwise } = choice else { panic!("{choice:?}") };
    assert_eq!((condition.value.as_str(), then.len(), otherwise.len()), ("data.x", 2, 1));
    let each = one("{for_each: {in: data.people, as: person, index: i, do: [{log: person.name}]}}");
    let ActionKind::ForEach { list, item, index, actions } = each else { panic!("{each:?}") };
    assert_eq!((list.value.as_str(), item.value.as_str(), actions.len()), ("data.people", "person", 1));
    assert_eq!(index.unwrap().value, "i");
}

#[test]
fn actions_keep_their_order() {
    let read = actions("[{send: a}, {issue: b}, {send: c}]");
    let columns: Vec<u32> = read.iter().map(|action| action.span.column).collect();
    assert!(columns.is_sorted() && columns.len() == 3);
}

#[test]
fn an_action_that_is_none_is_told() {
    check(
        "
states:
  open:
    entry:
      - snd: receipt
        ^^^ unknown-key: an action has no key `snd` | did you mean `send`?
      - send
        ^^^^ wrong-kind: expected an action, found `send` | write `{send: …}`
      - {}
        ^^ missing-key: no action stands here
      - {send: a, issue: b}
                  ^^^^^ conflicting-keys: `issue` can't stand beside `send`
      - {do: [{send: a}]}
         ^^ conflicting-keys: `do` has a meaning only with `if`
      - {if: data.x}
         ^^ missing-key: an action with `if` needs `do`
      - {set: x}
              ^ wrong-kind: expected fields and expressions as a map, found `x` | write `{field: expression}`
      - {set: {a..b: 1, c: [1]}}
               ^^^^ bad-name: `a..b` can't be a name
                           ^^^ wrong-kind: expected an expression, found a list
      - {raise: {after: 1 day}}
         ^^^^^ missing-key: `raise` needs `event`
      - {raise: {event: x, id: y}}
                           ^^ conflicting-keys: `id` has a meaning only with `after`: what comes at once can't be cancelled
      - {for_each: {in: data.x, as: a b, do: []}}
                                    ^^^ bad-name: `a b` can't be a name
      - {for_each: {as: a}}
         ^^^^^^^^ missing-key: `for_each` needs `in`
         ^^^^^^^^ missing-key: `for_each` needs `do`
      - {assign: {form: data.people}}
         ^^^^^^ missing-key: `assign` needs `role`
                  ^^^^ unknown-key: `assign` has no key `form` | did you mean `from`?
",
    );
}
