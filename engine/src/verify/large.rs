//! The cases that are too many to be walked whole: with whom, and what is asked of them with boxes covered. What doesn't
//! hang together is asked side by side; how it is divided doesn't hang on the machine, and so what is told doesn't either.

use super::endings::{Endings, Known};
use super::guarantee::Found;
use super::lengths::Lengths;
use super::localize::{Learnt, Question};
use super::model::{Lookup, Model, NotModelled, Population, together};
use super::parts::Parts;
use super::reached::Reached;
use super::text;
use super::verdict::{Explored, Limits};
use crate::chart::{Chart, Guarantee, Says};
use crate::guard::Expression;
use crate::id::RoleIx;
use std::cell::RefCell;

/// Into so many shares the populations are divided in which ends are looked for: what was walked for one serves the others of
/// its share.
const SHARES: usize = 3;

/// A piece of work that doesn't hang together with others.
pub type Piece<'w> = Box<dyn FnOnce() + Send + 'w>;

/// Does pieces of work: all of them, in any order, or side by side.
pub type Workers<'a> = dyn for<'w> Fn(Vec<Piece<'w>>) + 'a;

/// People that weren't walked whole.
pub(super) struct Left<'c> {
    pub population: Population,
    /// The model with nothing covered.
    pub model: Model<'c>,
}

/// What is asked of all of them.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a, 'c> {
    pub lookup: &'c Lookup<'c>,
    pub also: &'a [&'a Expression],
    pub limits: &'a Limits,
    /// The guarantees that are open.
    pub guarantees: &'a [usize],
}

/// What came of a guarantee for some people.
pub(super) struct Came {
    pub guarantee: usize,
    /// None where it isn't asked with boxes covered.
    pub found: Option<Found>,
    pub explored: Explored,
}

/// Asks what is open of them with boxes covered, and what every definition is checked for.
pub(super) fn ask<'c>(
    asking: Asking<'_, 'c>,
    left: &[Left<'c>],
    workers: &Workers<'_>,
    reached: &mut Reached<'c>,
) -> Vec<Came> {
    let Some(usual) = left.first() else { return Vec::new() };
    reached.in_parts = true;
    let nothing = |reached: &mut Reached<'c>, found: &dyn Fn() -> Option<Found>| {
        reached.incomplete = true;
        let guarantees = asking.guarantees.iter();
        let came =
            |guarantee: &usize| Came { guarantee: *guarantee, found: found(), explored: Explored::default() };
        guarantees.map(came).collect()
    };
    if asking.limits.covered == 0 {
        return nothing(reached, &|| None);
    }
    let chart = asking.lookup.chart;
    let of = |population: Population| {
        let model = Model::new(asking.lookup, &population, asking.also)?;
        Ok(Left { population, model })
    };
    // An end is looked for at once for those who differ in little; an order is the smaller a question the fewer there are.
    let populations: Vec<Population> = left.iter().map(|left| left.population.clone()).collect();
    let all = together(chart, &populations).into_iter().map(of).collect::<Result<Vec<_>, NotModelled>>();
    let all = match &all {
        Ok(all) => all.as_slice(),
        Err(NotModelled(reason)) => {
            let reason = text(format!("it has {reason}"), format!("模型过大：{reason}"));
            return nothing(reached, &|| Some(Found::Open(reason.clone())));
        }
    };
    let shares: Vec<&[Left<'c>]> = all.chunks(all.len().div_ceil(SHARES)).collect();
    let mut ends: Vec<Option<Ends<'c>>> = shares.iter().map(|_| None).collect();
    let mut others = None;
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for (share, done) in shares.iter().zip(&mut ends) {
        pieces.push(Box::new(move || *done = Some(Ends::of(asking, share))));
    }
    pieces.push(Box::new(|| others = Some((orders(asking, left), Parts::usual_runs(&usual.model)))));
    workers(pieces);
    let others = others.unwrap_or_else(|| (orders(asking, left), Parts::usual_runs(&usual.model)));
    let (mut came, runs) = others;
    // What no worker has done is done here.
    let done =
        |(share, ends): (&[Left<'c>], Option<Ends<'c>>)| ends.unwrap_or_else(|| Ends::of(asking, share));
    let mut parts: Option<Parts<'c>> = None;
    for ends in shares.into_iter().zip(ends).map(done) {
        came.extend(ends.came);
        reached.join(ends.reached);
        match &mut parts {
            Some(parts) => parts.join(ends.parts),
            None => parts = Some(ends.parts),
        }
    }
    if let Some(mut parts) = parts {
        parts.meet(&usual.model, &runs, reached);
        parts.finish(asking.limits, reached);
    }
    came
}

/// Whether a guarantee says that something comes to its end, or in what time.
fn is_about_ends(guarantee: &Guarantee) -> bool {
    match guarantee.says {
        Says::AlwaysEnds | Says::EndsIfSilent { .. } | Says::Lasts { .. } | Says::Events(_, _, Some(_)) => {
            true
        }
        Says::Never { .. } | Says::Budget { .. } | Says::Events(_, _, None) | Says::EqualNotice(_) => false,
    }
}

/// A step in which something fails may count there. With boxes covered what isn't followed never fails, so that is asked
/// only where a step that fails is undone.
fn goes_on_after_errors(chart: &Chart) -> bool {
    chart.errors_w3c || chart.arrows.iter().any(|arrow| arrow.trigger.answers("error.execution"))
}

impl<'c> Left<'c> {
    fn asked<'a>(
        &'a self,
        asking: Asking<'a, 'c>,
        guarantee: &'a Guarantee,
        lengths: &'a Lengths<'c>,
    ) -> Question<'a, 'c> {
        let Asking { lookup, also, limits, .. } = asking;
        let (population, whole) = (&self.population, &self.model);
        Question { chart: lookup.chart, lookup, guarantee, population, also, whole, limits, lengths }
    }
}

/// What each guarantee says that isn't about ends: of one population after another, until one isn't decided.
fn orders(asking: Asking<'_, '_>, left: &[Left<'_>]) -> Vec<Came> {
    let chart = asking.lookup.chart;
    let lengths = Lengths::new(chart);
    let mut came = Vec::new();
    let open = asking.guarantees.iter().map(|at| (*at, &chart.guarantees[*at]));
    for (at, guarantee) in open.filter(|(_, says)| !is_about_ends(says)) {
        let mut learnt = Learnt::default();
        for left in left {
            let mut explored = Explored::default();
            let found = (!goes_on_after_errors(chart)).then(|| {
                let asked = left.asked(asking, guarantee, &lengths);
                super::localize::prove(&asked, &mut learnt, &mut explored)
            });
            let holds = matches!(found, Some(Found::Holds));
            came.push(Came { guarantee: at, found, explored });
            if !holds {
                break;
            }
        }
    }
    came
}

/// What was found of ends, of some of the populations.
struct Ends<'c> {
    came: Vec<Came>,
    parts: Parts<'c>,
    reached: Reached<'c>,
}

impl<'c> Ends<'c> {
    /// Of these people.
    fn of(asking: Asking<'_, 'c>, share: &[Left<'c>]) -> Self {
        let Asking { lookup, limits, .. } = asking;
        let chart = lookup.chart;
        let lengths = Lengths::new(chart);
        let known = RefCell::new(Known::new(lookup, limits.configurations));
        let mut learnt: Vec<Learnt<'_>> = vec![Learnt::default(); chart.guarantees.len()];
        let mut ends = Self { came: Vec::new(), parts: Parts::new(lookup), reached: Reached::new(chart) };
        let mut undecided = Vec::new();
        for left in share {
            let mut endings = Endings::new(&left.model, &left.population, limits, &known);
            for guarantee in asking.guarantees {
                let says = &chart.guarantees[*guarantee];
                if !is_about_ends(says) || undecided.contains(guarantee) {
                    continue;
                }
                let mut explored = Explored::default();
                let found = (!goes_on_after_errors(chart)).then(|| {
                    let asked = left.asked(asking, says, &lengths);
                    covered(&asked, &known, &mut endings, &mut learnt[*guarantee], &mut explored)
                });
                if !matches!(found, Some(Found::Holds | Found::Within { .. })) {
                    undecided.push(*guarantee);
                }
                ends.came.push(Came { guarantee: *guarantee, found, explored });
            }
            ends.parts.add(&left.model, &left.population, &mut endings, &mut ends.reached);
        }
        ends
    }
}

/// A guarantee about ends, of one population.
fn covered<'a, 'c>(
    asked: &Question<'a, 'c>,
    known: &'a RefCell<Known<'c>>,
    endings: &mut Endings<'a, 'c>,
    learnt: &mut Learnt<'c>,
    explored: &mut Explored,
) -> Found {
    let walks = || std::cell::RefMut::map(known.borrow_mut(), |known| &mut known.walks);
    match &asked.guarantee.says {
        Says::AlwaysEnds => endings.always(explored),
        Says::Lasts { at_most, not_suspended } => {
            let found = super::terms::lasts(asked, *at_most, *not_suspended, &mut walks(), explored);
            kept_by(endings, &[], found, explored)
        }
        Says::EndsIfSilent { roles, within, not_suspended } => {
            // That no time is longer doesn't say that an end can be reached, nor the other way round.
            match (endings.silent(roles, explored), within) {
                (Found::Holds, Some(within)) => {
                    let found =
                        super::terms::silent(asked, roles, *within, *not_suspended, &mut walks(), explored);
                    kept_by(endings, roles, found, explored)
                }
                (ends, _) => ends,
            }
        }
        Says::Events(declare, patterns, Some(within)) => {
            // That nothing is owed for longer doesn't say that it comes before the case ends.
            let says = Says::Events(*declare, patterns.clone(), None);
            let order = Guarantee { says, ..asked.guarantee.clone() };
            match super::localize::prove(&Question { guarantee: &order, ..*asked }, learnt, explored) {
                Found::Holds => {
                    let found =
                        super::terms::soon(asked, *declare, patterns, *within, &mut walks(), explored);
                    kept_by(endings, &[], found, explored)
                }
                other => other,
            }
        }
        Says::Never { .. } | Says::Budget { .. } | Says::Events(_, _, None) | Says::EqualNotice(_) => {
            super::localize::prove(asked, learnt, explored)
        }
    }
}

/// A longest time that counts on limits which officials keep: that they can is shown too.
fn kept_by(endings: &mut Endings<'_, '_>, silent: &[RoleIx], found: Found, explored: &mut Explored) -> Found {
    match found {
        Found::Within { .. } if !endings.keeps_limits(silent, explored) => Found::Open(text(
            "that officials can keep their limits wasn't shown",
            "未能证明办案人员能够遵守其期限",
        )),
        other => other,
    }
}
