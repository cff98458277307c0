//! The shape of a definition in the words of the language (`docs/language.md`).

use crate::finding::Span;
use std::collections::BTreeMap;

/// Something and its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

/// A name as written.
pub type Name = Spanned<String>;
/// A condition or expression (CEL) as written.
pub type Source = Spanned<String>;
/// A period as written: `15 days`, `3 working days`.
pub type PeriodText = Spanned<String>;
/// Texts by language: `{en: …, zh: …}`.
pub type Text = BTreeMap<String, String>;

/// A whole definition.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Definition {
    /// `workflow`: its name.
    pub workflow: Option<Name>,
    /// `version`, from 1.
    pub version: Option<Spanned<u32>>,
    /// `title`.
    pub title: Text,
    /// `calendar`: the days.
    pub calendar: Option<Name>,
    /// `counting`: how periods are counted unless a deadline says otherwise.
    pub counting: Option<Name>,
    /// `zone`: IANA time zone.
    pub zone: Option<Name>,
    /// `starts`: the role that may open a case.
    pub starts: Option<Name>,
    /// `initial` of the outermost box.
    pub initial: Option<Initial>,
    /// `errors: w3c`.
    pub errors_w3c: bool,
    /// `law`: key and citation by language.
    pub law: Vec<(Name, Text)>,
    /// `roles`.
    pub roles: Vec<Role>,
    /// `separate`: groups of roles that are never one person.
    pub separate: Vec<Vec<Name>>,
    /// `data`.
    pub data: Vec<Field>,
    /// `tables`.
    pub tables: Vec<Table>,
    /// `consents`.
    pub consents: Vec<Consent>,
    /// `documents`.
    pub documents: Vec<Document>,
    /// `services`: name and title.
    pub services: Vec<(Name, Text)>,
    /// `messages`.
    pub messages: Vec<Message>,
    /// `notices`.
    pub notices: Vec<Notice>,
    /// `deadlines`.
    pub deadlines: Vec<Deadline>,
    /// `tasks`.
    pub tasks: Vec<Task>,
    /// `on` of the outermost box.
    pub on: Vec<Arrow>,
    /// `states`.
    pub states: Vec<State>,
    /// `guarantees`, as written.
    pub guarantees: Vec<Guarantee>,
    /// Place of the whole.
    pub span: Span,
}

/// A role.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// What kind of role.
    pub kind: RoleKind,
    /// `represented_by`.
    pub represented_by: Vec<Name>,
    /// `data`: fields of each member.
    pub data: Vec<Field>,
}

/// The kinds of role; which keys go together is checked by the reader.
#[derive(Debug, Clone, PartialEq)]
pub enum RoleKind {
    /// `party: true`, with `many` and `optional`.
    Party {
        /// More than one member.
        many: bool,
        /// None at all is fine.
        optional: bool,
    },
    /// `pool`, with `assign` and `keep`.
    Pool {
        /// The organisation's pool of people.
        pool: Name,
        /// `random`, `least_loaded`; absent: whoever claims.
        assign: Option<Name>,
        /// The one assigned stays for the case.
        keep: bool,
    },
    /// `authority: DOCUMENT`: acts for a party.
    Representative {
        /// The document that carries the authority.
        authority: Name,
    },
    /// `any_of`: a name for several roles.
    Group {
        /// The roles.
        any_of: Vec<Name>,
    },
}

/// A data field, or a group of fields (a record).
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// Its type.
    pub kind: FieldKind,
    /// `required`.
    pub required: bool,
    /// `private`: shown to nobody but who wrote it and officials.
    pub private: bool,
    /// `author` of a person in a list: who added the item.
    pub author: bool,
    /// `default`, as written.
    pub default: Option<Spanned<String>>,
    /// `max_length` of a text.
    pub max_length: Option<Spanned<u32>>,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    /// `boolean`.
    Boolean,
    /// `integer`.
    Integer {
        /// Least value.
        min: Option<i64>,
        /// Greatest value.
        max: Option<i64>,
    },
    /// `text`.
    Text,
    /// `enum`: one of the names, each with its title.
    Enum(Vec<(Name, Text)>),
    /// `money` in a currency (ISO 4217).
    Money(Name),
    /// `date`.
    Date,
    /// `instant`.
    Instant,
    /// `period`, at most `max`.
    Period {
        /// The greatest period.
        max: Option<PeriodText>,
    },
    /// `person`, a member of a role or group.
    Person {
        /// `of`.
        of: Name,
    },
    /// `list` of records.
    List(Vec<Field>),
    /// A record with named fields (a plain map of fields).
    Record(Vec<Field>),
    /// `type: record`: opaque, by a JSON Schema or from a service.
    Opaque {
        /// `schema`: a file beside the definition.
        schema: Option<Name>,
        /// `from`: the service that fills it.
        from: Option<Name>,
    },
    /// `any`: anything, looked at only when it is read.
    Any,
}

/// A decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// `law`.
    pub law: Option<Name>,
    /// `hit`: `unique`, `first`, `collect`; none where the reader has told that it is missing.
    pub hit: Option<Name>,
    /// `in`: data fields.
    pub inputs: Vec<Name>,
    /// `out`: data fields.
    pub outputs: Vec<Name>,
    /// `rows`, each with one cell for each of `in` and one expression for each of `out`.
    pub rows: Vec<Row>,
}

/// A row of a decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// One for each input.
    pub cells: Vec<Cell>,
    /// One for each output.
    pub outputs: Vec<Source>,
    /// Its place.
    pub span: Span,
}

/// What a row asks of an input.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A test of the input as written: `<= 50000`, `-`.
    Test(Source),
    /// `{if: …}`: a condition.
    If(Source),
}

/// A consent that parties give for a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// Its name.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// `of`: role or group.
    pub of: Name,
    /// `law`.
    pub law: Option<Name>,
}

/// A kind of document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its name.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// `by`: who files or makes it.
    pub by: Name,
    /// `many`: more than one.
    pub many: bool,
    /// `required`: a task that takes it isn't completed without one.
    pub required: bool,
    /// `media`: kinds taken.
    pub media: Vec<Name>,
    /// `max_size`, as written: `20 MB`.
    pub max_size: Option<Spanned<String>>,
    /// `seen_by`: roles and groups.
    pub seen_by: Vec<Name>,
    /// `template`: made from it by `issue`.
    pub template: Option<Name>,
    /// `law`.
    pub law: Option<Name>,
}

/// A message from another system.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its name; dots are allowed.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// `data` it carries.
    pub data: Vec<Field>,
    /// `data: any`: it carries anything, and is also whatever begins with its name.
    pub any: bool,
}

/// A notice to people.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its name.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// `to`: role or group.
    pub to: Name,
    /// `template`.
    pub template: Option<Name>,
    /// `document` that goes with it.
    pub document: Option<Name>,
    /// `channels`: `portal`, `mail`, `sms`.
    pub channels: Vec<Name>,
    /// `served_when`: events that make it served.
    pub served_when: Vec<Name>,
    /// `undeliverable`: tasks and deadlines tried in turn.
    pub undeliverable: Vec<Name>,
    /// `law`.
    pub law: Option<Name>,
}

/// A deadline.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// Its name.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// `period`.
    pub period: Option<Period>,
    /// `counting`, if not the definition's.
    pub counting: Option<Name>,
    /// `from`: an event, a date field (`data.x`) or a deadline.
    pub from: Option<Name>,
    /// `before`: counted backwards from a date field or a deadline's end.
    pub before: Option<Name>,
    /// `suspend_while`: states.
    pub suspend_while: Vec<Name>,
    /// `suspend: {by}`.
    pub suspend_by: Option<Name>,
    /// `extend`.
    pub extend: Option<Extend>,
    /// `waive: {by}`.
    pub waive_by: Option<Name>,
    /// `remind`: `5 days before`.
    pub remind: Vec<Spanned<String>>,
    /// `promise: true`.
    pub promise: bool,
    /// `law`.
    pub law: Option<Name>,
}

/// The length of a deadline.
#[derive(Debug, Clone, PartialEq)]
pub enum Period {
    /// A constant.
    Fixed(PeriodText),
    /// The first whose condition holds; the last has none.
    Cases(Vec<(Option<Source>, PeriodText)>),
    /// A field of type `period`: `data.evidence_period`.
    Field(Name),
}

/// `extend` of a deadline.
#[derive(Debug, Clone, PartialEq)]
pub struct Extend {
    /// `by`: role.
    pub by: Name,
    /// `up_to`.
    pub up_to: PeriodText,
    /// `times`, 1 if absent.
    pub times: u32,
    /// `ask`: `before expiry`, `15 days before`.
    pub ask: Option<Spanned<String>>,
    /// `asked`: the event that asks for it.
    pub asked: Option<Name>,
    /// `for: all`: granted in one copy, it is granted in all.
    pub for_all: bool,
}

/// A task.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Its name.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// Who does it.
    pub who: Who,
    /// `due`: deadlines.
    pub due: Vec<Name>,
    /// `outcomes`.
    pub outcomes: Vec<Outcome>,
    /// `form`: fields asked for with every outcome.
    pub form: Vec<Name>,
    /// `takes`: documents.
    pub takes: Vec<Name>,
    /// `adds`: the list that gets an item.
    pub adds: Option<Name>,
    /// `happened`: the field that is the effective moment.
    pub happened: Option<Name>,
    /// `repeat`.
    pub repeat: bool,
    /// `identify`: identity is checked again.
    pub identify: bool,
    /// `in_person`: whose visit it costs.
    pub in_person: Option<Name>,
    /// `costs`: name and amount.
    pub costs: Vec<(Name, u32)>,
    /// `law`.
    pub law: Option<Name>,
}

/// Who does a task.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// `role: X`, `role: [X, Y]`.
    Roles(Vec<Name>),
    /// `role: member.FIELD`: the person in this field of the copy's member; the name is FIELD alone.
    Member(Name),
    /// `service: X`.
    Service(Name),
    /// `workflow: X`: a sub-case.
    Workflow(Name),
}

/// One way in which a task ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Its name.
    pub name: Name,
    /// `title`, where the outcome is written as `{form, title}`.
    pub title: Text,
    /// Fields asked for with this outcome.
    pub fields: Vec<Name>,
}

/// A state.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Its name: unique in the definition.
    pub name: Name,
    /// `title`.
    pub title: Text,
    /// `law`.
    pub law: Option<Name>,
    /// `states` or `parallel`, with the children.
    pub inside: Inside,
    /// `initial`.
    pub initial: Option<Initial>,
    /// `final: true`.
    pub is_final: bool,
    /// `outcome` of a final state at the top.
    pub outcome: Option<Name>,
    /// `data` of a final state: what the event carries that says that its box is done.
    pub data: Vec<(Name, Source)>,
    /// `history`: `shallow` or `deep`.
    pub history: Option<Spanned<bool>>,
    /// `for_each`: role, group or list.
    pub for_each: Option<Name>,
    /// `join`.
    pub join: Option<Join>,
    /// `entry`; blocks of their own stand apart by [`ActionKind::Apart`].
    pub entry: Vec<Action>,
    /// `exit`.
    pub exit: Vec<Action>,
    /// `tasks`.
    pub tasks: Vec<Name>,
    /// `deadlines`.
    pub deadlines: Vec<Name>,
    /// `on`.
    pub on: Vec<Arrow>,
    /// `at_once`: arrows without event.
    pub at_once: Vec<Arrow>,
    /// `done`: arrows taken when the state is done.
    pub done: Vec<Arrow>,
    /// `consent` without which it is never entered.
    pub consent: Option<Name>,
    /// `unbounded: "why"`: waiting without limit is meant.
    pub unbounded: Option<Spanned<String>>,
}

/// What a state holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Inside {
    /// No children.
    Nothing,
    /// `states`: one at a time.
    States(Vec<State>),
    /// `parallel`: regions side by side.
    Parallel(Vec<State>),
}

/// `history: deep` is `true` in [`State::history`].
pub const DEEP: bool = true;

/// When a parallel or `for_each` state is done.
#[derive(Debug, Clone, PartialEq)]
pub enum Join {
    /// `all`, the default.
    All,
    /// `any`.
    Any,
    /// A number of them.
    Count(Spanned<u32>),
    /// These regions.
    Regions(Vec<Name>),
}

/// Where a box begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Initial {
    /// The states.
    pub to: Vec<Name>,
    /// Actions on the way.
    pub actions: Vec<Action>,
    /// Place.
    pub span: Span,
}

/// An arrow.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrow {
    /// Event patterns (several are separated by blanks in the key; `*` is any); empty for `at_once` and `done`.
    pub events: Vec<Name>,
    /// `to`; empty: nothing is left.
    pub to: Vec<Name>,
    /// `if`.
    pub condition: Option<Source>,
    /// `do`.
    pub actions: Vec<Action>,
    /// `at_most`.
    pub at_most: Option<Spanned<u32>>,
    /// `beyond`.
    pub beyond: Vec<Name>,
    /// `external: true`.
    pub external: bool,
    /// `restores`: deadlines whose missing is undone.
    pub restores: Vec<Name>,
    /// `title`.
    pub title: Text,
    /// `law`.
    pub law: Option<Name>,
    /// Place.
    pub span: Span,
}

/// An action and its place.
pub type Action = Spanned<ActionKind>;

/// The actions.
#[derive(Debug, Clone, PartialEq)]
pub enum ActionKind {
    /// `set: {claim.track: summary, member.mode: offline}`.
    Set(Vec<(Name, Source)>),
    /// `decide: TABLE`.
    Decide(Name),
    /// `send: NOTICE`.
    Send(Name),
    /// `issue: DOCUMENT`.
    Issue(Name),
    /// `assign: {role, from}`: the members come from a list of data.
    Assign {
        /// The role.
        role: Name,
        /// A list field (`data.people`); absent: drawn or claimed from the pool now.
        from: Option<Name>,
    },
    /// `release: ROLE`: its members leave; inside a copy, the member.
    Release(Name),
    /// `consent: NAME`, by the one who acts.
    Consent(Name),
    /// `withdraw: NAME`, by the one who acts.
    Withdraw(Name),
    /// `raise: EVENT`, or `raise: {event, data, after, id}`.
    Raise {
        /// The event.
        event: Name,
        /// What it carries; under the empty name the whole, of which nothing is known.
        data: Vec<(Name, Source)>,
        /// How much later it comes.
        after: Option<After>,
        /// By which it can be cancelled.
        id: Option<Name>,
    },
    /// `cancel: ID`.
    Cancel(Name),
    /// `log: EXPRESSION`.
    Log(Source),
    /// Between two blocks of `entry` or `exit`: what fails stops its own block only.
    Apart,
    /// `{if, do, else}`.
    If {
        /// The condition.
        condition: Source,
        /// If it holds.
        then: Vec<Action>,
        /// If not.
        otherwise: Vec<Action>,
    },
    /// `{for_each, in, as, index, do}` (written `for_each: {in, as, index, do}`).
    ForEach {
        /// The list.
        list: Source,
        /// The name of the item.
        item: Name,
        /// The name of the position, from 0.
        index: Option<Name>,
        /// What is done for each.
        actions: Vec<Action>,
    },
}

/// How much later a raised event comes.
#[derive(Debug, Clone, PartialEq)]
pub enum After {
    /// A plain duration.
    Fixed(PeriodText),
    /// `{expression: …}`: a text that says one.
    Computed(Source),
}

/// A guarantee, as written: proved by the verifier, a later matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Guarantee {
    /// Its template: `always_ends`, `budget`, …
    pub name: Name,
    /// Its arguments as a tree; `None` for a bare word.
    pub arguments: Option<crate::yaml::Node>,
}
