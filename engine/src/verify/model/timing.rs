//! Which clocks run in a configuration: those of states, and those on which the ladder of a notice waits.

use super::bits;
use super::build::Model;
use super::condition::Ask;
use super::moves::Act;
use super::node::NodeIx;
use super::play::Play;
use super::words::RungAt;
use crate::chart::Rung;
use crate::id::{DeadlineIx, RoleIx};

/// A clock that was started and hasn't ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Its number among all clocks, those of ladders last.
    pub timer: u16,
    /// Whether it stands still.
    pub suspended: bool,
    /// Whether something covered may hold it.
    pub unsure: bool,
    /// Whether something answers its end.
    pub answered: bool,
}

/// All clocks of a model by number: those of states, then those of ladders.
pub struct Timers {
    clocks: usize,
    /// The delivery, the rung, and the deadline that stands there.
    ladders: Vec<(usize, usize, DeadlineIx)>,
}

impl Timers {
    /// Numbers them.
    pub fn new(model: &Model<'_>) -> Self {
        let mut ladders = Vec::new();
        for (at, delivery) in model.deliveries.iter().enumerate() {
            for (rung, step) in model.chart.notice(delivery.notice).ladder.iter().enumerate() {
                if let Rung::Deadline(deadline) = step {
                    ladders.push((at, rung, *deadline));
                }
            }
        }
        Self { clocks: model.clocks.len(), ladders }
    }

    /// How many clocks there are.
    pub fn count(&self) -> usize {
        self.clocks + self.ladders.len()
    }

    /// The deadline of a clock.
    pub fn deadline(&self, model: &Model<'_>, timer: u16) -> DeadlineIx {
        let at = usize::from(timer);
        match model.clocks.get(at) {
            Some(clock) => clock.deadline,
            None => self.ladders[at - self.clocks].2,
        }
    }

    /// The node with which a clock ends.
    pub fn node(&self, model: &Model<'_>, timer: u16) -> NodeIx {
        let at = usize::from(timer);
        match model.clocks.get(at) {
            Some(clock) => clock.node,
            None => model.deliveries[self.ladders[at - self.clocks].0].home,
        }
    }

    /// The clock whose end an act is.
    pub fn ended_by(&self, model: &Model<'_>, act: &Act, before: &[u64]) -> Option<u16> {
        match *act {
            Act::Expired(clock) => Some(clock),
            Act::RungExpired { delivery } => {
                let value = model.deliveries.get(usize::from(delivery))?.var.get(before);
                let here = |(of, rung, _): &(usize, usize, DeadlineIx)| {
                    *of == usize::from(delivery) && rung + 2 == value
                };
                let at = self.clocks + self.ladders.iter().position(here)?;
                u16::try_from(at).ok()
            }
            _ => None,
        }
    }

    /// The clocks that were started in a configuration and haven't ended.
    pub fn begun(&self, play: &mut Play<'_, '_>, words: &[u64], begun: &mut Vec<Begun>) {
        begun.clear();
        play.begin_from(words);
        let model = play.model;
        let whole = model.cover.is_nothing();
        let unsure = |deadline: DeadlineIx| {
            let mut holds = model.chart.deadline(deadline).suspend_while.iter();
            !whole && holds.any(|state| model.cover.hides(model.chart, *state))
        };
        for (at, clock) in model.clocks.iter().enumerate().filter(|(at, _)| play.has_begun(*at)) {
            let timer = u16::try_from(at).unwrap_or(u16::MAX);
            // With boxes covered an end that changes nothing that is seen doesn't come.
            let answered = clock.matters && (whole || model.events[clock.expired.at()].matters);
            begun.push(Begun { timer, suspended: !play.runs(at), unsure: unsure(clock.deadline), answered });
        }
        for (number, (at, rung, deadline)) in self.ladders.iter().enumerate() {
            let delivery = &model.deliveries[*at];
            if delivery.var.get(words) != rung + 2 || !bits::is_set(words, delivery.home.at()) {
                continue;
            }
            let RungAt::Clock { stopped_by, .. } = &delivery.rungs[*rung] else { continue };
            let suspended = stopped_by.iter().any(|node| play.is_active(*node));
            let timer = u16::try_from(self.clocks + number).unwrap_or(u16::MAX);
            begun.push(Begun { timer, suspended, unsure: unsure(*deadline), answered: true });
        }
    }
}

impl Model<'_> {
    /// Whether something was raised for later and hasn't come yet.
    pub fn awaits_raise(&self, words: &[u64]) -> bool {
        self.pending.iter().any(|pending| pending.var.get(words) == 1)
    }

    /// Whether an expiry only tells somebody, while one who isn't silent has a task that is to be done by then: it is.
    /// A promise binds nobody.
    pub fn is_done_in_time(&self, from: &[u64], act: &Act, to: &[u64], silent: &[RoleIx]) -> bool {
        let Act::Expired(clock) = act else { return false };
        let deadline = self.deadline_of(*clock);
        !self.chart.deadline(deadline).promise
            && self.same_states(from, to)
            && self.has_task_due(from, deadline, silent)
    }
}
