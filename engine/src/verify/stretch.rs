//! A run that takes as long as the longest time, at a guess: the clock that bounds it is let run to its end, and those
//! that would end before it are begun anew, by acts, when they are about to. Dates say later whether it can be had.

use super::durations::{Durations, Way, is_expiry};
use super::explore::Edge;
use std::collections::{BTreeMap, VecDeque};

/// Most acts of one way.
const MOST: usize = 200;

/// The way, from a configuration on; where both are open at its last instant, by the end of a clock or by an act.
pub(super) fn stretched(durations: &Durations<'_, '_>, from: u32, by_ends: bool) -> Option<Way> {
    let mut run =
        Run { durations, by_ends, here: from, now: 0, dues: BTreeMap::new(), way: Way::new(), ended: false };
    for timer in &durations.bounds[from as usize] {
        run.dues.insert(*timer, durations.days(*timer));
    }
    while !run.ended && run.way.len() < MOST {
        let timer = durations.held(run.here)?;
        run.hold(timer)?;
    }
    run.ended.then_some(run.way)
}

struct Run<'d, 'a, 'c> {
    durations: &'d Durations<'a, 'c>,
    by_ends: bool,
    here: u32,
    now: u64,
    dues: BTreeMap<u16, u64>,
    way: Way,
    ended: bool,
}

impl Run<'_, '_, '_> {
    /// Holds on to a clock until what takes longest follows.
    fn hold(&mut self, timer: u16) -> Option<()> {
        let durations = self.durations;
        let wanted = durations.after(self.here, timer)?;
        while self.way.len() < MOST {
            let (due, next) = self.dues.iter().map(|(timer, due)| (*due, *timer)).min()?;
            self.now = self.now.max(due);
            // Whether a transition is an act, or the end that has come.
            let may = |at: u32, edge: &Edge, first: bool| {
                let ended =
                    durations.timers.ended_by(durations.model, &edge.act, durations.space.configuration(at));
                !is_expiry(&edge.act) || first && ended == Some(next)
            };
            let stays = |at: u32, edge: &Edge| {
                durations.goes_on(at, timer, edge).is_some()
                    && durations.after(edge.to, timer) == Some(wanted)
            };
            let leaves = |at: u32, edge: &Edge| {
                let days = if durations.ends(at, edge) { Some(0) } else { durations.days_from(edge.to) };
                durations.goes_on(at, timer, edge).is_none() && days == Some(wanted)
            };
            if next != timer {
                let renewed = |at: u32, edge: &Edge| {
                    stays(at, edge)
                        && durations.bounds[at as usize].contains(&next)
                        && durations.goes_on(at, next, edge).is_none()
                };
                if let Some(way) = self.nearest(&may, &stays, &renewed) {
                    way.into_iter().for_each(|(at, edge)| self.take(at, &edge));
                    continue;
                }
            }
            let way = self.nearest(&may, &stays, &leaves)?;
            way.into_iter().for_each(|(at, edge)| self.take(at, &edge));
            return Some(());
        }
        None
    }

    fn take(&mut self, at: u32, edge: &Edge) {
        let durations = self.durations;
        self.way.push((edge.act, edge.to));
        self.ended = durations.ends(at, edge);
        let bounds = durations.bounds[edge.to as usize].iter();
        let dues = bounds.map(|timer| {
            let known = self.dues.get(timer).filter(|_| durations.goes_on(at, *timer, edge).is_some());
            (*timer, known.copied().unwrap_or_else(|| self.now.saturating_add(durations.days(*timer))))
        });
        self.dues = dues.collect();
        self.here = edge.to;
    }

    /// The shortest way to a transition that is wanted.
    fn nearest(
        &self,
        may: &dyn Fn(u32, &Edge, bool) -> bool,
        stays: &dyn Fn(u32, &Edge) -> bool,
        wanted: &dyn Fn(u32, &Edge) -> bool,
    ) -> Option<Vec<(u32, Edge)>> {
        let edges = &self.durations.edges;
        let mut came: BTreeMap<u32, Option<(u32, usize)>> = BTreeMap::from([(self.here, None)]);
        let mut waiting = VecDeque::from([self.here]);
        while let Some(at) = waiting.pop_front() {
            let first = at == self.here;
            let open = edges[at as usize].iter().enumerate().filter(|(_, edge)| may(at, edge, first));
            let last = open
                .clone()
                .filter(|(_, edge)| wanted(at, edge))
                .max_by_key(|(nth, edge)| (is_expiry(&edge.act) == self.by_ends, std::cmp::Reverse(*nth)));
            if let Some((_, edge)) = last {
                let mut way = vec![(at, edge.clone())];
                let mut here = at;
                while let Some(Some((before, nth))) = came.get(&here) {
                    way.push((*before, edges[*before as usize][*nth].clone()));
                    here = *before;
                }
                way.reverse();
                return Some(way);
            }
            for (nth, edge) in open {
                if stays(at, edge) && !came.contains_key(&edge.to) {
                    came.insert(edge.to, Some((at, nth)));
                    waiting.push_back(edge.to);
                }
            }
        }
        None
    }
}
