//! What every store must do, whatever it is made of. Each function is one promise, over an empty store;
//! a store's test calls [`all`] with a way to make one.
//!
//! ```ignore
//! #[tokio::test]
//! async fn the_store_keeps_its_promises() {
//!     contract::all(|| async { Arc::new(MyStore::empty().await) }).await;
//! }
//! ```

pub mod commits;
pub mod contents;
pub mod desks;
pub mod finding;
pub mod incidents;
pub mod kept;
pub mod sample;
pub mod sending;

use registrar_casework::ports::{Definitions, Desk, Documents, People, Store};
use std::future::Future;
use std::sync::Arc;

/// What a store under test implements.
pub trait Everything: Store + Definitions + Desk + People + 'static {}
impl<S: Store + Definitions + Desk + People + 'static> Everything for S {}

macro_rules! each {
    ($empty:ident: $($promise:path),* $(,)?) => {
        $($promise($empty().await.as_ref()).await;)*
    };
}

/// Every promise, each over an empty store.
pub async fn all<S: Everything, F: Future<Output = Arc<S>>>(empty: impl Fn() -> F) {
    each!(empty:
        commits::what_is_committed_can_be_loaded,
        commits::a_wrong_revision_writes_nothing_of_its_transition,
        commits::a_conflict_concerns_its_own_case_alone,
        commits::a_key_that_is_answered_already_is_a_conflict,
        commits::first_answers_are_found_by_scope_and_key,
        commits::a_docket_is_read_in_pages,
        commits::rewriting_a_case_replaces_its_derived_rows,
        commits::derived_rows_that_are_not_told_stay,
        finding::due_cases_come_in_due_order_and_are_bounded,
        finding::an_inbox_has_each_task_once_and_goes_by_due,
        finding::cases_are_listed_for_those_who_may_see_them,
        finding::cases_of_an_older_edition_are_found_until_they_end,
        finding::loads_count_tasks_and_not_rows,
        sending::rows_are_claimed_once_until_their_lease_ends,
        sending::rows_that_are_given_back_are_free_and_nobody_elses_are,
        sending::a_settled_row_stays_settled,
        sending::a_row_tried_again_waits_for_its_moment,
        sending::a_failed_row_can_be_sent_again,
        sending::a_group_tells_how_its_rows_stand,
        incidents::an_incident_of_a_timer_holds_its_event_until_it_is_resolved,
        incidents::incidents_are_listed_in_order_of_opening,
        incidents::one_that_was_resolved_opens_again,
        incidents::a_case_that_cannot_be_read_is_not_due_until_it_is_seen_to,
        kept::a_version_is_deployed_once,
        kept::calendars_come_in_editions,
        kept::a_person_is_found_by_id_and_by_pool,
        kept::a_person_lives_in_a_zone,
        kept::tokens_expire_and_end,
        kept::a_person_has_one_feed,
        kept::an_invitation_is_used_by_one_person,
        desks::a_draft_belongs_to_its_person,
        desks::uploads_wait_in_their_slot,
        desks::what_is_filed_leaves_the_desk,
        desks::a_message_is_kept_once_and_read_once,
        desks::messages_come_newest_first,
    );
}

/// Every promise about contents of documents.
pub async fn documents(store: &impl Documents) {
    contents::what_is_kept_comes_back_by_its_digest(store).await;
    contents::what_is_too_large_or_breaks_off_is_not_kept(store).await;
    contents::a_text_that_is_no_digest_finds_nothing(store).await;
}
