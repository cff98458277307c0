//! Tasks: who does them, how they may end.

use super::carets::{check, each_gives, fine};
use registrar_engine::definition::{Definition, Task, Who};

fn task<'a>(definition: &'a Definition, name: &str) -> &'a Task {
    definition.tasks.iter().find(|task| task.name.value == name).unwrap()
}

#[test]
fn outcomes_are_a_list_or_a_map_with_fields() {
    let stall = fine(
        "
tasks:
  plain: {role: officer, outcomes: [accept, refuse]}
  fields: {role: officer, outcomes: {accept: [], ask: [missing, reason]}}
  full: {role: officer, outcomes: {accept: {form: [terms], title: {zh: 受理}}, refuse: [reason]}}
",
    );
    let read = |name: &str| -> Vec<(String, usize, usize)> {
        let outcomes = task(&stall, name).outcomes.iter();
        outcomes.map(|o| (o.name.value.clone(), o.fields.len(), o.title.len())).collect()
    };
    assert_eq!(read("plain"), [("accept".into(), 0, 0), ("refuse".into(), 0, 0)]);
    assert_eq!(read("fields"), [("accept".into(), 0, 0), ("ask".into(), 2, 0)]);
    assert_eq!(read("full"), [("accept".into(), 1, 1), ("refuse".into(), 1, 0)]);
}

#[test]
fn a_task_is_done_by_a_role_by_several_by_a_person_of_the_item_or_by_a_service() {
    let stall = fine(
        "
tasks:
  one: {role: officer, outcomes: [x]}
  several: {role: [officer, applicant], outcomes: [x]}
  person: {role: member.to, outcomes: [x]}
  machine: {service: registry, form: [fetched], outcomes: [found, failed]}
",
    );
    let names = |names: &[registrar_engine::definition::Name]| {
        names.iter().map(|name| name.value.clone()).collect::<Vec<_>>()
    };
    assert!(matches!(&task(&stall, "one").who, Who::Roles(roles) if names(roles) == ["officer"]));
    assert!(
        matches!(&task(&stall, "several").who, Who::Roles(roles) if names(roles) == ["officer", "applicant"])
    );
    assert!(matches!(&task(&stall, "person").who, Who::Member(field) if field.value == "to"));
    assert!(matches!(&task(&stall, "machine").who, Who::Service(service) if service.value == "registry"));
}

#[test]
fn every_other_key_of_a_task_is_kept() {
    let stall = fine(
        "
tasks:
  ask:
    title: {en: Ask}
    role: parties
    due: [promise, answer]
    form: [to, text]
    takes: [evidence]
    adds: questions
    happened: served_on
    repeat: true
    identify: true
    in_person: applicant
    costs: {fee: 50, stamps: 0}
    law: olr-20
    outcomes: [asked]
",
    );
    let ask = task(&stall, "ask");
    assert_eq!((ask.due.len(), ask.form.len(), ask.takes.len(), ask.costs.len()), (2, 2, 1, 2));
    assert!(ask.repeat && ask.identify);
    let name = |name: &Option<registrar_engine::definition::Name>| name.as_ref().unwrap().value.clone();
    assert_eq!(
        [name(&ask.adds), name(&ask.happened), name(&ask.in_person), name(&ask.law)],
        ["questions", "served_on", "applicant", "olr-20"]
    );
    assert_eq!(task(&fine("tasks: {a: {role: x, due: one, outcomes: [y]}}"), "a").due[0].value, "one");
}

#[test]
fn a_task_that_nobody_does_or_that_never_ends_is_told() {
    check(
        "
tasks:
  orphan: {outcomes: [done]}
  ^^^^^^ missing-key: a task needs `role` or `service`: nobody would do it
  endless: {role: officer, outcomes: []}
                                     ^^ wrong-kind: a task without outcome could never end
  both: {role: officer, service: registry, outcomes: [x]}
         ^^^^ conflicting-keys: `role` can't stand beside `service`
  machine: {service: registry, identify: true, outcomes: [x]}
                               ^^^^^^^^ conflicting-keys: `identify` can't stand beside `service`
  mixed: {role: [officer, member.to], outcomes: [x]}
                          ^^^^^^^^^ conflicting-keys: `member.to` can't stand beside other roles
  vague: {role: officer, outcomes: {accept: , refuse: reason}}
                                          ^ wrong-kind: expected a list of fields, or `{form, title}`, found nothing | write `[]` if nothing is asked
                                                      ^^^^^^ wrong-kind: expected a list of fields, or `{form, title}`, found `reason`
  slip: {role: officer, outcomes: {accept: {from: [x]}}}
                                            ^^^^ unknown-key: an outcome has no key `from` | did you mean `form`?
",
    );
    each_gives(
        "wrong-kind",
        &[
            "tasks: {a: {role: [], outcomes: [x]}}",
            "tasks: {a: {role: {x: y}, outcomes: [x]}}",
            "tasks: {a: {role: x, outcomes: accept}}",
            "tasks: {a: {role: x, outcomes: {}}}",
            "tasks: {a: {role: x, costs: 50, outcomes: [x]}}",
            "tasks: {a: {role: x, costs: {fee: much}, outcomes: [x]}}",
            "tasks: {a: }",
        ],
    );
}
