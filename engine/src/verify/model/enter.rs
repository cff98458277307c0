//! Entering, as in `step`.

use super::bits;
use super::condition::Ask;
use super::node::{NodeIx, NodeKind, TOP, Whom};
use super::play::{Happening, Play, Seen, Stop};

/// What is to be entered.
#[derive(Default)]
pub(super) struct Entry {
    planned: Vec<u64>,
    /// Boxes entered by default, with whose actions.
    by_default: Vec<(NodeIx, NodeIx)>,
}

impl Play<'_, '_> {
    pub(super) fn entry(&mut self) -> Entry {
        let mut entry = std::mem::take(&mut self.spare.entry);
        entry.planned.clear();
        entry.planned.resize(self.model.nodes.len().div_ceil(64), 0);
        entry.by_default.clear();
        entry
    }

    pub(super) fn plan(&self, entry: &mut Entry, targets: &[NodeIx], domain: NodeIx) {
        for target in targets {
            self.plan_inwards(entry, *target);
        }
        for target in targets {
            if matches!(self.model.nodes[target.at()].kind, NodeKind::History { .. }) {
                for target in self.effective(std::slice::from_ref(target)) {
                    self.plan_outwards(entry, target, domain);
                }
            } else {
                self.plan_outwards(entry, *target, domain);
            }
        }
    }

    // Recursion goes inwards only, as deep as states nest.
    fn plan_inwards(&self, entry: &mut Entry, node: NodeIx) {
        let model = self.model;
        let here = &model.nodes[node.at()];
        match here.kind {
            NodeKind::History { .. } => {
                let Some(around) = here.parent else { return };
                let remembered = self.remembered(node);
                if remembered.is_empty() {
                    entry.by_default.push((around, node));
                    self.plan(entry, &model.at[node.at()].initial, around);
                } else {
                    self.plan(entry, &remembered, around);
                }
                return;
            }
            NodeKind::Container => {
                bits::set(&mut entry.planned, node.at());
                for copy in self.copies(node) {
                    self.plan_unless_planned(entry, copy);
                }
                return;
            }
            _ => bits::set(&mut entry.planned, node.at()),
        }
        match here.kind {
            NodeKind::Covered => {
                for copy in self.copies(node) {
                    self.plan_unless_planned(entry, copy);
                }
            }
            NodeKind::Compound => {
                entry.by_default.push((node, node));
                self.plan(entry, &model.at[node.at()].initial, node);
            }
            NodeKind::Parallel => self.plan_regions(entry, node),
            _ => {}
        }
    }

    fn plan_outwards(&self, entry: &mut Entry, node: NodeIx, domain: NodeIx) {
        let model = self.model;
        for around in model.outwards(node).skip(1).take_while(|around| *around != domain) {
            bits::set(&mut entry.planned, around.at());
            match model.nodes[around.at()].kind {
                NodeKind::Container => {
                    for copy in self.copies(around) {
                        self.plan_unless_planned(entry, copy);
                    }
                }
                NodeKind::Parallel => self.plan_regions(entry, around),
                _ => {}
            }
        }
    }

    fn plan_regions(&self, entry: &mut Entry, node: NodeIx) {
        let model = self.model;
        for region in &model.nodes[node.at()].children {
            if !matches!(model.nodes[region.at()].kind, NodeKind::History { .. }) {
                self.plan_unless_planned(entry, *region);
            }
        }
    }

    fn plan_unless_planned(&self, entry: &mut Entry, node: NodeIx) {
        let last = self.model.nodes[node.at()].last.at();
        if !bits::any(&entry.planned, node.at(), last + 1) {
            self.plan_inwards(entry, node);
        }
    }

    /// Targets with history states replaced by what they stand for.
    pub(super) fn effective(&self, targets: &[NodeIx]) -> Vec<NodeIx> {
        let model = self.model;
        let mut effective = Vec::with_capacity(targets.len());
        for target in targets {
            if matches!(model.nodes[target.at()].kind, NodeKind::History { .. }) {
                let remembered = self.remembered(*target);
                if remembered.is_empty() {
                    effective.extend(&model.at[target.at()].initial);
                }
                effective.extend(remembered);
            } else {
                effective.push(*target);
            }
        }
        effective
    }

    /// What a history state remembers, as far as the copies still have their members.
    fn remembered(&self, history: NodeIx) -> Vec<NodeIx> {
        let model = self.model;
        let (Some((known, run)), Some(around)) =
            (&model.at[history.at()].memory, model.nodes[history.at()].parent)
        else {
            return Vec::new();
        };
        if self.now.get(*known) == 0 {
            return Vec::new();
        }
        let first = run.start * 64;
        let nodes = self.now.each(first, run.end * 64).map(|flag| flag - first + around.at() + 1);
        let nodes = nodes.filter_map(|at| u16::try_from(at).ok()).map(NodeIx);
        nodes.filter(|node| self.copy_exists(*node)).collect()
    }

    /// Whether every copy that a node stands in still has its member or item.
    fn copy_exists(&self, node: NodeIx) -> bool {
        self.model.nodes[node.at()].around.iter().all(|(_, whom)| self.is_there(*whom))
    }

    fn is_there(&self, whom: Whom) -> bool {
        match whom {
            Whom::Seat(slot) => self.get(self.model.seats[slot]) == 1,
            Whom::Item(list, item) => self.get(self.model.lengths[list]) > usize::from(item),
        }
    }

    /// The copies that a `for_each` state has now.
    pub(super) fn copies(&self, container: NodeIx) -> impl Iterator<Item = NodeIx> {
        let model = self.model;
        let copies = model.nodes[container.at()].children.iter().copied();
        copies
            .filter(|copy| model.nodes[copy.at()].around.last().is_some_and(|(_, whom)| self.is_there(*whom)))
    }

    pub(super) fn enter(&mut self, mut entry: Entry) -> Result<(), Stop> {
        let model = self.model;
        // INVARIANT: the flags of the nodes stand first in a configuration.
        for (at, planned) in entry.planned.iter_mut().enumerate() {
            *planned &= !self.now.among(at, *planned);
        }
        for at in bits::each(&entry.planned, 0, model.nodes.len()) {
            let node = NodeIx(u16::try_from(at).unwrap_or(u16::MAX));
            self.now.set_flag(at);
            self.seen.push(Seen::Entered(node));
            let here = &model.at[at];
            if model.nodes[at].kind == NodeKind::Container {
                if self.is_done(node) {
                    self.raise_done(node);
                }
                continue;
            }
            if here.consent.is_some_and(|consent| !self.consents(consent)) {
                return Err(Stop::NoConsent(node));
            }
            self.act(&here.entry, node, node);
            for (_, whose) in entry.by_default.iter().filter(|(box_, _)| *box_ == node) {
                let ops = &model.at[whose.at()].initial_ops;
                self.act(ops, node, node);
            }
            if model.nodes[at].kind == NodeKind::Final {
                self.reached_final(node);
                if self.ended {
                    break;
                }
            }
        }
        self.spare.entry = entry;
        Ok(())
    }

    fn reached_final(&mut self, node: NodeIx) {
        let model = self.model;
        let Some(compound) = model.nodes[node.at()].parent else { return };
        if compound == TOP {
            self.ended = true;
            return;
        }
        self.done_from(compound);
    }

    /// A box is done, and with it perhaps what is around it.
    pub(super) fn done_from(&mut self, compound: NodeIx) {
        let model = self.model;
        self.raise_done_unless_copy(compound);
        let mut around = model.nodes[compound.at()].parent;
        while let Some(outer) = around {
            let side_by_side =
                matches!(model.nodes[outer.at()].kind, NodeKind::Container | NodeKind::Parallel);
            if !side_by_side || !self.is_done(outer) {
                break;
            }
            self.raise_done_unless_copy(outer);
            around = model.nodes[outer.at()].parent;
        }
    }

    fn raise_done_unless_copy(&mut self, node: NodeIx) {
        if !self.model.nodes[node.at()].is_copy() {
            self.raise_done(node);
        }
    }

    fn raise_done(&mut self, node: NodeIx) {
        if let Some(event) = self.model.at[node.at()].done_event {
            self.queue.push_back(Happening { done: Some(node), ..Happening::new(event, Some(node)) });
        }
    }

    /// Who joined enters, who was released leaves; a list that grew has a new copy.
    pub(super) fn match_copies(&mut self) -> Result<(), Stop> {
        if self.ended || !std::mem::take(&mut self.people_changed) {
            return Ok(());
        }
        let model = self.model;
        for at in 0..model.nodes.len() {
            let has_copies = matches!(model.nodes[at].kind, NodeKind::Container | NodeKind::Covered);
            if !has_copies || !self.now.is_set(at) {
                continue;
            }
            let container = NodeIx(u16::try_from(at).unwrap_or(u16::MAX));
            let wanted: Vec<NodeIx> = self.copies(container).collect();
            let all = model.nodes[at].children.clone();
            let here: Vec<NodeIx> = all.iter().copied().filter(|copy| self.is_active(*copy)).collect();
            let gone: Vec<NodeIx> = here.iter().copied().filter(|copy| !wanted.contains(copy)).collect();
            let new: Vec<NodeIx> = wanted.iter().copied().filter(|copy| !here.contains(copy)).collect();
            if gone.is_empty() && new.is_empty() {
                continue;
            }
            self.leave_copies(&gone);
            let mut entry = self.entry();
            for copy in new {
                self.plan_inwards(&mut entry, copy);
            }
            self.enter(entry)?;
            if !self.ended && self.is_done(container) {
                self.raise_done(container);
            }
        }
        Ok(())
    }
}
