//! What is written on a drawing: titles of the definition, put together with the drawing's own words.

use super::measure::shortened;
use super::phrases::Phrases;
use crate::chart::{
    Action, ActionKind, Arrow, Chart, Deadline, Join, Members, Pattern, PeriodRule, Start, State, Target,
    Trigger, Who,
};
use crate::definition::Text;
use crate::guard::Expression;
use crate::id::{DeadlineIx, RoleIx, StateIx};

/// Speaks of a chart in one language.
#[derive(Clone, Copy)]
pub(super) struct Speech<'a> {
    chart: &'a Chart,
    language: &'a str,
    pub(super) words: Phrases,
}

impl<'a> Speech<'a> {
    pub(super) fn new(chart: &'a Chart, language: &'a str) -> Self {
        Self { chart, language, words: Phrases::of(language) }
    }

    /// A text in the language, or in the one nearest to it; none: the definition has no such text.
    pub(super) fn text(&self, text: &Text) -> Option<String> {
        let wanted = [self.language, self.words.code(), "en"];
        let found = wanted.iter().find_map(|language| text.get(*language)).or_else(|| text.values().next());
        found.filter(|title| !title.trim().is_empty()).map(|title| shortened(title))
    }

    /// The title, or the name with blanks.
    fn title(&self, text: &Text, name: &str) -> String {
        self.text(text).unwrap_or_else(|| plain(name))
    }

    pub(super) fn whole(&self) -> String {
        let title = self.title(&self.chart.title, &self.chart.workflow);
        format!("{title} ({})", self.words.version(self.chart.version))
    }

    pub(super) fn state(&self, ix: StateIx) -> String {
        let state = self.chart.state(ix);
        self.title(&state.title, &state.name)
    }

    pub(super) fn law(&self, key: &str) -> String {
        self.chart.laws.get(key).and_then(|text| self.text(text)).unwrap_or_else(|| key.to_owned())
    }

    fn role(&self, ix: RoleIx) -> String {
        let role = self.chart.role(ix);
        self.title(&role.title, &role.name)
    }

    fn deadline_name(&self, ix: DeadlineIx) -> String {
        let deadline = self.chart.deadline(ix);
        self.title(&deadline.title, &deadline.name)
    }

    pub(super) fn for_each(&self, members: &Members) -> String {
        self.words.for_each(&match members {
            Members::Role(role) => self.role(*role),
            Members::List(path) => path.join("."),
        })
    }

    /// A task with who does it: one row of a box.
    pub(super) fn task(&self, ix: crate::id::TaskIx) -> String {
        let task = self.chart.task(ix);
        let who = match &task.who {
            Who::Roles(roles) => {
                roles.iter().map(|role| self.role(*role)).collect::<Vec<_>>().join(self.words.separator())
            }
            Who::Member(path) => self.words.person_in(&path.join(".")),
            Who::Service(service) => {
                let named = self.chart.services.get(service.at());
                self.words.service(&named.map_or_else(String::new, |(name, title)| self.title(title, name)))
            }
        };
        let mut extra = vec![who];
        extra.extend(task.in_person.map(|role| self.words.in_person(&self.role(role))));
        extra.extend(task.repeat.then(|| self.words.repeat().to_owned()));
        format!("{} ({})", self.title(&task.title, &task.name), extra.join("; "))
    }

    /// A deadline with its period: one row of a box.
    pub(super) fn deadline(&self, ix: DeadlineIx) -> String {
        let deadline = self.chart.deadline(ix);
        let mut parts = vec![self.period(deadline)];
        parts.extend(self.start(deadline));
        parts.extend(deadline.promise.then(|| self.words.promise().to_owned()));
        let title = self.title(&deadline.title, &deadline.name);
        format!("{title}{}{}", self.words.colon(), parts.join("; "))
    }

    fn period(&self, deadline: &Deadline) -> String {
        match &deadline.period {
            PeriodRule::Fixed(period) => self.words.period(*period),
            PeriodRule::Field(path) => self.words.period_in(&path.join(".")),
            PeriodRule::Cases(cases) => {
                let case = |(condition, period): &(Option<Expression>, _)| {
                    let when = condition.as_ref().map_or_else(
                        || self.words.otherwise().to_owned(),
                        |condition| self.words.condition(&self.condition_text(condition)),
                    );
                    format!("{} {when}", self.words.period(*period))
                };
                cases.iter().map(case).collect::<Vec<_>>().join("; ")
            }
        }
    }

    fn start(&self, deadline: &Deadline) -> Option<String> {
        Some(match &deadline.start {
            Start::Entry => return None,
            Start::Event(pattern) => self.words.from(&self.event(pattern)),
            Start::Field(path) => self.words.from(&path.join(".")),
            Start::Deadline(other) => self.words.from(&self.deadline_name(*other)),
            Start::BeforeField(path) => self.words.before(&path.join(".")),
            Start::BeforeDeadline(other) => self.words.before(&self.deadline_name(*other)),
        })
    }

    /// What else a box tells: its consent, why it may wait, its actions.
    pub(super) fn notes(&self, state: &State) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(consent) = state.consent.and_then(|ix| self.chart.consents.get(ix.at())) {
            notes.push(self.words.needs_consent(&self.title(&consent.title, &consent.name)));
        }
        notes.extend(state.unbounded.as_ref().map(|why| self.words.unbounded(why)));
        notes.extend(self.actions(&state.entry).map(|what| self.words.on_entry(&what)));
        notes.extend(self.actions(&state.exit).map(|what| self.words.on_exit(&what)));
        notes
    }

    /// What an arrow answers, its condition and limit, and what is done by one that leads nowhere.
    pub(super) fn arrow(&self, arrow: &Arrow) -> String {
        let event = match &arrow.trigger {
            Trigger::Events(patterns) => {
                patterns.iter().map(|pattern| self.event(pattern)).collect::<Vec<_>>().join(" / ")
            }
            Trigger::AtOnce => String::new(),
            Trigger::Done => self.done(self.chart.state(arrow.source)).to_owned(),
        };
        let mut text = event.clone();
        let mut add = |between: &str, more: &str| {
            text.push_str(if text.is_empty() { "" } else { between });
            text.push_str(more);
        };
        // A title that only repeats the outcome's says nothing more.
        if let Some(title) = self.text(&arrow.title).filter(|title| !event.ends_with(title.as_str())) {
            add(self.words.colon(), &title);
        }
        let source_state = self.chart.state(arrow.source);
        let rivals = match &arrow.trigger {
            Trigger::Events(_) => 1,
            Trigger::AtOnce => source_state.at_once.len(),
            Trigger::Done => source_state.done.len(),
        };
        match &arrow.condition {
            Some(condition) => {
                add(self.words.comma(), &self.words.condition(&self.condition_text(condition)))
            }
            None if rivals > 1 => add(self.words.comma(), self.words.otherwise()),
            None => {}
        }
        if let Some(times) = arrow.at_most {
            add(self.words.comma(), &self.words.at_most(times));
        }
        // Where it leads matters more than what is sent on the way; what leads nowhere only does something.
        if let Some(actions) = self.actions(&arrow.actions).filter(|_| arrow.to.is_empty()) {
            add("; ", &actions);
        }
        text
    }

    /// What an arrow says when its limit is used up.
    pub(super) fn beyond(&self, arrow: &Arrow) -> String {
        let event = match &arrow.trigger {
            Trigger::Events(patterns) => {
                patterns.iter().map(|pattern| self.event(pattern)).collect::<Vec<_>>().join(" / ")
            }
            Trigger::AtOnce => String::new(),
            Trigger::Done => self.done(self.chart.state(arrow.source)).to_owned(),
        };
        let between = if event.is_empty() { "" } else { ", " };
        format!("{event}{between}{}", self.words.beyond())
    }

    fn done(&self, state: &State) -> &'static str {
        let copies = state.for_each.is_some();
        match (&state.join, &state.kind) {
            (Join::All, crate::chart::StateKind::Parallel) => self.words.all_done(),
            (Join::All, _) if copies => self.words.all_done(),
            (Join::All, _) => self.words.done(),
            _ => self.words.enough_done(),
        }
    }

    fn event(&self, pattern: &Pattern) -> String {
        let tokens: Vec<&str> = pattern.0.iter().map(String::as_str).collect();
        let chart = self.chart;
        let Some(first) = tokens.first() else { return self.words.any_event().to_owned() };
        if let ["consent", how @ ("given" | "withdrawn"), name] = tokens[..] {
            let consent = chart.consents.iter().find(|consent| consent.name == name);
            let title = consent.map_or_else(|| plain(name), |consent| self.title(&consent.title, name));
            return if how == "given" { self.words.given(&title) } else { self.words.withdrawn(&title) };
        }
        let last = tokens.last().copied().unwrap_or_default();
        if let Some(task) = chart.task_named(&pattern.0[..tokens.len().saturating_sub(1).max(1)].join(".")) {
            let task = chart.task(task);
            let title = self.title(&task.title, &task.name);
            let outcome = task.outcomes.iter().find(|outcome| tokens.len() > 1 && outcome.name == last);
            return match outcome {
                Some(outcome) => {
                    format!("{title}{}{}", self.words.colon(), self.title(&outcome.title, &outcome.name))
                }
                None => title,
            };
        }
        if let Some(deadline) = chart.deadline_named(first) {
            let title = self.deadline_name(deadline);
            return match last {
                "extended" => self.words.extended(&title),
                "suspended" => self.words.suspended(&title),
                "resumed" => self.words.resumed(&title),
                "expired" => self.words.expired(&title),
                _ => title,
            };
        }
        if let Some(notice) = chart.notice_named(first) {
            let notice = chart.notice(notice);
            let title = self.title(&notice.title, &notice.name);
            return if last == "undeliverable" {
                self.words.undeliverable(&title)
            } else {
                self.words.served(&title)
            };
        }
        let message = chart.messages.iter().find(|message| message.name == *first);
        message.map_or_else(|| tokens.join("."), |message| self.title(&message.title, &message.name))
    }

    /// An expression nearer to how a person would say it: titles for names, words for operators.
    fn condition_text(&self, expression: &Expression) -> String {
        let mut text = shortened(expression.source()).replace("data.", "");
        for (sign, word) in self.words.operators() {
            text = text.replace(sign, word);
        }
        let state = |name: &str| self.chart.state_named(name).map(|ix| self.words.active(&self.state(ix)));
        let consent = |name: &str| {
            let consent = self.chart.consents.iter().find(|consent| consent.name == name)?;
            Some(self.words.consented(&self.title(&consent.title, name)))
        };
        let text = told(&text, "active('", &state);
        told(&text, "consent('", &consent)
    }

    fn actions(&self, actions: &[Action]) -> Option<String> {
        let said: Vec<String> = actions
            .iter()
            .filter(|action| !matches!(action.kind, ActionKind::Apart))
            .map(|action| self.action(action))
            .collect();
        (!said.is_empty()).then(|| said.join(self.words.separator()))
    }

    fn action(&self, action: &Action) -> String {
        let inner = |actions: &[Action]| self.actions(actions).unwrap_or_default();
        match &action.kind {
            ActionKind::Set { target, value } => {
                let field = match target {
                    Target::Data(path) => path.join("."),
                    Target::Member(path) => format!("member.{}", path.join(".")),
                };
                self.words.set(&field, &self.condition_text(value))
            }
            ActionKind::Decide(table) => {
                let table = self.chart.table(*table);
                self.words.decide(&self.title(&table.title, &table.name))
            }
            ActionKind::Send(notice) => {
                let notice = self.chart.notice(*notice);
                self.words.send(&self.title(&notice.title, &notice.name))
            }
            ActionKind::Issue(document) => {
                let document = self.chart.document(*document);
                self.words.issue(&self.title(&document.title, &document.name))
            }
            ActionKind::Assign { role, .. } => self.words.assign(&self.role(*role)),
            ActionKind::Release(role) => self.words.release(&self.role(*role)),
            ActionKind::Consent(consent) | ActionKind::Withdraw(consent) => {
                let named = self.chart.consents.get(consent.at());
                let title =
                    named.map_or_else(String::new, |consent| self.title(&consent.title, &consent.name));
                match action.kind {
                    ActionKind::Consent(_) => self.words.given(&title),
                    _ => self.words.withdrawn(&title),
                }
            }
            ActionKind::Raise { event, .. } => self.words.raise(event),
            ActionKind::Cancel(id) => self.words.cancel(id),
            ActionKind::Log(_) => self.words.log().to_owned(),
            ActionKind::Apart => String::new(),
            ActionKind::If { condition, then, otherwise } => {
                let mut text = format!(
                    "{}{}{}",
                    self.words.condition(&self.condition_text(condition)),
                    self.words.colon(),
                    inner(then)
                );
                if !otherwise.is_empty() {
                    text = format!(
                        "{text}; {}{}{}",
                        self.words.otherwise(),
                        self.words.colon(),
                        inner(otherwise)
                    );
                }
                text
            }
            ActionKind::ForEach { actions, .. } => self.words.each_item(&inner(actions)),
        }
    }
}

/// A name as a person would write it.
fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// The text with each call such as `active('name')` put in words, where there are words for it.
fn told(text: &str, call: &str, say: &dyn Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split(call);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let said = part.split_once("')").and_then(|(name, rest)| Some((say(name)?, rest)));
        match said {
            Some((words, rest)) => out.extend([words.as_str(), rest]),
            None => out.extend([call, part]),
        }
    }
    out
}
