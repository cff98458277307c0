//! Exact decimal numbers for sums of money. No floats: a court fee is right to the last fen.

use std::cmp::Ordering;

/// Most digits before and after the point together that a sum may have.
pub(crate) const MAX_DIGITS: usize = 18;
/// Most digits after the point.
const MAX_SCALE: u32 = 6;

/// `mantissa` / 10^`scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    /// Reads `-12.50`; `None` for anything but an optional minus, digits, and a point with digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let pointed = digits.contains('.');
        if whole.is_empty() || !plain(whole) || !plain(fraction) || (pointed && fraction.is_empty()) {
            return None;
        }
        let scale = u32::try_from(fraction.len()).ok().filter(|scale| *scale <= MAX_SCALE)?;
        let whole = whole.trim_start_matches('0');
        if whole.len() + fraction.len() > MAX_DIGITS {
            return None;
        }
        let mantissa: i128 = format!("0{whole}{fraction}").parse().ok()?;
        Some(Self { mantissa: if text.starts_with('-') { -mantissa } else { mantissa }, scale })
    }

    /// Whether it is less than nothing.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Written with exactly so many digits after the point; `None` where that would lose a digit, or
    /// the sum has more than [`MAX_DIGITS`].
    pub fn write(self, digits: u8) -> Option<String> {
        let digits = u32::from(digits);
        let mantissa = if digits >= self.scale {
            self.mantissa.checked_mul(power(digits - self.scale)?)?
        } else {
            let unit = power(self.scale - digits)?;
            (self.mantissa % unit == 0).then_some(self.mantissa / unit)?
        };
        let sign = if mantissa < 0 { "-" } else { "" };
        let places = usize::try_from(digits).ok()?;
        let text = format!("{:0>width$}", mantissa.unsigned_abs(), width = places + 1);
        if text.len() > MAX_DIGITS {
            return None;
        }
        let (whole, fraction) = text.split_at(text.len() - places);
        Some(if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
    }

    /// Their sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Some(Self { mantissa: left.checked_add(right)?, scale })
    }

    /// The same with the other sign.
    pub fn negated(self) -> Self {
        Self { mantissa: -self.mantissa, scale: self.scale }
    }

    /// So many times.
    pub fn times(self, factor: i64) -> Option<Self> {
        Some(Self { mantissa: self.mantissa.checked_mul(i128::from(factor))?, scale: self.scale })
    }

    /// Which is larger: `1.5` and `1.50` are equal.
    pub fn order(self, other: Self) -> Option<Ordering> {
        let (left, right, _) = self.aligned(other)?;
        Some(left.cmp(&right))
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let stretch = |d: Self| d.mantissa.checked_mul(power(scale - d.scale)?);
        Some((stretch(self)?, stretch(other)?, scale))
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self { mantissa: i128::from(whole), scale: 0 }
    }
}

fn power(of_ten: u32) -> Option<i128> {
    10_i128.checked_pow(of_ten)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn sums_are_exact() {
        let sum = decimal("0.10").plus(decimal("0.2")).unwrap();
        assert_eq!(sum.write(2).as_deref(), Some("0.30"));
        assert_eq!(sum.order(decimal("0.3")), Some(Ordering::Equal));
        assert_eq!(decimal("-0.05").times(3).unwrap().write(2).as_deref(), Some("-0.15"));
        assert_eq!(decimal("1.5").write(0), None);
        assert_eq!(decimal("1.0").write(0).as_deref(), Some("1"));
        assert_eq!(decimal("-0.0").write(2).as_deref(), Some("0.00"));
    }

    #[test]
    fn only_plain_digits_are_read() {
        for text in
            ["", "-", ".5", "5.", "1e3", "1,000", " 1", "+1", "--1", "1.1.1", "٣", "1234567890123456789"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(decimal("0000000000000000000000007").write(0).as_deref(), Some("7"));
    }
}
