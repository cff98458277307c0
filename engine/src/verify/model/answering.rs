//! Which arrows answer an event: asked for hundreds of names for each model, so the arrows are kept by their first token.

use crate::chart::{Chart, Trigger};
use crate::id::ArrowIx;
use std::collections::BTreeMap;

/// Which arrows answer an event, by the first token of what they wait for.
pub(super) struct Answering<'c> {
    chart: &'c Chart,
    by_token: BTreeMap<&'c str, Vec<ArrowIx>>,
    /// Those that answer any event.
    any: Vec<ArrowIx>,
    /// Those that wait for a state to be done, by its name.
    done: BTreeMap<&'c str, Vec<ArrowIx>>,
}

impl<'c> Answering<'c> {
    pub fn of(chart: &'c Chart) -> Self {
        let mut answering = Self { chart, by_token: BTreeMap::new(), any: Vec::new(), done: BTreeMap::new() };
        for (at, arrow) in (0..).zip(&chart.arrows) {
            match &arrow.trigger {
                Trigger::Events(patterns) => {
                    for pattern in patterns {
                        match pattern.0.first() {
                            Some(token) => answering.by_token.entry(token).or_default().push(ArrowIx(at)),
                            None => answering.any.push(ArrowIx(at)),
                        }
                    }
                }
                Trigger::Done => {
                    let state = &chart.state(arrow.source).name;
                    answering.done.entry(state).or_default().push(ArrowIx(at));
                }
                Trigger::AtOnce => {}
            }
        }
        answering
    }

    /// Those that answer by name, in order, each once.
    pub fn to(&self, name: &str) -> Vec<ArrowIx> {
        let token = name.split('.').next().unwrap_or(name);
        let named = self.by_token.get(token).into_iter().flatten().chain(&self.any).copied();
        let mut arrows: Vec<ArrowIx> =
            named.filter(|arrow| self.chart.arrow(*arrow).trigger.answers(name)).collect();
        arrows.sort_unstable();
        arrows.dedup();
        arrows
    }

    /// Those that answer since a state is done.
    pub fn done(&self, name: &str) -> &[ArrowIx] {
        let state = name.strip_prefix("done.state.");
        state.and_then(|state| self.done.get(state)).map_or(&[], Vec::as_slice)
    }
}
