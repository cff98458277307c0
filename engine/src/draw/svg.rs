//! Writes blocks as SVG 1.1: shapes and texts with attributes of their own, no style sheet, no script, no
//! reference to anything outside, so that it may stand inside a page with a strict content policy.

use super::Marks;
use super::blocks::{
    Block, CIRCLE, DOT, Drawn, PAD, Row, SIGN, STACK, Shape, Sign, TEXT, TEXT_LINE, TITLE, TITLE_LINE,
};
use super::layers::{Point, Size};
use super::measure::width;
use super::speech::Speech;
use crate::chart::Chart;
use crate::id::{ArrowIx, StateIx};
use std::fmt::Write as _;

const FONT: &str = "Arial, Helvetica, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";
const INK: &str = "#1c2733";
const FAINT: &str = "#55636f";
const FRAME: &str = "#8694a1";
const HERE: &str = "#b45309";
/// Boxes within boxes alternate, so that one sees where each ends.
const FILLS: [&str; 2] = ["#f3f6f8", "#ffffff"];
const HERE_FILL: &str = "#fff4d6";
const WAY: &str = "#7a1f8f";
const WAY_FILL: &str = "#f8ecfa";
const TASK: &str = "#1d5fa8";
const CLOCK: &str = "#9a3412";
/// Around the whole.
const MARGIN: i32 = 20;
/// Above the whole: its title.
const HEAD: i32 = 44;
/// Below the whole: what the signs mean.
const FOOT: i32 = 34;

/// The document for the outermost block.
pub(super) fn document(chart: &Chart, speech: &Speech, block: &Block, marks: &Marks<'_>) -> String {
    let mut pen = Pen { chart, marks, out: String::new() };
    let title = speech.whole();
    let legend = speech.words.legend();
    let wide = [block.size.width, width(&title, 20), legend_width(&legend)];
    let all = Size {
        width: wide.iter().max().copied().unwrap_or(0) + 2 * MARGIN,
        height: block.size.height + HEAD + FOOT + MARGIN,
    };
    let (w, h) = (all.width, all.height);
    pen.line(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" font-family=\"{FONT}\" fill=\"{INK}\">"
    ));
    pen.line(&format!("<title>{}</title>", escaped(&title)));
    pen.line(&format!("<rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>"));
    pen.text(Point { x: MARGIN, y: 34 }, 20, "font-weight=\"bold\"", &title);
    let corner = Point { x: (w - block.size.width) / 2, y: HEAD };
    pen.content(block, corner, 0);
    pen.legend(&legend, Point { x: MARGIN, y: h - MARGIN });
    pen.line("</svg>");
    pen.out
}

/// Text in an element or an attribute: markup and characters that XML 1.0 doesn't have are taken out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

fn legend_width(legend: &[&str]) -> i32 {
    legend.iter().map(|text| width(text, TEXT) + SIGN + 2 * PAD).sum()
}

/// How a frame looks.
struct Paint {
    stroke: &'static str,
    thick: &'static str,
    fill: &'static str,
}

struct Pen<'a> {
    chart: &'a Chart,
    marks: &'a Marks<'a>,
    out: String,
}

impl Pen<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn text(&mut self, at: Point, size: i32, more: &str, text: &str) {
        let Point { x, y } = at;
        self.line(&format!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" {more}>{}</text>", escaped(text)));
    }

    fn block(&mut self, block: &Block, corner: Point, depth: usize) {
        let Some(state) = block.state else {
            let (x, y) = (corner.x + DOT / 2, corner.y + DOT / 2);
            return self.line(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"5\"/>"));
        };
        let name = escaped(&self.chart.state(state).name);
        let here = self.marks.here.contains(&state);
        let passed = self.marks.passed.contains(&state);
        let mark = if here { " data-here=\"true\"" } else { "" };
        let class = if passed { " class=\"taken\"" } else { "" };
        self.line(&format!("<g data-state=\"{name}\"{mark}{class}>"));
        let paint = match (here, passed) {
            (true, _) => Paint { stroke: HERE, thick: "2.5", fill: HERE_FILL },
            (false, true) => Paint { stroke: WAY, thick: "3", fill: WAY_FILL },
            (false, false) => Paint { stroke: FRAME, thick: "1", fill: FILLS[depth % 2] },
        };
        match block.shape {
            Shape::History { deep } => self.history(corner, deep),
            _ => self.frame(block, corner, depth, &paint),
        }
        self.content(block, corner, depth);
        self.line("</g>");
    }

    fn history(&mut self, corner: Point, deep: bool) {
        let (x, y) = (corner.x + CIRCLE / 2, corner.y + CIRCLE / 2);
        let radius = CIRCLE / 2 - 1;
        self.line(&format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"#ffffff\" stroke=\"{FRAME}\"/>"
        ));
        let text = if deep { "H*" } else { "H" };
        self.text(Point { x, y: y + 4 }, TEXT, "text-anchor=\"middle\"", text);
    }

    fn frame(&mut self, block: &Block, corner: Point, depth: usize, paint: &Paint) {
        let Point { x, y } = corner;
        let Size { mut width, mut height } = block.size;
        // A box that holds others is told by its frame alone: what is filled is where one stands.
        let fill = if block.children.is_empty() { paint.fill } else { FILLS[depth % 2] };
        let Paint { stroke, thick, .. } = paint;
        let round = if block.shape == Shape::Final { 16 } else { 6 };
        let dash = if block.region { " stroke-dasharray=\"6 4\"" } else { "" };
        if block.stacked {
            width -= STACK;
            height -= STACK;
            for behind in [STACK, STACK / 2] {
                let (x, y) = (x + behind, y + behind);
                self.line(&format!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" fill=\"{fill}\" stroke=\"{FRAME}\"/>"
                ));
            }
        }
        self.line(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{thick}\"{dash}/>"
        ));
        if block.shape == Shape::Final {
            let (x, y, width, height) = (x + 3, y + 3, width - 6, height - 6);
            self.line(&format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"13\" fill=\"none\" stroke=\"{stroke}\"/>"
            ));
        }
        if let Some(law) = &block.law {
            self.line(&format!("<title>{}</title>", escaped(law)));
        }
    }

    /// Title, rows, lines and children.
    fn content(&mut self, block: &Block, corner: Point, depth: usize) {
        let (x, mut y) = (corner.x + PAD, corner.y + PAD);
        for line in &block.title {
            self.text(Point { x, y: y + TITLE }, TITLE, "font-weight=\"bold\"", line);
            y += TITLE_LINE;
        }
        y += 2;
        for row in &block.rows {
            y = self.row(row, Point { x, y });
        }
        // Boxes first: a line ends at a frame, and a label may be crossed by a line but by no box.
        for (place, child) in &block.children {
            self.block(child, Point { x: corner.x + place.x, y: corner.y + place.y }, depth + 1);
        }
        for line in &block.lines {
            self.way(line, corner);
        }
        for line in &block.lines {
            self.label(line, corner);
        }
    }

    fn row(&mut self, row: &Row, at: Point) -> i32 {
        let Point { x, mut y } = at;
        let taken = row.arrow.is_some_and(|(arrow, to)| self.is_taken(arrow, to));
        let weight = if taken { " class=\"taken\" font-weight=\"bold\"" } else { "" };
        if row.law.is_some() {
            self.line("<g>");
        }
        self.sign(row.sign, Point { x, y: y + 2 });
        for line in &row.lines {
            let colour = match row.sign {
                _ if taken => WAY,
                Sign::Note => FAINT,
                _ => INK,
            };
            let shift = if row.sign == Sign::Note { 0 } else { SIGN };
            self.text(Point { x: x + shift, y: y + TEXT }, TEXT, &format!("fill=\"{colour}\"{weight}"), line);
            y += TEXT_LINE;
        }
        if let Some(law) = &row.law {
            self.line(&format!("<title>{}</title></g>", escaped(law)));
        }
        y
    }

    /// Eleven pixels wide and high.
    fn sign(&mut self, sign: Sign, at: Point) {
        let Point { x, y } = at;
        match sign {
            Sign::Note => {}
            Sign::Task => self.line(&format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"11\" height=\"11\" rx=\"2\" fill=\"none\" stroke=\"{TASK}\" stroke-width=\"1.5\"/>"
            )),
            Sign::Clock => {
                let (cx, cy) = (x + 5, y + 6);
                self.line(&format!(
                    "<path d=\"M{cx} {y}m-6 6a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M{cx} {cy}v-4M{cx} {cy}h3\" fill=\"none\" stroke=\"{CLOCK}\" stroke-width=\"1.5\"/>"
                ));
            }
            Sign::Leaves => {
                let y = y + 6;
                self.line(&format!(
                    "<path d=\"M{x} {y}h10m-4 -4l4 4l-4 4\" fill=\"none\" stroke=\"{FAINT}\" stroke-width=\"1.5\"/>"
                ));
            }
        }
    }

    fn way(&mut self, line: &Drawn, corner: Point) {
        let points: Vec<Point> =
            line.points.iter().map(|point| Point { x: point.x + corner.x, y: point.y + corner.y }).collect();
        let ([first, .., before, last] | [first @ before, last]) = points[..] else { return };
        let mut path = format!("M{} {}", first.x, first.y);
        for pair in points.windows(2) {
            let [a, b] = pair else { continue };
            let middle = i32::midpoint(a.y, b.y);
            // Writing to a String can't fail.
            let _ = if a.x == b.x {
                write!(path, "V{}", b.y)
            } else {
                write!(path, "C{} {middle} {} {middle} {} {}", a.x, b.x, b.x, b.y)
            };
        }
        let dash = if line.dashed { " stroke-dasharray=\"5 4\"" } else { "" };
        let taken = line.arrows.iter().any(|(arrow, to)| self.is_taken(*arrow, Some(*to)));
        let (colour, thick, class) = if taken { (WAY, "3.5", " class=\"taken\"") } else { (INK, "1.2", "") };
        self.line(&format!(
            "<path{class} d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{thick}\"{dash}/>"
        ));
        let back = if before.y < last.y { -8 } else { 8 };
        let (side, back) = if taken { (6, back * 3 / 2) } else { (4, back) };
        let (x, y, across) = (last.x, last.y, 2 * side);
        self.line(&format!("<path d=\"M{x} {y}l-{side} {back}h{across}z\" fill=\"{colour}\"/>"));
    }

    /// Whether a run takes an arrow to this state. One that is used up leads elsewhere: which of its two ways
    /// was taken is seen by where the run passes.
    fn is_taken(&self, arrow: ArrowIx, to: Option<StateIx>) -> bool {
        self.marks.taken.contains(&arrow)
            && (self.chart.arrow(arrow).beyond.is_empty()
                || to.is_none_or(|to| {
                    self.marks.passed.iter().any(|passed| self.chart.is_within(*passed, to))
                }))
    }

    fn label(&mut self, line: &Drawn, corner: Point) {
        let (x, mut y) = (corner.x + line.label.x, corner.y + line.label.y);
        for text in &line.text {
            // A white edge keeps the text readable where another line passes under it.
            let halo = "stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\"";
            self.text(Point { x, y: y + TEXT }, TEXT, halo, text);
            y += TEXT_LINE;
        }
    }

    fn legend(&mut self, legend: &[&str; 5], at: Point) {
        let mut x = at.x;
        for (sign, text) in [Sign::Task, Sign::Clock, Sign::Leaves].into_iter().zip(legend) {
            self.sign(sign, Point { x, y: at.y - 10 });
            self.text(Point { x: x + SIGN, y: at.y }, TEXT, &format!("fill=\"{FAINT}\""), text);
            x += SIGN + width(text, TEXT) + 2 * PAD;
        }
        let way = !self.marks.passed.is_empty() || !self.marks.taken.is_empty();
        let shown =
            [(!self.marks.here.is_empty(), HERE_FILL, HERE, legend[3]), (way, WAY_FILL, WAY, legend[4])];
        for (_, fill, stroke, text) in shown.into_iter().filter(|(shown, ..)| *shown) {
            let y = at.y - 10;
            self.line(&format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"12\" height=\"12\" rx=\"2\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"2\"/>"
            ));
            self.text(Point { x: x + SIGN, y: at.y }, TEXT, &format!("fill=\"{FAINT}\""), text);
            x += SIGN + width(text, TEXT) + 2 * PAD;
        }
    }
}
