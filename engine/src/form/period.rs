//! Periods as people write them, and which of two is longer.

use crate::deadline::{Period, Unit};

/// Chinese names of the units, longer ones first.
const CHINESE: [(&str, Unit); 16] = [
    ("个工作日", Unit::WorkingDays),
    ("工作日", Unit::WorkingDays),
    ("个自然日", Unit::Days),
    ("个小时", Unit::Hours),
    ("小时", Unit::Hours),
    ("分钟", Unit::Minutes),
    ("个星期", Unit::Weeks),
    ("星期", Unit::Weeks),
    ("个月", Unit::Months),
    ("天", Unit::Days),
    ("日", Unit::Days),
    ("周", Unit::Weeks),
    ("月", Unit::Months),
    ("年", Unit::Years),
    ("个周", Unit::Weeks),
    ("个年", Unit::Years),
];

/// `15 days`, `15天`, `3个工作日`.
pub(super) fn read(text: &str) -> Option<Period> {
    if let Ok(period) = text.parse() {
        return Some(period);
    }
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, word) = text.split_at(digits);
    let (_, unit) = CHINESE.iter().find(|(name, _)| word.trim() == *name)?;
    Period::new(number.parse().ok()?, *unit).ok()
}

/// Whether a period is at most as long as another, where that can be said without a calendar: 20 days
/// are less than 3 weeks, but 30 days may be more than a month and may be less.
pub(crate) fn is_within(period: Period, most: Period) -> Option<bool> {
    let (unit, count) = measure(period);
    let (most_unit, most_count) = measure(most);
    (unit == most_unit).then_some(count <= most_count)
}

/// In the smallest unit that it is a fixed number of.
fn measure(period: Period) -> (Unit, u64) {
    let count = u64::from(period.count);
    match period.unit {
        Unit::Hours => (Unit::Minutes, count * 60),
        Unit::Weeks => (Unit::Days, count * 7),
        Unit::Years => (Unit::Months, count * 12),
        unit @ (Unit::Minutes | Unit::Days | Unit::WorkingDays | Unit::Months) => (unit, count),
    }
}
