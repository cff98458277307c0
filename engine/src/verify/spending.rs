//! `budget`: the greatest sum over all paths of visits, of a cost, or of how often an event comes, for each person.

use super::explore::{Asked, Space, Watch, follow};
use super::guarantee::{Found, Ground, Way, add, stopped};
use super::model::{Act, Model, Play, Seen};
use super::text;
use super::verdict::Explored;
use crate::chart::BudgetOf;

/// Counts what one person spends, up to one more than allowed.
struct Counter<'a, 'c> {
    model: &'a Model<'c>,
    of: &'a BudgetOf,
    /// The person; nobody for what isn't a person's.
    seat: Option<usize>,
    most: u64,
}

impl Watch for Counter<'_, '_> {
    fn after(&self, state: u64, _: &[u64], act: &Act, play: &Play<'_, '_>) -> u64 {
        let spent = match self.of {
            BudgetOf::Visits => self.model.visits(act, self.seat),
            BudgetOf::Cost(of) => self.model.cost(act, self.seat, of),
            BudgetOf::Event(pattern) => {
                let counts = |seen: &&Seen| match seen {
                    Seen::Event(event, home, seat) => {
                        pattern.matches(self.model.event_name(*event))
                            && self.model.concerns(*home, *seat, self.seat)
                    }
                    _ => false,
                };
                play.seen.iter().filter(counts).count() as u64
            }
        };
        (state + spent).min(self.most + 1)
    }
}

/// `budget`.
pub(super) fn within(ground: &Ground<'_, '_>, of: &BudgetOf, most: u64, explored: &mut Explored) -> Found {
    let mut open = None;
    for seat in ground.whole.spenders(of) {
        match of_one(ground, of, most, seat, explored) {
            Found::Holds => {}
            Found::Open(limit) => open = open.or(Some(limit)),
            other => return other,
        }
    }
    open.map_or(Found::Holds, Found::Open)
}

/// `budget` of one person, or of nobody in particular.
pub(super) fn of_one(
    ground: &Ground<'_, '_>,
    of: &BudgetOf,
    most: u64,
    seat: Option<usize>,
    explored: &mut Explored,
) -> Found {
    let model = ground.model;
    let watch = Counter { model, of, seat, most };
    let until = |_: &[u64], spent: u64| spent > most;
    let asked = Asked { limits: ground.limits, without: &|_| false, keep: false, until: &until };
    let space = Space::explore(model, &watch, &asked);
    add(explored, &space);
    if let Some(state) = space.torn {
        return Found::Torn(state);
    }
    if let Some(at) = space.found {
        let what = match of {
            BudgetOf::Visits => ("visits".to_owned(), "到场".to_owned()),
            BudgetOf::Cost(of) => (format!("`{of}`"), format!("`{of}`")),
            BudgetOf::Event(pattern) => {
                let name = pattern.0.join(".");
                (format!("`{name}`"), format!("`{name}`"))
            }
        };
        let end = text(format!("{} come to more than {most}", what.0), format!("{} 超过 {most} 次", what.1));
        return Found::Broken(vec![Way { acts: space.path(at), end }]);
    }
    stopped(&space, ground.limits).map_or(Found::Holds, Found::Open)
}

/// Whether acts, each with where it leads, spend more than that.
pub(super) fn is_over(model: &Model<'_>, of: &BudgetOf, most: u64, way: &[(Act, Vec<u64>)]) -> bool {
    model.spenders(of).into_iter().any(|seat| {
        let watch = Counter { model, of, seat, most };
        follow(model, &watch, way).into_iter().any(|spent| spent > most)
    })
}
