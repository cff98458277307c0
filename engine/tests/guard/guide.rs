//! What `docs/expressions.md` says is so.

use super::meaning::CASE;
use super::*;

const GUIDE: &str = include_str!("../../../docs/expressions.md");

/// The rows of the tables whose head is this, as cells without their backticks.
fn rows(head: &str) -> Vec<Vec<String>> {
    let tables = GUIDE.split(head).skip(1);
    let rows = tables.flat_map(|rest| rest.lines().skip(1).take_while(|line| line.starts_with('|')));
    rows.map(cells).collect()
}

fn cells(row: &str) -> Vec<String> {
    let cells = row.replace("\\|", "\u{1}");
    let cells = cells.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{1}', "|"));
    cells.map(|cell| plain(&cell).to_owned()).collect()
}

fn plain(cell: &str) -> &str {
    let double = cell.strip_prefix("`` ").and_then(|cell| cell.strip_suffix(" ``"));
    double.or_else(|| cell.strip_prefix('`')?.strip_suffix('`')).unwrap_or(cell)
}

#[test]
fn every_example_has_the_value_that_the_guide_gives() {
    let examples = rows("| expression | value |\n");
    assert!(examples.len() > 25, "{} examples", examples.len());
    for example in examples {
        let [expression, expected] = &example[..] else { panic!("{example:?}") };
        let value = value(expression, CASE).unwrap_or_else(|reason| panic!("{expression}: {reason}"));
        assert_eq!(serde_json::to_string(&value).unwrap(), *expected, "{expression}");
    }
}

#[test]
fn every_example_without_value_has_the_reason_that_the_guide_gives() {
    let examples = rows("| expression | because |\n");
    assert!(examples.len() > 4, "{} examples", examples.len());
    for example in examples {
        let [expression, reason] = &example[..] else { panic!("{example:?}") };
        assert_eq!(value(expression, CASE), Err(reason.clone()), "{expression}");
    }
}

#[test]
fn every_refusal_has_the_code_that_the_guide_gives() {
    let examples = rows("| written | finding | instead |\n");
    assert!(examples.len() > 12, "{} examples", examples.len());
    for example in examples {
        let [expression, code, _] = &example[..] else { panic!("{example:?}") };
        let findings = parse_as(expression, Expected::Condition).expect_err(expression);
        assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), [code.as_str()], "{expression}");
    }
}

#[test]
fn every_line_of_the_blocks_can_be_used() {
    let blocks = GUIDE.split("```cel\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let lines: Vec<&str> = blocks.flat_map(str::lines).collect();
    assert!(lines.len() > 2);
    for line in lines {
        assert!(value(line, CASE).is_ok(), "{line}");
    }
}

#[test]
fn the_limits_are_those_of_the_guide() {
    let limits = rows("| what | most | otherwise |\n");
    let most: Vec<String> = limits.iter().map(|row| row[1].replace(',', "")).collect();
    let expected = [guard::MAX_CHARACTERS, guard::MAX_DEPTH, guard::MAX_STEPS, guard::MAX_TEXT, 18];
    assert_eq!(most, expected.map(|limit| limit.to_string()));
}
