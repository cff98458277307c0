//! The keys of states, arrows and actions.

use super::*;

pub(super) static STATES: Shape = Shape::Table(&Shape::Either(&[Shape::Nothing, Shape::Map(&STATE)]));
pub(super) static ARROWS: Shape = Shape::Either(&[
    Shape::Name,
    Shape::Map(&ARROW),
    Shape::List(&Shape::Either(&[Shape::Name, Shape::Map(&ARROW)])),
]);
pub(super) static ON: Shape = Shape::Either(&[Shape::Table(&ARROWS), Shape::List(&Shape::Table(&ARROWS))]);
pub(super) static INITIAL_SHAPE: Shape = Shape::Either(&[Shape::Name, Shape::Names, Shape::Map(&INITIAL)]);
static ACTIONS: Shape = Shape::List(&Shape::OneOf(&ACTION));
/// Actions, or blocks of them that fail each by itself.
static BLOCKS: Shape = Shape::Either(&[Shape::As(&ACTIONS), Shape::List(&Shape::As(&ACTIONS))]);
/// What an event carries: fields, or an expression for the whole.
static CARRIED: Shape = Shape::Either(&[Shape::Table(&Shape::Expression), Shape::Expression]);

/// A state.
pub(in crate::definition) static STATE: Keys = Keys {
    what: "a state",
    name: "state",
    keys: &[
        title(),
        law(),
        may(
            "initial",
            Shape::As(&INITIAL_SHAPE),
            "the child it begins in; the first if left out. Of a history state: where nothing is remembered",
        ),
        may("for_each", Shape::Name, "one copy for each member of a role or group, or each item of a list"),
        may("consent", Shape::Name, "never entered, nor stayed in, without this consent"),
        may(
            "entry",
            Shape::As(&BLOCKS),
            "done on entering; a list of lists: blocks that fail each by itself",
        ),
        may("exit", Shape::As(&BLOCKS), "done on leaving"),
        may("tasks", Shape::Names, "tasks open while it is active"),
        may("deadlines", Shape::Names, "clocks that run while it is active"),
        may("on", Shape::As(&ON), "arrows by event"),
        may(
            "at_once",
            Shape::As(&ARROWS),
            "arrows without event: the first whose condition holds is taken as soon as the state settles",
        ),
        may("states", Shape::As(&STATES), "children, one at a time"),
        may("parallel", Shape::As(&STATES), "regions, side by side"),
        may(
            "join",
            Shape::Either(&[Shape::Word(&["all", "any"]), Shape::Count(1), Shape::Names]),
            "when regions or copies are done: all, any, a number, or these regions",
        ),
        may("done", Shape::As(&ARROWS), "the arrow taken when the state is done"),
        may("history", Shape::Word(&["shallow", "deep"]), "remembers where its box was"),
        may("final", Shape::Flag, "the end of its box; at the top, of the case"),
        may("outcome", Shape::Name, "how the case ended; of final states at the top"),
        may("data", Shape::As(&CARRIED), "of a final state: what the event carries that its box is done"),
        may("unbounded", Shape::Text, "why waiting here without limit is meant"),
    ],
};

/// An arrow.
pub(in crate::definition) static ARROW: Keys = Keys {
    what: "an arrow",
    name: "arrow",
    keys: &[
        may(
            "to",
            Shape::OneOrMore,
            "the state it leads to; several only into different regions; left out: nothing is left",
        ),
        may("if", Shape::Expression, "taken only if this holds"),
        may("do", Shape::As(&ACTIONS), "done on the way"),
        may(
            "at_most",
            Shape::Count(1),
            "how often it may be taken: in the case, or by the member inside a copy",
        ),
        may(
            "beyond",
            Shape::OneOrMore,
            "where it leads when `at_most` is used up; left out: it isn't there any more",
        ),
        may("external", Shape::Flag, "leaves its own box and enters it again"),
        may(
            "restores",
            Shape::OneOrMore,
            "deadlines whose missing it undoes: relief, or an act that was in time after all",
        ),
        title(),
        law(),
    ],
};

/// `initial` as an arrow.
pub(in crate::definition) static INITIAL: Keys = Keys {
    what: "`initial`",
    name: "initial",
    keys: &[
        must("to", Shape::OneOrMore, "the state it begins in"),
        may("do", Shape::As(&BLOCKS), "done on the way"),
    ],
};

/// An action: exactly one of these keys, except that `if` has `do` and `else` beside it.
pub(in crate::definition) static ACTION: Keys = Keys {
    what: "an action",
    name: "action",
    keys: &[
        may(
            "set",
            Shape::Table(&Shape::Expression),
            "writes fields: of the case, or of the member (`member.x`)",
        ),
        may("decide", Shape::Name, "writes fields by a decision table"),
        may("send", Shape::Name, "sends a notice"),
        may("issue", Shape::Name, "makes a document from its template"),
        may("assign", Shape::Either(&[Shape::Name, Shape::Map(&ASSIGN)]), "brings people into a role"),
        may("release", Shape::Name, "the members of a role leave; inside a copy, the member"),
        may("consent", Shape::Name, "the one who acts consents"),
        may("withdraw", Shape::Name, "the one who acts withdraws a consent"),
        may("raise", Shape::Either(&[Shape::Name, Shape::Map(&RAISE)]), "raises an event"),
        may("cancel", Shape::Name, "cancels delayed raises by their `id`"),
        may("log", Shape::Expression, "writes a line into the trace"),
        may("if", Shape::Expression, "a condition, with `do` and `else`"),
        may("do", Shape::As(&ACTIONS), "done if the condition holds"),
        may("else", Shape::As(&ACTIONS), "done if it doesn't"),
        may("for_each", Shape::Map(&FOR_EACH), "for each item of a list"),
    ],
};

/// `assign` in full.
pub(in crate::definition) static ASSIGN: Keys = Keys {
    what: "`assign`",
    name: "assign",
    keys: &[
        must("role", Shape::Name, "the role"),
        may("from", Shape::Name, "a list of data: one member for each item; left out: from the role's pool"),
    ],
};

/// `raise` in full.
pub(in crate::definition) static RAISE: Keys = Keys {
    what: "`raise`",
    name: "raise",
    keys: &[
        must("event", Shape::Name, "the event"),
        may("data", Shape::As(&CARRIED), "what it carries"),
        may(
            "after",
            Shape::Either(&[Shape::Text, Shape::Map(&AFTER)]),
            "a plain duration: the event comes from outside, that much later",
        ),
        may("id", Shape::Name, "by which `cancel` finds it"),
    ],
};

/// `after` that is computed.
pub(in crate::definition) static AFTER: Keys = Keys {
    what: "`after`",
    name: "after",
    keys: &[must("expression", Shape::Expression, "gives the duration as a text: `'10 ms'`")],
};

/// `for_each` among actions.
pub(in crate::definition) static FOR_EACH: Keys = Keys {
    what: "`for_each`",
    name: "for_each",
    keys: &[
        must("in", Shape::Expression, "the list"),
        must("as", Shape::Name, "the name of the item"),
        may("index", Shape::Name, "the name of the position, from 0"),
        must("do", Shape::As(&ACTIONS), "done for each item"),
    ],
};
