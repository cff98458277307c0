//! Which fields are the case's own: its actions write them, and nobody is ever asked for them. So nobody gives them when
//! a case is opened either: who could say at the opening that a party has answered already would decide the case.

use crate::chart::{
    Action, ActionKind, Chart, FieldPath, FormPlace, Output, StateKind, Target, Type, field_at,
};
use std::collections::BTreeSet;

/// The fields that are a case's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// Of the case's data.
    pub data: BTreeSet<FieldPath>,
    /// Of members and items.
    pub member: BTreeSet<FieldPath>,
}

/// What actions write and no form asks for; of members also no column of a list from which they join.
pub fn own_fields(chart: &Chart) -> Own {
    let mut own = Own::default();
    let mut columns: BTreeSet<FieldPath> = BTreeSet::new();
    for arrow in &chart.arrows {
        own.add(chart, &arrow.actions, &mut columns);
    }
    for state in &chart.states {
        own.add(chart, &state.entry, &mut columns);
        own.add(chart, &state.exit, &mut columns);
        if let StateKind::Compound(initial) | StateKind::History { default: initial, .. } = &state.kind {
            own.add(chart, &initial.actions, &mut columns);
        }
    }
    let mut asked = Own::default();
    for task in &chart.tasks {
        let fields = task.form.iter().chain(task.outcomes.iter().flat_map(|outcome| &outcome.fields));
        for field in fields {
            match &field.place {
                FormPlace::Data(path) => asked.data.insert(path.clone()),
                FormPlace::Member(path) | FormPlace::Item(path) => asked.member.insert(path.clone()),
                FormPlace::Engine(_) => false,
            };
        }
    }
    let asks = |asked: &BTreeSet<FieldPath>, path: &FieldPath| asked.iter().any(|of| path.starts_with(of));
    own.data.retain(|path| !asks(&asked.data, path));
    own.member.retain(|path| !asks(&asked.member, path) && !columns.contains(path));
    own
}

impl Own {
    // Recursion is bounded by the nesting of actions in the text.
    fn add(&mut self, chart: &Chart, actions: &[Action], columns: &mut BTreeSet<FieldPath>) {
        for action in actions {
            match &action.kind {
                ActionKind::Set { target: Target::Data(path), .. } => {
                    self.data.insert(path.clone());
                }
                ActionKind::Set { target: Target::Member(path), .. } => {
                    self.member.insert(path.clone());
                }
                ActionKind::Decide(table) => {
                    if let Output::Fields(paths) = &chart.table(*table).output {
                        self.data.extend(paths.iter().cloned());
                    }
                }
                ActionKind::Assign { from: Some(list), .. } => {
                    if let Some(Type::List(fields)) = field_at(&chart.data, list).map(|field| &field.kind) {
                        columns.extend(fields.iter().map(|field| vec![field.name.clone()]));
                    }
                }
                ActionKind::If { then, otherwise, .. } => {
                    self.add(chart, then, columns);
                    self.add(chart, otherwise, columns);
                }
                ActionKind::ForEach { actions, .. } => self.add(chart, actions, columns),
                _ => {}
            }
        }
    }
}
