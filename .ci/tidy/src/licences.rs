//! What comes in from outside, by the two tables of `.deny.toml`: licences allowed and crates refused.

use crate::{Complaints, Repository};
use serde_json::Value;

/// Crates in the lock file that `.deny.toml` refuses.
pub fn refused(repository: &Repository) -> Complaints {
    let deny = repository.text(".deny.toml").unwrap_or_default();
    let lock = repository.text("Cargo.lock").unwrap_or_default();
    let locked: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("name = ")).collect();
    let named = deny
        .lines()
        .filter_map(|line| line.split_once("crate = "))
        .filter_map(|(_, rest)| rest.split('"').nth(1));
    named
        .filter(|name| locked.iter().any(|locked| locked.trim_matches('"') == *name))
        .map(|name| format!("Cargo.lock: `{name}` is refused by .deny.toml"))
        .collect()
}

/// Dependencies under a licence that `.deny.toml` doesn't allow, from what `cargo metadata` prints.
pub fn not_allowed(repository: &Repository, metadata: &Value) -> Complaints {
    let deny = repository.text(".deny.toml").unwrap_or_default();
    let table = deny
        .split_once("allow = [")
        .and_then(|(_, rest)| rest.split_once("\n]"))
        .map_or("", |(table, _)| table);
    let allowed: Vec<&str> = table.lines().filter_map(|line| line.split('"').nth(1)).collect();
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let complaint = |package: &Value| {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or("none named");
        (!is_allowed(licence, &allowed)).then(|| format!("`{name}` is licensed under `{licence}`"))
    };
    packages.iter().filter_map(complaint).collect()
}

/// An SPDX expression without nesting deeper than its `AND`s; `/` is the old way to write `OR`.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|licence| allowed.contains(&licence.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const DENY: &str = "allow = [\n    \"MIT\",\n    \"ISC\", # x\n]\ndeny = [\n    { crate = \"openssl\", reason = \"x\" },\n]";

    #[test]
    fn a_refused_crate_is_told() {
        let files = [(".deny.toml", DENY), ("Cargo.lock", "name = \"openssl\"\nname = \"openssl-probe\"")];
        assert_eq!(refused(&Repository::of(&files)), ["Cargo.lock: `openssl` is refused by .deny.toml"]);
    }

    #[test]
    fn a_licence_that_is_not_allowed_is_told() {
        let repository = Repository::of(&[(".deny.toml", DENY)]);
        let check = |licence: &str| {
            not_allowed(&repository, &json!({"packages": [{"name": "x", "license": licence}]})).is_empty()
        };
        assert!(
            check("MIT")
                && check("GPL-3.0 OR MIT")
                && check("MIT/Apache-2.0")
                && check("(GPL-3.0 OR ISC) AND MIT")
        );
        assert!(!check("GPL-3.0") && !check("MIT AND GPL-3.0"));
    }
}
