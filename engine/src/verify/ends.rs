//! `always_ends`: from every configuration that can be reached, an end can be reached. `never`: a state isn't active
//! in any configuration, unless its condition holds there.

use super::guarantee::{Found, Ground, stopped};
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
    let stuck = (0..ground.space.len()).find(|at| !ground.ends[*at as usize]);
    match stuck {
        None => Found::Holds,
        Some(at) => {
            let places = ground.model.active(ground.space.configuration(at)).join(", ");
            let end = text(
                format!("from here no end can be reached any more; the case is in {places}"),
                format!("此后无论如何不能结案；案件处于 {places}"),
            );
            Found::Broken { acts: ground.space.path(at), end }
        }
    }
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
        nodes.iter().map(|node| (*node, unless.map(|e| model.condition(e, *node)))).collect();
    let broken = (0..ground.space.len()).find(|at| {
        let words = ground.space.configuration(*at);
        conditions.iter().any(|(node, condition)| {
            super::model::is_active(words, *node)
                && condition.as_ref().is_none_or(|condition| play.may_fail(words, condition))
        })
    });
    match (broken, stopped(&ground.space, ground.limits)) {
        (Some(at), _) => {
            let name = &ground.chart.state(state).name;
            let end = match unless {
                None => text(format!("`{name}` is active"), format!("`{name}` 处于激活状态")),
                Some(condition) => text(
                    format!("`{name}` is active and `{}` doesn't hold", condition.source()),
                    format!("`{name}` 处于激活状态，而 `{}` 不成立", condition.source()),
                ),
            };
            Found::Broken { acts: ground.space.path(at), end }
        }
        (None, Some(limit)) => Found::Open(limit),
        (None, None) => Found::Holds,
    }
}

fn is_final(chart: &Chart, state: StateIx) -> bool {
    matches!(chart.state(state).kind, StateKind::Final { .. })
}
