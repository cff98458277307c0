//! Decision tables: their columns, cells and outputs, and what the check says of their rows.

use crate::carets::{chart, check};
use registrar_engine::chart::Chart;
use registrar_engine::finding::{Finding, Severity};
use registrar_engine::verify;
use registrar_engine::verify::Limits;

const DATA: &str = "
roles: {applicant: {party: true}}
messages: {go: {}}
data:
  amount: {type: money, currency: CNY, required: true}
  kind: {type: enum, of: [sole, company, farm], default: sole}
  urgent: {type: boolean, default: false}
  count: {type: integer, min: 0, max: 9, default: 0}
  day: {type: date}
  note: {type: text}
  limit: {type: money, currency: CNY, default: 10}
  way: {type: enum, of: [short, long]}
  why: {type: list, of: {text: {type: text}, at: {type: date}}}
";

const REST: &str = "
states:
  open: {on: {go: {to: over, do: [{decide: t}]}}}
  over: {final: true}
";

/// What the check says of tables.
fn of_tables(chart: &Chart) -> Vec<Finding> {
    verify(chart, &Limits::default())
        .findings
        .into_iter()
        .filter(|finding| finding.code.starts_with("table-"))
        .collect()
}

/// What the check says of a table, by severity.
fn said(table: &str) -> Vec<(Severity, &'static str, String)> {
    let chart = chart(&format!("{DATA}tables:\n  t: {table}{REST}"));
    of_tables(&chart).into_iter().map(|f| (f.severity, f.code, f.message)).collect()
}

fn messages(table: &str) -> Vec<String> {
    said(table).into_iter().map(|(.., message)| message).collect()
}

#[test]
fn columns_and_cells_fit_their_fields() {
    check(
        &"DATA
tables:
  t: {hit: unique, in: [amont, note], out: way, rows: [['-', x, short]]}
#                       ^^^^^ unknown-name: did you mean `amount`?
  u: {hit: unique, in: [why, data.kind], out: [way, wya], rows: [['-', a, short, x]]}
#                       ^^^ wrong-type: a table can't look at one
#                            ^^^^^^^^^ unknown-name: without `data.` here: `kind`
#                                                   ^^^ unknown-name: did you mean `way`?
  v:
    hit: first
    in: [amount, kind, count, day]
    out: way
    rows:
      - ['<= 50,000', compny, 12, 2026-02-30, short]
#        ^^^^^^^^^^^ bad-cell: begins with a nought
#                     ^^^^^^ unknown-name: did you mean `company`?
#                             ^^ wrong-type: within its limits
#                                 ^^^^^^^^^^ wrong-type: can't be compared with a date
      - ['1.005', '< company', '[5..3]', '> 2026', shrt]
#        ^^^^^^^ wrong-type: at most 2 decimals
#                 ^^^^^^^^^^^ wrong-type: an enum has no order
#                              ^^^^^^^^ bad-cell: nothing lies in
#                                        ^^^^^^^^ wrong-type: a day
#                                                  ^^^^ unknown-name: did you mean `short`?
      - ['1, ', \"'sole\", '-', {if: data.conut > 1}, \"'short'\"]
#        ^^^^^ bad-cell: an alternative is missing
#               ^^^^^^^ bad-cell: doesn't end
#                                       ^^^^^ unknown-name: did you mean `count`?
  w: {hit: collect, in: kind, out: why, rows: [['-', \"'x'\"]]}
#                                  ^^^ wrong-type: names no field of them
  x: {hit: collect, in: kind, out: [why.text, why.att], rows: [['-', \"'x'\", '2026-01-01']]}
#                                             ^^^^^^^ unknown-name: did you mean `why.at`?
  y: {hit: collect, in: kind, out: [why.text, way], rows: [['-', 3, short]]}
#                                             ^^^ wrong-type: names no field of them
states:
  open: {on: {go: {to: over, do: [{decide: t}, {decide: tt}]}}}
#                                                       ^^ unknown-name: did you mean `t`?
  over: {final: true}
"
        .replace("DATA", DATA),
    );
}

#[test]
fn a_table_that_no_action_decides_by_is_unused() {
    check(
        "
roles: {applicant: {party: true}}
messages: {go: {}}
data: {n: {type: integer, default: 1}, m: {type: integer}}
tables:
  t: {hit: first, in: n, out: m, rows: [['-', 1]]}
  spare: {hit: first, in: n, out: m, rows: [['-', 2]]}
# ^^^^^ unused: no action decides by it
states:
  open: {on: {go: {to: over, do: [{decide: t}]}}}
  over: {final: true}
",
    );
}

#[test]
fn a_gap_is_told_with_an_input() {
    let gap = |table: &str| {
        let said = said(table);
        assert!(
            said.iter().all(|(severity, code, _)| (*severity, *code) == (Severity::Error, "table-gap")),
            "{said:?}"
        );
        said.into_iter().map(|(.., message)| message).collect::<Vec<_>>()
    };
    assert_eq!(
        gap("{hit: unique, in: amount, out: way, rows: [['< 50000', short], ['> 50000', long]]}"),
        ["no row of `t` applies to `amount = 50000.00`"]
    );
    assert_eq!(
        gap(
            "{hit: first, in: [kind, amount], out: way, rows: [['sole, farm', '-', short], [company, '(0..100]', long]]}"
        ),
        [
            "no row of `t` applies to `kind = company` and `amount = 0.00`",
            "no row of `t` applies to `kind = company` and `amount = 100.01`"
        ]
    );
    assert_eq!(
        gap(
            "{hit: first, in: [urgent, count], out: way, rows: [[true, '-', short], [false, '[1..9]', long]]}"
        ),
        ["no row of `t` applies to `urgent = false` and `count = 0`"]
    );
    // A day needn't be filled in; a row for everything, or for `null`, says what happens then.
    assert_eq!(
        gap("{hit: unique, in: day, out: way, rows: [['<= 2026-02-28', short], ['> 2026-03-01', long]]}"),
        ["no row of `t` applies to `day = 2026-03-01`", "no row of `t` applies to `day = null`"]
    );
    assert_eq!(
        gap(
            "{hit: unique, in: day, out: way, rows: [['< 2026-03-01', short], ['>= 2026-03-01, null', long]]}"
        ),
        [""; 0]
    );
    assert_eq!(
        gap("{hit: unique, in: note, out: way, rows: [['a, b', short], ['null', long]]}"),
        ["no row of `t` applies to `note = anything else`"]
    );
    // What a list collects from no row is empty: no gap.
    assert_eq!(gap("{hit: collect, in: count, out: why.text, rows: [['> 5', \"'many'\"]]}"), [""; 0]);
}

#[test]
fn an_overlap_is_told_with_both_rows_and_an_input() {
    let rows =
        "rows: [['<= 50000', sole, short], ['>= 50000', '-', long], ['< 50000', 'company, farm', long]]";
    assert_eq!(
        said(&format!("{{hit: unique, in: [amount, kind], out: way, {rows}}}")),
        [(
            Severity::Error,
            "table-overlap",
            "rows 1 and 2 of `t` both apply to `amount = 50000.00` and `kind = sole`".to_owned()
        )]
    );
    assert_eq!(messages(&format!("{{hit: first, in: [amount, kind], out: way, {rows}}}")), [""; 0]);
}

#[test]
fn sums_go_below_nought_only_where_an_action_may_write_one() {
    let table = "{hit: unique, in: FIELD, out: OUT, rows: [['[0..100]', 1], ['> 100', 2]]}";
    let of = |field: &str, out: &str| messages(&table.replace("FIELD", field).replace("OUT", out));
    assert_eq!(of("amount", "count"), [""; 0]);
    assert_eq!(of("limit", "limit"), ["no row of `t` applies to `limit = -0.01`"]);
}

#[test]
fn what_hangs_on_a_condition_is_said_to_be_undecided() {
    let rows = "[['<= 5', short], [{if: data.count > 4}, long]]";
    assert_eq!(
        said(&format!("{{hit: unique, in: count, out: way, rows: {rows}}}")),
        [
            (
                Severity::Note,
                "table-undecided",
                "not decided: whether a row of `t` applies to `count = 6` hangs on a condition".to_owned()
            ),
            (
                Severity::Note,
                "table-undecided",
                "not decided: whether rows 1 and 2 of `t` both apply to `count = 5` hangs on a condition"
                    .to_owned()
            )
        ]
    );
    // Where a row is left whatever the condition gives, nothing hangs on it; where none is, it is a gap all the same.
    assert_eq!(
        messages("{hit: first, in: count, out: way, rows: [[{if: data.urgent}, long], ['-', short]]}"),
        [""; 0]
    );
    assert_eq!(
        messages(
            "{hit: first, in: [kind, count], out: way, rows: [[sole, {if: data.urgent}, long], ['sole, farm', '-', short]]}"
        ),
        ["no row of `t` applies to `kind = company`"]
    );
}

#[test]
fn too_many_combinations_are_said_to_be_undecided() {
    let fields: Vec<String> = (0..12).map(|n| format!("n{n}")).collect();
    let data: String =
        fields.iter().map(|name| format!("  {name}: {{type: integer, default: 0}}\n")).collect();
    // Each row tests every field at its own place, so that no two combinations leave the same rows.
    let row = |row: usize| {
        let cells: Vec<String> =
            (0..12).map(|column| format!("'> {}, < -{}'", (row * 7 + column * 5) % 31, row)).collect();
        format!("[{}, short]", cells.join(", "))
    };
    let rows: Vec<String> = (0..30).map(row).collect();
    let all = ["'-'"; 11].join(", ");
    let table = format!(
        "{{hit: first, in: [{}], out: way, rows: [{}, ['>= 0', {all}, short], ['< 0', {all}, short]]}}",
        fields.join(", "),
        rows.join(", ")
    );
    let chart = chart(&format!("{DATA}{data}tables:\n  t: {table}{REST}"));
    assert_eq!(of_tables(&chart), [], "rows for everything end the search early");
    let table = table.replace(
        &format!("['>= 0', {all}, short], ['< 0', {all}, short]"),
        "['> 100', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, short]",
    );
    let chart = crate::carets::chart(&format!("{DATA}{data}tables:\n  t: {table}{REST}"));
    let findings = of_tables(&chart);
    assert!(!findings.is_empty() && findings.len() <= 6, "{findings:#?}");
}
