//! What a template needs: the names that have to be there where it is made into a text, those aside that it
//! asks about first.

use super::expression::{Part, read};
use super::tags::{Tag, tags};
use std::collections::{BTreeMap, BTreeSet};

/// Most tags of one template, those of what it includes counted; of more nothing is said.
const MAX_TAGS: usize = 2_000;
/// Deepest nesting of `if` and `for`.
const MAX_NESTING: usize = 50;
/// Deepest chain of `include`.
const MAX_INCLUDES: usize = 4;

/// A name from the outside in, through the items of lists: `["data", "questions", "text"]`.
pub(super) type Path = Vec<String>;
type Paths = BTreeSet<Path>;

/// A name that has to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    pub path: Path,
    /// As it is written.
    pub written: String,
    pub line: u32,
    /// The template has asked whether what it is a part of is there: `{% if member %}{{ member.name }}`.
    pub asked_around: bool,
}

/// What a template needs, each name once; nothing if it says something that isn't understood.
pub(super) fn uses(file: &str, files: &BTreeMap<String, String>) -> Vec<Use> {
    let mut walk =
        Walk { files, uses: Vec::new(), there: Paths::new(), bound: Vec::new(), left: MAX_TAGS, line: 0 };
    if walk.file(file, 0).is_none() {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    walk.uses.retain(|used| seen.insert((used.path.clone(), used.asked_around)));
    walk.uses
}

/// What an inner name stands for.
enum Bound {
    /// The items of a list.
    Items(Path),
    /// Something computed.
    Other,
}

enum Block {
    If {
        before: Paths,
        otherwise: Paths,
    },
    For {
        bound: usize,
    },
    /// `block`, `filter` and such: what stands inside is read as if it stood outside.
    Plain,
}

struct Walk<'t> {
    files: &'t BTreeMap<String, String>,
    uses: Vec<Use>,
    /// What is there at this place, since it was asked about.
    there: Paths,
    bound: Vec<(String, Bound)>,
    left: usize,
    line: u32,
}

impl Walk<'_> {
    fn file(&mut self, name: &str, includes: usize) -> Option<()> {
        let files = self.files;
        let text = files.get(name)?;
        let mut blocks = Vec::new();
        for tag in tags(text) {
            self.left = self.left.checked_sub(1)?;
            if includes == 0 {
                self.line = tag.line;
            }
            if tag.prints {
                self.need(&read(tag.text)?);
            } else {
                self.statement(&tag, &mut blocks, includes)?;
            }
            if blocks.len() > MAX_NESTING {
                return None;
            }
        }
        blocks.is_empty().then_some(())
    }

    fn statement(&mut self, tag: &Tag<'_>, blocks: &mut Vec<Block>, includes: usize) -> Option<()> {
        let (word, rest) = tag.text.split_once(char::is_whitespace).unwrap_or((tag.text, ""));
        match word {
            "if" => {
                let condition = read(rest)?;
                self.look(&condition);
                let before = self.there.clone();
                self.there.extend(self.if_true(&condition));
                blocks.push(Block::If { before, otherwise: self.if_false(&condition) });
            }
            "elif" => {
                let condition = read(rest)?;
                let Some(Block::If { before, otherwise }) = blocks.last_mut() else { return None };
                self.there = before.union(otherwise).cloned().collect();
                self.look(&condition);
                otherwise.extend(self.if_false(&condition));
                self.there.extend(self.if_true(&condition));
            }
            "else" => match blocks.last()? {
                Block::If { before, otherwise } => self.there = before.union(otherwise).cloned().collect(),
                Block::For { bound } => self.bound.truncate(*bound),
                Block::Plain => return None,
            },
            "endif" => match blocks.pop()? {
                Block::If { before, .. } => self.there = before,
                Block::For { .. } | Block::Plain => return None,
            },
            "for" => {
                let (names, list) = rest.split_once(" in ")?;
                let list = read(list)?;
                self.need(&list);
                let bound = self.bound.len();
                let names: Vec<&str> = names.split(',').map(str::trim).collect();
                for name in &names {
                    let items = match (&list, names.len()) {
                        (Part::Name(path), 1) => self.resolved(path).map_or(Bound::Other, Bound::Items),
                        _ => Bound::Other,
                    };
                    self.bound.push(((*name).to_owned(), items));
                }
                blocks.push(Block::For { bound });
            }
            "endfor" => match blocks.pop()? {
                Block::For { bound } => self.bound.truncate(bound),
                Block::If { .. } | Block::Plain => return None,
            },
            "set" | "set_global" => {
                let (name, value) = rest.split_once('=')?;
                self.need(&read(value)?);
                self.bound.push((name.trim().to_owned(), Bound::Other));
            }
            "include" if includes < MAX_INCLUDES => {
                let name = rest.trim_matches(|c: char| c.is_whitespace() || "\"'`".contains(c));
                self.file(name, includes + 1)?;
            }
            "block" | "filter" => blocks.push(Block::Plain),
            "endblock" | "endfilter" => match blocks.pop()? {
                Block::Plain => {}
                Block::If { .. } | Block::For { .. } => return None,
            },
            "break" | "continue" => {}
            _ => return None,
        }
        Some(())
    }

    /// The name that an inner one stands for; none for what is computed.
    fn resolved(&self, path: &[String]) -> Option<Path> {
        let (first, rest) = path.split_first()?;
        match self.bound.iter().rev().find(|(name, _)| name == first) {
            Some((_, Bound::Items(list))) => Some(list.iter().chain(rest).cloned().collect()),
            Some((_, Bound::Other)) => None,
            None if first == "loop" || first.starts_with("__tera") => None,
            None => Some(path.to_vec()),
        }
    }

    fn needs(&mut self, path: &[String]) {
        let Some(resolved) = self.resolved(path) else { return };
        // `for q in data.questions`: `q` itself is there.
        let is_item = path.len() == 1 && resolved.len() > 1;
        if !is_item && !self.there.contains(&resolved) {
            let asked_around = resolved.split_last().is_some_and(|(_, around)| self.there.contains(around));
            let (written, line) = (path.join("."), self.line);
            self.uses.push(Use { path: resolved, written, line, asked_around });
        }
    }

    /// The part's value is needed.
    fn need(&mut self, part: &Part) {
        match part {
            Part::Literal => {}
            Part::Name(path) => self.needs(path),
            Part::All(parts) => parts.iter().for_each(|part| self.need(part)),
            Part::OrElse(of, arguments) => {
                self.look(of);
                arguments.iter().for_each(|part| self.need(part));
            }
            Part::If { yes, condition, no } => {
                self.look(condition);
                let before = self.there.clone();
                self.there.extend(self.if_true(condition));
                self.need(yes);
                self.there = before.union(&self.if_false(condition)).cloned().collect();
                self.need(no);
                self.there = before;
            }
            other => self.look(other),
        }
    }

    /// Only asked whether it is there, or holds: of a name what stands around it is needed.
    fn look(&mut self, part: &Part) {
        match part {
            Part::Name(path) => {
                if let Some((_, around)) = path.split_last()
                    && !around.is_empty()
                {
                    self.needs(around);
                }
            }
            Part::Not(of) | Part::Defined(of) => self.look(of),
            Part::And(left, right) => {
                self.look(left);
                let facts = self.if_true(left);
                self.look_with(facts, right);
            }
            Part::Or(left, right) => {
                self.look(left);
                let facts = self.if_false(left);
                self.look_with(facts, right);
            }
            Part::Equal(left, right) | Part::Unequal(left, right) => {
                self.look(left);
                self.look(right);
            }
            other => self.need(other),
        }
    }

    fn look_with(&mut self, facts: Paths, part: &Part) {
        let before = self.there.clone();
        self.there.extend(facts);
        self.look(part);
        self.there = before;
    }

    /// What is there where the part holds.
    fn if_true(&self, part: &Part) -> Paths {
        match part {
            Part::Name(path) => self.with_what_is_around(path),
            Part::Not(of) => self.if_false(of),
            Part::And(left, right) => self.if_true(left).union(&self.if_true(right)).cloned().collect(),
            Part::Or(left, right) => self.if_true(left).intersection(&self.if_true(right)).cloned().collect(),
            Part::Equal(left, right) => match (left.as_ref(), right.as_ref()) {
                (Part::Name(path), Part::Literal) | (Part::Literal, Part::Name(path)) => {
                    self.with_what_is_around(path)
                }
                _ => Paths::new(),
            },
            Part::Defined(of) => match of.as_ref() {
                Part::Name(path) => self.with_what_is_around(path),
                _ => Paths::new(),
            },
            Part::Literal | Part::Unequal(..) | Part::All(_) | Part::OrElse(..) | Part::If { .. } => {
                Paths::new()
            }
        }
    }

    /// What is there where the part doesn't hold.
    fn if_false(&self, part: &Part) -> Paths {
        match part {
            Part::Not(of) => self.if_true(of),
            Part::Or(left, right) => self.if_false(left).union(&self.if_false(right)).cloned().collect(),
            Part::And(left, right) => {
                self.if_false(left).intersection(&self.if_false(right)).cloned().collect()
            }
            Part::Unequal(left, right) => self.if_true(&Part::Equal(left.clone(), right.clone())),
            _ => Paths::new(),
        }
    }

    fn with_what_is_around(&self, path: &[String]) -> Paths {
        let Some(resolved) = self.resolved(path) else { return Paths::new() };
        (1..=resolved.len()).map(|length| resolved[..length].to_vec()).collect()
    }
}
