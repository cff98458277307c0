//! Guarantees: the names in them are there, and what they say. Whether they hold is the verifier's matter.

use super::context::Context;
use super::events::Vocabulary;
use super::names::List;
use super::plain;
use super::scopes::{self, Seen};
use crate::chart::{BudgetOf, Declare, Pattern, RoleKind, Says};
use crate::deadline::Period;
use crate::definition::{Guarantee, Name, Spanned};
use crate::finding::Finding;
use crate::guard::{Expected, Expression};
use crate::id::{RoleIx, StateIx};
use crate::yaml::{Kind, Node};

/// All guarantees.
pub(super) fn all(cx: &mut Context, events: &Vocabulary) {
    let definition = cx.definition;
    for guarantee in &definition.guarantees {
        let Some(says) = says(cx, events, guarantee) else { continue };
        cx.chart.guarantees.push(crate::chart::Guarantee {
            name: guarantee.name.value.clone(),
            arguments: guarantee.arguments.as_ref().map(written).unwrap_or_default(),
            says,
            span: guarantee.name.span,
        });
    }
}

/// The arguments of one guarantee.
struct Arguments<'n>(Vec<(&'n str, &'n Node)>);

impl<'n> Arguments<'n> {
    fn of(guarantee: &'n Guarantee) -> Self {
        Self(match guarantee.arguments.as_ref().map(|node| (&node.kind, node)) {
            Some((Kind::Map(entries), _)) => {
                entries.iter().map(|(key, node)| (key.text.as_str(), node)).collect()
            }
            Some((_, node)) => vec![("", node)],
            None => Vec::new(),
        })
    }

    fn get(&self, key: &str) -> Option<&'n Node> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, node)| *node)
    }

    fn name(&self, key: &str) -> Option<Name> {
        self.get(key).and_then(name)
    }

    fn names(&self, key: &str) -> Vec<Name> {
        self.get(key).map(names).unwrap_or_default()
    }

    fn count(&self, key: &str) -> Option<u64> {
        self.get(key)?.integer().and_then(|number| u64::try_from(number).ok())
    }
}

fn says(cx: &mut Context, events: &Vocabulary, guarantee: &Guarantee) -> Option<Says> {
    let arguments = Arguments::of(guarantee);
    Some(match guarantee.name.value.as_str() {
        "always_ends" => Says::AlwaysEnds,
        "ends_if_silent" => Says::EndsIfSilent {
            roles: roles(cx, &arguments.names("roles")),
            within: period(cx, &arguments, "within"),
            not_suspended: arguments.get("not_counting").is_some(),
        },
        "budget" => Says::Budget {
            of: budget(cx, events, &arguments.name("of")?)?,
            at_most: arguments.count("at_most")?,
        },
        "lasts" => Says::Lasts {
            at_most: period(cx, &arguments, "at_most")?,
            not_suspended: arguments.get("not_counting").is_some(),
        },
        "never" => {
            let state = cx.find_unused(List::State, &arguments.name("state")?).map(StateIx);
            let condition = arguments.get("unless").map(|node| unless(cx, node, state));
            let unless = match condition {
                Some(condition) => Some(condition?),
                None => None,
            };
            Says::Never { state: state?, unless }
        }
        "equal_notice" => Says::EqualNotice(roles(cx, &arguments.names(""))),
        template => {
            let (declare, keys): (Declare, &[&str]) = match template {
                "existence" => (Declare::Existence, &["of"]),
                "absence" => (Declare::Absence, &["of"]),
                "exactly" => (Declare::Exactly(arguments.count("times").unwrap_or(1)), &["of"]),
                "init" => (Declare::Init, &["of"]),
                "precedence" => (Declare::Precedence, &["first", "then"]),
                "response" => (Declare::Response, &["after", "comes"]),
                "succession" => (Declare::Succession, &["first", "then"]),
                "alternate_precedence" => (Declare::AlternatePrecedence, &["first", "then"]),
                "alternate_response" => (Declare::AlternateResponse, &["after", "comes"]),
                "alternate_succession" => (Declare::AlternateSuccession, &["first", "then"]),
                "chain_precedence" => (Declare::ChainPrecedence, &["first", "then"]),
                "chain_response" => (Declare::ChainResponse, &["after", "comes"]),
                "chain_succession" => (Declare::ChainSuccession, &["first", "then"]),
                "not_coexistence" => (Declare::NotCoexistence, &[""]),
                _ => return None,
            };
            let mut patterns: Vec<Pattern> = Vec::new();
            let mut complete = true;
            for name in keys.iter().flat_map(|key| arguments.names(key)) {
                match events.pattern(cx, &name) {
                    Some(pattern) => patterns.push(pattern),
                    None => complete = false,
                }
            }
            let within = period(cx, &arguments, "within");
            if !complete || patterns.len() < keys.len() {
                return None;
            }
            Says::Events(declare, patterns, within)
        }
    })
}

fn period(cx: &mut Context, arguments: &Arguments<'_>, key: &str) -> Option<Period> {
    let text = arguments.name(key)?;
    plain::period(cx, &text)
}

/// The roles named, groups opened out.
fn roles(cx: &mut Context, names: &[Name]) -> Vec<RoleIx> {
    let mut roles = Vec::new();
    for name in names {
        let Some(role) = cx.find_unused(List::Role, name).map(RoleIx) else { continue };
        match &cx.chart.role(role).kind {
            RoleKind::Group(members) => roles.extend(members.iter().copied()),
            _ => roles.push(role),
        }
    }
    roles
}

/// `visits`, the name of a cost, or an event.
fn budget(cx: &mut Context, events: &Vocabulary, name: &Name) -> Option<BudgetOf> {
    let definition = cx.definition;
    let costs = definition.tasks.iter().flat_map(|task| &task.costs);
    if name.value == "visits" {
        return Some(BudgetOf::Visits);
    }
    if costs.clone().any(|(cost, _)| cost.value == name.value) {
        return Some(BudgetOf::Cost(name.value.clone()));
    }
    if let Some(near) =
        crate::finding::nearest(&name.value, costs.map(|(c, _)| c.value.as_str()).chain(["visits"]))
    {
        let finding = Finding::error("unknown-name", name.span, format!("there is no cost `{}`", name.value));
        cx.say(finding.help(format!("did you mean `{near}`?")));
        return None;
    }
    events.pattern(cx, name).map(BudgetOf::Event)
}

fn unless(cx: &mut Context, node: &Node, state: Option<StateIx>) -> Option<Expression> {
    let source = name(node)?;
    let member = state.and_then(|state| scopes::member_at(cx, state, true));
    scopes::expression(cx, &source, &Seen { member, ..Seen::default() }, Expected::Condition)
}

fn name(node: &Node) -> Option<Name> {
    node.text().map(|text| Spanned { value: text.to_owned(), span: node.span })
}

fn names(node: &Node) -> Vec<Name> {
    match &node.kind {
        Kind::List(items) => items.iter().filter_map(name).collect(),
        _ => name(node).into_iter().collect(),
    }
}

/// The arguments as they could be written on one line.
fn written(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, .. } => text.clone(),
        Kind::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Kind::Map(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, node)| format!("{}: {}", key.text, written(node))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}
