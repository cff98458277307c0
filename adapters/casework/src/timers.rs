//! Fires timers: asks the store for the cases that are due, has the door fire them, sleeps until the
//! next one. Nothing about timers is kept in memory; a restart loses none.

use crate::command::Rejection;
use crate::door::Door;
use crate::ports::{Due, Ports, StoreFault};
use crate::shutdown::Shutdown;
use crate::wake::{AFTER_FAULT, AT_LEAST_EVERY, Wake};
use registrar_engine::moment::Moment;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Most cases of one round.
const CASES: u32 = 256;

/// Fires what is due now, in due order across cases. How many fired; 0: nothing is due any more, or the time is in
/// doubt.
///
/// It goes page by page, and the next page is decided while the one before becomes durable. People's commands come in
/// between.
///
/// # Errors
/// When the store fails.
pub async fn fire_due(ports: &Ports, door: &Door) -> Result<u64, StoreFault> {
    if ports.clock.doubt().is_some() {
        return Ok(0);
    }
    let now = ports.clock.now();
    let mut fired = 0;
    let mut before: Option<Page> = None;
    // When the first is due of what the cases wait for that have fired.
    let mut next: Option<Moment> = None;
    loop {
        let last = before.as_ref().and_then(|page| page.cases.last());
        let cases = ports.store.due(now, last, CASES).await?;
        let Some(last) = cases.last() else { break };
        // When there may be more cases than we saw, nothing beyond the last we saw may fire before them.
        let all = cases.len() < CASES as usize;
        let horizon = if all { now } else { last.at };
        if next.is_some_and(|next| next <= horizon) {
            // It comes before others of this page, and its place among them is in the store.
            break;
        }
        let (done, durable) = door.fire(cases.clone(), horizon).await.map_err(fault)?;
        fired += done.count;
        if let Some(page) = before.replace(Page { cases, durable }) {
            page.landed(door).await?;
        }
        if all {
            break;
        }
        next = next.into_iter().chain(done.next).min();
    }
    if let Some(page) = before {
        page.landed(door).await?;
    }
    Ok(fired)
}

/// Timers that were decided and are being made durable.
struct Page {
    cases: Vec<Due>,
    durable: oneshot::Receiver<Result<(), StoreFault>>,
}

impl Page {
    async fn landed(self, door: &Door) -> Result<(), StoreFault> {
        match written(self.durable).await {
            Err(fault) if is_about_one(&fault) && self.cases.len() > 1 => one_by_one(door, self.cases).await,
            result => result,
        }
    }
}

/// How it went on the disk; a writer that was interrupted says nothing more.
async fn written(durable: oneshot::Receiver<Result<(), StoreFault>>) -> Result<(), StoreFault> {
    durable.await.unwrap_or_else(|_| Err(fault(Rejection::Busy)))
}

/// Whether it may be one case alone that can't be written. One that can't be read is set aside.
fn is_about_one(fault: &StoreFault) -> bool {
    matches!(fault, StoreFault::Conflict(_))
}

/// Each case for itself, so that one that can't be written doesn't hold up the others.
async fn one_by_one(door: &Door, cases: Vec<Due>) -> Result<(), StoreFault> {
    for due in cases {
        let (case, at) = (due.case.clone(), due.at);
        let done = async {
            let (_, durable) = door.fire(vec![due], at).await.map_err(fault)?;
            written(durable).await
        };
        match done.await {
            Ok(()) => {}
            Err(fault) if is_about_one(&fault) => {
                tracing::error!(%fault, case = %case, "the timers of a case can't fire");
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

fn fault(rejection: Rejection) -> StoreFault {
    match rejection {
        Rejection::Fault(fault) => fault,
        other => StoreFault::Unavailable(other.to_string()),
    }
}

/// Fires timers until shutdown.
pub(crate) async fn run(ports: Ports, door: Door, wake: Arc<Wake>, mut shutdown: Shutdown) {
    while !shutdown.is_asked() {
        wake.looks();
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
            () = wake.sleeps(pause) => {}
            () = tokio::time::sleep(AT_LEAST_EVERY) => {}
            () = shutdown.asked() => return,
        }
    }
}

enum Round {
    /// Something fired: there may be more.
    Again,
    /// Nothing is due before this moment, if ever.
    Until(Option<Moment>),
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

fn after(now: Moment) -> Moment {
    Moment::from_micros(now.as_micros().saturating_add(1_000_000)).unwrap_or(now)
}
