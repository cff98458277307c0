//! Every story that is told happens: on random definitions its events are replayed through `step` alone, and the run
//! that comes of them breaks the guarantee, as decided here without the verifier.

use crate::generate::Dice;
use crate::oracle::{chart, small};
use registrar_engine::case::Case;
use registrar_engine::chart::Chart;
use registrar_engine::docket::Mark;
use registrar_engine::event::Event;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use registrar_engine::value::{Record, Value};
use registrar_engine::verify::{Answer, Limits, Story};
use registrar_engine::{open, step, timers, verify};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What a replay comes to: the events that some arrow took, in order, and the case.
struct Replay {
    taken: Vec<String>,
    case: Case,
}

/// Replays a story; none where it has no dates.
fn replay(chart: &Chart, story: &Story) -> Option<Replay> {
    let mut played: Option<Replay> = None;
    for told in &story.steps {
        let (at, event) = (told.at?, told.event.as_ref()?);
        let Some(Replay { mut taken, case }) = played else {
            let Event::Opened { by, people, data } = event else { panic!("it begins with {event:?}") };
            let id = CaseId::parse("case-1").unwrap();
            let case = open(chart, id, by, people, data, at).expect("it opens").case;
            played = Some(Replay { taken: Vec::new(), case });
            continue;
        };
        // What was due before comes before.
        let early = timers(chart, &case).into_iter().find(|timer| timer.due < at);
        assert!(early.is_none(), "{early:?} comes before {event:?} of {at}");
        let done = step(chart, &case, event, at).unwrap_or_else(|refusal| panic!("{event:?}: {refusal}"));
        let name = match event {
            Event::Outcome { name, outcome, .. } => format!("{name}.{outcome}"),
            Event::Expired { name, .. } => format!("{name}.expired"),
            Event::Message { name, .. } => name.clone(),
            _ => String::new(),
        };
        if done.marks.iter().any(|mark| matches!(mark, Mark::Took { event: of, .. } if *of == name)) {
            taken.push(name);
        }
        played = Some(Replay { taken, case: done.case });
    }
    played
}

fn is_in(chart: &Chart, case: &Case, state: &str) -> bool {
    let state = chart.state_named(state).unwrap();
    case.ended.is_none() && case.configuration.iter().any(|place| place.state == state)
}

/// Whether an end can be reached by messages.
fn can_end(chart: &Chart, case: &Case, messages: &[&str], at: Moment) -> bool {
    let key = |case: &Case| format!("{:?} {:?} {:?}", case.configuration, case.data, case.counters);
    let mut known = BTreeSet::from([key(case)]);
    let mut waiting = vec![case.clone()];
    while let Some(case) = waiting.pop() {
        if case.ended.is_some() {
            return true;
        }
        for name in messages {
            let message = Event::Message { name: (*name).to_owned(), data: Record::new() };
            if let Ok(done) = step(chart, &case, &message, at)
                && known.insert(key(&done.case))
            {
                waiting.push(done.case);
            }
        }
    }
    false
}

/// Whether a replay breaks the guarantee of this number among those of the oracle's definitions.
fn breaks(chart: &Chart, number: usize, replay: &Replay) -> bool {
    let Replay { taken, case } = replay;
    let count = |of: &str| taken.iter().filter(|event| *event == of).count();
    let ended = case.ended.is_some();
    let at =
        |of: &'static str| taken.iter().enumerate().filter(move |(_, event)| *event == of).map(|(at, _)| at);
    let between = |from: usize, to: usize, of: &str| taken[from + 1..to].iter().any(|event| event == of);
    let pairs = |of: &'static str| at(of).zip(at(of).skip(1));
    let precedence = at("b").next().is_some_and(|b| at("a").next().is_none_or(|a| a > b));
    let response = ended && at("a").max().is_some_and(|a| at("b").max().is_none_or(|b| b < a));
    let chain_precedence = at("b").any(|b| b == 0 || taken[b - 1] != "a");
    let chain_response = at("a").any(|a| taken.get(a + 1).map_or(ended, |next| next != "b"));
    match number {
        0 => !can_end(chart, case, &["a", "b", "c"], case.latest),
        1 => is_in(chart, case, "s1"),
        2 => is_in(chart, case, "s2") && case.data.get("yes") != Some(&Value::Bool(true)),
        3 => precedence,
        4 => response,
        5 => precedence || response,
        6 => ended && count("a") == 0,
        7 => count("c") > 0,
        8 => count("c") > 1 || ended && count("c") == 0,
        9 => taken.first().map_or(ended, |first| first != "a"),
        10 => precedence || pairs("b").any(|(one, two)| !between(one, two, "a")),
        11 => response || pairs("a").any(|(one, two)| !between(one, two, "b")),
        12 => chain_precedence,
        13 => chain_response,
        14 => chain_precedence || chain_response,
        15 => count("b") > 0 && count("c") > 0,
        16 => count("c") > 1,
        17 => count("b") > 2,
        _ => panic!("there is no guarantee {number}"),
    }
}

#[test]
fn every_story_of_messages_alone_happens() {
    let mut told = 0;
    for seed in 0..150 {
        let (text, _) = small(seed);
        let Some(chart) = chart(&text) else { continue };
        let report = verify(&chart, &Limits::default());
        for (number, verdict) in report.verdicts.iter().enumerate() {
            let Answer::Refuted(story) = &verdict.answer else { continue };
            let replay = replay(&chart, story).unwrap_or_else(|| {
                panic!("{} is told without dates: {:?}\n{text}", verdict.guarantee, story.assumed)
            });
            assert!(
                breaks(&chart, number, &replay),
                "{} holds: {:?}\n{text}",
                verdict.guarantee,
                replay.taken
            );
            told += 1;
        }
    }
    assert!(told > 300, "{told} stories");
}

const PERIODS: [&str; 6] = ["1 day", "3 days", "5 days", "36 hours", "2 weeks", "1 month"];

/// Two regions side by side, each a few states with a task and mostly a clock; forms whose values some arrows read.
fn timed(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let (mut deadlines, mut tasks, mut regions) = (String::new(), String::new(), String::new());
    for region in ["l", "r"] {
        let _ = writeln!(regions, "      {region}:\n        states:");
        for at in 0..4 {
            let name = format!("{region}{at}");
            let period = PERIODS[dice.below(PERIODS.len())];
            let role = ["user", "guest", "officer"][dice.below(3)];
            let form = ["", "amount", "flag", "amount, flag"][dice.below(4)];
            if at == 3 {
                let _ = writeln!(regions, "          {name}: {{final: true}}");
                continue;
            }
            let to = |dice: &mut Dice| format!("{region}{}", dice.below(4));
            let other = if region == "l" { "r" } else { "l" };
            let guard = match dice.below(5) {
                0 => format!("active('{other}{}')", dice.below(4)),
                1 => "data.flag".to_owned(),
                2 => "has(data.amount) && data.amount > 700".to_owned(),
                3 => "!has(data.amount) || data.amount < 20".to_owned(),
                _ => "true".to_owned(),
            };
            let next = format!("{region}{}", at + 1);
            // Some states only a clock ends.
            let task = ["l0", "r1"].contains(&name.as_str()) || dice.chance(50);
            let clock = !task || dice.chance(70);
            let _ = writeln!(regions, "          {name}:");
            if clock {
                let _ = writeln!(deadlines, "  d{name}: {{period: {period}}}");
                let _ = writeln!(regions, "            deadlines: [d{name}]");
            } else {
                let _ = writeln!(regions, "            unbounded: a test");
            }
            if task {
                let _ = writeln!(tasks, "  t{name}: {{role: {role}, outcomes: {{yes: [{form}], no: []}}}}");
                let _ = writeln!(regions, "            tasks: [t{name}]");
            }
            let _ = writeln!(regions, "            on:");
            if task {
                let _ = writeln!(regions, "              t{name}.yes: {next}");
                let _ = writeln!(
                    regions,
                    "              t{name}.no: [{{if: \"{guard}\", to: {}}}, {{to: {}}}]",
                    to(&mut dice),
                    to(&mut dice)
                );
            }
            if clock {
                let _ = writeln!(
                    regions,
                    "              d{name}.expired: [{{if: \"{guard}\", to: {}}}, {{to: {next}}}]",
                    to(&mut dice)
                );
            }
        }
    }
    format!(
        "workflow: timed
version: 1
title: {{en: Timed}}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: user
roles:
  user: {{party: true}}
  guest: {{party: true, many: true}}
  officer: {{pool: officers, assign: random}}
messages: {{stop: {{}}}}
data:
  amount: {{type: integer}}
  flag: {{type: boolean, default: false}}
deadlines:
{deadlines}tasks:
{tasks}states:
  whole:
    on: {{stop: over}}
    unbounded: a test
    parallel:
{regions}    done: over
  over: {{final: true}}
guarantees:
  - never: {{state: l2, unless: \"active('r0')\"}}
  - never: {{state: l2, unless: \"active('r1')\"}}
  - never: {{state: r2, unless: \"active('l1') || data.flag\"}}
  - never: {{state: l1, unless: \"active('r0') || active('r3')\"}}
  - never: {{state: r3, unless: \"!active('l2')\"}}
  - budget: {{of: tl0.no, at_most: 2}}
  - precedence: {{first: tl0.yes, then: tr1.yes}}
  - never: {{state: over}}
"
    )
}

/// Whether a replay breaks the guarantee of this number among those of the timed definitions.
fn breaks_timed(chart: &Chart, number: usize, replay: &Replay) -> bool {
    let Replay { taken, case } = replay;
    let active = |state: &str| is_in(chart, case, state);
    let first = |of: &str| taken.iter().position(|event| event == of);
    match number {
        0 => active("l2") && !active("r0"),
        1 => active("l2") && !active("r1"),
        2 => active("r2") && !active("l1") && case.data.get("flag") != Some(&Value::Bool(true)),
        3 => active("l1") && !active("r0") && !active("r3"),
        4 => active("r3") && active("l2"),
        5 => taken.iter().filter(|event| *event == "tl0.no").count() > 2,
        6 => first("tr1.yes").is_some_and(|then| first("tl0.yes").is_none_or(|first| first > then)),
        7 => case.ended.is_some(),
        _ => panic!("there is no guarantee {number}"),
    }
}

#[test]
fn every_story_with_clocks_happens_on_its_dates_and_few_assume_anything() {
    let (mut dated, mut undated, mut no_dates, mut expiries) = (0, 0, 0, 0);
    for seed in 0..60 {
        let text = timed(seed);
        let Some(chart) = chart(&text) else { continue };
        let report = verify(&chart, &Limits::default());
        for (number, verdict) in report.verdicts.iter().enumerate() {
            match &verdict.answer {
                Answer::Proved => {}
                Answer::NotDecided { limit } => {
                    assert!(limit["en"].contains("no dates were found"), "{limit:?}");
                    no_dates += 1;
                }
                Answer::Refuted(story) => match replay(&chart, story) {
                    None => {
                        assert!(!story.assumed.is_empty(), "{}\n{text}", verdict.guarantee);
                        undated += 1;
                    }
                    Some(replay) => {
                        assert!(
                            breaks_timed(&chart, number, &replay),
                            "{} holds: {:?}\n{text}",
                            verdict.guarantee,
                            replay.taken
                        );
                        dated += 1;
                        expiries += usize::from(replay.taken.iter().any(|event| event.ends_with(".expired")));
                    }
                },
            }
        }
    }
    let told =
        format!("{dated} dated, {expiries} of them with clocks, {undated} not, {no_dates} without an order");
    assert!(dated > 300 && expiries > 100, "{told}");
    assert!(undated * 100 <= 2 * (dated + undated), "{told}");
    assert!(no_dates * 100 <= 10 * (dated + no_dates), "{told}");
}
