//! Opaque values and the JSON Schemas that describe them.
//!
//! A schema comes with a definition, so it is checked when the definition is compiled: it refers to
//! nothing outside itself, has no keyword that wouldn't be executed, no way to go round in circles and
//! no way to grow when its references are followed; its patterns run in linear time.

use super::{MAX_NESTING, MAX_TEXT};
use crate::finding::nearest;
use crate::value::Value;
use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Longest text of a schema, in bytes.
const MAX_BYTES: usize = 64 * 1024;
/// Deepest nesting of a schema.
const MAX_SCHEMA_DEPTH: usize = 32;
/// Most references in a schema.
const MAX_REFERENCES: usize = 100;
/// Most subschemas once every reference is followed: what one value may have to be held against.
const MAX_FOLLOWED: usize = 10_000;
/// Most bytes of one compiled pattern.
const MAX_PATTERN: usize = 1 << 20;
/// Most parts of an opaque value.
const MAX_PARTS: usize = 2_000;

/// Keywords whose value is a schema, a map or a list of schemas, and those that hold none.
const ONE: [&str; 9] = [
    "items",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "additionalProperties",
    "propertyNames",
    "unevaluatedProperties",
];
const MAP: [&str; 4] = ["properties", "patternProperties", "$defs", "dependentSchemas"];
const LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const PLAIN: [&str; 31] = [
    "$schema",
    "$ref",
    "$comment",
    "type",
    "enum",
    "const",
    "required",
    "dependentRequired",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minContains",
    "maxContains",
    "minProperties",
    "maxProperties",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
];

/// Whether a schema file can be used for an opaque field. For the compiler of definitions.
///
/// # Errors
/// What is wrong with it, in words for its author.
pub fn check_schema(text: &str) -> Result<(), String> {
    compile(text).map(|_| ())
}

fn compile(text: &str) -> Result<Validator, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("the schema has more than {MAX_BYTES} bytes"));
    }
    let schema: Json =
        serde_json::from_str(text).map_err(|error| format!("the schema is not JSON: {error}"))?;
    let Json::Object(root) = &schema else { return Err("the schema must be a JSON object".into()) };
    if let Some(dialect) = root.get("$schema")
        && dialect.as_str().map(|uri| uri.trim_end_matches('#'))
            != Some("https://json-schema.org/draft/2020-12/schema")
    {
        return Err(format!("`$schema` is {dialect}; only draft 2020-12 is supported"));
    }
    let mut walk = Walk::default();
    walk.read(&schema, "#".into(), 1)?;
    walk.count("#", &mut Vec::new())?;
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .offline()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex().size_limit(MAX_PATTERN).dfa_size_limit(MAX_PATTERN))
        .build(&schema)
        .map_err(|error| format!("the schema can't be used at `{}`: {error}", error.instance_path()))
}

#[derive(Default)]
struct Walk<'s> {
    /// Every subschema by its place: `#/properties/name`.
    places: BTreeMap<String, &'s Json>,
    references: usize,
    /// Subschemas once references are followed, by place.
    followed: BTreeMap<String, usize>,
}

impl<'s> Walk<'s> {
    /// Looks at every keyword.
    fn read(&mut self, schema: &'s Json, at: String, depth: usize) -> Result<(), String> {
        if depth > MAX_SCHEMA_DEPTH {
            return Err(format!("the schema is nested more than {MAX_SCHEMA_DEPTH} deep"));
        }
        match schema {
            Json::Bool(_) => {}
            Json::Object(keywords) => {
                for (keyword, value) in keywords {
                    known(keyword, &at)?;
                    if keyword == "$ref" {
                        self.references += 1;
                    }
                    if keyword == "format" && value == "regex" {
                        return Err(format!("the format `regex` in `{at}` isn't supported"));
                    }
                }
                if self.references > MAX_REFERENCES {
                    return Err(format!("the schema has more than {MAX_REFERENCES} references"));
                }
                for (place, inner) in subschemas(keywords, &at)? {
                    self.read(inner, place, depth + 1)?;
                }
            }
            _ => return Err(format!("`{at}` must be a schema: an object, `true` or `false`")),
        }
        self.places.insert(at, schema);
        Ok(())
    }

    /// How many subschemas there are below one when every reference is followed.
    fn count(&mut self, at: &str, under: &mut Vec<String>) -> Result<usize, String> {
        if let Some(count) = self.followed.get(at) {
            return Ok(*count);
        }
        if under.iter().any(|place| place == at) {
            return Err(format!("`{at}` contains itself; a schema that goes round isn't supported"));
        }
        let Some(schema) = self.places.get(at) else {
            let what = if at == "#" || at.starts_with("#/") { "to no schema" } else { "outside the schema" };
            return Err(format!("`$ref` leads {what}: `{at}`; only `#/…` is supported"));
        };
        let Json::Object(keywords) = *schema else { return Ok(1) };
        under.push(at.to_owned());
        let mut count = 1_usize;
        for (place, _) in subschemas(keywords, at)? {
            count = count.saturating_add(self.count(&place, under)?);
        }
        if let Some(reference) = keywords.get("$ref") {
            let place = reference.as_str().ok_or("`$ref` must be a text")?;
            count = count.saturating_add(self.count(place, under)?);
        }
        under.pop();
        if count > MAX_FOLLOWED {
            return Err(format!(
                "the schema has more than {MAX_FOLLOWED} parts once its references are followed"
            ));
        }
        self.followed.insert(at.to_owned(), count);
        Ok(count)
    }
}

fn known(keyword: &str, at: &str) -> Result<(), String> {
    let all = || ONE.into_iter().chain(MAP).chain(LIST).chain(PLAIN);
    if keyword.starts_with("x-") || all().any(|known| known == keyword) {
        return Ok(());
    }
    let help = nearest(keyword, all()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    Err(format!("the keyword `{keyword}` in `{at}` isn't supported{help}"))
}

type Places<'s> = Vec<(String, &'s Json)>;

fn subschemas<'s>(keywords: &'s Map<String, Json>, at: &str) -> Result<Places<'s>, String> {
    let mut found = Vec::new();
    for (keyword, value) in keywords {
        let place = format!("{at}/{keyword}");
        match keyword.as_str() {
            one if ONE.contains(&one) => found.push((place, value)),
            map if MAP.contains(&map) => {
                let map = value.as_object().ok_or_else(|| format!("`{place}` must be an object"))?;
                let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
                found.extend(map.iter().map(|(name, inner)| (format!("{place}/{}", escaped(name)), inner)));
            }
            list if LIST.contains(&list) => {
                let list = value.as_array().ok_or_else(|| format!("`{place}` must be a list"))?;
                found.extend(
                    list.iter().enumerate().map(|(number, inner)| (format!("{place}/{number}"), inner)),
                );
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Whether an opaque value can be kept, and fits its schema.
pub(super) fn check(schema: Option<&str>, value: &Value) -> Result<(), &'static str> {
    let mut parts = 0;
    measure(value, 1, &mut parts)?;
    let Some(schema) = schema else { return Ok(()) };
    // The compiler has checked it; a schema that isn't one any more lets nothing through.
    let validator = compile(schema).map_err(|_| "format")?;
    let value = serde_json::to_value(value).map_err(|_| "format")?;
    if validator.is_valid(&value) { Ok(()) } else { Err("format") }
}

fn measure(value: &Value, depth: usize, parts: &mut usize) -> Result<(), &'static str> {
    *parts += 1;
    if depth > MAX_NESTING || *parts > MAX_PARTS {
        return Err("length");
    }
    match value {
        Value::Text(text) if text.chars().count() > MAX_TEXT => Err("length"),
        Value::List(items) => items.iter().try_for_each(|item| measure(item, depth + 1, parts)),
        Value::Record(fields) => fields.iter().try_for_each(|(name, field)| {
            if name.chars().count() > 200 {
                return Err("length");
            }
            measure(field, depth + 1, parts)
        }),
        _ => Ok(()),
    }
}
