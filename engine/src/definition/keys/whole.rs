//! The keys of the whole definition.

use super::states::{INITIAL_SHAPE, ON, STATES};
use super::tables::*;
use super::*;

/// The top of the text.
pub(in crate::definition) static WHOLE: Keys = Keys {
    what: "a definition",
    name: "definition",
    keys: &[
        must("workflow", Shape::Name, "the name of the workflow"),
        must("version", Shape::Count(1), "its version, from 1; a case keeps the version it began with"),
        title(),
        may("calendar", Shape::Name, "the calendar whose working days and holidays count"),
        may("counting", Shape::Name, "how periods are counted unless a deadline says otherwise"),
        may("zone", Shape::Text, "IANA time zone in which days begin and end"),
        must("starts", Shape::Name, "the role that may open a case"),
        may("initial", Shape::As(&INITIAL_SHAPE), "where a case begins; the first state if left out"),
        may(
            "errors",
            Shape::Word(&["w3c"]),
            "go on after an execution error that nothing answers, as W3C SCXML does",
        ),
        may("law", Shape::Table(&Shape::Title), "provisions by key, cited by language"),
        may("roles", Shape::Table(&Shape::Map(&ROLE)), "who takes part"),
        may("separate", Shape::List(&Shape::Names), "groups of roles that are never one person in one case"),
        may("data", Shape::Table(&Shape::Field), "the typed data of a case"),
        may("tables", Shape::Table(&Shape::Map(&TABLE)), "decision tables, executed by the action `decide`"),
        may(
            "consents",
            Shape::Table(&Shape::Map(&CONSENT)),
            "what parties consent to, for each stage that needs it",
        ),
        may("documents", Shape::Table(&Shape::Map(&DOCUMENT)), "kinds of document"),
        may(
            "services",
            Shape::Table(&Shape::Either(&[Shape::Nothing, Shape::Map(&SERVICE)])),
            "machines that do tasks",
        ),
        may(
            "messages",
            Shape::Table(&Shape::Either(&[Shape::Nothing, Shape::Map(&MESSAGE)])),
            "events that come unasked from other systems",
        ),
        may("notices", Shape::Table(&Shape::Map(&NOTICE)), "what is sent to people"),
        may(
            "deadlines",
            Shape::Table(&Shape::Map(&DEADLINE)),
            "clocks; they run in the states that list them",
        ),
        may("tasks", Shape::Table(&Shape::Map(&TASK)), "what people and services are asked to do"),
        may("on", Shape::As(&ON), "arrows of the outermost box, after all inner ones"),
        must("states", Shape::As(&STATES), "the states of the outermost box, one at a time"),
        may(
            "guarantees",
            Shape::List(&Shape::Either(&[Shape::Word(&["always_ends"]), Shape::OneOf(&GUARANTEES)])),
            "what must hold of every case",
        ),
        later("migrate", "what becomes of cases under an earlier version"),
    ],
};
