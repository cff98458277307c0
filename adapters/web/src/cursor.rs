//! Positions in lists as they stand in addresses: opaque to the reader, checked when they come back.

use serde::{Serialize, de::DeserializeOwned};

/// Most characters of a position.
const LONGEST: usize = 1_000;

/// A position as text.
pub(crate) fn write<T: Serialize>(position: &T) -> Option<String> {
    let json = serde_json::to_vec(position).ok()?;
    Some(json.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A position from its text; none for anything else.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    if text.len() > LONGEST || !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let digits = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    serde_json::from_slice(&bytes?).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_position_comes_back_as_it_was_and_nonsense_does_not() {
        let position = ("2026-03-02T01:00:00Z".to_owned(), 7_u32);
        let text = super::write(&position).unwrap();
        assert_eq!(super::read::<(String, u32)>(&text), Some(position));
        assert_eq!(super::read::<(String, u32)>("zz"), None);
        assert_eq!(super::read::<(String, u32)>("é"), None);
    }
}
