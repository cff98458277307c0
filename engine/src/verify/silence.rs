//! `ends_if_silent`: from every configuration an end can be reached without any further act of some roles: by clocks,
//! messages, machines and the others alone.

use super::explore::can_reach_by;
use super::guarantee::{Found, Ground, MOST_WAYS, Way, stopped};
use super::text;
use crate::deadline::Period;
use crate::id::RoleIx;

/// `ends_if_silent`.
pub(super) fn ends(
    ground: &Ground<'_, '_>,
    roles: &[RoleIx],
    within: Option<&Period>,
    not_suspended: bool,
) -> Found {
    if let Some(limit) = stopped(&ground.space, ground.limits) {
        return Found::Open(limit);
    }
    let model = ground.model;
    let reach = can_reach_by(model, &ground.space, &|act| !model.is_by(act, roles));
    let stuck = (0..ground.space.len()).filter(|at| !reach[*at as usize]);
    let way = |at: u32| {
        let names: Vec<&str> = roles.iter().map(|role| ground.chart.role(*role).name.as_str()).collect();
        let places = model.active(ground.space.configuration(at)).join(", ");
        let end = text(
            format!(
                "without any further act of `{}` no end can be reached; the case is in `{places}`",
                names.join("`, `")
            ),
            format!("若 {} 此后一直不作为，则无法结案；案件处于 {places}", names.join("、")),
        );
        Way { acts: ground.space.path(at), end }
    };
    let ways: Vec<Way> = stuck.take(MOST_WAYS).map(way).collect();
    if !ways.is_empty() {
        return Found::Broken(ways);
    }
    match within {
        Some(within) => super::lasting::silent(ground, roles, *within, not_suspended),
        None => Found::Holds,
    }
}
