//! Statecharts by chance against the algorithm of the Recommendation (appendix D), written down once more and
//! independently of the engine: after each event the same states must be active.

use super::{calendars, document};
use proptest::prelude::*;
use registrar_casework::build_to_try;
use registrar_import::scxml::import;
use registrar_scenario::script::{Line, Script};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

/// Most rounds on one event: what goes round for ever is compared with nothing.
const MAX_ROUNDS: usize = 100;
const EVENTS: [&str; 4] = ["e1", "e2", "e1.x", "e3"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Atomic,
    Compound,
    Parallel,
    Final,
    History { deep: bool },
}

#[derive(Debug, Clone)]
struct Transition {
    event: String,
    targets: Vec<usize>,
    internal: bool,
    /// What it raises.
    raises: Option<&'static str>,
}

#[derive(Debug, Clone)]
struct State {
    kind: Kind,
    parent: Option<usize>,
    children: Vec<usize>,
    /// Of a compound state where it begins, of a history where nothing is remembered.
    initial: Vec<usize>,
    transitions: Vec<Transition>,
    raises: Option<&'static str>,
}

/// A statechart; states are numbered in document order.
#[derive(Debug, Clone, Default)]
struct Chart {
    states: Vec<State>,
    top: Vec<usize>,
}

/// Decisions from bytes; after the last one all are the first.
struct Bytes<'b>(std::slice::Iter<'b, u8>);

impl Bytes<'_> {
    fn below(&mut self, bound: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte) % bound.max(1))
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 1
    }
}

impl Chart {
    fn of(bytes: &[u8]) -> Self {
        let mut chart = Self::default();
        let mut bytes = Bytes(bytes.iter());
        for _ in 0..2 + bytes.below(3) {
            let state = chart.grow(&mut bytes, None, 0);
            chart.top.push(state);
        }
        chart.begin(&mut bytes);
        chart.connect(&mut bytes);
        chart
    }

    fn grow(&mut self, bytes: &mut Bytes, parent: Option<usize>, depth: usize) -> usize {
        let region = parent.is_some_and(|parent| self.states[parent].kind == Kind::Parallel);
        let kind = match bytes.below(8) {
            0..=2 => Kind::Atomic,
            3 if !region => Kind::Final,
            4 | 5 if depth < 3 => Kind::Compound,
            6 | 7 if depth < 3 => Kind::Parallel,
            _ => Kind::Atomic,
        };
        let at = self.push(kind, parent);
        let inside = match kind {
            Kind::Compound => 1 + bytes.below(3),
            Kind::Parallel => 2 + bytes.below(2),
            _ => 0,
        };
        if inside > 0 && bytes.one_in(3) {
            let deep = bytes.one_in(2);
            let history = self.push(Kind::History { deep }, Some(at));
            self.states[at].children.push(history);
        }
        for _ in 0..inside {
            let child = self.grow(bytes, Some(at), depth + 1);
            self.states[at].children.push(child);
        }
        at
    }

    fn push(&mut self, kind: Kind, parent: Option<usize>) -> usize {
        let (children, initial, transitions) = (Vec::new(), Vec::new(), Vec::new());
        self.states.push(State { kind, parent, children, initial, transitions, raises: None });
        self.states.len() - 1
    }

    /// Where boxes begin, and histories go the first time.
    fn begin(&mut self, bytes: &mut Bytes) {
        for at in 0..self.states.len() {
            let around = match self.states[at].kind {
                Kind::Compound => at,
                Kind::History { .. } => self.states[at].parent.unwrap_or_default(),
                _ => continue,
            };
            let children: Vec<usize> =
                self.states[around].children.iter().copied().filter(|child| self.is_real(*child)).collect();
            let deep = self.states[at].kind != Kind::History { deep: false } && bytes.one_in(3);
            let below: Vec<usize> = (0..self.states.len())
                .filter(|s| self.is_real(*s) && self.is_below(*s, Some(around)))
                .collect();
            let candidates = if deep { below } else { children };
            self.states[at].initial = vec![candidates[bytes.below(candidates.len())]];
        }
    }

    fn connect(&mut self, bytes: &mut Bytes) {
        let count = self.states.len();
        for at in 0..count {
            if matches!(self.states[at].kind, Kind::Final | Kind::History { .. }) {
                continue;
            }
            self.states[at].raises = bytes.one_in(8).then(|| EVENTS[bytes.below(EVENTS.len())]);
            for _ in 0..bytes.below(4) {
                let event = match bytes.below(7) {
                    6 => format!("done.state.s{}", bytes.below(count)),
                    5 => "*".to_owned(),
                    at => EVENTS[at % EVENTS.len()].to_owned(),
                };
                let first = bytes.below(count + 1);
                let targets = match first.checked_sub(1) {
                    None => Vec::new(),
                    Some(first) => self.beside(first, bytes),
                };
                let (internal, raises) = (bytes.one_in(3), bytes.one_in(6).then(|| EVENTS[bytes.below(4)]));
                self.states[at].transitions.push(Transition { event, targets, internal, raises });
            }
        }
    }

    /// A target, and perhaps another in a region beside it.
    fn beside(&self, first: usize, bytes: &mut Bytes) -> Vec<usize> {
        let around = self.ancestors(first, None);
        let parallel = around.iter().copied().find(|around| self.states[*around].kind == Kind::Parallel);
        let Some(parallel) = parallel.filter(|_| self.is_real(first) && bytes.one_in(2)) else {
            return vec![first];
        };
        let other = |s: &usize| {
            let region = |of: usize| {
                let below = |child: &&usize| **child == of || self.is_below(of, Some(**child));
                self.states[parallel].children.iter().find(below)
            };
            self.is_real(*s) && self.is_below(*s, Some(parallel)) && region(*s) != region(first)
        };
        let others: Vec<usize> = (0..self.states.len()).filter(other).collect();
        if others.is_empty() { vec![first] } else { vec![first, others[bytes.below(others.len())]] }
    }

    fn is_real(&self, state: usize) -> bool {
        !matches!(self.states[state].kind, Kind::History { .. })
    }

    /// Proper ancestors, the innermost first, up to one that isn't counted.
    fn ancestors(&self, state: usize, up_to: Option<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = self.states[state].parent;
        while let Some(around) = at.filter(|around| Some(*around) != up_to) {
            found.push(around);
            at = self.states[around].parent;
        }
        found
    }

    /// Whether a state is a descendant; everything is one of the document.
    fn is_below(&self, state: usize, around: Option<usize>) -> bool {
        around.is_none_or(|around| self.ancestors(state, None).contains(&around))
    }

    fn xml(&self) -> String {
        self.top.iter().map(|state| self.element(*state)).collect()
    }

    fn element(&self, at: usize) -> String {
        let state = &self.states[at];
        let ids = |states: &[usize]| states.iter().map(|s| format!("s{s}")).collect::<Vec<_>>().join(" ");
        let raised =
            |event: Option<&str>| event.map(|event| format!("<raise event='{event}'/>")).unwrap_or_default();
        let name = match state.kind {
            Kind::Atomic | Kind::Compound => "state",
            Kind::Parallel => "parallel",
            Kind::Final => "final",
            Kind::History { .. } => "history",
        };
        let mut text = format!("<{name} id='s{at}'");
        match state.kind {
            Kind::Compound => write!(text, " initial='{}'>", ids(&state.initial)),
            Kind::History { deep } => {
                let kind = if deep { "deep" } else { "shallow" };
                write!(text, " type='{kind}'><transition target='{}'/>", ids(&state.initial))
            }
            _ => write!(text, ">"),
        }
        .unwrap();
        if state.raises.is_some() {
            write!(text, "<onentry>{}</onentry>", raised(state.raises)).unwrap();
        }
        for transition in &state.transitions {
            let kind = if transition.internal { " type='internal'" } else { "" };
            let to = match transition.targets.as_slice() {
                [] => String::new(),
                targets => format!(" target='{}'", ids(targets)),
            };
            let raised = raised(transition.raises);
            write!(text, "<transition event='{}'{to}{kind}>{raised}</transition>", transition.event).unwrap();
        }
        for child in &state.children {
            text.push_str(&self.element(*child));
        }
        write!(text, "</{name}>").unwrap();
        text
    }
}

/// A run by the algorithm; names are the Recommendation's.
struct Run<'c> {
    chart: &'c Chart,
    configuration: BTreeSet<usize>,
    history: BTreeMap<usize, Vec<usize>>,
    internal: VecDeque<String>,
    running: bool,
    rounds: usize,
}

/// A transition with the state it starts from.
type Enabled<'c> = (usize, &'c Transition);

impl<'c> Run<'c> {
    fn start(chart: &'c Chart) -> Option<Self> {
        let (configuration, history, internal) = (BTreeSet::new(), BTreeMap::new(), VecDeque::new());
        let mut run = Self { chart, configuration, history, internal, running: true, rounds: 0 };
        let mut entered = BTreeSet::new();
        run.add_descendants(chart.top[0], &mut entered);
        run.add_ancestors(chart.top[0], None, &mut entered);
        run.enter(&entered);
        run.settle()?;
        Some(run)
    }

    /// Handles an event; nothing if it goes round for ever.
    fn handle(&mut self, event: &str) -> Option<()> {
        self.rounds = 0;
        if self.running {
            let chosen = self.select(event);
            self.microstep(&chosen);
            self.settle()?;
        }
        Some(())
    }

    fn settle(&mut self) -> Option<()> {
        while self.running {
            let Some(event) = self.internal.pop_front() else { break };
            self.rounds += 1;
            if self.rounds > MAX_ROUNDS {
                return None;
            }
            let chosen = self.select(&event);
            self.microstep(&chosen);
        }
        Some(())
    }

    fn states(&self) -> Vec<String> {
        let leaf = |s: &&usize| matches!(self.chart.states[**s].kind, Kind::Atomic | Kind::Final);
        let mut states: Vec<String> =
            self.configuration.iter().filter(leaf).map(|s| format!("s{s}")).collect();
        states.sort();
        states
    }

    fn select(&self, event: &str) -> Vec<Enabled<'c>> {
        let chart = self.chart;
        let mut enabled: Vec<Enabled<'c>> = Vec::new();
        let atomic = |s: &&usize| matches!(chart.states[**s].kind, Kind::Atomic | Kind::Final);
        for state in self.configuration.iter().filter(atomic) {
            let around = std::iter::once(*state).chain(chart.ancestors(*state, None));
            let found = around.into_iter().find_map(|s| {
                let matches = |t: &&Transition| {
                    t.event == "*" || event == t.event || event.starts_with(&format!("{}.", t.event))
                };
                chart.states[s].transitions.iter().find(matches).map(|t| (s, t))
            });
            if let Some((source, transition)) = found
                && !enabled.iter().any(|(s, t)| *s == source && std::ptr::eq(*t, transition))
            {
                enabled.push((source, transition));
            }
        }
        self.without_conflicts(&enabled)
    }

    fn without_conflicts(&self, enabled: &[Enabled<'c>]) -> Vec<Enabled<'c>> {
        let mut filtered: Vec<Enabled<'c>> = Vec::new();
        for first in enabled {
            let mut preempted = false;
            let mut removed = Vec::new();
            for (at, second) in filtered.iter().enumerate() {
                if self.exit_set(&[*first]).is_disjoint(&self.exit_set(&[*second])) {
                    continue;
                }
                if self.chart.is_below(first.0, Some(second.0)) {
                    removed.push(at);
                } else {
                    preempted = true;
                    break;
                }
            }
            if !preempted {
                for at in removed.into_iter().rev() {
                    filtered.remove(at);
                }
                filtered.push(*first);
            }
        }
        filtered
    }

    fn exit_set(&self, transitions: &[Enabled]) -> BTreeSet<usize> {
        let mut left = BTreeSet::new();
        for (source, transition) in transitions.iter().filter(|(_, t)| !t.targets.is_empty()) {
            let domain = self.domain(*source, transition);
            left.extend(self.configuration.iter().filter(|s| self.chart.is_below(**s, domain)));
        }
        left
    }

    fn effective(&self, targets: &[usize]) -> Vec<usize> {
        let mut found = Vec::new();
        for target in targets {
            if self.chart.is_real(*target) {
                found.push(*target);
            } else {
                let known = self.history.get(target).cloned();
                found.extend(known.unwrap_or_else(|| self.effective(&self.chart.states[*target].initial)));
            }
        }
        found
    }

    fn domain(&self, source: usize, transition: &Transition) -> Option<usize> {
        let chart = self.chart;
        let targets = self.effective(&transition.targets);
        let compound = |s: usize| chart.states[s].kind == Kind::Compound;
        if transition.internal && compound(source) && targets.iter().all(|t| chart.is_below(*t, Some(source)))
        {
            return Some(source);
        }
        let mut around = chart.ancestors(source, None).into_iter().filter(|s| compound(*s));
        around.find(|around| targets.iter().all(|t| chart.is_below(*t, Some(*around))))
    }

    fn microstep(&mut self, transitions: &[Enabled<'c>]) {
        let chart = self.chart;
        let left = self.exit_set(transitions);
        for history in (0..chart.states.len()).filter(|s| !chart.is_real(*s)) {
            let Some(parent) = chart.states[history].parent.filter(|parent| left.contains(parent)) else {
                continue;
            };
            let deep = chart.states[history].kind == Kind::History { deep: true };
            let atomic = |s: usize| matches!(chart.states[s].kind, Kind::Atomic | Kind::Final);
            let wanted = |s: &&usize| match deep {
                true => atomic(**s) && chart.is_below(**s, Some(parent)),
                false => chart.states[**s].parent == Some(parent),
            };
            let kept = self.configuration.iter().filter(wanted).copied().collect();
            self.history.insert(history, kept);
        }
        self.configuration.retain(|state| !left.contains(state));
        for (_, transition) in transitions {
            self.internal.extend(transition.raises.map(str::to_owned));
        }
        let mut entered = BTreeSet::new();
        for (source, transition) in transitions {
            for target in &transition.targets {
                self.add_descendants(*target, &mut entered);
            }
            if transition.targets.is_empty() {
                continue;
            }
            let domain = self.domain(*source, transition);
            for target in self.effective(&transition.targets) {
                self.add_ancestors(target, domain, &mut entered);
            }
        }
        self.enter(&entered);
    }

    fn add_descendants(&self, state: usize, entered: &mut BTreeSet<usize>) {
        let chart = self.chart;
        match chart.states[state].kind {
            Kind::History { .. } => {
                let to =
                    self.history.get(&state).cloned().unwrap_or_else(|| chart.states[state].initial.clone());
                for target in &to {
                    self.add_descendants(*target, entered);
                }
                for target in to {
                    self.add_ancestors(target, chart.states[state].parent, entered);
                }
            }
            Kind::Compound => {
                entered.insert(state);
                for target in &chart.states[state].initial {
                    self.add_descendants(*target, entered);
                }
                for target in &chart.states[state].initial {
                    self.add_ancestors(*target, Some(state), entered);
                }
            }
            Kind::Parallel => {
                entered.insert(state);
                self.add_regions(state, entered);
            }
            Kind::Atomic | Kind::Final => {
                entered.insert(state);
            }
        }
    }

    fn add_ancestors(&self, state: usize, up_to: Option<usize>, entered: &mut BTreeSet<usize>) {
        for around in self.chart.ancestors(state, up_to) {
            entered.insert(around);
            if self.chart.states[around].kind == Kind::Parallel {
                self.add_regions(around, entered);
            }
        }
    }

    fn add_regions(&self, parallel: usize, entered: &mut BTreeSet<usize>) {
        for child in self.chart.states[parallel].children.iter().filter(|child| self.chart.is_real(**child)) {
            if !entered.iter().any(|s| s == child || self.chart.is_below(*s, Some(*child))) {
                self.add_descendants(*child, entered);
            }
        }
    }

    fn enter(&mut self, entered: &BTreeSet<usize>) {
        let chart = self.chart;
        for state in entered {
            self.configuration.insert(*state);
            self.internal.extend(chart.states[*state].raises.map(str::to_owned));
            if chart.states[*state].kind != Kind::Final {
                continue;
            }
            let Some(parent) = chart.states[*state].parent else {
                self.running = false;
                continue;
            };
            self.internal.push_back(format!("done.state.s{parent}"));
            let Some(grandparent) = chart.states[parent].parent else { continue };
            let regions = || chart.states[grandparent].children.iter().filter(|child| chart.is_real(**child));
            if chart.states[grandparent].kind == Kind::Parallel
                && regions().all(|region| self.is_in_final(*region))
            {
                self.internal.push_back(format!("done.state.s{grandparent}"));
            }
        }
    }

    fn is_in_final(&self, state: usize) -> bool {
        let chart = self.chart;
        let mut children = chart.states[state].children.iter().filter(|child| chart.is_real(**child));
        match chart.states[state].kind {
            Kind::Compound => children
                .any(|child| chart.states[*child].kind == Kind::Final && self.configuration.contains(child)),
            Kind::Parallel => children.all(|child| self.is_in_final(*child)),
            _ => false,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn after_each_event_the_same_states_are_active(
        bytes in proptest::collection::vec(any::<u8>(), 0..250),
        events in proptest::collection::vec(0..EVENTS.len(), 1..10),
    ) {
        let chart = Chart::of(&bytes);
        let text = document(&chart.xml());
        let imported = import(&text, "test");
        prop_assert!(!registrar_engine::finding::has_errors(&imported.findings), "{:?}\n{}", imported.findings, text);
        let definition = &imported.definitions[0].text;
        let (built, findings) = build_to_try(definition, &BTreeMap::new(), calendars());
        let Some(built) = built else {
            prop_assert!(false, "{findings:#?}\n{definition}");
            return Ok(());
        };
        let Some(mut run) = Run::start(&chart) else { return Ok(()) };
        let (mut script, told) = Script::begin(&built, None);
        prop_assert_eq!(sorted(told.states), run.states(), "at the start of\n{}\n{}", text, definition);
        let mut before = Vec::new();
        for event in events {
            before.push(EVENTS[event]);
            if run.handle(EVENTS[event]).is_none() {
                return Ok(());
            }
            let line = Line::read(&format!("{{\"event\": \"{}\"}}", EVENTS[event])).unwrap();
            let told = script.play(&line, None);
            prop_assert_eq!(told.ended.is_some(), !run.running);
            let states = if run.running { run.states() } else { ends(&run) };
            prop_assert_eq!(sorted(told.states), states, "after {:?} of\n{}\n{}", before, text, definition);
        }
    }
}

fn sorted(mut states: Vec<String>) -> Vec<String> {
    states.sort();
    states
}

/// The final states in which a run has ended.
fn ends(run: &Run) -> Vec<String> {
    let ends =
        |s: &&usize| run.chart.states[**s].parent.is_none() && run.chart.states[**s].kind == Kind::Final;
    run.configuration.iter().filter(ends).map(|s| format!("s{s}")).collect()
}
