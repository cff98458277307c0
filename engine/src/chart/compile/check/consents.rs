//! Rule 22: consent is given by the one who acts, by each, and its withdrawal is answered.

use super::super::context::Context;
use super::super::events::{Origin, Vocabulary};
use super::super::people;
use super::answers::Answers;
use super::{each_action, states};
use crate::chart::{ActionKind, Arrow, Chart, Members, RoleKind, Trigger, Who};
use crate::finding::Finding;
use crate::id::{ConsentIx, RoleIx, StateIx, TaskIx};

/// Consents as a whole.
pub(super) fn check(cx: &mut Context, events: &Vocabulary) {
    let answers = Answers::of(&cx.chart, events);
    let mut findings = Vec::new();
    for ix in states(&cx.chart) {
        findings.extend(withdrawal(cx, &answers, ix));
    }
    for arrow in &cx.chart.arrows {
        let Trigger::Events(patterns) = &arrow.trigger else { continue };
        let mut acts = Vec::new();
        each_action(&arrow.actions, &mut |action| match action.kind {
            ActionKind::Consent(consent) => acts.push((consent, action.span, true)),
            ActionKind::Withdraw(consent) => acts.push((consent, action.span, false)),
            _ => {}
        });
        if acts.is_empty() {
            continue;
        }
        let origins: Vec<(&str, Origin)> =
            patterns.iter().flat_map(|pattern| events.matching(pattern)).collect();
        for (consent, span, gives) in acts {
            for (event, origin) in &origins {
                let finding = match origin {
                    Origin::Outcome(task, _) => by_task(cx, arrow, consent, *task, gives),
                    _ => Some(
                        Finding::error(
                            "nobody-acts",
                            span,
                            format!("nobody acts when `{event}` comes, so nobody consents or withdraws"),
                        )
                        .help("consent is given and withdrawn by who ends a task: do it on an outcome"),
                    ),
                };
                if let Some(mut finding) = finding {
                    finding.span = span;
                    findings.push(finding);
                    break;
                }
            }
        }
    }
    cx.findings.extend(findings);
}

/// A state that needs a consent leads out when it is withdrawn.
fn withdrawal(cx: &Context, answers: &Answers, ix: StateIx) -> Option<Finding> {
    let chart = &cx.chart;
    let state = chart.state(ix);
    let consent = chart.consents.get(state.consent?.at())?;
    let event = format!("consent.withdrawn.{}", consent.name);
    let leads_out = |arrow: &Arrow| {
        let leaves = !arrow.to.is_empty() && arrow.to.iter().all(|target| !chart.is_within(*target, ix));
        let around = chart.is_within(ix, arrow.source) || !chart.is_within(arrow.source, ix);
        leaves && around && arrow.condition.is_none()
    };
    if cx.was_meant(&event) || answers.near(chart, &event, ix).any(|arrow| leads_out(chart.arrow(arrow))) {
        return None;
    }
    let message = format!(
        "`{}` needs the consent `{}`, and nothing leads out when it is withdrawn",
        state.name, consent.name
    );
    let help = format!("write `{event}: STATE` under its `on`, without a condition");
    let span = cx.written[ix.at()]?.consent.as_ref()?.span;
    Some(Finding::error("unanswered-event", span, message).help(help))
}

fn by_task(cx: &Context, arrow: &Arrow, consent: ConsentIx, task: TaskIx, gives: bool) -> Option<Finding> {
    let chart = &cx.chart;
    let consent = chart.consents.get(consent.at())?;
    let task = chart.tasks.get(task.at())?;
    let of = people::opened_out(cx, consent.of);
    let roles: &[RoleIx] = match &task.who {
        Who::Roles(roles) => roles,
        // A person in a field: of which role is known when it runs.
        Who::Member(_) => return None,
        Who::Service(_) => &[],
    };
    if !roles.iter().any(|role| of.contains(role)) {
        let asked = &chart.role(consent.of).name;
        let message = format!(
            "who does `{}` isn't among those whose consent `{}` is: `{asked}`",
            task.name, consent.name
        );
        return Some(
            Finding::error("nobody-acts", arrow.span, message)
                .help("let them do the task, or change the consent's `of`"),
        );
    }
    let several = of.len() > 1
        || of.iter().any(|role| matches!(chart.role(*role).kind, RoleKind::Party { many: true, .. }));
    let mut listed =
        states(chart).filter(|ix| chart.state(*ix).tasks.iter().any(|t| chart.task(*t).name == task.name));
    let alone = listed.any(|ix| !in_own_copy(chart, ix, roles));
    if gives && several && alone && !task.repeat {
        let message = format!(
            "only one of `{}` can give `{}`: who does `{}` first does it for all",
            chart.role(consent.of).name,
            consent.name,
            task.name
        );
        let help = format!(
            "list `{}` in a state with `for_each: {}`, or let it `repeat`",
            task.name,
            chart.role(consent.of).name
        );
        return Some(Finding::warning("one-for-all", arrow.span, message).help(help));
    }
    None
}

/// Whether a state stands in copies for one of these roles.
fn in_own_copy(chart: &Chart, state: StateIx, roles: &[RoleIx]) -> bool {
    chart.outwards(state).any(|around| match &chart.state(around).for_each {
        Some(Members::Role(role)) => match &chart.role(*role).kind {
            RoleKind::Group(members) => roles.iter().all(|role| members.contains(role)),
            _ => roles.iter().all(|wanted| wanted == role),
        },
        _ => false,
    })
}
