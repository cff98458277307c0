//! What conditions of a chart may read, for whoever asks whether they can hold together.

use crate::chart::{Chart, Field, FieldPath, FormPlace, Members, RoleKind, Type, field_at};
use crate::guard::Expression;
use crate::guard::together::{Claim, Known, Together, together};
use crate::id::{RoleIx, StateIx};
use crate::value::Value;
use std::cell::Cell;
use std::collections::BTreeSet;

/// Most assignments that are looked at for one chart: about a second. Beyond, nothing is said.
const MAX_LOOKS: usize = 1_000_000;

/// The fields of a chart.
pub(super) struct Conditions<'c> {
    chart: &'c Chart,
    /// Fields that a form may leave empty: what stood there is taken back.
    taken_back: BTreeSet<&'c FieldPath>,
    /// How much may still be looked at.
    looks: Cell<usize>,
}

impl<'c> Conditions<'c> {
    pub fn of(chart: &'c Chart) -> Self {
        let tasks = chart.tasks.iter();
        let asked =
            tasks.flat_map(|task| task.form.iter().chain(task.outcomes.iter().flat_map(|o| &o.fields)));
        let taken_back = asked
            .filter(|field| !field.field.required)
            .filter_map(|field| match &field.place {
                FormPlace::Data(path) => Some(path),
                _ => None,
            })
            .collect();
        Self { chart, taken_back, looks: Cell::new(MAX_LOOKS) }
    }

    /// Whether a form may take the value of a field back. A yes or no is never neither, a list never gone.
    pub fn is_taken_back(&self, path: &[String], field: &Field) -> bool {
        !matches!(field.kind, Type::Boolean | Type::List(_))
            && self.taken_back.iter().any(|known| *known == path)
    }

    /// Whether conditions that stand in a state hold, and others don't, at once. `inside` its copy, where it
    /// is a `for_each` state.
    pub fn together(&self, state: StateIx, inside: bool, claims: &[Claim<'_>]) -> Together {
        let member = self.member_at(state, inside);
        let may_miss = |path: &[String], field: &Field| {
            (field.default.is_null() && !matches!(field.kind, Type::List(_)))
                || self.is_taken_back(path, field)
        };
        let known = Known {
            data: &self.chart.data,
            member: member.as_deref(),
            may_miss: &may_miss,
            looks: &self.looks,
        };
        together(claims, &known)
    }

    /// Whether a condition never holds, whatever the data.
    pub fn never_holds(&self, state: StateIx, inside: bool, condition: &Expression) -> bool {
        self.together(state, inside, &[Claim { condition, holds: true }]) == Together::Never
    }

    fn member_at(&self, state: StateIx, inside: bool) -> Option<Vec<Field>> {
        let chart = self.chart;
        let mut around = chart.outwards(state).skip(usize::from(!inside));
        match around.find_map(|around| chart.state(around).for_each.as_ref())? {
            Members::List(path) => match field_at(&chart.data, path).map(|field| &field.kind) {
                Some(Type::List(fields)) => Some(fields.clone()),
                _ => None,
            },
            Members::Role(role) => Some(self.role_fields(*role)),
        }
    }

    /// Of a group: the fields that all its roles have.
    fn role_fields(&self, role: RoleIx) -> Vec<Field> {
        let role = self.chart.role(role);
        let RoleKind::Group(roles) = &role.kind else { return role.data.clone() };
        let Some((first, others)) = roles.split_first() else { return Vec::new() };
        let has = |role: &RoleIx, wanted: &Field| {
            let mut fields = self.chart.role(*role).data.iter();
            fields.any(|field| field.name == wanted.name && field.kind == wanted.kind)
        };
        let fields = self.chart.role(*first).data.iter();
        fields.filter(|field| others.iter().all(|role| has(role, field))).cloned().collect()
    }
}

/// `data.urgent = true` and `data.track = summary`.
pub(super) fn example(values: &[(String, Value)]) -> String {
    let said: Vec<String> =
        values.iter().map(|(name, value)| format!("`{name} = {}`", words(value))).collect();
    said.join(" and ")
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(_) | Value::Record(_) => "…".to_owned(),
    }
}
