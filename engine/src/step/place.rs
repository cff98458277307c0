//! Where things are: parents, children and order of places, copies included.
//!
//! A `for_each` state stands twice: as itself (the *container*, parallel to its copies) and once for
//! each copy, whose path is one number longer and which is what the author wrote.

use crate::case::{Case, CopyPath, Member, Place, Seat};
use crate::chart::{Chart, Join, Members, ROOT, RoleKind, StateKind};
use crate::id::{RoleIx, StateIx};
use crate::value::{Record, Value};
use std::cmp::Ordering;

/// The outermost box.
pub fn root() -> Place {
    Place { state: ROOT, copy: CopyPath::default() }
}

/// Whether the place is a `for_each` state itself and not one of its copies.
pub fn is_container(chart: &Chart, place: &Place) -> bool {
    let state = chart.state(place.state);
    state.for_each.is_some() && place.copy.len() == usize::from(state.depth)
}

/// The place around; none around the outermost.
pub fn parent(chart: &Chart, place: &Place) -> Option<Place> {
    let state = chart.state(place.state);
    if state.for_each.is_some() && place.copy.len() > usize::from(state.depth) {
        return Some(Place { state: place.state, copy: place.copy.first(usize::from(state.depth)) });
    }
    state.parent.map(|parent| Place { state: parent, copy: place.copy })
}

/// The place and all around it, from the inside out.
pub fn outwards<'c>(chart: &'c Chart, place: &Place) -> impl Iterator<Item = Place> + use<'c> {
    std::iter::successors(Some(*place), |inner| parent(chart, inner))
}

/// A state seen from a place: in the same copies as far as both are in them.
pub fn seen_from(chart: &Chart, state: StateIx, from: &Place) -> Place {
    let depth = usize::from(chart.state(state).depth);
    Place { state, copy: from.copy.first(depth) }
}

/// Whether `inner` lies below `outer`, and isn't it.
pub fn is_below(chart: &Chart, inner: &Place, outer: &Place) -> bool {
    inner != outer && chart.is_within(inner.state, outer.state) && inner.copy.starts_with(&outer.copy)
        // A container is not below its own copies.
        && (inner.state != outer.state || inner.copy.len() > outer.copy.len())
}

/// Whether `inner` is `outer` or lies below it.
pub fn is_at_or_below(chart: &Chart, inner: &Place, outer: &Place) -> bool {
    inner == outer || is_below(chart, inner, outer)
}

/// Document order, copies by joining (rule 24).
pub fn order(chart: &Chart, left: &Place, right: &Place) -> Ordering {
    if let Some(differs) = first_difference(chart, left, right) {
        return differs;
    }
    left.state.cmp(&right.state).then(left.copy.len().cmp(&right.copy.len()))
}

/// Whether both are in the same copy of every `for_each` state that both are in (rule 14).
pub fn same_copies(chart: &Chart, left: &Place, right: &Place) -> bool {
    first_difference(chart, left, right).is_none()
}

fn first_difference(chart: &Chart, left: &Place, right: &Place) -> Option<Ordering> {
    if left.copy.is_empty() || right.copy.is_empty() {
        return None;
    }
    let shared = chart
        .outwards(left.state)
        .filter(|state| chart.state(*state).for_each.is_some() && chart.is_within(right.state, *state));
    let differs = shared.filter_map(|state| {
        let depth = usize::from(chart.state(state).depth);
        match (left.copy.get(depth), right.copy.get(depth)) {
            (Some(l), Some(r)) if l != r => Some(l.cmp(r)),
            _ => None,
        }
    });
    // The outermost decides.
    differs.last()
}

/// The regions of a parallel state, history states left out.
pub fn regions(chart: &Chart, state: StateIx) -> impl Iterator<Item = StateIx> + '_ {
    chart
        .state(state)
        .children
        .iter()
        .copied()
        .filter(|child| !matches!(chart.state(*child).kind, StateKind::History { .. }))
}

/// Active places without active children, in order.
pub fn leaves(chart: &Chart, case: &Case) -> Vec<Place> {
    let places = &case.configuration;
    places
        .iter()
        .enumerate()
        // INVARIANT: the configuration is sorted, so what is below a place follows it at once.
        .filter(|(at, place)| !places.get(at + 1).is_some_and(|next| is_below(chart, next, place)))
        .map(|(_, place)| *place)
        .collect()
}

/// Whether a state is active in the same copies as `from`, or outside them.
pub fn is_active_near(chart: &Chart, case: &Case, state: StateIx, from: &Place) -> bool {
    case.configuration.iter().any(|place| place.state == state && same_copies(chart, place, from))
}

/// Whether a role is, or a group has, this role.
pub fn holds(chart: &Chart, role_or_group: RoleIx, role: RoleIx) -> bool {
    match &chart.role(role_or_group).kind {
        RoleKind::Group(roles) => roles.contains(&role),
        _ => role_or_group == role,
    }
}

/// The numbers of the copies that a `for_each` state has now.
pub fn copies_now(chart: &Chart, case: &Case, members: &Members) -> Vec<u32> {
    match members {
        Members::Role(role) => case
            .seats
            .iter()
            .filter(|seat| holds(chart, *role, seat.role))
            .zip(1..)
            .filter(|(seat, _)| seat.is_present())
            .map(|(_, number)| number)
            .collect(),
        Members::List(path) => match Value::at(&case.data, path) {
            Value::List(items) => (1..).take(items.len()).collect(),
            _ => Vec::new(),
        },
    }
}

/// Of the `for_each` states around a place, from the inside out: who they are for, and the number.
pub fn copies_around<'c>(
    chart: &'c Chart,
    place: &Place,
) -> impl Iterator<Item = (&'c Members, u32)> + use<'c> {
    let copy = place.copy;
    // Outside all copies nothing has to be looked for.
    let states = (!copy.is_empty()).then(|| chart.outwards(place.state));
    states.into_iter().flatten().filter_map(move |state| {
        let state = chart.state(state);
        let number = *copy.get(usize::from(state.depth))?;
        Some((state.for_each.as_ref()?, number))
    })
}

/// The seat that a copy of a role or group stands for: its number is the position by joining, from 1.
fn seat_of_copy<'c>(chart: &Chart, case: &'c Case, role: RoleIx, number: u32) -> Option<&'c Seat> {
    let mut seats = case.seats.iter().filter(|seat| holds(chart, role, seat.role));
    seats.nth((number as usize).checked_sub(1)?)
}

/// The member of a role that the copies around a place stand for, the innermost first (rule 13).
pub fn members_around(chart: &Chart, case: &Case, place: &Place) -> Vec<Member> {
    let member = |(members, number): (&Members, u32)| match members {
        Members::Role(role) => seat_of_copy(chart, case, *role, number).map(Seat::member),
        Members::List(_) => None,
    };
    copies_around(chart, place).filter_map(member).collect()
}

/// What `member` means at a place: the fields of the innermost copy's member or item.
pub fn member_record<'c>(chart: &Chart, case: &'c Case, place: &Place) -> Option<&'c Record> {
    let (members, number) = copies_around(chart, place).next()?;
    let at = (number as usize).checked_sub(1)?;
    match members {
        Members::Role(role) => seat_of_copy(chart, case, *role, number).map(|seat| &seat.data),
        Members::List(path) => match Value::at(&case.data, path) {
            Value::List(items) => match items.get(at) {
                Some(Value::Record(record)) => Some(record),
                _ => None,
            },
            _ => None,
        },
    }
}

/// Whether a place is done: a final child, all regions, all copies, or as its `join` says.
pub fn is_done(chart: &Chart, case: &Case, place: &Place) -> bool {
    let state = chart.state(place.state);
    if is_container(chart, place) {
        let members =
            state.for_each.as_ref().map(|members| copies_now(chart, case, members)).unwrap_or_default();
        let finished = members.iter().filter(|number| {
            is_done(chart, case, &Place { state: place.state, copy: place.copy.with(**number) })
        });
        return joined(&state.join, finished.count(), members.len());
    }
    match &state.kind {
        StateKind::Final { .. } => case.configuration.contains(place),
        StateKind::Compound(_) => case.configuration.iter().any(|active| {
            parent(chart, active).as_ref() == Some(place)
                && matches!(chart.state(active.state).kind, StateKind::Final { .. })
        }),
        StateKind::Parallel => {
            let done = |region: &StateIx| is_done(chart, case, &Place { state: *region, copy: place.copy });
            match &state.join {
                Join::Regions(wanted) => wanted.iter().all(&done),
                join => {
                    let all: Vec<StateIx> = regions(chart, place.state).collect();
                    joined(join, all.iter().filter(|region| done(region)).count(), all.len())
                }
            }
        }
        _ => false,
    }
}

fn joined(join: &Join, finished: usize, all: usize) -> bool {
    match join {
        // Rule 15: with no members it is done at once.
        Join::Any => finished > 0 || all == 0,
        Join::Count(wanted) => finished >= (*wanted as usize).min(all),
        Join::All | Join::Regions(_) => finished == all,
    }
}
