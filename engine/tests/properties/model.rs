//! The verifier's model does what `step` does, on random definitions and random runs.

use crate::generate::{Dice, definition};
use crate::{actor, compiled, opened, random_event};
use proptest::prelude::*;
use registrar_engine::case::Case;
use registrar_engine::chart::Chart;
use registrar_engine::event::Event;
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use registrar_engine::step;
use registrar_engine::value::Record;
use registrar_engine::verify::model::{Act, Model, Play, Population, observe};
use std::collections::BTreeSet;

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
fn compare(chart: &Chart, model: &Model<'_>, case: &Case, now: Moment) -> usize {
    let Some(words) = observe(model, case) else { return 0 };
    let mut play = Play::new(model);
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
        let model = Model::new(&chart, &population, &[]).expect("these are small");
        let mut now: Moment = "2026-03-02T01:00:00Z".parse().unwrap();
        let Some(mut case) = opened(&chart, definition.others, now) else { return Ok(()) };
        let mut first = BTreeSet::new();
        Play::new(&model).each_way(&vec![0; model.words()], Act::Open, |play| {
            first.insert(play.reached().to_vec());
        });
        prop_assert_eq!(first.into_iter().collect::<Vec<_>>(), [observe(&model, &case).unwrap()]);
        let mut dice = Dice::new(run_seed);
        for _ in 0..20 {
            now = Moment::from_micros(now.as_micros() + 3_600_000_000).unwrap();
            compare(&chart, &model, &case, now);
            let event = random_event(&chart, &case, &mut dice);
            if let Ok(done) = step(&chart, &case, &event, now) {
                case = done.case;
            }
        }
    }
}
