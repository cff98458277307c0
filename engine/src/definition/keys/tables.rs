//! The keys of what the tables declare: roles, fields, decision tables, consents, documents, services, messages,
//! notices, deadlines, tasks.

use super::*;

/// A role.
pub(in crate::definition) static ROLE: Keys = Keys {
    what: "a role",
    name: "role",
    keys: &[
        title(),
        may("party", Shape::Flag, "a party to the case"),
        may("many", Shape::Flag, "a party with one member or more; otherwise exactly one"),
        may("optional", Shape::Flag, "a party that may have no member at all"),
        may("represented_by", Shape::Names, "roles that may act for its members"),
        may("pool", Shape::Name, "officials of this pool"),
        may(
            "assign",
            Shape::Word(&["random", "least_loaded"]),
            "how one is found in the pool; left out: whoever claims",
        ),
        may("keep", Shape::Flag, "the one found keeps the case"),
        may("authority", Shape::Name, "acts for a party by the authority of this document"),
        may("any_of", Shape::Names, "a name for several roles"),
        may("data", Shape::Table(&Shape::Field), "fields of each member"),
        later("law", "the provision it rests on"),
    ],
};

/// The types of a field.
pub(in crate::definition) const TYPES: &[&str] = &[
    "boolean", "integer", "text", "enum", "money", "date", "instant", "period", "person", "list", "record",
    "any",
];

/// A field.
pub(in crate::definition) static FIELD: Keys = Keys {
    what: "a field",
    name: "typed_field",
    keys: &[
        must("type", Shape::Word(TYPES), "its type"),
        title(),
        may("required", Shape::Flag, "a form without it is refused"),
        may("private", Shape::Flag, "shown only to who wrote it and to officials"),
        may("author", Shape::Flag, "of a `person` in a list: who added the item; nobody fills it in"),
        may("default", Shape::Scalar, "what it is before anybody writes"),
        may("min", Shape::Integer, "least value of an `integer`"),
        may("max", Shape::Scalar, "greatest value of an `integer`, or greatest `period`"),
        may("max_length", Shape::Count(1), "most characters of a `text`"),
        may(
            "of",
            Shape::Either(&[
                Shape::Name,
                Shape::Names,
                Shape::Table(&Shape::Title),
                Shape::Table(&Shape::Field),
            ]),
            "the values of an `enum` (a list, or a map to their titles), the role of a `person`, the fields of a `list`",
        ),
        may("currency", Shape::Name, "ISO 4217 code of a `money`"),
        may("schema", Shape::Text, "JSON Schema of a `record`: a file beside the definition"),
        may("from", Shape::Name, "the service that fills a `record`"),
        later("law", "the provision it rests on"),
    ],
};

/// A decision table.
pub(in crate::definition) static TABLE: Keys = Keys {
    what: "a table",
    name: "table",
    keys: &[
        title(),
        must(
            "hit",
            Shape::Word(&["unique", "first", "collect"]),
            "which row counts: the only one that applies, the first that does, or all of them",
        ),
        must("in", Shape::OneOrMore, "the fields it looks at, one column each"),
        must("out", Shape::OneOrMore, "the fields it writes, one column each, after those of `in`"),
        must(
            "rows",
            Shape::List(&Shape::List(&Shape::Either(&[Shape::Nothing, Shape::Scalar, Shape::Map(&CELL)]))),
            "its rows: a cell for each field of `in`, then an expression for each of `out`",
        ),
        law(),
    ],
};

/// A cell that is a condition.
pub(in crate::definition) static CELL: Keys = Keys {
    what: "a cell",
    name: "cell",
    keys: &[must("if", Shape::Expression, "a condition over the whole data; the check can't follow it")],
};

/// A consent.
pub(in crate::definition) static CONSENT: Keys = Keys {
    what: "a consent",
    name: "consent",
    keys: &[title(), must("of", Shape::Name, "the role or group all of whose members must give it"), law()],
};

/// A kind of document.
pub(in crate::definition) static DOCUMENT: Keys = Keys {
    what: "a document",
    name: "document",
    keys: &[
        title(),
        must("by", Shape::Name, "who files or makes it"),
        may("many", Shape::Flag, "more than one may be there"),
        may("required", Shape::Flag, "a task that takes it isn't completed without one"),
        may("media", Shape::List(&Shape::Text), "media types taken: `application/pdf`, `image/*`"),
        may("max_size", Shape::Text, "greatest size of one: `20 MB`"),
        may("seen_by", Shape::Names, "who sees it, beside who filed it"),
        may("template", Shape::Name, "made from this template by `issue`, never uploaded"),
        law(),
    ],
};

/// A service.
pub(in crate::definition) static SERVICE: Keys =
    Keys { what: "a service", name: "service", keys: &[title(), later("law", "the provision it rests on")] };

/// A message.
pub(in crate::definition) static MESSAGE: Keys = Keys {
    what: "a message",
    name: "message",
    keys: &[
        title(),
        may(
            "data",
            Shape::Either(&[Shape::Word(&["any"]), Shape::Table(&Shape::Field)]),
            "the fields it carries; `any`: anything, and all that begins with its name is it too",
        ),
        later("law", "the provision it rests on"),
    ],
};

/// A notice.
pub(in crate::definition) static NOTICE: Keys = Keys {
    what: "a notice",
    name: "notice",
    keys: &[
        title(),
        must("to", Shape::Name, "the role or group it goes to"),
        may("template", Shape::Name, "the template of its text"),
        may("document", Shape::Name, "the document that goes with it"),
        may(
            "channels",
            Shape::Words(&["portal", "mail", "sms"]),
            "where it is sent, all at once; `[portal]` if left out",
        ),
        may(
            "served_when",
            Shape::Names,
            "makes it a service: `reached`, `read`, or events; the earliest counts",
        ),
        may("undeliverable", Shape::Names, "tasks and deadlines opened in turn when it can't be delivered"),
        law(),
    ],
};

/// A deadline.
pub(in crate::definition) static DEADLINE: Keys = Keys {
    what: "a deadline",
    name: "deadline",
    keys: &[
        title(),
        must(
            "period",
            Shape::Either(&[Shape::Text, Shape::List(&Shape::Map(&CASE))]),
            "how long: `15 days`, a list by `if`, or a field (`data.x`)",
        ),
        may("counting", Shape::Name, "how it is counted, if not as the definition says"),
        may(
            "from",
            Shape::Name,
            "the event, date field (`data.x`) or deadline that starts it; left out: entry",
        ),
        may("before", Shape::Name, "counted backwards from a date field (`data.x`) or a deadline's end"),
        may("suspend_while", Shape::Names, "states in which it stands still"),
        may("suspend", Shape::Map(&SUSPEND), "who may stop it"),
        may("extend", Shape::Map(&EXTEND), "who may give more time, and how much"),
        may("waive", Shape::Map(&WAIVE), "who may give it up before its end"),
        may("remind", Shape::List(&Shape::Text), "reminders: `5 days before`"),
        may("promise", Shape::Flag, "shown and counted in statistics; no legal effect"),
        law(),
    ],
};

/// One case of a period.
pub(in crate::definition) static CASE: Keys = Keys {
    what: "a case of a period",
    name: "period_case",
    keys: &[
        may("if", Shape::Expression, "the condition; the last case has none"),
        must("is", Shape::Text, "the period"),
    ],
};

/// `suspend`.
pub(in crate::definition) static SUSPEND: Keys = Keys {
    what: "`suspend`",
    name: "suspend",
    keys: &[must("by", Shape::Name, "the role that may stop it")],
};

/// `waive`.
pub(in crate::definition) static WAIVE: Keys =
    Keys { what: "`waive`", name: "waive", keys: &[must("by", Shape::Name, "the role that may give it up")] };

/// `extend`.
pub(in crate::definition) static EXTEND: Keys = Keys {
    what: "`extend`",
    name: "extend",
    keys: &[
        must("by", Shape::Name, "the role that decides"),
        must("up_to", Shape::Text, "the most that one extension adds"),
        may("times", Shape::Count(1), "how often; once if left out"),
        may("ask", Shape::Text, "until when it must be asked: `before expiry`, `15 days before`"),
        may("asked", Shape::Name, "the event that asks for it; left out: it may be decided at any time"),
        may("for", Shape::Word(&["one", "all"]), "whom it is for: `one` copy, or `all` in which it runs"),
    ],
};

/// A task.
pub(in crate::definition) static TASK: Keys = Keys {
    what: "a task",
    name: "task",
    keys: &[
        title(),
        may(
            "role",
            Shape::OneOrMore,
            "who does it: a role, several, or a person field of the copy's item (`member.x`)",
        ),
        may("service", Shape::Name, "the machine that does it"),
        later("workflow", "a sub-case that does it"),
        must("outcomes", OUTCOMES, "how it may end"),
        may("due", Shape::OneOrMore, "the deadlines shown with it"),
        may("form", Shape::Names, "fields asked for with every outcome"),
        may("takes", Shape::Names, "documents that may be filed with it"),
        may("adds", Shape::Name, "the list that gets an item; the form's fields are the item's"),
        may("happened", Shape::Name, "the field that is the effective moment of the outcome"),
        may("repeat", Shape::Flag, "opened again after each outcome"),
        may("identify", Shape::Flag, "identity is checked again"),
        may("in_person", Shape::Name, "the role whose visit it costs"),
        may("costs", Shape::Table(&Shape::Count(0)), "other costs by name"),
        law(),
    ],
};

const OUTCOMES: Shape =
    Shape::Either(&[Shape::Names, Shape::Table(&Shape::Either(&[Shape::Names, Shape::Map(&OUTCOME)]))]);

/// An outcome in full.
pub(in crate::definition) static OUTCOME: Keys = Keys {
    what: "an outcome",
    name: "outcome",
    keys: &[title(), may("form", Shape::Names, "fields asked for with this outcome")],
};
