//! What is found wrong, at which columns, and what is advised.

use super::*;

/// The findings of a condition. The expression begins in column 10.
fn check(condition: &str, expected: &[&str]) {
    assert_eq!(findings_as(condition, Expected::Condition), expected, "{condition}");
}

#[test]
fn unknown_names_get_the_nearest_known_one() {
    check("data.liv", &["15-18 unknown-name `data` has no field `liv` (did you mean `live`?)"]);
    check(
        "data.claim.amuont > 1",
        &["21-27 unknown-name `data.claim` has no field `amuont` (did you mean `amount`?)"],
    );
    check("live", &["10-14 unknown-name `live` means nothing here (did you mean `data.live`?)"]);
    check(
        "mode == 'online'",
        &["10-14 unknown-name `mode` means nothing here (did you mean `member.mode`?)"],
    );
    check("dta.live", &["10-13 unknown-name `dta` means nothing here (did you mean `data`?)"]);
    check("active('hering')", &["17-25 unknown-name there is no state `hering` (did you mean `hearing`?)"]);
    check("in_time('hearing')", &["18-27 unknown-name there is no deadline `hearing`"]);
    check("consent('hearing')", &["18-27 unknown-name there is no consent `hearing`"]);
    check(
        "data.note.startWith('x')",
        &["20-29 unknown-name there is no function `startWith` (did you mean `startsWith`?)"],
    );
    check(
        "event.from == 'x'",
        &[
            "16-20 unknown-name an event has no `from` (there are `event.by` (who acts), `event.data.…` (what was filled in), `event.name`, `event.type` and `event.id`)",
        ],
    );
    check(
        "event.data.grant",
        &["21-26 unknown-name `event.data` has no field `grant` (it has `granted`, `sum`)"],
    );
    check(
        "data.claim.track == 'ordinry'",
        &[
            "30-39 unknown-name `ordinry` is none of `small_claims`, `summary`, `ordinary` (did you mean `ordinary`?)",
        ],
    );
    check(
        "data.claim.track in ['summary', 'larg']",
        &["42-48 unknown-name `larg` is none of `small_claims`, `summary`, `ordinary`"],
    );
    check(
        "data.questions.exists(q, q.answer == '')",
        &["37-43 unknown-name `q` has no field `answer` (it has `to`, `text`, `reply`, `points`)"],
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    check(
        "data.liv && data.count == 'a' && nothing(1)",
        &[
            "15-18 unknown-name `data` has no field `liv` (did you mean `live`?)",
            "22-39 wrong-type `==` can't compare a whole number with a text",
            "43-50 unknown-name there is no function `nothing` (there are `active`, `consent`, `has`, `in_time`, `size`, `string`)",
        ],
    );
}

#[test]
fn values_of_different_types_are_not_set_against_one_another() {
    check(
        "data.count",
        &[
            "10-20 wrong-type `data.count` is a whole number, where yes or no is needed (compare it: `data.count == …`; or ask whether it is there: `has(data.count)`)",
        ],
    );
    check(
        "data.claim.amount > data.dollars",
        &["10-42 wrong-type `>` can't compare a sum in CNY with a sum in USD"],
    );
    check("data.claim.amount == '5'", &["10-34 wrong-type `==` can't compare a sum in CNY with a text"]);
    check("data.count == 1.5", &["10-27 wrong-type `==` can't compare a whole number with a decimal number"]);
    check("data.claim.amount + 0.005 > 1", &["30-35 wrong-type `0.005` doesn't fit a sum with 2 decimals"]);
    check("data.count + 'a' == ''", &["10-26 wrong-type `+` doesn't work on a whole number and a text"]);
    check(
        "data.hearing_on < data.decided_at",
        &["10-43 wrong-type `<` can't compare a date with an instant"],
    );
    check(
        "data.hearing_on < '4.3.2024'",
        &["28-38 wrong-type `4.3.2024` is no date (write year, month and day: `'2024-03-04'`)"],
    );
    check(
        "data.live < true",
        &[
            "10-26 wrong-type `<` can't compare yes or no with yes or no (it has no order; `==` and `!=` compare it)",
        ],
    );
    check(
        "data.asked == 'judge'",
        &["24-31 wrong-type `judge` is no member of a role (write the role and the number: `'judge[1]'`)"],
    );
    check(
        "data.live ? 1 == 1 : data.count",
        &["10-41 wrong-type one branch gives yes or no, the other a whole number; they must be alike"],
    );
    check(
        "[1, 'a'].exists(x, true)",
        &["14-17 wrong-type the list has a whole number and a text; its items must be alike"],
    );
    check(
        "data.count.exists(x, true)",
        &["10-20 wrong-type `exists` goes through a list, and this is a whole number"],
    );
    check(
        "data.questions.text == ''",
        &[
            "25-29 wrong-type `data.questions` is a list; `text` is a field of its items (ask about its items: `data.questions.exists(x, x.text == …)`)",
        ],
    );
    check("data.count.x == 1", &["21-22 wrong-type `data.count` is a whole number and has no fields"]);
    check("data == null", &["10-14 wrong-type `data` alone has no value (name a field: `data.…`)"]);
    check("event.by == null", &["10-18 wrong-type `event.by` is always there (only a field may be missing)"]);
    check(
        "has(data.questions)",
        &[
            "14-28 wrong-type `data.questions` is a list, which is always there (ask whether it has items: `size(data.questions) > 0`)",
        ],
    );
    check(
        "data.questions.exists(item, true)",
        &["32-36 wrong-type `item` has a meaning already (choose another name for the item)"],
    );
    check(
        "data.register.x == 1",
        &[
            "24-25 not-supported `data.register` is opaque; its fields can't be read (declare the fields that conditions read)",
        ],
    );
}

#[test]
fn what_cel_has_and_the_subset_lacks_is_told_by_name() {
    for (text, start) in [
        ("data.questions[0] == 1", "not-supported taking one item"),
        ("{'a': 1} == 1", "not-supported maps"),
        ("b'x' == 1", "not-supported texts marked `b`"),
        ("r'x' == 'x'", "not-supported texts marked `r`"),
        ("'''x''' == 'x'", "not-supported triple quotes"),
        ("'\\x41' == 'A'", "not-supported this escape"),
        ("0x1f == 31", "bad-expression `0x1f` is no number"),
        ("1u == 1", "bad-expression `1u` is no number"),
        ("1e3 == 1", "bad-expression `1e3` is no number"),
        ("timestamp('x') < 1", "not-supported `timestamp` isn't part of conditions: they know no clock"),
        ("data.note.size() == 1", "not-supported `size` doesn't follow a `.` (write `size(…)`)"),
        (
            "contains(data.note, 'x')",
            "not-supported `contains` follows what it looks at (write `x.contains(…)`)",
        ),
        ("matches(data.note, 'x')", "unknown-name there is no function `matches`"),
    ] {
        let findings = findings_as(text, Expected::Condition);
        assert_eq!(findings.len(), 1, "{text}: {findings:?}");
        assert!(findings[0].split_once(' ').unwrap().1.starts_with(start), "{text}: {findings:?}");
    }
}

#[test]
fn slips_of_grammar_are_told_with_their_cure() {
    check("data.count = 3", &["21-22 bad-expression `=` changes nothing here (write `==` to compare)"]);
    check(
        "data.live and true",
        &[
            "20-23 bad-expression `and` isn't expected here: the expression could end here (write `&&` for and)",
        ],
    );
    check(
        "not data.live",
        &["10-13 bad-expression `not` isn't expected here: it is no operator (write `!` for not)"],
    );
    check("data.live & true", &["20-21 bad-expression `&` is no operator (write `&&` for and)"]);
    check("(data.live", &["20-20 bad-expression the expression ends too soon: `)` is missing"]);
    check("data.live)", &["19-20 bad-expression `)` isn't expected here: the expression could end here"]);
    check("data.note == 'x", &["23-25 bad-expression the text that begins here has no closing `'`"]);
    check("data.note == ‘x’", &["23-24 bad-expression `‘` is a typographic quotation mark (write `'…'`)"]);
    check("data. > 3", &["16-17 bad-expression `>` isn't expected here: a field's name follows the `.`"]);
    check(
        "数 > 3",
        &[
            "10-11 bad-expression `数` can't stand in a name here (names in expressions have the letters a to z, digits and `_`; a text stands in quotes: `'…'`)",
        ],
    );
    check("", &["10-10 bad-expression the expression is empty"]);
    check("true ? false", &["22-22 bad-expression the expression ends too soon: `:` is missing"]);
    check("9223372036854775808 == 1", &["10-29 bad-expression the number is too large"]);
}

#[test]
fn a_value_must_fit_its_field() {
    let check = |kind: Type, text: &str, expected: &[&str]| {
        assert_eq!(findings_as(text, Expected::Fits(&kind)), expected, "{text}");
    };
    check(
        tracks(),
        "sumary",
        &[
            "10-16 unknown-name `sumary` is none of `small_claims`, `summary`, `ordinary` (did you mean `summary`?)",
        ],
    );
    check(
        tracks(),
        "'large'",
        &["10-17 unknown-name `large` is none of `small_claims`, `summary`, `ordinary`"],
    );
    check(
        tracks(),
        "data.note",
        &["10-19 wrong-type one of `small_claims`, `summary`, `ordinary` is needed here, and this is a text"],
    );
    check(Type::Boolean, "null", &["10-14 wrong-type yes or no is needed here, and this is `null`"]);
    check(
        Type::Integer { min: Some(1), max: Some(5) },
        "6",
        &["10-11 wrong-type 6 is outside the range of its field"],
    );
    check(
        text(),
        "hello",
        &[
            "10-15 unknown-name `hello` means nothing here (a text stands in quotes: `'hello'`; a field has its path: `data.hello`)",
        ],
    );
    check(
        text(),
        "15",
        &[
            "10-12 wrong-type a text is needed here, and this is a whole number (a text stands in quotes: `'…'`)",
        ],
    );
    check(
        Type::Text { max_length: 2 },
        "'abc'",
        &["10-15 wrong-type the text has more than the 2 characters of its field"],
    );
    check(yuan(), "0.005", &["10-15 wrong-type `0.005` doesn't fit a sum with 2 decimals"]);
    check(
        yuan(),
        "data.dollars",
        &["10-22 wrong-type a sum in CNY is needed here, and this is a sum in USD"],
    );
    check(Type::Date, "data.decided_at", &["10-25 wrong-type a date is needed here, and this is an instant"]);
    check(
        Type::Period { max: None },
        "'soon'",
        &["10-16 wrong-type `soon` is no period (write a number and a unit: `'15 days'`)"],
    );
    assert_eq!(
        findings_as("data.count", Expected::List),
        ["10-20 wrong-type a list is needed here, and this is a whole number"]
    );
}

#[test]
fn a_name_that_reads_as_a_subtraction_is_told() {
    let data = [field("hearing-on", Type::Date)];
    let scope = Scope {
        data: &data,
        member: None,
        event: &[],
        open_event: false,
        locals: &[],
        states: &[],
        consents: &[],
        deadlines: &[],
    };
    let findings =
        guard::parse(&source("data.hearing-on > '2024-03-04'"), &scope, Expected::Condition).unwrap_err();
    let help = "a name with `-` can't be read in an expression; call it `hearing_on`";
    assert!(findings.iter().any(|finding| finding.help.as_deref() == Some(help)), "{findings:?}");
}

#[test]
fn outside_a_copy_there_is_no_member() {
    let scope = Scope {
        data: &[],
        member: None,
        event: &[],
        open_event: false,
        locals: &[],
        states: &[],
        consents: &[],
        deadlines: &[],
    };
    let findings = guard::parse(&source("member.x == 1"), &scope, Expected::Condition).unwrap_err();
    assert_eq!(findings[0].message, "there is no `member` here, outside a `for_each` state");
}

/// Places as the YAML reader gives them.
#[test]
fn places_are_those_in_the_definition() {
    let scope = Scope {
        data: &case_fields(),
        member: None,
        event: &[],
        open_event: false,
        locals: &[],
        states: &[],
        consents: &[],
        deadlines: &[],
    };
    let place = |yaml: &str| {
        let (node, findings) = registrar_engine::yaml::read(yaml);
        assert_eq!(findings, []);
        let node = node.unwrap().get("if").unwrap().clone();
        let source = Spanned { value: node.text().unwrap().to_owned(), span: node.span };
        let findings = guard::parse(&source, &scope, Expected::Condition).unwrap_err();
        let span = findings[0].span;
        (span.line, span.column, span.end_line, span.end_column)
    };
    assert_eq!(place("if: data.x == 1"), (1, 10, 1, 11));
    assert_eq!(place("if: \"data.x == 1\""), (1, 11, 1, 12));
    assert_eq!(place("{a: 1, if: 'data.x == 1'}"), (1, 18, 1, 19));
    assert_eq!(place("if: \"data.note == '第一' && data.x\""), (1, 32, 1, 33));
    // The lines of a block are those of the text, unless they are folded: then the whole is shown.
    assert_eq!(place("if: |\n  data.live &&\n  data.x\n"), (3, 8, 3, 9));
    assert_eq!(place("if: >\n  data.live &&\n  data.x\n"), (2, 3, 4, 1));
    assert_eq!(place("if: data.live &&\n  data.x\n"), (1, 5, 2, 9));
}
