//! What expressions mean, what is found wrong with them and where, and that they mean what CEL means.

#[path = "guard/agreement.rs"]
mod agreement;
#[path = "guard/findings.rs"]
mod findings;
#[path = "guard/guide.rs"]
mod guide;
#[path = "guard/limits.rs"]
mod limits;
#[path = "guard/meaning.rs"]
mod meaning;
#[path = "guard/open.rs"]
mod open;

use registrar_engine::chart::{Field, Type};
use registrar_engine::definition::{Source, Spanned};
use registrar_engine::finding::{Finding, Span};
use registrar_engine::guard::{self, Environment, Expected, Expression, Scope};
use registrar_engine::id::RoleIx;
use registrar_engine::value::{Record, Value};

/// A field that isn't there until somebody writes it.
fn field(name: &str, kind: Type) -> Field {
    Field {
        name: name.into(),
        title: Default::default(),
        kind,
        required: false,
        private: false,
        author: false,
        default: Value::Null,
        value_titles: Default::default(),
    }
}

fn integer() -> Type {
    Type::Integer { min: None, max: None }
}

fn text() -> Type {
    Type::Text { max_length: 100 }
}

fn tracks() -> Type {
    Type::Enum(["small_claims", "summary", "ordinary"].map(str::to_owned).to_vec())
}

fn yuan() -> Type {
    Type::Money { currency: "CNY".into(), digits: 2 }
}

/// The data of the case that the tests speak of.
fn case_fields() -> Vec<Field> {
    vec![
        field(
            "claim",
            Type::Record(vec![field("amount", yuan()), field("track", tracks()), field("fee", yuan())]),
        ),
        field("live", Type::Boolean),
        field("count", integer()),
        field("rating", Type::Integer { min: Some(1), max: Some(5) }),
        field("note", text()),
        field("hearing_on", Type::Date),
        field("decided_at", Type::Instant),
        field("evidence", Type::Period { max: None }),
        field("asked", Type::Person { of: RoleIx(0) }),
        field("dollars", Type::Money { currency: "USD".into(), digits: 2 }),
        field("register", Type::Opaque { schema: None, from: None }),
        field(
            "questions",
            Type::List(vec![
                field("to", Type::Person { of: RoleIx(0) }),
                field("text", text()),
                field("reply", text()),
                field("points", integer()),
            ]),
        ),
    ]
}

fn record(json: &str) -> Record {
    serde_json::from_str(json).unwrap()
}

/// The expression as a plain scalar that begins in line 3, column 10.
fn source(text: &str) -> Source {
    let end = 10 + u32::try_from(text.chars().count()).unwrap();
    Spanned { value: text.into(), span: Span { line: 3, column: 10, end_line: 3, end_column: end } }
}

fn parse_as(written: &str, expected: Expected) -> Result<Expression, Vec<Finding>> {
    let data = case_fields();
    let member =
        [field("mode", Type::Enum(vec!["online".into(), "offline".into()])), field("offline", Type::Boolean)];
    let event = [field("granted", Type::Boolean), field("sum", yuan())];
    let locals =
        [("item".to_owned(), Type::Record(vec![field("text", text())])), ("index".to_owned(), integer())];
    let states = ["hearing".to_owned(), "mediating".to_owned()];
    let consents = ["async_hearing".to_owned()];
    let deadlines = ["defence".to_owned(), "evidence".to_owned()];
    let scope = Scope {
        data: &data,
        member: Some(&member),
        event: &event,
        open_event: false,
        locals: &locals,
        states: &states,
        consents: &consents,
        deadlines: &deadlines,
    };
    guard::parse(&source(written), &scope, expected)
}

/// The value on a case with this data; the state `hearing` is active, the consent is given.
fn value_as(text: &str, expected: Expected, data: &str) -> Result<Value, String> {
    let expression = parse_as(text, expected).unwrap_or_else(|findings| panic!("{text}: {findings:?}"));
    let data = record(data);
    let member = record(r#"{"mode": "online"}"#);
    let event = record(r#"{"granted": true, "sum": "12.50"}"#);
    let locals = [
        ("item".to_owned(), Value::Record(record(r#"{"text": "first"}"#))),
        ("index".to_owned(), Value::Int(2)),
    ];
    let environment = Environment {
        data: &data,
        member: Some(&member),
        event: &event,
        by: "judge[1]",
        heard: &guard::Heard::default(),
        case: "2026-17",
        locals: &locals,
        active: &|state| state.0 == 0,
        consent: &|consent| consent.0 == 0,
        in_time: &|deadline| deadline.0 == 0,
    };
    expression.evaluate(&environment).map_err(|reason| reason.to_string())
}

fn value(text: &str, data: &str) -> Result<Value, String> {
    value_as(text, Expected::Anything, data)
}

/// The findings as `column-end code message (help)`.
fn findings_as(text: &str, expected: Expected) -> Vec<String> {
    let findings = parse_as(text, expected).err().unwrap_or_default();
    findings
        .iter()
        .map(|f| {
            assert_eq!((f.span.line, f.span.end_line), (3, 3));
            let help = f.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
            format!("{}-{} {} {}{help}", f.span.column, f.span.end_column, f.code, f.message)
        })
        .collect()
}
