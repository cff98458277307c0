//! The kill test, and the soak that it grew into: `registrar serve` is killed (SIGKILL) again and again while commands,
//! timers, outbox, mail and migrations are under way; the database goes away or is locked; cases and definitions are
//! harmed; nodes die, freeze and are cut off. Nothing that was acknowledged may be lost, halved or done twice, and
//! nobody may feel more of another's trouble than he must.
//!
//! This process is the other process: it sends commands over HTTP, keeps the list of acknowledged ones,
//! receives the mail, answers as another system, and looks at everything through doors that anybody has.
//!
//! `REGISTRAR_KILL_ROUNDS` says how many rounds (each kind once unless said), `REGISTRAR_SOAK_SECONDS` for how long
//! there are new ones at least, `REGISTRAR_KILL_SEED` how the moments are chosen. What is checked, and what isn't, is
//! told in `docs/kill-test.md`.

mod by_hand;
mod chance;
mod crew;
mod ground;
mod http;
mod installation;
mod ledger;
mod machine;
mod mailbox;
mod nodes;
mod patient;
mod people;
mod program;
mod report;
mod round;
mod server;
mod trigger;
mod trouble;
mod verdict;
mod whistle;

use chance::Chance;
use ground::Ground;
use installation::Installation;
use registrar_testkit::Postgres;
use report::Figures;
use std::time::{Duration, Instant};
use trigger::Sight;
use trouble::Trouble;

/// A number that an operator of the test may set.
fn number(name: &str, unless: u64) -> u64 {
    let Ok(text) = std::env::var(name) else { return unless };
    text.parse().unwrap_or_else(|_| panic!("{name} is `{text}`, not a number"))
}

/// Which row of moments is chosen.
fn seed() -> u64 {
    number("REGISTRAR_KILL_SEED", 22)
}

/// For how long there are new rounds.
fn soaks() -> Duration {
    Duration::from_secs(number("REGISTRAR_SOAK_SECONDS", 0))
}

/// One round's kind.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Kill(Sight),
    Trouble(Trouble),
}

/// Each kind once, in a random order: the rounds of one installation. Dockets are replayed after each of them.
fn all_kinds(ground: &Ground, chance: &mut Chance) -> Vec<Kind> {
    let troubles = Trouble::ALL.into_iter().filter(|trouble| trouble.can_be(ground)).map(Kind::Trouble);
    let mut kinds: Vec<Kind> = round::KINDS.into_iter().map(Kind::Kill).chain(troubles).collect();
    for last in (1..kinds.len()).rev() {
        let other = chance.below(last as u64 + 1);
        kinds.swap(last, usize::try_from(other).expect("it is an index"));
    }
    kinds
}

fn soak(on: &'static str, mut ground: Ground) {
    let (seed, soaks) = (seed(), soaks());
    println!("on {on}; to choose the same moments again: REGISTRAR_KILL_SEED={seed}");
    let began = Instant::now();
    let mut figures = Figures::new(on, seed);
    let kinds = all_kinds(&ground, &mut Chance::of(seed)).len();
    let rounds = number("REGISTRAR_KILL_ROUNDS", kinds as u64);
    for number in 1.. {
        if u64::from(figures.rounds_played) >= rounds && began.elapsed() >= soaks {
            break;
        }
        // Each installation has a seed of its own: one that failed can be looked at alone.
        let mut chance = Chance::of(seed.wrapping_add(number));
        let mut installation = Installation::found(ground.database(), &mut chance, &mut figures);
        let mut kinds = all_kinds(&ground, &mut chance);
        if began.elapsed() >= soaks {
            let left = rounds.saturating_sub(figures.rounds_played.into());
            kinds.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        }
        for kind in kinds {
            match kind {
                Kind::Kill(on) => round::play(&mut installation, on, &mut chance, &mut figures),
                Kind::Trouble(trouble) => {
                    trouble::play(&mut installation, &mut ground, trouble, &mut chance, &mut figures);
                }
            }
        }
        installation.close(&mut figures);
    }
    figures.took = began.elapsed();
    println!("{figures}");
}

#[test]
fn what_was_acknowledged_is_there_once_after_any_trouble_on_a_file() {
    soak("SQLite", Ground::File);
}

#[test]
fn what_was_acknowledged_is_there_once_after_any_trouble_on_a_server() {
    let Some(server) = Postgres::start() else { return };
    soak("PostgreSQL", Ground::Server(server));
}
