//! Fresh randomness for the lot, for codes and for ids.

/// Where randomness comes from.
pub trait Randomness: Send + Sync {
    /// Fills the buffer with bytes that nobody can foretell.
    ///
    /// # Errors
    /// A sentence when the operating system has none to give.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), String>;
}

/// The operating system's.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), String> {
        getrandom::fill(buffer).map_err(|error| format!("the system gives no random bytes: {error}"))
    }
}
