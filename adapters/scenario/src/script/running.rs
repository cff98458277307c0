//! One case of a script with its clock.

use super::line::{CaseLine, Letter, Line, TaskDone};
use super::told::{self, Fired, Notice, Refused, Told};
use registrar_engine::case::{Case, OpenTask};
use registrar_engine::chart::{Channel, Chart, Role, RoleKind, Who};
use registrar_engine::effect::Effect;
use registrar_engine::event::{Actor, Draw, Event, Participant};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use registrar_engine::step::{MAX_MEMBERS, acting_for, member_name, members_for, whose};
use registrar_engine::value::Record;
use registrar_engine::{Step, open, step, timers};
use std::collections::{BTreeMap, VecDeque};

/// Most things that come by themselves within one line.
const MOST: usize = 100_000;

/// A case with its clock.
pub struct Running<'c> {
    chart: &'c Chart,
    name: String,
    /// None where it couldn't be opened, and why.
    case: Result<Case, Refused>,
    now: Moment,
    fired: Vec<Fired>,
    sent: Vec<Notice>,
}

impl Told {
    /// Of a case that isn't there.
    pub fn nothing(case: &str, at: Moment) -> Self {
        Self {
            case: case.to_owned(),
            at,
            states: Vec::new(),
            tasks: Vec::new(),
            deadlines: Vec::new(),
            notices: Vec::new(),
            ended: None,
            fired: Vec::new(),
            refusal: None,
        }
    }
}

impl<'c> Running<'c> {
    /// Opens a case, with as few people as may be where the line says nothing else.
    pub fn open(chart: &'c Chart, line: &CaseLine, at: Moment) -> (Self, Told) {
        let nothing = Refused::new("not_open", "the case wasn't opened");
        let mut running = Self {
            chart,
            name: line.case.clone(),
            case: Err(nothing),
            now: at,
            fired: Vec::new(),
            sent: Vec::new(),
        };
        let refusal = running.begin(line).err();
        let told = running.told(refusal);
        (running, told)
    }

    /// Its clock.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Tells of it as it stands, when the script comes back to it.
    pub fn again(&mut self, line: &CaseLine) -> Told {
        let anew = line.at.is_some() || !line.people.is_empty() || !line.data.is_empty();
        let refusal =
            anew.then(|| Refused::new("is_open", format!("the case `{}` is open already", line.case)));
        self.told(refusal)
    }

    /// Does what a line asks for.
    pub fn play(&mut self, line: &Line) -> Told {
        let refusal = self.case.as_ref().err().cloned().or_else(|| self.do_line(line).err());
        self.told(refusal)
    }

    fn begin(&mut self, line: &CaseLine) -> Result<(), Refused> {
        let chart = self.chart;
        // What it is called is the script's affair.
        let id = CaseId::parse("script").map_err(|bad| Refused::new("bad_name", bad.to_string()))?;
        if let Some((role, _)) = line.people.iter().find(|(_, count)| **count as usize > MAX_MEMBERS) {
            return Err(Refused::new(
                "people",
                format!("a role has at most {MAX_MEMBERS} members: `{role}`"),
            ));
        }
        let party = |role: &&Role| matches!(role.kind, RoleKind::Party { .. });
        let parties = || chart.roles.iter().filter(party);
        if let Some(name) = line.people.keys().find(|name| parties().all(|role| role.name != **name)) {
            return Err(Refused::new("people", format!("there is no party `{name}`")));
        }
        let mut people = Vec::new();
        for role in parties() {
            let optional = matches!(role.kind, RoleKind::Party { optional: true, .. });
            let least = u32::from(!optional || role.name == chart.role(chart.starts).name);
            for number in 1..=line.people.get(&role.name).copied().unwrap_or(least) {
                let label = format!("{}[{number}]", role.name);
                people.push(Participant {
                    role: role.name.clone(),
                    name: label.clone(),
                    person: Some(person(&label)?),
                    contact: BTreeMap::<Channel, String>::new(),
                    data: Record::new(),
                    represents: None,
                    authority: None,
                });
            }
        }
        let by = self.actor(&chart.role(chart.starts).name)?;
        let step = open(chart, id, &by, &people, &line.data, self.now).map_err(|no| Refused::by(&no))?;
        self.take(step)?;
        self.move_to(self.now)
    }

    fn do_line(&mut self, line: &Line) -> Result<(), Refused> {
        match line {
            Line::Event(message) => {
                let event = Event::Message { name: message.event.clone(), data: message.data.clone() };
                self.step(&event)?;
            }
            Line::Task(done) => self.task(done)?,
            Line::Notice(letter) => self.letter(letter)?,
            Line::After(time) => {
                let micros = i64::try_from(time.as_micros()).ok();
                let to =
                    micros.and_then(|micros| Moment::from_micros(self.now.as_micros().checked_add(micros)?));
                return self.move_to(to.ok_or_else(|| Refused::new("too_late", "there is no such instant"))?);
            }
            Line::At(at) if *at < self.now => {
                let message = format!("the clock shows {} already: it doesn't go back", self.now);
                return Err(Refused::new("too_early", message));
            }
            Line::At(at) => return self.move_to(*at),
            // The script itself sees to it.
            Line::Case(_) => {}
        }
        self.move_to(self.now)
    }

    fn case(&self) -> Result<&Case, Refused> {
        self.case.as_ref().map_err(Clone::clone)
    }

    /// Does an event now.
    fn step(&mut self, event: &Event) -> Result<(), Refused> {
        let done =
            step(self.chart, self.case()?, event, self.now).map_err(|refusal| Refused::by(&refusal))?;
        self.take(done)
    }

    /// Takes over what a step made, and answers what it asks of the world.
    fn take(&mut self, done: Step) -> Result<(), Refused> {
        let mut effects = VecDeque::from(done.effects);
        self.case = Ok(done.case);
        for _ in 0..MOST {
            let Some(effect) = effects.pop_front() else { return Ok(()) };
            let Some(event) = self.answer(effect)? else { continue };
            match step(self.chart, self.case()?, &event, self.now) {
                Ok(done) => {
                    self.case = Ok(done.case);
                    effects.extend(done.effects);
                }
                // Nobody is wanted any more.
                Err(Refusal::CaseEnded { .. }) => {}
                Err(refusal) => return Err(Refused::by(&refusal)),
            }
        }
        Err(Refused::new("endless", format!("more than {MOST} things are asked for in one step")))
    }

    fn answer(&mut self, effect: Effect) -> Result<Option<Event>, Refused> {
        Ok(match effect {
            Effect::Draw { role, task, .. } => {
                let official = person(&role)?;
                let draw = Draw {
                    how: "script".to_owned(),
                    candidates: vec![(official.clone(), 0)],
                    randomness: String::new(),
                    position: 0,
                };
                Some(Event::Assigned { name: role.clone(), role, task, person: official, draw })
            }
            Effect::Invite { member } => {
                let member = member_name(self.chart, member);
                Some(Event::Seated { person: person(&member)?, member })
            }
            Effect::Notify { notice, delivery: None, to, role, .. } => {
                let to = to.map_or(role, |member| member_name(self.chart, member));
                self.sent.push(Notice { notice, to, standing: "sent" });
                None
            }
            _ => None,
        })
    }

    /// Moves the clock; what comes by itself on the way comes at its own instant.
    fn move_to(&mut self, to: Moment) -> Result<(), Refused> {
        for _ in 0..MOST {
            let next = timers(self.chart, self.case()?).into_iter().next().filter(|timer| timer.due <= to);
            let Some(timer) = next else {
                self.now = self.now.max(to);
                return Ok(());
            };
            self.now = self.now.max(timer.due);
            let at = self.now;
            self.step(&timer.event)?;
            match timer.event {
                Event::Expired { name, .. } => {
                    self.fired.push(Fired { deadline: Some(name), event: None, at });
                }
                Event::Raised { name, .. } => {
                    self.fired.push(Fired { deadline: None, event: Some(name), at });
                }
                _ => {}
            }
        }
        Err(Refused::new("endless", format!("more than {MOST} things come by themselves before {to}")))
    }

    fn task(&mut self, done: &TaskDone) -> Result<(), Refused> {
        let (number, by) = self.who_does(done)?;
        self.step(&Event::Outcome {
            task: number,
            name: done.task.clone(),
            outcome: done.outcome.clone(),
            by,
            form: done.form.clone(),
            documents: Vec::new(),
        })
    }

    /// The open task that is meant, and who does it.
    fn who_does(&self, done: &TaskDone) -> Result<(u64, Option<Actor>), Refused> {
        let (chart, case) = (self.chart, self.case()?);
        let all: Vec<&OpenTask> =
            case.tasks.iter().filter(|open| chart.task(open.task).name == done.task).collect();
        let Some(first) = all.first() else {
            let open: Vec<&str> = case.tasks.iter().map(|open| chart.task(open.task).name.as_str()).collect();
            let message = format!("`{}` isn't open; open are: {}", done.task, open.join(", "));
            return Err(Refused::new("not_open", message));
        };
        if matches!(chart.task(first.task).who, Who::Service(_)) && done.by.is_none() {
            return Ok((first.number, None));
        }
        let mut refused = None;
        for open in &all {
            let candidates = match &done.by {
                Some(by) => vec![by.clone()],
                None => self.who_may(open),
            };
            for by in candidates {
                let actor = self.actor(&by)?;
                match acting_for(chart, case, open, &actor) {
                    // Of one pool nobody acts in a role that wasn't named.
                    Ok(_) if self.is_for(open, &by) => return Ok((open.number, Some(actor))),
                    Ok(_) => {
                        let (task, whose) = (done.task.clone(), whose(chart, case, open));
                        refused = refused.or(Some(Refused::by(&Refusal::NotYours { task, whose })));
                    }
                    Err(refusal) => refused = refused.or(Some(Refused::by(&refusal))),
                }
            }
        }
        Err(refused.unwrap_or_else(|| Refused::new("not_yours", format!("nobody may do `{}`", done.task))))
    }

    /// Whether a task is for a role, or for the role of a member.
    fn is_for(&self, open: &OpenTask, label: &str) -> bool {
        let role = label.split('[').next().and_then(|name| self.chart.role_named(name));
        match &self.chart.task(open.task).who {
            Who::Roles(roles) => role.is_some_and(|role| roles.contains(&role)),
            Who::Service(_) | Who::Member(_) => true,
        }
    }

    /// Those who may do a task, by role or member.
    fn who_may(&self, open: &OpenTask) -> Vec<String> {
        let Ok(case) = &self.case else { return Vec::new() };
        let who = &self.chart.task(open.task).who;
        let members = members_for(self.chart, case, who, &open.place).into_iter();
        let mut all: Vec<String> = members.map(|member| member_name(self.chart, member)).collect();
        if let Who::Roles(roles) = who {
            all.extend(roles.iter().map(|role| self.chart.role(*role).name.clone()));
        }
        all
    }

    fn letter(&mut self, letter: &Letter) -> Result<(), Refused> {
        let (chart, case) = (self.chart, self.case()?);
        let meant = |delivery: &&registrar_engine::case::Delivery| {
            let to = member_name(chart, delivery.to);
            let named = letter.to.as_ref().is_none_or(|wanted| *wanted == to || format!("{wanted}[1]") == to);
            chart.notice(delivery.notice).name == letter.notice && named
        };
        let Some(delivery) = case.deliveries.iter().rfind(meant) else {
            let message = format!("no service of `{}` is under way", letter.notice);
            return Err(Refused::new("not_open", message));
        };
        let (delivery, name) = (delivery.number, letter.notice.clone());
        let event = match letter.how.receipt() {
            Some(how) => Event::Delivered { delivery, name, how, channel: Channel::Portal },
            None => Event::Undelivered { delivery, name, reason: "script".to_owned() },
        };
        self.step(&event)
    }

    /// Who acts as a role or a member: of an official's role its official, of a party's its first member.
    fn actor(&self, label: &str) -> Result<Actor, Refused> {
        let chart = self.chart;
        let party = chart
            .role_named(label)
            .is_some_and(|role| matches!(chart.role(role).kind, RoleKind::Party { .. }));
        let label = if party { format!("{label}[1]") } else { label.to_owned() };
        let pool = chart.role_named(&label).and_then(|role| match &chart.role(role).kind {
            RoleKind::Pool { pool, .. } => Some(pool.clone()),
            _ => None,
        });
        Ok(Actor { person: person(&label)?, pools: pool.into_iter().collect(), member: None })
    }

    fn told(&mut self, refusal: Option<Refused>) -> Told {
        let mut told = Told::nothing(&self.name, self.now);
        if let Ok(case) = &self.case {
            told.states = told::states(self.chart, case);
            told.tasks = told::tasks(self.chart, case);
            told.deadlines = told::deadlines(self.chart, case);
            told.ended = told::ended(self.chart, case);
            told.notices = std::mem::take(&mut self.sent);
            told.notices.extend(told::services(self.chart, case));
        }
        Told { fired: std::mem::take(&mut self.fired), refusal, ..told }
    }
}

fn person(label: &str) -> Result<PersonId, Refused> {
    PersonId::parse(label).map_err(|bad| Refused::new("bad_name", bad.to_string()))
}
