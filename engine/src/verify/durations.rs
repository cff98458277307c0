//! How long a case may take, by its deadlines (rule 30 of `docs/proofs.md`).
//!
//! In a configuration time is bounded by every clock that runs: when it ends, something happens. So along a run one clock
//! after another can be held on to until it ends or its state is left, and the time is at most the sum of their lengths.
//! The least such sum over the choice of clocks, the greatest over what may happen, is computed from the ends backwards
//! (a shortest path for the worst opponent; Khachiyan et al. 2008). Where nothing is computed, there is no bound.

use super::components::components;
use super::explore::{Edge, Space, Watch, reaching};
use super::in_time::not_officials;
use super::lengths::{Length, Lengths};
use super::model::{Act, Begun, Model, NodeIx, Play, Timers, is_active};
use crate::chart::Start;
use crate::id::{DeadlineIx, RoleIx};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// Stands for "no bound", and for "nowhere".
const NONE: u64 = u64::MAX;
const NOWHERE: u32 = u32::MAX;
/// What a transition counts that is the end of a clock, so that ways with few of them are found first.
const EXPIRY: u64 = 1_000;

/// What is asked of durations.
#[derive(Clone, Copy, Default)]
pub(super) struct Asking<'a> {
    /// Roles that never act once time counts.
    pub silent: &'a [RoleIx],
    /// Time in which a clock is suspended doesn't count.
    pub not_suspended: bool,
    /// Time counts while what is watched isn't 0, and until it changes.
    pub watched: bool,
    /// Boxes that are known to be left within so many days, each a clock of its own.
    pub boxes: &'a [(NodeIx, u64)],
}

/// From where time counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Opening,
    Anywhere,
    /// Where what is watched changes.
    Change,
}

/// Acts, each with the configuration that it leads to.
pub(super) type Way = Vec<(Act, u32)>;

/// The longest times of all configurations of one space.
pub(super) struct Durations<'a, 'c> {
    pub model: &'a Model<'c>,
    pub space: &'a Space,
    pub asking: Asking<'a>,
    pub timers: Timers,
    pub lengths: BTreeMap<DeadlineIx, Length>,
    /// The deadlines by which officials bring the case to a task and do it, each with the configurations from which
    /// they can; everywhere where boxes are covered.
    kept: BTreeMap<DeadlineIx, Option<Vec<bool>>>,
    /// Configurations with clocks that bound them since officials keep them.
    by_keeping: BTreeSet<(u32, u16)>,
    /// For each configuration the clocks that bound it.
    pub bounds: Vec<Vec<u16>>,
    /// Whether something runs that ends nobody knows when.
    pub unclear: Vec<bool>,
    /// Whether some clock stands still.
    pub stands: Vec<bool>,
    /// Where no time counts any more.
    pub over: Vec<bool>,
    /// The transitions in counted time.
    pub edges: Vec<Vec<Edge>>,
    /// From where time may begin to count.
    pub starts: Vec<u32>,
    /// The way to each configuration before time counts.
    before: Ways,
    /// Days, and the clock to hold on to for it.
    longest: Vec<(u64, u16)>,
    first_pair: Vec<usize>,
    component: Vec<u32>,
    /// The longest time of a component once the clock that is held on to has ended.
    after: Vec<u64>,
}

impl<'a, 'c> Durations<'a, 'c> {
    /// Computes them.
    pub fn new(
        model: &'a Model<'c>,
        space: &'a Space,
        watch: &impl Watch,
        asking: Asking<'a>,
        from: From,
        lengths: &Lengths<'_>,
    ) -> Self {
        let silent = asking.silent;
        // What an end of a clock does inside a covered box isn't seen.
        let whole = model.cover.is_nothing();
        let done_in_time = |from: u32, act: &Act, to: &[u64]| {
            let tells = |clock: u16| whole || lengths.in_time.only_tells(model.deadline_of(clock));
            matches!(act, Act::Expired(clock) if tells(*clock))
                && model.is_done_in_time(space.configuration(from), act, to, silent)
        };
        let mut edges = space.edges_by(model, watch, &|from, act, to| !done_in_time(from, act, to));
        let timers = Timers::new(model);
        let kept = lengths.in_time.kept(silent);
        let kept = Self::kept(model, space, &timers, (silent, kept), &edges);
        for (from, all) in edges.iter_mut().enumerate() {
            all.retain(|edge| match edge.act {
                Act::Expired(clock) => !is_kept(&kept, from, model.deadline_of(clock)),
                _ => true,
            });
        }
        let opened: Vec<u32> = (0..space.len()).filter(|at| space.came[*at as usize].0 == NOWHERE).collect();
        let before = Ways::new(&edges, opened.iter().map(|at| (*at, 0)));
        let changes = |from: u32, to: u32| space.watched(from) != space.watched(to);
        let mut starts = match from {
            From::Opening => opened,
            From::Anywhere => (0..space.len()).filter(|at| before.reaches(*at)).collect(),
            From::Change => {
                let known = (0..space.len()).filter(|at| before.reaches(*at));
                let to = known.flat_map(|at| edges[at as usize].iter().map(move |edge| (at, edge.to)));
                let new = to.filter(|(at, to)| changes(*at, *to) && space.watched(*to) != 0);
                new.map(|(_, to)| to).chain(opened.into_iter().filter(|at| space.watched(*at) != 0)).collect()
            }
        };
        starts.sort_unstable();
        starts.dedup();
        let play = Play::new(model);
        let is_over = |at: u32| {
            let outside = asking.watched && space.watched(at) == 0;
            outside || !before.reaches(at) || play.is_end(space.configuration(at))
        };
        let over: Vec<bool> = (0..space.len()).map(is_over).collect();
        for (all, over) in edges.iter_mut().zip(&over) {
            if *over {
                all.clear();
            } else {
                all.retain(|edge| !model.is_by(&edge.act, silent));
            }
        }
        let mut durations = Self {
            model,
            space,
            asking,
            timers,
            lengths: BTreeMap::new(),
            kept,
            by_keeping: BTreeSet::new(),
            bounds: vec![Vec::new(); over.len()],
            unclear: vec![false; over.len()],
            stands: vec![false; over.len()],
            longest: vec![(NONE, 0); over.len()],
            over,
            edges,
            starts,
            before,
            first_pair: Vec::new(),
            component: Vec::new(),
            after: Vec::new(),
        };
        durations.bound(lengths);
        durations.solve();
        durations
    }

    /// From where officials can bring the case to what they have to do by the deadlines that they keep.
    fn kept(
        model: &Model<'_>,
        space: &Space,
        timers: &Timers,
        (silent, kept): (&[RoleIx], BTreeSet<DeadlineIx>),
        edges: &[Vec<Edge>],
    ) -> BTreeMap<DeadlineIx, Option<Vec<bool>>> {
        let chart = model.chart;
        if !model.cover.is_nothing() {
            return kept.into_iter().map(|deadline| (deadline, None)).collect();
        }
        let others: Vec<RoleIx> = not_officials(chart).into_iter().chain(silent.iter().copied()).collect();
        let mut play = Play::new(model);
        let mut begun = Vec::new();
        let mut goals: BTreeMap<DeadlineIx, Vec<bool>> =
            kept.into_iter().map(|deadline| (deadline, vec![false; edges.len()])).collect();
        for at in 0..if goals.is_empty() { 0 } else { space.len() } {
            let words = space.configuration(at);
            timers.begun(&mut play, words, &mut begun);
            for (deadline, goal) in &mut goals {
                let runs = begun.iter().any(|clock| timers.deadline(model, clock.timer) == *deadline);
                goal[at as usize] = !runs || model.has_task_due(words, *deadline, &others);
            }
        }
        let can = goals.into_iter().map(|(deadline, goal)| {
            // Its own end is no way to be in time.
            let own = |act: &Act| matches!(act, Act::Expired(clock) if model.deadline_of(*clock) == deadline);
            let allowed = |act: &Act| !own(act) && !model.is_by(act, &others);
            (deadline, Some(reaching(edges, &allowed, &|at| goal[at as usize])))
        });
        can.collect()
    }

    /// Whether officials keep a deadline in a configuration, also before they can do what is due by it.
    pub fn is_kept(&self, at: u32, deadline: DeadlineIx) -> bool {
        is_kept(&self.kept, at as usize, deadline)
    }

    /// The deadlines that officials are taken to keep before they can do what is due by them.
    pub fn are_kept(&self) -> impl Iterator<Item = DeadlineIx> + '_ {
        let held = self.by_keeping.iter().filter(|(at, timer)| self.held(*at) == Some(*timer));
        held.map(|(_, timer)| self.timers.deadline(self.model, *timer))
    }

    /// The box that is left within so many days, where a clock stands for one.
    pub fn box_of(&self, timer: u16) -> Option<(NodeIx, u64)> {
        self.asking.boxes.get(usize::from(timer).checked_sub(self.timers.count())?).copied()
    }

    /// The node with which a clock ends.
    fn node(&self, timer: u16) -> NodeIx {
        self.box_of(timer).map_or_else(|| self.timers.node(self.model, timer), |(node, _)| node)
    }

    /// Finds the clocks that bound each configuration.
    fn bound(&mut self, lengths: &Lengths<'_>) {
        let chart = self.model.chart;
        let mut play = Play::new(self.model);
        let mut begun: Vec<Begun> = Vec::new();
        for at in 0..self.over.len() {
            if self.over[at] {
                continue;
            }
            let words = self.space.configuration(u32::try_from(at).unwrap_or(NOWHERE));
            self.timers.begun(&mut play, words, &mut begun);
            self.unclear[at] = self.model.awaits_raise(words);
            for clock in &begun {
                let deadline = self.timers.deadline(self.model, clock.timer);
                // From a day in the case, or back from one, nobody knows how far off it is.
                let start = &chart.deadline(deadline).start;
                let known = matches!(start, Start::Entry | Start::Event(_) | Start::Deadline(_));
                if known
                    && !self.lengths.contains_key(&deadline)
                    && let Some(length) = lengths.of(deadline)
                {
                    self.lengths.insert(deadline, length);
                }
                self.stands[at] |= clock.suspended;
                let due = || {
                    !chart.deadline(deadline).promise
                        && self.model.has_task_due(words, deadline, self.asking.silent)
                };
                let due = due();
                let kept = is_kept(&self.kept, at, deadline);
                let stands = clock.suspended || clock.unsure;
                if !clock.answered && !due && !kept || stands && !self.asking.not_suspended {
                    continue;
                }
                if known && self.lengths.contains_key(&deadline) {
                    self.bounds[at].push(clock.timer);
                    if kept && !due {
                        self.by_keeping.insert((u32::try_from(at).unwrap_or(NOWHERE), clock.timer));
                    }
                } else {
                    self.unclear[at] = true;
                }
            }
            let first = self.timers.count();
            let boxes = (first..).zip(self.asking.boxes).filter(|(_, (node, _))| is_active(words, *node));
            self.bounds[at].extend(boxes.filter_map(|(timer, _)| u16::try_from(timer).ok()));
        }
    }

    /// Whether a transition ends the time that counts.
    pub fn ends(&self, from: u32, edge: &Edge) -> bool {
        self.over[edge.to as usize]
            || self.asking.watched && self.space.watched(from) != self.space.watched(edge.to)
    }

    /// Where a clock stands among those that bound what a transition leads to, if it goes on there.
    pub fn goes_on(&self, from: u32, timer: u16, edge: &Edge) -> Option<usize> {
        if self.ends(from, edge) || edge.entered.contains(&self.node(timer)) {
            return None;
        }
        self.bounds[edge.to as usize].iter().position(|other| *other == timer)
    }

    /// The most days of a clock.
    pub fn days(&self, timer: u16) -> u64 {
        if let Some((_, days)) = self.box_of(timer) {
            return days;
        }
        self.lengths.get(&self.timers.deadline(self.model, timer)).map_or(NONE, |length| length.days)
    }

    /// From the ends backwards. What holds on to one clock may go round as it likes until the clock ends: so these are
    /// taken together as one component. A component is known once all to which it leads is.
    fn solve(&mut self) {
        let mut owners: Vec<(u32, u16)> = Vec::new();
        for (at, bounds) in (0_u32..).zip(&self.bounds) {
            self.first_pair.push(owners.len());
            owners.extend(bounds.iter().map(|timer| (at, *timer)));
        }
        let (component, count) = components(
            owners.len(),
            |pair| self.edges[owners[pair].0 as usize].len(),
            |pair, nth| {
                let (at, timer) = owners[pair];
                let edge = &self.edges[at as usize][nth];
                self.goes_on(at, timer, edge).map(|number| self.first_pair[edge.to as usize] + number)
            },
        );
        // What leads to each configuration and component, how much of what each leads to isn't known yet.
        let mut to_configuration: Vec<Vec<u32>> = vec![Vec::new(); self.over.len()];
        let mut to_component: Vec<Vec<u32>> = vec![Vec::new(); count];
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut waits = vec![0_u32; count];
        let mut leads = vec![false; count];
        for (pair, (at, timer)) in owners.iter().enumerate() {
            let own = component[pair];
            members[own as usize].push(pair);
            for edge in &self.edges[*at as usize] {
                match self.goes_on(*at, *timer, edge) {
                    Some(number) => {
                        let other = component[self.first_pair[edge.to as usize] + number];
                        if other != own {
                            to_component[other as usize].push(own);
                            waits[own as usize] += 1;
                            leads[own as usize] = true;
                        }
                    }
                    None => {
                        leads[own as usize] = true;
                        if !self.ends(*at, edge) {
                            to_configuration[edge.to as usize].push(own);
                            waits[own as usize] += 1;
                        }
                    }
                }
            }
        }
        let mut after = vec![0_u64; count];
        let mut known = vec![false; count];
        let mut nearest = BinaryHeap::new();
        let mut ready: VecDeque<u32> = (0..u32::try_from(count).unwrap_or(NOWHERE))
            .filter(|at| waits[*at as usize] == 0 && leads[*at as usize])
            .collect();
        loop {
            while let Some(own) = ready.pop_front() {
                let days = after[own as usize];
                known[own as usize] = true;
                for pair in &members[own as usize] {
                    let (at, timer) = owners[*pair];
                    let own = self.days(timer);
                    nearest.push(Reverse((own.saturating_add(days), at, timer)));
                }
                for other in &to_component[own as usize] {
                    let other = *other as usize;
                    after[other] = after[other].max(days);
                    waits[other] -= 1;
                    if waits[other] == 0 {
                        ready.push_back(u32::try_from(other).unwrap_or(NOWHERE));
                    }
                }
            }
            let Some(Reverse((days, at, timer))) = nearest.pop() else { break };
            if self.longest[at as usize].0 != NONE {
                continue;
            }
            self.longest[at as usize] = (days, timer);
            for own in &to_configuration[at as usize] {
                let own_at = *own as usize;
                after[own_at] = after[own_at].max(days);
                waits[own_at] -= 1;
                if waits[own_at] == 0 {
                    ready.push_back(*own);
                }
            }
        }
        for (days, known) in after.iter_mut().zip(known) {
            if !known {
                *days = NONE;
            }
        }
        self.component = component;
        self.after = after;
    }

    /// The longest time from a configuration on; none without a bound.
    pub fn days_from(&self, at: u32) -> Option<u64> {
        let days = if self.over[at as usize] { 0 } else { self.longest[at as usize].0 };
        (days != NONE).then_some(days)
    }

    /// Where the longest time begins; the first of those without a bound, if there are some.
    pub fn worst_start(&self) -> Option<u32> {
        let key = |at: &u32| (self.days_from(*at).unwrap_or(NONE), Reverse(*at));
        self.starts.iter().copied().max_by_key(key)
    }

    /// The clocks held on to one after another where it takes longest, and the way that goes so.
    pub fn longest_way(&self, from: u32) -> (Vec<u16>, Way) {
        let (mut held, mut way) = (Vec::new(), Way::new());
        let mut here = from;
        while !self.over[here as usize] && self.longest[here as usize].0 != NONE {
            let timer = self.longest[here as usize].1;
            held.push(timer);
            let Some(to) = self.worst_end(here, timer, &mut way) else { break };
            let ended = self.ends_at_last(&way, from);
            if ended {
                break;
            }
            here = to;
        }
        (held, way)
    }

    /// Whether the last transition of a way from a configuration ends the time that counts.
    fn ends_at_last(&self, way: &Way, from: u32) -> bool {
        let Some((_, to)) = way.last() else { return false };
        let before = if way.len() > 1 { way[way.len() - 2].1 } else { from };
        self.over[*to as usize]
            || self.asking.watched && self.space.watched(before) != self.space.watched(*to)
    }

    /// The clock to hold on to in a configuration, where there is a bound.
    pub fn held(&self, at: u32) -> Option<u16> {
        let (days, timer) = self.longest[at as usize];
        (days != NONE).then_some(timer)
    }

    /// The longest time that may follow once a clock has ended that is held on to.
    pub fn after(&self, at: u32, timer: u16) -> Option<u64> {
        self.pair(at, timer).map(|pair| self.after[self.component[pair] as usize])
    }

    fn pair(&self, at: u32, timer: u16) -> Option<usize> {
        let number = self.bounds[at as usize].iter().position(|other| *other == timer)?;
        Some(self.first_pair[at as usize] + number)
    }

    /// The shortest way on which a clock is held on to until the longest time follows.
    fn worst_end(&self, from: u32, timer: u16, way: &mut Way) -> Option<u32> {
        let value = |at: u32| self.after(at, timer);
        let wanted = value(from)?;
        let mut came: BTreeMap<u32, Option<(u32, Act)>> = BTreeMap::from([(from, None)]);
        let mut waiting = VecDeque::from([from]);
        while let Some(at) = waiting.pop_front() {
            let mut found: Option<&Edge> = None;
            for edge in &self.edges[at as usize] {
                if self.goes_on(at, timer, edge).is_some() {
                    if value(edge.to) == Some(wanted) && !came.contains_key(&edge.to) {
                        came.insert(edge.to, Some((at, edge.act)));
                        waiting.push_back(edge.to);
                    }
                    continue;
                }
                let days = if self.ends(at, edge) { 0 } else { self.longest[edge.to as usize].0 };
                let own = self.timers.ended_by(self.model, &edge.act, self.space.configuration(at));
                if days == wanted && (found.is_none() || own == Some(timer)) {
                    found = Some(edge);
                }
            }
            if let Some(edge) = found {
                let mut back = vec![(edge.act, edge.to)];
                let mut here = at;
                while let Some(Some((before, act))) = came.get(&here) {
                    back.push((*act, here));
                    here = *before;
                }
                way.extend(back.into_iter().rev());
                return Some(edge.to);
            }
        }
        None
    }

    /// The way from the opening to where time begins to count.
    pub fn way_to(&self, at: u32) -> Way {
        let mut way = self.before.to(at);
        let first = self.before.first(at);
        way.insert(0, (self.space.came[first as usize].1, first));
        way
    }

    /// Ways in counted time from all starts.
    pub fn ways(&self) -> Ways {
        Ways::new(&self.edges, self.starts.iter().map(|at| (*at, self.before.cost[*at as usize])))
    }

    /// A way with its configurations.
    pub fn told(&self, way: &Way) -> Vec<(Act, Vec<u64>)> {
        way.iter().map(|(act, to)| (*act, self.space.configuration(*to).to_vec())).collect()
    }
}

fn is_kept(kept: &BTreeMap<DeadlineIx, Option<Vec<bool>>>, at: usize, deadline: DeadlineIx) -> bool {
    kept.get(&deadline).is_some_and(|can| can.as_ref().is_none_or(|can| can[at]))
}

/// The best ways from some configurations: those with the fewest expiries, of these the shortest (Dijkstra 1959).
pub(super) struct Ways {
    pub cost: Vec<u64>,
    /// From where, and by what; of the first ones themselves nowhere.
    pub came: Vec<(u32, Act)>,
}

impl Ways {
    /// Finds them.
    pub fn new(edges: &[Vec<Edge>], first: impl Iterator<Item = (u32, u64)>) -> Self {
        Self::within(edges, first, &|_, _| true)
    }

    /// The same, by some transitions only.
    pub fn within(
        edges: &[Vec<Edge>],
        first: impl Iterator<Item = (u32, u64)>,
        inside: &dyn Fn(u32, &Edge) -> bool,
    ) -> Self {
        let mut ways = Self { cost: vec![NONE; edges.len()], came: vec![(NOWHERE, Act::Open); edges.len()] };
        let mut waiting = BinaryHeap::new();
        for (at, cost) in first {
            if cost < ways.cost[at as usize] {
                ways.cost[at as usize] = cost;
                waiting.push(Reverse((cost, at)));
            }
        }
        while let Some(Reverse((cost, at))) = waiting.pop() {
            if cost > ways.cost[at as usize] {
                continue;
            }
            for edge in &edges[at as usize] {
                let cost = cost + if is_expiry(&edge.act) { EXPIRY } else { 1 };
                if inside(at, edge) && cost < ways.cost[edge.to as usize] {
                    ways.cost[edge.to as usize] = cost;
                    ways.came[edge.to as usize] = (at, edge.act);
                    waiting.push(Reverse((cost, edge.to)));
                }
            }
        }
        ways
    }

    /// Whether there is a way.
    pub fn reaches(&self, at: u32) -> bool {
        self.cost[at as usize] != NONE
    }

    /// The way to a configuration, without the first one.
    pub fn to(&self, at: u32) -> Way {
        let mut way = Way::new();
        let mut here = at;
        while self.came[here as usize].0 != NOWHERE {
            way.push((self.came[here as usize].1, here));
            here = self.came[here as usize].0;
        }
        way.reverse();
        way
    }

    /// Where the way to a configuration begins.
    pub fn first(&self, at: u32) -> u32 {
        let mut here = at;
        while self.came[here as usize].0 != NOWHERE {
            here = self.came[here as usize].0;
        }
        here
    }
}

/// Whether an act is the end of a clock.
pub(super) fn is_expiry(act: &Act) -> bool {
    matches!(act, Act::Expired(_) | Act::RungExpired { .. })
}
