//! What the whole document says, and what every part of it needs: names, findings, what is broken.

use super::data::logged;
use super::ecma::Unread;
use super::events::Events;
use super::translate::{Names, SYSTEM};
use super::tree::Tree;
use super::xml::Element;
use super::{data, events, not_carried, people};
use crate::layout::Node;
use registrar_engine::finding::{Finding, Span};
use std::collections::BTreeSet;

/// How an expression begins that can't be read, and fails when it is reached.
const BROKEN: &str = "broken:";
/// How one begins that has to be written anew before the definition can be used.
const NOT_CARRIED: &str = "not carried over:";

/// Most findings that are told: nobody reads more.
const MAX_FINDINGS: usize = 500;
/// Most findings for which the nearest name is looked for.
const MAX_SUGGESTIONS: usize = 50;
/// Most bytes for what is said once for each event or id that may be meant.
const MAX_ROOM: usize = 256 * 1024;

/// One document under way.
pub struct Writer<'x> {
    pub tree: &'x Tree<'x>,
    pub root: &'x Element,
    pub names: Names,
    pub events: Events,
    /// Ids of sends, as they are called here.
    pub sends: Vec<String>,
    /// Ids that are cancelled; none: any may be.
    cancelled: Option<BTreeSet<String>>,
    pub findings: Vec<Finding>,
    /// Bytes that may still be written where one thing is said for each of many.
    room: usize,
    /// Flags given so far to states that bind their data late.
    pub flags: usize,
    /// Names given so far to what a loop goes through.
    pub loops: usize,
    /// Ids given so far to sends that ask for one.
    pub made_ids: usize,
}

impl<'x> Writer<'x> {
    /// Looks through a document for its names.
    pub fn new(tree: &'x Tree<'x>, root: &'x Element, written: &str) -> Self {
        let mut findings = Vec::new();
        let names = Names {
            fields: data::fields(root, &mut findings),
            states: tree.states.iter().map(|state| state.id.clone()).collect(),
            name: written.to_owned(),
        };
        let events = events::of(tree, root, &mut findings);
        let sends = events::send_ids(root);
        let cancelled = events::cancelled_ids(root);
        Self {
            tree,
            root,
            names,
            events,
            sends,
            cancelled,
            findings,
            room: MAX_ROOM,
            flags: 0,
            loops: 0,
            made_ids: 0,
        }
    }

    /// The definition.
    pub fn whole(&mut self, workflow: &str) -> Node {
        self.shape();
        let mut states = self.states_of(&self.tree.top);
        let mut initial = self.beginning();
        let mut on = self.arrows_of_document();
        let mut ids = BTreeSet::new();
        let mut parts: Vec<&mut Node> =
            [Some(&mut states), initial.as_mut(), on.as_mut()].into_iter().flatten().collect();
        parts.iter().for_each(|part| raised_ids(part, &mut ids));
        parts.iter_mut().for_each(|part| without_idle(part, &ids));
        let mut keys = vec![
            ("workflow".to_owned(), Node::text(workflow)),
            ("version".to_owned(), Node::Plain("1".to_owned())),
        ];
        if self.names.name != workflow {
            keys.push(("title".to_owned(), Node::map([("en", Node::text(&self.names.name))])));
        }
        keys.extend(people());
        if !self.names.fields.is_empty() {
            let any = || Node::map([("type", Node::text("any"))]);
            let fields = self.names.fields.values().map(|field| (field.clone(), any())).collect();
            keys.push(("data".to_owned(), Node::Map(fields)));
        }
        if !self.events.messages.is_empty() {
            let any = || Node::map([("data", Node::text("any"))]);
            let messages = self.events.messages.iter().map(|message| (message.clone(), any())).collect();
            keys.push(("messages".to_owned(), Node::Map(messages)));
        }
        keys.extend(initial.map(|initial| ("initial".to_owned(), initial)));
        keys.extend(on.map(|on| ("on".to_owned(), on)));
        keys.push(("states".to_owned(), states));
        Node::Map(keys)
    }

    /// Keeps a finding; beyond the limit only the fact that there are more.
    pub fn say(&mut self, finding: Finding) {
        match self.findings.len() {
            told if told < MAX_FINDINGS => self.findings.push(finding),
            MAX_FINDINGS => {
                let message = format!("more than {MAX_FINDINGS} findings; the rest isn't told");
                self.findings
                    .push(Finding::error("too-large", finding.span, message).help("mend these first"));
            }
            _ => {}
        }
    }

    /// Whether a send of this id may be cancelled.
    pub fn is_cancelled(&self, id: &str) -> bool {
        self.cancelled.as_ref().is_none_or(|cancelled| cancelled.contains(id))
    }

    /// Whether the nearest name is still looked for.
    pub fn may_suggest(&self) -> bool {
        self.findings.len() < MAX_SUGGESTIONS
    }

    /// Whether there is room for so many bytes more.
    pub fn has_room(&mut self, bytes: usize) -> bool {
        let has = self.room >= bytes;
        self.room = self.room.saturating_sub(bytes);
        has
    }

    /// An expression that gives a value.
    pub fn value(&mut self, text: &str, span: Span) -> String {
        let said = self.names.value(text);
        self.read(said, text, span)
    }

    /// An expression that gives a text, or an action that fails in its place.
    pub fn computed(&mut self, text: &str, span: Span) -> Result<String, Node> {
        let said = self.names.text(text);
        let fails = said.is_err();
        let said = self.read(said, text, span);
        if fails { Err(logged(said)) } else { Ok(said) }
    }

    /// An expression that gives a list.
    pub fn list(&mut self, text: &str, span: Span) -> String {
        let said = self.names.list(text);
        self.read(said, text, span)
    }

    /// A condition.
    pub fn condition(&mut self, text: &str, span: Span) -> String {
        let said = self.names.condition(text);
        self.read(said, text, span)
    }

    /// The field that a location names, or an action that fails in place of writing it.
    pub fn location(&mut self, text: &str, span: Span) -> Result<String, Node> {
        let first = text.trim().split(['.', '[']).next().unwrap_or_default();
        let said = if SYSTEM.contains(&first) {
            Err(Unread::Broken(format!("`{first}` can't be written")))
        } else {
            self.names.location(text)
        };
        match said {
            Ok(path) => Ok(path),
            Err(_) => Err(logged(self.read(said, text, span))),
        }
    }

    fn read(&mut self, said: Result<String, Unread>, text: &str, span: Span) -> String {
        let shown = short(text);
        match said {
            Ok(said) => said,
            Err(Unread::Broken(why)) => self.broken(&shown, &why, span),
            Err(Unread::Beyond(why)) => {
                let message = format!("{why} in `{shown}`");
                self.not_carried(&shown, &message, "write it in the expressions of the language", span)
            }
        }
    }

    /// What stands for something that fails when it is reached.
    pub fn broken(&mut self, shown: &str, why: &str, span: Span) -> String {
        let message = format!("`{shown}` can't be read: {why}");
        let help = "it is kept, and raises `error.execution` when it is reached, as W3C SCXML says";
        self.say(Finding::warning("broken-expression", span, message).help(help));
        format!("{BROKEN} {shown}")
    }

    /// What stands for something that has no counterpart: the definition can't be used until it is mended.
    pub fn not_carried(&mut self, shown: &str, message: &str, help: &str, span: Span) -> String {
        self.say(not_carried(span, message, help));
        format!("{NOT_CARRIED} {shown}")
    }

    /// An action in place of an element that has no counterpart.
    pub fn instead_of(&mut self, element: &Element, help: &str) -> Node {
        let shown = format!("<{}>", short(&element.name));
        let text = self.not_carried(&shown, &format!("`{shown}`"), help, element.span);
        logged(text)
    }
}

/// The ids by which raises can be cancelled.
fn raised_ids(node: &Node, ids: &mut BTreeSet<String>) {
    match node {
        Node::Map(entries) => {
            for (key, value) in entries {
                if let ("raise", Node::Map(raise)) = (key.as_str(), value) {
                    let id = raise.iter().find(|(key, _)| key == "id");
                    ids.extend(
                        id.and_then(|(_, id)| if let Node::Text(id) = id { Some(id.clone()) } else { None }),
                    );
                }
                raised_ids(value, ids);
            }
        }
        Node::List(items) => items.iter().for_each(|item| raised_ids(item, ids)),
        Node::Text(_) | Node::Plain(_) => {}
    }
}

/// Without cancelling what nothing raises for later: it takes nothing back.
fn without_idle(node: &mut Node, ids: &BTreeSet<String>) {
    match node {
        Node::Map(entries) => entries.iter_mut().for_each(|(_, value)| without_idle(value, ids)),
        Node::List(items) => {
            let idle = |item: &Node| {
                let Node::Map(entries) = item else { return false };
                matches!(entries.as_slice(), [(key, Node::Text(id))] if key == "cancel" && !ids.contains(id))
            };
            items.retain(|item| !idle(item));
            items.iter_mut().for_each(|item| without_idle(item, ids));
        }
        Node::Text(_) | Node::Plain(_) => {}
    }
}

/// A text on one line, cut short.
pub fn short(text: &str) -> String {
    const SHOWN: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    let cut: String = line.chars().take(SHOWN).collect();
    format!("{cut}…")
}
