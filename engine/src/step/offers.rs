//! Which outcomes of an open task are offered now (rule 10).

use super::place::{is_container, same_copies};
use super::run::evaluate;
use crate::case::{Case, OpenTask, Place};
use crate::chart::{Chart, FormPlace, Outcome};
use crate::guard::Heard;
use crate::id::ArrowIx;
use crate::value::{Record, Value};

/// The outcomes of an open task for which some arrow is enabled, or may be once the form is filled in.
/// None for a task that isn't open.
pub fn offers<'c>(chart: &'c Chart, case: &Case, task: u64) -> Vec<&'c Outcome> {
    let Some(open) = case.task(task) else { return Vec::new() };
    let kind = chart.task(open.task);
    kind.outcomes.iter().filter(|outcome| is_offered(chart, case, open, outcome)).collect()
}

fn is_offered(chart: &Chart, case: &Case, open: &OpenTask, outcome: &Outcome) -> bool {
    let kind = chart.task(open.task);
    // The ladder or the engine itself takes these.
    if open.serves.is_some() {
        return true;
    }
    let event = format!("{}.{}", kind.name, outcome.name);
    case.configuration
        .iter()
        .filter(|place| !is_container(chart, place) && same_copies(chart, place, &open.place))
        .flat_map(|place| chart.state(place.state).on.iter().map(move |arrow| (place, *arrow)))
        .any(|(place, arrow)| may_be_taken(chart, case, open, outcome, (place, arrow), &event))
}

fn may_be_taken(
    chart: &Chart,
    case: &Case,
    open: &OpenTask,
    outcome: &Outcome,
    (place, ix): (&Place, ArrowIx),
    event: &str,
) -> bool {
    let arrow = chart.arrow(ix);
    let used_up = arrow.is_used_up(case.taken(ix, &place.copy)) && arrow.beyond.is_empty();
    if !arrow.trigger.answers(event) || used_up {
        return false;
    }
    let Some(condition) = &arrow.condition else { return true };
    let holds =
        evaluate(chart, case, condition, place, case.latest, &Record::new(), "", &Heard::default(), &[])
            == Ok(Value::Bool(true));
    let hangs_on_form = || {
        let fields = chart.task(open.task).form.iter().chain(&outcome.fields);
        condition.reads_event()
            // When it takes effect is known only when it comes.
            || !condition.deadlines().is_empty()
            || fields.into_iter().any(|field| match &field.place {
                FormPlace::Data(path) => condition.reads(path),
                FormPlace::Item(_) | FormPlace::Member(_) => true,
                FormPlace::Engine(_) => false,
            })
    };
    holds || hangs_on_form()
}
