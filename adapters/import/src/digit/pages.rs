//! The pages of the findings that only an import makes, as `registrar explain` prints them.

const PAGES: [(&str, &str); 5] = [
    ("assumed", include_str!("../../../../docs/findings/assumed.md")),
    ("json", include_str!("../../../../docs/findings/json.md")),
    ("not-carried-over", include_str!("../../../../docs/findings/not-carried-over.md")),
    ("suspicious-unit", include_str!("../../../../docs/findings/suspicious-unit.md")),
    ("unclear-start", include_str!("../../../../docs/findings/unclear-start.md")),
];

/// What a code means that only imported services have: the text of `docs/findings/CODE.md`.
pub fn explain_code(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == code).map(|(_, page)| *page)
}

/// Every such code.
pub fn explained_codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}
