//! Business services of the DIGIT platform, on which Indian agencies run licences and its courts run cases.
//!
//! A service is a list of states with what may be done in each, by whom, and where that leads. It becomes one
//! definition: states and actions keep their names, so that what the verifier finds is told in the author's
//! words. What the platform does and the text doesn't say follows its own workflow service: the state without
//! a name is the start, a document is asked for on the way into the state that wants one, `*` is every role of
//! the service, times are milliseconds, and the clock of the whole begins with the first action.
//!
//! Waiting without a legal limit is kept as it is: that is for the verifier to tell and for the author to mend.

mod clocks;
mod keys;
mod names;
mod people;
mod period;
mod places;
mod plan;
mod report;
mod source;
mod status;
mod tree;
mod work;
mod write;

use crate::{Imported, Written};
use names::{Dots, Names, fit};
use people::{People, Who};
use plan::Plan;
use registrar_engine::definition::{MAX_ARROWS, MAX_ENTRIES, MAX_STATES};
use registrar_engine::finding::{Finding, Span};
use registrar_engine::yaml::{MAX_BYTES, MAX_NODES};
use report::{Report, listed, short};
use source::Service;
use std::collections::BTreeSet;
use write::{CALENDAR, COUNTING, Parts, ZONE};

/// Most services that one text may hold.
pub const MAX_SERVICES: usize = 200;
/// Most characters of a service's own name that are kept as a title.
const MAX_TITLE: usize = 200;

/// Reads business services, as JSON or JSON5: one or several, with or without the envelope of a request.
/// Each that can be read is a definition, though perhaps one with errors.
pub fn import(text: &str) -> Imported {
    let root = match tree::read(text) {
        Ok(root) => root,
        Err(finding) => return Imported { definitions: Vec::new(), findings: vec![finding] },
    };
    let mut report = Report::default();
    let found = source::services(&root, &mut report);
    if found.is_empty() {
        let help =
            "a business service has `businessService` and `states`; export it with `businessservice/_search`";
        report.say(
            Finding::error("wrong-kind", root.span, "there is no business service in this text").help(help),
        );
    }
    if let Some(beyond) = found.get(MAX_SERVICES) {
        let place = beyond.first().map(|entry| entry.span).unwrap_or_default();
        too_large(format!("{} services; at most {MAX_SERVICES} are read", found.len()), place, &mut report);
    }
    let mut definitions = Vec::new();
    let mut seen = BTreeSet::new();
    let mut workflows = Names::default();
    for entries in found.into_iter().take(MAX_SERVICES) {
        let Some(service) = source::service(entries, &mut report) else { continue };
        if !seen.insert(service.name.text.clone()) {
            source::told_twice(&service, &mut report);
        } else if small_enough(&service, &mut report) {
            definitions.extend(define(&service, &mut workflows, &mut report));
        }
    }
    Imported { definitions, findings: report.done() }
}

fn too_large(message: String, place: Span, report: &mut Report) {
    report.say(Finding::error("too-large", place, message).help("split the service, or the text"));
}

/// Whether a definition can hold what the service has.
fn small_enough(service: &Service, report: &mut Report) -> bool {
    let of = short(&service.name.text);
    let actions: usize = service.states.iter().map(|state| state.actions.len()).sum();
    // One state is the box around the others.
    let found = if service.states.len() >= MAX_STATES {
        format!("`{of}` has {} states; at most {} are read", service.states.len(), MAX_STATES - 1)
    } else if actions > MAX_ARROWS {
        format!("`{of}` has {actions} actions; at most {MAX_ARROWS} are read")
    } else {
        return true;
    };
    too_large(found, service.name.span, report);
    false
}

fn define(service: &Service, workflows: &mut Names, report: &mut Report) -> Option<Written> {
    let own = &service.name;
    let workflow = workflows.take(&fit(&own.text, Dots::Replaced));
    if workflow != own.text {
        plan::renamed("service", own, &workflow, report);
    }
    let message = format!(
        "`{}` doesn't say by what its time is counted; `{CALENDAR}`, `{COUNTING}` and `{ZONE}` are assumed",
        short(&own.text)
    );
    let help = "name the `calendar`, the `counting` and the `zone` of your office; promises are hours that pass, whatever the calendar";
    report.say(Finding::note("assumed", own.span, message).help(help));
    let mut plan = plan::plan(service, report);
    let people = People::of(&plan, report);
    let opener = opener(&plan, &people, report);
    idle_documents(&plan, report);
    let (tasks, mut names) = work::tasks(&plan, &people, report);
    let clocks = clocks::clocks(&mut plan, &workflow, &mut names, report);
    let status = status::status(&plan, report);
    let most = tasks.iter().map(Vec::len).sum::<usize>().max(people.count()).max(clocks.table().len());
    if most > MAX_ENTRIES {
        let message =
            format!("`{}` makes a table of {most} entries; at most {MAX_ENTRIES} are read", short(&own.text));
        too_large(message, own.span, report);
        return None;
    }
    let title = (workflow != own.text).then(|| own.text.chars().take(MAX_TITLE).collect());
    let parts = Parts { workflow: workflow.clone(), title, opener, plan, people, tasks, clocks, status };
    let node = parts.node();
    let text = node.write();
    if text.len() > MAX_BYTES || write::size(&node) > MAX_NODES {
        too_large(format!("`{}` makes a definition that is too large", short(&own.text)), own.span, report);
        return None;
    }
    Some(Written { workflow, text })
}

/// Who opens a case: one role, though the platform lets several do it.
fn opener(plan: &Plan, people: &People, report: &mut Report) -> Option<usize> {
    let start = &plan.states[plan.start];
    // Each set of roles once: many actions may be everybody's.
    let who: BTreeSet<Who> = start.state.actions.iter().map(|action| people.who(action)).collect();
    let opener = people.opener(&who);
    let place = start.state.actions.first().map_or(start.state.span, |action| action.name.span);
    let of = short(&plan.service.name.text);
    let Some(role) = opener else {
        let message = format!("nobody may do anything in `{of}`, so nobody can open a case");
        let help = "name the `roles` of each action";
        report.say(Finding::error("missing-key", place, message).help(help));
        return None;
    };
    let mut others: BTreeSet<usize> = who.iter().flat_map(|who| people.roles_of(who)).collect();
    others.remove(&role);
    if !others.is_empty() {
        let others = listed(others.iter().map(|role| people.roles[*role].name.as_str()));
        let role = &people.roles[role].name;
        let message =
            format!("a case of `{of}` is opened by `{role}` alone; {others} may open one on the platform");
        let help = "one role `starts` a case; write a definition of its own for the counter, if officials open cases too";
        report.say(Finding::warning("not-carried-over", place, message).help(help));
    }
    opener
}

/// The platform asks for a document on the way into a state. Where no way leads, nobody is asked.
fn idle_documents(plan: &Plan, report: &mut Report) {
    for place in plan.states.iter().filter(|place| !place.entered) {
        if let Some(span) = place.state.documents {
            let message = format!("`docUploadRequired` of `{}` asks nobody: no action leads there", place.id);
            let help = "the platform asks for documents on the way into a state; mark the state that follows";
            report.say(Finding::warning("not-carried-over", span, message).help(help));
        }
    }
}
