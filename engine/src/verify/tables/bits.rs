//! Sets of rows.

/// A set of rows by their numbers from 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// Those of so many rows of which this holds.
    pub fn of(rows: usize, holds: &dyn Fn(usize) -> bool) -> Self {
        let mut words = vec![0; rows.div_ceil(64)];
        for row in (0..rows).filter(|row| holds(*row)) {
            words[row / 64] |= 1 << (row % 64);
        }
        Self(words)
    }

    /// Those that are in both.
    pub fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(left, right)| left & right).collect())
    }

    /// Whether a row is in it.
    pub fn has(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|word| word & (1 << (row % 64)) != 0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}
