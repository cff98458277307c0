//! The floor: the rows of W in hand-made batches, each as large as there are clients.

use super::work::Learnt;
use registrar_engine::id::CaseId;
use registrar_store::{ByHand, SqlStore};
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// Writes so many transitions, or as many as there is time for. How many.
pub async fn all(
    store: &SqlStore,
    learnt: &Learnt,
    clients: u32,
    transitions: u64,
    until: Instant,
) -> Result<u64, String> {
    let mut written = 0;
    while written < transitions && Instant::now() < until {
        let id = |_| CaseId::parse(&Uuid::now_v7().to_string()).map_err(|e| e.to_string());
        let cases: Vec<CaseId> = (0..clients).map(id).collect::<Result<_, _>>()?;
        for step in &learnt.rows.steps {
            let one = |case: &CaseId| ByHand { written: Arc::clone(step), case: case.clone() };
            let batch: Vec<ByHand> = cases.iter().map(one).collect();
            store.write_by_hand(&learnt.rows, &batch).await.map_err(|e| e.to_string())?;
            written += u64::from(clients);
        }
    }
    Ok(written)
}
