//! Everybody at work on servers that may be in trouble. Whoever gets no answer goes to the next server, as a proxy
//! before several does.

use crate::http::{Grace, Link, Lost};
use crate::installation::Installation;
use crate::program::Program;
use crate::server::Server;
use crate::trigger::Trigger;
use crate::whistle::Whistle;
use std::net::SocketAddr;
use std::time::Duration;

/// Between two servers, and between two looks into an empty inbox.
const BREATH: Duration = Duration::from_millis(20);
/// A sender goes to another server after so many commands anyway.
const FAITHFUL: usize = 10;

/// A server as people see it.
#[derive(Debug, Clone, Copy)]
pub struct Front {
    pub address: SocketAddr,
    pub grace: Grace,
}

impl Server {
    pub fn with(&self, grace: Grace) -> Front {
        Front { address: self.address, grace }
    }
}

/// What somebody has who looks on while the others work.
#[derive(Debug)]
pub struct Meanwhile<'a> {
    pub program: &'a Program,
    pub trigger: &'a Trigger,
    pub whistle: &'a Whistle,
}

/// Whistles also when a test fails: the others would work for ever.
struct Ends<'a>(&'a Whistle);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.blow();
    }
}

/// Everybody works until the onlooker has seen enough.
pub fn at_work<R>(
    installation: &mut Installation,
    fronts: &[Front],
    onlooker: impl FnOnce(&Meanwhile<'_>) -> R,
) -> R {
    let Installation { senders, clerks, trigger, program, .. } = installation;
    let (trigger, program): (&Trigger, &Program) = (trigger, program);
    let whistle = Whistle::default();
    let whistle = &whistle;
    std::thread::scope(|scope| {
        let ends = Ends(whistle);
        for (place, sender) in senders.iter_mut().enumerate() {
            scope.spawn(move || {
                let _ends = Ends(whistle);
                let (mut at, mut turns) = (place, 0);
                while !whistle.wait(Duration::ZERO) {
                    let Front { address, grace } = fronts[at % fronts.len()];
                    let link = Link { address, token: sender.token.clone(), trigger, grace };
                    match sender.turn(&link) {
                        Ok(()) => {
                            turns += 1;
                            at += usize::from(turns % FAITHFUL == 0);
                        }
                        Err(Lost) => {
                            at += 1;
                            whistle.wait(BREATH);
                        }
                    }
                }
            });
        }
        scope.spawn(move || {
            let _ends = Ends(whistle);
            let mut at = 0;
            while !whistle.wait(BREATH) {
                for clerk in clerks.iter_mut() {
                    let Front { address, grace } = fronts[at % fronts.len()];
                    let link = Link { address, token: clerk.token.clone(), trigger, grace };
                    at += usize::from(!matches!(clerk.turn(&link), Ok(true)));
                }
            }
        });
        let seen = onlooker(&Meanwhile { program, trigger, whistle });
        drop(ends);
        seen
    })
}
