//! The outbox loop: performs what was committed, at least once, each row under its stable id; tries again
//! with growing pauses; what can't be done becomes an event for the case or an incident.

use crate::dispatch::{Dispatch, Outcome};
use crate::ports::{Incident, IncidentSource, OutboxRow, OutboxStanding, Outgoing, Settled, StoreFault};
use crate::shutdown::Shutdown;
use crate::wake::{AFTER_FAULT, AT_LEAST_EVERY, Wake};
use futures::StreamExt as _;
use registrar_engine::event::Event;
use registrar_engine::moment::Moment;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// Most rows claimed at once.
const ROWS: u32 = 64;
/// Groups worked on side by side: a slow mail server holds up no webhook.
const SIDE_BY_SIDE: usize = 8;
/// Pauses between attempts, in seconds; after the last one a row is given up. Two and a half days in all:
/// a mail server that is down over a weekend loses nothing.
const PAUSES: [i64; 9] = [10, 60, 300, 1_800, 7_200, 21_600, 43_200, 64_800, 86_400];
/// How long a claimed row is nobody else's.
const LEASE_SECONDS: i64 = 600;

/// Performs what is due now. How many rows were tried; 0: nothing is due any more.
///
/// # Errors
/// When the store fails; rows whose outcome wasn't written are tried again under the same id.
pub async fn send_due(dispatch: &Dispatch) -> Result<u64, StoreFault> {
    send_within(dispatch, lease(dispatch)).await
}

/// Until when what is claimed now is nobody else's.
fn lease(dispatch: &Dispatch) -> Moment {
    later(dispatch.ports.clock.now(), LEASE_SECONDS)
}

async fn send_within(dispatch: &Dispatch, lease: Moment) -> Result<u64, StoreFault> {
    let ports = &dispatch.ports;
    let claimed = Instant::now();
    let rows = ports.store.claim(ports.clock.now(), lease, ROWS).await?;
    let tried = rows.len() as u64;
    // Rows that stand for each other are tried one after the other: each sees how those before it ended.
    let mut groups: BTreeMap<String, Vec<OutboxRow>> = BTreeMap::new();
    for row in rows {
        groups.entry(row.group.clone().unwrap_or_else(|| row.id.clone())).or_default().push(row);
    }
    let results: Vec<Result<(), StoreFault>> = futures::stream::iter(groups.into_values())
        .map(|rows| async move {
            for row in rows {
                // A node that was frozen meanwhile leaves the rest to those who have it now.
                if !ports.store.keeps_claims_of(claimed) {
                    break;
                }
                settle(dispatch, row).await?;
            }
            Ok(())
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    results.into_iter().collect::<Result<(), _>>()?;
    Ok(tried)
}

async fn settle(dispatch: &Dispatch, row: OutboxRow) -> Result<(), StoreFault> {
    let outcome = match dispatch.perform(&row).await {
        // The case, its definition or its addressee: trying again helps once an operator has seen to it.
        Err(fault @ StoreFault::Unreadable { .. }) => {
            Outcome::Never { reason: fault.to_string(), incident: true }
        }
        other => other?,
    };
    let at = dispatch.ports.clock.now();
    let tried = match outcome {
        Outcome::Nowhere { .. } => Tried::Nowhere,
        _ => Tried::InVain,
    };
    let settled = match outcome {
        Outcome::Done => Settled::Done { at },
        Outcome::Nowhere { reason } => {
            given_up(dispatch, &row, &reason, tried).await?;
            Settled::Failed { at, reason }
        }
        Outcome::Never { reason, incident } => {
            if incident {
                open_incident(dispatch, &row, &reason).await?;
            }
            given_up(dispatch, &row, &reason, tried).await?;
            Settled::Failed { at, reason }
        }
        Outcome::Later { reason } => match PAUSES.get(row.attempts.saturating_sub(1) as usize) {
            Some(pause) => Settled::Again { due: later(at, *pause), reason },
            None => {
                if !dispatch.gave_up(&row).await? {
                    open_incident(dispatch, &row, &reason).await?;
                }
                given_up(dispatch, &row, &reason, tried).await?;
                Settled::Failed { at, reason }
            }
        },
    };
    let failed = matches!(settled, Settled::Failed { .. });
    dispatch.meter.outbox(&row.what, first_due(&row), &settled, tried == Tried::Nowhere);
    dispatch.ports.store.settle(&[(row.case.clone(), row.id.clone(), settled)]).await?;
    if failed {
        // Once more, for two nodes that gave up the last two channels at the same moment.
        given_up(dispatch, &row, "no channel is left", tried).await?;
    }
    Ok(())
}

/// Whether a row that wasn't delivered had anywhere to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tried {
    Nowhere,
    InVain,
}

/// When every channel of a notice has failed, the case hears of it if it is a service (the key has it
/// hear once), and else an operator. An addressee with neither account nor address is no failure: whoever
/// named him knew it, and what he was to be told lies in the case.
async fn given_up(
    dispatch: &Dispatch,
    row: &OutboxRow,
    reason: &str,
    tried: Tried,
) -> Result<(), StoreFault> {
    let (Outgoing::Notice { notice, delivery, .. }, Some(group)) = (&row.what, &row.group) else {
        return Ok(());
    };
    let standings = dispatch.ports.store.group(&row.case, group).await?;
    let is_only = standings.iter().all(|(id, _)| *id == row.id);
    let others_failed = standings
        .iter()
        .filter(|(id, _)| *id != row.id)
        .all(|(_, standing)| *standing == OutboxStanding::Failed);
    match delivery {
        _ if !others_failed => Ok(()),
        Some(delivery) => {
            let (delivery, name, reason) = (*delivery, notice.clone(), reason.to_owned());
            let event = Event::Undelivered { delivery, name, reason };
            dispatch.tell(&row.case, event, format!("undelivered:{group}")).await
        }
        None if is_only && tried == Tried::Nowhere => Ok(()),
        None => open_incident(dispatch, row, reason).await,
    }
}

async fn open_incident(dispatch: &Dispatch, row: &OutboxRow, reason: &str) -> Result<(), StoreFault> {
    let ports = &dispatch.ports;
    let incident = Incident {
        // The row's own id: however often it is given up, it is one incident until it is resolved.
        id: format!("outbox.{}", row.id),
        case: Some(row.case.clone()),
        opened: ports.clock.now(),
        source: IncidentSource::Outbox(row.id.clone()),
        event: None,
        effective: None,
        reason: reason.to_owned(),
        resolved: None,
    };
    tracing::warn!(incident = %incident.id, outbox = %row.id, "an outbox row was given up");
    ports.store.open_incident(&incident).await?;
    dispatch.meter.incident(dispatch.workflow(row).await.as_deref(), &incident.source);
    Ok(())
}

/// When a row was due at first: its due moment is that of this attempt, behind the pauses before it.
fn first_due(row: &OutboxRow) -> Moment {
    let pauses = PAUSES.iter().take(row.attempts.saturating_sub(1) as usize).sum::<i64>();
    later(row.due, -pauses)
}

/// Performs rows until shutdown; what is under way is finished.
pub(crate) async fn run(dispatch: Arc<Dispatch>, wake: Arc<Wake>, mut shutdown: Shutdown) {
    // What was claimed when the store failed: nobody sends it, and it would wait until its lease ends.
    let mut in_doubt = None;
    while !shutdown.is_asked() {
        let next = match round(&dispatch, &mut in_doubt).await {
            Ok(None) => continue,
            Ok(Some(next)) => next,
            Err(fault) => {
                tracing::error!(%fault, "the outbox could not be worked on");
                tokio::select! {
                    () = tokio::time::sleep(AFTER_FAULT) => continue,
                    () = shutdown.asked() => return,
                }
            }
        };
        let pause = async {
            match next {
                Next::At(at) => dispatch.ports.clock.until(at).await,
                Next::Nothing => std::future::pending().await,
            }
        };
        tokio::select! {
            () = pause => {}
            () = wake.outbox.notified() => {}
            () = tokio::time::sleep(AT_LEAST_EVERY) => {}
            () = shutdown.asked() => return,
        }
    }
}

enum Next {
    At(Moment),
    Nothing,
}

/// None: something was done, there may be more.
async fn round(dispatch: &Dispatch, in_doubt: &mut Option<Moment>) -> Result<Option<Next>, StoreFault> {
    if let Some(lease) = *in_doubt {
        dispatch.ports.store.release(lease).await?;
    }
    // Also if the answer to the claim is what is lost.
    let lease = lease(dispatch);
    *in_doubt = Some(lease);
    let sent = send_within(dispatch, lease).await?;
    *in_doubt = None;
    if sent > 0 {
        return Ok(None);
    }
    let now = dispatch.ports.clock.now();
    // A row that is due and still not claimed is another process's until its lease ends.
    Ok(Some(match dispatch.ports.store.next_outgoing().await? {
        Some(at) => Next::At(if at <= now { later(now, 1) } else { at }),
        None => Next::Nothing,
    }))
}

fn later(now: Moment, seconds: i64) -> Moment {
    Moment::from_micros(now.as_micros().saturating_add(seconds.saturating_mul(1_000_000))).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_outlast_a_weekend_and_end() {
        let all: i64 = PAUSES.iter().sum();
        assert!(all > 60 * 60 * 60, "{all} seconds");
        assert!(PAUSES.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
