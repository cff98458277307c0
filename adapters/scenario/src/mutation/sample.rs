//! Which of many changes are tried: by a seed, the same ones in every run.

/// Shares `wanted` out among lots of these sizes as evenly as they allow: small lots give all they have.
pub fn shares(sizes: &[usize], wanted: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|at| sizes.get(*at).copied());
    let mut shares = vec![0; sizes.len()];
    let mut left = wanted;
    for (n, at) in order.iter().enumerate() {
        let fair = left / (order.len() - n);
        let share = fair.min(sizes.get(*at).copied().unwrap_or(0));
        if let Some(slot) = shares.get_mut(*at) {
            *slot = share;
        }
        left -= share;
    }
    shares
}

/// So many of the positions below `size`, drawn by a seed, in order (Fisher and Yates).
pub fn draw(size: usize, wanted: usize, seed: u64) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..size).collect();
    let mut state = seed;
    for at in 0..wanted.min(size) {
        let left = u64::try_from(size - at).unwrap_or(u64::MAX);
        let step = usize::try_from(next(&mut state) % left).unwrap_or(0);
        positions.swap(at, at + step);
    }
    positions.truncate(wanted);
    positions.sort_unstable();
    positions
}

/// SplitMix64 (Steele, Lea, Flood 2014): enough for a sample, and the same everywhere.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_lots_give_all_and_the_others_share_the_rest() {
        assert_eq!(shares(&[1_000, 20, 300], 100), [40, 20, 40]);
        assert_eq!(shares(&[3, 4], 100), [3, 4]);
        assert_eq!(shares(&[], 100), Vec::<usize>::new());
    }

    #[test]
    fn a_seed_draws_the_same_positions_once_each_and_another_seed_draws_others() {
        let drawn = draw(500, 100, 7);
        assert_eq!(drawn, draw(500, 100, 7));
        assert_ne!(drawn, draw(500, 100, 8));
        assert_eq!(drawn.len(), 100);
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]) && drawn[99] < 500);
        assert_eq!(draw(3, 9, 1), [0, 1, 2]);
    }
}
