//! A small memory of what was used last, so that a busy case or chart isn't read again for each command.

use std::collections::HashMap;
use std::hash::Hash;

/// Keeps at most so many; the one not used for longest goes first.
#[derive(Debug)]
pub struct Recent<K, V> {
    most: usize,
    used: u64,
    kept: HashMap<K, (u64, V)>,
}

impl<K: Hash + Eq + Clone, V> Recent<K, V> {
    /// Keeps at most `most`, at least one.
    pub fn new(most: usize) -> Self {
        Self { most: most.max(1), used: 0, kept: HashMap::new() }
    }

    /// What is kept under a key; counts as use.
    pub fn get(&mut self, key: &K) -> Option<&V> {
        self.used += 1;
        let used = self.used;
        self.kept.get_mut(key).map(|(last, value)| {
            *last = used;
            &*value
        })
    }

    /// Keeps a value in place of the one before.
    pub fn put(&mut self, key: K, value: V) {
        self.used += 1;
        self.kept.insert(key, (self.used, value));
        if self.kept.len() > self.most {
            let oldest = self.kept.iter().min_by_key(|(_, (last, _))| *last).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                self.kept.remove(&oldest);
            }
        }
    }

    /// Forgets a key, and gives back what was kept.
    pub fn take(&mut self, key: &K) -> Option<V> {
        self.kept.remove(key).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_not_used_for_longest_goes_first() {
        let mut recent = Recent::new(2);
        recent.put("a", 1);
        recent.put("b", 2);
        assert_eq!(recent.get(&"a"), Some(&1));
        recent.put("c", 3);
        assert_eq!(recent.get(&"a"), Some(&1));
        assert_eq!(recent.get(&"b"), None);
        assert_eq!(recent.get(&"c"), Some(&3));
        assert_eq!(recent.take(&"a"), Some(1));
    }
}
