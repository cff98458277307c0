//! The lot: finds an official in a pool, fresh at the moment of the draw, so that anybody can check it.
//!
//! The candidates are those of the pool, in the order of their ids, without those whom separation of
//! duties excludes. The random bytes are read as one number, most significant byte first; its remainder
//! by the number of the eligible says which of them is drawn, counting from 0. Eligible are all
//! candidates; for `least_loaded`, those with the fewest open tasks.

use registrar_engine::event::Draw;
use registrar_engine::id::PersonId;

/// Random bytes of one draw. The remainder favours nobody by more than 2⁻²⁰⁰.
pub const BYTES: usize = 32;

/// Draws. None: there is nobody to be drawn.
pub fn draw(
    candidates: Vec<(PersonId, u32)>,
    least_loaded: bool,
    random: &[u8; BYTES],
) -> Option<(PersonId, Draw)> {
    let fewest = candidates.iter().map(|(_, load)| *load).min()?;
    let eligible: Vec<usize> = (0..candidates.len())
        .filter(|at| !least_loaded || candidates.get(*at).is_some_and(|(_, load)| *load == fewest))
        .collect();
    let position = *eligible.get(remainder(random, eligible.len()))?;
    let drawn = candidates.get(position)?.0.clone();
    let how = if least_loaded { "least_loaded" } else { "random" };
    let randomness = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let position = u32::try_from(position).ok()?;
    Some((drawn, Draw { how: how.to_owned(), candidates, randomness, position }))
}

/// Draws again from what the docket says: whether the draw is the one that its randomness gives.
pub fn is_right(draw: &Draw) -> bool {
    let bytes: Option<Vec<u8>> = (0..draw.randomness.len() / 2)
        .map(|at| draw.randomness.get(at * 2..at * 2 + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()))
        .collect();
    let Some(random) = bytes.and_then(|bytes| <[u8; BYTES]>::try_from(bytes).ok()) else { return false };
    self::draw(draw.candidates.clone(), draw.how == "least_loaded", &random)
        .is_some_and(|(_, again)| again.position == draw.position)
}

fn remainder(number: &[u8], by: usize) -> usize {
    number.iter().fold(0, |rest, byte| (rest * 256 + usize::from(*byte)) % by.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(loads: &[u32]) -> Vec<(PersonId, u32)> {
        let person = |at: usize| PersonId::parse(&format!("p-{at}")).unwrap();
        loads.iter().enumerate().map(|(at, load)| (person(at), *load)).collect()
    }

    fn ending_in(last: u8) -> [u8; BYTES] {
        let mut random = [0; BYTES];
        random[BYTES - 1] = last;
        random
    }

    #[test]
    fn the_remainder_says_who_is_drawn() {
        for (last, expected) in [(0, 0), (1, 1), (2, 2), (3, 0), (200, 2)] {
            let (_, draw) = draw(people(&[5, 0, 9]), false, &ending_in(last)).unwrap();
            assert_eq!(draw.position, expected, "random number {last}");
            assert!(is_right(&draw));
        }
    }

    #[test]
    fn only_the_least_loaded_take_part_when_asked() {
        let (drawn, draw) = draw(people(&[5, 1, 9, 1]), true, &ending_in(1)).unwrap();
        assert_eq!((drawn.as_str(), draw.position), ("p-3", 3));
        assert_eq!(draw.candidates.len(), 4);
    }

    #[test]
    fn a_changed_position_or_randomness_is_found_out() {
        let (_, draw) = draw(people(&[0, 0]), false, &ending_in(1)).unwrap();
        assert!(!is_right(&Draw { position: 0, ..draw.clone() }));
        assert!(!is_right(&Draw { randomness: "00".to_owned(), ..draw }));
    }

    #[test]
    fn nobody_is_drawn_from_an_empty_pool() {
        assert_eq!(draw(Vec::new(), false, &ending_in(0)), None);
    }
}
