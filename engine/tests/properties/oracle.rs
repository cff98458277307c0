//! The verifier against brute force: every case of a random small definition is played out with `step` alone, and each
//! guarantee is decided on that graph in a way of its own. Nothing of the verifier is called but for its verdicts.

use crate::generate::Dice;
use crate::{calendars, people};
use proptest::prelude::*;
use registrar_engine::case::Case;
use registrar_engine::chart::Chart;
use registrar_engine::docket::Mark;
use registrar_engine::event::Event;
use registrar_engine::finding::Severity;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use registrar_engine::value::{Record, Value};
use registrar_engine::verify::{Answer, Limits};
use registrar_engine::{Sources, compile, open, parse, step, verify};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Most cases that are told apart in one definition.
const MOST: usize = 3_000;
const EVENTS: [&str; 3] = ["a", "b", "c"];

/// What the mix of definitions is counted by.
#[derive(Debug, Default, Clone, Copy)]
pub struct Mix {
    parallel: bool,
    nested: bool,
    guards: bool,
    limits: bool,
}

/// A small definition: a few boxes, two events that lead about, one that counts; the last state is an end.
pub fn small(seed: u64) -> (String, Mix) {
    let mut dice = Dice::new(seed);
    let mut mix = Mix::default();
    let tops = 3 + dice.below(3);
    // Each state is led to from an earlier one, so that the compiler takes most of them.
    let mut sure: Vec<Vec<(&str, String)>> = vec![Vec::new(); tops];
    for top in 1..=tops {
        let name = if top == tops { "finished".to_owned() } else { format!("s{top}") };
        let mut from = dice.below(top);
        while sure[from].len() == EVENTS.len() {
            from = dice.below(top);
        }
        let free = EVENTS.iter().filter(|event| sure[from].iter().all(|(of, _)| of != *event));
        let free: Vec<&str> = free.copied().collect();
        sure[from].push((free[dice.below(free.len())], name));
    }
    let mut states = String::new();
    for top in 0..tops {
        let kind = dice.below(6);
        let _ = writeln!(states, "  s{top}:");
        arrows(&mut states, 2, &sure[top], &tops_but(top, tops), &mut dice, &mut mix);
        match kind {
            0 => {
                mix.nested = true;
                let _ = writeln!(states, "    states:");
                for inner in 0..2 {
                    let _ = writeln!(states, "      s{top}n{inner}:");
                    let other = format!("s{top}n{}", 1 - inner);
                    let sure = one_of(inner, &other, &mut dice);
                    arrows(&mut states, 4, &sure, &[other], &mut dice, &mut mix);
                }
            }
            1 => {
                mix.parallel = true;
                let _ = writeln!(states, "    parallel:");
                for region in 0..2 {
                    let _ = writeln!(states, "      s{top}r{region}:");
                    let _ = writeln!(states, "        states:");
                    for inner in 0..2 {
                        let name = format!("s{top}r{region}n{inner}");
                        let _ = writeln!(states, "          {name}:");
                        let other = format!("s{top}r{region}n{}", 1 - inner);
                        let sure = one_of(inner, &other, &mut dice);
                        arrows(&mut states, 6, &sure, &[other], &mut dice, &mut mix);
                    }
                }
            }
            _ => {}
        }
    }
    let _ = writeln!(states, "  finished: {{final: true}}");
    let text = format!(
        "workflow: small
version: 1
title: {{en: Small}}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: user
roles: {{user: {{party: true}}}}
messages: {{a: {{}}, b: {{}}, c: {{}}}}
data:
  yes: {{type: boolean, default: true}}
  n: {{type: integer, min: 0, max: 2, default: 0}}
states:
{states}guarantees:
  - always_ends
  - never: {{state: s1}}
  - never: {{state: s2, unless: data.yes}}
  - precedence: {{first: a, then: b}}
  - response: {{after: a, comes: b}}
  - succession: {{first: a, then: b}}
  - existence: {{of: a}}
  - absence: {{of: c}}
  - exactly: {{of: c, times: 1}}
  - init: {{of: a}}
  - alternate_precedence: {{first: a, then: b}}
  - alternate_response: {{after: a, comes: b}}
  - chain_precedence: {{first: a, then: b}}
  - chain_response: {{after: a, comes: b}}
  - chain_succession: {{first: a, then: b}}
  - not_coexistence: [b, c]
  - budget: {{of: c, at_most: 1}}
  - budget: {{of: b, at_most: 2}}
"
    );
    (text, mix)
}

fn tops_but(top: usize, tops: usize) -> Vec<String> {
    let others = (0..tops).filter(|other| *other != top).map(|other| format!("s{other}"));
    others.chain(["finished".to_owned()]).collect()
}

/// The first of two surely leads to the second.
fn one_of(inner: usize, other: &str, dice: &mut Dice) -> Vec<(&'static str, String)> {
    if inner == 0 { vec![(EVENTS[dice.below(3)], other.to_owned())] } else { Vec::new() }
}

fn arrows(
    out: &mut String,
    indent: usize,
    sure: &[(&str, String)],
    targets: &[String],
    dice: &mut Dice,
    mix: &mut Mix,
) {
    let pad = "  ".repeat(indent);
    let mut written = String::new();
    for event in EVENTS {
        if let Some((_, to)) = sure.iter().find(|(of, _)| *of == event) {
            let _ = writeln!(written, "{pad}  {event}: {to}");
            continue;
        }
        if !dice.chance(30) {
            continue;
        }
        let mut parts = Vec::new();
        if dice.chance(85) {
            parts.push(format!("to: {}", targets[dice.below(targets.len())]));
        }
        if dice.chance(25) {
            mix.guards = true;
            let guard = ["data.yes", "!data.yes", "data.n < 2", "data.n == 2 || data.yes"][dice.below(4)];
            parts.push(format!("if: '{guard}'"));
        }
        if dice.chance(30) {
            let set = ["yes: '!data.yes'", "n: '(data.n + 1) % 3'"][dice.below(2)];
            parts.push(format!("do: [{{set: {{{set}}}}}]"));
        }
        if !parts.is_empty() && dice.chance(15) {
            mix.limits = true;
            parts.push(format!("at_most: {}", 1 + dice.below(2)));
        }
        if !parts.is_empty() {
            let _ = writeln!(written, "{pad}  {event}: {{{}}}", parts.join(", "));
        }
    }
    if written.is_empty() {
        let _ = writeln!(out, "{pad}on: {{}}");
    } else {
        let _ = write!(out, "{pad}on:\n{written}");
    }
}

/// The chart, unless the compiler itself refuses the definition.
pub fn chart(text: &str) -> Option<Chart> {
    let (read, findings) = parse(text);
    let resources = BTreeMap::new();
    let sources = Sources { text, resources: &resources, calendars: calendars() };
    let (chart, found) = compile(&read.unwrap_or_default(), &sources);
    let errors = findings.iter().chain(&found).filter(|finding| finding.severity == Severity::Error);
    assert!(
        errors.clone().all(|finding| finding.code == "unreachable"),
        "{:#?}\n{text}",
        errors.collect::<Vec<_>>()
    );
    chart.filter(|_| errors.count() == 0)
}

/// What two cases have in common that go on in the same way.
type Key = String;

fn key(case: &Case) -> Key {
    let ended = case.ended.as_ref().map(|ended| ended.state);
    let counters: BTreeMap<u16, u32> = case.counters.iter().map(|c| (c.arrow.0, c.taken)).collect();
    match ended {
        Some(state) => format!("ended {state:?}"),
        None => format!("{:?} {:?} {:?}", case.configuration, case.data, counters),
    }
}

/// Every case that can be reached, and which event, taken by some arrow, leads from which to which.
struct Graph {
    cases: Vec<Case>,
    edges: Vec<Vec<(&'static str, usize)>>,
}

fn graph(chart: &Chart) -> Option<Graph> {
    let at: Moment = "2026-03-02T01:00:00Z".parse().unwrap();
    let id = CaseId::parse("case-1").unwrap();
    let first = open(chart, id, &crate::actor(), &people(0), &Record::new(), at).unwrap().case;
    let mut known = BTreeMap::from([(key(&first), 0)]);
    let mut graph = Graph { cases: vec![first], edges: Vec::new() };
    while graph.edges.len() < graph.cases.len() {
        let case = graph.cases[graph.edges.len()].clone();
        let mut edges = Vec::new();
        for event in EVENTS {
            let message = Event::Message { name: event.to_owned(), data: Record::new() };
            let Ok(done) = step(chart, &case, &message, at) else { continue };
            let taken =
                done.marks.iter().any(|mark| matches!(mark, Mark::Took { event: of, .. } if of == event));
            if taken {
                let next = graph.cases.len();
                let to = *known.entry(key(&done.case)).or_insert(next);
                if to == next {
                    graph.cases.push(done.case);
                }
                edges.push((event, to));
            }
        }
        graph.edges.push(edges);
        if graph.cases.len() > MOST {
            return None;
        }
    }
    Some(graph)
}

impl Graph {
    fn ended(&self, at: usize) -> bool {
        self.cases[at].ended.is_some()
    }

    /// Everything reached from some cases by edges that are no `avoided`.
    fn from(&self, starts: impl IntoIterator<Item = usize>, avoided: &[&str]) -> BTreeSet<usize> {
        let mut reached: BTreeSet<usize> = starts.into_iter().collect();
        let mut waiting: Vec<usize> = reached.iter().copied().collect();
        while let Some(at) = waiting.pop() {
            for (event, to) in &self.edges[at] {
                if !avoided.contains(event) && reached.insert(*to) {
                    waiting.push(*to);
                }
            }
        }
        reached
    }

    /// Where an event leads from some cases.
    fn by(&self, event: &str, from: &BTreeSet<usize>) -> BTreeSet<usize> {
        let edges = from.iter().flat_map(|at| &self.edges[*at]);
        edges.filter(|(of, _)| *of == event).map(|(_, to)| *to).collect()
    }

    fn ends(&self, among: &BTreeSet<usize>) -> bool {
        among.iter().any(|at| self.ended(*at))
    }

    fn in_state(&self, chart: &Chart, at: usize, state: &str) -> bool {
        let state = chart.state_named(state).unwrap();
        !self.ended(at) && self.cases[at].configuration.iter().any(|place| place.state == state)
    }

    /// Whether a guarantee holds, by its place in the list above.
    fn holds(&self, chart: &Chart, number: usize) -> bool {
        let all = self.from([0], &[]);
        let (to_a, to_b, to_c) = (self.by("a", &all), self.by("b", &all), self.by("c", &all));
        let without_a = self.from([0], &["a"]);
        let precedence = self.by("b", &without_a).is_empty();
        let response = !self.ends(&self.from(to_a.iter().copied(), &["b"]));
        let next = |of: &str, from: &BTreeSet<usize>| {
            let mut edges = from.iter().flat_map(|at| &self.edges[*at]);
            !self.ends(from) && edges.all(|(event, _)| *event == of)
        };
        // What comes right before an event: the target of another one, or the opening.
        let not_by_a: BTreeSet<usize> =
            [0].into_iter().chain(to_b.iter().copied()).chain(to_c.iter().copied()).collect();
        let chain_precedence = self.by("b", &not_by_a).is_empty();
        let chain_response = next("b", &to_a);
        match number {
            0 => all.iter().all(|at| self.ends(&self.from([*at], &[]))),
            1 => !all.iter().any(|at| self.in_state(chart, *at, "s1")),
            2 => !all.iter().any(|at| {
                self.in_state(chart, *at, "s2") && self.cases[*at].data.get("yes") != Some(&Value::Bool(true))
            }),
            3 => precedence,
            4 => response,
            5 => precedence && response,
            6 => !self.ends(&without_a),
            7 => to_c.is_empty(),
            8 => {
                let twice = self.by("c", &self.from(to_c.iter().copied(), &[]));
                !self.ends(&self.from([0], &["c"])) && twice.is_empty()
            }
            9 => self.edges[0].iter().all(|(event, _)| *event == "a") && !self.ended(0),
            10 => {
                let again = self.by("b", &self.from(to_b.iter().copied(), &["a"]));
                precedence && again.is_empty()
            }
            11 => {
                let owing = self.from(to_a.iter().copied(), &["b"]);
                !self.ends(&owing) && self.by("a", &owing).is_empty()
            }
            12 => chain_precedence,
            13 => chain_response,
            14 => chain_precedence && chain_response,
            15 => {
                let after_b = self.by("c", &self.from(to_b.iter().copied(), &[]));
                let after_c = self.by("b", &self.from(to_c.iter().copied(), &[]));
                after_b.is_empty() && after_c.is_empty()
            }
            16 => self.by("c", &self.from(to_c.iter().copied(), &[])).is_empty(),
            17 => {
                let twice = self.by("b", &self.from(to_b.iter().copied(), &[]));
                self.by("b", &self.from(twice.iter().copied(), &[])).is_empty()
            }
            _ => panic!("there is no guarantee {number}"),
        }
    }
}

/// How many verdicts were compared, and how many of them were refuted, by guarantee.
fn compare(seed: u64) -> Option<(Mix, Vec<bool>)> {
    let (text, mix) = small(seed);
    let chart = chart(&text)?;
    let graph = graph(&chart)?;
    let report = verify(&chart, &Limits::default());
    let mut refuted = Vec::new();
    for (number, verdict) in report.verdicts.iter().enumerate() {
        let holds = graph.holds(&chart, number);
        match &verdict.answer {
            Answer::Proved => assert!(holds, "proved, and broken: {} in\n{text}", verdict.guarantee),
            Answer::Refuted(story) => {
                assert!(!holds, "refuted, and holds: {} in\n{text}", verdict.guarantee);
                assert!(!story.steps.is_empty(), "a story begins with the opening");
            }
            Answer::NotDecided { limit } => panic!("{} isn't decided: {limit:?}", verdict.guarantee),
        }
        refuted.push(!holds);
    }
    assert_eq!(refuted.len(), 18);
    // What is found with no guarantee written, by what the graph says.
    assert_eq!(
        report.findings.iter().any(|finding| finding.code == "guarantee-refuted"),
        refuted.contains(&true)
    );
    Some((mix, refuted))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_verdict_is_that_of_brute_force(seed: u64) {
        compare(seed);
    }
}

/// A thousand definitions that are always the same ones, and what is among them.
#[test]
fn the_definitions_have_what_can_go_wrong() {
    let compared: Vec<(Mix, Vec<bool>)> = (0..1_000).filter_map(compare).collect();
    assert!(compared.len() > 300, "{} of 1,000 could be compared", compared.len());
    let share = |has: &dyn Fn(&Mix) -> bool| {
        compared.iter().filter(|(mix, _)| has(mix)).count() * 100 / compared.len()
    };
    let shares = [
        share(&|mix| mix.parallel),
        share(&|mix| mix.nested),
        share(&|mix| mix.guards),
        share(&|mix| mix.limits),
    ];
    assert!(shares.iter().all(|share| *share >= 20), "parallel, nested, guards, limits: {shares:?} of 100");
    for guarantee in 0..18 {
        let refuted = compared.iter().filter(|(_, refuted)| refuted[guarantee]).count();
        assert!(
            refuted >= 3 && compared.len() - refuted >= 3,
            "guarantee {guarantee}: {refuted} of {}",
            compared.len()
        );
    }
}
