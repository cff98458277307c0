//! What an act of a counter-example may be in a real case: the commands of people with forms filled in, answers of
//! services, receipts, messages.

use super::super::model::{Decision, Deed, Letter, Model};
use super::cast::{Cast, Party};
use super::interest::Interest;
use super::plan::Leg;
use super::witness::{Known, Setting, Slot, combinations, options};
use crate::case::{Case, Delivery, OpenTask};
use crate::chart::{Chart, Field, FormField, FormPlace, RoleKind, ServedWhen, Type, Who};
use crate::definition::Text;
use crate::event::{Actor, Event, Participant, Receipt, Upload};
use crate::id::{Digest, TaskIx};
use crate::step::{acting_for, first_data, member_named};
use crate::value::{Record, Value};

/// A value that was filled in.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The key in the form, or the name of a member's field.
    pub key: String,
    pub title: Text,
    pub kind: Type,
    pub value: Value,
    /// Whether something reads it, so that the story tells it.
    pub matters: bool,
}

/// An event that an act may be.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The seat that is taken up before.
    pub seated: Option<usize>,
    pub event: Event,
    pub filled: Vec<Filled>,
}

/// What deeds are looked up with.
#[derive(Clone, Copy)]
pub struct Stage<'a, 'c> {
    pub model: &'a Model<'c>,
    pub cast: &'a Cast,
    pub interest: &'a Interest,
}

type FieldSlot = Slot<(FormField, bool)>;

impl Stage<'_, '_> {
    /// The ways to open the case: people with their fields, first data.
    pub fn openings(&self, leg: &Leg, at: crate::moment::Moment) -> Vec<Candidate> {
        let chart = self.model.chart;
        let setting = Setting { chart, case: None, now: at };
        let mut slots: Vec<Slot<(Option<usize>, FormField, bool)>> = Vec::new();
        for (seat, party) in self.first() {
            for field in &chart.role(party.slot.role).data {
                let constants = self.interest.in_member(std::slice::from_ref(&field.name));
                let before = (!field.default.is_null()).then_some(&field.default);
                let known =
                    Known { constants, before, after: self.model.value_of_seat(seat, &field.name, &leg.to) };
                let matters = known.constants.is_some() || known.after.is_some();
                let place = FormPlace::Member(vec![field.name.clone()]);
                let asked = FormField { key: field.name.clone(), place, field: field.clone() };
                slots.push(Slot {
                    key: (Some(seat), asked, matters),
                    options: options(setting, field, &known),
                });
            }
        }
        for asked in first_data(chart) {
            let FormPlace::Data(path) = &asked.place else { continue };
            let known = Known {
                constants: self.interest.in_data(path),
                before: None,
                after: self.model.value_of_data(path, &leg.to),
            };
            let options = options(setting, &asked.field, &known);
            slots.push(Slot { key: (None, asked.clone(), known.constants.is_some()), options });
        }
        let starts = chart.starts;
        let opener = self.cast.parties.iter().position(|party| party.slot.role == starts);
        let by = match opener {
            Some(seat) => self.cast.party(chart, seat).map(|actor| Actor { member: None, ..actor }),
            None => {
                let official = self.cast.officials.iter().find(|official| official.role == starts);
                official.and_then(|official| self.cast.official(&official.person))
            }
        };
        let Some(by) = by else { return Vec::new() };
        let opening = |chosen: Vec<usize>| {
            let mut people: Vec<Participant> =
                self.first().map(|(_, party)| participant(chart, party, starts)).collect();
            let mut data = Record::new();
            let mut filled = Vec::new();
            for (slot, option) in slots.iter().zip(chosen) {
                let Some(value) = &slot.options[option] else { continue };
                let (seat, asked, matters) = &slot.key;
                match seat {
                    Some(seat) => {
                        let at = self.first().position(|(known, _)| known == *seat);
                        if let Some(person) = at.and_then(|at| people.get_mut(at)) {
                            person.data.insert(asked.key.clone(), value.clone());
                        }
                    }
                    None => {
                        data.insert(asked.key.clone(), value.clone());
                    }
                }
                filled.push(told(asked, value, *matters));
            }
            Candidate { seated: None, event: Event::Opened { by: by.clone(), people, data }, filled }
        };
        combinations(&slots).into_iter().map(opening).collect()
    }

    fn first(&self) -> impl Iterator<Item = (usize, &Party)> {
        self.cast.parties.iter().enumerate().filter(|(_, party)| party.slot.first)
    }

    /// The events that an act of people, machines or the world may be, in a case at a moment.
    pub fn candidates(&self, leg: &Leg, case: &Case, at: crate::moment::Moment) -> Vec<Candidate> {
        let chart = self.model.chart;
        let setting = Setting { chart, case: Some(case), now: at };
        let plain = |event: Event| vec![Candidate { seated: None, event, filled: Vec::new() }];
        match &leg.deed {
            Deed::Open | Deed::Expired { .. } | Deed::RungExpired(_) | Deed::Raised { .. } => Vec::new(),
            Deed::Task { task, place, outcome, doer, serves } => {
                let delivery = match serves {
                    None => None,
                    Some(letter) => match self.delivery(case, letter) {
                        Some(delivery) => Some(delivery.number),
                        None => return Vec::new(),
                    },
                };
                let open =
                    case.tasks.iter().find(|t| t.task == *task && t.place == *place && t.serves == delivery);
                let Some(open) = open else { return Vec::new() };
                self.ends(leg, setting, case, open, *outcome, *doer)
            }
            Deed::Decided { deadline, place, what } => {
                let kind = chart.deadline(*deadline);
                let (task, outcome): (Option<TaskIx>, &str) = match what {
                    Decision::Granted => (kind.extend.as_ref().map(|extend| extend.task), "granted"),
                    Decision::Refused => (kind.extend.as_ref().map(|extend| extend.task), "refused"),
                    Decision::Suspended => (kind.suspend.map(|(suspend, _)| suspend), "suspended"),
                    Decision::Resumed => (kind.suspend.map(|(_, resume)| resume), "resumed"),
                    Decision::Waived => (kind.waive, "waived"),
                };
                let clock = case
                    .clocks
                    .iter()
                    .find(|c| c.deadline == *deadline && c.place == *place && c.serves.is_none());
                let open = clock.and_then(|clock| {
                    case.tasks
                        .iter()
                        .find(|open| Some(open.task) == task && open.serves == Some(clock.number))
                });
                let Some(open) = open else { return Vec::new() };
                let outcome = chart.task(open.task).outcomes.iter().position(|known| known.name == outcome);
                outcome.map(|outcome| self.ends(leg, setting, case, open, outcome, None)).unwrap_or_default()
            }
            Deed::Receipt(letter) => {
                let Some(delivery) = self.delivery(case, letter) else { return Vec::new() };
                let notice = chart.notice(letter.notice);
                let reached = notice.served_when.contains(&ServedWhen::Reached);
                let how = if reached { Receipt::Reached } else { Receipt::Read };
                let channel = notice.channels.first().copied().unwrap_or(crate::chart::Channel::Portal);
                plain(Event::Delivered { delivery: delivery.number, name: notice.name.clone(), how, channel })
            }
            Deed::Undelivered(letter) => {
                let Some(delivery) = self.delivery(case, letter) else { return Vec::new() };
                let name = chart.notice(letter.notice).name.clone();
                plain(Event::Undelivered {
                    delivery: delivery.number,
                    name,
                    reason: "as the story tells".to_owned(),
                })
            }
            Deed::Message(message) => {
                let Some(message) = chart.messages.get(*message) else { return Vec::new() };
                let slots: Vec<FieldSlot> = message
                    .data
                    .iter()
                    .map(|field| {
                        let known = Known { constants: self.interest.in_event(), ..Known::default() };
                        let place = FormPlace::Engine(field.name.clone());
                        let asked = FormField { key: field.name.clone(), place, field: field.clone() };
                        let options = options(setting, field, &known);
                        Slot { key: (asked, known.constants.is_some()), options }
                    })
                    .collect();
                let name = message.name.clone();
                let made = |(data, filled)| Candidate {
                    seated: None,
                    event: Event::Message { name: name.clone(), data },
                    filled,
                };
                filled_in(&slots).into_iter().map(made).collect()
            }
        }
    }

    /// The latest delivery of a letter.
    fn delivery<'d>(&self, case: &'d Case, letter: &Letter) -> Option<&'d Delivery> {
        let slot = self.model.population.slots.get(letter.seat)?;
        case.deliveries.iter().rev().find(|delivery| {
            delivery.notice == letter.notice
                && delivery.home == letter.home
                && (delivery.to.role, delivery.to.number) == (slot.role, slot.number)
        })
    }

    fn ends(
        &self,
        leg: &Leg,
        setting: Setting<'_>,
        case: &Case,
        open: &OpenTask,
        outcome: usize,
        doer: Option<usize>,
    ) -> Vec<Candidate> {
        let chart = self.model.chart;
        let task = chart.task(open.task);
        let Some(outcome) = task.outcomes.get(outcome) else { return Vec::new() };
        let mut seated = None;
        let by = match (&task.who, doer) {
            (Who::Service(_), _) => None,
            (_, Some(seat)) => {
                seated = self.invited_seat(case, seat);
                match self.cast.party(chart, seat) {
                    Some(actor) => Some(actor),
                    None => return Vec::new(),
                }
            }
            (_, None) => match self.whoever(case, open) {
                Some((actor, seat)) => {
                    seated = seat;
                    Some(actor)
                }
                None => return Vec::new(),
            },
        };
        let slots: Vec<FieldSlot> = task
            .form
            .iter()
            .chain(&outcome.fields)
            .map(|asked| {
                let known = self.known(leg, asked, open);
                let matters = known.constants.is_some() || known.after.is_some();
                Slot { key: (asked.clone(), matters), options: self.of_engine(setting, asked, open, &known) }
            })
            .collect();
        let Some(documents) = task
            .takes
            .iter()
            .filter(|ix| chart.document(**ix).required)
            .map(|ix| upload(chart, *ix))
            .collect::<Option<Vec<Upload>>>()
        else {
            return Vec::new();
        };
        let made = |(form, filled)| Candidate {
            seated,
            event: Event::Outcome {
                task: open.number,
                name: task.name.clone(),
                outcome: outcome.name.clone(),
                by: by.clone(),
                form,
                documents: documents.clone(),
            },
            filled,
        };
        filled_in(&slots).into_iter().map(made).collect()
    }

    /// What is known of a field of a form. A form's answers may also be read as what the event carries.
    fn known<'l>(&'l self, leg: &'l Leg, asked: &FormField, open: &OpenTask) -> Known<'l> {
        let model = self.model;
        let (constants, before, after) = match &asked.place {
            FormPlace::Data(path) => (
                self.interest.in_data(path),
                model.value_of_data(path, &leg.from),
                model.value_of_data(path, &leg.to),
            ),
            FormPlace::Member(path) => (
                self.interest.in_member(path),
                model.value_of_member(path, &open.place, &leg.from),
                model.value_of_member(path, &open.place, &leg.to),
            ),
            FormPlace::Item(path) => {
                let list = model.chart.task(open.task).adds.clone().unwrap_or_default();
                let whole: Vec<String> = list.into_iter().chain(path.clone()).collect();
                let either = self.interest.in_member(path).or_else(|| self.interest.in_data(&whole));
                (either, None, None)
            }
            FormPlace::Engine(_) => (None, None, None),
        };
        let event = self.interest.in_event();
        let constants = match (constants, event) {
            (Some(mut known), Some(event)) => {
                known.extend(event);
                Some(known)
            }
            (known, event) => known.or(event),
        };
        Known { constants, before, after }
    }

    /// More time is granted for as long as may be, or for a day.
    fn of_engine(
        &self,
        setting: Setting<'_>,
        asked: &FormField,
        open: &OpenTask,
        known: &Known<'_>,
    ) -> Vec<Option<Value>> {
        let chart = self.model.chart;
        let rule = chart.deadlines.iter().filter_map(|deadline| deadline.extend.as_ref());
        let rule = rule.into_iter().find(|extend| extend.task == open.task);
        match (&asked.place, rule) {
            (FormPlace::Engine(key), Some(rule)) if key == "period" => {
                let one = crate::deadline::Period::new(1, rule.up_to.unit).unwrap_or(rule.up_to);
                [rule.up_to, one].into_iter().map(|period| Some(Value::Text(period.to_string()))).collect()
            }
            _ => options(setting, &asked.field, known),
        }
    }

    /// A seat whose invitation hasn't been taken up.
    fn invited_seat(&self, case: &Case, seat: usize) -> Option<usize> {
        let slot = self.model.population.slots.get(seat)?;
        let known = case.seats.iter().find(|s| s.role == slot.role && s.number == slot.number)?;
        known.person.is_none().then_some(seat)
    }

    /// Somebody who may do an open task now: an official, else a member.
    fn whoever(&self, case: &Case, open: &OpenTask) -> Option<(Actor, Option<usize>)> {
        let chart = self.model.chart;
        let Who::Roles(roles) = &chart.task(open.task).who else { return None };
        let officials = self.cast.officials.iter().filter(|official| roles.contains(&official.role));
        let assigned = open.assignee.iter().chain(officials.map(|official| &official.person));
        for person in assigned {
            let Some(actor) = self.cast.official(person) else { continue };
            if acting_for(chart, case, open, &actor).is_ok() {
                return Some((actor, None));
            }
        }
        let seats = 0..self.cast.parties.len();
        let mut members = seats.filter(|seat| {
            let slot = self.model.population.slots[*seat];
            roles.contains(&slot.role) && matches!(chart.role(slot.role).kind, RoleKind::Party { .. })
        });
        members.find_map(|seat| {
            let actor = self.cast.party(chart, seat)?;
            let label = actor.member.as_deref().unwrap_or_default();
            let here = member_named(chart, case, label).is_some();
            let seated = self.invited_seat(case, seat);
            (here && (seated.is_some() || acting_for(chart, case, open, &actor).is_ok()))
                .then_some((actor, seated))
        })
    }
}

fn participant(chart: &Chart, party: &Party, starts: crate::id::RoleIx) -> Participant {
    Participant {
        role: chart.role(party.slot.role).name.clone(),
        name: party.name.clone(),
        // Who opens the case has an account in any case.
        person: (party.account || party.slot.role == starts).then(|| party.person.clone()),
        contact: party.contact.clone(),
        data: Record::new(),
        represents: None,
        authority: None,
    }
}

/// Forms, filled in.
fn filled_in(slots: &[FieldSlot]) -> Vec<(Record, Vec<Filled>)> {
    let of = |chosen: Vec<usize>| {
        let mut form = Record::new();
        let mut filled = Vec::new();
        for (slot, option) in slots.iter().zip(chosen) {
            let Some(value) = &slot.options[option] else { continue };
            let (asked, matters) = &slot.key;
            form.insert(asked.key.clone(), value.clone());
            filled.push(told(asked, value, *matters));
        }
        (form, filled)
    };
    combinations(slots).into_iter().map(of).collect()
}

fn told(asked: &FormField, value: &Value, matters: bool) -> Filled {
    let Field { title, kind, .. } = &asked.field;
    Filled { key: asked.key.clone(), title: title.clone(), kind: kind.clone(), value: value.clone(), matters }
}

/// A document that is taken.
fn upload(chart: &Chart, document: crate::id::DocumentIx) -> Option<Upload> {
    let kind = chart.document(document);
    let media = kind.media.first().map_or("application/pdf", String::as_str);
    let media = match media.strip_suffix("/*") {
        Some("image") => "image/png".to_owned(),
        Some("text") => "text/plain".to_owned(),
        Some("video") => "video/mp4".to_owned(),
        Some("audio") => "audio/mpeg".to_owned(),
        Some(_) => "application/pdf".to_owned(),
        None => media.to_owned(),
    };
    let digest = Digest::parse(&"0".repeat(64)).ok()?;
    Some(Upload {
        document: kind.name.clone(),
        name: kind.name.clone(),
        media,
        size: 1.min(kind.max_bytes),
        digest,
    })
}
