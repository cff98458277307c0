//! What every run of the bench stands on: a store, casework on it, and a clock that can be set back.

use super::Arguments;
use super::figures::{Latencies, rounded};
use crate::scratch::Scratch;
use crate::server::wiring::{self, Place, Ways};
use async_trait::async_trait;
use registrar_casework::ports::{Clock, StoreKind};
use registrar_casework::{Casework, Running};
use registrar_engine::moment::Moment;
use registrar_store::{Address, SqlStore};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// The store's clock, set back by so many microseconds while cases of earlier days are made.
pub struct Past {
    store: Arc<dyn Clock>,
    behind: AtomicI64,
}

impl Past {
    /// Shows from now on what the store's clock showed so long ago.
    pub fn set_back(&self, behind: Duration) {
        self.behind.store(i64::try_from(behind.as_micros()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// Goes forward by so much.
    pub fn forward(&self, by: Duration) {
        self.behind.fetch_sub(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }
}

#[async_trait]
impl Clock for Past {
    fn now(&self) -> Moment {
        let now = self.store.now();
        let behind = self.behind.load(Ordering::Relaxed);
        Moment::from_micros(now.as_micros().saturating_sub(behind)).unwrap_or(now)
    }

    async fn until(&self, at: Moment) {
        // Nobody waits for it while it is set back: no loops run.
        self.store.until(at).await;
    }
}

/// Store, casework and clock.
pub struct Ground {
    pub store: Arc<SqlStore>,
    pub clock: Arc<Past>,
    running: Running,
    _folder: Scratch,
}

impl Ground {
    /// On the store that was named, or on one among temporary files.
    pub async fn of(arguments: &Arguments) -> Result<Self, String> {
        let folder = Scratch::new()?;
        let place = Place { data: folder.path().to_owned(), store: arguments.store.clone() };
        Self::on(&place, folder).await
    }

    /// On a store of one's own.
    pub async fn on(place: &Place, folder: Scratch) -> Result<Self, String> {
        let store = wiring::open_store(place, StoreKind::Sandbox).await?;
        let clock = Arc::new(Past { store: store.clock(), behind: AtomicI64::new(0) });
        let mut outside = Ways::default().outside()?;
        outside.clock = Some(clock.clone());
        let running = wiring::start(place, store.clone(), outside).await?;
        Ok(Self { store, clock, running, _folder: folder })
    }

    pub fn casework(&self) -> Casework {
        self.running.casework()
    }

    /// What is told of each run: the work, the store, and what makes a commit durable there.
    pub async fn told(&self, work: &str) -> Result<Map<String, Value>, String> {
        let durability = self.store.durability().await.map_err(|e| e.to_string())?;
        let durability: Map<String, Value> =
            durability.into_iter().map(|(name, value)| (name, value.into())).collect();
        let store = match self.store.address() {
            Address::Sqlite(_) => "sqlite",
            Address::Postgres(_) => "postgres",
        };
        Ok(Map::from_iter([
            ("work".to_owned(), work.into()),
            ("store".to_owned(), store.into()),
            ("durability".to_owned(), durability.into()),
        ]))
    }

    /// The median of making something small durable where the store is, in milliseconds: the file system's own on
    /// a file, the smallest commit on a server.
    pub async fn fsync(&self) -> Result<f64, String> {
        let mut latencies = Latencies::default();
        let beside = match self.store.address() {
            Address::Sqlite(file) => Some(file.with_extension("fsync")),
            Address::Postgres(_) => None,
        };
        for at in 0..100 {
            let begun = Instant::now();
            match &beside {
                Some(file) => append(file, at).map_err(|e| format!("`{}`: {e}", file.display()))?,
                None => self.store.commit_nothing_much().await.map_err(|e| e.to_string())?,
            }
            latencies.add(begun.elapsed());
        }
        if let Some(file) = beside {
            let _ = std::fs::remove_file(file);
        }
        Ok(latencies.percentile(50.0))
    }

    pub async fn stop(self) {
        self.running.stop().await;
        self.store.close().await;
    }
}

fn append(file: &std::path::Path, at: u64) -> std::io::Result<()> {
    use std::os::unix::fs::FileExt as _;
    let file = std::fs::File::options().create(true).truncate(false).write(true).open(file)?;
    file.write_all_at(&[7; 4096], at * 4096)?;
    file.sync_data()
}

/// Megabytes that the process has in memory now; none where the system doesn't tell.
pub fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(rounded(kibibytes * 1024.0 / 1e6))
}
