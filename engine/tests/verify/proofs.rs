//! Guarantees are proved, refuted with the way there, or not decided with the reason.

use super::report_in;
use registrar_engine::verify::{Answer, Report};

const HEAD: &str = "
workflow: stall
version: 1
title: {en: Street stall}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
";

fn report(rest: &str) -> Report {
    report_in(&format!("{HEAD}{rest}"), &[])
}

/// The word of each verdict.
fn words(rest: &str) -> Vec<&'static str> {
    report(rest).verdicts.iter().map(|verdict| verdict.answer.word()).collect()
}

const STALL: &str = "
roles:
  applicant: {party: true}
  officer: {pool: officers}
deadlines:
  answer: {period: 10 days}
  check: {period: 5 days}
tasks:
  ask: {role: applicant, outcomes: [asked]}
  decide: {role: officer, due: check, outcomes: [granted, refused]}
";

#[test]
fn silence_may_begin_at_any_time() {
    let flow = "
states:
  draft:
    tasks: [ask]
    deadlines: [answer]
    on: {ask.asked: asked, answer.expired: over}
  asked:
    tasks: [ask]
    unbounded: a test
    on: {ask.asked: over}
  over: {final: true}
guarantees:
  - always_ends
  - ends_if_silent: {roles: [applicant]}
";
    let report = report(&format!("{STALL}{flow}"));
    let [always, silent] = &report.verdicts[..] else { panic!("two guarantees") };
    assert_eq!(always.answer.word(), "proved");
    let Answer::Refuted(story) = &silent.answer else { panic!("{:?}", silent.answer) };
    let told: Vec<&str> = story.steps.iter().map(|step| step.sentence["en"].as_str()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].contains("ask") && story.end["en"].contains("asked"), "{story:?}");
    assert!(report.findings.iter().any(|finding| finding.code == "guarantee-refuted"));
}

#[test]
fn the_longest_time_is_the_sum_of_the_deadlines_on_the_way() {
    let flow = |most: &str| {
        format!(
            "{STALL}
states:
  draft:
    tasks: [ask]
    deadlines: [answer]
    on: {{ask.asked: checking, answer.expired: over}}
  checking:
    tasks: [decide]
    deadlines: [check]
    on: {{decide.granted: over, decide.refused: over, check.expired: {{}}}}
  over: {{final: true}}
guarantees:
  - lasts: {{at_most: {most}}}
"
        )
    };
    // Ten days and five, each with the day that it began on.
    let fine = report(&flow("17 days"));
    assert_eq!(fine.verdicts[0].answer.word(), "proved", "{:?}", fine.verdicts[0]);
    let note = &fine.verdicts[0].notes[0]["en"];
    assert!(note.starts_with("at most 17 days") && note.contains("answer 11 from"), "{note}");
    assert_eq!(words(&flow("16 days")), ["refuted"]);
}

#[test]
fn a_loop_that_takes_time_has_no_bound() {
    let flow = "
states:
  draft:
    tasks: [ask]
    deadlines: [answer]
    on: {ask.asked: checking, answer.expired: over}
  checking:
    tasks: [decide]
    deadlines: [check]
    on: {decide.granted: over, decide.refused: draft, check.expired: over}
  over: {final: true}
guarantees:
  - lasts: {at_most: 30 years}
  - budget: {of: decide.refused, at_most: 3}
";
    assert_eq!(words(&format!("{STALL}{flow}")), ["refuted", "refuted"]);
    let limited =
        flow.replace("decide.refused: draft", "decide.refused: {to: draft, at_most: 3, beyond: over}");
    assert_eq!(words(&format!("{STALL}{limited}")), ["proved", "refuted"]);
}

#[test]
fn each_member_is_asked_for_what_is_a_members() {
    let flow = |then: &str| {
        format!(
            "
roles:
  applicant: {{party: true}}
  guest: {{party: true, many: true}}
tasks:
  sign: {{role: guest, outcomes: [signed, declined]}}
  send: {{role: applicant, outcomes: [sent]}}
states:
  signing:
    for_each: guest
    unbounded: a test
    states:
      asked: {{tasks: [sign], on: {{sign.signed: done, sign.declined: {then}}}}}
      done: {{final: true}}
      refused: {{final: true}}
    done: sending
  sending: {{tasks: [send], unbounded: a test, on: {{send.sent: over}}}}
  over: {{final: true}}
guarantees:
  - precedence: {{first: sign, then: send.sent}}
  - precedence: {{first: sign.signed, then: send.sent}}
"
        )
    };
    assert_eq!(words(&flow("refused")), ["proved", "refuted"]);
}

#[test]
fn nothing_is_asked_of_the_data_of_a_case_that_has_ended() {
    let flow = "
roles: {applicant: {party: true}}
messages: {go: {}}
data: {paid: {type: boolean, default: false}}
states:
  open: {on: {go: over}}
  over: {final: true}
guarantees:
  - never: {state: over, unless: '!has(data.paid)'}
  - never: {state: over}
  - never: {state: open, unless: '!data.paid'}
";
    assert_eq!(words(flow), ["not decided", "refuted", "proved"]);
}

const PAIR: &str = "
roles:
  applicant: {party: true}
  other: {party: true, many: true, optional: true}
";

/// Whoever stops a clock and then says nothing has stopped it.
#[test]
fn who_has_stopped_a_clock_may_fall_silent() {
    let flow = "
deadlines: {answer: {period: 10 days, suspend: {by: applicant}}}
states:
  waiting: {deadlines: [answer], on: {answer.expired: over}}
  over: {final: true}
guarantees:
  - always_ends
  - ends_if_silent: {roles: [applicant]}
";
    assert_eq!(words(&format!("{PAIR}{flow}")), ["proved", "refuted"]);
}

/// A deadline is given up by somebody who is there.
#[test]
fn nobody_gives_up_a_deadline_whom_the_case_does_not_have() {
    let flow = "
deadlines: {answer: {period: 10 days, waive: {by: other}}}
states:
  waiting: {deadlines: [answer], on: {answer.waived: over, answer.expired: {}}}
  over: {final: true}
guarantees: [always_ends]
";
    assert_eq!(words(&format!("{PAIR}{flow}")), ["refuted"]);
    let sure = PAIR.replace(", optional: true", "");
    let shared = flow.replace("answer.expired: {}", "answer.expired: over");
    assert_eq!(words(&format!("{sure}{shared}")), ["proved"]);
}

/// What is asked of each member isn't asked of one who never came.
#[test]
fn a_member_who_never_came_owes_nothing() {
    let flow = "
roles:
  applicant: {party: true}
  late: {party: true, many: true, optional: true}
data: {newcomers: {type: list, of: {name: {type: text, required: true}}}}
deadlines: {answer: {period: 10 days}}
tasks:
  admit: {role: applicant, form: [newcomers], outcomes: [done]}
states:
  admitting: {tasks: [admit], unbounded: a test, on: {admit.done: {to: each, do: [{assign: {role: late, from: data.newcomers}}]}}}
  each:
    for_each: late
    states:
      waiting: {deadlines: [answer], on: {answer.expired: waited}}
      waited: {final: true}
    done: over
  over: {final: true}
guarantees:
  - existence: {of: answer.expired}
  - exactly: {of: answer.expired, times: 1}
";
    assert_eq!(words(flow), ["proved", "proved"]);
}

/// A letter may arrive after the state that sent it was left.
#[test]
fn a_letter_that_comes_late_is_an_event_all_the_same() {
    let flow = "
messages: {go: {}}
documents: {paper: {by: applicant, media: [application/pdf]}}
notices: {letter: {to: applicant, document: paper, served_when: [read]}}
states:
  telling: {entry: [{send: letter}], unbounded: a test, on: {letter.served: told, go: gone}}
  told: {unbounded: a test, on: {go: over}}
  gone: {unbounded: a test, on: {go: over}}
  over: {final: true}
guarantees:
  - not_coexistence: [letter.served, go]
  - budget: {of: letter.served, at_most: 1}
";
    assert_eq!(words(&format!("{PAIR}{flow}")), ["refuted", "proved"]);
}

/// What no run reaches, in order.
fn never_reached(rest: &str) -> Vec<String> {
    let found = report(rest).findings.into_iter().filter(|finding| finding.code == "never-reached");
    found.map(|finding| finding.message).collect()
}

#[test]
fn a_deadline_that_never_begins_while_its_state_is_active_is_told() {
    let flow = |urgent: &str| {
        format!(
            "
roles: {{applicant: {{party: true}}}}
data: {{urgent: {{type: boolean, default: false}}}}
messages: {{stop: {{}}, hurry: {{}}, go: {{}}}}
deadlines: {{limit: {{period: 5 days, from: file.filed}}}}
tasks: {{file: {{role: applicant, outcomes: [filed]}}}}
states:
  open:
    deadlines: [limit]
    unbounded: test
    states:
      idle: {{on: {{hurry: {{do: [{{set: {{urgent: {urgent:?}}}}}]}}, go: [{{if: data.urgent, to: filing}}, {{do: []}}]}}}}
      filing: {{tasks: [file], on: {{file.filed: {{}}}}}}
    on: {{limit.expired: end, stop: end}}
  end: {{final: true}}
"
        )
    };
    assert_eq!(never_reached(&flow("true")), Vec::<String>::new());
    let told = never_reached(&flow("false"));
    assert!(told.contains(&"no run has the deadline `limit` running".to_owned()), "{told:?}");
}

#[test]
fn a_rung_that_no_service_comes_to_is_told() {
    let flow = |first: &str| {
        format!(
            "
roles: {{applicant: {{party: true}}, other: {{party: true}}, officer: {{pool: officers}}}}
documents: {{paper: {{by: officer, media: [application/pdf]}}}}
messages: {{stop: {{}}}}
notices:
  n: {{to: other, document: paper, served_when: [visit.given], undeliverable: [visit, last]}}
deadlines:
  last: {{period: 3 days}}
tasks:
  visit: {{role: officer, outcomes: [{first}]}}
states:
  waiting: {{entry: [{{send: n}}], unbounded: test, on: {{n.served: end, n.undeliverable: end, stop: end}}}}
  end: {{final: true}}
"
        )
    };
    assert_eq!(never_reached(&flow("given, not_given")), Vec::<String>::new());
    let told = never_reached(&flow("given"));
    assert_eq!(
        told,
        ["no run takes this arrow of `waiting`", "no service of `n` comes to `last` on its ladder"]
    );
}
