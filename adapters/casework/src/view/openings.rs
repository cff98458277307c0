//! What cases can be opened, and with whom.

use super::representation::MayRepresent;
use crate::command::Rejection;
use crate::office::Casework;
use crate::words::say;
use registrar_engine::chart::{Chart, Field, FormField, FormPlace, RoleKind};
use registrar_engine::form;
use registrar_engine::id::PersonId;
use registrar_engine::step::{first_data, is_assigned};
use serde::Serialize;

/// A workflow of which a case can be opened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Opening {
    /// Its name.
    pub workflow: String,
    /// Its version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// The role that opens a case.
    pub starts: String,
    /// The parties that are named from the start.
    pub roles: Vec<OpeningRole>,
    /// Who may open a case for a member of the role that starts, within an authority.
    pub agents: Vec<MayRepresent>,
    /// The data that must be said from the start, as JSON Schema.
    pub schema: serde_json::Value,
}

/// A role whose members are named when a case is opened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpeningRole {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// More than one member.
    pub many: bool,
    /// None at all is fine.
    pub optional: bool,
    /// Members may also be named later.
    pub later: bool,
    /// Whether it is the one that opens.
    pub starts: bool,
    /// Roles that may open a case for it, by name: with an authority.
    pub represented_by: Vec<String>,
    /// The fields of each member, as JSON Schema.
    pub schema: serde_json::Value,
}

impl Casework {
    /// The workflows of which this person may open a case: the highest version of each.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn openings(&self, person: &PersonId, language: &str) -> Result<Vec<Opening>, Rejection> {
        let actor = self.actor(person, None).await?;
        let mut openings: Vec<Opening> = Vec::new();
        for deployed in self.ports.definitions.deployed().await? {
            // The highest version of each workflow comes first.
            if openings.last().is_some_and(|known| known.workflow == deployed.workflow) {
                continue;
            }
            let chart = self.charts.edition(&deployed.digest, &deployed.edition).await?;
            let may = match &chart.role(chart.starts).kind {
                RoleKind::Pool { pool, .. } => actor.pools.contains(pool),
                _ => true,
            };
            if may {
                openings.push(opening(&chart, language));
            }
        }
        Ok(openings)
    }
}

fn opening(chart: &Chart, language: &str) -> Opening {
    let roles = (0_u16..).map(registrar_engine::id::RoleIx).zip(&chart.roles);
    let roles = roles.filter_map(|(ix, role)| {
        let RoleKind::Party { many, optional } = role.kind else { return None };
        Some(OpeningRole {
            name: role.name.clone(),
            title: say(&role.title, language, &role.name),
            many,
            optional,
            later: is_assigned(chart, ix),
            starts: ix == chart.starts,
            represented_by: role.represented_by.iter().map(|by| chart.role(*by).name.clone()).collect(),
            schema: schema(&role.data, chart, language),
        })
    });
    Opening {
        workflow: chart.workflow.clone(),
        version: chart.version,
        title: say(&chart.title, language, &chart.workflow),
        starts: chart.role(chart.starts).name.clone(),
        roles: roles.collect(),
        agents: agents(chart, language),
        schema: form::schema(&first_data(chart), &chart.resources, language),
    }
}

fn agents(chart: &Chart, language: &str) -> Vec<MayRepresent> {
    let roles = chart.role(chart.starts).represented_by.iter();
    roles.filter_map(|role| MayRepresent::of(chart, *role, language)).collect()
}

fn schema(fields: &[Field], chart: &Chart, language: &str) -> serde_json::Value {
    let fields: Vec<FormField> = fields
        .iter()
        .map(|field| FormField {
            key: field.name.clone(),
            place: FormPlace::Member(vec![field.name.clone()]),
            field: field.clone(),
        })
        .collect();
    form::schema(&fields, &chart.resources, language)
}
