//! Which copy something is in. Places are compared and passed on all the time: a path is held in place and costs no
//! allocation.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Deref;

/// One number for each `for_each` around, from the outside in, by joining, from 1. Read as a slice.
///
/// INVARIANT: what stands behind its numbers is zero, so that it may be compared as a whole.
// The order of the fields is that of comparison: as with slices, the first number that differs decides, and a path
// that goes on comes after the one it begins with, since numbers are never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CopyPath {
    numbers: [u32; ROOM],
    length: u8,
}

/// One more than copies may be nested (`MAX_FOR_EACH`): what is longer is cut off here, and is still no copy of any case.
const ROOM: usize = crate::chart::MAX_FOR_EACH as usize + 1;

impl CopyPath {
    /// As far as this many numbers.
    pub fn first(&self, length: usize) -> Self {
        self.iter().take(length).copied().collect()
    }

    /// One number longer.
    pub fn with(&self, number: u32) -> Self {
        self.iter().copied().chain([number]).collect()
    }
}

impl Deref for CopyPath {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        self.numbers.get(..usize::from(self.length)).unwrap_or(&self.numbers)
    }
}

impl FromIterator<u32> for CopyPath {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut path = Self::default();
        for (place, number) in path.numbers.iter_mut().zip(numbers) {
            *place = number;
            path.length += 1;
        }
        path
    }
}

impl From<&[u32]> for CopyPath {
    fn from(numbers: &[u32]) -> Self {
        numbers.iter().copied().collect()
    }
}

impl<'a> IntoIterator for &'a CopyPath {
    type Item = &'a u32;
    type IntoIter = std::slice::Iter<'a, u32>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for CopyPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for CopyPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<u32>::deserialize(deserializer).map(|numbers| numbers.as_slice().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_read_and_ordered_as_a_list_of_numbers() {
        let lists: [&[u32]; 7] = [&[], &[1], &[1, 1], &[1, 2, 3], &[1, 3], &[2], &[2, 1]];
        for left in lists {
            let path = CopyPath::from(left);
            let text = serde_json::to_string(&path).unwrap();
            assert_eq!(text, serde_json::to_string(left).unwrap());
            assert_eq!(serde_json::from_str::<CopyPath>(&text).unwrap(), path);
            for right in lists {
                assert_eq!(path.cmp(&right.into()), left.cmp(right), "{left:?} {right:?}");
            }
        }
    }
}
