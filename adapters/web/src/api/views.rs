//! What programs read, as the description of the API has it. The values themselves are casework's; a test holds
//! real answers against these shapes, so that neither can change without the other.

#![allow(dead_code, reason = "described here, made by casework")]

mod deadlines;
mod guarantees;

pub(super) use deadlines::{DeadlineView, LedgerView, Statistics};
pub(super) use guarantees::ProvenView;

use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Hand it back as `after` for the next page; none: this was the last.
    pub next: Option<String>,
}

/// A page of a docket.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Entries {
    /// The entries in which something is for the caller.
    pub items: Vec<TimelineEntry>,
    /// The number to go on from; none: this was the last page.
    pub next: Option<u64>,
}

/// A message in a list: without its text, since opening it may be a receipt.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageLine {
    /// Its id.
    pub id: String,
    /// The case.
    pub case: String,
    /// As whom it is addressed: `defendant[2]`.
    pub member: String,
    /// The notice's or deadline's name.
    pub notice: String,
    /// Whether opening it is a receipt.
    pub service: bool,
    /// Subject.
    pub subject: String,
    /// When it was sent.
    pub sent: String,
    /// When it was opened first.
    pub read: Option<String>,
}

/// A case as somebody sees it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseView {
    /// Its id.
    pub case: String,
    /// Name of its workflow.
    pub workflow: String,
    /// Version of its workflow.
    pub version: u32,
    /// Title of its workflow.
    pub title: String,
    /// Number of docket entries: which state of the case this is.
    pub revision: u64,
    /// When it was opened.
    pub opened: String,
    /// IANA name of the zone it lives in.
    pub zone: String,
    /// How it ended.
    pub ended: Option<EndView>,
    /// As whom the reader sees it: `defendant[2]`, `judge`.
    pub as_whom: Vec<String>,
    /// Where it stands.
    pub status: Vec<StatusView>,
    /// What the reader may do now.
    pub tasks: Vec<TaskView>,
    /// What others have to do.
    pub waits_for: Vec<TaskView>,
    /// Clocks: running ones by their end first.
    pub clocks: Vec<ClockView>,
    /// Documents that the reader may see.
    pub documents: Vec<DocumentView>,
    /// Who takes part.
    pub parties: Vec<PartyView>,
    /// Consents.
    pub consents: Vec<ConsentView>,
    /// Data that the reader may see.
    pub data: Vec<DataView>,
}

/// How a case ended.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EndView {
    /// When.
    pub at: String,
    /// In which state, in words.
    pub state: String,
    /// With which outcome.
    pub outcome: Option<String>,
}

/// Where a case stands: one active state that holds no other.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusView {
    /// Its name: `defending[2]`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whose copy it is in.
    pub whose: Option<String>,
    /// The titles of the boxes around it that have one, from the outside in.
    pub within: Vec<String>,
    /// Whether this part of the case is done.
    pub done: bool,
    /// Whether it may stay so for as long as it likes: it stands open beside what goes on.
    pub idle: bool,
    /// Its provision.
    pub law: Option<String>,
}

/// A document.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentView {
    /// Number in the case.
    pub number: u64,
    /// Its kind.
    pub kind: String,
    /// Title of its kind.
    pub title: String,
    /// As whom it was filed, in words.
    pub by: String,
    /// File name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its content; none while it is being made.
    pub digest: Option<String>,
    /// When.
    pub at: String,
    /// Whether a browser may show it, or only keep it.
    pub inline: bool,
    /// Whether it was made from the definition's own template, not brought by anybody.
    pub issued: bool,
}

/// Somebody who takes part.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartyView {
    /// `defendant[2]`.
    pub member: String,
    /// The role and its groups, by name.
    pub roles: Vec<String>,
    /// In words: `Defendant 2 (Li Si)`.
    pub text: String,
    /// The name.
    pub name: String,
    /// Whether it is a party (else an official).
    pub party: bool,
    /// Whether it has an account, or is still to take up its invitation.
    pub has_account: bool,
    /// Since when.
    pub joined: String,
    /// Until when.
    pub left: Option<String>,
    /// Who acts for it now: names with the role's title.
    pub represented_by: Vec<String>,
    /// Whether it is the reader, or somebody the reader acts for.
    pub is_reader: bool,
    /// Its fields that the reader may see.
    pub data: Vec<DataView>,
}

/// A consent and who has given it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentView {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its provision.
    pub law: Option<String>,
    /// Whether all have given it.
    pub holds: bool,
    /// Each member asked, in words, and since when it consents.
    pub members: Vec<Vec<Option<String>>>,
}

/// A clock of the case.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockView {
    /// Number in the case.
    pub number: u64,
    /// The deadline's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whose copy it is in.
    pub whose: Option<String>,
    /// `waiting`, `running`, `suspended`, `expired`, `waived`.
    pub standing: String,
    /// Exclusive end while it runs, or when it expired.
    pub due: Option<String>,
    /// Last day, of a period in days or longer.
    pub last_day: Option<String>,
    /// Counted beyond the published calendar: it may move.
    pub provisional: bool,
    /// What remains while it stands still.
    pub left: Option<String>,
    /// What remains, in the unit that the law counts in: until the end while it runs, of the period while it
    /// stands still.
    pub remaining: Option<RemainingView>,
    /// The end on the reader's own clock, where that shows another time than the organisation's.
    pub there: Option<ThereView>,
    /// What the end of a running clock was counted with.
    pub counted_with: Option<CountedWith>,
    /// How often it was extended.
    pub extensions: u64,
    /// What happens when it expires; empty: nothing by itself.
    pub on_expiry: Vec<ExpiryView>,
    /// A promise without legal effect.
    pub promise: bool,
    /// Its provision.
    pub law: Option<String>,
    /// In one sentence.
    pub text: String,
}

/// What remains.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RemainingView {
    /// `days`, `working-days`, or `minutes`: of periods in hours, and of the last day.
    pub unit: String,
    /// How many; a started minute counts.
    pub count: i64,
    /// In words: `3 working days`, `5 hours 13 minutes`.
    pub text: String,
}

/// The end on the reader's own clock.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ThereView {
    /// IANA name of the reader's zone.
    pub zone: String,
    /// RFC 3339 with the offset there.
    pub due: String,
    /// In words: `2026-03-10 17:00 in Europe/Berlin`.
    pub text: String,
}

/// What an end was counted with.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountedWith {
    /// Name of the calendar.
    pub calendar: String,
    /// Its edition.
    pub calendar_edition: String,
    /// Name of the counting rule.
    pub counting: String,
    /// Its edition.
    pub counting_edition: String,
    /// The zone in which days begin and end.
    pub zone: String,
    /// Release of the time zone database.
    pub zone_database: String,
}

/// What happens at the end of a clock.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpiryView {
    /// In words.
    pub text: String,
    /// Its provision.
    pub law: Option<String>,
    /// Whether it hangs on a condition.
    pub conditional: bool,
}

/// A field and its value.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DataView {
    /// `claim.amount`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its value.
    #[schema(value_type = serde_json::Value)]
    pub value: serde_json::Value,
    /// Its value in words.
    pub text: String,
}

/// A deadline with the steps of its count and its ledger.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExplainedClock {
    /// The clock; none: its state was left, and only the ledger tells of it.
    pub clock: Option<ClockView>,
    /// IANA name of the zone of the case.
    pub zone: String,
    /// Each step in words; empty for a clock that doesn't run.
    pub steps: Vec<String>,
    /// How it stands or ended, and what moved it.
    pub ledger: LedgerView,
}

/// Something to do.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InboxItem {
    /// The case.
    pub case: String,
    /// Title of its workflow.
    pub workflow: String,
    /// The parties, in words.
    pub parties: Vec<String>,
    /// Number of the task.
    pub number: u64,
    /// Its name.
    pub task: String,
    /// Its title.
    pub title: String,
    /// Whose copy it is in.
    pub whose: Option<String>,
    /// It can be done and needn't be: the case goes on without it.
    pub optional: bool,
    /// When it was opened.
    pub opened: String,
    /// The earliest end of its deadlines.
    pub due: Option<String>,
    /// The last day of that deadline.
    pub last_day: Option<String>,
    /// Number of that deadline's clock.
    pub deadline: Option<u64>,
    /// What remains until then, in the unit that the law counts in.
    pub remaining: Option<RemainingView>,
    /// That end on the reader's own clock, where it shows another time than the organisation's.
    pub there: Option<ThereView>,
    /// It was counted beyond the published calendar: it may move.
    pub provisional: bool,
    /// Whether that deadline is a promise without legal effect.
    pub promise: bool,
    /// IANA name of the zone of the case.
    pub zone: String,
    /// The pool it waits in for somebody to take it; none: it is the reader's own.
    pub pool: Option<String>,
    /// The case can't be read at this moment: of the task there is only what its row says, and nothing can be done in it.
    pub unreadable: bool,
}

/// A case in a list.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseItem {
    /// The case.
    pub case: String,
    /// Name of its workflow.
    pub workflow: String,
    /// Title of its workflow.
    pub title: String,
    /// IANA name of its zone.
    pub zone: String,
    /// The parties, in words.
    pub parties: Vec<String>,
    /// Where it stands, in words.
    pub status: Vec<String>,
    /// When it was opened.
    pub opened: String,
    /// When it ended.
    pub ended: Option<String>,
    /// With which outcome.
    pub outcome: Option<String>,
    /// It can't be read at this moment: parties and status aren't known.
    pub unreadable: bool,
}

/// A workflow of which a case can be opened.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    /// Its name.
    pub workflow: String,
    /// Its version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// The role that opens a case.
    pub starts: String,
    /// The parties that are named from the start.
    pub roles: Vec<OpeningRole>,
    /// Who may open a case for a member of the role that starts, within an authority.
    pub agents: Vec<MayRepresent>,
    /// The data that must be said from the start, as JSON Schema.
    #[schema(value_type = Object)]
    pub schema: serde_json::Value,
}

/// A role whose members are named when a case is opened.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpeningRole {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// More than one member.
    pub many: bool,
    /// None at all is fine.
    pub optional: bool,
    /// Members may also be named later.
    pub later: bool,
    /// Whether it is the one that opens.
    pub starts: bool,
    /// Roles that may open a case for it, by name: with an authority.
    pub represented_by: Vec<String>,
    /// The fields of each member, as JSON Schema.
    #[schema(value_type = Object)]
    pub schema: serde_json::Value,
}

/// A member and who may act and acts for it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RepresentedView {
    /// `defendant[2]`.
    pub member: String,
    /// In words.
    pub text: String,
    /// The roles that may act for it, with the document that carries the authority.
    pub may: Vec<MayRepresent>,
    /// Who acts for it now.
    pub acting: Vec<ActingView>,
}

/// A role that may act for a member.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MayRepresent {
    /// Its name.
    pub role: String,
    /// Its title.
    pub title: String,
    /// The document that carries the authority.
    pub authority: TakesView,
}

/// Somebody who acts for a member.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ActingView {
    /// Who.
    pub person: String,
    /// Name.
    pub name: String,
    /// Title of the role.
    pub role: String,
    /// Since when.
    pub since: String,
    /// Number of the document that carries the authority.
    pub document: u64,
}

/// An open task.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskView {
    /// The case.
    pub case: String,
    /// Number in the case.
    pub number: u64,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whose copy it is in.
    pub whose: Option<String>,
    /// Whom it is for, in words.
    pub for_whom: String,
    /// When it was opened.
    pub opened: String,
    /// The earliest end of the deadlines shown with it.
    pub due: Option<String>,
    /// The last day of that deadline.
    pub last_day: Option<String>,
    /// Number of that deadline's clock.
    pub deadline: Option<u64>,
    /// What remains until then, in the unit that the law counts in.
    pub remaining: Option<RemainingView>,
    /// That end on the reader's own clock, where it shows another time than the organisation's.
    pub there: Option<ThereView>,
    /// It was counted beyond the published calendar: it may move.
    pub provisional: bool,
    /// What happens if nobody does anything until then.
    pub on_expiry: Vec<ExpiryView>,
    /// Whether that deadline is a promise without legal effect.
    pub promise: bool,
    /// Whether the reader may end it now.
    pub mine: bool,
    /// Whether the reader may take it from the pool first.
    pub claimable: bool,
    /// Whether the reader has taken it, and may give it back.
    pub held: bool,
    /// It can be done and needn't be: the case goes on without it.
    pub optional: bool,
    /// As which members of the case the reader may end it: label and words. Empty for officials of a pool.
    pub act_as: Vec<Vec<String>>,
    /// How it may end.
    pub outcomes: Vec<OutcomeView>,
    /// What may be filed with it.
    pub takes: Vec<TakesView>,
    /// Whether the reader's identity is checked again.
    pub identify: bool,
    /// Whether it costs somebody a visit.
    pub in_person: bool,
    /// Its provision.
    pub law: Option<String>,
    /// Whom the fields that ask for a person offer, by the schema's `x-role`: label and words.
    pub people: BTreeMap<String, Vec<Vec<String>>>,
    /// What stands in the form's fields now, by key: the case's data as the reader may see them.
    #[schema(value_type = Object)]
    pub values: serde_json::Value,
    /// The reader's draft, as it was typed (JSON).
    pub draft: Option<String>,
    /// What the reader has uploaded for it and not filed.
    pub uploads: Vec<Lodged>,
}

/// One way in which a task may end.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeView {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whether it can be had as things stand.
    pub offered: bool,
    /// The form, as JSON Schema.
    #[schema(value_type = Object)]
    pub schema: serde_json::Value,
}

/// A kind of document that is taken.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakesView {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Media types; empty: any.
    pub media: Vec<String>,
    /// Most bytes of one.
    pub max_bytes: u64,
    /// More than one may be filed.
    pub many: bool,
    /// The task isn't ended without one.
    pub required: bool,
}

/// One entry of the docket.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TimelineEntry {
    /// Number in the docket.
    pub number: u64,
    /// When the law takes it to have happened.
    pub effective: String,
    /// When it was recorded.
    pub recorded: String,
    /// What happened, in words. Never empty.
    pub lines: Vec<Line>,
    /// How an official was drawn: anybody who sees the case can check it.
    pub draw: Option<Draw>,
    /// The entry's hash.
    pub hash: String,
}

/// One thing that happened.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// `done`, `entered`, `clock`, `document`, `notice`, `people`, `consent`, `data`, `ended`, `note`.
    pub kind: String,
    /// In words.
    pub text: String,
    /// Its provision.
    pub law: Option<String>,
}

/// A document that somebody has uploaded and not yet filed. Only he can file it: knowing a digest
/// gives nobody a content.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Lodged {
    /// What it is for.
    pub slot: String,
    /// By whom.
    pub person: String,
    /// The document; its content is kept.
    pub upload: Upload,
    /// When.
    pub at: String,
}

/// A document that comes with an event; its content is stored before.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Upload {
    /// The kind: a name under `documents`.
    pub document: String,
    /// File name.
    pub name: String,
    /// Media type, as found from its bytes.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content.
    pub digest: String,
}

/// How an official was found.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Draw {
    /// `random` or `least_loaded`.
    pub how: String,
    /// The candidates in the order of the draw, with their number of open tasks.
    pub candidates: Vec<Vec<serde_json::Value>>,
    /// Fresh random bytes of the operating system at the moment of the draw, in hexadecimal.
    pub randomness: String,
    /// Position drawn.
    pub position: u32,
}

/// A message in the portal.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    /// The outbox row's id.
    pub id: String,
    /// Whose.
    pub audience: String,
    /// The case.
    pub case: String,
    /// As whom it is addressed: `defendant[2]`.
    pub member: String,
    /// The notice's or deadline's name.
    pub notice: String,
    /// Number of the delivery, where it is a service: opening it is a receipt.
    pub delivery: Option<u64>,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Number of the document that goes with it.
    pub document: Option<u64>,
    /// When it was sent.
    pub sent: String,
    /// When it was opened first.
    pub read: Option<String>,
}
