//! Enough of Rust's grammar to tell code from comments, literals and tests. No more: a check that needs
//! types belongs to clippy.

/// The text with comments and the insides of literals blanked: lines and columns stay.
pub fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (kept, length) = token(rest, first, out.chars().next_back());
        let (token, after) = rest.split_at(length);
        if kept {
            out.push_str(token);
        } else {
            out.extend(token.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    out
}

/// Whether the next token is code, and its length in bytes.
fn token(rest: &str, first: char, before: Option<char>) -> (bool, usize) {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("//") {
        return (false, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (false, rest.find("*/").map_or(rest.len(), |at| at + 2));
    }
    if first == '"' {
        return (false, 1 + quoted(&rest[1..]));
    }
    if first == 'r' && !in_word {
        let hashes = rest[1..].bytes().take_while(|b| *b == b'#').count();
        if rest[1 + hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = &rest[2 + hashes..];
            let length = body.find(&end).map_or(rest.len(), |at| 2 + hashes + at + end.len());
            return (false, length);
        }
    }
    if first == '\''
        && let Some(length) = character(rest)
    {
        return (false, length);
    }
    (true, first.len_utf8())
}

/// Bytes up to and with the closing quote.
fn quoted(body: &str) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    body.len()
}

/// The length of a character literal; none for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        let (_, escaped) = chars.next()?;
        return chars.find(|(_, c)| *c == '\'' && escaped != '\0').map(|(at, _)| at + 1);
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(at + 1)
}

/// The part before the tests at the end of the file.
pub fn without_tests(text: &str) -> &str {
    let tests = text.match_indices("#[cfg(test)]").find(|(at, marker)| {
        let after = text[at + marker.len()..].trim_start();
        after.starts_with("mod ") && after.lines().next().is_some_and(|line| line.ends_with('{'))
    });
    tests.map_or(text, |(at, _)| &text[..at])
}

/// Whether the file holds nothing but tests.
pub fn is_test_file(path: &str) -> bool {
    path.contains("/tests/")
        || path.ends_with("/tests.rs")
        || path.ends_with("_tests.rs")
        || path.starts_with("features/")
}

/// Places of a word in code, as line numbers from 1. A word is bounded by what can't be part of a name.
pub fn lines_with(code: &str, word: &str) -> Vec<usize> {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (head, tail) = (word.chars().next(), word.chars().next_back());
    code.lines()
        .enumerate()
        .filter(|(_, line)| {
            line.match_indices(word).any(|(at, _)| {
                let before = part(head) && part(line[..at].chars().next_back());
                let after = part(tail) && part(line[at + word.len()..].chars().next());
                !before && !after
            })
        })
        .map(|(at, _)| at + 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_and_lines_stay() {
        let text = "let a = \"x // y \\\" z\"; // HashMap\nlet b: &'a str = r#\"fs\"#; let c = '\"'; /* one\ntwo */ d";
        let code = code(text);
        assert_eq!(code.lines().count(), 3);
        for gone in ["HashMap", "fs", "one", "two", "z"] {
            assert!(lines_with(&code, gone).is_empty(), "{gone} in {code}");
        }
        assert_eq!(lines_with(&code, "str"), [2]);
        assert_eq!(lines_with(&code, "d"), [3]);
    }

    #[test]
    fn a_word_is_not_found_inside_another() {
        assert_eq!(lines_with("std::fs::read;\noffset_fs();\nfsync", "fs"), [1]);
    }

    #[test]
    fn tests_at_the_end_are_cut_off() {
        assert_eq!(without_tests("fn a() {}\n#[cfg(test)]\nmod tests {\n}"), "fn a() {}\n");
        assert_eq!(
            without_tests("#[cfg(test)]\nmod tests;\nfn a() {}"),
            "#[cfg(test)]\nmod tests;\nfn a() {}"
        );
    }
}
