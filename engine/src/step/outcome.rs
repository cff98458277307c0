//! A task ends by one of its outcomes: who may, what the form says, what it costs, and the event.

use super::act::list_mut;
use super::people::acting_for;
use super::run::{Acting, Happening, Run};
use super::task::find_open;
use crate::case::{Act, Cost, Filed, OpenTask};
use crate::chart::{FormPlace, Outcome, Task, Who, field_at};
use crate::deadline::Anchor;
use crate::docket::Mark;
use crate::event::{Actor, Upload, copy_name};
use crate::form;
use crate::id::DocumentIx;
use crate::moment::Moment;
use crate::refusal::{FormProblem, Refusal};
use crate::value::{Record, Value};

/// An outcome as it came in.
pub struct Submitted<'e> {
    pub task: u64,
    pub name: &'e str,
    pub outcome: &'e str,
    pub by: Option<&'e Actor>,
    pub form: &'e Record,
    pub documents: &'e [Upload],
}

impl Run<'_> {
    /// Ends a task by an outcome and handles its event.
    pub fn end_task(&mut self, submitted: &Submitted<'_>) -> Result<(), Refusal> {
        let chart = self.chart;
        let open = find_open(chart, &self.case, submitted.task, Some(submitted.name))?.clone();
        let task = chart.task(open.task);
        self.act_as(&open, task, submitted.by)?;
        let Some(outcome) = task.outcomes.iter().find(|o| o.name == submitted.outcome) else {
            return Err(Refusal::UnknownOutcome {
                task: task.name.clone(),
                outcome: submitted.outcome.to_owned(),
                possible: task.outcomes.iter().map(|o| o.name.clone()).collect(),
            });
        };
        let values = self.read_form(task, outcome, submitted.form)?;
        let documents = self.check_documents(task, submitted.documents)?;
        self.happened(task, &values)?;
        let answers = self.write_form(task, &open, values)?;
        self.file(&documents, submitted.documents);
        self.charge(task, &open.place);
        self.close(&open, task, &outcome.name);
        if let Some(engine) = task.engine {
            return self.decide_clock(engine, &open, outcome, &answers);
        }
        let rung = open.serves.filter(|delivery| self.waits_for_rung(*delivery));
        let name = [task.name.as_str(), ".", &outcome.name].concat();
        let happening = Happening { rung, ..Happening::new(name, answers, Some(open.place)) };
        let taken = self.handle(&happening)?;
        if let Some(delivery) = rung {
            // What didn't serve it has failed: the next rung.
            if self.case.ended.is_none()
                && self.waits_for_rung(delivery)
                && let Some(event) = self.next_rung(delivery)?
            {
                self.handle(&event)?;
            }
            return Ok(());
        }
        if taken {
            return Ok(());
        }
        Err(Refusal::NotOffered {
            task: task.name.clone(),
            outcome: outcome.name.clone(),
            possible: Vec::new(),
        })
    }

    fn act_as(&mut self, open: &OpenTask, task: &Task, by: Option<&Actor>) -> Result<(), Refusal> {
        match (by, &task.who) {
            (None, Who::Service(service)) => self.by.clone_from(&self.chart.services[service.at()].0),
            (Some(by), Who::Roles(_) | Who::Member(_)) => {
                let acting = acting_for(self.chart, &self.case, open, by)?;
                self.act_in(acting);
            }
            _ => {
                let whose = super::people::whose(self.chart, &self.case, open);
                return Err(Refusal::NotYours { task: task.name.clone(), whose });
            }
        }
        Ok(())
    }

    /// From here on somebody acts.
    pub fn act_in(&mut self, acting: Acting) {
        self.by.clone_from(&acting.label);
        self.has_acted(&acting);
        self.acting = Some(acting);
    }

    fn read_form<'f>(
        &self,
        task: &'f Task,
        outcome: &'f Outcome,
        form: &Record,
    ) -> Result<Vec<(&'f FormPlace, Value)>, Refusal> {
        let fields = task.form.iter().chain(&outcome.fields);
        let member = |label: &str, of: crate::id::RoleIx| {
            super::people::member_named(self.chart, &self.case, label).is_some_and(|member| {
                super::place::holds(self.chart, of, member.role)
                    && self.case.seat(member).is_some_and(crate::case::Seat::is_present)
            })
        };
        form::read(fields, form, &self.chart.resources, &member)
            .map_err(|problems| Refusal::Form { problems })
    }

    /// `happened`: the day or instant that the outcome took effect. Not in the future.
    fn happened(&mut self, task: &Task, values: &[(&FormPlace, Value)]) -> Result<(), Refusal> {
        let Some(path) = &task.happened else { return Ok(()) };
        let written = values.iter().find(|(place, _)| match *place {
            FormPlace::Data(p) | FormPlace::Item(p) | FormPlace::Member(p) => p == path,
            FormPlace::Engine(_) => false,
        });
        let Some((_, value)) = written.filter(|(_, value)| !value.is_null()) else { return Ok(()) };
        let future = || Refusal::Form {
            problems: vec![FormProblem {
                key: path.join("."),
                code: "future".to_owned(),
                message: "this lies in the future; give the day on which it happened".to_owned(),
            }],
        };
        match super::clock::anchor_of(value) {
            Some(Anchor::Instant(moment)) => {
                if moment > self.at {
                    return Err(future());
                }
                self.at = moment;
                self.anchor = Anchor::Instant(moment);
            }
            Some(Anchor::Date(date)) => {
                let zone = &self.chart.zone;
                if date > zone.to_datetime(self.at.timestamp()).date() {
                    return Err(future());
                }
                // To the addressee's advantage: whatever is counted in hours begins with the end of that day.
                let tomorrow =
                    date.tomorrow().ok().and_then(|day| zone.to_timestamp(day.at(0, 0, 0, 0)).ok());
                if let Some(end) = tomorrow {
                    let last = Moment::from_micros(end.as_microsecond() - 1).unwrap_or(self.at);
                    self.at = self.at.min(last);
                }
                self.anchor = Anchor::Date(date);
            }
            None => {}
        }
        Ok(())
    }

    /// Rule 11: the form is written before the event is handled.
    fn write_form(
        &mut self,
        task: &Task,
        open: &OpenTask,
        values: Vec<(&FormPlace, Value)>,
    ) -> Result<Record, Refusal> {
        let fault = |reason: String| Refusal::Incident { reason };
        let mut answers = Record::new();
        let mut item = Record::new();
        for (place, value) in values {
            match place {
                FormPlace::Data(path) => {
                    Value::put(&mut answers, path, value.clone());
                    self.set_data(path, value).map_err(|e| fault(e.to_string()))?;
                }
                FormPlace::Member(path) => {
                    Value::put(&mut answers, path, value.clone());
                    self.set_member(path, value, &open.place).map_err(|e| fault(e.to_string()))?;
                }
                FormPlace::Item(path) => {
                    Value::put(&mut answers, path, value.clone());
                    Value::put(&mut item, path, value);
                }
                FormPlace::Engine(key) => {
                    answers.insert(key.clone(), value);
                }
            }
        }
        if let Some(path) = &task.adds {
            self.sign(path, &open.place, &mut item);
            let limit = super::run::MAX_MEMBERS;
            let Some(items) = list_mut(&mut self.case.data, path) else {
                return Err(fault(format!("`{}` is no list", path.join("."))));
            };
            if items.len() >= limit {
                return Err(Refusal::Limit {
                    what: format!("items in `{}`", path.join(".")),
                    limit: limit as u64,
                });
            }
            items.push(Value::Record(item.clone()));
            let field = format!("{}[{}]", path.join("."), items.len());
            if let Some(crate::chart::Type::List(fields)) = field_at(&self.chart.data, path).map(|f| &f.kind)
            {
                item.retain(|name, _| !fields.iter().any(|field| field.private && field.name == *name));
            }
            self.mark(Mark::Wrote { field, value: Value::Record(item) });
        }
        Ok(answers)
    }

    /// Fields that name the author: the member in whose copy the item is added, else who acts.
    fn sign(&self, list: &[String], place: &crate::case::Place, item: &mut Record) {
        let Some(crate::chart::Type::List(fields)) = field_at(&self.chart.data, list).map(|f| &f.kind) else {
            return;
        };
        for field in fields.iter().filter(|field| field.author) {
            let crate::chart::Type::Person { of } = field.kind else { continue };
            let author = self
                .member_around(place, of)
                .map_or_else(|| self.by.clone(), |member| self.member_name(member));
            item.insert(field.name.clone(), author.as_str().into());
        }
    }

    /// The member of a role or group in whose copy a place is, the innermost.
    fn member_around(
        &self,
        place: &crate::case::Place,
        role: crate::id::RoleIx,
    ) -> Option<crate::case::Member> {
        let mut around = super::place::members_around(self.chart, &self.case, place).into_iter();
        around.find(|member| super::place::holds(self.chart, role, member.role))
    }

    fn check_documents(&self, task: &Task, uploads: &[Upload]) -> Result<Vec<DocumentIx>, Refusal> {
        let chart = self.chart;
        let refuse = |document: &str, reason: &str| {
            Err(Refusal::Document { document: document.to_owned(), reason: reason.to_owned() })
        };
        let mut kinds = Vec::new();
        for upload in uploads {
            let Some(ix) = chart.document_named(&upload.document).filter(|ix| task.takes.contains(ix)) else {
                return refuse(&upload.document, "this task doesn't take it");
            };
            let kind = chart.document(ix);
            let fits = kind.media.is_empty()
                || kind.media.iter().any(|media| match media.strip_suffix('*') {
                    Some(start) => upload.media.starts_with(start),
                    None => *media == upload.media,
                });
            if !fits {
                return refuse(&kind.name, &format!("it must be one of {}", kind.media.join(", ")));
            }
            if upload.size > kind.max_bytes {
                return refuse(&kind.name, &format!("it has more than {} bytes", kind.max_bytes));
            }
            if !kind.many && kinds.contains(&ix) {
                return refuse(&kind.name, "only one is taken");
            }
            kinds.push(ix);
        }
        for ix in &task.takes {
            let kind = chart.document(*ix);
            if kind.required && !kinds.contains(ix) {
                return refuse(&kind.name, "it is needed for this task");
            }
        }
        Ok(kinds)
    }

    fn file(&mut self, kinds: &[DocumentIx], uploads: &[Upload]) {
        for (document, upload) in kinds.iter().zip(uploads) {
            self.file_one(*document, upload);
        }
    }

    /// Adds an uploaded document to the case.
    pub fn file_one(&mut self, document: DocumentIx, upload: &Upload) -> u64 {
        let number = self.number();
        let by = self.by.clone();
        self.case.documents.push(Filed {
            number,
            document,
            by: by.clone(),
            name: upload.name.clone(),
            media: upload.media.clone(),
            size: upload.size,
            digest: Some(upload.digest.clone()),
            at: self.at,
        });
        self.mark(Mark::Filed { document: self.chart.document(document).name.clone(), number, by });
        number
    }

    fn charge(&mut self, task: &Task, place: &crate::case::Place) {
        let own = self.acting.as_ref().and_then(|acting| acting.member);
        let mut costs: Vec<(String, Option<crate::case::Member>, u32)> = Vec::new();
        if let Some(role) = task.in_person {
            // Inside a copy of such a member it is that member's visit alone.
            let around = self.member_around(place, role);
            for seat in self.case.seats.iter().filter(|seat| seat.is_present()) {
                let comes = around.is_none_or(|around| around == seat.member());
                if comes && super::place::holds(self.chart, role, seat.role) {
                    costs.push(("visits".to_owned(), Some(seat.member()), 1));
                }
            }
        }
        costs.extend(task.costs.iter().map(|(of, amount)| (of.clone(), own, *amount)));
        for (of, member, amount) in costs {
            match self.case.costs.iter_mut().find(|cost| cost.of == of && cost.member == member) {
                Some(cost) => cost.amount = cost.amount.saturating_add(amount),
                None => self.case.costs.push(Cost { of: of.clone(), member, amount }),
            }
            let member = member.map(|member| self.member_name(member)).unwrap_or_default();
            self.mark(Mark::Cost { of, member, amount });
        }
    }

    fn close(&mut self, open: &OpenTask, task: &Task, outcome: &str) {
        self.case.tasks.retain(|known| known.number != open.number);
        let by = self.by.clone();
        self.case.acts.push(Act {
            number: open.number,
            task: open.task,
            copy: open.place.copy,
            outcome: Some(outcome.to_owned()),
            by: by.clone(),
            at: self.at,
        });
        let name = copy_name(&task.name, &open.place.copy);
        self.mark(Mark::TaskClosed {
            task: name,
            number: open.number,
            outcome: Some(outcome.to_owned()),
            by,
        });
    }
}
