//! The schema, step by step: the same numbers and names for both databases.

use super::OpenFault;
use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::borrow::Cow;

macro_rules! step {
    ($number:literal, $name:literal) => {
        Step {
            number: $number,
            name: Cow::Borrowed($name),
            sqlite: Cow::Borrowed(include_str!(concat!("../../../../migrations/sqlite/", $name, ".sql"))),
            postgres: Cow::Borrowed(include_str!(concat!("../../../../migrations/postgres/", $name, ".sql"))),
            contracts: None,
            builds: None,
        }
    };
    ($number:literal, $name:literal, builds $index:literal) => {
        Step { builds: Some(Cow::Borrowed($index)), ..step!($number, $name) }
    };
}

/// All steps, oldest first. Those up to the eighth were made when all nodes had to stop for an upgrade.
const STEPS: [Step; 10] = [
    step!(1, "0001_first"),
    step!(2, "0002_feed"),
    step!(3, "0003_editions"),
    step!(4, "0004_zone"),
    step!(5, "0005_nodes"),
    step!(6, "0006_wide_rows"),
    step!(7, "0007_clock"),
    step!(8, "0008_steps"),
    step!(9, "0009_answers_come_in_order", builds "answer_by_key"),
    step!(10, "0010_answers_by_key"),
];

/// The schema this program works with.
pub const SCHEMA: u32 = 10;

/// A step of the schema.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its number.
    pub number: u32,
    /// Number and name, as its file has them.
    pub name: Cow<'static, str>,
    /// What it does on SQLite.
    pub sqlite: Cow<'static, str>,
    /// What it does on PostgreSQL.
    pub postgres: Cow<'static, str>,
    /// It takes something away, and this is the oldest program that does without it; none: it only adds.
    pub contracts: Option<u32>,
    /// On PostgreSQL it is one statement that builds this index beside those who write, outside of a transaction.
    pub builds: Option<Cow<'static, str>>,
}

/// What a program knows of the schema.
#[derive(Debug, Clone)]
pub struct Program {
    /// The schema it works with.
    pub schema: u32,
    /// The steps that lead there, and perhaps such that take away what it does without.
    pub steps: Vec<Step>,
}

impl Program {
    /// This one.
    pub fn this() -> Self {
        Self { schema: SCHEMA, steps: STEPS.to_vec() }
    }

    /// One that was made later, when there was another step.
    #[must_use]
    pub fn with(mut self, step: Step) -> Self {
        self.schema = step.number;
        self.steps.push(step);
        self
    }

    /// Refuses what a newer program has left that this one can't work with: `found` is the last step that the database
    /// has seen, `oldest` the oldest program that can work with it, if it says so.
    pub(super) fn suits(
        &self,
        found: Option<i64>,
        oldest: Option<i64>,
        shown: &str,
    ) -> Result<(), OpenFault> {
        let Some(found) = found.filter(|found| *found > i64::from(self.schema)) else { return Ok(()) };
        match oldest {
            Some(oldest) if oldest <= i64::from(self.schema) => Ok(()),
            _ => Err(OpenFault::Newer { path: shown.to_owned(), found, known: self.schema }),
        }
    }

    /// The steps that a database hasn't seen.
    pub(super) fn beyond(&self, found: Option<i64>) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| i64::from(step.number) > found.unwrap_or(0))
    }

    /// What brings a file to this program's schema.
    pub(super) fn for_sqlite(&self) -> Migrator {
        // Whole or not at all: a file has one writer, and nothing is built beside it.
        migrator(&self.steps, |step| (step.sqlite.clone(), false))
    }

    /// The same for a server.
    pub(super) fn for_postgres(&self) -> Migrator {
        let mut migrator = migrator(&self.steps, |step| (step.postgres.clone(), step.builds.is_some()));
        // Whoever calls holds a lock that it can give up waiting for.
        migrator.set_locking(false);
        migrator
    }
}

/// Of each step its text, and whether it is done outside of a transaction.
fn migrator(steps: &[Step], done: fn(&Step) -> (Cow<'static, str>, bool)) -> Migrator {
    let migrations = steps.iter().map(|step| {
        let name = step.name.split_once('_').map_or(&*step.name, |(_, name)| name);
        let (text, outside) = done(step);
        let sql = AssertSqlSafe(text.into_owned()).into_sql_str();
        Migration::new(step.number.into(), name.to_owned().into(), MigrationType::Simple, sql, outside)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    // A newer program may have been here, whose steps this one can live with.
    migrator.set_ignore_missing(true);
    migrator
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_says_of_itself_which_programs_it_leaves_at_work() {
        let mut oldest = 8;
        for step in STEPS.iter().filter(|step| step.number >= 8) {
            oldest = step.contracts.unwrap_or(oldest);
            let said = format!("({}, {oldest})", step.number);
            // Of an index on PostgreSQL it is said for it.
            let postgres = step.builds.is_none().then_some(&step.postgres);
            for text in postgres.into_iter().chain([&step.sqlite]) {
                let says = text.contains("INSERT INTO schema_step") && text.contains(&said);
                assert!(says, "{} doesn't say {said}", step.name);
            }
        }
        assert_eq!(STEPS.last().map(|step| step.number), Some(SCHEMA));
    }
}
