//! The Store port: each method where its subject lives.

use crate::open::SqlStore;
use async_trait::async_trait;
use registrar_casework::ports::{
    Answered, Audience, CaseRow, CommitResult, DocketRow, Due, InboxPosition, Incident, LoadedCases, Marker,
    OutboxRow, OutboxStanding, Settled, Store, StoreFault, TaskRow, Transition,
};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use std::time::Instant;

#[async_trait]
impl Store for SqlStore {
    async fn marker(&self) -> Result<Marker, StoreFault> {
        Ok(Marker { kind: self.kind, schema: self.schema().await? })
    }

    async fn load(&self, cases: &[CaseId]) -> Result<LoadedCases, StoreFault> {
        self.load_cases(cases).await
    }

    async fn commit(&self, batch: Vec<Transition>) -> Result<Vec<CommitResult>, StoreFault> {
        self.commit_batch(batch).await
    }

    async fn answers(&self, keys: &[(String, String)]) -> Result<Vec<Answered>, StoreFault> {
        self.read_answers(keys).await
    }

    async fn due(&self, now: Moment, after: Option<&Due>, limit: u32) -> Result<Vec<Due>, StoreFault> {
        self.due_cases(now, after, limit).await
    }

    async fn next_due(&self) -> Result<Option<Moment>, StoreFault> {
        self.earliest_due().await
    }

    async fn docket(&self, case: &CaseId, from: u64, limit: u32) -> Result<Vec<DocketRow>, StoreFault> {
        self.read_docket(case, from, limit).await
    }

    async fn cases(&self, after: Option<&CaseId>, limit: u32) -> Result<Vec<CaseRow>, StoreFault> {
        self.all_cases(after, limit).await
    }

    async fn cases_of(
        &self,
        audiences: &[Audience],
        after: Option<(Moment, CaseId)>,
        limit: u32,
    ) -> Result<Vec<CaseRow>, StoreFault> {
        self.cases_for(audiences, after, limit).await
    }

    async fn outdated(
        &self,
        digest: &str,
        edition: &str,
        after: Option<&CaseId>,
        limit: u32,
    ) -> Result<Vec<CaseId>, StoreFault> {
        self.outdated_cases(digest, edition, after, limit).await
    }

    async fn inbox(
        &self,
        audiences: &[Audience],
        after: Option<&InboxPosition>,
        limit: u32,
    ) -> Result<Vec<TaskRow>, StoreFault> {
        self.read_inbox(audiences, after, limit).await
    }

    async fn loads(&self, persons: &[PersonId]) -> Result<Vec<u32>, StoreFault> {
        self.count_loads(persons).await
    }

    async fn claim(&self, now: Moment, lease: Moment, limit: u32) -> Result<Vec<OutboxRow>, StoreFault> {
        self.claim_rows(now, lease, limit).await
    }

    async fn release(&self, lease: Moment) -> Result<(), StoreFault> {
        self.release_rows(lease).await
    }

    fn keeps_claims_of(&self, claimed: Instant) -> bool {
        self.node.keeps_claims_of(claimed)
    }

    async fn settle(&self, settled: &[(CaseId, String, Settled)]) -> Result<(), StoreFault> {
        self.settle_rows(settled).await
    }

    async fn group(&self, case: &CaseId, group: &str) -> Result<Vec<(String, OutboxStanding)>, StoreFault> {
        self.read_group(case, group).await
    }

    async fn resend(&self, case: &CaseId, id: &str, due: Moment) -> Result<bool, StoreFault> {
        self.send_again(case, id, due).await
    }

    async fn next_outgoing(&self) -> Result<Option<Moment>, StoreFault> {
        self.earliest_outgoing().await
    }

    async fn open_incident(&self, incident: &Incident) -> Result<(), StoreFault> {
        self.database.run(crate::incident::insert(incident)?).await.map(|_| ())
    }

    async fn incident(&self, id: &str) -> Result<Option<Incident>, StoreFault> {
        self.read_incident(id).await
    }

    async fn incidents(
        &self,
        open_only: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Incident>, StoreFault> {
        self.list_incidents(open_only, after, limit).await
    }

    async fn resolve_incident(&self, id: &str, at: Moment) -> Result<(), StoreFault> {
        self.close_incident(id, at).await
    }
}
