//! Values that may be anything: fields of type `any`, what an event carries, what an import left broken.

use super::{field, record, source};
use registrar_engine::chart::Type;
use registrar_engine::finding::Finding;
use registrar_engine::guard::{self, Environment, Expected, Expression, Heard, Scope};
use registrar_engine::value::{Record, Value};

fn read_with(text: &str, expected: Expected, open_event: bool) -> Result<Expression, Vec<Finding>> {
    let data =
        [field("x", Type::Any), field("y", Type::Any), field("n", Type::Integer { min: None, max: None })];
    let scope = Scope {
        data: &data,
        member: None,
        event: &[],
        open_event,
        locals: &[],
        states: &[],
        consents: &[],
        deadlines: &[],
    };
    guard::parse(&source(text), &scope, expected)
}

fn run(text: &str, expected: Expected, data: &str, event: &Record) -> Result<Value, String> {
    let expression = read_with(text, expected, true).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
    let heard = Heard { name: "foo.bar".to_owned(), kind: "internal", id: "first".to_owned() };
    expression
        .evaluate(&Environment {
            data: &record(data),
            member: None,
            event,
            by: "",
            heard: &heard,
            case: "2026-17",
            locals: &[],
            active: &|_| false,
            consent: &|_| false,
            in_time: &|_| false,
        })
        .map_err(|reason| reason.to_string())
}

fn value(text: &str, data: &str) -> Result<Value, String> {
    run(text, Expected::Fits(&Type::Any), data, &Record::new())
}

fn holds(text: &str, data: &str) -> Result<Value, String> {
    run(text, Expected::Condition, data, &Record::new())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn what_it_is_shows_when_it_is_read() {
    let data = r#"{"x": 3, "y": {"name": "a", "list": [1, "b", {"c": true}]}, "n": 4}"#;
    for (text, wanted) in [
        ("data.x + 1", "4"),
        ("data.x * data.n", "12"),
        ("data.y.name + 'b'", "\"ab\""),
        ("data.y.list + [2]", r#"[1, "b", {"c": true}, 2]"#),
        ("data.y.list[1]", "\"b\""),
        ("data.y.list[2].c", "true"),
        ("data.y['name']", "\"a\""),
        ("data.y.list[7]", "null"),
        ("data.y.nothing", "null"),
        ("size(data.y.list)", "3"),
        ("string(data.x) + 'x'", "\"3x\""),
        ("-data.x", "-3"),
        ("{'a': data.x, 'b': [null, 'c']}", r#"{"a": 3, "b": [null, "c"]}"#),
        ("data.x == 3 ? 'yes' : 0", "\"yes\""),
        ("data.y.list.map(i, i)", r#"[1, "b", {"c": true}]"#),
        ("case.id", "\"2026-17\""),
    ] {
        assert_eq!(value(text, data), Ok(json(wanted)), "{text}");
    }
}

#[test]
fn values_of_two_kinds_are_unequal_and_have_no_order() {
    let data = r#"{"x": 3, "y": "3"}"#;
    for (text, wanted) in [
        ("data.x == 3", true),
        ("data.x == '3'", false),
        ("data.x != data.y", true),
        ("data.x in [null, false, 0, '']", false),
        ("!(data.nothing in [1])", true),
        ("data.x < 4 && data.y < '4'", true),
    ] {
        let text = text.replace("data.nothing", "data.y");
        assert_eq!(holds(&text, data), Ok(Value::Bool(wanted)), "{text}");
    }
    assert_eq!(holds("data.x < data.y", data), Err("only two numbers or two texts have an order".to_owned()));
}

#[test]
fn what_is_missing_is_null_and_has_no_parts() {
    assert_eq!(value("data.x", "{}"), Ok(Value::Null));
    assert_eq!(holds("data.x == null && !has(data.y) && data.x in [null]", "{}"), Ok(Value::Bool(true)));
    assert_eq!(value("data.x.a", "{}"), Err("`data.x.a` isn't there".to_owned()));
    assert_eq!(holds("data.x.a == null", r#"{"x": {}}"#), Ok(Value::Bool(true)));
}

#[test]
fn what_has_no_whole_answer_has_none() {
    assert_eq!(value("data.x / 2", r#"{"x": 8}"#), Ok(Value::Int(4)));
    assert_eq!(value("data.x / 2", r#"{"x": 7}"#), Err("`7 / 2` isn't a whole number".to_owned()));
    assert_eq!(value("data.x / 0", r#"{"x": 7}"#), Err("a number is divided by zero".to_owned()));
    assert!(value("data.x + 1", r#"{"x": "a"}"#).is_err());
    assert!(holds("data.x && true", r#"{"x": 1}"#).is_err(), "a condition is yes or no");
    assert_eq!(holds("data.x", r#"{"x": true}"#), Ok(Value::Bool(true)));
}

#[test]
fn a_value_is_kept_only_if_it_is_small_enough() {
    let deep = format!("{{\"x\": {}1{}}}", "[".repeat(15), "]".repeat(15));
    assert!(value("data.x", &deep).is_ok());
    assert!(value("[[data.x]]", &deep).is_err(), "nested too deep");
    let long = format!("{{\"x\": [{}1]}}", "1,".repeat(4_000));
    assert!(value("data.x", &long).is_ok());
    assert!(value("[data.x, data.x, data.x]", &long).is_err(), "too many parts");
}

#[test]
fn an_event_is_asked_for_its_name_and_for_all_it_carries() {
    let fields = record(r#"{"a": 1}"#);
    let whole = Record::from([(String::new(), Value::from("hi"))]);
    let any = Expected::Fits(&Type::Any);
    assert_eq!(
        run("event.name + ' ' + event.type + ' ' + event.id", any, "{}", &fields),
        Ok(Value::from("foo.bar internal first"))
    );
    assert_eq!(run("event.data.a + 1", any, "{}", &fields), Ok(Value::Int(2)));
    assert_eq!(run("event.data", any, "{}", &fields), Ok(Value::Record(fields.clone())));
    assert_eq!(run("event.data", any, "{}", &whole), Ok(Value::from("hi")));
    assert_eq!(run("event.data", any, "{}", &Record::new()), Ok(Value::Null));
}

#[test]
fn elsewhere_types_stay_as_strict_as_they_were() {
    for (text, code) in [
        ("data.n == 'a'", "wrong-type"),
        ("data.n[0] == 1", "not-supported"),
        ("{'a': 1} == data.x", "not-supported"),
        ("[1, 'a'] == data.x", "wrong-type"),
        ("data.x > 1.5", "wrong-type"),
        ("data.x + 1.5 == 2", "wrong-type"),
        ("string([1])", "wrong-type"),
        ("event.data.a == 1", "unknown-name"),
    ] {
        let wrong = read_with(text, Expected::Condition, false).unwrap_err();
        assert_eq!(wrong[0].code, code, "{text}: {wrong:?}");
    }
    let integer = Type::Integer { min: None, max: None };
    let wrong = read_with("data.x", Expected::Fits(&integer), false).unwrap_err();
    assert_eq!(wrong[0].message, "a whole number is needed here, and this is any value");
    for text in [
        "1.5",
        "[1.5]",
        "{'a': 1.5}",
        "data.n == 1 ? 1.5 : 2",
        "data.n == 1 ? 1.5 : 'a'",
        "data.n == 1 ? data.x : 1.5",
    ] {
        let wrong = read_with(text, Expected::Fits(&Type::Any), false).unwrap_err();
        assert_eq!(wrong[0].code, "wrong-type", "{text}");
    }
    let wrong = read_with("{'a': 1, 'a': 2}", Expected::Fits(&Type::Any), false).unwrap_err();
    assert_eq!(wrong[0].message, "the record has `a` twice");
}

#[test]
fn what_an_import_left_is_broken_or_has_to_be_mended() {
    let expression = read_with("broken: return", Expected::Condition, true).unwrap();
    assert_eq!(expression.is_broken(), Some("`return` couldn't be read when it was imported"));
    assert_eq!(
        holds("broken: return", "{}"),
        Err("`return` couldn't be read when it was imported".to_owned())
    );
    // Where nothing was imported it is what it looks like.
    assert_eq!(
        read_with("broken: return", Expected::Condition, false).unwrap_err()[0].code,
        "bad-expression"
    );
    for open in [true, false] {
        let wrong = read_with("not carried over: f()", Expected::Condition, open).unwrap_err();
        assert_eq!(
            (wrong[0].code, wrong[0].message.as_str()),
            ("not-carried-over", "`f()` wasn't carried over by the import")
        );
    }
}
