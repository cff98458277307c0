//! What may not be proved with boxes covered.

use super::{chart_in, report_in, report_within};
use registrar_engine::verify::{Limits, Piece};
use registrar_engine::{verify, verify_by};

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

/// Who works out what doesn't hang together, and in which order, makes no difference: not if nobody does, either.
#[test]
fn what_is_told_does_not_hang_on_the_workers() {
    let text = format!(
        "{HEAD}roles:
  user: {{party: true, many: true}}
  other: {{party: true, many: true, optional: true}}
tasks:
  come: {{role: user, in_person: user, outcomes: [came]}}
  stay: {{role: other, outcomes: [away]}}
messages: {{stop: {{}}}}
states:
  main:
    states:
      first: {{tasks: [come], unbounded: test, on: {{come.came: heard}}}}
      heard: {{tasks: [stay], unbounded: test, on: {{stay.away: second}}}}
      second: {{tasks: [come], unbounded: test, on: {{come.came: first}}}}
    on: {{stop: end}}
  end: {{final: true}}
guarantees:
  - always_ends
  - ends_if_silent: {{roles: [other]}}
  - budget: {{of: visits, at_most: 2}}
  - precedence: {{first: come.came, then: stay.away}}
"
    );
    let chart = chart_in(&text, &[]);
    let limits = Limits { configurations: 2, covered: 1_000, ..Limits::default() };
    let told = format!("{:?}", verify(&chart, &limits));
    assert!(told.contains("Proved") && told.contains("NotDecided"), "{told}");
    let backwards = |pieces: Vec<Piece<'_>>| pieces.into_iter().rev().for_each(|piece| piece());
    assert_eq!(format!("{:?}", verify_by(&chart, &limits, &backwards)), told);
    assert_eq!(format!("{:?}", verify_by(&chart, &limits, &|pieces| drop(pieces))), told);
}

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

/// Regions beside the rest, so that it is too large to be walked whole, then an end, and one guarantee.
fn beside_others(head: &str, states: &str, guarantee: &str) -> [String; 2] {
    let mut text = format!("{HEAD}{head}states:\n  both:\n{states}");
    for at in 0..6 {
        text.push_str(&format!(
            "      x{at}:\n        states:\n          x{at}a: {{on: {{aside: x{at}b}}}}\n          x{at}b: {{on: {{back: x{at}a}}}}\n"
        ));
    }
    text.push_str(&format!("    on: {{stop: end}}\n  end: {{final: true}}\nguarantees:\n  - {guarantee}\n"));
    verdicts(&text)
}

const BROKEN: [&str; 2] = ["refuted", "not decided"];

#[test]
fn what_a_covered_box_raises_in_one_step_comes_before_what_is_raised_by_it() {
    let head = "roles: {user: {party: true}}
messages: {f: {}, g: {}, h: {}, stop: {}, aside: {}, back: {}}
tasks: {t: {role: user, outcomes: [yes]}}
";
    let states = |raised: &str| {
        format!(
            "    parallel:
      p:
        states:
          p0: {{tasks: [t], unbounded: test, on: {{t.yes: {{to: p1, do: [{raised}]}}}}}}
          p1: {{}}
      c:
        states:
          c0: {{on: {{f: {{to: c1, do: [{{raise: h}}]}}}}}}
          c1: {{on: {{g: c2, h: c3}}}}
          c2: {{on: {{h: bad}}}}
          c3: {{}}
          bad: {{}}
"
        )
    };
    let asked = |raised: &str| beside_others(head, &states(raised), "never: {state: bad}");
    assert_eq!(asked("{raise: f}, {raise: g}"), BROKEN);
    assert_eq!(asked("{raise: g}, {raise: f}"), ["proved", "proved"]);
}

/// What one covered box raises sets off another, within the step of an event that is answered outside too.
#[test]
fn covered_boxes_set_one_another_off_within_one_step() {
    let head = "roles: {user: {party: true}}
messages: {e: {}, f: {}, g: {}, h: {}, h2: {}, stop: {}, aside: {}, back: {}}
";
    let states = "    parallel:
      q:
        states:
          q0: {on: {e: {do: [{raise: f}]}, aside: q1}}
          q1: {}
      r:
        states:
          r0: {on: {f: {do: [{raise: g}]}, aside: r1}}
          r1: {}
      c:
        states:
          c0: {on: {e: {to: c1, do: [{raise: h}]}}}
          c1: {on: {h: {to: c2, do: [{raise: h2}]}}}
          c2: {on: {h2: c4, g: c3}}
          c3: {on: {h2: bad}}
          c4: {}
          bad: {}
";
    assert_eq!(beside_others(head, states, "never: {state: bad}"), BROKEN);
}

/// Two deliveries of one notice have each their own rung, also where one of them is covered.
#[test]
fn a_rung_in_a_covered_box_serves_no_other_delivery() {
    let head = "roles: {user: {party: true}, other: {party: true}, clerk: {pool: clerks}}
messages: {go: {}, stop: {}, aside: {}, back: {}}
documents: {paper: {by: user, media: [application/pdf]}}
notices:
  n: {to: other, document: paper, served_when: [read, hand.handed], undeliverable: [hand]}
tasks: {hand: {role: clerk, outcomes: [handed, lost]}}
";
    let states = "    entry: [{send: n}]
    parallel:
      main:
        states:
          a:
            states:
              a0: {entry: [{send: n}], on: {hand.lost: {}, aside: a1}}
              a1: {}
            on: {go: later}
          later: {on: {hand.lost: {}}}
      r:
        states:
          r0: {on: {n.served: {}, n.undeliverable: {}, go: r1}}
          r1: {on: {n.served: {}, n.undeliverable: {}, aside: r0}}
      c:
        states:
          c0: {on: {hand.handed: c1}}
          c1: {on: {go: c2}}
          c2: {on: {hand.handed: bad}}
          bad: {}
";
    assert_eq!(beside_others(head, states, "never: {state: bad}"), BROKEN);
}

/// That all was tried comes before what a clock tells of standing still meanwhile.
#[test]
fn a_covered_ladder_ends_within_the_step_of_its_last_rung() {
    let head = "roles: {user: {party: true}, other: {party: true}}
messages: {stop: {}, aside: {}, back: {}}
documents: {paper: {by: user, media: [application/pdf]}}
notices:
  n: {to: other, document: paper, served_when: [read], undeliverable: [last]}
deadlines:
  last: {period: 3 days}
  long: {period: 50 days, suspend_while: [pause]}
";
    let states = "    parallel:
      a:
        states:
          a0: {entry: [{send: n}], on: {last.expired: {}, n.undeliverable: a1, n.served: a1}}
          a1: {}
      c:
        deadlines: [long]
        states:
          run: {on: {last.expired: pause, long.expired: over}}
          pause: {on: {n.undeliverable: after, long.suspended: aside_of_it, aside: run}}
          after: {on: {long.expired: over}}
          aside_of_it: {on: {long.expired: over}}
          over: {}
";
    assert_eq!(beside_others(head, states, "never: {state: after}"), BROKEN);
}

#[test]
fn clocks_in_covered_boxes_tell_that_they_stop_together_with_others() {
    let head = "roles: {user: {party: true}}
messages: {go: {}, h: {}, stop: {}, aside: {}, back: {}}
deadlines:
  here: {period: 5 days, suspend_while: [pause]}
  there: {period: 5 days, suspend_while: [pause]}
";
    let states = "    parallel:
      c:
        deadlines: [here]
        states:
          c0: {on: {here.suspended: {to: c1, do: [{raise: h}]}, here.expired: c3}}
          c1: {on: {there.suspended: c2, h: c3, here.expired: c3}}
          c2: {on: {h: bad, here.expired: c3}}
          c3: {}
          bad: {}
      q:
        states:
          q0: {deadlines: [there], on: {there.expired: q1}}
          q1: {}
      s:
        states:
          run: {on: {go: pause}}
          pause: {on: {aside: run}}
";
    assert_eq!(beside_others(head, states, "never: {state: bad}"), BROKEN);
}

#[test]
fn more_time_for_all_is_told_to_all_copies_of_a_covered_box_at_once() {
    let head = "roles: {user: {party: true}, other: {party: true, many: true}, clerk: {pool: clerks}}
messages: {h: {}, go: {}, stop: {}, aside: {}, back: {}}
deadlines:
  d: {period: 5 days, extend: {by: clerk, up_to: 3 days, times: 2, for: all}}
";
    let states = "    parallel:
      q:
        for_each: other
        states:
          q0: {deadlines: [d], on: {d.expired: q1}}
          q1: {on: {go: q0}}
      c:
        states:
          c0: {on: {d.extended: {to: c1, do: [{raise: h}]}}}
          c1: {on: {d.extended: c2, h: c3}}
          c2: {on: {h: bad}}
          c3: {}
          bad: {}
";
    assert_eq!(beside_others(head, states, "never: {state: bad}"), BROKEN);
}

/// Of the copies only that of the person whose visits are counted is looked into: the others' time is its time too.
#[test]
fn more_time_for_all_that_somebody_else_gets_is_more_time_in_the_copy_that_is_looked_into() {
    let head = "roles: {user: {party: true}, other: {party: true, many: true}}
messages: {stop: {}, aside: {}, back: {}}
tasks: {come: {role: other, in_person: other, outcomes: [came]}}
deadlines:
  d: {period: 5 days, extend: {by: other, up_to: 3 days, times: 2, for: all}}
";
    let states = "    parallel:
      q:
        for_each: other
        deadlines: [d]
        states:
          q0: {on: {d.extension_refused: q1, d.expired: q3}}
          q1: {on: {d.extended: q2, d.expired: q3}}
          q2: {tasks: [come], on: {come.came: q3, d.expired: q3}}
          q3: {}
";
    assert_eq!(beside_others(head, states, "budget: {of: visits, at_most: 0}"), BROKEN);
}

/// In copies within a copy an event concerns the members of both.
#[test]
fn what_happens_in_covered_copies_concerns_whom_the_copy_around_them_is_for() {
    let head = "roles:
  user: {party: true}
  other: {party: true}
  third: {party: true}
  late: {party: true, many: true, optional: true}
  all: {any_of: [third, late]}
data: {names: {type: list, of: {name: {type: text, required: true}}}}
consents: {online: {of: all}}
messages: {go: {}, stop: {}, aside: {}, back: {}}
tasks:
  agree: {role: all, repeat: true, outcomes: [given]}
  come: {role: other, outcomes: [came]}
  add: {role: user, adds: names, form: [name], outcomes: [added]}
";
    let states = "    parallel:
      desk:
        states:
          wanted: {tasks: [agree], unbounded: test, on: {agree.given: {do: [{consent: online}]}, aside: had}}
          had: {on: {back: wanted}}
      admit:
        states:
          opened: {tasks: [add], unbounded: test, on: {add.added: {}, go: {do: [{assign: {role: late, from: data.names}}]}}}
      q:
        for_each: other
        states:
          q0: {on: {aside: [{if: \"consent('online')\", to: q1}]}}
          q1:
            for_each: third
            states:
              q2: {consent: online, on: {consent.withdrawn.online: q3}}
              q3: {final: true}
            done: q4
          q4: {tasks: [come], unbounded: test, on: {come.came: q5}}
          q5: {}
";
    let asked = "precedence: {first: come.came, then: consent.withdrawn.online}";
    assert_eq!(beside_others(head, states, asked), BROKEN);
}

#[test]
fn nothing_is_proved_with_boxes_covered_where_a_case_goes_on_after_errors() {
    let head = "roles: {user: {party: true}}
messages: {e: {}, h: {}, stop: {}, aside: {}, back: {}}
data: {n: {type: integer, default: 0, min: 0, max: 1}}
";
    let states = "    parallel:
      q:
        states:
          q0: {on: {e: [{if: '1 / data.n == 1', to: q1}], aside: q1}}
          q1: {}
      c:
        states:
          c0: {on: {e: {to: c1, do: [{raise: h}]}, error.execution: {}}}
          c1: {on: {error.execution: c2, h: c3}}
          c2: {on: {h: bad, error.execution: {}}}
          c3: {on: {error.execution: {}}}
          bad: {on: {error.execution: {}}}
";
    assert_eq!(beside_others(head, states, "never: {state: bad}"), BROKEN);
}

/// How soon something comes is asked box by box: the time in the box that is covered counts.
#[test]
fn an_answer_comes_in_time_with_boxes_covered() {
    let flow = |template: &str, most: &str| {
        let mut text = format!(
            "{HEAD}roles: {{user: {{party: true}}}}
messages: {{first: {{}}, stop: {{}}, aside: {{}}, back: {{}}}}
deadlines:
  check: {{period: 5 days}}
  answer: {{period: 10 days}}
states:
  both:
    parallel:
      main:
        states:
          idle: {{on: {{first: work}}}}
          work:
            states:
              asked: {{deadlines: [check], on: {{check.expired: checked}}}}
              checked: {{final: true}}
            done: waits
          waits: {{deadlines: [answer], on: {{answer.expired: told}}}}
          told: {{}}
"
        );
        for at in 0..6 {
            text.push_str(&format!(
                "      x{at}:\n        states:\n          x{at}a: {{on: {{aside: x{at}b}}}}\n          x{at}b: {{on: {{back: x{at}a}}}}\n"
            ));
        }
        text.push_str(&format!(
            "    on: {{stop: [{{if: \"active('idle') || active('told')\", to: end}}]}}
  end: {{final: true}}
guarantees:
  - {template}: {{after: first, comes: answer.expired, within: {most}}}
"
        ));
        text
    };
    for template in ["response", "alternate_response"] {
        assert_eq!(verdicts(&flow(template, "17 days")), ["proved", "proved"]);
        assert_eq!(verdicts(&flow(template, "10 days")), BROKEN);
    }
    // Where it needn't come it isn't proved to come soon.
    let early = flow("response", "17 days").replace("active('told')", "active('waits')");
    assert_eq!(verdicts(&early), BROKEN);
    let limits = Limits { configurations: 2, covered: 1_000, ..Limits::default() };
    let report = report_within(&flow("response", "20 days"), &[], &limits);
    let note = &report.verdicts[0].notes[0]["en"];
    assert!(note.starts_with("at most 17 days"), "{note}");
    assert!(note.contains("check 6") && note.contains("answer 11"), "{note}");
}

/// What is found in a case of several regions that is too large for the limit, with boxes covered: codes and messages.
fn found_in_parts(data: &str, flow: &str) -> Vec<(String, String)> {
    let text = format!(
        "{HEAD}roles: {{user: {{party: true}}}}
data: {{{data}}}
consents: {{online: {{of: user}}}}
messages: {{go: {{}}, hurry: {{}}, stop: {{}}, a: {{}}, b: {{}}, c: {{}}}}
tasks: {{agree: {{role: user, outcomes: [given]}}}}
states:
  all:
    parallel:
      one: {{states: {{one_a: {{on: {{a: one_b}}}}, one_b: {{on: {{b: one_c}}}}, one_c: {{on: {{c: one_a}}}}}}}}
      two: {{states: {{two_a: {{on: {{b: two_b}}}}, two_b: {{on: {{c: two_c}}}}, two_c: {{on: {{a: two_a}}}}}}}}
      main:
        states:
{flow}
  end: {{final: true}}
"
    );
    let limits = Limits { configurations: 2, covered: 2_000, ..Limits::default() };
    let told = |limits: &Limits| {
        let all = report_within(&text, &[], limits).findings.into_iter();
        all.filter(|finding| ALWAYS.contains(&finding.code))
    };
    let covered: Vec<(String, String)> =
        told(&limits).map(|finding| (finding.code.to_owned(), finding.message)).collect();
    // Where it isn't walked whole and nothing is covered, nothing is told that needs it.
    let none = Limits { covered: 0, ..limits };
    assert!(told(&none).all(|finding| !["never-reached", "no-way-to-an-end"].contains(&finding.code)));
    // The same is told of the whole walk, but where the case may stay that isn't told twice.
    let codes = |all: &mut dyn Iterator<Item = String>| {
        let mut codes: Vec<String> = all.filter(|code| code != "no-way-to-an-end").collect();
        codes.sort();
        codes
    };
    let whole = codes(&mut told(&Limits::default()).map(|finding| finding.code.to_owned()));
    assert_eq!(codes(&mut covered.iter().map(|(code, _)| code.clone())), whole, "{text}");
    covered
}

/// What every definition is checked for by walking.
const ALWAYS: [&str; 6] =
    ["never-reached", "dead-end", "no-way-to-an-end", "may-fail", "without-consent", "endless-settling"];

const URGENT: &str = "urgent: {type: boolean, default: false}";

#[test]
fn a_state_that_no_run_reaches_is_found_with_boxes_covered() {
    let flow = |back: &str| {
        format!(
            "          open: {{on: {{go: {{if: data.urgent, to: quick}}, hurry: {{to: slow, do: [{{set: {{urgent: \"true\"}}}}]}}}}}}
          quick: {{on: {{stop: end}}}}
          slow: {{on: {{stop: end{back}}}}}"
        )
    };
    let told = found_in_parts(URGENT, &flow(""));
    let [(first, state), (second, arrow)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!([first, second], ["never-reached"; 2]);
    assert_eq!([state.as_str(), arrow], ["no run gets into `quick`", "no run takes this arrow of `open`"]);
    assert_eq!(found_in_parts(URGENT, &flow(", go: open")), []);
}

#[test]
fn an_arrow_that_no_run_takes_is_found_with_boxes_covered() {
    let flow = |hurry: &str| {
        format!(
            "          open: {{on: {{go: {{if: data.urgent, do: [{{log: \"'urgent'\"}}]}}, stop: end{hurry}}}}}"
        )
    };
    let told = found_in_parts(URGENT, &flow(""));
    assert_eq!(told, [("never-reached".to_owned(), "no run takes this arrow of `open`".to_owned())]);
    assert_eq!(found_in_parts(URGENT, &flow(", hurry: {do: [{set: {urgent: \"true\"}}]}")), []);
}

#[test]
fn where_no_end_is_found_from_is_told_with_boxes_covered() {
    let flow =
        |lost: &str| format!("          open: {{on: {{go: lost, stop: end}}}}\n          lost: {lost}");
    let told = found_in_parts(URGENT, &flow("{on: {hurry: {do: [{log: \"'lost'\"}]}}}"));
    let [(code, message)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(code, "no-way-to-an-end");
    assert!(message.contains("lost"), "{message}");
    assert_eq!(found_in_parts(URGENT, &flow("{on: {hurry: end}}")), []);
}

#[test]
fn a_step_that_fails_is_found_with_boxes_covered() {
    let flow = "          open: {on: {go: {if: data.track == 'short', to: closed}, stop: end}}
          closed: {on: {stop: end}}";
    let track = "track: {type: enum, of: [short, long]";
    let told = found_in_parts(&format!("{track}}}"), flow);
    assert_eq!(told.iter().filter(|(code, _)| code == "may-fail").count(), 1, "{told:?}");
    assert_eq!(found_in_parts(&format!("{track}, default: short}}"), flow), []);
}

#[test]
fn a_state_entered_without_its_consent_is_found_with_boxes_covered() {
    let flow = |condition: &str| {
        format!(
            "          open: {{tasks: [agree], unbounded: test, on: {{agree.given: {{do: [{{consent: online}}]}}, go: {{{condition}to: session}}, stop: end}}}}
          session: {{consent: online, on: {{stop: end, consent.withdrawn.online: open}}}}"
        )
    };
    let told = |condition: &str| {
        let told = found_in_parts(URGENT, &flow(condition)).into_iter();
        told.filter(|(code, _)| code == "without-consent").map(|(_, message)| message).collect::<Vec<_>>()
    };
    assert_eq!(told(""), ["`go` may lead into `session` without the consent `online`"]);
    assert_eq!(told("if: \"consent('online')\", "), [] as [&str; 0]);
}

#[test]
fn steps_that_go_round_are_found_with_boxes_covered() {
    let flow = |again: &str| {
        format!(
            "          open: {{on: {{hurry: {{do: [{{set: {{urgent: \"true\"}}}}]}}, go: round, stop: end}}}}
          round: {{at_once: [{{if: data.urgent, to: back, do: [{{set: {{urgent: \"{again}\"}}}}]}}], on: {{stop: end}}}}
          back: {{at_once: [round]}}"
        )
    };
    let told = found_in_parts(URGENT, &flow("true"));
    let round = |(code, message): &&(String, String)| {
        code == "endless-settling" && message.contains("`go` may set off steps that go round")
    };
    assert_eq!(told.iter().filter(round).count(), 1, "{told:?}");
    assert_eq!(found_in_parts(URGENT, &flow("false")), []);
}
