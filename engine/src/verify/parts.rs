//! What every definition is checked for, of one that is too large to be walked whole: what no run reaches, whether an end
//! can always be reached, steps that fail, steps that go round. It is asked part by part, with boxes covered.
//!
//! What is told never to be reached is ruled out of each population by a walk that does everything that cases do, and more.
//! What fails is told only where the acts that lead there can follow one upon another with nothing covered. In between
//! nothing is told.

use super::endings::Endings;
use super::guarantee::Found;
use super::model::{
    Fails, Lookup, Model, Play, Population, all_states, blocks_of, each_action, outwards, seats_of,
};
use super::probe::{Aim, Fragile, Probe, Probed, is_open};
use super::reached::Reached;
use super::runs::{Runs, happens, names_of};
use super::verdict::{Explored, Limits};
use crate::chart::{Action, ActionKind, Cell, Chart, FieldPath, Members, Output, Says, StateKind, Target};
use crate::finding::Finding;
use crate::guard::{Expression, Reading};
use crate::id::{ArrowIx, StateIx};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Most acts that are played of those who are usually there, for seeing what is reached anyway.
const ACTS: usize = 30_000;
/// The same of everybody else.
const MORE_ACTS: usize = 200;
/// Of the limit of configurations this part is looked at in one try, first and then; but so many anyway.
const TRIES: [(u64, u64); 2] = [(300, 100), (30, 1_000)];

/// How many configurations are looked at in one try, and in all of one kind of question.
fn room(limits: &Limits, (part, least): (u64, u64)) -> u64 {
    (limits.covered / part).max(least).min(limits.covered)
}

/// What is open of a population that wasn't walked whole.
struct Open {
    population: Population,
    /// What no walk has ruled out.
    states: BTreeSet<StateIx>,
    arrows: BTreeSet<ArrowIx>,
    /// What may fail, and no walk has looked into.
    fragile: BTreeSet<Fragile>,
}

/// All populations that weren't walked whole.
pub(super) struct Parts<'c> {
    lookup: &'c Lookup<'c>,
    open: Vec<Open>,
    taken: BTreeSet<ArrowIx>,
    entered: BTreeSet<StateIx>,
    /// It was told of a population that an end wasn't shown: that isn't asked of another.
    no_end: bool,
}

impl<'c> Parts<'c> {
    /// None yet.
    pub fn new(lookup: &'c Lookup<'c>) -> Self {
        let (taken, entered) = (BTreeSet::new(), BTreeSet::new());
        Self { lookup, open: Vec::new(), taken, entered, no_end: false }
    }

    /// Takes in what was found of other populations.
    pub fn join(&mut self, other: Self) {
        self.open.extend(other.open);
        self.taken.extend(other.taken);
        self.entered.extend(other.entered);
        self.no_end |= other.no_end;
    }

    /// Takes in a population, with its model with nothing covered.
    pub fn add(
        &mut self,
        model: &Model<'c>,
        population: &Population,
        endings: &mut Endings<'_, 'c>,
        reached: &mut Reached<'c>,
    ) {
        let chart = self.lookup.chart;
        let mut explored = Explored::default();
        let told = chart.guarantees.iter().any(|guarantee| guarantee.says == Says::AlwaysEnds);
        let ends = if told || self.no_end { Found::Holds } else { endings.always(&mut explored) };
        let ruled_out = RuledOut::by(chart, population, endings);
        let mut open = Open {
            population: population.clone(),
            states: all_states(chart).filter(|state| !ruled_out.state(*state)).collect(),
            arrows: all_arrows(chart).filter(|arrow| !ruled_out.arrow(*arrow)).collect(),
            fragile: fragile(model).collect(),
        };
        let mut met = Vec::new();
        for (covered, space, _) in endings.walked() {
            open.fragile.retain(|fragile| !space.incidents.is_empty() || !fragile.is_seen_in(covered));
            for (from, act, _) in &space.incidents {
                let acts = space.path(*from);
                met.push((names_of(covered, acts.iter().map(|(act, _)| act).chain([act])), false));
            }
            for (from, act, _) in &space.endless {
                let acts = space.path(*from);
                met.push((names_of(covered, acts.iter().map(|(act, _)| act).chain([act])), true));
            }
        }
        let (entered, taken) = (&self.entered, &self.taken);
        let runs = Runs::of(model, MORE_ACTS, &|runs| {
            let known = |state: &StateIx| entered.contains(state) || runs.entered.contains(state);
            let took = |arrow: &ArrowIx| taken.contains(arrow) || runs.taken.contains(arrow);
            open.states.iter().all(known) && open.arrows.iter().all(took)
        });
        for (names, endless) in met {
            self.retell(model, &names, endless, reached);
        }
        let dead_end = self.meet(model, &runs, reached);
        if let Found::Open(why) = ends
            && !dead_end
        {
            self.no_end = true;
            let why = why.get("en").cloned().unwrap_or_default();
            let message = format!("it wasn't shown that a case can always come to an end: {why}");
            let finding = Finding::warning("no-way-to-an-end", chart.state(StateIx(0)).span, message);
            reached.say(finding.help(
                "give that state an arrow that leads towards a `final` state; if it has one, let the verifier look \
                 further with `--cover`",
            ));
        }
        self.open.push(open);
    }

    /// Plays acts of those who are usually there.
    pub fn usual_runs(model: &Model<'_>) -> Runs {
        let chart = model.chart;
        Runs::of(model, ACTS, &|runs| {
            runs.entered.len() == chart.states.len() && runs.taken.len() == chart.arrows.len()
        })
    }

    /// Takes in what runs met; whether they told of a dead end.
    pub fn meet(&mut self, model: &Model<'c>, runs: &Runs, reached: &mut Reached<'c>) -> bool {
        let chart = self.lookup.chart;
        for (act, node) in &runs.incidents {
            reached.fails(model, act, *node);
        }
        for (act, free) in &runs.endless {
            reached.goes_round(model, act, *free);
        }
        self.entered.extend(&runs.entered);
        self.taken.extend(&runs.taken);
        let told = chart.guarantees.iter().any(|guarantee| guarantee.says == Says::AlwaysEnds);
        let Some(words) = runs.stuck.as_ref().filter(|_| !told) else { return false };
        let leaves = model.active(words).join("`, `");
        let span = model.innermost(words).map(|state| chart.state(state).span).unwrap_or_default();
        let message = format!("a dead end: nothing can happen any more to a case in `{leaves}`");
        let finding = Finding::error("dead-end", span, message);
        reached.say(finding.help("add an arrow that leads on, or a `final` state"));
        true
    }

    /// Tells what acts lead to if they really may follow one upon another; whether they may.
    fn retell(&self, model: &Model<'c>, names: &[String], endless: bool, reached: &mut Reached<'c>) -> bool {
        let told = RefCell::new(None);
        let last = |play: &Play<'_, '_>| {
            let met = if endless { play.endless } else { play.incident };
            if met {
                *told.borrow_mut() = Some((play.without_consent, !play.chosen().is_empty()));
            }
            met
        };
        let Some(act) = happens(model, names, &last) else { return false };
        match told.into_inner() {
            Some((_, free)) if endless => reached.goes_round(model, &act, free),
            Some((node, _)) => reached.fails(model, &act, node),
            None => return false,
        }
        true
    }

    /// Asks for what is still open, and tells what is found.
    pub fn finish(self, limits: &Limits, reached: &mut Reached<'c>) {
        let (chart, lookup) = (self.lookup.chart, self.lookup);
        if self.open.is_empty() {
            return;
        }
        reached.entered.extend(&self.entered);
        reached.taken.extend(&self.taken);
        let asks = Asks { open: &self.open, limits };
        let history = |state: &StateIx| matches!(chart.state(*state).kind, StateKind::History { .. });
        let states = all_states(chart).filter(|state| !history(state) && !reached.entered.contains(state));
        let states: Vec<StateIx> = states.collect();
        let never =
            asks.never(lookup, states.into_iter().map(|state| (state, Aim::Enter(state))), |open, state| {
                open.states.contains(state)
            });
        reached.entered.extend(all_states(chart).filter(|state| !never.contains(state)));
        let source = |arrow: &ArrowIx| chart.arrow(*arrow).source;
        let arrows = all_arrows(chart)
            .filter(|arrow| !reached.taken.contains(arrow) && reached.entered.contains(&source(arrow)));
        let arrows: Vec<ArrowIx> = arrows.collect();
        let never =
            asks.never(lookup, arrows.into_iter().map(|arrow| (arrow, Aim::Take(arrow))), |open, arrow| {
                open.arrows.contains(arrow)
            });
        reached.taken.extend(all_arrows(chart).filter(|arrow| !never.contains(arrow)));
        let all: BTreeSet<&Fragile> = self.open.iter().flat_map(|open| &open.fragile).collect();
        let mut left = room(limits, TRIES[1]);
        for fragile in all {
            let mut probe = Probe::new(lookup, Aim::Fail(fragile.clone()));
            for open in self.open.iter().filter(|open| open.fragile.contains(fragile)) {
                let most = room(limits, TRIES[1]);
                if let Probed::By(names) = probe.ask(&open.population, limits, most, &mut left)
                    && let Ok(model) = Model::new(lookup, &open.population, &[])
                    && self.retell(&model, &names, false, reached)
                {
                    break;
                }
            }
        }
    }
}

/// What is asked of all populations.
struct Asks<'a> {
    open: &'a [Open],
    limits: &'a Limits,
}

impl Asks<'_> {
    /// Of these what never happens, in no population in which that is open; first with little looked at, then with more.
    fn never<T: Copy + Ord>(
        &self,
        lookup: &Lookup<'_>,
        aims: impl Iterator<Item = (T, Aim)>,
        is_open: impl Fn(&Open, &T) -> bool,
    ) -> BTreeSet<T> {
        let mut left = room(self.limits, TRIES[1]);
        let mut never = BTreeSet::new();
        let mut asked: Vec<(T, Probe<'_>)> =
            aims.map(|(what, aim)| (what, Probe::new(lookup, aim))).collect();
        for part in TRIES {
            asked.retain_mut(|(what, probe)| {
                for open in self.open.iter().filter(|open| is_open(open, what)) {
                    match probe.ask(&open.population, self.limits, room(self.limits, part), &mut left) {
                        Probed::Never => {}
                        Probed::By(_) => return false,
                        Probed::Open => return true,
                    }
                }
                never.insert(*what);
                false
            });
        }
        never
    }
}

fn all_arrows(chart: &Chart) -> impl Iterator<Item = ArrowIx> + use<> {
    (0..u16::try_from(chart.arrows.len()).unwrap_or(u16::MAX)).map(ArrowIx)
}

/// What walks of parts have ruled out of one population: of all copies, or of those of a seat.
struct RuledOut<'a, 'c> {
    chart: &'c Chart,
    population: &'a Population,
    states: BTreeSet<(StateIx, Option<usize>)>,
    arrows: BTreeSet<(ArrowIx, Option<usize>)>,
}

impl<'a, 'c> RuledOut<'a, 'c> {
    fn by(chart: &'c Chart, population: &'a Population, endings: &Endings<'_, 'c>) -> Self {
        let mut ruled = Self { chart, population, states: BTreeSet::new(), arrows: BTreeSet::new() };
        for (model, space, copy) in endings.walked() {
            let entered = space.entered.iter().enumerate().filter(|(_, entered)| **entered);
            let entered: BTreeSet<StateIx> = entered.map(|(node, _)| model.state_of(node)).collect();
            let took = space.took.iter().enumerate().filter(|(_, took)| **took);
            let took: BTreeSet<ArrowIx> = took.map(|(flow, _)| model.arrow_of(flow)).collect();
            // Whose copies a walk looks into of those of a covered box.
            let whose = |state: StateIx| {
                if is_open(chart, &model.cover, state) {
                    return Some(None);
                }
                let (of, seat) = copy?;
                let inside = outwards(chart, state).take_while(|around| *around != of);
                let hidden = inside.filter(|around| {
                    let own = *around == state && chart.state(state).for_each.is_none();
                    model.cover.boxes.contains(around) && !own
                });
                let there = outwards(chart, state).any(|around| around == of) && state != of;
                (there && hidden.count() == 0 && model.cover.boxes.contains(&of)).then_some(Some(seat))
            };
            for state in all_states(chart).filter(|state| !entered.contains(state)) {
                ruled.states.extend(whose(state).map(|seat| (state, seat)));
            }
            for arrow in all_arrows(chart).filter(|arrow| !took.contains(arrow) && model.is_played(*arrow)) {
                ruled.arrows.extend(whose(chart.arrow(arrow).source).map(|seat| (arrow, seat)));
            }
        }
        ruled
    }

    /// The seats for which a state has copies, where it lies in those of one box.
    fn seats(&self, state: StateIx) -> Vec<usize> {
        let of =
            outwards(self.chart, state).skip(1).find_map(|around| match self.chart.state(around).for_each {
                Some(Members::Role(role)) => Some(role),
                _ => None,
            });
        of.map(|role| seats_of(self.chart, self.population, role)).unwrap_or_default()
    }

    fn state(&self, state: StateIx) -> bool {
        let seats = self.seats(state);
        self.states.contains(&(state, None))
            || !seats.is_empty() && seats.iter().all(|seat| self.states.contains(&(state, Some(*seat))))
    }

    fn arrow(&self, arrow: ArrowIx) -> bool {
        let seats = self.seats(self.chart.arrow(arrow).source);
        self.arrows.contains(&(arrow, None))
            || !seats.is_empty() && seats.iter().all(|seat| self.arrows.contains(&(arrow, Some(*seat))))
    }
}

/// All that can fail at all.
fn fragile<'m>(model: &'m Model<'_>) -> impl Iterator<Item = Fragile> + use<'m> {
    let chart = model.chart;
    let fails = Fails::of(model);
    all_states(chart).flat_map(move |state| {
        let here = chart.state(state);
        let mut found = Vec::new();
        for arrow in here.on.iter().chain(&here.at_once).chain(&here.done) {
            if fails.by_arrow(*arrow) {
                let arrow = chart.arrow(*arrow);
                let mut fragile = Fragile { at: BTreeSet::from([state]), ..Fragile::default() };
                fragile.fields.extend(arrow.condition.iter().flat_map(read));
                reads(chart, &arrow.actions, &mut fragile);
                found.push(fragile);
            }
        }
        let mut fragile = Fragile { at: BTreeSet::from([state]), ..Fragile::default() };
        if fails.by_state(state) {
            for block in blocks_of(chart, state) {
                reads(chart, block, &mut fragile);
            }
        }
        if fails.without_consent(state) {
            fragile.consents.extend(here.consent);
        }
        if fails.by_state(state) || fails.without_consent(state) {
            found.push(fragile);
        }
        found.into_iter().map(move |mut fragile| {
            fragile.fields.retain(|path| model.follows(path));
            fragile
        })
    })
}

/// The fields that an expression reads.
fn read(expression: &Expression) -> impl Iterator<Item = FieldPath> + use<> {
    expression.part().readings().into_iter().filter_map(Reading::path)
}

/// What actions read, and what hangs on it.
fn reads(chart: &Chart, actions: &[Action], fragile: &mut Fragile) {
    each_action(actions, &mut |action| match action {
        ActionKind::Set { target: Target::Data(path) | Target::Member(path), value } => {
            fragile.fields.insert(path.clone());
            fragile.fields.extend(read(value));
        }
        ActionKind::Decide(table) => {
            let table = chart.table(*table);
            fragile.fields.extend(table.inputs.iter().map(|input| input.path.clone()));
            if let Output::Fields(paths) = &table.output {
                fragile.fields.extend(paths.iter().cloned());
            }
            for row in &table.rows {
                fragile.fields.extend(row.outputs.iter().flat_map(read));
                for cell in &row.cells {
                    if let Cell::If(condition) = cell {
                        fragile.fields.extend(read(condition));
                    }
                }
            }
        }
        ActionKind::If { condition, .. } => fragile.fields.extend(read(condition)),
        ActionKind::Consent(consent) | ActionKind::Withdraw(consent) => {
            fragile.consents.insert(*consent);
        }
        _ => {}
    });
}
