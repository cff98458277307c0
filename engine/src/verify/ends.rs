//! `always_ends`: from every configuration that can be reached, an end can be reached. `never`: a state isn't active
//! in any configuration, unless its condition holds there.

use super::guarantee::{Found, Ground, MOST_WAYS, Way, stopped};
use super::model::Play;
use super::text;
use crate::chart::{Chart, ROOT, StateKind};
use crate::guard::Expression;
use crate::id::StateIx;

/// `always_ends`.
pub(super) fn always(ground: &Ground<'_, '_>) -> Found {
    if let Some(limit) = stopped(&ground.space, ground.limits) {
        return Found::Open(limit);
    }
    let stuck = (0..ground.space.len()).filter(|at| !ground.ends[*at as usize]);
    let way = |at: u32| {
        let places = ground.model.active(ground.space.configuration(at)).join(", ");
        let end = text(
            format!("from here no end can be reached any more; the case is in {places}"),
            format!("此后无论如何不能结案；案件处于 {places}"),
        );
        Way { acts: ground.space.path(at), end }
    };
    let ways: Vec<Way> = stuck.take(MOST_WAYS).map(way).collect();
    if ways.is_empty() { Found::Holds } else { Found::Broken(ways) }
}

/// `never`.
pub(super) fn never(ground: &Ground<'_, '_>, state: StateIx, unless: Option<&Expression>) -> Found {
    let model = ground.model;
    // Of a case that has ended only its end is kept: there is nothing left to ask a condition of.
    if unless.is_some() && ground.chart.state(state).parent == Some(ROOT) && is_final(ground.chart, state) {
        return Found::Open(text(
            "what a case holds once it has ended isn't followed; ask it of the state before",
            "结案后的数据不再跟踪；请改为对此前的状态提出要求",
        ));
    }
    let nodes = model.nodes_of(state);
    let mut play = Play::new(model);
    let conditions: Vec<_> =
        nodes.iter().map(|node| (*node, unless.map(|e| model.condition_of_known(e, *node)))).collect();
    let broken = (0..ground.space.len()).filter(|at| {
        let words = ground.space.configuration(*at);
        conditions.iter().any(|(node, condition)| {
            super::model::is_active(words, *node)
                && condition.as_ref().is_none_or(|condition| play.may_fail(words, condition))
        })
    });
    let broken: Vec<u32> = broken.take(MOST_WAYS).collect();
    match (broken.as_slice(), stopped(&ground.space, ground.limits)) {
        ([_, ..], _) => {
            let name = &ground.chart.state(state).name;
            let end = match unless {
                None => text(format!("`{name}` is active"), format!("`{name}` 处于激活状态")),
                Some(condition) => text(
                    format!("`{name}` is active and `{}` doesn't hold", condition.source()),
                    format!("`{name}` 处于激活状态，而 `{}` 不成立", condition.source()),
                ),
            };
            let way = |at: &u32| Way { acts: ground.space.path(*at), end: end.clone() };
            Found::Broken(broken.iter().map(way).collect())
        }
        ([], Some(limit)) => Found::Open(limit),
        ([], None) => Found::Holds,
    }
}

fn is_final(chart: &Chart, state: StateIx) -> bool {
    matches!(chart.state(state).kind, StateKind::Final { .. })
}
