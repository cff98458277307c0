//! Counts and spreads that many may add to at once, and how they stand at a moment.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most rows of one count; what comes beyond them is counted together. Labels are names out of deployed
/// definitions: somebody would have to deploy without end to come here.
const MOST_ROWS: usize = 1_000;
/// The label of what is counted together.
const OTHERS: &str = "(others)";

/// One figure with all its rows, as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name, for programs.
    pub name: &'static str,
    /// What it tells, in one sentence.
    pub meaning: &'static str,
    /// Its rows.
    pub rows: Rows,
}

/// The rows of a figure: what they stand for, and their value.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    /// Only ever grows.
    Counts(Vec<(Labels, u64)>),
    /// Goes up and down.
    Levels(Vec<(Labels, f64)>),
    /// How values spread.
    Spread(Spreading),
}

/// What a row stands for: `workflow` is `async-trial`.
pub type Labels = Vec<(&'static str, String)>;

/// How values spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Spreading {
    /// How many values are at most so large, for each bound.
    pub at_most: Vec<(f64, u64)>,
    /// All values together.
    pub sum: f64,
    /// How many values.
    pub count: u64,
}

impl Figure {
    /// A level with one row.
    pub fn level(name: &'static str, meaning: &'static str, value: f64) -> Self {
        Self { name, meaning, rows: Rows::Levels(vec![(Vec::new(), value)]) }
    }
}

/// A count for each combination of labels.
#[derive(Debug)]
pub struct Counts<const N: usize> {
    name: &'static str,
    meaning: &'static str,
    labels: [&'static str; N],
    rows: Mutex<BTreeMap<[String; N], u64>>,
}

impl<const N: usize> Counts<N> {
    /// Nothing counted yet.
    pub fn new(name: &'static str, meaning: &'static str, labels: [&'static str; N]) -> Self {
        Self { name, meaning, labels, rows: Mutex::default() }
    }

    /// Counts so many more.
    pub fn add(&self, of: [&str; N], more: u64) {
        let mut rows = lock(&self.rows);
        let mut of = of.map(str::to_owned);
        if rows.len() >= MOST_ROWS && !rows.contains_key(&of) {
            of = std::array::from_fn(|_| OTHERS.to_owned());
        }
        *rows.entry(of).or_default() += more;
    }

    /// As it stands. A count without labels is there from the start.
    pub fn figure(&self) -> Figure {
        let rows = lock(&self.rows);
        let row =
            |(of, count): (&[String; N], &u64)| (self.labels.into_iter().zip(of.clone()).collect(), *count);
        let mut rows: Vec<(Labels, u64)> = rows.iter().map(row).collect();
        if N == 0 && rows.is_empty() {
            rows.push((Vec::new(), 0));
        }
        Figure { name: self.name, meaning: self.meaning, rows: Rows::Counts(rows) }
    }
}

/// How values spread between bounds.
#[derive(Debug)]
pub struct Spread {
    name: &'static str,
    meaning: &'static str,
    bounds: &'static [f64],
    /// How many lie between one bound and the next, the last ones beyond all; and their sum.
    values: Mutex<(Vec<u64>, f64)>,
}

impl Spread {
    /// No values yet; bounds in rising order.
    pub fn new(name: &'static str, meaning: &'static str, bounds: &'static [f64]) -> Self {
        Self { name, meaning, bounds, values: Mutex::new((vec![0; bounds.len() + 1], 0.0)) }
    }

    /// One more value.
    pub fn add(&self, value: f64) {
        let (between, sum) = &mut *lock(&self.values);
        between[self.bounds.partition_point(|bound| *bound < value)] += 1;
        *sum += value;
    }

    /// As it stands.
    pub fn figure(&self) -> Figure {
        let (between, sum) = &*lock(&self.values);
        let mut count = 0;
        let mut so_far = between.iter().map(|more| {
            count += more;
            count
        });
        let at_most = self.bounds.iter().copied().zip(so_far.by_ref()).collect();
        so_far.for_each(drop);
        let spreading = Spreading { at_most, sum: *sum, count };
        Figure { name: self.name, meaning: self.meaning, rows: Rows::Spread(spreading) }
    }
}

/// Numbers are whole at every moment.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_on_a_bound_is_at_most_the_bound() {
        let spread = Spread::new("s", "", &[1.0, 2.0]);
        [0.5, 1.0, 1.5, 3.0].into_iter().for_each(|value| spread.add(value));
        let expected = Spreading { at_most: vec![(1.0, 2), (2.0, 3)], sum: 6.0, count: 4 };
        assert_eq!(spread.figure().rows, Rows::Spread(expected));
    }

    #[test]
    fn a_count_has_no_more_rows_than_it_may() {
        let counts = Counts::new("c", "", ["workflow"]);
        for number in 0..2 * MOST_ROWS {
            counts.add([&number.to_string()], 1);
        }
        counts.add(["0"], 1);
        let Rows::Counts(rows) = counts.figure().rows else { panic!("a count") };
        assert_eq!(rows.len(), MOST_ROWS + 1);
        let of = |name: &str| rows.iter().find(|(labels, _)| labels[0].1 == name).map(|(_, count)| *count);
        assert_eq!((of("0"), of(OTHERS)), (Some(2), Some(MOST_ROWS as u64)));
    }
}
