//! From an `sla` to a period. The platform counts milliseconds that pass, so a period of hours or minutes
//! says the same; where the number looks like another unit, a warning says what it would mean.

use super::report::{Report, short};
use registrar_engine::deadline::{Period, Unit};
use registrar_engine::finding::{Finding, Span};

/// A number of milliseconds as it was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sla {
    pub milliseconds: f64,
    pub span: Span,
}

const MINUTE: f64 = 60_000.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;
/// What lasts longer was hardly meant.
const TEN_YEARS: f64 = 3_653.0 * DAY;
/// Numbers up to this are likely hours or days.
const SMALL: f64 = 1_000.0;

/// The period, if there is one to keep. `key` is the key, `of` what it belongs to.
pub(super) fn period(sla: Sla, key: &str, of: &str, report: &mut Report) -> Option<Period> {
    let ms = sla.milliseconds;
    let said = format!("`{key}` of `{}` is {}", short(of), written(ms));
    let mut warn = |message: String, help: String| {
        report.say(Finding::warning("suspicious-unit", sla.span, message).help(help));
    };
    if !ms.is_finite() || ms <= 0.0 {
        let help = "write the milliseconds that were promised, or `null`".to_owned();
        warn(format!("{said}, which is no time at all; it is left out"), help);
        return None;
    }
    let period = rounded(ms);
    let whole = ms % MINUTE == 0.0;
    match &period {
        _ if ms < MINUTE => {
            warn(
                format!("{said}, and {} milliseconds are less than a minute; it is left out", written(ms)),
                other_units(ms),
            );
            return None;
        }
        None => warn(
            format!("{said} milliseconds, which is more than a hundred years; it is left out"),
            other_units(ms),
        ),
        Some(period) if ms > TEN_YEARS => {
            warn(format!("{said} milliseconds, which is {period}: more than ten years"), other_units(ms));
        }
        Some(period) if !whole => {
            warn(
                format!("{said} milliseconds, which is no whole minute; it is written as {period}"),
                other_units(ms),
            );
        }
        Some(_) => {}
    }
    period
}

/// Hours where they come out even, else minutes, rounded up.
fn rounded(ms: f64) -> Option<Period> {
    let (count, unit) =
        if ms % HOUR == 0.0 { (ms / HOUR, Unit::Hours) } else { ((ms / MINUTE).ceil(), Unit::Minutes) };
    if count > f64::from(unit.most()) {
        return None;
    }
    Period::new(count as u32, unit).ok()
}

/// What would have been written, had another unit been meant.
fn other_units(ms: f64) -> String {
    let would = |unit: &str, length: f64| format!("{} {unit} are {}", written(ms), written(ms * length));
    let guesses = if ms <= SMALL {
        vec![would("hours", HOUR), would("days", DAY)]
    } else if ms < TEN_YEARS / 1_000.0 {
        vec![would("seconds", 1_000.0)]
    } else {
        vec![format!("{} microseconds are {}", written(ms), written((ms / 1_000.0).round()))]
    };
    format!("the platform counts in milliseconds: {}", guesses.join(", "))
}

/// A number without a power of ten as long as one can read it.
fn written(number: f64) -> String {
    if number.abs() < 1e15 { format!("{number}") } else { format!("{number:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(milliseconds: f64) -> (Option<String>, Vec<String>) {
        let mut report = Report::default();
        let sla = Sla { milliseconds, span: Span::default() };
        let period = period(sla, "sla", "PENDING", &mut report);
        (
            period.map(|period| period.to_string()),
            report.done().into_iter().map(|finding| finding.message).collect(),
        )
    }

    #[test]
    fn milliseconds_that_were_meant_are_hours_or_minutes() {
        assert_eq!(told(432_000_000.0), (Some("120 hours".to_owned()), vec![]));
        assert_eq!(told(5_400_000.0), (Some("90 minutes".to_owned()), vec![]));
        assert_eq!(told(3_600_000.0), (Some("1 hour".to_owned()), vec![]));
    }

    #[test]
    fn what_looks_like_another_unit_is_told_with_what_it_would_mean() {
        for (ms, kept) in [
            (36.0, None),
            (3_600.0, None),
            (0.5, None),
            (86_400.0, Some("2 minutes")),
            (2_592_000.0, Some("44 minutes")),
            (5_400_000.5, Some("91 minutes")),
            (DAY * 36_000.0, Some("864000 hours")),
            (DAY * 36_000_000.0, None),
            (0.0, None),
            (-1.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
            (f64::MAX, None),
        ] {
            let (period, messages) = told(ms);
            assert_eq!(period.as_deref(), kept, "{ms}");
            assert_eq!(messages.len(), 1, "{ms}: {messages:?}");
            assert!(messages[0].starts_with("`sla` of `PENDING` is "), "{messages:?}");
        }
        assert_eq!(
            other_units(36.0),
            "the platform counts in milliseconds: 36 hours are 129600000, 36 days are 3110400000"
        );
        assert_eq!(other_units(86_400.0), "the platform counts in milliseconds: 86400 seconds are 86400000");
    }
}
