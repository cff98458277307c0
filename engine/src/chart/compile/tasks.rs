//! Tasks: who does them, what they ask, how they end; and the engine's own for deadlines.

use super::context::Context;
use super::forms::{self, Writable};
use super::names::List;
use super::{paths, people, scopes};
use crate::chart::{EngineTask, Field, FieldPath, FormField, FormPlace, Outcome, Task, Type, Who};
use crate::deadline::Period;
use crate::definition::{self, Name, Text};
use crate::finding::{Finding, Span};
use crate::id::{DeadlineIx, DocumentIx, RoleIx, StateIx, TaskIx};
use crate::value::Value;

/// The tasks of the definition.
pub(super) fn declared(cx: &mut Context) {
    let definition = cx.definition;
    let mut listed: Vec<Vec<StateIx>> = vec![Vec::new(); definition.tasks.len()];
    for (state, at) in cx.chart.states.iter().zip(0..) {
        for task in &state.tasks {
            if let Some(states) = listed.get_mut(task.at()) {
                states.push(StateIx(at));
            }
        }
    }
    for (task, states) in definition.tasks.iter().zip(&listed) {
        let made = one(cx, task, states);
        cx.chart.tasks.push(made);
    }
}

fn one(cx: &mut Context, task: &definition::Task, states: &[StateIx]) -> Task {
    let member = scopes::member_at_all(cx, states);
    let who = who(cx, &task.who, member.as_deref());
    let adds = task.adds.as_ref().and_then(|name| paths::data_list(cx, name));
    cx.incomplete |= task.outcomes.is_empty();
    let writable = Writable {
        item: adds.as_ref().map(|(_, fields)| fields.clone()),
        member,
        service: if let Who::Service(service) = &who { Some(*service) } else { None },
    };
    let form = forms::fields(cx, &task.form, &writable, false);
    let mut outcomes: Vec<Outcome> = Vec::new();
    for outcome in &task.outcomes {
        let fields = forms::fields(cx, &outcome.fields, &writable, true);
        if let Some(field) = fields.iter().find(|field| form.iter().any(|known| known.key == field.key)) {
            let message = format!("`{}` is asked for by the task and by its outcome", field.key);
            cx.error("repeated-name", outcome.name.span, message);
        }
        let title = cx.title(&outcome.title, &outcome.name.value);
        outcomes.push(Outcome { name: outcome.name.value.clone(), title, fields });
    }
    let happened = task.happened.as_ref().and_then(|name| happened(cx, name, &form, &outcomes));
    let takes = task.takes.iter().filter_map(|name| takes(cx, name, &who)).collect();
    for (cost, _) in task.costs.iter().filter(|(cost, _)| cost.value == "visits") {
        let finding = Finding::error("reserved-name", cost.span, "visits are counted by `in_person`");
        cx.say(finding.help("write `in_person: ROLE` instead"));
    }
    Task {
        name: task.name.value.clone(),
        title: cx.title(&task.title, &task.name.value),
        due: task
            .due
            .iter()
            .filter_map(|name| cx.find_unused(List::Deadline, name))
            .map(DeadlineIx)
            .collect(),
        outcomes,
        form,
        takes,
        adds: adds.map(|(path, _)| path),
        happened,
        repeat: task.repeat,
        identify: task.identify,
        in_person: task.in_person.as_ref().and_then(|name| cx.role(name)),
        costs: task.costs.iter().map(|(name, amount)| (name.value.clone(), *amount)).collect(),
        law: cx.law(task.law.as_ref()),
        engine: None,
        span: task.name.span,
        who,
    }
}

fn who(cx: &mut Context, who: &definition::Who, member: Option<&[Field]>) -> Who {
    match who {
        definition::Who::Roles(names) => {
            // The reader has told if nobody is named.
            cx.incomplete |= names.is_empty();
            let mut roles: Vec<RoleIx> = Vec::new();
            for name in names {
                let Some(role) = cx.role(name) else { continue };
                people::refuse_representatives(cx, name, role, "be asked for a task");
                for role in people::opened_out(cx, role) {
                    if !roles.contains(&role) {
                        roles.push(role);
                    }
                }
            }
            Who::Roles(roles)
        }
        definition::Who::Member(name) => Who::Member(member_person(cx, name, member)),
        definition::Who::Service(name) => match cx.service(name) {
            Some(service) => Who::Service(service),
            None => Who::Roles(Vec::new()),
        },
        definition::Who::Workflow(name) => {
            cx.error("not-supported", name.span, "not supported yet: sub-cases");
            Who::Roles(Vec::new())
        }
    }
}

/// `role: member.to`: the person in a field of the copy's item.
fn member_person(cx: &mut Context, name: &Name, member: Option<&[Field]>) -> FieldPath {
    let Some(member) = member else {
        let message = format!("there is no member here whose `{}` it could be", name.value);
        let finding = Finding::error("no-member", name.span, message);
        cx.say(finding.help("list the task in a state with `for_each`, and nowhere else"));
        return Vec::new();
    };
    let Some((path, field)) = paths::field_of(cx, member, name, "member.", "the member") else {
        return Vec::new();
    };
    if !matches!(field.kind, Type::Person { .. }) {
        let message = format!("`{}` is {}, not a person", name.value, paths::kind_name(&field.kind));
        cx.error("wrong-type", name.span, message);
    }
    path
}

/// `happened`: a date or instant that an outcome asks for.
fn happened(cx: &mut Context, name: &Name, form: &[FormField], outcomes: &[Outcome]) -> Option<FieldPath> {
    let asked = form.iter().chain(outcomes.iter().flat_map(|outcome| &outcome.fields));
    let Some(field) = asked.clone().find(|field| field.key == name.value) else {
        let known = asked.filter(|field| is_time(&field.field)).map(|field| field.key.as_str());
        let message = format!("no outcome asks for `{}`", name.value);
        let finding = Finding::error("not-asked", name.span, message)
            .help(
                "name a date or instant of the form, so that whoever ends the task can say when it happened",
            )
            .did_you_mean(&name.value, known);
        cx.say(finding);
        return None;
    };
    if !is_time(&field.field) {
        let kind = paths::kind_name(&field.field.kind);
        cx.error("wrong-type", name.span, format!("`{}` is {kind}, not a date or an instant", name.value));
    }
    match &field.place {
        FormPlace::Data(path) | FormPlace::Item(path) | FormPlace::Member(path) => Some(path.clone()),
        FormPlace::Engine(_) => None,
    }
}

fn is_time(field: &Field) -> bool {
    matches!(field.kind, Type::Date | Type::Instant)
}

fn takes(cx: &mut Context, name: &Name, who: &Who) -> Option<DocumentIx> {
    let document = cx.document(name)?;
    let kind = cx.chart.documents.get(document.at())?;
    if kind.template.is_some() {
        let finding = Finding::error(
            "wrong-document",
            name.span,
            format!("`{}` is made from a template and never filed", name.value),
        );
        cx.say(finding.help("let an arrow `issue` it"));
        return Some(document);
    }
    let by = people::opened_out(cx, kind.by);
    // Whoever may do the task may file with it, so each of its roles must be among those who file.
    if let Who::Roles(roles) = who
        && let Some(other) = roles.iter().find(|role| !by.contains(role))
    {
        let told =
            |role: RoleIx| cx.chart.roles.get(role.at()).map(|role| role.name.clone()).unwrap_or_default();
        let (by, other) = (told(kind.by), told(*other));
        let finding = Finding::error(
            "wrong-document",
            name.span,
            format!("`{}` is filed by `{by}`, and `{other}` does this task", name.value),
        );
        cx.say(finding.help("change the document's `by`, or the task's `role`"));
    }
    Some(document)
}

/// The engine's own tasks for a deadline, by the roles behind one name.
pub(super) struct Engine<'n> {
    pub deadline: DeadlineIx,
    pub name: &'n str,
    pub title: Text,
    pub span: Span,
}

impl Engine<'_> {
    /// The task that decides on more time (rule 19).
    pub fn extend(&self, cx: &mut Context, by: Vec<RoleIx>, up_to: Period) -> TaskIx {
        let period = FormField {
            key: "period".to_owned(),
            place: FormPlace::Engine("period".to_owned()),
            field: Field {
                name: "period".to_owned(),
                title: words("more time", "延长时间"),
                kind: Type::Period { max: Some(up_to) },
                required: true,
                private: false,
                author: false,
                default: Value::Null,
                value_titles: Default::default(),
            },
        };
        let outcomes = vec![
            outcome("granted", "grant", "准予延长", vec![period, reason()]),
            outcome("refused", "refuse", "不予延长", vec![reason()]),
        ];
        self.add(cx, "extend", ("Extend", "延长"), EngineTask::Extend(self.deadline), by, outcomes)
    }

    /// The tasks that stop the clock and let it go on.
    pub fn suspend(&self, cx: &mut Context, by: &[RoleIx]) -> (TaskIx, TaskIx) {
        let stops = vec![outcome("suspended", "suspend", "中止", vec![reason()])];
        let goes = vec![outcome("resumed", "resume", "恢复", vec![])];
        let (stop, go) = (EngineTask::Suspend(self.deadline), EngineTask::Resume(self.deadline));
        let suspend = self.add(cx, "suspend", ("Suspend", "中止计算"), stop, by.to_vec(), stops);
        let resume = self.add(cx, "resume", ("Resume", "恢复计算"), go, by.to_vec(), goes);
        (suspend, resume)
    }

    /// The task that gives the deadline up.
    pub fn waive(&self, cx: &mut Context, by: Vec<RoleIx>) -> TaskIx {
        let outcomes = vec![outcome("waived", "waive", "放弃", vec![])];
        self.add(cx, "waive", ("Waive", "放弃期限"), EngineTask::Waive(self.deadline), by, outcomes)
    }

    fn add(
        &self,
        cx: &mut Context,
        what: &str,
        verb: (&str, &str),
        engine: EngineTask,
        by: Vec<RoleIx>,
        outcomes: Vec<Outcome>,
    ) -> TaskIx {
        let named =
            |language: &str| self.title.get(language).cloned().unwrap_or_else(|| self.name.replace('_', " "));
        let title = words(&format!("{}: {}", verb.0, named("en")), &format!("{}：{}", verb.1, named("zh")));
        let at = u16::try_from(cx.chart.tasks.len()).unwrap_or(u16::MAX);
        cx.chart.tasks.push(Task {
            name: format!("{}.{what}", self.name),
            title,
            who: Who::Roles(by),
            due: vec![self.deadline],
            outcomes,
            form: Vec::new(),
            takes: Vec::new(),
            adds: None,
            happened: None,
            repeat: false,
            identify: false,
            in_person: None,
            costs: Vec::new(),
            law: None,
            engine: Some(engine),
            span: self.span,
        });
        TaskIx(at)
    }
}

fn outcome(name: &str, en: &str, zh: &str, fields: Vec<FormField>) -> Outcome {
    Outcome { name: name.to_owned(), title: words(en, zh), fields }
}

fn reason() -> FormField {
    FormField {
        key: "reason".to_owned(),
        place: FormPlace::Engine("reason".to_owned()),
        field: Field {
            name: "reason".to_owned(),
            title: words("reason", "理由"),
            kind: Type::Text { max_length: super::values::DEFAULT_TEXT },
            required: true,
            private: false,
            author: false,
            default: Value::Null,
            value_titles: Default::default(),
        },
    }
}

fn words(en: &str, zh: &str) -> Text {
    Text::from([("en".to_owned(), en.to_owned()), ("zh".to_owned(), zh.to_owned())])
}
