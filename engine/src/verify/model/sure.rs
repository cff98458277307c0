//! What surely happens in a model with boxes covered: the other way round than exploring it, which tries everything that
//! may happen (may and must transitions: Larsen, Thomsen, *A Modal Process Logic*, 1988). An act that is open in a
//! configuration is open in every case that looks like it; where it leads is sure as far as nothing covered has a say,
//! and nothing that isn't followed can fail. What has a say is a choice of somebody else's; what can't even be played is
//! a doubt.

use super::bits;
use super::build::Model;
use super::condition::Cond;
use super::cover::{hidden_by, is_within};
use super::fails::{Fails, needs};
use super::hidden::HiddenKind;
use super::home::Home;
use super::moves::Act;
use super::node::{NodeIx, NodeKind};
use super::operation::Op;
use super::play::{Play, Seen};
use crate::chart::{Chart, Rung, Start};
use crate::id::{ArrowIx, ConsentIx, DeadlineIx, StateIx};

/// Why what was played may not really happen so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Something in it can fail.
    Fails,
    /// Something inside a covered box may answer it, or hold it up.
    Inside(StateIx),
    /// A state needs a consent that covered boxes give.
    Consent(ConsentIx),
    /// Whoever joins or leaves, copies that are covered come and go.
    People,
    /// It isn't anybody's to do.
    Nobodys,
}

/// What may go wrong in a covered box.
struct InBox {
    /// By itself; on hearing something; on being entered or left.
    by_itself: bool,
    on_event: bool,
    on_entry: bool,
    on_exit: bool,
    /// Whether eventless arrows inside may move it.
    eventless: bool,
}

/// What is known beside a model with boxes covered.
pub struct Sure {
    homes: Vec<Home>,
    /// Homes that are looked into: the region and the child.
    open_homes: Vec<(NodeIx, NodeIx)>,
    /// Arrows of the model that can fail, and nodes that can when they are entered, or left.
    fails: Vec<bool>,
    entering: Vec<bool>,
    leaving: Vec<bool>,
    boxes: Vec<InBox>,
    clocks: Vec<Option<Doubt>>,
    ladders: Vec<Option<Doubt>>,
    /// Nodes with eventless arrows that ask of what isn't known.
    asking: Vec<NodeIx>,
}

impl Sure {
    /// What is known of a model; `homes`: regions with the child each is known to be in.
    pub fn of(model: &Model<'_>, fails: &Fails, homes: &[(StateIx, StateIx)]) -> Self {
        let mut sure = Self {
            homes: Vec::new(),
            open_homes: Vec::new(),
            fails: model.flows.iter().map(|flow| fails.arrows[flow.arrow.at()]).collect(),
            entering: model.nodes.iter().map(|node| fails.entering[node.state.at()]).collect(),
            leaving: model.nodes.iter().map(|node| fails.leaving[node.state.at()]).collect(),
            boxes: Vec::new(),
            clocks: Vec::new(),
            ladders: Vec::new(),
            asking: Vec::new(),
        };
        for (region, child) in homes {
            for node in model.nodes_of(*region) {
                match model.nodes[node.at()].kind {
                    NodeKind::Covered => sure.homes.push(Home::of(model, node, *child)),
                    _ => {
                        let at = model.seen_from(*child, node);
                        sure.open_homes.extend(at.map(|at| (node, at)));
                    }
                }
            }
        }
        sure.boxes = model.covered.iter().map(|covered| InBox::of(model, fails, covered.node)).collect();
        sure.clocks = model.clocks.iter().map(|clock| sure.of_clock(model, clock.deadline)).collect();
        sure.ladders = model
            .deliveries
            .iter()
            .map(|delivery| {
                let ladder = &model.chart.notice(delivery.notice).ladder;
                ladder.iter().find_map(|rung| match rung {
                    Rung::Deadline(deadline) => sure.held(model, *deadline),
                    Rung::Task(_) => None,
                })
            })
            .collect();
        let asks = |flow: &usize| {
            let condition = model.flows[*flow].condition.as_ref();
            condition.is_some_and(|condition| sure.is_open(model.chart, condition))
        };
        let nodes = (0..).map(NodeIx).zip(&model.at);
        sure.asking = nodes.filter(|(_, at)| at.at_once.iter().any(asks)).map(|(node, _)| node).collect();
        sure
    }

    /// Whether a condition asks of what isn't known.
    fn is_open(&self, chart: &Chart, condition: &Cond) -> bool {
        match condition {
            Cond::Inside { covered, asked } => self.is_inside(chart, *covered, *asked).is_none(),
            Cond::Not(of) => self.is_open(chart, of),
            Cond::All(parts) | Cond::Any(parts) => parts.iter().any(|part| self.is_open(chart, part)),
            Cond::If(parts) => parts.iter().any(|part| self.is_open(chart, part)),
            other => other.asks_hidden(),
        }
    }

    /// Whether a state inside a covered box is active, where that is known.
    pub fn is_inside(&self, chart: &Chart, covered: StateIx, asked: StateIx) -> Option<bool> {
        let home = self.homes.iter().find(|home| home.region(chart) == covered)?;
        let deeper = asked != home.child && is_within(chart, home.child, asked);
        (!deeper).then_some(asked == home.child)
    }

    /// Whether an arrow of the model can fail in ways that aren't followed.
    pub fn may_fail(&self, flow: usize) -> bool {
        self.fails[flow]
    }

    /// Whether what is known of homes holds in a configuration.
    pub fn is_home(&self, words: &[u64]) -> bool {
        let set = |node: &NodeIx| bits::is_set(words, node.at());
        self.open_homes.iter().all(|(region, child)| !set(region) || set(child))
    }

    /// Why a clock may not run though it seems to.
    fn of_clock(&self, model: &Model<'_>, deadline: DeadlineIx) -> Option<Doubt> {
        let start = match &model.chart.deadline(deadline).start {
            Start::Field(path) | Start::BeforeField(path) => model.loose.contains(path),
            Start::BeforeDeadline(_) => true,
            Start::Entry | Start::Event(_) | Start::Deadline(_) => false,
        };
        if start { Some(Doubt::Nobodys) } else { self.held(model, deadline) }
    }

    /// The covered box that may hold a clock.
    fn held(&self, model: &Model<'_>, deadline: DeadlineIx) -> Option<Doubt> {
        let chart = model.chart;
        chart.deadline(deadline).suspend_while.iter().find_map(|state| {
            let shown = model.cover.shown(chart, *state);
            let away = shown == *state || self.is_inside(chart, shown, *state) == Some(false);
            (!away).then_some(Doubt::Inside(shown))
        })
    }

    /// Why an act can't be counted on.
    pub fn doubts(&self, model: &Model<'_>, act: &Act) -> Option<Doubt> {
        match *act {
            Act::Expired(clock) | Act::Waive(clock) => self.clocks[usize::from(clock)],
            Act::RungExpired { delivery } => self.ladders[usize::from(delivery)],
            Act::Hidden(hidden) if model.hidden[usize::from(hidden)].kind == HiddenKind::Stir => None,
            Act::Hidden(_) | Act::Open | Act::Extend { .. } | Act::Suspend(_) => Some(Doubt::Nobodys),
            Act::Task { .. }
            | Act::RungTask { .. }
            | Act::Resume(_)
            | Act::Receipt(_)
            | Act::Undelivered(_)
            | Act::Message(_)
            | Act::Raised(_) => None,
        }
    }
}

impl InBox {
    fn of(model: &Model<'_>, fails: &Fails, node: NodeIx) -> Self {
        let chart = model.chart;
        let covered = model.nodes[node.at()].state;
        let mut inside =
            Self { by_itself: false, on_event: false, on_entry: false, on_exit: false, eventless: false };
        for hidden in hidden_by(chart, covered) {
            let here = chart.state(hidden);
            let fail = |arrow: &ArrowIx| fails.arrows[arrow.at()];
            inside.eventless |= !here.at_once.is_empty() || !here.done.is_empty();
            inside.by_itself |= here.at_once.iter().chain(&here.done).any(fail);
            inside.on_event |= here.on.iter().any(fail);
            inside.on_entry |= fails.entering[hidden.at()] || fails.unguarded[hidden.at()];
            inside.on_exit |= fails.leaving[hidden.at()];
        }
        inside.by_itself |= inside.eventless && (inside.on_entry || inside.on_exit);
        inside.on_event |= inside.by_itself || inside.on_entry || inside.on_exit;
        inside
    }
}

impl Model<'_> {
    /// The acts by which the boxes are done of which one copy is looked into.
    pub fn dones(&self) -> impl Iterator<Item = Act> {
        let hidden = (0..).zip(&self.hidden).filter(|(_, hidden)| hidden.kind == HiddenKind::Done);
        let seen = hidden.filter(|(_, hidden)| !self.nodes[hidden.node.at()].children.is_empty());
        seen.map(|(at, _)| Act::Hidden(at))
    }

    /// The acts that are nothing but eventless arrows.
    pub fn stirs(&self) -> impl Iterator<Item = Act> {
        let hidden = (0..).zip(&self.hidden);
        hidden.filter(|(_, hidden)| hidden.kind == HiddenKind::Stir).map(|(at, _)| Act::Hidden(at))
    }
}

impl<'m, 'c> Play<'m, 'c> {
    /// Room to play in what surely happens.
    pub fn surely(model: &'m Model<'c>, sure: &'m Sure) -> Self {
        let mut play = Self::new(model);
        play.sure = Some(sure);
        play
    }

    /// Plays an act in every way it may go, those included in which nothing comes of it; `sink` is told whether it
    /// surely goes so.
    pub fn each_sure_way(
        &mut self,
        from: &[u64],
        act: Act,
        mut sink: impl FnMut(&Self, Option<Doubt>, bool),
    ) {
        self.each_way_at_all(from, act, |play, happened| {
            let doubt = if happened { play.doubts() } else { play.doubt };
            sink(play, doubt, happened && play.torn.is_none());
        });
    }

    /// What of the homes a covered box hears: whether it may be led away. That isn't played.
    pub(super) fn disturbs(&mut self, node: NodeIx) -> bool {
        let Some(home) = self.home(node) else { return false };
        let away = self.current.is_some_and(|event| home.leads_away[event.at()]);
        if away {
            self.doubt = Some(Doubt::Inside(self.model.nodes[node.at()].state));
        }
        away
    }

    /// Whether a covered box is where it began, and nothing there answers.
    pub(super) fn is_deaf(&self, node: NodeIx) -> bool {
        let stays = |home: &Home| self.current.is_some_and(|event| home.stays[event.at()]);
        self.home(node).is_some_and(|home| !stays(home))
    }

    /// Whether the box is known to be where it began: none of its other arrows can be taken.
    pub(super) fn is_at_home(&self, node: NodeIx) -> bool {
        self.home(node).is_some()
    }

    fn home(&self, node: NodeIx) -> Option<&'m Home> {
        self.sure.and_then(|sure| sure.homes.iter().find(|home| home.node == node))
    }

    /// Why what was played may not happen so.
    fn doubts(&self) -> Option<Doubt> {
        let sure = self.sure?;
        let model = self.model;
        if self.doubt.is_some() {
            return self.doubt;
        }
        if self.joined || self.released {
            return Some(Doubt::People);
        }
        let entered = |node: NodeIx| self.seen.contains(&Seen::Entered(node));
        for seen in &self.seen {
            let Seen::Entered(node) = seen else { continue };
            let state = model.chart.state(model.nodes[node.at()].state);
            if sure.entering[node.at()] {
                return Some(Doubt::Fails);
            }
            if let Some(consent) = state.consent
                && model.at[node.at()].consent.is_none()
                && model.nodes[node.at()].kind != NodeKind::Container
                && !self.asked_for(consent)
            {
                return Some(Doubt::Consent(consent));
            }
        }
        let now = &self.now;
        let left = |node: NodeIx| now.was_set(node.at()) && !now.is_set(node.at()) || entered(node);
        if sure.leaving.iter().zip(0..).any(|(fails, at)| *fails && left(NodeIx(at))) {
            return Some(Doubt::Fails);
        }
        for (covered, inside) in model.covered.iter().zip(&sure.boxes) {
            let node = covered.node;
            let was = self.now.was_set(node.at());
            let entered = entered(node);
            if !was && !entered {
                continue;
            }
            let home = self.home(node);
            let mut events = self.seen.iter().filter_map(|seen| match seen {
                // What happens in the one copy that is looked into concerns no other.
                Seen::Event(event, at, _) if at.is_none_or(|at| model.near(node, at)) => Some(*event),
                _ => None,
            });
            let answers = |event: super::operation::EventIx| match home {
                Some(home) => home.stays[event.at()],
                None => model.events[event.at()].inside.iter().any(|(at, _)| *at == node),
            };
            let hears = events.clone().any(answers);
            let noisy = events.any(|event| covered.noisy[event.at()] && (home.is_none() || answers(event)));
            let stays = self.now.is_set(node.at());
            let moves_itself = home.is_none_or(|home| home.eventless);
            let doubtful = noisy
                || covered.on_stops
                || hears && inside.on_event
                || moves_itself && inside.by_itself
                || home.is_none() && entered && (covered.on_entry || inside.on_entry)
                || was && (!stays || entered) && inside.on_exit
                || moves_itself && covered.always && stays
                || entered && !model.nodes[node.at()].children.is_empty();
            if doubtful {
                return Some(Doubt::Inside(model.nodes[node.at()].state));
            }
        }
        None
    }

    /// Whether eventless arrows may be taken after all, since something inside a covered box went on.
    pub fn may_stir(&self) -> bool {
        let Some(sure) = self.sure else { return false };
        sure.asking.iter().any(|node| self.now.is_set(node.at()))
    }

    /// Whether an arrow that was taken needed a consent, and nothing took it back.
    fn asked_for(&self, consent: ConsentIx) -> bool {
        let took = self.seen.iter().filter_map(|seen| match seen {
            Seen::Took(flow) => Some(&self.model.flows[*flow]),
            _ => None,
        });
        let back = |op: &Op| matches!(op, Op::Withdraw(_) | Op::If { .. } | Op::Each { .. });
        let needs = |condition: &Cond| needs(condition, consent);
        let mut asked = false;
        for flow in took {
            asked |= flow.condition.as_ref().is_some_and(needs);
            if flow.ops.iter().any(back) {
                return false;
            }
        }
        asked
    }
}
