//! Arrows: where they may go (rules 5 and 6), what they answer (rules 3, 9 and 10), what is reached.

use crate::carets::check;

const PEOPLE: &str = "
roles: {applicant: {party: true}, defendant: {party: true, many: true}}
data: {items: {type: list, of: {name: {type: text}}}}
messages: {go: , stop: }
";

fn check_states(states: &str) {
    check(&format!("{PEOPLE}{states}"));
}

#[test]
fn an_arrow_leaves_its_region_only_by_leaving_all() {
    check_states(
        "
states:
  trial:
    on: {stop: {to: a2, external: true}, go: b2}
#                                            ^^ needs-external
    parallel:
      a: {states: {a1: {on: {go: a2, stop: b1}}, a2: {on: {go: {to: b2, external: true}}}}}
#                                          ^^ crosses-regions: let that region answer
      b: {states: {b1: {on: {go: b2}}, b2: {on: {stop: over}}}}
  over: {final: true}
",
    );
}

#[test]
fn an_arrow_never_leads_into_one_of_several_copies() {
    check_states(
        "
states:
  first: {on: {go: answers, stop: replied}}
#                                 ^^^^^^^ into-copies: which of them is meant?
  answers:
    for_each: defendant
    initial: due
    on: {stop: replied}
    states:
      due: {on: {go: replied, stop: answers}}
      replied: {final: true}
    done: [{if: 'true', to: due}, {to: over}]
#                           ^^^ into-copies
  over: {final: true}
",
    );
}

#[test]
fn several_targets_lie_in_different_regions() {
    check_states(
        "
states:
  first: {on: {go: {to: [a2, b2]}, stop: {to: [a1, a2]}}}
#                                                  ^^ same-region
  trial:
    parallel:
      a: {states: {a1: {on: {stop: over}}, a2: }}
      b: {states: {b1: , b2: }}
  over: {final: true}
",
    );
}

#[test]
fn a_box_begins_inside_itself() {
    check_states(
        "
initial: [a1]
states:
  a: {initial: over, states: {a1: {on: {go: over}}}}
#              ^^^^ bad-initial: doesn't lie in `a`
  over: {final: true}
",
    );
}

#[test]
fn an_event_that_nothing_makes_is_told_with_the_nearest() {
    check(
        "
roles: {applicant: {party: true}, clerk: {pool: clerks}}
documents: {paper: {by: applicant}}
notices: {told: {to: applicant, document: paper}}
tasks: {review: {role: clerk, outcomes: [accept, refuse]}}
states:
  filing:
    entry: [{send: told}]
    tasks: [review]
    on:
      review.acept: over
#     ^^^^^^^^^^^^ unknown-event: did you mean `review.accept`?
      review.refuse: over
      told.served: over
#     ^^^^^^^^^^^ unknown-event: give it `served_when`
      payment: over
#     ^^^^^^^ unknown-event: declare what comes from outside
  over: {final: true}
",
    );
}

#[test]
fn an_arrow_doesnt_wait_for_what_cant_come() {
    check(
        "
roles: {applicant: {party: true}, clerk: {pool: clerks}}
tasks: {review: {role: clerk, outcomes: [accept]}, file: {role: clerk, outcomes: [filed]}}
deadlines: {soon: {period: 3 days, from: file.filed}}
#                                        ^^^^^^^^^^ never-arrives: in vain
states:
  filing: {tasks: [file], on: {file.filed: reviewing, review: over}}
#                                                     ^^^^^^ never-arrives: it comes while `reviewing` is active
  reviewing: {tasks: [review], deadlines: [soon], on: {review.accept: over, soon.expired: {}}}
  over: {final: true}
",
    );
}

#[test]
fn outcomes_and_expiries_are_answered() {
    check(
        "
roles: {applicant: {party: true}, clerk: {pool: clerks}}
deadlines: {soon: {period: 3 days}, late: {period: 5 days, promise: true}}
#           ^^^^ unanswered-event: `soon.expired`
tasks: {review: {role: clerk, outcomes: [accept, refuse]}}
#                                                ^^^^^^ unanswered-event: while `filing` is active
states:
  filing: {tasks: [review], deadlines: [soon, late], on: {review.accept: over}}
  over: {final: true}
",
    );
}

#[test]
fn an_outcome_isnt_offered_where_nothing_answers_it_but_some_outcome_is() {
    check(
        "
roles: {applicant: {party: true}, clerk: {pool: clerks}}
services: {register: }
tasks:
  review: {role: clerk, outcomes: [accept, postpone]}
# ^^^^^^ unanswered-event: any outcome of `review` while `third` is active
  fetch: {service: register, outcomes: [found, failed]}
#                                              ^^^^^^ unanswered-event: while `second` is active
states:
  first: {tasks: [review, fetch], on: {review.accept: over, review.postpone: second, fetch: second}}
  second: {tasks: [review, fetch], on: {review.accept: third, fetch.found: third}}
  third: {tasks: [review]}
  over: {final: true}
",
    );
}

#[test]
fn an_arrow_on_a_box_or_in_another_region_answers() {
    check(
        "
roles: {applicant: {party: true}, clerk: {pool: clerks}}
tasks: {review: {role: clerk, outcomes: [accept, refuse, ask]}}
on: {review.accept: {}}
states:
  trial:
    parallel:
      a: {states: {a1: {tasks: [review], on: {review.refuse: over}}}}
      b: {states: {b1: {on: {review.ask: b2}}, b2: }}
  over: {final: true}
",
    );
}

#[test]
fn two_states_active_together_dont_list_the_same() {
    check(
        "
roles: {applicant: {party: true}, clerk: {pool: clerks}}
tasks: {review: {role: clerk, outcomes: [accept]}}
deadlines: {soon: {period: 3 days}}
on: {review: over, soon.expired: over}
states:
  first: {tasks: [review], deadlines: [soon], at_once: {if: 'active(\"first\")', to: trial}}
  trial:
    tasks: [review]
    parallel:
      a: {states: {a1: {deadlines: [soon]}, a2: {deadlines: [soon]}}}
#                                           ^^ unreachable
      b: {states: {b1: {deadlines: [soon], tasks: [review]}}}
#                                   ^^^^ listed-twice: listed by `a1` too
#                                                  ^^^^^^ listed-twice: listed by `trial` too
  over: {final: true}
",
    );
}

#[test]
fn a_state_is_done_only_with_a_final_state_inside() {
    check_states(
        "
states:
  trial:
    parallel:
      a: {states: {a1: {on: {go: a2}}, a2: {final: true}}}
      b: {states: {b1: {on: {stop: over}}}}
    done: over
#         ^^^^ never-done: `b` has no final state
  over: {final: true}
",
    );
    check_states(
        "
states:
  trial:
    join: any
    parallel:
      a: {states: {a1: {on: {go: a2}}, a2: {final: true}}}
      b: {states: {b1: {on: {stop: over}}}}
    done: over
  over: {final: true}
",
    );
}

#[test]
fn what_nothing_leads_to_is_an_error() {
    check_states(
        "
states:
  first: {on: {go: over}}
  lost: {states: {inner: {on: {stop: over}}}}
# ^^^^ unreachable
  over: {final: true}
",
    );
}

#[test]
fn an_arrow_after_one_that_is_always_taken_is_a_warning() {
    check_states(
        "
states:
  first: {on: {go: [{to: over}, {to: first}], stop: [{if: 'active(\"first\")', to: first}, {to: over}]}, at_once: [{if: 'size(data.items) > 3', to: over}]}
#                               ^^^^^^^^^^^ never-taken
  over: {final: true}
",
    );
}

#[test]
fn an_arrow_at_once_leads_elsewhere() {
    check_states(
        "
states:
  first: {at_once: [{do: []}], on: {go: over}}
#                   ^^^^^^^^ endless-settling
  over: {final: true}
",
    );
}

#[test]
fn what_ends_or_remembers_stands_in_its_place() {
    check_states(
        "
states:
  trial:
    on: {stop: over}
    parallel:
      a: {states: {a1: {on: {go: a2}}, a2: {final: true, outcome: granted}}}
#                                                                 ^^^^^^^ outcome-inside
      b: {final: true}
#     ^ final-region
  over: {final: true, outcome: granted}
  back: {history: deep}
# ^^^^ bad-history
# ^^^^ unreachable
",
    );
}

#[test]
fn what_remembers_nothing_leads_somewhere() {
    check_states(
        "
states:
  out: {on: {go: h, stop: [{to: a, at_most: 1}, {to: b, at_most: 1}, {to: fine, at_most: 1}, {to: through, at_most: 1}, {to: over}]}}
  box:
    initial: a
    states:
      a: {on: {stop: out}}
      h: {history: shallow, initial: h2}
#     ^ bad-history: `h` leads to itself when nothing is remembered
      h2: {history: deep, initial: h}
#     ^^ bad-history
      fine: {history: deep, initial: a}
      through: {history: shallow, initial: fine}
  other:
    initial: back
    states:
      b: {on: {go: other}}
      back: {history: shallow}
#     ^^^^ bad-history
  over: {final: true}
",
    );
}
