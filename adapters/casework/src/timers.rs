//! Fires timers: asks the store for the cases that are due, has the door fire them, sleeps until the
//! next one. Nothing about timers is kept in memory; a restart loses none.

use crate::command::Rejection;
use crate::door::Door;
use crate::ports::{Ports, StoreFault};
use crate::shutdown::Shutdown;
use crate::wake::Wake;
use std::sync::Arc;
use std::time::Duration;

/// Most cases of one round.
const CASES: u32 = 256;
/// How long to wait after the store failed.
const AFTER_FAULT: Duration = Duration::from_secs(2);
/// Another node may have written a timer, or left its own behind: looked for at least so often, as often as nodes say
/// that they live.
const AT_LEAST_EVERY: Duration = Duration::from_secs(3);

/// Fires what is due now, in due order across cases. How many fired; 0: nothing is due any more.
///
/// # Errors
/// When the store fails.
pub async fn fire_due(ports: &Ports, door: &Door) -> Result<u64, StoreFault> {
    let now = ports.clock.now();
    let due = ports.store.due(now, CASES).await?;
    let Some(last) = due.last() else { return Ok(0) };
    // When there may be more cases than we saw, nothing beyond the last we saw may fire before them.
    let horizon = if due.len() < CASES as usize { now } else { last.at };
    match door.fire(due, horizon).await {
        Ok(fired) => Ok(fired),
        Err(Rejection::Fault(fault)) => Err(fault),
        Err(other) => Err(StoreFault::Unavailable(other.to_string())),
    }
}

/// Fires timers until shutdown.
pub(crate) async fn run(ports: Ports, door: Door, wake: Arc<Wake>, mut shutdown: Shutdown) {
    while !shutdown.is_asked() {
        let pause = match round(&ports, &door).await {
            Ok(Round::Again) => continue,
            Ok(Round::Until(next)) => next,
            Err(fault) => {
                tracing::error!(%fault, "timers could not be fired");
                tokio::select! {
                    () = tokio::time::sleep(AFTER_FAULT) => continue,
                    () = shutdown.asked() => return,
                }
            }
        };
        let next = async {
            match pause {
                Some(at) => ports.clock.until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = next => {}
            () = wake.timers.notified() => {}
            () = tokio::time::sleep(AT_LEAST_EVERY) => {}
            () = shutdown.asked() => return,
        }
    }
}

enum Round {
    /// Something fired: there may be more.
    Again,
    /// Nothing is due before this moment, if ever.
    Until(Option<registrar_engine::moment::Moment>),
}

async fn round(ports: &Ports, door: &Door) -> Result<Round, StoreFault> {
    if fire_due(ports, door).await? > 0 {
        return Ok(Round::Again);
    }
    let next = ports.store.next_due().await?;
    // A column that lags behind its case is put right by the round that found it; no busy waiting for it.
    let now = ports.clock.now();
    Ok(Round::Until(next.map(|next| if next <= now { after(now) } else { next })))
}

fn after(now: registrar_engine::moment::Moment) -> registrar_engine::moment::Moment {
    registrar_engine::moment::Moment::from_micros(now.as_micros().saturating_add(1_000_000)).unwrap_or(now)
}
