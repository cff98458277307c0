//! New ids and codes, from the ports for time and randomness.

use crate::ports::{Clock, Randomness, StoreFault};
use registrar_engine::id::CaseId;

/// A new id: a version 7 UUID, so that ids sort by time.
///
/// # Errors
/// When there is no randomness.
pub fn id(clock: &dyn Clock, randomness: &dyn Randomness) -> Result<String, StoreFault> {
    let mut random = [0_u8; 10];
    randomness.fill(&mut random).map_err(StoreFault::Unavailable)?;
    let millis = u64::try_from(clock.now().as_micros() / 1_000).unwrap_or_default();
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string())
}

/// A new id for a case.
///
/// # Errors
/// When there is no randomness.
pub fn case_id(clock: &dyn Clock, randomness: &dyn Randomness) -> Result<CaseId, StoreFault> {
    let id = id(clock, randomness)?;
    CaseId::parse(&id).map_err(|error| StoreFault::Unavailable(error.to_string()))
}

/// A code that nobody can guess: 120 random bits in letters and digits, without those that look alike.
///
/// # Errors
/// When there is no randomness.
pub fn code(randomness: &dyn Randomness) -> Result<String, StoreFault> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = [0_u8; 24];
    randomness.fill(&mut random).map_err(StoreFault::Unavailable)?;
    Ok(random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// A secret of 256 random bits, in hexadecimal: for what is copied and never typed.
///
/// # Errors
/// When there is no randomness.
pub fn secret(randomness: &dyn Randomness) -> Result<String, StoreFault> {
    // In halves: 32 bytes at once are what a draw asks for, and a scripted lot answers those.
    let mut halves = [[0_u8; 16]; 2];
    for half in &mut halves {
        randomness.fill(half).map_err(StoreFault::Unavailable)?;
    }
    Ok(halves.as_flattened().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::SystemRandomness;

    #[test]
    fn two_codes_differ_and_have_no_letters_that_look_alike() {
        let (one, other) = (code(&SystemRandomness).unwrap(), code(&SystemRandomness).unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 24);
        assert!(!one.contains(['l', 'o', '0', '1']));
    }

    #[test]
    fn two_secrets_differ_in_both_halves_and_have_256_bits() {
        let (one, other) = (secret(&SystemRandomness).unwrap(), secret(&SystemRandomness).unwrap());
        assert_eq!((one.len(), one.chars().all(|c| c.is_ascii_hexdigit())), (64, true));
        assert_ne!(one[..32], one[32..]);
        assert_ne!(one[..32], other[..32]);
        assert_ne!(one[32..], other[32..]);
    }
}
