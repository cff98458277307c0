//! Keys: unknown, missing, written twice, a later matter; and what isn't the language's YAML at all.

use super::carets::{check, each_gives, fine};
use registrar_engine::parse;

#[test]
fn an_unknown_key_is_told_with_the_nearest_known_one() {
    check(
        "
wokflow: stall
^^^^^^^ unknown-key: a definition has no key `wokflow` | did you mean `workflow`?
deadlines:
  decision: {period: 3 days, rmind: [1 day before]}
                             ^^^^^ unknown-key: a deadline has no key `rmind` | did you mean `remind`?
states:
  open:
    entri: []
    ^^^^^ unknown-key: a state has no key `entri` | did you mean `entry`?
    colour: red
    ^^^^^^ unknown-key: a state has no key `colour`
  shut: {final: true}
",
    );
}

#[test]
fn where_nothing_is_near_the_help_lists_the_keys() {
    check(
        "
roles: {judge: {pool: judges}}
consents:
  hearing: {of: judge, wibble: 1}
                       ^^^^^^ unknown-key: a consent has no key `wibble` | its keys are `title`, `of`, `law`
",
    );
}

#[test]
fn a_key_of_states_at_the_top_is_explained() {
    check(
        "
entry: []
^^^^^ unknown-key: a definition has no key `entry` | of the keys of a state the outermost box has only `initial`, `on` and `states`; put a state around
",
    );
}

#[test]
fn a_missing_key_is_told_where_the_thing_is_named() {
    check(
        "
tasks:
  review:
  ^^^^^^ missing-key: a task needs `outcomes` | `outcomes`: how it may end
    role: officer
deadlines:
  decision: {law: x-1}
  ^^^^^^^^ missing-key: a deadline needs `period`
  appeal: {period: 3 days, extend: {by: judge}}
                           ^^^^^^ missing-key: `extend` needs `up_to`
documents: {complaint: {media: [text/plain]}}
            ^^^^^^^^^ missing-key: a document needs `by`
",
    );
}

#[test]
fn all_that_must_stand_at_the_top_is_missed_at_once() {
    let (definition, findings) = parse("title: {en: Stall}\n");
    assert!(definition.is_some());
    let told: Vec<_> = findings.iter().map(|f| (f.code, f.message.as_str())).collect();
    assert_eq!(
        told,
        [
            ("missing-key", "a definition needs `workflow`"),
            ("missing-key", "a definition needs `version`"),
            ("missing-key", "a definition needs `starts`"),
            ("missing-key", "a definition needs `states`"),
        ]
    );
}

#[test]
fn a_key_written_twice_is_told_once() {
    check(
        "
data:
  place: {type: text}
  place: {type: date}
  ^^^^^ repeated-key: the key `place` stands here twice | keep one of the two
",
    );
}

#[test]
fn what_is_a_later_matter_is_not_accepted() {
    check(
        "
tasks:
  retry: {workflow: retrial, outcomes: [done]}
          ^^^^^^^^ not-supported: not supported yet: `workflow` of a task | the language has it, this version doesn't execute it; take it out until it does
data:
  numbers: {type: list, of: {type: integer}}
                            ^^^^^^^^^^^^^^^ not-supported: not supported yet: a list of plain values; give the item a field
migrate: {from: 0}
^^^^^^^ not-supported: not supported yet: `migrate` of a definition
",
    );
    each_gives(
        "not-supported",
        &[
            "roles: {judge: {pool: judges, law: x-1}}",
            "data: {place: {type: text, law: x-1}}",
            "services: {registry: {law: x-1}}",
            "messages: {paid: {law: x-1}}",
        ],
    );
}

#[test]
fn what_is_proved_later_is_accepted_now() {
    let stall = fine(
        "
errors: w3c
tasks:
  show: {role: applicant, in_person: applicant, costs: {fee: 50}, outcomes: [shown]}
states: {open: {entry: [{raise: {event: nudge, after: 5 minutes, id: first}}]}}
guarantees: [always_ends]
",
    );
    assert!(stall.errors_w3c);
    assert_eq!(stall.tasks[0].costs[0].1, 50);
    assert_eq!(stall.guarantees.len(), 1);
}

#[test]
fn what_is_no_map_is_no_definition() {
    for text in ["", "- a\n", "just words\n", "a: [\n"] {
        let (definition, findings) = parse(text);
        assert!(definition.is_none(), "{text:?}");
        assert_eq!(findings.len(), 1, "{text:?}: {findings:?}");
    }
}

#[test]
fn findings_come_in_the_order_of_the_text() {
    let (_, findings) = parse("guarantees: {}\nstarts: [a]\nwhat: 1\ntitle: plain\n");
    let lines: Vec<_> = findings.iter().map(|finding| finding.span.line).collect();
    assert!(lines.is_sorted(), "{lines:?}");
    assert_eq!(findings.len(), 7);
}
