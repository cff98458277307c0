//! Transitions as arrows.

use super::events::{descriptor, is_event};
use super::tree::{Kind, is_scxml};
use super::writer::{Writer, short};
use super::xml::Element;
use crate::layout::Node;
use registrar_engine::definition::MAX_EVENTS;
use registrar_engine::finding::Finding;

impl<'x> Writer<'x> {
    /// The arrows of a state: by events, and those without.
    pub fn arrows_of(&mut self, at: usize) -> (Option<Node>, Option<Node>) {
        let (mut on, mut at_once) = (Vec::new(), Vec::new());
        for transition in transitions(self.tree.states[at].element) {
            let arrow = self.arrow(Some(at), transition);
            match self.patterns(transition) {
                Some(events) => on.push((events, arrow)),
                None => at_once.push(arrow),
            }
        }
        (by_events(on), (!at_once.is_empty()).then(|| alone(at_once)))
    }

    /// Transitions that stand in the document itself: the outermost box has arrows here.
    pub fn arrows_of_document(&mut self) -> Option<Node> {
        let mut on = Vec::new();
        for transition in transitions(self.root) {
            let message = "a transition outside of every state";
            let finding = Finding::warning("not-scxml", transition.span, message);
            self.say(finding.help("it is taken as an arrow of the case as a whole"));
            let arrow = self.arrow(None, transition);
            match self.patterns(transition) {
                Some(events) => on.push((events, arrow)),
                None => self.stray(transition),
            }
        }
        by_events(on)
    }

    /// The events of a transition as a key; none where it has no event.
    fn patterns(&mut self, transition: &Element) -> Option<String> {
        let mut patterns: Vec<String> = Vec::new();
        let events = transition.attribute("event")?;
        if events.split_whitespace().nth(MAX_EVENTS).is_some() {
            let message = format!("more than {MAX_EVENTS} events in one transition");
            self.say(Finding::error("too-large", transition.span, message).help("split it into several"));
        }
        for written in events.split_whitespace().take(MAX_EVENTS) {
            let name = descriptor(written);
            let pattern = match name {
                "*" => name.to_owned(),
                // By prefix it means the end of any state, and of whatever was invoked.
                "done" => "done.*".to_owned(),
                name if is_event(name) => name.to_owned(),
                name => {
                    let message = format!("`{}` can't be an event here", short(name));
                    let help = "events are words of letters, digits, `_` and `-`, with dots between, of 80 characters at most";
                    self.say(Finding::error("bad-name", transition.span, message).help(help));
                    continue;
                }
            };
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
        (!patterns.is_empty()).then(|| patterns.join(" "))
    }

    fn arrow(&mut self, source: Option<usize>, transition: &'x Element) -> Node {
        let targets = self.target_names(transition.attribute("target").unwrap_or_default(), transition);
        let mut external = false;
        for name in &targets {
            match (self.tree.find(name), source) {
                (None, _) => self.unknown_state(name, transition),
                (Some(target), Some(source)) => external |= self.leaves(source, target),
                _ => {}
            }
        }
        // Internal: from a compound state only to what lies inside it (W3C SCXML 3.13).
        let internal = transition.attribute("type") == Some("internal")
            && source.is_some_and(|source| {
                let inside =
                    |name: &&str| self.tree.find(name).is_some_and(|to| self.tree.is_below(to, Some(source)));
                self.tree.is_compound(source) && targets.iter().all(inside)
            });
        let mut keys = Vec::new();
        if !targets.is_empty() {
            keys.push(("to".to_owned(), Node::one_or_more(targets.into_iter().map(str::to_owned))));
        }
        if let Some(condition) = transition.attribute("cond") {
            keys.push(("if".to_owned(), Node::Text(self.condition(condition, transition.span))));
        }
        let actions = self.actions(transition);
        if !actions.is_empty() {
            keys.push(("do".to_owned(), Node::List(actions)));
        }
        if external && !internal {
            keys.push(("external".to_owned(), Node::yes()));
        }
        match keys.as_slice() {
            [(key, to @ Node::Text(_))] if key == "to" => to.clone(),
            _ => Node::Map(keys),
        }
    }

    /// Whether the language has to be told that an arrow leaves its own box, or regions side by side.
    fn leaves(&self, source: usize, target: usize) -> bool {
        let own = self.tree.is_below(target, Some(source));
        let shared = self.tree.around_both(source, target);
        let across =
            shared.is_some_and(|shared| shared != target && self.tree.states[shared].kind == Kind::Parallel);
        own || across
    }
}

fn transitions(element: &Element) -> impl Iterator<Item = &Element> {
    element.children.iter().filter(|child| is_scxml(child) && child.name == "transition")
}

fn alone(mut arrows: Vec<Node>) -> Node {
    if arrows.len() == 1 { arrows.remove(0) } else { Node::List(arrows) }
}

/// Arrows by their events, in the order of the text: as a map where each key stands once.
fn by_events(arrows: Vec<(String, Node)>) -> Option<Node> {
    let mut groups: Vec<(String, Vec<Node>)> = Vec::new();
    for (events, arrow) in arrows {
        match groups.last_mut() {
            Some((last, group)) if *last == events => group.push(arrow),
            _ => groups.push((events, vec![arrow])),
        }
    }
    if groups.is_empty() {
        return None;
    }
    let mut keys: Vec<&str> = groups.iter().map(|(events, _)| events.as_str()).collect();
    keys.sort_unstable();
    let once = keys.windows(2).all(|pair| pair[0] != pair[1]);
    let groups: Vec<(String, Node)> =
        groups.into_iter().map(|(events, group)| (events, alone(group))).collect();
    Some(match once {
        true => Node::Map(groups),
        false => Node::List(groups.into_iter().map(|group| Node::Map(vec![group])).collect()),
    })
}
