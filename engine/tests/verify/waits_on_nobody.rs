//! States that only a task of nobody could end.

use super::found;

const ROLES: &str = "
roles:
  applicant: {party: true}
  officer: {pool: officers}
  neighbour: {party: true, many: true, optional: true}
  friend: {party: true, optional: true}
  beside: {any_of: [neighbour, friend]}
data:
  questions: {type: list, of: {to: {type: person, of: beside}, text: {type: text}}}
deadlines: {limit: {period: 5 days}}
";

/// The states told of.
fn told(body: &str) -> Vec<String> {
    let text = super::HEAD.replace("roles: {applicant: {party: true}, officer: {pool: officers}}\n", "");
    assert_ne!(text, super::HEAD);
    let told = super::found_in(&format!("{text}{ROLES}{body}"), &[]);
    let told = told.into_iter().filter(|finding| finding.code == "waits-on-nobody");
    told.filter_map(|finding| finding.message.split('`').nth(1).map(str::to_owned)).collect()
}

fn asked_of(role: &str, more: &str, on: &str) -> String {
    format!(
        "
tasks: {{object: {{role: {role}, outcomes: [objected, content]}}}}
states:
  asking: {{tasks: [object], {more}on: {{object.objected: {{}}, object.content: closed{on}}}}}
  closed: {{final: true}}
"
    )
}

#[test]
fn a_state_that_only_an_optional_party_ends_waits_on_nobody() {
    for role in ["neighbour", "friend", "beside", "[neighbour, friend]"] {
        assert_eq!(told(&asked_of(role, "", "")), ["asking"], "{role}");
    }
    for role in ["applicant", "officer", "[neighbour, officer]"] {
        assert_eq!(told(&asked_of(role, "", "")), Vec::<String>::new(), "{role}");
    }
}

#[test]
fn whatever_else_leads_on_is_enough() {
    let fine = [
        ("deadlines: [limit], ", ", limit.expired: closed"),
        ("", ", a: closed"),
        ("unbounded: it is meant, ", ""),
        ("at_once: [{if: 'size(data.questions) > 0', to: closed}], ", ""),
    ];
    for (more, on) in fine {
        assert_eq!(told(&asked_of("neighbour", more, on)), Vec::<String>::new(), "{more} {on}");
    }
    // An answer that leads nowhere isn't.
    assert_eq!(told(&asked_of("neighbour", "", ", a: {}")), ["asking"]);
}

#[test]
fn a_box_around_or_another_region_may_lead_on() {
    let region = |other: &str| {
        format!(
            "
tasks: {{object: {{role: neighbour, outcomes: [content]}}}}
states:
  both:
    parallel:
      asked: {{states: {{asking: {{tasks: [object], on: {{object.content: content}}}}, content: {{final: true}}}}}}
      desk: {{states: {{waiting: {{on: {{a: {other}, b: over}}}}, over: {{final: true}}}}}}
    done: closed
  closed: {{final: true}}
"
        )
    };
    assert_eq!(told(&region("over")), ["asking"]);
    assert_eq!(told(&region("closed")), Vec::<String>::new());
}

#[test]
fn in_a_copy_its_member_is_there() {
    let body = |of: &str, role: &str| {
        format!(
            "
tasks:
  object: {{role: {role}, outcomes: [content]}}
  add: {{role: applicant, adds: questions, form: [to, text], outcomes: [added]}}
states:
  adding: {{tasks: [add], on: {{add.added: asked}}}}
  asked:
    for_each: {of}
    states: {{asking: {{tasks: [object], on: {{object.content: content}}}}, content: {{final: true}}}}
    done: closed
  closed: {{final: true}}
"
        )
    };
    assert_eq!(told(&body("neighbour", "neighbour")), Vec::<String>::new());
    assert_eq!(told(&body("beside", "neighbour")), Vec::<String>::new());
    assert_eq!(told(&body("data.questions", "member.to")), ["asking"]);
    let required = body("data.questions", "member.to")
        .replace("form: [to, text], outcomes: [added]", "form: [text], outcomes: {added: [to]}");
    assert_eq!(told(&required), Vec::<String>::new());
}

#[test]
fn a_case_with_everybody_in_it_waits_on_somebody() {
    let told = found("states:\n  open: {on: {a: closed}}\n  closed: {final: true}\n");
    assert!(told.iter().all(|finding| finding.code != "waits-on-nobody"), "{told:?}");
}
