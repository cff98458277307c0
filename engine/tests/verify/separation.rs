//! How many people of one pool a case needs.

use super::found_in;
use registrar_engine::finding::Severity;

/// What is told where these roles are separate, a case has these tasks, each role's its own, and these states.
fn told(separate: &str, tasks: &str, states: &str) -> Vec<String> {
    let text = format!(
        "
workflow: stall
version: 1
title: {{en: Street stall}}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {{party: true}}
  judge: {{pool: judges}}
  president: {{pool: judges}}
  drawn: {{pool: judges, assign: random}}
  clerk: {{pool: office}}
  court: {{any_of: [judge, president]}}
separate: [{separate}]
messages: {{a: {{}}, b: {{}}}}
tasks: {{{tasks}}}
states:
{states}
  closed: {{final: true}}
"
    );
    let found = found_in(&text, &[]).into_iter().filter(|finding| finding.code == "separation-unmet");
    found
        .inspect(|finding| assert_eq!(finding.severity, Severity::Note))
        .map(|finding| finding.message)
        .collect()
}

const TASKS: &str = "hear: {role: judge, outcomes: [heard]}, sign: {role: president, outcomes: [signed]}, \
                     read: {role: drawn, outcomes: [read]}, file: {role: clerk, outcomes: [filed]}, \
                     any: {role: court, outcomes: [done]}";

/// One after the other.
const ONE_WAY: &str = "
  hearing: {tasks: [hear], on: {hear.heard: signing}}
  signing: {tasks: [sign], on: {sign.signed: reading}}
  reading: {tasks: [read], on: {read.read: filing}}
  filing: {tasks: [file], on: {file.filed: last}}
  last: {tasks: [any], on: {any.done: closed}}";

#[test]
fn separate_roles_of_one_pool_that_act_in_one_case_need_several_people() {
    let two = told("[judge, president]", TASKS, ONE_WAY);
    let [message] = two.as_slice() else { panic!("{two:?}") };
    assert!(message.contains("may need 2 different people of `judges`: `judge`, `president`"), "{message}");
    let three = told("[judge, president, drawn]", TASKS, ONE_WAY);
    assert!(three[0].contains("may need 3 different people of `judges`"), "{three:?}");
    // The drawn one may be the judge.
    let path = told("[judge, president], [president, drawn]", TASKS, ONE_WAY);
    assert!(path[0].contains("may need 2 different people"), "{path:?}");
}

#[test]
fn roles_of_different_pools_or_of_one_side_need_nobody_else() {
    for fine in ["[judge, clerk]", "[court, drawn, clerk], [judge, clerk]", "[court, clerk]"] {
        let told = told(fine, TASKS, ONE_WAY);
        assert!(told.iter().all(|message| !message.contains("`office`")), "{fine}: {told:?}");
        assert_eq!(told.len(), usize::from(fine.contains("drawn")), "{fine}: {told:?}");
    }
}

#[test]
fn tasks_on_different_ways_of_a_case_need_one_person() {
    let states = "
  open: {on: {a: hearing, b: signing}}
  hearing: {tasks: [hear], on: {hear.heard: reading}}
  signing: {tasks: [sign], on: {sign.signed: reading}}
  reading: {tasks: [read], on: {read.read: filing}}
  filing: {tasks: [file], on: {file.filed: last}}
  last: {tasks: [any], on: {any.done: closed}}";
    assert_eq!(told("[judge, president]", TASKS, states), Vec::<String>::new());
    let three = told("[judge, president, drawn]", TASKS, states);
    assert!(three[0].contains("may need 2 different people of `judges`"), "{three:?}");
}

#[test]
fn who_is_drawn_is_needed_before_he_acts() {
    let states = "
  both:
    on: {a: closed}
    parallel:
      one: {states: {reading: {tasks: [read], on: {read.read: closed}}}}
      two: {states: {hearing: {tasks: [hear], on: {hear.heard: closed, b: rest}}, rest: {tasks: [sign, file, any], on: {sign: closed, file: closed, any: closed}}}}";
    let two = told("[judge, drawn]", TASKS, states);
    assert!(two.first().is_some_and(|message| message.contains("`judge`, `drawn`")), "{two:?}");
    assert_eq!(told("[judge, president]", TASKS, states), Vec::<String>::new());
}
