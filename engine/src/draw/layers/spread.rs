//! Puts things side by side as near as possible to where each would like to be.

/// Something that wants a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    /// Where it would like to be.
    pub(super) at: i32,
    /// At least so far to the right of the one before.
    pub(super) apart: i32,
    /// How much its wish counts.
    pub(super) weight: i32,
}

/// Places in the given order that keep the distances with the least sum of squared displacements:
/// isotonic regression by pooling neighbours that want to pass one another.
pub(super) fn spread(wishes: &[Wish]) -> Vec<i32> {
    struct Pool {
        sum: i64,
        weight: i64,
        count: usize,
    }
    let mut offsets = Vec::with_capacity(wishes.len());
    let mut offset = 0;
    let mut pools: Vec<Pool> = Vec::new();
    for wish in wishes {
        offset += if offsets.is_empty() { 0 } else { wish.apart };
        offsets.push(offset);
        let weight = i64::from(wish.weight.max(1));
        let mut pool = Pool { sum: i64::from(wish.at - offset) * weight, weight, count: 1 };
        while let Some(before) = pools.last() {
            if before.sum * pool.weight <= pool.sum * before.weight {
                break;
            }
            pool = Pool {
                sum: pool.sum + before.sum,
                weight: pool.weight + before.weight,
                count: pool.count + before.count,
            };
            pools.pop();
        }
        pools.push(pool);
    }
    let common = pools.iter().flat_map(|pool| {
        let place = i32::try_from(pool.sum.div_euclid(pool.weight)).unwrap_or(i32::MAX / 2);
        std::iter::repeat_n(place, pool.count)
    });
    common.zip(offsets).map(|(place, offset)| place + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wishes: &[(i32, i32)], expected: &[i32]) {
        let wishes: Vec<Wish> =
            wishes.iter().map(|(at, apart)| Wish { at: *at, apart: *apart, weight: 1 }).collect();
        assert_eq!(spread(&wishes), expected);
    }

    #[test]
    fn those_who_are_far_enough_apart_stay_and_others_share_the_shift() {
        check(&[(0, 0), (100, 50)], &[0, 100]);
        check(&[(0, 0), (0, 50)], &[-25, 25]);
        check(&[(10, 0), (0, 20), (100, 20)], &[-5, 15, 100]);
    }
}
