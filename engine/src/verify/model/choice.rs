//! What is open within one move: each way is taken in turn, by playing the move again with other choices.

use crate::id::{ArrowIx, ConsentIx, StateIx};

/// Why something is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Free {
    /// Data that isn't followed, or that somebody enters.
    Data,
    /// Whether something comes in time.
    Time,
    /// How many join, how long a list is.
    Number,
    /// It is so or isn't, but what decides it is covered.
    Hidden(Hidden),
}

/// What is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hidden {
    /// What a covered box does, or is in.
    Inside(StateIx),
    /// A field that isn't followed, by its number.
    Field(u16),
    /// A consent that something inside gives or withdraws.
    Consent(ConsentIx),
    /// How often an arrow was taken, where that isn't counted.
    Count(ArrowIx),
}

/// The choices of one play of a move.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    taken: Vec<(u16, u16, Free)>,
    at: usize,
}

impl Choices {
    /// One of `of` ways.
    pub fn choose(&mut self, of: usize, why: Free) -> usize {
        if of <= 1 {
            return 0;
        }
        if self.at == self.taken.len() {
            self.taken.push((0, u16::try_from(of).unwrap_or(u16::MAX), why));
        }
        let (chosen, ..) = self.taken[self.at];
        self.at += 1;
        usize::from(chosen)
    }

    /// Begins the next play; `false` when every way has been played.
    pub fn turn(&mut self) -> bool {
        self.taken.truncate(self.at);
        self.at = 0;
        while let Some((chosen, of, _)) = self.taken.last_mut() {
            *chosen += 1;
            if chosen < of {
                return true;
            }
            self.taken.pop();
        }
        false
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.taken.clear();
        self.at = 0;
    }

    /// What was chosen in the last play, and why it was open.
    pub fn taken(&self) -> &[(u16, u16, Free)] {
        &self.taken[..self.at]
    }

    /// What was chosen, as after the play.
    pub fn made(taken: &[(u16, u16, Free)]) -> Self {
        Self { taken: taken.to_vec(), at: taken.len() }
    }

    /// Plays what was chosen before.
    pub fn again(taken: &[(u16, u16, Free)]) -> Self {
        Self { taken: taken.to_vec(), at: 0 }
    }
}
