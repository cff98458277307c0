//! Opening a store: connections, migrations, what it is for.

mod migrations;
mod postgres;
mod sqlite;
mod steps;

use crate::address::Address;
use crate::distribute;
use crate::node::Node;
use crate::sql::{Database, Reader, Statement};
use crate::trusted::TrustedClock;
use crate::watch;
use registrar_casework::ports::{Clock, StoreFault, StoreKind};
use std::path::Path;
use std::sync::Arc;

pub use migrations::{Program, SCHEMA, Step};
pub(crate) use postgres::look_again;

/// Why a store can't be opened: one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// The file can't be read or made.
    #[error(
        "the database `{path}` can't be opened: {reason}; check the folder, its owner and the free space"
    )]
    Unopenable {
        /// The database.
        path: String,
        /// Why.
        reason: String,
    },
    /// No server answers that can be written to.
    #[error(
        "the database `{path}` can't be opened: {reason}; check the address, the server and the password"
    )]
    Unreachable {
        /// The database.
        path: String,
        /// Why.
        reason: String,
    },
    /// A newer program has been here, and has left what this one can't work with.
    #[error(
        "the database `{path}` has schema {found}, this program knows {known} and can't work with it: start a newer \
         registrar, or restore the backup made before the upgrade"
    )]
    Newer {
        /// The database.
        path: String,
        /// Its schema.
        found: i64,
        /// Ours.
        known: u32,
    },
    /// A step of the schema failed, or waits for somebody; it changed nothing.
    #[error("the database `{path}` can't be migrated: {reason}; nothing of this step was done")]
    Migration {
        /// The database.
        path: String,
        /// Why.
        reason: String,
    },
    /// A sandbox's file for real cases, or the reverse.
    #[error("the database `{path}` belongs to {found}, not to {wanted}: name another folder")]
    Kind {
        /// The database.
        path: String,
        /// What it is for.
        found: &'static str,
        /// What it was opened for.
        wanted: &'static str,
    },
    /// Another process works on its timers and outbox.
    #[error("another registrar is running on the database `{path}`: stop it, or name another folder")]
    InUse {
        /// The database.
        path: String,
    },
}

/// The oldest program that can work with the last step of the schema.
const OLDEST_PROGRAM: &str =
    "SELECT oldest_program FROM schema_step WHERE schema = (SELECT max(version) FROM _sqlx_migrations)";

/// Cases, dockets and all that goes with them, in a database.
#[derive(Debug)]
pub struct SqlStore {
    pub(crate) database: Database,
    pub(crate) kind: StoreKind,
    /// This process among those that share the work.
    pub(crate) node: Arc<Node>,
    /// The machine's clock, as far as it can be trusted: what a store in a file goes by.
    pub(crate) machine: Arc<TrustedClock>,
    /// Whether it is spread over several servers.
    pub(crate) distributed: bool,
    address: Address,
    left: Option<String>,
}

impl SqlStore {
    /// Opens a store, makes and migrates it where needed, and checks that it is for this kind of cases.
    ///
    /// # Errors
    /// [`OpenFault`].
    pub async fn open(address: &Address, kind: StoreKind) -> Result<Self, OpenFault> {
        Self::open_as(address, kind, &Program::this()).await
    }

    /// The same as another program would do it: an older one, or one that was made later. For tests of upgrades.
    ///
    /// # Errors
    /// [`OpenFault`].
    pub async fn open_as(address: &Address, kind: StoreKind, program: &Program) -> Result<Self, OpenFault> {
        let shown = address.to_string();
        let (database, clock, left) = match address {
            Address::Sqlite(file) => (sqlite::open(file, program, &shown).await?, None, None),
            Address::Postgres(server) => {
                let postgres::Opened { database, clock, left } =
                    postgres::open(server, program, &shown).await?;
                (database, Some(Arc::new(clock)), left)
            }
        };
        if let Some(left) = &left {
            tracing::warn!("{left}");
        }
        mark(&database, &shown, kind).await?;
        let machine = watch::resume(&database).await;
        let unopenable =
            |e: &StoreFault| OpenFault::Unopenable { path: shown.clone(), reason: e.to_string() };
        let machine = machine.map_err(|e| unopenable(&e))?;
        let distributed = distribute::is_distributed(&database).await;
        let distributed = distributed.map_err(|e| unopenable(&e))?;
        let node = Arc::new(Node::new(clock, program.schema));
        Ok(Self {
            database,
            kind,
            node,
            machine: Arc::new(machine),
            distributed,
            address: address.clone(),
            left,
        })
    }

    /// Opens a store in a file.
    ///
    /// # Errors
    /// [`OpenFault`].
    pub async fn open_file(file: &Path, kind: StoreKind) -> Result<Self, OpenFault> {
        Self::open(&Address::Sqlite(file.to_owned()), kind).await
    }

    /// The last step that the database has seen.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn schema(&self) -> Result<u32, StoreFault> {
        let question = "SELECT 'schema' AS what, max(version) AS version FROM _sqlx_migrations";
        let row = self.database.only_row(Statement::new(question)).await?;
        Reader::new("schema", "what", &row).number("version")
    }

    /// A step of the schema that waits, and for whom: the store can be worked with as it is.
    pub fn left(&self) -> Option<&str> {
        self.left.as_deref()
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The clock that cases go by: the server's, or the machine's for a file.
    pub fn clock(&self) -> Arc<dyn Clock> {
        match &self.node.clock {
            Some(clock) => Arc::clone(clock) as Arc<dyn Clock>,
            None => Arc::clone(&self.machine) as Arc<dyn Clock>,
        }
    }

    /// Closes all connections; a file's write-ahead log is folded into it.
    pub async fn close(&self) {
        match &self.database {
            Database::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Database::Postgres(pool) => pool.get().close().await,
        }
    }
}

async fn mark(database: &Database, shown: &str, kind: StoreKind) -> Result<(), OpenFault> {
    let unopenable = |e: StoreFault| OpenFault::Unopenable { path: shown.to_owned(), reason: e.to_string() };
    let read = || Statement::new("SELECT kind FROM store_marker");
    let mut found = database.row(read()).await.map_err(unopenable)?;
    if found.is_none() {
        let write = Statement::new(
            "INSERT INTO store_marker (store_marker_id, kind) VALUES (1, $1) ON CONFLICT DO NOTHING",
        );
        database.run(write.bind(word(kind))).await.map_err(unopenable)?;
        found = Some(database.only_row(read()).await.map_err(unopenable)?);
    }
    let found = found.map(|row| Reader::new("marker", "kind", &row).id).unwrap_or_default();
    if found == word(kind) {
        return Ok(());
    }
    let speak = |kind: &str| if kind == "sandbox" { "a sandbox" } else { "real cases" };
    Err(OpenFault::Kind { path: shown.to_owned(), found: speak(&found), wanted: speak(word(kind)) })
}

fn word(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Real => "real",
        StoreKind::Sandbox => "sandbox",
    }
}
