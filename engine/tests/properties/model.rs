//! The verifier's model does what `step` does, on random definitions and random runs.

use crate::acts::{Came, acts};
use crate::generate::{Dice, definition};
use crate::judge::{self, People, populations};
use crate::procedure::procedure;
use crate::{actor, compiled, opened, random_event};
use proptest::prelude::*;
use registrar_engine::case::Case;
use registrar_engine::chart::Chart;
use registrar_engine::event::Event;
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use registrar_engine::step;
use registrar_engine::value::Record;
use registrar_engine::verify::model::{Act, Free, Lookup, Model, Play, Population, observe};
use std::collections::{BTreeMap, BTreeSet};

fn population(chart: &Chart, others: usize) -> Population {
    let role = |name| chart.role_named(name).unwrap();
    let others = u32::try_from(others).unwrap();
    Population::new(&[(role("user"), 1, 0), (role("other"), others, 0), (role("late"), 0, 2)])
}

/// The event that an act of the model stands for, where the case has one.
fn event(chart: &Chart, case: &Case, act: Act) -> Option<Event> {
    match act {
        Act::Message(at) => {
            let name = chart.messages[usize::from(at)].name.clone();
            Some(Event::Message { name, data: Record::new() })
        }
        Act::Task { outcome, .. } => {
            let open = case.tasks.iter().find(|open| chart.task(open.task).name == "add")?;
            Some(Event::Outcome {
                task: open.number,
                name: "add".to_owned(),
                outcome: chart.task(open.task).outcomes[usize::from(outcome)].name.clone(),
                by: Some(actor()),
                form: Record::from([("name".to_owned(), "Eva".into())]),
                documents: vec![],
            })
        }
        other => panic!("these definitions have no {other:?}"),
    }
}

/// Compares every act in a case: what the model says may come of it holds what `step` makes of it, and where
/// nothing is open in it, it is just that.
fn compare(chart: &Chart, model: &Model<'_>, play: &mut Play<'_, '_>, case: &Case, now: Moment) -> usize {
    let Some(words) = observe(model, case) else { return 0 };
    let mut acts = Vec::new();
    if case.ended.is_none() {
        play.acts(&words, &mut acts);
    }
    let mut compared = 0;
    for act in acts {
        let mut ways = BTreeSet::new();
        let (mut open, mut endless) = (false, false);
        play.each_way(&words, act, |play| {
            open |= !play.chosen().is_empty();
            endless |= play.endless;
            if !play.endless && !play.incident {
                ways.insert(play.reached().to_vec());
            }
        });
        let Some(event) = event(chart, case, act) else { panic!("{act:?} isn't open in the case") };
        match step(chart, case, &event, now) {
            Ok(done) => {
                let Some(reached) = observe(model, &done.case) else { continue };
                assert!(ways.contains(&reached), "{event:?} leads where the model doesn't see");
                assert!(open || ways.len() == 1, "{event:?} leads one way only");
            }
            Err(Refusal::Incident { reason }) if reason.contains("doesn't settle") => assert!(endless),
            Err(refusal) => assert!(open || ways.is_empty(), "{event:?} is refused: {refusal:?}"),
        }
        compared += 1;
    }
    compared
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_model_does_what_step_does(chart_seed: u64, run_seed: u64) {
        let definition = definition(chart_seed);
        let Some(chart) = compiled(&definition) else { return Ok(()) };
        let population = population(&chart, definition.others);
        let lookup = Lookup::of(&chart);
        let model = Model::new(&lookup, &population, &[]).expect("these are small");
        let mut now: Moment = "2026-03-02T01:00:00Z".parse().unwrap();
        let Some(mut case) = opened(&chart, definition.others, now) else { return Ok(()) };
        let mut first = BTreeSet::new();
        // What came of an act once is told again wherever nothing differs on which it hung.
        let mut play = Play::new(&model);
        play.keep_outcomes();
        play.each_way(&vec![0; model.words()], Act::Open, |play| {
            first.insert(play.reached().to_vec());
        });
        prop_assert_eq!(first.into_iter().collect::<Vec<_>>(), [observe(&model, &case).unwrap()]);
        let mut dice = Dice::new(run_seed);
        for _ in 0..20 {
            now = Moment::from_micros(now.as_micros() + 3_600_000_000).unwrap();
            compare(&chart, &model, &mut play, &case, now);
            let event = random_event(&chart, &case, &mut dice);
            if let Ok(done) = step(&chart, &case, &event, now) {
                case = done.case;
            }
        }
    }
}

fn population_of(chart: &Chart, people: People) -> Population {
    let role = |name| chart.role_named(name).unwrap();
    Population::new(&[
        (role("user"), 1, 0),
        (role("other"), people.others, 0),
        (role("late"), people.late, people.most_late - people.late),
    ])
}

/// Stands for a step that fails.
const INCIDENT: [u64; 1] = [u64::MAX];

type Ways = BTreeMap<String, BTreeSet<Vec<u64>>>;

/// What the model says may come of a configuration, by the event.
fn ways_of_model(model: &Model<'_>, play: &mut Play<'_, '_>, words: &[u64]) -> Ways {
    let mut ways = Ways::new();
    let mut acts = Vec::new();
    if !play.is_end(words) {
        play.acts(words, &mut acts);
    }
    for act in acts {
        let name = match act {
            Act::RungTask { .. } | Act::RungExpired { .. } => "a rung".to_owned(),
            act => model.act_name(&act).split('[').next().unwrap_or_default().to_owned(),
        };
        play.each_way(words, act, |play| {
            assert!(play.chosen().iter().all(|(.., why)| *why == Free::Number), "nothing else is open here");
            let reached = if play.incident { INCIDENT.to_vec() } else { play.reached().to_vec() };
            ways.entry(name.clone()).or_default().insert(reached);
        });
    }
    ways
}

/// What `step` makes of a case, by the event.
fn ways_of_step(chart: &Chart, model: &Model<'_>, case: &Case, people: People) -> (Ways, Vec<Case>) {
    let (mut ways, mut cases) = (Ways::new(), Vec::new());
    for act in acts(chart, case, people.most_late) {
        let rung = match &act.event {
            Event::Outcome { task, .. } => {
                let open = case.task(*task).unwrap();
                open.serves.filter(|_| chart.task(open.task).engine.is_none())
            }
            Event::Expired { clock, .. } => case.clocks.iter().find(|c| c.number == *clock).unwrap().serves,
            _ => None,
        };
        let name = if rung.is_some() { "a rung".to_owned() } else { act.name.clone() };
        let reached = match act.play(chart, case) {
            Came::Case(case, _) => {
                let words = observe(model, &case).expect("nobody comes whom the model doesn't have");
                cases.push(*case);
                words
            }
            Came::Incident => INCIDENT.to_vec(),
            Came::No => continue,
            Came::Endless => panic!("these settle"),
        };
        ways.entry(name).or_default().insert(reached);
    }
    (ways, cases)
}

/// Compares all that may come of every case of a random run: by the model, and by `step`.
fn compare_procedure(seed: u64, kinds: &mut BTreeMap<String, usize>) {
    let procedure = procedure(seed);
    let Ok(chart) = judge::chart(&procedure.text) else { return };
    let mut dice = Dice::new(seed);
    let lookup = Lookup::of(&chart);
    for people in populations(&procedure) {
        let model = Model::new(&lookup, &population_of(&chart, people), &[]).expect("these are small");
        let mut first = BTreeSet::new();
        // What came of an act once is told again wherever nothing differs on which it hung.
        let mut play = Play::new(&model);
        play.keep_outcomes();
        play.each_way(&vec![0; model.words()], Act::Open, |play| {
            first.insert(if play.incident { INCIDENT.to_vec() } else { play.reached().to_vec() });
        });
        let Came::Case(case, _) = judge::opened(&chart, people) else {
            assert_eq!(first.into_iter().collect::<Vec<_>>(), [INCIDENT]);
            continue;
        };
        let mut case = *case;
        assert_eq!(first.into_iter().collect::<Vec<_>>(), [observe(&model, &case).unwrap()], "seed {seed}");
        for _ in 0..12 {
            let words = observe(&model, &case).unwrap();
            let (by_step, mut cases) = ways_of_step(&chart, &model, &case, people);
            let by_model = ways_of_model(&model, &mut play, &words);
            for name in by_step.keys().chain(by_model.keys()) {
                let none = BTreeSet::new();
                // What changes nothing that matters, the model may leave out.
                let [step, told] = [&by_step, &by_model].map(|ways| {
                    let ways = ways.get(name).unwrap_or(&none).iter();
                    ways.filter(|reached| **reached != words).collect::<BTreeSet<_>>()
                });
                assert!(
                    step == told,
                    "seed {seed}, {people:?}: `{name}`: step leads to {step:x?}, the model to {told:x?}, from {words:x?} {:?}\n{}",
                    model.active(&words),
                    procedure.text
                );
                if !told.is_empty() {
                    let kind = name.rsplit('.').next().unwrap_or_default();
                    *kinds.entry(kind.to_owned()).or_default() += 1;
                }
            }
            if cases.is_empty() {
                break;
            }
            case = cases.swap_remove(dice.below(cases.len()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_model_does_what_step_does_with_clocks_services_and_consents(seed: u64) {
        compare_procedure(seed, &mut BTreeMap::new());
    }
}

/// Three hundred procedures that are always the same ones, and how often each kind of event was compared.
#[test]
fn everything_that_may_happen_is_compared() {
    let mut kinds = BTreeMap::new();
    (0..300).for_each(|seed| compare_procedure(seed, &mut kinds));
    let wanted = [
        "a",
        "a rung",
        "done",
        "expired",
        "extended",
        "extension_refused",
        "given",
        "no",
        "resumed",
        "served",
        "suspended",
        "undeliverable",
        "waived",
        "withdrawn",
        "yes",
    ];
    for kind in wanted {
        assert!(kinds.get(kind).is_some_and(|n| *n >= 100), "{kind}: {kinds:?}");
    }
}
