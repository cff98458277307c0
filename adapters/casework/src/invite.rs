//! Invitations: a one-time code by which somebody without an account takes his seat in a case.

use crate::command::{Answer, Caller, Command, Rejection, Wish};
use crate::door::Door;
use crate::fresh;
use crate::ports::{Invitation, Ports, StoreFault};
use registrar_engine::case::{Case, Member};
use registrar_engine::chart::Chart;
use registrar_engine::docket;
use registrar_engine::event::Event;
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;
use registrar_engine::step::member_name;

/// How long a code is good for: longer than any period within which its receiver has to answer.
const DAYS: i64 = 180;

/// Makes a code for a seat and keeps its hash. Codes made before stay good: the receiver has one of them.
///
/// # Errors
/// When the store fails.
pub async fn issue(ports: &Ports, chart: &Chart, case: &Case, seat: Member) -> Result<String, StoreFault> {
    let code = fresh::code(ports.randomness.as_ref())?;
    let now = ports.clock.now();
    let expires = Moment::from_micros(now.as_micros() + DAYS * 86_400_000_000).unwrap_or(now);
    let (hash, member) = (docket::digest(code.as_bytes()), member_name(chart, seat));
    let invitation = Invitation { hash, case: case.case.clone(), member, expires, used: None };
    ports.people.put_invitation(&invitation).await?;
    Ok(code)
}

/// A person takes the seat that a code is for. The same person may send the same code again.
///
/// # Errors
/// [`Rejection::NotFound`] for a code that never was, has expired or was used by somebody else; the
/// engine's no.
pub async fn redeem(ports: &Ports, door: &Door, person: &PersonId, code: &str) -> Result<Answer, Rejection> {
    let hash = docket::digest(code.trim().as_bytes());
    let invitation = ports.people.invitation(&hash).await?.ok_or(Rejection::NotFound)?;
    let mine = invitation.used.as_ref() == Some(person);
    if !mine && (invitation.used.is_some() || invitation.expires < ports.clock.now()) {
        return Err(Rejection::NotFound);
    }
    let Invitation { case, member, .. } = invitation;
    let event = Event::Seated { member, person: person.clone() };
    let by = Caller::Machine("invitation".to_owned());
    // The person is part of the request: somebody else with the same code is another request.
    let command = Command { by, key: Some(format!("{hash}:{person}")), wish: Wish::Tell { case, event } };
    let answer = door.advance(command).await?;
    ports.people.use_invitation(&hash, person).await?;
    Ok(answer)
}
