//! Leaving, as in `step`: history is remembered, exit actions run, and what lived in the node ends with it.

use super::bits;
use super::node::{NodeIx, NodeKind};
use super::play::Play;
use super::select::Chosen;

impl Play<'_, '_> {
    pub(super) fn leave_by(&mut self, chosen: &[Chosen<'_>]) {
        let mut domains = std::mem::take(&mut self.spare.domains);
        domains.clear();
        domains.extend(chosen.iter().filter_map(|chosen| chosen.domain));
        domains.sort_unstable();
        let mut leaving = std::mem::take(&mut self.spare.leaving);
        leaving.clear();
        for domain in &domains {
            let last = self.model.nodes[domain.at()].last.at();
            let inside = bits::each(&self.now, domain.at() + 1, last + 1);
            leaving.extend(inside.filter_map(|at| u16::try_from(at).ok()).map(NodeIx));
        }
        self.spare.domains = domains;
        self.leave(&mut leaving);
        self.spare.leaving = leaving;
    }

    pub(super) fn leave_copies(&mut self, copies: &[NodeIx]) {
        let mut leaving = Vec::new();
        for copy in copies {
            let last = self.model.nodes[copy.at()].last.at();
            let inside = bits::each(&self.now, copy.at(), last + 1);
            leaving.extend(inside.filter_map(|at| u16::try_from(at).ok()).map(NodeIx));
        }
        self.leave(&mut leaving);
    }

    fn leave(&mut self, nodes: &mut Vec<NodeIx>) {
        let model = self.model;
        nodes.sort_unstable_by(|a, b| b.cmp(a));
        nodes.dedup();
        for node in nodes.iter() {
            for history in &model.at[node.at()].histories {
                self.remember(*node, *history);
            }
        }
        for node in nodes.iter().copied() {
            let here = &model.at[node.at()];
            if !here.exit.is_empty() {
                let around = model.nodes[node.at()].parent.unwrap_or(node);
                self.act(&here.exit, node, around);
            }
            bits::clear(&mut self.now, node.at());
            for var in &here.own {
                var.set(&mut self.now, 0);
            }
        }
    }

    fn remember(&mut self, around: NodeIx, history: NodeIx) {
        let model = self.model;
        let Some((known, run)) = model.at[history.at()].memory.clone() else { return };
        let last = model.nodes[around.at()].last.at();
        let deep = model.nodes[history.at()].kind == NodeKind::History { deep: true };
        let kept: Vec<usize> = if deep {
            model.leaves_between(&self.now, around.at() + 1, last + 1).into_iter().map(NodeIx::at).collect()
        } else {
            let active = bits::each(&self.now, around.at() + 1, last + 1);
            active.filter(|node| model.nodes[*node].parent == Some(around)).collect()
        };
        known.set(&mut self.now, 1);
        self.now[run.clone()].fill(0);
        for node in kept {
            bits::set(&mut self.now, run.start * 64 + node - around.at() - 1);
        }
    }
}
