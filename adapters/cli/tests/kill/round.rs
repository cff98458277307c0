//! One round: the server is started, commands come in, it is killed, and what it left is looked at.

use crate::chance::Chance;
use crate::http::{Grace, Link, Lost};
use crate::installation::Installation;
use crate::program;
use crate::report::Figures;
use crate::trigger::{Fall, Plan, Sight, Trigger};
use std::net::SocketAddr;
use std::time::Duration;

/// A clerk with nothing to do looks again after this.
const LOOKS_AGAIN: Duration = Duration::from_millis(15);
/// From the moment when the process is gone until everybody has noticed.
const NOTICES_WITHIN: Duration = Duration::from_secs(10);

/// Each of these gets its turn: what is rare in time isn't rare here.
pub const KINDS: [Sight; 10] = [
    Sight::Ready,
    Sight::MailIn,
    Sight::Due,
    Sight::Sent,
    Sight::Asked,
    Sight::Started,
    Sight::MailTaken,
    Sight::Acknowledged,
    Sight::Answered,
    Sight::Lodged,
];

/// When to kill. Half of the delays are far below what a commit takes.
fn plan(on: Sight, chance: &mut Chance) -> Plan {
    let (most, later) = match on {
        Sight::Started => (1, 150_000),
        Sight::Ready => (1, 900_000),
        Sight::Due => (3, 20_000),
        Sight::Lodged => (3, 5_000),
        Sight::Sent | Sight::Acknowledged => (25, 10_000),
        Sight::MailIn | Sight::MailTaken | Sight::Asked | Sight::Answered | Sight::Refused => (8, 3_000),
    };
    let at_once = !matches!(on, Sight::Started | Sight::Ready) && chance.once_in(2);
    let later = if at_once { Duration::ZERO } else { chance.up_to(Duration::from_micros(later)) };
    Plan { on, nth: 1 + u32::try_from(chance.below(most)).expect("it is small"), later }
}

pub fn play(installation: &mut Installation, on: Sight, chance: &mut Chance, figures: &mut Figures) {
    let plan = plan(on, chance);
    println!(
        "round {}: killed {:?} after the {}. `{:?}`",
        figures.rounds_played + 1,
        plan.later,
        plan.nth,
        plan.on
    );
    installation.lease_ends();
    let mut server = installation.program.start(&["serve"]);
    let out = server.stdout.take().expect("it is a pipe");
    installation.trigger.arm(server, Some(plan));
    if plan.on == Sight::Started {
        let fall = installation.trigger.fall();
        assert_eq!(fall, Fall::Planned, "{}", installation.program.log());
        figures.killed(plan.on, fall);
    } else {
        let address = program::address(out);
        let address = address.unwrap_or_else(|| panic!("it didn't start:\n{}", installation.program.log()));
        installation.trigger.saw(Sight::Ready);
        let fall = work(installation, address);
        assert!(!matches!(fall, Fall::Ended(_)), "{fall:?}: {}", installation.program.log());
        figures.killed(plan.on, fall);
    }
    // A new process opens what the dead one left.
    installation.look(figures);
}

/// Everybody works until the server is dead.
fn work(installation: &mut Installation, address: SocketAddr) -> Fall {
    let Installation { senders, clerks, trigger, .. } = installation;
    let trigger: &Trigger = trigger;
    std::thread::scope(|scope| {
        for sender in senders {
            scope.spawn(move || {
                let link = Link { address, token: sender.token.clone(), trigger, grace: Grace::None };
                let last = sender.ledger.acknowledged.len().wrapping_sub(1);
                let mut alive = sender.ledger.ask_again(last, &link);
                while alive.is_ok() {
                    alive = sender.turn(&link);
                }
                is_dead(trigger);
            });
        }
        scope.spawn(move || {
            let mut at_work = true;
            while at_work {
                for clerk in clerks.iter_mut() {
                    let link = Link { address, token: clerk.token.clone(), trigger, grace: Grace::None };
                    match clerk.turn(&link) {
                        Ok(true) => {}
                        Ok(false) => drop(trigger.pause(LOOKS_AGAIN)),
                        Err(Lost) => at_work = false,
                    }
                }
            }
            is_dead(trigger);
        });
        trigger.fall()
    })
}

/// A living server breaks no connection off.
fn is_dead(trigger: &Trigger) {
    assert!(trigger.pause(NOTICES_WITHIN), "a connection broke off, and the server lives");
}
