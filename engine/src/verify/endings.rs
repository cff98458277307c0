//! `always_ends` and `ends_if_silent` of definitions that are too large to be walked whole: part by part, what one part
//! may rely on of the others shown before (assume and guarantee: Misra, Chandy, *Proofs of Networks of Processes*, 1981).
//!
//! First of regions: whatever the others do, one can be brought back to where it began, without leading away those of
//! which that was shown before. Then of stages, with all these regions where they began: from each an end can be reached,
//! or a stage of which it was shown before. What may be is found with boxes covered, and so is more than what really may.

use super::explore::Space;
use super::game::{Game, Reason};
use super::guarantee::Found;
use super::in_time::{InTime, ends_with_copies, not_officials};
use super::localize::{Blamed, Opened};
use super::model::{
    Doubt, Fails, Fewer, Free, Hidden, Lookup, Model, NodeIx, Play, Population, Sure, all_states, home_of,
    is_active, is_box, is_within, outwards, seats_of,
};
use super::text;
use super::verdict::{Explored, Limits};
use super::walks::{Walk, Walked, Walks};
use crate::chart::{Chart, Members, ROOT, Says, StateKind};
use crate::id::{RoleIx, StateIx};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Most models that are tried for one part.
const ROUNDS: usize = 40;
/// A stage is divided, if it can be, when it has more configurations than this part of the limit.
const STAGE: u64 = 300;

/// A region with the child it begins in.
type Home = (StateIx, StateIx);

/// A part that is looked into by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// A box, with all inside.
    Stage(StateIx),
    /// One copy of a box that has a copy for each member and is left when all are done: by the seat.
    Copy(StateIx, usize),
    /// A child that holds nothing, of a box that is divided.
    Plain(StateIx),
}

/// A part with all that may be there.
struct Slice<'c> {
    opened: Opened<'c>,
    walked: Rc<Walked<'c>>,
    /// With whom of the population.
    who: Fewer,
}

/// What is shown of stages.
struct Aims<'b> {
    stages: &'b [Part],
    /// The region that is to come home.
    goal: Option<Home>,
    /// The regions that are home.
    homes: &'b [Home],
    silent: &'b [RoleIx],
}

/// Why no end is reached from a stage.
struct Stuck {
    found: Found,
    reasons: BTreeMap<Reason, usize>,
}

/// What a game depends on: the walk, what can fail, which regions are home, and who is silent.
type Rules = (u64, Fails, Vec<Home>, Vec<RoleIx>);

/// What surely happens in a walk.
struct Sured {
    sure: Sure,
    game: Game,
}

/// What was found out of one population, kept for the others.
pub(super) struct Known<'c> {
    pub walks: Walks<'c>,
    games: BTreeMap<Rules, Rc<Sured>>,
    in_time: InTime<'c>,
}

impl<'c> Known<'c> {
    /// Nothing yet; `most`: so many configurations are kept.
    pub fn new(lookup: &'c Lookup<'c>, most: u64) -> Self {
        Self { walks: Walks::new(lookup, most), games: BTreeMap::new(), in_time: InTime::of(lookup.chart) }
    }
}

/// What is asked of the cases of one population. What was walked once serves every guarantee.
pub(super) struct Endings<'a, 'c> {
    chart: &'c Chart,
    lookup: &'c Lookup<'c>,
    population: &'a Population,
    limits: &'a Limits,
    shared: &'a RefCell<Known<'c>>,
    fails: Fails,
    /// Regions that have a home, and those from which nothing leads out.
    regions: Vec<Home>,
    bystanders: Vec<StateIx>,
    slices: BTreeMap<Part, Option<Slice<'c>>>,
    /// Without whose acts an end can be reached.
    known: Vec<Vec<RoleIx>>,
}

impl<'a, 'c> Endings<'a, 'c> {
    /// Nothing walked yet; `whole`: the model with nothing covered.
    pub fn new(
        whole: &Model<'c>,
        population: &'a Population,
        limits: &'a Limits,
        shared: &'a RefCell<Known<'c>>,
    ) -> Self {
        let (chart, lookup) = (whole.chart, whole.lookup);
        let regions =
            all_regions(chart).filter(|region| lookup.can_cover(*region) && !goes_on(chart, *region));
        let regions = regions.filter_map(|region| home_of(chart, region).map(|home| (region, home)));
        Self {
            chart,
            lookup,
            population,
            limits,
            shared,
            fails: Fails::of(whole),
            regions: regions.collect(),
            bystanders: all_regions(chart).filter(|region| stays_inside(chart, *region)).collect(),
            slices: BTreeMap::new(),
            known: Vec::new(),
        }
    }

    /// Whether an end can always be reached. Where it can be even without some, it can be: they are asked for first.
    pub fn always(&mut self, explored: &mut Explored) -> Found {
        let silent = self.chart.guarantees.iter().find_map(|guarantee| match &guarantee.says {
            Says::EndsIfSilent { roles, .. } => Some(roles.clone()),
            _ => None,
        });
        if let Some(roles) = silent
            && matches!(self.silent(&roles, explored), Found::Holds)
        {
            return Found::Holds;
        }
        self.silent(&[], explored)
    }

    /// Whether an end can be reached from wherever the case may be, without any act of these roles.
    pub fn silent(&mut self, roles: &[RoleIx], explored: &mut Explored) -> Found {
        if self.is_known(roles) {
            return Found::Holds;
        }
        if self.by_officials(roles, explored) {
            return Found::Holds;
        }
        let found = self.prove(roles, explored);
        if matches!(found, Found::Holds) {
            self.known.push(roles.to_vec());
        }
        found
    }

    /// Whether officials can bring the case to its end, where limits are counted on that they keep.
    pub fn keeps_limits(&mut self, silent: &[RoleIx], explored: &mut Explored) -> bool {
        self.keeps_none(silent) || self.by_officials(silent, explored)
    }

    /// Whether no limit is theirs to keep.
    fn keeps_none(&self, silent: &[RoleIx]) -> bool {
        self.shared.borrow().in_time.kept(silent).is_empty()
    }

    /// Whether officials who aren't silent can bring it to its end; not asked where no limit is theirs to keep.
    fn by_officials(&mut self, silent: &[RoleIx], explored: &mut Explored) -> bool {
        if self.keeps_none(silent) {
            return false;
        }
        let mut all = not_officials(self.chart);
        all.extend(silent);
        all.sort_unstable();
        all.dedup();
        if !self.is_known(&all) {
            if !matches!(self.prove(&all, explored), Found::Holds) {
                return false;
            }
            self.known.push(all);
        }
        true
    }

    /// All parts that were walked: what was open of each, and the seat whose copies were looked into.
    pub fn walked(&self) -> impl Iterator<Item = (&Model<'c>, &Space, Option<(StateIx, usize)>)> {
        self.slices.iter().filter_map(|(part, slice)| {
            let walked = &slice.as_ref()?.walked;
            let copy = match part {
                Part::Copy(state, seat) => Some((*state, *seat)),
                Part::Stage(_) | Part::Plain(_) => None,
            };
            Some((&walked.model, &walked.space, copy))
        })
    }

    /// Whether it was shown already, of more who are silent perhaps.
    fn is_known(&self, silent: &[RoleIx]) -> bool {
        self.known.iter().any(|known| silent.iter().all(|role| known.contains(role)))
    }

    fn prove(&mut self, silent: &[RoleIx], explored: &mut Explored) -> Found {
        let found = self.prove_with(&self.regions.clone(), silent, explored);
        // Where a case ends from inside a region, that region is perhaps its way: then it stays where it is.
        let beside = |(region, _): &Home| self.bystanders.contains(region);
        let beside: Vec<Home> = self.regions.iter().copied().filter(beside).collect();
        if matches!(found, Found::Holds) || beside.len() == self.regions.len() {
            return found;
        }
        match self.prove_with(&beside, silent, explored) {
            Found::Holds => Found::Holds,
            _ => found,
        }
    }

    /// The same, with these regions brought home first, as far as they come home.
    fn prove_with(&mut self, regions: &[Home], silent: &[RoleIx], explored: &mut Explored) -> Found {
        let mut homes: Vec<Home> = Vec::new();
        loop {
            let known = homes.len();
            for home in regions.iter().copied() {
                if !homes.contains(&home) && self.comes_home(home, &homes, silent, explored) {
                    homes.push(home);
                }
            }
            if homes.len() == known {
                break;
            }
        }
        let mut stages = Vec::new();
        self.divide(ROOT, &homes, explored, &mut stages);
        stages.reverse();
        self.all_lead(&stages, None, &homes, silent, explored)
    }

    /// Whether from each of these stages an end can be reached, or the region's home where one is asked for.
    fn all_lead(
        &mut self,
        stages: &[Part],
        goal: Option<Home>,
        homes: &[Home],
        silent: &[RoleIx],
        explored: &mut Explored,
    ) -> Found {
        let aims = Aims { stages, goal, homes, silent };
        let mut good: BTreeSet<Part> = BTreeSet::new();
        for _ in 0..ROUNDS * stages.len() {
            let known = good.len();
            let mut stuck = Vec::new();
            for stage in stages.iter().copied() {
                if good.contains(&stage) {
                    continue;
                }
                match self.stuck(stage, &good, &aims) {
                    None => {
                        good.insert(stage);
                    }
                    Some(why) => stuck.push((stage, why)),
                }
            }
            if stuck.is_empty() {
                return Found::Holds;
            }
            if good.len() > known {
                continue;
            }
            // A region that doesn't come home yet perhaps does when others are.
            if goal.is_some() || !self.look_into_one(&stuck, &aims, explored) {
                return stuck.into_iter().next_back().map_or_else(too_many, |(_, why)| why.found);
            }
        }
        too_many()
    }

    /// Looks further into one of the stages that are stuck: one that is though all others lead on, if there is such a one;
    /// else they wait for each other.
    fn look_into_one(&mut self, stuck: &[(Part, Stuck)], aims: &Aims<'_>, explored: &mut Explored) -> bool {
        for (stage, _) in stuck {
            let others = aims.stages.iter().copied().filter(|other| other != stage).collect();
            if let Some(why) = self.stuck(*stage, &others, aims)
                && self.look_into(*stage, &why, aims.homes, explored)
            {
                return true;
            }
        }
        stuck.iter().any(|(stage, why)| self.look_into(*stage, why, aims.homes, explored))
    }

    /// Walks a stage again with more of it open; whether there was more.
    fn look_into(&mut self, stage: Part, why: &Stuck, homes: &[Home], explored: &mut Explored) -> bool {
        let Some(Some(slice)) = self.slices.get(&stage) else { return false };
        let mut opened = slice.opened.clone();
        if !look_at(&mut opened, &slice.walked.model, &why.reasons, homes) {
            return false;
        }
        let walked = self.walk_opened(opened, self.limits.covered, explored);
        self.slices.insert(stage, walked);
        true
    }

    /// Whether a region can be brought home, the others being where they are but for those that are home.
    fn comes_home(&mut self, home: Home, homes: &[Home], silent: &[RoleIx], explored: &mut Explored) -> bool {
        let (region, _) = home;
        let mut stages = Vec::new();
        self.divide(region, homes, explored, &mut stages);
        stages.reverse();
        let found = self.all_lead(&stages, Some(home), homes, silent, explored);
        if matches!(found, Found::Holds) {
            return true;
        }
        // What can't be shown stage by stage perhaps can of the whole.
        if stages == [Part::Stage(region)] {
            return false;
        }
        let mut whole = Vec::new();
        self.undivided(region, homes, explored, &mut whole);
        matches!(self.all_lead(&whole, Some(home), homes, silent, explored), Found::Holds)
    }

    fn rules(&self, slice: &Slice<'c>, homes: &[Home], silent: &[RoleIx]) -> Rules {
        (slice.walked.number, self.fails.clone(), homes.to_vec(), silent.to_vec())
    }

    /// What surely happens in a slice without any act of some roles.
    fn sured(&self, slice: &Slice<'c>, homes: &[Home], silent: &[RoleIx]) -> Rc<Sured> {
        let rules = self.rules(slice, homes, silent);
        if let Some(known) = self.shared.borrow().games.get(&rules) {
            return known.clone();
        }
        let (model, space) = (&slice.walked.model, &slice.walked.space);
        let sure = Sure::of(model, &self.fails, homes);
        let game = Game::of(model, &sure, space, |act| !model.is_by(act, silent));
        let sured = Rc::new(Sured { sure, game });
        if slice.walked.is_kept {
            self.shared.borrow_mut().games.insert(rules, sured.clone());
        }
        sured
    }

    /// Divides a box into stages, so that one of them is active whenever it is.
    // Recursion is bounded by the nesting of states.
    fn divide(&mut self, state: StateIx, homes: &[Home], explored: &mut Explored, stages: &mut Vec<Part>) {
        let chart = self.chart;
        let here = chart.state(state);
        if state != ROOT && !self.has_copies(state) {
            let few = self.limits.covered / STAGE;
            self.walk(Part::Stage(state), homes, few, explored);
        }
        if self.slices.get(&Part::Stage(state)).is_some_and(Option::is_some) {
            stages.push(Part::Stage(state));
            return;
        }
        match &here.kind {
            StateKind::Compound(_) if here.for_each.is_none() => {
                let history = |child: &StateIx| matches!(chart.state(*child).kind, StateKind::History { .. });
                let children = here.children.iter().filter(|child| !history(child));
                let (boxes, plain): (Vec<StateIx>, Vec<StateIx>) =
                    children.partition(|child| is_box(chart, **child));
                for child in plain {
                    self.walk(Part::Plain(child), homes, u64::MAX, explored);
                    stages.push(Part::Plain(child));
                }
                for child in boxes {
                    self.divide(child, homes, explored, stages);
                }
            }
            StateKind::Parallel if here.for_each.is_none() => {
                let aside = |region: &StateIx| {
                    homes.iter().any(|(home, _)| home == region) || self.bystanders.contains(region)
                };
                let main: Vec<StateIx> =
                    here.children.iter().copied().filter(|region| !aside(region)).collect();
                match main.as_slice() {
                    [main] => self.divide(*main, homes, explored, stages),
                    _ => self.undivided(state, homes, explored, stages),
                }
            }
            _ => match &here.for_each {
                Some(Members::Role(role))
                    if ends_with_copies(chart, state) && self.lookup.can_cover(state) =>
                {
                    for seat in seats_of(chart, self.population, *role) {
                        self.walk(Part::Copy(state, seat), homes, u64::MAX, explored);
                        stages.push(Part::Copy(state, seat));
                    }
                }
                _ => self.undivided(state, homes, explored, stages),
            },
        }
    }

    /// Whether a box is one whose copies can be brought to their end one after another, or has one inside: everybody has
    /// to be followed where all copies are looked into at once.
    fn has_copies(&self, state: StateIx) -> bool {
        let chart = self.chart;
        let mut inside = all_states(chart).filter(|inside| is_within(chart, state, *inside));
        inside.any(|inside| ends_with_copies(chart, inside) && self.lookup.can_cover(inside))
    }

    fn undivided(&mut self, state: StateIx, homes: &[Home], explored: &mut Explored, stages: &mut Vec<Part>) {
        self.slices.remove(&Part::Stage(state));
        self.walk(Part::Stage(state), homes, u64::MAX, explored);
        stages.push(Part::Stage(state));
    }

    /// Why no end is reached from a stage, nor one that is good, with these regions home; none where one is.
    fn stuck(&self, stage: Part, good: &BTreeSet<Part>, aims: &Aims<'_>) -> Option<Stuck> {
        let too_many = || Stuck { found: too_many(), reasons: BTreeMap::new() };
        let Some(Some(slice)) = self.slices.get(&stage) else { return Some(too_many()) };
        let (model, space) = (&slice.walked.model, &slice.walked.space);
        let sured = self.sured(slice, aims.homes, aims.silent);
        let Sured { sure, game } = &*sured;
        let nodes = good_nodes(model, aims.stages, good);
        let play = Play::new(model);
        let own = own_nodes(model, stage, &slice.who);
        if own.is_empty() {
            return Some(too_many());
        }
        let home = aims.goal.and_then(|(_, child)| model.nodes_of(child).first().copied());
        let is_good = |words: &[u64]| {
            let there = || nodes.iter().chain(&home).any(|node| is_active(words, *node));
            play.is_end(words) || sure.is_home(words) && there()
        };
        let is_done = |words: &[u64]| {
            matches!(stage, Part::Copy(..)) && own.iter().any(|copy| model.has_ended(words, *copy))
        };
        let solved = game.solve(|at| {
            let words = space.configuration(at);
            is_good(words) || sure.is_home(words) && is_done(words)
        });
        // With the last of the copies the box is done.
        let mut done = (0..space.len()).map(|at| space.configuration(at)).filter(|words| is_done(words));
        let out = done.find_map(|words| Some((words, stays(model, sure, words, &is_good)?)));
        let may_be = |at: &u32| {
            let words = space.configuration(*at);
            own.iter().any(|node| is_active(words, *node)) && sure.is_home(words)
        };
        let (words, reasons) = match out {
            Some(out) => out,
            None => {
                let at = (0..space.len()).filter(may_be).find(|at| !solved.sure[*at as usize])?;
                (space.configuration(at), solved.reasons)
            }
        };
        Some(Stuck { found: no_way(model, words), reasons })
    }

    /// Walks a part, once.
    fn walk(&mut self, part: Part, homes: &[Home], most: u64, explored: &mut Explored) {
        if self.slices.contains_key(&part) {
            return;
        }
        let chart = self.chart;
        let mut open: BTreeSet<StateIx> = BTreeSet::new();
        for (region, _) in &self.regions {
            open.extend(outwards(chart, *region).skip(1));
        }
        match part {
            Part::Stage(state) => {
                open.extend(outwards(chart, state));
                let aside: Vec<StateIx> =
                    homes.iter().map(|(region, _)| *region).chain(self.bystanders.iter().copied()).collect();
                let inside = all_states(chart).filter(|inside| is_within(chart, state, *inside));
                open.extend(inside.filter(|inside| {
                    let is_aside = |aside: &StateIx| {
                        *aside != state
                            && is_within(chart, state, *aside)
                            && is_within(chart, *aside, *inside)
                    };
                    !aside.iter().any(is_aside)
                }));
            }
            Part::Copy(state, _) | Part::Plain(state) => open.extend(outwards(chart, state).skip(1)),
        }
        let most = self.limits.covered.min(most);
        let mut opened = Opened::with(self.lookup, open);
        if let Part::Copy(state, seat) = part {
            opened.cover.seen.insert(state, seat);
        }
        let walked = self.walk_opened(opened, most, explored);
        self.slices.insert(part, walked);
    }

    fn walk_opened(&self, mut opened: Opened<'c>, most: u64, explored: &mut Explored) -> Option<Slice<'c>> {
        let limits = Limits { configurations: most, ..*self.limits };
        for _ in 0..ROUNDS {
            let walks = &mut self.shared.borrow_mut().walks;
            match walks.walk(self.population, &opened.cover, None, &limits, explored) {
                (Walk::Done(walked), who) => return Some(Slice { opened, walked, who }),
                (Walk::Torn(state), _) => opened.uncover(state),
                (Walk::Stopped(_), _) => return None,
            }
        }
        None
    }
}

/// The nodes of which an end was shown to be reached: all that lies inside was.
fn good_nodes(model: &Model<'_>, stages: &[Part], good: &BTreeSet<Part>) -> Vec<NodeIx> {
    let chart = model.chart;
    let is_good = |state: StateIx| {
        let mut inside = stages
            .iter()
            .filter(|part| match part {
                Part::Stage(of) | Part::Copy(of, _) => {
                    is_within(chart, state, *of) || is_within(chart, *of, state)
                }
                Part::Plain(of) => is_within(chart, state, *of),
            })
            .peekable();
        inside.peek().is_some() && inside.all(|part| good.contains(part))
    };
    let mut nodes = Vec::new();
    for state in all_states(chart).filter(|state| *state != ROOT && is_good(*state)) {
        let first = chart.state(state).parent.is_none_or(|around| around == ROOT || !is_good(around));
        if first {
            nodes.extend(model.node_at(state));
        }
    }
    nodes
}

/// The nodes of a stage.
fn own_nodes(model: &Model<'_>, stage: Part, who: &Fewer) -> Vec<NodeIx> {
    match stage {
        Part::Stage(state) | Part::Plain(state) => model.node_at(state).into_iter().collect(),
        Part::Copy(state, seat) => {
            let seat = who.seat(seat);
            seat.and_then(|seat| model.copy_of(state, seat)).into_iter().collect()
        }
    }
}

/// Looks at what stood in the way: at what opens the fewest boxes; whether there was anything.
fn look_at(
    opened: &mut Opened<'_>,
    model: &Model<'_>,
    reasons: &BTreeMap<Reason, usize>,
    homes: &[Home],
) -> bool {
    let blamed = |reason: &Reason| match *reason {
        Reason::Says(Hidden::Inside(state)) | Reason::Doubt(Doubt::Inside(state)) => {
            let is_home = homes.iter().any(|(home, _)| *home == state);
            (!is_home).then_some(Blamed::Inside(state))
        }
        Reason::Says(Hidden::Consent(consent)) | Reason::Doubt(Doubt::Consent(consent)) => {
            Some(Blamed::Consent(consent))
        }
        Reason::Says(Hidden::Count(arrow)) => Some(Blamed::Count(arrow)),
        Reason::Says(Hidden::Field(field)) => {
            model.loose.get(usize::from(field)).map(|path| Blamed::Field(path.clone()))
        }
        Reason::Doubt(_) => None,
    };
    let all = reasons.iter().filter_map(|(reason, count)| Some((blamed(reason)?, *count)));
    let all = all.filter_map(|(blamed, count)| {
        let mut after = opened.clone();
        let more = after.look_at(&blamed);
        let known = opened.cover.boxes.difference(&after.cover.boxes).count();
        more.then_some((known, std::cmp::Reverse(count), after))
    });
    let Some((.., after)) = all.min_by_key(|(known, count, _)| (*known, *count)) else { return false };
    *opened = after;
    true
}

/// Children of parallel states.
fn all_regions(chart: &Chart) -> impl Iterator<Item = StateIx> {
    all_states(chart).filter(|state| {
        let around = chart.state(*state).parent.map(|around| &chart.state(around).kind);
        matches!(around, Some(StateKind::Parallel))
    })
}

/// Whether no arrow leads out of a region.
fn stays_inside(chart: &Chart, region: StateIx) -> bool {
    chart.arrows.iter().all(|arrow| {
        let mut to = arrow.to.iter().chain(&arrow.beyond);
        !is_within(chart, region, arrow.source) || to.all(|to| is_within(chart, region, *to))
    })
}

/// Whether an arrow leads from inside a region out of the box around it, and not to an end.
fn goes_on(chart: &Chart, region: StateIx) -> bool {
    let Some(around) = chart.state(region).parent else { return false };
    chart.arrows.iter().filter(|arrow| is_within(chart, region, arrow.source)).any(|arrow| {
        arrow.to.iter().chain(&arrow.beyond).any(|to| {
            let is_end = chart.state(*to).parent == Some(ROOT)
                && matches!(chart.state(*to).kind, StateKind::Final { .. });
            !is_within(chart, around, *to) && !is_end
        })
    })
}

/// Why a box that is done may not lead on; none: it does, whatever is decided.
fn stays(
    model: &Model<'_>,
    sure: &Sure,
    words: &[u64],
    is_good: &impl Fn(&[u64]) -> bool,
) -> Option<BTreeMap<Reason, usize>> {
    let mut play = Play::surely(model, sure);
    let mut reasons = BTreeMap::new();
    let mut leads = false;
    let mut stirred: Vec<Vec<u64>> = Vec::new();
    let mut stuck = false;
    let mut blame = |play: &Play<'_, '_>, doubt: Option<Doubt>| {
        let hidden = play.chosen().iter().filter_map(|(_, _, why)| match why {
            Free::Hidden(hidden) => Some(Reason::Says(*hidden)),
            _ => None,
        });
        for reason in hidden.chain(doubt.map(Reason::Doubt)) {
            *reasons.entry(reason).or_default() += 1;
        }
    };
    for act in model.dones() {
        play.each_sure_way(words, act, |play, doubt, happened| {
            if happened && doubt.is_none() && is_good(play.reached()) {
                leads = true;
                if play.may_stir() {
                    stirred.push(play.reached().to_vec());
                }
            } else {
                stuck = true;
                blame(play, doubt);
            }
        });
    }
    // Eventless arrows may be taken then, by what covered boxes are in.
    let mut at = 0;
    while let Some(words) = stirred.get(at).cloned() {
        at += 1;
        for act in model.stirs() {
            play.each_sure_way(&words, act, |play, doubt, happened| {
                if !happened {
                    return;
                }
                if doubt.is_some() || !is_good(play.reached()) {
                    stuck = true;
                    blame(play, doubt);
                } else if !stirred.iter().any(|known| known == play.reached()) {
                    stirred.push(play.reached().to_vec());
                }
            });
        }
    }
    (stuck || !leads).then_some(reasons)
}

fn no_way(model: &Model<'_>, words: &[u64]) -> Found {
    let places = model.active(words).join(", ");
    Found::Open(text(
        format!("no way to an end was found from {places}"),
        format!("未能证明从 {places} 可以结案"),
    ))
}

fn too_many() -> Found {
    Found::Open(text("too many configurations with boxes covered", "遮盖部分状态后，状态数仍然过多"))
}
