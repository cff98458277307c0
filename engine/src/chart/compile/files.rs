//! The files beside a definition: templates and JSON Schemas.

use super::context::Context;
use crate::definition::Name;
use crate::finding::{Finding, nearest};
use crate::form::check_schema;

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
        let known =
            resources.keys().filter_map(|file| file.strip_suffix(&ending)?.rsplit_once('.')).map(|(n, _)| n);
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
        let finding = Finding::error(
            "bad-schema",
            name.span,
            format!("there is no file `{file}` beside the definition"),
        );
        cx.say(finding.did_you_mean(&file, cx.sources.resources.keys().map(String::as_str)));
        return file;
    };
    if let Err(reason) = check_schema(text) {
        cx.error("bad-schema", name.span, format!("`{file}`: {reason}"));
    }
    file
}
