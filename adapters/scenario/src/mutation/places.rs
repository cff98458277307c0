//! Where the states and arrows of a definition stand, so that one can be found again in a copy of it.

use registrar_engine::definition::{Arrow, Definition, Inside, State};

/// The positions of the boxes around a state and its own, from the outside; empty: the case as a whole.
pub type Path = Vec<usize>;

/// Which of a state's lists of arrows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Under `on`.
    On,
    /// Under `at_once`.
    AtOnce,
    /// Under `done`.
    Done,
}

/// Where an arrow stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrowAt {
    /// The state from which it leads.
    pub state: Path,
    /// In which list.
    pub list: List,
    /// At which position.
    pub at: usize,
}

/// A state and its place. The first of all is the case as a whole, which has no state.
pub struct Placed<'a> {
    /// Its path.
    pub path: Path,
    /// The state.
    pub state: Option<&'a State>,
    /// Where the box around it stands among all.
    pub parent: Option<usize>,
    /// Where its children stand among all.
    pub children: Vec<usize>,
}

impl Placed<'_> {
    /// Its name in words.
    pub fn name(&self) -> &str {
        self.state.map_or("the case", |state| state.name.value.as_str())
    }

    /// Whether its children are active one at a time.
    pub fn is_sequence(&self) -> bool {
        self.state.is_none_or(|state| matches!(state.inside, Inside::States(_)))
    }
}

/// All states, each after the box around it.
pub fn places(definition: &Definition) -> Vec<Placed<'_>> {
    let mut all = vec![Placed { path: Vec::new(), state: None, parent: None, children: Vec::new() }];
    let mut at = 0;
    while let Some(placed) = all.get(at) {
        let inside = placed.state.map_or(definition.states.as_slice(), inside);
        let path = placed.path.clone();
        for (position, child) in inside.iter().enumerate() {
            let next = all.len();
            let path = path.iter().copied().chain([position]).collect();
            all.push(Placed { path, state: Some(child), parent: Some(at), children: Vec::new() });
            if let Some(placed) = all.get_mut(at) {
                placed.children.push(next);
            }
        }
        at += 1;
    }
    all
}

/// The children of a state.
pub fn inside(state: &State) -> &[State] {
    match &state.inside {
        Inside::States(states) | Inside::Parallel(states) => states,
        Inside::Nothing => &[],
    }
}

fn inside_mut(state: &mut State) -> &mut [State] {
    match &mut state.inside {
        Inside::States(states) | Inside::Parallel(states) => states,
        Inside::Nothing => &mut [],
    }
}

/// The state at a path.
pub fn state_at<'a>(definition: &'a mut Definition, path: &[usize]) -> Option<&'a mut State> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(definition.states.get_mut(*first)?, |state, at| inside_mut(state).get_mut(*at))
}

/// The list in which an arrow stands.
pub fn list_of<'a>(definition: &'a mut Definition, arrow: &ArrowAt) -> Option<&'a mut Vec<Arrow>> {
    if arrow.state.is_empty() {
        return (arrow.list == List::On).then_some(&mut definition.on);
    }
    let state = state_at(definition, &arrow.state)?;
    Some(match arrow.list {
        List::On => &mut state.on,
        List::AtOnce => &mut state.at_once,
        List::Done => &mut state.done,
    })
}

/// Does something to the arrows of a state and of all inside it, or of the whole case.
pub fn each_arrow_list(definition: &mut Definition, path: &[usize], mut what: impl FnMut(&mut Vec<Arrow>)) {
    if path.is_empty() {
        what(&mut definition.on);
        definition.states.iter_mut().for_each(|state| below(state, &mut what));
    } else if let Some(state) = state_at(definition, path) {
        below(state, &mut what);
    }
}

/// The reader of definitions bounds how deep states nest.
fn below(state: &mut State, what: &mut impl FnMut(&mut Vec<Arrow>)) {
    for list in [&mut state.on, &mut state.at_once, &mut state.done] {
        what(list);
    }
    inside_mut(state).iter_mut().for_each(|child| below(child, what));
}
