//! Deployment: a definition is read, compiled and verified; with any error nothing is kept.

use crate::build::{Checks, build, check};
use crate::ports::{Added, Deployed, Ports, StoreFault, Stored};
use crate::view::{GuaranteeView, guarantees};
use registrar_engine::chart::Chart;
use registrar_engine::finding::Finding;
use registrar_engine::moment::Moment;
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
    /// Its guarantees with their verdicts; empty where it was deployed before, since it was proved then.
    pub guarantees: Vec<GuaranteeView>,
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
    deploy_under(ports, text, resources, calendars, Checks::default()).await
}

/// The same under checks of one's own.
///
/// # Errors
/// As [`deploy`].
pub async fn deploy_under(
    ports: &Ports,
    text: String,
    resources: BTreeMap<String, String>,
    calendars: BTreeMap<String, String>,
    checks: Checks,
) -> Result<Deployment, DeployFault> {
    let texts = Texts { text, resources, calendars };
    let at = ports.clock.now();
    let (built, texts) = on_the_side(texts, move |texts| {
        let (chart, findings) = build(&texts.text, &texts.resources, &texts.calendars);
        (chart.map(|chart| named(&chart, at)), findings)
    })
    .await?;
    // Proving takes its time: what is there already was proved when it came.
    if let (Some(deployed), findings) = built
        && let Some(there) = ports.definitions.definition(&deployed.digest, &deployed.edition).await?
    {
        let (kept, guarantees) = (Added::Nothing, Vec::new());
        return Ok(Deployment { deployed: Some(there.deployed), kept, findings, guarantees });
    }
    let (checked, texts) =
        on_the_side(texts, move |texts| check(&texts.text, &texts.resources, &texts.calendars, &checks))
            .await?;
    let verdicts = checked.chart.as_ref().zip(checked.report.as_ref());
    let guarantees = verdicts.map(|(chart, report)| guarantees(chart, report)).unwrap_or_default();
    let deployed = checked.deployable().map(|chart| named(chart, at));
    let findings = checked.findings;
    let Some(deployed) = deployed else {
        return Ok(Deployment { deployed: None, kept: Added::Nothing, findings, guarantees });
    };
    let Texts { text, resources, calendars } = texts;
    let stored = Stored { deployed: deployed.clone(), text, resources, calendars };
    let kept = ports.definitions.deploy(&stored).await?;
    if kept == Added::Refused {
        let Deployed { workflow, version, .. } = deployed;
        return Err(DeployFault::VersionTaken { workflow, version });
    }
    Ok(Deployment { deployed: Some(deployed), kept, findings, guarantees })
}

/// What a definition is made of.
struct Texts {
    text: String,
    resources: BTreeMap<String, String>,
    calendars: BTreeMap<String, String>,
}

/// Works on texts where nobody waits for the thread, and gives them back.
async fn on_the_side<T: Send + 'static>(
    texts: Texts,
    work: impl FnOnce(&Texts) -> T + Send + 'static,
) -> Result<(T, Texts), StoreFault> {
    let worked = tokio::task::spawn_blocking(move || (work(&texts), texts));
    worked.await.map_err(|error| StoreFault::Unavailable(error.to_string()))
}

fn named(chart: &Chart, at: Moment) -> Deployed {
    Deployed {
        workflow: chart.workflow.clone(),
        version: chart.version,
        digest: chart.digest.clone(),
        edition: chart.edition.clone(),
        number: 1,
        at,
    }
}
