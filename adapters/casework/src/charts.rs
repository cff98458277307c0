//! The charts of deployed definitions, each by the edition of its calendars, compiled once and kept while
//! they are used.

use crate::build::build;
use crate::ports::{Definitions, StoreFault, Stored};
use crate::recent::Recent;
use registrar_engine::case::Case;
use registrar_engine::chart::Chart;
use std::sync::{Arc, Mutex, PoisonError};

/// Most charts kept in memory: more than an installation has versions in use.
const MOST_CHARTS: usize = 200;

/// Digest of the definition, and edition of its calendars.
type Key = (String, String);

/// The charts of deployed definitions.
pub struct Charts {
    definitions: Arc<dyn Definitions>,
    kept: Mutex<Recent<Key, Arc<Chart>>>,
}

impl Charts {
    /// Charts of these definitions.
    pub fn new(definitions: Arc<dyn Definitions>) -> Self {
        Self { definitions, kept: Mutex::new(Recent::new(MOST_CHARTS)) }
    }

    /// The chart that a case is pinned to.
    ///
    /// # Errors
    /// When it isn't deployed, or can't be read any more.
    pub async fn of(&self, case: &Case) -> Result<Arc<Chart>, StoreFault> {
        self.edition(&case.digest, case.edition()).await
    }

    /// The chart of a definition with one of the editions of its calendars.
    ///
    /// # Errors
    /// When it isn't deployed, or can't be read any more.
    pub async fn edition(&self, digest: &str, edition: &str) -> Result<Arc<Chart>, StoreFault> {
        let key = (digest.to_owned(), edition.to_owned());
        if let Some(chart) = self.lock().get(&key) {
            return Ok(Arc::clone(chart));
        }
        let stored = self
            .definitions
            .definition(digest, edition)
            .await?
            .ok_or_else(|| unreadable(digest, "it isn't deployed"))?;
        let chart = Arc::new(compile(stored).await?);
        // What was deployed before editions were told apart has none.
        if chart.digest != digest || !(edition.is_empty() || chart.edition == edition) {
            return Err(unreadable(digest, "its text or calendars have changed since it was deployed"));
        }
        self.lock().put(key, Arc::clone(&chart));
        Ok(chart)
    }

    /// The chart for new cases of a workflow: the highest version, or the one asked for.
    ///
    /// # Errors
    /// When the store fails, or the definition can't be read any more.
    pub async fn newest(
        &self,
        workflow: &str,
        version: Option<u32>,
    ) -> Result<Option<Arc<Chart>>, StoreFault> {
        let deployed = self.definitions.deployed().await?;
        let wanted =
            |d: &&crate::ports::Deployed| d.workflow == workflow && version.is_none_or(|v| v == d.version);
        match deployed.iter().find(wanted) {
            Some(found) => self.edition(&found.digest, &found.edition).await.map(Some),
            None => Ok(None),
        }
    }

    /// The chart of a definition, with whichever edition of its calendars: for titles, which are the same in each. None:
    /// it isn't deployed, or can't be read.
    ///
    /// # Errors
    /// When the store doesn't answer.
    pub async fn of_titles(&self, digest: &str) -> Result<Option<Arc<Chart>>, StoreFault> {
        let deployed = self.definitions.deployed().await?;
        let Some(found) = deployed.iter().find(|deployed| deployed.digest == digest) else { return Ok(None) };
        match self.edition(digest, &found.edition).await {
            Err(StoreFault::Unreadable { .. }) => Ok(None),
            found => found.map(Some),
        }
    }

    /// Keeps a chart that was compiled from what is deployed: nobody waits for it again.
    pub fn keep(&self, chart: Arc<Chart>) {
        self.lock().put((chart.digest.clone(), chart.edition.clone()), chart);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Recent<Key, Arc<Chart>>> {
        // What is kept is whole at every moment, also after a panic elsewhere.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Compiling takes a while: not on a thread that others wait for.
async fn compile(stored: Stored) -> Result<Chart, StoreFault> {
    let digest = stored.deployed.digest.clone();
    let compiled =
        tokio::task::spawn_blocking(move || build(&stored.text, &stored.resources, &stored.calendars)).await;
    match compiled {
        Ok((Some(chart), _)) => Ok(chart),
        Ok((None, findings)) => {
            let first = findings.first().map_or_else(String::new, |finding| finding.message.clone());
            Err(unreadable(&digest, &first))
        }
        Err(error) => Err(unreadable(&digest, &error.to_string())),
    }
}

fn unreadable(digest: &str, reason: &str) -> StoreFault {
    StoreFault::Unreadable { what: "definition", id: digest.to_owned(), reason: reason.to_owned() }
}
