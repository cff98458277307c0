//! Guarantees: known templates, arguments of the right shape.

use super::carets::{check, each_gives, fine};

#[test]
fn every_template_is_read() {
    let stall = fine(
        "
guarantees:
  - always_ends
  - ends_if_silent: {roles: [parties], within: 120 days, not_counting: suspended}
  - budget: {of: visits, at_most: 0}
  - lasts: {at_most: 6 months, not_counting: suspended}
  - never: {state: hearing, unless: \"consent('x')\"}
  - equal_notice: [plaintiff, defendant]
  - existence: {of: review}
  - absence: {of: review.refuse}
  - precedence: {first: a.b, then: c.d}
  - response: {after: a.b, comes: c.d, within: 3 months}
  - succession: {first: a.b, then: c.d}
  - exactly: {of: review, times: 1}
  - init: {of: file.sent}
  - alternate_precedence: {first: a.b, then: c.d}
  - alternate_response: {after: a.b, comes: c.d}
  - alternate_succession: {first: a.b, then: c.d}
  - chain_precedence: {first: a.b, then: c.d}
  - chain_response: {after: a.b, comes: c.d}
  - chain_succession: {first: a.b, then: c.d}
  - not_coexistence: [a.b, c.d]
",
    );
    assert_eq!(stall.guarantees.len(), 20);
    assert!(stall.guarantees[0].arguments.is_none());
    assert_eq!(stall.guarantees[2].arguments.as_ref().unwrap().get("at_most").unwrap().integer(), Some(0));
}

#[test]
fn a_guarantee_that_is_none_is_told() {
    check(
        "
guarantees:
  - alwys_ends
    ^^^^^^^^^^ unknown-word: there is no guarantee `alwys_ends` | did you mean `always_ends`?
  - presedence: {first: a, then: b}
    ^^^^^^^^^^ unknown-word: there is no guarantee `presedence` | did you mean `precedence`?
  - budget
    ^^^^^^ missing-key: `budget` needs its arguments
  - budget: {of: visits}
    ^^^^^^ missing-key: `budget` needs `at_most`
  - budget: {of: visits, at_most: few}
                                  ^^^ wrong-kind: expected a whole number, found `few`
  - lasts: {at_most: 6 months, not_counting: suspnded}
                                             ^^^^^^^^ unknown-word: `suspnded` isn't known here | did you mean `suspended`?
  - ends_if_silent: {roles: [a], not_counting: suspended}
                                 ^^^^^^^^^^^^ conflicting-keys: `not_counting` has a meaning only with `within`
  - existence: {event: a}
    ^^^^^^^^^ missing-key: a guarantee about one event needs `of`
                ^^^^^ unknown-key: a guarantee about one event has no key `event`
  - response: {after: a, then: b}
    ^^^^^^^^ missing-key: a response needs `comes`
                         ^^^^ unknown-key: a response has no key `then`
  - always_ends: {within: 3 days}
                 ^^^^^^^^^^^^^^^^ wrong-kind: expected nothing: this guarantee has no arguments, found a map
  - equal_notice: [plaintiff]
                  ^^^^^^^^^^^ wrong-kind: `equal_notice` compares two names or more
  - [always_ends]
    ^^^^^^^^^^^^^ wrong-kind: expected a guarantee, found a list
",
    );
    each_gives(
        "wrong-kind",
        &["guarantees: always_ends", "guarantees: [{lasts: {at_most: 1 day}, budget: {of: x, at_most: 1}}]"],
    );
}
