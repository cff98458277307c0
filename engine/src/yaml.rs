//! YAML 1.2 as a tree that knows the place of every node.
//!
//! Decides nothing about meaning: the readers of definitions, calendars and counting rules walk the
//! tree and collect their findings. Refused here, with a place: anchors, aliases, tags, more than one
//! document, repeated keys, keys that are not scalars, and texts beyond the limits.

use crate::finding::{Finding, Span};
use granit_parser::{Event, Marker, Options, Parser, ScalarStyle};
use std::collections::BTreeSet;

/// Longest text read, in bytes. The longest shipped definition is a twentieth of it.
pub const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting of lists and maps.
pub const MAX_DEPTH: usize = 64;
/// Most nodes in one text.
pub const MAX_NODES: usize = 100_000;

/// A node and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A scalar, its text after escapes; `quoted` tells `"15"` from `15`.
    Scalar {
        /// The text.
        text: String,
        /// Whether it stood in quotes or in a block.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the text. Keys are unique scalars.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its text.
    pub text: String,
    /// Its place.
    pub span: Span,
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether nothing was written (`key:` and no more), or `null` or `~`.
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, quoted: false } if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// `true` or `false` unquoted; YAML 1.2 knows no other spelling.
    pub fn boolean(&self) -> Option<bool> {
        match &self.kind {
            Kind::Scalar { text, quoted: false } => text.parse().ok(),
            _ => None,
        }
    }

    /// An unquoted decimal integer without leading zeros.
    pub fn integer(&self) -> Option<i64> {
        match &self.kind {
            Kind::Scalar { text, quoted: false } => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let plain =
                    digits == "0" || (!digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()));
                if plain { text.parse().ok() } else { None }
            }
            _ => None,
        }
    }

    /// The items of a list.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a map.
    pub fn map(&self) -> Option<&[(Key, Node)]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.iter().find(|(k, _)| k.text == key).map(|(_, value)| value)
    }

    /// The word for its kind in a message.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Scalar { .. } if self.is_null() => "nothing",
            Kind::Scalar { .. } => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }
}

/// Reads one document. With an unreadable text there is no node and at least one error.
pub fn read(text: &str) -> (Option<Node>, Vec<Finding>) {
    if text.len() > MAX_BYTES {
        let message = format!("the text has {} bytes; at most {MAX_BYTES} are read", text.len());
        return (None, vec![Finding::error("too-large", Span::default(), message)]);
    }
    let mut options = Options::default();
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    options.emit_unresolved_aliases = true;
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str_with_options(text, options);
    while let Some(next) = parser.next_event() {
        match next {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => {
                builder.take(event, place(span.start, span.end));
                if builder.full {
                    break;
                }
            }
            Err(error) => {
                let at = place(*error.marker(), *error.marker());
                builder.findings.push(Finding::error("yaml", at, format!("not YAML: {}", error.info())));
                return (None, builder.findings);
            }
        }
    }
    let root = if builder.full { None } else { builder.root };
    if root.is_none() && builder.findings.is_empty() {
        builder.findings.push(Finding::error("yaml", Span::default(), "the text is empty"));
    }
    (root, builder.findings)
}

fn place(start: Marker, end: Marker) -> Span {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span {
        line: number(start.line()),
        column: number(start.col()).saturating_add(1),
        end_line: number(end.line()),
        end_column: number(end.col()).saturating_add(1),
    }
}

enum Open {
    List {
        span: Span,
        items: Vec<Node>,
    },
    /// `seen` are the keys of `entries`: a map may have tens of thousands.
    Map {
        span: Span,
        entries: Vec<(Key, Node)>,
        seen: BTreeSet<String>,
        key: Option<Key>,
        skip: bool,
    },
}

#[derive(Default)]
struct Builder {
    stack: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    nodes: usize,
    full: bool,
    findings: Vec<Finding>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents == 2 {
                    self.refuse("yaml", span, "a second document begins here; one file holds one definition");
                    self.full = true;
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(anchor, tag.is_some(), span);
                let quoted = style != ScalarStyle::Plain;
                self.put(Node { span, kind: Kind::Scalar { text: text.into_owned(), quoted } });
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.properties(anchor, tag.is_some(), span);
                self.stack.push(Open::List { span, items: Vec::new() });
            }
            Event::MappingStart(_, anchor, tag) => {
                self.properties(anchor, tag.is_some(), span);
                let (entries, seen) = (Vec::new(), BTreeSet::new());
                self.stack.push(Open::Map { span, entries, seen, key: None, skip: false });
            }
            Event::SequenceEnd | Event::MappingEnd => match self.stack.pop() {
                Some(Open::List { span: start, items }) => {
                    self.put(Node { span: join(start, span), kind: Kind::List(items) });
                }
                Some(Open::Map { span: start, entries, .. }) => {
                    self.put(Node { span: join(start, span), kind: Kind::Map(entries) });
                }
                None => {}
            },
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse("yaml", span, "aliases are not part of the language; write the text out");
                self.put(Node { span, kind: Kind::Scalar { text: String::new(), quoted: false } });
            }
            _ => {}
        }
    }

    fn properties(&mut self, anchor: usize, tagged: bool, span: Span) {
        if anchor != 0 {
            self.refuse("yaml", span, "anchors are not part of the language; write the text out");
        }
        if tagged {
            self.refuse("yaml", span, "tags are not part of the language; remove the `!…`");
        }
    }

    fn refuse(&mut self, code: &'static str, span: Span, message: &str) {
        self.findings.push(Finding::error(code, span, message));
    }

    fn put(&mut self, node: Node) {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("more than {MAX_NODES} nodes; split the definition");
            self.findings.push(Finding::error("too-large", node.span, message));
            self.full = true;
            return;
        }
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, seen, key, skip, .. }) => match key.take() {
                Some(key) if *skip => {
                    *skip = false;
                    drop(key);
                }
                Some(key) => entries.push((key, node)),
                None => match node.kind {
                    Kind::Scalar { text, .. } => {
                        if !seen.insert(text.clone()) {
                            *skip = true;
                            let message = format!("the key `{text}` stands here twice");
                            self.findings.push(
                                Finding::error("repeated-key", node.span, message)
                                    .help("keep one of the two"),
                            );
                        }
                        *key = Some(Key { text, span: node.span });
                    }
                    _ => {
                        *skip = true;
                        *key = Some(Key { text: String::new(), span: node.span });
                        self.findings.push(Finding::error("yaml", node.span, "a key must be a plain word"));
                    }
                },
            },
        }
    }
}

fn join(start: Span, end: Span) -> Span {
    Span { end_line: end.end_line, end_column: end.end_column, ..start }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(u32, u32, &'static str)> {
        read(text).1.iter().map(|f| (f.span.line, f.span.column, f.code)).collect()
    }

    #[test]
    fn every_node_knows_its_place() {
        let (node, findings) = read("a: 1\nb:\n  - x\n  - {c: on}\n");
        assert_eq!(findings, []);
        let node = node.unwrap();
        assert_eq!(node.get("a").unwrap().integer(), Some(1));
        let item = &node.get("b").unwrap().list().unwrap()[1];
        let on = item.get("c").unwrap();
        assert_eq!((on.text(), on.span.line, on.span.column), (Some("on"), 4, 9));
        assert_eq!(on.boolean(), None);
    }

    #[test]
    fn what_the_language_leaves_out_is_refused_with_its_place() {
        assert_eq!(codes("a: &x 1\nb: *x\n"), [(1, 7, "yaml"), (2, 4, "yaml")]);
        assert_eq!(codes("a: !!str 1\n"), [(1, 10, "yaml")]);
        assert_eq!(codes("a: 1\nb: 2\na: 3\n"), [(3, 1, "repeated-key")]);
        assert_eq!(codes("a: 1\n---\nb: 2\n").len(), 1);
        assert_eq!(codes("").len(), 1);
    }

    #[test]
    fn hostile_texts_end_soon() {
        assert_eq!(codes(&"[".repeat(5000)).len(), 1);
        assert_eq!(codes(&format!("a: [{}]", "x,".repeat(MAX_NODES))).len(), 1);
        assert_eq!(codes(&"x".repeat(MAX_BYTES + 1)), [(0, 0, "too-large")]);
        assert_eq!(codes("a: [1, 2\nb: }").len(), 1);
    }

    #[test]
    fn numbers_keep_their_spelling() {
        let (node, _) = read("[012, -3, \"3\", 1e3, 0]");
        let numbers: Vec<_> = node.unwrap().list().unwrap().iter().map(Node::integer).collect();
        assert_eq!(numbers, [None, Some(-3), None, None, Some(0)]);
    }
}
