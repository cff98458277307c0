//! From which configurations of a model with boxes covered an end surely can be reached: for what is chosen by those who
//! act there is a way, for what covered boxes decide there is one whatever they decide (an AND-OR graph, solved backwards;
//! de Alfaro, Godefroid, Jagadeesan, *Three-Valued Abstractions of Games*, 2004).

use super::explore::Space;
use super::model::{Act, Doubt, Free, Hidden, Model, Play, Sure};
use std::collections::{BTreeMap, BTreeSet};

/// What somebody or something else has a say in, and what can't be counted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    Says(Hidden),
    Doubt(Doubt),
}

/// Where nothing sure leads.
const NOWHERE: u32 = u32::MAX;

/// An act in a configuration, with each way it may go.
struct Deed {
    from: u32,
    ways: Vec<Lead>,
}

/// One way: what was chosen, whether by something else, and where it leads.
struct Lead {
    choices: Vec<(u16, Option<Hidden>)>,
    to: u32,
    /// Whether eventless arrows may be taken then, by what covered boxes are in: it goes on there too.
    stirs: bool,
    doubt: Option<Doubt>,
}

/// All acts that may be counted on, of all configurations.
pub(super) struct Game {
    configurations: u32,
    deeds: Vec<Deed>,
    /// Deeds by where they may lead.
    by_target: Vec<(u32, u32)>,
    /// Acts that can't be counted on.
    doubts: BTreeMap<(u32, Doubt), usize>,
    /// Where eventless arrows may lead to from some configurations.
    stirred: BTreeMap<u32, Vec<u32>>,
}

/// From which configurations a goal surely can be reached.
pub(super) struct Solved {
    pub sure: Vec<bool>,
    /// What stands in the way of the others, how often.
    pub reasons: BTreeMap<Reason, usize>,
}

impl Game {
    /// Plays all acts that count.
    pub fn of(model: &Model<'_>, sure: &Sure, space: &Space, counts: impl Fn(&Act) -> bool) -> Self {
        let mut game = Self {
            configurations: space.len(),
            deeds: Vec::new(),
            by_target: Vec::new(),
            doubts: BTreeMap::new(),
            stirred: BTreeMap::new(),
        };
        let mut play = Play::surely(model, sure);
        let mut acts = Vec::new();
        let mut row = vec![0; model.words() + 1];
        for from in 0..space.len() {
            let words = space.configuration(from);
            if play.is_end(words) || !sure.is_home(words) {
                continue;
            }
            play.acts(words, &mut acts);
            for act in acts.iter().filter(|act| counts(act)) {
                if let Some(doubt) = sure.doubts(model, act) {
                    if doubt != Doubt::Nobodys {
                        *game.doubts.entry((from, doubt)).or_default() += 1;
                    }
                    continue;
                }
                let mut deed = Deed { from, ways: Vec::new() };
                play.each_sure_way(words, *act, |play, doubt, happened| {
                    let choices = play.chosen().iter().map(|(chosen, _, why)| {
                        let says = match why {
                            Free::Hidden(hidden) => Some(*hidden),
                            _ => None,
                        };
                        (*chosen, says)
                    });
                    let mut to = NOWHERE;
                    if happened && doubt.is_none() && sure.is_home(play.reached()) {
                        row[..words.len()].copy_from_slice(play.reached());
                        to = space.find(&row).unwrap_or(NOWHERE);
                    }
                    let stirs = play.may_stir();
                    deed.ways.push(Lead { choices: choices.collect(), to, stirs, doubt });
                });
                if deed.ways.iter().any(|way| way.to != from && (way.to != NOWHERE || way.doubt.is_some())) {
                    game.deeds.push(deed);
                }
            }
        }
        let stirs = |way: &&Lead| way.stirs && way.to != NOWHERE;
        let stirring: BTreeSet<u32> =
            game.deeds.iter().flat_map(|deed| deed.ways.iter().filter(stirs).map(|way| way.to)).collect();
        for at in stirring {
            game.stirred.insert(at, stirred(model, sure, space, &mut play, at));
        }
        for (at, deed) in (0..).zip(&game.deeds) {
            for way in deed.ways.iter().filter(|way| way.to != NOWHERE) {
                game.by_target.push((way.to, at));
                let stirred = game.stirred.get(&way.to).filter(|_| way.stirs);
                let stirred = stirred.into_iter().flatten().filter(|to| **to != NOWHERE);
                game.by_target.extend(stirred.map(|to| (*to, at)));
            }
        }
        game.by_target.sort_unstable();
        game.by_target.dedup();
        game
    }

    /// Solves it backwards from goals.
    pub fn solve(&self, goal: impl Fn(u32) -> bool) -> Solved {
        let mut won: Vec<bool> = (0..self.configurations).map(goal).collect();
        let mut waiting: Vec<u32> = (0..self.configurations).filter(|at| won[*at as usize]).collect();
        while let Some(at) = waiting.pop() {
            let first = self.by_target.partition_point(|(to, _)| *to < at);
            for (_, deed) in self.by_target[first..].iter().take_while(|(to, _)| *to == at) {
                let deed = &self.deeds[*deed as usize];
                if !won[deed.from as usize] && self.leads(&deed.ways, 0, &won) {
                    won[deed.from as usize] = true;
                    waiting.push(deed.from);
                }
            }
        }
        let mut reasons = BTreeMap::new();
        for deed in self.deeds.iter().filter(|deed| !won[deed.from as usize]) {
            self.why_not(&deed.ways, 0, &won, &mut reasons);
        }
        for ((from, doubt), count) in &self.doubts {
            if !won[*from as usize] {
                *reasons.entry(Reason::Doubt(*doubt)).or_default() += count;
            }
        }
        Solved { sure: won, reasons }
    }

    /// Whether ways that have the first choices in common lead to where it is won.
    // Recursion is bounded by the choices of one play.
    fn leads(&self, ways: &[Lead], depth: usize, won: &[bool]) -> bool {
        let Some((_, says)) = ways.first().and_then(|way| way.choices.get(depth)) else {
            let is_won = |to: u32| to != NOWHERE && won[to as usize];
            return ways.iter().any(|way| {
                let mut stirred = self.stirred.get(&way.to).filter(|_| way.stirs).into_iter().flatten();
                is_won(way.to) && stirred.all(|to| is_won(*to))
            });
        };
        let mut same = ways.chunk_by(|one, other| one.choices[depth].0 == other.choices[depth].0);
        match says {
            Some(_) => same.all(|ways| self.leads(ways, depth + 1, won)),
            None => same.any(|ways| self.leads(ways, depth + 1, won)),
        }
    }

    /// Of ways of which some lead to where it is won: what decides that all do.
    fn why_not(&self, ways: &[Lead], depth: usize, won: &[bool], reasons: &mut BTreeMap<Reason, usize>) {
        let Some((_, says)) = ways.first().and_then(|way| way.choices.get(depth)) else {
            if let Some(doubt) = ways.first().and_then(|way| way.doubt) {
                *reasons.entry(Reason::Doubt(doubt)).or_default() += 1;
            }
            return;
        };
        let same: Vec<&[Lead]> =
            ways.chunk_by(|one, other| one.choices[depth].0 == other.choices[depth].0).collect();
        let lost: Vec<&&[Lead]> = same.iter().filter(|ways| !self.leads(ways, depth + 1, won)).collect();
        if let Some(hidden) = says
            && lost.len() < same.len()
        {
            *reasons.entry(Reason::Says(*hidden)).or_default() += lost.len();
        }
        for ways in lost {
            self.why_not(ways, depth + 1, won, reasons);
        }
    }
}

/// All configurations to which eventless arrows may lead, by what covered boxes are in.
fn stirred(model: &Model<'_>, sure: &Sure, space: &Space, play: &mut Play<'_, '_>, from: u32) -> Vec<u32> {
    let mut found: Vec<u32> = vec![from];
    let mut row = vec![0; model.words() + 1];
    let mut at = 0;
    while let Some(from) = found.get(at).copied().filter(|from| *from != NOWHERE) {
        at += 1;
        let words = space.configuration(from);
        for act in model.stirs() {
            play.each_sure_way(words, act, |play, doubt, happened| {
                let mut to = NOWHERE;
                if happened && doubt.is_none() && sure.is_home(play.reached()) {
                    row[..words.len()].copy_from_slice(play.reached());
                    to = space.find(&row).unwrap_or(NOWHERE);
                }
                if !found.contains(&to) {
                    found.push(to);
                }
            });
        }
    }
    found
}
