//! What forms are read into, what is wrong with them, and the schemas that describe them.

#[path = "form/opaque.rs"]
mod opaque;
#[path = "form/problems.rs"]
mod problems;
#[path = "form/schema.rs"]
mod schema;
#[path = "form/values.rs"]
mod values;

use registrar_engine::chart::{Field, FormField, FormPlace, Type};
use registrar_engine::form;
use registrar_engine::id::RoleIx;
use registrar_engine::refusal::FormProblem;
use registrar_engine::value::{Record, Value};
use std::collections::BTreeMap;

fn field(name: &str, kind: Type) -> Field {
    Field {
        name: name.into(),
        title: [("en".to_owned(), format!("The {name}")), ("zh".to_owned(), format!("{name}项"))].into(),
        kind,
        required: false,
        private: false,
        author: false,
        default: Value::Null,
        value_titles: Default::default(),
    }
}

/// A field of the case's data; the key is its path.
fn asked(key: &str, kind: Type) -> FormField {
    let path: Vec<String> = key.split('.').map(str::to_owned).collect();
    let name = path[path.len() - 1].clone();
    FormField { key: key.into(), place: FormPlace::Data(path), field: field(&name, kind) }
}

fn needed(key: &str, kind: Type) -> FormField {
    let mut asked = asked(key, kind);
    asked.field.required = true;
    asked
}

fn text(max_length: u32) -> Type {
    Type::Text { max_length }
}

fn integer() -> Type {
    Type::Integer { min: None, max: None }
}

fn yuan() -> Type {
    Type::Money { currency: "CNY".into(), digits: 2 }
}

fn period(max: Option<&str>) -> Type {
    Type::Period { max: max.map(|max| max.parse().unwrap()) }
}

fn person() -> Type {
    Type::Person { of: RoleIx(3) }
}

fn opaque(schema: Option<&str>) -> Type {
    Type::Opaque { schema: schema.map(str::to_owned), from: None }
}

fn people() -> Type {
    let mut name = field("name", text(20));
    name.required = true;
    let mut offline = field("offline", Type::Boolean);
    offline.default = Value::Bool(false);
    Type::List(vec![name, field("age", Type::Integer { min: Some(0), max: Some(150) }), offline])
}

fn record(json: &str) -> Record {
    serde_json::from_str(json).unwrap()
}

fn resources() -> BTreeMap<String, String> {
    let person = r##"{
        "type": "object", "required": ["name"], "additionalProperties": false,
        "properties": {"name": {"$ref": "#/$defs/name"}, "born": {"type": "string", "format": "date"}},
        "$defs": {"name": {"type": "string", "pattern": "^[^0-9]+$", "maxLength": 20}}
    }"##;
    [("person.json".to_owned(), person.to_owned())].into()
}

/// In the role 3 there is `defendant[1]` alone.
fn read(fields: &[FormField], json: &str) -> Result<Vec<(FormPlace, Value)>, Vec<FormProblem>> {
    let takes_part = |label: &str, role| label == "defendant[1]" && role == RoleIx(3);
    let values = form::read(fields, &record(json), &resources(), &takes_part)?;
    Ok(values.into_iter().map(|(place, value)| (place.clone(), value)).collect())
}

/// The value of one field that comes in as this JSON.
fn one(kind: Type, json: &str) -> Result<Value, String> {
    let values = read(&[asked("it", kind)], &format!(r#"{{"it": {json}}}"#));
    match values {
        Ok(mut values) => Ok(values.pop().map_or(Value::Null, |(_, value)| value)),
        Err(problems) => Err(said(&problems)),
    }
}

fn said(problems: &[FormProblem]) -> String {
    let lines: Vec<String> =
        problems.iter().map(|p| format!("{}: {} {}", p.key, p.code, p.message)).collect();
    lines.join("\n")
}
