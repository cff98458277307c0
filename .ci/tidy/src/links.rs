//! Links between the Markdown files: the file is there, and the heading that an anchor names.

use crate::{Complaints, Repository};
use std::collections::BTreeMap;

/// Links that lead nowhere. Those to other sites are not followed.
pub fn broken(repository: &Repository) -> Complaints {
    let pages = repository.texts().filter(|(path, _)| path.ends_with(".md"));
    let mut complaints = Vec::new();
    for (path, text) in pages {
        for (line, link) in links(text) {
            if let Err(why) = follow(repository, path, &link) {
                complaints.push(format!("{path}:{line}: `{link}` {why}"));
            }
        }
    }
    complaints
}

fn follow(repository: &Repository, page: &str, link: &str) -> Result<(), String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Ok(());
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target =
        if file.is_empty() { page.to_owned() } else { resolve(page, file).ok_or("leaves the repository")? };
    if !repository.has(&target) {
        return Err("isn't there".to_owned());
    }
    if anchor.is_empty() {
        return Ok(());
    }
    let text = repository.text(&target).filter(|_| target.ends_with(".md"));
    let headings = text.map(anchors).ok_or("has an anchor but isn't a page")?;
    if headings.iter().any(|heading| heading == anchor) {
        Ok(())
    } else {
        Err("has no such heading".to_owned())
    }
}

/// A path relative to the page's folder, as a path from the top.
fn resolve(page: &str, file: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The lines of a page that are text, with their numbers: no fenced blocks, and no code inside lines.
fn prose(text: &str) -> Vec<(usize, String)> {
    let mut fence: Option<&str> = None;
    let mut prose = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let start = line.trim_start();
        let marker = ["```", "~~~"].into_iter().find(|marker| start.starts_with(marker));
        match (fence, marker) {
            (None, Some(marker)) => fence = Some(marker),
            (Some(open), Some(marker)) if open == marker => fence = None,
            (None, None) => prose.push((at + 1, without_code(line))),
            _ => {}
        }
    }
    prose
}

fn without_code(line: &str) -> String {
    line.split('`').enumerate().map(|(at, part)| if at % 2 == 0 { part } else { "" }).collect()
}

/// Targets of `[text](target)`, `![text](target)`, `[name]: target` and `src="target"`.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, line) in prose(text) {
        for (start, opening) in
            line.match_indices("](").chain(line.match_indices("src=\"")).chain(line.match_indices("href=\""))
        {
            let rest = &line[start + opening.len()..];
            let end = if opening == "](" { balanced(rest) } else { rest.find('"') };
            if let Some(end) = end {
                let target = rest[..end].split_whitespace().next().unwrap_or_default();
                found.push((at, target.trim_matches(['<', '>']).to_owned()));
            }
        }
        if let Some((_, target)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")) {
            found.push((at, target.trim().to_owned()));
        }
    }
    found
}

fn balanced(rest: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The anchors that the headings of a page get: lower case, blanks as hyphens, punctuation dropped, repeats numbered.
fn anchors(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut anchors = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let title = line.trim_start_matches('#');
        if fenced || title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let kept = title.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        let slug: String =
            kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect();
        let times = seen.entry(slug.clone()).or_default();
        anchors.push(if *times == 0 { slug } else { format!("{slug}-{times}") });
        *times += 1;
    }
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: &[&str]) {
        let files = [
            ("docs/a.md", page),
            ("docs/guide/b.md", "# The `one` picture\n## 定义\n## 定义"),
            ("README.md", ""),
        ];
        assert_eq!(broken(&Repository::of(&files)), expected);
    }

    #[test]
    fn links_that_lead_somewhere_are_fine() {
        check(
            "[b](guide/b.md) [top](../README.md) [p](guide/b.md#the-one-picture) [d](guide/b.md#定义-1) [f](guide/)",
            &[],
        );
        check(
            "# Here\n[x](#here) [w](https://example.org/x.md) `[no](link.md)`\n```\n[no](link.md)\n```",
            &[],
        );
    }

    #[test]
    fn links_that_lead_nowhere_are_told() {
        check("\n[b](b.md)", &["docs/a.md:2: `b.md` isn't there"]);
        check("![p](guide/b.md#two)", &["docs/a.md:1: `guide/b.md#two` has no such heading"]);
        check("[o]: ../../x.md", &["docs/a.md:1: `../../x.md` leaves the repository"]);
    }
}
