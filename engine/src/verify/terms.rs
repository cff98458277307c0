//! The longest time of definitions that are too large to be walked whole: box by box, all others covered
//! (rule 30 of `docs/proofs.md`).
//!
//! A covered model does everything that cases do, and more, so a longest time in it is one of cases too. Where nothing
//! bounds the time in a box, its own longest time is looked for in a model in which that box is open: found, it counts
//! elsewhere like a clock that begins when the box is entered and surely ends by then (assume and guarantee; Clarke, Long,
//! McMillan 1989). Of a box with a copy for each member one copy at a time is looked into: who is last decides.

use super::automaton::Owed;
use super::durations::{Asking, Durations, From};
use super::explore::{Asked, Space, Watch};
use super::guarantee::{Found, add, stopped};
use super::in_time::{ends_with_copies, may_grow};
use super::lasting::{Driver, bounded};
use super::lengths::fewest_days;
use super::localize::{Question, drawn, named};
use super::model::{Act, Cover, Model, NodeIx, Play, is_active, is_box, outwards, seats_of};
use super::text;
use super::verdict::{Explored, Limits};
use super::walks::{Walk, Walked, Walks};
use crate::chart::{Chart, Declare, Members, Pattern, ROOT};
use crate::deadline::{Language, Period};
use crate::definition::Text;
use crate::id::{DeadlineIx, RoleIx, StateIx};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Most models of one box.
const ROUNDS: usize = 40;
/// Most configurations of all models of one question, for each that one may have.
const ALL: u64 = 10;
/// So many configurations in which nothing bounds the time are looked at for what to open.
const LOOKED_AT: usize = 20;

/// `lasts` with boxes covered.
pub(super) fn lasts<'c>(
    asked: &Question<'_, 'c>,
    at_most: Period,
    not_suspended: bool,
    walks: &mut Walks<'c>,
    explored: &mut Explored,
) -> Found {
    within(asked, Asking { not_suspended, ..Asking::default() }, None, at_most, walks, explored)
}

/// `within` of `ends_if_silent` with boxes covered: that no time without any act of some roles is longer. That an end can
/// be reached then is another question.
pub(super) fn silent<'c>(
    asked: &Question<'_, 'c>,
    roles: &[RoleIx],
    within_: Period,
    not_suspended: bool,
    walks: &mut Walks<'c>,
    explored: &mut Explored,
) -> Found {
    let asking = Asking { silent: roles, not_suspended, ..Asking::default() };
    within(asked, asking, None, within_, walks, explored)
}

/// `within` of `response` with boxes covered: that nobody is owed the second event for longer. That it comes at all is
/// another question.
pub(super) fn soon<'c>(
    asked: &Question<'_, 'c>,
    declare: Declare,
    patterns: &[Pattern],
    most: Period,
    walks: &mut Walks<'c>,
    explored: &mut Explored,
) -> Found {
    let mut longest = Found::Holds;
    for seat in asked.whole.persons_of(patterns) {
        let owing = Owing { declare, patterns, seat };
        let found = within(asked, Asking::default(), Some(owing), most, walks, explored);
        match (&found, &longest) {
            (Found::Within { days, .. }, Found::Within { days: known, .. }) if days <= known => {}
            (Found::Within { .. }, _) => longest = found,
            _ => return found,
        }
    }
    longest
}

/// What is owed to whom.
#[derive(Clone, Copy)]
struct Owing<'a> {
    declare: Declare,
    patterns: &'a [Pattern],
    seat: Option<usize>,
}

/// What is watched: a box, or whether something is owed.
enum Watched<'a, 'c> {
    Box(Inside),
    Owed(Owed<'a, 'c>),
}

impl Watch for Watched<'_, '_> {
    fn after(&self, state: u64, before: &[u64], act: &Act, play: &Play<'_, '_>) -> u64 {
        match self {
            Self::Box(inside) => inside.after(state, before, act, play),
            Self::Owed(owed) => owed.after(state, before, act, play),
        }
    }
}

fn within<'c>(
    asked: &Question<'_, 'c>,
    asking: Asking<'_>,
    owing: Option<Owing<'_>>,
    most: Period,
    walks: &mut Walks<'c>,
    explored: &mut Explored,
) -> Found {
    let limits = Limits { configurations: asked.limits.covered, ..*asked.limits };
    let chart = asked.chart;
    let before = explored.configurations;
    let mut search = Search { asked, asking, owing, limits, known: BTreeMap::new(), explored, walks, before };
    let term = match search.of(None) {
        Ok(term) => term,
        Err(limit) => return Found::Open(limit),
    };
    let may_stand =
        |deadline: &crate::chart::Deadline| deadline.suspend.is_some() || !deadline.suspend_while.is_empty();
    let stands = asking.not_suspended && chart.deadlines.iter().any(may_stand);
    let note = bounded(chart, term.days, &term.drivers, &term.kept, stands);
    let allowed = fewest_days(most);
    if term.days <= allowed {
        return Found::Within { days: term.days, note };
    }
    let [en, zh] = ["en", "zh"].map(|language| note.get(language).cloned().unwrap_or_default());
    Found::Open(text(
        format!("{en}; {most} may have only {allowed} days"),
        format!("{zh}；{}最少只有 {allowed} 天", most.say(Language::Zh)),
    ))
}

/// The longest time of a box, or of the whole case.
#[derive(Clone, Default)]
struct Term {
    days: u64,
    drivers: Vec<Driver>,
    /// The deadlines that officials are taken to keep.
    kept: BTreeSet<DeadlineIx>,
}

struct Search<'q, 'a, 'c> {
    asked: &'q Question<'a, 'c>,
    asking: Asking<'q>,
    /// Time counts while this is owed; in a box as long as one is in it.
    owing: Option<Owing<'q>>,
    limits: Limits,
    /// The boxes that were looked at; none where nothing was found, or nothing yet.
    known: BTreeMap<StateIx, Option<Term>>,
    explored: &'q mut Explored,
    walks: &'q mut Walks<'c>,
    /// How much was explored before.
    before: u64,
}

impl<'c> Search<'_, '_, 'c> {
    /// The longest time of a box, of each copy where there are some; of nothing, of the case.
    fn of(&mut self, scope: Option<StateIx>) -> Result<Term, Text> {
        let chart = self.asked.chart;
        let around: Vec<StateIx> = scope.into_iter().flat_map(|state| outwards(chart, state)).collect();
        let mut copies = around.into_iter().filter(|around| chart.state(*around).for_each.is_some());
        let (Some(copied), more) = (copies.next(), copies.next()) else { return self.one(scope, None) };
        let Some(Members::Role(role)) = &chart.state(copied).for_each else { return Err(too_much()) };
        let last = scope != Some(copied) || ends_with_copies(chart, copied) && !may_grow(chart, copied);
        if more.is_some() || !self.asked.lookup.can_cover(copied) || !last {
            return Err(too_much());
        }
        let mut longest = Term::default();
        for seat in seats_of(chart, self.asked.population, *role) {
            let term = self.one(scope, Some((copied, seat)))?;
            longest.kept.extend(term.kept);
            if term.days > longest.days {
                (longest.days, longest.drivers) = (term.days, term.drivers);
            }
        }
        Ok(longest)
    }

    /// The same of one copy, in models in which more and more is open.
    fn one(&mut self, scope: Option<StateIx>, seen: Option<(StateIx, usize)>) -> Result<Term, Text> {
        let chart = self.asked.chart;
        let mut open = BTreeSet::from([ROOT]);
        open.extend(scope.into_iter().flat_map(|state| outwards(chart, state)));
        let owing = self.owing.filter(|_| scope.is_none());
        if owing.is_some() {
            open.extend(named(self.asked.lookup, self.asked.guarantee));
        }
        let mut stuck = too_much();
        for _ in 0..ROUNDS {
            let so_far = self.explored.configurations - self.before;
            if so_far > self.limits.configurations.saturating_mul(ALL) {
                return Err(stuck);
            }
            let mut cover = Cover {
                boxes: drawn(self.asked.lookup, &open),
                fields: Some(BTreeSet::new()),
                timed: true,
                seen: seen.into_iter().collect(),
                ..Cover::default()
            };
            cover.boxes.extend(seen.map(|(copied, _)| copied));
            let walk = match owing {
                Some(owing) => self.walk_owing(owing, &mut cover),
                None => self.walks.walk(self.asked.population, &cover, scope, &self.limits, self.explored).0,
            };
            let walked = match walk {
                Walk::Done(walked) => walked,
                Walk::Stopped(limit) => return Err(limit),
                Walk::Torn(torn) => {
                    self.uncover(&mut open, seen, torn)?;
                    continue;
                }
            };
            let (model, space) = (&walked.model, &walked.space);
            let watch = match owing {
                Some(owing) => Watched::Owed(Owed::to(model, owing.declare, owing.patterns, owing.seat)),
                None => Watched::Box(Inside::of(model, scope)),
            };
            let boxes = self.boxes(model);
            let days: Vec<(NodeIx, u64)> = boxes.iter().map(|(node, _, days)| (*node, *days)).collect();
            let watched = scope.is_some() || owing.is_some();
            let asking = Asking { watched, boxes: &days, ..self.asking };
            let from = match scope {
                None if owing.is_some() => From::Change,
                _ if !asking.silent.is_empty() => From::Anywhere,
                None => From::Opening,
                Some(_) => From::Change,
            };
            let durations = Durations::new(model, space, &watch, asking, from, self.asked.lengths);
            // What never begins takes no time.
            let Some(worst) = durations.worst_start() else { return Ok(Term::default()) };
            if let Some(days) = durations.days_from(worst) {
                return Ok(self.found(&durations, worst, days));
            }
            let missing = Missing::of(&durations, scope);
            stuck = missing.told(&durations);
            let unknown: Vec<StateIx> =
                missing.boxes.iter().filter(|state| !self.known.contains_key(state)).copied().collect();
            let found = unknown.into_iter().any(|state| self.look_into(state));
            // What has no longest time of its own may have one together with what is around it.
            let covered =
                missing.boxes.iter().find(|state| cover.boxes.contains(state) && !open.contains(state));
            match covered {
                _ if found => {}
                Some(state) => {
                    open.insert(*state);
                }
                None => return Err(stuck),
            }
        }
        Err(stuck)
    }

    /// Walks with everybody, watching what is owed to one. Nobody else asks for the same, so it isn't kept.
    fn walk_owing(&mut self, owing: Owing<'_>, cover: &mut Cover) -> Walk<'c> {
        cover.watched = owing.patterns.to_vec();
        let model = match Model::covered(self.asked.lookup, self.asked.population, &[], cover) {
            Ok(model) if model.lacks_others => return Walk::Stopped(too_much()),
            Ok(model) => model,
            Err(reason) => {
                let told = text(format!("it has {}", reason.0), format!("模型过大：{}", reason.0));
                return Walk::Stopped(told);
            }
        };
        if let Some(state) = model.uncover {
            return Walk::Torn(state);
        }
        let watch = Owed::to(&model, owing.declare, owing.patterns, owing.seat);
        let space = Space::explore(&model, &watch, &Asked::plain(&self.limits));
        add(self.explored, &space);
        match (space.torn, stopped(&space, &self.limits)) {
            (Some(state), _) => Walk::Torn(state),
            (None, Some(limit)) => Walk::Stopped(limit),
            (None, None) => Walk::Done(Rc::new(Walked { number: 0, is_kept: false, model, space })),
        }
    }

    fn uncover(
        &self,
        open: &mut BTreeSet<StateIx>,
        seen: Option<(StateIx, usize)>,
        torn: StateIx,
    ) -> Result<(), Text> {
        let copied = seen.is_some_and(|(copied, _)| copied == torn);
        if copied || !open.insert(torn) { Err(too_much()) } else { Ok(()) }
    }

    /// Looks for the longest time of a box; whether there is one.
    // Recursion goes inwards, or to another box: each is looked at once.
    fn look_into(&mut self, state: StateIx) -> bool {
        self.known.insert(state, None);
        let term = self.of(Some(state)).ok();
        let found = term.is_some();
        self.known.insert(state, term);
        found
    }

    /// The boxes of a model of which the longest time is known.
    fn boxes(&self, model: &Model<'_>) -> Vec<(NodeIx, StateIx, u64)> {
        let known = self.known.iter().filter_map(|(state, term)| Some((*state, term.as_ref()?.days)));
        let nodes = known.flat_map(|(state, days)| {
            let of = |node: &NodeIx| model.state_of(node.at()) == state && !model.is_copy(*node);
            let all = (0..model.node_count()).filter_map(|at| u16::try_from(at).ok()).map(NodeIx);
            all.filter(of).map(|node| (node, state, days)).collect::<Vec<_>>()
        });
        nodes.collect()
    }

    fn found(&self, durations: &Durations<'_, '_>, worst: u32, days: u64) -> Term {
        let term = |timer: u16| {
            let (node, _) = durations.box_of(timer)?;
            self.known.get(&durations.model.state_of(node.at()))?.as_ref()
        };
        let mut drivers = Vec::new();
        for timer in durations.longest_way(worst).0 {
            match term(timer) {
                Some(term) => drivers.extend(term.drivers.iter().cloned()),
                None => drivers.extend(Driver::of(durations, timer)),
            }
        }
        let mut kept: BTreeSet<DeadlineIx> = durations.are_kept().collect();
        for timer in (0..durations.space.len()).filter_map(|at| durations.held(at)) {
            kept.extend(term(timer).into_iter().flat_map(|term| &term.kept));
        }
        Term { days, drivers, kept }
    }
}

/// What has no longest time in a model.
struct Missing {
    /// Where.
    at: Option<u32>,
    /// The boxes that are active there and have deadlines inside, from the outside in.
    boxes: Vec<StateIx>,
}

impl Missing {
    fn of(durations: &Durations<'_, '_>, scope: Option<StateIx>) -> Self {
        let (model, space) = (durations.model, durations.space);
        let chart = model.chart;
        let ways = durations.ways();
        let endless = |at: &u32| {
            ways.reaches(*at) && !durations.over[*at as usize] && durations.days_from(*at).is_none()
        };
        let all: Vec<u32> = (0..space.len()).filter(endless).collect();
        let still = |at: &&u32| durations.bounds[**at as usize].is_empty();
        let mut waiting: Vec<u32> = all.iter().filter(still).copied().collect();
        if waiting.is_empty() {
            waiting = all;
        }
        let mut boxes: BTreeSet<(usize, bool, StateIx)> = BTreeSet::new();
        for at in waiting.iter().take(LOOKED_AT) {
            let words = space.configuration(*at);
            let nodes = (0..model.node_count()).filter_map(|at| u16::try_from(at).ok()).map(NodeIx);
            for node in nodes.filter(|node| is_active(words, *node)) {
                let state = model.state_of(node.at());
                let around = scope.is_some_and(|scope| outwards(chart, scope).any(|around| around == state));
                if state != ROOT && !around && has_deadlines(chart, state) {
                    let own = !chart.state(state).deadlines.is_empty();
                    boxes.insert((outwards(chart, state).count(), !own, state));
                }
            }
        }
        let boxes = boxes.into_iter().map(|(_, _, state)| state).collect();
        Self { at: waiting.first().copied(), boxes }
    }

    fn told(&self, durations: &Durations<'_, '_>) -> Text {
        let words = self.at.map(|at| durations.space.configuration(at));
        let [en, zh] = ["en", "zh"]
            .map(|language| words.map_or_else(String::new, |words| durations.model.titles(words, language)));
        text(
            format!(
                "no longest time was found with boxes covered: nothing was found that bounds the time in {en}"
            ),
            format!("以遮盖部分状态的方式未求得最长时间：未找到能够限定{zh}所需时间的期限"),
        )
    }
}

/// Whether a state is a box with deadlines inside.
fn has_deadlines(chart: &Chart, state: StateIx) -> bool {
    let here = chart.state(state);
    let mut inside = (state.0..=here.last_inside.0).map(StateIx);
    is_box(chart, state) && inside.any(|inside| !chart.state(inside).deadlines.is_empty())
}

fn too_much() -> Text {
    text("no longest time was found with boxes covered", "以遮盖部分状态的方式未求得最长时间")
}

/// Watches whether a box is active, or a copy of it isn't done: 0 where it isn't, else 1 or 2, another each time that it is
/// entered.
pub(super) struct Inside {
    node: Option<NodeIx>,
    copy: bool,
}

impl Inside {
    pub fn of(model: &Model<'_>, scope: Option<StateIx>) -> Self {
        // Where there are copies one alone is looked into.
        let nodes = scope.map(|state| model.nodes_of(state)).unwrap_or_default();
        let copy = |node: &NodeIx| model.is_copy(*node);
        let node = nodes.iter().copied().find(copy).or_else(|| nodes.first().copied());
        let copied = scope.is_some_and(|state| model.chart.state(state).for_each.is_some());
        // Of who isn't there nothing is looked into.
        Self { node: node.filter(|node| copy(node) || !copied), copy: copied }
    }
}

impl Watch for Inside {
    fn after(&self, state: u64, _: &[u64], _: &Act, play: &Play<'_, '_>) -> u64 {
        let Some(node) = self.node else { return 0 };
        if !is_active(play.reached(), node) || self.copy && play.is_over(node) {
            return 0;
        }
        let entered = play.seen.contains(&super::model::Seen::Entered(node));
        match state {
            1 if entered => 2,
            2 if entered => 1,
            0 => 1,
            same => same,
        }
    }
}
