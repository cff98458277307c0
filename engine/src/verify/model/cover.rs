//! Boxes whose inside isn't looked into: localization (Kurshan, *Computer-Aided Verification of Coordinating Processes*,
//! 1994). What a covered box may do to the rest is tried at any time, so a model with covered boxes does everything that
//! cases do, and more: what it never does, no case does.

use crate::chart::{
    Action, ActionKind, Chart, FieldPath, FormField, FormPlace, Join, Pattern, ROOT, Rung, State, StateKind,
    Target,
};
use crate::guard::Reading;
use crate::id::{ArrowIx, ConsentIx, RoleIx, StateIx, TaskIx};
use std::collections::{BTreeMap, BTreeSet};

/// What a model leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cover {
    /// The boxes that are covered.
    pub boxes: BTreeSet<StateIx>,
    /// Of these covered boxes, which have a copy for each member, the copy of one seat is looked into all the same.
    pub seen: BTreeMap<StateIx, usize>,
    /// The fields that are followed; none: all that matter.
    pub fields: Option<BTreeSet<FieldPath>>,
    /// The arrows of which it is counted how often they are taken; none: all that are limited.
    pub counted: Option<BTreeSet<ArrowIx>>,
    /// Whether it is asked how long something takes: clocks whose events change nothing count then too.
    pub timed: bool,
    /// Events that somebody watches, wherever they come from.
    pub watched: Vec<Pattern>,
    /// Whether acts are played too that do nothing but close a task: with them less may happen, never more.
    pub closing: bool,
}

impl Cover {
    /// Whether nothing is left out.
    pub fn is_nothing(&self) -> bool {
        self.boxes.is_empty() && self.fields.is_none()
    }

    /// What stands for a state: the outermost covered box around it, or itself.
    pub fn shown(&self, chart: &Chart, state: StateIx) -> StateIx {
        outwards(chart, state).filter(|around| self.boxes.contains(around)).last().unwrap_or(state)
    }

    /// Whether a state lies inside a covered box.
    pub fn hides(&self, chart: &Chart, state: StateIx) -> bool {
        self.shown(chart, state) != state
    }

    /// Whether a state is a covered box that isn't itself inside another.
    pub fn covers(&self, chart: &Chart, state: StateIx) -> bool {
        self.boxes.contains(&state) && self.shown(chart, state) == state
    }

    /// Whether it is counted how often an arrow is taken.
    pub fn counts(&self, arrow: ArrowIx) -> bool {
        self.counted.as_ref().is_none_or(|counted| counted.contains(&arrow))
    }

    /// Whether a field is followed.
    pub fn follows(&self, path: &FieldPath) -> bool {
        self.fields.as_ref().is_none_or(|fields| fields.contains(path))
    }
}

/// A state and all around it, from the inside out.
pub fn outwards(chart: &Chart, state: StateIx) -> impl Iterator<Item = StateIx> + '_ {
    std::iter::successors(Some(state), |state| chart.state(*state).parent)
}

/// All states of a chart, in document order.
pub fn all_states(chart: &Chart) -> impl Iterator<Item = StateIx> + use<> {
    (0..u16::try_from(chart.states.len()).unwrap_or(u16::MAX)).map(StateIx)
}

/// All roles and groups of a chart, in document order.
pub fn all_roles(chart: &Chart) -> impl Iterator<Item = RoleIx> + use<> {
    (0..u16::try_from(chart.roles.len()).unwrap_or(u16::MAX)).map(RoleIx)
}

/// Whether a state is another, or lies inside it.
pub fn is_within(chart: &Chart, outer: StateIx, state: StateIx) -> bool {
    outer <= state && state <= chart.state(outer).last_inside
}

/// The box that stays when an arrow is taken.
pub fn domain_of(chart: &Chart, source: StateIx, external: bool, to: &[StateIx]) -> StateIx {
    let fits = |around: StateIx| {
        matches!(chart.state(around).kind, StateKind::Compound(_))
            && to.iter().all(|to| around < *to && *to <= chart.state(around).last_inside)
    };
    let skip = usize::from(external || !fits(source));
    outwards(chart, source).skip(skip).find(|around| fits(*around)).unwrap_or(ROOT)
}

/// The states whose life is hidden when a box is covered: all inside it, and itself where it has copies.
pub fn hidden_by(chart: &Chart, covered: StateIx) -> impl Iterator<Item = StateIx> + '_ {
    let from = if chart.state(covered).for_each.is_some() { covered.0 } else { covered.0 + 1 };
    (from..=chart.state(covered).last_inside.0).map(StateIx)
}

/// All blocks of actions that run at a state, those of its arrows among them.
pub fn blocks_of(chart: &Chart, state: StateIx) -> Vec<&[Action]> {
    let here = chart.state(state);
    let initial = match &here.kind {
        StateKind::Compound(initial) | StateKind::History { default: initial, .. } => {
            initial.actions.as_slice()
        }
        _ => &[],
    };
    let arrows = here.on.iter().chain(&here.at_once).chain(&here.done);
    let arrows = arrows.map(|arrow| chart.arrow(*arrow).actions.as_slice());
    arrows.chain([here.entry.as_slice(), here.exit.as_slice(), initial]).collect()
}

/// Every action of a block, those inside others too.
// Recursion is bounded by the nesting of actions in the text.
pub fn each_action<'a>(actions: &'a [Action], told: &mut dyn FnMut(&'a ActionKind)) {
    for action in actions {
        told(&action.kind);
        match &action.kind {
            ActionKind::If { then, otherwise, .. } => {
                each_action(then, told);
                each_action(otherwise, told);
            }
            ActionKind::ForEach { actions, .. } => each_action(actions, told),
            _ => {}
        }
    }
}

/// Whether it matters to anything that a state is done.
fn done_matters(chart: &Chart, state: StateIx) -> bool {
    let here = chart.state(state);
    let name = format!("done.state.{}", here.name);
    let around = here.parent.filter(|around| matches!(chart.state(*around).kind, StateKind::Parallel));
    !here.done.is_empty()
        || chart.arrows.iter().any(|arrow| arrow.trigger.answers(&name))
        || here.join != Join::All
        || around.is_some_and(|around| done_matters(chart, around))
}

/// Whether a state holds others, or has copies.
pub fn is_box(chart: &Chart, state: StateIx) -> bool {
    let here = chart.state(state);
    matches!(here.kind, StateKind::Compound(_) | StateKind::Parallel) || here.for_each.is_some()
}

/// Whether a box can be covered at all.
pub fn can_cover(chart: &Chart, state: StateIx) -> bool {
    let here = chart.state(state);
    if state == ROOT || !is_box(chart, state) {
        return false;
    }
    // Whether a region is done isn't known of a covered one.
    let around = here.parent.filter(|around| matches!(chart.state(*around).kind, StateKind::Parallel));
    if around.is_some_and(|around| done_matters(chart, around)) {
        return false;
    }
    // Eventless arrows inside would come before those outside, once or often.
    let at_once = |state: &State| !state.at_once.is_empty();
    let inside = hidden_by(chart, state).any(|hidden| at_once(chart.state(hidden)));
    let own = if here.for_each.is_some() { 1 } else { 0 };
    if inside && outwards(chart, state).skip(own).any(|around| at_once(chart.state(around))) {
        return false;
    }
    // Who is in the case is always known; a box that tells something when it is left can't tell it later.
    let mut can = true;
    for hidden in hidden_by(chart, state) {
        for block in blocks_of(chart, hidden) {
            each_action(block, &mut |action| {
                can &= !matches!(action, ActionKind::Assign { .. } | ActionKind::Release(_));
            });
        }
        each_action(&chart.state(hidden).exit, &mut |action| {
            use ActionKind::{Consent, Raise, Withdraw};
            can &= !matches!(action, Raise { after: None, .. } | Consent(_) | Withdraw(_));
        });
    }
    can
}

/// What hidden states write: the fields of the case and of members, and the consents.
pub struct Written {
    /// Fields, of whatever.
    pub fields: BTreeSet<FieldPath>,
    /// Consents that are given or withdrawn.
    pub consents: BTreeSet<ConsentIx>,
}

/// What a state's actions and tasks write.
pub fn written_by(chart: &Chart, state: StateIx) -> Written {
    let mut written = Written { fields: BTreeSet::new(), consents: BTreeSet::new() };
    let mut tasks: Vec<TaskIx> = chart.state(state).tasks.clone();
    for block in blocks_of(chart, state) {
        each_action(block, &mut |action| match action {
            ActionKind::Set { target: Target::Data(path) | Target::Member(path), .. } => {
                written.fields.insert(path.clone());
            }
            ActionKind::Decide(table) => {
                if let crate::chart::Output::Fields(paths) = &chart.table(*table).output {
                    written.fields.extend(paths.iter().cloned());
                }
            }
            ActionKind::Consent(consent) | ActionKind::Withdraw(consent) => {
                written.consents.insert(*consent);
            }
            ActionKind::Send(notice) => {
                tasks.extend(chart.notice(*notice).ladder.iter().filter_map(|rung| match rung {
                    Rung::Task(task) => Some(*task),
                    Rung::Deadline(_) => None,
                }));
            }
            _ => {}
        });
    }
    for task in tasks {
        let task = chart.task(task);
        written.fields.extend(task.adds.iter().cloned());
        let fields = task.outcomes.iter().flat_map(|outcome| &outcome.fields);
        let place = |field: &FormField| match &field.place {
            FormPlace::Data(path) | FormPlace::Member(path) | FormPlace::Item(path) => Some(path.clone()),
            FormPlace::Engine(_) => None,
        };
        written.fields.extend(task.form.iter().chain(fields).filter_map(place));
    }
    written
}

/// The names of all events that something at a state may bring.
pub fn sources_of(chart: &Chart, state: StateIx) -> Vec<String> {
    let mut names = Vec::new();
    let mut tasks: Vec<TaskIx> = chart.state(state).tasks.clone();
    let mut deadlines = chart.state(state).deadlines.clone();
    for block in blocks_of(chart, state) {
        each_action(block, &mut |action| match action {
            ActionKind::Send(notice) => {
                let notice = chart.notice(*notice);
                names.extend(["served", "undeliverable"].map(|what| format!("{}.{what}", notice.name)));
                for rung in &notice.ladder {
                    match rung {
                        Rung::Task(task) => tasks.push(*task),
                        Rung::Deadline(deadline) => deadlines.push(*deadline),
                    }
                }
            }
            ActionKind::Raise { event, .. } => names.push(event.clone()),
            ActionKind::Consent(of) => {
                names.push(format!("consent.given.{}", chart.consents[of.at()].name));
            }
            ActionKind::Withdraw(of) => {
                names.push(format!("consent.withdrawn.{}", chart.consents[of.at()].name));
            }
            _ => {}
        });
    }
    for task in tasks {
        let task = chart.task(task);
        names.extend(task.outcomes.iter().map(|outcome| format!("{}.{}", task.name, outcome.name)));
    }
    for deadline in deadlines {
        let name = &chart.deadline(deadline).name;
        let what = ["expired", "extended", "extension_refused", "suspended", "resumed", "waived"];
        names.extend(what.map(|what| format!("{name}.{what}")));
    }
    names
}

/// The fields that actions at a state read to write one of these.
pub fn read_to_write(chart: &Chart, state: StateIx, fields: &BTreeSet<FieldPath>) -> BTreeSet<FieldPath> {
    let mut read = BTreeSet::new();
    for block in blocks_of(chart, state) {
        each_action(block, &mut |action| match action {
            ActionKind::Set { target: Target::Data(path) | Target::Member(path), value }
                if fields.contains(path) =>
            {
                read.extend(value.part().readings().into_iter().filter_map(Reading::path));
            }
            ActionKind::Decide(table) => {
                let table = chart.table(*table);
                if let crate::chart::Output::Fields(paths) = &table.output
                    && paths.iter().any(|path| fields.contains(path))
                {
                    read.extend(table.inputs.iter().map(|input| input.path.clone()));
                }
            }
            _ => {}
        });
    }
    read
}
