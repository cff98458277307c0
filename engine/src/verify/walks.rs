//! What was walked with boxes covered, kept for other populations and questions that need the same.

use super::explore::{Asked, Space};
use super::guarantee::{add, stopped};
use super::model::{Cover, Fewer, Lookup, Model, Population};
use super::terms::Inside;
use super::text;
use super::verdict::{Explored, Limits};
use crate::definition::Text;
use crate::id::StateIx;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A model and all its configurations.
pub(super) struct Walked<'c> {
    /// Each has its own.
    pub number: u64,
    /// Whether it is kept: else it is walked again when it is needed again.
    pub is_kept: bool,
    pub model: Model<'c>,
    pub space: Space,
}

/// What became of a walk.
#[derive(Clone)]
pub(super) enum Walk<'c> {
    Done(Rc<Walked<'c>>),
    /// A box has to be uncovered first.
    Torn(StateIx),
    /// It is too large.
    Stopped(Text),
}

/// What a walk depends on: who is there, what is covered, the box that is watched, the most configurations.
type Key = (Population, Cover, Option<StateIx>, u64);

/// All walks of a chart.
pub(super) struct Walks<'c> {
    lookup: &'c Lookup<'c>,
    /// None where more people have to be told apart.
    known: BTreeMap<Key, Option<Walk<'c>>>,
    /// Configurations that are kept, and how many may be.
    kept: u64,
    most: u64,
    /// How many there were.
    count: u64,
}

impl<'c> Walks<'c> {
    /// None yet; `most`: so many configurations are kept.
    pub fn new(lookup: &'c Lookup<'c>, most: u64) -> Self {
        Self { lookup, known: BTreeMap::new(), kept: 0, most, count: 0 }
    }

    /// Walks a model with boxes covered, watching a box; with whom of the population.
    pub fn walk(
        &mut self,
        population: &Population,
        cover: &Cover,
        watched: Option<StateIx>,
        limits: &Limits,
        explored: &mut Explored,
    ) -> (Walk<'c>, Fewer) {
        let fewer = Fewer::of(self.lookup, population, cover);
        if let Some(walk) = self.of(&fewer, watched, limits, explored) {
            return (walk, fewer);
        }
        let all = Fewer::all(population, cover);
        let walk = self.of(&all, watched, limits, explored);
        (walk.unwrap_or_else(|| Walk::Stopped(Text::new())), all)
    }

    /// The same of these; none where more have to be told apart.
    fn of(
        &mut self,
        fewer: &Fewer,
        watched: Option<StateIx>,
        limits: &Limits,
        explored: &mut Explored,
    ) -> Option<Walk<'c>> {
        let key = (fewer.population.clone(), fewer.cover.clone(), watched, limits.configurations);
        if let Some(walk) = self.known.get(&key) {
            return walk.clone();
        }
        let walk = match Model::covered(self.lookup, &fewer.population, &[], &fewer.cover) {
            Err(reason) => {
                Walk::Stopped(text(format!("it has {}", reason.0), format!("模型过大：{}", reason.0)))
            }
            Ok(model) if model.lacks_others => {
                self.known.insert(key, None);
                return None;
            }
            Ok(model) => match model.uncover {
                Some(state) => Walk::Torn(state),
                None => {
                    let watch = Inside::of(&model, watched);
                    let space = Space::explore(&model, &watch, &Asked::plain(limits));
                    add(explored, &space);
                    match (space.torn, stopped(&space, limits)) {
                        (Some(state), _) => Walk::Torn(state),
                        (None, Some(limit)) => Walk::Stopped(limit),
                        (None, None) => {
                            let is_kept = self.kept + u64::from(space.len()) <= self.most;
                            self.count += 1;
                            Walk::Done(Rc::new(Walked { number: self.count, is_kept, model, space }))
                        }
                    }
                }
            },
        };
        match &walk {
            Walk::Done(walked) if !walked.is_kept => return Some(walk),
            Walk::Done(walked) => self.kept += u64::from(walked.space.len()),
            _ => {}
        }
        self.known.insert(key, Some(walk.clone()));
        Some(walk)
    }
}
