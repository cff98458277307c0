//! What the checks ask of a model: who acts, whom an event concerns, what an act costs, how things are called.

use super::bits;
use super::build::Model;
use super::choice::Choices;
use super::condition::{Cond, Tri};
use super::hidden::HiddenKind;
use super::moves::Act;
use super::node::NodeIx;
use super::operation::EventIx;
use super::play::Play;
use super::words::{ClockAt, DeliveryAt, FRESH, RungAt, Starts};
use crate::case::CopyPath;
use crate::chart::{BudgetOf, Pattern, RoleKind, Task, Who};
use crate::event::copy_name;
use crate::finding::Span;
use crate::id::{ArrowIx, DeadlineIx, NoticeIx, RoleIx, StateIx, TaskIx};
use crate::step::holds;
use std::collections::BTreeSet;

/// Whether a node is active in a configuration.
pub fn is_active(words: &[u64], node: NodeIx) -> bool {
    bits::is_set(words, node.at())
}

impl Model<'_> {
    /// The innermost active nodes, in document order.
    pub(super) fn leaves(&self, words: &[u64]) -> Vec<NodeIx> {
        self.leaves_between(words, 0, self.nodes.len())
    }

    /// Those from a node to before another.
    pub(super) fn leaves_between(&self, words: &[u64], from: usize, to: usize) -> Vec<NodeIx> {
        self.leaves_among(bits::each(words, from, to))
    }

    /// Those among active nodes in document order.
    pub(super) fn leaves_among(&self, active: impl Iterator<Item = usize>) -> Vec<NodeIx> {
        let mut active = active.peekable();
        let mut leaves = Vec::new();
        while let Some(at) = active.next() {
            // INVARIANT: nodes stand in document order, so what is below a node follows it at once.
            if active.peek().is_none_or(|next| *next > self.nodes[at].last.at()) {
                leaves.extend(u16::try_from(at).map(NodeIx));
            }
        }
        leaves
    }

    /// The innermost active states, by name.
    pub fn active(&self, words: &[u64]) -> Vec<String> {
        self.leaves(words).into_iter().map(|node| self.name(node)).collect()
    }

    /// How many combinations of active states there could be; none when more than a number can say.
    pub fn combinations(&self) -> u64 {
        use super::node::NodeKind;
        // Children follow their parents: going backwards, each is known before it is needed.
        let mut of: Vec<u64> = vec![1; self.nodes.len()];
        for at in (0..self.nodes.len()).rev() {
            let node = &self.nodes[at];
            let children = node.children.iter().map(|child| (self.nodes[child.at()].kind, of[child.at()]));
            let children = children.filter(|(kind, _)| !matches!(kind, NodeKind::History { .. }));
            of[at] = match node.kind {
                NodeKind::Compound => children.fold(0, |sum, (_, many)| sum.saturating_add(many)),
                NodeKind::Parallel => children.fold(1, |product, (_, many)| product.saturating_mul(many)),
                // Who isn't there has no copy.
                NodeKind::Container => {
                    children.fold(1, |product, (_, many)| product.saturating_mul(many.saturating_add(1)))
                }
                _ => 1,
            };
        }
        of[0]
    }

    /// The outermost node of a state that stands in no copy: of one that has copies itself, what is around them.
    pub fn node_at(&self, state: StateIx) -> Option<NodeIx> {
        self.node_of.get(&(state, CopyPath::default())).copied()
    }

    /// The copy of a state for a seat.
    pub fn copy_of(&self, state: StateIx, seat: usize) -> Option<NodeIx> {
        let nodes = (0..).map(NodeIx).zip(&self.nodes);
        let mut copies = nodes.filter(|(_, node)| node.state == state && node.is_copy());
        copies
            .find(|(_, node)| node.around.last() == Some(&(state, super::node::Whom::Seat(seat))))
            .map(|(at, _)| at)
    }

    /// Whether a final child of a node is active.
    pub fn has_ended(&self, words: &[u64], node: NodeIx) -> bool {
        use super::node::NodeKind;
        let mut children = self.nodes[node.at()].children.iter();
        children.any(|child| self.nodes[child.at()].kind == NodeKind::Final && is_active(words, *child))
    }

    /// The nodes of a state, containers left out.
    pub fn nodes_of(&self, state: StateIx) -> Vec<NodeIx> {
        let nodes = self.node_of.range((state, CopyPath::default())..).take_while(|((s, _), _)| *s == state);
        let container = |node: &NodeIx| self.nodes[node.at()].kind == super::node::NodeKind::Container;
        nodes.map(|(_, node)| *node).filter(|node| !container(node)).collect()
    }

    /// The name of an event.
    pub fn event_name(&self, event: EventIx) -> &str {
        self.lookup.name(event)
    }

    /// The deadlines of which a clock has begun that doesn't begin when its state is entered.
    pub fn begun_clocks(&self, words: &[u64]) -> impl Iterator<Item = DeadlineIx> {
        let begun = |clock: &&ClockAt| match clock.starts {
            Starts::Entry => false,
            // What starts it isn't followed.
            Starts::Field(None) => true,
            Starts::Event | Starts::Field(Some(_)) | Starts::Before(_) => clock.status.get(words) != FRESH,
        };
        self.clocks.iter().filter(begun).map(|clock| clock.deadline)
    }

    /// The rungs on which a service waits: of which notice, by position.
    pub fn open_rungs(&self, words: &[u64]) -> impl Iterator<Item = (NoticeIx, usize)> {
        let open = |delivery: &DeliveryAt| {
            let value = delivery.var.get(words);
            let rung = value.checked_sub(2).filter(|_| delivery.is_open(value))?;
            Some((delivery.notice, rung))
        };
        self.deliveries.iter().filter_map(open)
    }

    /// Whether a seat is taken.
    pub fn is_seated(&self, seat: usize, words: &[u64]) -> bool {
        self.seats[seat].get(words) == 1
    }

    /// Whether an event concerns a person: its own, or the whole case's. Everything concerns nobody in particular.
    pub fn concerns(&self, home: Option<NodeIx>, seat: Option<usize>, person: Option<usize>) -> bool {
        let Some(person) = person else { return true };
        if let Some(seat) = seat {
            return seat == person;
        }
        let Some(home) = home else { return true };
        let mut around = self.seats_around(home).peekable();
        around.peek().is_none() || around.any(|seat| seat == person)
    }

    /// The persons whose events some of these are; nobody in particular where all are the whole case's; none at all where
    /// one is of members whom this population doesn't have.
    pub fn persons_of(&self, patterns: &[Pattern]) -> Vec<Option<usize>> {
        let comes =
            |pattern: &Pattern| self.lookup.matching(pattern).any(|event| self.events[event.at()].comes);
        if !patterns.iter().all(comes) {
            return Vec::new();
        }
        let meant = |event: EventIx| patterns.iter().any(|pattern| pattern.matches(self.event_name(event)));
        let mut persons: BTreeSet<usize> = BTreeSet::new();
        for (at, here) in self.at.iter().enumerate() {
            let node = NodeIx(u16::try_from(at).unwrap_or(u16::MAX));
            let outcomes = here.tasks.iter().flat_map(|task| &task.outcomes).map(|outcome| outcome.event);
            let clocks = here.clocks.iter().map(|clock| &self.clocks[*clock]);
            let expiries = clocks.flat_map(|c| [c.expired, c.waived, c.suspended, c.resumed]);
            if outcomes.chain(expiries).any(meant) {
                persons.extend(self.seats_around(node));
            }
        }
        for delivery in &self.deliveries {
            if meant(delivery.served) || meant(delivery.undeliverable) {
                persons.insert(delivery.seat);
            }
        }
        if persons.is_empty() { vec![None] } else { persons.into_iter().map(Some).collect() }
    }

    /// Whether an act is somebody's of these roles.
    pub fn is_by(&self, act: &Act, roles: &[RoleIx]) -> bool {
        let seat = |seat: u16| roles.contains(&self.population.slots[usize::from(seat)].role);
        match *act {
            Act::Task { doer: Some(doer), .. } | Act::RungTask { doer: Some(doer), .. } => seat(doer),
            Act::Task { node, task, .. } => {
                self.is_only_for(self.at[node.at()].tasks[usize::from(task)].task, roles)
            }
            Act::RungTask { .. } => {
                self.rung_task(act).is_some_and(|(task, _)| self.is_only_for(task, roles))
            }
            Act::Extend { .. } | Act::Suspend(_) | Act::Resume(_) | Act::Waive(_) => {
                // Which of its roles decides makes no difference, and isn't told apart.
                let who = self.decision(act).map(|task| &task.who);
                matches!(who, Some(Who::Roles(all)) if all.iter().all(|role| roles.contains(role)))
            }
            // Opening a message is an act of its addressee.
            Act::Receipt(delivery) => {
                let delivery = &self.deliveries[usize::from(delivery)];
                let notice = self.chart.notice(delivery.notice);
                !notice.served_when.contains(&crate::chart::ServedWhen::Reached)
                    && roles.contains(&self.population.slots[delivery.seat].role)
            }
            Act::Open
            | Act::RungExpired { .. }
            | Act::Expired(_)
            | Act::Undelivered(_)
            | Act::Message(_)
            | Act::Raised(_) => false,
            Act::Hidden(hidden) => {
                let hidden = &self.hidden[usize::from(hidden)];
                match (hidden.doer, hidden.task) {
                    (Some(doer), _) => roles.contains(&self.population.slots[doer].role),
                    (None, Some((task, _))) => self.is_only_for(task, roles),
                    (None, None) => false,
                }
            }
        }
    }

    /// The task by which somebody decides on a clock.
    fn decision(&self, act: &Act) -> Option<&Task> {
        let (Act::Extend { clock, .. } | Act::Suspend(clock) | Act::Resume(clock) | Act::Waive(clock)) = *act
        else {
            return None;
        };
        let deadline = self.chart.deadline(self.clocks[usize::from(clock)].deadline);
        let task = match act {
            Act::Extend { .. } => deadline.extend.as_ref().map(|extend| extend.task),
            Act::Waive(_) => deadline.waive,
            _ => deadline.suspend.map(|(suspend, _)| suspend),
        };
        task.map(|task| self.chart.task(task))
    }

    /// The task that an act ends, the engine's own among them.
    pub fn task_done(&self, act: &Act) -> Option<&Task> {
        self.task_of(act).map(|(task, ..)| task).or_else(|| self.decision(act))
    }

    fn is_only_for(&self, task: TaskIx, roles: &[RoleIx]) -> bool {
        let party = |role: &RoleIx| matches!(self.chart.role(*role).kind, RoleKind::Party { .. });
        match &self.chart.task(task).who {
            // Members act by their seats; here it is about the others whom a task is for.
            Who::Roles(all) => {
                let mut others = all.iter().filter(|role| !party(role)).peekable();
                others.peek().is_some() && others.all(|role| roles.contains(role))
            }
            Who::Member(_) | Who::Service(_) => false,
        }
    }

    fn rung_task(&self, act: &Act) -> Option<(TaskIx, NodeIx)> {
        let Act::RungTask { delivery, outcome, .. } = act else { return None };
        let delivery = &self.deliveries[usize::from(*delivery)];
        // Which rung it is makes no difference to who may do it: rungs of one ladder with as many outcomes are told
        // apart by the configuration only.
        delivery.rungs.iter().find_map(|rung| match rung {
            RungAt::Task { task, outcomes, .. } if usize::from(*outcome) < outcomes.len() => {
                Some((*task, delivery.home))
            }
            _ => None,
        })
    }

    pub(super) fn task_of(&self, act: &Act) -> Option<(&Task, NodeIx, Option<u16>)> {
        match *act {
            Act::Task { node, task, doer, .. } => {
                Some((self.chart.task(self.at[node.at()].tasks[usize::from(task)].task), node, doer))
            }
            Act::RungTask { doer, .. } => {
                self.rung_task(act).map(|(task, home)| (self.chart.task(task), home, doer))
            }
            Act::Hidden(hidden) => {
                let hidden = &self.hidden[usize::from(hidden)];
                let doer = hidden.doer.and_then(|seat| u16::try_from(seat).ok());
                hidden.task.map(|(task, _)| (self.chart.task(task), hidden.node, doer))
            }
            _ => None,
        }
    }

    /// Whether a task costs anybody anything.
    pub(super) fn costs(&self, task: TaskIx) -> bool {
        let task = self.chart.task(task);
        task.in_person.is_some() || !task.costs.is_empty()
    }

    /// How many visits of a person an act costs.
    pub fn visits(&self, act: &Act, person: Option<usize>) -> u64 {
        let (Some(person), Some((task, node, _))) = (person, self.task_of(act)) else { return 0 };
        let Some(role) = task.in_person else { return 0 };
        let slots = &self.population.slots;
        if !holds(self.chart, role, slots[person].role) || self.is_of_others(act, person, role) {
            return 0;
        }
        let own = self.seats_around(node).find(|seat| holds(self.chart, role, slots[*seat].role));
        u64::from(own.is_none_or(|own| own == person))
    }

    /// Whether an act comes from the copies of others, each of whom comes in person for it.
    fn is_of_others(&self, act: &Act, person: usize, role: RoleIx) -> bool {
        let Act::Hidden(hidden) = act else { return false };
        let state = self.state_of(self.hidden[usize::from(*hidden)].node.at());
        let Some(crate::chart::Members::Role(each)) = self.chart.state(state).for_each else { return false };
        let mut members =
            super::cover::all_roles(self.chart).filter(|member| holds(self.chart, each, *member));
        let nested = (state.0 + 1..=self.chart.state(state).last_inside.0).map(StateIx);
        self.cover.seen.get(&state) == Some(&person)
            && members.all(|member| holds(self.chart, role, member))
            && !nested.into_iter().any(|inner| self.chart.state(inner).for_each.is_some())
    }

    /// How much of a cost an act is for a person.
    pub fn cost(&self, act: &Act, person: Option<usize>, of: &str) -> u64 {
        let Some((task, _, doer)) = self.task_of(act) else { return 0 };
        if doer.map(usize::from) != person {
            return 0;
        }
        task.costs.iter().filter(|(name, _)| name == of).map(|(_, amount)| u64::from(*amount)).sum()
    }

    /// The persons who may spend something.
    pub fn spenders(&self, of: &BudgetOf) -> Vec<Option<usize>> {
        let seats = 0..self.population.slots.len();
        match of {
            BudgetOf::Event(pattern) => self.persons_of(std::slice::from_ref(pattern)),
            BudgetOf::Visits => {
                let roles: Vec<RoleIx> = self.chart.tasks.iter().filter_map(|task| task.in_person).collect();
                let comes = |seat: &usize| {
                    roles.iter().any(|role| holds(self.chart, *role, self.population.slots[*seat].role))
                };
                seats.filter(comes).map(Some).collect()
            }
            BudgetOf::Cost(_) => seats.map(Some).chain([None]).collect(),
        }
    }

    /// The deadline of a clock.
    pub fn deadline_of(&self, clock: u16) -> DeadlineIx {
        self.clocks[usize::from(clock)].deadline
    }

    /// Whether the same states are active.
    pub fn same_states(&self, one: &[u64], other: &[u64]) -> bool {
        bits::each(one, 0, self.nodes.len()).eq(bits::each(other, 0, self.nodes.len()))
    }

    /// Whether a task is open that is to be done by a deadline, by somebody who isn't silent.
    pub fn has_task_due(&self, words: &[u64], deadline: DeadlineIx, silent: &[RoleIx]) -> bool {
        bits::each(words, 0, self.nodes.len()).any(|at| {
            self.at[at].tasks.iter().any(|task| {
                let is_open = task.closed.is_none_or(|closed| closed.get(words) == 0);
                let does = |doer: &Option<usize>| match doer {
                    Some(seat) => {
                        self.is_seated(*seat, words) && !silent.contains(&self.population.slots[*seat].role)
                    }
                    None => !self.is_only_for(task.task, silent),
                };
                is_open && self.chart.task(task.task).due.contains(&deadline) && task.doers.iter().any(does)
            })
        })
    }

    /// The covered box whose act it is.
    pub fn hidden_state(&self, act: &Act) -> Option<StateIx> {
        let Act::Hidden(hidden) = act else { return None };
        let hidden = &self.hidden[usize::from(*hidden)];
        (hidden.kind != HiddenKind::Stir).then(|| self.state_of(hidden.node.at()))
    }

    /// The place from which an arrow of the model leads.
    pub fn source_of(&self, flow: usize) -> NodeIx {
        self.flows[flow].source
    }

    /// The innermost node around two, and whether they stand in different copies there.
    pub fn around_both(&self, left: NodeIx, right: NodeIx) -> (StateIx, bool) {
        let holds = |node: &NodeIx| *node == right || self.is_below(right, *node);
        let node = self.outwards(left).find(holds).unwrap_or(super::node::TOP);
        let node = &self.nodes[node.at()];
        (node.state, node.kind == super::node::NodeKind::Container)
    }

    /// The arrow of one of the model's.
    pub fn arrow_of(&self, flow: usize) -> ArrowIx {
        self.flows[flow].arrow
    }

    /// Whether a node is one copy of a `for_each` state.
    pub fn is_copy(&self, node: NodeIx) -> bool {
        self.nodes[node.at()].is_copy()
    }

    /// The state of a node.
    pub fn state_of(&self, node: usize) -> StateIx {
        self.nodes[node].state
    }

    /// The innermost active state, the first of several.
    pub fn innermost(&self, words: &[u64]) -> Option<StateIx> {
        self.leaves(words).first().map(|node| self.nodes[node.at()].state)
    }

    /// The event that an act brings, by its name; of an act in a copy with the copy.
    pub fn act_name(&self, act: &Act) -> String {
        let event = |event: EventIx| self.event_name(event).to_owned();
        let deadline = |clock: u16| &self.clocks[usize::from(clock)];
        let delivery = |at: u16| &self.deliveries[usize::from(at)];
        match *act {
            Act::Open => "open".to_owned(),
            Act::Task { node, task, outcome, .. } => {
                let outcomes = &self.at[node.at()].tasks[usize::from(task)].outcomes;
                copy_name(&event(outcomes[usize::from(outcome)].event), &self.nodes[node.at()].copy)
            }
            Act::RungTask { delivery: at, outcome, .. } => {
                let outcomes = delivery(at).rungs.iter().find_map(|rung| match rung {
                    RungAt::Task { outcomes, .. } => outcomes.get(usize::from(outcome)),
                    RungAt::Clock { .. } => None,
                });
                outcomes.map(|outcome| event(outcome.event)).unwrap_or_default()
            }
            Act::RungExpired { delivery: at } => {
                let expired = delivery(at).rungs.iter().find_map(|rung| match rung {
                    RungAt::Clock { expired, .. } => Some(*expired),
                    RungAt::Task { .. } => None,
                });
                expired.map(event).unwrap_or_default()
            }
            Act::Expired(clock) => {
                let clock = deadline(clock);
                copy_name(&event(clock.expired), &self.nodes[clock.node.at()].copy)
            }
            Act::Extend { clock, granted } => {
                let extend = deadline(clock).extend.as_ref();
                let what = extend.map(|extend| if granted { extend.extended } else { extend.refused });
                what.map(event).unwrap_or_default()
            }
            Act::Suspend(clock) => event(deadline(clock).suspended),
            Act::Resume(clock) => event(deadline(clock).resumed),
            Act::Waive(clock) => event(deadline(clock).waived),
            Act::Receipt(at) => event(delivery(at).served),
            Act::Undelivered(at) => event(delivery(at).undeliverable),
            Act::Message(message) => event(self.lookup.messages[usize::from(message)]),
            Act::Raised(pending) => event(self.pending[usize::from(pending)].event),
            Act::Hidden(at) => {
                let hidden = &self.hidden[usize::from(at)];
                let inside = self.name(hidden.node);
                match hidden.kind {
                    HiddenKind::Event(of) => format!("{inside}: {}", event(of)),
                    HiddenKind::Done => format!("{inside}: done"),
                    HiddenKind::Stir => format!("{inside}: stir"),
                }
            }
        }
    }

    /// Where the definition has what an act is of.
    pub fn act_span(&self, act: &Act) -> Span {
        let chart = self.chart;
        match *act {
            Act::Task { .. } | Act::RungTask { .. } => {
                self.task_of(act).map_or_else(Span::default, |(task, ..)| task.span)
            }
            Act::Expired(clock)
            | Act::Extend { clock, .. }
            | Act::Suspend(clock)
            | Act::Resume(clock)
            | Act::Waive(clock) => chart.deadline(self.clocks[usize::from(clock)].deadline).span,
            Act::Raised(pending) => {
                chart.state(self.state_of(self.pending[usize::from(pending)].home.at())).span
            }
            Act::RungExpired { delivery } | Act::Receipt(delivery) | Act::Undelivered(delivery) => {
                chart.state(self.state_of(self.deliveries[usize::from(delivery)].home.at())).span
            }
            Act::Hidden(hidden) => {
                chart.state(self.state_of(self.hidden[usize::from(hidden)].node.at())).span
            }
            Act::Open | Act::Message(_) => chart.states[0].span,
        }
    }
}

impl Play<'_, '_> {
    /// The state of a node.
    pub fn state_at(&self, node: NodeIx) -> StateIx {
        self.model.state_of(node.at())
    }

    /// Whether a condition may not hold in a configuration.
    pub fn may_fail(&mut self, words: &[u64], condition: &Cond) -> bool {
        self.begin_from(words);
        let mut choices = Choices::default();
        loop {
            if condition.holds(self, &mut choices) != Tri::Yes {
                return true;
            }
            if !choices.turn() {
                return false;
            }
        }
    }
}
