//! What a scenario is played on: the door over a store in memory, a clock that only steps move,
//! scripted lots, and the people spoken of. One stage is for one scenario.

mod cast;
mod command;
mod drive;
mod find;
mod history;
mod lot;
mod told;

pub use cast::Cast;
pub use command::{Tried, task_slot};
pub use find::{Copy, parted};
pub use lot::Lots;

use crate::failure::{Failure, Played};
use crate::language::Language;
use crate::library::{Built, Source};
use crate::storage::Storage;
use registrar_casework::ports::{Clock as _, Deployed, Incident, Ports, Stored};
use registrar_casework::{Casework, Running};
use registrar_engine::case::Case;
use registrar_engine::chart::Chart;
use registrar_engine::id::CaseId;
use registrar_engine::moment::Moment;
use registrar_testkit::{ManualClock, World};
use std::sync::Arc;

/// A scenario's world.
pub struct Stage {
    /// The language of the feature.
    pub language: Language,
    /// The definition under test.
    pub source: Arc<Source>,
    /// Its chart.
    pub chart: Arc<Chart>,
    /// What the door stands on.
    pub ports: Ports,
    /// The door and what is behind it.
    pub casework: Casework,
    /// The time.
    pub clock: Arc<ManualClock>,
    /// The lot.
    pub lots: Arc<Lots>,
    /// On whom the next lot must fall.
    pub lot_on: Option<String>,
    /// The people.
    pub cast: Cast,
    /// The case being played.
    pub opened: Option<CaseId>,
    /// The last command.
    pub last: Option<Tried>,
    /// A step has spoken of an incident.
    pub incident_seen: bool,
    /// The line of the step being played.
    pub line: u32,
    keys: u32,
    uploads: u32,
    running: Running,
}

impl Stage {
    /// A stage at a moment, with a definition deployed.
    ///
    /// # Errors
    /// When the bench itself fails.
    pub async fn set(
        language: Language,
        built: &Built,
        now: Moment,
        storage: Option<Storage>,
    ) -> Played<Self> {
        let world = World::at(&now.to_string());
        let lots = Arc::new(Lots::default());
        let ports = Ports { randomness: lots.clone(), ..world.ports.clone() };
        let ports = match storage {
            Some(storage) => storage.in_place_of(ports),
            None => ports,
        };
        let stored = stored(built, now);
        ports.definitions.deploy(&stored).await.map_err(Failure::fault)?;
        let running = Casework::start(ports.clone());
        let casework = running.casework();
        casework.charts.keep(built.chart.clone());
        Ok(Self {
            language,
            source: built.source.clone(),
            chart: built.chart.clone(),
            clock: world.clock.clone(),
            casework,
            ports,
            lots,
            lot_on: None,
            cast: Cast::default(),
            opened: None,
            last: None,
            incident_seen: false,
            line: 0,
            keys: 0,
            uploads: 0,
            running,
        })
    }

    /// A newer edition of the calendars comes: the case is counted anew.
    ///
    /// # Errors
    /// When the bench itself fails.
    pub async fn take_edition(&mut self, built: &Built) -> Played {
        let stored = stored(built, self.now());
        self.ports.definitions.deploy(&stored).await.map_err(Failure::fault)?;
        self.casework.charts.keep(built.chart.clone());
        self.chart = built.chart.clone();
        self.casework.recount().await.map_err(Failure::fault)?;
        self.casework.settle().await.map_err(Failure::fault)
    }

    /// Now.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The id of the case being played.
    ///
    /// # Errors
    /// When none has been opened.
    pub fn case_id(&self) -> Played<CaseId> {
        self.opened.clone().ok_or_else(|| Failure::cannot("no case has been opened before this step"))
    }

    /// The case as it is now.
    ///
    /// # Errors
    /// When none has been opened.
    pub async fn case(&self) -> Played<Case> {
        self.case_id()?;
        let case = self.case_if_any().await?;
        case.ok_or_else(|| Failure::cannot("the case isn't in the store"))
    }

    /// The case as it is now, if one has been opened.
    ///
    /// # Errors
    /// When the bench itself fails.
    pub async fn case_if_any(&self) -> Played<Option<Case>> {
        let Some(id) = &self.opened else { return Ok(None) };
        let loaded = self.ports.store.load_one(id).await.map_err(Failure::fault)?;
        Ok(loaded.map(|loaded| loaded.case))
    }

    /// Open incidents of the case.
    ///
    /// # Errors
    /// When the bench itself fails.
    pub async fn incidents(&self) -> Played<Vec<Incident>> {
        self.ports.store.incidents(true, None, 100).await.map_err(Failure::fault)
    }

    /// Ends what runs behind the door.
    pub async fn strike(self) {
        self.running.stop().await;
    }
}

fn stored(built: &Built, at: Moment) -> Stored {
    Stored {
        deployed: Deployed {
            workflow: built.chart.workflow.clone(),
            version: built.chart.version,
            digest: built.chart.digest.clone(),
            edition: built.chart.edition.clone(),
            number: 1,
            at,
        },
        text: built.source.text.clone(),
        resources: built.source.resources.clone(),
        calendars: built.calendars.clone(),
    }
}
