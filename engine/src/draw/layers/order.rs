//! The order of the items in each layer: few crossings, by going up and down and sorting by the mean of the
//! neighbours (the barycentre).

use super::Layers;

/// More rounds don't find better orders in practice.
const ROUNDS: usize = 12;

/// Sorts each layer.
pub(super) fn arrange(layers: &mut Layers) {
    let mut best = layers.rows.clone();
    let mut fewest = usize::MAX;
    for round in 0..ROUNDS {
        let downwards = round % 2 == 0;
        let count = layers.rows.len();
        for step in 1..count {
            let row = if downwards { step } else { count - 1 - step };
            let beside = if downwards { row - 1 } else { row + 1 };
            sort(layers, row, beside, downwards);
        }
        let crossings = crossings(layers);
        if crossings < fewest {
            fewest = crossings;
            best.clone_from(&layers.rows);
        }
        if fewest == 0 {
            break;
        }
    }
    layers.rows = best;
}

fn positions(layers: &Layers, row: usize) -> Vec<(usize, usize)> {
    let mut positions: Vec<(usize, usize)> =
        layers.rows[row].iter().enumerate().map(|(at, item)| (*item, at)).collect();
    positions.sort_unstable();
    positions
}

fn position(positions: &[(usize, usize)], item: usize) -> usize {
    positions.binary_search_by_key(&item, |(item, _)| *item).map_or(0, |found| positions[found].1)
}

fn sort(layers: &mut Layers, row: usize, beside: usize, downwards: bool) {
    /// So many parts of a place, so that means needn't be rounded to places.
    const FINE: usize = 1_024;
    let fixed = positions(layers, beside);
    let neighbours = if downwards { &layers.above } else { &layers.below };
    let (here, there) = (layers.rows[row].len().max(1), fixed.len().max(1));
    let mut keyed: Vec<(usize, usize)> = Vec::with_capacity(here);
    for (at, item) in layers.rows[row].iter().enumerate() {
        let near = &neighbours[*item];
        let sum: usize = near.iter().map(|neighbour| position(&fixed, *neighbour) * FINE).sum();
        // An item without neighbours keeps its place in proportion.
        keyed.push((sum.checked_div(near.len()).unwrap_or(at * FINE * there / here), *item));
    }
    keyed.sort_by_key(|(mean, _)| *mean);
    layers.rows[row] = keyed.into_iter().map(|(_, item)| item).collect();
}

fn crossings(layers: &Layers) -> usize {
    (1..layers.rows.len()).map(|row| crossings_above(layers, row)).sum()
}

/// Inversions among the ends of the lines, taken in the order of their beginnings.
fn crossings_above(layers: &Layers, row: usize) -> usize {
    let lower = positions(layers, row);
    let mut seen: Vec<usize> = Vec::new();
    let mut crossings = 0;
    for upper in &layers.rows[row - 1] {
        let mut ends: Vec<usize> = layers.below[*upper].iter().map(|item| position(&lower, *item)).collect();
        ends.sort_unstable();
        for end in ends {
            let at = seen.partition_point(|other| *other <= end);
            crossings += seen.len() - at;
            seen.insert(at, end);
        }
    }
    crossings
}
