//! By which deadlines officials bring the case to a task of theirs and do it, also before that task is open
//! (rule 30 of `docs/proofs.md`): the limit of a whole trial is one, by which the judgment is to be written.

use super::model::{all_roles, all_states, blocks_of, domain_of, each_action, outwards};
use crate::chart::{ActionKind, Chart, Members, RoleKind, ServedWhen, Start, StateKind, Trigger, Who};
use crate::id::{DeadlineIx, RoleIx, StateIx, TaskIx};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of the deadlines of a chart for each of many walks, found once.
pub(super) struct InTime<'c> {
    chart: &'c Chart,
    kept: RefCell<BTreeMap<Vec<RoleIx>, BTreeSet<DeadlineIx>>>,
    tells: RefCell<BTreeMap<DeadlineIx, bool>>,
}

impl<'c> InTime<'c> {
    /// Nothing found yet.
    pub fn of(chart: &'c Chart) -> Self {
        Self { chart, kept: RefCell::default(), tells: RefCell::default() }
    }

    /// The deadlines that officials who aren't silent keep from the beginning on.
    pub fn kept(&self, silent: &[RoleIx]) -> BTreeSet<DeadlineIx> {
        let mut known = self.kept.borrow_mut();
        known.entry(silent.to_vec()).or_insert_with(|| kept(self.chart, silent)).clone()
    }

    /// Whether the end of a deadline only tells somebody.
    pub fn only_tells(&self, deadline: DeadlineIx) -> bool {
        *self.tells.borrow_mut().entry(deadline).or_insert_with(|| only_tells(self.chart, deadline))
    }
}

fn kept(chart: &Chart, silent: &[RoleIx]) -> BTreeSet<DeadlineIx> {
    let all = (0..chart.deadlines.len()).filter_map(|at| u16::try_from(at).ok()).map(DeadlineIx);
    all.filter(|ix| {
        let due = |task: &TaskIx| chart.task(*task).due.contains(ix) && is_official(chart, *task, silent);
        let mut tasks = (0..chart.tasks.len()).filter_map(|at| u16::try_from(at).ok()).map(TaskIx);
        !chart.deadline(*ix).promise
            && only_tells(chart, *ix)
            && tasks.any(|task| due(&task) && ends_it(chart, task, *ix))
    })
    .collect()
}

/// All roles but those of officials.
pub(super) fn not_officials(chart: &Chart) -> Vec<RoleIx> {
    all_roles(chart).filter(|role| !matches!(chart.role(*role).kind, RoleKind::Pool { .. })).collect()
}

/// Whether only officials do a task, and none of them is silent.
fn is_official(chart: &Chart, task: TaskIx, silent: &[RoleIx]) -> bool {
    let Who::Roles(roles) = &chart.task(task).who else { return false };
    let pool = |role: &RoleIx| matches!(chart.role(*role).kind, RoleKind::Pool { .. });
    !roles.is_empty() && roles.iter().all(|role| pool(role) && !silent.contains(role))
}

/// Whether the end of a deadline only tells somebody, whatever the case has come to: nothing is left or entered by it,
/// nothing written, started or served.
fn only_tells(chart: &Chart, ix: DeadlineIx) -> bool {
    let name = format!("{}.expired", chart.deadline(ix).name);
    let mut arrows = chart.arrows.iter().filter(|arrow| arrow.trigger.answers(&name));
    let starts = |start: &Start| match start {
        Start::Deadline(other) => *other == ix,
        Start::Event(pattern) => pattern.matches(&name),
        _ => false,
    };
    let serves = |when: &ServedWhen| matches!(when, ServedWhen::Event(pattern) if pattern.matches(&name));
    arrows.all(|arrow| {
        let mut tells = arrow.to.is_empty() && arrow.beyond.is_empty();
        each_action(&arrow.actions, &mut |action| {
            let plain = matches!(action, ActionKind::Issue(_) | ActionKind::If { .. });
            let notice =
                matches!(action, ActionKind::Send(notice) if chart.notice(*notice).served_when.is_empty());
            tells &= plain || notice;
        });
        tells
    }) && !chart.deadlines.iter().any(|other| starts(&other.start))
        && !chart.notices.iter().any(|notice| notice.served_when.iter().any(serves))
}

/// Whether a task can be done while a deadline runs, and every way to do it leaves the state that lists the deadline: so
/// while the deadline runs the task hasn't been done.
fn ends_it(chart: &Chart, task: TaskIx, deadline: DeadlineIx) -> bool {
    let listing = |what: &dyn Fn(StateIx) -> bool| -> Vec<StateIx> {
        let all = all_states(chart);
        all.filter(|state| what(*state)).collect()
    };
    let owners = listing(&|state| chart.state(state).deadlines.contains(&deadline));
    let sites = listing(&|state| chart.state(state).tasks.contains(&task));
    let beside = owners.iter().all(|owner| sites.iter().any(|site| together(chart, *owner, *site)));
    let task = chart.task(task);
    let names: Vec<String> =
        task.outcomes.iter().map(|outcome| format!("{}.{}", task.name, outcome.name)).collect();
    let mut arrows = chart.arrows.iter().filter(|arrow| names.iter().any(|name| arrow.trigger.answers(name)));
    let leaves = |source: StateIx, external: bool, to: &[StateIx]| {
        !to.is_empty() && owners.iter().all(|owner| leaves(chart, source, external, to, *owner))
    };
    beside
        && !owners.is_empty()
        && !task.repeat
        && arrows.all(|arrow| {
            let beyond = arrow.beyond.is_empty() || leaves(arrow.source, arrow.external, &arrow.beyond);
            leaves(arrow.source, arrow.external, &arrow.to) && beyond
        })
}

/// Whether an arrow leaves a state whenever it is taken there.
fn leaves(chart: &Chart, source: StateIx, external: bool, to: &[StateIx], state: StateIx) -> bool {
    let domain = domain_of(chart, source, external, to);
    domain < state && state <= chart.state(domain).last_inside
}

/// Whether two states can be active at once.
fn together(chart: &Chart, one: StateIx, other: StateIx) -> bool {
    let common = outwards(chart, one)
        .find(|around| *around == other || *around < other && other <= chart.state(*around).last_inside);
    common.is_none_or(|common| {
        common == one || common == other || matches!(chart.state(common).kind, StateKind::Parallel)
    })
}

/// Whether a box with a copy for each member of a role is left as soon as all copies are done, and each stays done. If
/// nobody joins meanwhile, the time in it is that of the copy that is done last.
pub(super) fn ends_with_copies(chart: &Chart, state: StateIx) -> bool {
    let here = chart.state(state);
    let Some(Members::Role(_)) = here.for_each else { return false };
    let goes = |to: &[StateIx], source: StateIx, external: bool| {
        !to.is_empty() && leaves(chart, source, external, to, state)
    };
    let name = format!("done.state.{}", here.name);
    let by_name =
        |trigger: &Trigger| matches!(trigger, Trigger::Events(all) if all.iter().any(|p| p.matches(&name)));
    let done = here.done.iter().map(|arrow| chart.arrow(*arrow)).any(|arrow| {
        arrow.condition.is_none() && arrow.at_most.is_none() && goes(&arrow.to, state, arrow.external)
    });
    let stays_done = here.on.iter().chain(&here.at_once).all(|arrow| {
        let arrow = chart.arrow(*arrow);
        [&arrow.to, &arrow.beyond].into_iter().all(|to| to.is_empty() || goes(to, state, arrow.external))
    });
    matches!(here.kind, StateKind::Compound(_))
        && done
        && stays_done
        && !chart.arrows.iter().any(|arrow| by_name(&arrow.trigger))
}

/// Whether somebody may join who gets a copy of a box while the box is active.
pub(super) fn may_grow(chart: &Chart, state: StateIx) -> bool {
    let Some(Members::Role(each)) = chart.state(state).for_each else { return false };
    all_states(chart).filter(|other| together(chart, state, *other)).any(|other| {
        let mut joins = false;
        for block in blocks_of(chart, other) {
            each_action(block, &mut |action| {
                joins |= matches!(action, ActionKind::Assign { role, .. } if crate::step::holds(chart, each, *role));
            });
        }
        joins
    })
}
