//! Who may act for whom in a case, and who does: for the page on which authority is given and ended.

use super::tasks::TakesView;
use crate::command::Rejection;
use crate::office::Casework;
use crate::words::say;
use registrar_engine::chart::{Chart, RoleKind};
use registrar_engine::id::{CaseId, PersonId, RoleIx};
use registrar_engine::moment::Moment;
use registrar_engine::step::member_name;
use serde::Serialize;

/// A member and who may act and acts for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepresentedView {
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MayRepresent {
    /// Its name.
    pub role: String,
    /// Its title.
    pub title: String,
    /// The document that carries the authority.
    pub authority: TakesView,
}

impl MayRepresent {
    /// A role with the document that carries its authority; none for a role that doesn't act for others.
    pub(super) fn of(chart: &Chart, role: RoleIx, language: &str) -> Option<Self> {
        let known = chart.role(role);
        let RoleKind::Representative { authority } = known.kind else { return None };
        let kind = chart.document(authority);
        Some(Self {
            role: known.name.clone(),
            title: say(&known.title, language, &known.name),
            authority: TakesView {
                name: kind.name.clone(),
                title: say(&kind.title, language, &kind.name),
                media: kind.media.clone(),
                max_bytes: kind.max_bytes,
                many: kind.many,
                required: true,
            },
        })
    }
}

/// Somebody who acts for a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActingView {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Title of the role.
    pub role: String,
    /// Since when.
    pub since: Moment,
    /// Number of the document that carries the authority.
    pub document: u64,
}

impl Casework {
    /// The members for whom this person may give or end an authority: those the person is, or, for an
    /// official, all.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to strangers, as if there were no case.
    pub async fn representation(
        &self,
        person: &PersonId,
        case: &CaseId,
        language: &str,
    ) -> Result<Vec<RepresentedView>, Rejection> {
        let seen = self.seen(person, None, case).await?;
        let reader = seen.reader(language);
        let chart = &seen.chart;
        let may = |role: &RoleIx| MayRepresent::of(chart, *role, language);
        let seats = seen.case.seats.iter().filter(|seat| seat.is_present());
        let mine = seats
            .filter(|seat| seen.viewpoint.official || seen.viewpoint.members.contains(&seat.member()))
            .filter(|seat| !chart.role(seat.role).represented_by.is_empty());
        Ok(mine
            .map(|seat| {
                let member = member_name(chart, seat.member());
                let acting = seat.representatives.iter().filter(|known| known.until.is_none());
                RepresentedView {
                    text: reader.who(&member),
                    member,
                    may: chart.role(seat.role).represented_by.iter().filter_map(may).collect(),
                    acting: acting
                        .map(|known| ActingView {
                            person: known.person.clone(),
                            name: known.name.clone(),
                            role: reader.who(&chart.role(known.role).name),
                            since: known.since,
                            document: known.document,
                        })
                        .collect(),
                }
            })
            .collect())
    }
}
