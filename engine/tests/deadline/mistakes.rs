//! What an author is told of a calendar or counting rule that can't be used, all of it at once.

use crate::shipped::files;
use registrar_engine::deadline::{Calendars, Period};
use registrar_engine::finding::Severity;

/// `line:column code message`, help after a bar.
fn findings(text: &str) -> Vec<String> {
    let mut files = files();
    files.push(("ours.yaml".to_owned(), text.to_owned()));
    let (_, findings) = Calendars::read(&files);
    let told = findings.iter().map(|finding| {
        assert_eq!(finding.file, "ours.yaml");
        assert_ne!(finding.severity, Severity::Note);
        let help = finding.help.as_deref().map(|help| format!(" | {help}")).unwrap_or_default();
        format!("{}:{} {} {}{help}", finding.span.line, finding.span.column, finding.code, finding.message)
    });
    told.collect()
}

#[test]
fn a_calendar_with_many_mistakes_is_told_all_of_them() {
    let text = "calendar: ours
editon: '1'
title: {fr: Nous}
zone: Asia/Shanghay
weekly_rest: [saturdy, sunday]
published: {from: 2026-01-01, until: 2026-13-01}
sources: {notice: A notice}
days:
  - {name: A day, source: notise, off: [2026-05-01]}
  - {name: A day, source: notice, off: [2026-05-04/2026-05-01]}
  - {name: A day, source: notice}
  - {name: A day, source: notice, off: [2026-05-01], work: [2026-05-01]}
recurring:
  - {name: A day, source: notice, on: {month: febuary, day: 1}}
  - {name: A day, source: notice, on: {month: february, day: 30}}
  - {name: A day, source: notice, on: {month: february}}
opening_hours:
  working_days: [09:00-25:00, 17:00-09:00]
";
    insta::assert_snapshot!(findings(text).join("\n"));
}

#[test]
fn a_counting_rule_with_many_mistakes_is_told_all_of_them() {
    let text = "counting: ours
edition: '1'
title: Ours
law: {a-1: Article 1}
days:
  start: next dya
  skip: {is: nothing, up_to: 5 days}
  roll: {is: next working day, law: a-2}
  end: {law: a-1}
  ends: now
hours: [at once]
minimum: {working_days: 0, of_periods_from: 2 weeks}
additions:
  mail: {add: 3 dyas, law: a-1}
  fax: 3 days
";
    insta::assert_snapshot!(findings(text).join("\n"));
}

#[test]
fn layers_that_lead_nowhere_are_told() {
    assert_eq!(
        findings("calendar: ours\nextends: cm\nedition: '1'\n"),
        ["2:10 unknown-name there is no calendar `cm` | did you mean `cn`?"]
    );
    assert_eq!(
        findings("calendar: ours\nextends: ours\nedition: '1'\n"),
        ["2:10 endless-layers the calendar `ours` extends itself by way of `ours`"]
    );
    assert_eq!(
        findings(
            "calendar: cn\nedition: '1'\ntitle: x\nweekly_rest: []\npublished: {from: 2026-01-01, until: open}\n"
        ),
        [
            "1:11 repeated-name a second calendar is called `cn` | write `extends: cn` to lay it over the first, or give it another name"
        ]
    );
    assert_eq!(
        findings("counting: plain\nedition: '1'\ntitle: x\n"),
        ["1:1 repeated-name a second counting rule is called `plain`"]
    );
    assert_eq!(
        findings("calendar: our office\nextends: cn\nedition: '1'\n"),
        [
            "1:11 bad-name `our office` can't be a name | a name has letters, digits, `-`, `_` and `.`, at most 64 of them"
        ]
    );
    assert_eq!(
        findings("edition: 1\n"),
        ["1:1 missing-key the file must begin with `calendar:` or with `counting:`"]
    );
}

#[test]
fn days_that_contradict_are_told() {
    let text = "calendar: ours
extends: cn
edition: '1'
sources: {first: One, second: Two}
days:
  - {name: A day, source: first, off: [2026-06-01]}
  - {name: A day, source: second, work: [2026-06-01]}
  - {name: A day, source: second, amends: first, work: [2026-06-01]}
  - {name: A day, source: first, work: [2026-06-02], off: [2027-01-01]}
  - {name: A day, source: first, off: [2020-01-01/2026-01-01]}
";
    insta::assert_snapshot!(findings(text).join("\n"));
}

#[test]
fn hostile_texts_end_soon() {
    assert_eq!(findings("calendar: [").len(), 1);
    assert_eq!(findings("calendar:\n"), ["1:9 wrong-kind `calendar` must be a text, not nothing"]);
    assert!(findings(&format!("calendar: x\nedition: '1'\ndays: [{}]", "{},".repeat(5_000))).len() > 5_000);
    assert_eq!(findings("calendar: x\nextends: cn\nedition: '1'\nunknown: [0001-01-01/9999-12-31]").len(), 1);
}

#[test]
fn a_period_is_a_number_and_a_unit() {
    let read = |text: &str| text.parse::<Period>().map(|period| period.to_string());
    for text in
        ["15 days", "1 day", "3 working days", "1 month", "30 minutes", "24 hours", "2 weeks", "100 years"]
    {
        assert_eq!(read(text).as_deref(), Ok(text));
    }
    // Singular and plural alike, blanks as one likes.
    assert_eq!(read(" 15  day ").as_deref(), Ok("15 days"));
    assert_eq!(read("1 working days").as_deref(), Ok("1 working day"));
    let told = |text: &str| {
        let error = text.parse::<Period>().unwrap_err();
        format!("{error} | {}", error.help())
    };
    assert_eq!(told("15 working dyas"), "`working dyas` is no unit of time | did you mean `working days`?");
    let write = "write a number and a unit: `15 days`, `3 working days`, `1 month`, `30 minutes`";
    assert_eq!(told("days"), format!("`days` doesn't begin with a whole number | {write}"));
    assert_eq!(told("-3 days"), format!("`-3 days` doesn't begin with a whole number | {write}"));
    assert_eq!(told("1.5 days"), format!("`.5 days` is no unit of time | {write}"));
    assert_eq!(told("15"), format!("`` is no unit of time | {write}"));
    assert_eq!(told("0 days"), format!("a period has at least one of its unit | {write}"));
    assert_eq!(told("101 years"), format!("a period has at most 100 years | {write}"));
    assert_eq!(told("99999999999999999999 days"), format!("a period has at most 36525 days | {write}"));
    assert_eq!(
        told("15 working days or so"),
        "`working days or so` is no unit of time | did you mean `working days`?"
    );
    assert_eq!(
        serde_json::to_string(&"3 working days".parse::<Period>().unwrap()).unwrap(),
        "\"3 working days\""
    );
    assert!(serde_json::from_str::<Period>("\"3 moons\"").is_err());
}

/// `\u{3000}`, `\t`, `\n`, `\0` as the characters they name.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let (character, tail) = match after.split_at(1) {
            ("t", tail) => ('\t', tail),
            ("n", tail) => ('\n', tail),
            ("0", tail) => ('\0', tail),
            ("u", tail) => {
                let (number, tail) = tail.strip_prefix('{').unwrap().split_once('}').unwrap();
                (char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap(), tail)
            }
            other => panic!("no escape: {other:?}"),
        };
        plain.push(character);
        rest = tail;
    }
    plain + rest
}

#[test]
fn the_kept_corpus_of_periods_is_read_as_it_says() {
    let corpus = include_str!("corpus/periods.txt").lines().filter(|line| !line.starts_with('#'));
    let mut lines = 0;
    for line in corpus {
        let (written, wanted) = line.strip_prefix('"').and_then(|rest| rest.rsplit_once("\" = ")).unwrap();
        let read = unescaped(written).parse::<Period>();
        let told = read.as_ref().map_or("refused".to_owned(), ToString::to_string);
        assert_eq!(told, wanted, "{line}");
        if let Err(error) = read {
            let said = format!("{error}: {}", error.help());
            assert!(said.chars().count() < 200, "{said}");
        }
        lines += 1;
    }
    assert!(lines > 80, "{lines}");
}

#[test]
fn the_examples_of_the_guide_are_read_without_findings() {
    let guide = include_str!("../../../docs/deadlines.md");
    let examples = guide.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    // The others are parts of definitions.
    let examples: Vec<&str> =
        examples.filter(|text| text.starts_with("calendar:") || text.starts_with("counting:")).collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        assert_eq!(findings(example), Vec::<String>::new(), "{example}");
    }
}

#[test]
fn the_examples_of_the_pages_on_findings_are_what_the_pages_say() {
    let pages = [
        ("bad-date", include_str!("../../../docs/findings/bad-date.md")),
        ("bad-hours", include_str!("../../../docs/findings/bad-hours.md")),
        ("endless-layers", include_str!("../../../docs/findings/endless-layers.md")),
        ("needless-day", include_str!("../../../docs/findings/needless-day.md")),
        ("repeated-day", include_str!("../../../docs/findings/repeated-day.md")),
        ("unpublished-day", include_str!("../../../docs/findings/unpublished-day.md")),
    ];
    let sources = ["notice-2019", "notice-2019-labour-day", "notice-2025", "notice-2026", "notice-2027"];
    let sources = sources.map(|source| format!("{source}: A notice")).join(", ");
    for (code, page) in pages {
        let examples: Vec<&str> =
            page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        let [found, mended] = examples[..] else { panic!("{code} has two examples") };
        let published = "published: {from: 2018-01-01, until: 2026-12-31}\n";
        let head = format!(
            "calendar: ours\nedition: '1'\ntitle: Ours\nweekly_rest: [saturday, sunday]\nsources: {{{sources}}}\n"
        );
        let whole = |example: &str| match (example.starts_with("calendar:"), example.contains("published:")) {
            (true, _) => example.to_owned(),
            (false, true) => format!("{head}{example}"),
            (false, false) => format!("{head}{published}{example}"),
        };
        let codes: Vec<String> =
            findings(&whole(found)).iter().map(|told| told.split(' ').nth(1).unwrap().to_owned()).collect();
        assert!(!codes.is_empty() && codes.iter().all(|told| told == code), "{code}: {codes:?}");
        assert_eq!(findings(&whole(mended)), Vec::<String>::new(), "{code}");
    }
}
