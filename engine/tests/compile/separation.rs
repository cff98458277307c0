//! Separation of duties that can't be met.

use crate::carets::compiled;
use registrar_engine::finding::Severity;
use std::collections::BTreeMap;

/// What is told of a separation: how much it weighs, and the first two names of the message.
fn told(separate: &str) -> Vec<(Severity, String)> {
    let text = format!(
        "workflow: w
version: 1
title: {{en: W}}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {{party: true, represented_by: [agent]}}
  other: {{party: true}}
  agent: {{authority: mandate}}
  clerk: {{pool: office}}
  judge: {{pool: judges}}
  president: {{pool: judges, keep: true}}
  court: {{any_of: [clerk, judge, president]}}
  parties: {{any_of: [applicant, other]}}
separate: [{separate}]
documents: {{mandate: {{by: applicant}}}}
tasks: {{t: {{role: [court, parties], outcomes: [done]}}}}
states:
  open: {{tasks: [t], on: {{t.done: closed}}}}
  closed: {{final: true}}
"
    );
    let (_, findings) = compiled(&text, &BTreeMap::new());
    let told = findings.into_iter().filter(|finding| finding.code == "separation-unmet");
    told.map(|finding| {
        let names: Vec<&str> = finding.message.split('`').skip(1).step_by(2).take(2).collect();
        (finding.severity, names.join(" "))
    })
    .collect()
}

#[test]
fn roles_that_different_people_can_hold_are_kept_separate() {
    for fine in
        ["[clerk, judge]", "[court, parties]", "[applicant, other]", "[agent, other]", "[agent, court]"]
    {
        assert_eq!(told(fine), [], "{fine}");
    }
}

#[test]
fn who_represents_somebody_cant_be_kept_separate_from_him() {
    for wrong in ["[applicant, agent]", "[agent, parties]", "[judge, agent, applicant]"] {
        assert_eq!(told(wrong), [(Severity::Error, "agent applicant".to_owned())], "{wrong}");
    }
}

#[test]
fn a_role_on_both_sides_is_kept_separate_from_neither() {
    assert_eq!(told("[clerk, clerk]"), [(Severity::Warning, "clerk".to_owned())]);
    assert_eq!(told("[applicant, parties]"), [(Severity::Warning, "applicant".to_owned())]);
}
