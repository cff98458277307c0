//! Guarantees of definitions that are too large to be walked whole: boxes are covered, and uncovered where a way to break
//! the guarantee leads through them (counterexample-guided abstraction refinement; Clarke, Grumberg, Jha, Lu, Veith
//! 2000). A covered model does everything that cases do, and more: what holds of it holds of them.

use super::explore::{Asked, Nothing, Space};
use super::guarantee::{Found, Ground, Way};
use super::lengths::Lengths;
use super::model::{
    Act, Cover, Free, Hidden, Lookup, Model, Play, Population, all_states, hidden_by, outwards,
    read_to_write, seats_of, sources_of,
};
use super::text;
use super::verdict::{Explored, Limits};
use crate::chart::{BudgetOf, Chart, FieldPath, Guarantee, Members, Pattern, ROOT, Says};
use crate::definition::Text;
use crate::guard::Expression;
use crate::id::{ArrowIx, ConsentIx, RoleIx, StateIx};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Most models that are tried for one guarantee.
const ROUNDS: usize = 100;

/// What is asked: a guarantee of the cases of one population.
#[derive(Clone, Copy)]
pub(super) struct Question<'a, 'c> {
    pub chart: &'c Chart,
    pub lookup: &'c Lookup<'c>,
    pub guarantee: &'a Guarantee,
    pub population: &'a Population,
    pub also: &'a [&'a Expression],
    /// The model with nothing covered.
    pub whole: &'a Model<'c>,
    pub limits: &'a Limits,
    pub lengths: &'a Lengths<'c>,
}

/// Something that was covered and mattered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Blamed {
    Inside(StateIx),
    Field(FieldPath),
    Consent(ConsentIx),
    Count(ArrowIx),
}

/// Which boxes are open, and which fields are followed.
#[derive(Clone)]
pub(super) struct Opened<'c> {
    lookup: &'c Lookup<'c>,
    open: BTreeSet<StateIx>,
    /// Of these, all copies.
    fully: BTreeSet<StateIx>,
    /// The one person that it is about, and the boxes with a copy for it: that copy is looked into first.
    person: Option<(usize, BTreeSet<StateIx>)>,
    pub cover: Cover,
}

impl<'c> Opened<'c> {
    /// Everything covered but what a guarantee names.
    fn first(
        lookup: &'c Lookup<'c>,
        guarantee: &Guarantee,
        population: &Population,
        person: Option<usize>,
    ) -> Self {
        let chart = lookup.chart;
        let named = Named::by(lookup, guarantee);
        let mut opened = Self::nothing(lookup, BTreeSet::from([ROOT]), Cover::default());
        opened.person = person.map(|seat| (seat, copied_for(lookup, population, seat)));
        opened.cover.watched = named.events;
        opened.cover.fields = Some(named.fields);
        opened.cover.counted = Some(BTreeSet::new());
        for state in named.states {
            opened.open.extend(outwards(chart, state));
        }
        opened.draw();
        opened
    }

    fn nothing(lookup: &'c Lookup<'c>, open: BTreeSet<StateIx>, cover: Cover) -> Self {
        Self { lookup, open, fully: BTreeSet::new(), person: None, cover }
    }

    /// These boxes open, the others covered; no field is followed.
    pub fn with(lookup: &'c Lookup<'c>, open: BTreeSet<StateIx>) -> Self {
        let (fields, counted) = (Some(BTreeSet::new()), Some(BTreeSet::new()));
        let cover = Cover { fields, counted, closing: true, ..Cover::default() };
        let mut opened = Self::nothing(lookup, open, cover);
        opened.open.insert(ROOT);
        opened.draw();
        opened
    }

    /// Uncovers a box: its children are covered instead. Of copies the person's first, then all.
    pub fn uncover(&mut self, state: StateIx) {
        if !self.open.insert(state) {
            self.fully.insert(state);
        }
        self.draw();
    }

    /// Covers what isn't open and can be covered, from the outside in.
    fn draw(&mut self) {
        let Some((seat, copied)) = &self.person else {
            self.cover.boxes = drawn(self.lookup, &self.open);
            return;
        };
        let one = |state: &&StateIx| copied.contains(state) && !self.fully.contains(state);
        let seen: BTreeSet<StateIx> = self.open.iter().filter(one).copied().collect();
        let open = self.open.difference(&seen).copied().collect();
        self.cover.boxes = drawn(self.lookup, &open);
        let seen = seen.intersection(&self.cover.boxes);
        self.cover.seen = seen.map(|state| (*state, *seat)).collect();
    }

    /// Looks at what was blamed; whether there was anything more to look at.
    pub fn look_at(&mut self, blamed: &Blamed) -> bool {
        match blamed {
            Blamed::Inside(state) => {
                let covered = self.cover.boxes.contains(state);
                self.uncover(*state);
                covered
            }
            Blamed::Field(path) => {
                let lookup = self.lookup;
                let all = needed_for(lookup.chart, path);
                let fields = self.cover.fields.get_or_insert_default();
                let known = fields.len();
                fields.extend(all.iter().cloned());
                let new = fields.len() > known;
                self.open_all(|state| !lookup.written(state).fields.is_disjoint(&all)) || new
            }
            Blamed::Count(arrow) => self.cover.counted.get_or_insert_default().insert(*arrow),
            Blamed::Consent(consent) => {
                let lookup = self.lookup;
                self.open_all(|state| lookup.written(state).consents.contains(consent))
            }
        }
    }

    /// Opens all boxes with such a state inside.
    fn open_all(&mut self, is_meant: impl Fn(StateIx) -> bool) -> bool {
        let boxes = self.cover.boxes.iter().copied();
        let meant: Vec<StateIx> =
            boxes.filter(|covered| hidden_by(self.lookup.chart, *covered).any(&is_meant)).collect();
        for state in &meant {
            self.uncover(*state);
        }
        !meant.is_empty()
    }
}

/// The boxes that are covered where some are open: what can be covered, from the outside in.
pub(super) fn drawn(lookup: &Lookup<'_>, open: &BTreeSet<StateIx>) -> BTreeSet<StateIx> {
    let mut boxes = BTreeSet::new();
    let mut waiting = vec![ROOT];
    while let Some(state) = waiting.pop() {
        for child in &lookup.chart.state(state).children {
            if !open.contains(child) && lookup.can_cover(*child) {
                boxes.insert(*child);
            } else {
                waiting.push(*child);
            }
        }
    }
    boxes
}

/// A field, and all that are read to write it.
fn needed_for(chart: &Chart, path: &FieldPath) -> BTreeSet<FieldPath> {
    let mut all = BTreeSet::from([path.clone()]);
    loop {
        let before = all.len();
        for state in 0..chart.states.len() {
            let state = StateIx(u16::try_from(state).unwrap_or(u16::MAX));
            all.extend(read_to_write(chart, state, &all));
        }
        if all.len() == before {
            return all;
        }
    }
}

/// The states that a guarantee names, or that bring the events which it names, and the boxes around them.
pub(super) fn named(lookup: &Lookup<'_>, guarantee: &Guarantee) -> BTreeSet<StateIx> {
    let named = Named::by(lookup, guarantee).states.into_iter();
    named.flat_map(|state| outwards(lookup.chart, state)).collect()
}

/// What a guarantee names.
struct Named {
    states: Vec<StateIx>,
    events: Vec<Pattern>,
    fields: BTreeSet<FieldPath>,
}

impl Named {
    fn by(lookup: &Lookup<'_>, guarantee: &Guarantee) -> Self {
        let chart = lookup.chart;
        let mut named = Self { states: Vec::new(), events: Vec::new(), fields: BTreeSet::new() };
        let all = all_states(chart);
        match &guarantee.says {
            Says::Never { state, unless } => {
                named.states.push(*state);
                if let Some(condition) = unless {
                    let (states, consents) = condition.asks();
                    named.states.extend(states);
                    named.fields.extend(condition.reads_of_data());
                    named
                        .states
                        .extend(all.filter(|state| !lookup.written(*state).consents.is_disjoint(&consents)));
                }
            }
            Says::Events(_, patterns, _) => named.events.clone_from(patterns),
            Says::Budget { of: BudgetOf::Event(pattern), .. } => named.events.push(pattern.clone()),
            Says::Budget { of, .. } => {
                let spends = |state: &StateIx| {
                    let tasks = chart.state(*state).tasks.iter().map(|task| chart.task(*task));
                    let mut tasks = tasks.filter(|task| match of {
                        BudgetOf::Cost(cost) => task.costs.iter().any(|(name, _)| name == cost),
                        _ => task.in_person.is_some(),
                    });
                    tasks.next().is_some()
                };
                named.states.extend(all.filter(spends));
            }
            _ => {}
        }
        let brings = |state: &StateIx| {
            let events = sources_of(chart, *state);
            events.iter().any(|event| named.events.iter().any(|pattern| pattern.matches(event)))
        };
        let all = all_states(chart);
        let bringing: Vec<StateIx> = all.filter(brings).collect();
        named.states.extend(bringing);
        named
    }
}

/// The boxes with a copy for a person, that stand in no copy themselves and can be covered but for that copy.
fn copied_for(lookup: &Lookup<'_>, population: &Population, seat: usize) -> BTreeSet<StateIx> {
    let chart = lookup.chart;
    let all = all_states(chart);
    all.filter(|state| {
        let own = match chart.state(*state).for_each {
            Some(Members::Role(role)) => seats_of(chart, population, role).contains(&seat),
            _ => false,
        };
        let copies = |around: StateIx| chart.state(around).for_each.is_some();
        let last = chart.state(*state).last_inside;
        let nested =
            outwards(chart, *state).skip(1).any(copies) || (state.0 + 1..=last.0).map(StateIx).any(copies);
        own && !nested && lookup.can_cover(*state)
    })
    .collect()
}

/// What was found out of one population, for the others.
#[derive(Clone, Default)]
pub(super) struct Learnt<'c> {
    /// What had to be looked into last: it is tried first.
    opened: Option<Opened<'c>>,
    /// Of which persons it holds whoever else is in the case: by role, and whether they are there from the start, or may be.
    alone: BTreeMap<(RoleIx, bool, bool), bool>,
}

/// Proves a guarantee with as much covered as may be: what is asked of persons one after another.
pub(super) fn prove<'c>(asked: &Question<'_, 'c>, learnt: &mut Learnt<'c>, explored: &mut Explored) -> Found {
    match &asked.guarantee.says {
        Says::Budget { of: BudgetOf::Visits, .. } => {}
        Says::Never { unless: Some(condition), .. } => {
            let of_each = consenting(asked, condition);
            let mut all = of_each.iter();
            if !of_each.is_empty() && all.all(|seat| holds_alone(asked, *seat, learnt, explored)) {
                return Found::Holds;
            }
            return prove_one(asked, None, learnt, explored);
        }
        _ => return prove_one(asked, None, learnt, explored),
    }
    for person in asked.whole.spenders(&BudgetOf::Visits) {
        if person.is_some_and(|seat| holds_alone(asked, seat, learnt, explored)) {
            continue;
        }
        match prove_one(asked, person, learnt, explored) {
            Found::Holds => {}
            other => return other,
        }
    }
    Found::Holds
}

/// Those who are asked for the consent that a condition is, and is nothing else: if it can be asked of one after another.
/// All have given it when each has, as long as somebody is there to be asked: from the start, and nobody ever leaves.
fn consenting(asked: &Question<'_, '_>, condition: &Expression) -> Vec<usize> {
    let chart = asked.chart;
    let Some(consent) = condition.asks_only_consent() else { return Vec::new() };
    let seats = seats_of(chart, asked.population, chart.consents[consent.at()].of);
    let somebody = seats.iter().any(|seat| asked.population.slots[*seat].first);
    if somebody && !asked.lookup.has_release { seats } else { Vec::new() }
}

/// Whether it holds of a person whoever else is in the case.
fn holds_alone<'c>(
    asked: &Question<'_, 'c>,
    seat: usize,
    learnt: &mut Learnt<'c>,
    explored: &mut Explored,
) -> bool {
    let slot = asked.population.slots[seat];
    let kind = (slot.role, slot.first, slot.perhaps);
    if let Some(known) = learnt.alone.get(&kind) {
        return *known;
    }
    let population = Population::of_one(slot);
    let asked = Question { population: &population, ..*asked };
    let holds = matches!(prove_one(&asked, Some(0), learnt, explored), Found::Holds);
    learnt.alone.insert(kind, holds);
    holds
}

fn prove_one<'c>(
    asked: &Question<'_, 'c>,
    person: Option<usize>,
    learnt: &mut Learnt<'c>,
    explored: &mut Explored,
) -> Found {
    if let Some(mut opened) = learnt.opened.clone() {
        opened.person = person.map(|seat| (seat, copied_for(asked.lookup, asked.population, seat)));
        opened.draw();
        if let Found::Holds = prove_from(asked, person, &mut opened, explored) {
            learnt.opened = Some(opened);
            return Found::Holds;
        }
    }
    let mut opened = Opened::first(asked.lookup, asked.guarantee, asked.population, person);
    let found = prove_from(asked, person, &mut opened, explored);
    if matches!(found, Found::Holds) {
        learnt.opened = Some(opened);
    }
    found
}

/// Looks into more and more, from what is open at first.
fn prove_from<'c>(
    asked: &Question<'_, 'c>,
    person: Option<usize>,
    opened: &mut Opened<'c>,
    explored: &mut Explored,
) -> Found {
    let chart = asked.chart;
    let limits = Limits { configurations: asked.limits.covered, ..*asked.limits };
    let mut search = Search::default();
    for _ in 0..ROUNDS {
        let model = match Model::covered(asked.lookup, asked.population, asked.also, &opened.cover) {
            Ok(model) => model,
            Err(reason) => return too_large(&reason.0),
        };
        if let Some(state) = model.uncover {
            opened.uncover(state);
            continue;
        }
        if model.lacks_others {
            if search.instead(opened) {
                continue;
            }
            return Found::Open(text(
                "those who are in the case can't be left out",
                "不能略去案件中的其他人",
            ));
        }
        let space = match asked.guarantee.says {
            Says::Never { .. } => Space::explore(&model, &Nothing, &Asked::plain(&limits)),
            _ => Space::nothing(&model),
        };
        let torn = space.torn;
        let ends = vec![false; space.len() as usize];
        let ground = Ground {
            chart,
            model: &model,
            whole: asked.whole,
            limits: &limits,
            lengths: asked.lengths,
            space,
            ends,
        };
        super::guarantee::add(explored, &ground.space);
        let found = match torn {
            Some(state) => Found::Torn(state),
            None => match &asked.guarantee.says {
                Says::Budget { of, at_most } if person.is_some() => {
                    super::spending::of_one(&ground, of, *at_most, person, explored)
                }
                _ => super::guarantee::one(&ground, asked.guarantee, explored),
            },
        };
        match found {
            Found::Torn(state) => opened.uncover(state),
            Found::Broken(ways) => {
                let Some(Way { acts, end }) = ways.into_iter().next() else { return Found::Torn(ROOT) };
                if !search.refine(opened, &model, &acts) {
                    return no_proof(&end);
                }
            }
            other => return other,
        }
    }
    Found::Open(text(
        format!("no proof was found after {ROUNDS} tries with boxes covered"),
        format!("以遮盖部分状态的方式尝试 {ROUNDS} 次，仍未得出证明"),
    ))
}

/// Looks for what has to be looked at: one thing at a time, as long as the same way shows up again.
#[derive(Default)]
pub(super) struct Search<'c> {
    /// Events of the way that was found, what it was before, and what else is to blame for it.
    way: Vec<String>,
    before: Option<Opened<'c>>,
    left: Vec<Blamed>,
}

impl<'c> Search<'c> {
    /// Looks at more; whether there was more.
    fn refine(&mut self, opened: &mut Opened<'c>, model: &Model<'_>, acts: &[(Act, Vec<u64>)]) -> bool {
        self.refine_to(opened, model, acts, None)
    }

    /// The same; `last`: what the last of the acts does, where that isn't told by what it leads to.
    pub fn refine_to(
        &mut self,
        opened: &mut Opened<'c>,
        model: &Model<'_>,
        acts: &[(Act, Vec<u64>)],
        last: Option<&dyn Fn(&Play<'_, '_>) -> bool>,
    ) -> bool {
        let mut blamed = blame(model, acts, last);
        // Counting costs little, and ways that differ in it only look the same: it is kept.
        let counts = blamed.extract_if(.., |blamed| matches!(blamed, Blamed::Count(_)));
        let mut new = false;
        for count in counts {
            new |= opened.look_at(&count);
            if let Some(before) = &mut self.before {
                before.look_at(&count);
            }
        }
        if new {
            return true;
        }
        let names: Vec<String> = acts.iter().map(|(act, _)| model.act_name(act)).collect();
        let names: Vec<String> =
            names.iter().map(|name| name.rsplit(": ").next().unwrap_or(name).to_owned()).collect();
        if let Some(before) = &self.before
            && is_within(&self.way, &names)
            && !self.left.is_empty()
        {
            *opened = before.clone();
        } else {
            self.left = blamed;
            self.left.reverse();
            self.way = names.into_iter().filter(|name| name != "done" && name != "stir").collect();
            self.before = Some(opened.clone());
        }
        self.next(opened)
    }

    /// Looks at something else in place of what was looked at last.
    fn instead(&mut self, opened: &mut Opened<'c>) -> bool {
        let Some(before) = &self.before else { return false };
        *opened = before.clone();
        self.next(opened)
    }

    fn next(&mut self, opened: &mut Opened<'c>) -> bool {
        while let Some(blamed) = self.left.pop() {
            if opened.look_at(&blamed) {
                return true;
            }
        }
        false
    }
}

/// Whether events come in this order among others.
fn is_within(some: &[String], all: &[String]) -> bool {
    let mut all = all.iter();
    some.iter().all(|one| all.any(|other| one == other))
}

/// A way to break it leads through nothing that is covered. It may be one that no dates give, or no values.
fn no_proof(end: &Text) -> Found {
    let [en, zh] = ["en", "zh"].map(|language| end.get(language).cloned().unwrap_or_default());
    Found::Open(text(
        format!("it may be broken, but no run was found that shows it: {en}"),
        format!("可能不成立，但未找到能够演示的过程：{zh}"),
    ))
}

fn too_large(reason: &str) -> Found {
    Found::Open(text(format!("it has {reason}"), format!("模型过大：{reason}")))
}

/// What was covered and decided on the way, what decided most often first; of several the last.
fn blame(
    model: &Model<'_>,
    acts: &[(Act, Vec<u64>)],
    last: Option<&dyn Fn(&Play<'_, '_>) -> bool>,
) -> Vec<Blamed> {
    let mut often: BTreeMap<Blamed, (usize, usize)> = BTreeMap::new();
    let mut add = |blamed: Blamed, at: usize| match often.entry(blamed) {
        Entry::Occupied(known) if known.get().1 == at => {}
        Entry::Occupied(mut known) => *known.get_mut() = (known.get().0 + 1, at),
        Entry::Vacant(new) => {
            new.insert((1, at));
        }
    };
    let mut play = Play::new(model);
    let mut from = vec![0; model.words()];
    for (at, (act, to)) in acts.iter().enumerate() {
        let mut least: Option<Vec<Hidden>> = None;
        let last = last.filter(|_| at + 1 == acts.len());
        play.each_way(&from, *act, |play| {
            let hidden = play.chosen().iter().filter_map(|(chosen, _, why)| match why {
                // The first way of a box is that nothing happens inside.
                Free::Hidden(Hidden::Inside(_)) if *chosen == 0 => None,
                Free::Hidden(hidden) => Some(*hidden),
                _ => None,
            });
            let hidden: Vec<Hidden> = hidden.collect();
            let fewer = least.as_ref().is_none_or(|least| hidden.len() < least.len());
            if last.map_or_else(|| play.reached() == to.as_slice(), |last| last(play)) && fewer {
                least = Some(hidden);
            }
        });
        for hidden in least.unwrap_or_default() {
            match hidden {
                Hidden::Inside(state) => add(Blamed::Inside(state), at),
                Hidden::Field(field) => {
                    if let Some(path) = model.loose.get(usize::from(field)) {
                        add(Blamed::Field(path.clone()), at);
                    }
                }
                Hidden::Consent(consent) => add(Blamed::Consent(consent), at),
                Hidden::Count(arrow) => add(Blamed::Count(arrow), at),
            }
        }
        if let Some(state) = model.hidden_state(act) {
            add(Blamed::Inside(state), at);
        }
        from.clone_from(to);
    }
    let mut all: Vec<(Blamed, (usize, usize))> = often.into_iter().collect();
    all.sort_by_key(|(blamed, (count, last))| {
        (std::cmp::Reverse(*count), matches!(blamed, Blamed::Inside(_)), std::cmp::Reverse(*last))
    });
    all.into_iter().map(|(blamed, _)| blamed).collect()
}
