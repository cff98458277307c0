//! The gaps and overlaps that the check finds are those that trying every input finds, and its examples are
//! such inputs.

use super::generate::Dice;
use proptest::prelude::*;
use registrar_engine::finding::Finding;
use registrar_engine::verify::Limits;
use registrar_engine::{Sources, compile, parse, verify};
use std::collections::BTreeMap;

/// What an input is made of: values with an order of their own, written in their type's way.
#[derive(Clone, Copy)]
enum Kind {
    Boolean,
    Names,
    Bounded,
    Integer,
    Sum,
    Day,
    Words,
}

const KINDS: [Kind; 7] =
    [Kind::Boolean, Kind::Names, Kind::Bounded, Kind::Integer, Kind::Sum, Kind::Day, Kind::Words];

impl Kind {
    fn declared(self) -> &'static str {
        match self {
            Self::Boolean => "type: boolean",
            Self::Names => "type: enum, of: [v0, v1, v2, v3]",
            Self::Bounded => "type: integer, min: 0, max: 4",
            Self::Integer => "type: integer",
            Self::Sum => "type: money, currency: JPY",
            Self::Day => "type: date",
            Self::Words => "type: text",
        }
    }

    fn is_ordered(self) -> bool {
        matches!(self, Self::Bounded | Self::Integer | Self::Sum | Self::Day)
    }

    /// Numbers of the values that are tried. Constants lie between 1 and 3, so that what is beyond is like
    /// the outermost of these.
    fn tried(self) -> std::ops::RangeInclusive<i32> {
        match self {
            Self::Boolean => 0..=1,
            Self::Names => 0..=3,
            Self::Bounded | Self::Integer | Self::Sum | Self::Day | Self::Words => 0..=4,
        }
    }

    fn constants(self) -> std::ops::RangeInclusive<i32> {
        if self.is_ordered() || matches!(self, Self::Words) { 1..=3 } else { self.tried() }
    }

    fn written(self, number: i32) -> String {
        match self {
            Self::Boolean => (number == 1).to_string(),
            Self::Names | Self::Words => format!("v{number}"),
            Self::Bounded | Self::Integer | Self::Sum => number.to_string(),
            Self::Day => format!("2026-01-{:02}", number + 10),
        }
    }
}

/// Stands for what isn't filled in.
const MISSING: i32 = 99;

struct Column {
    kind: Kind,
    required: bool,
}

impl Column {
    fn inputs(&self) -> Vec<i32> {
        self.kind.tried().chain((!self.required).then_some(MISSING)).collect()
    }
}

/// The values from the first to the second number.
type Alternative = (i32, i32);

struct Row(Vec<Option<Vec<Alternative>>>);

impl Row {
    fn takes(&self, input: &[i32]) -> bool {
        let one = |(cell, value): (&Option<Vec<Alternative>>, &i32)| {
            cell.as_ref().is_none_or(|parts| parts.iter().any(|(from, to)| (from..=to).contains(&value)))
        };
        self.0.iter().zip(input).all(one)
    }
}

struct Model {
    columns: Vec<Column>,
    rows: Vec<Row>,
    text: String,
}

fn between(dice: &mut Dice, range: std::ops::RangeInclusive<i32>) -> i32 {
    let width = usize::try_from(range.end() - range.start() + 1).unwrap();
    range.start() + i32::try_from(dice.below(width)).unwrap()
}

/// An alternative and how it is written.
fn alternative(dice: &mut Dice, column: &Column) -> (Alternative, String) {
    let kind = column.kind;
    let constant = between(dice, kind.constants());
    let written = kind.written(constant);
    // As far as any value that is tried, but never what is missing.
    let (below, above) = (-10, 50);
    match dice.below(if kind.is_ordered() { 8 } else { 2 }) {
        0 if !column.required => ((MISSING, MISSING), "null".to_owned()),
        2 => ((below, constant - 1), format!("< {written}")),
        3 => ((below, constant), format!("<= {written}")),
        4 => ((constant + 1, above), format!("> {written}")),
        5 => ((constant, above), format!(">={written}")),
        6 => {
            let end = between(dice, constant..=3);
            ((constant, end), format!("[{written}..{}]", kind.written(end)))
        }
        7 if constant < 3 => ((constant + 1, 3), format!("({written}..{}]", kind.written(3))),
        _ => ((constant, constant), written),
    }
}

fn model(seed: u64, hit: &str) -> Model {
    let mut dice = Dice::new(seed);
    let columns: Vec<Column> = (0..1 + dice.below(3))
        .map(|_| Column { kind: KINDS[dice.below(KINDS.len())], required: dice.chance(70) })
        .collect();
    let mut rows = Vec::new();
    let mut lines = Vec::new();
    for _ in 0..1 + dice.below(6) {
        let mut cells = Vec::new();
        let mut written = Vec::new();
        for column in &columns {
            if dice.chance(25) {
                cells.push(None);
                written.push("'-'".to_owned());
                continue;
            }
            let parts: Vec<_> = (0..1 + dice.below(3)).map(|_| alternative(&mut dice, column)).collect();
            written.push(format!(
                "'{}'",
                parts.iter().map(|part| part.1.clone()).collect::<Vec<_>>().join(", ")
            ));
            cells.push(Some(parts.into_iter().map(|part| part.0).collect()));
        }
        rows.push(Row(cells));
        lines.push(format!("[{}, 1]", written.join(", ")));
    }
    let fields: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            format!("  c{at}: {{{}, required: {}}}\n", column.kind.declared(), column.required)
        })
        .collect();
    let names: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let text = format!(
        "workflow: w\nversion: 1\ntitle: {{en: W}}\nstarts: user\nroles: {{user: {{party: true}}}}\nmessages: {{a: {{}}}}\n\
         data:\n{}  out: {{type: integer}}\ntables:\n  way: {{hit: {hit}, in: [{}], out: out, rows: [{}]}}\n\
         states:\n  one: {{on: {{a: {{to: end, do: [{{decide: way}}]}}}}}}\n  end: {{final: true}}\n",
        fields.concat(),
        names.join(", "),
        lines.join(", ")
    );
    Model { columns, rows, text }
}

impl Model {
    fn inputs(&self) -> Vec<Vec<i32>> {
        let mut inputs = vec![Vec::new()];
        for column in &self.columns {
            let longer = |input: &Vec<i32>| {
                let input = input.clone();
                column.inputs().into_iter().map(move |value| [input.as_slice(), &[value]].concat())
            };
            inputs = inputs.iter().flat_map(longer).collect();
        }
        inputs
    }

    /// The rows that take an input, from 1.
    fn takers(&self, input: &[i32]) -> Vec<usize> {
        (1..).zip(&self.rows).filter(|(_, row)| row.takes(input)).map(|(number, _)| number).collect()
    }

    /// The inputs that fit the example of a finding: `c0 = 3` and its like; what isn't named may be anything.
    fn meant<'i>(&self, finding: &Finding, inputs: &'i [Vec<i32>]) -> Vec<&'i Vec<i32>> {
        let (_, example) = finding.message.split_once("to ").unwrap();
        let mut wanted = BTreeMap::new();
        for part in example.split('`').filter(|part| part.contains(" = ")) {
            let (name, value) = part.split_once(" = ").unwrap();
            let at: usize = name[1..].parse().unwrap();
            wanted.insert(at, self.number(at, value));
        }
        inputs.iter().filter(|input| wanted.iter().all(|(at, number)| input[*at] == *number)).collect()
    }

    fn number(&self, at: usize, value: &str) -> i32 {
        let column = &self.columns[at];
        let found = column.inputs().into_iter().find(|number| match number {
            &MISSING => value == "null",
            number => column.kind.written(*number) == value,
        });
        // A text that no cell names, or a day of a column without constants: like any that is tried.
        found.unwrap_or_else(|| {
            assert!(
                ["anything else", "1970-01-01"].contains(&value),
                "{value} is among what is tried: {}",
                self.text
            );
            0
        })
    }
}

fn found(text: &str) -> Vec<Finding> {
    let (read, findings) = parse(text);
    assert_eq!(findings, [], "{text}");
    let resources = BTreeMap::new();
    let calendars = super::calendars();
    let (chart, findings) = compile(&read.unwrap(), &Sources { text, resources: &resources, calendars });
    verify(&chart.unwrap_or_else(|| panic!("{findings:#?}\n{text}")), &Limits::default()).findings
}

fn of<'f>(findings: &'f [Finding], code: &str) -> Vec<&'f Finding> {
    findings.iter().filter(|finding| finding.code == code).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_is_what_trying_every_input_finds(seed: u64) {
        let unique = model(seed, "unique");
        let findings = found(&unique.text);
        let inputs = unique.inputs();
        let is_gap = |input: &Vec<i32>| unique.takers(input).is_empty();
        let gaps = of(&findings, "table-gap");
        prop_assert_eq!(!gaps.is_empty(), inputs.iter().any(is_gap), "{}\n{:#?}", unique.text, findings);
        for gap in gaps {
            let meant = unique.meant(gap, &inputs);
            prop_assert!(!meant.is_empty() && meant.into_iter().all(is_gap), "{}\n{:#?}", unique.text, gap);
        }
        let overlaps = of(&findings, "table-overlap");
        let is_overlap = |input: &Vec<i32>| unique.takers(input).len() > 1;
        prop_assert_eq!(!overlaps.is_empty(), inputs.iter().any(is_overlap), "{}\n{:#?}", unique.text, findings);
        for overlap in overlaps {
            let rows: Vec<usize> = overlap.message.split(' ').filter_map(|word| word.parse().ok()).take(2).collect();
            let meant = unique.meant(overlap, &inputs);
            let both = |input: &Vec<i32>| rows.iter().all(|row| unique.takers(input).contains(row));
            prop_assert!(!meant.is_empty() && meant.into_iter().all(both), "{}\n{:#?}", unique.text, overlap);
        }
        prop_assert!(of(&findings, "table-undecided").is_empty());

        let first = found(&model(seed, "first").text);
        prop_assert_eq!(of(&first, "table-gap").len(), of(&findings, "table-gap").len());
        prop_assert!(of(&first, "table-overlap").is_empty());
    }
}

#[test]
fn random_tables_with_and_without_gaps_and_overlaps_come() {
    let (mut gaps, mut overlaps) = (0, 0);
    for seed in 0..300 {
        let findings = found(&model(seed, "unique").text);
        gaps += usize::from(!of(&findings, "table-gap").is_empty());
        overlaps += usize::from(!of(&findings, "table-overlap").is_empty());
    }
    let both_come = 40..=260;
    assert!(both_come.contains(&gaps) && both_come.contains(&overlaps), "{gaps} gaps, {overlaps} overlaps");
}
