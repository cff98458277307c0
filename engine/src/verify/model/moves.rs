//! What may happen next: each outcome of each open task, each expiry, receipts, messages, what was raised for later
//! (rules 28 and 29 of `docs/proofs.md`).

use super::bits;
use super::choice::{Choices, Free};
use super::condition::Ask;
use super::hidden::HiddenKind;
use super::node::NodeIx;
use super::play::{Happening, Play, Stop};
use super::population::ITEMS;
use super::words::{DeliveryAt, EXPIRED, Entry, OutcomeAt, RungAt, WAIVED};

/// Something that happens, with what was chosen in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// What.
    pub act: Act,
    /// The ways taken where several were open.
    pub choices: Vec<(u16, u16, Free)>,
}

/// Something that may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // what each part is stands beside the act
pub enum Act {
    /// The case is opened.
    Open,
    /// A task at a node ends by an outcome, both by position; by a seat, or by somebody else.
    Task { node: NodeIx, task: u16, outcome: u16, doer: Option<u16> },
    /// A task of a ladder.
    RungTask { delivery: u16, outcome: u16, doer: Option<u16> },
    /// A clock of a ladder expires.
    RungExpired { delivery: u16 },
    /// A clock expires.
    Expired(u16),
    /// More time is granted, or not.
    Extend { clock: u16, granted: bool },
    /// Somebody stops a clock.
    Suspend(u16),
    /// Somebody lets it go on.
    Resume(u16),
    /// Somebody gives it up.
    Waive(u16),
    /// A message reaches its addressee.
    Receipt(u16),
    /// A message can't be delivered.
    Undelivered(u16),
    /// A message from another system.
    Message(u16),
    /// What was raised for later comes.
    Raised(u16),
    /// A covered box does something.
    Hidden(u16),
}

fn short(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

impl Play<'_, '_> {
    /// All acts that may be possible in a configuration; some turn out to be refused when they are played.
    pub fn acts(&self, from: &[u64], acts: &mut Vec<Act>) {
        let model = self.model;
        acts.clear();
        for (at, hidden) in model.hidden.iter().enumerate() {
            let there = hidden.doer.is_none_or(|seat| model.seats[seat].get(from) == 1);
            let may = hidden.anytime || bits::is_set(from, hidden.node.at());
            let heard = match hidden.kind {
                HiddenKind::Event(event) => {
                    self.is_heard(event, from) || hidden.task.is_some_and(|(task, _)| model.costs(task))
                }
                HiddenKind::Done | HiddenKind::Stir => true,
            };
            if there && may && heard {
                acts.push(Act::Hidden(short(at)));
            }
        }
        for at in bits::each(from, 0, model.nodes.len()) {
            let here = &model.at[at];
            let node = NodeIx(short(at));
            for (number, task) in here.tasks.iter().enumerate() {
                if task.closed.is_some_and(|closed| closed.get(from) == 1) {
                    continue;
                }
                for (outcome, at) in task.outcomes.iter().enumerate() {
                    let free = task.adds.is_none() && !model.costs(task.task);
                    if free && at.writes.is_empty() && !self.matters(at.event) {
                        continue;
                    }
                    for doer in task.doers.iter().filter(|doer| self.is_present(**doer, from)) {
                        let doer = doer.map(short);
                        acts.push(Act::Task { node, task: short(number), outcome: short(outcome), doer });
                    }
                }
            }
            for clock in &here.clocks {
                let (clock, at) = (short(*clock), &model.clocks[*clock]);
                let status = at.status.get(from);
                if at.idle || status == EXPIRED || status == WAIVED {
                    continue;
                }
                if at.matters && self.matters(at.expired) {
                    acts.push(Act::Expired(clock));
                }
                let anybody = |by: &[Option<usize>]| by.iter().any(|doer| self.is_present(*doer, from));
                if at.extend.as_ref().is_some_and(|extend| anybody(&extend.by)) {
                    acts.extend([true, false].map(|granted| Act::Extend { clock, granted }));
                }
                if let Some(held) = at.held.filter(|_| anybody(&at.held_by)) {
                    acts.push(if held.get(from) == 1 { Act::Resume(clock) } else { Act::Suspend(clock) });
                }
                if anybody(&at.waived_by) {
                    acts.push(Act::Waive(clock));
                }
            }
        }
        for (at, delivery) in model.deliveries.iter().enumerate() {
            let value = delivery.var.get(from);
            if value == DeliveryAt::NONE || value == delivery.is_served() {
                continue;
            }
            let number = short(at);
            if delivery.by_receipt && (delivery.is_open(value) || bits::is_set(from, delivery.home.at())) {
                acts.push(Act::Receipt(number));
            }
            if value == DeliveryAt::SENT {
                acts.push(Act::Undelivered(number));
            } else if delivery.is_open(value) && bits::is_set(from, delivery.home.at()) {
                match &delivery.rungs[value - 2] {
                    RungAt::Task { doers, outcomes, .. } => {
                        for outcome in 0..outcomes.len() {
                            for doer in doers.iter().filter(|doer| self.is_present(**doer, from)) {
                                let (outcome, doer) = (short(outcome), doer.map(short));
                                acts.push(Act::RungTask { delivery: number, outcome, doer });
                            }
                        }
                    }
                    RungAt::Clock { .. } => acts.push(Act::RungExpired { delivery: number }),
                }
            }
        }
        for (at, pending) in model.pending.iter().enumerate() {
            if pending.var.get(from) == 1 {
                acts.push(Act::Raised(short(at)));
            }
        }
        acts.extend((0..model.lookup.messages.len()).map(|message| Act::Message(short(message))));
    }

    /// Whether an event may change anything that is followed. Of a whole model all are played: a closed task counts.
    fn matters(&self, event: super::operation::EventIx) -> bool {
        self.model.cover.is_nothing() || self.model.cover.closing || self.model.events[event.at()].matters
    }

    /// Whether anything active may answer an event from inside a box, or somebody watches it.
    fn is_heard(&self, event: super::operation::EventIx, from: &[u64]) -> bool {
        let event = &self.model.events[event.at()];
        let mut nodes = event.answers.iter().chain(&event.exits).map(|(node, _)| node);
        event.watched
            || !event.starts.is_empty()
            || !event.asks.is_empty()
            || !event.serves.is_empty()
            || nodes.any(|node| bits::is_set(from, node.at()))
    }

    fn is_present(&self, doer: Option<usize>, from: &[u64]) -> bool {
        doer.is_none_or(|seat| self.model.seats[seat].get(from) == 1)
    }

    /// Whether a configuration is an end.
    pub fn is_end(&self, words: &[u64]) -> bool {
        let model = self.model;
        let tops = model.nodes[0].children.iter();
        tops.filter(|child| model.nodes[child.at()].kind == super::node::NodeKind::Final)
            .any(|child| bits::is_set(words, child.at()))
    }

    /// Plays an act in every way it may go; `sink` is told of each that changes or ends something.
    pub fn each_way(&mut self, from: &[u64], act: Act, mut sink: impl FnMut(&Self)) {
        if let Some(mut memory) = self.memory.take() {
            self.each_way_known(&mut memory, from, act, &mut sink);
            self.memory = Some(memory);
            return;
        }
        self.choices.clear();
        loop {
            if self.once(from, act) || self.incident || self.endless {
                sink(self);
            }
            if !self.choices.turn() {
                return;
            }
        }
    }

    /// Plays an act in every way it may go, those included in which nothing comes of it.
    pub(super) fn each_way_at_all(&mut self, from: &[u64], act: Act, mut sink: impl FnMut(&Self, bool)) {
        self.choices.clear();
        loop {
            let happened = self.once(from, act);
            sink(self, happened);
            if !self.choices.turn() {
                return;
            }
        }
    }

    /// Plays a move again.
    pub fn again(&mut self, from: &[u64], played: &Move) -> bool {
        self.choices = Choices::again(&played.choices);
        self.once(from, played.act)
    }

    /// The choices of the last play.
    pub fn chosen(&self) -> &[(u16, u16, Free)] {
        self.choices.taken()
    }

    pub(super) fn once(&mut self, from: &[u64], act: Act) -> bool {
        self.begin_from(from);
        let result = self.play(act);
        self.counts(result)
    }

    fn play(&mut self, act: Act) -> Result<(), Stop> {
        let model = self.model;
        let plain = Happening::new;
        match act {
            Act::Open => self.first(),
            Act::Task { node, task, outcome, doer } => {
                let task = &model.at[node.at()].tasks[usize::from(task)];
                let outcome = &task.outcomes[usize::from(outcome)];
                self.acting = doer.map(usize::from);
                self.fill_in(outcome, task.adds);
                if let Some(closed) = task.closed {
                    self.now.set(closed, 1);
                }
                if !self.handle(plain(outcome.event, Some(node)))? {
                    return Err(Stop::Refused);
                }
                self.finish()
            }
            Act::RungTask { delivery, outcome, doer } => {
                let at = usize::from(delivery);
                let known = &model.deliveries[at];
                let rung = self.now.get(known.var).checked_sub(2).and_then(|rung| known.rungs.get(rung));
                let Some(RungAt::Task { outcomes, .. }) = rung else { return Err(Stop::Refused) };
                let outcome = &outcomes[usize::from(outcome)];
                self.acting = doer.map(usize::from);
                self.fill_in(outcome, None);
                self.handle(Happening { rung: Some(at), ..plain(outcome.event, Some(known.home)) })?;
                self.after_rung(at)
            }
            Act::RungExpired { delivery } => {
                let at = usize::from(delivery);
                let known = &model.deliveries[at];
                let rung = self.now.get(known.var).checked_sub(2).and_then(|rung| known.rungs.get(rung));
                let Some(RungAt::Clock { stopped_by, expired, .. }) = rung else { return Err(Stop::Refused) };
                if stopped_by.iter().any(|node| self.is_active(*node)) {
                    return Err(Stop::Refused);
                }
                self.handle(Happening { rung: Some(at), ..plain(*expired, Some(known.home)) })?;
                self.after_rung(at)
            }
            Act::Expired(clock) => {
                let at = usize::from(clock);
                if !self.runs(at) {
                    return Err(Stop::Refused);
                }
                let clock = &model.clocks[at];
                self.now.set(clock.status, EXPIRED);
                self.ask_no_more(at);
                self.handle(plain(clock.expired, Some(clock.node)))?;
                self.finish()
            }
            Act::Extend { clock, granted } => self.extend(usize::from(clock), granted),
            Act::Suspend(clock) => {
                let at = usize::from(clock);
                let clock = &model.clocks[at];
                let Some(held) = clock.held.filter(|_| self.runs(at)) else { return Err(Stop::Refused) };
                self.now.set(held, 1);
                self.raise(clock.suspended, Some(clock.node));
                self.settle()?;
                self.finish()
            }
            Act::Resume(clock) => {
                let clock = &model.clocks[usize::from(clock)];
                let Some(held) = clock.held else { return Err(Stop::Refused) };
                self.now.set(held, 0);
                self.raise(clock.resumed, Some(clock.node));
                self.settle()?;
                self.finish()
            }
            Act::Waive(clock) => {
                let at = usize::from(clock);
                if !self.has_begun(at) {
                    return Err(Stop::Refused);
                }
                let clock = &model.clocks[at];
                self.now.set(clock.status, WAIVED);
                self.ask_no_more(at);
                self.handle(plain(clock.waived, Some(clock.node)))?;
                self.finish()
            }
            Act::Receipt(delivery) => self.receipt(usize::from(delivery)),
            Act::Undelivered(delivery) => {
                if let Some(event) = self.next_rung(usize::from(delivery)) {
                    self.handle(event)?;
                }
                self.finish()
            }
            Act::Message(message) => {
                // A message that nothing answers is no event of the case.
                if !self.handle(plain(model.lookup.messages[usize::from(message)], None))? {
                    self.seen.remove(0);
                }
                self.finish()
            }
            Act::Hidden(hidden) => {
                let hidden = &model.hidden[usize::from(hidden)];
                self.acting = hidden.doer;
                self.within_another = hidden.internal.then_some(hidden.node);
                match hidden.kind {
                    HiddenKind::Event(event) => {
                        let happening = plain(event, Some(hidden.node));
                        // It serves none of the deliveries that are seen.
                        let rung = hidden.rung.then_some(usize::MAX);
                        self.handle(Happening { seat: hidden.seat, rung, ..happening })?;
                    }
                    HiddenKind::Done => {
                        self.inside_done = Some(hidden.node);
                        self.done_from(hidden.node);
                        self.told = self.queue.len();
                        self.settle()?;
                    }
                    HiddenKind::Stir => self.settle()?,
                }
                self.finish()
            }
            Act::Raised(pending) => {
                let pending = &model.pending[usize::from(pending)];
                self.now.set(pending.var, 0);
                self.handle(plain(pending.event, Some(pending.home)))?;
                self.finish()
            }
        }
    }

    /// The first configuration: the seats from the start, what they and the case bring with them.
    fn first(&mut self) -> Result<(), Stop> {
        let model = self.model;
        self.now.clear_all();
        for field in &model.fields {
            self.now.set(field.var, field.initial);
        }
        for (seat, slot) in model.population.slots.iter().enumerate() {
            let before =
                seat.checked_sub(1).filter(|before| model.population.slots[*before].role == slot.role);
            let perhaps = slot.perhaps && before.is_none_or(|before| self.get(model.seats[before]) == 1);
            if slot.first || perhaps && self.choices.choose(2, Free::Number) == 1 {
                self.now.set(model.seats[seat], 1);
                self.fill_seat(seat);
            }
        }
        for field in &model.first_data {
            let values = model.fields[*field].values.len();
            let chosen = 1 + self.choices.choose(values - 1, Free::Data);
            self.now.set(model.fields[*field].var, chosen);
        }
        let starts = model.chart.starts;
        self.acting = model.population.slots.iter().position(|slot| slot.role == starts);
        self.open()
    }

    fn after_rung(&mut self, delivery: usize) -> Result<(), Stop> {
        let known = &self.model.deliveries[delivery];
        if !self.ended
            && known.is_open(self.now.get(known.var))
            && let Some(event) = self.next_rung(delivery)
        {
            self.handle(event)?;
        }
        self.finish()
    }

    /// Of a clock that is over nobody decides on more time.
    fn ask_no_more(&mut self, at: usize) {
        if let Some(extend) = &self.model.clocks[at].extend {
            self.now.set(extend.turned, 0);
        }
    }

    fn extend(&mut self, at: usize, granted: bool) -> Result<(), Stop> {
        let model = self.model;
        let clock = &model.clocks[at];
        let Some(extend) = &clock.extend else { return Err(Stop::Refused) };
        let is_open = (self.get(extend.turned) == 1) == extend.asked_for;
        let allowed = if granted {
            self.runs(at) && self.get(extend.count) < extend.times
        } else {
            self.has_begun(at) && self.get(extend.count) < extend.times
        };
        if !is_open || !allowed {
            return Err(Stop::Refused);
        }
        if extend.asked_for {
            self.now.set(extend.turned, 0);
        } else if !granted {
            self.now.set(extend.turned, 1);
        }
        if granted {
            let others = model.clocks.iter().enumerate().filter(|(other, clock)| {
                *other == at || extend.for_all && clock.deadline == model.clocks[at].deadline
            });
            let others: Vec<usize> = others.map(|(other, _)| other).collect();
            for other in others {
                if !self.has_begun(other) {
                    continue;
                }
                if let Some(extend) = &model.clocks[other].extend {
                    let count = (self.get(extend.count) + 1).min(extend.times);
                    self.now.set(extend.count, count);
                    // It may be asked for anew, and when all is used up it is nobody's to decide.
                    if count == extend.times || !extend.asked_for {
                        self.now.set(extend.turned, 0);
                    }
                }
                if other != at {
                    self.raise(extend.extended, Some(model.clocks[other].node));
                }
            }
        }
        let event = if granted { extend.extended } else { extend.refused };
        self.handle(Happening::new(event, Some(clock.node)))?;
        self.finish()
    }

    /// Writes a form: what has to be there has any of its values, the rest may be given, taken back, or left alone.
    fn fill_in(&mut self, outcome: &OutcomeAt, adds: Option<usize>) {
        let model = self.model;
        let added = adds.map(|list| (list, self.get(model.lengths[list])));
        for entry in &outcome.writes {
            match entry {
                Entry::Field { field, required } => self.fill_field(*field, *required),
                Entry::OfNewItem { fields, required } => {
                    if let Some(field) = added.and_then(|(_, at)| fields.get(at)) {
                        self.fill_field(*field, *required);
                    }
                }
                Entry::List(list) => {
                    let length = self.choices.choose(usize::from(ITEMS) + 1, Free::Number);
                    self.now.set(model.lengths[*list], length);
                    self.people_changed = true;
                    for item in 0..ITEMS.min(u8::try_from(length).unwrap_or(ITEMS)) {
                        self.fill_item(*list, item, true);
                    }
                }
            }
        }
        if let Some((list, length)) = added
            && length < usize::from(ITEMS)
        {
            self.now.set(model.lengths[list], length + 1);
            self.people_changed = true;
        }
    }

    fn fill_field(&mut self, field: usize, required: bool) {
        let known = &self.model.fields[field];
        let values = known.values.len();
        let chosen = if required {
            1 + self.choices.choose(values - 1, Free::Data)
        } else {
            let first = usize::from(!known.can_be_empty);
            match self.choices.choose(values + 1 - first, Free::Data) {
                0 => return,
                given => given - 1 + first,
            }
        };
        self.now.set(known.var, chosen);
    }

    fn fill_item(&mut self, list: usize, item: u8, free: bool) {
        let model = self.model;
        let from = (list, item, Vec::new());
        let fields = model.of_item.range(from..).take_while(|((l, i, _), _)| (*l, *i) == (list, item));
        for (_, field) in fields {
            let known = &model.fields[*field];
            let chosen =
                if free { self.choices.choose(known.values.len(), Free::Data) } else { known.initial };
            self.now.set(known.var, chosen);
        }
    }
}
