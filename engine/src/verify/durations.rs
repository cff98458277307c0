//! How long a case may take, by its deadlines (rule 30 of `docs/proofs.md`).
//!
//! In a configuration time is bounded by every clock that runs: when it ends, something happens. So along a run one clock
//! after another can be held on to until it ends or its state is left, and the time is at most the sum of their lengths.
//! The least such sum over the choice of clocks, the greatest over what may happen, is a least fixed point (a game of
//! reachability with costs; Filar and Vrieze 1997): it grows without bound where no clock runs, or where a loop takes time.

use super::explore::{Edge, Space};
use super::guarantee::{Found, Ground, stopped};
use super::lengths::{fewest_days, most_days, published};
use super::model::{Act, Model, Play};
use super::text;
use crate::chart::{Chart, Start};
use crate::deadline::Period;
use crate::definition::Text;
use crate::id::{DeadlineIx, RoleIx};
use std::collections::BTreeMap;

/// Days from which on a sum counts as without bound: a thousand years.
const BOUNDLESS: u64 = 365_250;
/// Most rounds of the computation.
const ROUNDS: usize = 20_000;

/// The longest times of all configurations of one model.
pub(super) struct Durations {
    /// For each configuration the clocks that bound it, with the longest time when holding on to each.
    bounded: Vec<Vec<(u16, u64)>>,
    days: BTreeMap<DeadlineIx, u64>,
    ends: Vec<bool>,
    /// The transitions that count.
    edges: Vec<Vec<Edge>>,
}

/// What is found of a chart's durations.
pub(super) struct Longest {
    /// Days; none when there is no bound.
    pub days: Option<u64>,
    /// The clocks that make it so long, with their days, in order.
    pub drivers: Vec<(DeadlineIx, u64)>,
}

impl Durations {
    /// Computes them. `silent`: roles that never act; their acts are left out.
    pub fn new(model: &Model<'_>, space: &Space, silent: &[RoleIx]) -> Option<Self> {
        let chart = model.chart;
        let years = published(chart);
        let mut days: BTreeMap<DeadlineIx, u64> = BTreeMap::new();
        for clock in model.clock_deadlines() {
            // From a day in the case, or back from one, nobody knows how far off it is.
            let known =
                matches!(chart.deadline(clock).start, Start::Entry | Start::Event(_) | Start::Deadline(_));
            if known && !days.contains_key(&clock) {
                days.insert(clock, most_days(chart, clock, years)?);
            }
        }
        let mut play = Play::new(model);
        let mut bounded = Vec::with_capacity(space.len() as usize);
        let mut ends = Vec::with_capacity(space.len() as usize);
        for at in 0..space.len() {
            let words = space.configuration(at);
            ends.push(play.is_end(words));
            let running = play.running(words).into_iter();
            let counted = running.filter(|clock| days.contains_key(&model.deadline_of(*clock)));
            bounded.push(counted.map(|clock| (clock, 0)).collect());
        }
        let edges = counted(model, space, silent);
        let mut durations = Self { bounded, days, ends, edges };
        durations.solve(model);
        Some(durations)
    }

    /// Goes round until nothing grows any more.
    fn solve(&mut self, model: &Model<'_>) {
        for _ in 0..ROUNDS {
            let mut grew = false;
            for at in (0..self.bounded.len()).rev() {
                for number in 0..self.bounded[at].len() {
                    let (clock, known) = self.bounded[at][number];
                    let edges = self.edges[at].iter();
                    let after = edges.map(|edge| self.after(model, clock, edge)).max().unwrap_or(0);
                    if after > known {
                        self.bounded[at][number].1 = after.min(BOUNDLESS);
                        grew |= known < BOUNDLESS;
                    }
                }
            }
            if !grew {
                return;
            }
        }
        // What still grows has no bound.
        for (_, days) in self.bounded.iter_mut().flatten() {
            *days = BOUNDLESS;
        }
    }

    /// The longest time after a transition, when a clock was held on to before it.
    fn after(&self, model: &Model<'_>, clock: u16, edge: &Edge) -> u64 {
        let to = edge.to as usize;
        if self.ends[to] {
            return 0;
        }
        let goes_on = edge.act != Act::Expired(clock) && !edge.entered.contains(&model.node_of_clock(clock));
        if goes_on && let Some((_, days)) = self.bounded[to].iter().find(|(held, _)| *held == clock) {
            return *days;
        }
        self.from(model, edge.to)
    }

    /// The longest time from a configuration on.
    fn from(&self, model: &Model<'_>, at: u32) -> u64 {
        self.choice(model, at).map_or(if self.ends[at as usize] { 0 } else { BOUNDLESS }, |(days, _)| days)
    }

    /// The best clock to hold on to, and the longest time then.
    fn choice(&self, model: &Model<'_>, at: u32) -> Option<(u64, u16)> {
        let held = self.bounded[at as usize].iter();
        held.map(|(clock, after)| {
            let own = self.days.get(&model.deadline_of(*clock)).copied().unwrap_or(BOUNDLESS);
            (own.saturating_add(*after).min(BOUNDLESS), *clock)
        })
        .min()
    }

    /// The longest time from a configuration on, and what makes it so long.
    pub fn longest(&self, model: &Model<'_>, at: u32) -> Longest {
        let days = self.from(model, at);
        if days >= BOUNDLESS {
            return Longest { days: None, drivers: Vec::new() };
        }
        let mut drivers = Vec::new();
        let mut here = at;
        while let Some((_, clock)) = self.choice(model, here) {
            let deadline = model.deadline_of(clock);
            drivers.push((deadline, self.days.get(&deadline).copied().unwrap_or(0)));
            let Some(next) = self.worst_after(model, here, clock) else { break };
            if self.ends[next as usize] || drivers.len() > 50 {
                break;
            }
            here = next;
        }
        Longest { days: Some(days), drivers }
    }

    /// Where the longest time goes on after a clock that was held on to.
    fn worst_after(&self, model: &Model<'_>, from: u32, clock: u16) -> Option<u32> {
        let mut here = from;
        let mut passed = vec![from];
        loop {
            let worst = self.edges[here as usize].iter().max_by_key(|edge| self.after(model, clock, edge))?;
            let goes_on = worst.act != Act::Expired(clock)
                && !worst.entered.contains(&model.node_of_clock(clock))
                && self.bounded[worst.to as usize].iter().any(|(held, _)| *held == clock);
            if !goes_on || passed.contains(&worst.to) {
                return Some(worst.to);
            }
            passed.push(worst.to);
            here = worst.to;
        }
    }

    /// A configuration that is reached from another and in which no clock runs, the first.
    fn unbounded(&self, from: u32) -> Option<u32> {
        let mut reached = vec![false; self.ends.len()];
        let mut waiting = vec![from];
        reached[from as usize] = true;
        while let Some(at) = waiting.pop() {
            for edge in &self.edges[at as usize] {
                if !std::mem::replace(&mut reached[edge.to as usize], true) {
                    waiting.push(edge.to);
                }
            }
        }
        let open = |at: &usize| reached[*at] && self.bounded[*at].is_empty() && !self.ends[*at];
        (0..self.bounded.len()).find(open).and_then(|at| u32::try_from(at).ok())
    }
}

/// The transitions that count: of those who aren't silent, and no expiry before which something is done.
fn counted(model: &Model<'_>, space: &Space, silent: &[RoleIx]) -> Vec<Vec<Edge>> {
    space.edges_by(model, &|from, act, to| {
        !model.is_by(act, silent) && !is_done_in_time(model, space.configuration(from), act, to, silent)
    })
}

/// Whether an expiry only tells somebody, while one who isn't silent has a task that is to be done by then: it is.
fn is_done_in_time(model: &Model<'_>, from: &[u64], act: &Act, to: &[u64], silent: &[RoleIx]) -> bool {
    let Act::Expired(clock) = act else { return false };
    model.same_states(from, to) && model.has_task_due(from, model.deadline_of(*clock), silent)
}

/// `lasts`: the longest time from the opening on.
pub(super) fn lasts(ground: &Ground<'_, '_>, at_most: Period) -> Found {
    if let Some(limit) = stopped(&ground.space, ground.limits) {
        return Found::Open(limit);
    }
    let Some(durations) = Durations::new(ground.model, &ground.space, &[]) else { return uncounted() };
    judge(ground, &durations, 0, at_most)
}

/// `within` of `ends_if_silent`: the longest time from the last act of those who fall silent on.
pub(super) fn silent(ground: &Ground<'_, '_>, roles: &[RoleIx], within: Period) -> Found {
    let Some(durations) = Durations::new(ground.model, &ground.space, roles) else { return uncounted() };
    let from = |at: &u32| durations.from(ground.model, *at);
    let worst = (0..ground.space.len()).rev().max_by_key(from).unwrap_or(0);
    judge(ground, &durations, worst, within)
}

fn uncounted() -> Found {
    Found::Open(text("the length of a deadline can't be counted beforehand", "有的期限长度无法预先计算"))
}

fn judge(ground: &Ground<'_, '_>, durations: &Durations, from: u32, most: Period) -> Found {
    let allowed = fewest_days(most);
    let longest = durations.longest(ground.model, from);
    match longest.days {
        Some(days) if days <= allowed => {
            let note = told(ground.chart, days, &longest.drivers);
            Found::Within { days, note }
        }
        Some(days) => {
            let note = told(ground.chart, days, &longest.drivers);
            let [en, zh] = ["en", "zh"].map(|language| note.get(language).cloned().unwrap_or_default());
            Found::Open(text(
                format!("{en}; {most} may have only {allowed} days"),
                format!("{zh}；{most} 最少只有 {allowed} 天"),
            ))
        }
        None => Found::Open(match durations.unbounded(from) {
            Some(at) => {
                let places = ground.model.active(ground.space.configuration(at)).join(", ");
                text(
                    format!("no bound was found: in {places} no deadline runs"),
                    format!("未找到上限：在 {places} 没有期限在进行"),
                )
            }
            None => text(
                "no bound was found: states can be entered again and again, and their deadlines begin anew",
                "未找到上限：有的状态可以反复进入，期限随之重新起算",
            ),
        }),
    }
}

/// The longest time and what makes it so long.
fn told(chart: &Chart, days: u64, drivers: &[(DeadlineIx, u64)]) -> Text {
    let list = |language: &str, unit: &str| {
        let each = drivers.iter().map(|(deadline, days)| {
            let deadline = chart.deadline(*deadline);
            let title = deadline.title.get(language).unwrap_or(&deadline.name);
            format!("{title} {days}{unit}")
        });
        each.collect::<Vec<_>>().join(if language == "zh" { "、" } else { ", " })
    };
    text(
        format!("at most {days} days, from the worst day of the published calendars: {}", list("en", "")),
        format!("最长 {days} 天（以已公布日历中最不利的日期起算）：{}", list("zh", "天")),
    )
}
