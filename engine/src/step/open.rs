//! Opening a case: the people from the start, the first data, the first states.

use super::people::acts_for;
use super::run::{Acting, Run, member_name};
use super::{Step, authority, first};
use crate::case::{Case, FORMAT, Pages, Seat, Shared};
use crate::chart::{ActionKind, Chart, Field, RoleKind, Type};
use crate::event::{Actor, Participant};
use crate::id::{CaseId, RoleIx};
use crate::moment::Moment;
use crate::refusal::Refusal;
use crate::value::{Record, Value};

/// Opens a case. The one who opens it holds the role that `starts`, or represents its member.
///
/// # Errors
/// [`Refusal::People`] when the people don't fit the roles, [`Refusal::Form`] when the data don't fit.
pub fn open(
    chart: &Chart,
    case: CaseId,
    by: &Actor,
    people: &[Participant],
    data: &Record,
    at: Moment,
) -> Result<Step, Refusal> {
    let mut run = Run::new(chart, blank(chart, case, at), at);
    seat_all(&mut run, people)?;
    first::write(&mut run, data)?;
    check_numbers(chart, &run.case)?;
    let opener = run.case.seats.iter().find_map(|seat| {
        let mine = seat.role == chart.starts;
        let through = acts_for(seat, &by.person).filter(|_| mine)?;
        Some(Acting {
            person: by.person.clone(),
            role: seat.role,
            member: Some(seat.member()),
            through,
            label: member_name(chart, seat.member()),
        })
    });
    let acting = match (opener, &chart.role(chart.starts).kind) {
        (Some(acting), _) => acting,
        (None, RoleKind::Pool { pool, .. }) if by.pools.contains(pool) => Acting {
            person: by.person.clone(),
            role: chart.starts,
            member: None,
            through: None,
            label: chart.role(chart.starts).name.clone(),
        },
        _ => {
            let role = &chart.role(chart.starts).name;
            return Err(refuse(format!("a case is opened by the {role} or by who represents the {role}")));
        }
    };
    if let Some(member) = acting.member {
        run.address(member);
    }
    run.act_in(acting);
    run.begin()?;
    run.finish()
}

fn refuse(reason: String) -> Refusal {
    Refusal::People { reason }
}

fn blank(chart: &Chart, case: CaseId, at: Moment) -> Case {
    Case {
        format: FORMAT,
        case,
        workflow: chart.workflow.as_str().into(),
        version: chart.version,
        digest: chart.digest.as_str().into(),
        editions: vec![chart.edition.clone()].into(),
        revision: 0,
        opened: at,
        latest: at,
        ended: None,
        configuration: Vec::new(),
        history: Shared::default(),
        data: defaults(&chart.data).into(),
        seats: Shared::default(),
        acted: Vec::new(),
        tasks: Vec::new(),
        acts: Pages::new(),
        clocks: Vec::new(),
        past: Shared::default(),
        deliveries: Pages::new(),
        documents: Pages::new(),
        consents: Vec::new(),
        counters: Vec::new(),
        raises: Vec::new(),
        costs: Shared::default(),
        last_number: 0,
    }
}

/// What fields are before anybody writes: their default, records built from theirs; nothing else is there.
pub fn defaults(fields: &[Field]) -> Record {
    let mut record = Record::new();
    for field in fields {
        match &field.kind {
            Type::Record(inner) => {
                record.insert(field.name.clone(), Value::Record(defaults(inner)));
            }
            Type::List(_) => {
                record.insert(field.name.clone(), Value::List(Vec::new()));
            }
            _ if !field.default.is_null() => {
                record.insert(field.name.clone(), field.default.clone());
            }
            _ => {}
        }
    }
    record
}

fn seat_all(run: &mut Run<'_>, people: &[Participant]) -> Result<(), Refusal> {
    let chart = run.chart;
    // Most people come without fields: the whole chart is gone through for them.
    let bare = people.iter().all(|participant| participant.data.is_empty());
    let own = if bare { Default::default() } else { super::own::own_fields(chart).member };
    for participant in people.iter().filter(|p| p.represents.is_none()) {
        let role = role_of(chart, &participant.role)?;
        if !matches!(chart.role(role).kind, RoleKind::Party { .. }) {
            return Err(refuse(format!(
                "`{}` isn't a party: officials come from their pools",
                participant.role
            )));
        }
        if participant.name.trim().is_empty() || participant.name.chars().count() > 200 {
            return Err(refuse(format!("a {} needs a name of 1 to 200 characters", participant.role)));
        }
        let seat = Seat {
            role,
            number: 0,
            person: participant.person.clone(),
            name: participant.name.trim().to_owned(),
            contact: participant.contact.clone(),
            joined: run.at,
            left: None,
            unaddressed: true,
            data: participant.data.clone(),
            representatives: Vec::new(),
        };
        for name in seat.data.keys() {
            if !chart.role(role).data.iter().any(|field| field.name == *name) {
                return Err(refuse(format!("a {} has no field `{name}`", participant.role)));
            }
            if own.contains(std::slice::from_ref(name)) {
                return Err(refuse(format!(
                    "the field `{name}` of a {} is the case's own: leave it out, the case fills it in itself",
                    participant.role
                )));
            }
        }
        run.join(role, seat).map_err(|error| refuse(error.0))?;
    }
    for participant in people {
        let Some(represents) = &participant.represents else { continue };
        let (Some(person), Some(document)) = (&participant.person, &participant.authority) else {
            return Err(refuse(format!(
                "a {} needs an account and a document of authority",
                participant.role
            )));
        };
        run.by.clone_from(&participant.role);
        authority::grant(run, represents, &participant.role, person, &participant.name, document)?;
    }
    Ok(())
}

fn role_of(chart: &Chart, name: &str) -> Result<RoleIx, Refusal> {
    chart.role_named(name).ok_or_else(|| {
        let parties = chart.roles.iter().filter(|role| matches!(role.kind, RoleKind::Party { .. }));
        let names: Vec<&str> = parties.map(|role| role.name.as_str()).collect();
        refuse(format!("there is no role `{name}`; parties are {}", names.join(", ")))
    })
}

/// Each party role has the members its definition asks for; roles that an `assign` fills later may be empty.
fn check_numbers(chart: &Chart, case: &Case) -> Result<(), Refusal> {
    for (at, role) in (0_u16..).zip(&chart.roles) {
        let RoleKind::Party { many, optional } = role.kind else { continue };
        let count = case.seats.iter().filter(|seat| seat.role == RoleIx(at)).count();
        if count == 0 && !optional && !is_assigned(chart, RoleIx(at)) {
            return Err(refuse(format!("a case needs a {}", role.name)));
        }
        if count > 1 && !many {
            return Err(refuse(format!("a case has one {} and no more", role.name)));
        }
    }
    Ok(())
}

/// Whether members of a role may join later: some `assign` takes them from a list.
pub fn is_assigned(chart: &Chart, role: RoleIx) -> bool {
    fn any(actions: &[crate::chart::Action], role: RoleIx) -> bool {
        actions.iter().any(|action| match &action.kind {
            ActionKind::Assign { role: assigned, from: Some(_) } => *assigned == role,
            ActionKind::If { then, otherwise, .. } => any(then, role) || any(otherwise, role),
            ActionKind::ForEach { actions, .. } => any(actions, role),
            _ => false,
        })
    }
    chart.arrows.iter().any(|arrow| any(&arrow.actions, role))
        || chart.states.iter().any(|state| any(&state.entry, role) || any(&state.exit, role))
}
