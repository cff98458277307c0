//! What may not be proved with boxes covered.

use super::{report_in, report_within};
use registrar_engine::verify::Limits;

/// The verdict on the only guarantee of a text when all is walked, and with boxes covered.
fn verdicts(text: &str) -> [String; 2] {
    let limits = Limits { configurations: 2, covered: 1_000, ..Limits::default() };
    [report_in(text, &[]), report_within(text, &[], &limits)]
        .map(|report| report.verdicts[0].answer.word().to_owned())
}

const HEAD: &str = "workflow: covered
version: 1
title: {en: Covered, zh: 遮盖}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: user
";

/// Somebody joins who hasn't consented to what is under way: that is a withdrawal, though nothing withdraws.
#[test]
fn who_joins_without_consent_withdraws_what_a_covered_box_has_given() {
    let flow = |asked: &str| {
        format!(
            "{HEAD}roles:
  user: {{party: true}}
  late: {{party: true, many: true, optional: true}}
  all: {{any_of: [user, late]}}
data: {{names: {{type: list, of: {{name: {{type: text, required: true}}}}}}}}
consents: {{online: {{of: {asked}}}}}
messages: {{go: {{}}, more: {{}}, stop: {{}}}}
tasks:
  agree: {{role: {asked}, outcomes: [given]}}
  add: {{role: user, adds: names, form: [name], outcomes: [added]}}
states:
  both:
    parallel:
      desk:
        for_each: {asked}
        states:
          wanted: {{tasks: [agree], unbounded: test, on: {{agree.given: {{to: had, do: [{{consent: online}}]}}}}}}
          had: {{}}
      main:
        states:
          asking: {{tasks: [add], unbounded: test, on: {{go: [{{if: \"consent('online')\", to: session}}], add.added: {{}}}}}}
          session: {{consent: online, on: {{consent.withdrawn.online: live, more: {{do: [{{assign: {{role: late, from: data.names}}}}]}}}}}}
          live: {{}}
    on: {{stop: end}}
  end: {{final: true}}
guarantees:
  - never: {{state: live}}
"
        )
    };
    assert_eq!(verdicts(&flow("all")), ["refuted", "not decided"]);
    // Who isn't asked withdraws nothing.
    assert_eq!(verdicts(&flow("user")), ["proved", "proved"]);
}

/// A visit that somebody else's absence costs is a visit.
#[test]
fn what_others_do_may_cost_a_person_a_visit() {
    let flow = |most: u32| {
        format!(
            "{HEAD}roles:
  user: {{party: true, many: true}}
  other: {{party: true, many: true, optional: true}}
tasks:
  come: {{role: user, in_person: user, outcomes: [came]}}
  stay: {{role: other, outcomes: [away]}}
messages: {{stop: {{}}, aside: {{}}, back: {{}}}}
states:
  both:
    parallel:
      main:
        states:
          first: {{tasks: [come], unbounded: test, on: {{come.came: heard}}}}
          heard: {{tasks: [stay], unbounded: test, on: {{stay.away: second}}}}
          second: {{tasks: [come], unbounded: test, on: {{come.came: done}}}}
          done: {{}}
      beside:
        states:
          here: {{on: {{aside: there}}}}
          there: {{on: {{back: here}}}}
    on: {{stop: end}}
  end: {{final: true}}
guarantees:
  - budget: {{of: visits, at_most: {most}}}
"
        )
    };
    assert_eq!(verdicts(&flow(1)), ["refuted", "not decided"]);
    assert_eq!(verdicts(&flow(2)), ["proved", "proved"]);
}
