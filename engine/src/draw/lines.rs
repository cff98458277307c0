//! Which arrows become lines, between which boxes, and which are told in words inside their box.
//!
//! A line is drawn where an arrow's source and target stand in the same box, each by itself or by a box around
//! it. An arrow that starts deeper is told in its state too, and its line is dashed: "something in here leads
//! there". Arrows into their own box, between regions, or to nowhere are told in words alone.

use super::speech::Speech;
use crate::chart::{Arrow, Chart, Initial, StateKind, Trigger};
use crate::id::{ArrowIx, StateIx};
use std::collections::BTreeMap;

/// A line between two children of a box. Arrows between the same two that start alike share one.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Where it starts; none: where the box begins.
    pub(super) from: Option<StateIx>,
    /// Where it leads.
    pub(super) to: StateIx,
    /// What its arrows say, by the state that each starts from; none: where the box begins.
    pub(super) labels: Vec<(Option<StateIx>, String)>,
    /// Whether its arrows start deeper than at its beginning.
    pub(super) inside: bool,
    /// Its arrows, each with the state that it leads to in the end.
    pub(super) arrows: Vec<(ArrowIx, StateIx)>,
}

/// What is told in words.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The words.
    pub(super) text: String,
    /// Whether something is left by it.
    pub(super) leaves: bool,
    /// The arrow that it tells, and where that leads; none: where history begins.
    pub(super) arrow: Option<(ArrowIx, Option<StateIx>)>,
}

/// All lines and words of a chart.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Lines by the box that they are drawn in.
    pub(super) within: BTreeMap<StateIx, Vec<Line>>,
    /// Words by the state whose arrow they tell.
    pub(super) told: BTreeMap<StateIx, Vec<Told>>,
}

/// Sorts the arrows of a chart.
pub(super) fn lines(chart: &Chart, speech: &Speech) -> Lines {
    let mut lines = Lines::default();
    for (at, state) in chart.states.iter().enumerate() {
        let Ok(at) = u16::try_from(at) else { break };
        match &state.kind {
            StateKind::Compound(initial) => lines.begin(chart, speech, StateIx(at), initial),
            StateKind::History { default, .. } => {
                lines.lead(chart, speech, (StateIx(at), None), &default.to, ("", ""))
            }
            _ => {}
        }
    }
    for (ix, arrow) in (0..).map(ArrowIx).zip(&chart.arrows) {
        let label = speech.arrow(arrow);
        // A line that starts deeper says where, unless its event does.
        let named = match arrow.trigger {
            Trigger::Events(_) => label.clone(),
            Trigger::AtOnce | Trigger::Done => {
                format!("{}{}{label}", speech.state(arrow.source), speech.words.colon())
            }
        };
        if arrow.to.is_empty() {
            lines.stay(speech, ix, arrow, label);
        } else {
            lines.lead(chart, speech, (arrow.source, Some(ix)), &arrow.to, (&label, &named));
        }
        if !arrow.beyond.is_empty() {
            let label = speech.beyond(arrow);
            lines.lead(chart, speech, (arrow.source, Some(ix)), &arrow.beyond, (&label, &label));
        }
    }
    lines
}

impl Lines {
    fn begin(&mut self, chart: &Chart, speech: &Speech, whole: StateIx, initial: &Initial) {
        for (child, targets) in by_child(chart, whole, &initial.to) {
            let label = far(speech, "", child, &targets);
            self.add(whole, (None, child), None, label, Vec::new());
        }
    }

    /// An arrow that leaves nothing, told where it does something or lets a deadline pass.
    fn stay(&mut self, speech: &Speech, ix: ArrowIx, arrow: &Arrow, label: String) {
        let expiry = match &arrow.trigger {
            Trigger::Events(patterns) => {
                patterns.iter().any(|pattern| pattern.0.last().is_some_and(|last| last == "expired"))
            }
            _ => false,
        };
        if !arrow.actions.is_empty() || expiry {
            let nothing = arrow.actions.is_empty();
            let text = if nothing { format!("{label}; {}", speech.words.nothing_left()) } else { label };
            let told = Told { text, leaves: false, arrow: Some((ix, None)) };
            self.told.entry(arrow.source).or_default().push(told);
        }
    }

    /// An arrow to other states: what it says by itself, and where it starts deeper than its line.
    fn lead(
        &mut self,
        chart: &Chart,
        speech: &Speech,
        (source, arrow): (StateIx, Option<ArrowIx>),
        to: &[StateIx],
        (label, named): (&str, &str),
    ) {
        let whole = chart
            .outwards(source)
            .skip(1)
            .find(|around| to.iter().all(|target| contains(chart, *around, *target)));
        let start = whole.and_then(|whole| child_with(chart, whole, source));
        let drawn = whole.filter(|whole| !matches!(chart.state(*whole).kind, StateKind::Parallel)).zip(start);
        let mut told = drawn.is_none();
        if let Some((whole, start)) = drawn {
            for (child, targets) in by_child(chart, whole, to) {
                if child == start {
                    told = true;
                } else {
                    let label = if start == source { label } else { named };
                    let label = far(speech, label, child, &targets);
                    let arrows =
                        arrow.into_iter().flat_map(|arrow| targets.iter().map(move |to| (arrow, *to)));
                    self.add(whole, (Some(start), child), Some(source), label, arrows.collect());
                }
            }
            told |= start != source;
        }
        if told {
            let names: Vec<String> = to.iter().map(|target| speech.state(*target)).collect();
            let text = format!("{label} → {}", names.join(speech.words.separator()));
            let arrow = arrow.map(|arrow| (arrow, to.first().copied()));
            let told = Told { text: text.trim_start().to_owned(), leaves: true, arrow };
            self.told.entry(source).or_default().push(told);
        }
    }

    fn add(
        &mut self,
        whole: StateIx,
        ends: (Option<StateIx>, StateIx),
        source: Option<StateIx>,
        label: String,
        arrows: Vec<(ArrowIx, StateIx)>,
    ) {
        let (from, to) = ends;
        let inside = from != source;
        let lines = self.within.entry(whole).or_default();
        match lines.iter_mut().find(|line| line.from == from && line.to == to && line.inside == inside) {
            Some(line) => {
                line.labels.push((source, label));
                line.arrows.extend(arrows);
            }
            None => lines.push(Line { from, to, labels: vec![(source, label)], inside, arrows }),
        }
    }
}

impl Line {
    /// What it says, each thing once.
    pub(super) fn texts(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = Vec::new();
        for (_, label) in &self.labels {
            if !label.is_empty() && !texts.contains(&label.as_str()) {
                texts.push(label);
            }
        }
        texts
    }

    /// What it says, by the state that the arrows really start from.
    pub(super) fn by_source(&self) -> Vec<(Option<StateIx>, Vec<&str>)> {
        let mut groups: Vec<(Option<StateIx>, Vec<&str>)> = Vec::new();
        for (source, label) in &self.labels {
            let label = Some(label.as_str()).filter(|label| !label.is_empty());
            match groups.iter_mut().find(|(known, _)| known == source) {
                Some((_, labels)) => labels.extend(label),
                None => groups.push((*source, label.into_iter().collect())),
            }
        }
        groups
    }
}

/// A label, with the state it leads to where that is deeper than the box its line ends at.
fn far(speech: &Speech, label: &str, child: StateIx, targets: &[StateIx]) -> String {
    let deeper: Vec<String> =
        targets.iter().filter(|target| **target != child).map(|target| speech.state(*target)).collect();
    if deeper.is_empty() {
        return label.to_owned();
    }
    format!("{label} → {}", deeper.join(speech.words.separator())).trim_start().to_owned()
}

/// Whether a box has the state inside it, itself not counted.
fn contains(chart: &Chart, whole: StateIx, state: StateIx) -> bool {
    whole != state && chart.is_within(state, whole)
}

/// The child of a box that is the state or has it inside.
fn child_with(chart: &Chart, whole: StateIx, state: StateIx) -> Option<StateIx> {
    chart.outwards(state).find(|ix| chart.state(*ix).parent == Some(whole))
}

fn by_child(chart: &Chart, whole: StateIx, targets: &[StateIx]) -> Vec<(StateIx, Vec<StateIx>)> {
    let mut groups: Vec<(StateIx, Vec<StateIx>)> = Vec::new();
    for target in targets {
        let Some(child) = child_with(chart, whole, *target) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == child) {
            Some((_, targets)) => targets.push(*target),
            None => groups.push((child, vec![*target])),
        }
    }
    groups
}
