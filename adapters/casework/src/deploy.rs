//! Deployment: a definition is read, compiled and verified; with any error nothing is kept.

use crate::build::build;
use crate::ports::{Added, Deployed, Ports, StoreFault, Stored};
use registrar_engine::finding::{Finding, has_errors};
use std::collections::BTreeMap;

/// What came of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// What is deployed now; none: the findings forbid it, and nothing was kept.
    pub deployed: Option<Deployed>,
    /// What of it wasn't there before.
    pub kept: Added,
    /// Everything found, notes and warnings too.
    pub findings: Vec<Finding>,
}

/// Why a definition without errors isn't deployed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeployFault {
    /// Another text is deployed under this version, and cases may be pinned to it.
    #[error("version {version} of `{workflow}` is deployed already, with another text; raise the version")]
    VersionTaken {
        /// The workflow.
        workflow: String,
        /// The version.
        version: u32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Deploys a definition with its templates and schemas and the calendars it counts by, each by file name.
/// The same again is fine and changes nothing; the same with other calendars is a newer edition of them, with
/// which open cases are counted anew.
///
/// # Errors
/// When the version is taken by another text, or the store fails.
pub async fn deploy(
    ports: &Ports,
    text: String,
    resources: BTreeMap<String, String>,
    calendars: BTreeMap<String, String>,
) -> Result<Deployment, DeployFault> {
    let built = tokio::task::spawn_blocking(move || {
        let (chart, findings) = build(&text, &resources, &calendars);
        (chart, findings, text, resources, calendars)
    });
    let (chart, findings, text, resources, calendars) =
        built.await.map_err(|error| StoreFault::Unavailable(error.to_string()))?;
    let Some(chart) = chart.filter(|_| !has_errors(&findings)) else {
        return Ok(Deployment { deployed: None, kept: Added::Nothing, findings });
    };
    let deployed = Deployed {
        workflow: chart.workflow.clone(),
        version: chart.version,
        digest: chart.digest.clone(),
        edition: chart.edition.clone(),
        number: 1,
        at: ports.clock.now(),
    };
    let stored = Stored { deployed: deployed.clone(), text, resources, calendars };
    let kept = ports.definitions.deploy(&stored).await?;
    if kept == Added::Refused {
        let Deployed { workflow, version, .. } = deployed;
        return Err(DeployFault::VersionTaken { workflow, version });
    }
    Ok(Deployment { deployed: Some(deployed), kept, findings })
}
