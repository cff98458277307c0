//! Where each item stands, once the layers and their order are known, and where lines leave and enter boxes.

use super::spread::{Wish, spread};
use super::{LINE_ROOM, Layers, Layout, Link, Point, Route, Size};

/// Between two items of a layer.
const GAP: i32 = 18;
/// Between two layers, at least.
const RISE: i32 = 14;
/// Between two layers, at most: so much where a line runs far to the side.
const HIGHEST_RISE: i32 = 44;
/// From a box's corner to a line.
const CORNER: i32 = 14;
/// Between two lines at one side of a box.
const LINES_APART: i32 = 18;
/// So often items move towards their neighbours. Odd, so that the last round goes down: a sequence then
/// stands straight below its beginning.
const ROUNDS: usize = 25;

/// The layout of arranged layers.
pub(super) fn place(layers: &Layers, boxes: &[Size], links: &[Link]) -> Layout {
    let axes = axes(layers);
    let ports = ports(layers, &axes);
    let (tops, bottoms) = heights(layers, &axes, &ports);
    let width = layers.items.iter().zip(&axes).map(|(item, x)| x + item.right).max().unwrap_or(0);
    let corner = |at: usize| Point { x: axes[at] - layers.items[at].left, y: tops[layers.layer[at]] };
    let routes = links
        .iter()
        .enumerate()
        .map(|(at, _)| route(layers, boxes, &axes, &ports[at], (&tops, &bottoms), at))
        .collect();
    Layout {
        size: Size { width, height: bottoms.last().copied().unwrap_or(0) },
        boxes: (0..boxes.len()).map(corner).collect(),
        routes,
    }
}

/// The horizontal place of each item's axis.
fn axes(layers: &Layers) -> Vec<i32> {
    let mut axes = vec![0; layers.items.len()];
    for row in &layers.rows {
        let mut x = 0;
        for item in row {
            axes[*item] = x + layers.items[*item].left;
            x += layers.items[*item].left + layers.items[*item].right + GAP;
        }
    }
    let count = layers.rows.len();
    for round in 0..ROUNDS {
        let downwards = round % 2 == 0;
        for step in 0..count {
            let row = if downwards { step } else { count - 1 - step };
            let wishes = wishes(layers, &axes, row, downwards);
            for (item, x) in layers.rows[row].iter().zip(spread(&wishes)) {
                axes[*item] = x;
            }
        }
    }
    let leftmost = layers.items.iter().zip(&axes).map(|(item, x)| x - item.left).min().unwrap_or(0);
    axes.iter().map(|x| x - leftmost).collect()
}

fn wishes(layers: &Layers, axes: &[i32], row: usize, downwards: bool) -> Vec<Wish> {
    let mut wishes = Vec::with_capacity(layers.rows[row].len());
    let mut right_before = 0;
    for item in &layers.rows[row] {
        let shape = layers.items[*item];
        let (mut sum, mut count) = (0_i64, 0_i64);
        for neighbour in if downwards { &layers.above[*item] } else { &layers.below[*item] } {
            // A line that passes keeps its course more stubbornly than a box its place.
            let weight = if layers.items[*neighbour].bend && shape.bend { 4 } else { 1 };
            sum += i64::from(axes[*neighbour]) * weight;
            count += weight;
        }
        let mean = sum.checked_div(count).and_then(|mean| i32::try_from(mean).ok());
        let weight = if count == 0 {
            1
        } else if shape.bend {
            2
        } else {
            4
        };
        wishes.push(Wish { at: mean.unwrap_or(axes[*item]), apart: right_before + shape.left + GAP, weight });
        right_before = shape.right;
    }
    wishes
}

/// For each link, where it leaves the upper box and enters the lower one.
fn ports(layers: &Layers, axes: &[i32]) -> Vec<(i32, i32)> {
    let mut ports = vec![(0, 0); layers.chains.len()];
    let mut leaving: Vec<Vec<(i32, usize)>> = vec![Vec::new(); layers.items.len()];
    let mut entering = leaving.clone();
    for (link, chain) in layers.chains.iter().enumerate() {
        if let [upper, first, .., last, lower] | [upper, first @ last, lower] = chain[..] {
            leaving[upper].push((axes[first], link));
            entering[lower].push((axes[last], link));
        }
    }
    for (item, mut ends) in leaving.into_iter().enumerate() {
        for (x, link) in side_by_side(layers, axes, item, &mut ends) {
            ports[link].0 = x;
        }
    }
    for (item, mut ends) in entering.into_iter().enumerate() {
        for (x, link) in side_by_side(layers, axes, item, &mut ends) {
            ports[link].1 = x;
        }
    }
    ports
}

fn side_by_side(layers: &Layers, axes: &[i32], item: usize, ends: &mut [(i32, usize)]) -> Vec<(i32, usize)> {
    ends.sort_unstable();
    let shape = layers.items[item];
    let corner = CORNER.min(shape.left.min(shape.right) / 2);
    let (low, high) = (axes[item] - shape.left + corner, axes[item] + shape.right - corner);
    let others = i32::try_from(ends.len()).unwrap_or(i32::MAX).saturating_sub(1).max(1);
    let apart = LINES_APART.min((high - low) / others);
    let wishes: Vec<Wish> =
        ends.iter().map(|(x, _)| Wish { at: (*x).clamp(low, high), apart, weight: 1 }).collect();
    let mut places = spread(&wishes);
    let mut limit = high;
    for place in places.iter_mut().rev() {
        *place = (*place).min(limit);
        limit = *place - apart;
    }
    let mut limit = low;
    for place in &mut places {
        *place = (*place).max(limit);
        limit = *place + apart;
    }
    places.into_iter().zip(ends.iter().map(|(_, link)| *link)).collect()
}

/// Top and bottom of each layer.
fn heights(layers: &Layers, axes: &[i32], ports: &[(i32, i32)]) -> (Vec<i32>, Vec<i32>) {
    let mut farthest = vec![0; layers.rows.len()];
    for (chain, (leaves, enters)) in layers.chains.iter().zip(ports) {
        let mut x = *leaves;
        for (at, item) in chain.iter().enumerate().skip(1) {
            let next = if at + 1 == chain.len() { *enters } else { axes[*item] };
            let row = layers.layer[*item];
            farthest[row] = farthest[row].max((next - x).abs());
            x = next;
        }
    }
    let (mut tops, mut bottoms) = (Vec::new(), Vec::new());
    let mut y = 0;
    for (row, items) in layers.rows.iter().enumerate() {
        if row > 0 {
            y += (RISE + farthest[row] / 8).min(HIGHEST_RISE);
        }
        tops.push(y);
        y += items.iter().map(|item| layers.items[*item].height).max().unwrap_or(0);
        bottoms.push(y);
    }
    (tops, bottoms)
}

fn route(
    layers: &Layers,
    boxes: &[Size],
    axes: &[i32],
    ports: &(i32, i32),
    (tops, bottoms): (&[i32], &[i32]),
    link: usize,
) -> Route {
    let chain = &layers.chains[link];
    let mut points = Vec::with_capacity(chain.len() * 2);
    for (at, item) in chain.iter().enumerate() {
        let layer = layers.layer[*item];
        let (top, bottom) = (tops[layer], bottoms[layer]);
        match at {
            0 => points.extend([
                Point { x: ports.0, y: top + boxes[*item].height },
                Point { x: ports.0, y: bottom },
            ]),
            at if at + 1 == chain.len() => points.push(Point { x: ports.1, y: top }),
            _ => points.extend([Point { x: axes[*item], y: top }, Point { x: axes[*item], y: bottom }]),
        }
    }
    points.dedup();
    if layers.turned[link] {
        points.reverse();
    }
    let label = layers.labelled[link];
    Route { points, label: Point { x: axes[label] + LINE_ROOM, y: tops[layers.layer[label]] } }
}
