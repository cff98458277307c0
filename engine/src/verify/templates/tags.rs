//! A template cut into its tags: `{{ … }}` and `{% … %}`, each with its line. Comments and what stands raw are left out.

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// What stands between the brackets.
    pub text: &'t str,
    /// Whether it prints: `{{ … }}`.
    pub prints: bool,
    /// Its line, from 1.
    pub line: u32,
}

/// The tags of a template in their order; those without an end are left out.
pub(super) fn tags(template: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut rest = template;
    let mut line = 1;
    let mut raw = false;
    while let Some(at) = rest.find('{') {
        let (before, here) = rest.split_at(at);
        line += lines(before);
        let Some((opening, closing)) = brackets(here) else {
            rest = &here[1..];
            continue;
        };
        let inside = &here[opening.len()..];
        let Some(end) = end_of(inside, closing) else { break };
        let text = inside[..end].trim_matches('-').trim();
        match (opening, text) {
            ("{%", "raw") => raw = true,
            ("{%", "endraw") => raw = false,
            ("{#", _) => {}
            _ if raw => {}
            _ => tags.push(Tag { text, prints: opening == "{{", line }),
        }
        line += lines(&inside[..end]);
        rest = &inside[end + closing.len()..];
    }
    tags
}

fn brackets(here: &str) -> Option<(&'static str, &'static str)> {
    [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].into_iter().find(|(opening, _)| here.starts_with(opening))
}

/// Where the closing bracket stands, quotes aside.
fn end_of(inside: &str, closing: &str) -> Option<usize> {
    if closing == "#}" {
        return inside.find(closing);
    }
    let mut quote = None;
    for (at, c) in inside.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if inside[at..].starts_with(closing) => return Some(at),
            None => {}
        }
    }
    None
}

fn lines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}
