//! The templates of guarantees and their arguments. Names follow the DECLARE templates of process
//! mining (Pesic, Schonenberg, van der Aalst 2007) where one exists.

use super::*;

/// The templates, each as the key of a map with one entry.
pub(in crate::definition) static GUARANTEES: Keys = Keys {
    what: "a guarantee",
    name: "guarantee",
    keys: &[
        may("always_ends", Shape::Nothing, "from whatever can happen, an end can be reached"),
        may("ends_if_silent", Shape::Map(&ENDS_IF_SILENT), "ends in time even if these roles never act"),
        may(
            "budget",
            Shape::Map(&BUDGET),
            "visits, a cost, or an event: at most so many on every path, for each person",
        ),
        may("lasts", Shape::Map(&LASTS), "lasts at most so long"),
        may("never", Shape::Map(&NEVER), "a state is never active, unless"),
        may("equal_notice", Shape::Names, "a notice to several of them goes to all in the same step"),
        may("existence", Shape::Map(&OF), "it happens in every case"),
        may("absence", Shape::Map(&OF), "it happens in no case"),
        may("exactly", Shape::Map(&EXACTLY), "it happens just so often in every case"),
        may("init", Shape::Map(&OF), "it is the first event of every case"),
        may("precedence", Shape::Map(&FIRST_THEN), "the second never without the first before it"),
        may("response", Shape::Map(&AFTER_COMES), "after the one comes the other"),
        may("succession", Shape::Map(&FIRST_THEN), "precedence and response at once"),
        may("alternate_precedence", Shape::Map(&FIRST_THEN), "between two of the second there is a first"),
        may(
            "alternate_response",
            Shape::Map(&AFTER_COMES),
            "after each one comes the other before the next one",
        ),
        may(
            "alternate_succession",
            Shape::Map(&FIRST_THEN),
            "alternate_precedence and alternate_response at once",
        ),
        may("chain_precedence", Shape::Map(&FIRST_THEN), "right before the second comes the first"),
        may("chain_response", Shape::Map(&AFTER_COMES), "right after the one comes the other"),
        may("chain_succession", Shape::Map(&FIRST_THEN), "chain_precedence and chain_response at once"),
        may("not_coexistence", Shape::Names, "never both in one case"),
    ],
};

static ENDS_IF_SILENT: Keys = Keys {
    what: "`ends_if_silent`",
    name: "ends_if_silent",
    keys: &[
        must("roles", Shape::Names, "the roles that never act"),
        may("within", Shape::Text, "how soon"),
        may("not_counting", Shape::Word(&["suspended"]), "what is left out of that time"),
    ],
};

static BUDGET: Keys = Keys {
    what: "`budget`",
    name: "budget",
    keys: &[
        must("of", Shape::Name, "`visits`, the name of a cost, or an event"),
        must("at_most", Shape::Count(0), "how many"),
    ],
};

static LASTS: Keys = Keys {
    what: "`lasts`",
    name: "lasts",
    keys: &[
        must("at_most", Shape::Text, "how long"),
        may("not_counting", Shape::Word(&["suspended"]), "what is left out of the sum"),
    ],
};

static NEVER: Keys = Keys {
    what: "`never`",
    name: "never",
    keys: &[
        must("state", Shape::Name, "the state"),
        may("unless", Shape::Expression, "the condition under which it may be active"),
    ],
};

static OF: Keys = Keys {
    what: "a guarantee about one event",
    name: "one_event",
    keys: &[must("of", Shape::Name, "the event")],
};

static EXACTLY: Keys = Keys {
    what: "`exactly`",
    name: "exactly",
    keys: &[must("of", Shape::Name, "the event"), must("times", Shape::Count(0), "how often")],
};

static FIRST_THEN: Keys = Keys {
    what: "an order of events",
    name: "first_then",
    keys: &[
        must("first", Shape::Name, "the event that comes first"),
        must("then", Shape::Name, "the event that comes later"),
    ],
};

static AFTER_COMES: Keys = Keys {
    what: "a response",
    name: "after_comes",
    keys: &[
        must("after", Shape::Name, "the event"),
        must("comes", Shape::Name, "the event that follows"),
        may("within", Shape::Text, "how soon"),
    ],
};
