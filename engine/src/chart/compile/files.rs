//! The files beside a definition: templates and JSON Schemas.

use super::context::Context;
use crate::definition::Name;
use crate::finding::{Finding, nearest};
use serde_json::Value;

/// Largest JSON Schema read, in bytes.
const MAX_SCHEMA: usize = 100_000;
/// Deepest nesting of a JSON Schema.
const MAX_SCHEMA_DEPTH: usize = 32;

/// The template of a notice: `NAME.LANG.txt`, its first line the subject.
pub(super) fn notice_template(cx: &mut Context, name: &Name) -> String {
    template(cx, name, "txt")
}

/// The template of a document: `NAME.LANG.html`.
pub(super) fn document_template(cx: &mut Context, name: &Name) -> String {
    template(cx, name, "html")
}

fn template(cx: &mut Context, name: &Name, suffix: &str) -> String {
    let resources = cx.sources.resources;
    let mut lacking = Vec::new();
    for language in cx.languages() {
        let file = format!("{}.{language}.{suffix}", name.value);
        match resources.get(&file) {
            Some(text) => cx.use_words(text),
            None => lacking.push(format!("`{file}`")),
        }
    }
    if !lacking.is_empty() {
        let message = format!("the template `{}` lacks {}", name.value, lacking.join(", "));
        let ending = format!(".{suffix}");
        let known = resources.keys().filter_map(|file| file.strip_suffix(&ending)?.rsplit_once('.')).map(|(n, _)| n);
        let finding = Finding::error("missing-template", name.span, message)
            .help("beside the definition there must be one file for each language of its title");
        cx.say(match nearest(&name.value, known.filter(|known| *known != name.value)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        });
    }
    name.value.clone()
}

/// A JSON Schema: there, readable, without references to outside, with patterns that can't run wild.
pub(super) fn schema(cx: &mut Context, name: &Name) -> String {
    let file = name.value.clone();
    let Some(text) = cx.sources.resources.get(&file) else {
        let finding = Finding::error("bad-schema", name.span, format!("there is no file `{file}` beside the definition"));
        cx.say(finding.did_you_mean(&file, cx.sources.resources.keys().map(String::as_str)));
        return file;
    };
    if let Err(reason) = check_schema(text) {
        cx.error("bad-schema", name.span, format!("`{file}`: {reason}"));
    }
    file
}

fn check_schema(text: &str) -> Result<(), String> {
    if text.len() > MAX_SCHEMA {
        return Err(format!("a schema has at most {MAX_SCHEMA} bytes"));
    }
    let schema: Value = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    check_references(&schema, 0)?;
    jsonschema::options()
        .with_pattern_options(jsonschema::PatternOptions::regex())
        .build(&schema)
        .map(drop)
        .map_err(|error| format!("not a JSON Schema: {error}"))
}

fn check_references(schema: &Value, depth: usize) -> Result<(), String> {
    if depth > MAX_SCHEMA_DEPTH {
        return Err(format!("nested more than {MAX_SCHEMA_DEPTH} deep"));
    }
    match schema {
        Value::Object(entries) => {
            for (key, value) in entries {
                let outside = matches!(key.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef")
                    && value.as_str().is_some_and(|target| !target.starts_with('#'));
                if outside {
                    return Err(format!("`{key}: {value}` leads outside the file"));
                }
                check_references(value, depth + 1)?;
            }
            Ok(())
        }
        Value::Array(items) => items.iter().try_for_each(|item| check_references(item, depth + 1)),
        _ => Ok(()),
    }
}
