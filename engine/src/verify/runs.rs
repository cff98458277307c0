//! Some runs of a chart that is too large to be walked whole: what they meet does happen. From what they don't meet
//! nothing follows.
//!
//! A run goes on from where something new was met. What comes next is drawn, always in the same way; in every other run
//! what was played least often comes first.

use super::model::{Act, Model, NodeIx, Play, Seen};
use crate::id::{ArrowIx, StateIx};
use std::collections::{BTreeMap, BTreeSet};

/// Acts of one run before another begins.
const LENGTH: usize = 12;
/// Most places from which runs go on.
const PLACES: usize = 4_000;
/// Of these the last, from which every other run goes on.
const LATE: usize = 20;
/// Most configurations that are followed at once when a way is looked for again.
const BEAM: usize = 200;

/// What runs met.
#[derive(Default)]
pub(super) struct Runs {
    pub taken: BTreeSet<ArrowIx>,
    pub entered: BTreeSet<StateIx>,
    /// Acts that end in an incident, with the state that was entered without its consent.
    pub incidents: Vec<(Act, Option<NodeIx>)>,
    /// Acts that don't settle, and whether something in them was free.
    pub endless: Vec<(Act, bool)>,
    /// A configuration that isn't an end, and in which nothing can happen.
    pub stuck: Option<Vec<u64>>,
    /// Where something new was met.
    places: Vec<Vec<u64>>,
}

impl Runs {
    /// Plays so many acts, or until it is enough.
    pub fn of(model: &Model<'_>, acts: usize, is_enough: &dyn Fn(&Self) -> bool) -> Self {
        let mut runs = Self::default();
        let mut dice = Dice(1);
        let mut play = Play::new(model);
        play.keep_outcomes();
        let nowhere = vec![0; model.words()];
        play.each_way(&nowhere, Act::Open, |play| {
            runs.meet(model, play, Act::Open);
        });
        let mut open: Vec<Act> = Vec::new();
        let mut from: Option<(Vec<u64>, usize)> = None;
        // In every other run what was played least often comes first.
        let mut played: BTreeMap<Act, u32> = BTreeMap::new();
        let mut fair = true;
        for _ in 0..acts {
            if runs.places.is_empty() || is_enough(&runs) {
                break;
            }
            let (words, left) = match from.take() {
                Some((words, left)) if left > 0 && !play.is_end(&words) => (words, left),
                _ => {
                    fair = dice.below(2) == 0;
                    let late = if dice.below(2) == 0 { LATE } else { PLACES };
                    let last = dice.below(runs.places.len().min(late));
                    (runs.places[runs.places.len() - 1 - last].clone(), LENGTH)
                }
            };
            if play.is_end(&words) {
                continue;
            }
            play.acts(&words, &mut open);
            let mut next = None;
            let mut others = 0;
            while next.is_none() && !open.is_empty() {
                let often = |act: &Act| played.get(act).copied().filter(|_| fair);
                let drawn = (0..open.len()).map(|at| (often(&open[at]), dice.below(1 << 16), at));
                let Some((_, _, at)) = drawn.min() else { break };
                let act = open.swap_remove(at);
                *played.entry(act).or_default() += 1;
                play.each_way(&words, act, |play| {
                    let moved = runs.meet(model, play, act) && play.reached() != words.as_slice();
                    others += usize::from(moved);
                    if moved && dice.below(others) == 0 {
                        next = Some(play.reached().to_vec());
                    }
                });
            }
            match next {
                Some(next) => from = Some((next, left - 1)),
                None => runs.stuck = runs.stuck.or(Some(words)),
            }
        }
        runs
    }

    /// Takes in what was played; whether it happened.
    fn meet(&mut self, model: &Model<'_>, play: &Play<'_, '_>, act: Act) -> bool {
        if play.incident && !self.incidents.iter().any(|(known, _)| *known == act) {
            self.incidents.push((act, play.without_consent));
        }
        if play.endless && !self.endless.iter().any(|(known, _)| *known == act) {
            self.endless.push((act, !play.chosen().is_empty()));
        }
        if play.incident || play.endless {
            return false;
        }
        let mut new = act == Act::Open;
        for seen in &play.seen {
            new |= match seen {
                Seen::Took(flow) => self.taken.insert(model.arrow_of(*flow)),
                Seen::Entered(node) => self.entered.insert(model.state_of(node.at())),
                Seen::Event(..) | Seen::Sent(_) => false,
            };
        }
        if new && self.places.len() < PLACES {
            self.places.push(play.reached().to_vec());
        }
        true
    }
}

/// Whether acts of these names may really follow one upon another, and the last of them as it is asked for: that act.
pub(super) fn happens(
    model: &Model<'_>,
    names: &[String],
    last: &dyn Fn(&Play<'_, '_>) -> bool,
) -> Option<Act> {
    let mut play = Play::new(model);
    let mut beam: BTreeSet<Vec<u64>> = BTreeSet::from([vec![0; model.words()]]);
    let mut acts = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let is_last = at + 1 == names.len();
        let mut next = BTreeSet::new();
        for words in &beam {
            acts.clear();
            if at == 0 {
                acts.push(Act::Open);
            } else if !play.is_end(words) {
                play.acts(words, &mut acts);
            }
            for act in acts.iter().filter(|act| bare(&model.act_name(act)) == name) {
                let mut found = false;
                play.each_way(words, *act, |play| {
                    found |= is_last && !found && last(play);
                    if !play.incident && !play.endless && next.len() < BEAM {
                        next.insert(play.reached().to_vec());
                    }
                });
                if found {
                    return Some(*act);
                }
            }
        }
        beam = next;
    }
    None
}

/// The names of acts, for looking for them elsewhere.
pub(super) fn names_of<'a>(model: &Model<'_>, acts: impl Iterator<Item = &'a Act>) -> Vec<String> {
    let names = acts.map(|act| bare(&model.act_name(act)).to_owned());
    names.filter(|name| name != "done" && name != "stir").collect()
}

/// The name of an event without the box it comes from, and without the copy.
fn bare(name: &str) -> &str {
    let event = name.rsplit(": ").next().unwrap_or(name);
    event.split('[').next().unwrap_or(event)
}

/// Draws numbers, always the same ones (splitmix64; Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, of: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(of.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}
