//! Who may do an open task and who may see a case at all, derived from the case: the rows by which
//! inboxes and lists are found. What somebody sees inside a case is decided by [`access`](crate::access).

use crate::ports::{AccessRow, Audience, TaskRow};
use registrar_engine::case::{Case, OpenTask, Seat, Standing};
use registrar_engine::chart::{Assign, Chart, RoleKind, Who};
use registrar_engine::id::{PersonId, RoleIx};
use registrar_engine::moment::Moment;
use registrar_engine::step::{members_for, same_copies};
use std::collections::BTreeSet;

/// Everybody who may do an open task, as far as seats and pools say.
pub fn of_task(chart: &Chart, case: &Case, open: &OpenTask) -> BTreeSet<Audience> {
    let who = &chart.task(open.task).who;
    let mut audiences = BTreeSet::new();
    for member in members_for(chart, case, who, &open.place) {
        audiences.extend(case.seat(member).into_iter().flat_map(people_of).map(Audience::Person));
    }
    if let Who::Roles(roles) = who {
        for role in roles {
            audiences.extend(of_pool(chart, case, open, *role));
        }
    }
    audiences
}

fn of_pool(chart: &Chart, case: &Case, open: &OpenTask, role: RoleIx) -> Option<Audience> {
    let RoleKind::Pool { pool, assign, .. } = &chart.role(role).kind else { return None };
    if case.holder(role).is_some() {
        return None;
    }
    match (&open.assignee, assign) {
        (Some(assignee), _) => Some(Audience::Person(assignee.clone())),
        (None, Assign::Claim) => Some(Audience::Pool(pool.clone())),
        // Nobody's until the lot has been cast.
        (None, _) => None,
    }
}

/// The person of a seat and those who act for it now.
pub fn people_of(seat: &Seat) -> impl Iterator<Item = PersonId> + '_ {
    let acting = seat.representatives.iter().filter(|r| r.until.is_none()).map(|r| r.person.clone());
    seat.person.iter().cloned().chain(acting).filter(|_| seat.is_present())
}

/// The inbox rows of a case.
pub fn task_rows(chart: &Chart, case: &Case) -> Vec<TaskRow> {
    let rows = |open: &OpenTask| -> Vec<TaskRow> {
        let due = earliest_due(chart, case, open);
        of_task(chart, case, open)
            .into_iter()
            .map(|audience| TaskRow {
                case: case.case.clone(),
                number: open.number,
                audience,
                task: chart.task(open.task).name.clone(),
                assignee: open.assignee.clone(),
                opened: open.opened,
                due,
                workflow: case.workflow.to_string(),
                digest: case.digest.to_string(),
            })
            .collect()
    };
    case.tasks.iter().flat_map(rows).collect()
}

/// The earliest end of the running clocks that are shown with a task.
pub fn earliest_due(chart: &Chart, case: &Case, open: &OpenTask) -> Option<Moment> {
    let shown = &chart.task(open.task).due;
    case.clocks
        .iter()
        .filter(|clock| shown.contains(&clock.deadline) && same_copies(chart, &clock.place, &open.place))
        .filter_map(|clock| match &clock.standing {
            Standing::Running { due, .. } => Some(*due),
            _ => None,
        })
        .min()
}

/// Who may see a case at all: its members to whom something has been addressed and who acts for them, who has acted in it, and whoever may
/// take one of its open tasks.
pub fn access_rows(chart: &Chart, case: &Case) -> Vec<AccessRow> {
    let mut audiences: BTreeSet<Audience> = BTreeSet::new();
    let addressed = case.seats.iter().filter(|seat| !seat.unaddressed);
    audiences.extend(addressed.flat_map(people_of).map(Audience::Person));
    audiences.extend(officials_who_acted(chart, case).cloned().map(Audience::Person));
    for open in &case.tasks {
        audiences.extend(of_task(chart, case, open));
    }
    audiences.into_iter().map(|audience| AccessRow { case: case.case.clone(), audience }).collect()
}

/// Officials who have acted in the case: they go on seeing what they decided.
pub fn officials_who_acted<'c>(chart: &'c Chart, case: &'c Case) -> impl Iterator<Item = &'c PersonId> {
    case.acted
        .iter()
        .filter(|(role, _)| matches!(chart.role(*role).kind, RoleKind::Pool { .. }))
        .map(|(_, person)| person)
}
