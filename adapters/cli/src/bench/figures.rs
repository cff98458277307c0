//! How long answers took.

use std::time::Duration;

/// Microseconds of each answer.
#[derive(Debug, Default)]
pub struct Latencies {
    micros: Vec<u32>,
}

impl Latencies {
    pub fn add(&mut self, took: Duration) {
        self.micros.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    pub fn extend(&mut self, more: Self) {
        self.micros.extend(more.micros);
    }

    /// The time that so many of a hundred answers didn't exceed, in milliseconds; 0 without any.
    pub fn percentile(&self, percent: f64) -> f64 {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
        let place = ((percent / 100.0 * sorted.len() as f64).ceil() as usize).saturating_sub(1).min(last);
        sorted.get(place).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

/// To three places.
pub fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_hundred_the_ninety_ninth_is_the_second_longest() {
        let mut latencies = Latencies::default();
        assert!(latencies.percentile(99.0).abs() < f64::EPSILON);
        (1..=100).for_each(|millis| latencies.add(Duration::from_millis(millis)));
        let told = [50.0, 99.0, 100.0].map(|percent| latencies.percentile(percent));
        assert_eq!(told, [50.0, 99.0, 100.0]);
    }
}
