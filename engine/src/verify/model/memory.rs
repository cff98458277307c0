//! What acts did, kept by the bits of a configuration on which it hung: of configurations that are the same there the act
//! needn't be played again.

use super::choice::{Choices, Free};
use super::moves::Act;
use super::node::NodeIx;
use super::now::Bits;
use super::play::{Play, Seen};
use super::select::ByOrder;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Most cases that are kept of one act, and ways in all: what doesn't repeat itself isn't worth the room.
const CASES: usize = 64;
const WAYS: usize = 100_000;

/// What acts did.
#[derive(Default)]
pub(super) struct Memory {
    cases: BTreeMap<Act, Vec<Case>>,
    ways: usize,
}

/// What an act does where some bits are so.
struct Case {
    read: Vec<Bits>,
    ways: Rc<[Outcome]>,
}

/// One way of an act, as those are told who ask for it.
struct Outcome {
    written: Vec<Bits>,
    seen: Vec<Seen>,
    by_order: Vec<ByOrder>,
    incident: bool,
    without_consent: Option<NodeIx>,
    endless: bool,
    torn: Option<NodeIx>,
    chosen: Vec<(u16, u16, Free)>,
}

impl Play<'_, '_> {
    /// Keeps from now on what acts do.
    pub fn keep_outcomes(&mut self) {
        self.memory = Some(Memory::default());
    }

    /// Tells of each way of an act that changes or ends something; it is played only if it isn't known.
    pub(super) fn each_way_known(
        &mut self,
        memory: &mut Memory,
        from: &[u64],
        act: Act,
        sink: &mut impl FnMut(&Self),
    ) {
        let known = memory.cases.get(&act).into_iter().flatten();
        let known = known.into_iter().find(|case| case.read.iter().all(|bits| bits.are_in(from)));
        let ways = match known {
            Some(case) => case.ways.clone(),
            None => self.learn(memory, from, act),
        };
        for way in ways.iter() {
            self.begin_from(from);
            self.now.write(&way.written);
            self.seen.extend_from_slice(&way.seen);
            self.by_order.extend_from_slice(&way.by_order);
            self.incident = way.incident;
            self.without_consent = way.without_consent;
            self.endless = way.endless;
            self.torn = way.torn;
            self.choices = Choices::made(&way.chosen);
            sink(self);
        }
    }

    /// Plays an act in every way, and keeps what came of it.
    fn learn(&mut self, memory: &mut Memory, from: &[u64], act: Act) -> Rc<[Outcome]> {
        let mut ways = Vec::new();
        self.now.read_nothing();
        self.choices.clear();
        loop {
            if self.once(from, act) || self.incident || self.endless {
                ways.push(Outcome {
                    written: self.now.what_was_written(),
                    seen: self.seen.clone(),
                    by_order: self.by_order.clone(),
                    incident: self.incident,
                    without_consent: self.without_consent,
                    endless: self.endless,
                    torn: self.torn,
                    chosen: self.choices.taken().to_vec(),
                });
            }
            if !self.choices.turn() {
                break;
            }
        }
        let read = self.now.what_was_read();
        let ways: Rc<[Outcome]> = ways.into();
        let cases = memory.cases.entry(act).or_default();
        if cases.len() < CASES && memory.ways + ways.len() <= WAYS {
            memory.ways += ways.len();
            cases.push(Case { read, ways: ways.clone() });
        }
        ways
    }
}
