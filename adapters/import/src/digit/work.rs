//! From actions to tasks. In a state, what the same roles may do is one task, and each action one of its
//! outcomes; what needs a document is a task of its own, since a document belongs to a task as a whole.

use super::names::{Dots, Names, fit, joined};
use super::people::{People, Who};
use super::plan::{Place, Plan, Target, renamed};
use super::report::{Report, short};
use super::source::Action;
use registrar_engine::finding::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// A task of a state.
pub(super) struct Task {
    pub name: String,
    pub who: Who,
    /// Whether a document must come with it: the platform asks for one on the way into a state.
    pub documents: bool,
    /// Whether some outcome leaves nothing.
    pub repeats: bool,
    /// What may come of it, and where that leads.
    pub outcomes: Vec<(String, Target)>,
}

/// The tasks of each state, in the order of the states, and the names that they take.
pub(super) fn tasks(plan: &Plan, people: &People, report: &mut Report) -> (Vec<Vec<Task>>, Names) {
    // Events of the engine begin with these.
    let mut names = Names::but(&["consent", "done", "error"]);
    let mut all: Vec<Vec<Task>> =
        (0..plan.states.len()).map(|at| of_state(plan, at, people, report)).collect();
    // A task that is alone in its state has the state's name, whatever others would like to be called.
    for alone in [true, false] {
        for (place, tasks) in
            plan.states.iter().zip(&mut all).filter(|(_, tasks)| (tasks.len() == 1) == alone)
        {
            let state = fit(&place.id, Dots::Replaced);
            let several = tasks.iter().any(|task| Some(&task.who) != tasks.first().map(|first| &first.who));
            for task in tasks {
                let role = if several { told_apart(&state, &task.who, people) } else { state.clone() };
                let wanted = if task.documents && !alone { joined(&role, "_documents") } else { role };
                task.name = names.take(&wanted);
            }
        }
    }
    (all, names)
}

/// The state's name and that of the role, or of the first of the roles.
fn told_apart(state: &str, who: &Who, people: &People) -> String {
    let role = match who {
        Who::Nobody => "nobody",
        Who::Anybody => "anybody",
        Who::Roles(roles) => &people.roles[roles[0]].name,
    };
    joined(state, &format!("_{role}"))
}

fn of_state(plan: &Plan, at: usize, people: &People, report: &mut Report) -> Vec<Task> {
    let place = &plan.states[at];
    let mut tasks: Vec<Task> = Vec::new();
    let mut by_key: BTreeMap<(Who, bool), usize> = BTreeMap::new();
    // The platform doesn't look at the case of letters.
    let mut seen: BTreeMap<String, BTreeMap<usize, &Target>> = BTreeMap::new();
    for (action, target) in place.state.actions.iter().zip(&place.targets) {
        let who = people.who(action);
        if who == Who::Nobody {
            nobody(action, &place.id, report);
        }
        let documents = target.state().is_some_and(|next| plan.states[next].state.documents.is_some());
        let task = *by_key.entry((who.clone(), documents)).or_insert_with(|| {
            tasks.push(Task { name: String::new(), who, documents, repeats: false, outcomes: Vec::new() });
            tasks.len() - 1
        });
        let before = seen.entry(action.name.text.to_lowercase()).or_default();
        let elsewhere = !before.is_empty();
        if let Some(first) = before.get(&task) {
            told_twice(action, place, *first == target, report);
            continue;
        }
        before.insert(task, target);
        if elsewhere {
            for_several(action, &place.id, report);
        }
        tasks[task].repeats |= *target == Target::State(at);
        tasks[task].outcomes.push((action.name.text.clone(), target.clone()));
    }
    let spans: BTreeMap<&str, &Action> =
        place.state.actions.iter().map(|action| (action.name.text.as_str(), action)).collect();
    for task in &mut tasks {
        fit_outcomes(task, &spans, report);
    }
    tasks
}

/// Outcomes are names too. Those that can be kept come first.
fn fit_outcomes(task: &mut Task, written: &BTreeMap<&str, &Action>, report: &mut Report) {
    let mut names = Names::default();
    let kept: BTreeSet<usize> = (0..task.outcomes.len())
        .filter(|at| fit(&task.outcomes[*at].0, Dots::Replaced) == task.outcomes[*at].0)
        .collect();
    for at in &kept {
        names.take(&task.outcomes[*at].0);
    }
    for (at, (outcome, _)) in task.outcomes.iter_mut().enumerate().filter(|(at, _)| !kept.contains(at)) {
        debug_assert!(!kept.contains(&at));
        let here = names.take(&fit(outcome, Dots::Replaced));
        if let Some(action) = written.get(outcome.as_str()) {
            renamed("action", &action.name, &here, report);
        }
        *outcome = here;
    }
}

fn nobody(action: &Action, state: &str, report: &mut Report) {
    let message = format!("nobody may do `{}` in `{state}`: it has no `roles`", short(&action.name.text));
    let help = "name the roles that may do it, or leave the action out";
    report.say(Finding::error("missing-key", action.name.span, message).help(help));
}

fn told_twice(action: &Action, place: &Place, same: bool, report: &mut Report) {
    let name = short(&action.name.text);
    let id = &place.id;
    report.say(if same {
        let message = format!("`{name}` stands twice in `{id}`; once is enough");
        Finding::warning("repeated-name", action.name.span, message).help("leave one of the two out")
    } else {
        let message = format!("`{name}` in `{id}` leads to two states for the same roles");
        Finding::error("repeated-name", action.name.span, message)
            .help("give one of the two another name; the first is kept")
    });
}

fn for_several(action: &Action, state: &str, report: &mut Report) {
    let message = format!(
        "`{}` stands twice in `{state}`, and is an outcome of two tasks here",
        short(&action.name.text)
    );
    let help = "the platform takes the first of the two, whoever acts: leave the other out if that was meant";
    report.say(Finding::warning("repeated-name", action.name.span, message).help(help));
}
