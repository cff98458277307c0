//! Stories of refuted guarantees really happen: replayed from their events through `step` alone they come to where they
//! say, and their scenarios hold under the runner.

use registrar_engine::case::Case;
use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::event::Event;
use registrar_engine::finding::has_errors;
use registrar_engine::id::CaseId;
use registrar_engine::verify::{Answer, Limits, Story};
use registrar_engine::{Sources, compile, open, parse, step, verify};
use registrar_scenario::{Options, run};
use std::collections::BTreeMap;

const HEAD: &str = "workflow: stall
version: 1
title: {en: Street stall}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
";

fn chart_of(text: &str) -> Chart {
    let files: Vec<(String, String)> = registrar_workflows::calendars();
    let (calendars, _) = Calendars::read(&files);
    let (definition, mut findings) = parse(text);
    let resources = BTreeMap::new();
    let sources = Sources { text, resources: &resources, calendars: &calendars };
    let chart = definition.and_then(|definition| {
        let (chart, found) = compile(&definition, &sources);
        findings.extend(found);
        chart
    });
    let told: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(!has_errors(&findings), "{told:?}\n{text}");
    chart.expect("without errors there is a chart")
}

/// Plays the events of a story through `step` alone.
fn replayed(chart: &Chart, story: &Story) -> Case {
    let mut case: Option<Case> = None;
    let mut latest = None;
    for told in &story.steps {
        let (at, event) = (told.at.expect("a date"), told.event.as_ref().expect("an event"));
        assert!(latest.is_none_or(|latest| latest <= at), "dates go forward: {}", shown(story));
        latest = Some(at);
        let done = match (&case, event) {
            (None, Event::Opened { by, people, data }) => {
                open(chart, CaseId::parse("case-1").unwrap(), by, people, data, at)
            }
            (Some(case), event) => step(chart, case, event, at),
            (None, other) => panic!("a story begins with the opening, not with {other:?}"),
        };
        case = Some(done.unwrap_or_else(|refusal| panic!("{event:?} is refused: {refusal}")).case);
    }
    case.expect("a story has steps")
}

/// A story for a failed test.
fn shown(story: &Story) -> String {
    let steps = story.steps.iter().map(|told| format!("{:?} {}", told.at, told.sentence["en"]));
    format!("{:#?}\n{:?}\n{}", steps.collect::<Vec<_>>(), story.assumed, story.feature)
}

/// Runs the scenario of a story; what is wrong with it.
fn play(text: &str, feature: &str) -> Result<(), String> {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("stall");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("workflow.yaml"), text).unwrap();
    let file = home.path().join("story.feature");
    std::fs::write(&file, feature).unwrap();
    let report =
        run(&[file], &Options { workflows: vec![home.path().to_owned()], ..Options::default() }).unwrap();
    if report.is_good() && report.passed == 1 { Ok(()) } else { Err(report.text()) }
}

/// The case at the end of the story of each guarantee, in order; none where it holds. Every story is played in full.
fn stories(rest: &str) -> (Chart, Vec<Option<(Story, Case)>>) {
    let text = format!("{HEAD}{rest}");
    let chart = chart_of(&text);
    let report = verify(&chart, &Limits::default());
    let told = report.verdicts.iter().map(|verdict| match &verdict.answer {
        Answer::Proved => None,
        Answer::NotDecided { limit } => panic!("{} isn't decided: {limit:?}", verdict.guarantee),
        Answer::Refuted(story) => {
            assert!(story.assumed.is_empty(), "{}: {}", verdict.guarantee, shown(story));
            let case = replayed(&chart, story);
            assert!(!story.feature.is_empty(), "{}: {}", verdict.guarantee, shown(story));
            if std::env::var_os("SHOW").is_some() {
                for told in &story.steps {
                    println!("{:?} {} {}", told.at, told.sentence["en"], told.sentence["zh"]);
                }
                println!("{}", story.feature);
            }
            if let Err(wrong) = play(&text, &story.feature) {
                panic!("{wrong}\n{}", story.feature);
            }
            Some(((**story).clone(), case))
        }
    });
    let told = told.collect();
    (chart, told)
}

/// The one story of a definition.
fn the_story(rest: &str) -> (Chart, Story, Case) {
    let (chart, told) = stories(rest);
    let mut told: Vec<(Story, Case)> = told.into_iter().flatten().collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    let (story, case) = told.remove(0);
    (chart, story, case)
}

fn is_in(chart: &Chart, case: &Case, state: &str) -> bool {
    let state = chart.state_named(state).unwrap();
    case.configuration.iter().any(|place| place.state == state)
}

#[test]
fn a_story_has_the_days_on_which_deadlines_end() {
    let (chart, story, case) = the_story(
        "
roles: {applicant: {party: true}, officer: {pool: officers}}
deadlines: {answer: {period: 10 days}, check: {period: 5 days}}
tasks:
  ask: {role: applicant, outcomes: [asked]}
  decide: {role: officer, due: check, outcomes: [granted, refused]}
states:
  draft: {tasks: [ask], deadlines: [answer], on: {ask.asked: checking, answer.expired: over}}
  checking: {tasks: [decide], deadlines: [check], on: {decide.granted: over, decide.refused: over, check.expired: lost}}
  lost: {unbounded: a test, tasks: [ask], on: {ask.asked: over}}
  over: {final: true}
guarantees:
  - never: {state: lost}
  - always_ends
",
    );
    assert!(is_in(&chart, &case, "lost"));
    // The first Monday of March at nine; the applicant asks at ten; five days after that day end with a midnight.
    let days: Vec<String> = story.steps.iter().map(|told| told.at.unwrap().to_string()).collect();
    assert_eq!(days, ["2026-03-02T01:00:00Z", "2026-03-02T02:00:00Z", "2026-03-07T16:00:00Z"]);
    assert!(story.feature.contains("When the clock reaches 2026-03-02 10:00\n"), "{}", story.feature);
    assert!(story.feature.contains("And the deadline \"check\" expires\n"), "{}", story.feature);
}

#[test]
fn somebody_acts_late_where_one_clock_has_to_end_before_another() {
    // `long` ends before `short` only if `short` begins late.
    let (chart, _, case) = the_story(
        "
roles: {applicant: {party: true}}
deadlines: {long: {period: 20 days}, short: {period: 10 days}}
tasks: {ask: {role: applicant, outcomes: [asked]}}
states:
  whole:
    deadlines: [long]
    on: {long.expired: {do: [{set: {late: true}}]}}
    parallel:
      asking:
        states:
          draft: {tasks: [ask], unbounded: a test, on: {ask.asked: waiting}}
          waiting: {deadlines: [short], on: {short.expired: [{if: data.late, to: lost}, {to: fine}]}}
          lost: {unbounded: a test, on: {}}
          fine: {final: true}
    done: over
  over: {final: true}
data: {late: {type: boolean, default: false}}
guarantees:
  - never: {state: lost}
",
    );
    assert!(is_in(&chart, &case, "lost"));
}

#[test]
fn values_are_found_with_which_a_free_condition_goes_the_way_of_the_story() {
    let (chart, story, case) = the_story(
        "
roles: {applicant: {party: true}, officer: {pool: officers, assign: random, keep: true}}
data:
  amount: {type: money, currency: CNY, required: true}
  name: {type: text}
  day: {type: date}
tasks:
  ask: {role: applicant, outcomes: {asked: [amount, name, day]}}
  decide: {role: officer, outcomes: [granted]}
states:
  draft: {tasks: [ask], unbounded: a test, on: {ask.asked: checking}}
  checking:
    tasks: [decide]
    unbounded: a test
    on: {decide.granted: [{if: \"data.amount > 50000 && data.name == 'Wang'\", to: lost}, {to: over}]}
  lost: {unbounded: a test, tasks: [ask], on: {ask.asked: over}}
  over: {final: true}
guarantees:
  - never: {state: lost}
",
    );
    assert!(is_in(&chart, &case, "lost"));
    let asked = &story.steps[1].sentence["en"];
    assert!(asked.contains("amount: 50000.01") && asked.contains("name: Wang"), "{asked}");
    // Who decides is found by lot, and the story says so.
    assert!(
        story.steps.iter().any(|told| matches!(told.event, Some(Event::Assigned { .. }))),
        "{}",
        shown(&story)
    );
}

#[test]
fn visits_and_costs_are_counted_for_a_member() {
    let (_, told) = stories(
        "
roles: {applicant: {party: true}, guest: {party: true, many: true}}
tasks:
  come: {role: guest, in_person: guest, costs: {fee: 30}, outcomes: [came, stayed]}
states:
  meeting:
    for_each: guest
    unbounded: a test
    states:
      asked: {tasks: [come], unbounded: a test, on: {come.came: again, come.stayed: done}}
      again: {tasks: [come], unbounded: a test, on: {come.came: done, come.stayed: done}}
      done: {final: true}
    done: over
  over: {final: true}
guarantees:
  - budget: {of: visits, at_most: 1}
  - budget: {of: fee, at_most: 50}
  - budget: {of: come.came, at_most: 1}
  - precedence: {first: come.stayed, then: come.came}
  - response: {after: come.came, comes: come.stayed}
",
    );
    let told: Vec<_> = told.into_iter().map(|told| told.expect("all are broken")).collect();
    assert!(told[0].0.feature.contains("has come in person 2 times"), "{}", told[0].0.feature);
    assert!(told[1].0.feature.contains("the cost \"fee\" of the guest is 60"), "{}", told[1].0.feature);
    let spent =
        |case: &Case, of: &str| case.costs.iter().filter(|cost| cost.of == of).map(|cost| cost.amount).max();
    assert_eq!((spent(&told[0].1, "visits"), spent(&told[1].1, "fee")), (Some(2), Some(60)));
}

#[test]
fn a_clock_stands_still_gets_more_time_and_is_given_up() {
    let (chart, told) = stories(
        "
roles: {applicant: {party: true}, officer: {pool: officers}}
deadlines:
  answer:
    period: 10 days
    suspend: {by: officer}
    extend: {by: officer, up_to: 5 days, times: 2, ask: before expiry}
    waive: {by: applicant}
tasks: {ask: {role: applicant, outcomes: [asked]}}
states:
  draft:
    tasks: [ask]
    deadlines: [answer]
    on:
      ask.asked: over
      answer.expired: {to: late, do: []}
      answer.suspended: {do: [{set: {stood: true}}]}
      answer.extended: {do: [{set: {more: 'data.more + 1'}}]}
      answer.waived: given_up
  late: {final: true, outcome: late}
  given_up: {unbounded: a test, on: {}}
  over: {final: true}
data: {stood: {type: boolean, default: false}, more: {type: integer, min: 0, max: 3, default: 0}}
guarantees:
  - never: {state: given_up}
  - never: {state: draft, unless: '!data.stood || data.more < 2'}
  - existence: {of: ask}
  - always_ends
",
    );
    let told: Vec<_> = told.into_iter().map(|told| told.expect("all are broken")).collect();
    assert!(is_in(&chart, &told[0].1, "given_up"));
    assert!(told[1].0.feature.contains("suspends the deadline"), "{}", told[1].0.feature);
    assert!(told[1].0.feature.contains("more for the deadline"), "{}", told[1].0.feature);
}

#[test]
fn a_service_of_a_document_goes_down_its_ladder() {
    let (chart, told) = stories(
        "
roles:
  applicant: {party: true}
  guest: {party: true, many: true}
  officer: {pool: officers}
documents: {letter: {by: applicant, seen_by: [guest]}}
notices:
  summons: {to: guest, document: letter, channels: [portal, mail], served_when: [read, post.handed_over, publication.expired], undeliverable: [post, publication]}
deadlines: {publication: {period: 30 days}, answer: {period: 5 days}}
tasks:
  post: {role: officer, outcomes: [handed_over, not_found]}
  come: {role: guest, outcomes: [came]}
states:
  inviting:
    for_each: guest
    unbounded: a test
    states:
      invited:
        entry: [{send: summons}]
        unbounded: a test
        on: {summons.served: served, summons.undeliverable: lost}
      served: {tasks: [come], deadlines: [answer], on: {come.came: done, answer.expired: silent}}
      silent: {unbounded: a test, on: {}}
      lost: {unbounded: a test, on: {}}
      done: {final: true}
    done: over
  over: {final: true}
guarantees:
  - never: {state: silent}
  - precedence: {first: come, then: publication.expired}
  - absence: {of: post.handed_over}
",
    );
    let told: Vec<_> = told.into_iter().map(|told| told.expect("all are broken")).collect();
    assert!(is_in(&chart, &told[0].1, "silent"));
    assert!(told[1].0.feature.contains("cannot be delivered"), "{}", told[1].0.feature);
}

#[test]
fn a_message_in_the_portal_is_there_at_once_or_somebody_has_no_account() {
    let (chart, told) = stories(
        "
roles: {applicant: {party: true}, guest: {party: true}}
documents: {letter: {by: applicant, seen_by: [guest]}}
notices: {summons: {to: guest, document: letter, channels: [portal], served_when: [reached]}}
deadlines: {wait: {period: 5 days}}
tasks: {ask: {role: applicant, outcomes: [asked]}, reply: {role: guest, outcomes: [replied]}}
states:
  draft: {tasks: [ask], unbounded: a test, on: {ask.asked: inviting}}
  inviting:
    entry: [{send: summons}]
    deadlines: [wait]
    on: {summons.served: served, summons.undeliverable: {}, wait.expired: unserved}
  served: {tasks: [reply], unbounded: a test, on: {reply.replied: over}}
  unserved: {tasks: [reply], unbounded: a test, on: {reply.replied: wrong}}
  wrong: {unbounded: a test, on: {}}
  over: {final: true}
guarantees:
  - never: {state: served}
  - never: {state: unserved}
  - never: {state: wrong}
",
    );
    let told: Vec<_> = told.into_iter().map(|told| told.expect("all are broken")).collect();
    assert!(is_in(&chart, &told[0].1, "served") && is_in(&chart, &told[2].1, "wrong"));
    assert!(!told[0].0.feature.contains("account"), "{}", told[0].0.feature);
    assert!(told[1].0.feature.contains("| no "), "{}", told[1].0.feature);
    assert!(told[2].0.feature.contains("takes up the invitation as"), "{}", told[2].0.feature);
}

#[test]
fn messages_services_consents_and_what_is_put_off_are_played() {
    let (chart, told) = stories(
        "
roles: {applicant: {party: true}, guest: {party: true, many: true}, everybody: {any_of: [applicant, guest]}}
messages: {paid: {data: {sum: {type: integer, min: 0, max: 500}}}, tick: {}}
services: {register: {title: {en: Register}}}
consents: {online: {of: everybody}}
tasks:
  check: {service: register, outcomes: [found, missing]}
  agree: {role: everybody, repeat: true, outcomes: [agreed, left]}
states:
  waiting:
    unbounded: a test
    on: {paid: [{if: 'event.data.sum > 300', to: checking}, {to: waiting}]}
  checking: {tasks: [check], unbounded: a test, on: {check.found: asking, check.missing: lost}}
  asking:
    tasks: [agree]
    unbounded: a test
    on:
      agree.agreed: {do: [{consent: online}]}
      agree.left: {do: [{withdraw: online}]}
      consent.given.online: {if: \"consent('online')\", to: online, do: [{raise: {event: tick, after: 3 days}}]}
  online: {tasks: [agree], consent: online, unbounded: a test, on: {tick: lost, agree.left: {do: [{withdraw: online}]}, consent.withdrawn.online: over, agree.agreed: {}}}
  lost: {unbounded: a test, on: {}}
  over: {final: true}
guarantees:
  - never: {state: lost}
  - never: {state: online}
  - absence: {of: tick}
",
    );
    let told: Vec<_> = told.into_iter().map(|told| told.expect("all are broken")).collect();
    assert!(is_in(&chart, &told[0].1, "lost") && is_in(&chart, &told[2].1, "lost"));
    assert!(told[0].0.feature.contains("the service \"register\" answers"), "{}", told[0].0.feature);
    assert!(told[2].0.feature.contains("does \"agree\""), "{}", told[2].0.feature);
}

#[test]
fn who_joins_later_takes_up_the_invitation() {
    let (chart, story, case) = the_story(
        "
roles: {applicant: {party: true}, late: {party: true, many: true, optional: true}}
data: {people: {type: list, of: {name: {type: text, required: true}}}}
tasks:
  add: {role: applicant, outcomes: {added: [people]}}
  speak: {role: late, outcomes: [spoke]}
states:
  adding: {tasks: [add], unbounded: a test, on: {add.added: {to: hearing, do: [{assign: {role: late, from: data.people}}]}}}
  hearing:
    for_each: late
    unbounded: a test
    states:
      silent: {tasks: [speak], unbounded: a test, on: {speak.spoke: heard}}
      heard: {final: true}
    done: over
  over: {final: true}
guarantees:
  - never: {state: heard}
",
    );
    assert!(is_in(&chart, &case, "heard"));
    assert!(
        story.steps.iter().any(|told| matches!(told.event, Some(Event::Seated { .. }))),
        "{}",
        shown(&story)
    );
}

#[test]
fn with_two_members_each_acts_in_its_own_copy() {
    let (chart, story, case) = the_story(
        "
roles: {applicant: {party: true}, guest: {party: true, many: true}, officer: {pool: staff}, judge: {pool: staff, assign: random}}
separate: [[officer, judge]]
tasks:
  sign: {role: guest, outcomes: [signed, declined]}
  send: {role: officer, outcomes: [sent]}
  rule: {role: judge, outcomes: [ruled]}
states:
  signing:
    for_each: guest
    unbounded: a test
    states:
      asked: {tasks: [sign], unbounded: a test, on: {sign.signed: signed, sign.declined: declined}}
      signed: {final: true}
      declined: {final: true}
    done: sending
  sending: {tasks: [send], unbounded: a test, on: {send.sent: ruling}}
  ruling: {tasks: [rule], unbounded: a test, on: {rule.ruled: [{if: data.two, to: lost}, {to: over}]}}
  lost: {unbounded: a test, on: {}}
  over: {final: true}
data: {two: {type: boolean, default: true}}
guarantees:
  - never: {state: lost}
",
    );
    assert!(is_in(&chart, &case, "lost"));
    assert!(story.feature.contains("the pool \"staff\" has"), "{}", story.feature);
}
