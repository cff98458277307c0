//! Why a case has no longest time: it waits where nothing runs, or it goes round and no clock outlasts a round.

use super::components::components;
use super::durations::{Durations, Way, Ways, is_expiry};
use super::explore::Edge;
use super::schedule::Plan;
use jiff::civil::Date;

/// So many ways are tried for dates on which they can be had.
const TRIED: usize = 20;

/// What has no longest time.
pub(super) struct Endless {
    /// From the opening on.
    pub way: Way,
    /// The step of it at which the round begins; none where the case waits at its end.
    pub round: Option<usize>,
    /// The most days that a round takes, where that is known.
    pub days: Option<u64>,
}

/// The first place where a case may stay as long as anybody likes.
pub(super) fn endless(durations: &Durations<'_, '_>, days: &[Date]) -> Option<Endless> {
    let ways = durations.ways();
    still(durations, &ways, days).or_else(|| round(durations, &ways, days))
}

/// The way to a configuration, and the step from which time counts on it.
fn whole_way(durations: &Durations<'_, '_>, ways: &Ways, at: u32) -> (Way, usize) {
    let mut way = durations.way_to(ways.first(at));
    let from = way.len() - 1;
    way.extend(ways.to(at));
    (way, from)
}

fn all(durations: &Durations<'_, '_>) -> impl Iterator<Item = u32> {
    0..durations.space.len()
}

fn still(durations: &Durations<'_, '_>, ways: &Ways, days: &[Date]) -> Option<Endless> {
    let waits = |at: &u32| {
        let here = *at as usize;
        ways.reaches(*at)
            && !durations.over[here]
            && durations.bounds[here].is_empty()
            && !durations.unclear[here]
    };
    let mut found: Vec<u32> = all(durations).filter(waits).collect();
    found.sort_by_key(|at| (ways.cost[*at as usize], *at));
    found.into_iter().take(TRIED).find_map(|at| {
        let (way, from) = whole_way(durations, ways, at);
        let possible = Plan::new(durations, &way, from).is_possible(days.iter().copied());
        possible.then_some(Endless { way, round: None, days: None })
    })
}

fn round(durations: &Durations<'_, '_>, ways: &Ways, days: &[Date]) -> Option<Endless> {
    let edges = &durations.edges;
    let inner = |at: u32, edge: &Edge| (!durations.ends(at, edge)).then_some(edge.to as usize);
    let (component, count) = components(
        edges.len(),
        |at| if ways.reaches(u32::try_from(at).unwrap_or(u32::MAX)) { edges[at].len() } else { 0 },
        |at, nth| inner(u32::try_from(at).unwrap_or(u32::MAX), &edges[at][nth]),
    );
    let stays = |at: u32, edge: &Edge| {
        !durations.ends(at, edge) && component[at as usize] == component[edge.to as usize]
    };
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
    for at in all(durations).filter(|at| ways.reaches(*at)) {
        members[component[at as usize] as usize].push(at);
    }
    let goes_round = |group: &Vec<u32>| {
        group.iter().any(|at| edges[*at as usize].iter().any(|edge| stays(*at, edge)))
            && group.iter().any(|at| !durations.stands[*at as usize] || !durations.asking.not_suspended)
            && !group.iter().any(|at| durations.unclear[*at as usize])
            && outlasts(durations, group, &stays).is_none()
    };
    let mut groups: Vec<&Vec<u32>> = members.iter().filter(|group| goes_round(group)).collect();
    let first = |group: &Vec<u32>| group.iter().copied().min_by_key(|at| (ways.cost[*at as usize], *at));
    groups.sort_by_key(|group| first(group).map(|at| (ways.cost[at as usize], at)));
    groups.into_iter().take(TRIED).find_map(|group| {
        let at = first(group)?;
        let (mut way, from) = whole_way(durations, ways, at);
        let once = around(durations, at, &stays)?;
        let begin = way.len() - 1;
        let mut often = way.clone();
        (0..3).for_each(|_| often.extend(&once));
        let mut plan = Plan::new(durations, &often, from);
        if !plan.is_possible(days.iter().copied()) {
            return None;
        }
        let last = often.len() - 1 - once.len();
        let days = days.first().and_then(|day| plan.days_after(*day, last));
        way.extend(once);
        Some(Endless { way, round: Some(begin), days })
    })
}

/// A clock that runs through all of a group, whatever happens in it.
fn outlasts(durations: &Durations<'_, '_>, group: &[u32], stays: &dyn Fn(u32, &Edge) -> bool) -> Option<u16> {
    let mut lasting = durations.bounds[*group.first()? as usize].clone();
    for at in group {
        lasting.retain(|timer| durations.bounds[*at as usize].contains(timer));
        for edge in durations.edges[*at as usize].iter().filter(|edge| stays(*at, edge)) {
            lasting.retain(|timer| durations.goes_on(*at, *timer, edge).is_some());
        }
    }
    lasting.first().copied()
}

/// A way round from a configuration to itself on which every clock ends that runs there.
fn around(durations: &Durations<'_, '_>, first: u32, stays: &dyn Fn(u32, &Edge) -> bool) -> Option<Way> {
    let edges = &durations.edges;
    let mut way = Way::new();
    let mut here = first;
    let mut held = durations.bounds[first as usize].clone();
    // With no clock to end, any transition begins the round.
    let mut any = held.is_empty();
    while let Some(timer) = held.pop().map(Some).or_else(|| std::mem::take(&mut any).then_some(None)) {
        let ways = Ways::within(edges, std::iter::once((here, 0)), stays);
        let ends = |at: u32, edge: &Edge| {
            timer.is_none_or(|timer| {
                durations.bounds[at as usize].contains(&timer) && durations.goes_on(at, timer, edge).is_none()
            })
        };
        let known = (0..).zip(edges).filter(|(at, _)| ways.reaches(*at));
        let ending = known.flat_map(|(at, all)| all.iter().map(move |edge| (at, edge)));
        let ending = ending.filter(|(at, edge)| stays(*at, edge) && ends(*at, edge));
        let cost = |(at, edge): &(u32, &Edge)| (ways.cost[*at as usize], is_expiry(&edge.act), edge.to);
        let (at, edge) = ending.min_by_key(cost)?;
        way.extend(ways.to(at));
        way.push((edge.act, edge.to));
        here = edge.to;
        held.retain(|timer| durations.bounds[here as usize].contains(timer));
    }
    if here != first {
        let ways = Ways::within(edges, std::iter::once((here, 0)), stays);
        way.extend(ways.reaches(first).then(|| ways.to(first))?);
    }
    Some(way)
}
