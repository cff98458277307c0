//! What comes in from outside, by the two tables of `.deny.toml`: licences allowed and crates refused.

use crate::{Complaints, Repository};
use serde_json::Value;

/// Crates in the lock file that `.deny.toml` refuses; one with `wrappers` may come in through these alone.
pub fn refused(repository: &Repository) -> Complaints {
    let deny = repository.text(".deny.toml").unwrap_or_default();
    let lock = repository.text("Cargo.lock").unwrap_or_default();
    let complaint = |rest: &str| {
        let name = rest.split('"').nth(1)?;
        let wrappers = rest.split_once("wrappers = [").and_then(|(_, list)| list.split_once(']'));
        let Some((wrappers, _)) = wrappers else {
            return locked(lock)
                .any(|(locked, _)| locked == name)
                .then(|| format!("Cargo.lock: `{name}` is refused by .deny.toml"));
        };
        let wrappers: Vec<&str> = wrappers.split('"').skip(1).step_by(2).collect();
        let (user, _) = locked(lock).find(|(user, needs)| {
            !wrappers.contains(user) && needs.lines().any(|line| line.split('"').nth(1) == Some(name))
        })?;
        Some(format!("Cargo.lock: `{user}` needs `{name}`, which .deny.toml refuses to it"))
    };
    deny.lines()
        .filter_map(|line| line.split_once("crate = "))
        .filter_map(|(_, rest)| complaint(rest))
        .collect()
}

/// The packages of a lock file, each with the lines of what it needs.
fn locked(lock: &str) -> impl Iterator<Item = (&str, &str)> {
    lock.split("name = \"").skip(1).map(|package| {
        let needs = package.split_once("dependencies = [").map_or("", |(_, needs)| needs);
        (package.split('"').next().unwrap_or_default(), needs)
    })
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
    fn what_may_come_in_through_another_crate_alone_is_told_elsewhere() {
        let deny = "deny = [\n    { crate = \"chrono\", wrappers = [\"icalendar\"], reason = \"x\" },\n]";
        let package = |name: &str| {
            format!("[[package]]\nname = \"{name}\"\ndependencies = [\n \"chrono\",\n \"uuid\",\n]\n")
        };
        let chrono = "[[package]]\nname = \"chrono\"\n";
        let allowed = format!("{chrono}{}", package("icalendar"));
        assert!(refused(&Repository::of(&[(".deny.toml", deny), ("Cargo.lock", &allowed)])).is_empty());
        let both = format!("{allowed}{}", package("registrar-web"));
        let told = refused(&Repository::of(&[(".deny.toml", deny), ("Cargo.lock", &both)]));
        assert_eq!(told, ["Cargo.lock: `registrar-web` needs `chrono`, which .deny.toml refuses to it"]);
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
