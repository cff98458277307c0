//! The page of a case: status in plain words, what is to be done, clocks, documents, parties, consents,
//! data.

use super::clocks::ClockView;
use super::data::DataView;
use super::names::Reader;
use super::tasks::TaskView;
use crate::command::Rejection;
use crate::office::Casework;
use crate::uploads::Seen;
use crate::words::say;
use registrar_engine::case::{Filed, Place, Seat};
use registrar_engine::chart::{RoleKind, StateKind};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::step::{holds, member_name};
use serde::Serialize;

/// A case as somebody sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseView {
    /// Its id.
    pub case: CaseId,
    /// Name of its workflow.
    pub workflow: String,
    /// Version of its workflow.
    pub version: u32,
    /// Title of its workflow.
    pub title: String,
    /// Number of docket entries: which state of the case this is.
    pub revision: u64,
    /// When it was opened.
    pub opened: Moment,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndView {
    /// When.
    pub at: Moment,
    /// In which state, in words.
    pub state: String,
    /// With which outcome.
    pub outcome: Option<String>,
}

/// Where a case stands: one active state that holds no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusView {
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentView {
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
    pub at: Moment,
    /// Whether a browser may show it, or only keep it.
    pub inline: bool,
    /// Whether it was made from the definition's own template, not brought by anybody.
    pub issued: bool,
}

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartyView {
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
    pub joined: Moment,
    /// Until when.
    pub left: Option<Moment>,
    /// Who acts for it now: names with the role's title.
    pub represented_by: Vec<String>,
    /// Whether it is the reader, or somebody the reader acts for.
    pub is_reader: bool,
    /// Its fields that the reader may see.
    pub data: Vec<DataView>,
}

/// A consent and who has given it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentView {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its provision.
    pub law: Option<String>,
    /// Whether all have given it.
    pub holds: bool,
    /// Each member asked, in words, and since when it consents.
    pub members: Vec<(String, Option<Moment>)>,
}

impl Casework {
    /// A case, for somebody who may see it.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to strangers, as if there were none.
    pub async fn case(
        &self,
        person: &PersonId,
        case: &CaseId,
        language: &str,
    ) -> Result<CaseView, Rejection> {
        Ok(self.seen(person, None, case).await?.view(language))
    }
}

impl Seen {
    pub(crate) fn view(&self, language: &str) -> CaseView {
        let reader = self.reader(language);
        let (case, chart) = (&self.case, &self.chart);
        let all = case.tasks.iter().map(|open| reader.task_view(open, &self.actor));
        let (tasks, waits_for) = all.partition(|task| task.mine);
        let members = self.viewpoint.members.iter().map(|member| member_name(chart, *member));
        let offices = self.viewpoint.roles.iter().map(|role| chart.role(*role));
        let offices = offices.filter(|role| matches!(role.kind, RoleKind::Pool { .. }));
        let held: Vec<String> = members.collect();
        let unseated = offices
            .map(|role| role.name.clone())
            .filter(|name| !held.iter().any(|member| member.starts_with(&format!("{name}["))));
        let as_whom = held.iter().cloned().chain(unseated).collect();
        CaseView {
            case: case.case.clone(),
            workflow: case.workflow.to_string(),
            version: case.version,
            title: say(&chart.title, language, &chart.workflow),
            revision: case.revision,
            opened: case.opened,
            zone: chart.zone_name.clone(),
            ended: case.ended.as_ref().map(|ended| EndView {
                at: ended.at,
                state: reader.state(&chart.state(ended.state).name),
                outcome: ended.outcome.clone(),
            }),
            as_whom,
            status: reader.status(),
            tasks,
            waits_for,
            clocks: reader.clocks(),
            documents: reader.documents(),
            parties: case.seats.iter().map(|seat| reader.party(seat)).collect(),
            consents: reader.consents(),
            data: reader.data_views(&chart.data, &self.viewpoint.data(chart, case), ""),
        }
    }
}

impl Reader<'_> {
    /// The active states that hold no other, in order.
    pub fn status(&self) -> Vec<StatusView> {
        let places = &self.case.configuration;
        places
            .iter()
            .enumerate()
            // INVARIANT: the configuration is sorted, so what is below a place follows it at once.
            .filter(|(at, place)| !places.get(at + 1).is_some_and(|next| self.is_below(next, place)))
            .map(|(_, place)| self.status_of(place))
            .collect()
    }

    fn is_below(&self, inner: &Place, outer: &Place) -> bool {
        self.chart.is_within(inner.state, outer.state) && inner.copy.starts_with(&outer.copy)
    }

    fn status_of(&self, place: &Place) -> StatusView {
        let state = self.chart.state(place.state);
        let mut within: Vec<String> = self
            .chart
            .outwards(place.state)
            .skip(1)
            // The outermost box is the case itself.
            .filter(|outer| self.chart.outwards(*outer).nth(1).is_some())
            .map(|outer| self.chart.state(outer))
            .filter(|outer| !outer.title.is_empty())
            .map(|outer| say(&outer.title, self.language, &outer.name))
            .collect();
        let title = say(&state.title, self.language, &state.name);
        within.insert(0, title.clone());
        // A box that is called like what is in it says nothing more.
        within.dedup();
        within.remove(0);
        within.reverse();
        StatusView {
            name: registrar_engine::event::copy_name(&state.name, &place.copy),
            title,
            idle: super::tasks::stands_beside(self.chart, place.state),
            whose: self.whose(place),
            within,
            done: matches!(state.kind, StateKind::Final { .. }),
            law: self.law(state.law.as_deref()),
        }
    }

    fn documents(&self) -> Vec<DocumentView> {
        let seen = self.case.documents.iter().filter(|filed| self.viewpoint.sees_document(self.chart, filed));
        seen.map(|filed| {
            let kind = self.chart.document(filed.document);
            DocumentView {
                number: filed.number,
                kind: kind.name.clone(),
                title: self.document(&kind.name),
                by: self.filed_by(filed),
                name: filed.name.clone(),
                media: filed.media.clone(),
                size: filed.size,
                digest: filed.digest.as_ref().map(ToString::to_string),
                at: filed.at,
                inline: !crate::media::runs(&filed.media),
                issued: kind.template.is_some(),
            }
        })
        .collect()
    }

    /// As whom a document was filed; one that the house made is of the role that issues it.
    pub fn filed_by(&self, filed: &Filed) -> String {
        let kind = self.chart.document(filed.document);
        let issuer = &self.chart.role(kind.by).name;
        match kind.template {
            Some(_) if super::names::split(&filed.by).0 != issuer => self.who(issuer),
            _ => self.who(&filed.by),
        }
    }

    fn party(&self, seat: &Seat) -> PartyView {
        let role = self.chart.role(seat.role);
        let member = member_name(self.chart, seat.member());
        let groups = self.chart.roles.iter().filter(|group| match &group.kind {
            RoleKind::Group(roles) => roles.contains(&seat.role),
            _ => false,
        });
        let acting = seat.representatives.iter().filter(|representation| representation.until.is_none());
        PartyView {
            roles: std::iter::once(role).chain(groups).map(|role| role.name.clone()).collect(),
            text: self.who(&member),
            member,
            name: seat.name.clone(),
            party: matches!(role.kind, RoleKind::Party { .. }),
            has_account: seat.person.is_some(),
            joined: seat.joined,
            left: seat.left,
            represented_by: acting
                .map(|r| format!("{} ({})", r.name, self.who(&self.chart.role(r.role).name)))
                .collect(),
            is_reader: self.viewpoint.members.contains(&seat.member()),
            data: self.data_views(&role.data, &self.viewpoint.member_data(self.chart, seat), ""),
        }
    }

    fn consents(&self) -> Vec<ConsentView> {
        let consents = (0_u16..).map(registrar_engine::id::ConsentIx).zip(&self.chart.consents);
        consents
            .map(|(ix, consent)| {
                let asked = self
                    .case
                    .seats
                    .iter()
                    .filter(|seat| seat.is_present() && holds(self.chart, consent.of, seat.role));
                let given = |seat: &Seat| {
                    let mine = self.case.consents.iter().find(|entry| {
                        entry.consent == ix && entry.member == seat.member() && entry.withdrawn.is_none()
                    });
                    mine.map(|entry| entry.given)
                };
                ConsentView {
                    name: consent.name.clone(),
                    title: self.consent(&consent.name),
                    law: self.law(consent.law.as_deref()),
                    holds: registrar_engine::step::consent_holds(self.chart, self.case, ix),
                    members: asked
                        .map(|seat| (self.who(&member_name(self.chart, seat.member())), given(seat)))
                        .collect(),
                }
            })
            .collect()
    }
}
