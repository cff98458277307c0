//! Decisions by a table.

use crate::play::Play;
use registrar_engine::docket::Mark;
use registrar_engine::event::Event;
use registrar_engine::refusal::Refusal;
use registrar_engine::value::Value;

/// A case in `one` with these data, which `a` decides by the table `way`.
fn decided(data: &str, table: &str) -> Play {
    Play::of(&format!(
        "
data: {data}
tables: {{way: {table}}}
states:
  one: {{on: {{a: {{to: two, do: [{{decide: way}}]}}, error.execution: lost}}}}
  two: {{on: {{b: end, error.execution: lost}}}}
  lost: {{on: {{b: end}}}}
  end: {{final: true}}
"
    ))
}

fn after(data: &str, table: &str) -> Play {
    let mut play = decided(data, table);
    play.message("a");
    play
}

fn text(play: &Play, field: &str) -> String {
    play.case.data.get(field).and_then(Value::text).unwrap_or_default().to_owned()
}

/// S48: the one row that applies writes the fields, as `set` would; all is looked at before anything is written.
#[test]
fn the_row_that_applies_writes_the_fields() {
    let data = |amount| {
        format!(
            "{{amount: {{type: money, currency: CNY, default: {amount}}}, urgent: {{type: boolean, default: true}}, \
             track: {{type: enum, of: [small, large], default: small}}, was: {{type: enum, of: [small, large]}}}}"
        )
    };
    let table = "{hit: unique, in: [amount, urgent], out: [track, was], rows: [
      [\"<= 50000\", \"-\", small, data.track], [\"> 50000\", true, large, data.track], [\"> 50000\", false, small, small]]}";
    for (amount, track) in [("50000", "small"), ("50000.01", "large")] {
        let play = after(&data(amount), table);
        assert_eq!(
            (text(&play, "track").as_str(), text(&play, "was").as_str()),
            (track, "small"),
            "{amount}"
        );
        let wrote = Mark::Wrote { field: "track".to_owned(), value: track.into() };
        assert!(play.marks.contains(&wrote), "{:?}", play.marks);
        assert_eq!(play.active(), ["two"]);
    }
}

/// S48: of a `unique` table two rows that apply are an error, and so is none; of a `first` table the first counts.
#[test]
fn two_rows_or_none_are_an_error_of_a_unique_table() {
    let data = |n| format!("{{n: {{type: integer, default: {n}}}, to: {{type: text, default: before}}}}");
    let table = |hit| {
        format!("{{hit: {hit}, in: n, out: to, rows: [[\"< 2\", \"'low'\"], [\"[1..3]\", \"'mid'\"]]}}")
    };
    let given = |n, hit| {
        let play = after(&data(n), &table(hit));
        (play.active().join(","), text(&play, "to"))
    };
    let fine = |to: &str| ("two".to_owned(), to.to_owned());
    let failed = ("lost".to_owned(), "before".to_owned());
    assert_eq!(given(0, "unique"), fine("low"));
    assert_eq!(given(1, "unique"), failed);
    assert_eq!(given(2, "unique"), fine("mid"));
    assert_eq!(given(4, "unique"), failed);
    assert_eq!(given(1, "first"), fine("low"));
    assert_eq!(given(4, "first"), failed);
}

/// S48: the failed decision is an incident where nothing answers it.
#[test]
fn a_failed_decision_undoes_the_step() {
    let mut play = Play::of(
        "
data: {n: {type: integer, default: 7}, to: {type: integer}}
tables: {way: {hit: first, in: n, out: to, rows: [[1, 1], [2, 2]]}}
states: {one: {on: {a: {to: end, do: [{decide: way}]}}}, end: {final: true}}
",
    );
    let before = play.case.clone();
    let refusal = play.handle(&Event::Message { name: "a".to_owned(), data: Default::default() });
    let Err(Refusal::Incident { .. }) = refusal else { panic!("{refusal:?}") };
    assert_eq!(play.case, before);
}

/// S49: what the cells say: nothing, values, bounds, ranges, what isn't filled in, conditions.
#[test]
fn a_cell_tests_its_field() {
    let of = |field: &str, cell: &str| {
        let data = format!(
            "{{x: {field}, n: {{type: integer, default: 5}}, to: {{type: boolean, default: false}}}}"
        );
        let table = format!("{{hit: first, in: x, out: to, rows: [[{cell}, true], [\"-\", false]]}}");
        after(&data, &table).case.data["to"] == Value::Bool(true)
    };
    let day = "{type: date, default: 2026-02-28}";
    assert!(of(day, "2026-02-28") && of(day, "'< 2026-03-01'") && !of(day, "'> 2026-02-28'"));
    assert!(of(day, "'(2026-02-27..2026-02-28]'") && !of(day, "'[2026-02-01..2026-02-28)'"));
    let number = "{type: integer, default: 3}";
    assert!(of(number, "'1, 3'") && of(number, "'< 1, >= 3'") && !of(number, "'(3..5)'"));
    let nothing = "{type: integer}";
    assert!(of(nothing, "null") && !of(nothing, "'>= 0, < 0'") && !of(number, "null"));
    let kind = "{type: enum, of: [a, b, null-like], default: b}";
    assert!(of(kind, "b") && of(kind, "'a, b'") && !of(kind, "'a, null-like'"));
    let words = "{type: text, default: 'a, b'}";
    assert!(of(words, "\"'a, b'\"") && !of(words, "'a, b'"));
    assert!(of("{type: boolean, default: true}", "true") && !of("{type: boolean, default: true}", "false"));
    assert!(of("{type: period, default: 3 days}", "3 days"));
    let moment = "{type: instant, default: '2026-03-02T01:00:00Z'}";
    assert!(of(moment, "'>= 2026-03-02T09:00:00+08:00'") && !of(moment, "'< 2026-03-02T01:00:00Z'"));
    assert!(of(number, "{if: data.n > data.x}") && !of(number, "{if: data.n < data.x}"));
}

/// S50: a `collect` table makes one item for each row that applies, in the order of the rows; none makes an
/// empty list. What is private isn't in the trace.
#[test]
fn collect_makes_a_list_of_all_rows_that_apply() {
    let data = |n| {
        format!(
            "{{n: {{type: integer, default: {n}}}, why: {{type: list, of: {{text: {{type: text}}, weight: {{type: integer}}, \
             note: {{type: text, default: none}}, secret: {{type: text, private: true}}}}}}}}"
        )
    };
    let table = "{hit: collect, in: n, out: [why.text, why.weight, why.secret], rows: [
      [\"> 1\", \"'more than one'\", data.n, \"'s'\"], [\"> 2\", \"'more than two'\", 2, \"'s'\"], [\"<= 0\", \"'none'\", 0, \"'s'\"]]}";
    let play = after(&data(3), table);
    let Value::List(items) = &play.case.data["why"] else { panic!("{:?}", play.case.data) };
    let fields = |item: &Value| {
        let Value::Record(item) = item else { panic!("{item:?}") };
        (item["text"].clone(), item["weight"].clone(), item["note"].clone(), item["secret"].clone())
    };
    let made: Vec<_> = items.iter().map(fields).collect();
    let item = |text: &str, weight: i64| {
        (Value::from(text), Value::Int(weight), Value::from("none"), Value::from("s"))
    };
    assert_eq!(made, [item("more than one", 3), item("more than two", 2)]);
    let told = play.marks.iter().find_map(|mark| match mark {
        Mark::Wrote { field, value: Value::List(items) } if field == "why" => Some(fields(&items[1])),
        _ => None,
    });
    assert_eq!(told.map(|item| (item.1, item.3)), Some((Value::Int(2), Value::Null)));
    assert_eq!(after(&data(1), table).case.data["why"], Value::List(Vec::new()));
}
