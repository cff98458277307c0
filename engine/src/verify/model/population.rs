//! Whom and what the cases have that are looked at: one member of each role, then two of one role at a time, and
//! members who join later (rule 27 of `docs/proofs.md`).

use crate::chart::{Chart, Join, Members, RoleKind};
use crate::id::RoleIx;
use crate::step::{holds, is_assigned};

/// Most items of one list.
pub const ITEMS: u8 = 2;

/// Most members of one role.
const MOST: u32 = 5;

/// A seat that a case has from the start, or that somebody may take later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The role.
    pub role: RoleIx,
    /// Number in the role, from 1.
    pub number: u32,
    /// Whether it is taken from the start.
    pub first: bool,
    /// Whether it may be, if those of its role before it are.
    pub perhaps: bool,
}

/// Who may be in a case besides those of whom it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Others {
    /// Nobody.
    Nobody,
    /// More of the same roles, who never come before those of whom it is known.
    Alike,
    /// Anybody, of any role, who comes and goes: each may do what somebody of its role may do.
    Anybody,
}

/// The seats of the cases that are looked at together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Population {
    /// Seats in the order of joining.
    pub slots: Vec<Slot>,
    /// Who may be there besides.
    pub others: Others,
}

impl Population {
    /// One person, and anybody else.
    pub fn of_one(slot: Slot) -> Self {
        Self { slots: vec![slot], others: Others::Anybody }
    }

    /// By how many members of each role are there from the start, and how many more may join.
    pub fn new(counts: &[(RoleIx, u32, u32)]) -> Self {
        let first = counts.iter().flat_map(|(role, here, _)| {
            (1..=*here).map(|number| Slot { role: *role, number, first: true, perhaps: false })
        });
        let later = counts.iter().flat_map(|(role, here, more)| {
            (*here + 1..=*here + *more).map(|number| Slot {
                role: *role,
                number,
                first: false,
                perhaps: false,
            })
        });
        Self { slots: first.chain(later).collect(), others: Others::Nobody }
    }

    /// The members of each role: from the start, and later.
    pub fn counts(&self, role: RoleIx) -> (u32, u32) {
        let count = |first| self.slots.iter().filter(|slot| slot.role == role && slot.first == first).count();
        (u32::try_from(count(true)).unwrap_or(u32::MAX), u32::try_from(count(false)).unwrap_or(u32::MAX))
    }
}

/// Populations that differ in one role alone, as one: so many are there from the start, perhaps more, and more may join. What
/// holds of all its cases holds of those of each; what copies there are stand in the same order.
pub fn together(chart: &Chart, some: &[Population]) -> Vec<Population> {
    let Some(usual) = populations(chart).into_iter().next() else { return Vec::new() };
    let roles: Vec<RoleIx> = super::cover::all_roles(chart).collect();
    let mut left: Vec<&Population> = some.iter().collect();
    let mut all = Vec::new();
    for role in &roles {
        let others = |population: &Population| {
            let others = roles.iter().filter(|other| *other != role);
            others.map(|other| population.counts(*other)).collect::<Vec<_>>()
        };
        let alike = left.iter().filter(|population| others(population) == others(&usual));
        let alike: Vec<&Population> = alike.copied().collect();
        let Some(one) = united(*role, &alike).filter(|_| alike.len() > 1) else { continue };
        left.retain(|population| !alike.contains(population));
        all.push(one);
    }
    all.extend(left.into_iter().cloned());
    all
}

/// Populations that differ in a role as one; none if their members don't come in one order.
fn united(role: RoleIx, alike: &[&Population]) -> Option<Population> {
    let counts = || alike.iter().map(|population| population.counts(role));
    let least = counts().map(|(here, _)| here).min()?;
    let most = counts().map(|(here, _)| here).max()?;
    let longest = alike.iter().max_by_key(|population| population.slots.len())?;
    let mut one = (*longest).clone();
    for slot in one.slots.iter_mut().filter(|slot| slot.role == role) {
        slot.first = slot.number <= least;
        slot.perhaps = slot.number > least && slot.number <= most;
    }
    let place = |slot: &Slot| (slot.role, slot.number);
    let in_order = |population: &&&Population| {
        let mut places = one.slots.iter().map(place);
        population.slots.iter().map(place).all(|place| places.next() == Some(place))
    };
    (alike.iter().filter(in_order).count() == alike.len()).then_some(one)
}

/// All populations of a chart, the usual one first.
pub fn populations(chart: &Chart) -> Vec<Population> {
    let roles = super::cover::all_roles(chart);
    let parties: Vec<(RoleIx, bool, u32, bool)> = roles
        .filter_map(|role| match chart.role(role).kind {
            RoleKind::Party { many, optional } => {
                let usual = u32::from(!optional || role == chart.starts);
                Some((role, many, usual, is_assigned(chart, role)))
            }
            _ => None,
        })
        .collect();
    let base: Vec<(RoleIx, u32, u32)> =
        parties.iter().map(|(role, _, least, _)| (*role, *least, 0)).collect();
    let with = |at: usize, here: u32, more: u32| {
        let mut counts = base.clone();
        counts[at].1 = here;
        counts[at].2 = more;
        Population::new(&counts)
    };
    let mut all = vec![Population::new(&base)];
    for (at, (role, many, usual, joins)) in parties.iter().enumerate() {
        let most = if *many { most_of(chart, *role) } else { 1 };
        // A role that is filled later may be empty at first.
        let least = if *joins && *role != chart.starts { 0 } else { *usual };
        for here in least..=most {
            let more = if *joins { most - here } else { 0 };
            all.extend([0, more].map(|more| with(at, here, more)));
        }
    }
    let mut different: Vec<Population> = Vec::new();
    for population in all {
        if !different.contains(&population) {
            different.push(population);
        }
    }
    different
}

/// Two, or one more than some `join: n` over copies of the role waits for.
fn most_of(chart: &Chart, role: RoleIx) -> u32 {
    let waits = chart.states.iter().filter_map(|state| match (&state.for_each, &state.join) {
        (Some(Members::Role(each)), Join::Count(wanted)) if holds(chart, *each, role) => Some(wanted + 1),
        _ => None,
    });
    waits.fold(2, u32::max).min(MOST)
}
