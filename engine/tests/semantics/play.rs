//! A case of a small definition, driven through the engine's public verbs.

use registrar_engine::case::{Case, Place};
use registrar_engine::chart::{Chart, StateKind};
use registrar_engine::deadline::Calendars;
use registrar_engine::definition::parse;
use registrar_engine::docket::{Entry, FORMAT, Mark};
use registrar_engine::effect::Effect;
use registrar_engine::event::{Actor, Event, Participant, copy_name};
use registrar_engine::finding::{Severity, has_errors};
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::refusal::Refusal;
use registrar_engine::value::{Record, Value};
use registrar_engine::{Sources, compile, open, step, timers};
use std::collections::BTreeMap;

/// What every definition of these tests begins with; `messages` are `a` to `h` and those of a test.
const HEAD: &str = "
workflow: play
version: 1
title: {en: Play}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: user
";

const CALENDAR: &str = include_str!("../../../workflows/calendars/cn.yaml");
const PLAIN: &str = include_str!("../../../workflows/counting/plain.yaml");
const LICENSING: &str = include_str!("../../../workflows/counting/cn-licensing.yaml");

pub struct Play {
    pub chart: Chart,
    pub case: Case,
    pub now: Moment,
    pub marks: Vec<Mark>,
    pub effects: Vec<Effect>,
    pub docket: Vec<Entry>,
}

/// Compiles the body of a definition; roles and messages are given unless the body gives them.
pub fn chart(body: &str) -> Chart {
    chart_counted_with(body, "")
}

/// The same with a layer over the shipped calendar.
pub fn chart_counted_with(body: &str, layer: &str) -> Chart {
    let mut text = HEAD.to_owned();
    if !body.contains("\nroles:") {
        text.push_str("roles: {user: {party: true}}\n");
    }
    if !body.contains("\nmessages:") {
        text.push_str("messages: {a: {}, b: {}, c: {}, d: {}, e: {}}\n");
    }
    text.push_str(body);
    let (definition, mut findings) = parse(&text);
    let files = [("cn.yaml", CALENDAR), ("layer.yaml", layer), ("plain.yaml", PLAIN), ("l.yaml", LICENSING)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let files: Vec<_> = files.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    let (calendars, found) = Calendars::read(&files);
    assert!(!has_errors(&found), "{found:?}");
    let resources = BTreeMap::new();
    let sources = Sources { text: &text, resources: &resources, calendars: &calendars };
    let chart = definition.and_then(|definition| {
        let (chart, found) = compile(&definition, &sources);
        findings.extend(found);
        chart
    });
    let errors: Vec<String> = findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .map(|f| format!("{}:{} {} {}", f.span.line, f.span.column, f.code, f.message))
        .collect();
    chart.filter(|_| errors.is_empty()).unwrap_or_else(|| panic!("{}\n{text}", errors.join("\n")))
}

pub fn person(name: &str) -> PersonId {
    PersonId::parse(name).unwrap()
}

pub fn actor(name: &str) -> Actor {
    Actor { person: person(name), pools: Vec::new(), member: None }
}

pub fn participant(role: &str, name: &str) -> Participant {
    Participant {
        role: role.to_owned(),
        name: name.to_owned(),
        person: Some(person(name)),
        contact: BTreeMap::new(),
        data: Record::new(),
        represents: None,
        authority: None,
    }
}

impl Play {
    /// A case opened by `ann`, a `user`, on Monday 2026-03-02 at 09:00 in Shanghai.
    pub fn of(body: &str) -> Self {
        Self::with(body, &[participant("user", "ann")])
    }

    /// A case with these people, opened by the first.
    pub fn with(body: &str, people: &[Participant]) -> Self {
        Self::on(chart(body), people)
    }

    /// A case counted with a layer over the shipped calendar, opened by `ann`.
    pub fn counted_with(body: &str, layer: &str) -> Self {
        Self::on(chart_counted_with(body, layer), &[participant("user", "ann")])
    }

    fn on(chart: Chart, people: &[Participant]) -> Self {
        let now: Moment = "2026-03-02T01:00:00Z".parse().unwrap();
        let by = Actor { person: people[0].person.clone().unwrap(), pools: Vec::new(), member: None };
        let id = CaseId::parse("case-1").unwrap();
        let opened = open(&chart, id, &by, people, &Record::new(), now).unwrap();
        let event = Event::Opened { by, people: people.to_vec(), data: Record::new() };
        let (marks, effects, docket) = (opened.marks, opened.effects, Vec::new());
        let mut play = Self { chart, case: opened.case, now, marks, effects, docket };
        play.enter(event);
        play
    }

    fn enter(&mut self, event: Event) {
        let (number, effective, marks) = (self.case.revision, self.now, self.marks.clone());
        let case_digest = String::new();
        self.docket.push(Entry {
            format: FORMAT,
            number,
            effective,
            recorded: self.now,
            event,
            marks,
            case_digest,
        });
    }

    /// Handles an event now.
    pub fn handle(&mut self, event: &Event) -> Result<(), Refusal> {
        let done = step(&self.chart, &self.case, event, self.now)?;
        self.case = done.case;
        self.marks = done.marks;
        self.effects = done.effects;
        self.enter(event.clone());
        Ok(())
    }

    /// A message comes in.
    pub fn message(&mut self, name: &str) -> &mut Self {
        self.handle(&Event::Message { name: name.to_owned(), data: Record::new() }).unwrap();
        self
    }

    /// Somebody ends the first open task of a name (in a copy: `reply[2]`).
    pub fn act(&mut self, who: &str, task: &str, outcome: &str) -> Result<(), Refusal> {
        self.fill(who, task, outcome, &[])
    }

    /// The same with a form.
    pub fn fill(
        &mut self,
        who: &str,
        task: &str,
        outcome: &str,
        form: &[(&str, Value)],
    ) -> Result<(), Refusal> {
        let number = self.number(task).unwrap_or_else(|| panic!("`{task}` isn't open: {:?}", self.open()));
        self.end(number, who, task, outcome, form)
    }

    /// Ends a task by its number, open or not.
    pub fn end(
        &mut self,
        number: u64,
        who: &str,
        task: &str,
        outcome: &str,
        form: &[(&str, Value)],
    ) -> Result<(), Refusal> {
        let name = task.split('[').next().unwrap_or(task).to_owned();
        let form = form.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let outcome = outcome.to_owned();
        let by = Some(actor(who));
        self.handle(&Event::Outcome { task: number, name, outcome, by, form, documents: Vec::new() })
    }

    /// The same for an official of a pool.
    pub fn end_as_pool(
        &mut self,
        number: u64,
        (who, pool): (&str, &str),
        task: &str,
        outcome: &str,
        form: &[(&str, Value)],
    ) -> Result<(), Refusal> {
        let form = form.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let by = Some(Actor { pools: vec![pool.to_owned()], ..actor(who) });
        let (name, outcome) = (task.to_owned(), outcome.to_owned());
        self.handle(&Event::Outcome { task: number, name, outcome, by, form, documents: Vec::new() })
    }

    /// Number of the first open task of a name.
    pub fn number(&self, task: &str) -> Option<u64> {
        let named = |open: &&registrar_engine::case::OpenTask| {
            let name = &self.chart.task(open.task).name;
            *name == task || copy_name(name, &open.place.copy) == task
        };
        self.case.tasks.iter().find(named).map(|open| open.number)
    }

    /// Names of open tasks.
    pub fn open(&self) -> Vec<String> {
        let name =
            |t: &registrar_engine::case::OpenTask| copy_name(&self.chart.task(t.task).name, &t.place.copy);
        self.case.tasks.iter().map(name).collect()
    }

    /// Lets the clock go on to an instant; timers on the way fire at their own.
    pub fn until(&mut self, instant: &str) -> &mut Self {
        let goal: Moment = instant.parse().unwrap();
        while let Some(timer) = timers(&self.chart, &self.case).into_iter().find(|t| t.due < goal) {
            self.now = timer.due;
            self.handle(&timer.event).unwrap();
        }
        self.now = goal;
        self
    }

    /// Innermost active places by name.
    pub fn active(&self) -> Vec<String> {
        let places = &self.case.configuration;
        let is_leaf = |place: &Place| {
            let state = self.chart.state(place.state);
            let container = state.for_each.is_some() && place.copy.len() == usize::from(state.depth);
            !container && matches!(state.kind, StateKind::Atomic | StateKind::Final { .. })
        };
        let name = |p: &Place| copy_name(&self.chart.state(p.state).name, &p.copy);
        places.iter().filter(|place| is_leaf(place)).map(name).collect()
    }

    /// The texts of `log` actions of the last step.
    pub fn log(&self) -> Vec<&str> {
        self.marks
            .iter()
            .filter_map(|m| if let Mark::Logged { text } = m { Some(text.as_str()) } else { None })
            .collect()
    }
}
