//! Which arrows are taken, as in `step`: from each leaf outwards, the first that is enabled; conflicts removed.

use super::choice::{Free, Hidden};
use super::condition::Ask;
use super::node::{NodeIx, NodeKind};
use super::operation::EventIx;
use super::play::{Happening, Play};
use super::sure::Doubt;

/// An arrow chosen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen<'m> {
    /// By its number in the model; none of one inside a covered box.
    pub flow: Option<usize>,
    pub source: NodeIx,
    pub targets: &'m [NodeIx],
    pub beyond: bool,
    pub domain: Option<NodeIx>,
}

/// Two arrows of different regions or copies, of which the first was taken only since it stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByOrder {
    /// The one taken, by its number in the model.
    pub first: usize,
    /// The one left out.
    pub later: usize,
    /// What both answer; none: both are taken at once.
    pub event: Option<EventIx>,
}

impl<'m> Play<'m, '_> {
    /// The arrows enabled for an event, or, without one, the eventless ones; conflicts removed.
    pub(super) fn select(&mut self, happening: Option<Happening>) -> Vec<Chosen<'m>> {
        self.current = happening.map(|happening| happening.event);
        self.taken_inside = false;
        let mut candidates = std::mem::take(&mut self.spare.candidates);
        self.candidates(happening, &mut candidates);
        let mut chosen = std::mem::take(&mut self.spare.chosen);
        match candidates.as_slice() {
            [] => {}
            [(node, _)] => {
                chosen.extend(self.enabled_at(*node, &candidates));
                self.without_hidden(&mut chosen);
            }
            _ => {
                let enabled = self.by_leaves(&candidates);
                self.without_conflicts(enabled, &mut chosen);
                self.without_hidden(&mut chosen);
            }
        }
        self.spare.candidates = candidates;
        chosen
    }

    /// Active nodes with arrows that answer, in document order.
    fn candidates(&self, happening: Option<Happening>, found: &mut Vec<(NodeIx, bool)>) {
        let model = self.model;
        found.clear();
        let Some(happening) = happening else {
            let words = model.eventless.iter().enumerate();
            for (at, mut word) in words.map(|(at, flags)| (at, self.now.among(at, *flags))) {
                while word != 0 {
                    let flag = at * 64 + word.trailing_zeros() as usize;
                    word &= word - 1;
                    found.push((NodeIx(u16::try_from(flag).unwrap_or(u16::MAX)), false));
                }
            }
            return;
        };
        let near = |node: NodeIx| happening.home.is_none_or(|home| model.near(node, home));
        let event = &model.events[happening.event.at()];
        let active = event.answers.iter().filter(|(node, _)| self.is_active(*node) && near(*node));
        found.extend(active.map(|(node, _)| (*node, false)));
        let inside = event.inside.iter().map(|(node, _)| node);
        let covered = event.exits.iter().map(|(node, _)| node).chain(inside);
        for node in covered.filter(|node| self.is_active(**node) && near(**node)) {
            let at = found.partition_point(|(known, _)| known < node);
            if found.get(at).is_none_or(|(known, _)| known != node) {
                found.insert(at, (*node, false));
            }
        }
        if let Some(done) = happening.done
            && !model.at[done.at()].done.is_empty()
            && self.is_active(done)
            && self.is_done(done)
        {
            let at = found.partition_point(|(node, _)| *node < done);
            match found.get_mut(at) {
                Some(known) if known.0 == done => known.1 = true,
                _ => found.insert(at, (done, true)),
            }
        }
    }

    /// The first enabled arrow of a node.
    fn enabled_at(&mut self, node: NodeIx, candidates: &[(NodeIx, bool)]) -> Option<Chosen<'m>> {
        let model = self.model;
        let (_, done) = candidates.iter().find(|(known, _)| *known == node)?;
        if model.nodes[node.at()].kind == NodeKind::Covered
            && let Some(chosen) = self.by_inside(node)
        {
            return Some(chosen);
        }
        let at = &model.at[node.at()];
        let by_name: &[usize] = match self.current {
            Some(event) => {
                let answers = &model.events[event.at()].answers;
                answers.binary_search_by_key(&node, |(node, _)| *node).map_or(&[], |found| &answers[found].1)
            }
            None => &at.at_once,
        };
        let by_done: &[usize] = if *done { &at.done } else { &[] };
        by_name.iter().chain(by_done).find_map(|flow| self.enabled(*flow))
    }

    /// What a covered box does: one of its arrows leads out, or one stays inside, or none is enabled.
    fn by_inside(&mut self, node: NodeIx) -> Option<Chosen<'m>> {
        let model = self.model;
        if self.disturbs(node) {
            return None;
        }
        let (exits, inside): (&[usize], &[Option<NodeIx>]) = match self.current {
            Some(event) => {
                let event = &model.events[event.at()];
                let exits = event.exits.iter().find(|(known, _)| *known == node);
                let inside = event.inside.iter().find(|(known, _)| *known == node);
                (exits.map_or(&[], |(_, flows)| flows), inside.map_or(&[], |(_, domains)| domains))
            }
            None => (&model.at[node.at()].exits_at_once, &[]),
        };
        // What leads out leads out of where it isn't.
        let exits = if self.is_at_home(node) { &[] } else { exits };
        let inside = if self.is_deaf(node) { &[] } else { inside };
        let why = Free::Hidden(Hidden::Inside(model.nodes[node.at()].state));
        let at = self.choices.choose(1 + exits.len() + inside.len(), why).checked_sub(1)?;
        match exits.get(at) {
            Some(flow) => self.enabled(*flow),
            None => {
                let domain = inside[at - exits.len()];
                Some(Chosen { flow: None, source: node, targets: &[], beyond: false, domain })
            }
        }
    }

    /// Arrows inside covered boxes have come before others; what they do isn't played.
    fn without_hidden(&mut self, chosen: &mut Vec<Chosen<'m>>) {
        self.taken_inside = chosen.iter().any(|chosen| chosen.flow.is_none());
        chosen.retain(|chosen| chosen.flow.is_some());
    }

    fn enabled(&mut self, ix: usize) -> Option<Chosen<'m>> {
        let model = self.model;
        let flow = &model.flows[ix];
        if self.sure.is_some_and(|sure| sure.may_fail(ix)) {
            self.doubt = Some(Doubt::Fails);
        }
        let beyond = match flow.counter {
            Some((counter, limit)) => self.get(counter) >= limit,
            None => {
                let why = Free::Hidden(Hidden::Count(flow.arrow));
                flow.uncounted && self.choices.choose(2, why) == 1
            }
        };
        if beyond && flow.beyond.to.is_empty() {
            return None;
        }
        if let Some(condition) = &flow.condition {
            match self.holds(condition) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(()) => {
                    let told = self.current.is_none() && self.failed.contains(&ix);
                    if !told {
                        self.raise_error(flow.source);
                    }
                    if self.current.is_none() && !told {
                        self.failed.push(ix);
                    }
                    return None;
                }
            }
        }
        let way = if beyond { &flow.beyond } else { &flow.targets };
        let domain = if way.by_history {
            model.domain(flow.source, &self.effective(&way.to), flow.external)
        } else {
            way.domain
        };
        Some(Chosen { flow: Some(ix), source: flow.source, targets: &way.to, beyond, domain })
    }

    /// The innermost active nodes that candidates are, or that lie below them, in document order.
    fn leaves_below(&self, candidates: &[(NodeIx, bool)]) -> Vec<NodeIx> {
        let model = self.model;
        let mut leaves = Vec::new();
        let mut looked = 0;
        // INVARIANT: candidates are active, in document order: what lies in one that was looked at comes right after it.
        for node in candidates.iter().map(|(node, _)| node.at()) {
            let end = model.nodes[node].last.at() + 1;
            if end > looked {
                leaves.extend(model.leaves_among(self.now.each(node, end)));
                looked = end;
            }
        }
        leaves
    }

    fn by_leaves(&mut self, candidates: &[(NodeIx, bool)]) -> Vec<Chosen<'m>> {
        let model = self.model;
        let mut asked: Vec<(NodeIx, Option<Chosen<'m>>)> = Vec::new();
        let mut enabled: Vec<Chosen<'m>> = Vec::new();
        // Beside the copy of a covered box that is looked into there are others.
        let others = candidates.iter().map(|(node, _)| *node).filter(|node| self.has_others(*node));
        let leaves: Vec<NodeIx> = self.leaves_below(candidates).into_iter().chain(others).collect();
        for leaf in leaves {
            for node in model.outwards(leaf) {
                if !candidates.iter().any(|(known, _)| *known == node) {
                    continue;
                }
                let known = asked.iter().position(|(known, _)| *known == node);
                let known = known.unwrap_or_else(|| {
                    let chosen = self.enabled_at(node, candidates);
                    asked.push((node, chosen));
                    asked.len() - 1
                });
                if let Some(chosen) = asked[known].1 {
                    let same =
                        |other: &Chosen<'_>| (other.flow, other.source) == (chosen.flow, chosen.source);
                    if !enabled.iter().any(same) {
                        enabled.push(chosen);
                    }
                    break;
                }
            }
        }
        enabled
    }

    fn without_conflicts(&mut self, enabled: Vec<Chosen<'m>>, kept: &mut Vec<Chosen<'m>>) {
        let model = self.model;
        let within = |inner: NodeIx, outer: NodeIx| inner == outer || model.is_below(inner, outer);
        let conflict = |one: &Chosen<'_>, other: &Chosen<'_>| match (one.domain, other.domain) {
            (Some(one), Some(other)) => within(one, other) || within(other, one),
            _ => false,
        };
        for candidate in enabled {
            // What another copy of a covered box does may come before what the one does that is looked into.
            let first = |other: &&Chosen<'_>| {
                let before =
                    self.has_others(candidate.source) && model.is_below(other.source, candidate.source);
                let wins = self.has_others(other.source) || !model.is_below(candidate.source, other.source);
                conflict(other, &candidate) && !before && wins
            };
            let by = kept.iter().find(first);
            if let Some(by) = by {
                // Nothing but the order decides, unless another that starts further inside takes precedence anyway.
                let inner = |other: &Chosen<'_>| {
                    conflict(other, &candidate) && model.is_below(other.source, candidate.source)
                };
                if let (Some(first), Some(later)) = (by.flow, candidate.flow)
                    && !kept.iter().any(inner)
                {
                    self.by_order.push(ByOrder { first, later, event: self.current });
                }
            } else {
                kept.retain(|other| !conflict(other, &candidate));
                kept.push(candidate);
            }
        }
    }

    /// Whether a node is done in what was reached.
    pub fn is_over(&self, node: NodeIx) -> bool {
        self.is_done(node)
    }

    /// Whether it is a covered box of which one copy is looked into.
    fn has_others(&self, node: NodeIx) -> bool {
        let here = &self.model.nodes[node.at()];
        here.kind == NodeKind::Covered && !here.children.is_empty()
    }

    /// Whether a node is done: a final child, all regions, all copies, or as its `join` says.
    pub(super) fn is_done(&self, node: NodeIx) -> bool {
        let model = self.model;
        let here = &model.nodes[node.at()];
        let state = model.chart.state(here.state);
        match here.kind {
            NodeKind::Container => {
                let (mut finished, mut all) = (0, 0);
                for copy in self.copies(node) {
                    finished += usize::from(self.is_done(copy));
                    all += 1;
                }
                joined(&state.join, finished, all)
            }
            NodeKind::Final => self.is_active(node),
            NodeKind::Compound => here
                .children
                .iter()
                .any(|child| model.nodes[child.at()].kind == NodeKind::Final && self.is_active(*child)),
            NodeKind::Parallel => {
                let regions = || {
                    let history = |n: &&NodeIx| matches!(model.nodes[n.at()].kind, NodeKind::History { .. });
                    here.children.iter().filter(move |child| !history(child))
                };
                match &state.join {
                    crate::chart::Join::Regions(wanted) => regions()
                        .filter(|region| wanted.contains(&model.nodes[region.at()].state))
                        .all(|region| self.is_done(*region)),
                    join => {
                        let finished = regions().filter(|region| self.is_done(**region)).count();
                        joined(join, finished, regions().count())
                    }
                }
            }
            NodeKind::Covered => self.inside_done == Some(node),
            NodeKind::Atomic | NodeKind::History { .. } => false,
        }
    }
}

fn joined(join: &crate::chart::Join, finished: usize, all: usize) -> bool {
    use crate::chart::Join;
    match join {
        Join::Any => finished > 0 || all == 0,
        Join::Count(wanted) => finished >= (*wanted as usize).min(all),
        Join::All | Join::Regions(_) => finished == all,
    }
}
