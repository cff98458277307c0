//! Uploads: a document is streamed in, its kind and size are checked, and it waits on the desk of who
//! brought it until it is filed. Contents come out again only for those who may see them.

use crate::access;
use crate::command::Rejection;
use crate::media;
use crate::office::Casework;
use crate::ports::{Content, DocumentFault, Loaded, Lodged, Slot};
use registrar_engine::case::{Act, Filed};
use registrar_engine::chart::{Assign, Chart, DocumentKind, RoleKind, Who};
use registrar_engine::event::{Actor, Upload};
use registrar_engine::id::{CaseId, Digest, DocumentIx, PersonId, RoleIx};
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use std::sync::Arc;
use tokio::io::AsyncReadExt as _;

/// Most uploads waiting in one slot.
const MOST_LODGED: usize = 100;
/// Most characters of a file's name that are kept.
const LONGEST_NAME: usize = 200;

impl Casework {
    /// Takes a document in for a task, a case or an opening. What is too large or of a kind that isn't
    /// taken is refused before it is kept.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to strangers; the refusal with its reason.
    pub async fn upload(
        &self,
        person: &PersonId,
        slot: Slot,
        document: &str,
        name: &str,
        mut content: Content,
    ) -> Result<Upload, Rejection> {
        let kind = self.kind(person, &slot, document).await?;
        let refuse = |reason: String| Refusal::Document { document: document.to_owned(), reason };
        if self.ports.desk.lodged(&slot, person).await?.len() >= MOST_LODGED {
            return Err(refuse(format!("more than {MOST_LODGED} documents are waiting already")).into());
        }
        let unreadable = |error: std::io::Error| refuse(format!("it couldn't be read: {error}"));
        let mut start = Vec::with_capacity(media::LOOKED_AT);
        let looked_at = media::LOOKED_AT as u64;
        (&mut content).take(looked_at).read_to_end(&mut start).await.map_err(unreadable)?;
        if start.is_empty() {
            return Err(refuse("it is empty".to_owned()).into());
        }
        let found = media::kind_of(&start);
        if !media::is_taken(found, &kind.media) {
            let taken = kind.media.join(", ");
            return Err(refuse(format!("it is {found}, and must be one of: {taken}")).into());
        }
        let whole = Box::pin(std::io::Cursor::new(start).chain(content));
        let kept = match self.ports.documents.keep(whole, kind.max_bytes).await {
            Ok(kept) => kept,
            Err(DocumentFault::TooLarge { limit }) => {
                return Err(refuse(format!("it has more than {limit} bytes")).into());
            }
            Err(DocumentFault::Io(error)) => {
                return Err(crate::ports::StoreFault::Unavailable(error.to_string()).into());
            }
        };
        let upload = Upload {
            document: document.to_owned(),
            name: file_name(name),
            media: found.to_owned(),
            size: kept.size,
            digest: kept.digest,
        };
        let at = self.ports.clock.now();
        let lodged = Lodged { slot, person: person.clone(), upload: upload.clone(), at };
        self.ports.desk.lodge(&lodged).await?;
        Ok(upload)
    }

    /// What a person has uploaded and not yet filed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn uploads(&self, person: &PersonId, slot: &Slot) -> Result<Vec<Lodged>, Rejection> {
        Ok(self.ports.desk.lodged(slot, person).await?)
    }

    /// Takes an upload back that wasn't filed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_back(&self, person: &PersonId, slot: &Slot, digest: &Digest) -> Result<(), Rejection> {
        Ok(self.ports.desk.take_back(slot, person, Some(digest)).await?)
    }

    /// A document of a case, for somebody who may see it; none of its content while it is being made.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to everybody else, as if there were none.
    pub async fn document(
        &self,
        person: &PersonId,
        case: &CaseId,
        number: u64,
    ) -> Result<(Filed, Option<Content>), Rejection> {
        let seen = self.seen(person, None, case).await?;
        let filed = seen.case.documents.iter().find(|filed| filed.number == number);
        let filed = filed.filter(|filed| seen.viewpoint.sees_document(&seen.chart, filed));
        let filed = filed.ok_or(Rejection::NotFound)?.clone();
        let Some(digest) = &filed.digest else { return Ok((filed, None)) };
        let content = self.ports.documents.content(digest).await;
        let content = content.map_err(|fault| crate::ports::StoreFault::Unavailable(fault.to_string()))?;
        Ok((filed, content))
    }

    /// The kind of document, if this person may bring one there.
    async fn kind(&self, person: &PersonId, slot: &Slot, document: &str) -> Result<DocumentKind, Rejection> {
        let unknown = || Refusal::Unknown { what: "document".to_owned(), name: document.to_owned() };
        match slot {
            Slot::Task { case, task } => {
                let seen = self.seen(person, None, case).await?;
                let Some(open) = seen.case.task(*task) else { return Err(Rejection::NotFound) };
                if !seen.viewpoint.may_do(&seen.chart, &seen.case, open, &seen.actor.pools) {
                    let task = seen.chart.task(open.task).name.clone();
                    let whose = registrar_engine::step::whose(&seen.chart, &seen.case, open);
                    return Err(Refusal::NotYours { task, whose }.into());
                }
                let takes = &seen.chart.task(open.task).takes;
                Ok(named(&seen.chart, document, |ix| takes.contains(&ix)).ok_or_else(unknown)?)
            }
            Slot::Case(case) => {
                let seen = self.seen(person, None, case).await?;
                Ok(named(&seen.chart, document, |ix| is_authority(&seen.chart, ix)).ok_or_else(unknown)?)
            }
            Slot::Opening(workflow) => {
                self.actor(person, None).await?;
                let chart = self.charts.newest(workflow, None).await?.ok_or(Rejection::NotFound)?;
                Ok(named(&chart, document, |ix| is_authority(&chart, ix)).ok_or_else(unknown)?)
            }
        }
    }

    /// A person with the pools of this moment.
    pub(crate) async fn actor(&self, person: &PersonId, member: Option<String>) -> Result<Actor, Rejection> {
        Ok(self.actor_and_zone(person, member).await?.0)
    }

    /// The same with the zone that the person lives in.
    pub(crate) async fn actor_and_zone(
        &self,
        person: &PersonId,
        member: Option<String>,
    ) -> Result<(Actor, String), Rejection> {
        let known = self.ports.people.person(person).await?.ok_or(Rejection::NotFound)?;
        Ok((Actor { person: known.id, pools: known.pools, member }, known.zone))
    }

    /// A case as somebody sees it who may.
    pub(crate) async fn seen(
        &self,
        person: &PersonId,
        member: Option<String>,
        case: &CaseId,
    ) -> Result<Seen, Rejection> {
        let (actor, own_zone) = self.actor_and_zone(person, member).await?;
        self.seen_by(actor, own_zone, case).await
    }

    /// The same of somebody who has just been looked up.
    pub(crate) async fn seen_by(
        &self,
        actor: Actor,
        own_zone: String,
        case: &CaseId,
    ) -> Result<Seen, Rejection> {
        let now = self.ports.clock.now();
        let case = self.load(case).await?.ok_or(Rejection::NotFound)?.case;
        let chart = self.charts.of(&case).await?;
        let viewpoint = access::viewpoint(&chart, &case, &actor).ok_or(Rejection::NotFound)?;
        Ok(Seen { chart, case, actor, viewpoint, now, own_zone })
    }
}

impl Casework {
    /// A case from which only the end of a task is told: to somebody of the pool that it was for.
    pub(crate) async fn colleague(
        &self,
        person: &PersonId,
        case: &CaseId,
        which: impl Fn(&Act, &Chart) -> bool,
    ) -> Result<Option<Seen>, Rejection> {
        let actor = self.actor(person, None).await?;
        let Some(Loaded { case, .. }) = self.load(case).await? else { return Ok(None) };
        let chart = self.charts.of(&case).await?;
        let of_pool = |role: &RoleIx| match &chart.role(*role).kind {
            RoleKind::Pool { pool, assign: Assign::Claim, .. } => actor.pools.contains(pool),
            _ => false,
        };
        let was_offered = |act: &&Act| match &chart.task(act.task).who {
            Who::Roles(roles) => which(act, &chart) && roles.iter().any(of_pool),
            _ => false,
        };
        if case.acts.iter().find(was_offered).is_none() {
            return Ok(None);
        }
        let (members, roles) = Default::default();
        let viewpoint = access::Viewpoint { person: person.clone(), members, roles, official: false };
        let (now, own_zone) = (self.ports.clock.now(), String::new());
        Ok(Some(Seen { chart, case, actor, viewpoint, now, own_zone }))
    }
}

/// A case and who looks at it.
pub(crate) struct Seen {
    pub chart: Arc<Chart>,
    pub case: registrar_engine::case::Case,
    pub actor: Actor,
    pub viewpoint: access::Viewpoint,
    /// When it is read.
    pub now: Moment,
    /// The zone the reader lives in; empty: not told.
    pub own_zone: String,
}

fn named(chart: &Chart, name: &str, fits: impl Fn(DocumentIx) -> bool) -> Option<DocumentKind> {
    let ix = chart.document_named(name).filter(|ix| fits(*ix))?;
    Some(chart.document(ix).clone())
}

fn is_authority(chart: &Chart, ix: DocumentIx) -> bool {
    chart
        .roles
        .iter()
        .any(|role| matches!(role.kind, RoleKind::Representative { authority } if authority == ix))
}

/// A file's name without its folders, and without what would break a line or a header.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control() && *c != '"').take(LONGEST_NAME).collect();
    if clean.trim().is_empty() { "document".to_owned() } else { clean.trim().to_owned() }
}
