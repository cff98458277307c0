//! Texts gone wrong: reading always ends, and every finding points into the text.

use super::{LICENCE, TRIAL};
use proptest::prelude::*;
use registrar_engine::finding::Span;
use registrar_engine::parse;

/// What may happen to a text.
#[derive(Debug, Clone)]
enum Slip {
    DropCharacter(usize),
    DoubleCharacter(usize),
    ReplaceCharacter(usize, char),
    DropLine(usize),
    DoubleLine(usize),
    SwapLines(usize, usize),
    CutOff(usize),
    ReplaceWord(usize, &'static str),
}

fn slip() -> impl Strategy<Value = Slip> {
    let characters = proptest::sample::select(
        " \n\t\r:,-[]{}&*!|>'\"%@`#?~.0aé审\u{0}\u{feff}\u{2028}\u{85}\u{1F600}".chars().collect::<Vec<_>>(),
    );
    let words = proptest::sample::select(vec![
        "",
        "null",
        "~",
        "true",
        "-1",
        "99999999999999999999",
        "[]",
        "{}",
        "[[[]]]",
        "{a: {b: c}}",
        "done",
        "*",
        "\"\"",
        "'x y'",
        "on",
        "type",
        "title",
        "states",
        "if",
        "...",
        "---",
        "a.b.c",
        "[a, a]",
    ]);
    prop_oneof![
        any::<usize>().prop_map(Slip::DropCharacter),
        any::<usize>().prop_map(Slip::DoubleCharacter),
        (any::<usize>(), characters).prop_map(|(at, c)| Slip::ReplaceCharacter(at, c)),
        any::<usize>().prop_map(Slip::DropLine),
        any::<usize>().prop_map(Slip::DoubleLine),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Slip::SwapLines(a, b)),
        any::<usize>().prop_map(Slip::CutOff),
        (any::<usize>(), words).prop_map(|(at, word)| Slip::ReplaceWord(at, word)),
    ]
}

fn mangle(text: &str, slips: &[Slip]) -> String {
    slips.iter().fold(text.to_owned(), |text, slip| mangle_once(&text, slip))
}

fn mangle_once(text: &str, slip: &Slip) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let mut lines: Vec<&str> = text.split('\n').collect();
    if characters.is_empty() {
        return String::new();
    }
    match slip {
        Slip::DropCharacter(at) => {
            characters.remove(at % characters.len());
        }
        Slip::DoubleCharacter(at) => {
            let at = at % characters.len();
            characters.insert(at, characters[at]);
        }
        Slip::ReplaceCharacter(at, with) => {
            let at = at % characters.len();
            characters[at] = *with;
        }
        Slip::CutOff(at) => characters.truncate(at % characters.len()),
        Slip::DropLine(at) => {
            lines.remove(at % lines.len());
            return lines.join("\n");
        }
        Slip::DoubleLine(at) => {
            let at = at % lines.len();
            lines.insert(at, lines[at]);
            return lines.join("\n");
        }
        Slip::SwapLines(one, other) => {
            let count = lines.len();
            lines.swap(one % count, other % count);
            return lines.join("\n");
        }
        Slip::ReplaceWord(at, with) => {
            let words: Vec<(usize, &str)> = text
                .match_indices(|c: char| c.is_alphanumeric())
                .map(|(start, _)| (start, &text[start..]))
                .collect();
            let Some((start, rest)) = words.get(at % words.len().max(1)) else { return String::new() };
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            return format!("{}{with}{}", &text[..*start], &rest[length..]);
        }
    }
    characters.into_iter().collect()
}

/// The empty span stands for the whole text.
fn lies_within(span: Span, text: &str) -> bool {
    let fits = |line: u32, column: u32| {
        let mut lines = text.split('\n');
        let line = usize::try_from(line).ok().and_then(|line| lines.nth(line.checked_sub(1)?));
        line.is_some_and(|line| (1..=line.chars().count() + 1).contains(&(column as usize)))
    };
    span == Span::default()
        || (fits(span.line, span.column)
            && fits(span.end_line, span.end_column)
            && (span.line, span.column) <= (span.end_line, span.end_column))
}

fn reads_and_points_into(text: &str) -> Result<(), TestCaseError> {
    let (definition, findings) = parse(text);
    prop_assert!(definition.is_some() || !findings.is_empty());
    for finding in &findings {
        prop_assert!(lies_within(finding.span, text), "{finding:?}");
    }
    let (again, same) = parse(text);
    prop_assert_eq!((again, same), (definition, findings));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mangled_definition_is_read_to_its_end(
        trial in any::<bool>(),
        slips in proptest::collection::vec(slip(), 1..12),
    ) {
        reads_and_points_into(&mangle(if trial { TRIAL } else { LICENCE }, &slips))?;
    }

    #[test]
    fn any_text_is_read_to_its_end(text in "[ \\n:,{}\\[\\]a-c\"'#*&!|>~.0-9-]{0,200}") {
        reads_and_points_into(&text)?;
    }
}
