//! Walks all configurations of a model, breadth first, each once: what is reached, from where, by which act.

use super::model::{Act, ByOrder, Model, NodeIx, Play, Seen};
use super::verdict::Limits;
use crate::id::StateIx;
use std::collections::BTreeSet;

/// Watches over what happens: a state of its own beside each configuration.
pub(super) trait Watch {
    /// The state after a step from a configuration. From 0 on.
    fn after(&self, state: u64, before: &[u64], act: &Act, play: &Play<'_, '_>) -> u64;
}

/// Watches nothing.
pub(super) struct Nothing;

impl Watch for Nothing {
    fn after(&self, _: u64, _: &[u64], _: &Act, _: &Play<'_, '_>) -> u64 {
        0
    }
}

/// What exploring is asked for.
pub(super) struct Asked<'a> {
    pub limits: &'a Limits,
    /// Which acts are left out: somebody who never acts.
    pub without: &'a dyn Fn(&Act) -> bool,
    /// Whether to keep the transitions, for looking backwards.
    pub keep: bool,
    /// Stops as soon as this holds of a configuration and its watch.
    pub until: &'a dyn Fn(&[u64], u64) -> bool,
}

impl<'a> Asked<'a> {
    /// Everything, with nothing kept.
    pub fn plain(limits: &'a Limits) -> Self {
        Self { limits, without: &|_| false, keep: false, until: &|_, _| false }
    }
}

/// What was reached.
pub(super) struct Space {
    words: usize,
    all: Vec<u64>,
    table: Vec<u32>,
    /// From which configuration, and by what.
    pub came: Vec<(u32, Act)>,
    /// Transitions, where they are kept.
    pub edges: Vec<(u32, u32)>,
    pub transitions: u64,
    /// Acts that end in an incident, from where; the first of each kind.
    pub incidents: Vec<(u32, Act, Option<NodeIx>)>,
    /// Acts that don't settle, and whether something in them was free.
    pub endless: Vec<(u32, Act, bool)>,
    /// Arrows of the model that were taken.
    pub took: Vec<bool>,
    /// Nodes that were entered.
    pub entered: Vec<bool>,
    /// Arrows that were left out only by their order.
    pub by_order: BTreeSet<ByOrder>,
    /// Where `until` held.
    pub found: Option<u32>,
    /// The limit that stopped it.
    pub stopped: Option<&'static str>,
    /// A box that has to be uncovered.
    pub torn: Option<StateIx>,
}

const FREE: u32 = u32::MAX;
/// Most incidents that are kept.
const KEPT: usize = 100;

impl Space {
    /// Nothing reached yet.
    pub fn nothing(model: &Model<'_>) -> Self {
        Self {
            words: model.words() + 1,
            all: Vec::new(),
            table: vec![FREE; 1 << 12],
            came: Vec::new(),
            edges: Vec::new(),
            transitions: 0,
            incidents: Vec::new(),
            endless: Vec::new(),
            took: vec![false; model.flow_count()],
            entered: vec![false; model.node_count()],
            by_order: BTreeSet::new(),
            found: None,
            stopped: None,
            torn: None,
        }
    }

    /// Walks from the opening on.
    pub fn explore(model: &Model<'_>, watch: &impl Watch, asked: &Asked<'_>) -> Self {
        let mut space = Self::nothing(model);
        let mut play = Play::new(model);
        play.keep_outcomes();
        let mut row = vec![0; space.words];
        let nowhere = vec![0; model.words()];
        play.each_way(&nowhere, Act::Open, |play| {
            space.step(play, watch, (&nowhere, 0), FREE, Act::Open, &mut row, asked)
        });
        let mut acts = Vec::new();
        let mut from = vec![0; space.words];
        let mut at = 0;
        while at < space.came.len() && space.goes_on() {
            from.copy_from_slice(space.row(at));
            let (words, state) = (&from[..space.words - 1], from[space.words - 1]);
            let here = u32::try_from(at).unwrap_or(FREE);
            at += 1;
            if play.is_end(words) {
                continue;
            }
            play.acts(words, &mut acts);
            for act in &acts {
                if (asked.without)(act) {
                    continue;
                }
                play.each_way(words, *act, |play| {
                    space.step(play, watch, (words, state), here, *act, &mut row, asked)
                });
            }
        }
        space
    }

    fn goes_on(&self) -> bool {
        self.found.is_none() && self.stopped.is_none() && self.torn.is_none()
    }

    #[allow(clippy::too_many_arguments)] // the whole of one transition
    fn step(
        &mut self,
        play: &Play<'_, '_>,
        watch: &impl Watch,
        (before, state): (&[u64], u64),
        from: u32,
        act: Act,
        row: &mut [u64],
        asked: &Asked<'_>,
    ) {
        if let Some(node) = play.torn {
            self.torn = Some(play.state_at(node));
            return;
        }
        if play.incident || play.endless {
            if play.endless && self.endless.len() < KEPT {
                self.endless.push((from, act, !play.chosen().is_empty()));
            }
            let new = !self.incidents.iter().any(|(_, known, _)| *known == act);
            if play.incident && new && self.incidents.len() < KEPT {
                self.incidents.push((from, act, play.without_consent));
            }
            return;
        }
        for seen in &play.seen {
            match seen {
                Seen::Took(flow) => self.took[*flow] = true,
                Seen::Entered(node) => self.entered[node.at()] = true,
                Seen::Event(..) | Seen::Sent(_) => {}
            }
        }
        self.by_order.extend(play.by_order.iter().copied());
        let last = self.words - 1;
        row[..last].copy_from_slice(play.reached());
        row[last] = watch.after(state, before, &act, play);
        self.transitions += 1;
        let to = self.number(row);
        if asked.keep && from != FREE && from != to {
            self.edges.push((from, to));
        }
        if to as usize == self.came.len() {
            self.came.push((from, act));
            if self.found.is_none() && (asked.until)(&row[..last], row[last]) {
                self.found = Some(to);
            }
            let bytes =
                self.all.len() * 8 + self.edges.len() * 8 + self.table.len() * 4 + self.came.len() * 16;
            if self.came.len() as u64 >= asked.limits.configurations {
                self.stopped = Some("configurations");
            } else if bytes as u64 >= asked.limits.bytes {
                self.stopped = Some("bytes");
            }
        }
    }

    /// The number of a row; a new one is added, and `came` is one behind then.
    fn number(&mut self, row: &[u64]) -> u32 {
        if self.came.len() * 2 >= self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = hash(row) & mask;
        loop {
            let known = self.table[at];
            if known == FREE {
                let new = u32::try_from(self.came.len()).unwrap_or(FREE);
                self.table[at] = new;
                self.all.extend_from_slice(row);
                return new;
            }
            if self.row(known as usize) == row {
                return known;
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a row that is known.
    pub fn find(&self, row: &[u64]) -> Option<u32> {
        let mask = self.table.len() - 1;
        let mut at = hash(row) & mask;
        loop {
            match self.table[at] {
                FREE => return None,
                known if self.row(known as usize) == row => return Some(known),
                _ => at = (at + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        let size = self.table.len() * 4;
        self.table.clear();
        self.table.resize(size, FREE);
        for number in 0..self.came.len() {
            let mut at = hash(self.row(number)) & (size - 1);
            while self.table[at] != FREE {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = u32::try_from(number).unwrap_or(FREE);
        }
    }

    fn row(&self, at: usize) -> &[u64] {
        &self.all[at * self.words..(at + 1) * self.words]
    }

    /// A configuration.
    pub fn configuration(&self, at: u32) -> &[u64] {
        &self.row(at as usize)[..self.words - 1]
    }

    /// What the watch said beside it.
    pub fn watched(&self, at: u32) -> u64 {
        self.row(at as usize)[self.words - 1]
    }

    /// How many configurations.
    pub fn len(&self) -> u32 {
        u32::try_from(self.came.len()).unwrap_or(FREE)
    }

    /// The acts from the opening to a configuration, each with what it leads to.
    pub fn path(&self, to: u32) -> Vec<(Act, Vec<u64>)> {
        let mut acts = Vec::new();
        let mut at = to;
        while at != FREE {
            let (from, act) = self.came[at as usize];
            acts.push((act, self.configuration(at).to_vec()));
            at = from;
        }
        acts.reverse();
        acts
    }
}

/// Mixes words (the constants of splitmix64; Steele, Lea, Flood 2014).
fn hash(row: &[u64]) -> usize {
    let mut mixed = 0_u64;
    for word in row {
        mixed = (mixed ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^= mixed >> 29;
    }
    mixed = mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    usize::try_from(mixed >> 20).unwrap_or(0)
}

/// For each configuration whether one of `goals` can be reached from it.
pub(super) fn can_reach(space: &Space, goals: impl Fn(u32) -> bool) -> Vec<bool> {
    backwards(space.len(), &space.edges, goals)
}

fn backwards(all: u32, edges: &[(u32, u32)], goals: impl Fn(u32) -> bool) -> Vec<bool> {
    let count = all as usize;
    let mut first = vec![0_u32; count + 1];
    for (_, to) in edges {
        first[*to as usize + 1] += 1;
    }
    for at in 0..count {
        first[at + 1] += first[at];
    }
    let mut from = vec![0_u32; edges.len()];
    let mut next = first.clone();
    for (source, to) in edges {
        from[next[*to as usize] as usize] = *source;
        next[*to as usize] += 1;
    }
    let mut reach = vec![false; count];
    let mut waiting: Vec<u32> = (0..all).filter(|at| goals(*at)).collect();
    waiting.iter().for_each(|at| reach[*at as usize] = true);
    while let Some(at) = waiting.pop() {
        let sources = first[at as usize] as usize..first[at as usize + 1] as usize;
        for source in &from[sources] {
            if !std::mem::replace(&mut reach[*source as usize], true) {
                waiting.push(*source);
            }
        }
    }
    reach
}

/// The same, going only by acts that are allowed: they are played again from each configuration.
pub(super) fn can_reach_by(model: &Model<'_>, space: &Space, allowed: &dyn Fn(&Act) -> bool) -> Vec<bool> {
    let all = space.edges_by(model, &Nothing, &|_, act, _| allowed(act));
    let edges: Vec<(u32, u32)> =
        (0..).zip(&all).flat_map(|(from, edges)| edges.iter().map(move |edge| (from, edge.to))).collect();
    let play = Play::new(model);
    backwards(space.len(), &edges, |at| play.is_end(space.configuration(at)))
}

/// For each configuration whether a goal can be reached from it by acts that are allowed.
pub(super) fn reaching(
    edges: &[Vec<Edge>],
    allowed: &dyn Fn(&Act) -> bool,
    goal: &dyn Fn(u32) -> bool,
) -> Vec<bool> {
    let pairs = (0..).zip(edges).flat_map(|(from, all)| {
        all.iter().filter(|edge| allowed(&edge.act)).map(move |edge| (from, edge.to))
    });
    let pairs: Vec<(u32, u32)> = pairs.collect();
    backwards(u32::try_from(edges.len()).unwrap_or(FREE), &pairs, goal)
}

/// A transition with what it entered.
#[derive(Clone)]
pub(super) struct Edge {
    pub act: Act,
    pub to: u32,
    pub entered: Vec<NodeIx>,
}

impl Space {
    /// The transitions of each configuration by acts that count, played again.
    pub fn edges_by(
        &self,
        model: &Model<'_>,
        watch: &impl Watch,
        counts: &dyn Fn(u32, &Act, &[u64]) -> bool,
    ) -> Vec<Vec<Edge>> {
        let mut play = Play::new(model);
        let mut acts = Vec::new();
        let mut row = vec![0; self.words];
        let mut all = Vec::with_capacity(self.came.len());
        for from in 0..self.len() {
            let mut edges = Vec::new();
            let words = self.configuration(from);
            if !play.is_end(words) {
                play.acts(words, &mut acts);
                for act in &acts {
                    play.each_way(words, *act, |play| {
                        if play.incident || play.endless || !counts(from, act, play.reached()) {
                            return;
                        }
                        row[..self.words - 1].copy_from_slice(play.reached());
                        row[self.words - 1] = watch.after(self.watched(from), words, act, play);
                        let entered = play.seen.iter().filter_map(|seen| match seen {
                            Seen::Entered(node) => Some(*node),
                            _ => None,
                        });
                        if let Some(to) = self.find(&row) {
                            edges.push(Edge { act: *act, to, entered: entered.collect() });
                        }
                    });
                }
            }
            all.push(edges);
        }
        all
    }
}

/// What a watch may say after acts, each with where it leads.
pub(super) fn follow(model: &Model<'_>, watch: &impl Watch, way: &[(Act, Vec<u64>)]) -> BTreeSet<u64> {
    let mut play = Play::new(model);
    let mut states = BTreeSet::from([0]);
    let nowhere = vec![0; model.words()];
    let mut from: &[u64] = &nowhere;
    for (act, to) in way {
        let mut next = BTreeSet::new();
        play.each_way(from, *act, |play| {
            if !play.incident && !play.endless && play.reached() == to.as_slice() {
                next.extend(states.iter().map(|state| watch.after(*state, from, act, play)));
            }
        });
        states = next;
        from = to;
    }
    states
}
