//! One step of the model: the same algorithm as [`step`](crate::step), on a configuration of bits.

use super::bits::Var;
use super::build::Model;
use super::choice::Choices;
use super::condition::{Ask, Tri};
use super::enter::Entry;
use super::memory::Memory;
use super::node::{NodeIx, NodeKind, TOP};
use super::now::Now;
use super::operation::EventIx;
use super::select::{ByOrder, Chosen};
use super::sure::{Doubt, Sure};
use super::words::{DeliveryAt, EXPIRED, FRESH, STARTED, Starts, WAIVED};
use crate::id::{ConsentIx, StateIx};
use std::collections::VecDeque;

/// Most microsteps of one step, as in `step`.
const MAX_MICROSTEPS: u32 = crate::step::MAX_MICROSTEPS;

/// Something to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Happening {
    pub event: EventIx,
    pub home: Option<NodeIx>,
    pub done: Option<NodeIx>,
    /// The delivery it is a rung of.
    pub rung: Option<usize>,
    /// The seat to which something was served.
    pub seat: Option<usize>,
}

impl Happening {
    pub fn new(event: EventIx, home: Option<NodeIx>) -> Self {
        Self { event, home, done: None, rung: None, seat: None }
    }
}

/// What was seen of a step, for those who watch over order and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// An event was handled: where it came from, and to whom something was served.
    Event(EventIx, Option<NodeIx>, Option<usize>),
    /// An arrow was taken, by its number in the model.
    Took(usize),
    /// A state was entered.
    Entered(NodeIx),
    /// A notice was sent to seats.
    Sent(crate::id::NoticeIx),
}

/// Why a step can't be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// `step` refuses it: nothing happens.
    Refused,
    /// It doesn't settle.
    Endless,
    /// An error that nothing answers: an incident.
    Incident,
    /// A state was entered without its consent.
    NoConsent(NodeIx),
}

/// Room that is used again: a step is too short to ask for new.
#[derive(Default)]
pub(super) struct Spare<'m> {
    pub candidates: Vec<(NodeIx, bool)>,
    pub chosen: Vec<Chosen<'m>>,
    pub domains: Vec<NodeIx>,
    pub leaving: Vec<NodeIx>,
    pub entry: Entry,
}

/// A step under way.
pub struct Play<'m, 'c> {
    pub(super) model: &'m Model<'c>,
    pub(super) now: Now,
    pub(super) queue: VecDeque<Happening>,
    pub(super) choices: Choices,
    /// The seat that acts.
    pub(super) acting: Option<usize>,
    pub(super) ended: bool,
    /// Somebody joined or left, or a list grew.
    pub(super) people_changed: bool,
    /// Somebody joined, or left, in this step.
    pub(super) joined: bool,
    pub(super) released: bool,
    /// The covered box that is done by this act.
    pub(super) inside_done: Option<NodeIx>,
    /// The covered box whose act came within the step of something that isn't seen, and how many events it began with.
    pub(super) within_another: Option<NodeIx>,
    pub(super) told: usize,
    /// The step is over but for what clocks tell that stop and go on.
    finishing: bool,
    /// An arrow inside a covered box took the event.
    pub(super) taken_inside: bool,
    /// A covered box could have come between what the step had still to answer: it has to be uncovered.
    pub torn: Option<NodeIx>,
    /// What is known of covered boxes, and what can fail: only what surely happens is asked for.
    pub(super) sure: Option<&'m Sure>,
    /// Why what was played may not really happen so.
    pub(super) doubt: Option<Doubt>,
    /// What is known of a member who comes may be anything; else it is what the definition says.
    pub free_people: bool,
    /// The event for which arrows are looked for.
    pub(super) current: Option<EventIx>,
    microsteps: u32,
    /// Eventless arrows whose conditions failed since an arrow was taken.
    pub(super) failed: Vec<usize>,
    /// What acts did, where that is kept.
    pub(super) memory: Option<Memory>,
    pub(super) spare: Spare<'m>,
    /// What was seen, in order.
    pub seen: Vec<Seen>,
    /// Arrows that were left out only by their order.
    pub by_order: Vec<ByOrder>,
    /// Whether the last play ended in an incident.
    pub incident: bool,
    /// The state that it entered without its consent.
    pub without_consent: Option<NodeIx>,
    /// Whether the last play didn't settle.
    pub endless: bool,
}

impl Ask for Play<'_, '_> {
    fn is_active(&self, node: NodeIx) -> bool {
        self.now.is_set(node.at())
    }

    fn consents(&self, consent: ConsentIx) -> bool {
        let mut anybody = self.model.has_anybody();
        let asked = &self.model.consents[consent.at()];
        let mut present = asked.iter().filter(|(seat, _)| self.now.get(self.model.seats[*seat]) == 1);
        let all = present.all(|(_, given)| {
            anybody = true;
            self.now.get(*given) == 1
        });
        all && anybody
    }

    fn get(&self, var: Var) -> usize {
        self.now.get(var)
    }

    fn inside(&self, covered: StateIx, asked: StateIx) -> Option<bool> {
        self.sure.and_then(|sure| sure.is_inside(self.model.chart, covered, asked))
    }
}

impl<'m, 'c> Play<'m, 'c> {
    /// Room to play in.
    pub fn new(model: &'m Model<'c>) -> Self {
        Self {
            model,
            now: Now::new(model.words()),
            queue: VecDeque::new(),
            choices: Choices::default(),
            acting: None,
            ended: false,
            people_changed: false,
            joined: false,
            released: false,
            inside_done: None,
            within_another: None,
            told: 0,
            finishing: false,
            taken_inside: false,
            torn: None,
            sure: None,
            doubt: None,
            free_people: true,
            current: None,
            microsteps: 0,
            failed: Vec::new(),
            memory: None,
            spare: Spare::default(),
            seen: Vec::new(),
            by_order: Vec::new(),
            incident: false,
            without_consent: None,
            endless: false,
        }
    }

    /// The configuration that was reached.
    pub fn reached(&self) -> &[u64] {
        self.now.told()
    }

    pub(super) fn begin_from(&mut self, words: &[u64]) {
        self.now.begin(words);
        self.queue.clear();
        self.acting = None;
        self.ended = false;
        self.people_changed = false;
        self.joined = false;
        self.released = false;
        self.inside_done = None;
        self.within_another = None;
        self.told = 0;
        self.finishing = false;
        self.torn = None;
        self.doubt = None;
        self.microsteps = 0;
        self.failed.clear();
        self.seen.clear();
        self.by_order.clear();
        self.incident = false;
        self.without_consent = None;
        self.endless = false;
    }

    /// Whether the outcome counts: refusals and incidents change nothing.
    pub(super) fn counts(&mut self, result: Result<(), Stop>) -> bool {
        match result {
            Ok(()) => return true,
            Err(Stop::Refused) => {}
            Err(Stop::Endless) => self.endless = true,
            Err(Stop::Incident) => self.incident = true,
            Err(Stop::NoConsent(node)) => {
                self.incident = true;
                self.without_consent = Some(node);
            }
        }
        false
    }

    /// Opens the case.
    pub(super) fn open(&mut self) -> Result<(), Stop> {
        let mut entry = self.entry();
        self.plan(&mut entry, &[TOP], TOP);
        self.enter(entry)?;
        self.match_copies()?;
        self.settle()?;
        self.finish()
    }

    pub(super) fn raise(&mut self, event: EventIx, home: Option<NodeIx>) {
        self.queue.push_back(Happening::new(event, home));
    }

    pub(super) fn raise_error(&mut self, home: NodeIx) {
        self.raise(self.model.lookup.error, Some(home));
    }

    /// Handles an event from outside and settles; says whether an arrow took it.
    pub(super) fn handle(&mut self, happening: Happening) -> Result<bool, Stop> {
        let taken = self.one(happening)?;
        if taken {
            self.ask_for_more_time(happening);
        }
        self.settle()?;
        Ok(taken)
    }

    fn one(&mut self, happening: Happening) -> Result<bool, Stop> {
        self.seen.push(Seen::Event(happening.event, happening.home, happening.seat));
        self.start_clocks_by(happening);
        let chosen = self.select(Some(happening));
        let taken = !chosen.is_empty() || self.taken_inside;
        let unhandled = !taken && happening.event == self.model.lookup.error && !self.model.chart.errors_w3c;
        if unhandled {
            return Err(Stop::Incident);
        }
        self.microstep(chosen)?;
        self.serve_by(happening);
        Ok(taken)
    }

    pub(super) fn settle(&mut self) -> Result<(), Stop> {
        while !self.ended {
            let chosen = self.select(None);
            if !chosen.is_empty() {
                self.microstep(chosen)?;
                continue;
            }
            self.spare.chosen = chosen;
            self.look_for_tears();
            let Some(raised) = self.queue.pop_front() else { break };
            self.told = self.told.saturating_sub(1);
            self.one(raised)?;
            self.ask_for_more_time(raised);
        }
        let error = self.model.lookup.error;
        if !self.model.chart.errors_w3c && self.queue.iter().any(|raised| raised.event == error) {
            return Err(Stop::Incident);
        }
        self.queue.clear();
        Ok(())
    }

    /// What waits to be answered could be answered after something from inside a covered box.
    fn look_for_tears(&mut self) {
        let model = self.model;
        if model.covered.is_empty() || self.queue.is_empty() || self.torn.is_some() {
            return;
        }
        // Right after what came from inside something else from there could have to be answered.
        if let Some(node) = self.within_another.filter(|_| self.queue.len() > self.told) {
            self.torn = Some(node);
            return;
        }
        let is_torn = |covered: &&super::hidden::CoveredAt| {
            let entered = self.seen.contains(&Seen::Entered(covered.node));
            let was = entered || self.now.was_set(covered.node.at());
            let heard = self.seen.iter().any(|seen| match seen {
                Seen::Event(event, home, _) => {
                    let near = home.is_none_or(|home| model.near(covered.node, home));
                    covered.always || covered.noisy[event.at()] && near
                }
                _ => false,
            });
            was && (heard || self.finishing && covered.on_stops)
                || entered && covered.on_entry
                || was && (covered.on_join && self.joined || covered.on_release && self.released)
        };
        self.torn = model.covered.iter().find(is_torn).map(|covered| covered.node);
    }

    fn microstep(&mut self, mut chosen: Vec<Chosen<'m>>) -> Result<(), Stop> {
        if chosen.is_empty() {
            self.spare.chosen = chosen;
            return Ok(());
        }
        self.failed.clear();
        self.microsteps += 1;
        if self.microsteps > MAX_MICROSTEPS {
            return Err(Stop::Endless);
        }
        self.leave_by(&chosen);
        for chosen in &chosen {
            self.take(chosen);
        }
        let mut entry = self.entry();
        for chosen in &chosen {
            if let Some(domain) = chosen.domain {
                self.plan(&mut entry, chosen.targets, domain);
            }
        }
        chosen.clear();
        self.spare.chosen = chosen;
        self.enter(entry)?;
        self.match_copies()
    }

    fn take(&mut self, chosen: &Chosen<'_>) {
        let model = self.model;
        // Those inside covered boxes were left out when they were chosen.
        let Some(at) = chosen.flow else { return };
        let flow = &model.flows[at];
        self.seen.push(Seen::Took(at));
        if let Some((counter, limit)) = flow.counter
            && !chosen.beyond
        {
            let taken = (self.now.get(counter) + 1).min(limit);
            self.now.set(counter, taken);
        }
        let home = chosen.domain.unwrap_or(flow.source);
        self.act(&flow.ops, flow.source, home);
    }

    /// What follows when the case is stable: clocks that a state stops.
    pub(super) fn finish(&mut self) -> Result<(), Stop> {
        self.finishing = true;
        while !self.ended {
            self.start_by_what_is_there();
            self.hear_of_stops();
            if self.queue.is_empty() {
                break;
            }
            self.settle()?;
        }
        if self.ended {
            self.forget();
        }
        Ok(())
    }

    /// Of a case that has ended only its end matters.
    fn forget(&mut self) {
        let mut tops = self.model.nodes[0].children.iter().map(|child| child.at());
        let is_end = |at: &usize| self.model.nodes[*at].kind == NodeKind::Final && self.now.is_set(*at);
        let end = tops.find(is_end);
        self.now.clear_all();
        if let Some(at) = end {
            self.now.set_flag(at);
        }
        self.now.set_flag(0);
    }

    fn start_clocks_by(&mut self, happening: Happening) {
        let model = self.model;
        for clock in &model.events[happening.event.at()].starts {
            let clock = &model.clocks[*clock];
            let near = happening.home.is_none_or(|home| model.near(clock.node, home));
            if near && self.is_active(clock.node) && self.now.get(clock.status) == FRESH {
                self.now.set(clock.status, STARTED);
            }
        }
    }

    /// Clocks that a field starts, or the end of another clock that they are counted back from.
    fn start_by_what_is_there(&mut self) {
        let model = self.model;
        // One that is counted back may itself be counted back from: each round reaches one further.
        for _ in 0..=model.named.len() {
            let mut moved = false;
            for at in &model.named {
                let clock = &model.clocks[*at];
                let status = self.get(clock.status);
                if !self.is_active(clock.node) || status == EXPIRED || status == WAIVED {
                    continue;
                }
                let next = match &clock.starts {
                    Starts::Field(Some(field)) if self.get(model.fields[*field].var) != 0 => STARTED,
                    Starts::Before(others) if others.iter().any(|other| self.runs(*other)) => STARTED,
                    // While the other stands still, waits, or was given up, nobody knows its end.
                    Starts::Before(others)
                        if others.iter().any(|other| {
                            let other = &model.clocks[*other];
                            self.is_active(other.node) && self.get(other.status) != EXPIRED
                        }) =>
                    {
                        FRESH
                    }
                    _ => status,
                };
                moved |= next != status;
                self.now.set(clock.status, next);
            }
            if !moved {
                break;
            }
        }
    }

    fn ask_for_more_time(&mut self, happening: Happening) {
        let model = self.model;
        for at in &model.events[happening.event.at()].asks {
            let clock = &model.clocks[*at];
            let Some(extend) = &clock.extend else { continue };
            let near = happening.home.is_none_or(|home| model.near(clock.node, home));
            if near && self.runs(*at) && self.now.get(extend.count) < extend.times {
                self.now.set(extend.turned, 1);
            }
        }
    }

    /// Whether a clock runs: it was started, hasn't ended, and nothing holds it.
    pub(super) fn runs(&self, at: usize) -> bool {
        let clock = &self.model.clocks[at];
        self.has_begun(at)
            && clock.held.is_none_or(|held| self.now.get(held) == 0)
            && !clock.stopped_by.iter().any(|node| self.is_active(*node))
    }

    /// Whether it was started and hasn't ended.
    pub(super) fn has_begun(&self, at: usize) -> bool {
        let clock = &self.model.clocks[at];
        if !self.is_active(clock.node) {
            return false;
        }
        let status = self.now.get(clock.status);
        if status == EXPIRED || status == WAIVED {
            return false;
        }
        match &clock.starts {
            Starts::Entry => true,
            Starts::Event | Starts::Field(_) | Starts::Before(_) => status == STARTED,
        }
    }

    /// Clocks that began or ceased to stand still, where somebody hears of it.
    fn hear_of_stops(&mut self) {
        let model = self.model;
        for (at, clock) in model.clocks.iter().enumerate() {
            let Some(stood) = clock.stood else { continue };
            if !self.has_begun(at) || clock.held.is_some_and(|held| self.now.get(held) == 1) {
                continue;
            }
            let stands = clock.stopped_by.iter().any(|node| self.is_active(*node));
            if stands != (self.now.get(stood) == 1) {
                self.now.set(stood, usize::from(stands));
                let event = if stands { clock.suspended } else { clock.resumed };
                self.raise(event, Some(clock.node));
            }
        }
    }

    fn serve_by(&mut self, happening: Happening) {
        let model = self.model;
        for at in &model.events[happening.event.at()].serves {
            let delivery = &model.deliveries[*at];
            let value = self.now.get(delivery.var);
            let waits = delivery.is_open(value)
                || value == delivery.is_undeliverable() && self.is_active(delivery.home);
            let near = happening.home.is_none_or(|home| model.near(delivery.home, home));
            if waits && near && happening.rung.is_none_or(|rung| rung == *at) {
                self.serve(*at);
            }
        }
    }

    /// Makes a delivery served; its event comes after what is queued.
    fn serve(&mut self, at: usize) {
        let delivery = &self.model.deliveries[at];
        self.now.set(delivery.var, delivery.is_served());
        let served = Happening::new(delivery.served, Some(delivery.home));
        self.queue.push_back(Happening { seat: Some(delivery.seat), ..served });
    }

    /// A message reached its addressee, or was opened.
    pub(super) fn receipt(&mut self, at: usize) -> Result<(), Stop> {
        let delivery = &self.model.deliveries[at];
        let value = self.now.get(delivery.var);
        let over = value == delivery.is_undeliverable() && !self.is_active(delivery.home);
        if value == DeliveryAt::NONE || value == delivery.is_served() || over {
            return Err(Stop::Refused);
        }
        self.now.set(delivery.var, delivery.is_served());
        let served = Happening::new(delivery.served, Some(delivery.home));
        self.handle(Happening { seat: Some(delivery.seat), ..served })?;
        self.finish()
    }

    /// The next rung of the ladder; when none is left, the event that it is undeliverable.
    pub(super) fn next_rung(&mut self, at: usize) -> Option<Happening> {
        let delivery = &self.model.deliveries[at];
        let value = self.now.get(delivery.var);
        if !delivery.is_open(value) {
            return None;
        }
        let next = value - DeliveryAt::SENT;
        let active = self.is_active(delivery.home);
        if next < delivery.rungs.len() && active {
            self.now.set(delivery.var, value + 1);
            return None;
        }
        self.now.set(delivery.var, delivery.is_undeliverable());
        let event = Happening::new(delivery.undeliverable, Some(delivery.home));
        active.then_some(Happening { seat: Some(delivery.seat), ..event })
    }

    pub(super) fn get(&self, var: Var) -> usize {
        self.now.get(var)
    }

    /// Whether a condition holds; failing is an error.
    pub(super) fn holds(&mut self, condition: &super::condition::Cond) -> Result<bool, ()> {
        let mut choices = std::mem::take(&mut self.choices);
        let answer = condition.holds(self, &mut choices);
        self.choices = choices;
        match answer {
            Tri::Yes => Ok(true),
            Tri::No => Ok(false),
            Tri::Fails => Err(()),
        }
    }
}
