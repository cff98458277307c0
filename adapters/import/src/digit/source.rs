//! What a business service says, as it was written: from the tree to services, states and actions. Which
//! keys mean something is decided here, and where services are looked for.

use super::period::Sla;
use super::report::{Report, listed, short};
use super::tree::{Entry, Kind, Value};
use registrar_engine::finding::{Finding, Span};
use std::collections::BTreeSet;

/// A word of the author and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub text: String,
    pub span: Span,
}

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

/// Keys that are for the platform's own book-keeping, on any of the three.
const OF_THE_PLATFORM: [&str; 16] = [
    "id",
    "uuid",
    "tenantId",
    "tenantid",
    "auditDetails",
    "createdBy",
    "createdTime",
    "lastModifiedBy",
    "lastModifiedTime",
    "businessServiceId",
    "currentState",
    "business",
    "isStateUpdatable",
    "active",
    "isActive",
    "rowVersion",
];

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
    let list = keys.list("actions");
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
    if keys.get("active").is_some_and(|value| matches!(value.kind, Kind::Truth(false))) {
        let message = format!("`{}` in {state} isn't active, and isn't carried over", short(&name.text));
        report.say(Finding::note("not-carried-over", name.span, message));
        return None;
    }
    Some(Action { name, next, roles })
}

fn entries_of<'v>(value: &'v Value, what: &str, of: &str, report: &mut Report) -> Option<&'v [Entry]> {
    let entries = value.map();
    if entries.is_none() {
        let message = format!("expected a {what} of {of}, found {}", value.kind_name());
        let help = "states and actions are maps, in braces";
        report.say(Finding::error("wrong-kind", value.span, message).help(help));
    }
    entries
}

fn text_of(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        Kind::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The entries of a map, read one by one. `of` names the map in messages.
struct Keys<'v, 'r> {
    entries: &'v [Entry],
    of: String,
    report: &'r mut Report,
}

impl<'v, 'r> Keys<'v, 'r> {
    /// Says what of the map isn't understood.
    fn new(what: &str, entries: &'v [Entry], known: &[&str], report: &'r mut Report) -> Self {
        let mut seen = BTreeSet::new();
        for entry in entries {
            let key = entry.key.as_str();
            if !seen.insert(key) {
                let message = format!("`{}` stands here twice", short(key));
                report.say(Finding::error("repeated-key", entry.span, message).help("keep one of the two"));
            }
            if !known.contains(&key) && !OF_THE_PLATFORM.contains(&key) && !entry.value.is_nothing() {
                report.lost_key(what, key, entry.span);
            }
        }
        Self { entries, of: format!("a {what}"), report }
    }

    fn get(&self, key: &str) -> Option<&'v Value> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    fn wrong(&mut self, key: &str, wanted: &str, value: &Value) {
        let message = format!("`{key}` of {} should be {wanted}, and is {}", self.of, value.kind_name());
        self.report.say(
            Finding::error("wrong-kind", value.span, message).help(format!("write {wanted}, or `null`")),
        );
    }

    /// A text that says something.
    fn word(&mut self, key: &str) -> Option<Word> {
        let value = self.get(key)?;
        match &value.kind {
            Kind::Text(_) | Kind::Number(_) => text_of(value).map(|text| Word { text, span: value.span }),
            Kind::Null => None,
            _ => {
                self.wrong(key, "a text", value);
                None
            }
        }
    }

    /// Where it says `true`.
    fn truth(&mut self, key: &str) -> Option<Span> {
        let value = self.get(key)?;
        match &value.kind {
            Kind::Truth(truth) => truth.then_some(value.span),
            // As the platform's own reader takes it.
            Kind::Text(text) if text == "true" => Some(value.span),
            Kind::Text(text) if text == "false" || text.is_empty() => None,
            Kind::Null => None,
            _ => {
                self.wrong(key, "a truth value", value);
                None
            }
        }
    }

    fn sla(&mut self, key: &str) -> Option<Sla> {
        let value = self.get(key)?;
        let milliseconds = match &value.kind {
            Kind::Number(number) => Some(*number),
            Kind::Text(text) => text.trim().parse().ok(),
            Kind::Null => return None,
            _ => None,
        };
        if milliseconds.is_none() {
            self.wrong(key, "a number of milliseconds", value);
        }
        milliseconds.map(|milliseconds| Sla { milliseconds, span: value.span })
    }

    fn list(&mut self, key: &str) -> &'v [Value] {
        let Some(value) = self.get(key) else { return &[] };
        match &value.kind {
            Kind::List(items) => items,
            Kind::Null => &[],
            _ => {
                self.wrong(key, "a list", value);
                &[]
            }
        }
    }

    /// A list of names, or one text with commas; each once.
    fn roles(&mut self) -> Vec<Word> {
        let Some(value) = self.get("roles") else { return Vec::new() };
        let parts: Vec<&Value> = match &value.kind {
            Kind::List(items) => items.iter().collect(),
            Kind::Text(_) => vec![value],
            Kind::Null => Vec::new(),
            _ => {
                self.wrong("roles", "a list of roles", value);
                Vec::new()
            }
        };
        let mut roles: Vec<Word> = Vec::new();
        let mut seen = BTreeSet::new();
        for part in parts {
            // A role is its code, alone or in a map.
            let code = part.map().and_then(|entries| entries.iter().find(|entry| entry.key == "code"));
            let Kind::Text(text) = &code.map_or(part, |entry| &entry.value).kind else {
                self.wrong("roles", "a list of roles", part);
                continue;
            };
            for role in text.split(',').map(str::trim).filter(|role| !role.is_empty()) {
                if seen.insert(role) {
                    roles.push(Word { text: role.to_owned(), span: part.span });
                }
            }
        }
        roles
    }
}

/// Says that two services have one name; the later one isn't read.
pub(super) fn told_twice(service: &Service, report: &mut Report) {
    let message = format!("there is a service {} already", listed([service.name.text.as_str()]));
    let help = "import the services of other tenants by themselves, or give one another name";
    report.say(Finding::error("repeated-name", service.name.span, message).help(help));
}
