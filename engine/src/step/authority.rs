//! Who may act for whom: invitations taken up, authority given and ended.

use super::people::{acts_for, check_separation, member_named};
use super::run::{Acting, Run};
use crate::case::Representation;
use crate::chart::RoleKind;
use crate::docket::Mark;
use crate::event::{Actor, Upload};
use crate::id::PersonId;
use crate::refusal::Refusal;

fn unknown(what: &str, name: &str) -> Refusal {
    Refusal::Unknown { what: what.to_owned(), name: name.to_owned() }
}

/// A person takes up the invitation to a seat that nobody holds.
pub fn take_seat(run: &mut Run<'_>, label: &str, person: &PersonId) -> Result<(), Refusal> {
    let chart = run.chart;
    let member = member_named(chart, &run.case, label).ok_or_else(|| unknown("member", label))?;
    let acting = Acting {
        person: person.clone(),
        role: member.role,
        member: None,
        through: None,
        label: String::new(),
    };
    check_separation(chart, &run.case, &acting)?;
    let free =
        |seat: &crate::case::Seat| seat.member() == member && seat.is_present() && seat.person.is_none();
    let Some(seat) = run.case.seats.iter_mut().find(|seat| free(seat)) else {
        return Err(Refusal::People { reason: format!("{label} has an account already") });
    };
    seat.person = Some(person.clone());
    seat.unaddressed = false;
    run.mark(Mark::Joined { member: label.to_owned() });
    Ok(())
}

/// Records an authority to act for a member, with its document.
pub fn grant(
    run: &mut Run<'_>,
    label: &str,
    role: &str,
    person: &PersonId,
    name: &str,
    document: &Upload,
) -> Result<(), Refusal> {
    let chart = run.chart;
    let member = member_named(chart, &run.case, label).ok_or_else(|| unknown("member", label))?;
    let role_ix = chart.role_named(role).ok_or_else(|| unknown("role", role))?;
    let RoleKind::Representative { authority } = chart.role(role_ix).kind else {
        return Err(Refusal::People { reason: format!("`{role}` doesn't act for others") });
    };
    if !chart.role(member.role).represented_by.contains(&role_ix) {
        let reason = format!("a {} isn't represented by a {role}", chart.role(member.role).name);
        return Err(Refusal::People { reason });
    }
    let kind = chart.document(authority);
    if kind.name != document.document {
        let reason = format!("the authority of a {role} is a `{}`", kind.name);
        return Err(Refusal::Document { document: document.document.clone(), reason });
    }
    let acting = Acting {
        person: person.clone(),
        role: member.role,
        member: Some(member),
        through: Some(role_ix),
        label: label.to_owned(),
    };
    check_separation(chart, &run.case, &acting)?;
    let number = run.file_one(authority, document);
    let since = run.at;
    if let Some(seat) = run.case.seats.iter_mut().find(|seat| seat.member() == member) {
        seat.representatives.push(Representation {
            role: role_ix,
            person: person.clone(),
            name: name.to_owned(),
            document: number,
            since,
            until: None,
        });
    }
    run.mark(Mark::Representation { member: label.to_owned(), role: role.to_owned(), began: true });
    Ok(())
}

/// Ends an authority.
pub fn end(run: &mut Run<'_>, label: &str, person: &PersonId) -> Result<(), Refusal> {
    let chart = run.chart;
    let member = member_named(chart, &run.case, label).ok_or_else(|| unknown("member", label))?;
    let until = run.at;
    let mut ended = None;
    for seat in run.case.seats.iter_mut().filter(|seat| seat.member() == member) {
        for representation in &mut seat.representatives {
            if representation.person == *person && representation.until.is_none() {
                representation.until = Some(until);
                ended = Some(representation.role);
            }
        }
    }
    let Some(role) = ended else { return Err(unknown("representative", person.as_str())) };
    let role = chart.role(role).name.clone();
    run.mark(Mark::Representation { member: label.to_owned(), role, began: false });
    Ok(())
}

/// Who may give or end an authority: the member himself, or an official of the case.
pub fn may_record(run: &Run<'_>, label: &str, by: &Actor) -> Result<(), Refusal> {
    let chart = run.chart;
    let member = member_named(chart, &run.case, label).ok_or_else(|| unknown("member", label))?;
    let own = run.case.seat(member).is_some_and(|seat| acts_for(seat, &by.person) == Some(None));
    let official = chart.roles.iter().enumerate().any(|(at, role)| match &role.kind {
        RoleKind::Pool { pool, .. } => {
            let held =
                run.case.seats.iter().any(|s| s.role.at() == at && s.person.as_ref() == Some(&by.person));
            held || by.pools.contains(pool)
        }
        _ => false,
    });
    if own || official {
        return Ok(());
    }
    Err(Refusal::NotYours { task: "authority".to_owned(), whose: label.to_owned() })
}
