//! Fewer people, where that makes no difference. Whose copies aren't looked into can do nothing that another of the same
//! role can't do who came before, unless something asks for each of them (symmetry: Emerson, Sistla, *Symmetry and Model
//! Checking*, 1996). So of each role one is enough, and populations that differ in more are walked once.

use super::cover::{Cover, all_states};
use super::lookup::Lookup;
use super::population::{Others, Population, Slot};
use crate::chart::Members;
use std::collections::BTreeMap;

/// A population with those left out who make no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fewer {
    /// Those who are left.
    pub population: Population,
    /// The cover with their seats.
    pub cover: Cover,
    /// The seats that are left, by their old numbers.
    kept: Vec<usize>,
}

impl Fewer {
    /// All of them.
    pub fn all(population: &Population, cover: &Cover) -> Self {
        let kept = (0..population.slots.len()).collect();
        Self { population: population.clone(), cover: cover.clone(), kept }
    }

    /// Of each role those whose copies are looked into, else the first; everybody where each may count.
    pub fn of(lookup: &Lookup<'_>, population: &Population, cover: &Cover) -> Self {
        // Who leaves first isn't always who came first.
        let (chart, leaves) = (lookup.chart, lookup.has_release);
        let apart = all_states(chart).any(|state| {
            let by_role = matches!(chart.state(state).for_each, Some(Members::Role(_)));
            by_role && !cover.boxes.contains(&cover.shown(chart, state))
        });
        if leaves || apart || !cover.watched.is_empty() {
            return Self::all(population, cover);
        }
        let slots = &population.slots;
        let seen: Vec<usize> = cover.seen.values().copied().collect();
        let is_kept = |seat: &usize| {
            let slot = slots[*seat];
            let alike = |other: &usize| slots[*other].role == slot.role && slots[*other].first;
            let first = slots.iter().position(|other| other.role == slot.role) == Some(*seat);
            seen.contains(seat) || first && !seen.iter().any(alike)
        };
        let kept: Vec<usize> = (0..slots.len()).filter(is_kept).collect();
        let mut numbers = BTreeMap::new();
        let slot = |seat: &usize| {
            let number = numbers.entry(slots[*seat].role).or_insert(0);
            *number += 1;
            Slot { number: *number, ..slots[*seat] }
        };
        let population = Population { slots: kept.iter().map(slot).collect(), others: Others::Alike };
        let mut fewer = Self { population, cover: cover.clone(), kept };
        for seat in fewer.cover.seen.values_mut() {
            *seat = fewer.kept.iter().position(|kept| kept == seat).unwrap_or(*seat);
        }
        fewer
    }

    /// The new number of a seat that is left.
    pub fn seat(&self, seat: usize) -> Option<usize> {
        self.kept.iter().position(|kept| *kept == seat)
    }
}
