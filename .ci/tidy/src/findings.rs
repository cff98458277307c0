//! Every code of a finding has its page in `docs/findings/`, and every page its code.

use crate::rust::without_tests;
use crate::{Complaints, Repository};
use std::collections::BTreeMap;

/// Calls that make a finding. The code is the first of their arguments that is written out as a code.
const MAKERS: [&str; 10] = [
    "::error(",
    ".error(",
    "::warning(",
    ".warning(",
    "::note(",
    ".note(",
    ".refuse(",
    "Wrong::new(",
    "Self::new(",
    ".find(",
];

/// A code stands no further back than this among the arguments.
const FIRST_ARGUMENTS: usize = 4;

/// Codes without a page, and pages without a code.
pub fn unexplained(repository: &Repository) -> Complaints {
    let mut codes: BTreeMap<String, String> = BTreeMap::new();
    let sources: Vec<(&str, &str)> =
        repository.rust().filter(|(path, _)| path.contains("/src/") && !path.starts_with(".ci/")).collect();
    for (path, text) in &sources {
        for code in made_in(without_tests(text)) {
            codes.entry(code).or_insert_with(|| (*path).to_owned());
        }
    }
    let page = |code: &str| format!("docs/findings/{code}.md");
    let missing = codes.iter().filter(|(code, _)| repository.text(&page(code)).is_none());
    let mut complaints: Complaints = missing
        .map(|(code, path)| format!("{path}: the finding `{code}` has no page {}", page(code)))
        .collect();
    for (path, text) in repository.texts() {
        let Some(code) = path.strip_prefix("docs/findings/").and_then(|name| name.strip_suffix(".md")) else {
            continue;
        };
        let literal = format!("\"{code}\"");
        if code != "README" && !sources.iter().any(|(_, source)| source.contains(&literal)) {
            complaints.push(format!("{path}: explains `{code}`, which nothing finds"));
        }
        if code != "README" && !text.lines().next().is_some_and(|title| title.contains(code)) {
            complaints.push(format!("{path}: its title doesn't name `{code}`"));
        }
    }
    complaints
}

fn made_in(text: &str) -> Vec<String> {
    let calls = MAKERS
        .iter()
        .flat_map(|maker| text.match_indices(maker).map(move |(at, _)| (maker, at + maker.len())));
    let codes = calls.filter_map(|(maker, arguments)| {
        // Other things are made by `new` too, but their names have no hyphen.
        code_in(&text[arguments..]).filter(|code| code.contains('-') || !maker.ends_with("new("))
    });
    codes.collect()
}

fn code_in(arguments: &str) -> Option<String> {
    let first = arguments.split(',').take(FIRST_ARGUMENTS).map(str::trim);
    let literals = first.filter_map(|argument| argument.strip_prefix('"')?.strip_suffix('"'));
    literals.map(str::to_owned).find(|literal| {
        literal.starts_with(|c: char| c.is_ascii_lowercase())
            && literal.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn f() { reader.error(\n  \"bad-date\",\n span, message); self.refuse(draft, at, \"yaml\", \"not yaml\"); tracing::error!(\"no\") }";

    #[test]
    fn codes_are_seen_where_findings_are_made() {
        assert_eq!(made_in(SOURCE), ["bad-date", "yaml"]);
        assert_eq!(made_in("Self::new(\"wrong-type\", at); Self::new(\"en\", \"zh\")"), ["wrong-type"]);
    }

    #[test]
    fn a_code_without_a_page_and_a_page_without_a_code_are_told() {
        let page = |code: &'static str, text: &'static str| (code, text);
        let files = [
            ("engine/src/a.rs", SOURCE),
            page("docs/findings/yaml.md", "# `yaml`"),
            page("docs/findings/gone.md", "# `gone`"),
        ];
        assert_eq!(
            unexplained(&Repository::of(&files)),
            [
                "engine/src/a.rs: the finding `bad-date` has no page docs/findings/bad-date.md",
                "docs/findings/gone.md: explains `gone`, which nothing finds",
            ]
        );
    }
}
