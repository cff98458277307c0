//! What a document says that means nothing by the Recommendation: attributes and elements where they don't belong,
//! what stands twice, text between elements. None of it is carried over, and each is told.

use super::tree::is_scxml;
use super::writer::{Writer, short};
use super::xml::Element;
use registrar_engine::finding::Finding;

/// An element, its attributes, and what may stand in it.
type Known = (&'static str, &'static [&'static str], &'static [&'static str]);

/// Executable content.
const ACTIONS: &[&str] = &["raise", "send", "cancel", "assign", "log", "if", "foreach", "script"];

/// Elements of W3C SCXML; what may stand in those of `ACTIONS` and handlers is looked at where they are read.
const KNOWN: &[Known] = &[
    (
        "scxml",
        &["initial", "name", "version", "datamodel", "binding"],
        &["state", "parallel", "final", "datamodel", "script", "transition"],
    ),
    (
        "state",
        &["id", "initial"],
        &[
            "state",
            "parallel",
            "final",
            "history",
            "initial",
            "transition",
            "onentry",
            "onexit",
            "datamodel",
            "invoke",
        ],
    ),
    (
        "parallel",
        &["id"],
        &["state", "parallel", "history", "transition", "onentry", "onexit", "datamodel", "invoke"],
    ),
    ("final", &["id"], &["onentry", "onexit", "donedata"]),
    ("history", &["id", "type"], &["transition"]),
    ("initial", &[], &["transition"]),
    ("transition", &["event", "cond", "target", "type"], ACTIONS),
    ("onentry", &[], ACTIONS),
    ("onexit", &[], ACTIONS),
    ("datamodel", &[], &["data"]),
    ("donedata", &[], &["content", "param"]),
    ("raise", &["event"], &[]),
    ("if", &["cond"], ACTIONS),
    ("elseif", &["cond"], &[]),
    ("else", &[], &[]),
    ("foreach", &["array", "item", "index"], ACTIONS),
    ("log", &["label", "expr"], &[]),
    (
        "send",
        &[
            "event",
            "eventexpr",
            "target",
            "targetexpr",
            "type",
            "typeexpr",
            "id",
            "idlocation",
            "delay",
            "delayexpr",
            "namelist",
        ],
        &["content", "param"],
    ),
    ("cancel", &["sendid", "sendidexpr"], &[]),
    ("param", &["name", "expr", "location"], &[]),
];
/// What stands once at most in what stands around it.
const ONCE: [&str; 3] = ["initial", "donedata", "else"];

/// Whether an element may stand in one of these.
pub fn stands_in(element: &Element, around: &[&str]) -> bool {
    let mut known = KNOWN.iter().filter(|(name, ..)| around.contains(name));
    is_scxml(element) && known.any(|(.., children)| children.contains(&element.name.as_str()))
}

impl<'x> Writer<'x> {
    /// Looks through the whole document.
    pub fn shape(&mut self) {
        let mut waiting = vec![self.root];
        while let Some(element) = waiting.pop() {
            waiting.extend(element.children.iter().rev());
            let known = KNOWN.iter().find(|(name, ..)| *name == element.name);
            if let (true, Some((_, attributes, children))) = (is_scxml(element), known) {
                self.attributes(element, attributes);
                self.children(element, children);
            }
        }
    }

    fn nothing(&mut self, element: &Element, what: &str) {
        let message = format!("{what} means nothing in `<{}>`, and isn't carried over", element.name);
        self.say(Finding::warning("not-scxml", element.span, message));
    }

    fn attributes(&mut self, element: &Element, known: &[&str]) {
        for (name, _) in element.attributes.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
            let message =
                format!("`{}` means nothing in `<{}>`, and isn't carried over", short(name), element.name);
            let finding = Finding::warning("not-scxml", element.span, message);
            self.say(finding.did_you_mean(name, known.iter().copied()));
        }
        let kind = element.attribute("type").unwrap_or_default();
        let kinds: &[&str] = match element.name.as_str() {
            "history" => &["", "shallow", "deep"],
            "transition" => &["", "internal", "external"],
            _ => return,
        };
        if !kinds.contains(&kind) {
            self.nothing(element, &format!("the type `{}`", short(kind)));
        }
        if element.name == "transition"
            && element.attribute("event").is_some_and(|event| event.trim().is_empty())
        {
            let message = "a transition whose `event` names none is never taken";
            let help = "leave `event` out if it is to be taken at once";
            self.say(Finding::error("not-scxml", element.span, message).help(help));
        }
    }

    fn children(&mut self, element: &Element, known: &[&str]) {
        let belongs =
            |name: &str| known.contains(&name) || element.name == "if" && matches!(name, "elseif" | "else");
        // What isn't known at all is told where it is read.
        let misplaced = |child: &&Element| {
            is_scxml(child) && !belongs(&child.name) && KNOWN.iter().any(|(name, ..)| *name == child.name)
        };
        let actions = known == ACTIONS;
        for child in element.children.iter().filter(misplaced).filter(|_| !actions) {
            self.nothing(element, &format!("`<{}>`", child.name));
        }
        for name in ONCE {
            if element.children.iter().filter(|child| child.name == name).count() > 1 {
                self.nothing(element, &format!("a second `<{name}>`"));
            }
        }
        let transitions = element.children.iter().filter(|child| child.name == "transition").count();
        if matches!(element.name.as_str(), "initial" | "history") && transitions > 1 {
            self.nothing(element, "a second `<transition>`");
        }
        let after = element.children.iter().skip_while(|child| child.name != "else");
        if element.name == "if" && after.skip(1).any(|child| child.name == "elseif") {
            self.nothing(element, "an `<elseif>` after the `<else>`");
        }
        let begins = element.attribute("initial").is_some();
        if begins && element.children.iter().any(|child| child.name == "initial") {
            self.nothing(element, "`<initial>` beside the attribute");
        }
        let holds = |child: &Element| matches!(child.name.as_str(), "state" | "parallel" | "final");
        if begins && element.name == "state" && !element.children.iter().any(holds) {
            self.nothing(element, "`initial` without states inside");
        }
        if !element.text.trim().is_empty() {
            self.nothing(element, &format!("the text `{}`", short(&element.text)));
        }
    }
}
