//! Which shard a case is in.

use registrar_engine::id::CaseId;

/// How a database spreads its cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// A file has one process and one shard. Keys then go by the case's id, which goes by time: what belongs to the
    /// cases of these days lies side by side, and a commit changes a fifth of the pages.
    One,
    /// A server has 256, which its nodes share.
    Many,
}

impl Spread {
    /// The shard of a case: FNV-1a over its id, folded to 0..=255. Stored; never to be changed.
    pub fn shard(self, case: &CaseId) -> i64 {
        if self == Self::One {
            return 0;
        }
        let hash = case
            .as_str()
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        i64::from((hash ^ (hash >> 16)) & 0xff)
    }
}
