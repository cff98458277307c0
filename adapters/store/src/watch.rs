//! Watches the machine's clock for whoever has charge of a store in a file: keeps what it went by, raises an incident
//! once the clock is in doubt, and settles it.

use crate::sql::{Database, Reader, Statement};
use crate::trusted::{Machine, Mark, TrustedClock};
use registrar_casework::ports::{Clock as _, Incident, IncidentSource, StoreFault};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// How often it looks. A confirmation is waited for by a person.
const EVERY: Duration = Duration::from_secs(2);
/// How often it keeps what it went by. After a new start of the machine a clock may stand wrong by so much unseen.
const KEPT_EVERY: Duration = Duration::from_secs(60);
/// A confirmed clock that differs by more, in microseconds, from what was told has jumped again meanwhile.
const SAME: u64 = 600_000_000;

/// The machine's clock, as the process before this one left it.
pub async fn resume(database: &Database) -> Result<TrustedClock, StoreFault> {
    let machine = Arc::new(Machine);
    let question = "SELECT m.kind, m.boot_id, m.boot_at, m.trusted_at, m.held_by,
                           (SELECT i.resolved_at FROM incident i WHERE i.incident_id = m.held_by) AS resolved_at
                    FROM store_marker m";
    let row = database.only_row(Statement::new(question)).await?;
    let reader = Reader::new("marker", "kind", &row);
    let (Some(since_start), Some(trusted)) =
        (reader.optional_int("boot_at")?, reader.optional_int("trusted_at")?)
    else {
        return Ok(TrustedClock::starting(machine));
    };
    let doubted = reader.optional("held_by")?.is_some();
    if doubted && reader.optional_int("resolved_at")?.is_some() {
        // Somebody said so while nobody was there to hear it.
        return Ok(TrustedClock::starting(machine));
    }
    let mark = Mark { start: reader.optional("boot_id")?, since_start, trusted, doubted };
    Ok(TrustedClock::resuming(machine, &mark))
}

/// Somebody who watches, until it is dropped.
#[derive(Debug)]
pub struct Watch {
    watching: tokio::task::JoinHandle<()>,
    keeper: Keeper,
}

impl Watch {
    /// Looks, and goes on looking.
    pub async fn begin(database: &Database, clock: &Arc<TrustedClock>) -> Result<Self, StoreFault> {
        let question = "SELECT kind, held_by FROM store_marker WHERE held_by IN
                            (SELECT incident_id FROM incident WHERE resolved_at IS NULL)";
        let row = database.row(Statement::new(question)).await?;
        let incident = row.map(|row| Reader::new("marker", "kind", &row).text("held_by")).transpose()?;
        let keeper = Keeper { database: database.clone(), clock: Arc::clone(clock) };
        let mut held = incident.map(|incident| Held { incident, off_by: clock.off_by() });
        keeper.look(&mut held).await?;
        keeper.keep(held.as_ref()).await?;
        let watching = tokio::spawn({
            let keeper = keeper.clone();
            async move {
                let mut kept = Instant::now();
                loop {
                    tokio::time::sleep(EVERY).await;
                    let looked = match keeper.look(&mut held).await {
                        Ok(false) if kept.elapsed() < KEPT_EVERY => continue,
                        Ok(_) => keeper.keep(held.as_ref()).await,
                        Err(fault) => Err(fault),
                    };
                    match looked {
                        Ok(()) => kept = Instant::now(),
                        Err(fault) => tracing::warn!(%fault, "the state of the clock can't be kept"),
                    }
                }
            }
        });
        Ok(Self { watching, keeper })
    }

    /// Stops, and keeps once more what it went by.
    pub async fn end(self) {
        self.watching.abort();
        let Mark { start, since_start, trusted, .. } = self.keeper.clock.mark();
        if let Err(fault) = self.keeper.write(start, since_start, trusted).await {
            tracing::warn!(%fault, "the state of the clock can't be kept");
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.watching.abort();
    }
}

/// Why nothing expires.
#[derive(Debug)]
struct Held {
    incident: String,
    /// By how much the clock was off when the incident was raised, if it was.
    off_by: Option<i64>,
}

#[derive(Debug, Clone)]
struct Keeper {
    database: Database,
    clock: Arc<TrustedClock>,
}

impl Keeper {
    /// Raises an incident or settles the one that is there. Whether anything changed.
    async fn look(&self, held: &mut Option<Held>) -> Result<bool, StoreFault> {
        match (self.clock.off_by(), &*held) {
            (None, None) => Ok(false),
            (Some(off_by), None) => {
                *held = Some(self.raise(off_by).await?);
                Ok(true)
            }
            (None, Some(there)) => {
                let settle = crate::incident::resolve(&there.incident, self.clock.now());
                self.database.run(settle).await?;
                tracing::warn!("the machine's clock is right again: deadlines expire as before");
                *held = None;
                Ok(true)
            }
            (Some(off_by), Some(there)) => {
                if !self.is_resolved(&there.incident).await? {
                    return Ok(false);
                }
                if there.off_by.is_none_or(|told| told.abs_diff(off_by) <= SAME) {
                    self.clock.confirm();
                    tracing::warn!(now = %self.clock.now(), "the machine's clock was confirmed: deadlines expire by it");
                    *held = None;
                } else {
                    *held = Some(self.raise(off_by).await?);
                }
                Ok(true)
            }
        }
    }

    async fn is_resolved(&self, incident: &str) -> Result<bool, StoreFault> {
        let question = "SELECT incident_id FROM incident WHERE incident_id = $1 AND resolved_at IS NOT NULL";
        Ok(self.database.row(Statement::new(question).bind(incident)).await?.is_some())
    }

    async fn raise(&self, off_by: i64) -> Result<Held, StoreFault> {
        let id = Uuid::now_v7().to_string();
        let told = self.clock.doubt().map(|doubt| doubt.sentence()).unwrap_or_default();
        let reason =
            format!("{told}; put the clock right, or retry this incident to say that the clock is right");
        tracing::error!(incident = %id, "{told}");
        let incident = Incident {
            id: id.clone(),
            case: None,
            opened: self.clock.now(),
            source: IncidentSource::Clock,
            event: None,
            effective: None,
            reason,
            resolved: None,
        };
        self.database.run(crate::incident::insert(&incident)?).await?;
        Ok(Held { incident: id, off_by: Some(off_by) })
    }

    /// Keeps what it went by, and by which incident the expiries are held.
    async fn keep(&self, held: Option<&Held>) -> Result<(), StoreFault> {
        let Mark { start, since_start, trusted, .. } = self.clock.mark();
        let keep = "UPDATE store_marker SET boot_id = $1, boot_at = $2, trusted_at = $3, held_by = $4";
        let keep = Statement::new(keep).bind(start).bind(since_start).bind(trusted);
        let keep = keep.bind(held.map(|held| held.incident.as_str()));
        self.database.run(keep).await.map(|_| ())
    }

    /// Keeps what it went by, and leaves as it is what holds the expiries.
    async fn write(&self, start: Option<String>, since_start: i64, trusted: i64) -> Result<(), StoreFault> {
        let keep = Statement::new("UPDATE store_marker SET boot_id = $1, boot_at = $2, trusted_at = $3");
        self.database.run(keep.bind(start).bind(since_start).bind(trusted)).await.map(|_| ())
    }
}
