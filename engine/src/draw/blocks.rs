//! Boxes within boxes: how large each is, what it says, where its children stand and lines run.

use super::layers::{Layout, Link, Point, Route, Size, layered};
use super::lines::Lines;
use super::measure::{width, wrapped};
use super::speech::Speech;
use crate::chart::{Chart, StateKind};
use crate::id::{ArrowIx, StateIx};

/// Font sizes: of a title, and of everything else.
pub(super) const TITLE: i32 = 14;
pub(super) const TEXT: i32 = 12;
/// Heights of their lines.
pub(super) const TITLE_LINE: i32 = 19;
pub(super) const TEXT_LINE: i32 = 16;
/// Between a frame and what it holds.
pub(super) const PAD: i32 = 12;
/// Room for the sign before a row.
pub(super) const SIGN: i32 = 18;
/// How far the frames behind a box of copies reach out.
pub(super) const STACK: i32 = 8;

/// Wide enough for most titles, narrow enough for three beside one another on a sheet.
const BOX_TEXT: i32 = 300;
const LABEL_TEXT: i32 = 210;
const NARROWEST: i32 = 96;
/// Between two regions.
const REGION_GAP: i32 = 16;
/// The dot where a box begins.
pub(super) const DOT: i32 = 14;
/// The circle of a history state.
pub(super) const CIRCLE: i32 = 30;

/// What stands before a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Task,
    Clock,
    Leaves,
    Note,
}

/// A row of a box, in lines.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) sign: Sign,
    pub(super) lines: Vec<String>,
    /// Its provision, shown where a reader asks for it.
    pub(super) law: Option<String>,
    /// The arrow that it tells, and where that leads.
    pub(super) arrow: Option<(ArrowIx, Option<StateIx>)>,
}

/// What a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    State,
    Final,
    History { deep: bool },
    Dot,
}

/// A line in its box.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) points: Vec<Point>,
    pub(super) label: Point,
    pub(super) text: Vec<String>,
    pub(super) dashed: bool,
    /// Its arrows, each with the state that it leads to in the end.
    pub(super) arrows: Vec<(ArrowIx, StateIx)>,
}

/// A box with all that is in it. Places are relative to its corner.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// The state; none for the dot where a box begins.
    pub(super) state: Option<StateIx>,
    pub(super) shape: Shape,
    pub(super) size: Size,
    pub(super) title: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) law: Option<String>,
    /// One of several frames: a copy for each member.
    pub(super) stacked: bool,
    /// A region of a parallel state.
    pub(super) region: bool,
    pub(super) children: Vec<(Point, Block)>,
    pub(super) lines: Vec<Drawn>,
}

/// The block of a state and of everything in it.
pub(super) fn block(chart: &Chart, speech: &Speech, lines: &Lines, ix: StateIx) -> Block {
    let state = chart.state(ix);
    if let StateKind::History { deep, .. } = state.kind {
        let size = Size { width: CIRCLE, height: CIRCLE };
        return Block { state: Some(ix), shape: Shape::History { deep }, size, ..empty() };
    }
    let mut children: Vec<Block> =
        state.children.iter().map(|child| block(chart, speech, lines, *child)).collect();
    let parallel = matches!(state.kind, StateKind::Parallel);
    let inside = if parallel {
        children.iter_mut().for_each(|region| region.region = true);
        side_by_side(&children)
    } else {
        let dot = Block { shape: Shape::Dot, size: Size { width: DOT, height: DOT }, ..empty() };
        if !children.is_empty() {
            children.insert(0, dot);
        }
        flow(&children, lines, ix)
    };
    let shape = if matches!(state.kind, StateKind::Final { .. }) { Shape::Final } else { Shape::State };
    let mut block = Block { state: Some(ix), shape, stacked: state.for_each.is_some(), ..empty() };
    block.law = state.law.as_ref().map(|key| speech.law(key));
    let room = BOX_TEXT.max(inside.size.width);
    if ix != crate::chart::ROOT {
        block.title = wrapped(&speech.state(ix), TITLE, room);
    }
    block.rows = rows(chart, speech, lines, ix, room);
    for (from, to, text) in &inside.undrawn {
        let name =
            |at: usize| children.get(at).and_then(|child| child.state).map(|state| speech.state(state));
        let text = format!("{} → {}: {text}", name(*from).unwrap_or_default(), name(*to).unwrap_or_default());
        let lines = wrapped(&text, TEXT, room - SIGN);
        block.rows.push(Row { sign: Sign::Leaves, lines, law: None, arrow: None });
    }
    block.enclose(children, inside);
    block
}

fn empty() -> Block {
    Block {
        state: None,
        shape: Shape::State,
        size: Size::default(),
        title: Vec::new(),
        rows: Vec::new(),
        law: None,
        stacked: false,
        region: false,
        children: Vec::new(),
        lines: Vec::new(),
    }
}

fn rows(chart: &Chart, speech: &Speech, lines: &Lines, ix: StateIx, room: i32) -> Vec<Row> {
    let state = chart.state(ix);
    let mut rows = Vec::new();
    let mut add = |sign: Sign, text: &str, law: Option<&String>| {
        let lines = wrapped(text, TEXT, room - SIGN);
        rows.push(Row { sign, lines, law: law.map(|key| speech.law(key)), arrow: None });
    };
    if let Some(members) = &state.for_each {
        add(Sign::Note, &speech.for_each(members), None);
    }
    if let StateKind::Final { outcome: Some(outcome) } = &state.kind
        && *outcome != state.name
    {
        add(Sign::Note, &speech.words.outcome(outcome), None);
    }
    for task in &state.tasks {
        add(Sign::Task, &speech.task(*task), chart.task(*task).law.as_ref());
    }
    for deadline in &state.deadlines {
        add(Sign::Clock, &speech.deadline(*deadline), chart.deadline(*deadline).law.as_ref());
    }
    for note in speech.notes(state) {
        add(Sign::Note, &note, None);
    }
    for told in lines.told.get(&ix).into_iter().flatten() {
        let sign = if told.leaves { Sign::Leaves } else { Sign::Note };
        let lines = wrapped(&told.text, TEXT, room - SIGN);
        rows.push(Row { sign, lines, law: None, arrow: told.arrow });
    }
    rows
}

/// Regions beside one another; small ones under one another where a tall one leaves them room.
fn side_by_side(regions: &[Block]) -> Inside {
    let tallest = regions.iter().map(|region| region.size.height).max().unwrap_or(0);
    let mut inside = Inside::default();
    let (mut x, mut y, mut widest) = (0, 0, 0);
    for region in regions {
        if y > 0 && y + region.size.height > tallest {
            x += widest + REGION_GAP;
            (y, widest) = (0, 0);
        }
        inside.places.push(Point { x, y });
        widest = widest.max(region.size.width);
        y += region.size.height + REGION_GAP;
        inside.size = Size { width: x + widest, height: inside.size.height.max(y - REGION_GAP) };
    }
    inside
}

/// Children and the lines between them, from top to bottom.
fn flow(children: &[Block], lines: &Lines, whole: StateIx) -> Inside {
    let sizes: Vec<Size> = children.iter().map(|child| child.size).collect();
    let position = |state: Option<StateIx>| children.iter().position(|child| child.state == state);
    let mut links = Vec::new();
    let mut texts = Vec::new();
    for line in lines.within.get(&whole).into_iter().flatten() {
        let (Some(from), Some(to)) = (position(line.from), position(Some(line.to))) else { continue };
        let text: Vec<String> =
            line.texts().iter().flat_map(|label| wrapped(label, TEXT, LABEL_TEXT)).collect();
        let widest = text.iter().map(|line| width(line, TEXT)).max().unwrap_or(0);
        links.push(Link { from, to, label: Size { width: widest, height: height(text.len(), TEXT_LINE) } });
        texts.push((text, line));
    }
    let Layout { size, boxes, routes } = layered(&sizes, &links);
    let mut inside = Inside { size, places: boxes, ..Inside::default() };
    for ((Route { points, label }, (text, line)), link) in routes.into_iter().zip(texts).zip(&links) {
        if points.is_empty() {
            inside.undrawn.push((link.from, link.to, text.join(" ")));
        } else {
            let (dashed, arrows) = (line.inside, line.arrows.clone());
            inside.lines.push(Drawn { points, label, text, dashed, arrows });
        }
    }
    inside
}

#[derive(Debug, Default)]
struct Inside {
    size: Size,
    places: Vec<Point>,
    lines: Vec<Drawn>,
    /// Lines for which there was no room: positions of their ends, and what they say.
    undrawn: Vec<(usize, usize, String)>,
}

impl Block {
    /// The frame around what is inside, below the title and the rows.
    fn enclose(&mut self, children: Vec<Block>, inside: Inside) {
        let title = self.title.iter().map(|line| width(line, TITLE)).max().unwrap_or(0);
        let rows = self
            .rows
            .iter()
            .flat_map(|row| &row.lines)
            .map(|line| width(line, TEXT) + SIGN)
            .max()
            .unwrap_or(0);
        let content = title.max(rows).max(inside.size.width).max(NARROWEST);
        let top = self.head();
        let below = if children.is_empty() { 0 } else { inside.size.height + PAD };
        self.size = Size { width: content + 2 * PAD, height: top + below };
        if self.stacked {
            self.size.width += STACK;
            self.size.height += STACK;
        }
        let shift = Point { x: PAD + (content - inside.size.width) / 2, y: top };
        let moved = |point: Point| Point { x: point.x + shift.x, y: point.y + shift.y };
        self.children = inside.places.into_iter().map(moved).zip(children).collect();
        self.lines = inside.lines;
        for line in &mut self.lines {
            line.label = moved(line.label);
            line.points.iter_mut().for_each(|point| *point = moved(*point));
        }
    }

    /// How far down the title and the rows reach.
    fn head(&self) -> i32 {
        let rows = self.rows.iter().map(|row| row.lines.len()).sum();
        let gap = if self.rows.is_empty() || self.title.is_empty() { 0 } else { 2 };
        PAD + height(self.title.len(), TITLE_LINE) + gap + height(rows, TEXT_LINE) + PAD - 2
    }
}

fn height(lines: usize, each: i32) -> i32 {
    i32::try_from(lines).unwrap_or(i32::MAX / 64).saturating_mul(each)
}
