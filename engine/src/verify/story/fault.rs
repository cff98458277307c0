//! Whether a guarantee is broken: by a way through the model, and in a case that was really played.

use super::super::model::{Act, Model, Play, is_active};
use super::super::{automaton, spending};
use crate::case::Case;
use crate::chart::{BudgetOf, Chart, Guarantee, ROOT, Says};
use crate::guard::Heard;
use crate::step::{evaluate, is_container};
use crate::value::{Record, Value};

/// Whether a way through the model breaks a guarantee; where only the whole space could tell, whether it ends as the
/// counter-example does.
pub fn is_broken(model: &Model<'_>, guarantee: &Guarantee, way: &[(Act, Vec<u64>)], end: &[u64]) -> bool {
    let Some((_, last)) = way.last() else { return false };
    match &guarantee.says {
        Says::Never { state, unless } => {
            let mut play = Play::new(model);
            model.nodes_of(*state).into_iter().any(|node| {
                let condition = unless.as_ref().map(|condition| model.condition(condition, node));
                is_active(last, node) && condition.is_none_or(|condition| play.may_fail(last, &condition))
            })
        }
        Says::Budget { of, at_most } => spending::is_over(model, of, *at_most, way),
        Says::Events(declare, patterns, within) => {
            automaton::is_broken_by(model, *declare, patterns, way) || within.is_some() && last == end
        }
        Says::AlwaysEnds | Says::EndsIfSilent { .. } | Says::Lasts { .. } | Says::EqualNotice(_) => {
            last == end
        }
    }
}

/// Whether a case shows it, as far as a case alone can: what was done in which order it doesn't tell.
pub fn is_shown(chart: &Chart, guarantee: &Guarantee, case: &Case) -> bool {
    match &guarantee.says {
        Says::Never { state, unless } => {
            if chart.state(*state).parent == Some(ROOT)
                && case.ended.as_ref().is_some_and(|end| end.state == *state)
            {
                return unless.is_none();
            }
            let places = case.configuration.iter().filter(|p| p.state == *state && !is_container(chart, p));
            places.into_iter().any(|place| match unless {
                None => true,
                Some(condition) => {
                    let holds = evaluate(
                        chart,
                        case,
                        condition,
                        place,
                        case.latest,
                        &Record::new(),
                        "",
                        &Heard::default(),
                        &[],
                    );
                    holds != Ok(Value::Bool(true))
                }
            })
        }
        Says::Budget { of: BudgetOf::Visits, at_most } => spent(case, "visits", *at_most),
        Says::Budget { of: BudgetOf::Cost(of), at_most } => spent(case, of, *at_most),
        // What takes too long may have come to its end.
        Says::EndsIfSilent { within: Some(_), .. } => true,
        Says::AlwaysEnds | Says::EndsIfSilent { .. } => case.ended.is_none(),
        Says::Budget { of: BudgetOf::Event(_), .. }
        | Says::Events(..)
        | Says::Lasts { .. }
        | Says::EqualNotice(_) => true,
    }
}

/// Whether the case alone shows it whole.
pub fn is_seen_whole(guarantee: &Guarantee) -> bool {
    matches!(
        guarantee.says,
        Says::Never { .. } | Says::Budget { of: BudgetOf::Visits | BudgetOf::Cost(_), .. }
    )
}

/// Whether it is broken by what takes too long.
pub fn is_about_time(guarantee: &Guarantee) -> bool {
    matches!(
        guarantee.says,
        Says::Lasts { .. } | Says::EndsIfSilent { within: Some(_), .. } | Says::Events(_, _, Some(_))
    )
}

fn spent(case: &Case, of: &str, most: u64) -> bool {
    case.costs.iter().any(|cost| cost.of == of && u64::from(cost.amount) > most)
}
