//! Places boxes in layers from top to bottom and routes lines between them, after Sugiyama, Tagawa and Toda
//! ("Methods for visual understanding of hierarchical system structures", 1981): lines that would lead up are
//! turned for a while, boxes get layers, each layer an order with few crossings, each item its place.
//!
//! Knows sizes and links, nothing of charts. All numbers are whole pixels, so a drawing is the same everywhere.

mod order;
mod place;
mod rank;
mod spread;

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// To the right.
    pub width: i32,
    /// Down.
    pub height: i32,
}

/// A place; the origin is top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// A line to be drawn between two different boxes, and the room that its label takes.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// Position of the box it leaves.
    pub from: usize,
    /// Position of the box it enters.
    pub to: usize,
    /// Its label.
    pub label: Size,
}

/// Where a line runs.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// From the one box to the other; between two points it is vertical, or a curve with vertical ends.
    /// Empty: the line isn't drawn.
    pub points: Vec<Point>,
    /// Top left of the label.
    pub label: Point,
}

/// Where everything is.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Of the whole.
    pub size: Size,
    /// Top left of each box.
    pub boxes: Vec<Point>,
    /// One for each link.
    pub routes: Vec<Route>,
}

/// Something that stands in a layer.
#[derive(Debug, Clone, Copy)]
struct Item {
    /// How far it reaches to the left of its axis.
    left: i32,
    /// How far to the right.
    right: i32,
    /// Its height.
    height: i32,
    /// Whether it is a point that a line passes, and no box.
    bend: bool,
}

/// Boxes and the points that lines pass, in layers. Boxes have even layers, labels stand in odd ones.
#[derive(Debug, Default)]
struct Layers {
    /// Boxes first, by their positions, then bends.
    items: Vec<Item>,
    /// The layer of each item.
    layer: Vec<usize>,
    /// The items of each layer, from left to right.
    rows: Vec<Vec<usize>>,
    /// Neighbours in the layer above.
    above: Vec<Vec<usize>>,
    /// Neighbours in the layer below.
    below: Vec<Vec<usize>>,
    /// For each link the items it passes, from the upper box to the lower.
    chains: Vec<Vec<usize>>,
    /// Whether the link leads from the lower box to the upper.
    turned: Vec<bool>,
    /// The bend beside which the label stands.
    labelled: Vec<usize>,
}

/// Room on both sides of a line.
const LINE_ROOM: i32 = 7;

/// So many points that lines pass are laid out in a second; a chart that people can read has a hundred.
const MOST_BENDS: usize = 20_000;

/// Lays out boxes and links. Not drawn are links from a box to itself, and the longest ones where all would
/// pass more than [`MOST_BENDS`] points.
pub fn layered(boxes: &[Size], links: &[Link]) -> Layout {
    let (ranks, turned) = rank::ranks(boxes.len(), links);
    let mut layers = chained(boxes, links, &ranks, turned);
    order::arrange(&mut layers);
    place::place(&layers, boxes, links)
}

fn chained(boxes: &[Size], links: &[Link], ranks: &[usize], turned: Vec<bool>) -> Layers {
    let last = ranks.iter().max().map_or(0, |rank| rank * 2);
    let mut layers = Layers { rows: vec![Vec::new(); last + 1], turned, ..Layers::default() };
    for (size, rank) in boxes.iter().zip(ranks) {
        let left = size.width / 2;
        layers.add(Item { left, right: size.width - left, height: size.height, bend: false }, rank * 2);
    }
    let drawn = affordable(links, ranks);
    for (at, link) in links.iter().enumerate() {
        if !drawn[at] {
            layers.chains.push(Vec::new());
            layers.labelled.push(link.from);
            continue;
        }
        let turned = layers.turned[at];
        let (upper, lower) = if turned { (link.to, link.from) } else { (link.from, link.to) };
        let between = layers.layer[upper] + 1..layers.layer[lower];
        // The label stands next to the box that the line leaves.
        let label_layer = if turned { between.end - 1 } else { between.start };
        let mut chain = vec![upper];
        for layer in between {
            let mut bend = Item { left: LINE_ROOM, right: LINE_ROOM, height: 0, bend: true };
            if layer == label_layer {
                bend.right += link.label.width;
                bend.height = link.label.height;
                layers.labelled.push(layers.items.len());
            }
            chain.push(layers.add(bend, layer));
        }
        chain.push(lower);
        for pair in chain.windows(2) {
            if let [up, down] = *pair {
                layers.below[up].push(down);
                layers.above[down].push(up);
            }
        }
        layers.chains.push(chain);
    }
    layers
}

/// Which links are drawn: the short ones first, as long as there are points left.
fn affordable(links: &[Link], ranks: &[usize]) -> Vec<bool> {
    let length = |link: &Link| ranks[link.from].abs_diff(ranks[link.to]) * 2;
    let mut shortest: Vec<usize> = (0..links.len()).filter(|at| links[*at].from != links[*at].to).collect();
    shortest.sort_by_key(|at| length(&links[*at]));
    let mut drawn = vec![false; links.len()];
    let mut bends = 0;
    for at in shortest {
        bends += length(&links[at]);
        drawn[at] = bends <= MOST_BENDS;
    }
    drawn
}

impl Layers {
    fn add(&mut self, item: Item, layer: usize) -> usize {
        let at = self.items.len();
        self.items.push(item);
        self.layer.push(layer);
        self.rows[layer].push(at);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(from: usize, to: usize) -> Link {
        Link { from, to, label: Size { width: 40, height: 16 } }
    }

    fn boxes(count: usize) -> Vec<Size> {
        vec![Size { width: 100, height: 40 }; count]
    }

    fn overlap(a: (Point, Size), b: (Point, Size)) -> bool {
        a.0.x < b.0.x + b.1.width
            && b.0.x < a.0.x + a.1.width
            && a.0.y < b.0.y + b.1.height
            && b.0.y < a.0.y + a.1.height
    }

    /// A graph with forks, joins, a way back and a long way.
    fn tangled() -> (Vec<Size>, Vec<Link>) {
        let links = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 0), (0, 3), (3, 4), (2, 4), (4, 1), (1, 5)];
        (boxes(6), links.iter().map(|(from, to)| link(*from, *to)).collect())
    }

    #[test]
    fn a_sequence_is_a_straight_column() {
        let layout = layered(&boxes(3), &[link(0, 1), link(1, 2)]);
        assert_eq!(layout.boxes[0].x, layout.boxes[2].x);
        assert!(layout.boxes[0].y < layout.boxes[1].y && layout.boxes[1].y < layout.boxes[2].y);
        assert!(
            layout.routes.iter().all(|route| route.points.iter().all(|point| point.x == route.points[0].x))
        );
    }

    #[test]
    fn nothing_lies_on_anything_else() {
        let (sizes, links) = tangled();
        let layout = layered(&sizes, &links);
        let mut areas: Vec<(Point, Size)> = layout.boxes.iter().copied().zip(sizes.iter().copied()).collect();
        areas.extend(layout.routes.iter().zip(&links).map(|(route, link)| (route.label, link.label)));
        for (at, area) in areas.iter().enumerate() {
            assert!(
                area.0.x >= 0 && area.0.x + area.1.width <= layout.size.width,
                "{area:?} in {:?}",
                layout.size
            );
            assert!(
                area.0.y >= 0 && area.0.y + area.1.height <= layout.size.height,
                "{area:?} in {:?}",
                layout.size
            );
            for other in &areas[at + 1..] {
                assert!(!overlap(*area, *other), "{area:?} lies on {other:?}");
            }
        }
    }

    #[test]
    fn a_line_begins_and_ends_at_its_boxes() {
        let (sizes, links) = tangled();
        let layout = layered(&sizes, &links);
        for (route, link) in layout.routes.iter().zip(&links) {
            for (end, at) in [(route.points.first(), link.from), (route.points.last(), link.to)] {
                let (end, corner, size) = (end.expect("it has points"), layout.boxes[at], sizes[at]);
                assert!(end.x > corner.x && end.x < corner.x + size.width);
                assert!(end.y == corner.y || end.y == corner.y + size.height);
            }
        }
    }

    #[test]
    fn many_boxes_without_links_and_a_link_to_itself_are_no_trouble() {
        assert_eq!(layered(&[], &[]).size, Size::default());
        let layout = layered(&boxes(4), &[link(2, 2)]);
        assert_eq!(layout.boxes.len(), 4);
        assert!(layout.routes[0].points.is_empty());
    }

    #[test]
    fn of_too_many_long_lines_the_longest_are_left_out() {
        let mut links: Vec<Link> = (1..400).map(|at| link(at - 1, at)).collect();
        links.extend((1..400).map(|at| link(at, at / 3)));
        let layout = layered(&boxes(400), &links);
        assert!(layout.routes[..399].iter().all(|route| !route.points.is_empty()));
        assert!(layout.routes[797].points.is_empty());
    }

    #[test]
    fn a_thousand_boxes_in_a_ring_are_laid_out() {
        let links: Vec<Link> = (0..1_000).map(|at| link(at, (at + 1) % 1_000)).collect();
        assert_eq!(layered(&boxes(1_000), &links).boxes.len(), 1_000);
    }
}
