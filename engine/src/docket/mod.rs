//! The docket: what happened in a case, in order, each entry chained to the one before by its hash.
//!
//! An entry holds the event as it came (enough to replay the case) and the marks of what it did
//! (enough to read the docket without replaying). Hash: SHA-256 over the hash before and the
//! canonical JSON of the entry, which serde writes in the order of the fields and, for maps, of the keys.
//!
//! What can be told from the marks alone is folded from them here: the ledger of each clock.

mod entry;
mod ledger;
mod mark;

pub use entry::{Entry, FIRST_HASH, FORMAT, Hash, chained, digest, hex};
pub use ledger::{Cause, Ledger, LedgerLine, Ledgers, MOST_LINES, Stretch, What, Why, Word};
pub use mark::Mark;
