//! Which fields of the case's data are surely filled in where.
//!
//! A field is there in a state if it is on every way into it: the arrow's event is an outcome whose form
//! requires it, its condition needs it, an action sets it, or it was there already where the arrow starts. The
//! greatest answer that fits all ways is taken, since what is filled in stays. What another region does counts
//! for nothing. Fields that a form may empty again are left to whoever asks.

use super::reading::Path;
use crate::chart::{
    Action, ActionKind, Arrow, Chart, FormPlace, Initial, Join, Pattern, ROOT, Start, StateKind, Target,
    Trigger,
};
use crate::id::{ArrowIx, DeadlineIx, StateIx, TaskIx};
use std::collections::BTreeMap;

/// Words of a set of fields.
const WORDS: usize = 4;
/// Most fields that are followed; of others nothing is said.
pub(super) const MAX_FIELDS: usize = WORDS * 64;
/// Most causes of one arrow that are told apart.
const MAX_CAUSES: usize = 20;

/// A set of fields by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Facts([u64; WORDS]);

impl Facts {
    const ALL: Self = Self([u64::MAX; WORDS]);

    fn add(&mut self, field: usize) {
        if let Some(word) = self.0.get_mut(field / 64) {
            *word |= 1 << (field % 64);
        }
    }

    pub fn has(self, field: usize) -> bool {
        self.0.get(field / 64).is_some_and(|word| word & (1 << (field % 64)) != 0)
    }

    fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }
}

/// What an event brings: what its form requires, and what is there where it comes from.
struct Cause {
    brings: Facts,
    homes: Vec<StateIx>,
}

/// A way into a state.
struct Way {
    from: Origin,
    brings: Facts,
}

enum Origin {
    State(StateIx),
    Arrow(ArrowIx),
}

/// The answer.
pub(super) struct Flow<'c> {
    chart: &'c Chart,
    fields: &'c BTreeMap<Path, usize>,
    /// Of each arrow the events that it answers.
    causes: Vec<Vec<Cause>>,
    /// Of each state what is there before its actions on entry, and once it is entered.
    before: Vec<Facts>,
    after: Vec<Facts>,
    /// Whether an action that fails may be passed over: then what its block sets counts only inside it.
    failures_pass: bool,
}

impl<'c> Flow<'c> {
    pub fn of(chart: &'c Chart, fields: &'c BTreeMap<Path, usize>) -> Self {
        let takes_errors = |arrow: &Arrow| arrow.trigger.answers("error.execution");
        let failures_pass = chart.errors_w3c || chart.arrows.iter().any(takes_errors);
        let all = vec![Facts::ALL; chart.states.len()];
        let mut flow =
            Self { chart, fields, causes: Vec::new(), before: all.clone(), after: all, failures_pass };
        let homes = Homes::of(chart);
        flow.causes = chart.arrows.iter().map(|arrow| flow.causes_of(arrow, &homes)).collect();
        flow.settle();
        flow
    }

    /// What is there when the first action of a state's entry is done.
    pub fn on_entry(&self, state: StateIx) -> Facts {
        self.before[state.at()]
    }

    /// What is there while a state is active.
    pub fn within(&self, state: StateIx) -> Facts {
        self.after[state.at()]
    }

    /// What is there when the first action of an arrow is done.
    pub fn on_arrow(&self, ix: ArrowIx) -> Facts {
        let arrow = self.chart.arrow(ix);
        let source = match arrow.trigger {
            Trigger::Done => self.when_done(arrow.source),
            Trigger::Events(_) | Trigger::AtOnce => self.after[arrow.source.at()],
        };
        let causes = self.causes[ix.at()].iter();
        let by_event = causes.map(|cause| {
            let homes = cause.homes.iter().map(|home| self.after[home.at()]).reduce(Facts::and);
            cause.brings.or(homes.unwrap_or_default())
        });
        let condition = arrow.condition.as_ref().map(|condition| self.numbered(condition.needs().iter()));
        source.or(by_event.reduce(Facts::and).unwrap_or_default()).or(condition.unwrap_or_default())
    }

    /// Goes through actions; `look` is told what is there before each. What is there after all.
    pub fn through(
        &self,
        actions: &'c [Action],
        mut facts: Facts,
        look: &mut impl FnMut(&'c Action, Facts),
    ) -> Facts {
        for action in actions {
            look(action, facts);
            match &action.kind {
                ActionKind::Set { target: Target::Data(path), .. } => facts = facts.or(self.numbered([path])),
                ActionKind::Decide(table) => {
                    facts = facts.or(self.numbered(self.chart.table(*table).output.fields()));
                }
                ActionKind::If { condition, then, otherwise } => {
                    let held = facts.or(self.numbered(condition.needs().iter()));
                    let (yes, no) = (self.through(then, held, look), self.through(otherwise, facts, look));
                    facts = yes.and(no);
                }
                ActionKind::ForEach { actions, .. } => {
                    self.through(actions, facts, look);
                }
                _ => {}
            }
        }
        facts
    }

    fn numbered<'p>(&self, paths: impl IntoIterator<Item = &'p Path>) -> Facts {
        let mut facts = Facts::default();
        paths.into_iter().filter_map(|path| self.fields.get(path)).for_each(|field| facts.add(*field));
        facts
    }

    /// What a block of actions leaves for later.
    fn left_by(&self, actions: &'c [Action], facts: Facts) -> Facts {
        if self.failures_pass { facts } else { self.through(actions, facts, &mut |_, _| {}) }
    }

    fn settle(&mut self) {
        let ways = self.ways();
        loop {
            let mut changed = false;
            for (at, ways) in ways.iter().enumerate() {
                let state = &self.chart.states[at];
                let around = state.parent.map_or(Facts::default(), |parent| self.after[parent.at()]);
                let by_way = ways.iter().map(|way| self.along(way)).reduce(Facts::and);
                // What nothing leads to is told of by others.
                let none = if at == ROOT.at() { Facts::default() } else { Facts::ALL };
                let before = around.or(by_way.unwrap_or(none)).and(self.before[at]);
                let after = self.left_by(&state.entry, before);
                changed |= before != self.before[at] || after != self.after[at];
                self.before[at] = before;
                self.after[at] = after;
            }
            if !changed {
                return;
            }
        }
    }

    fn along(&self, way: &Way) -> Facts {
        let from = match way.from {
            Origin::State(state) => self.after[state.at()],
            Origin::Arrow(ix) => self.left_by(&self.chart.arrow(ix).actions, self.on_arrow(ix)),
        };
        from.or(way.brings)
    }

    /// All ways into each state.
    fn ways(&self) -> Vec<Vec<Way>> {
        let chart = self.chart;
        let mut ways: Vec<Vec<Way>> = chart.states.iter().map(|_| Vec::new()).collect();
        for (arrow, at) in chart.arrows.iter().zip(0..) {
            for target in arrow.to.iter().chain(&arrow.beyond) {
                for entered in entered(chart, *target, arrow.source) {
                    ways[entered.at()]
                        .push(Way { from: Origin::Arrow(ArrowIx(at)), brings: Facts::default() });
                }
            }
        }
        for (state, at) in chart.states.iter().zip(0..) {
            let ix = StateIx(at);
            match &state.kind {
                StateKind::Compound(initial) | StateKind::History { default: initial, .. } => {
                    self.begin(ix, initial, &mut ways);
                }
                StateKind::Parallel => {
                    for child in regions(chart, ix) {
                        ways[child.at()].push(Way { from: Origin::State(ix), brings: Facts::default() });
                    }
                }
                StateKind::Atomic | StateKind::Final { .. } => {}
            }
        }
        ways
    }

    fn begin(&self, from: StateIx, initial: &'c Initial, ways: &mut [Vec<Way>]) {
        let brings = self.left_by(&initial.actions, Facts::default());
        for target in &initial.to {
            for entered in entered(self.chart, *target, from) {
                ways[entered.at()].push(Way { from: Origin::State(from), brings });
            }
        }
    }

    /// What is there when a state is done: what each of its ends has.
    fn when_done(&self, ix: StateIx) -> Facts {
        let state = self.chart.state(ix);
        // Copies may be none: then nothing inside was done.
        if state.for_each.is_some() {
            return self.after[ix.at()];
        }
        let within = self.after[ix.at()];
        let all_done = |regions: &[StateIx]| {
            regions.iter().map(|region| self.when_done(*region)).fold(within, Facts::or)
        };
        match (&state.kind, &state.join) {
            (StateKind::Compound(_), _) => {
                let is_final =
                    |child: &&StateIx| matches!(self.chart.state(**child).kind, StateKind::Final { .. });
                let ends = state.children.iter().filter(is_final).map(|end| self.after[end.at()]);
                within.or(ends.reduce(Facts::and).unwrap_or_default())
            }
            (StateKind::Parallel, Join::All) => all_done(&regions(self.chart, ix)),
            (StateKind::Parallel, Join::Regions(needed)) => all_done(needed),
            _ => within,
        }
    }

    fn causes_of(&self, arrow: &Arrow, homes: &Homes) -> Vec<Cause> {
        let Trigger::Events(patterns) = &arrow.trigger else { return Vec::new() };
        let mut causes = Vec::new();
        for pattern in patterns {
            let Some(found) = self.causes_by(pattern, homes) else { return Vec::new() };
            causes.extend(found);
        }
        if causes.len() > MAX_CAUSES { Vec::new() } else { causes }
    }

    /// The events of a pattern; none if others than those of tasks and deadlines may match.
    fn causes_by(&self, pattern: &Pattern, homes: &Homes) -> Option<Vec<Cause>> {
        let first = pattern.0.first()?;
        if let Some(ix) = self.chart.task_named(first) {
            let task = self.chart.task(ix);
            let outcomes = task.outcomes.iter();
            let matching = outcomes.filter(|outcome| pattern.matches(&format!("{first}.{}", outcome.name)));
            return Some(
                matching
                    .map(|outcome| {
                        let fields =
                            task.form.iter().chain(&outcome.fields).filter(|field| field.field.required);
                        let paths = fields.filter_map(|field| match &field.place {
                            FormPlace::Data(path) => Some(path),
                            _ => None,
                        });
                        Cause { brings: self.numbered(paths), homes: homes.of_task(ix) }
                    })
                    .collect(),
            );
        }
        let ix = self.chart.deadline_named(first)?;
        let brings = match &self.chart.deadline(ix).start {
            Start::Field(path) | Start::BeforeField(path) => self.numbered([path]),
            _ => Facts::default(),
        };
        Some(vec![Cause { brings, homes: homes.of_deadline(ix) }])
    }
}

/// The states that a target enters: itself and the boxes around it that don't hold where one comes from.
fn entered(chart: &Chart, target: StateIx, from: StateIx) -> Vec<StateIx> {
    let mut entered = vec![target];
    entered.extend(chart.outwards(target).skip(1).take_while(|around| !chart.is_within(from, *around)));
    entered
}

/// The children of a parallel state without history states.
fn regions(chart: &Chart, parallel: StateIx) -> Vec<StateIx> {
    let is_region = |child: &&StateIx| !matches!(chart.state(**child).kind, StateKind::History { .. });
    chart.state(parallel).children.iter().filter(is_region).copied().collect()
}

/// Where tasks and deadlines are listed; none for those that a ladder opens too.
struct Homes {
    tasks: Vec<Vec<StateIx>>,
    deadlines: Vec<Vec<StateIx>>,
}

impl Homes {
    fn of(chart: &Chart) -> Self {
        let mut homes = Self {
            tasks: vec![Vec::new(); chart.tasks.len()],
            deadlines: vec![Vec::new(); chart.deadlines.len()],
        };
        for (state, at) in chart.states.iter().zip(0..) {
            state.tasks.iter().for_each(|task| homes.tasks[task.at()].push(StateIx(at)));
            state.deadlines.iter().for_each(|deadline| homes.deadlines[deadline.at()].push(StateIx(at)));
        }
        for rung in chart.notices.iter().flat_map(|notice| &notice.ladder) {
            match rung {
                crate::chart::Rung::Task(task) => homes.tasks[task.at()].clear(),
                crate::chart::Rung::Deadline(deadline) => homes.deadlines[deadline.at()].clear(),
            }
        }
        homes
    }

    fn of_task(&self, ix: TaskIx) -> Vec<StateIx> {
        self.tasks.get(ix.at()).cloned().unwrap_or_default()
    }

    fn of_deadline(&self, ix: DeadlineIx) -> Vec<StateIx> {
        self.deadlines.get(ix.at()).cloned().unwrap_or_default()
    }
}
