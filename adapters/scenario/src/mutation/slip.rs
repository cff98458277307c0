//! Slips of an author that change what a case can come through: an arrow that leads elsewhere or isn't
//! there, a deadline that was forgotten, a loop. Each is made in a copy of the definition, which is then
//! compiled like any other. Who is meant is another matter (`roles.rs`).

use super::mutant::{Edit, Element, Mutant};
use super::places::{ArrowAt, List, Path, Placed, each_arrow_list, list_of, places, state_at};
use super::{Kind, roles};
use registrar_engine::chart::Chart;
use registrar_engine::definition::{Arrow, Definition, Spanned};
use registrar_engine::finding::Span;

/// One slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slip {
    /// A target of an arrow is another state.
    Retarget(ArrowAt, usize, String),
    /// The target of an arrow whose limit is used up is another state.
    RetargetBeyond(ArrowAt, usize, String),
    /// A state doesn't list a deadline, and inside `from` nothing answers it.
    NoDeadline {
        /// The state.
        state: Path,
        /// The deadline.
        deadline: String,
        /// Where its arrows went with it: everywhere, unless another state lists it too.
        from: Path,
    },
    /// An arrow isn't there.
    NoArrow(ArrowAt),
    /// An arrow leads back to where it starts, the first time.
    Again(ArrowAt, String),
    /// An arrow has no limit.
    NoLimit(ArrowAt),
    /// Somebody else is meant.
    Role(roles::Place, String),
}

impl Slip {
    /// Makes it.
    pub fn apply(&self, definition: &mut Definition) {
        match self {
            Self::Retarget(at, target, to) => {
                with(definition, at, |arrow| rename(&mut arrow.to, *target, to))
            }
            Self::RetargetBeyond(at, target, to) => {
                with(definition, at, |arrow| rename(&mut arrow.beyond, *target, to));
            }
            Self::NoDeadline { state, deadline, from } => {
                if let Some(state) = state_at(definition, state) {
                    state.deadlines.retain(|listed| listed.value != *deadline);
                }
                let event = format!("{deadline}.");
                each_arrow_list(definition, from, |list| {
                    list.retain_mut(|arrow| {
                        let before = arrow.events.len();
                        arrow.events.retain(|pattern| !pattern.value.starts_with(&event));
                        before == 0 || !arrow.events.is_empty()
                    });
                });
            }
            Self::NoArrow(at) => {
                if let Some(list) = list_of(definition, at).filter(|list| at.at < list.len()) {
                    list.remove(at.at);
                }
            }
            Self::Again(at, state) => {
                let Some(list) = list_of(definition, at) else { return };
                let Some(arrow) = list.get(at.at).cloned() else { return };
                let span = arrow.span;
                let back = Arrow {
                    to: vec![Spanned { value: state.clone(), span }],
                    at_most: Some(Spanned { value: 1, span }),
                    external: true,
                    actions: Vec::new(),
                    beyond: Vec::new(),
                    restores: Vec::new(),
                    ..arrow
                };
                list.insert(at.at, back);
            }
            Self::NoLimit(at) => with(definition, at, |arrow| {
                arrow.at_most = None;
                arrow.beyond.clear();
            }),
            Self::Role(place, to) => place.put(definition, to),
        }
    }
}

fn with(definition: &mut Definition, at: &ArrowAt, what: impl FnOnce(&mut Arrow)) {
    if let Some(arrow) = list_of(definition, at).and_then(|list| list.get_mut(at.at)) {
        what(arrow);
    }
}

fn rename(names: &mut [registrar_engine::definition::Name], at: usize, to: &str) {
    if let Some(name) = names.get_mut(at) {
        to.clone_into(&mut name.value);
    }
}

/// Every slip that a definition allows, in the order of its text. The chart tells which arrow is which.
pub fn slips(definition: &Definition, chart: &Chart) -> Vec<Mutant> {
    let places = places(definition);
    let mut all = Vec::new();
    for placed in &places {
        let none = Vec::new();
        let lists = match placed.state {
            None => [(List::On, &definition.on), (List::AtOnce, &none), (List::Done, &none)],
            Some(state) => [(List::On, &state.on), (List::AtOnce, &state.at_once), (List::Done, &state.done)],
        };
        for (list, arrows) in lists {
            for (at, arrow) in arrows.iter().enumerate() {
                let at = ArrowAt { state: placed.path.clone(), list, at };
                all.extend(of_arrow(&places, placed, at, arrow, chart));
            }
        }
        all.extend(of_deadlines(&places, placed));
    }
    all.extend(roles::slips(definition, &places));
    all.sort_by_key(|mutant: &Mutant| (mutant.span, mutant.kind));
    all
}

fn of_arrow(places: &[Placed], from: &Placed, at: ArrowAt, arrow: &Arrow, chart: &Chart) -> Vec<Mutant> {
    let told = told(from.name(), at.list, arrow);
    let number = chart.arrows.iter().position(|known| known.span == arrow.span);
    let mut touch: Vec<Element> =
        number.and_then(|at| u16::try_from(at).ok()).map(Element::Arrow).into_iter().collect();
    // An arrow that isn't taken may still show in what a task offers.
    touch.push(from.state.map_or(Element::Anything, |state| Element::State(state.name.value.clone())));
    let made = |kind, text: String, slip| Mutant {
        kind,
        text,
        span: arrow.span,
        touch: touch.clone(),
        edit: Edit::Definition(slip),
    };
    let mut all = Vec::new();
    for (target, name) in arrow.to.iter().enumerate() {
        if let Some(other) = elsewhere(places, &name.value) {
            let text = match arrow.to.len() {
                1 => format!("`{told}` leads to `{other}`"),
                _ => format!("`{told}` leads to `{other}` in place of `{}`", name.value),
            };
            all.push(made(Kind::Retarget, text, Slip::Retarget(at.clone(), target, other)));
        }
    }
    for (target, name) in arrow.beyond.iter().enumerate() {
        if let Some(other) = elsewhere(places, &name.value) {
            let text = format!("`{told}` leads to `{other}` when its limit is used up");
            all.push(made(Kind::Retarget, text, Slip::RetargetBeyond(at.clone(), target, other)));
        }
    }
    all.push(made(Kind::Transition, format!("`{told}` isn't there"), Slip::NoArrow(at.clone())));
    match (from.state, arrow.at_most.is_some()) {
        (_, true) => all.push(made(Kind::Loop, format!("`{told}` has no limit"), Slip::NoLimit(at))),
        (Some(state), false) if at.list == List::On && !arrow.to.is_empty() => {
            let text = format!("`{told}` leads back to `{}` the first time", state.name.value);
            all.push(made(Kind::Loop, text, Slip::Again(at, state.name.value.clone())));
        }
        _ => {}
    }
    all
}

fn of_deadlines(places: &[Placed], placed: &Placed) -> Vec<Mutant> {
    let Some(state) = placed.state else { return Vec::new() };
    let listings = |name: &str| {
        let states = places.iter().filter_map(|placed| placed.state);
        states.flat_map(|state| &state.deadlines).filter(|listed| listed.value == name).count()
    };
    let mutant = |deadline: &registrar_engine::definition::Name| Mutant {
        kind: Kind::Deadline,
        text: format!(
            "`{}` is without the deadline `{}` and what answers it",
            state.name.value, deadline.value
        ),
        span: deadline.span,
        touch: vec![
            Element::Expired(deadline.value.clone()),
            Element::Clock(deadline.value.clone()),
            Element::State(state.name.value.clone()),
        ],
        edit: Edit::Definition(Slip::NoDeadline {
            state: placed.path.clone(),
            deadline: deadline.value.clone(),
            from: if listings(&deadline.value) > 1 { placed.path.clone() } else { Vec::new() },
        }),
    };
    state.deadlines.iter().map(mutant).collect()
}

/// The next state in the same box, or in the nearest box around that has another.
fn elsewhere(places: &[Placed], target: &str) -> Option<String> {
    let mut at = places.iter().position(|placed| placed.state.is_some_and(|s| s.name.value == target))?;
    loop {
        let parent = places.get(at)?.parent?;
        let box_around = places.get(parent)?;
        if box_around.is_sequence() {
            let children = &box_around.children;
            let here = children.iter().position(|child| *child == at)?;
            let others = children.iter().cycle().skip(here + 1).take(children.len() - 1);
            let states = others.filter_map(|child| places.get(*child)?.state);
            if let Some(other) = states.into_iter().find(|state| state.history.is_none()) {
                return Some(other.name.value.clone());
            }
        }
        at = parent;
    }
}

/// An arrow in words: where it starts, what it answers, where it leads.
fn told(from: &str, list: List, arrow: &Arrow) -> String {
    let events: Vec<&str> = arrow.events.iter().map(|event| event.value.as_str()).collect();
    let event = match list {
        List::On => events.join(" "),
        List::AtOnce => "at once".to_owned(),
        List::Done => "done".to_owned(),
    };
    let to: Vec<&str> = arrow.to.iter().map(|state| state.value.as_str()).collect();
    match to.is_empty() {
        true => format!("{from}: {event}"),
        false => format!("{from}: {event} -> {}", to.join(", ")),
    }
}

/// The start of a text, for what stands nowhere in particular.
pub const NOWHERE: Span = Span { line: 1, column: 1, end_line: 1, end_column: 1 };
