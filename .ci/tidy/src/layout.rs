//! What stands at the top of the repository: these entries and no other.

use crate::{Complaints, Repository};
use std::collections::BTreeSet;

/// The entries that there may be.
const TOP: [&str; 18] = [
    ".cargo",
    ".ci",
    ".clippy.toml",
    ".config",
    ".deny.toml",
    ".gitignore",
    ".rustfmt.toml",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "adapters",
    "docs",
    "engine",
    "features",
    "migrations",
    "workflows",
];

/// Entries that don't belong there.
pub fn strays(repository: &Repository) -> Complaints {
    let top: BTreeSet<&str> = repository.paths().filter_map(|path| path.split('/').next()).collect();
    top.into_iter()
        .filter(|entry| !TOP.contains(entry))
        .map(|entry| format!("{entry}: doesn't belong at the top"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_folder_at_the_top_is_told() {
        let complaints =
            strays(&Repository::of(&[("engine/src/lib.rs", ""), ("scripts/x.sh", ""), ("scripts/y.sh", "")]));
        assert_eq!(complaints, ["scripts: doesn't belong at the top"]);
    }
}
