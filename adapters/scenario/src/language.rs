//! The languages in which scenarios can be written, and the small words of each: units, numbers,
//! quotation marks. The sentences are in [`vocabulary`](crate::vocabulary).

use std::fmt;

/// A language with a vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English, the language of a feature that names none.
    English,
    /// Chinese, `# language: zh-CN`.
    Chinese,
}

impl Language {
    /// By the name that stands behind `# language:`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "en" => Some(Self::English),
            "zh-CN" => Some(Self::Chinese),
            _ => None,
        }
    }

    /// The key of titles in definitions.
    pub fn key(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// Gherkin's words that begin a step.
    pub fn step_keywords(self) -> &'static [&'static str] {
        match self {
            Self::English => &["Given ", "When ", "Then ", "And ", "But ", "* "],
            Self::Chinese => &["假如", "假设", "假定", "当", "那么", "而且", "并且", "同时", "但是", "* "],
        }
    }

    /// Gherkin's words that stand before a colon.
    pub fn section_keywords(self) -> &'static [&'static str] {
        match self {
            Self::English => &[
                "Feature",
                "Business Need",
                "Ability",
                "Rule",
                "Background",
                "Scenario",
                "Example",
                "Scenario Outline",
                "Scenario Template",
                "Examples",
                "Scenarios",
            ],
            Self::Chinese => &["功能", "Rule", "背景", "场景", "剧本", "场景大纲", "剧本大纲", "例子"],
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        })
    }
}

/// Quotation marks that may stand around a name, opening and closing.
pub const QUOTES: [(char, char); 4] = [('"', '"'), ('“', '”'), ('「', '」'), ('『', '』')];

/// The closing mark, if this one opens.
pub fn closing(open: char) -> Option<char> {
    QUOTES.iter().find(|(opens, _)| *opens == open).map(|(_, closes)| *closes)
}

/// A whole number in digits, or one of the first ten as a word.
pub fn number(text: &str, language: Language) -> Option<u32> {
    let text = text.trim();
    if !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let words: &[&str] = match language {
        Language::English => &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        Language::Chinese => &["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"],
    };
    let at = match (language, text) {
        (Language::English, "no") => return Some(0),
        (Language::English, "a" | "an") => 0,
        (Language::Chinese, "两") => 1,
        _ => words.iter().position(|word| *word == text)?,
    };
    u32::try_from(at + 1).ok()
}

/// A name as it is compared: `File_Defence`, `file defence` and `file-defence` are one.
pub fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '_' | '-' | ' ' | '\t' | '\u{3000}' => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            c => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_read_in_words() {
        assert_eq!(number("12", Language::English), Some(12));
        assert_eq!(number("two", Language::English), Some(2));
        assert_eq!(number("a", Language::English), Some(1));
        assert_eq!(number("两", Language::Chinese), Some(2));
        assert_eq!(number("-1", Language::English), None);
        assert_eq!(number("99999999999", Language::English), None);
    }
}
