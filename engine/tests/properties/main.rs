//! Laws of `step` over random definitions and random runs.

mod acts;
mod checks;
mod covers;
mod generate;
mod judge;
mod model;
mod oracle;
mod procedure;
mod stories;
mod tables;

use generate::{Definition, Dice, EVENTS, Mix, definition};
use proptest::prelude::*;
use registrar_engine::case::{Case, Place};
use registrar_engine::chart::{Chart, StateKind};
use registrar_engine::deadline::Calendars;
use registrar_engine::event::{Actor, Event, Participant};
use registrar_engine::finding::Severity;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use registrar_engine::value::Record;
use registrar_engine::{Sources, compile, open, parse, step, timers};
use std::collections::BTreeMap;
use std::sync::OnceLock;

fn calendars() -> &'static Calendars {
    static READ: OnceLock<Calendars> = OnceLock::new();
    READ.get_or_init(|| {
        let files = [
            ("cn.yaml".to_owned(), include_str!("../../../workflows/calendars/cn.yaml").to_owned()),
            ("plain.yaml".to_owned(), include_str!("../../../workflows/counting/plain.yaml").to_owned()),
        ];
        Calendars::read(&files).0
    })
}

/// Compiles a random definition. Not every one is accepted: a final state may cut others off.
fn compiled(definition: &Definition) -> Option<Chart> {
    let (read, findings) = parse(&definition.text);
    let resources = BTreeMap::new();
    let sources = Sources { text: &definition.text, resources: &resources, calendars: calendars() };
    let (chart, found) = compile(&read.unwrap_or_default(), &sources);
    let errors: Vec<_> = findings
        .iter()
        .chain(&found)
        .filter(|f| f.severity == Severity::Error && f.code != "unreachable")
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{}", definition.text);
    chart
}

fn actor() -> Actor {
    Actor { person: PersonId::parse("ann").unwrap(), pools: vec![], member: None }
}

fn people(others: usize) -> Vec<Participant> {
    let one = |role: &str, name: String| Participant {
        role: role.to_owned(),
        person: Some(PersonId::parse(&name).unwrap()),
        name,
        contact: BTreeMap::new(),
        data: Record::new(),
        represents: None,
        authority: None,
    };
    let mut people = vec![one("user", "ann".to_owned())];
    people.extend((0..others).map(|n| one("other", format!("p{n}"))));
    people
}

/// A run: the case after each event, and the events.
fn run(
    chart: &Chart,
    others: usize,
    seed: u64,
    check: &mut dyn FnMut(&Case),
) -> Option<(Case, Vec<(Event, Moment)>)> {
    let mut dice = Dice::new(seed);
    let mut now: Moment = "2026-03-02T01:00:00Z".parse().unwrap();
    let mut case = opened(chart, others, now)?;
    check(&case);
    let mut events = Vec::new();
    for _ in 0..30 {
        if case.ended.is_some() {
            break;
        }
        now = Moment::from_micros(now.as_micros() + 3_600_000_000).unwrap();
        let event = random_event(chart, &case, &mut dice);
        let first = step(chart, &case, &event, now);
        assert_eq!(first, step(chart, &case, &event, now), "step is deterministic");
        if let Ok(done) = first {
            case = done.case;
            events.push((event, now));
            check(&case);
        }
        for timer in timers(chart, &case).into_iter().filter(|timer| timer.due <= now) {
            if let Ok(done) = step(chart, &case, &timer.event, timer.due) {
                case = done.case;
                events.push((timer.event, timer.due));
                check(&case);
            }
        }
    }
    Some((case, events))
}

/// None for a definition that goes round without end from the start (S14): boxes of copies without
/// members that are done at once.
fn opened(chart: &Chart, others: usize, now: Moment) -> Option<Case> {
    let id = CaseId::parse("case-1").unwrap();
    match open(chart, id, &actor(), &people(others), &Record::new(), now) {
        Ok(opened) => Some(opened.case),
        Err(Refusal::Incident { reason }) if reason.contains("doesn't settle") => None,
        Err(other) => panic!("a random case opens: {other:?}"),
    }
}

fn random_event(chart: &Chart, case: &Case, dice: &mut Dice) -> Event {
    let add = case.tasks.iter().find(|open| chart.task(open.task).name == "add");
    match (dice.below(10), add) {
        (0 | 1, Some(open)) => Event::Outcome {
            task: open.number,
            name: "add".to_owned(),
            outcome: if dice.chance(50) { "added" } else { "joined" }.to_owned(),
            by: Some(actor()),
            form: Record::from([("name".to_owned(), "Eva".into())]),
            documents: vec![],
        },
        (2, _) => Event::Message { name: "leave".to_owned(), data: Record::new() },
        _ => Event::Message { name: EVENTS[dice.below(EVENTS.len())].to_owned(), data: Record::new() },
    }
}

/// S2 of docs/semantics.md, said without the engine's own helpers.
fn assert_legal(chart: &Chart, case: &Case) {
    let places = &case.configuration;
    let active = |place: &Place| places.contains(place);
    for (at, place) in places.iter().enumerate() {
        assert!(!places[..at].contains(place), "once: {place:?}");
        let state = chart.state(place.state);
        let depth = usize::from(state.depth);
        let children: Vec<Place> = state
            .children
            .iter()
            .filter(|c| !matches!(chart.state(**c).kind, StateKind::History { .. }))
            .map(|c| Place { state: *c, copy: place.copy })
            .collect();
        let here = children.iter().filter(|child| active(child)).count();
        if state.for_each.is_some() && place.copy.len() == depth {
            assert_eq!(here, 0, "a container has no children of its own but copies: {place:?}");
            continue;
        }
        if state.for_each.is_some() {
            assert_eq!(place.copy.len(), depth + 1);
            let container = Place { state: place.state, copy: place.copy.first(depth) };
            assert!(active(&container), "a copy has its container: {place:?}");
        } else if let Some(parent) = state.parent {
            assert!(active(&Place { state: parent, copy: place.copy }), "a parent is active: {place:?}");
        }
        match &state.kind {
            StateKind::Compound(_) => assert_eq!(here, 1, "one child of {} in {places:?}", state.name),
            StateKind::Parallel => assert_eq!(here, children.len(), "all regions of {}", state.name),
            _ => assert_eq!(here, 0),
        }
    }
    assert!(places.iter().any(|p| p.state.0 == 0), "the outermost box is always active");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_configuration_is_legal_and_step_is_deterministic(chart_seed: u64, run_seed: u64) {
        let definition = definition(chart_seed);
        if let Some(chart) = compiled(&definition) {
            run(&chart, definition.others, run_seed, &mut |case| assert_legal(&chart, case));
        }
    }

    #[test]
    fn replaying_the_events_gives_the_same_case_byte_for_byte(chart_seed: u64, run_seed: u64) {
        let definition = definition(chart_seed);
        let chart = compiled(&definition);
        let ran = chart.as_ref().and_then(|chart| run(chart, definition.others, run_seed, &mut |_| ()));
        if let (Some(chart), Some((case, events))) = (chart, ran) {
            let texts: Vec<(String, Moment)> =
                events.iter().map(|(event, at)| (serde_json::to_string(event).unwrap(), *at)).collect();
            let start = "2026-03-02T01:00:00Z".parse().unwrap();
            let first = opened(&chart, definition.others, start).unwrap();
            let replayed = texts.iter().fold(first, |case, (event, at)| {
                step(&chart, &case, &serde_json::from_str(event).unwrap(), *at).unwrap().case
            });
            prop_assert_eq!(serde_json::to_string(&replayed).unwrap(), serde_json::to_string(&case).unwrap());
        }
    }

    #[test]
    fn a_round_trip_through_json_changes_nothing(chart_seed: u64, run_seed: u64) {
        let definition = definition(chart_seed);
        if let Some(chart) = compiled(&definition) {
            run(&chart, definition.others, run_seed, &mut |case| {
                let text = serde_json::to_string(case).unwrap();
                let back: Case = serde_json::from_str(&text).unwrap();
                assert_eq!(&back, case);
                assert_eq!(serde_json::to_string(&back).unwrap(), text);
            });
        }
    }
}

/// Runs that once went wrong: an arrow to a deep history whose remembered state lies further in than the
/// history itself re-entered the other copies.
#[test]
fn runs_that_once_went_wrong_stay_legal() {
    let (chart_seed, run_seed) = (5222541806758612126, 2899916989087475071);
    let definition = definition(chart_seed);
    let chart = compiled(&definition).expect("it was accepted then");
    let ran = run(&chart, definition.others, run_seed, &mut |case| assert_legal(&chart, case));
    assert!(ran.is_some(), "it opened then");
}

/// The random definitions are worth something only if they have what can go wrong.
#[test]
fn the_mix_has_a_fifth_of_each() {
    const SEEDS: u64 = 500;
    let mut count = [0_u32; 4];
    let mut accepted = 0_u32;
    let mut opens = 0_u32;
    for seed in 0..SEEDS {
        let definition = definition(seed);
        let Some(chart) = compiled(&definition) else { continue };
        accepted += 1;
        let start = "2026-03-02T01:00:00Z".parse().unwrap();
        opens += u32::from(opened(&chart, definition.others, start).is_some());
        let Mix { parallel, history, for_each, guards } = definition.mix;
        for (count, has) in count.iter_mut().zip([parallel, history, for_each, guards]) {
            *count += u32::from(has);
        }
    }
    println!(
        "of {SEEDS} definitions {accepted} accepted, {opens} open; parallel, history, for_each, guards: {count:?}"
    );
    assert!(opens * 2 > 500, "{opens} of {accepted}");
    assert!(count.iter().all(|n| n * 5 >= accepted), "{count:?} of {accepted}");
}
