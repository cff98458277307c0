//! What covered boxes may do to the rest: the events they may bring, and the arrows from inside that lead out.
//!
//! An event that something inside a box may bring is an act of its own. That is as good as what really happens as long as
//! nothing that the rest has still to answer in the same step could come between: where it could, the step is *torn*, and
//! the box has to be uncovered.

use super::choice::{Free, Hidden};
use super::compile::Compiler;
use super::condition::Cond;
use super::cover::{domain_of, each_action, hidden_by, outwards};
use super::lookup::{OfDeadline, OfNotice};
use super::node::{NodeIx, NodeKind, TOP, seats_of};
use super::noise::Noise;
use super::operation::{EventIx, Op};
use super::words::{Flow, Starts, Way};
use crate::chart::{
    Action, ActionKind, Arrow, Chart, Members, Rung, ServedWhen, StateKind, Task, Trigger, Who,
};
use crate::id::{ArrowIx, RoleIx, StateIx, TaskIx};
use std::collections::{BTreeMap, BTreeSet};

/// Something that a covered box may bring.
#[derive(Debug, Clone)]
pub struct HiddenAt {
    /// The box.
    pub node: NodeIx,
    /// What.
    pub kind: HiddenKind,
    /// The seat that acts.
    pub doer: Option<usize>,
    /// The seat whose event it is.
    pub seat: Option<usize>,
    /// The task that brings it, with the position of its outcome.
    pub task: Option<(TaskIx, u16)>,
    /// It may come after the box was left.
    pub anytime: bool,
    /// It comes within the step of another: something else from inside may come right after it.
    pub internal: bool,
    /// It is a rung of the ladder of a delivery inside: it serves no other.
    pub rung: bool,
}

/// What a covered box brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiddenKind {
    /// An event.
    Event(EventIx),
    /// The box is done.
    Done,
    /// Something changes inside: eventless arrows outside may see it.
    Stir,
}

/// A covered box.
#[derive(Debug, Clone)]
pub struct CoveredAt {
    pub node: NodeIx,
    /// By event: whether arrows inside that answer it may set off what is seen outside.
    pub noisy: Vec<bool>,
    /// Whether eventless arrows inside may.
    pub always: bool,
    /// Whether being entered may.
    pub on_entry: bool,
    /// Whether somebody who joins, or leaves, may.
    pub on_join: bool,
    pub on_release: bool,
    /// Whether clocks inside tell outside that they stop and go on: they do where others do, at the end of a step.
    pub on_stops: bool,
}

/// An event from inside, before it is known who hears it.
struct Source {
    event: EventIx,
    task: Option<(TaskIx, u16)>,
    doers: Vec<Option<usize>>,
    /// The seats whose it may be, where that isn't known by the box.
    seats: Vec<usize>,
    anytime: bool,
    /// It comes within the step of another.
    internal: bool,
    /// It is a rung of a delivery inside.
    rung: bool,
    /// A clock stops or goes on.
    stops: bool,
}

/// What lies inside a box.
pub struct Inside {
    node: NodeIx,
    pub(super) states: Vec<StateIx>,
    /// The arrows that stay inside: of those that lead out everything is played.
    pub(super) arrows: Vec<ArrowIx>,
    /// By event: whether one of these arrows answers it.
    pub(super) answered: Vec<bool>,
    sources: Vec<Source>,
}

impl Compiler<'_, '_> {
    /// Arrows from inside a covered box that lead out, and the events that it may bring; none when it can't be covered.
    pub(super) fn covered(&mut self, node: NodeIx) -> Option<Inside> {
        let chart = self.model.chart;
        let state = self.model.nodes[node.at()].state;
        let states: Vec<StateIx> = hidden_by(chart, state).collect();
        let mut inside = Inside {
            node,
            states: states.clone(),
            arrows: Vec::new(),
            answered: vec![false; self.lookup.event_count()],
            sources: Vec::new(),
        };
        for hidden in states {
            self.sources_of(&mut inside, state, hidden)?;
            let here = chart.state(hidden);
            // The arrow of a copy's container is the box's own.
            let done: &[ArrowIx] = if hidden == state { &[] } else { &here.done };
            for arrow in here.on.iter().chain(&here.at_once).chain(done) {
                self.leading_out(node, state, hidden, *arrow)?;
                if stays(chart, state, chart.arrow(*arrow)) {
                    inside.arrows.push(*arrow);
                    for event in self.lookup.answered(*arrow) {
                        inside.answered[event.at()] = true;
                    }
                }
            }
        }
        Some(inside)
    }

    fn sources_of(&mut self, inside: &mut Inside, covered: StateIx, hidden: StateIx) -> Option<()> {
        let chart = self.model.chart;
        let node = inside.node;
        let here = chart.state(hidden);
        let seats = self.own_seats(node, covered, hidden);
        let known = |event, internal| Source {
            event,
            task: None,
            doers: vec![None],
            seats: seats.clone(),
            anytime: internal,
            internal,
            rung: false,
            stops: false,
        };
        for task in &here.tasks {
            let sources = self.outcomes_of(*task, covered, hidden, node, false);
            inside.sources.extend(sources);
        }
        for deadline in &here.deadlines {
            let OfDeadline { expired, extended, refused, suspended, resumed, waived } =
                self.lookup.of_deadline(*deadline);
            let deadline = chart.deadline(*deadline);
            let mut events = vec![(expired, false)];
            if let Some(extend) = &deadline.extend {
                // More time for all is told to each within one step.
                events.extend([(extended, extend.for_all), (refused, false)]);
            }
            if deadline.waive.is_some() {
                events.push((waived, false));
            }
            for (event, internal) in events {
                inside.sources.push(known(self.comes(event), internal));
            }
            if deadline.suspend.is_some() || !deadline.suspend_while.is_empty() {
                let stops = !deadline.suspend_while.is_empty();
                for event in [suspended, resumed] {
                    inside.sources.push(Source { stops, ..known(self.comes(event), true) });
                }
            }
        }
        if !matches!(here.kind, StateKind::Atomic | StateKind::Final { .. } | StateKind::History { .. })
            && hidden != covered
        {
            inside.sources.push(known(self.comes(self.lookup.done(hidden)), true));
        }
        if let Some(consent) = here.consent {
            let event = self.model.lookup.withdrawn[consent.at()];
            inside.sources.push(known(event, true));
        }
        let doing = self.lookup.doing(hidden);
        for (event, internal) in doing.raises.iter().chain([&(self.lookup.error, true)]) {
            let event = self.comes(*event);
            inside.sources.push(Source { anytime: true, ..known(event, *internal) });
        }
        for ix in &doing.sends {
            let notice = chart.notice(*ix);
            if notice.served_when.is_empty() {
                continue;
            }
            let addressees = seats_of(chart, &self.model.population, notice.to);
            let by_event = notice.served_when.iter().any(|when| matches!(when, ServedWhen::Event(_)));
            let OfNotice { served, undeliverable } = self.lookup.of_notice(*ix);
            for (event, internal) in [(served, by_event), (undeliverable, false)] {
                let event = self.comes(event);
                let source = Source { anytime: true, seats: addressees.clone(), ..known(event, internal) };
                inside.sources.push(source);
            }
            for rung in &notice.ladder {
                match rung {
                    Rung::Task(task) => {
                        let sources = self.outcomes_of(*task, covered, hidden, node, true);
                        inside.sources.extend(sources);
                    }
                    Rung::Deadline(deadline) => {
                        let event = self.comes(self.lookup.of_deadline(*deadline).expired);
                        inside.sources.push(Source { rung: true, ..known(event, false) });
                    }
                }
            }
        }
        Some(())
    }

    fn outcomes_of(
        &mut self,
        ix: TaskIx,
        covered: StateIx,
        hidden: StateIx,
        node: NodeIx,
        rung: bool,
    ) -> Vec<Source> {
        let task = self.model.chart.task(ix);
        let seats = self.own_seats(node, covered, hidden);
        let doers = if copies_between(self.model.chart, covered, hidden).next().is_none() {
            self.doers(&task.who, node)
        } else {
            self.any_doer(task)
        };
        (0..)
            .zip(self.lookup.outcomes(ix))
            .map(|(at, event)| Source {
                event: self.comes(*event),
                task: Some((ix, at)),
                doers: doers.clone(),
                seats: seats.clone(),
                anytime: false,
                internal: false,
                rung,
                stops: false,
            })
            .collect()
    }

    /// Whoever may do a task, in whatever copy.
    fn any_doer(&self, task: &Task) -> Vec<Option<usize>> {
        let seats = 0..self.model.population.slots.len();
        match &task.who {
            Who::Service(_) => vec![None],
            Who::Member(_) => seats.map(Some).chain(self.model.somebody_else()).collect(),
            Who::Roles(roles) => {
                let slots = &self.model.population.slots;
                seats.filter(|seat| roles.contains(&slots[*seat].role)).map(Some).chain([None]).collect()
            }
        }
    }

    /// The seats for which a hidden state has copies, where some of these are hidden too: what happens there concerns
    /// whom the copies around the box are for as well.
    fn own_seats(&self, node: NodeIx, covered: StateIx, hidden: StateIx) -> Vec<usize> {
        let mut seats = Vec::new();
        for around in copies_between(self.model.chart, covered, hidden) {
            if let Some(Members::Role(role)) = &self.model.chart.state(around).for_each {
                let role: RoleIx = *role;
                seats.extend(seats_of(self.model.chart, &self.model.population, role));
            }
        }
        if copies_between(self.model.chart, covered, hidden).next().is_some() {
            seats.extend(self.model.seats_around(node));
        }
        seats.sort_unstable();
        seats.dedup();
        seats
    }

    /// Adds an arrow from inside to the box, where it leads out.
    fn leading_out(&mut self, node: NodeIx, covered: StateIx, source: StateIx, ix: ArrowIx) -> Option<()> {
        let chart = self.model.chart;
        let arrow = chart.arrow(ix);
        for to in [&arrow.to, &arrow.beyond] {
            let Some(domain) = leaves(chart, covered, source, arrow, to) else { continue };
            let history = |to: &StateIx| matches!(chart.state(*to).kind, StateKind::History { .. });
            let in_copies = copies_between(chart, covered, source).next().is_some();
            if to.iter().any(history) || in_copies && !is_plain(chart, &arrow.actions) {
                return self.uncover(covered);
            }
            let around = self.model.outwards(node).find(|around| {
                let around = &self.model.nodes[around.at()];
                around.state == domain && around.kind != NodeKind::Container
            });
            let domain = around.unwrap_or(TOP);
            let targets: Vec<NodeIx> = to.iter().filter_map(|to| self.model.seen_from(*to, node)).collect();
            let way = Way { to: targets, domain: Some(domain), by_history: false };
            let condition = match &arrow.condition {
                // It may ask of the member of a copy that isn't there.
                Some(_) if in_copies => Some(Cond::Free(Free::Hidden(Hidden::Inside(covered)))),
                Some(condition) => Some(self.model.condition(condition, node)),
                None => None,
            };
            let ops = self.block(&arrow.actions, node, &[domain])?;
            let at = self.model.flows.len();
            self.model.flows.push(Flow {
                arrow: ix,
                source: node,
                condition,
                targets: way,
                beyond: Way::default(),
                ops,
                counter: None,
                uncounted: false,
                external: arrow.external,
            });
            let here = &mut self.model.at[node.at()];
            match arrow.trigger {
                Trigger::AtOnce => {
                    here.exits_at_once.push(at);
                    super::bits::set(&mut self.model.eventless, node.at());
                }
                Trigger::Events(_) | Trigger::Done => here.exits.push(at),
            }
        }
        Some(())
    }

    fn uncover(&mut self, covered: StateIx) -> Option<()> {
        self.model.uncover.get_or_insert(covered);
        Some(())
    }

    /// Which events from inside are heard outside, and how noisy it is; once it is known who answers what.
    pub(super) fn hear(&mut self, insides: &[Inside]) {
        let chart = self.model.chart;
        let mut watched = vec![false; self.model.events.len()];
        for event in self.model.cover.watched.iter().flat_map(|pattern| self.lookup.matching(pattern)) {
            watched[event.at()] = self.model.events[event.at()].comes;
        }
        let seen: Vec<bool> = self
            .model
            .events
            .iter()
            .zip(&watched)
            .map(|(event, watched)| {
                *watched
                    || !event.answers.is_empty()
                    || !event.exits.is_empty()
                    || !event.starts.is_empty()
                    || !event.asks.is_empty()
                    || !event.serves.is_empty()
            })
            .collect();
        let errors_heard = seen[self.model.lookup.error.at()];
        let events = self.model.events.iter_mut().enumerate();
        for (at, event) in events.filter(|(_, event)| event.comes) {
            let silent = |flow: &usize| {
                let flow = &self.model.flows[*flow];
                flow.targets.to.is_empty()
                    && flow.beyond.to.is_empty()
                    && flow.ops.is_empty()
                    && flow.counter.is_none()
                    && !flow.uncounted
                    // A condition that fails is an error, which somebody may answer.
                    && (flow.condition.is_none() || !errors_heard)
            };
            event.watched = watched[at];
            event.matters = watched[at]
                || !event.exits.is_empty()
                || !event.starts.is_empty()
                || !event.asks.is_empty()
                || !event.serves.is_empty()
                || !event.answers.iter().all(|(_, flows)| flows.iter().all(silent));
        }
        self.leave_idle();
        for inside in insides {
            self.hear_one(inside, &seen, &watched);
        }
        self.find_noise(insides, &seen, &watched);
        let asks_hidden = self.model.flows.iter().any(|flow| {
            let eventless = matches!(chart.arrow(flow.arrow).trigger, Trigger::AtOnce);
            eventless && flow.condition.as_ref().is_some_and(Cond::asks_hidden)
        });
        let exits = self.model.at.iter().any(|at| !at.exits_at_once.is_empty());
        if asks_hidden || exits {
            self.model.hidden.push(HiddenAt {
                node: TOP,
                kind: HiddenKind::Stir,
                doer: None,
                seat: None,
                task: None,
                anytime: true,
                internal: false,
                rung: false,
            });
        }
    }

    /// Finds the clocks of which nothing matters. Where all is followed each counts, so that it can be held against `step`.
    fn leave_idle(&mut self) {
        let cover = &self.model.cover;
        if cover.is_nothing() || cover.timed {
            return;
        }
        let clocks = self.model.clocks.iter().map(|clock| &clock.starts);
        let counted_from: BTreeSet<usize> = clocks
            .filter_map(|starts| match starts {
                Starts::Before(others) => Some(others.iter().copied()),
                _ => None,
            })
            .flatten()
            .collect();
        let events = &self.model.events;
        for (at, clock) in self.model.clocks.iter_mut().enumerate() {
            let extend = clock.extend.iter().flat_map(|extend| [extend.extended, extend.refused]);
            let mut all =
                [clock.expired, clock.suspended, clock.resumed, clock.waived].into_iter().chain(extend);
            clock.idle = !counted_from.contains(&at) && !all.any(|event| events[event.at()].matters);
        }
    }

    /// Which events are heard outside a covered box. The one copy of it that is looked into doesn't hear the others.
    fn seen_beside(&self, covered: NodeIx, seen: &[bool], watched: &[bool]) -> Vec<bool> {
        let model = &self.model;
        if model.nodes[covered.at()].children.is_empty() {
            return seen.to_vec();
        }
        let outside = |node: NodeIx| !model.is_below(node, covered);
        let heard = model.events.iter().zip(watched).map(|(event, watched)| {
            let mut clocks = event.starts.iter().chain(&event.asks).map(|clock| model.clocks[*clock].node);
            let mut homes = event.serves.iter().map(|delivery| model.deliveries[*delivery].home);
            *watched
                || !event.exits.is_empty()
                || event.answers.iter().any(|(node, _)| outside(*node))
                || clocks.any(outside)
                || homes.any(outside)
        });
        heard.collect()
    }

    /// Whether it is heard outside that a covered box is done.
    fn done_seen(&self, node: NodeIx, seen: &[bool]) -> bool {
        let covered = self.model.nodes[node.at()].state;
        !self.model.at[node.at()].done.is_empty() || seen[self.lookup.done(covered).at()]
    }

    fn hear_one(&mut self, inside: &Inside, seen: &[bool], watched: &[bool]) {
        let node = inside.node;
        let seen = &self.seen_beside(node, seen, watched);
        let plain = HiddenAt {
            node,
            kind: HiddenKind::Done,
            doer: None,
            seat: None,
            task: None,
            anytime: false,
            internal: true,
            rung: false,
        };
        if self.done_seen(node, seen) {
            self.model.hidden.push(plain.clone());
        }
        let mut known = Vec::new();
        for source in &inside.sources {
            let event = source.event;
            let costs = source.task.is_some_and(|(task, _)| self.model.costs(task));
            if !seen[event.at()] && !costs {
                continue;
            }
            let answers = self.model.events[event.at()].answers.iter().flat_map(|(_, flows)| flows);
            let exits = self.model.events[event.at()].exits.iter().flat_map(|(_, flows)| flows);
            let consents = answers.chain(exits).any(|flow| {
                let ops = &self.model.flows[*flow].ops;
                ops.iter().any(|op| {
                    matches!(op, Op::Consent(_) | Op::Withdraw(_) | Op::If { .. } | Op::Each { .. })
                })
            });
            let doers = if consents || costs { source.doers.clone() } else { vec![None] };
            let seats: Vec<Option<usize>> = if watched[event.at()] && !source.seats.is_empty() {
                source.seats.iter().copied().map(Some).collect()
            } else {
                vec![None]
            };
            for doer in doers {
                for seat in &seats {
                    // What may come after the box was left is another thing than what may not.
                    let how = [source.anytime, source.internal, source.rung];
                    let new = (event, doer, *seat, how);
                    if known.contains(&new) && !costs {
                        continue;
                    }
                    known.push(new);
                    self.model.hidden.push(HiddenAt {
                        kind: HiddenKind::Event(event),
                        doer,
                        seat: *seat,
                        task: source.task,
                        anytime: source.anytime,
                        internal: source.internal,
                        rung: source.rung,
                        ..plain.clone()
                    });
                }
            }
        }
    }

    /// How noisy each covered box is. What one box brings that nothing outside hears may set off another: such an event is
    /// as good as seen.
    fn find_noise(&mut self, insides: &[Inside], seen: &[bool], watched: &[bool]) {
        let mut heard: Vec<Vec<bool>> =
            insides.iter().map(|inside| self.seen_beside(inside.node, seen, watched)).collect();
        loop {
            let all: Vec<CoveredAt> =
                insides.iter().zip(&heard).map(|(inside, heard)| self.noise_of(inside, heard)).collect();
            let mut more = false;
            for (at, (inside, heard)) in insides.iter().zip(&mut heard).enumerate() {
                for source in inside.sources.iter().filter(|source| source.internal) {
                    let event = source.event.at();
                    let others = all.iter().enumerate().filter(|(other, _)| *other != at);
                    if !heard[event] && others.into_iter().any(|(_, other)| other.noisy[event]) {
                        (heard[event], more) = (true, true);
                    }
                }
            }
            if !more {
                self.model.covered = all;
                return;
            }
        }
    }

    fn noise_of(&self, inside: &Inside, seen: &[bool]) -> CoveredAt {
        let node = inside.node;
        let loud = |source: &&Source| source.internal && seen[source.event.at()];
        let mut loud = inside.sources.iter().filter(loud).map(|source| self.lookup.name(source.event));
        let mut noise = Noise {
            lookup: self.lookup,
            inside,
            seen,
            done_seen: self.done_seen(node, seen),
            done_heard: loud.any(|name| name.starts_with("done.state.")),
            loud_on_entry: false,
            population: &self.model.population,
        };
        noise.loud_on_entry = noise.on_entry_blocks() || noise.follows();
        CoveredAt {
            node,
            noisy: noise.noisy(),
            always: !self.model.at[node.at()].exits_at_once.is_empty() || noise.eventless(),
            on_entry: noise.on_entry(),
            on_join: noise.on_join(),
            on_release: noise.on_release(),
            on_stops: inside.sources.iter().any(|source| source.stops && seen[source.event.at()]),
        }
    }
}

/// The `for_each` states from a covered box down to a hidden state.
fn copies_between(chart: &Chart, covered: StateIx, hidden: StateIx) -> impl Iterator<Item = StateIx> + '_ {
    let outer = chart.state(covered).parent;
    outwards(chart, hidden)
        .take_while(move |around| Some(*around) != outer)
        .filter(|around| chart.state(*around).for_each.is_some())
}

/// The box that stays when an arrow from inside leads out; none when it stays inside.
pub(super) fn leaves(
    chart: &Chart,
    covered: StateIx,
    source: StateIx,
    arrow: &Arrow,
    to: &[StateIx],
) -> Option<StateIx> {
    if to.is_empty() {
        return None;
    }
    let domain = domain_of(chart, source, arrow.external, to);
    let inside = covered <= domain && domain <= chart.state(covered).last_inside;
    (!inside).then_some(domain)
}

/// Whether an arrow stays in a covered box, in one of its ways.
fn stays(chart: &Chart, covered: StateIx, arrow: &Arrow) -> bool {
    let stays = |to: &[StateIx]| leaves(chart, covered, arrow.source, arrow, to).is_none();
    let beyond = arrow.at_most.is_some() && !arrow.beyond.is_empty();
    stays(&arrow.to) || beyond && stays(&arrow.beyond)
}

/// Whether actions mean the same outside the copy in which they stand.
fn is_plain(chart: &Chart, actions: &[Action]) -> bool {
    let mut plain = true;
    each_action(actions, &mut |action| {
        plain &= match action {
            ActionKind::Send(notice) => chart.notice(*notice).served_when.is_empty(),
            ActionKind::Issue(_)
            | ActionKind::Log(_)
            | ActionKind::Apart
            | ActionKind::Set { .. }
            | ActionKind::Consent(_)
            | ActionKind::Withdraw(_) => true,
            _ => false,
        };
    });
    plain
}

/// By arrow: what of covered boxes it moves.
pub(super) struct Linked {
    /// Arrows that lead out: of which box, by the number in the model.
    out: BTreeMap<ArrowIx, Vec<(NodeIx, usize)>>,
    /// Arrows that stay inside: of which box, and the box that one stays in; none if it moves nothing.
    inside: BTreeMap<ArrowIx, Vec<(NodeIx, Option<NodeIx>)>>,
}

impl Linked {
    pub fn of(model: &super::build::Model<'_>) -> Self {
        let chart = model.chart;
        let mut linked = Self { out: BTreeMap::new(), inside: BTreeMap::new() };
        for (at, node) in (0..).zip(&model.nodes).filter(|(_, node)| node.kind == NodeKind::Covered) {
            let at = NodeIx(at);
            for flow in &model.at[at.at()].exits {
                linked.out.entry(model.flows[*flow].arrow).or_default().push((at, *flow));
            }
            for state in hidden_by(chart, node.state) {
                let here = chart.state(state);
                // The arrows of a box whose copies are done are its own.
                let done: &[ArrowIx] = if state == node.state { &[] } else { &here.done };
                for ix in here.on.iter().chain(done) {
                    let arrow = chart.arrow(*ix);
                    let beyond = arrow.at_most.map(|_| &arrow.beyond);
                    for to in std::iter::once(&arrow.to).chain(beyond) {
                        if leaves(chart, node.state, state, arrow, to).is_none() {
                            let domain = (!to.is_empty()).then_some(at);
                            linked.inside.entry(*ix).or_default().push((at, domain));
                        }
                    }
                }
            }
        }
        linked
    }

    /// What arrows that answer an event move: by name, and since a state is done.
    #[allow(clippy::type_complexity)] // two lists that are made in one go
    pub fn link(
        &self,
        arrows: &[ArrowIx],
        done: &[ArrowIx],
    ) -> (Vec<(NodeIx, Vec<usize>)>, Vec<(NodeIx, Vec<Option<NodeIx>>)>) {
        let mut exits: BTreeMap<NodeIx, Vec<usize>> = BTreeMap::new();
        let mut inside: BTreeMap<NodeIx, Vec<Option<NodeIx>>> = BTreeMap::new();
        for arrow in arrows.iter().chain(done) {
            for (node, flow) in self.out.get(arrow).into_iter().flatten() {
                exits.entry(*node).or_default().push(*flow);
            }
            for (node, domain) in self.inside.get(arrow).into_iter().flatten() {
                let domains = inside.entry(*node).or_default();
                if !domains.contains(domain) {
                    domains.push(*domain);
                }
            }
        }
        (exits.into_iter().collect(), inside.into_iter().collect())
    }
}
