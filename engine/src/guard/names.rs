//! Looks names up: `data.…`, `member.…`, `event.…`, names that `for_each` and comprehensions bind.

use super::Wrong;
use super::check::{Bound, Checker, Typed};
use super::kind::{Kind, quoted};
use super::syntax::{Operator, Syntax, What};
use super::token::At;
use super::tree::{Heard, Read, Root, Sort, Tree};
use crate::chart::Field;
use crate::finding::nearest;

/// A name, the fields below it, and their places.
struct Chain<'s> {
    name: &'s str,
    name_at: At,
    fields: Vec<(&'s str, At)>,
}

impl<'a> Checker<'a> {
    /// A name or a field below one. `bare` are values that may stand without quotes here.
    pub fn name(&mut self, syntax: &Syntax, bare: Option<&'a [String]>) -> Typed<'a> {
        let at = syntax.at;
        let Some(chain) = chain(syntax) else {
            if let What::Field { of, name, .. } = &syntax.what {
                let of = self.value(of, None);
                match of.kind {
                    Kind::Any => return self.beneath(of, name, at),
                    // It was told what is wrong with it.
                    Kind::Unknown => return of,
                    _ => {}
                }
            }
            let wrong = Wrong::unsupported(at, "a field is read from a name, not from what was computed");
            return self.wrong(wrong, at);
        };
        let bound = self.bound.iter().enumerate().rev().find(|(_, bound)| bound.name == chain.name);
        if let Some((position, bound)) = bound {
            let (outwards, kind) = (self.bound.len() - 1 - position, bound.kind.clone());
            return self.below(Root::Bound(outwards), kind, chain, 0, at);
        }
        match chain.name {
            "data" => self.below(Root::Data, Kind::Record(self.scope.data), chain, 1, at),
            "member" => match self.scope.member {
                Some(fields) => self.below(Root::Member, Kind::Record(fields), chain, 1, at),
                None => {
                    let wrong = Wrong::unknown(
                        chain.name_at,
                        "there is no `member` here, outside a `for_each` state",
                    );
                    self.wrong(wrong, at)
                }
            },
            "event" => self.event(chain, at),
            "case" if matches!(chain.fields.as_slice(), [("id", _)]) => {
                Typed { tree: Tree::Case, kind: Kind::Text, at }
            }
            name => match self.scope.locals.iter().rev().find(|(local, _)| local == name) {
                Some((_, kind)) => self.below(Root::Local(name.to_owned()), Kind::of(kind), chain, 0, at),
                None => {
                    let wrong = self.no_name(name, chain.name_at, bare);
                    self.wrong(wrong, at)
                }
            },
        }
    }

    /// `has(…)`: whether a field has been filled in.
    pub fn has(&mut self, argument: &Syntax, at: At) -> Typed<'a> {
        if !matches!(argument.what, What::Field { .. }) {
            let wrong = Wrong::mismatch(argument.at, "`has` takes a field")
                .help("write `has(data.x)`, with the path of the field");
            return self.wrong(wrong, at);
        }
        let typed = self.value(argument, None);
        self.there(typed, at)
    }

    /// Whether something is there.
    pub fn there(&mut self, typed: Typed<'a>, at: At) -> Typed<'a> {
        let written = self.written(typed.at);
        match (typed.tree, typed.kind) {
            (tree, Kind::Unknown) => Typed { tree, kind: Kind::Boolean, at },
            (_, Kind::List(_)) => {
                let wrong =
                    Wrong::mismatch(typed.at, format!("`{written}` is a list, which is always there"))
                        .help(format!("ask whether it has items: `size({written}) > 0`"));
                self.wrong(wrong, at)
            }
            // A field of something that may be anything is there if it isn't `null`.
            (tree, Kind::Any) if !matches!(tree, Tree::Read(_)) => {
                let right = Box::new(Tree::Literal(crate::value::Value::Null));
                let (operator, sort, left) = (Operator::NotEqual, Sort::Any, Box::new(tree));
                Typed { tree: Tree::Compare { operator, sort, left, right }, kind: Kind::Boolean, at }
            }
            (Tree::Read(read), _) => Typed { tree: Tree::There(read), kind: Kind::Boolean, at },
            _ => {
                let wrong = Wrong::mismatch(typed.at, format!("`{written}` is always there"))
                    .help("only a field may be missing");
                self.wrong(wrong, at)
            }
        }
    }

    /// Whether a comprehension can't bind this name.
    pub fn is_taken(&self, name: &str) -> bool {
        matches!(name, "data" | "member" | "event" | "case")
            || self.scope.locals.iter().any(|(local, _)| local == name)
            || self.bound.iter().any(|bound| bound.name == name)
    }

    fn event(&mut self, mut chain: Chain, at: At) -> Typed<'a> {
        self.event = true;
        match chain.fields.first() {
            Some(("by", _)) if chain.fields.len() == 1 => Typed { tree: Tree::By, kind: Kind::Text, at },
            Some(("name", _)) if chain.fields.len() == 1 => {
                Typed { tree: Tree::Heard(Heard::Name), kind: Kind::Text, at }
            }
            Some(("type", _)) if chain.fields.len() == 1 => {
                Typed { tree: Tree::Heard(Heard::Type), kind: Kind::Text, at }
            }
            Some(("id", _)) if chain.fields.len() == 1 => {
                Typed { tree: Tree::Heard(Heard::Id), kind: Kind::Text, at }
            }
            Some(("data", _)) if self.scope.open_event => {
                let whole = Typed { tree: Tree::Carried, kind: Kind::Any, at };
                let fields = chain.fields[1..].iter();
                fields.fold(whole, |of, (name, _)| self.beneath(of, name, at))
            }
            Some(("data", data_at)) => {
                chain.name_at = chain.name_at.to(*data_at);
                chain.fields.remove(0);
                self.below(Root::Event, Kind::Record(self.scope.event), chain, 1, at)
            }
            Some((other, other_at)) => {
                let wrong = Wrong::unknown(*other_at, format!("an event has no `{other}`"))
                    .help("there are `event.by` (who acts), `event.data.…` (what was filled in), `event.name`, `event.type` and `event.id`");
                self.wrong(wrong, at)
            }
            None => {
                let wrong = Wrong::mismatch(at, "`event` alone has no value")
                    .help("there are `event.by` (who acts), `event.data.…` (what was filled in), `event.name`, `event.type` and `event.id`");
                self.wrong(wrong, at)
            }
        }
    }

    /// The field at the end of the chain, which must have at least so many.
    fn below(&mut self, root: Root, mut kind: Kind<'a>, chain: Chain, least: usize, at: At) -> Typed<'a> {
        let mut reached = chain.name_at;
        for (position, (name, name_at)) in chain.fields.iter().enumerate() {
            if matches!(kind, Kind::Any) && position >= least {
                let path = chain.fields[..position].iter().map(|(name, _)| (*name).to_owned()).collect();
                let read =
                    Read { root, path, list: false, any: true, written: self.written(reached).to_owned() };
                let whole = self.reading(read, kind, at);
                let fields = chain.fields[position..].iter();
                return fields.fold(whole, |of, (name, _)| self.beneath(of, name, at));
            }
            let written = self.written(reached);
            let wrong = match kind {
                Kind::Record(fields) => match fields.iter().find(|field| field.name == *name) {
                    Some(field) => {
                        kind = Kind::of(&field.kind);
                        reached = reached.to(*name_at);
                        continue;
                    }
                    None => {
                        let wrong = Wrong::unknown(*name_at, format!("`{written}` has no field `{name}`"));
                        help_with_field(wrong, name, fields)
                    }
                },
                Kind::Unknown => Wrong::unknown(*name_at, format!("`{written}` has no field `{name}`")),
                Kind::List(_) => Wrong::mismatch(
                    *name_at,
                    format!("`{written}` is a list; `{name}` is a field of its items"),
                )
                .help(format!("ask about its items: `{written}.exists(x, x.{name} == …)`")),
                Kind::Opaque => {
                    Wrong::unsupported(*name_at, format!("`{written}` is opaque; its fields can't be read"))
                        .help("declare the fields that conditions read")
                }
                ref other => {
                    Wrong::mismatch(*name_at, format!("`{written}` is {} and has no fields", other.name()))
                }
            };
            // A name without a type was told before.
            if kind.is_unknown() && !self.wrongs.is_empty() {
                return Typed { tree: Tree::Literal(crate::value::Value::Null), kind, at };
            }
            return self.wrong(wrong, at);
        }
        if chain.fields.len() < least {
            let name = self.written(chain.name_at);
            let wrong = Wrong::mismatch(at, format!("`{name}` alone has no value"))
                .help(format!("name a field: `{name}.…`"));
            return self.wrong(wrong, at);
        }
        let path = chain.fields.iter().map(|(name, _)| (*name).to_owned()).collect();
        let (list, any) = (matches!(kind, Kind::List(_)), matches!(kind, Kind::Any));
        let read = Read { root, path, list, any, written: self.written(at).to_owned() };
        self.reading(read, kind, at)
    }

    fn reading(&mut self, read: Read, kind: Kind<'a>, at: At) -> Typed<'a> {
        if let Some(path) = data_path(&read, &self.bound) {
            self.reads.insert(path);
        }
        Typed { tree: Tree::Read(read), kind, at }
    }

    /// A field of something that may be anything.
    fn beneath(&mut self, of: Typed<'a>, name: &str, at: At) -> Typed<'a> {
        let written = self.written(at).to_owned();
        let tree = Tree::Below { of: Box::new(of.tree), name: name.to_owned(), written };
        Typed { tree, kind: Kind::Any, at }
    }

    fn no_name(&self, name: &str, at: At, bare: Option<&[String]>) -> Wrong {
        if let Some(values) = bare {
            let wrong = Wrong::unknown(at, format!("`{name}` is none of {}", quoted(values)));
            return wrong.did_you_mean(name, values.iter().map(String::as_str));
        }
        let wrong = Wrong::unknown(at, format!("`{name}` means nothing here"));
        if let Some(field) = self.scope.data.iter().find(|field| field.name == name) {
            return wrong.help(format!("did you mean `data.{}`?", field.name));
        }
        if self.scope.member.is_some_and(|fields| fields.iter().any(|field| field.name == name)) {
            return wrong.help(format!("did you mean `member.{name}`?"));
        }
        let locals = self.scope.locals.iter().map(|(local, _)| local.as_str());
        let bound = self.bound.iter().map(|bound| bound.name.as_str());
        let member = self.scope.member.map(|_| "member");
        match nearest(
            name,
            ["data", "event", "true", "false", "null"].into_iter().chain(member).chain(locals).chain(bound),
        ) {
            Some(near) => wrong.help(format!("did you mean `{near}`?")),
            None => wrong
                .help(format!("a text stands in quotes: `'{name}'`; a field has its path: `data.{name}`")),
        }
    }
}

/// The path in the case's data that a read goes to; through a list's items by the list's path and theirs.
pub(super) fn data_path(read: &Read, bound: &[Bound]) -> Option<Vec<String>> {
    match &read.root {
        Root::Data => Some(read.path.clone()),
        Root::Bound(outwards) => {
            let at = bound.len().checked_sub(1 + outwards)?;
            let mut path = bound.get(at)?.origin.clone()?;
            path.extend(read.path.iter().cloned());
            Some(path)
        }
        _ => None,
    }
}

fn help_with_field(wrong: Wrong, name: &str, fields: &[Field]) -> Wrong {
    let known = || fields.iter().map(|field| field.name.as_str());
    // A name with `-` reads as a subtraction.
    if let Some(field) =
        known().find(|known| known.strip_prefix(name).is_some_and(|rest| rest.starts_with('-')))
    {
        let better = field.replace('-', "_");
        return wrong.help(format!("a name with `-` can't be read in an expression; call it `{better}`"));
    }
    match nearest(name, known()) {
        Some(near) => wrong.help(format!("did you mean `{near}`?")),
        None if fields.is_empty() => wrong.help("it has no fields at all"),
        None => {
            let names: Vec<String> = known().map(str::to_owned).collect();
            wrong.help(format!("it has {}", quoted(&names)))
        }
    }
}

fn chain(syntax: &Syntax) -> Option<Chain<'_>> {
    match &syntax.what {
        What::Name(name) => Some(Chain { name, name_at: syntax.at, fields: Vec::new() }),
        What::Field { of, name, name_at } => {
            let mut chain = chain(of)?;
            chain.fields.push((name, *name_at));
            Some(chain)
        }
        _ => None,
    }
}
