//! The page of each finding code, as `registrar explain` prints it.

macro_rules! pages {
    ($($code:literal),* $(,)?) => {
        &[$(($code, include_str!(concat!("../../docs/findings/", $code, ".md")))),*]
    };
}

/// In the order of the codes.
const PAGES: &[(&str, &str)] = pages![
    "bad-cell",
    "bad-currency",
    "bad-date",
    "bad-default",
    "bad-expression",
    "bad-history",
    "bad-hours",
    "bad-initial",
    "bad-join",
    "bad-language",
    "bad-name",
    "bad-period",
    "bad-schema",
    "bad-size",
    "broken-expression",
    "clock-starts-anew",
    "conflicting-keys",
    "crosses-regions",
    "dead-end",
    "done-under-on",
    "due-not-running",
    "endless-clocks",
    "endless-group",
    "endless-layers",
    "endless-settling",
    "final-region",
    "guarantee-refuted",
    "guarantee-undecided",
    "into-copies",
    "listed-twice",
    "may-fail",
    "missing-key",
    "missing-template",
    "needless-day",
    "needs-external",
    "never-arrives",
    "never-done",
    "never-holds",
    "never-reached",
    "never-taken",
    "no-member",
    "no-opening-hours",
    "no-way-to-an-end",
    "nobody-acts",
    "not-asked",
    "not-carried-over",
    "not-supported",
    "not-writable",
    "one-for-all",
    "out-of-range",
    "outcome-inside",
    "repeated-day",
    "repeated-key",
    "repeated-name",
    "reserved-name",
    "same-region",
    "separation-unmet",
    "set-twice",
    "table-gap",
    "table-overlap",
    "table-undecided",
    "template-lacks",
    "too-deep",
    "too-large",
    "two-ways",
    "unanswered-event",
    "unknown-event",
    "unknown-key",
    "unknown-name",
    "unknown-word",
    "unknown-zone",
    "unpublished-day",
    "unreachable",
    "unused",
    "waits-on-nobody",
    "waits-without-limit",
    "without-consent",
    "wrong-document",
    "wrong-kind",
    "wrong-role",
    "wrong-type",
    "yaml",
];

/// What a finding's code means, with an example and its repair: the text of `docs/findings/CODE.md`.
pub fn explain_code(code: &str) -> Option<&'static str> {
    PAGES.binary_search_by(|(known, _)| (*known).cmp(code)).ok().map(|at| PAGES[at].1)
}

/// Every code that has a page, in order.
pub fn explained_codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}
