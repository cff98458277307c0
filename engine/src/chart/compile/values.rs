//! Values as they are written in a definition: defaults of fields, sizes, durations, currencies.

use crate::chart::Type;
use crate::deadline::Period;
use crate::guard::decimal::Decimal;
use crate::value::Value;

/// Most bytes of one document; whoever sends more sends it by other means.
pub(super) const MAX_BYTES: u64 = 200 * MEGABYTE;
/// Of documents whose size nobody limits.
pub(super) const DEFAULT_BYTES: u64 = 20 * MEGABYTE;

/// As file managers count it: what a person sees as 20 MB must pass a limit of 20 MB.
const MEGABYTE: u64 = 1 << 20;

/// Most characters of a text whose length nobody limits: some six pages.
pub(super) const DEFAULT_TEXT: u32 = 20_000;
/// Most characters that a definition may ask for. What is longer is a document.
pub(super) const MAX_TEXT: u32 = 200_000;

/// Minor digits of a currency (ISO 4217): two, if it isn't one of these.
pub(super) fn minor_digits(currency: &str) -> u8 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// A default as written, or the words for what should stand there.
pub(super) fn default(kind: &Type, text: &str) -> Result<Value, String> {
    match kind {
        Type::Boolean => text.parse().map(Value::Bool).map_err(|_| "`true` or `false`".to_owned()),
        Type::Integer { min, max } => integer(text, *min, *max),
        Type::Text { max_length } => {
            let fits = u32::try_from(text.chars().count()).is_ok_and(|length| length <= *max_length);
            fits.then(|| text.into()).ok_or_else(|| format!("at most {max_length} characters"))
        }
        Type::Enum(values) => {
            let known = values.iter().any(|value| value == text);
            known.then(|| text.into()).ok_or_else(|| format!("one of its values: {}", values.join(", ")))
        }
        Type::Money { digits, .. } => {
            let wanted = || format!("a sum with at most {digits} decimals");
            money(text, *digits).map(Value::Text).ok_or_else(wanted)
        }
        Type::Date => {
            let date = text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10);
            date.map(|_| text.into()).ok_or_else(|| "a day such as `2024-03-04`".to_owned())
        }
        Type::Instant => text
            .parse::<crate::moment::Moment>()
            .map(|moment| Value::Text(moment.to_string()))
            .map_err(|_| "an instant such as `2024-03-04T09:30:00+08:00`".to_owned()),
        Type::Period { max } => period(text, *max),
        Type::Person { .. } | Type::List(_) | Type::Record(_) | Type::Opaque { .. } | Type::Any => {
            Err("nothing: this type has no default".to_owned())
        }
    }
}

fn integer(text: &str, min: Option<i64>, max: Option<i64>) -> Result<Value, String> {
    let number: i64 = text.parse().map_err(|_| "a whole number".to_owned())?;
    if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
        return Err("a number within its limits".to_owned());
    }
    Ok(Value::Int(number))
}

fn period(text: &str, max: Option<Period>) -> Result<Value, String> {
    let period: Period = text.parse().map_err(|_| "a period such as `15 days`".to_owned())?;
    match max {
        Some(max) if max.unit == period.unit && period.count > max.count => Err(format!("at most {max}")),
        _ => Ok(Value::Text(period.to_string())),
    }
}

/// A sum with all its decimals.
fn money(text: &str, digits: u8) -> Option<String> {
    Decimal::parse(text)?.write(digits)
}

/// Bytes of a size as written: `20 MB`.
pub(super) fn size(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text)?;
    let of_unit = match unit {
        "B" | "byte" | "bytes" => 1,
        "kB" | "KB" => 1 << 10,
        "MB" => MEGABYTE,
        _ => return None,
    };
    number.checked_mul(of_unit).filter(|bytes| *bytes > 0)
}

/// A plain duration, of the clock and of no calendar: `30 minutes`, `500 ms`, at most a hundred years.
pub fn duration(text: &str) -> Option<jiff::SignedDuration> {
    /// A hundred years: what lies beyond is a slip.
    const MOST: u64 = 100 * 366 * 24 * 3_600_000;
    if let Some(millis) = part_of_a_second(text) {
        return i64::try_from(millis).ok().map(jiff::SignedDuration::from_millis);
    }
    let (number, unit) = number_and_unit(text)?;
    let of_unit = match unit {
        "ms" => 1,
        "s" | "second" | "seconds" => 1_000,
        "minute" | "minutes" => 60_000,
        "hour" | "hours" => 3_600_000,
        "day" | "days" => 24 * 3_600_000,
        "week" | "weeks" => 7 * 24 * 3_600_000,
        _ => return None,
    };
    let millis = number.checked_mul(of_unit).filter(|millis| *millis <= MOST)?;
    i64::try_from(millis).ok().map(jiff::SignedDuration::from_millis)
}

/// `0.5 s`, `1.5s`: what is less than a millisecond is left out.
fn part_of_a_second(text: &str) -> Option<u64> {
    let (number, of_unit) = match (text.trim().strip_suffix("ms"), text.trim().strip_suffix('s')) {
        (Some(number), _) => (number, 1),
        (None, number) => (number?, 1_000),
    };
    let (whole, fraction) = number.trim().split_once('.')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 9;
    if !digits(whole) || !digits(fraction) || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: u64 = format!("{fraction:0<9}").parse().ok()?;
    Some(whole * of_unit + fraction * of_unit / 1_000_000_000)
}

fn number_and_unit(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    Some((number.parse().ok()?, unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_gets_all_its_decimals() {
        assert_eq!(money("50000", 2).as_deref(), Some("50000.00"));
        assert_eq!(money("-0012.5", 3).as_deref(), Some("-12.500"));
        assert_eq!(money("7", 0).as_deref(), Some("7"));
        for wrong in ["", "1.234", "1.", ".5", "1e3", "--1", "12345678901234567890"] {
            assert_eq!(money(wrong, 2), None, "{wrong}");
        }
    }

    #[test]
    fn sizes_and_durations_are_read_with_their_units() {
        assert_eq!(size("20 MB"), Some(20_971_520));
        assert_eq!(size("20 XB"), None);
        assert_eq!(size("99999999999999999999 MB"), None);
        assert_eq!(duration("30 minutes"), Some(jiff::SignedDuration::from_mins(30)));
        assert_eq!(duration("1 month"), None);
    }
}
