//! Reads typed data and what else is declared by name: consents, documents, services, messages.

use super::ast::{Consent, Document, Field, FieldKind, Message, Name, Spanned, Text};
use super::fields::Fields;
use super::keys::{CONSENT, DOCUMENT, FIELD, MESSAGE, SERVICE};
use super::reader::{Dots, Reader, wrong_kind};
use crate::finding::Finding;
use crate::yaml::Node;

/// A map from names to fields.
pub(super) fn read_fields(reader: &mut Reader, node: &Node) -> Vec<Field> {
    let entries = reader.table(node, Dots::Refused, "fields as a map from names");
    entries.into_iter().filter_map(|(name, node)| read_field(reader, name, node)).collect()
}

fn read_field(reader: &mut Reader, name: Name, node: &Node) -> Option<Field> {
    let Some(entries) = node.map() else {
        let finding = wrong_kind(node, "a field");
        reader.say(finding.help("write its type: `{type: text}`"));
        return None;
    };
    // A map with a map under a key is a group of fields; `type: text` and its like are scalars.
    let has_type = node.get("type").is_some_and(|kind| kind.map().is_none());
    let holds_fields = entries.iter().any(|(key, node)| node.map().is_some() && !is_own(&key.text, node));
    if !has_type && holds_fields {
        return Some(read_group(reader, name, node));
    }
    let fields = Fields::open(reader, node, &FIELD, name.span)?;
    let word = fields.word(reader, "type");
    let kind = match &word {
        Some(word) => read_kind(reader, &fields, &word.value),
        None => FieldKind::Text,
    };
    if let Some(word) = &word {
        check_keys(reader, &fields, &word.value);
    }
    Some(Field {
        title: fields.title(reader),
        kind,
        required: fields.flag(reader, "required"),
        private: fields.flag(reader, "private"),
        author: fields.flag(reader, "author"),
        default: fields.get("default").and_then(|node| reader.scalar(node, "a value")),
        max_length: fields.count(reader, "max_length"),
        name,
    })
}

/// Whether a map under a key belongs to the field itself: its title, or the fields of a list.
fn is_own(key: &str, node: &Node) -> bool {
    match key {
        "title" => node.get("type").is_none(),
        "of" => node.map().is_some_and(|inner| inner.iter().all(|(_, field)| field.map().is_some())),
        _ => false,
    }
}

/// A plain map of fields. Its `title` is the group's, unless it is a field by its `type`.
fn read_group(reader: &mut Reader, name: Name, node: &Node) -> Field {
    let mut title = Text::new();
    let mut inner = Vec::new();
    for (field, node) in reader.table(node, Dots::Refused, "fields as a map from names") {
        if field.value == "title" && is_own("title", node) {
            title = reader.title(node);
        } else {
            inner.extend(read_field(reader, field, node));
        }
    }
    let kind = FieldKind::Record(inner);
    Field {
        name,
        title,
        kind,
        required: false,
        private: false,
        author: false,
        default: None,
        max_length: None,
    }
}

fn read_kind(reader: &mut Reader, fields: &Fields, word: &str) -> FieldKind {
    match word {
        "boolean" => FieldKind::Boolean,
        "integer" => read_integer(reader, fields),
        "enum" => FieldKind::Enum(read_values(reader, fields)),
        "money" => {
            need(reader, fields, "currency", "`money` needs `currency`: an ISO 4217 code such as `CNY`");
            FieldKind::Money(fields.needed_name(reader, "currency"))
        }
        "date" => FieldKind::Date,
        "instant" => FieldKind::Instant,
        "period" => FieldKind::Period { max: fields.text(reader, "max") },
        "person" => {
            need(reader, fields, "of", "`person` needs `of`: a role or group");
            FieldKind::Person { of: fields.needed_name(reader, "of") }
        }
        "list" => FieldKind::List(read_item(reader, fields)),
        "record" => {
            FieldKind::Opaque { schema: fields.text(reader, "schema"), from: fields.name(reader, "from") }
        }
        "any" => FieldKind::Any,
        _ => FieldKind::Text,
    }
}

fn read_integer(reader: &mut Reader, fields: &Fields) -> FieldKind {
    let min = fields.get("min").and_then(|node| reader.integer(node));
    let max = fields.get("max").and_then(|node| reader.integer(node));
    if let (Some(least), Some(most), Some(node)) = (min, max, fields.get("max"))
        && least > most
    {
        let message = format!("`max` is {most}, less than `min`, {least}");
        reader.say(Finding::error("out-of-range", node.span, message));
    }
    FieldKind::Integer { min, max }
}

/// The values of an enum: a list of names, or a map from names to titles.
fn read_values(reader: &mut Reader, fields: &Fields) -> Vec<(Name, Text)> {
    need(reader, fields, "of", "`enum` needs `of`: the list of its values");
    if let Some(node) = fields.get("of").filter(|node| node.map().is_some_and(|map| !map.is_empty())) {
        let values = reader.table(node, Dots::Refused, "values as a map from names");
        return values.into_iter().map(|(name, title)| (name, reader.title(title))).collect();
    }
    let values = fields.names(reader, "of");
    for value in &values {
        reader.check_declared(value, Dots::Refused);
    }
    if let Some(node) = fields.get("of").filter(|node| node.list().is_some_and(<[Node]>::is_empty)) {
        reader.say(Finding::error("wrong-kind", node.span, "an enum without values has no value"));
    }
    values.into_iter().map(|name| (name, Text::new())).collect()
}

fn read_item(reader: &mut Reader, fields: &Fields) -> Vec<Field> {
    need(reader, fields, "of", "`list` needs `of`: the fields of an item");
    let Some(node) = fields.get("of") else { return Vec::new() };
    let plain = node.get("type").is_some_and(|kind| kind.map().is_none());
    if node.text().is_some_and(|_| !node.is_null()) || plain {
        reader.not_supported(node.span, "a list of plain values; give the item a field");
        return Vec::new();
    }
    read_fields(reader, node)
}

fn need(reader: &mut Reader, fields: &Fields, key: &str, message: &str) {
    if !fields.has(key) {
        reader.say(Finding::error("missing-key", fields.at, message));
    }
}

/// Says which keys have no meaning for a type.
fn check_keys(reader: &mut Reader, fields: &Fields, word: &str) {
    let meant: &[&str] = match word {
        "boolean" | "date" | "instant" => &["default"],
        "integer" => &["default", "min", "max"],
        "text" => &["default", "max_length"],
        "enum" => &["default", "of"],
        "money" => &["default", "currency"],
        "period" => &["default", "max"],
        "person" => &["of", "author"],
        "list" => &["of"],
        "any" => &[],
        _ => &["schema", "from"],
    };
    const OF_SOME: &[&str] =
        &["default", "min", "max", "max_length", "of", "author", "currency", "schema", "from"];
    let others: Vec<&str> = OF_SOME.iter().copied().filter(|key| !meant.contains(key)).collect();
    fields.refuse_beside(reader, &format!("type: {word}"), &others);
}

/// `consents`.
pub(super) fn read_consents(reader: &mut Reader, node: Option<&Node>) -> Vec<Consent> {
    let Some(node) = node else { return Vec::new() };
    let mut consents = Vec::new();
    for (name, node) in reader.table(node, Dots::Refused, "consents as a map from names") {
        let Some(fields) = Fields::open(reader, node, &CONSENT, name.span) else { continue };
        let of = fields.needed_name(reader, "of");
        consents.push(Consent { name, title: fields.title(reader), of, law: fields.law(reader) });
    }
    consents
}

/// `documents`.
pub(super) fn read_documents(reader: &mut Reader, node: Option<&Node>) -> Vec<Document> {
    let Some(node) = node else { return Vec::new() };
    let mut documents = Vec::new();
    for (name, node) in reader.table(node, Dots::Refused, "documents as a map from names") {
        let Some(fields) = Fields::open(reader, node, &DOCUMENT, name.span) else { continue };
        if fields.has("template") {
            fields.refuse_beside(reader, "template", &["media", "max_size", "required"]);
        }
        documents.push(Document {
            title: fields.title(reader),
            by: fields.needed_name(reader, "by"),
            many: fields.flag(reader, "many"),
            required: fields.flag(reader, "required"),
            media: fields.get("media").map(|node| read_media(reader, node)).unwrap_or_default(),
            max_size: fields.text(reader, "max_size"),
            seen_by: fields.names(reader, "seen_by"),
            template: fields.name(reader, "template"),
            law: fields.law(reader),
            name,
        });
    }
    documents
}

/// Media types (RFC 6838): `type/subtype`, or `type/*`.
fn read_media(reader: &mut Reader, node: &Node) -> Vec<Name> {
    let Some(items) = node.list() else {
        reader.wrong_kind(node, "a list of media types");
        return Vec::new();
    };
    let mut media: Vec<Spanned<String>> = Vec::new();
    for item in items {
        let Some(kind) = reader.scalar(item, "a media type") else { continue };
        let part = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
        };
        let well_formed = kind
            .value
            .split_once('/')
            .is_some_and(|(of, subtype)| part(of) && (subtype == "*" || part(subtype)));
        if !well_formed {
            let message = format!("`{}` is no media type", super::reader::short(&kind.value));
            let finding = Finding::error("bad-name", kind.span, message);
            reader.say(finding.help("write `application/pdf`, or `image/*` for any image"));
        }
        media.push(kind);
    }
    reader.once_each(&media);
    media
}

/// `services`: name and title.
pub(super) fn read_services(reader: &mut Reader, node: Option<&Node>) -> Vec<(Name, Text)> {
    let Some(node) = node else { return Vec::new() };
    let mut services = Vec::new();
    for (name, node) in reader.table(node, Dots::Refused, "services as a map from names") {
        let Some(fields) = Fields::open_or_nothing(reader, node, &SERVICE, name.span) else { continue };
        services.push((name, fields.title(reader)));
    }
    services
}

/// `messages`.
pub(super) fn read_messages(reader: &mut Reader, node: Option<&Node>) -> Vec<Message> {
    let Some(node) = node else { return Vec::new() };
    let mut messages = Vec::new();
    for (name, node) in reader.table(node, Dots::OfEvents, "messages as a map from names") {
        let Some(fields) = Fields::open_or_nothing(reader, node, &MESSAGE, name.span) else { continue };
        let carried = fields.get("data");
        let any = carried.is_some_and(|node| node.text() == Some("any"));
        let data = carried.filter(|_| !any).map(|node| read_fields(reader, node)).unwrap_or_default();
        if name.value == "*" && !any {
            let finding =
                Finding::error("missing-key", name.span, "of any message it isn't known what it carries");
            reader.say(finding.help("write `\"*\": {data: any}`"));
        }
        messages.push(Message { name, title: fields.title(reader), data, any });
    }
    messages
}
