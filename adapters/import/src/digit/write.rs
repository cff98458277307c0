//! The definition of a service, laid out: its tables, its states, and the box in which the promise for the
//! whole runs.

use super::clocks::Clocks;
use super::names::{Dots, Names, fit, joined};
use super::people::{People, Who};
use super::plan::{Plan, Target};
use super::status::Status;
use super::work::Task;
use crate::layout::Node;
use std::collections::BTreeMap;

/// By what time is counted, which a service doesn't say.
pub(super) const CALENDAR: &str = "england-and-wales";
/// Periods on the platform are time that passes.
pub(super) const COUNTING: &str = "plain";
/// Where the platform is at home.
pub(super) const ZONE: &str = "Asia/Kolkata";

/// All that a definition is made of.
pub(super) struct Parts<'s> {
    pub workflow: String,
    /// The service's own name, where the workflow's isn't.
    pub title: Option<String>,
    pub opener: Option<usize>,
    pub plan: Plan<'s>,
    pub people: People,
    pub tasks: Vec<Vec<Task>>,
    pub clocks: Clocks,
    pub status: Option<Status>,
}

impl Parts<'_> {
    /// The whole.
    pub fn node(mut self) -> Node {
        let (documents, takes) = self.documents();
        let tasks = self.task_table(&takes);
        let mut whole: Vec<(String, Node)> = Vec::new();
        let mut put = |key: &str, node: Node| whole.push((key.to_owned(), node));
        put("workflow", Node::text(&self.workflow));
        put("version", Node::Plain("1".to_owned()));
        if let Some(title) = &self.title {
            put("title", Node::map([("en", Node::text(title))]));
        }
        if let Some(opener) = self.opener {
            put("starts", Node::text(&self.people.roles[opener].name));
        }
        put("calendar", Node::text(CALENDAR));
        put("counting", Node::text(COUNTING));
        put("zone", Node::text(ZONE));
        let tables = [
            ("roles", self.roles()),
            ("data", self.status.iter().map(Status::field).collect()),
            ("documents", documents),
            ("deadlines", self.clocks.table()),
            ("tasks", tasks),
        ];
        for (key, table) in tables.into_iter().filter(|(_, table)| !table.is_empty()) {
            put(key, Node::Map(table));
        }
        let (initial, states) = self.flow();
        if let Some(initial) = initial {
            put("initial", Node::Text(initial));
        }
        put("states", Node::Map(states));
        Node::Map(whole)
    }

    fn roles(&self) -> Vec<(String, Node)> {
        let mut table: Vec<(String, Node)> = Vec::new();
        for role in &self.people.roles {
            let kind = if role.party { ("party", Node::yes()) } else { ("pool", Node::text(&role.name)) };
            table.push((role.name.clone(), Node::map([kind])));
        }
        for (group, roles) in &self.people.groups {
            let names = roles.iter().map(|role| Node::text(&self.people.roles[*role].name)).collect();
            table.push((group.clone(), Node::map([("any_of", Node::List(names))])));
        }
        table
    }

    /// A kind of document for each set of roles that files one, and its name for those who do.
    fn documents(&mut self) -> (Vec<(String, Node)>, BTreeMap<Who, String>) {
        let mut table = Vec::new();
        let mut takes: BTreeMap<Who, String> = BTreeMap::new();
        let mut names = Names::default();
        for task in self.tasks.iter().flatten().filter(|task| task.documents) {
            if takes.contains_key(&task.who) {
                continue;
            }
            let Some(by) = self.people.name(&task.who) else { continue };
            let name = names.take(&joined("documents_of_", &by));
            let kind = [("by", Node::text(by)), ("many", Node::yes()), ("required", Node::yes())];
            table.push((name.clone(), Node::map(kind)));
            takes.insert(task.who.clone(), name);
        }
        (table, takes)
    }

    fn task_table(&mut self, takes: &BTreeMap<Who, String>) -> Vec<(String, Node)> {
        let mut table = Vec::new();
        for task in self.tasks.iter().flatten() {
            let mut keys: Vec<(String, Node)> = Vec::new();
            let mut put = |key: &str, node: Node| keys.push((key.to_owned(), node));
            // Without a role it isn't accepted, which is as it should be: nobody may do it.
            if task.who != Who::Nobody {
                put("role", Node::one_or_more(self.people.names(&task.who)));
            }
            if let Some(document) = takes.get(&task.who).filter(|_| task.documents) {
                put("takes", Node::List(vec![Node::text(document)]));
            }
            if task.repeats {
                put("repeat", Node::yes());
            }
            put("outcomes", Node::List(task.outcomes.iter().map(|(name, _)| Node::text(name)).collect()));
            table.push((task.name.clone(), Node::Map(keys)));
        }
        table
    }

    /// Where the whole begins, if not in the first state, and its states.
    fn flow(&self) -> (Option<String>, Vec<(String, Node)>) {
        let start = self.plan.start;
        let id = |at: usize| self.plan.states[at].id.clone();
        let all = 0..self.plan.states.len();
        let Some(whole) = &self.clocks.whole else {
            let initial = (start != 0).then(|| id(start));
            return (initial, all.map(|at| self.state(at)).collect());
        };
        let inside = |at: &usize| whole.inside.contains(at);
        let mut keys = vec![("deadlines".to_owned(), Node::List(vec![Node::text(&whole.deadline)]))];
        let first_inside = all.clone().find(inside);
        if inside(&start) && first_inside != Some(start) {
            keys.push(("initial".to_owned(), Node::Text(id(start))));
        }
        let states = all.clone().filter(inside).map(|at| self.state(at)).collect();
        keys.push(("states".to_owned(), Node::Map(states)));
        let mut top = vec![(whole.state.clone(), Node::Map(keys))];
        if !inside(&start) {
            top.insert(0, self.state(start));
        }
        top.extend(all.filter(|at| !inside(at) && *at != start).map(|at| self.state(at)));
        (None, top)
    }

    fn state(&self, at: usize) -> (String, Node) {
        let place = &self.plan.states[at];
        let mut keys: Vec<(String, Node)> = Vec::new();
        let mut put = |key: &str, node: Node| keys.push((key.to_owned(), node));
        if place.is_final {
            put("final", Node::yes());
            put("outcome", Node::text(fit(&place.id, Dots::Replaced)));
        }
        if let Some(entry) = self.status.as_ref().and_then(|status| status.entry(place)) {
            put("entry", entry);
        }
        let tasks = &self.tasks[at];
        if !tasks.is_empty() {
            put("tasks", Node::List(tasks.iter().map(|task| Node::text(&task.name)).collect()));
        }
        if let Some(deadline) = self.clocks.of_state(at) {
            put("deadlines", Node::List(vec![Node::text(deadline)]));
        }
        let arrows: Vec<(String, Node)> = tasks.iter().flat_map(|task| self.arrows(at, task)).collect();
        if !arrows.is_empty() {
            put("on", Node::Map(arrows));
        }
        (place.id.clone(), Node::Map(keys))
    }

    /// What leads nowhere has no arrow, so that it isn't accepted.
    fn arrows(&self, at: usize, task: &Task) -> Vec<(String, Node)> {
        let arrow = |(outcome, target): &(String, Target)| {
            let to = match target {
                Target::State(to) if *to == at => Node::Map(Vec::new()),
                Target::State(to) => Node::text(&self.plan.states[*to].id),
                Target::Unknown(name) => Node::text(name),
                Target::Nowhere => return None,
            };
            Some((format!("{}.{outcome}", task.name), to))
        };
        task.outcomes.iter().filter_map(arrow).collect()
    }
}

/// How many nodes a reader counts: keys and values.
pub(super) fn size(node: &Node) -> usize {
    match node {
        Node::Text(_) | Node::Plain(_) => 1,
        Node::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Node::Map(entries) => 1 + entries.iter().map(|(_, value)| 1 + size(value)).sum::<usize>(),
    }
}
