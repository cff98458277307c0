//! Events that a document raises and sends to itself, and those that it takes back.

use super::data::{logged, set};
use super::events::{is_event, made_id};
use super::translate::{Names, PROCESSOR};
use super::tree::is_scxml;
use super::writer::{Writer, short};
use super::xml::Element;
use crate::layout::Node;
use registrar_engine::finding::Finding;

/// From outside, and without delay.
const AT_ONCE: &str = "0 ms";

/// Where a `<send>` goes.
enum To {
    /// To the case itself, from outside.
    Itself,
    /// Into the case at once.
    Inside,
    /// An action in its place.
    Nowhere(Node),
    /// To the case itself, or into it, if these hold; otherwise it fails. What they ask of is computed once.
    Asked { own: String, inside: Option<String>, bound: Vec<(String, String)> },
}

fn both(first: Option<String>, second: String) -> String {
    first.map_or(second.clone(), |first| format!("{first} && {second}"))
}

impl<'x> Writer<'x> {
    /// Raises an event by its name.
    pub fn raise(&mut self, name: &str, element: &Element) -> Node {
        if is_event(name) {
            return Node::map([("raise", Node::text(name))]);
        }
        let text = self.broken(&short(name), "it can't be the name of an event", element.span);
        logged(text)
    }

    /// `<send>`.
    pub fn send(&mut self, element: &'x Element) -> Vec<Node> {
        let to = self.target(element);
        let mut before = Vec::new();
        let id = match self.id(element, &mut before) {
            Ok(id) => id,
            Err(action) => return vec![action],
        };
        let sent = |writer: &mut Self, inside: bool| writer.sent(element, inside, id.clone());
        let actions = match to {
            To::Nowhere(action) => vec![action],
            To::Inside => sent(self, true),
            To::Itself => sent(self, false),
            To::Asked { own, inside, bound } => {
                let mut otherwise = vec![logged("broken: <send> to what isn't there".to_owned())];
                for (condition, inside) in [(inside, true), (Some(own), false)] {
                    let Some(condition) = condition else { continue };
                    let then = Node::List(sent(self, inside));
                    let keys = [("if", Node::Text(condition)), ("do", then), ("else", Node::List(otherwise))];
                    otherwise = vec![Node::map(keys)];
                }
                for (list, local) in bound.into_iter().rev() {
                    let keys =
                        [("in", Node::Text(list)), ("as", Node::Text(local)), ("do", Node::List(otherwise))];
                    otherwise = vec![Node::map([("for_each", Node::map(keys))])];
                }
                otherwise
            }
        };
        before.extend(actions);
        before
    }

    /// Raises what a `<send>` says, at once or from outside.
    fn sent(&mut self, element: &'x Element, inside: bool, id: Option<String>) -> Vec<Node> {
        let mut keys = Vec::new();
        let mut fields = Vec::new();
        for name in element.attribute("namelist").unwrap_or_default().split_whitespace() {
            let value = self.value(name, element.span);
            fields.push((name.replace(['.', '[', ']', '\''], "_"), Node::Text(value)));
        }
        keys.extend(self.carried(element, fields).map(|data| ("data".to_owned(), data)));
        match self.delay(element, inside) {
            Ok(after) => keys.extend(after.map(|after| ("after".to_owned(), after))),
            Err(action) => return vec![action],
        }
        // What isn't delayed is under way already and can't be cancelled any more (W3C SCXML 6.3).
        let at_once = keys.iter().any(|(key, after)| key == "after" && *after == Node::text(AT_ONCE));
        let id = id.filter(|id| !(inside || at_once && self.is_cancelled(id)));
        keys.extend(id.map(|id| ("id".to_owned(), Node::Text(id))));
        self.by_name(element, &keys)
    }

    /// The event by its name; a name that is computed is one of those that somebody answers.
    fn by_name(&mut self, element: &Element, keys: &[(String, Node)]) -> Vec<Node> {
        let raise = |name: &str| {
            let event = ("event".to_owned(), Node::text(name));
            match keys {
                [] => Node::map([("raise", Node::text(name))]),
                keys => {
                    let all = [event].into_iter().chain(keys.iter().cloned()).collect();
                    Node::map([("raise", Node::Map(all))])
                }
            }
        };
        let expression = match (element.attribute("event"), element.attribute("eventexpr")) {
            (Some(name), _) if is_event(name) => return vec![raise(name)],
            (Some(name), _) => return vec![self.raise(name, element)],
            (None, Some(expression)) => expression,
            (None, None) => {
                let text = self.not_carried(
                    "<send>",
                    "a message without an event",
                    "give it an `event`",
                    element.span,
                );
                return vec![logged(text)];
            }
        };
        if let Some(name) = Names::literal(expression) {
            return vec![if is_event(&name) { raise(&name) } else { self.raise(&name, element) }];
        }
        let said = match self.computed(expression, element.span) {
            Ok(said) => said,
            Err(fails) => return vec![fails],
        };
        // Nested as deep as there are names: beyond this the definition couldn't be read.
        const MOST: usize = 12;
        let names = self.events.messages.iter().filter(|name| *name != "*").count();
        if names > MOST || !self.has_room(names * 2 * said.len()) {
            let message = format!("a computed name among more than {MOST} events");
            let help = "raise each event by its own name";
            let text = self.not_carried(&short(expression), &message, help, element.span);
            return vec![logged(text)];
        }
        // Computed once, and bound by a loop through one item.
        let (list, said) = (format!("[string({said})]"), self.local("event"));
        let mut names: Vec<String> =
            self.events.messages.iter().filter(|name| *name != "*").cloned().collect();
        // The longer a name, the fewer events it means by its beginning.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let rest = self.events.messages.iter().any(|name| name == "*").then(|| raise("*"));
        let mut otherwise: Vec<Node> = rest.into_iter().collect();
        for name in names.iter().rev() {
            let condition = format!("{said} == '{name}' || {said}.startsWith('{name}.')");
            let mut keys = vec![
                ("if".to_owned(), Node::Text(condition)),
                ("do".to_owned(), Node::List(vec![raise(name)])),
            ];
            if !otherwise.is_empty() {
                keys.push(("else".to_owned(), Node::List(otherwise)));
            }
            otherwise = vec![Node::Map(keys)];
        }
        let keys = [("in", Node::Text(list)), ("as", Node::Text(said)), ("do", Node::List(otherwise))];
        vec![Node::map([("for_each", Node::map(keys))])]
    }

    fn target(&mut self, element: &Element) -> To {
        let span = element.span;
        let log = |text: String| To::Nowhere(logged(text));
        if let Some(written) = element.attribute("typeexpr").filter(|text| Names::literal(text).is_none()) {
            let said = match self.computed(written, span) {
                Ok(said) => said,
                Err(fails) => return To::Nowhere(fails),
            };
            let local = self.local("type");
            let known = format!("{local} in ['scxml', '{PROCESSOR}']");
            return self.computed_target(element, Some(known), vec![(format!("[{said}]"), local)]);
        }
        let kind = self.constant(element, "type", "typeexpr");
        match kind.as_deref() {
            None | Some("" | "scxml" | PROCESSOR) => {}
            Some(kind) if kind.contains("HTTP") || kind.contains("http") => {
                let help = "a notice or a task with `service:` reaches other systems";
                return log(self.not_carried(
                    &short(kind),
                    &format!("the processor `{}`", short(kind)),
                    help,
                    span,
                ));
            }
            Some(kind) => {
                return log(self.broken(&short(kind), "there is no such processor", span));
            }
        }
        self.computed_target(element, None, Vec::new())
    }

    /// The target, where the processor is known or this condition says that it is.
    fn computed_target(
        &mut self,
        element: &Element,
        known: Option<String>,
        mut bound: Vec<(String, String)>,
    ) -> To {
        let span = element.span;
        let log = |text: String| To::Nowhere(logged(text));
        let target = self.constant(element, "target", "targetexpr");
        let to = match (target.as_deref(), element.attribute("targetexpr")) {
            (None, Some(expression)) => {
                let said = match self.computed(expression, span) {
                    Ok(said) => said,
                    Err(fails) => return To::Nowhere(fails),
                };
                let local = self.local("target");
                let own = both(known.clone(), format!("{local} == '#_scxml_' + case.id"));
                let inside = Some(both(known, format!("{local} == '#_internal'")));
                bound.push((format!("[{said}]"), local));
                return To::Asked { own, inside, bound };
            }
            (None | Some(""), _) => To::Itself,
            (Some("#_internal"), _) => To::Inside,
            (Some(target), _) if target.starts_with("#_scxml_") => {
                let message = format!("there is no session `{}`", short(target));
                let help =
                    "it raises `error.communication`, as W3C SCXML says; another case is reached by a task";
                self.say(Finding::warning("broken-expression", span, message).help(help));
                return To::Nowhere(Node::map([("raise", Node::text("error.communication"))]));
            }
            (Some(target), _) if target.starts_with("#_") || target.contains("://") => {
                let help = "a notice or a task with `service:` or `workflow:` reaches others";
                let message = format!("the target `{}`", short(target));
                return log(self.not_carried(&short(target), &message, help, span));
            }
            (Some(target), _) => return log(self.broken(&short(target), "there is no such target", span)),
        };
        match (to, known) {
            (To::Itself, Some(known)) => To::Asked { own: known, inside: None, bound },
            (To::Inside, Some(known)) => To::Asked { own: "false".to_owned(), inside: Some(known), bound },
            (to, _) => to,
        }
    }

    /// A name for what is computed once.
    fn local(&mut self, what: &str) -> String {
        self.loops += 1;
        format!("{what}_{}", self.loops)
    }

    /// An attribute, or its twin that is an expression, where that is a text.
    fn constant(&self, element: &Element, name: &str, expression: &str) -> Option<String> {
        let written = element.attribute(name).map(str::to_owned);
        written.or_else(|| element.attribute(expression).and_then(Names::literal))
    }

    /// The id of a send; one that asks for an id gets it written where it says.
    fn id(&mut self, element: &Element, before: &mut Vec<Node>) -> Result<Option<String>, Node> {
        if let Some(location) = element.attribute("idlocation") {
            self.made_ids += 1;
            let id = made_id(self.made_ids);
            let field = self.location(location, element.span)?;
            before.push(set(field, format!("'{id}'")));
            return Ok(Some(id));
        }
        match element.attribute("id") {
            Some(id) if is_event(id) => Ok(Some(id.to_owned())),
            Some(id) => {
                let message = format!("the id `{}`", short(id));
                let help = "ids are words of letters, digits, `_` and `-`, with dots between";
                let text = self.not_carried(&short(id), &message, help, element.span);
                Err(logged(text))
            }
            None => Ok(None),
        }
    }

    /// How much later it comes. To the case itself it comes from outside, if at once.
    fn delay(&mut self, element: &Element, inside: bool) -> Result<Option<Node>, Node> {
        let written = element.attribute("delay").map(str::to_owned);
        let expression = element.attribute("delayexpr");
        let text = written.or_else(|| expression.and_then(Names::literal));
        match text {
            Some(text) => match milliseconds(&text) {
                Some(_) if inside => {
                    Err(logged(self.broken(&text, "what is internal can't be delayed", element.span)))
                }
                Some(delay) if delay > 0 && delay.is_multiple_of(1_000) => {
                    Ok(Some(Node::Text(format!("{} s", delay / 1_000))))
                }
                Some(delay) => Ok(Some(Node::Text(format!("{delay} ms")))),
                None => Err(logged(self.broken(&short(&text), "it is no duration", element.span))),
            },
            None => match expression {
                Some(expression) => {
                    let said = self.value(expression, element.span);
                    Ok(Some(Node::map([("expression", Node::Text(said))])))
                }
                None if inside => Ok(None),
                None => Ok(Some(Node::text(AT_ONCE))),
            },
        }
    }

    /// `<cancel>`: an id that nothing has takes nothing back.
    pub fn cancel(&mut self, element: &Element) -> Vec<Node> {
        let id = element.attribute("sendid").map(str::to_owned);
        let id = id.or_else(|| element.attribute("sendidexpr").and_then(Names::literal));
        let cancel = |id: &str| Node::map([("cancel", Node::text(id))]);
        match (id, element.attribute("sendidexpr")) {
            (Some(id), _) if self.sends.contains(&id) => vec![cancel(&id)],
            (Some(id), _) => {
                let message =
                    format!("nothing is sent with the id `{}`, so nothing is cancelled", short(&id));
                self.say(Finding::warning("unknown-name", element.span, message));
                Vec::new()
            }
            (None, Some(expression)) => {
                let said = match self.computed(expression, element.span) {
                    Ok(said) => said,
                    Err(fails) => return vec![fails],
                };
                let all = self.sends.clone();
                if all.len() > 50 || !self.has_room(all.len() * (said.len() + 40)) {
                    let message = "a computed id among so many";
                    let text =
                        self.not_carried(&short(expression), message, "cancel by `sendid`", element.span);
                    return vec![logged(text)];
                }
                let one = |id: &String| {
                    let condition = format!("({said}) == '{id}'");
                    Node::map([("if", Node::Text(condition)), ("do", Node::List(vec![cancel(id)]))])
                };
                all.iter().map(one).collect()
            }
            (None, None) => {
                let text = self.broken("<cancel>", "it names no id", element.span);
                vec![logged(text)]
            }
        }
    }

    /// What an event carries: names and values, or one value for all of it.
    pub fn carried(&mut self, element: &'x Element, mut fields: Vec<(String, Node)>) -> Option<Node> {
        for child in element.children.iter().filter(|child| is_scxml(child)) {
            match child.name.as_str() {
                "param" => {
                    let name = child.attribute("name").unwrap_or_default().to_owned();
                    let value = match (child.attribute("expr"), child.attribute("location")) {
                        (Some(expression), _) | (None, Some(expression)) => {
                            self.value(expression, child.span)
                        }
                        (None, None) => self.broken("<param>", "it has no value", child.span),
                    };
                    match is_event(&name) && !name.contains('.') {
                        true if !fields.iter().any(|(known, _)| *known == name) => {
                            fields.push((name, Node::Text(value)));
                        }
                        _ => {
                            let message = format!("the parameter `{}`", short(&name));
                            let help = "each parameter has a name of its own, of letters, digits and `_`";
                            self.say(super::not_carried(child.span, &message, help));
                        }
                    }
                }
                "content" => {
                    let whole = match child.attribute("expr") {
                        Some(expression) => Some(self.value(expression, child.span)),
                        None => self.inline(child),
                    };
                    return whole.map(Node::Text);
                }
                _ => self.stray(child),
            }
        }
        (!fields.is_empty()).then_some(Node::Map(fields))
    }
}

/// A duration as CSS writes it: `10ms`, `1.5s`.
fn milliseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let (number, of_unit) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, 1),
        (None, Some(number)) => (number, 1_000),
        _ => return None,
    };
    let (whole, fraction) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 12;
    if !digits(whole) || !digits(fraction) || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: u64 = format!("{fraction:0<12}").parse().ok()?;
    // Twelve digits after the point: what is less than a millisecond is left out.
    Some(whole * of_unit + fraction * of_unit / 1_000_000_000_000)
}
