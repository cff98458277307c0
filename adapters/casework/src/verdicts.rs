//! What is proved of deployed definitions, for whoever may read it. It was proved before the definition was
//! deployed; the proof is made again when somebody first asks, and kept while it is used.
//!
//! The rules by which a case is decided are no secret from who may open one, nor from the officials who
//! decide it. To everybody else the definition isn't there.

use crate::build::{Checks, prove};
use crate::command::Rejection;
use crate::office::Casework;
use crate::ports::StoreFault;
use crate::recent::Recent;
use crate::words::say;
use registrar_engine::chart::{Chart, RoleKind};
use registrar_engine::event::Actor;
use registrar_engine::id::PersonId;
use registrar_engine::verify::Report;
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Most reports kept in memory.
const MOST_REPORTS: usize = 50;

/// Digest of a definition, and edition of its calendars.
type Key = (String, String);

/// A deployed definition that somebody may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DefinitionItem {
    /// Its workflow.
    pub workflow: String,
    /// Its title, of the highest version.
    pub title: String,
    /// Its versions, the highest first: new cases begin under that one.
    pub versions: Vec<u32>,
}

/// A deployed definition with what is proved of it.
#[derive(Debug, Clone)]
pub struct Proven {
    /// Its chart.
    pub chart: Arc<Chart>,
    /// What was found out about it.
    pub report: Arc<Report>,
}

/// Reports on deployed definitions. One is made at a time, since each may take a second and much memory.
pub(crate) struct Verdicts(Mutex<Recent<Key, Arc<Report>>>);

impl Verdicts {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Recent::new(MOST_REPORTS)))
    }

    async fn of(&self, chart: &Arc<Chart>) -> Result<Arc<Report>, StoreFault> {
        let key = (chart.digest.clone(), chart.edition.clone());
        let mut kept = self.0.lock().await;
        if let Some(report) = kept.get(&key) {
            return Ok(Arc::clone(report));
        }
        let chart = Arc::clone(chart);
        // What is deployed stays deployed: here nothing is weighed, it is only told.
        let proving = tokio::task::spawn_blocking(move || prove(&chart, &Checks::default()));
        let report = proving.await.map_err(|error| StoreFault::Unavailable(error.to_string()))?;
        let report = Arc::new(report);
        kept.put(key, Arc::clone(&report));
        Ok(report)
    }
}

impl Casework {
    /// The deployed definitions that this person may read, judged by the highest version of each.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn definitions(
        &self,
        person: &PersonId,
        language: &str,
    ) -> Result<Vec<DefinitionItem>, Rejection> {
        let actor = self.actor(person, None).await?;
        let mut items: Vec<DefinitionItem> = Vec::new();
        let deployed = self.ports.definitions.deployed().await?;
        // The highest version of each workflow comes first.
        for versions in deployed.chunk_by(|one, other| one.workflow == other.workflow) {
            let Some(highest) = versions.first() else { continue };
            let chart = self.charts.edition(&highest.digest, &highest.edition).await?;
            if may_read(&chart, &actor) {
                let title = say(&chart.title, language, &chart.workflow);
                let versions = versions.iter().map(|deployed| deployed.version).collect();
                items.push(DefinitionItem { workflow: highest.workflow.clone(), title, versions });
            }
        }
        Ok(items)
    }

    /// A deployed definition with what is proved of it: of the highest version, or the one asked for.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where there is none, or it isn't for this person.
    pub async fn proven(
        &self,
        person: &PersonId,
        workflow: &str,
        version: Option<u32>,
    ) -> Result<Proven, Rejection> {
        let actor = self.actor(person, None).await?;
        let chart = self.charts.newest(workflow, version).await?;
        let chart = chart.filter(|chart| may_read(chart, &actor)).ok_or(Rejection::NotFound)?;
        let report = self.verdicts.of(&chart).await?;
        Ok(Proven { chart, report })
    }
}

/// Whether a person may read a definition: may open a case by it, or is an official of it.
fn may_read(chart: &Chart, actor: &Actor) -> bool {
    let serves = |role: &registrar_engine::chart::Role| match &role.kind {
        RoleKind::Pool { pool, .. } => actor.pools.contains(pool),
        _ => false,
    };
    !matches!(chart.role(chart.starts).kind, RoleKind::Pool { .. }) || chart.roles.iter().any(serves)
}
