//! A statement with its values, and lists of rows as a value.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A value. More kinds aren't needed: instants are microseconds, everything else is text.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// A whole number.
    Int(Option<i64>),
    /// A text.
    Text(Option<Cow<'a, str>>),
}

/// No value.
static NONE: Value<'static> = Value::Int(None);

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Int(Some(i64::from(number)))
    }
}

impl From<Option<String>> for Value<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Cow::Owned))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(Cow::Owned(text)))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::Borrowed))
    }
}

/// What stands in a column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Int,
    /// Texts.
    Text,
}

/// Rows as one argument: `VALUES` with a place for each cell on SQLite, an array for each column on
/// PostgreSQL. In the text of a statement it stands as `{list}`, where a query may stand.
#[derive(Debug, Clone)]
pub struct List<'a> {
    /// The columns.
    pub kinds: Cow<'static, [Kind]>,
    /// Row after row.
    pub cells: Vec<Value<'a>>,
}

impl<'a> List<'a> {
    /// A list of rows with as many cells as there are kinds.
    pub fn of<const N: usize>(
        kinds: &'static [Kind; N],
        rows: impl IntoIterator<Item = [Value<'a>; N]>,
    ) -> Self {
        Self { kinds: Cow::Borrowed(kinds), cells: rows.into_iter().flatten().collect() }
    }

    /// A list of texts.
    pub fn texts<T: Into<Value<'a>>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::of(&[Kind::Text], texts.into_iter().map(|text| [text.into()]))
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.cells.len().checked_div(self.kinds.len()).unwrap_or(0)
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

/// A statement and its values: `$1`, `$2`, … in the order of `bind`, `{list}` in the order of `list`.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    sqlite: Cow<'static, str>,
    postgres: Cow<'static, str>,
    pub(super) scalars: Vec<Value<'a>>,
    pub(super) lists: Vec<List<'a>>,
    /// On PostgreSQL a list has a place for each cell too.
    pub(super) row_by_row: bool,
}

impl<'a> Statement<'a> {
    /// One text for both.
    pub fn new(sql: impl Into<Cow<'static, str>>) -> Self {
        let sql = sql.into();
        Self::by(sql.clone(), sql)
    }

    /// A text for each.
    pub fn by(sqlite: impl Into<Cow<'static, str>>, postgres: impl Into<Cow<'static, str>>) -> Self {
        Self {
            sqlite: sqlite.into(),
            postgres: postgres.into(),
            scalars: Vec::new(),
            lists: Vec::new(),
            row_by_row: false,
        }
    }

    pub fn bind(mut self, value: impl Into<Value<'a>>) -> Self {
        self.scalars.push(value.into());
        self
    }

    pub fn list(mut self, list: List<'a>) -> Self {
        self.lists.push(list);
        self
    }

    /// A list, or none.
    pub fn lists(mut self, lists: impl IntoIterator<Item = List<'a>>) -> Self {
        self.lists.extend(lists);
        self
    }

    /// With rows that stand in the text on PostgreSQL too, where there aren't too many: whoever plans it sees them.
    pub fn row_by_row(mut self) -> Self {
        self.row_by_row = self.lists.iter().map(|list| list.cells.len()).sum::<usize>() <= MOST_PLACES;
        self
    }

    /// The text for SQLite, and its values in the order in which they stand there. No place has a number: SQLite
    /// looks each numbered one up among all, which takes longer than the rest of a batch.
    /// Lists have at least so many rows.
    pub(super) fn sqlite(&self, at_least: usize) -> (String, Vec<&Value<'a>>) {
        let mut sql = String::with_capacity(self.sqlite.len() + 64);
        let mut values = Vec::new();
        let mut lists = self.lists.iter();
        for (at, part) in self.sqlite.split("{list}").enumerate() {
            if at > 0
                && let Some(list) = lists.next()
            {
                let added = write_rows(list, at_least, &mut sql);
                values.extend(&list.cells);
                values.extend(std::iter::repeat_n(&NONE, added * list.kinds.len()));
            }
            let mut scalars = part.split('$');
            sql.push_str(scalars.next().unwrap_or_default());
            for behind in scalars {
                let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                let (number, behind) = behind.split_at(digits);
                let value = number.parse::<usize>().ok().and_then(|at| self.scalars.get(at.checked_sub(1)?));
                values.extend(value);
                sql.push('?');
                sql.push_str(behind);
            }
        }
        (sql, values)
    }

    /// The text for PostgreSQL: an array for each column.
    pub(super) fn postgres(&self) -> String {
        let mut next = self.scalars.len();
        with_lists(&self.postgres, &self.lists, |list, sql| {
            if self.row_by_row {
                for row in 0..list.rows() {
                    sql.push_str(if row == 0 { "VALUES (" } else { ", (" });
                    for (column, kind) in list.kinds.iter().enumerate() {
                        next += 1;
                        let comma = if column == 0 { "" } else { ", " };
                        let one = if *kind == Kind::Int { "bigint" } else { "text" };
                        let _ = write!(sql, "{comma}${next}::{one}");
                    }
                    sql.push(')');
                }
                return;
            }
            sql.push_str("SELECT * FROM unnest(");
            for (column, kind) in list.kinds.iter().enumerate() {
                next += 1;
                let comma = if column == 0 { "" } else { ", " };
                let array = if *kind == Kind::Int { "bigint[]" } else { "text[]" };
                let _ = write!(sql, "{comma}${next}::{array}");
            }
            sql.push(')');
        })
    }
}

/// Most places of one statement of SQLite, less some for other values.
const MOST_PLACES: usize = 32_000;

/// Writes the rows of a list; how many were added at its end, all NULL. Batches come in all lengths, and a
/// statement of each would be made ready anew each time: so they come in a few lengths, and rows that are none are
/// left out by the first column, which is never NULL.
fn write_rows(list: &List<'_>, at_least: usize, sql: &mut String) -> usize {
    let (columns, rows) = (list.kinds.len(), list.rows());
    let padded = rows.max(at_least).next_power_of_two();
    let padded = if padded * columns > MOST_PLACES { rows.max(1) } else { padded };
    sql.push_str("SELECT * FROM (VALUES ");
    for row in 0..padded {
        sql.push_str(if row == 0 { "(?" } else { ",(?" });
        (1..columns).for_each(|_| sql.push_str(",?"));
        sql.push(')');
    }
    sql.push_str(") WHERE column1 IS NOT NULL");
    padded - rows
}

fn with_lists(text: &str, lists: &[List<'_>], mut write: impl FnMut(&List<'_>, &mut String)) -> String {
    let mut sql = String::with_capacity(text.len() + 64);
    let mut parts = text.split("{list}");
    sql.push_str(parts.next().unwrap_or_default());
    for (list, part) in lists.iter().zip(parts) {
        write(list, &mut sql);
        sql.push_str(part);
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_values_on_sqlite_and_arrays_on_postgres() {
        let rows = [[Value::from(3_i64), Value::from("a")], [Value::from(4_i64), Value::from("b")]];
        let statement = Statement::new("DELETE FROM t WHERE u = $1 AND (s, c) IN ({list})")
            .bind("x")
            .list(List::of(&[Kind::Int, Kind::Text], rows));
        let (sqlite, values) = statement.sqlite(1);
        assert_eq!(
            sqlite,
            "DELETE FROM t WHERE u = ? AND (s, c) IN (SELECT * FROM (VALUES (?,?),(?,?)) WHERE column1 IS NOT NULL)"
        );
        assert_eq!(
            format!("{values:?}"),
            r#"[Text(Some("x")), Int(Some(3)), Text(Some("a")), Int(Some(4)), Text(Some("b"))]"#
        );
        let postgres = "DELETE FROM t WHERE u = $1 AND (s, c) IN \
                        (SELECT * FROM unnest($2::bigint[], $3::text[]))";
        assert_eq!(statement.postgres(), postgres);
    }

    #[test]
    fn rows_stand_in_the_text_on_postgres_where_that_is_asked_for() {
        let rows = [[Value::from(3_i64), Value::from("a")], [Value::from(4_i64), Value::from("b")]];
        let statement = Statement::new("INSERT INTO t (s, c) {list} ON CONFLICT DO NOTHING")
            .list(List::of(&[Kind::Int, Kind::Text], rows))
            .row_by_row();
        let sql = "INSERT INTO t (s, c) VALUES ($1::bigint, $2::text), ($3::bigint, $4::text) ON CONFLICT DO NOTHING";
        assert_eq!(statement.postgres(), sql);
    }

    #[test]
    fn a_value_is_bound_wherever_its_number_stands() {
        let rows = [[Value::from(7_i64)]];
        let statement = Statement::new("{list} UNION SELECT $2 WHERE $1 IS NULL OR $1 = $12")
            .bind("a")
            .bind("b")
            .list(List::of(&[Kind::Int], rows));
        let (sqlite, values) = statement.sqlite(1);
        assert_eq!(
            sqlite,
            "SELECT * FROM (VALUES (?)) WHERE column1 IS NOT NULL UNION SELECT ? WHERE ? IS NULL OR ? = ?"
        );
        assert_eq!(
            format!("{values:?}"),
            r#"[Int(Some(7)), Text(Some("b")), Text(Some("a")), Text(Some("a"))]"#
        );
    }

    #[test]
    fn lists_come_in_few_lengths_and_an_empty_one_has_no_rows() {
        let sqlite = |rows: usize| {
            let rows = (0..rows).map(|_| [Value::from(7_i64)]);
            let statement = Statement::new("{list}").list(List::of(&[Kind::Int], rows));
            let (sql, values) = statement.sqlite(1);
            let there = values.iter().filter(|value| matches!(value, Value::Int(Some(_)))).count();
            (sql.matches('?').count(), there)
        };
        assert_eq!([0, 1, 3, 4, 5, 200].map(sqlite), [(1, 0), (1, 1), (4, 3), (4, 4), (8, 5), (256, 200)]);
    }
}
