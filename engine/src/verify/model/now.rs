//! The configuration of a step under way, which knows what of it was read and what was written: what a step does hangs on
//! nothing else, so it is known of all configurations that are the same there.

use super::bits::{self, Flags, Var};
use std::cell::Cell;
use std::ops::Range;

/// Some bits of one word, and what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bits {
    word: u16,
    mask: u64,
    value: u64,
}

impl Bits {
    /// Whether a configuration has them.
    pub fn are_in(&self, words: &[u64]) -> bool {
        words[usize::from(self.word)] & self.mask == self.value
    }
}

/// A configuration under way.
pub(super) struct Now {
    words: Vec<u64>,
    /// What it began with.
    before: Vec<u64>,
    /// The bits of it that were read before they were written, since it was last asked.
    read: Vec<Cell<u64>>,
    /// The bits that were written since it began.
    written: Vec<u64>,
}

impl Now {
    /// Of so many words.
    pub fn new(words: usize) -> Self {
        Self {
            words: vec![0; words],
            before: vec![0; words],
            read: vec![Cell::new(0); words],
            written: vec![0; words],
        }
    }

    /// Begins with a configuration.
    pub fn begin(&mut self, from: &[u64]) {
        self.words.copy_from_slice(from);
        self.before.copy_from_slice(from);
        self.written.fill(0);
    }

    /// Forgets what was read.
    pub fn read_nothing(&mut self) {
        self.read.iter().for_each(|read| read.set(0));
    }

    /// What was read of a configuration.
    pub fn what_was_read(&self) -> Vec<Bits> {
        let read = self.read.iter().map(Cell::get).zip(&self.before);
        bits_of(read.map(|(mask, word)| (mask, *word)))
    }

    /// What was written.
    pub fn what_was_written(&self) -> Vec<Bits> {
        bits_of(self.written.iter().copied().zip(self.words.iter().copied()))
    }

    /// Writes what was written before.
    pub fn write(&mut self, all: &[Bits]) {
        for bits in all {
            let word = &mut self.words[usize::from(bits.word)];
            *word = *word & !bits.mask | bits.value;
        }
    }

    /// All of it, for those to whom the step is told: not for the step itself.
    pub fn told(&self) -> &[u64] {
        &self.words
    }

    fn note(&self, word: usize, mask: u64) {
        let read = &self.read[word];
        read.set(read.get() | mask & !self.written[word]);
    }

    pub fn get(&self, var: Var) -> usize {
        let (word, mask) = var.place();
        self.note(word, mask);
        var.get(&self.words)
    }

    pub fn set(&mut self, var: Var, value: usize) {
        let (word, mask) = var.place();
        self.written[word] |= mask;
        var.set(&mut self.words, value);
    }

    pub fn is_set(&self, at: usize) -> bool {
        self.note(at / 64, 1 << (at % 64));
        bits::is_set(&self.words, at)
    }

    /// Whether a flag was set in the beginning.
    pub fn was_set(&self, at: usize) -> bool {
        let read = &self.read[at / 64];
        read.set(read.get() | 1 << (at % 64));
        bits::is_set(&self.before, at)
    }

    pub fn set_flag(&mut self, at: usize) {
        self.written[at / 64] |= 1 << (at % 64);
        bits::set(&mut self.words, at);
    }

    pub fn clear_flag(&mut self, at: usize) {
        self.written[at / 64] |= 1 << (at % 64);
        bits::clear(&mut self.words, at);
    }

    /// The flags from `from` to before `to` that are set, in order.
    pub fn each(&self, from: usize, to: usize) -> Flags<'_> {
        for word in from / 64..to.div_ceil(64) {
            let low = if word == from / 64 { !0 << (from % 64) } else { !0 };
            let high = if (word + 1) * 64 > to { !(!0 << (to % 64)) } else { !0 };
            self.note(word, low & high);
        }
        bits::each(&self.words, from, to)
    }

    /// Which of some flags of a word are set.
    pub fn among(&self, word: usize, mask: u64) -> u64 {
        self.note(word, mask);
        self.words[word] & mask
    }

    /// Sets some words to nought.
    pub fn clear(&mut self, words: Range<usize>) {
        self.words[words.clone()].fill(0);
        self.written[words].fill(!0);
    }

    /// Sets all of it to nought.
    pub fn clear_all(&mut self) {
        self.clear(0..self.words.len());
    }
}

/// The bits under masks, of words.
fn bits_of(all: impl Iterator<Item = (u64, u64)>) -> Vec<Bits> {
    let some = (0..).zip(all).filter(|(_, (mask, _))| *mask != 0);
    some.map(|(word, (mask, value))| Bits { word, mask, value: value & mask }).collect()
}
