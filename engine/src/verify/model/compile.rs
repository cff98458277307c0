//! Looks everything up that lives at nodes: arrows with their targets in each copy, actions, tasks, clocks, deliveries,
//! and which event may move what.

use super::bits::Room;
use super::build::Model;
use super::lookup::{Lookup, OfDeadline, OfNotice};
use super::node::{NodeIx, NodeKind, seats_of};
use super::operation::{EventIx, Op};
use super::population::Others;
use super::words::*;
use crate::chart::{
    Action, ActionKind, FormField, FormPlace, RoleKind, Rung, ServedWhen, Start, StateKind, Target, Task, Who,
};
use crate::id::{ArrowIx, DeadlineIx, NoticeIx, RoleIx, StateIx, TaskIx};
use crate::step::holds;
use std::collections::BTreeMap;

/// Fills a model.
pub struct Compiler<'m, 'c> {
    pub model: &'m mut Model<'c>,
    pub room: &'m mut Room,
    /// Names and ids of events raised for later.
    pub sites: Vec<(String, Option<String>)>,
    pub lookup: &'c Lookup<'c>,
}

impl<'m, 'c> Compiler<'m, 'c> {
    /// Nothing looked up yet.
    pub fn new(model: &'m mut Model<'c>, room: &'m mut Room) -> Self {
        let lookup = model.lookup;
        Self { model, room, sites: Vec::new(), lookup }
    }

    /// Everything; none when a configuration would be too large.
    pub fn compile(mut self) -> Option<()> {
        let chart = self.model.chart;
        self.model.events = vec![EventAt::default(); self.lookup.event_count()];
        let anyway = self.lookup.given.iter().chain(&self.lookup.withdrawn).chain(&self.lookup.messages);
        for event in anyway.chain([&self.lookup.error]) {
            self.comes(*event);
        }
        let nodes: Vec<NodeIx> =
            (0..u16::try_from(self.model.nodes.len()).unwrap_or(u16::MAX)).map(NodeIx).collect();
        // What is raised later is cancelled by its id: all ids are known before any action is looked up.
        for block in super::relevant::blocks(chart) {
            self.find_sites(block);
        }
        for node in &nodes {
            self.shape(*node)?;
        }
        for node in &nodes {
            self.arrows(*node)?;
        }
        for node in &nodes {
            self.living(*node)?;
        }
        let mut insides = Vec::new();
        for node in &nodes {
            if self.model.nodes[node.at()].kind == NodeKind::Covered {
                insides.push(self.covered(*node)?);
            }
        }
        self.link();
        self.hear(&insides);
        Some(())
    }

    /// An event that something may bring here.
    pub(super) fn comes(&mut self, event: EventIx) -> EventIx {
        self.model.events[event.at()].comes = true;
        event
    }

    fn find_sites(&mut self, actions: &[Action]) {
        for action in actions {
            match &action.kind {
                ActionKind::Raise { event, after: Some(_), id, .. } => {
                    let site = (event.clone(), id.clone());
                    if !self.sites.contains(&site) {
                        self.sites.push(site);
                    }
                }
                ActionKind::If { then, otherwise, .. } => {
                    self.find_sites(then);
                    self.find_sites(otherwise);
                }
                ActionKind::ForEach { actions, .. } => self.find_sites(actions),
                _ => {}
            }
        }
    }

    /// Targets of `initial`, histories, the done event.
    fn shape(&mut self, node: NodeIx) -> Option<()> {
        let chart = self.model.chart;
        let here = self.model.nodes[node.at()].clone();
        let state = chart.state(here.state);
        let done = self.comes(self.lookup.done(here.state));
        let at = &mut self.model.at[node.at()];
        at.done_event = Some(done);
        if self.is_around_copies(node) {
            return Some(());
        }
        // Whether a consent holds that covered boxes give isn't known: it is taken to.
        let loose = |consent: &crate::id::ConsentIx| self.model.loose_consents.contains(consent);
        let consent = state.consent.filter(|consent| !loose(consent));
        self.model.at[node.at()].consent = consent;
        if here.kind == NodeKind::Covered {
            return Some(());
        }
        if let StateKind::Compound(initial) | StateKind::History { default: initial, .. } = &state.kind {
            let to = initial.to.iter().filter_map(|to| self.model.seen_from(*to, node)).collect();
            self.model.at[node.at()].initial = to;
        }
        let children = here.children.iter().copied();
        let histories: Vec<NodeIx> = children
            .filter(|child| matches!(self.model.nodes[child.at()].kind, NodeKind::History { .. }))
            .collect();
        for history in &histories {
            let inside = here.last.at() - node.at();
            let known = self.room.var(2)?;
            let run = self.room.run(inside)?;
            self.model.at[history.at()].memory = Some((known, run));
        }
        self.model.at[node.at()].histories = histories;
        Some(())
    }

    /// Whether a node stands around the copies of its state: the copies have arrows, tasks and actions of their own.
    fn is_around_copies(&self, node: NodeIx) -> bool {
        let here = &self.model.nodes[node.at()];
        match here.kind {
            NodeKind::Container => true,
            NodeKind::Covered => self.model.chart.state(here.state).for_each.is_some(),
            _ => false,
        }
    }

    fn arrows(&mut self, node: NodeIx) -> Option<()> {
        let chart = self.model.chart;
        let here = self.model.nodes[node.at()].clone();
        let state = chart.state(here.state);
        let container = self.is_around_copies(node);
        if !container {
            self.model.at[node.at()].on =
                state.on.iter().map(|arrow| self.flow(*arrow, node)).collect::<Option<_>>()?;
            self.model.at[node.at()].at_once =
                state.at_once.iter().map(|arrow| self.flow(*arrow, node)).collect::<Option<_>>()?;
            if !state.at_once.is_empty() {
                super::bits::set(&mut self.model.eventless, node.at());
            }
        }
        if state.for_each.is_none() || container {
            self.model.at[node.at()].done =
                state.done.iter().map(|arrow| self.flow(*arrow, node)).collect::<Option<_>>()?;
        }
        Some(())
    }

    fn flow(&mut self, ix: ArrowIx, source: NodeIx) -> Option<usize> {
        let chart = self.model.chart;
        let arrow = chart.arrow(ix);
        let condition = arrow.condition.as_ref().map(|condition| self.model.condition(condition, source));
        let targets = self.way(&arrow.to, source, arrow.external);
        let beyond = self.way(&arrow.beyond, source, arrow.external);
        let counted = self.model.cover.counts(ix);
        let counter = match arrow.at_most.filter(|_| counted) {
            Some(limit) => {
                let limit = usize::try_from(limit).ok().filter(|limit| *limit < 4_096)?;
                Some((self.room.var(limit + 1)?, limit))
            }
            None => None,
        };
        let homes = |way: &Way| match (way.domain, way.by_history) {
            (Some(domain), false) => vec![domain],
            (None, false) => vec![source],
            (_, true) => self.model.outwards(source).collect(),
        };
        let mut possible = homes(&targets);
        possible.extend(homes(&beyond));
        possible.sort();
        possible.dedup();
        let ops = self.block(&arrow.actions, source, &possible)?;
        let uncounted = arrow.at_most.is_some() && !counted;
        let external = arrow.external;
        let flow = Flow { arrow: ix, source, condition, targets, beyond, ops, counter, uncounted, external };
        self.model.flows.push(flow);
        Some(self.model.flows.len() - 1)
    }

    fn way(&self, to: &[StateIx], source: NodeIx, external: bool) -> Way {
        let to: Vec<NodeIx> = to.iter().filter_map(|to| self.model.seen_from(*to, source)).collect();
        let history = |node: &NodeIx| matches!(self.model.nodes[node.at()].kind, NodeKind::History { .. });
        let by_history = to.iter().any(history);
        let domain = if by_history { None } else { self.model.domain(source, &to, external) };
        Way { to, domain, by_history }
    }

    /// Actions, tasks and clocks of a node.
    fn living(&mut self, node: NodeIx) -> Option<()> {
        let chart = self.model.chart;
        let here = self.model.nodes[node.at()].clone();
        let state = chart.state(here.state);
        if self.is_around_copies(node) {
            return Some(());
        }
        let parent = here.parent.unwrap_or(node);
        let entry = self.block(&state.entry, node, &[node])?;
        let exit = self.block(&state.exit, node, &[parent])?;
        let initial = match &state.kind {
            _ if here.kind == NodeKind::Covered => Vec::new(),
            StateKind::Compound(initial) => self.block(&initial.actions, node, &[node])?,
            // The default of a history state acts in the box around it.
            StateKind::History { default, .. } => self.block(&default.actions, parent, &[parent])?,
            _ => Vec::new(),
        };
        let mut tasks = Vec::new();
        for ix in &state.tasks {
            let task = chart.task(*ix);
            let closed = if task.repeat { None } else { Some(self.room.var(2)?) };
            let outcomes = self.outcomes(*ix, node);
            let list = |path: &Vec<String>| self.model.lists.iter().position(|list| list == path);
            let adds = task.adds.as_ref().and_then(list);
            tasks.push(TaskAt { task: *ix, closed, doers: self.doers(&task.who, node), outcomes, adds });
        }
        let mut clocks = Vec::new();
        for ix in &state.deadlines {
            clocks.push(self.clock(*ix, node)?);
        }
        let at = &mut self.model.at[node.at()];
        at.entry = entry;
        at.exit = exit;
        at.initial_ops = initial;
        at.own.extend(tasks.iter().filter_map(|task| task.closed));
        at.tasks = tasks;
        at.clocks = clocks;
        Some(())
    }

    /// Who may do a task here: the member of the copy, else each seat of its roles, and whoever else there is.
    pub(super) fn doers(&self, who: &Who, node: NodeIx) -> Vec<Option<usize>> {
        let chart = self.model.chart;
        let seats = &self.model.population.slots;
        match who {
            Who::Service(_) => vec![None],
            // A member in a field: any of them, as the field isn't followed.
            Who::Member(_) => (0..seats.len()).map(Some).chain(self.model.somebody_else()).collect(),
            Who::Roles(roles) => {
                let own = self.model.seats_around(node).find(|slot| roles.contains(&seats[*slot].role));
                let others =
                    roles.iter().any(|role| !matches!(chart.role(*role).kind, RoleKind::Party { .. }));
                let members: Vec<usize> = match own {
                    Some(own) => vec![own],
                    None => (0..seats.len()).filter(|slot| roles.contains(&seats[*slot].role)).collect(),
                };
                let others = others || own.is_none() && self.model.somebody_else().is_some();
                members.into_iter().map(Some).chain(others.then_some(None)).collect()
            }
        }
    }

    fn outcomes(&mut self, ix: TaskIx, node: NodeIx) -> Vec<OutcomeAt> {
        let task = self.model.chart.task(ix);
        let mut outcomes = Vec::new();
        for (outcome, event) in task.outcomes.iter().zip(self.lookup.outcomes(ix)) {
            let event = self.comes(*event);
            let fields = task.form.iter().chain(&outcome.fields);
            let writes = fields.filter_map(|field| self.entry(field, task, node)).collect();
            outcomes.push(OutcomeAt { event, writes });
        }
        outcomes
    }

    fn entry(&self, field: &FormField, task: &Task, node: NodeIx) -> Option<Entry> {
        let required = field.field.required;
        match &field.place {
            FormPlace::Data(path) => match self.model.lists.iter().position(|list| list == path) {
                Some(list) => Some(Entry::List(list)),
                None => self.model.data.get(path).map(|field| Entry::Field { field: *field, required }),
            },
            FormPlace::Member(path) => {
                self.model.of_member(path, node).map(|field| Entry::Field { field, required })
            }
            FormPlace::Item(path) => {
                let list = self.model.lists.iter().position(|list| Some(list) == task.adds.as_ref())?;
                let of_item = self.model.of_item.iter();
                let fields: Vec<usize> = of_item
                    .filter(|((of, _, known), _)| *of == list && known == path)
                    .map(|(_, field)| *field)
                    .collect();
                (!fields.is_empty()).then_some(Entry::OfNewItem { fields, required })
            }
            FormPlace::Engine(_) => None,
        }
    }

    fn clock(&mut self, ix: DeadlineIx, node: NodeIx) -> Option<usize> {
        let chart = self.model.chart;
        let deadline = chart.deadline(ix);
        let OfDeadline { expired, extended, refused, suspended, resumed, waived } =
            self.lookup.of_deadline(ix);
        for event in [expired, suspended, resumed, waived] {
            self.comes(event);
        }
        let extend = match &deadline.extend {
            Some(rule) => {
                let times = usize::try_from(rule.times).ok().filter(|times| *times < 4_096)?;
                let heard = [extended, refused].iter().any(|event| self.is_heard(*event));
                for event in [extended, refused] {
                    self.comes(event);
                }
                // More time for all is told to clocks that are seen and to others in one step.
                if let Some(state) = self.listed_inside(ix).filter(|_| heard && rule.for_all) {
                    self.model.uncover.get_or_insert(state);
                }
                let asked_for = rule.asked.is_some();
                let counts = if heard { times } else { 1 };
                let extend = ExtendAt {
                    times,
                    count: self.room.var(counts + 1)?,
                    turned: self.room.var(2)?,
                    asked_for,
                    for_all: rule.for_all,
                    by: self.doers(&chart.task(rule.task).who, node),
                    extended,
                    refused,
                };
                // More time that nobody hears of changes nothing here.
                heard.then_some(extend)
            }
            None => None,
        };
        let heard = [suspended, resumed].iter().any(|event| self.is_heard(*event));
        let stopped_by: Vec<NodeIx> =
            deadline.suspend_while.iter().flat_map(|state| self.model.near_of(*state, node)).collect();
        let stood = if heard && !stopped_by.is_empty() { Some(self.room.var(2)?) } else { None };
        let held = if deadline.suspend.is_some() { Some(self.room.var(2)?) } else { None };
        let hidden = |state: &StateIx| self.model.cover.hides(chart, *state);
        // A clock that a covered box may hold runs on: it may end at any time.
        if heard && let Some(state) = deadline.suspend_while.iter().find(|state| hidden(state)) {
            self.model.uncover.get_or_insert(self.model.cover.shown(chart, *state));
        }
        let starts = match &deadline.start {
            // It runs at most then.
            Start::Field(path) | Start::BeforeField(path) if self.model.loose.contains(path) => Starts::Entry,
            Start::BeforeDeadline(other) if self.listed_inside(*other).is_some() => Starts::Entry,
            Start::Entry => Starts::Entry,
            Start::Event(_) | Start::Deadline(_) => Starts::Event,
            Start::Field(path) | Start::BeforeField(path) => {
                Starts::Field(self.model.data.get(path).copied())
            }
            // Which clocks these are is found when all are known.
            Start::BeforeDeadline(_) => Starts::Before(Vec::new()),
        };
        let status = self.room.var(4)?;
        let own = &mut self.model.at[node.at()].own;
        own.push(status);
        own.extend(stood.iter().chain(&held));
        own.extend(extend.iter().flat_map(|extend| [extend.count, extend.turned]));
        let waived_by = match deadline.waive {
            Some(task) if self.is_heard(waived) || extend.is_some() => {
                self.doers(&chart.task(task).who, node)
            }
            _ => Vec::new(),
        };
        let held_by =
            deadline.suspend.map(|(task, _)| self.doers(&chart.task(task).who, node)).unwrap_or_default();
        let counted_from = chart.deadlines.iter().any(|other| other.start == Start::BeforeDeadline(ix));
        let matters = self.is_heard(expired) || counted_from;
        self.model.clocks.push(ClockAt {
            deadline: ix,
            node,
            status,
            starts,
            stopped_by,
            stood,
            held,
            held_by,
            extend,
            waived_by,
            matters,
            idle: false,
            expired,
            suspended,
            resumed,
            waived,
        });
        Some(self.model.clocks.len() - 1)
    }

    /// The covered box in which a deadline lives.
    fn listed_inside(&self, deadline: DeadlineIx) -> Option<StateIx> {
        let chart = self.model.chart;
        let inside = |covered: &&StateIx| {
            super::cover::hidden_by(chart, **covered)
                .any(|state| chart.state(state).deadlines.contains(&deadline))
        };
        self.model.cover.boxes.iter().find(inside).copied()
    }

    /// Whether anything in the chart answers an event.
    fn is_heard(&self, event: EventIx) -> bool {
        self.lookup.is_heard(event)
    }

    /// Actions at a node; what they start may hang on one of `homes`.
    pub(super) fn block(&mut self, actions: &[Action], node: NodeIx, homes: &[NodeIx]) -> Option<Vec<Op>> {
        let mut ops = Vec::new();
        for action in actions {
            if let Some(op) = self.op(&action.kind, node, homes)? {
                ops.push(op);
            }
        }
        Some(ops)
    }

    // The outer option: too large; the inner one: nothing that matters here.
    #[allow(clippy::option_option)]
    fn op(&mut self, action: &ActionKind, node: NodeIx, homes: &[NodeIx]) -> Option<Option<Op>> {
        let chart = self.model.chart;
        Some(match action {
            ActionKind::Set { target, value } => {
                let field = match target {
                    Target::Data(path) => self.model.data.get(path).copied(),
                    Target::Member(path) => self.model.of_member(path, node),
                };
                field.map(|field| Op::Set { field, value: self.model.written(value, field, node) })
            }
            ActionKind::Decide(table) => self.model.decide(*table, node),
            ActionKind::Send(notice) => {
                let slots = self.send(*notice, node, homes)?;
                (!slots.is_empty()).then_some(Op::Send(*notice, slots))
            }
            ActionKind::Issue(_) | ActionKind::Log(_) => None,
            ActionKind::Apart => Some(Op::Apart),
            ActionKind::Assign { role, from } => {
                let slots = seats_of(chart, &self.model.population, *role);
                from.is_some().then_some(Op::Assign(slots))
            }
            ActionKind::Release(role) => {
                let seats = &self.model.population.slots;
                let own = self.model.seats_around(node).find(|slot| holds(chart, *role, seats[*slot].role));
                let slots =
                    own.map_or_else(|| seats_of(chart, &self.model.population, *role), |own| vec![own]);
                Some(Op::Release(slots))
            }
            ActionKind::Consent(consent) => Some(Op::Consent(*consent)),
            ActionKind::Withdraw(consent) => Some(Op::Withdraw(*consent)),
            ActionKind::Raise { event, after: None, .. } => {
                self.lookup.event(event).map(|event| Op::Raise(self.comes(event)))
            }
            ActionKind::Raise { event, after: Some(_), id, .. } => {
                let site = self.sites.iter().position(|(name, known)| name == event && known == id)?;
                let event = self.comes(self.lookup.event(event)?);
                for home in homes {
                    let known = self.model.pending.iter().any(|p| p.site == site && p.home == *home);
                    if !known {
                        let var = self.room.var(2)?;
                        self.model.pending.push(PendingAt { site, home: *home, var, event });
                    }
                }
                Some(Op::RaiseLater(site))
            }
            ActionKind::Cancel(id) => {
                let sites = self.sites.iter().enumerate();
                Some(Op::Cancel(
                    sites.filter(|(_, (_, known))| known.as_ref() == Some(id)).map(|(at, _)| at).collect(),
                ))
            }
            ActionKind::If { condition, then, otherwise } => {
                let then = self.block(then, node, homes)?;
                let otherwise = self.block(otherwise, node, homes)?;
                let condition = self.model.condition(condition, node);
                Some(Op::If { condition, then, otherwise })
            }
            ActionKind::ForEach { list, actions, .. } => {
                let read: Vec<Vec<String>> = list.reads_of_data();
                let list = match read.as_slice() {
                    [path] => self.model.lists.iter().position(|known| known == path),
                    _ => None,
                };
                let ops = self.block(actions, node, homes)?;
                (!ops.is_empty()).then_some(Op::Each { list, ops })
            }
        })
    }

    /// Deliveries for each possible home, of a notice that is a service somebody or something waits for.
    fn send(&mut self, ix: NoticeIx, node: NodeIx, homes: &[NodeIx]) -> Option<Vec<usize>> {
        let chart = self.model.chart;
        let notice = chart.notice(ix);
        if notice.served_when.is_empty() {
            return Some(Vec::new());
        }
        let OfNotice { served, undeliverable } = self.lookup.of_notice(ix);
        for event in [served, undeliverable] {
            self.comes(event);
        }
        let heard = self.is_heard(served) || self.is_heard(undeliverable);
        if !heard && notice.ladder.is_empty() {
            return Some(Vec::new());
        }
        let seats = self.model.population.slots.clone();
        let own = self.model.seats_around(node).find(|slot| holds(chart, notice.to, seats[*slot].role));
        let party = |role: &RoleIx| matches!(chart.role(*role).kind, RoleKind::Party { .. });
        let to_parties =
            super::cover::all_roles(chart).any(|role| party(&role) && holds(chart, notice.to, role));
        self.model.lacks_others |=
            own.is_none() && to_parties && self.model.population.others != Others::Nobody;
        let slots = own.map_or_else(|| seats_of(chart, &self.model.population, notice.to), |own| vec![own]);
        for home in homes {
            for seat in &slots {
                if self.model.delivery_of.contains_key(&(ix, *seat, *home)) {
                    continue;
                }
                let rungs: Vec<RungAt> = notice
                    .ladder
                    .iter()
                    .map(|rung| match rung {
                        Rung::Task(task) => self.rung_task(*task, *home),
                        Rung::Deadline(deadline) => self.rung_clock(*deadline, *home),
                    })
                    .collect();
                let var = self.room.var(rungs.len() + 4)?;
                let by_receipt = notice
                    .served_when
                    .iter()
                    .any(|when| matches!(when, ServedWhen::Reached | ServedWhen::Read));
                // What is on its way matters after its home was left only where something else may hear of it.
                if !self.is_heard_outside(&[served, undeliverable], *home) {
                    self.model.at[home.at()].own.push(var);
                }
                self.model.delivery_of.insert((ix, *seat, *home), self.model.deliveries.len());
                self.model.deliveries.push(DeliveryAt {
                    notice: ix,
                    seat: *seat,
                    home: *home,
                    var,
                    rungs,
                    by_receipt,
                    served,
                    undeliverable,
                });
            }
        }
        Some(slots)
    }

    fn rung_task(&mut self, ix: TaskIx, home: NodeIx) -> RungAt {
        let task = self.model.chart.task(ix);
        let outcomes = self.outcomes(ix, home);
        RungAt::Task { task: ix, doers: self.doers(&task.who, home), outcomes }
    }

    fn rung_clock(&mut self, ix: DeadlineIx, home: NodeIx) -> RungAt {
        let deadline = self.model.chart.deadline(ix);
        let expired = self.comes(self.lookup.of_deadline(ix).expired);
        let stopped_by =
            deadline.suspend_while.iter().flat_map(|state| self.model.near_of(*state, home)).collect();
        RungAt::Clock { stopped_by, expired }
    }

    /// Whether an event may move anything that isn't in the box.
    fn is_heard_outside(&self, events: &[EventIx], home: NodeIx) -> bool {
        let (chart, lookup) = (self.model.chart, self.lookup);
        let inside = |node: NodeIx| node == home || self.model.is_below(node, home);
        let nodes = (0..).zip(&self.model.nodes).map(|(at, node)| (NodeIx(at), node));
        nodes.filter(|(at, _)| !inside(*at) && self.model.near(*at, home)).any(|(_, node)| {
            let state = chart.state(node.state);
            let heard = |event: &EventIx| {
                let (arrows, starts, asks) =
                    (lookup.answering(*event), lookup.starts(*event), lookup.asks(*event));
                state.on.iter().any(|arrow| arrows.contains(arrow))
                    || state.deadlines.iter().any(|ix| starts.contains(ix) || asks.contains(ix))
            };
            events.iter().any(heard)
        }) || events.iter().any(|event| !lookup.serves(*event).is_empty() || lookup.is_asked_about(*event))
    }

    /// What each event may move, once everything is there.
    fn link(&mut self) {
        let chart = self.model.chart;
        let mut flows: BTreeMap<ArrowIx, Vec<(NodeIx, usize)>> = BTreeMap::new();
        for (at, node) in (0..).zip(&self.model.at) {
            for flow in &node.on {
                flows.entry(self.model.flows[*flow].arrow).or_default().push((NodeIx(at), *flow));
            }
        }
        let covered = super::hidden::Linked::of(self.model);
        for number in 0..self.model.events.len() {
            if !self.model.events[number].comes {
                continue;
            }
            let event = EventIx(u16::try_from(number).unwrap_or(u16::MAX));
            let arrows = self.lookup.answering(event);
            let mut all: Vec<(NodeIx, usize)> =
                arrows.iter().filter_map(|arrow| flows.get(arrow)).flatten().copied().collect();
            all.sort_unstable();
            let mut answers: Vec<(NodeIx, Vec<usize>)> = Vec::new();
            for (node, flow) in all {
                match answers.last_mut() {
                    Some((last, flows)) if *last == node => flows.push(flow),
                    _ => answers.push((node, vec![flow])),
                }
            }
            let (exits, inside) = covered.link(arrows, self.lookup.ending(event));
            let (starts, asks, serves) =
                (self.lookup.starts(event), self.lookup.asks(event), self.lookup.serves(event));
            let clocks = self.model.clocks.iter().enumerate();
            let started = clocks.clone().filter(|(_, clock)| starts.contains(&clock.deadline));
            let started = started.map(|(at, _)| at).collect();
            let asks = clocks.filter(|(_, clock)| clock.extend.is_some() && asks.contains(&clock.deadline));
            let asks = asks.map(|(at, _)| at).collect();
            let deliveries = self.model.deliveries.iter().enumerate();
            let served = deliveries.filter(|(_, delivery)| serves.contains(&delivery.notice));
            let served = served.map(|(at, _)| at).collect();
            let at = &mut self.model.events[number];
            at.exits = exits;
            at.inside = inside;
            at.matters = true;
            at.answers = answers;
            at.starts = started;
            at.asks = asks;
            at.serves = served;
        }
        for at in 0..self.model.clocks.len() {
            let (deadline, node) = (self.model.clocks[at].deadline, self.model.clocks[at].node);
            if let Start::BeforeDeadline(other) = chart.deadline(deadline).start
                && matches!(self.model.clocks[at].starts, Starts::Before(_))
            {
                let clocks = self.model.clocks.iter().enumerate();
                let near = clocks.filter(|(_, c)| c.deadline == other && self.model.near(c.node, node));
                self.model.clocks[at].starts = Starts::Before(near.map(|(at, _)| at).collect());
            }
            if matches!(self.model.clocks[at].starts, Starts::Field(_) | Starts::Before(_)) {
                self.model.named.push(at);
            }
        }
    }
}
