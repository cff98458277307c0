//! Looks for newer editions of calendars that have been deployed, and has the open cases that are pinned to
//! older ones counted anew. Nothing is kept but which editions have been seen to; a restart loses none.

use crate::command::Rejection;
use crate::door::Door;
use crate::ports::{Ports, StoreFault};
use crate::shutdown::Shutdown;
use registrar_engine::id::CaseId;
use std::collections::BTreeSet;
use std::time::Duration;

/// Cases counted anew at once: people in between get their turn.
const CASES: u32 = 64;
/// A deployment comes from another process: looked for so often.
const EVERY: Duration = Duration::from_secs(15);

/// Counts anew what a newer edition concerns, but for editions that were seen to. How many cases.
///
/// # Errors
/// When the store fails; what is left is found by the next round.
pub(crate) async fn recount(
    ports: &Ports,
    door: &Door,
    seen_to: &mut BTreeSet<(String, String)>,
) -> Result<u64, StoreFault> {
    let mut recounted = 0;
    // What fell due before comes first, and nothing does now.
    if ports.clock.doubt().is_some() {
        return Ok(0);
    }
    for deployed in ports.definitions.deployed().await? {
        let edition = (deployed.digest.clone(), deployed.edition.clone());
        if deployed.number < 2 || seen_to.contains(&edition) {
            continue;
        }
        // A case that is being opened with the older edition while the newer one comes isn't in the store yet.
        // What the writer has in hand is done when this is: whatever comes after it takes the newer one.
        count_anew(door, Vec::new()).await?;
        let mut after: Option<CaseId> = None;
        loop {
            let store = &ports.store;
            let cases = store.outdated(&deployed.digest, &deployed.edition, after.as_ref(), CASES).await?;
            let Some(last) = cases.last().cloned() else {
                seen_to.insert(edition);
                break;
            };
            match count_anew(door, cases).await {
                Ok(cases) => recounted += cases,
                // The next round tries again; the other definitions have nothing to do with it.
                Err(fault @ StoreFault::Unreadable { .. }) => {
                    tracing::error!(workflow = deployed.workflow, %fault, "cases could not be counted anew");
                    break;
                }
                Err(fault) => return Err(fault),
            }
            after = Some(last);
        }
    }
    Ok(recounted)
}

async fn count_anew(door: &Door, cases: Vec<CaseId>) -> Result<u64, StoreFault> {
    door.recount(cases).await.map_err(|rejection| match rejection {
        Rejection::Fault(fault) => fault,
        other => StoreFault::Unavailable(other.to_string()),
    })
}

/// Counts anew until shutdown.
pub(crate) async fn run(ports: Ports, door: Door, mut shutdown: Shutdown) {
    let mut seen_to = BTreeSet::new();
    while !shutdown.is_asked() {
        match recount(&ports, &door, &mut seen_to).await {
            Ok(0) => {}
            Ok(cases) => tracing::info!(cases, "open cases were counted anew with newer calendars"),
            Err(fault) => tracing::error!(%fault, "cases could not be counted anew"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = shutdown.asked() => return,
        }
    }
}
