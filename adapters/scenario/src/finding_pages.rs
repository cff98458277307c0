//! The pages of the findings that concern features, as `registrar explain` prints them; those about
//! definitions are the engine's.

const PAGES: [(&str, &str); 3] = [
    ("ambiguous-step", include_str!("../../../docs/findings/ambiguous-step.md")),
    ("gherkin", include_str!("../../../docs/findings/gherkin.md")),
    ("undefined-step", include_str!("../../../docs/findings/undefined-step.md")),
];

/// What a code means that only features have: the text of `docs/findings/CODE.md`.
pub fn explain_code(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == code).map(|(_, page)| *page)
}
