//! What a business service says, as it was written: from the tree to services, states and actions. Which
//! keys mean something is decided here, and where services are looked for.

use super::keys::{Keys, Word, text_of};
use super::period::Sla;
use super::report::{Report, listed, short};
use super::tree::{Entry, Kind, Value, with_article};
use registrar_engine::finding::{Finding, Span};

/// A business service.
#[derive(Debug)]
pub(super) struct Service {
    pub name: Word,
    pub sla: Option<Sla>,
    pub states: Vec<State>,
}

/// One of its states. Only the start has no name.
#[derive(Debug)]
pub(super) struct State {
    pub span: Span,
    pub id: Option<String>,
    pub name: Option<Word>,
    pub status: Option<Word>,
    pub sla: Option<Sla>,
    pub documents: Option<Span>,
    pub starts: bool,
    pub ends: bool,
    pub actions: Vec<Action>,
}

/// What can be done in a state.
#[derive(Debug)]
pub(super) struct Action {
    pub name: Word,
    pub next: Option<Word>,
    pub roles: Vec<Word>,
}

/// All services of a text, wherever they stand in it.
pub(super) fn services<'v>(root: &'v Value, report: &mut Report) -> Vec<&'v [Entry]> {
    let mut found = Vec::new();
    // Envelopes have many names, and are nested; what a service is shows in its keys.
    let mut waiting = vec![root];
    while let Some(value) = waiting.pop() {
        match &value.kind {
            Kind::Map(entries) if is_service(value) => found.push(entries.as_slice()),
            Kind::Map(entries) => waiting.extend(entries.iter().rev().map(|entry| &entry.value)),
            Kind::List(items) => {
                if items.iter().any(is_service) {
                    for other in items.iter().filter(|item| !is_service(item)) {
                        let message = format!("expected a business service, found {}", other.kind_name());
                        let help = "a business service has `businessService` and `states`";
                        report.say(Finding::error("wrong-kind", other.span, message).help(help));
                    }
                }
                waiting.extend(items.iter().rev());
            }
            _ => {}
        }
    }
    found
}

fn is_service(value: &Value) -> bool {
    let has =
        |wanted: &str| value.map().is_some_and(|entries| entries.iter().any(|entry| entry.key == wanted));
    has("states") || has("businessService")
}

/// Reads a service. None where it has no name to call it by, or no states.
pub(super) fn service(entries: &[Entry], report: &mut Report) -> Option<Service> {
    let place = entries.first().map(|entry| entry.span).unwrap_or_default();
    let mut keys =
        Keys::new("service", entries, &["businessService", "businessServiceSla", "states"], report);
    let Some(name) = keys.word("businessService") else {
        let help = "`businessService` is the name by which the platform finds it";
        report.say(Finding::error("missing-key", place, "this business service has no name").help(help));
        return None;
    };
    keys.of = format!("the service `{}`", short(&name.text));
    let sla = keys.sla("businessServiceSla");
    let list = keys.list("states");
    if list.is_empty() {
        let message = format!("the service `{}` has no states", short(&name.text));
        let help = "a business service lists its `states`, each with its `actions`";
        report.say(Finding::error("missing-key", name.span, message).help(help));
        return None;
    }
    let states = list.iter().filter_map(|value| state(value, &name.text, report)).collect();
    Some(Service { name, sla, states })
}

const STATE_KEYS: [&str; 7] =
    ["state", "applicationStatus", "sla", "docUploadRequired", "isStartState", "isTerminateState", "actions"];

fn state(value: &Value, service: &str, report: &mut Report) -> Option<State> {
    let entries = entries_of(value, "state", &format!("the service `{}`", short(service)), report)?;
    let mut keys = Keys::new("state", entries, &STATE_KEYS, report);
    let name = keys.word("state");
    keys.of = match &name {
        Some(name) => format!("the state `{}`", short(&name.text)),
        None => format!("the start state of `{}`", short(service)),
    };
    let of = keys.of.clone();
    let status = keys.word("applicationStatus");
    let sla = keys.sla("sla");
    let documents = keys.truth("docUploadRequired");
    let starts = keys.truth("isStartState").is_some();
    let ends = keys.truth("isTerminateState").is_some();
    let id = keys.get("uuid").or_else(|| keys.get("id")).and_then(text_of);
    let off = keys.get("active").is_some_and(is_off);
    let list = keys.list("actions");
    if off {
        let message = format!("{of} isn't active, and isn't carried over");
        let help = "make it active, or see that nothing leads to it";
        report.say(Finding::warning("not-carried-over", value.span, message).help(help));
        return None;
    }
    let actions = list.iter().filter_map(|value| action(value, &of, report)).collect();
    Some(State { span: value.span, id, name, status, sla, documents, starts, ends, actions })
}

fn action(value: &Value, state: &str, report: &mut Report) -> Option<Action> {
    let entries = entries_of(value, "action", state, report)?;
    let mut keys = Keys::new("action", entries, &["action", "nextState", "roles"], report);
    keys.of = format!("an action of {state}");
    let Some(name) = keys.word("action") else {
        let help = "`action` is the name of what is done";
        report.say(
            Finding::error("missing-key", value.span, format!("an action of {state} has no name")).help(help),
        );
        return None;
    };
    keys.of = format!("`{}` in {state}", short(&name.text));
    let next = keys.word("nextState");
    let roles = keys.roles();
    if keys.get("active").is_some_and(is_off) {
        let message = format!("`{}` in {state} isn't active, and isn't carried over", short(&name.text));
        report.say(Finding::note("not-carried-over", name.span, message));
        return None;
    }
    Some(Action { name, next, roles })
}

/// `false`, also as a text.
fn is_off(value: &Value) -> bool {
    matches!(value.kind, Kind::Truth(false))
        || matches!(&value.kind, Kind::Text(text) if text.trim().eq_ignore_ascii_case("false"))
}

fn entries_of<'v>(value: &'v Value, what: &str, of: &str, report: &mut Report) -> Option<&'v [Entry]> {
    let entries = value.map();
    if entries.is_none() {
        let message = format!("expected {} of {of}, found {}", with_article(what), value.kind_name());
        let help = "states and actions are maps, in braces";
        report.say(Finding::error("wrong-kind", value.span, message).help(help));
    }
    entries
}

/// Says that two services have one name; the later one isn't read.
pub(super) fn told_twice(service: &Service, report: &mut Report) {
    let message = format!("there is a service {} already", listed([service.name.text.as_str()]));
    let help = "import the services of other tenants by themselves, or give one another name";
    report.say(Finding::error("repeated-name", service.name.span, message).help(help));
}
