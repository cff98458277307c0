//! Slips about who is meant: another role of the same kind does a task, gets a notice, decides on more
//! time. A group stands for its first role then, a role for the next of its kind.

use super::Kind;
use super::mutant::{Edit, Element, Mutant};
use super::places::{Path, Placed, state_at};
use super::slip::Slip;
use registrar_engine::definition::{Definition, Name, Role, RoleKind, Who};

/// Where a role is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Who may open a case.
    Starts,
    /// Who does a task, at this position of its list.
    Task(usize, usize),
    /// Whose visit a task costs.
    Visit(usize),
    /// Who gets a notice.
    Notice(usize),
    /// Who grants more time.
    Extend(usize),
    /// Who stops a deadline.
    Suspend(usize),
    /// Who gives a deadline up.
    Waive(usize),
    /// Whose consent is asked.
    Consent(usize),
    /// Who files or makes a document.
    Document(usize),
    /// For each of whom a state has a copy.
    Copies(Path),
}

impl Place {
    /// Puts another role there.
    pub fn put(&self, definition: &mut Definition, to: &str) {
        if let Some(name) = self.name(definition) {
            to.clone_into(&mut name.value);
        }
    }

    fn name<'a>(&self, definition: &'a mut Definition) -> Option<&'a mut Name> {
        match self {
            Self::Starts => definition.starts.as_mut(),
            Self::Task(at, position) => match &mut definition.tasks.get_mut(*at)?.who {
                Who::Roles(roles) => roles.get_mut(*position),
                _ => None,
            },
            Self::Visit(at) => definition.tasks.get_mut(*at)?.in_person.as_mut(),
            Self::Notice(at) => definition.notices.get_mut(*at).map(|notice| &mut notice.to),
            Self::Extend(at) => {
                definition.deadlines.get_mut(*at)?.extend.as_mut().map(|extend| &mut extend.by)
            }
            Self::Suspend(at) => definition.deadlines.get_mut(*at)?.suspend_by.as_mut(),
            Self::Waive(at) => definition.deadlines.get_mut(*at)?.waive_by.as_mut(),
            Self::Consent(at) => definition.consents.get_mut(*at).map(|consent| &mut consent.of),
            Self::Document(at) => definition.documents.get_mut(*at).map(|document| &mut document.by),
            Self::Copies(path) => state_at(definition, path)?.for_each.as_mut(),
        }
    }
}

/// Every such slip.
pub fn slips(definition: &Definition, places: &[Placed]) -> Vec<Mutant> {
    let mut all = Swaps { roles: &definition.roles, found: Vec::new() };
    if let Some(starts) = &definition.starts {
        all.swap(starts, Place::Starts, "a case is opened", &[Element::Anything]);
    }
    for (at, task) in definition.tasks.iter().enumerate() {
        let name = &task.name.value;
        let touch = [Element::Did(name.clone()), Element::Task(name.clone())];
        if let Who::Roles(roles) = &task.who {
            for (position, role) in roles.iter().enumerate() {
                all.swap(role, Place::Task(at, position), &format!("`{name}` is done"), &touch);
            }
        }
        if let Some(role) = &task.in_person {
            all.swap(role, Place::Visit(at), &format!("`{name}` costs a visit, counted"), &touch);
        }
    }
    for (at, notice) in definition.notices.iter().enumerate() {
        let name = &notice.name.value;
        let touch = [Element::Notice(name.clone())];
        all.swap(&notice.to, Place::Notice(at), &format!("`{name}` is received"), &touch);
    }
    for (at, deadline) in definition.deadlines.iter().enumerate() {
        let name = &deadline.name.value;
        let touch = [Element::Moved(name.clone()), Element::Clock(name.clone())];
        let places = [
            (deadline.extend.as_ref().map(|extend| &extend.by), Place::Extend(at), "extended"),
            (deadline.suspend_by.as_ref(), Place::Suspend(at), "suspended"),
            (deadline.waive_by.as_ref(), Place::Waive(at), "waived"),
        ];
        for (role, place, how) in places {
            if let Some(role) = role {
                all.swap(role, place, &format!("`{name}` is {how}"), &touch);
            }
        }
    }
    for (at, consent) in definition.consents.iter().enumerate() {
        let name = &consent.name.value;
        let touch = [Element::Consent(name.clone()), Element::Anything];
        all.swap(&consent.of, Place::Consent(at), &format!("`{name}` is consented to"), &touch);
    }
    for (at, document) in definition.documents.iter().enumerate() {
        let name = &document.name.value;
        let touch = [Element::Document(name.clone())];
        all.swap(&document.by, Place::Document(at), &format!("`{name}` is filed or made"), &touch);
    }
    for placed in places {
        let Some(state) = placed.state else { continue };
        if let Some(each) = &state.for_each {
            let name = &state.name.value;
            let touch = [Element::State(name.clone())];
            all.swap(each, Place::Copies(placed.path.clone()), &format!("`{name}` has copies, made"), &touch);
        }
    }
    all.found
}

struct Swaps<'a> {
    roles: &'a [Role],
    found: Vec<Mutant>,
}

impl Swaps<'_> {
    fn swap(&mut self, role: &Name, place: Place, what: &str, touch: &[Element]) {
        let Some(other) = other(self.roles, &role.value) else { return };
        let by = match place {
            Place::Visit(_) | Place::Copies(_) => "for",
            _ => "by",
        };
        self.found.push(Mutant {
            kind: Kind::Role,
            text: format!("{what} {by} `{other}` in place of `{}`", role.value),
            span: role.span,
            touch: touch.to_vec(),
            edit: Edit::Definition(Slip::Role(place, other)),
        });
    }
}

/// The next role of the same kind; of a group its first role. None: there is no other, or it is no role.
fn other(roles: &[Role], name: &str) -> Option<String> {
    let at = roles.iter().position(|role| role.name.value == name)?;
    let role = roles.get(at)?;
    if let RoleKind::Group { any_of } = &role.kind {
        return any_of.first().map(|first| first.value.clone());
    }
    let is_alike = |other: &&Role| std::mem::discriminant(&other.kind) == std::mem::discriminant(&role.kind);
    let others = roles.iter().cycle().skip(at + 1).take(roles.len() - 1);
    others.into_iter().find(is_alike).map(|role| role.name.value.clone())
}
