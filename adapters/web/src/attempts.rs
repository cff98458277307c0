//! How often somebody may try a token: wrong ones are counted for a while, by where they come from and by how
//! they begin, in memory and within bounds. What is right is never counted.

use registrar_engine::moment::Moment;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// For how long a wrong attempt counts, in seconds.
const WINDOW: i64 = 15 * 60;
/// Wrong attempts with one beginning from one place.
const MOST_ALIKE: u32 = 10;
/// Wrong attempts from one place: many people may come through one proxy.
const MOST_OF_ONE: u32 = 200;
/// Places and beginnings remembered; beyond, the oldest is forgotten.
const MOST_KEPT: usize = 10_000;
/// Characters of a token that make its beginning.
const BEGINNING: usize = 4;

/// From where (nowhere for a request without a socket), and how the token begins (any, where nothing stands).
type Key = (Option<IpAddr>, Option<String>);

/// The wrong attempts of late.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<BTreeMap<Key, (Moment, u32)>>);

impl Attempts {
    /// Whether one may try now; else, after how many seconds.
    pub fn may(&self, from: Option<IpAddr>, token: &str, now: Moment) -> Result<(), i64> {
        let kept = self.kept();
        let wait = |(key, most): (Key, u32)| {
            let (since, count) = kept.get(&key)?;
            let left = WINDOW - passed(*since, now);
            (*count >= most && left > 0).then_some(left)
        };
        match keys(from, token).into_iter().filter_map(wait).max() {
            Some(left) => Err(left),
            None => Ok(()),
        }
    }

    /// Counts a wrong one.
    pub fn was_wrong(&self, from: Option<IpAddr>, token: &str, now: Moment) {
        let mut kept = self.kept();
        for (key, _) in keys(from, token) {
            if kept.len() >= MOST_KEPT && !kept.contains_key(&key) {
                kept.retain(|_, (since, _)| passed(*since, now) < WINDOW);
                let oldest = kept.iter().min_by_key(|(_, (since, _))| *since).map(|(key, _)| key.clone());
                if let Some(oldest) = oldest.filter(|_| kept.len() >= MOST_KEPT) {
                    kept.remove(&oldest);
                }
            }
            let (since, count) = kept.entry(key).or_insert((now, 0));
            if passed(*since, now) >= WINDOW {
                (*since, *count) = (now, 0);
            }
            *count = count.saturating_add(1);
        }
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<Key, (Moment, u32)>> {
        // Counts are whole at every moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keys(from: Option<IpAddr>, token: &str) -> [(Key, u32); 2] {
    let beginning = token.chars().take(BEGINNING).collect();
    [((from, Some(beginning)), MOST_ALIKE), ((from, None), MOST_OF_ONE)]
}

fn passed(since: Moment, now: Moment) -> i64 {
    now.as_micros().saturating_sub(since.as_micros()).div_euclid(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> Moment {
        format!("2026-03-02T01:{minute:02}:00Z").parse().unwrap()
    }

    #[test]
    fn after_some_wrong_ones_alike_one_waits_and_others_do_not() {
        let attempts = Attempts::default();
        for _ in 0..MOST_ALIKE {
            assert_eq!(attempts.may(None, "abcd1", at(0)), Ok(()));
            attempts.was_wrong(None, "abcd1", at(0));
        }
        assert_eq!(attempts.may(None, "abcd2", at(5)), Err(600));
        assert_eq!(attempts.may(None, "other", at(5)), Ok(()));
        let elsewhere = Some(IpAddr::from([10, 0, 0, 1]));
        assert_eq!(attempts.may(elsewhere, "abcd2", at(5)), Ok(()));
        assert_eq!(attempts.may(None, "abcd2", at(15)), Ok(()));
    }

    #[test]
    fn from_one_place_there_is_a_bound_whatever_the_tokens_are() {
        let attempts = Attempts::default();
        for number in 0..MOST_OF_ONE {
            attempts.was_wrong(None, &format!("{number:04}"), at(0));
        }
        assert_eq!(attempts.may(None, "zzzz", at(0)), Err(WINDOW));
    }

    #[test]
    fn no_more_is_remembered_than_has_room() {
        let attempts = Attempts::default();
        for number in 0..u32::try_from(MOST_KEPT).unwrap() {
            attempts.was_wrong(Some(IpAddr::from(number.to_be_bytes())), "x", at(0));
        }
        assert!(attempts.kept().len() <= MOST_KEPT);
    }
}
