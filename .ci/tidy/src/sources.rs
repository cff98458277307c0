//! How sources are written: the first line of a module, its length and name, what tests don't do.

use crate::rust::{code, is_test_file, lines_with, without_tests};
use crate::{Complaints, Repository};

/// Longer, and a file is more than one thing.
pub const MOST_LINES: usize = 800;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 7] = ["utils", "util", "common", "helpers", "helper", "manager", "imp"];

/// What is read by people and therefore kept short. Tables of data are not.
const READ_BY_PEOPLE: [&str; 7] = [".rs", ".md", ".html", ".css", ".js", ".sql", ".feature"];

/// Files over [`MOST_LINES`].
pub fn long_files(repository: &Repository) -> Complaints {
    let texts = repository.texts().filter(|(path, _)| READ_BY_PEOPLE.iter().any(|end| path.ends_with(end)));
    texts
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(path, lines)| format!("{path}: {lines} lines, at most {MOST_LINES}: split it by concept"))
        .collect()
}

/// Modules that don't open with `//!`.
pub fn silent_modules(repository: &Repository) -> Complaints {
    let silent = repository.rust().filter(|(_, text)| !text.starts_with("//!"));
    silent.map(|(path, _)| format!("{path}: opens without `//!` saying what it decides")).collect()
}

/// Modules and folders with names that say nothing.
pub fn empty_names(repository: &Repository) -> Complaints {
    let named = |path: &str| {
        let parts = path.split('/').map(|part| part.strip_suffix(".rs").unwrap_or(part));
        parts
            .filter(|part| EMPTY_NAMES.contains(part))
            .map(|part| format!("{path}: `{part}` names nothing"))
            .next()
    };
    let mut complaints: Complaints = repository.rust().filter_map(|(path, _)| named(path)).collect();
    for (path, text) in repository.rust() {
        let code = code(text);
        for name in EMPTY_NAMES {
            for line in lines_with(&code, &format!("mod {name}")) {
                complaints.push(format!("{path}:{line}: a module `{name}` names nothing"));
            }
        }
    }
    complaints
}

/// Tests that sleep or are switched off, and code that unwraps.
pub fn bad_habits(repository: &Repository) -> Complaints {
    let mut complaints = Vec::new();
    for (path, text) in repository.rust() {
        let all = code(text);
        let shipped = code(without_tests(text));
        let mut forbid = |code: &str, what: &str, why: &str| {
            complaints
                .extend(lines_with(code, what).iter().map(|line| format!("{path}:{line}: `{what}`: {why}")));
        };
        forbid(&all, "#[ignore", "assert what it does today, with the reason");
        forbid(&all, "thread::sleep", "wait for what you wait for");
        if is_test_file(path) {
            forbid(&all, "time::sleep", "move the clock, or wait for what you wait for");
        } else {
            let from = shipped.lines().count();
            let tests: String = all
                .lines()
                .enumerate()
                .filter(|(at, _)| *at >= from)
                .map(|(_, line)| format!("{line}\n"))
                .collect();
            forbid(&tests, "time::sleep", "move the clock, or wait for what you wait for");
            for what in ["todo!", "unimplemented!", ".unwrap()", "dbg!"] {
                forbid(&shipped, what, "not in what is shipped");
            }
        }
    }
    complaints
}

/// Places of the machine it was written on, and of its registries.
pub fn foreign_places(repository: &Repository) -> Complaints {
    // Put together here, so that this file doesn't complain about itself.
    let foreign = [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"], ["index.crates", ".io"], ["/Us", "ers/"]]
        .map(|parts| parts.concat());
    let mut complaints = Vec::new();
    for (path, text) in repository.texts() {
        for (at, line) in text.lines().enumerate() {
            for place in &foreign {
                let found = line.match_indices(place.as_str()).any(|(at, _)| {
                    !line[..at]
                        .chars()
                        .next_back()
                        .is_some_and(|c| c.is_alphanumeric() || "._-}:".contains(c))
                });
                if found {
                    complaints.push(format!("{path}:{}: names `{place}`, a place of one machine", at + 1));
                }
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_more_than_the_most_lines_is_told() {
        let long = "//! x\n".repeat(MOST_LINES + 1);
        assert_eq!(
            long_files(&Repository::of(&[("a.rs", &long), ("a.yaml", &long), ("b.rs", "//! x")])).len(),
            1
        );
    }

    #[test]
    fn a_module_without_its_sentence_is_told() {
        assert_eq!(silent_modules(&Repository::of(&[("a.rs", "use b;"), ("b.rs", "//! B.")])).len(), 1);
    }

    #[test]
    fn a_name_that_says_nothing_is_told() {
        let files = [
            ("a/src/utils.rs", ""),
            ("a/src/lib.rs", "mod common { }\nmod commons;"),
            ("a/helpers/x.rs", ""),
        ];
        assert_eq!(empty_names(&Repository::of(&files)).len(), 3);
    }

    #[test]
    fn sleeping_and_ignored_tests_are_told() {
        let asleep =
            "fn a() { std::thread::sleep(x) }\n#[cfg(test)]\nmod tests {\n  tokio::time::sleep(y);\n}";
        assert_eq!(bad_habits(&Repository::of(&[("a/src/lib.rs", asleep)])).len(), 2);
        assert_eq!(
            bad_habits(&Repository::of(&[(
                "a/tests/b.rs",
                "#[ignore = \"slow\"]\nfn f() { time::sleep(z) }"
            )]))
            .len(),
            2
        );
        assert_eq!(
            bad_habits(&Repository::of(&[("a/src/loop.rs", "fn a() { tokio::time::sleep(x) }")])),
            Complaints::new()
        );
        assert_eq!(bad_habits(&Repository::of(&[("a/src/b.rs", "fn a() { x.unwrap() }")])).len(), 1);
    }

    #[test]
    fn a_place_of_one_machine_is_told() {
        let home = ["see /ho", "me/x/y"].concat();
        let route = ["/cases/wo", "rk/x"].concat();
        assert_eq!(foreign_places(&Repository::of(&[("a.md", &home), ("b.md", &route)])).len(), 1);
    }
}
