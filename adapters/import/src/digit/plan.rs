//! What the states of a service are here: their names, which is the start, which are final, and where each
//! action leads.

use super::keys::Word;
use super::names::{Dots, Names, fit};
use super::report::{Report, listed, short};
use super::source::{Action, Service, State};
use registrar_engine::finding::Finding;
use std::collections::BTreeMap;

/// The states of a service, in its order.
pub(super) struct Plan<'s> {
    pub service: &'s Service,
    pub states: Vec<Place<'s>>,
    /// Which of them a case begins in.
    pub start: usize,
    /// Every name that a state has, or that stands where a state should.
    pub names: Names,
}

/// A state.
pub(super) struct Place<'s> {
    pub state: &'s State,
    /// Its name here.
    pub id: String,
    pub is_final: bool,
    /// Where each of its actions leads.
    pub targets: Vec<Target>,
    /// Whether some action leads here.
    pub entered: bool,
}

/// Where an action leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    State(usize),
    /// Nothing has this name. It is written all the same, so that the definition shows what is missing.
    Unknown(String),
    Nowhere,
}

/// What the start is called where it has no name.
const START: &str = "START";

/// Looks at all states of a service.
pub(super) fn plan<'s>(service: &'s Service, report: &mut Report) -> Plan<'s> {
    let mut names = Names::default();
    let ids = ids(service, &mut names, report);
    let start = start(service, &ids, report);
    let by_word = Index::of(service);
    let mut states: Vec<Place> = Vec::new();
    let mut missing: BTreeMap<&str, String> = BTreeMap::new();
    for (state, id) in service.states.iter().zip(&ids) {
        let mut targets = Vec::new();
        for action in &state.actions {
            targets.push(
                match (&action.next, action.next.as_ref().and_then(|next| by_word.find(&next.text))) {
                    (_, Some(at)) => Target::State(at),
                    (None, None) => {
                        leads_nowhere(action, id, report);
                        Target::Nowhere
                    }
                    (Some(next), None) => {
                        unknown(action, next, id, &by_word, report);
                        let written = || names.take(&fit(&next.text, Dots::Kept));
                        Target::Unknown(missing.entry(&next.text).or_insert_with(written).clone())
                    }
                },
            );
        }
        let is_final = state.ends && state.actions.is_empty();
        states.push(Place { state, id: id.clone(), is_final, targets, entered: false });
        if state.ends && !is_final {
            reopened(state, id, report);
        }
    }
    let entered: Vec<usize> =
        states.iter().flat_map(|place| &place.targets).filter_map(Target::state).collect();
    for at in entered {
        states[at].entered = true;
    }
    Plan { service, states, start, names }
}

impl Target {
    /// The state, if it is one.
    pub fn state(&self) -> Option<usize> {
        match self {
            Self::State(at) => Some(*at),
            _ => None,
        }
    }
}

/// A name for each state: its own where it can be one, also if another would like to be called so.
fn ids(service: &Service, names: &mut Names, report: &mut Report) -> Vec<String> {
    let mut ids = vec![String::new(); service.states.len()];
    let named =
        || service.states.iter().enumerate().filter_map(|(at, state)| Some((at, state.name.as_ref()?)));
    for keeps in [true, false] {
        for (at, name) in named() {
            let fitting = fit(&name.text, Dots::Kept);
            if (fitting == name.text) != keeps {
                continue;
            }
            let twice = keeps && names.has(&fitting);
            ids[at] = names.take(&fitting);
            if twice {
                let message = format!(
                    "there is a state `{}` in `{}` already",
                    short(&name.text),
                    short(&service.name.text)
                );
                let help = "give one of the two another name; what leads there leads to the first";
                report.say(Finding::error("repeated-name", name.span, message).help(help));
            } else if !keeps {
                renamed("state", name, &ids[at], report);
            }
        }
    }
    for (id, state) in ids.iter_mut().zip(&service.states).filter(|(_, state)| state.name.is_none()) {
        let status = state.status.as_ref().map(|status| fit(&status.text, Dots::Kept));
        let free = status.filter(|status| !names.has(status));
        *id = names.take(free.as_deref().unwrap_or(START));
    }
    ids
}

/// Says that a name had to change.
pub(super) fn renamed(what: &str, name: &Word, here: &str, report: &mut Report) {
    let message = format!("the {what} `{}` is called `{here}` here", short(&name.text));
    let help = "names have letters, digits, `_` and `-`, at most 80 of them, and each stands once";
    report.say(Finding::warning("bad-name", name.span, message).help(help));
}

/// The platform begins in the state without a name, whatever is marked.
fn start(service: &Service, ids: &[String], report: &mut Report) -> usize {
    let of = short(&service.name.text);
    let which = |wanted: &dyn Fn(&State) -> bool| -> Vec<usize> {
        service.states.iter().enumerate().filter(|(_, state)| wanted(state)).map(|(at, _)| at).collect()
    };
    let unnamed = which(&|state| state.name.is_none());
    let marked = which(&|state| state.name.is_some() && state.starts);
    let named = |places: &[usize]| listed(places.iter().map(|at| ids[*at].as_str()));
    if let Some(second) = unnamed.get(1) {
        let message =
            format!("{} states of `{of}` have no name, and the platform begins in the first", unnamed.len());
        let help = "the start alone has no name: give the others one";
        report.say(Finding::error("unclear-start", service.states[*second].span, message).help(help));
    }
    if let Some(first) = unnamed.first().copied() {
        let message = format!("the start of `{of}` has no name, and is called `{}` here", ids[first]);
        report.say(Finding::note("assumed", service.states[first].span, message));
        if !marked.is_empty() {
            let message = format!(
                "{} of `{of}` is marked as a start too; a case begins in `{}`",
                named(&marked),
                ids[first]
            );
            report.say(Finding::note("assumed", service.states[marked[0]].span, message));
        }
        return first;
    }
    match marked[..] {
        [only] => only,
        [] => {
            let message = format!("no state of `{of}` is the start");
            let help = "add a state whose `state` is null, with the action that opens a case, or mark one with `isStartState`";
            report.say(Finding::error("unclear-start", service.name.span, message).help(help));
            0
        }
        [first, second, ..] => {
            let message = format!("`{of}` has several starts: {}", named(&marked));
            let help = "mark one of them with `isStartState`";
            report.say(Finding::error("unclear-start", service.states[second].span, message).help(help));
            first
        }
    }
}

/// States by name and by id.
struct Index<'s> {
    names: BTreeMap<&'s str, usize>,
    ids: BTreeMap<String, usize>,
}

impl<'s> Index<'s> {
    fn of(service: &'s Service) -> Self {
        let mut index = Self { names: BTreeMap::new(), ids: BTreeMap::new() };
        for (at, state) in service.states.iter().enumerate() {
            if let Some(name) = &state.name {
                index.names.entry(&name.text).or_insert(at);
            }
            if let Some(id) = &state.id {
                index.ids.entry(id.to_lowercase()).or_insert(at);
            }
        }
        index
    }

    fn find(&self, word: &str) -> Option<usize> {
        self.names.get(word).or_else(|| self.ids.get(&word.to_lowercase())).copied()
    }
}

fn leads_nowhere(action: &Action, state: &str, report: &mut Report) {
    let message = format!("`{}` in `{state}` leads nowhere: it has no `nextState`", short(&action.name.text));
    let help = "name the state that it leads to; the same state, if nothing is left";
    report.say(Finding::error("missing-key", action.name.span, message).help(help));
}

fn unknown(action: &Action, next: &Word, state: &str, index: &Index, report: &mut Report) {
    let message = format!(
        "`{}` in `{state}` leads to `{}`, which is no state",
        short(&action.name.text),
        short(&next.text)
    );
    let finding =
        Finding::error("unknown-name", next.span, message).help("name one of the states, or its `uuid`");
    let guess = report.may_guess();
    report.say(if guess { finding.did_you_mean(&next.text, index.names.keys().copied()) } else { finding });
}

fn reopened(state: &State, id: &str, report: &mut Report) {
    let message = format!("`{id}` ends a case by `isTerminateState` and has actions, so it isn't final here");
    let help = "nothing can be done in a final state: let what comes after be a case of its own, or end the case later";
    let place = state.name.as_ref().map_or(state.span, |name| name.span);
    report.say(Finding::warning("conflicting-keys", place, message).help(help));
}
