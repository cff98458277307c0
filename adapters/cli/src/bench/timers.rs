//! Timers that are all due at once: how many a second fire, and how long the last of them waits.

use super::figures::{Latencies, rounded};
use super::ground::{Ground, resident};
use super::{Arguments, tell, work};
use registrar_engine::id::CaseId;
use registrar_store::{ByHand, Renamed, Template};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

const DEFINITION: &str = include_str!("reference-work/timers.yaml");
/// How long ago the cases were opened: the first deadline of 15 days has come, with any holiday at its end; the second
/// hasn't.
const AGO: Duration = Duration::from_secs(26 * 86_400);
/// Cases of one commit while they are made, and of one by hand: as many as the loop for timers takes at once.
const BATCH: usize = 256;

/// Has so many timers fire, then writes by hand what they wrote.
pub async fn measure(arguments: &Arguments, timers: u32) -> Result<Map<String, Value>, String> {
    let ground = Ground::of(arguments).await?;
    let casework = ground.casework();
    let template = prepare(&ground).await?;

    let before = ground.store.size().await.map_err(|e| e.to_string())?;
    open(&ground, &template, timers).await?;
    let bytes = ground.store.size().await.map_err(|e| e.to_string())?.saturating_sub(before);
    ground.store.settle_down().await.map_err(|e| e.to_string())?;

    let begun = Instant::now();
    let until = begun + Duration::from_secs(arguments.seconds);
    let (mut fired, mut lags) = (0, Latencies::default());
    while Instant::now() < until {
        let some = casework.fire_due().await.map_err(|e| e.to_string())?;
        if some == 0 {
            break;
        }
        fired += some;
        (0..some).for_each(|_| lags.add(begun.elapsed()));
    }
    let seconds = begun.elapsed().as_secs_f64();
    let per_second = fired as f64 / seconds;
    let at_rest = resident();

    let cases = open(&ground, &template, u32::try_from(fired).unwrap_or(timers)).await?;
    let begun = Instant::now();
    by_hand(&ground, &template, &cases).await?;
    let floor = cases.len() as f64 / begun.elapsed().as_secs_f64();
    let mut told = ground.told("timers").await?;
    ground.stop().await;
    tell(
        &mut told,
        json!({
            "timers": timers,
            "fired": fired,
            "seconds": rounded(seconds),
            "timers_per_second": per_second.round(),
            "floor_per_second": floor.round(),
            "ratio": rounded(per_second / floor),
            "lag_p50_ms": lags.percentile(50.0),
            "lag_p99_ms": lags.percentile(99.0),
            "lag_last_ms": lags.percentile(100.0),
            "bytes_per_case": (bytes as f64 / f64::from(timers)).round(),
            "resident_mb": at_rest,
        }),
    );
    Ok(told)
}

/// Opens a case some time ago and has its timer fire: what it wrote at each.
pub async fn prepare(ground: &Ground) -> Result<Arc<Template>, String> {
    let casework = ground.casework();
    work::deploy_one(&casework, DEFINITION).await?;
    work::account(&casework, &work::client(0)?, "Client 0000").await?;
    ground.clock.set_back(AGO);
    let (_, mut template) = work::learn_opening(&casework, &ground.store, "reference-timers").await?;
    ground.clock.set_back(Duration::ZERO);
    if casework.fire_due().await.map_err(|e| e.to_string())? != 1 {
        return Err("the timer of the first case isn't due, or others are: name an empty store".to_owned());
    }
    ground.store.learn(&mut template).await.map_err(|e| e.to_string())?;
    Ok(Arc::new(template))
}

/// Makes cases whose timers are due.
pub async fn open(ground: &Ground, template: &Arc<Template>, cases: u32) -> Result<Vec<CaseId>, String> {
    let person = work::client(0)?;
    let id = |_| CaseId::parse(&Uuid::now_v7().to_string()).map_err(|e| e.to_string());
    let ids: Vec<CaseId> = (0..cases).map(id).collect::<Result<_, _>>()?;
    for some in ids.chunks(BATCH) {
        let one = |case: &CaseId| Renamed {
            template: Arc::clone(template),
            steps: 1,
            case: case.clone(),
            person: (person.clone(), person.clone()),
        };
        let batch: Vec<Renamed> = some.iter().map(one).collect();
        ground.store.write_renamed(&batch).await.map_err(|e| e.to_string())?;
    }
    Ok(ids)
}

/// Writes what the timers of these cases would.
pub async fn by_hand(ground: &Ground, template: &Template, cases: &[CaseId]) -> Result<(), String> {
    let step = template.steps.last().ok_or("nothing was learnt")?;
    for some in cases.chunks(BATCH) {
        let one = |case: &CaseId| ByHand { written: Arc::clone(step), case: case.clone() };
        let batch: Vec<ByHand> = some.iter().map(one).collect();
        ground.store.write_by_hand(template, &batch).await.map_err(|e| e.to_string())?;
    }
    Ok(())
}
