//! Actions: executable content in document order. What fails stops its block and raises
//! `error.execution` (rule 25).

use super::place::{copies_around, holds, members_around};
use super::run::{MAX_ACTIONS, MAX_MEMBERS, Run};
use crate::case::{ConsentEntry, DelayedRaise, Filed, Member, Place, Seat};
use crate::chart::{Action, ActionKind, After, Field, FieldPath, Members, RoleKind, Target, field_at};
use crate::docket::Mark;
use crate::effect::Effect;
use crate::guard::NoValue;
use crate::id::{ConsentIx, DocumentIx, RoleIx};
use crate::moment::Moment;
use crate::value::{Record, Value};

type Done = Result<(), NoValue>;

impl<'a> Run<'a> {
    /// Runs a block at a place; what it starts hangs on `home`.
    pub fn act(&mut self, actions: &[Action], place: &Place, home: Option<&Place>) {
        let home = *home.unwrap_or(place);
        for block in actions.split(|action| matches!(action.kind, ActionKind::Apart)) {
            if let Err(error) = self.block(block, place, &home) {
                let state = self.name(place);
                self.raise_error(&format!("action in `{state}`: {error}"), place);
            }
        }
    }

    fn block(&mut self, actions: &[Action], place: &Place, home: &Place) -> Done {
        actions.iter().try_for_each(|action| self.one(&action.kind, place, home))
    }

    /// Loops within loops multiply: what is more than a step may do fails, as anything else that is done then.
    fn count(&mut self, actions: usize) -> Done {
        self.actions = self.actions.saturating_add(actions);
        match self.actions > MAX_ACTIONS {
            true => Err(NoValue(format!("more than {MAX_ACTIONS} actions in one step"))),
            false => Ok(()),
        }
    }

    fn one(&mut self, action: &ActionKind, place: &Place, home: &Place) -> Done {
        self.count(1)?;
        match action {
            ActionKind::Set { target, value } => {
                let value = self.evaluate(value, place)?;
                self.set(target, value, place)
            }
            ActionKind::Decide(table) => self.decide_by(*table, place),
            ActionKind::Send(notice) => {
                self.send(*notice, place, home);
                Ok(())
            }
            ActionKind::Issue(document) => {
                self.issue(*document);
                Ok(())
            }
            ActionKind::Assign { role, from } => self.assign(*role, from.as_ref()),
            ActionKind::Release(role) => {
                self.release(*role, place);
                Ok(())
            }
            ActionKind::Consent(consent) => self.consent(*consent),
            ActionKind::Withdraw(consent) => self.withdraw(*consent),
            ActionKind::Raise { event, data, after, id } => {
                let mut record = Record::new();
                for (name, expression) in data {
                    record.insert(name.clone(), self.evaluate(expression, place)?);
                }
                let record = opened(record);
                let after = match after {
                    None => None,
                    Some(After::Fixed(after)) => Some(*after),
                    Some(After::Computed(expression)) => match self.evaluate(expression, place)? {
                        Value::Text(text) => Some(
                            crate::chart::duration(&text)
                                .ok_or_else(|| NoValue(format!("`{text}` is no plain duration")))?,
                        ),
                        _ => return Err(NoValue("a plain duration is a text: `10 ms`".to_owned())),
                    },
                };
                self.raise_action(event, record, after, id.as_ref(), home)
            }
            ActionKind::Apart => Ok(()),
            ActionKind::Cancel(id) => {
                self.case.raises.retain(|raise| raise.id.as_ref() != Some(id));
                Ok(())
            }
            ActionKind::Log(expression) => {
                let text = match self.evaluate(expression, place)? {
                    Value::Text(text) => text,
                    other => serde_json::to_string(&other).map_err(|e| NoValue(e.to_string()))?,
                };
                self.mark(Mark::Logged { text });
                Ok(())
            }
            ActionKind::If { condition, then, otherwise } => {
                let holds = match self.holds(Some(condition), place) {
                    // W3C SCXML 5.9.1: it counts as false, here as on an arrow.
                    Err(error) if self.chart.errors_w3c => {
                        let state = self.name(place);
                        self.raise_error(&format!("condition in `{state}`: {error}"), place);
                        false
                    }
                    holds => holds?,
                };
                let branch = if holds { then } else { otherwise };
                self.block(branch, place, home)
            }
            ActionKind::ForEach { list, item, index, actions } => {
                let Value::List(items) = self.evaluate(list, place)? else {
                    return Err(NoValue("`for_each` needs a list".to_owned()));
                };
                self.count(items.len())?;
                let depth = self.locals.len();
                let mut result = Ok(());
                for (position, value) in (0_i64..).zip(items) {
                    self.locals.push((item.clone(), value));
                    if let Some(index) = index {
                        self.locals.push((index.clone(), Value::Int(position)));
                    }
                    result = self.block(actions, place, home);
                    self.locals.truncate(depth);
                    if result.is_err() {
                        break;
                    }
                }
                result
            }
        }
    }

    /// Writes a field of the case, or of the member of the innermost copy.
    pub fn set(&mut self, target: &Target, value: Value, place: &Place) -> Done {
        match target {
            Target::Data(path) => self.set_data(path, value),
            Target::Member(path) => self.set_member(path, value, place),
        }
    }

    /// Writes a field of the case.
    pub fn set_data(&mut self, path: &FieldPath, value: Value) -> Done {
        let field = field_at(&self.chart.data, path);
        // Inside what may be anything a field is written only where there is a record.
        if let Some((_, around)) = path.split_last()
            && field.is_none()
            && !matches!(Value::at(&self.case.data, around), Value::Record(_))
        {
            return Err(NoValue(format!("`{}` isn't a record", around.join("."))));
        }
        let told = if field.is_some_and(|field| field.private) { Value::Null } else { value.clone() };
        Value::put(&mut self.case.data, path, value);
        self.mark(Mark::Wrote { field: path.join("."), value: told });
        Ok(())
    }

    /// Writes a field of the member of the innermost copy.
    pub fn set_member(&mut self, path: &FieldPath, value: Value, place: &Place) -> Done {
        let (name, fields, record) = self.member_mut(place)?;
        let private = field_at(fields, path).is_some_and(|field| field.private);
        let told = if private { Value::Null } else { value.clone() };
        Value::put(record, path, value);
        self.mark(Mark::Wrote { field: format!("{name}.{}", path.join(".")), value: told });
        Ok(())
    }

    /// What `member` means at a place: its name, its fields and its record.
    fn member_mut(&mut self, place: &Place) -> Result<(String, &'a [Field], &mut Record), NoValue> {
        let chart = self.chart;
        let nobody = || NoValue("there is no member here".to_owned());
        let (members, number) = copies_around(chart, place).next().ok_or_else(nobody)?;
        let at = number as usize - 1;
        let (name, fields, record) = match members {
            Members::Role(role) => {
                let mut seats = self.case.seats.iter_mut().filter(|seat| holds(chart, *role, seat.role));
                let seat = seats.nth(at).ok_or_else(nobody)?;
                let fields = chart.role(seat.role).data.as_slice();
                (super::run::member_name(chart, seat.member()), fields, &mut seat.data)
            }
            Members::List(path) => {
                let fields = match field_at(&chart.data, path).map(|field| &field.kind) {
                    Some(crate::chart::Type::List(fields)) => fields.as_slice(),
                    _ => &[],
                };
                let record = list_mut(&mut self.case.data, path)
                    .and_then(|items| items.get_mut(at))
                    .and_then(|item| if let Value::Record(record) = item { Some(record) } else { None });
                (format!("{}[{number}]", path.join(".")), fields, record.ok_or_else(nobody)?)
            }
        };
        Ok((name, fields, record))
    }

    fn issue(&mut self, document: DocumentIx) {
        let chart = self.chart;
        let kind = chart.document(document);
        let number = self.number();
        let by = self.by.clone();
        self.case.documents.push(Filed {
            number,
            document,
            by: by.clone(),
            name: kind.name.clone(),
            media: "text/html".to_owned(),
            size: 0,
            digest: None,
            at: self.at,
        });
        self.mark(Mark::Filed { document: kind.name.clone(), number, by });
        if let Some(template) = &kind.template {
            let effect =
                Effect::Render { document: number, name: kind.name.clone(), template: template.clone() };
            self.effects.push(effect);
        }
    }

    fn assign(&mut self, role: RoleIx, from: Option<&FieldPath>) -> Done {
        let Some(path) = from else {
            self.draw_for(role, None);
            return Ok(());
        };
        let items = match Value::at(&self.case.data, path) {
            Value::List(items) => items.clone(),
            Value::Null => Vec::new(),
            _ => return Err(NoValue(format!("`{}` is no list", path.join(".")))),
        };
        // Items that are seated keep their seats: the list may have grown. After a release all join anew.
        let mut seated: Vec<(String, Record)> = self
            .case
            .seats
            .iter()
            .filter(|seat| seat.role == role && seat.is_present())
            .map(|seat| (seat.name.clone(), seat.data.clone()))
            .collect();
        for item in items {
            let Value::Record(mut item) = item else { continue };
            let name = item.remove("name").and_then(|n| n.text().map(str::to_owned)).unwrap_or_default();
            let mut contact = std::collections::BTreeMap::new();
            for (field, channel) in
                [("mail", crate::chart::Channel::Mail), ("phone", crate::chart::Channel::Sms)]
            {
                if let Some(address) = item.get(field).and_then(Value::text) {
                    contact.insert(channel, address.to_owned());
                }
            }
            let fields = &self.chart.role(role).data;
            item.retain(|field, _| fields.iter().any(|known| known.name == *field));
            let mut data = super::open::defaults(fields);
            data.extend(item.clone());
            if let Some(at) = seated.iter().position(|known| *known == (name.clone(), data.clone())) {
                seated.remove(at);
                continue;
            }
            self.join(
                role,
                Seat {
                    role,
                    number: 0,
                    person: None,
                    name,
                    contact,
                    joined: self.at,
                    left: None,
                    unaddressed: true,
                    data: item,
                    representatives: Vec::new(),
                },
            )?;
        }
        Ok(())
    }

    /// A member joins; the number is given here. Without an account there is an invitation.
    pub fn join(&mut self, role: RoleIx, seat: Seat) -> Result<Member, NoValue> {
        let number = self.case.seats.iter().filter(|known| known.role == role).count() + 1;
        if self.case.seats.len() >= MAX_MEMBERS {
            return Err(NoValue(format!("more than {MAX_MEMBERS} people in one case")));
        }
        let number = u32::try_from(number).map_err(|e| NoValue(e.to_string()))?;
        let mut data = super::open::defaults(&self.chart.role(role).data);
        data.extend(seat.data);
        let member = Member { role, number };
        let invited = seat.person.is_none();
        self.case.seats.push(Seat { number, data, ..seat });
        let name = self.member_name(member);
        self.mark(Mark::Joined { member: name });
        if invited {
            self.effects.push(Effect::Invite { member });
        }
        self.withdraw_for_joiner(member);
        Ok(member)
    }

    /// Rule 22: a joiner who hasn't given a consent that an active state needs withdraws it.
    fn withdraw_for_joiner(&mut self, member: Member) {
        let chart = self.chart;
        let needed: Vec<(ConsentIx, Place)> = self
            .case
            .configuration
            .iter()
            .filter_map(|place| Some((chart.state(place.state).consent?, *place)))
            .filter(|(consent, _)| holds(chart, chart.consents[consent.at()].of, member.role))
            .collect();
        for (consent, place) in needed {
            let name = format!("consent.withdrawn.{}", chart.consents[consent.at()].name);
            self.raise(name, Record::new(), Some(place));
        }
    }

    fn release(&mut self, role: RoleIx, place: &Place) {
        let chart = self.chart;
        let own = members_around(chart, &self.case, place).into_iter().find(|m| holds(chart, role, m.role));
        let at = self.at;
        let mut departed = Vec::new();
        for seat in self.case.seats.iter_mut() {
            let meant = own.map_or(holds(chart, role, seat.role), |own| seat.member() == own);
            if meant && seat.left.is_none() {
                seat.left = Some(at);
                departed.push(seat.member());
            }
        }
        for member in departed {
            let member = self.member_name(member);
            self.mark(Mark::Departed { member });
        }
        if matches!(chart.role(role).kind, RoleKind::Pool { .. }) {
            for task in &mut self.case.tasks {
                if super::people::is_for(chart, task, role) {
                    task.assignee = None;
                }
            }
        }
    }

    fn acting_member(&self) -> Result<Member, NoValue> {
        let acting = self.acting.as_ref().and_then(|acting| acting.member);
        acting.ok_or_else(|| NoValue("nobody acts whose consent it could be".to_owned()))
    }

    fn consent(&mut self, consent: ConsentIx) -> Done {
        let member = self.acting_member()?;
        let kind = &self.chart.consents[consent.at()];
        if !holds(self.chart, kind.of, member.role) {
            return Err(NoValue(format!("`{}` isn't asked of the one who acts", kind.name)));
        }
        let given = |e: &ConsentEntry| e.consent == consent && e.member == member && e.withdrawn.is_none();
        if !self.case.consents.iter().any(given) {
            let entry = ConsentEntry { consent, member, given: self.at, withdrawn: None };
            self.case.consents.push(entry);
            let mark = Mark::Consented { consent: kind.name.clone(), member: self.member_name(member) };
            self.mark(mark);
            self.raise(format!("consent.given.{}", kind.name), Record::new(), None);
        }
        Ok(())
    }

    fn withdraw(&mut self, consent: ConsentIx) -> Done {
        let member = self.acting_member()?;
        let at = self.at;
        let given =
            |e: &&mut ConsentEntry| e.consent == consent && e.member == member && e.withdrawn.is_none();
        if let Some(entry) = self.case.consents.iter_mut().find(given) {
            entry.withdrawn = Some(at);
            let name = &self.chart.consents[consent.at()].name;
            let mark = Mark::ConsentWithdrawn { consent: name.clone(), member: self.member_name(member) };
            self.mark(mark);
            self.raise(format!("consent.withdrawn.{name}"), Record::new(), None);
        }
        Ok(())
    }

    fn raise_action(
        &mut self,
        event: &str,
        data: Record,
        after: Option<jiff::SignedDuration>,
        id: Option<&String>,
        home: &Place,
    ) -> Done {
        let Some(after) = after else {
            self.mark(Mark::Raised { event: event.to_owned(), due: None });
            self.raise(event, data, Some(*home));
            return Ok(());
        };
        let due = self.at.timestamp().checked_add(after).map_err(|e| NoValue(e.to_string()))?;
        let due = Moment::from(due);
        let number = self.number();
        self.case.raises.push(DelayedRaise {
            number,
            id: id.cloned(),
            event: event.to_owned(),
            data,
            due,
            home: *home,
        });
        self.mark(Mark::Raised { event: event.to_owned(), due: Some(due) });
        Ok(())
    }
}

/// What an event carries: a whole that is a record carries its fields.
pub fn opened(mut record: Record) -> Record {
    match record.remove("") {
        Some(Value::Record(fields)) => fields,
        Some(Value::Null) | None => record,
        Some(whole) => Record::from([(String::new(), whole)]),
    }
}

/// The items of a list field.
pub fn list_mut<'c>(data: &'c mut Record, path: &[String]) -> Option<&'c mut Vec<Value>> {
    let (last, before) = path.split_last()?;
    let mut record = data;
    for name in before {
        let inner = record.entry(name.clone()).or_insert_with(|| Value::Record(Record::new()));
        match inner {
            Value::Record(inner) => record = inner,
            _ => return None,
        }
    }
    let list = record.entry(last.clone()).or_default();
    if list.is_null() {
        *list = Value::List(Vec::new());
    }
    match list {
        Value::List(items) => Some(items),
        _ => None,
    }
}
