//! Whether something ever happens in a case that is too large to be walked whole: a state is entered, an arrow taken, a
//! step fails. Boxes are covered, and uncovered where a way to it leads through them. A covered model does everything that
//! cases do: what never happens in it happens in no case.

use super::explore::{Asked, Space, Watch};
use super::localize::{Blamed, Opened, Search};
use super::model::{Act, Cover, Fewer, Lookup, Model, Play, Population, Seen, outwards};
use super::runs::names_of;
use super::verdict::Limits;
use crate::chart::{Chart, FieldPath, Trigger};
use crate::id::{ArrowIx, ConsentIx, StateIx};
use std::collections::BTreeSet;

/// Most models that are tried for one question.
const ROUNDS: usize = 40;
/// Making a model takes as long as looking at so many configurations.
const MODEL: u64 = 20;

/// What may happen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aim {
    /// A state is entered.
    Enter(StateIx),
    /// An arrow is taken.
    Take(ArrowIx),
    /// A step fails, of which this is looked into.
    Fail(Fragile),
}

/// Something that can fail: where it stands, and what decides whether it does.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fragile {
    pub at: BTreeSet<StateIx>,
    pub fields: BTreeSet<FieldPath>,
    pub consents: BTreeSet<ConsentIx>,
}

impl Fragile {
    /// Whether a model looks into it.
    pub fn is_seen_in(&self, model: &Model<'_>) -> bool {
        self.at.iter().all(|state| is_open(model.chart, &model.cover, *state))
            && model.knows(&self.fields, &self.consents)
    }
}

/// Whether the life of a state isn't hidden, and it is known of each of its copies.
pub(super) fn is_open(chart: &Chart, cover: &Cover, state: StateIx) -> bool {
    outwards(chart, state).all(|around| {
        !cover.boxes.contains(&around) || around == state && chart.state(state).for_each.is_none()
    })
}

/// What was found.
pub(super) enum Probed {
    /// It never happens.
    Never,
    /// These acts may lead there, of which nothing more can be looked into.
    By(Vec<String>),
    /// It isn't known.
    Open,
}

/// A question, asked of one population after another.
pub(super) struct Probe<'c> {
    lookup: &'c Lookup<'c>,
    aim: Aim,
    /// What had to be looked into last.
    opened: Opened<'c>,
    /// Where it was seen never to happen.
    never: BTreeSet<(Population, Cover)>,
}

impl<'c> Probe<'c> {
    pub fn new(lookup: &'c Lookup<'c>, aim: Aim) -> Self {
        let chart = lookup.chart;
        let around = |state: StateIx| {
            let own = usize::from(chart.state(state).for_each.is_none());
            outwards(chart, state).skip(own)
        };
        let mut watched = Vec::new();
        let mut open: BTreeSet<StateIx> = BTreeSet::new();
        match &aim {
            Aim::Enter(state) => open.extend(around(*state)),
            Aim::Take(arrow) => {
                let arrow = chart.arrow(*arrow);
                open.extend(around(arrow.source));
                // Where nothing comes of it, it is watched all the same.
                if let Trigger::Events(patterns) = &arrow.trigger
                    && arrow.to.is_empty()
                {
                    watched.clone_from(patterns);
                }
            }
            Aim::Fail(fragile) => open.extend(fragile.at.iter().flat_map(|state| around(*state))),
        }
        let mut opened = Opened::with(lookup, open);
        opened.cover.watched = watched;
        if let Aim::Fail(fragile) = &aim {
            for field in &fragile.fields {
                while opened.look_at(&Blamed::Field(field.clone())) {}
            }
            for consent in &fragile.consents {
                while opened.look_at(&Blamed::Consent(*consent)) {}
            }
        }
        Self { lookup, aim, opened, never: BTreeSet::new() }
    }

    /// Asks it of a population, with so many configurations at most in one try; `left`: so many are left to all who ask.
    pub fn ask(&mut self, population: &Population, limits: &Limits, most: u64, left: &mut u64) -> Probed {
        let mut search = Search::default();
        for _ in 0..ROUNDS {
            let configurations = most.min(*left);
            if configurations == 0 {
                return Probed::Open;
            }
            *left = left.saturating_sub(MODEL);
            let limits = Limits { configurations, ..*limits };
            let Some((model, who)) = modelled(self.lookup, population, &self.opened.cover) else {
                return Probed::Open;
            };
            if let Some(state) = model.uncover {
                self.opened.uncover(state);
                continue;
            }
            if let Aim::Fail(fragile) = &self.aim
                && !fragile.is_seen_in(&model)
            {
                return Probed::Open;
            }
            let key = (who.population, who.cover);
            if self.never.contains(&key) {
                return Probed::Never;
            }
            let watch = Aiming { model: &model, aim: &self.aim };
            let asked = Asked { until: &|_, met| met == 1, ..Asked::plain(&limits) };
            let space = Space::explore(&model, &watch, &asked);
            *left = left.saturating_sub(u64::from(space.len()));
            if let Some(state) = space.torn {
                self.opened.uncover(state);
                continue;
            }
            let way: Option<Vec<(Act, Vec<u64>)>> = match (&self.aim, space.found) {
                (Aim::Fail(_), _) => space.incidents.first().map(|(from, act, _)| {
                    let mut way = space.path(*from);
                    way.push((*act, Vec::new()));
                    way
                }),
                (_, found) => found.map(|at| space.path(at)),
            };
            let Some(way) = way else {
                if space.stopped.is_some() {
                    return Probed::Open;
                }
                self.never.insert(key);
                return Probed::Never;
            };
            let last = |play: &Play<'_, '_>| watch.is_met(play);
            if !search.refine_to(&mut self.opened, &model, &way, Some(&last)) {
                return Probed::By(names_of(&model, way.iter().map(|(act, _)| act)));
            }
        }
        Probed::Open
    }
}

/// The model of a population, with as few people as may be; none where there can't be one.
fn modelled<'c>(
    lookup: &'c Lookup<'c>,
    population: &Population,
    cover: &Cover,
) -> Option<(Model<'c>, Fewer)> {
    for who in [Fewer::of(lookup, population, cover), Fewer::all(population, cover)] {
        let model = Model::covered(lookup, &who.population, &[], &who.cover).ok()?;
        if !model.lacks_others {
            return Some((model, who));
        }
    }
    None
}

/// Watches for what may happen.
struct Aiming<'a, 'c> {
    model: &'a Model<'c>,
    aim: &'a Aim,
}

impl Aiming<'_, '_> {
    fn is_met(&self, play: &Play<'_, '_>) -> bool {
        play.seen.iter().any(|seen| match (seen, self.aim) {
            (Seen::Entered(node), Aim::Enter(state)) => self.model.state_of(node.at()) == *state,
            (Seen::Took(flow), Aim::Take(arrow)) => self.model.arrow_of(*flow) == *arrow,
            _ => false,
        }) || matches!(self.aim, Aim::Fail(_)) && play.incident
    }
}

impl Watch for Aiming<'_, '_> {
    fn after(&self, _: u64, _: &[u64], _: &Act, play: &Play<'_, '_>) -> u64 {
        u64::from(self.is_met(play))
    }
}
