//! A story as a scenario in the fixed vocabulary (`docs/scenarios.md`): it passes on the definition as it is, and its last
//! steps say what is wrong then.

use super::super::STORY_MARK;
use super::super::model::{Decision, Deed, Letter, Model};
use super::cast::{Cast, arrives_at_once};
use super::plan::{Leg, Plan};
use super::player::{Happened, Played, What};
use super::table;
use crate::case::{Case, Place};
use crate::chart::{BudgetOf, Chart, Guarantee, Members, Says, field_at};
use crate::definition::Text;
use crate::event::{Event, Receipt};
use crate::guard::{Expression, Reading, Shape};
use crate::id::{PersonId, RoleIx};
use crate::moment::Moment;
use crate::step::{consent_holds, copies_around, members_around};
use crate::value::Value;

/// The scenario; none where the vocabulary can't say it.
pub fn write(
    model: &Model<'_>,
    guarantee: &Guarantee,
    plan: &Plan,
    cast: &Cast,
    played: &Played,
    end: &Text,
) -> Option<String> {
    let chart = model.chart;
    let mut writer =
        Writer { model, cast, lines: Vec::new(), now: played.happened.first()?.at, acting: false };
    let mut lots = played.happened.iter().filter(|one| one.what == What::Drawn).peekable();
    for happened in &played.happened {
        let leg = plan.legs.get(happened.leg)?;
        match happened.what {
            What::Aside | What::Drawn => {}
            What::Seated(seat) => {
                let party = cast.parties.get(seat)?;
                writer.reach(happened.at)?;
                let whose = writer.seat(party.slot.role, party.slot.number);
                writer.when(format!("\"{}\" takes up the invitation as {whose}", party.name));
            }
            What::Act => {
                let mut drawn = Vec::new();
                while let Some(lot) = lots.next_if(|lot| lot.leg == happened.leg) {
                    drawn.push(lot);
                }
                writer.act(leg, happened, &drawn)?;
            }
        }
    }
    writer.then(guarantee, &played.case, plan);
    let said = |text: &str| text.replace('\n', " ");
    let title = chart.title.get("en").or_else(|| chart.title.values().next()).unwrap_or(&chart.workflow);
    let end = said(end.get("en").map(String::as_str).unwrap_or_default());
    let mut text = format!(
        "{STORY_MARK}\nFeature: {}: a guarantee that doesn't hold\n\n  {}\n\n  Scenario: {end}\n",
        said(title),
        said(&guarantee.written()).replace('@', " "),
    );
    for line in writer.lines {
        text.push_str(&line);
    }
    Some(text)
}

struct Writer<'a, 'c> {
    model: &'a Model<'c>,
    cast: &'a Cast,
    lines: Vec<String>,
    /// What the clock shows.
    now: Moment,
    /// Whether somebody has done something.
    acting: bool,
}

impl Writer<'_, '_> {
    fn given(&mut self, step: String) {
        let word = if self.lines.is_empty() { "Given" } else { "And" };
        self.lines.push(format!("    {word} {step}\n"));
    }

    fn when(&mut self, step: String) {
        let word = if std::mem::replace(&mut self.acting, true) { "And" } else { "When" };
        self.lines.push(format!("    {word} {step}\n"));
    }

    /// Moves the clock.
    fn reach(&mut self, at: Moment) -> Option<()> {
        if at > self.now {
            let moment = table::moment(self.model.chart, at)?;
            self.when(format!("the clock reaches {moment}"));
            self.now = at;
        }
        Some(())
    }

    fn act(&mut self, leg: &Leg, happened: &Happened, drawn: &[&Happened]) -> Option<()> {
        let chart = self.model.chart;
        let shared = |person: &PersonId| self.is_shared(person);
        let lots: Vec<&Happened> = drawn
            .iter()
            .filter(|lot| matches!(&lot.event, Event::Assigned { person, .. } if shared(person)))
            .copied()
            .collect();
        if lots.len() > 1 {
            return None;
        }
        if let Deed::Open = leg.deed {
            return self.open(happened, lots.first().copied());
        }
        let case = happened.before.as_ref()?;
        match &leg.deed {
            Deed::Expired { .. } | Deed::RungExpired(_) | Deed::Raised { .. } => {
                // What was due by where the clock stands has come already.
                if happened.at > self.now {
                    match self.expiry(case, &happened.event) {
                        Some(sentence) => {
                            self.when(sentence);
                            self.now = happened.at;
                        }
                        None => self.reach(happened.at)?,
                    }
                }
                return Some(());
            }
            Deed::Receipt(letter) if self.is_there_at_once(letter) => return Some(()),
            _ => {}
        }
        self.reach(happened.at)?;
        if let Some(lot) = lots.first() {
            let sentence = self.lot(lot)?;
            self.when(sentence);
        }
        let sentence = match (&leg.deed, &happened.event) {
            (Deed::Task { task, place, serves, .. }, Event::Outcome { name, outcome, by, documents, .. }) => {
                match by {
                    None => {
                        let crate::chart::Who::Service(service) = &chart.task(*task).who else { return None };
                        // Of several that wait for the same service the vocabulary can't say which.
                        if case.tasks.iter().filter(|open| open.task == *task).count() > 1 {
                            return None;
                        }
                        let service = &chart.services.get(service.at())?.0;
                        format!("the service \"{service}\" answers \"{name}\" with outcome \"{outcome}\"")
                    }
                    Some(by) => {
                        let who = self.who(&by.person, by.member.as_deref())?;
                        let whose = match serves {
                            Some(letter) => Some(self.addressee(letter)?),
                            None => self.whose(case, place),
                        };
                        let whose = whose.map(|whose| format!(" of {whose}")).unwrap_or_default();
                        let files: Vec<String> =
                            documents.iter().map(|d| format!("\"{}\"", d.document)).collect();
                        let files = match files.as_slice() {
                            [] => String::new(),
                            [one] => format!(" and files the document {one}"),
                            [most @ .., last] => {
                                format!(" and files the documents {} and {last}", most.join(", "))
                            }
                        };
                        format!("{who} does \"{name}\"{whose} with outcome \"{outcome}\"{files}")
                    }
                }
            }
            (Deed::Decided { deadline, place, what }, Event::Outcome { by: Some(by), form, .. }) => {
                let who = self.who(&by.person, by.member.as_deref())?;
                let whose = self.whose(case, place).map(|whose| format!(" of {whose}")).unwrap_or_default();
                let name = &chart.deadline(*deadline).name;
                let sentence = match what {
                    Decision::Granted => {
                        let period = form.get("period").and_then(Value::text)?;
                        format!("{who} grants {period} more for the deadline \"{name}\"{whose}")
                    }
                    Decision::Refused => {
                        format!("{who} refuses more time for the deadline \"{name}\"{whose}")
                    }
                    Decision::Suspended => format!("{who} suspends the deadline \"{name}\"{whose}"),
                    Decision::Resumed => format!("{who} resumes the deadline \"{name}\"{whose}"),
                    Decision::Waived => format!("{who} waives the deadline \"{name}\"{whose}"),
                };
                self.when(sentence);
                return Some(());
            }
            (Deed::Receipt(letter), Event::Delivered { name, how, .. }) => {
                let whom = self.addressee(letter)?;
                match how {
                    Receipt::Reached => format!("the notice \"{name}\" reaches {whom}"),
                    Receipt::Read => format!("the notice \"{name}\" to {whom} is read"),
                }
            }
            (Deed::Undelivered(letter), Event::Undelivered { name, .. }) => {
                format!("the notice \"{name}\" to {} cannot be delivered", self.addressee(letter)?)
            }
            (Deed::Message(_), Event::Message { name, .. }) => format!("the message \"{name}\" comes"),
            _ => return None,
        };
        self.when(sentence);
        let form = table::form(chart, &happened.filled)?;
        self.lines.push(form);
        Some(())
    }

    fn open(&mut self, happened: &Happened, lot: Option<&Happened>) -> Option<()> {
        let chart = self.model.chart;
        let Event::Opened { by, people, data } = &happened.event else { return None };
        // A scenario has no words for first data.
        if !data.is_empty() {
            return None;
        }
        self.given(format!("the workflow \"{}\"", chart.workflow));
        let moment = table::moment(chart, happened.at)?;
        self.given(format!("it is {moment}"));
        let mut pools: Vec<&str> =
            self.cast.officials.iter().map(|official| official.pool.as_str()).collect();
        pools.sort_unstable();
        pools.dedup();
        for pool in pools {
            let names = self.cast.officials.iter().filter(|official| official.pool == pool);
            let names: Vec<String> = names.map(|official| format!("\"{}\"", official.name)).collect();
            if let [most @ .., last] = names.as_slice()
                && !most.is_empty()
            {
                self.given(format!("the pool \"{pool}\" has {} and {last}", most.join(", ")));
            }
        }
        if let Some(lot) = lot {
            let sentence = self.lot(lot)?;
            self.given(sentence);
        }
        let opener = self.cast.parties.iter().find(|party| party.person == by.person);
        // To who opens it a portal's message is there at once, whatever the story says.
        if opener.is_some_and(|opener| !opener.account) {
            return None;
        }
        let opener = match opener {
            Some(opener) => self.seat(opener.slot.role, opener.slot.number),
            None => self.who(&by.person, None)?,
        };
        if people.is_empty() {
            self.given(format!("a case opened by {opener}"));
            return Some(());
        }
        self.given(format!("a case opened by {opener} with:"));
        let table = table::people(chart, people, &happened.filled)?;
        self.lines.push(table);
        Some(())
    }

    fn lot(&self, lot: &Happened) -> Option<String> {
        let Event::Assigned { person, .. } = &lot.event else { return None };
        let official = self.cast.officials.iter().find(|official| official.person == *person)?;
        Some(format!("the lot falls on \"{}\"", official.name))
    }

    /// Whether several roles draw from an official's pool.
    fn is_shared(&self, person: &PersonId) -> bool {
        let Some(own) = self.cast.officials.iter().find(|official| official.person == *person) else {
            return false;
        };
        self.cast.officials.iter().filter(|official| official.pool == own.pool).count() > 1
    }

    /// Whether a receipt comes by itself, as the addressee has an account.
    fn is_there_at_once(&self, letter: &Letter) -> bool {
        arrives_at_once(self.model.chart, letter.notice)
            && self.cast.parties.get(letter.seat).is_some_and(|party| party.account)
    }

    /// The end of a clock in a sentence, where one says which.
    fn expiry(&self, case: &Case, event: &Event) -> Option<String> {
        let Event::Expired { clock, name } = event else { return None };
        let clock = case.clocks.iter().find(|known| known.number == *clock)?;
        let all = case.clocks.iter().filter(|known| known.deadline == clock.deadline);
        if all.clone().count() == 1 {
            return Some(format!("the deadline \"{name}\" expires"));
        }
        let here = all.filter(|known| known.place == clock.place).count() == 1 && clock.serves.is_none();
        let whose = self.whose(case, &clock.place).filter(|_| here)?;
        Some(format!("the deadline \"{name}\" of {whose} expires"))
    }

    fn addressee(&self, letter: &Letter) -> Option<String> {
        let party = self.cast.parties.get(letter.seat)?;
        Some(self.seat(party.slot.role, party.slot.number))
    }

    /// A member: with a number where the role has several.
    fn seat(&self, role: RoleIx, number: u32) -> String {
        let name = self.model.chart.role(role).name.replace('_', " ");
        let (first, later) = self.model.population.counts(role);
        if first + later > 1 { format!("{name} {number}") } else { format!("the {name}") }
    }

    fn who(&self, person: &PersonId, member: Option<&str>) -> Option<String> {
        if member.is_some() || self.cast.parties.iter().any(|party| party.person == *person) {
            let party = self.cast.parties.iter().find(|party| party.person == *person)?;
            return Some(self.seat(party.slot.role, party.slot.number));
        }
        let official = self.cast.officials.iter().find(|official| official.person == *person)?;
        if self.is_shared(person) {
            return Some(format!("\"{}\"", official.name));
        }
        Some(format!("the {}", self.model.chart.role(official.role).name.replace('_', " ")))
    }

    /// Whose copy a place is in, the innermost.
    fn whose(&self, case: &Case, place: &Place) -> Option<String> {
        let chart = self.model.chart;
        match copies_around(chart, place).next()? {
            (Members::List(_), number) => Some(format!("item {number}")),
            (Members::Role(_), _) => {
                let member = members_around(chart, case, place).into_iter().next()?;
                Some(self.seat(member.role, member.number))
            }
        }
    }

    /// What is wrong in the end.
    fn then(&mut self, guarantee: &Guarantee, case: &Case, plan: &Plan) {
        let chart = self.model.chart;
        let mut steps = Vec::new();
        match &case.ended {
            Some(ended) => {
                let outcome = ended.outcome.as_ref().map(|outcome| format!(" with outcome \"{outcome}\""));
                steps.push(format!("the case has ended{}", outcome.unwrap_or_default()));
            }
            None => {
                steps.push("the case has not ended".to_owned());
                let last = plan.legs.last().map(|leg| self.model.places(&leg.to)).unwrap_or_default();
                for place in last {
                    let name = &chart.state(place.state).name;
                    steps.push(match self.whose(case, &place) {
                        Some(whose) => format!("{whose} is in \"{name}\""),
                        None => format!("the case is in \"{name}\""),
                    });
                }
            }
        }
        match &guarantee.says {
            Says::Never { unless: Some(condition), .. } => steps.extend(facts(chart, case, condition)),
            Says::Budget { of, at_most } => steps.extend(self.spent(case, of, *at_most)),
            _ => {}
        }
        for (at, step) in steps.into_iter().enumerate() {
            let word = if at == 0 { "Then" } else { "And" };
            self.lines.push(format!("    {word} {step}\n"));
        }
    }

    fn spent(&self, case: &Case, of: &BudgetOf, most: u64) -> Option<String> {
        let name = match of {
            BudgetOf::Visits => "visits",
            BudgetOf::Cost(of) => of,
            BudgetOf::Event(_) => return None,
        };
        let over = case.costs.iter().find(|cost| cost.of == name && u64::from(cost.amount) > most)?;
        let member = over.member?;
        let (who, amount) = (self.seat(member.role, member.number), over.amount);
        let times = if amount == 1 { "time" } else { "times" };
        Some(match of {
            BudgetOf::Visits => format!("{who} has come in person {amount} {times}"),
            _ => format!("the cost \"{name}\" of {who} is {amount}"),
        })
    }
}

/// What a condition reads, as it is.
fn facts(chart: &Chart, case: &Case, condition: &Expression) -> Vec<String> {
    let mut found = Vec::new();
    let mut consents = Vec::new();
    collect_consents(&condition.shape(), &mut consents);
    for consent in consents {
        let name = &chart.consents[consent.at()].name;
        let holds = if consent_holds(chart, case, consent) { "holds" } else { "does not hold" };
        found.push(format!("the consent \"{name}\" {holds}"));
    }
    for reading in condition.part().readings() {
        let (Reading::Data(path) | Reading::DataThere(path)) = reading else { continue };
        let Some(field) = field_at(&chart.data, &path) else { continue };
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let said = match Value::at(&case.data, &names) {
            Value::Null => Some(format!("the field \"{}\" is empty", path.join("."))),
            known @ (Value::Bool(_) | Value::Int(_) | Value::Text(_)) => {
                let value = table::value(chart, &field.kind, known);
                value
                    .filter(|value| !value.contains('"'))
                    .map(|value| format!("the field \"{}\" is \"{value}\"", path.join(".")))
            }
            _ => None,
        };
        found.extend(said.filter(|said| !found.contains(said)));
    }
    found
}

// Recursion is bounded by the nesting of expressions (`guard::MAX_DEPTH`).
fn collect_consents(shape: &Shape<'_>, found: &mut Vec<crate::id::ConsentIx>) {
    match shape {
        Shape::Consent(consent) => found.push(*consent),
        Shape::Not(of) => collect_consents(of, found),
        Shape::All(parts) | Shape::Any(parts) => parts.iter().for_each(|part| collect_consents(part, found)),
        Shape::If(parts) => parts.iter().for_each(|part| collect_consents(part, found)),
        Shape::Active(_) | Shape::InTime | Shape::Part(_) => {}
    }
}
