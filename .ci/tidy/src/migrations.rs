//! Migrations of the two databases: the same numbers and names.
//!
//! As long as a database has no migration at all it isn't supported yet, and nothing is compared.

use crate::{Complaints, Repository};
use std::collections::BTreeSet;

/// Migrations that one database has and the other lacks.
pub fn unpaired(repository: &Repository) -> Complaints {
    let of = |folder: &str| -> BTreeSet<String> {
        let names = repository.paths().filter_map(|path| path.strip_prefix(folder));
        names.filter(|name| name.ends_with(".sql")).map(str::to_owned).collect()
    };
    let (sqlite, postgres) = (of("migrations/sqlite/"), of("migrations/postgres/"));
    if sqlite.is_empty() || postgres.is_empty() {
        return Vec::new();
    }
    sqlite
        .symmetric_difference(&postgres)
        .map(|name| format!("migrations: `{name}` exists for one database only"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_of_one_database_alone_is_told() {
        let one = ("migrations/sqlite/0001_case.sql", "");
        assert!(unpaired(&Repository::of(&[one])).is_empty());
        assert!(unpaired(&Repository::of(&[one, ("migrations/postgres/0001_case.sql", "")])).is_empty());
        assert_eq!(unpaired(&Repository::of(&[one, ("migrations/postgres/0001_cases.sql", "")])).len(), 2);
    }
}
