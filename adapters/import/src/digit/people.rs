//! Who takes part: which roles are parties, which are officials, and who opens a case. The platform doesn't
//! say it, so it is told what was taken for what.

use super::keys::Word;
use super::names::{Dots, Names, fit, joined};
use super::plan::{Plan, renamed};
use super::report::{Report, listed, short};
use super::source::Action;
use registrar_engine::finding::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// Roles that are parties to a case, alone or with `_ROLE` behind: citizens and their advocates on the
/// platform, and what courts call those who come before them.
const PARTIES: [&str; 11] = [
    "CITIZEN",
    "APPLICANT",
    "COMPLAINANT",
    "RESPONDENT",
    "PETITIONER",
    "PLAINTIFF",
    "DEFENDANT",
    "LITIGANT",
    "ACCUSED",
    "ADVOCATE",
    "PUBLIC",
];
/// Roles in which the platform acts itself.
const MACHINES: [&str; 3] = ["SYSTEM", "AUTO_ESCALATE", "INTERNAL_MICROSERVICE_ROLE"];
/// Stands for every role of the service.
const ANY: &str = "*";

/// The roles of a service.
pub(super) struct People {
    pub roles: Vec<Role>,
    /// Names of several roles, and the roles.
    pub groups: Vec<(String, Vec<usize>)>,
    numbers: BTreeMap<String, usize>,
    named: BTreeMap<Who, String>,
    names: Names,
}

/// A role.
pub(super) struct Role {
    pub name: String,
    pub party: bool,
}

/// Who may do something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    Nobody,
    Anybody,
    /// These roles, in the order in which the service names them first.
    Roles(Vec<usize>),
}

impl People {
    /// All roles that some action names.
    pub fn of(plan: &Plan, report: &mut Report) -> Self {
        let mut people = Self {
            roles: Vec::new(),
            groups: Vec::new(),
            numbers: BTreeMap::new(),
            named: BTreeMap::new(),
            names: Names::default(),
        };
        let actions = || plan.service.states.iter().flat_map(|state| &state.actions);
        let words: Vec<&Word> =
            actions().flat_map(|action| &action.roles).filter(|role| role.text != ANY).collect();
        // A name that is kept comes before one that is made fit.
        for keeps in [true, false] {
            for word in words.iter().filter(|word| (fit(&word.text, Dots::Replaced) == word.text) == keeps) {
                people.add(word, keeps, report);
            }
        }
        people.tell(plan, report);
        people
    }

    fn add(&mut self, word: &Word, keeps: bool, report: &mut Report) {
        if self.numbers.contains_key(&word.text) {
            return;
        }
        let name = self.names.take(&fit(&word.text, Dots::Replaced));
        if !keeps {
            renamed("role", word, &name, report);
        }
        if MACHINES.contains(&word.text.as_str()) {
            let message = format!("`{}` reads like a machine, and is a pool of people here", word.text);
            let help = "if a machine does it, declare a service and let the task name it";
            report.say(Finding::note("assumed", word.span, message).help(help));
        }
        self.numbers.insert(word.text.clone(), self.roles.len());
        self.roles.push(Role { name, party: is_party(&word.text) });
    }

    fn tell(&self, plan: &Plan, report: &mut Report) {
        let service = &plan.service.name;
        let parties: Vec<&str> =
            self.roles.iter().filter(|role| role.party).map(|role| role.name.as_str()).collect();
        let message = match &parties[..] {
            [] => format!("no role of `{}` is taken for a party; all are officials", short(&service.text)),
            parties => format!(
                "of the roles of `{}`, {} taken for {}; the others are officials",
                short(&service.text),
                are(parties),
                if parties.len() == 1 { "a party" } else { "parties" }
            ),
        };
        let help = "whoever is a party to the case has `party: true`, whoever decides it a `pool`";
        report.say(Finding::note("assumed", service.span, message).help(help));
    }

    /// Who may do an action.
    pub fn who(&self, action: &Action) -> Who {
        if action.roles.iter().any(|role| role.text == ANY) {
            return if self.roles.is_empty() { Who::Nobody } else { Who::Anybody };
        }
        let mut roles: Vec<usize> =
            action.roles.iter().filter_map(|role| self.numbers.get(&role.text).copied()).collect();
        roles.sort_unstable();
        if roles.is_empty() { Who::Nobody } else { Who::Roles(roles) }
    }

    /// The role that opens a case: a party before an official.
    pub fn opener(&self, who: &BTreeSet<Who>) -> Option<usize> {
        let may: Vec<usize> = who.iter().flat_map(|who| self.roles_of(who)).collect();
        let among = if may.is_empty() { self.roles_of(&Who::Anybody) } else { may };
        among.iter().find(|role| self.roles[**role].party).or(among.first()).copied()
    }

    /// Those who may.
    pub fn roles_of(&self, who: &Who) -> Vec<usize> {
        match who {
            Who::Nobody => Vec::new(),
            Who::Anybody => (0..self.roles.len()).collect(),
            Who::Roles(roles) => roles.clone(),
        }
    }

    /// One name for those who may: the role's, or that of a group.
    pub fn name(&mut self, who: &Who) -> Option<String> {
        if let Some(name) = self.named.get(who) {
            return Some(name.clone());
        }
        let (wanted, roles) = match who {
            Who::Nobody => return None,
            Who::Roles(roles) if roles.len() == 1 => return Some(self.roles[roles[0]].name.clone()),
            Who::Anybody => ("anybody".to_owned(), (0..self.roles.len()).collect()),
            Who::Roles(roles) => {
                let second = format!("_or_{}", self.roles[roles[1]].name);
                let more = if roles.len() > 2 { "_or_others" } else { "" };
                (joined(&joined(&self.roles[roles[0]].name, &second), more), roles.clone())
            }
        };
        let name = self.names.take(&wanted);
        self.groups.push((name.clone(), roles));
        self.named.insert(who.clone(), name.clone());
        Some(name)
    }

    /// The names of those who may, each by itself; of all, that of the group.
    pub fn names(&mut self, who: &Who) -> Vec<String> {
        match who {
            Who::Roles(roles) => roles.iter().map(|role| self.roles[*role].name.clone()).collect(),
            _ => self.name(who).into_iter().collect(),
        }
    }

    /// How many roles and groups there are.
    pub fn count(&self) -> usize {
        self.roles.len() + self.groups.len()
    }
}

fn are(parties: &[&str]) -> String {
    let listed = listed(parties.iter().copied());
    format!("{listed} {}", if parties.len() == 1 { "is" } else { "are" })
}

fn is_party(role: &str) -> bool {
    let upper = role.to_uppercase();
    PARTIES.contains(&upper.strip_suffix("_ROLE").unwrap_or(&upper))
}
