//! What a case holds that a step seldom touches, held so that a copy of the case costs next to nothing.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::{Deref, DerefMut, Index};
use std::sync::Arc;

/// A value that copies of a case share until one of them writes it. It is written and read as the value itself.
///
/// Whatever takes it as mutable copies it first: look before, where most often there is nothing to change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<'a, T> IntoIterator for &'a Shared<Vec<T>> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_ref().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

/// A list that grows with a case's history: entries are shared between copies of the case, and so are whole pages of
/// them, so that a copy costs no more for a case that has seen much. It is written and read as a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages<T> {
    // INVARIANT: each full page has `PAGE` entries and the last one fewer, so equal lists have equal pages.
    full: Vec<Arc<Page<T>>>,
    last: Page<T>,
}

type Page<T> = Vec<Arc<T>>;

const PAGE: usize = 32;

impl<T> Pages<T> {
    /// An empty list.
    pub fn new() -> Self {
        Self { full: Vec::new(), last: Vec::new() }
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, entry: T) {
        self.last.push(Arc::new(entry));
        if self.last.len() == PAGE {
            self.full.push(Arc::new(std::mem::take(&mut self.last)));
        }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.full.len() * PAGE + self.last.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.full.is_empty() && self.last.is_empty()
    }

    /// The entries in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        let full = self.full.iter().flat_map(|page| page.iter());
        full.chain(&self.last).map(AsRef::as_ref)
    }

    /// The last entry.
    pub fn last(&self) -> Option<&T> {
        self.iter().next_back()
    }
}

impl<T: Clone> Pages<T> {
    /// The first entry of which something holds, to be changed.
    pub fn find_mut(&mut self, found: impl Fn(&T) -> bool) -> Option<&mut T> {
        let at = self.iter().position(found)?;
        let page = match self.full.get_mut(at / PAGE) {
            Some(page) => Arc::make_mut(page),
            None => &mut self.last,
        };
        page.get_mut(at % PAGE).map(Arc::make_mut)
    }

    /// Leaves out the entries of which it doesn't hold.
    pub fn retain(&mut self, stays: impl Fn(&T) -> bool) {
        *self = self.iter().filter(|entry| stays(entry)).cloned().collect();
    }

    /// Leaves out all.
    pub fn clear(&mut self) {
        *self = Self::new();
    }
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> FromIterator<T> for Pages<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut pages = Self::new();
        entries.into_iter().for_each(|entry| pages.push(entry));
        pages
    }
}

impl<T> Index<usize> for Pages<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        match self.full.get(at / PAGE) {
            Some(page) => &page[at % PAGE],
            None => &self.last[at - self.full.len() * PAGE],
        }
    }
}

impl<T: Serialize> Serialize for Pages<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A list that tells its length before: as a `Vec` is written.
        use serde::ser::SerializeSeq;
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        self.iter().try_for_each(|entry| list.serialize_element(entry))?;
        list.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pages<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|entries: Vec<T>| entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_a_list() {
        for length in [0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE + 5] {
            let list: Vec<usize> = (0..length).collect();
            let mut pages: Pages<usize> = list.iter().copied().collect();
            assert_eq!((pages.len(), pages.is_empty(), pages.last()), (length, length == 0, list.last()));
            assert!(pages.iter().eq(&list) && pages.iter().rev().eq(list.iter().rev()));
            assert!((0..length).all(|at| pages[at] == at));
            let text = serde_json::to_string(&pages).unwrap();
            assert_eq!(text, serde_json::to_string(&list).unwrap());
            assert_eq!(serde_json::from_str::<Pages<usize>>(&text).unwrap(), pages);
            let before = pages.clone();
            for at in 0..length {
                *pages.find_mut(|entry| *entry == at).unwrap() += 1_000;
                assert_eq!((pages[at], before[at]), (at + 1_000, at));
                *pages.find_mut(|entry| *entry == at + 1_000).unwrap() = at;
            }
            assert_eq!(pages, before);
            pages.retain(|entry| entry % 2 == 0);
            assert!(pages.iter().eq(list.iter().filter(|entry| **entry % 2 == 0)));
        }
    }

    #[test]
    fn what_is_shared_is_copied_when_it_is_written() {
        let before = Shared::from(vec![1, 2]);
        let mut after = before.clone();
        after.push(3);
        assert_eq!((before.len(), after.len()), (2, 3));
        assert_eq!(serde_json::to_string(&after).unwrap(), "[1,2,3]");
        assert_eq!(serde_json::from_str::<Shared<Vec<i32>>>("[1,2,3]").unwrap(), after);
    }
}
