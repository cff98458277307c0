//! Makes the commands of a batch ready: who asks, and what of it lies on whose desk. The store is asked once for
//! all of them.

use crate::command::{Act, Caller, Command, Rejection, Wish};
use crate::ports::{Lodged, Person, Ports, Slot, StoreFault};
use registrar_engine::docket::Hash;
use registrar_engine::event::{Actor, Event, Upload};
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// A command as it came in.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub command: Command,
    /// SHA-256 of the request.
    pub request: Hash,
    /// The moment of arrival: a person who is in time stays in time, however long the queue.
    pub at: Moment,
}

/// A command made ready: the caller known, the uploads found.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    pub by: Caller,
    /// A person with the pools of this moment; none: a machine.
    pub actor: Option<Actor>,
    pub key: Option<String>,
    pub request: Hash,
    pub what: What,
    pub at: Moment,
    /// What the person had on the desk for this: it is cleared when the command is done.
    pub desk: Option<(Slot, PersonId)>,
}

/// What a ready command is about.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// A case to be opened.
    Open { workflow: String, version: Option<u32>, event: Box<Result<Event, Refusal>> },
    /// An event for a case, or what was wrong with the uploads.
    Event { case: CaseId, event: Box<Result<Event, Refusal>> },
    /// An incident to be tried again.
    Retry { incident: Box<crate::ports::Incident>, event: Box<Event> },
}

impl Ready {
    /// The case that the command names.
    pub(crate) fn case(&self) -> Option<CaseId> {
        match &self.what {
            What::Open { .. } => None,
            What::Event { case, .. } => Some(case.clone()),
            What::Retry { incident, .. } => incident.case.clone(),
        }
    }

    /// Under what its first answer is kept.
    pub(crate) fn scope_and_key(&self) -> Option<(String, String)> {
        Some((self.by.scope()?, self.key.clone()?))
    }
}

/// What the store knows of the people and desks that these commands speak of.
pub(crate) struct Reception {
    persons: BTreeMap<PersonId, Person>,
    bearers: BTreeMap<Hash, PersonId>,
    lodged: Vec<Lodged>,
    incidents: BTreeMap<String, crate::ports::Incident>,
}

impl Reception {
    /// Asks the store.
    pub(crate) async fn over(
        ports: &Ports,
        arrived: impl Iterator<Item = &Arrived>,
    ) -> Result<Self, StoreFault> {
        let (mut persons, mut tokens) = (BTreeSet::new(), BTreeSet::new());
        let (mut filing, mut incidents) = (Vec::new(), BTreeSet::new());
        for Arrived { command, .. } in arrived {
            match &command.by {
                Caller::Person { person, .. } => drop(persons.insert(person.clone())),
                Caller::Bearer { token, .. } => drop(tokens.insert(token.clone())),
                Caller::Machine(_) => {}
            }
            let desk = slot(&command.wish).filter(|_| files(&command.wish));
            filing.extend(desk.map(|desk| (&command.by, desk)));
            match &command.wish {
                Wish::Act { act: Act::Represent { person, .. }, .. } => drop(persons.insert(person.clone())),
                Wish::Retry { incident } => drop(incidents.insert(incident.clone())),
                _ => {}
            }
        }
        let persons: Vec<PersonId> = persons.into_iter().collect();
        let tokens: Vec<Hash> = tokens.into_iter().collect();
        let known =
            async { if persons.is_empty() { Ok(Vec::new()) } else { ports.people.known(&persons).await } };
        let bearers = async {
            let now = ports.clock.now();
            if tokens.is_empty() { Ok(Vec::new()) } else { ports.people.bearers(&tokens, now).await }
        };
        let (known, bearers) = futures::try_join!(known, bearers)?;
        let mut reception = Self {
            bearers: bearers.iter().map(|(token, person)| (token.clone(), person.id.clone())).collect(),
            persons: known
                .into_iter()
                .chain(bearers.into_iter().map(|(_, person)| person))
                .map(|person| (person.id.clone(), person))
                .collect(),
            lodged: Vec::new(),
            incidents: BTreeMap::new(),
        };
        let desk = |(by, slot)| Some((slot, reception.person(by)?.clone()));
        let desks: Vec<(Slot, PersonId)> =
            filing.into_iter().filter_map(desk).collect::<BTreeSet<_>>().into_iter().collect();
        if !desks.is_empty() {
            reception.lodged = ports.desk.lodged_in(&desks).await?;
        }
        for id in incidents {
            reception.incidents.extend(ports.store.incident(&id).await?.map(|incident| (id, incident)));
        }
        Ok(reception)
    }

    /// Who that is, where it is somebody.
    fn person<'a>(&'a self, by: &'a Caller) -> Option<&'a PersonId> {
        match by {
            Caller::Person { person, .. } => Some(person),
            Caller::Bearer { token, .. } => self.bearers.get(token),
            Caller::Machine(_) => None,
        }
    }

    /// Makes a bearer's command the person's that he is; it stays so when it is worked through once more.
    fn identified(&self, Command { by, wish, .. }: &mut Command) -> Result<(), Rejection> {
        let Caller::Bearer { token, member, own } = by else { return Ok(()) };
        let person = self.bearers.get(token).ok_or(Rejection::SignedOut)?;
        if let Wish::Open { people, .. } = wish {
            for place in own {
                if let Some(one) = people.get_mut(*place) {
                    one.person = Some(person.clone());
                }
            }
        }
        *by = Caller::Person { person: person.clone(), member: member.take() };
        Ok(())
    }

    /// Makes one of them ready.
    pub(crate) fn ready(&self, arrived: &mut Arrived) -> Result<Ready, Rejection> {
        self.identified(&mut arrived.command)?;
        let Arrived { command, request, at } = arrived;
        let Command { by, key, wish } = command;
        let actor = match by {
            Caller::Person { person, member } => {
                let known = self.persons.get(person).ok_or(Rejection::NotFound)?;
                Some(Actor { person: known.id.clone(), pools: known.pools.clone(), member: member.clone() })
            }
            Caller::Bearer { .. } | Caller::Machine(_) => None,
        };
        let desk = actor.as_ref().and_then(|actor| Some((slot(wish)?, actor.person.clone())));
        let what = self.what(wish, actor.as_ref())?;
        let (by, key, request) = (by.clone(), key.clone(), request.clone());
        Ok(Ready { by, actor, key, request, what, at: *at, desk })
    }

    fn what(&self, wish: &Wish, actor: Option<&Actor>) -> Result<What, Rejection> {
        match (wish, actor) {
            (Wish::Open { workflow, version, people, data }, Some(actor)) => {
                let slot = Slot::Opening(workflow.clone());
                let is_lodged = |upload: &&Upload| self.on_desk(&slot, actor).any(|l| l.upload == **upload);
                let authorities = people.iter().filter_map(|p| p.authority.as_ref());
                let event = match authorities.filter(|upload| !is_lodged(upload)).map(|u| &u.document).next()
                {
                    Some(document) => Err(not_lodged(document)),
                    None => {
                        let by = actor.clone();
                        Ok(Event::Opened { by, people: people.clone(), data: data.clone() })
                    }
                };
                Ok(What::Open { workflow: workflow.clone(), version: *version, event: Box::new(event) })
            }
            (Wish::Act { case, act }, Some(actor)) => {
                let event = self.event(case, act, actor);
                Ok(What::Event { case: case.clone(), event: Box::new(event) })
            }
            (Wish::Tell { case, event }, None) => {
                Ok(What::Event { case: case.clone(), event: Box::new(Ok(event.clone())) })
            }
            (Wish::Retry { incident }, None) => {
                let found = self.incidents.get(incident).ok_or(Rejection::NotFound)?;
                let event =
                    found.event.clone().filter(|_| found.resolved.is_none()).ok_or(Rejection::NotFound)?;
                Ok(What::Retry { incident: Box::new(found.clone()), event: Box::new(event) })
            }
            _ => Err(Rejection::NotFound),
        }
    }

    /// The event of a person's act.
    fn event(&self, case: &CaseId, act: &Act, actor: &Actor) -> Result<Event, Refusal> {
        let by = actor.clone();
        match act.clone() {
            Act::Complete { task, name, outcome, form, documents } => {
                let slot = Slot::Task { case: case.clone(), task };
                let documents = self.uploads(&slot, actor, &documents)?;
                // Without a name it is found in the case.
                let name = name.unwrap_or_default();
                Ok(Event::Outcome { task, name, outcome, by: Some(by), form, documents })
            }
            Act::Claim { task } => Ok(Event::Claimed { task, by }),
            Act::Release { task } => Ok(Event::Released { task, by }),
            Act::Represent { member, role, person, document } => {
                let slot = Slot::Case(case.clone());
                let found = self.uploads(&slot, actor, std::slice::from_ref(&document))?;
                let name = self.persons.get(&person).map(|person| person.name.clone());
                match (found.into_iter().next(), name) {
                    (Some(document), Some(name)) => {
                        Ok(Event::Represented { by, member, role, person, name, document })
                    }
                    _ => Err(Refusal::Unknown { what: "person".to_owned(), name: person.to_string() }),
                }
            }
            Act::EndRepresentation { member, person } => {
                Ok(Event::RepresentationEnded { by, member, person })
            }
        }
    }

    fn on_desk<'a>(&'a self, slot: &'a Slot, actor: &'a Actor) -> impl Iterator<Item = &'a Lodged> {
        self.lodged.iter().filter(move |lodged| lodged.slot == *slot && lodged.person == actor.person)
    }

    fn uploads(&self, slot: &Slot, actor: &Actor, wanted: &[Digest]) -> Result<Vec<Upload>, Refusal> {
        let find = |digest: &Digest| {
            let found = self.on_desk(slot, actor).find(|lodged| lodged.upload.digest == *digest);
            found.map(|lodged| lodged.upload.clone()).ok_or_else(|| not_lodged(digest.as_str()))
        };
        wanted.iter().map(find).collect()
    }
}

/// Where on the desk lies what belongs to a wish.
fn slot(wish: &Wish) -> Option<Slot> {
    match wish {
        Wish::Act { case, act: Act::Complete { task, .. } } => {
            Some(Slot::Task { case: case.clone(), task: *task })
        }
        Wish::Act { case, act: Act::Represent { .. } } => Some(Slot::Case(case.clone())),
        Wish::Open { workflow, .. } => Some(Slot::Opening(workflow.clone())),
        _ => None,
    }
}

/// Whether a wish takes documents from the desk.
fn files(wish: &Wish) -> bool {
    match wish {
        Wish::Act { act: Act::Complete { documents, .. }, .. } => !documents.is_empty(),
        Wish::Act { act: Act::Represent { .. }, .. } => true,
        Wish::Open { people, .. } => people.iter().any(|participant| participant.authority.is_some()),
        _ => false,
    }
}

fn not_lodged(document: &str) -> Refusal {
    Refusal::Document { document: document.to_owned(), reason: "it hasn't been uploaded for this".to_owned() }
}
