//! The schema, step by step: the same numbers and names for both databases.

use super::OpenFault;
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

macro_rules! migrations {
    ($folder:literal) => {
        &[
            (1, "first", include_str!(concat!("../../../../migrations/", $folder, "/0001_first.sql"))),
            (2, "feed", include_str!(concat!("../../../../migrations/", $folder, "/0002_feed.sql"))),
            (3, "editions", include_str!(concat!("../../../../migrations/", $folder, "/0003_editions.sql"))),
            (4, "zone", include_str!(concat!("../../../../migrations/", $folder, "/0004_zone.sql"))),
            (5, "nodes", include_str!(concat!("../../../../migrations/", $folder, "/0005_nodes.sql"))),
            (
                6,
                "wide_rows",
                include_str!(concat!("../../../../migrations/", $folder, "/0006_wide_rows.sql")),
            ),
            (7, "clock", include_str!(concat!("../../../../migrations/", $folder, "/0007_clock.sql"))),
        ]
    };
}

/// Number, name and text of each step, oldest first.
pub type Steps = &'static [(i64, &'static str, &'static str)];

/// For SQLite.
pub const SQLITE: Steps = migrations!("sqlite");
/// For PostgreSQL.
pub const POSTGRES: Steps = migrations!("postgres");

/// The schema this program works with.
pub const SCHEMA: u32 = 7;

/// Refuses what a newer program has left; `found` is the last step that the database has seen.
pub fn known(found: Option<i64>, shown: &str) -> Result<(), OpenFault> {
    match found.filter(|found| *found > i64::from(SCHEMA)) {
        Some(found) => Err(OpenFault::Newer { path: shown.to_owned(), found, known: SCHEMA }),
        None => Ok(()),
    }
}

/// What brings a database to [`SCHEMA`].
pub fn migrator(steps: Steps) -> Migrator {
    let migrations = steps.iter().map(|(version, name, sql)| {
        let name = std::borrow::Cow::Borrowed(*name);
        Migration::new(*version, name, MigrationType::Simple, (*sql).into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}
