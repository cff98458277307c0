//! Leaving, as in `step`: history is remembered, exit actions run, and what lived in the node ends with it.

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
            let inside = self.now.each(domain.at() + 1, last + 1);
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
            let inside = self.now.each(copy.at(), last + 1);
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
            self.now.clear_flag(node.at());
            for var in &here.own {
                self.now.set(*var, 0);
            }
        }
    }

    fn remember(&mut self, around: NodeIx, history: NodeIx) {
        let model = self.model;
        let Some((known, run)) = model.at[history.at()].memory.clone() else { return };
        let last = model.nodes[around.at()].last.at();
        let deep = model.nodes[history.at()].kind == NodeKind::History { deep: true };
        let kept: Vec<usize> = if deep {
            {
                let active = self.now.each(around.at() + 1, last + 1);
                model.leaves_among(active).into_iter().map(NodeIx::at).collect()
            }
        } else {
            let active = self.now.each(around.at() + 1, last + 1);
            active.filter(|node| model.nodes[*node].parent == Some(around)).collect()
        };
        self.now.set(known, 1);
        self.now.clear(run.clone());
        for node in kept {
            self.now.set_flag(run.start * 64 + node - around.at() - 1);
        }
    }
}
