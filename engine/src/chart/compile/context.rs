//! What every part of the compiler works on: the definition, the chart as far as it is made, the names
//! and the findings.

use super::Sources;
use super::names::{List, Names};
use crate::chart::{Chart, FieldPath};
use crate::definition::{self, Definition, Name, Text};
use crate::docket;
use crate::finding::{Finding, Span};
use crate::id::{ConsentIx, DeadlineIx, DocumentIx, NoticeIx, RoleIx, ServiceIx, StateIx, TableIx, TaskIx};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The work in hand.
pub(super) struct Context<'a> {
    pub definition: &'a Definition,
    pub sources: Sources<'a>,
    pub names: Names<'a>,
    /// Names of the states by index, as expressions need them.
    pub state_names: Rc<Vec<String>>,
    /// Names of the consents by index.
    pub consent_names: Rc<Vec<String>>,
    /// Names of the deadlines by index.
    pub deadline_names: Rc<Vec<String>>,
    /// Deadlines whose ended runs are asked for.
    pub remembered: BTreeSet<DeadlineIx>,
    /// The states as written, by index; none for the outermost box.
    pub written: Vec<Option<&'a definition::State>>,
    /// The event patterns of each arrow as written.
    pub arrow_events: Vec<&'a [Name]>,
    /// Ids of delayed raises.
    pub raise_ids: BTreeSet<&'a str>,
    /// Ids that are cancelled.
    pub cancelled: Vec<&'a Name>,
    pub chart: Chart,
    pub findings: Vec<Finding>,
    /// Something is missing that the reader has told, or that a finding here tells.
    pub incomplete: bool,
    /// What is referred to by what makes it used.
    pub used: BTreeSet<(List, u16)>,
    /// Words of expressions, templates and paths: what they name is used.
    pub words: BTreeSet<String>,
    /// A state's name could not be resolved: what can be reached isn't known.
    pub lost_targets: bool,
    /// Events that were probably meant where an unknown one was written.
    pub meant_events: BTreeSet<String>,
}

impl<'a> Context<'a> {
    pub fn new(definition: &'a Definition, sources: Sources<'a>) -> Self {
        Self {
            definition,
            sources,
            names: Names::default(),
            state_names: Rc::default(),
            consent_names: Rc::default(),
            deadline_names: Rc::default(),
            remembered: BTreeSet::new(),
            written: Vec::new(),
            arrow_events: Vec::new(),
            raise_ids: BTreeSet::new(),
            cancelled: Vec::new(),
            chart: empty_chart(definition, sources),
            findings: Vec::new(),
            incomplete: false,
            used: BTreeSet::new(),
            words: BTreeSet::new(),
            lost_targets: false,
            meant_events: BTreeSet::new(),
        }
    }

    /// Keeps an error.
    pub fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.findings.push(Finding::error(code, span, message));
    }

    /// Keeps a finding.
    pub fn say(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Whether findings are still few enough that looking for what was meant helps anybody.
    pub fn may_suggest(&self) -> bool {
        self.findings.len() < 500
    }

    /// The position of what a name refers to; a finding if there is nothing.
    pub fn find(&mut self, list: List, name: &Name) -> Option<u16> {
        let found = self.find_unused(list, name);
        if let Some(at) = found.or_else(|| self.probably(list, name)) {
            self.used.insert((list, at));
        }
        found
    }

    /// What was probably meant: it isn't called unused on top.
    fn probably(&self, list: List, name: &Name) -> Option<u16> {
        let near = self.may_suggest().then(|| self.names.near(list, &name.value))??;
        self.names.get(list, near)
    }

    /// The same where the reference alone doesn't make it used.
    pub fn find_unused(&mut self, list: List, name: &Name) -> Option<u16> {
        if name.value.is_empty() {
            // The reader has told that a name is missing here.
            self.incomplete = true;
            return None;
        }
        if let Some(at) = self.names.get(list, &name.value) {
            return Some(at);
        }
        self.lost_targets |= list == List::State;
        let message = format!("there is no {} `{}`", list.noun(), name.value);
        let mut finding = Finding::error("unknown-name", name.span, message);
        if !self.may_suggest() {
            // Enough has been said.
        } else if let Some(near) = self.names.near(list, &name.value) {
            finding = finding.help(format!("did you mean `{near}`?"));
        } else if let Some(other) = self.names.elsewhere(list, &name.value) {
            finding = finding.help(format!("`{}` is a {}", name.value, other.noun()));
        } else {
            let known: Vec<String> = self.names.of(list).take(13).map(|name| format!("`{name}`")).collect();
            finding = match known.len() {
                0 => finding.help(format!("the definition has no {} at all", list.noun())),
                1..=12 => finding.help(format!("there are {}", known.join(", "))),
                _ => finding,
            };
        }
        self.say(finding);
        None
    }

    pub fn role(&mut self, name: &Name) -> Option<RoleIx> {
        self.find(List::Role, name).map(RoleIx)
    }

    pub fn document(&mut self, name: &Name) -> Option<DocumentIx> {
        self.find(List::Document, name).map(DocumentIx)
    }

    pub fn consent(&mut self, name: &Name) -> Option<ConsentIx> {
        self.find(List::Consent, name).map(ConsentIx)
    }

    pub fn service(&mut self, name: &Name) -> Option<ServiceIx> {
        self.find(List::Service, name).map(ServiceIx)
    }

    pub fn notice(&mut self, name: &Name) -> Option<NoticeIx> {
        self.find(List::Notice, name).map(NoticeIx)
    }

    pub fn deadline(&mut self, name: &Name) -> Option<DeadlineIx> {
        self.find(List::Deadline, name).map(DeadlineIx)
    }

    pub fn table(&mut self, name: &Name) -> Option<TableIx> {
        self.find(List::Table, name).map(TableIx)
    }

    pub fn task(&mut self, name: &Name) -> Option<TaskIx> {
        self.find(List::Task, name).map(TaskIx)
    }

    pub fn state(&mut self, name: &Name) -> Option<StateIx> {
        self.find_unused(List::State, name).map(StateIx)
    }

    /// A key into `law`, checked.
    pub fn law(&mut self, name: Option<&Name>) -> Option<String> {
        let name = name?;
        self.find(List::Law, name).map(|_| name.value.clone())
    }

    /// A title as written; where none is, the name with blanks, in every language of the definition.
    pub fn title(&self, given: &Text, name: &str) -> Text {
        if !given.is_empty() {
            return given.clone();
        }
        let readable = name.replace('_', " ");
        self.languages().into_iter().map(|language| (language, readable.clone())).collect()
    }

    /// The languages of the definition: those of its title.
    pub fn languages(&self) -> Vec<String> {
        match self.definition.title.is_empty() {
            true => vec!["en".to_owned()],
            false => self.definition.title.keys().cloned().collect(),
        }
    }

    /// Remembers the names of a path as used.
    pub fn use_path(&mut self, path: &FieldPath) {
        self.words.extend(path.iter().cloned());
    }

    /// Remembers the words of a text as used.
    pub fn use_words(&mut self, text: &str) {
        let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
        self.words.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    }

    /// Whether every index in the chart points into its table, so that it can be looked at as a whole.
    /// Where a name couldn't be resolved, the first entry stands in; a table without entries has none.
    pub fn is_whole(&self) -> bool {
        let chart = &self.chart;
        let stand_ins = !chart.roles.is_empty();
        !chart.states.is_empty() && (stand_ins || !self.incomplete)
    }

    /// Whether an unknown event was written that probably meant this one.
    pub fn was_meant(&self, event: &str) -> bool {
        self.meant_events.iter().any(|meant| {
            event.strip_prefix(meant.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// An entry stands in for what isn't there; there will be no chart.
    pub fn missing<T>(&mut self, found: Option<T>, stand_in: T) -> T {
        self.incomplete |= found.is_none();
        found.unwrap_or(stand_in)
    }
}

fn empty_chart(definition: &Definition, sources: Sources) -> Chart {
    Chart {
        workflow: definition.workflow.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        version: definition.version.as_ref().map_or(0, |version| version.value),
        digest: digest(sources),
        title: definition.title.clone(),
        calendar: String::new(),
        zone: jiff::tz::TimeZone::UTC,
        zone_name: "UTC".to_owned(),
        calendars: sources.calendars.clone(),
        edition: String::new(),
        starts: RoleIx(0),
        errors_w3c: definition.errors_w3c,
        laws: definition.law.iter().map(|(name, text)| (name.value.clone(), text.clone())).collect(),
        roles: Vec::new(),
        separate: Vec::new(),
        data: Vec::new(),
        tables: Vec::new(),
        consents: Vec::new(),
        documents: Vec::new(),
        services: Vec::new(),
        messages: Vec::new(),
        notices: Vec::new(),
        deadlines: Vec::new(),
        tasks: Vec::new(),
        states: Vec::new(),
        arrows: Vec::new(),
        guarantees: Vec::new(),
        resources: std::sync::Arc::new(sources.resources.clone()),
    }
}

/// Over the text and the resources in the order of their names, each with its length before it, so that
/// nothing can move from one to the other unseen.
fn digest(sources: Sources) -> String {
    let mut bytes = Vec::new();
    let mut add = |part: &str| {
        bytes.extend_from_slice(part.len().to_string().as_bytes());
        bytes.push(b'\n');
        bytes.extend_from_slice(part.as_bytes());
    };
    add(sources.text);
    for (name, text) in sources.resources {
        add(name);
        add(text);
    }
    docket::digest(&bytes)
}
