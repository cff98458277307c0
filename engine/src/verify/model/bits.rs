//! Configurations as words of bits, and the variables that lie in them.

/// A small number inside a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Var {
    word: u16,
    shift: u8,
    mask: u64,
}

impl Var {
    /// Its value.
    pub fn get(self, words: &[u64]) -> usize {
        // INVARIANT: a variable has at most 16 bits.
        usize::try_from((words[usize::from(self.word)] >> self.shift) & self.mask).unwrap_or(0)
    }

    /// The word that it lies in, and its bits there.
    pub fn place(self) -> (usize, u64) {
        (usize::from(self.word), self.mask << self.shift)
    }

    /// Writes it.
    pub fn set(self, words: &mut [u64], value: usize) {
        let word = &mut words[usize::from(self.word)];
        *word = (*word & !(self.mask << self.shift)) | ((value as u64 & self.mask) << self.shift);
    }
}

/// Gives out room for variables.
#[derive(Debug, Clone, Default)]
pub struct Room {
    words: u16,
    used: u8,
}

impl Room {
    /// Room for the first `bits` bits, one each, from the first word on.
    pub fn flags(bits: usize) -> Option<Self> {
        Some(Self { words: u16::try_from(bits.div_ceil(64)).ok()?, used: 64 })
    }

    /// A variable with so many values; none when a configuration would have more than 65,535 words.
    pub fn var(&mut self, values: usize) -> Option<Var> {
        let bits = usize::BITS - values.saturating_sub(1).leading_zeros();
        let bits = u8::try_from(bits.max(1)).ok().filter(|bits| *bits <= 16)?;
        if self.words == 0 || self.used + bits > 64 {
            self.words = self.words.checked_add(1)?;
            self.used = 0;
        }
        let var = Var { word: self.words - 1, shift: self.used, mask: (1 << bits) - 1 };
        self.used += bits;
        Some(var)
    }

    /// Whole words for so many flags of their own.
    pub fn run(&mut self, bits: usize) -> Option<std::ops::Range<usize>> {
        let first = usize::from(self.words);
        self.words = self.words.checked_add(u16::try_from(bits.div_ceil(64)).ok()?)?;
        self.used = 64;
        Some(first..usize::from(self.words))
    }

    /// Words of one configuration.
    pub fn words(&self) -> usize {
        usize::from(self.words).max(1)
    }
}

/// Whether a flag is set.
pub fn is_set(words: &[u64], at: usize) -> bool {
    words[at / 64] >> (at % 64) & 1 == 1
}

/// Sets a flag.
pub fn set(words: &mut [u64], at: usize) {
    words[at / 64] |= 1 << (at % 64);
}

/// Clears a flag.
pub fn clear(words: &mut [u64], at: usize) {
    words[at / 64] &= !(1 << (at % 64));
}

/// The flags from `from` to before `to` that are set, in order.
pub fn each(words: &[u64], from: usize, to: usize) -> Flags<'_> {
    let word = if from < to { words[from / 64] & (!0 << (from % 64)) } else { 0 };
    Flags { words, at: from / 64, word, to }
}

/// Whether a flag from `from` to before `to` is set.
pub fn any(words: &[u64], from: usize, to: usize) -> bool {
    each(words, from, to).next().is_some()
}

/// Flags that are set.
pub struct Flags<'w> {
    words: &'w [u64],
    at: usize,
    word: u64,
    to: usize,
}

impl Iterator for Flags<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.word == 0 {
            self.at += 1;
            if self.at * 64 >= self.to {
                return None;
            }
            self.word = self.words[self.at];
        }
        let flag = self.at * 64 + self.word.trailing_zeros() as usize;
        self.word &= self.word - 1;
        (flag < self.to).then_some(flag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_found_in_order_across_words() {
        let mut words = vec![0; 3];
        for at in [0, 63, 64, 130, 191] {
            set(&mut words, at);
        }
        assert_eq!(each(&words, 0, 192).collect::<Vec<_>>(), [0, 63, 64, 130, 191]);
        assert_eq!(each(&words, 1, 131).collect::<Vec<_>>(), [63, 64, 130]);
        assert_eq!(each(&words, 64, 64).count(), 0);
        clear(&mut words, 64);
        assert!(!any(&words, 64, 130));
    }

    #[test]
    fn variables_share_words_and_keep_to_their_own_bits() {
        let mut room = Room::flags(70).unwrap_or_default();
        let vars: Vec<Var> = (0..40).filter_map(|_| room.var(5)).collect();
        let mut words = vec![0; room.words()];
        for (value, var) in vars.iter().enumerate() {
            var.set(&mut words, value % 5);
        }
        assert!(vars.iter().enumerate().all(|(value, var)| var.get(&words) == value % 5));
        assert_eq!(words[..2], [0, 0]);
    }
}
