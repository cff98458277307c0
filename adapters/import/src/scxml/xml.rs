//! Reads XML into a tree of elements with their places. Bounded in size, nesting and number of elements;
//! no document type is followed, so nothing is expanded and nothing fetched.

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use registrar_engine::finding::{Finding, Span};

/// Longest text, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 64;
/// Most elements.
pub const MAX_ELEMENTS: usize = 20_000;
/// Longest start tag, in bytes; what one element says in its attributes.
const MAX_TAG: usize = 16 * 1024;

/// An element.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name without prefix.
    pub name: String,
    /// Its namespace; empty where it has none.
    pub namespace: String,
    /// Attributes without prefix, in order.
    pub attributes: Vec<(String, String)>,
    /// Elements inside.
    pub children: Vec<Element>,
    /// All text directly inside.
    pub text: String,
    /// Its start tag.
    pub span: Span,
}

impl Element {
    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Where bytes of a text lie, asked from front to back.
struct Places<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    column: u32,
}

impl Places<'_> {
    fn to(&mut self, byte: usize) -> (u32, u32) {
        let to = byte.min(self.text.len());
        while self.at < to {
            let Some(c) = self.text[self.at..].chars().next() else { break };
            self.at += c.len_utf8();
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        (self.line, self.column)
    }
}

/// The root element of a text.
///
/// # Errors
/// What is wrong with it as XML, or too large.
pub fn read(text: &str) -> Result<Element, Finding> {
    if text.len() > MAX_BYTES {
        let message = format!("the text has {} bytes; at most {MAX_BYTES} are read", text.len());
        return Err(Finding::error("too-large", Span::default(), message).help("split the document"));
    }
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = false;
    let mut places = Places { text, at: 0, line: 1, column: 1 };
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut elements = 0;
    loop {
        let begin = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let (namespace, event) = match reader.read_resolved_event() {
            Ok((namespace, event)) => (name_of(&namespace), event),
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                return Err(not_xml(place(&mut places, begin.min(at), at), &error.to_string()));
            }
        };
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let span = place(&mut places, begin, end);
        match event {
            Event::Start(start) | Event::Empty(start) if elements == MAX_ELEMENTS => {
                let _ = start;
                let message = format!("more than {MAX_ELEMENTS} elements");
                return Err(Finding::error("too-large", span, message).help("split the document"));
            }
            Event::Start(start) => {
                elements += 1;
                if open.len() == MAX_DEPTH {
                    let message = format!("elements are nested more than {MAX_DEPTH} deep");
                    return Err(Finding::error("too-deep", span, message).help("flatten the document"));
                }
                open.push(element(&start, namespace, span)?);
            }
            Event::Empty(start) => {
                elements += 1;
                let element = element(&start, namespace, span)?;
                close(element, &mut open, &mut root, span)?;
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root, span)?;
                }
            }
            Event::Text(text) => {
                let outside = open.is_empty() && !text.trim().trim_matches('\u{feff}').is_empty();
                if outside {
                    return Err(not_xml(span, "text outside of the root element"));
                }
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text.xml10_content());
                }
            }
            Event::CData(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                let named = quick_xml::escape::resolve_predefined_entity(&reference);
                let found = match (named, reference.resolve_char_ref()) {
                    (Some(text), _) => text.to_owned(),
                    (None, Ok(Some(c))) => c.to_string(),
                    _ => return Err(unknown_entity(span)),
                };
                match open.last_mut() {
                    Some(element) => element.text.push_str(&found),
                    None => return Err(not_xml(span, "a reference outside of the root element")),
                }
            }
            Event::DocType(kind) if kind.contains('[') => return Err(unknown_entity(span)),
            Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    if let Some(element) = open.last() {
        return Err(not_xml(element.span, &format!("`<{}>` isn't closed", element.name)));
    }
    root.ok_or_else(|| not_xml(Span::default(), "there is no element in it"))
}

fn name_of(namespace: &ResolveResult) -> String {
    match namespace {
        ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
        _ => String::new(),
    }
}

fn place(places: &mut Places, begin: usize, end: usize) -> Span {
    let (line, column) = places.to(begin);
    let (end_line, end_column) = places.to(end.max(begin));
    Span { line, column, end_line, end_column }
}

fn not_xml(span: Span, why: &str) -> Finding {
    Finding::error("not-xml", span, format!("this can't be read as XML: {why}"))
}

fn unknown_entity(span: Span) -> Finding {
    Finding::error("not-xml", span, "entities of a document type aren't expanded")
        .help("write the characters themselves; only `&lt;`, `&gt;`, `&amp;`, `&apos;`, `&quot;` and numbers are known")
}

fn element(start: &BytesStart, namespace: String, span: Span) -> Result<Element, Finding> {
    if start.attributes_raw().len() > MAX_TAG {
        let message = format!("the attributes have more than {MAX_TAG} bytes");
        return Err(Finding::error("too-large", span, message));
    }
    let name = start.local_name().as_ref().to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| not_xml(span, &error.to_string()))?;
        let key = attribute.key;
        if key.prefix().is_some() || key.as_ref() == "xmlns" {
            continue;
        }
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|_| unknown_entity(span))?;
        attributes.push((key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name, namespace, attributes, children: Vec::new(), text: String::new(), span })
}

fn close(
    element: Element,
    open: &mut [Element],
    root: &mut Option<Element>,
    span: Span,
) -> Result<(), Finding> {
    match open.last_mut() {
        Some(around) => around.children.push(element),
        None if root.is_some() => return Err(not_xml(span, "there is more than one root element")),
        None => *root = Some(element),
    }
    Ok(())
}
