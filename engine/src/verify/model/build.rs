//! Makes the model of a chart for one population: gives out the variables and looks everything up.

use super::bits::{Room, Var};
use super::choice::{Free, Hidden};
use super::compile::Compiler;
use super::consenting::consents_are_own;
use super::cover::{Cover, hidden_by};
use super::hidden::{CoveredAt, HiddenAt};
use super::lookup::Lookup;
use super::node::{MAX_NODES, Node, NodeIx, NodeKind, Whom, unfold};
use super::population::{ITEMS, Others, Population};
use super::relevant::{Relevant, relevant};
use super::words::{AtNode, ClockAt, DeliveryAt, EventAt, Flow, Followed, PendingAt};
use crate::case::CopyPath;
use crate::chart::{Chart, FieldPath, FormField, FormPlace, Members, Type, field_at};
use crate::guard::Expression;
use crate::id::{ConsentIx, NoticeIx, StateIx};
use crate::value::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Why a chart has no model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotModelled(pub String);

/// A chart as a transition system.
pub struct Model<'c> {
    pub(in crate::verify) chart: &'c Chart,
    pub(in crate::verify) lookup: &'c Lookup<'c>,
    pub(in crate::verify) population: Population,
    pub(in crate::verify) nodes: Vec<Node>,
    pub(in crate::verify) lists: Vec<Vec<String>>,
    pub(super) words: usize,
    pub(in crate::verify) fields: Vec<Followed>,
    pub(super) data: BTreeMap<Vec<String>, usize>,
    pub(super) of_seat: BTreeMap<(usize, Vec<String>), usize>,
    pub(super) of_item: BTreeMap<(usize, u8, Vec<String>), usize>,
    pub(super) lengths: Vec<Var>,
    pub(super) seats: Vec<Var>,
    pub(super) consents: Vec<Vec<(usize, Var)>>,
    pub(in crate::verify) flows: Vec<Flow>,
    pub(in crate::verify) at: Vec<AtNode>,
    pub(in crate::verify) clocks: Vec<ClockAt>,
    /// Clocks that a field starts, or another clock.
    pub(super) named: Vec<usize>,
    pub(in crate::verify) deliveries: Vec<DeliveryAt>,
    pub(super) delivery_of: BTreeMap<(NoticeIx, usize, NodeIx), usize>,
    pub(in crate::verify) pending: Vec<PendingAt>,
    pub(in crate::verify) events: Vec<EventAt>,
    /// Fields that are given when the case is opened.
    pub(super) first_data: Vec<usize>,
    /// Fields of members that nobody gives.
    pub(super) own: BTreeSet<usize>,
    /// Nodes with eventless arrows.
    pub(super) eventless: Vec<u64>,
    /// What is left out: boxes, and what they may do to the rest.
    pub(in crate::verify) cover: Cover,
    pub(in crate::verify) hidden: Vec<HiddenAt>,
    pub(super) covered: Vec<CoveredAt>,
    /// Fields that matter and aren't followed, of the case and of members.
    pub(in crate::verify) loose: Vec<FieldPath>,
    /// Consents that covered boxes give or withdraw.
    pub(in crate::verify) loose_consents: BTreeSet<ConsentIx>,
    /// Whether more has to be known of others than is.
    pub(in crate::verify) lacks_others: bool,
    /// A box that can't be covered after all.
    pub(in crate::verify) uncover: Option<StateIx>,
    /// Places by state and copy path.
    pub(super) node_of: BTreeMap<(StateIx, CopyPath), NodeIx>,
}

impl<'c> Model<'c> {
    /// The model of a chart; `also`: conditions of guarantees, whose data are followed too.
    ///
    /// # Errors
    /// [`NotModelled`] when it would be too large.
    pub fn new(
        lookup: &'c Lookup<'c>,
        population: &Population,
        also: &[&Expression],
    ) -> Result<Self, NotModelled> {
        Self::covered(lookup, population, also, &Cover::default())
    }

    /// The model with boxes covered. Which box can't be covered is told in `uncover`.
    ///
    /// # Errors
    /// [`NotModelled`] when it would be too large.
    pub fn covered(
        lookup: &'c Lookup<'c>,
        population: &Population,
        also: &[&Expression],
        cover: &Cover,
    ) -> Result<Self, NotModelled> {
        let too_many = || NotModelled(format!("more than {MAX_NODES} states, copies counted"));
        let too_large = || NotModelled("a configuration would be too large".to_owned());
        let chart = lookup.chart;
        let nodes = unfold(chart, population, cover).ok_or_else(too_many)?;
        let mut room = Room::flags(nodes.all.len()).ok_or_else(too_large)?;
        let relevant = match also {
            [] => Cow::Borrowed(&lookup.relevant),
            also => Cow::Owned(relevant(chart, also)),
        };
        let mut model = Self {
            chart,
            lookup,
            population: population.clone(),
            at: vec![AtNode::default(); nodes.all.len()],
            eventless: vec![0; nodes.all.len().div_ceil(64)],
            node_of: (0..).zip(&nodes.all).map(|(at, n)| ((n.state, n.copy), NodeIx(at))).collect(),
            nodes: nodes.all,
            lists: nodes.lists,
            words: 0,
            fields: Vec::new(),
            data: BTreeMap::new(),
            of_seat: BTreeMap::new(),
            of_item: BTreeMap::new(),
            lengths: Vec::new(),
            seats: Vec::new(),
            consents: Vec::new(),
            flows: Vec::new(),
            clocks: Vec::new(),
            named: Vec::new(),
            deliveries: Vec::new(),
            delivery_of: BTreeMap::new(),
            pending: Vec::new(),
            events: Vec::new(),
            first_data: Vec::new(),
            own: BTreeSet::new(),
            cover: cover.clone(),
            hidden: Vec::new(),
            covered: Vec::new(),
            loose: Vec::new(),
            loose_consents: BTreeSet::new(),
            lacks_others: false,
            uncover: None,
        };
        model.leave_loose(&relevant);
        model.lacks_others = population.others != Others::Nobody && model.tells_others_apart();
        model.follow(&relevant, &mut room).ok_or_else(too_large)?;
        model.people(&mut room).ok_or_else(too_large)?;
        Compiler::new(&mut model, &mut room).compile().ok_or_else(too_large)?;
        model.words = room.words();
        Ok(model)
    }

    /// Whether anybody else may be in the case: then what others consent to is open at each use.
    pub(super) fn has_anybody(&self) -> bool {
        self.population.others == Others::Anybody
    }

    /// Whether others have copies of their own, or are asked for their consent. Whether something has to reach them is
    /// found when actions are looked up.
    fn tells_others_apart(&self) -> bool {
        let chart = self.chart;
        let by_role = |node: &Node| {
            let members = &chart.state(node.state).for_each;
            node.kind == NodeKind::Container && matches!(members, Some(Members::Role(_)))
        };
        let consents = u16::try_from(chart.consents.len()).unwrap_or(u16::MAX);
        let mut consents = (0..consents).map(ConsentIx);
        let mut asked = || consents.any(|consent| !self.loose_consents.contains(&consent));
        self.nodes.iter().any(by_role) || !self.has_anybody() && asked()
    }

    /// Somebody of whom nothing is known.
    pub(super) fn somebody_else(&self) -> Option<Option<usize>> {
        self.has_anybody().then_some(None)
    }

    /// How many arrows there are, each copy counted.
    pub fn flow_count(&self) -> usize {
        self.flows.len()
    }

    /// How many states there are, each copy counted.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Words of a configuration.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Gives room to the fields that matter.
    fn follow(&mut self, relevant: &Relevant, room: &mut Room) -> Option<()> {
        let chart = self.chart;
        let loose = self.loose.clone();
        let followed = |path: &&FieldPath| !loose.contains(path);
        let paths: Vec<_> = relevant.data.union(&relevant.data_there).filter(followed).cloned().collect();
        for path in paths {
            if let Some(followed) = relevant.followed(chart, &path) {
                let at = self.add(followed, room)?;
                let first = &self.lookup.first_data;
                let asked = |f: &FormField| matches!(&f.place, FormPlace::Data(asked) if *asked == path);
                if first.iter().any(asked) {
                    self.first_data.push(at);
                }
                self.data.insert(path, at);
            }
        }
        let own = &self.lookup.own_fields;
        let paths: Vec<_> = relevant.member.union(&relevant.member_there).filter(followed).cloned().collect();
        for (slot, seat) in self.population.clone().slots.iter().enumerate() {
            for path in &paths {
                let fields = &chart.role(seat.role).data;
                if let Some(followed) = relevant.followed_of_member(fields, path) {
                    let at = self.add(followed, room)?;
                    if own.contains(path) {
                        self.own.insert(at);
                    }
                    self.of_seat.insert((slot, path.clone()), at);
                }
            }
        }
        for (number, list) in self.lists.clone().iter().enumerate() {
            self.lengths.push(room.var(usize::from(ITEMS) + 1)?);
            let Some(Type::List(fields)) = field_at(&chart.data, list).map(|f| &f.kind) else { continue };
            for item in 0..ITEMS {
                for path in &paths {
                    if let Some(followed) = relevant.followed_of_member(fields, path) {
                        let at = self.add(followed, room)?;
                        self.of_item.insert((number, item, path.clone()), at);
                    }
                }
            }
        }
        Some(())
    }

    /// Finds what can't be followed, since a covered box writes it, and what isn't asked for.
    fn leave_loose(&mut self, relevant: &Relevant) {
        if self.cover.is_nothing() {
            return;
        }
        let chart = self.chart;
        let mut fields: BTreeSet<FieldPath> = BTreeSet::new();
        for covered in self.cover.boxes.clone() {
            let mut consents = BTreeSet::new();
            for hidden in hidden_by(chart, covered) {
                let written = self.lookup.written(hidden);
                fields.extend(written.fields.iter().cloned());
                consents.extend(written.consents.iter().copied());
            }
            // In the copies of others nobody else consents for the one who is known.
            let beside = self.has_anybody() && self.cover.seen.contains_key(&covered);
            if !(beside && !consents.is_empty() && consents_are_own(chart, covered)) {
                self.loose_consents.extend(consents);
            }
        }
        for list in &self.lists {
            // Whose copies are looked into has to be known.
            if fields.contains(list) {
                let covered = self.cover.boxes.iter().find(|covered| {
                    hidden_by(chart, **covered).any(|state| self.lookup.written(state).fields.contains(list))
                });
                self.uncover = covered.copied();
            }
        }
        let all = [&relevant.data, &relevant.data_there, &relevant.member, &relevant.member_there];
        let all: BTreeSet<&FieldPath> = all.into_iter().flatten().collect();
        let loose = all.into_iter().filter(|path| fields.contains(*path) || !self.cover.follows(path));
        self.loose = loose.cloned().collect();
    }

    /// Why a field that matters is open, where it isn't followed.
    pub(super) fn open_field(&self, path: &FieldPath) -> Free {
        match self.loose.iter().position(|loose| loose == path) {
            Some(at) => Free::Hidden(Hidden::Field(u16::try_from(at).unwrap_or(u16::MAX))),
            None => Free::Data,
        }
    }

    fn add(&mut self, (values, default): (Vec<Value>, Value), room: &mut Room) -> Option<usize> {
        let values: Vec<Value> = std::iter::once(Value::Null).chain(values).collect();
        let var = room.var(values.len())?;
        let initial = values.iter().position(|value| *value == default).unwrap_or(0);
        let can_be_empty = initial == 0 && values.get(1) != Some(&Value::Bool(false));
        self.fields.push(Followed { var, values, initial, can_be_empty });
        Some(self.fields.len() - 1)
    }

    /// Gives room to seats and consents.
    fn people(&mut self, room: &mut Room) -> Option<()> {
        for _ in &self.population.slots {
            self.seats.push(room.var(3)?);
        }
        for consent in &self.chart.consents {
            let mut asked = Vec::new();
            for slot in super::node::seats_of(self.chart, &self.population, consent.of) {
                asked.push((slot, room.var(2)?));
            }
            self.consents.push(asked);
        }
        Some(())
    }

    /// The node of a state as seen from another: in the same copies as far as both are in them.
    pub fn seen_from(&self, state: StateIx, from: NodeIx) -> Option<NodeIx> {
        let node = |state: StateIx| {
            let depth = usize::from(self.chart.state(state).depth);
            let copy = self.nodes[from.at()].copy.iter().take(depth).copied().collect();
            self.node_of.get(&(state, copy)).copied()
        };
        if !self.cover.hides(self.chart, state) {
            return node(state);
        }
        super::cover::outwards(self.chart, state).find_map(node)
    }

    /// Whether both are in the same copy of every `for_each` state that both are in.
    pub fn near(&self, left: NodeIx, right: NodeIx) -> bool {
        // A covered box of which one copy is looked into stands for the others.
        let apart = |box_: NodeIx, inner: NodeIx| {
            self.nodes[box_.at()].kind == NodeKind::Covered && self.is_below(inner, box_)
        };
        if apart(left, right) || apart(right, left) {
            return false;
        }
        let (left, right) = (&self.nodes[left.at()], &self.nodes[right.at()]);
        left.copy.is_empty()
            || right.copy.is_empty()
            || left.around.iter().zip(&left.copy).all(|((state, _), number)| {
                let other = right.around.iter().zip(&right.copy).find(|((other, _), _)| other == state);
                other.is_none_or(|(_, other)| other == number)
            })
    }

    /// Whether `inner` lies below `outer`, and isn't it.
    pub fn is_below(&self, inner: NodeIx, outer: NodeIx) -> bool {
        outer < inner && inner <= self.nodes[outer.at()].last
    }

    /// The node and all around it, from the inside out.
    pub fn outwards(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        std::iter::successors(Some(node), |node| self.nodes[node.at()].parent)
    }

    /// The innermost box that an arrow doesn't leave, as in `step`.
    pub(super) fn domain(&self, source: NodeIx, targets: &[NodeIx], external: bool) -> Option<NodeIx> {
        if targets.is_empty() {
            return None;
        }
        let fits = |node: NodeIx| {
            self.nodes[node.at()].kind == NodeKind::Compound
                && targets.iter().all(|target| self.is_below(*target, node))
        };
        if !external && fits(source) {
            return Some(source);
        }
        self.outwards(source).skip(1).find(|node| fits(*node)).or(Some(super::node::TOP))
    }

    /// The members that the copies around a node stand for, the innermost first.
    pub(super) fn seats_around(&self, node: NodeIx) -> impl Iterator<Item = usize> + '_ {
        self.nodes[node.at()].around.iter().rev().filter_map(|(_, whom)| match whom {
            Whom::Seat(slot) => Some(*slot),
            Whom::Item(..) => None,
        })
    }

    /// The name of a node as `step` tells it: `defending[2]`.
    pub fn name(&self, node: NodeIx) -> String {
        let node = &self.nodes[node.at()];
        crate::event::copy_name(&self.chart.state(node.state).name, &node.copy)
    }
}
