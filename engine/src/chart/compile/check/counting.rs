//! Whether every deadline can be counted by its rule on the definition's calendar.

use super::super::context::Context;
use crate::chart::{Chart, Deadline, FieldPath, PeriodRule, Start, Type, field_at};
use crate::deadline::Period;
use crate::finding::Finding;

/// Looks at every deadline.
pub(super) fn check(cx: &mut Context) {
    let mut findings = Vec::new();
    for (deadline, written) in cx.chart.deadlines.iter().zip(&cx.definition.deadlines) {
        findings.extend(opening_hours(&cx.chart, deadline));
        let backwards = matches!(deadline.start, Start::BeforeField(_) | Start::BeforeDeadline(_));
        let changes =
            deadline.extend.is_some() || deadline.suspend.is_some() || !deadline.suspend_while.is_empty();
        if let Some(before) = written.before.as_ref().filter(|_| backwards && changes) {
            let message =
                format!("`{}` is counted backwards, so it can't be extended or stand still", deadline.name);
            let help = "take `extend`, `suspend` and `suspend_while` out; what it is counted from may move";
            findings.push(Finding::error("conflicting-keys", before.span, message).help(help));
        }
        let from = written.from.as_ref().or(written.before.as_ref());
        if let (Start::Field(path) | Start::BeforeField(path), Some(from)) = (&deadline.start, from)
            && is_date(&cx.chart, path)
            && let Some(period) =
                periods(&cx.chart, deadline).into_iter().find(|period| period.unit.is_clock())
        {
            let message = format!("{period} can't be counted from `{}`, which is a whole day", from.value);
            let help = "let the field be an `instant`, or count in days";
            findings.push(Finding::error("wrong-type", from.span, message).help(help));
        }
    }
    cx.findings.extend(findings);
}

fn opening_hours(chart: &Chart, deadline: &Deadline) -> Option<Finding> {
    let counting = chart.calendars.counting(&deadline.counting)?;
    let calendar =
        chart.calendars.calendar(&chart.calendar).filter(|calendar| calendar.opening().is_none())?;
    let period = periods(chart, deadline).into_iter().find(|period| counting.needs_opening_hours(*period))?;
    let message = format!(
        "`{}` counts {period} by the hours that the office is open, and the calendar `{}` doesn't say them",
        deadline.name,
        calendar.name()
    );
    let help = "name a calendar with `opening_hours`, or count by another rule";
    Some(Finding::error("no-opening-hours", deadline.span, message).help(help))
}

/// The periods that a deadline may have; of a field, the greatest.
fn periods(chart: &Chart, deadline: &Deadline) -> Vec<Period> {
    match &deadline.period {
        PeriodRule::Fixed(period) => vec![*period],
        PeriodRule::Cases(cases) => cases.iter().map(|(_, period)| *period).collect(),
        PeriodRule::Field(path) => match field_at(&chart.data, path).map(|field| &field.kind) {
            Some(Type::Period { max: Some(max) }) => vec![*max],
            _ => Vec::new(),
        },
    }
}

fn is_date(chart: &Chart, path: &FieldPath) -> bool {
    field_at(&chart.data, path).is_some_and(|field| field.kind == Type::Date)
}
