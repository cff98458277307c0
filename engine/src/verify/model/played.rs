//! The model held against a case that is really played: which part of the case an act is about, which clocks and raises
//! of the case the model waits for, and whether a case stands where a configuration says.

use super::bits;
use super::build::Model;
use super::choice::Free;
use super::moves::Act;
use super::node::{NodeIx, NodeKind};
use super::observe::observe;
use super::play::Play;
use super::words::RungAt;
use crate::case::{Case, Clock, CopyPath, DelayedRaise, Place};
use crate::chart::FieldPath;
use crate::id::{ArrowIx, DeadlineIx, NoticeIx, StateIx, TaskIx};
use crate::value::Value;
use std::collections::BTreeSet;

/// Most ways of one act that are told apart.
const MAX_WAYS: usize = 64;

/// An act in terms of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// It is opened.
    Open,
    /// A task ends, listed at a place or of a ladder, by a seat or by somebody else.
    Task {
        /// Which.
        task: TaskIx,
        /// The state that lists it, in its copy.
        place: Place,
        /// The outcome, by position.
        outcome: usize,
        /// The seat.
        doer: Option<usize>,
        /// The delivery whose ladder it is of.
        serves: Option<Letter>,
    },
    /// A clock expires.
    Expired {
        /// Which.
        deadline: DeadlineIx,
        /// The state that lists it, in its copy.
        place: Place,
    },
    /// The clock of a ladder expires.
    RungExpired(Letter),
    /// Somebody decides on a clock.
    Decided {
        /// Which.
        deadline: DeadlineIx,
        /// The state that lists it, in its copy.
        place: Place,
        /// What.
        what: Decision,
    },
    /// A notice reaches its addressee.
    Receipt(Letter),
    /// It can't be delivered.
    Undelivered(Letter),
    /// A message comes, by position.
    Message(usize),
    /// What was raised for later comes.
    Raised {
        /// Its name.
        event: String,
        /// Where it was raised.
        home: Place,
    },
}

/// A notice to a seat, hanging on a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The notice.
    pub notice: NoticeIx,
    /// To whom.
    pub seat: usize,
    /// The place that it hangs on.
    pub home: Place,
}

/// What is decided about a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the words of the language
pub enum Decision {
    Granted,
    Refused,
    Suspended,
    Resumed,
    Waived,
}

/// How an act leads from one configuration to another.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// The arrows taken and the states entered, of each way that leads there.
    pub all: Vec<(Vec<ArrowIx>, Vec<StateIx>)>,
    /// Why ways were open.
    pub open: BTreeSet<Free>,
}

impl Model<'_> {
    fn place(&self, node: NodeIx) -> Place {
        let node = &self.nodes[node.at()];
        Place { state: node.state, copy: node.copy }
    }

    fn letter(&self, delivery: u16) -> Letter {
        let delivery = &self.deliveries[usize::from(delivery)];
        Letter { notice: delivery.notice, seat: delivery.seat, home: self.place(delivery.home) }
    }

    /// What an act is about, in a configuration.
    pub fn deed(&self, from: &[u64], act: Act) -> Option<Deed> {
        let clock = |at: u16| {
            let clock = &self.clocks[usize::from(at)];
            (clock.deadline, self.place(clock.node))
        };
        let decided = |at: u16, what: Decision| {
            let (deadline, place) = clock(at);
            Deed::Decided { deadline, place, what }
        };
        Some(match act {
            Act::Open => Deed::Open,
            Act::Task { node, task, outcome, doer } => Deed::Task {
                task: self.at[node.at()].tasks.get(usize::from(task))?.task,
                place: self.place(node),
                outcome: usize::from(outcome),
                doer: doer.map(usize::from),
                serves: None,
            },
            Act::RungTask { delivery, outcome, doer } => {
                let known = &self.deliveries[usize::from(delivery)];
                let rung = known.var.get(from).checked_sub(2).and_then(|rung| known.rungs.get(rung))?;
                let RungAt::Task { task, .. } = rung else { return None };
                Deed::Task {
                    task: *task,
                    place: self.place(known.home),
                    outcome: usize::from(outcome),
                    doer: doer.map(usize::from),
                    serves: Some(self.letter(delivery)),
                }
            }
            Act::RungExpired { delivery } => Deed::RungExpired(self.letter(delivery)),
            Act::Expired(at) => {
                let (deadline, place) = clock(at);
                Deed::Expired { deadline, place }
            }
            Act::Extend { clock, granted: true } => decided(clock, Decision::Granted),
            Act::Extend { clock, granted: false } => decided(clock, Decision::Refused),
            Act::Suspend(clock) => decided(clock, Decision::Suspended),
            Act::Resume(clock) => decided(clock, Decision::Resumed),
            Act::Waive(clock) => decided(clock, Decision::Waived),
            Act::Receipt(delivery) => Deed::Receipt(self.letter(delivery)),
            Act::Undelivered(delivery) => Deed::Undelivered(self.letter(delivery)),
            Act::Message(message) => Deed::Message(usize::from(message)),
            // Nobody can do what isn't looked into.
            Act::Hidden(_) => return None,
            Act::Raised(pending) => {
                let pending = &self.pending[usize::from(pending)];
                let event = self.event_name(pending.event).to_owned();
                Deed::Raised { event, home: self.place(pending.home) }
            }
        })
    }

    /// The act that the end of a clock of the case is, where the model waits for it.
    pub fn act_of_clock(&self, case: &Case, clock: &Clock) -> Option<Act> {
        let node = self.node_of.get(&(clock.place.state, clock.place.copy))?;
        if let Some(number) = clock.serves {
            let known = case.deliveries.iter().find(|delivery| delivery.number == number)?;
            let slots = &self.population.slots;
            let seat = slots.iter().position(|s| s.role == known.to.role && s.number == known.to.number)?;
            let at = self.delivery_of.get(&(known.notice, seat, *node))?;
            return u16::try_from(*at).ok().map(|delivery| Act::RungExpired { delivery });
        }
        let same = |at: &usize| {
            let known = &self.clocks[*at];
            known.deadline == clock.deadline && known.node == *node && known.matters
        };
        let at = (0..self.clocks.len()).find(same)?;
        u16::try_from(at).ok().map(Act::Expired)
    }

    /// The act that a raise of the case is, where the model waits for it.
    pub fn act_of_raise(&self, raise: &DelayedRaise) -> Option<Act> {
        let node = self.node_of.get(&(raise.home.state, raise.home.copy))?;
        let same = |at: &usize| {
            let known = &self.pending[*at];
            known.home == *node && self.event_name(known.event) == raise.event
        };
        let at = (0..self.pending.len()).find(same)?;
        u16::try_from(at).ok().map(Act::Raised)
    }

    /// Whether a case stands where a configuration says, but for clocks whose end changes nothing.
    pub fn agrees(&self, case: &Case, words: &[u64]) -> bool {
        let Some(mut seen) = observe(self, case) else { return false };
        for clock in self.clocks.iter().filter(|clock| !clock.matters) {
            clock.status.set(&mut seen, clock.status.get(words));
        }
        seen == words
    }

    /// Whether at least the active states are those of a configuration.
    pub fn agrees_in_states(&self, case: &Case, words: &[u64]) -> bool {
        let mut active: BTreeSet<(StateIx, CopyPath)> =
            case.configuration.iter().map(|place| (place.state, place.copy)).collect();
        if let Some(ended) = &case.ended {
            active = BTreeSet::from([
                (crate::chart::ROOT, CopyPath::default()),
                (ended.state, CopyPath::default()),
            ]);
        }
        let known = |place: &(StateIx, CopyPath)| self.node_of.contains_key(place);
        let nodes = bits::each(words, 0, self.nodes.len()).map(|at| &self.nodes[at]);
        let wanted: BTreeSet<_> = nodes.map(|node| (node.state, node.copy)).collect();
        active.into_iter().filter(known).collect::<BTreeSet<_>>() == wanted
    }

    /// The value of a followed field of the case's data in a configuration; `Null`: it isn't there.
    pub fn value_of_data(&self, path: &FieldPath, words: &[u64]) -> Option<&Value> {
        self.data.get(path).map(|field| self.value(*field, words))
    }

    /// The same of the member or item at a place.
    pub fn value_of_member(&self, path: &FieldPath, place: &Place, words: &[u64]) -> Option<&Value> {
        let node = self.node_of.get(&(place.state, place.copy))?;
        self.of_member(path, *node).map(|field| self.value(field, words))
    }

    /// The same of a seat.
    pub fn value_of_seat(&self, seat: usize, name: &str, words: &[u64]) -> Option<&Value> {
        self.of_seat.get(&(seat, vec![name.to_owned()])).map(|field| self.value(*field, words))
    }

    fn value(&self, field: usize, words: &[u64]) -> &Value {
        let known = &self.fields[field];
        known.values.get(known.var.get(words)).unwrap_or(&Value::Null)
    }

    /// The innermost active places of a configuration.
    pub fn places(&self, words: &[u64]) -> Vec<Place> {
        let leaves = self.leaves(words).into_iter();
        leaves
            .filter(|node| self.nodes[node.at()].kind != NodeKind::Container)
            .map(|n| self.place(n))
            .collect()
    }
}

impl Play<'_, '_> {
    /// The ways in which an act leads from one configuration to another.
    pub fn ways(&mut self, from: &[u64], act: Act, to: &[u64]) -> Ways {
        let model = self.model;
        let mut ways = Ways::default();
        self.each_way(from, act, |play| {
            if play.incident || play.endless {
                return;
            }
            ways.open.extend(play.chosen().iter().map(|(_, _, why)| *why));
            if play.reached() == to && ways.all.len() < MAX_WAYS {
                let path = play.path(model);
                if !ways.all.contains(&path) {
                    ways.all.push(path);
                }
            }
        });
        ways
    }

    /// Where an act may lead.
    pub fn leads_to(&mut self, from: &[u64], act: Act) -> Vec<Vec<u64>> {
        let mut reached: Vec<Vec<u64>> = Vec::new();
        self.each_way(from, act, |play| {
            let new = !play.incident && !play.endless && !reached.iter().any(|known| known == play.reached());
            if new && reached.len() < MAX_WAYS {
                reached.push(play.reached().to_vec());
            }
        });
        reached
    }
}
