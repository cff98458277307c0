//! What a step means: its sentence found in the vocabulary, its arguments looked up in the definition
//! under test. Everything that can be known before playing is decided here, so that all slips of a
//! scenario are told at once, each with its place.

use crate::failure::{Failure, Played};
use crate::feature::{Step, Under, at};
use crate::form::{self, Newcomer};
use crate::language::Language;
use crate::names::{self, Named, Unknown};
use crate::pattern::{Cut, Hole, names_in};
use crate::reason::Reason;
use crate::steps::people::People;
use crate::steps::scene::Scene;
use crate::steps::world::World;
use crate::steps::{self, Found, Verb};
use crate::value;
use crate::who::{self, Who, Whose};
use crate::words::{self, Length, When};
use jiff::civil::Date;
use registrar_engine::chart::{Chart, Field, RoleKind, ServedWhen, Task, Type, Who as Doer};
use registrar_engine::finding::Finding;
use registrar_engine::id::{
    ConsentIx, DeadlineIx, DocumentIx, MessageIx, NoticeIx, RoleIx, ServiceIx, StateIx, TaskIx,
};
use registrar_engine::value::Record;

/// A step that can be played.
#[derive(Debug, Clone)]
pub struct Understood {
    /// What to do.
    pub verb: Verb,
    /// With what.
    pub arguments: Arguments,
    /// The form below it.
    pub form: Record,
    /// The people below it, or counted in it.
    pub people: Vec<Newcomer>,
    /// The text below it.
    pub text: Option<String>,
}

/// Arguments of a step: those that its sentence has.
#[derive(Debug, Clone, Default)]
pub struct Arguments {
    /// `{who}`
    pub who: Option<Who>,
    /// `{whose}`
    pub whose: Option<Whose>,
    /// `{persons}`
    pub persons: Vec<Who>,
    /// `{role}`
    pub role: Option<RoleIx>,
    /// `{task}`
    pub task: Option<TaskIx>,
    /// `{tasks}`
    pub tasks: Vec<TaskIx>,
    /// `{outcome}`
    pub outcome: Option<String>,
    /// `{outcomes}`
    pub outcomes: Vec<String>,
    /// `{document}` and `{documents}`
    pub documents: Vec<DocumentIx>,
    /// `{deadline}`
    pub deadline: Option<DeadlineIx>,
    /// `{notice}`
    pub notice: Option<NoticeIx>,
    /// `{message}`
    pub message: Option<MessageIx>,
    /// `{service}`
    pub service: Option<ServiceIx>,
    /// `{consent}`
    pub consent: Option<ConsentIx>,
    /// `{state}`
    pub state: Option<StateIx>,
    /// `{field}`
    pub field: Option<FieldMeant>,
    /// `{cost}`
    pub cost: Option<String>,
    /// `{value}`, as written
    pub value: Option<String>,
    /// `{text}`
    pub text: Option<String>,
    /// `{person}`
    pub person: Option<String>,
    /// `{names}`
    pub names: Vec<String>,
    /// `{pool}`
    pub pool: Option<String>,
    /// `{workflow}`
    pub workflow: Option<String>,
    /// `{number}`
    pub number: Option<u32>,
    /// `{period}`
    pub period: Option<Length>,
    /// `{moment}`
    pub moment: Option<When>,
    /// `{day}`
    pub day: Option<Date>,
    /// `{size}`
    pub size: Option<u64>,
    /// `{media}`
    pub media: Option<String>,
    /// `{how}`
    pub how: Option<String>,
    /// `{reason}`
    pub reason: Option<Reason>,
}

macro_rules! needed {
    ($($(#[$doc:meta])* $name:ident: $of:ty = $field:ident, $what:literal;)*) => {
        impl Arguments {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// When the sentence of the step has no such hole.
            pub fn $name(&self) -> Played<$of> {
                self.$field.clone().ok_or_else(|| Failure::lacks($what))
            }
        )*}
    };
}

needed! {
    /// Who acts.
    the_who: Who = who, "a person";
    /// The role.
    the_role: RoleIx = role, "a role";
    /// The task.
    the_task: TaskIx = task, "a task";
    /// The outcome.
    the_outcome: String = outcome, "an outcome";
    /// The deadline.
    the_deadline: DeadlineIx = deadline, "a deadline";
    /// The notice.
    the_notice: NoticeIx = notice, "a notice";
    /// The message.
    the_message: MessageIx = message, "a message";
    /// The service.
    the_service: ServiceIx = service, "a service";
    /// The consent.
    the_consent: ConsentIx = consent, "a consent";
    /// The state.
    the_state: StateIx = state, "a state";
    /// The field.
    the_field: FieldMeant = field, "a field";
    /// The text.
    the_text: String = text, "a text";
    /// The person by name.
    the_person: String = person, "a name";
    /// The pool.
    the_pool: String = pool, "a pool";
    /// The number.
    the_number: u32 = number, "a number";
    /// The period.
    the_period: Length = period, "a period";
    /// The moment.
    the_moment: When = moment, "a moment";
}

impl Arguments {
    /// The document.
    ///
    /// # Errors
    /// When the sentence of the step has no such hole.
    pub fn the_document(&self) -> Played<DocumentIx> {
        self.documents.first().copied().ok_or_else(|| Failure::lacks("a document"))
    }
}

/// A field that a step speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldMeant {
    /// As it is written in the definition: `claim.amount`, `mode`, `reply`.
    pub name: String,
    /// Its path, with the numbers that were written.
    pub path: value::Path,
    /// Of the item of a list: the list.
    pub list: Option<Vec<String>>,
    /// Its type.
    pub kind: Type,
}

/// Why a step can't be played.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// No sentence of the vocabulary, or several.
    Undefined(Finding),
    /// A sentence with wrong arguments.
    Wrong(Vec<Finding>),
}

/// Understands a step in the light of a definition; without one, only the steps that come before it.
///
/// # Errors
/// What is wrong with the step.
pub fn understand(step: &Step, language: Language, chart: Option<&Chart>) -> Result<Understood, Trouble> {
    let place = at(step.line, step.column);
    let (verb, cuts) = match steps::find(&step.text, language) {
        Found::One(verb, cuts) => (verb, cuts),
        Found::Undefined(near) => {
            let finding =
                Finding::error("undefined-step", place, format!("no step is said like this: {}", step.text));
            let help = near.map(|near| format!("the nearest is `{near}`"));
            return Err(Trouble::Undefined(Finding { help, ..finding }));
        }
        Found::Ambiguous(patterns) => {
            let message = format!("this may be any of {} steps: {}", patterns.len(), step.text);
            let help = patterns.iter().map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(" or ");
            return Err(Trouble::Undefined(Finding::error("ambiguous-step", place, message).help(help)));
        }
    };
    let mut findings = Vec::new();
    if verb.looks() != (step.under == Under::Then) {
        let (message, help) = if verb.looks() {
            ("this step only looks", "write it under `Then` (`那么`)")
        } else {
            ("under `Then` nothing is done", "write it under `Given` or `When` (`假如`, `当`)")
        };
        findings.push(Finding::error("gherkin", place, message).help(help));
    }
    let mut reader = Reader { step, language, chart, arguments: Arguments::default(), findings };
    // Whose and which task first: what an outcome or a field means hangs on them.
    let (first, then): (Vec<&Cut>, Vec<&Cut>) = cuts
        .iter()
        .partition(|cut| matches!(cut.hole, Hole::Who(_) | Hole::Quoted("task" | "notice" | "service")));
    let mut counted = Vec::new();
    for cut in first.into_iter().chain(then) {
        if cut.hole == Hole::People {
            counted = reader.counted(cut);
        } else if let Err(unknown) = reader.take(cut) {
            reader.refuse(cut, unknown);
        }
    }
    reader.below(verb, counted)
}

struct Reader<'a> {
    step: &'a Step,
    language: Language,
    chart: Option<&'a Chart>,
    arguments: Arguments,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn refuse(&mut self, cut: &Cut, unknown: Unknown) {
        let place = at(self.step.line, self.step.column + cut.column);
        let finding = Finding::error("unknown-name", place, unknown.message);
        self.findings.push(Finding { help: unknown.help, ..finding });
    }

    fn chart(&self) -> Result<&'a Chart, Unknown> {
        self.chart.ok_or_else(|| Unknown {
            message: "no workflow has been named before this step".to_owned(),
            help: Some("begin with the step `the workflow {workflow}`".to_owned()),
        })
    }

    fn take(&mut self, cut: &Cut) -> Result<(), Unknown> {
        let (text, language) = (cut.text.as_str(), self.language);
        match cut.hole {
            Hole::Who("whose") => self.arguments.whose = Some(who::whose(self.chart()?, text, language)?),
            Hole::Who(_) => self.arguments.who = Some(who::who(self.chart()?, text, language)?),
            Hole::Persons => self.arguments.persons = who::persons(self.chart()?, text, language)?,
            Hole::Role => self.arguments.role = Some(names::role(self.chart()?, text, language)?),
            Hole::Number => self.arguments.number = crate::language::number(text, language),
            Hole::Period => self.arguments.period = Length::read(text, language),
            Hole::Day => self.arguments.day = words::day(text),
            Hole::Moment => self.arguments.moment = When::read(text),
            Hole::Size => self.arguments.size = words::size(text),
            Hole::Reason => {
                let read = Reason::read(text, language);
                self.arguments.reason = Some(read.map_err(|near| Unknown {
                    message: format!("`{text}` is no reason"),
                    help: near.map(|near| format!("did you mean `{near}`?")),
                })?);
            }
            Hole::People => {}
            Hole::Quoted(name) => self.quoted(name, text)?,
            Hole::QuotedList(name) => {
                for one in names_in(text) {
                    self.quoted(name, &one)?;
                }
            }
        }
        Ok(())
    }

    fn quoted(&mut self, hole: &str, text: &str) -> Result<(), Unknown> {
        let arguments = &mut self.arguments;
        match hole {
            "workflow" => arguments.workflow = Some(text.to_owned()),
            "person" => arguments.person = Some(text.trim().to_owned()),
            "names" => arguments.names.push(text.trim().to_owned()),
            "value" => arguments.value = Some(text.to_owned()),
            "text" => arguments.text = Some(text.to_owned()),
            "media" => arguments.media = Some(text.to_owned()),
            _ => return self.of_the_definition(hole, text),
        }
        Ok(())
    }

    /// Names that the definition must have.
    fn of_the_definition(&mut self, hole: &str, text: &str) -> Result<(), Unknown> {
        let chart = self.chart()?;
        let language = self.language;
        macro_rules! index {
            ($what:literal, $table:expr) => {{
                let named: Vec<Named<'_>> =
                    $table.iter().map(|it| names::titled(it.name.clone(), &it.title, language)).collect();
                u16::try_from(names::find($what, text, &named)?).unwrap_or(u16::MAX)
            }};
        }
        match hole {
            "task" => self.arguments.task = Some(TaskIx(index!("task", chart.tasks))),
            "tasks" => self.arguments.tasks.push(TaskIx(index!("task", chart.tasks))),
            "state" => self.arguments.state = Some(StateIx(index!("state", chart.states))),
            "deadline" => self.arguments.deadline = Some(DeadlineIx(index!("deadline", chart.deadlines))),
            "notice" => self.arguments.notice = Some(NoticeIx(index!("notice", chart.notices))),
            "message" => self.arguments.message = Some(MessageIx(index!("message", chart.messages))),
            "consent" => self.arguments.consent = Some(ConsentIx(index!("consent", chart.consents))),
            "document" | "documents" => {
                self.arguments.documents.push(DocumentIx(index!("document", chart.documents)));
            }
            "service" => {
                let named: Vec<Named<'_>> = chart
                    .services
                    .iter()
                    .map(|(name, title)| names::titled(name.clone(), title, language))
                    .collect();
                let found = names::find("service", text, &named)?;
                self.arguments.service = Some(ServiceIx(u16::try_from(found).unwrap_or(u16::MAX)));
            }
            "outcome" => self.arguments.outcome = Some(self.outcome(chart, text)?),
            "outcomes" => {
                let outcome = self.outcome(chart, text)?;
                self.arguments.outcomes.push(outcome);
            }
            "pool" => {
                let pools: Vec<&str> = chart
                    .roles
                    .iter()
                    .filter_map(|role| match &role.kind {
                        RoleKind::Pool { pool, .. } => Some(pool.as_str()),
                        _ => None,
                    })
                    .collect();
                let named: Vec<Named<'_>> = pools.iter().map(|pool| names::bare(*pool)).collect();
                self.arguments.pool = Some(pools[names::find("pool", text, &named)?].to_owned());
            }
            "cost" => {
                let costs: Vec<String> = chart
                    .tasks
                    .iter()
                    .flat_map(|task| task.costs.iter().map(|(name, _)| name.clone()))
                    .chain(["visits".to_owned()])
                    .collect();
                let named: Vec<Named<'_>> = costs.iter().map(|cost| names::bare(cost.as_str())).collect();
                self.arguments.cost = Some(costs[names::find("cost", text, &named)?].clone());
            }
            "how" => self.arguments.how = Some(self.how(chart, text)?),
            _ => self.arguments.field = Some(self.field(chart, text)?),
        }
        Ok(())
    }

    /// An outcome of the task that the step names; without a task, of any task or of the case.
    fn outcome(&self, chart: &Chart, text: &str) -> Result<String, Unknown> {
        let by_service = self.arguments.service.and_then(|service| task_of_service(chart, service));
        let task = self.arguments.task.or(by_service).map(|task| chart.task(task));
        let named: Vec<(String, Named<'_>)> = match task {
            Some(task) => outcomes_of(task, self.language),
            None => {
                let ends = chart.states.iter().filter_map(|state| match &state.kind {
                    registrar_engine::chart::StateKind::Final { outcome } => outcome.clone(),
                    _ => None,
                });
                let ends = ends.map(|name| (name.clone(), names::bare(name)));
                let of_tasks = chart.tasks.iter().flat_map(|task| outcomes_of(task, self.language));
                let mut all: Vec<(String, Named<'_>)> = Vec::new();
                for (name, named) in ends.chain(of_tasks) {
                    if !all.iter().any(|(known, _)| *known == name) {
                        all.push((name, named));
                    }
                }
                all
            }
        };
        let (plain, named): (Vec<String>, Vec<Named<'_>>) = named.into_iter().unzip();
        let what = task.map_or("outcome".to_owned(), |task| format!("outcome of `{}`", task.name));
        Ok(plain[names::find(&what, text, &named)?].clone())
    }

    fn how(&self, chart: &Chart, text: &str) -> Result<String, Unknown> {
        let ways = self.arguments.notice.map(|notice| &chart.notice(notice).served_when);
        let ways: Vec<String> = ways
            .into_iter()
            .flatten()
            .map(|way| match way {
                ServedWhen::Reached => "reached".to_owned(),
                ServedWhen::Read => "read".to_owned(),
                ServedWhen::Event(pattern) => pattern.0.join("."),
            })
            .collect();
        let named: Vec<Named<'_>> = ways.iter().map(|way| names::bare(way.as_str())).collect();
        Ok(ways[names::find("way of service of this notice", text, &named)?].clone())
    }

    fn field(&self, chart: &Chart, text: &str) -> Result<FieldMeant, Unknown> {
        let language = self.language;
        let meant = |path: Vec<String>, field: &Field, list: Option<Vec<String>>| FieldMeant {
            name: path.join("."),
            path: path.into_iter().map(|name| (name, None)).collect(),
            list,
            kind: field.kind.clone(),
        };
        match &self.arguments.whose {
            Some(Whose::Member(seat)) => names::field(&chart.role(seat.role).data, text, language)
                .map(|(path, f)| meant(path, f, None)),
            Some(Whose::Item(_)) => {
                let lists =
                    names::leaves(&chart.data).into_iter().filter_map(|(path, field)| match &field.kind {
                        Type::List(items) => Some((path, items)),
                        _ => None,
                    });
                let mut last = Unknown::new("the definition has no lists");
                for (list, items) in lists {
                    match names::field(items, text, language) {
                        Ok((path, field)) => return Ok(meant(path, field, Some(list))),
                        Err(unknown) => last = unknown,
                    }
                }
                Err(last)
            }
            None if text.contains('[') => {
                let path = value::path(text.trim().strip_prefix("data.").unwrap_or(text.trim()));
                let field = value::field_at(&chart.data, &path)
                    .ok_or_else(|| Unknown::new(format!("there is no field `{text}`")))?;
                Ok(FieldMeant { name: text.to_owned(), path, list: None, kind: field.kind.clone() })
            }
            None => match names::field(&chart.data, text, language) {
                Ok((path, field)) => Ok(meant(path, field, None)),
                // Keys of forms that are no field of the case: of a list's item, of the engine's own tasks.
                Err(unknown) => self.form_key(chart, text).ok_or(unknown),
            },
        }
    }

    fn form_key(&self, chart: &Chart, text: &str) -> Option<FieldMeant> {
        let fields = chart.tasks.iter().flat_map(|task| {
            task.form.iter().chain(task.outcomes.iter().flat_map(|outcome| outcome.fields.iter()))
        });
        let fields: Vec<_> = fields.collect();
        let named: Vec<Named<'_>> = fields
            .iter()
            .map(|field| names::titled(field.key.clone(), &field.field.title, self.language))
            .collect();
        let found = fields[names::find("field", text, &named).ok()?];
        let path = value::path(&found.key);
        Some(FieldMeant { name: found.key.clone(), path, list: None, kind: found.field.kind.clone() })
    }

    fn counted(&mut self, cut: &Cut) -> Vec<Newcomer> {
        let chart = match self.chart() {
            Ok(chart) => chart,
            Err(unknown) => {
                self.refuse(cut, unknown);
                return Vec::new();
            }
        };
        let mut people = Vec::new();
        for (count, role) in words::counted(&cut.text, self.language).unwrap_or_default() {
            match names::role(chart, &role, self.language) {
                Ok(role) => {
                    // A case with more members than this would be refused in any event.
                    let count = usize::try_from(count.min(10_000)).unwrap_or_default();
                    people.extend(std::iter::repeat_n(Newcomer::of(role), count));
                }
                Err(unknown) => self.refuse(cut, unknown),
            }
        }
        people
    }

    /// What stands below the step.
    fn below(mut self, verb: Verb, mut people: Vec<Newcomer>) -> Result<Understood, Trouble> {
        let (step, language) = (self.step, self.language);
        let mut form = Record::new();
        let mut text = None;
        let read = match (verb, self.chart) {
            (Verb::Scene(Scene::Inline), _) => {
                text = step.doc.as_ref().map(|doc| doc.text.clone());
                if text.is_none() {
                    let message = "below this step stands the definition, between `\"\"\"`";
                    self.findings.push(Finding::error("gherkin", at(step.line, step.column), message));
                }
                Ok(())
            }
            (Verb::Scene(Scene::Open | Scene::TryOpen), Some(chart)) => {
                form::people(chart, step, language).map(|more| people.extend(more))
            }
            // Without the task nothing is known about its form.
            (Verb::People(People::Do | People::TryDo), Some(_)) if self.arguments.task.is_none() => Ok(()),
            (Verb::People(People::Do | People::TryDo), Some(chart)) => {
                let asked = match self.arguments.task {
                    Some(task) => {
                        let task = chart.task(task);
                        let outcome = self.arguments.outcome.as_deref();
                        let fields =
                            task.outcomes.iter().filter(|o| outcome.is_none_or(|name| o.name == name));
                        form::asked(&task.form, fields.flat_map(|o| o.fields.iter()))
                    }
                    None => Vec::new(),
                };
                form::read(chart, step, &asked, language).map(|read| form = read)
            }
            (Verb::World(World::Service), Some(chart)) => {
                let of_service = self.arguments.service.and_then(|service| task_of_service(chart, service));
                let task = self.arguments.task.or(of_service);
                let asked = task
                    .map(|task| chart.task(task))
                    .map(|task| form::asked(&task.form, task.outcomes.iter().flat_map(|o| o.fields.iter())));
                form::read(chart, step, &asked.unwrap_or_default(), language).map(|read| form = read)
            }
            (Verb::World(World::Message), Some(chart)) => {
                let fields = self.arguments.message.map(|m| chart.messages[m.at()].data.as_slice());
                let asked: Vec<form::Asked<'_>> = fields
                    .unwrap_or_default()
                    .iter()
                    .map(|field| form::Asked { key: &field.name, field })
                    .collect();
                form::read(chart, step, &asked, language).map(|read| form = read)
            }
            _ if step.table.is_empty() && step.doc.is_none() => Ok(()),
            _ => {
                let line = step.table.first().map_or(step.line, |row| row.line);
                Err(vec![Finding::error("gherkin", at(line, 1), "nothing stands below this step")])
            }
        };
        if let Err(mut more) = read {
            self.findings.append(&mut more);
        }
        if self.findings.is_empty() {
            Ok(Understood { verb, arguments: self.arguments, form, people, text })
        } else {
            Err(Trouble::Wrong(self.findings))
        }
    }
}

fn outcomes_of(task: &Task, language: Language) -> Vec<(String, Named<'_>)> {
    let named = |o: &registrar_engine::chart::Outcome| o.name.clone();
    task.outcomes
        .iter()
        .map(|outcome| (named(outcome), names::titled(named(outcome), &outcome.title, language)))
        .collect()
}

/// The task that asks a service, where there is one only.
pub fn task_of_service(chart: &Chart, service: ServiceIx) -> Option<TaskIx> {
    let mut asking = chart.tasks.iter().enumerate().filter(|(_, task)| task.who == Doer::Service(service));
    match (asking.next(), asking.next()) {
        (Some((at, _)), None) => u16::try_from(at).ok().map(TaskIx),
        _ => None,
    }
}
