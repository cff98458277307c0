//! The chart with its copies written out: one node for each state in each copy, in document order, copies by
//! joining, as the configurations of `step` are ordered.

use super::cover::Cover;
use super::population::{ITEMS, Population};
use crate::case::CopyPath;
use crate::chart::{Chart, Members, ROOT, StateKind};
use crate::id::{RoleIx, StateIx};
use crate::step::holds;

/// Most nodes of one model.
pub const MAX_NODES: usize = 20_000;

/// A node, by its position in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIx(pub u16);

impl NodeIx {
    /// As a position in the table.
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

/// The outermost box.
pub const TOP: NodeIx = NodeIx(0);

/// What stands for one copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// The seat at this position of the population.
    Seat(usize),
    /// The item of a list, by position from 0; the list by its number in the model.
    Item(usize, u8),
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the kinds of SCXML
pub enum NodeKind {
    Atomic,
    Compound,
    Parallel,
    Final,
    /// A `for_each` state around its copies.
    Container,
    History {
        deep: bool,
    },
    /// A box whose inside isn't looked into; of copies one may be.
    Covered,
}

/// A state in a copy.
#[derive(Debug, Clone)]
pub struct Node {
    /// Of which state.
    pub state: StateIx,
    /// What it is.
    pub kind: NodeKind,
    /// Numbers of the copies around, from the outside in: the copy path.
    pub copy: CopyPath,
    /// The `for_each` states of the copies around, from the outside in.
    pub around: Vec<(StateIx, Whom)>,
    /// What is around it.
    pub parent: Option<NodeIx>,
    /// Children, or copies, in document order, history among them.
    pub children: Vec<NodeIx>,
    /// The last node inside; itself if there is none.
    pub last: NodeIx,
}

impl Node {
    /// Whether it is one copy of a `for_each` state.
    pub fn is_copy(&self) -> bool {
        self.kind != NodeKind::Container && self.around.last().is_some_and(|(state, _)| *state == self.state)
    }
}

/// The nodes of a chart for one population; the lists of `for_each` states by number.
pub struct Nodes {
    pub all: Vec<Node>,
    pub lists: Vec<Vec<String>>,
}

/// Writes the copies out; nothing when there would be more than [`MAX_NODES`].
pub fn unfold(chart: &Chart, population: &Population, cover: &Cover) -> Option<Nodes> {
    let mut nodes = Nodes { all: Vec::new(), lists: Vec::new() };
    let of = Of { chart, population, cover };
    nodes.add(&of, ROOT, None, &CopyPath::default(), &[])?;
    Some(nodes)
}

/// What is written out.
struct Of<'a> {
    chart: &'a Chart,
    population: &'a Population,
    cover: &'a Cover,
}

impl Nodes {
    // Recursion is bounded: states nest at most `MAX_NESTING` deep, copies double that at most.
    fn add(
        &mut self,
        of: &Of<'_>,
        state: StateIx,
        parent: Option<NodeIx>,
        copy: &CopyPath,
        around: &[(StateIx, Whom)],
    ) -> Option<NodeIx> {
        if of.cover.boxes.contains(&state) {
            let covered = self.push(state, NodeKind::Covered, parent, copy, around)?;
            if let Some(seat) = of.cover.seen.get(&state) {
                self.add_seen(of, covered, *seat)?;
            }
            return Some(covered);
        }
        let Some(members) = &of.chart.state(state).for_each else {
            return self.add_one(of, state, parent, copy, around);
        };
        let container = self.push(state, NodeKind::Container, parent, copy, around)?;
        for (number, whom) in (1..).zip(self.whoms(of.chart, of.population, members)) {
            let copy = copy.with(number);
            let around: Vec<_> = around.iter().copied().chain([(state, whom)]).collect();
            let child = self.add_one(of, state, Some(container), &copy, &around)?;
            self.all[container.at()].children.push(child);
        }
        self.close(container);
        Some(container)
    }

    /// The one copy of a covered box that is looked into.
    fn add_seen(&mut self, of: &Of<'_>, covered: NodeIx, seat: usize) -> Option<()> {
        let Node { state, copy, around, .. } = self.all[covered.at()].clone();
        let Some(members) = &of.chart.state(state).for_each else { return Some(()) };
        let whoms = self.whoms(of.chart, of.population, members);
        for (number, whom) in (1..).zip(whoms).filter(|(_, whom)| *whom == Whom::Seat(seat)) {
            let copy = copy.with(number);
            let around: Vec<_> = around.iter().copied().chain([(state, whom)]).collect();
            let child = self.add_one(of, state, Some(covered), &copy, &around)?;
            self.all[covered.at()].children.push(child);
        }
        self.close(covered);
        Some(())
    }

    fn add_one(
        &mut self,
        of: &Of<'_>,
        state: StateIx,
        parent: Option<NodeIx>,
        copy: &CopyPath,
        around: &[(StateIx, Whom)],
    ) -> Option<NodeIx> {
        let kind = match of.chart.state(state).kind {
            StateKind::Atomic => NodeKind::Atomic,
            StateKind::Compound(_) => NodeKind::Compound,
            StateKind::Parallel => NodeKind::Parallel,
            StateKind::Final { .. } => NodeKind::Final,
            StateKind::History { deep, .. } => NodeKind::History { deep },
        };
        let node = self.push(state, kind, parent, copy, around)?;
        for child in &of.chart.state(state).children {
            let child = self.add(of, *child, Some(node), copy, around)?;
            self.all[node.at()].children.push(child);
        }
        self.close(node);
        Some(node)
    }

    fn push(
        &mut self,
        state: StateIx,
        kind: NodeKind,
        parent: Option<NodeIx>,
        copy: &CopyPath,
        around: &[(StateIx, Whom)],
    ) -> Option<NodeIx> {
        let ix = NodeIx(u16::try_from(self.all.len()).ok().filter(|at| usize::from(*at) < MAX_NODES)?);
        self.all.push(Node {
            state,
            kind,
            copy: *copy,
            around: around.to_vec(),
            parent,
            children: Vec::new(),
            last: ix,
        });
        Some(ix)
    }

    fn close(&mut self, node: NodeIx) {
        let last = u16::try_from(self.all.len() - 1).unwrap_or(u16::MAX);
        self.all[node.at()].last = NodeIx(last);
    }

    fn whoms(&mut self, chart: &Chart, population: &Population, members: &Members) -> Vec<Whom> {
        match members {
            Members::Role(role) => seats_of(chart, population, *role).into_iter().map(Whom::Seat).collect(),
            Members::List(path) => {
                let known = self.lists.iter().position(|list| list == path);
                let list = known.unwrap_or_else(|| {
                    self.lists.push(path.clone());
                    self.lists.len() - 1
                });
                (0..ITEMS).map(|item| Whom::Item(list, item)).collect()
            }
        }
    }
}

/// The seats of a role or group, in the order of joining.
pub fn seats_of(chart: &Chart, population: &Population, role: RoleIx) -> Vec<usize> {
    let slots = population.slots.iter().enumerate();
    slots.filter(|(_, slot)| holds(chart, role, slot.role)).map(|(at, _)| at).collect()
}
