//! Names: unique, and referring to something of the right kind.

use crate::carets::{check, check_with};
use std::collections::BTreeMap;

#[test]
fn an_unknown_name_is_told_with_the_nearest_one() {
    check(
        "
roles: {applicant: {party: true}, clerk: {pool: clerks}}
tasks: {file: {role: aplicant, outcomes: [filed]}}
#                    ^^^^^^^^ unknown-name: did you mean `applicant`?
states:
  drafting: {tasks: [fyle], on: {file.filed: done_wth}}
#                    ^^^^ unknown-name: did you mean `file`?
#                                            ^^^^^^^^ unknown-name: did you mean `done_with`?
  done_with: {final: true, law: art_1}
#                               ^^^^^ unknown-name: no provision at all
",
    );
}

#[test]
fn a_name_of_another_kind_is_told_as_such() {
    check(
        "
roles: {applicant: {party: true}}
documents: {paper: {by: applicant}}
tasks: {file: {role: applicant, takes: [file], outcomes: [filed]}}
#                                       ^^^^ unknown-name: `file` is a task
states:
  drafting: {tasks: [file], on: {file.filed: over}}
  over: {final: true}
",
    );
}

#[test]
fn tasks_deadlines_notices_messages_and_services_share_one_list() {
    check(
        "
roles: {applicant: {party: true}}
services: {register: }
#          ^^^^^^^^ repeated-name: begins like the deadline `register`
#          ^^^^^^^^ unused
messages: {file.lost: }
#          ^^^^^^^^^ repeated-name: begins like the task `file`
tasks:
  file: {role: applicant, outcomes: [filed]}
  error: {role: applicant, outcomes: [filed]}
# ^^^^^ reserved-name
deadlines: {file: {period: 3 days}, register: {period: 3 days}}
#           ^^^^ repeated-name: share one list of names
#                                   ^^^^^^^^ unused
states:
  drafting: {tasks: [file, error], deadlines: [file], on: {file: over, error.filed: over}}
  over: {final: true}
",
    );
}

#[test]
fn states_have_unique_names_at_any_depth() {
    check(
        "
roles: {applicant: {party: true}}
tasks: {file: {role: applicant, outcomes: [filed]}}
states:
  box:
    states:
      inner: {tasks: [file], on: {file.filed: box}}
      box: {final: true}
#     ^^^ repeated-name: unique in the whole definition
",
    );
}

#[test]
fn a_group_cant_hold_itself() {
    check(
        "
roles:
  applicant: {party: true}
  all: {any_of: [applicant, more]}
#                           ^^^^ endless-group
  more: {any_of: [all]}
#                 ^^^ endless-group
tasks: {file: {role: all, outcomes: [filed]}}
states:
  drafting: {tasks: [file], on: {file.filed: over}}
  over: {final: true}
",
    );
}

#[test]
fn roles_are_asked_for_what_they_can_do() {
    check(
        "
roles:
  applicant: {party: true, represented_by: [judge]}
#                                           ^^^^^ wrong-role: can't represent anybody
  lawyer: {authority: power}
  judge: {pool: judges}
documents: {power: {by: applicant}}
consents: {swift: {of: judge}}
#                      ^^^^^ wrong-role: aren't parties
notices: {told: {to: judge, document: power, served_when: [read]}}
#                    ^^^^^ wrong-role: documents are served on parties
tasks: {file: {role: lawyer, outcomes: [filed]}}
#                    ^^^^^^ wrong-role: can't be asked for a task of its own
states:
  drafting: {entry: [{send: told}], consent: swift, tasks: [file], on: {file.filed: over, consent.withdrawn.swift: over, told.undeliverable: {}}}
  sitting: {for_each: judge, states: {a: {final: true}}}
# ^^^^^^^ unreachable
#                     ^^^^^ wrong-role: copies are made for parties
  over: {final: true}
",
    );
}

#[test]
fn the_calendar_the_zone_and_the_counting_exist() {
    let text = "
roles: {applicant: {party: true}}
deadlines: {soon: {period: 3 dais, counting: plian, remind: [1 day befor]}}
#                          ^^^^^^ bad-period: did you mean `days`?
#                                            ^^^^^ unknown-name: did you mean `plain`?
#                                                            ^^^^^^^^^^^ bad-period
states:
  drafting: {deadlines: [soon], on: {soon.expired: over}}
  over: {final: true}
";
    check(text);
}

#[test]
fn templates_are_there_in_every_language_of_the_title() {
    let resources: BTreeMap<String, String> = [("receit.en.txt", "Received\n"), ("judgment.en.html", "<p>")]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into();
    check_with(
        "
roles: {applicant: {party: true}}
documents: {judgment: {by: applicant, template: judgment}, decree: {by: applicant, template: decree}}
#                                                                                            ^^^^^^ missing-template: `decree.en.html`
notices: {receipt: {to: applicant, template: receipt}}
#                                            ^^^^^^^ missing-template: did you mean `receit`?
states:
  drafting: {entry: [{send: receipt}, {issue: judgment}, {issue: decree}], at_once: over}
  over: {final: true}
",
        &resources,
    );
}

#[test]
fn what_nothing_refers_to_is_a_warning() {
    check(
        "
roles: {applicant: {party: true}, judge: {pool: judges}}
#                                 ^^^^^ unused
data:
  claim: {amount: {type: money, currency: CNY}, note: {type: text}}
#                                               ^^^^ unused
messages: {paid: }
#          ^^^^ unused: no arrow answers it
services: {register: }
#          ^^^^^^^^ unused
documents: {paper: {by: applicant}}
consents: {swift: {of: applicant}}
#          ^^^^^ unused
notices: {told: {to: applicant, document: paper}}
#         ^^^^ unused: nothing sends it
deadlines: {soon: {period: 3 days}}
#           ^^^^ unused: it never runs
tasks:
  file: {role: applicant, form: [claim.amount], due: soon, outcomes: [filed]}
  idle: {role: applicant, outcomes: [filed]}
# ^^^^ unused: no state lists it
states:
  drafting: {tasks: [file], on: {file.filed: over}}
  over: {final: true}
",
    );
}

#[test]
fn a_case_is_opened_by_one_role() {
    let text = "workflow: w
version: 1
starts: parties
roles: {a: {party: true}, b: {party: true}, parties: {any_of: [a, b]}}
tasks: {t: {role: parties, outcomes: [o]}}
states: {s: {tasks: [t], on: {t.o: e}}, e: {final: true}}
";
    let (chart, findings) = crate::carets::compiled(text, &std::collections::BTreeMap::new());
    let told: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(told, ["`parties` is a group, and a case is opened by one role"]);
    assert!(chart.is_none());
}
