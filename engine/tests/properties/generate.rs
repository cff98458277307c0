//! Random definitions that the compiler accepts: a tree of boxes, arrows between what may be joined,
//! guards, history, copies. Made from a seed, so a failure can be played again.

use std::fmt::Write as _;

/// A small generator of numbers (xorshift64*): the same seed gives the same definition everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap_or(0) % limit.max(1)
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Atomic,
    Compound,
    Parallel,
    Final,
    History { deep: bool },
}

struct Node {
    parent: Option<usize>,
    kind: Kind,
    for_each: Option<&'static str>,
    children: Vec<usize>,
    depth: usize,
}

/// What a definition has, for the count of the mix.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    pub parallel: bool,
    pub history: bool,
    pub for_each: bool,
    pub guards: bool,
}

pub struct Definition {
    pub text: String,
    pub mix: Mix,
    pub others: usize,
}

/// Raised from outside; `next` walks through the children of each box, so that all are reachable.
pub const EVENTS: &[&str] = &["next", "a", "b", "c", "d"];

pub fn definition(seed: u64) -> Definition {
    let mut dice = Dice::new(seed);
    let mut tree =
        vec![Node { parent: None, kind: Kind::Compound, for_each: None, children: vec![], depth: 0 }];
    grow(&mut tree, 0, &mut dice);
    let mut mix = Mix {
        parallel: tree.iter().any(|n| n.kind == Kind::Parallel),
        history: tree.iter().any(|n| matches!(n.kind, Kind::History { .. })),
        for_each: tree.iter().any(|n| n.for_each.is_some()),
        guards: false,
    };
    let mut states = String::new();
    write_state(&tree, 0, 3, &mut states, &mut dice, &mut mix);
    let text = format!(
        "workflow: random
version: 1
title: {{en: Random}}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: user
roles:
  user: {{party: true}}
  other: {{party: true, many: true, optional: true}}
  late: {{party: true, many: true, optional: true}}
  all: {{any_of: [other, late]}}
messages: {{next: {{}}, a: {{}}, b: {{}}, c: {{}}, d: {{}}, leave: {{}}, stop: {{}}}}
data:
  yes: {{type: boolean, default: true}}
  count: {{type: integer, min: 0, max: 3, default: 0}}
  items: {{type: list, of: {{name: {{type: text, required: true}}}}}}
deadlines: {{soon: {{period: 5 days}}}}
tasks:
  add: {{role: user, repeat: true, adds: items, form: [name], outcomes: [added, joined]}}
states:
  whole:
    on: {{stop: finished}}
    parallel:
      desk:
        tasks: [add]
        unbounded: a test
        on:
          add.added: {{}}
          add.joined: {{do: [{{assign: {{role: late, from: data.items}}}}]}}
          leave: {{do: [{{release: late}}]}}
      main:
{states}  finished: {{final: true}}
"
    );
    Definition { text, mix, others: dice.below(3) }
}

fn grow(tree: &mut Vec<Node>, at: usize, dice: &mut Dice) {
    let depth = tree[at].depth + 1;
    let count = 2 + dice.below(2);
    for position in 0..count {
        let compound_child = tree[at].kind == Kind::Compound;
        let kind = match dice.below(10) {
            _ if depth > 3 || tree.len() > 24 => Kind::Atomic,
            0..=2 => Kind::Parallel,
            3..=5 => Kind::Compound,
            6 if compound_child && position > 0 => Kind::Final,
            _ => Kind::Atomic,
        };
        let for_each = match dice.below(8) {
            0 if kind != Kind::Final => Some("all"),
            1 if kind != Kind::Final => Some("data.items"),
            _ => None,
        };
        let around = outwards(tree, at).into_iter().filter(|n| tree[*n].for_each.is_some()).count();
        let for_each = for_each.filter(|_| around == 0);
        tree.push(Node { parent: Some(at), kind, for_each, children: vec![], depth });
        let new = tree.len() - 1;
        tree[at].children.push(new);
        if matches!(kind, Kind::Compound | Kind::Parallel) {
            grow(tree, new, dice);
        }
    }
    if tree[at].kind == Kind::Compound && dice.chance(45) {
        let kind = Kind::History { deep: dice.chance(50) };
        tree.push(Node { parent: Some(at), kind, for_each: None, children: vec![], depth });
        let new = tree.len() - 1;
        tree[at].children.push(new);
    }
}

fn outwards(tree: &[Node], from: usize) -> Vec<usize> {
    std::iter::successors(Some(from), |n| tree[*n].parent).collect()
}

/// Whether an arrow may go there: not into another region, nor into a `for_each` state from outside.
fn may_go(tree: &[Node], source: usize, target: usize) -> bool {
    let above = outwards(tree, source);
    let Some(meeting) = outwards(tree, target).into_iter().find(|n| above.contains(n)) else { return false };
    let crosses_in = outwards(tree, target)
        .into_iter()
        .skip(1)
        .take_while(|n| *n != meeting)
        .any(|n| tree[n].for_each.is_some());
    let leaves_copy = above.iter().take_while(|n| **n != meeting).any(|n| tree[*n].for_each.is_some());
    let own_history =
        matches!(tree[target].kind, Kind::History { .. }) && tree[target].parent == Some(source);
    tree[meeting].kind == Kind::Compound
        && meeting != source
        && meeting != target
        && target != 0
        && !crosses_in
        && !leaves_copy
        && !own_history
}

fn write_state(tree: &[Node], at: usize, indent: usize, out: &mut String, dice: &mut Dice, mix: &mut Mix) {
    let pad = "  ".repeat(indent + 1);
    let node = &tree[at];
    if let Kind::History { deep } = node.kind {
        let siblings = &tree[node.parent.unwrap_or(0)].children;
        let first = siblings[0];
        let _ =
            writeln!(out, "{pad}history: {}\n{pad}initial: s{first}", if deep { "deep" } else { "shallow" });
        return;
    }
    if node.kind == Kind::Final {
        let _ = writeln!(out, "{pad}final: true");
        return;
    }
    if let Some(members) = node.for_each {
        let _ = writeln!(out, "{pad}for_each: {members}");
    }
    if at != 0 && dice.chance(15) {
        let _ = writeln!(out, "{pad}entry: [{{set: {{yes: '!data.yes'}}}}]");
    }
    if at != 0 && dice.chance(15) {
        let _ = writeln!(out, "{pad}exit: [{{set: {{count: '(data.count + 1) % 4'}}}}]");
    }
    write_arrows(tree, at, indent, out, dice, mix);
    if node.children.is_empty() {
        return;
    }
    let word = if node.kind == Kind::Parallel { "parallel" } else { "states" };
    let _ = writeln!(out, "{pad}{word}:");
    for child in &node.children {
        let _ = writeln!(out, "{pad}  s{child}:");
        write_state(tree, *child, indent + 2, out, dice, mix);
    }
}

fn write_arrows(tree: &[Node], at: usize, indent: usize, out: &mut String, dice: &mut Dice, mix: &mut Mix) {
    let pad = "  ".repeat(indent + 1);
    let node = &tree[at];
    let mut arrows: Vec<(String, String)> = Vec::new();
    if let Some(parent) = node.parent.filter(|p| tree[*p].kind == Kind::Compound) {
        let siblings = &tree[parent].children;
        let next = siblings.iter().position(|c| *c == at).map_or(0, |i| (i + 1) % siblings.len());
        if node.for_each.is_none() && siblings[next] != at {
            arrows.push(("next".to_owned(), format!("s{}", siblings[next])));
        }
        if node.for_each.is_some() {
            let _ = writeln!(out, "{pad}done: s{}", siblings[next]);
        }
    }
    for event in ["a", "b", "c", "d"] {
        if !dice.chance(40) {
            continue;
        }
        let target = dice.below(tree.len());
        let mut parts = Vec::new();
        if at != 0 && may_go(tree, at, target) {
            parts.push(format!("to: s{target}"));
        }
        if dice.chance(40) {
            mix.guards = true;
            let guard =
                ["data.yes", "!data.yes", "data.count < 2", "data.count == 0 || data.yes"][dice.below(4)];
            parts.push(format!("if: '{guard}'"));
        }
        if dice.chance(30) {
            parts.push("do: [{set: {yes: '!data.yes'}}]".to_owned());
        }
        if !parts.is_empty() && dice.chance(15) {
            parts.push("at_most: 2".to_owned());
        }
        if !parts.is_empty() {
            arrows.push((event.to_owned(), format!("{{{}}}", parts.join(", "))));
        }
    }
    if arrows.is_empty() {
        let _ = writeln!(out, "{pad}on: {{}}");
        return;
    }
    let _ = writeln!(out, "{pad}on:");
    for (event, arrow) in arrows {
        let _ = writeln!(out, "{pad}  {event}: {arrow}");
    }
}
