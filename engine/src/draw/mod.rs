//! Drawings of a chart: what hangs on the office wall, and what a page of documentation shows.
//!
//! Decides what is drawn as a line and what is told in words, how large boxes are and where they stand.
//! Leaves to others: what the states mean, and which of them are active in a case.

mod blocks;
mod dot;
mod layers;
mod lines;
mod measure;
mod mermaid;
mod phrases;
mod speech;
mod svg;

use crate::chart::{Chart, ROOT};
use crate::id::{ArrowIx, StateIx};
use speech::Speech;

/// What stands out on a drawing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks<'m> {
    /// States where a case is now.
    pub here: &'m [StateIx],
    /// States that a run passes.
    pub passed: &'m [StateIx],
    /// Arrows that a run takes.
    pub taken: &'m [ArrowIx],
}

/// The chart as an SVG document in a language; `marked` states are shown as those where the case is now.
///
/// The document refers to nothing outside itself and has no script and no style sheet.
pub fn draw(chart: &Chart, marked: &[StateIx], language: &str) -> String {
    draw_marked(chart, &Marks { here: marked, ..Marks::default() }, language)
}

/// The same with the path of a run: its states and arrows have the class `taken` and heavier lines, and
/// words that tell an arrow of it are bold.
pub fn draw_marked(chart: &Chart, marks: &Marks<'_>, language: &str) -> String {
    let speech = Speech::new(chart, language);
    let lines = lines::lines(chart, &speech);
    let block = blocks::block(chart, &speech, &lines, ROOT);
    svg::document(chart, &speech, &block, marks)
}

/// The chart as a state diagram for Mermaid.
pub fn mermaid(chart: &Chart, language: &str) -> String {
    let speech = Speech::new(chart, language);
    mermaid::diagram(chart, &speech, &lines::lines(chart, &speech))
}

/// The chart as a graph for Graphviz.
pub fn dot(chart: &Chart, language: &str) -> String {
    let speech = Speech::new(chart, language);
    let lines = lines::lines(chart, &speech);
    dot::graph(chart, &speech, &lines, &blocks::block(chart, &speech, &lines, ROOT))
}
