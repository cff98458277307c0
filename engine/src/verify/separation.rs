//! How many different people of one pool a case needs, since roles that act in it are never one person.
//!
//! A role counts on a way through a case once a task of its own has ended, or once one is open for which somebody is drawn.
//! Who may act in two roles does: so many people are needed at least, and no smaller pool will do. Tasks that several roles
//! may do count for none of them. How many people a pool has is known only where cases run, so this is a note.

use super::explore::{Asked, Space, Watch};
use super::guarantee::Ground;
use super::model::{Act, Model, Play, Seen};
use super::reached::told;
use crate::chart::{Assign, Chart, RoleKind, Task, Who};
use crate::finding::{Finding, Span};
use crate::id::RoleIx;
use std::collections::BTreeMap;

/// Most roles of one pool that are followed: how few people they need is tried out.
const MAX_ROLES: usize = 12;

/// The roles that are filled from one pool, as far as some of them are kept separate.
struct Pool<'c> {
    name: &'c str,
    roles: Vec<RoleIx>,
    /// Which are never one person, by their positions.
    apart: Vec<(usize, usize)>,
    /// The most that a case was seen to need.
    most: Option<Need>,
}

/// What a case was seen to need.
struct Need {
    people: usize,
    /// The roles that had acted, a bit each.
    acted: u64,
    span: Span,
    way: String,
}

/// What is known of all pools.
pub(super) struct Separation<'c> {
    chart: &'c Chart,
    pools: Vec<Pool<'c>>,
}

impl<'c> Separation<'c> {
    pub fn new(chart: &'c Chart) -> Self {
        let mut by_pool: BTreeMap<&str, Vec<RoleIx>> = BTreeMap::new();
        for (at, role) in (0..).zip(&chart.roles) {
            if let RoleKind::Pool { pool, .. } = &role.kind {
                by_pool.entry(pool).or_default().push(RoleIx(at));
            }
        }
        let pools = by_pool.into_iter().map(|(name, mut roles)| {
            let separate = |one: RoleIx, other: RoleIx| are_separate(chart, one, other);
            let all = roles.clone();
            roles.retain(|one| all.iter().any(|other| separate(*one, *other)));
            roles.truncate(MAX_ROLES);
            let pairs = (0..roles.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
            let apart = pairs.filter(|(one, other)| separate(roles[*one], roles[*other])).collect();
            Pool { name, roles, apart, most: None }
        });
        Self { chart, pools: pools.filter(|pool| !pool.apart.is_empty()).collect() }
    }

    /// Looks at the cases of one population.
    pub fn add(&mut self, ground: &Ground<'_, '_>) {
        if ground.space.stopped.is_some() {
            return;
        }
        let model = ground.model;
        for pool in &mut self.pools {
            let watch = Acting { model, pool };
            let space = Space::explore(model, &watch, &Asked::plain(ground.limits));
            let mut known: BTreeMap<u64, usize> = BTreeMap::new();
            let mut most: Option<Need> = None;
            for at in 0..space.len() {
                let acted = space.watched(at);
                let people = *known.entry(acted).or_insert_with(|| pool.people(acted));
                let before = most.as_ref().or(pool.most.as_ref()).map_or(1, |need| need.people);
                if people > before {
                    let act = &space.came[at as usize].1;
                    let span = model.task_done(act).map_or_else(|| model.act_span(act), |task| task.span);
                    most = Some(Need { people, acted, span, way: told(&space, at, model) });
                }
            }
            pool.most = most.or(pool.most.take());
        }
    }

    /// A note for each pool of which a case may need several people. `incomplete`: not all cases were looked at.
    pub fn findings(self, incomplete: bool) -> Vec<Finding> {
        let chart = self.chart;
        let mut findings = Vec::new();
        for pool in &self.pools {
            let Some((need, by_text)) = pool.needed(chart, incomplete) else { continue };
            let acted = (0..).zip(&pool.roles).filter(|(at, _)| need.acted >> at & 1 == 1);
            let names: Vec<String> = acted.map(|(_, role)| format!("`{}`", chart.role(*role).name)).collect();
            let message = format!(
                "a case may need {} different people of `{}`: {} act in one case, and not all of them may be one person",
                need.people,
                pool.name,
                names.join(", ")
            );
            let see =
                "see to it that the pool has so many people at least, or fill the roles from several pools";
            let help = if by_text {
                format!(
                    "not all cases could be looked at: so many it is if all these roles act in one; {see}"
                )
            } else {
                format!("it gets there by {}; {see}", need.way)
            };
            findings.push(Finding::note("separation-unmet", need.span, message).help(help));
        }
        findings
    }
}

impl Pool<'_> {
    /// What cases need: as was seen, or, where not all were looked at, what they need if every role acts. `true`: the latter.
    fn needed(&self, chart: &Chart, incomplete: bool) -> Option<(Need, bool)> {
        let seen = self.most.as_ref();
        if incomplete {
            let tasks: Vec<(u64, Span)> = chart
                .states
                .iter()
                .flat_map(|state| &state.tasks)
                .map(|task| chart.task(*task))
                .map(|task| (self.bit(task), task.span))
                .filter(|(bit, _)| *bit != 0)
                .collect();
            let acted = tasks.iter().fold(0, |all, (bit, _)| all | bit);
            let people = self.people(acted);
            if people > seen.map_or(1, |need| need.people) {
                let span = tasks.last().map(|(_, span)| *span).unwrap_or_default();
                return Some((Need { people, acted, span, way: String::new() }, true));
            }
        }
        let seen = seen?;
        Some((Need { people: seen.people, acted: seen.acted, span: seen.span, way: seen.way.clone() }, false))
    }

    /// The bit of the one role whose task it is.
    fn bit(&self, task: &Task) -> u64 {
        let Who::Roles(roles) = &task.who else { return 0 };
        let [role] = roles.as_slice() else { return 0 };
        self.roles.iter().position(|known| known == role).map_or(0, |at| 1 << at)
    }

    /// The fewest people who can act in these roles: as many as colours are needed where neighbours differ.
    fn people(&self, acted: u64) -> usize {
        let all: Vec<usize> = (0..self.roles.len()).filter(|at| acted >> at & 1 == 1).collect();
        (0..=all.len()).find(|people| self.suffice(*people, &all, &mut Vec::new())).unwrap_or(all.len())
    }

    // Recursion is bounded by `MAX_ROLES`.
    fn suffice(&self, people: usize, all: &[usize], given: &mut Vec<usize>) -> bool {
        let Some(role) = all.get(given.len()) else { return true };
        // Who comes first is the same whoever it is.
        let new = given.iter().max().map_or(0, |last| last + 1);
        for person in 0..people.min(new + 1) {
            let taken = |(before, whose): (&usize, &usize)| {
                *whose == person && self.apart.contains(&(*before.min(role), *before.max(role)))
            };
            if !all.iter().zip(given.iter()).any(taken) {
                given.push(person);
                if self.suffice(people, all, given) {
                    return true;
                }
                given.pop();
            }
        }
        false
    }
}

/// Whether two roles are never one person: they stand on different sides of a separation.
fn are_separate(chart: &Chart, one: RoleIx, other: RoleIx) -> bool {
    let on = |side: &RoleIx, role: RoleIx| match &chart.role(*side).kind {
        RoleKind::Group(roles) => roles.contains(&role),
        _ => *side == role,
    };
    one != other
        && chart.separate.iter().any(|sides| {
            let of = |role: RoleIx| sides.iter().position(|side| on(side, role));
            matches!((of(one), of(other)), (Some(left), Some(right)) if left != right)
        })
}

/// Which roles of a pool have acted.
struct Acting<'a, 'c> {
    model: &'a Model<'c>,
    pool: &'a Pool<'c>,
}

impl Watch for Acting<'_, '_> {
    fn after(&self, state: u64, _: &[u64], act: &Act, play: &Play<'_, '_>) -> u64 {
        let chart = self.model.chart;
        let done = self.model.task_done(act).map_or(0, |task| self.pool.bit(task));
        let drawn = |task: &Task| match &task.who {
            Who::Roles(roles) => roles.iter().all(|role| {
                let kind = &chart.role(*role).kind;
                matches!(kind, RoleKind::Pool { assign: Assign::Random | Assign::LeastLoaded, .. })
            }),
            _ => false,
        };
        let entered = play.seen.iter().filter_map(|seen| match seen {
            Seen::Entered(node) => Some(&self.model.at[node.at()].tasks),
            _ => None,
        });
        let opened = entered.flatten().map(|task| chart.task(task.task)).filter(|task| drawn(task));
        opened.fold(state | done, |acted, task| acted | self.pool.bit(task))
    }
}
