//! Deadlines that all lie ahead: what so many cost a server that has nothing to do.

use super::figures::{Latencies, rounded};
use super::ground::{Ground, resident};
use super::{Arguments, preload, tell, work};
use registrar_engine::id::CaseId;
use registrar_store::{Renamed, Template};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

const DEFINITION: &str = include_str!("reference-work/pending.yaml");
/// Deadlines that run in each case.
const EACH: u64 = 4;
/// Hours over which cases were opened: before the first deadline of the first has come.
const HOURS: u32 = 14 * 24;
/// Cases that are really opened, of which the others are made.
const OPENED: u32 = 84;
/// How often it is asked what is due.
const LOOKS: u32 = 200;

/// Fills a store with cases until so many deadlines are pending, then asks again and again what is due.
pub async fn measure(arguments: &Arguments, pending: u64) -> Result<Map<String, Value>, String> {
    let ground = Ground::of(arguments).await?;
    let casework = ground.casework();
    let opened = Arc::new(open(&ground).await?);
    let made = pending.div_ceil(EACH).saturating_sub(u64::from(OPENED));
    let (before, begun) = (preload::size(&ground).await?, Instant::now());
    let one = move |number: u64| {
        let at = usize::try_from(number).unwrap_or_default() % opened.len();
        Ok(Renamed {
            template: Arc::clone(opened.get(at).ok_or("no case was opened")?),
            steps: 1,
            case: CaseId::parse(&Uuid::now_v7().to_string()).map_err(|e| e.to_string())?,
            person: (work::client(0)?, preload::person(1 + number % (made / 100).max(1))?),
        })
    };
    preload::write(&ground, 0..made, one).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let bytes = preload::size(&ground).await?.saturating_sub(before);
    ground.store.settle_down().await.map_err(|e| e.to_string())?;

    let mut looks = Latencies::default();
    for _ in 0..LOOKS {
        let begun = Instant::now();
        let fired = casework.fire_due().await.map_err(|e| e.to_string())?;
        let next = casework.ports.store.next_due().await.map_err(|e| e.to_string())?;
        looks.add(begun.elapsed());
        if fired > 0 || next.is_none() {
            return Err("a deadline has come, or none is pending: name an empty store".to_owned());
        }
    }
    let at_rest = resident();
    let mut told = ground.told("pending").await?;
    ground.stop().await;
    let cases = made + u64::from(OPENED);
    tell(
        &mut told,
        json!({
            "pending": cases * EACH,
            "cases": cases,
            "seconds": rounded(seconds),
            "bytes_per_case": (bytes as f64 / made.max(1) as f64).round(),
            "idle_look_ms": looks.percentile(50.0),
            "resident_mb": at_rest,
        }),
    );
    Ok(told)
}

/// Opens cases at many moments of the last days: what each wrote.
async fn open(ground: &Ground) -> Result<Vec<Arc<Template>>, String> {
    let casework = ground.casework();
    work::deploy_one(&casework, DEFINITION).await?;
    work::account(&casework, &work::client(0)?, "Client 0000").await?;
    let mut opened = Vec::new();
    for at in 0..OPENED {
        ground.clock.set_back(Duration::from_secs(3_600) * (HOURS - at * HOURS / OPENED));
        let (_, template) = work::learn_opening(&casework, &ground.store, "reference-pending").await?;
        opened.push(Arc::new(template));
    }
    ground.clock.set_back(Duration::ZERO);
    Ok(opened)
}
