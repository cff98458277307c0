//! Whatever is in a file, reading it ends soon, and with findings rather than a panic.

use registrar_scenario::{Options, run, uses};
use std::path::Path;

/// A feature of the vocabulary, to be mangled.
fn feature(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../features/vocabulary");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// Numbers that look random and are the same in every run (a linear congruence, Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }
}

#[test]
fn mangled_features_are_read_or_refused() {
    let mut numbers = Numbers(7);
    let junk = [
        "|",
        "\"\"\"",
        "“",
        "”",
        "{",
        "(",
        "<x>",
        "Given ",
        "当",
        "# language: zh-CN\n",
        "\r",
        "\t",
        "\\",
        "\u{3000}",
        ":",
    ];
    let mut refused = 0;
    for name in ["permit.feature", "ways.zh.feature", "calendar.feature"] {
        let text: Vec<char> = feature(name).chars().collect();
        for _ in 0..60 {
            let mut mangled = text.clone();
            for _ in 0..=numbers.below(4) {
                let at = numbers.below(mangled.len());
                match numbers.below(3) {
                    0 => drop(mangled.remove(at)),
                    1 => drop(mangled.splice(at..at, junk[numbers.below(junk.len())].chars())),
                    _ => mangled.truncate(at.max(40)),
                }
            }
            let mangled: String = mangled.into_iter().collect();
            refused += usize::from(uses(&mangled).is_err());
        }
    }
    assert!(refused > 0, "some of it must have been beyond reading");
}

#[test]
fn a_step_of_hundreds_of_words_ends_soon() {
    let words = "the plaintiff and the defendant of the case is in ".repeat(11);
    let text = format!("Feature: f\n  Scenario: s\n    Then {words}\n");
    assert_eq!(uses(&text).unwrap()[0].pattern, None);
    let longer = format!("Feature: f\n  Scenario: s\n    Then {}\n", words.repeat(100));
    assert!(uses(&longer).is_err());
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let lines = "# c\n".repeat(20_000);
    assert!(uses(&format!("Feature: f\n{lines}")).is_err());
    let scenarios = "  Scenario: s\n    Given a\n".repeat(1_500);
    assert!(uses(&format!("Feature: f\n{scenarios}")).is_ok());
}

#[test]
fn bytes_that_are_no_text_are_a_failure_and_not_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.feature");
    std::fs::write(&file, [0xff, 0xfe, 0x00, b'F', 0x80]).unwrap();
    let report = run(&[file], &Options::default()).unwrap();
    assert_eq!((report.passed, report.failed), (0, 1));
    assert!(run(&[folder.path().join("none")], &Options::default()).is_err());
    assert!(run(&[folder.path().join("t.feature/x")], &Options::default()).is_err());
}
