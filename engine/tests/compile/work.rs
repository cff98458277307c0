//! Tasks, forms, deadlines, service and consent.

use crate::carets::check;

#[test]
fn forms_name_fields_that_may_be_written() {
    check(
        "
roles: {applicant: {party: true}}
services: {register: , other: }
data:
  claim: {amount: {type: money, currency: CNY}}
  facts: {type: record, from: register}
  on_day: {type: date}
  note: {type: text}
  items: {type: list, of: {name: {type: text}}}
tasks:
  file: {role: applicant, form: [claim.amont, facts, data.note], outcomes: {filed: [note, note2]}}
#                                ^^^^^^^^^^^ unknown-name: did you mean `claim.amount`?
#                                             ^^^^^ not-writable: filled by the service `register` alone
#                                                    ^^^^^^^^^ unknown-name: without `data.` here: `note`
#                                                                                         ^^^^^ unknown-name: did you mean `note`?
  fetch: {service: register, form: [facts], outcomes: [found]}
  add: {role: applicant, adds: items, form: [name, note], happened: note, outcomes: {added: [on_day]}}
#                                                  ^^^^ unknown-name: the new item has no field
#                                                                   ^^^^ not-asked
#                                                                                            ^^^^^^ unknown-name
  tell: {role: applicant, adds: note, form: [claim, claim.amount], happened: note, outcomes: {told: [note]}}
#                               ^^^^ wrong-type: not a list
#                                                   ^^^^^^^^^^^^ repeated-name: asked for twice
#                                                                            ^^^^ wrong-type: not a date
  reply: {role: member.to, form: [member.reply], outcomes: [answered]}
#               ^^^^^^^^^ no-member
#                                 ^^^^^^^^^^^^ no-member
states:
  drafting: {tasks: [file, fetch, add, tell, reply], on: {file fetch add tell reply: over}}
  over: {final: true}
",
    );
}

#[test]
fn members_of_copies_have_the_fields_of_their_role_or_item() {
    check(
        "
roles:
  applicant: {party: true, data: {mode: {type: text}}}
  defendant: {party: true, many: true, data: {mode: {type: text}, age: {type: integer}}}
  parties: {any_of: [applicant, defendant]}
tasks:
  reply: {role: parties, form: [member.mode, member.age], outcomes: [answered]}
#                                            ^^^^^^^^^^ unknown-name: there are `member.mode`
states:
  answers:
    for_each: parties
    states:
      due: {tasks: [reply], on: {reply: {to: replied, do: [{set: {member.mode: \"'x'\", member.aeg: '1'}}]}}}
#                                                                                     ^^^^^^^^^^ unknown-name
      replied: {final: true}
    done: over
  over: {final: true}
",
    );
}

#[test]
fn deadlines_are_counted_from_what_is_there() {
    check(
        "
roles: {applicant: {party: true}, judge: {pool: judges}}
data:
  day: {type: date}
  note: {type: text}
  free: {type: period}
  fixed: {type: period, max: 30 days, default: 40 days}
#                                              ^^^^^^^ bad-default: at most 30 days
deadlines:
  a: {period: data.free}
#             ^^^^^^^^^ missing-key: no `max`
  b: {period: data.note}
#             ^^^^^^^^^ wrong-type: not a period
  c: {period: 3 days, before: data.note}
#                             ^^^^^^^^^ wrong-type: not a date
  d: {period: 3 days, from: d}
#                           ^ endless-clocks
  e: {period: 3 days, from: f}
#                           ^ endless-clocks
  f: {period: 3 days, from: e}
#                           ^ endless-clocks
  g: {period: 3 days, from: data.day, extend: {by: judge, up_to: 2 hours, ask: 1 day after}}
#                                                                ^^^^^^^ bad-period: 3 days can't be extended by 2 hours
#                                                                              ^^^^^^^^^^^ bad-period: after its end
  h: {period: data.fixed, suspend_while: [over]}
#                                         ^^^^ never-arrives
states:
  drafting: {deadlines: [a, b, c, d, e, f, g, h], on: {a b c d e f g h: over}}
  over: {final: true}
",
    );
}

#[test]
fn history_into_running_clocks_is_told() {
    check(
        "
roles: {applicant: {party: true}}
messages: {out: , in: }
deadlines: {soon: {period: 3 days}}
states:
  box:
    on: {out: away}
    states:
      inner: {deadlines: [soon], on: {soon.expired: over}}
      back: {history: deep}
#     ^^^^ clock-starts-anew: `soon` in `inner`
  away: {on: {in: back}}
  over: {final: true}
",
    );
}

#[test]
fn a_ladder_that_can_be_used_up_is_answered() {
    let text = |served: &str, ladder: &str, carets: &str| {
        format!(
            "
roles: {{applicant: {{party: true}}, clerk: {{pool: clerks}}}}
documents: {{paper: {{by: applicant}}}}
tasks: {{post: {{role: clerk, outcomes: [handed_over, not_found]}}}}
deadlines: {{publication: {{period: 30 days}}}}
notices:
  service: {{to: applicant, document: paper, served_when: [{served}], undeliverable: [{ladder}]}}
{carets}
states:
  serving: {{entry: [{{send: service}}], on: {{service.served: over}}}}
  over: {{final: true}}
"
        )
    };
    check(&text("read, post.handed_over, publication.expired", "post, publication", ""));
    check(&text("read, post.handed_over", "post", "# ^^^^^^^ unanswered-event: `service.undeliverable`"));
}

#[test]
fn a_rung_belongs_to_one_ladder_and_to_no_state() {
    check(
        "
roles: {applicant: {party: true}, clerk: {pool: clerks}}
documents: {paper: {by: applicant}}
tasks: {post: {role: clerk, outcomes: [handed_over]}}
notices:
  one: {to: applicant, document: paper, served_when: [post.handed_over], undeliverable: [post]}
  two: {to: applicant, document: paper, served_when: [post.handed_over], undeliverable: [post]}
#                                                                                        ^^^^ listed-twice: ladder of `one`
states:
  serving: {entry: [{send: one}, {send: two}], tasks: [post], on: {post: over}}
#                                                      ^^^^ listed-twice: opened by the ladder
  over: {final: true}
",
    );
}

#[test]
fn consent_is_given_by_who_acts_and_its_withdrawal_leads_out() {
    check(
        "
roles: {applicant: {party: true}, defendant: {party: true}, judge: {pool: judges}, parties: {any_of: [applicant, defendant]}}
consents: {swift: {of: parties}}
messages: {go: }
tasks:
  agree: {role: parties, outcomes: [given]}
  order: {role: judge, outcomes: [given]}
states:
  asking:
    tasks: [agree, order]
    on:
      agree.given: {do: [{consent: swift}]}
#                        ^^^^^^^^^^^^^^^^ one-for-all: first does it for all
      order.given: {do: [{consent: swift}]}
#                        ^^^^^^^^^^^^^^^^ nobody-acts: isn't among those
      go: {to: hearing, do: [{withdraw: swift}]}
#                            ^^^^^^^^^^^^^^^^^ nobody-acts
  hearing: {consent: swift, on: {consent.withdrawn.swift: {}, go: over}}
#                    ^^^^^ unanswered-event: nothing leads out
  over: {final: true}
",
    );
    check(
        "
roles: {applicant: {party: true, many: true}}
consents: {swift: {of: applicant}}
messages: {go: }
tasks: {agree: {role: applicant, outcomes: [given]}}
states:
  asking:
    for_each: applicant
    states:
      open: {tasks: [agree], on: {agree.given: {to: shut, do: [{consent: swift}]}}}
      shut: {final: true}
    done: [{if: \"consent('swift')\", to: hearing}, {to: over}]
  hearing: {consent: swift, on: {consent.withdrawn.swift: over, go: over}}
  over: {final: true}
",
    );
}

#[test]
fn documents_are_filed_by_their_people_or_made_from_a_template() {
    check(
        "
roles: {applicant: {party: true}, judge: {pool: judges}}
documents:
  paper: {by: applicant, max_size: 20 XB}
#                                  ^^^^^ bad-size
  large: {by: judge, max_size: 900 MB}
#                              ^^^^^^ out-of-range
tasks: {file: {role: applicant, takes: [paper, large], outcomes: [filed]}}
#                                              ^^^^^ wrong-document: filed by `judge`
states:
  drafting: {tasks: [file], on: {file.filed: {to: over, do: [{issue: paper}]}}}
#                                                                    ^^^^^ wrong-document: no template
  over: {final: true}
",
    );
}

#[test]
fn each_role_of_a_task_is_among_those_who_file_what_it_takes() {
    check(
        "
roles: {applicant: {party: true}, judge: {pool: judges}}
documents: {paper: {by: applicant}}
tasks: {file: {role: [applicant, judge], takes: [paper], outcomes: [filed]}}
#                                                ^^^^^ wrong-document: and `judge` does this task
states:
  drafting: {tasks: [file], on: {file.filed: over}}
  over: {final: true}
",
    );
}

#[test]
fn raised_events_are_declared_and_carry_what_is_declared() {
    check(
        "
roles: {applicant: {party: true}}
messages: {paid: {data: {sum: {type: integer}}}}
states:
  drafting:
    entry:
      - raise: {event: payd, after: 3 minutes}
#                      ^^^^ unknown-name: did you mean `paid`?
      - raise: {event: paid, data: {som: '1'}, after: 3 months, id: later}
#                                   ^^^ unknown-name: did you mean `sum`?
#                                                     ^^^^^^^^ bad-period: legal time needs a deadline
      - cancel: latter
#               ^^^^^^ unknown-name: did you mean `later`?
    on: {paid: {if: event.data.sum > 3, to: over}}
  over: {final: true}
",
    );
}

#[test]
fn guarantees_name_what_is_there() {
    check(
        "
roles: {applicant: {party: true}}
messages: {go: }
states:
  drafting: {on: {go: over}}
  over: {final: true}
guarantees:
  - always_ends
  - ends_if_silent: {roles: [aplicant], within: 3 moths}
#                            ^^^^^^^^ unknown-name: did you mean `applicant`?
#                                               ^^^^^^^ bad-period
  - budget: {of: visit, at_most: 1}
#                ^^^^^ unknown-name: did you mean `visits`?
  - never: {state: oover, unless: data.x}
#                  ^^^^^ unknown-name: did you mean `over`?
#                                      ^ unknown-name
  - precedence: {first: go, then: goo}
#                                 ^^^ unknown-event: did you mean `go`?
",
    );
}

#[test]
fn a_deadline_can_be_counted_on_its_calendar() {
    check(
        "
roles: {applicant: {party: true}}
data: {day: {type: date}}
deadlines:
  a: {period: 30 minutes, counting: office-hours}
  b: {period: 3 hours, from: data.day}
#                            ^^^^^^^^ wrong-type: a whole day
  c: {period: 3 days, before: data.day, suspend_while: [second]}
#                             ^^^^^^^^ conflicting-keys: counted backwards
states:
  work:
    parallel:
      path: {states: {first: {deadlines: [a, b, c], on: {a b c: over}}}}
      desk: {states: {second: }}
  over: {final: true}
",
    );
}

#[test]
fn two_regions_setting_one_field_on_one_event_is_a_warning() {
    check(
        "
roles: {applicant: {party: true}}
messages: {go: }
data: {note: {type: text}}
states:
  work:
    on: {go: {to: over, do: [{set: {note: \"'c'\"}}]}}
    parallel:
      path: {states: {first: {on: {go: {do: [{set: {note: \"'a'\"}}]}}}}}
      desk: {states: {second: {on: {go: {do: [{set: {note: \"'b'\"}}]}}}}}
#                                             ^^^^^^^^^^^^^^^^^^^^ set-twice: `first` and `second` both set `note`
  over: {final: true}
",
    );
}

#[test]
fn an_author_fills_itself_in() {
    check(
        "
roles: {applicant: {party: true}}
data:
  writer: {type: person, of: applicant, author: true}
# ^^^^^^ not-writable: `writer` is in no list
  items: {type: list, of: {by: {type: person, of: applicant, author: true}, text: {type: text}}}
tasks:
  add: {role: applicant, adds: items, form: [by, text], outcomes: [added]}
#                                            ^^ not-writable: `by` is whoever adds the item
states:
  open: {tasks: [add], unbounded: test, on: {add.added: closed}}
  closed: {final: true}
",
    );
}

#[test]
fn what_asks_for_more_time_is_an_event_that_comes() {
    check(
        "
roles: {applicant: {party: true}, officer: {pool: officers}}
deadlines:
  limit: {period: 5 days, extend: {by: officer, up_to: 3 days, asked: plead.askd}}
#                                                                     ^^^^^^^^^^ unknown-event: did you mean `plead.asked`?
tasks:
  plead: {role: applicant, outcomes: [asked]}
states:
  open: {tasks: [plead], deadlines: [limit], on: {plead.asked: {}, limit.expired: closed}}
  closed: {final: true}
",
    );
}

#[test]
fn of_a_choice_without_values_only_that_is_told() {
    check(
        "
roles: {applicant: {party: true}}
data: {size: {type: enum, values: [small], default: small}}
#      ^^^^ missing-key: the list of its values
#                         ^^^^^^ unknown-key: no key `values`
tasks: {file: {role: applicant, outcomes: [filed]}}
states:
  drafting: {tasks: [file], on: {file.filed: over}}
  over: {final: true}
",
    );
}
