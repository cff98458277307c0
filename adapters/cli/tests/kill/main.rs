//! The kill test: `registrar serve` is killed (SIGKILL) again and again while commands, timers, outbox, mail
//! and migrations are under way, and nothing that was acknowledged may be lost, halved or done twice.
//!
//! This process is the other process: it sends commands over HTTP, keeps the list of acknowledged ones,
//! receives the mail, answers as another system, and looks at everything through doors that anybody has.
//!
//! `REGISTRAR_KILL_ROUNDS` says how many rounds (20 unless said), `REGISTRAR_KILL_SEED` how the moments are
//! chosen. What is checked, and what isn't, is told in `docs/kill-test.md`.

mod chance;
mod http;
mod installation;
mod ledger;
mod machine;
mod mailbox;
mod people;
mod program;
mod report;
mod round;
mod trigger;
mod verdict;

use chance::Chance;
use installation::Installation;
use report::Figures;
use std::time::Instant;

/// Rounds of one installation: dockets are replayed after each round, and get longer.
const ROUNDS_OF_ONE: u32 = 10;

fn number(name: &str, unless: u64) -> u64 {
    let Ok(text) = std::env::var(name) else { return unless };
    text.parse().unwrap_or_else(|_| panic!("{name} is `{text}`, not a number"))
}

#[test]
fn what_was_acknowledged_is_there_once_after_any_kill() {
    let rounds = u32::try_from(number("REGISTRAR_KILL_ROUNDS", 20)).expect("a number of rounds");
    let seed = number("REGISTRAR_KILL_SEED", 22);
    println!("{rounds} rounds; to choose the same moments again: REGISTRAR_KILL_SEED={seed}");
    let began = Instant::now();
    let mut figures = Figures::new(seed);
    let mut left = rounds;
    let mut number = 0;
    while left > 0 {
        number += 1;
        // Each installation has a seed of its own: one that failed can be looked at alone.
        let mut chance = Chance::of(seed.wrapping_add(number));
        let mut installation = Installation::found(&mut chance, &mut figures);
        for _ in 0..left.min(ROUNDS_OF_ONE) {
            round::play(&mut installation, &mut chance, &mut figures);
        }
        installation.close(&mut figures);
        left -= left.min(ROUNDS_OF_ONE);
    }
    figures.took = began.elapsed();
    println!("{figures}");
}
