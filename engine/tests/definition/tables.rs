//! Decision tables as they are read.

use super::carets::{check, each_gives, fine};
use registrar_engine::definition::Cell;

#[test]
fn a_table_is_kept_with_its_cells() {
    let definition = fine(
        "
data: {a: {type: integer}, b: {type: boolean}, c: {type: integer}, d: {type: text}}
tables:
  t: {title: {en: T}, hit: unique, in: [a, b], out: [c, d], rows: [['<= 3', {if: data.b}, data.a + 1, \"'x'\"], [null, '-', 2, \"'y'\"]]}
  u: {hit: collect, in: a, out: e.f, rows: [['-', 1]]}
states: {open: {entry: [{decide: t}]}}
",
    );
    let [t, u] = &definition.tables[..] else { panic!("{:?}", definition.tables) };
    assert_eq!((t.title["en"].as_str(), t.hit.as_ref().unwrap().value.as_str()), ("T", "unique"));
    let names = |names: &[registrar_engine::definition::Name]| {
        names.iter().map(|name| name.value.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        (names(&t.inputs), names(&t.outputs), names(&u.outputs)),
        ("a b".into(), "c d".into(), "e.f".into())
    );
    let [Cell::Test(test), Cell::If(condition)] = &t.rows[0].cells[..] else { panic!("{:?}", t.rows[0]) };
    assert_eq!((test.value.as_str(), condition.value.as_str()), ("<= 3", "data.b"));
    assert_eq!(names(&t.rows[1].outputs), "2 'y'");
    let Cell::Test(missing) = &t.rows[1].cells[0] else { panic!("{:?}", t.rows[1]) };
    assert_eq!(missing.value, "null");
}

#[test]
fn the_shape_of_a_table_is_told() {
    check(
        "
tables:
  t: {hit: frist, in: [], out: b, rows: []}
           ^^^^^ unknown-word: `frist` isn't known here | did you mean `first`?
                      ^^ wrong-kind: this list of names is empty
                                        ^^ wrong-kind: a table without rows decides nothing
  u: {hit: first, in: [a, c], out: b, rows: [[1, 2], x, [1, 2, 3], ['-', '-', ]]}
                                             ^^^^^^ wrong-kind: this row has 2 cells, and the table 3 cells | each row has a cell for each field of `in` (2), then one for each of `out` (1)
                                                     ^ wrong-kind: expected a row as a list of cells, found `x`
                                                                   ^^^^^^^^^^^^ wrong-kind: this row has 2 cells, and the table 3 cells
  v: {in: a}
  ^ missing-key: a table needs `hit` | `hit`: which row counts: the only one that applies, the first that does, or all of them
  ^ missing-key: a table needs `out`
  ^ missing-key: a table needs `rows`
",
    );
}

#[test]
fn a_table_is_limited() {
    let names: Vec<String> = (0..13).map(|n| format!("a{n}")).collect();
    let wide = format!("tables: {{t: {{hit: first, in: [{}], out: b, rows: [[1]]}}}}", names.join(", "));
    let rows = ["[1, 2]"; 501].join(", ");
    let long = format!("tables: {{t: {{hit: first, in: a, out: b, rows: [{rows}]}}}}");
    each_gives("too-large", &[&long]);
    let (_, findings) = registrar_engine::parse(&wide);
    assert!(findings.iter().any(|finding| finding.code == "too-large"), "{findings:?}");
}
