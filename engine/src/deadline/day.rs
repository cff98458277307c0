//! Days as numbers, so that counting them is arithmetic.

use jiff::civil::Date;

/// Days since 1970-01-01 in the proleptic Gregorian calendar, within the years -9999 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Day(i32);

/// -9999-01-01 and 9999-12-31: what `jiff` can name.
const FIRST: i32 = -4_371_587;
const LAST: i32 = 2_932_896;

impl Day {
    /// Days after (or, negative, before); `None` beyond the years that can be named.
    pub(super) fn plus(self, days: i64) -> Option<Self> {
        let number = i64::from(self.0).checked_add(days)?;
        let number = i32::try_from(number).ok()?;
        (FIRST..=LAST).contains(&number).then_some(Self(number))
    }

    /// How many days from `earlier` to this one.
    pub(super) fn since(self, earlier: Self) -> i64 {
        i64::from(self.0) - i64::from(earlier.0)
    }

    /// 0 is Monday.
    pub(super) fn weekday_number(self) -> usize {
        // 1970-01-01 was a Thursday.
        usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// Which week since the one of 1970-01-01, and the number of the weekday.
    pub(super) fn week(self) -> (i64, usize) {
        (i64::from(self.0 + 3).div_euclid(7), self.weekday_number())
    }

    /// The date; H. Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
    pub(super) fn date(self) -> Date {
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
        match parts {
            (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).unwrap_or(Date::MAX),
            _ => Date::MAX,
        }
    }
}

impl From<Date> for Day {
    /// `days_from_civil` of the same paper.
    fn from(date: Date) -> Self {
        let (month, day) = (i32::from(date.month()), i32::from(date.day()));
        let year = i32::from(date.year()) - i32::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_same_date_there_and_back() {
        for (number, date) in [(FIRST, Date::MIN), (LAST, Date::MAX), (0, jiff::civil::date(1970, 1, 1))] {
            assert_eq!((Day::from(date), Day(number).date()), (Day(number), date));
        }
        let mut date = jiff::civil::date(1999, 12, 1);
        let mut day = Day::from(date);
        for _ in 0..1_000 {
            let weekday = date.weekday().to_monday_zero_offset();
            assert_eq!((day.date(), day.weekday_number()), (date, usize::try_from(weekday).unwrap()));
            date = date.tomorrow().unwrap();
            day = day.plus(1).unwrap();
        }
        assert_eq!(Day(LAST).plus(1), None);
        assert_eq!(Day(FIRST).plus(-1), None);
    }
}
