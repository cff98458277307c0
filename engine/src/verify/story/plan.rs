//! A counter-example as a plan: its acts, with the configurations between them and the ways that lead from one to the
//! next; and its rearrangements, where clocks can't end in the order that it has.

use super::super::model::{Act, Deed, Model, Play, Ways};
use crate::chart::Chart;
use crate::id::NoticeIx;

/// Most acts of a story that is played.
const MAX_LEGS: usize = 200;
/// Most configurations that are looked at for one rearrangement.
const MAX_TRIED: usize = 2_000;

/// Says of acts, each with where it leads, whether they break a guarantee.
pub type IsBroken<'a> = dyn Fn(&[(Act, Vec<u64>)]) -> bool + 'a;

/// One act of a plan.
#[derive(Debug, Clone)]
pub struct Leg {
    pub act: Act,
    pub deed: Deed,
    pub from: Vec<u64>,
    pub to: Vec<u64>,
    pub ways: Ways,
}

/// A counter-example's acts, in order.
#[derive(Debug, Clone)]
pub struct Plan {
    pub legs: Vec<Leg>,
}

impl Plan {
    /// A plan from acts, each with where it leads; none where it is too long or doesn't hang together.
    pub fn of(model: &Model<'_>, acts: &[(Act, Vec<u64>)]) -> Option<Self> {
        if acts.len() > MAX_LEGS {
            return None;
        }
        let mut play = Play::new(model);
        let mut from = vec![0; model.words()];
        let mut legs = Vec::with_capacity(acts.len());
        for (act, to) in acts {
            let ways = play.ways(&from, *act, to);
            if ways.all.is_empty() {
                return None;
            }
            let deed = model.deed(&from, *act)?;
            legs.push(Leg { act: *act, deed, from, to: to.clone(), ways });
            from = to.clone();
        }
        Some(Self { legs })
    }

    /// The acts, each with where it leads.
    pub fn acts(&self) -> Vec<(Act, Vec<u64>)> {
        self.legs.iter().map(|leg| (leg.act, leg.to.clone())).collect()
    }

    /// Whether a seat waits for some notice that would be there at once if it had an account.
    pub fn is_awaited(
        &self,
        model: &Model<'_>,
        seat: usize,
        at_once: &dyn Fn(&Chart, NoticeIx) -> bool,
    ) -> bool {
        let sent = model.deliveries.iter().enumerate().filter(|(_, delivery)| delivery.seat == seat);
        let sent = sent.filter(|(_, delivery)| at_once(model.chart, delivery.notice));
        sent.filter_map(|(at, delivery)| u16::try_from(at).ok().map(|at| (at, delivery.var))).any(
            |(at, var)| {
                self.legs.iter().enumerate().any(|(number, leg)| {
                    let is_sent = var.get(&leg.to) == 1 && var.get(&leg.from) != 1;
                    let mut next =
                        self.legs[number + 1..].iter().take_while(|leg| matches!(leg.act, Act::Receipt(_)));
                    is_sent && !next.any(|leg| leg.act == Act::Receipt(at))
                })
            },
        )
    }

    /// Orders in which `first` comes before the act number `at`: moved there, or come besides, or the act put off until
    /// after it. `is_broken` says of acts whether they still break the guarantee.
    pub fn with_before(
        &self,
        model: &Model<'_>,
        first: Act,
        at: usize,
        is_broken: &IsBroken<'_>,
    ) -> Vec<Self> {
        let acts: Vec<Act> = self.legs.iter().map(|leg| leg.act).collect();
        let later = acts.iter().skip(at + 1).position(|act| *act == first).map(|position| at + 1 + position);
        let mut orders: Vec<Vec<Act>> = Vec::new();
        if let Some(later) = later {
            let mut moved = acts.clone();
            let act = moved.remove(later);
            moved.insert(at, act);
            orders.push(moved);
            let mut put_off = acts.clone();
            let act = put_off.remove(at);
            put_off.insert(later, act);
            orders.push(put_off);
        }
        let mut besides = acts.clone();
        besides.insert(at, first);
        orders.push(besides);
        let kept = &self.legs[..at.min(self.legs.len())];
        let known: Vec<(Act, Vec<u64>)> = kept.iter().map(|leg| (leg.act, leg.to.clone())).collect();
        let mut plans = Vec::new();
        for order in orders {
            let mut way = known.clone();
            let mut tried = 0;
            if follow(model, &order, &mut way, is_broken, &mut tried) {
                plans.extend(Self::of(model, &way));
            }
        }
        plans
    }

    /// The same acts, where the one of this number leads elsewhere.
    pub fn elsewhere(&self, model: &Model<'_>, at: usize, is_broken: &IsBroken<'_>) -> Vec<Self> {
        let Some(leg) = self.legs.get(at) else { return Vec::new() };
        let order: Vec<Act> = self.legs.iter().map(|leg| leg.act).collect();
        let known: Vec<(Act, Vec<u64>)> =
            self.legs[..at].iter().map(|leg| (leg.act, leg.to.clone())).collect();
        let others = Play::new(model).leads_to(&leg.from, leg.act).into_iter().filter(|to| *to != leg.to);
        let mut plans = Vec::new();
        for to in others {
            let mut way = known.clone();
            way.push((leg.act, to));
            if follow(model, &order, &mut way, is_broken, &mut 0) {
                plans.extend(Self::of(model, &way));
            }
        }
        plans
    }
}

/// Goes on with the acts of an order from where a way has come to, until the guarantee is broken.
// Recursion is bounded by the length of a plan.
fn follow(
    model: &Model<'_>,
    order: &[Act],
    way: &mut Vec<(Act, Vec<u64>)>,
    is_broken: &IsBroken<'_>,
    tried: &mut usize,
) -> bool {
    if is_broken(way) {
        return true;
    }
    let Some(act) = order.get(way.len()) else { return false };
    let nowhere = vec![0; model.words()];
    let from = way.last().map_or(&nowhere, |(_, to)| to).clone();
    let mut play = Play::new(model);
    if way.last().is_some_and(|(_, at)| play.is_end(at)) {
        return false;
    }
    for to in play.leads_to(&from, *act) {
        *tried += 1;
        if *tried > MAX_TRIED {
            return false;
        }
        way.push((*act, to));
        if follow(model, order, way, is_broken, tried) {
            return true;
        }
        way.pop();
    }
    false
}
