//! The pages of the findings that only an import makes, as `registrar explain` prints them.

macro_rules! pages {
    ($($code:literal),* $(,)?) => {
        &[$(($code, include_str!(concat!("../../../docs/findings/", $code, ".md")))),*]
    };
}

const PAGES: &[(&str, &str)] =
    pages!["assumed", "json", "not-scxml", "not-xml", "renamed", "suspicious-unit", "unclear-start",];

/// What a code means that only imports have: the text of `docs/findings/CODE.md`.
pub fn explain_code(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == code).map(|(_, page)| *page)
}

/// Every such code.
pub fn explained_codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}
