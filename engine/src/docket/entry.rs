//! One entry of a docket and its hash.

use super::Mark;
use crate::event::Event;
use crate::moment::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The number of the stored form of an entry.
pub const FORMAT: u32 = 1;

/// SHA-256 in hexadecimal.
pub type Hash = String;

/// What stands before the first entry.
pub const FIRST_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// [`FORMAT`].
    pub format: u32,
    /// Number in the docket, from 1: the case's revision after it.
    pub number: u64,
    /// When the law takes it to have happened.
    pub effective: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// What happened.
    pub event: Event,
    /// What it did.
    pub marks: Vec<Mark>,
    /// SHA-256 of the case after it, as stored.
    pub case_digest: Hash,
}

impl Entry {
    /// The canonical text that is hashed and stored.
    ///
    /// # Panics
    /// Never: an entry has no map with keys other than texts and no number that JSON can't hold.
    pub fn canonical(&self) -> String {
        serde_json::to_string(self).expect("an entry is plain data with text keys")
    }

    /// The hash of this entry after the hash of the one before.
    pub fn hash(&self, before: &str) -> Hash {
        chained(before, &self.canonical())
    }
}

/// The hash of an entry, by its [canonical](Entry::canonical) text, after the hash of the one before.
pub fn chained(before: &str, entry: &str) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before.as_bytes());
    hasher.update(entry.as_bytes());
    hex(&hasher.finalize())
}

/// SHA-256 of bytes in hexadecimal.
pub fn digest(bytes: &[u8]) -> Hash {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal, lower case.
pub fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(u32::from(half), 16)).collect()
}
