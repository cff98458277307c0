//! Open tasks as one may do them: outcomes, forms, documents that are taken.

use super::clocks::ExpiryView;
use super::names::Reader;
use super::remaining::{RemainingView, ThereView};
use crate::command::Rejection;
use crate::office::Casework;
use crate::ports::{Lodged, Slot};
use crate::uploads::Seen;
use registrar_engine::case::OpenTask;
use registrar_engine::chart::{Assign, Chart, FormField, FormPlace, RoleKind, StateKind, Who};
use registrar_engine::event::Actor;
use registrar_engine::form;
use registrar_engine::id::{CaseId, PersonId, StateIx, TaskIx};
use registrar_engine::moment::Moment;
use registrar_engine::step::{acting_for, member_name, offers, same_copies, whose};
use registrar_engine::value::{Record, Value};
use serde::Serialize;

/// An open task.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaskView {
    /// The case.
    pub case: CaseId,
    /// Number in the case.
    pub number: u64,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whose copy it is in.
    pub whose: Option<String>,
    /// Whom it is for, in words.
    pub for_whom: String,
    /// When it was opened.
    pub opened: Moment,
    /// The earliest end of the deadlines shown with it.
    pub due: Option<Moment>,
    /// The last day of that deadline.
    pub last_day: Option<String>,
    /// Number of that deadline's clock.
    pub deadline: Option<u64>,
    /// What remains until then, in the unit that the law counts in.
    pub remaining: Option<RemainingView>,
    /// That end on the reader's own clock, where it shows another time than the organisation's.
    pub there: Option<ThereView>,
    /// It was counted beyond the published calendar: it may move.
    pub provisional: bool,
    /// What happens if nobody does anything until then.
    pub on_expiry: Vec<ExpiryView>,
    /// Whether that deadline is a promise without legal effect.
    pub promise: bool,
    /// Whether the reader may end it now.
    pub mine: bool,
    /// Whether the reader may take it from the pool first.
    pub claimable: bool,
    /// Whether the reader has taken it, and may give it back.
    pub held: bool,
    /// It can be done and needn't be: the case goes on without it.
    pub optional: bool,
    /// As which members of the case the reader may end it: label and words. Empty for officials of a pool.
    pub act_as: Vec<(String, String)>,
    /// How it may end.
    pub outcomes: Vec<OutcomeView>,
    /// What may be filed with it.
    pub takes: Vec<TakesView>,
    /// Whether the reader's identity is checked again.
    pub identify: bool,
    /// Whether it costs somebody a visit.
    pub in_person: bool,
    /// Its provision.
    pub law: Option<String>,
    /// Whom the fields that ask for a person offer, by the schema's `x-role`: label and words.
    pub people: std::collections::BTreeMap<u16, Vec<(String, String)>>,
    /// What stands in the form's fields now, by key: the case's data as the reader may see them.
    pub values: Record,
    /// The reader's draft, as it was typed (JSON).
    pub draft: Option<String>,
    /// What the reader has uploaded for it and not filed.
    pub uploads: Vec<Lodged>,
}

/// One way in which a task may end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutcomeView {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whether it can be had as things stand.
    pub offered: bool,
    /// The form, as JSON Schema.
    pub schema: serde_json::Value,
}

/// A kind of document that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakesView {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Media types; empty: any.
    pub media: Vec<String>,
    /// Most bytes of one.
    pub max_bytes: u64,
    /// More than one may be filed.
    pub many: bool,
    /// The task isn't ended without one.
    pub required: bool,
}

impl Casework {
    /// One open task, for somebody who may see the case.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to strangers; a refusal that says how the task ended, if it has.
    pub async fn task(
        &self,
        person: &PersonId,
        case: &CaseId,
        number: u64,
        language: &str,
    ) -> Result<TaskView, Rejection> {
        let seen = match self.seen(person, None, case).await {
            Ok(seen) => seen,
            // A colleague was faster: to the others of the pool it is told, though the case has gone from them.
            Err(Rejection::NotFound) => {
                let colleague = self.colleague(person, case, |act, _| act.number == number).await?;
                return Err(ended(&colleague.ok_or(Rejection::NotFound)?, number));
            }
            Err(other) => return Err(other),
        };
        let Some(open) = seen.case.task(number) else {
            return Err(ended(&seen, number));
        };
        let mut view = seen.reader(language).task_view(open, &seen.actor);
        if !view.mine && !view.claimable {
            view.values.clear();
            return Ok(view);
        }
        let slot = Slot::Task { case: case.clone(), task: number };
        view.draft = self.ports.desk.draft(&slot, person).await?.map(|draft| draft.form);
        view.uploads = self.ports.desk.lodged(&slot, person).await?;
        Ok(view)
    }

    /// Keeps what somebody typed for a task.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to strangers; [`Rejection::Malformed`] for more than a form may have.
    pub async fn save_draft(&self, person: &PersonId, slot: Slot, form: String) -> Result<(), Rejection> {
        if form.len() > crate::command::LARGEST_COMMAND {
            return Err(Rejection::Malformed("a draft is too large".to_owned()));
        }
        if let Slot::Task { case, .. } | Slot::Case(case) = &slot {
            self.seen(person, None, case).await?;
        }
        let saved = self.ports.clock.now();
        let draft = crate::ports::Draft { slot, person: person.clone(), form, saved };
        Ok(self.ports.desk.save_draft(&draft).await?)
    }

    /// Somebody's draft.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn draft(&self, person: &PersonId, slot: &Slot) -> Result<Option<String>, Rejection> {
        Ok(self.ports.desk.draft(slot, person).await?.map(|draft| draft.form))
    }
}

/// Whether a task only offers something: more time, another question, a way out that stands open beside what
/// goes on. The case doesn't wait for it.
pub(super) fn is_optional(chart: &Chart, open: &OpenTask) -> bool {
    is_optional_in(chart, open.task, open.place.state)
}

/// The same of a task that is open in this state.
pub(super) fn is_optional_in(chart: &Chart, task: TaskIx, state: StateIx) -> bool {
    let (task, kind) = (chart.task(task), &chart.state(state).kind);
    let beside = stands_beside(chart, state) || !matches!(kind, StateKind::Atomic);
    task.engine.is_some() || task.due.is_empty() && (task.repeat || beside)
}

/// Whether a state stands open beside what goes on: a region begins there, and it may stay so without limit.
pub(super) fn stands_beside(chart: &Chart, state: StateIx) -> bool {
    if chart.state(state).unbounded.is_none() {
        return false;
    }
    let mut inner = state;
    for outer in chart.outwards(state).skip(1) {
        match &chart.state(outer).kind {
            StateKind::Parallel => return true,
            StateKind::Compound(initial) if initial.to.contains(&inner) => inner = outer,
            _ => return false,
        }
    }
    false
}

/// The refusal for a task that isn't open (any more).
fn ended(seen: &Seen, number: u64) -> Rejection {
    let event = registrar_engine::event::Event::Claimed { task: number, by: seen.actor.clone() };
    match registrar_engine::step(&seen.chart, &seen.case, &event, seen.case.latest) {
        Err(refusal) => Rejection::Refused(refusal),
        Ok(_) => Rejection::NotFound,
    }
}

impl Seen {
    /// The case in the reader's words.
    pub(crate) fn reader<'a>(&'a self, language: &'a str) -> Reader<'a> {
        Reader {
            chart: &self.chart,
            case: &self.case,
            viewpoint: &self.viewpoint,
            language,
            now: self.now,
            own_zone: &self.own_zone,
        }
    }
}

impl Reader<'_> {
    /// An open task as the reader sees it, without what lies on the reader's desk.
    pub fn task_view(&self, open: &OpenTask, actor: &Actor) -> TaskView {
        let task = self.chart.task(open.task);
        let mine = acting_for(self.chart, self.case, open, actor).is_ok();
        let clock = self.clock_of(open);
        let offered = offers(self.chart, self.case, open.number);
        let outcome = |outcome: &registrar_engine::chart::Outcome| {
            let fields: Vec<FormField> = task.form.iter().chain(&outcome.fields).cloned().collect();
            OutcomeView {
                name: outcome.name.clone(),
                title: self.outcome(&task.name, &outcome.name),
                offered: offered.iter().any(|known| known.name == outcome.name),
                schema: form::schema(&fields, &self.chart.resources, self.language),
            }
        };
        TaskView {
            case: self.case.case.clone(),
            number: open.number,
            name: task.name.clone(),
            title: self.task(&task.name),
            whose: self.whose(&open.place),
            for_whom: self.for_whom(open),
            opened: open.opened,
            due: clock.as_ref().and_then(|clock| clock.due),
            promise: clock.as_ref().is_some_and(|clock| clock.promise),
            deadline: clock.as_ref().map(|clock| clock.number),
            remaining: clock.as_ref().and_then(|clock| clock.remaining.clone()),
            there: clock.as_ref().and_then(|clock| clock.there.clone()),
            provisional: clock.as_ref().is_some_and(|clock| clock.provisional),
            on_expiry: clock.as_ref().map(|clock| clock.on_expiry.clone()).unwrap_or_default(),
            last_day: clock.and_then(|clock| clock.last_day),
            mine,
            claimable: mine && open.assignee.is_none() && self.is_of_pool(open, actor),
            held: open.assignee.as_ref() == Some(&actor.person) && self.is_claimed(open),
            optional: is_optional(self.chart, open),
            act_as: self.act_as(open, actor),
            outcomes: task.outcomes.iter().map(outcome).collect(),
            takes: task
                .takes
                .iter()
                .map(|ix| self.chart.document(*ix))
                .map(|kind| TakesView {
                    name: kind.name.clone(),
                    title: self.document(&kind.name),
                    media: kind.media.clone(),
                    max_bytes: kind.max_bytes,
                    many: kind.many,
                    required: kind.required,
                })
                .collect(),
            identify: task.identify,
            in_person: task.in_person.is_some(),
            law: self.law(task.law.as_deref()),
            people: self
                .choices(task.form.iter().chain(task.outcomes.iter().flat_map(|outcome| &outcome.fields))),
            values: self.values(open),
            draft: None,
            uploads: Vec::new(),
        }
    }

    /// The clock with the earliest end among those shown with a task.
    pub fn clock_of(&self, open: &OpenTask) -> Option<super::clocks::ClockView> {
        let shown = &self.chart.task(open.task).due;
        self.case
            .clocks
            .iter()
            .filter(|clock| shown.contains(&clock.deadline))
            .filter(|clock| same_copies(self.chart, &clock.place, &open.place))
            .map(|clock| self.clock(clock))
            .filter(|clock| clock.standing == "running")
            .min_by_key(|clock| clock.due)
    }

    /// Whom a task is for: `Defendant 2 (Li Si)`, `Judge`.
    pub fn for_whom(&self, open: &OpenTask) -> String {
        let names = whose(self.chart, self.case, open);
        names.split(", ").map(|name| self.who(name)).collect::<Vec<_>>().join(", ")
    }

    /// Who is several people in a case may end a task as some of them.
    fn act_as(&self, open: &OpenTask, actor: &Actor) -> Vec<(String, String)> {
        let members = self.viewpoint.members.iter().map(|member| member_name(self.chart, *member));
        let may = |label: &String| {
            let as_this = Actor { member: Some(label.clone()), ..actor.clone() };
            acting_for(self.chart, self.case, open, &as_this).is_ok()
        };
        members.filter(may).map(|label| (label.clone(), self.who(&label))).collect()
    }

    fn pool_roles(&self, open: &OpenTask) -> impl Iterator<Item = (&String, &Assign)> {
        let roles = match &self.chart.task(open.task).who {
            Who::Roles(roles) => roles.as_slice(),
            _ => &[],
        };
        let free = roles.iter().filter(|role| self.case.holder(**role).is_none());
        free.filter_map(|role| match &self.chart.role(*role).kind {
            RoleKind::Pool { pool, assign, .. } => Some((pool, assign)),
            _ => None,
        })
    }

    fn is_of_pool(&self, open: &OpenTask, actor: &Actor) -> bool {
        self.pool_roles(open).any(|(pool, assign)| *assign == Assign::Claim && actor.pools.contains(pool))
    }

    fn is_claimed(&self, open: &OpenTask) -> bool {
        self.pool_roles(open).any(|(_, assign)| *assign == Assign::Claim)
    }

    /// What stands in the fields of a task's forms.
    fn values(&self, open: &OpenTask) -> Record {
        let task = self.chart.task(open.task);
        let data = self.viewpoint.data(self.chart, self.case);
        let fields = task.form.iter().chain(task.outcomes.iter().flat_map(|outcome| &outcome.fields));
        let mut values = Record::new();
        for field in fields {
            if let FormPlace::Data(path) = &field.place {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                let value = Value::at(&data, &path);
                if !value.is_null() {
                    values.insert(field.key.clone(), value.clone());
                }
            }
        }
        values
    }
}
