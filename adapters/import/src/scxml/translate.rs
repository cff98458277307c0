//! What an ECMAScript expression says, in the expressions of the language (`docs/expressions.md`).
//!
//! Data are of type `any`, so what an expression is shows only when it runs, as in ECMAScript. Where the two
//! would differ for what is known here (truth of numbers, texts beside numbers) the translation says so
//! explicitly.

use super::ecma::{Ecma, Unread, read};
use super::said::{
    Kind, Said, is_global, is_plain, known, missing, negated, open, plain, quoted, shown, truth_of,
};
use std::collections::{BTreeMap, BTreeSet};

/// Longest translation, in bytes: what an expression of the language may have.
const MAX_LENGTH: usize = 1_900;

/// What names mean in a document.
#[derive(Debug, Default)]
pub struct Names {
    /// Fields by the ids of the data.
    pub fields: BTreeMap<String, String>,
    /// States by their ids.
    pub states: BTreeSet<String>,
    /// The document's own name: `_name`.
    pub name: String,
}

type Translated = Result<Said, Unread>;

/// The processor by which everything comes that comes from outside.
pub const PROCESSOR: &str = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor";
/// Whether the event came from outside.
const FROM_OUTSIDE: &str = "event.type == 'external'";

/// Names of the system; assigning to them fails.
pub const SYSTEM: [&str; 5] = ["_event", "_sessionid", "_name", "_ioprocessors", "_x"];

impl Names {
    /// An expression that gives a value.
    pub fn value(&self, text: &str) -> Result<String, Unread> {
        Ok(self.say(&read(text)?)?.text)
    }

    /// An expression that gives a text, or may give one.
    pub fn text(&self, text: &str) -> Result<String, Unread> {
        let said = self.say(&read(text)?)?;
        match said.kind {
            Kind::Text | Kind::Unknown => Ok(said.text),
            _ => Err(Unread::Broken("it is no text".to_owned())),
        }
    }

    /// An expression that gives a list, or may give one.
    pub fn list(&self, text: &str) -> Result<String, Unread> {
        let said = self.say(&read(text)?)?;
        match said.kind {
            Kind::List | Kind::Unknown => Ok(said.text),
            _ => Err(Unread::Broken("it is no list".to_owned())),
        }
    }

    /// A condition: ECMAScript takes every value as true or false.
    pub fn condition(&self, text: &str) -> Result<String, Unread> {
        Ok(self.truth(&read(text)?)?.text)
    }

    /// The path of the field that a location names.
    pub fn location(&self, text: &str) -> Result<String, Unread> {
        let mut path = Vec::new();
        let mut at = &read(text)?;
        loop {
            match at {
                Ecma::Name(name) => {
                    let Some(field) = self.fields.get(name) else {
                        return Err(Unread::Broken(format!("`{name}` isn't declared as data")));
                    };
                    path.push(field.clone());
                    path.reverse();
                    return Ok(path.join("."));
                }
                Ecma::Member(of, name) => {
                    path.push(plain(name)?);
                    at = of;
                }
                Ecma::Item(of, name) => match name.as_ref() {
                    Ecma::Text(name) => {
                        path.push(plain(name)?);
                        at = of;
                    }
                    _ => return Err(Unread::Beyond("writing one item of a list".to_owned())),
                },
                _ => return Err(Unread::Broken(format!("`{text}` is no location"))),
            }
        }
    }

    /// A text that is written out, where the whole expression is one.
    pub fn literal(text: &str) -> Option<String> {
        match read(text) {
            Ok(Ecma::Text(text)) => Some(text),
            Ok(Ecma::Number(number)) => Some(number.to_string()),
            _ => None,
        }
    }

    fn say(&self, ecma: &Ecma) -> Translated {
        let said = self.any(ecma)?;
        // What stands twice in a translation doubles it: it is told here, before it is doubled again.
        if said.text.len() > MAX_LENGTH {
            return Err(Unread::Beyond(format!(
                "what is longer than {MAX_LENGTH} bytes when it is carried over"
            )));
        }
        Ok(said)
    }

    fn any(&self, ecma: &Ecma) -> Translated {
        Ok(match ecma {
            Ecma::Number(number) => known(number.to_string(), Kind::Number, if *number < 0 { 6 } else { 7 }),
            Ecma::Text(text) => known(quoted(text)?, Kind::Text, 7),
            Ecma::Boolean(yes) => known(yes.to_string(), Kind::Boolean, 7),
            Ecma::Null | Ecma::Undefined => known("null".to_owned(), Kind::Nothing, 7),
            Ecma::Name(name) => self.name(name)?,
            Ecma::Member(of, name) => self.member(of, name)?,
            Ecma::Item(of, at) => self.item(of, at)?,
            Ecma::Call(what, with) => self.call(what, with)?,
            Ecma::Unary(sign, of) => self.unary(sign, of)?,
            Ecma::Binary(sign, left, right) => self.binary(sign, left, right)?,
            Ecma::Choice(parts) => {
                let [condition, yes, no] = parts.as_ref();
                let (condition, yes, no) = (self.truth(condition)?, self.say(yes)?, self.say(no)?);
                let kind = if yes.kind == no.kind { yes.kind } else { Kind::Unknown };
                let text = format!("{} ? {} : {}", condition.at(1), yes.at(1), no.at(0));
                Said { text, kind, rank: 0, open: yes.open || no.open }
            }
            Ecma::List(items) => {
                let items: Vec<String> = self.all(items)?;
                known(format!("[{}]", items.join(", ")), Kind::List, 7)
            }
            Ecma::Record(fields) => {
                let mut said = Vec::new();
                for (name, value) in fields {
                    said.push(format!("{}: {}", quoted(name)?, self.say(value)?.text));
                }
                known(format!("{{{}}}", said.join(", ")), Kind::Record, 7)
            }
        })
    }

    fn all(&self, parts: &[Ecma]) -> Result<Vec<String>, Unread> {
        parts.iter().map(|part| Ok(self.say(part)?.text)).collect()
    }

    /// A value taken as true or false.
    fn truth(&self, ecma: &Ecma) -> Translated {
        Ok(match ecma {
            Ecma::Binary(sign @ ("&&" | "||"), left, right) => {
                let rank = if *sign == "&&" { 2 } else { 1 };
                let (left, right) = (self.truth(left)?, self.truth(right)?);
                known(format!("{} {sign} {}", left.at(rank), right.at(rank)), Kind::Boolean, rank)
            }
            Ecma::Unary("!", of) => negated(self.truth(of)?),
            Ecma::Choice(parts) => {
                let [condition, yes, no] = parts.as_ref();
                let (condition, yes, no) = (self.truth(condition)?, self.truth(yes)?, self.truth(no)?);
                known(format!("{} ? {} : {}", condition.at(1), yes.at(1), no.at(0)), Kind::Boolean, 0)
            }
            other => truth_of(self.say(other)?),
        })
    }

    fn name(&self, name: &str) -> Translated {
        if let Some(field) = self.fields.get(name) {
            return Ok(open(format!("data.{field}"), 7));
        }
        match name {
            "_name" => Ok(known(quoted(&self.name)?, Kind::Text, 7)),
            "_sessionid" => Ok(known("case.id".to_owned(), Kind::Text, 7)),
            "_event" => Ok(open(
                "{'name': event.name, 'type': event.type, 'sendid': event.id, 'data': event.data}".to_owned(),
                7,
            )),
            "_ioprocessors" => {
                let own = "{'location': '#_scxml_' + case.id}";
                Ok(open(format!("{{'scxml': {own}, '{PROCESSOR}': {own}}}"), 7))
            }
            "_x" => Err(Unread::Beyond("`_x`".to_owned())),
            name if is_global(name) => Err(Unread::Beyond(format!("`{name}`"))),
            _ => Err(Unread::Broken(format!("`{name}` isn't declared as data"))),
        }
    }

    fn member(&self, of: &Ecma, name: &str) -> Translated {
        if matches!(of, Ecma::Name(of) if of == "_event" && !self.fields.contains_key("_event")) {
            return match name {
                "name" => Ok(known("event.name".to_owned(), Kind::Text, 7)),
                "type" => Ok(known("event.type".to_owned(), Kind::Text, 7)),
                "sendid" => Ok(known("event.id".to_owned(), Kind::Text, 7)),
                "data" => Ok(open("event.data".to_owned(), 7)),
                "origin" => Ok(known(format!("({FROM_OUTSIDE} ? '#_scxml_' + case.id : '')"), Kind::Text, 7)),
                "origintype" => Ok(known(format!("({FROM_OUTSIDE} ? '{PROCESSOR}' : '')"), Kind::Text, 7)),
                _ => Ok(known("null".to_owned(), Kind::Nothing, 7)),
            };
        }
        if name == "length" {
            let of = self.say(of)?;
            return Ok(known(format!("size({})", of.text), Kind::Number, 7));
        }
        let of = self.say(of)?;
        match of.kind {
            Kind::Unknown if is_plain(name) => Ok(open(format!("{}.{name}", of.at(7)), 7)),
            Kind::Unknown => Ok(open(format!("{}[{}]", of.at(7), quoted(name)?), 7)),
            Kind::Nothing => Err(Unread::Broken(format!("nothing has no `{name}`"))),
            _ => Err(Unread::Beyond(format!("`.{name}` here"))),
        }
    }

    fn item(&self, of: &Ecma, at: &Ecma) -> Translated {
        if let Ecma::Text(name) = at {
            return self.member(of, name);
        }
        let (of, at) = (self.say(of)?, self.say(at)?);
        match of.kind {
            Kind::Unknown if matches!(at.kind, Kind::Number | Kind::Text | Kind::Unknown) => {
                Ok(open(format!("{}[{}]", of.at(7), at.text), 7))
            }
            _ => Err(Unread::Beyond("taking one item here".to_owned())),
        }
    }

    fn call(&self, what: &Ecma, with: &[Ecma]) -> Translated {
        match (what, with) {
            (Ecma::Name(name), [state]) if name == "In" => match state {
                Ecma::Text(state) if self.states.contains(state) => {
                    Ok(known(format!("active({})", quoted(state)?), Kind::Boolean, 7))
                }
                Ecma::Text(_) => Ok(known("false".to_owned(), Kind::Boolean, 7)),
                _ => Err(Unread::Beyond("`In` of a state that is computed".to_owned())),
            },
            (Ecma::Name(name), [of]) if name == "String" => self.shown(of),
            (Ecma::Name(name), [of]) if name == "Boolean" => self.truth(of),
            (Ecma::Name(name), _) if is_global(name) => Err(Unread::Beyond(format!("`{name}(…)`"))),
            (Ecma::Name(name), _) => Err(Unread::Broken(format!("there is no function `{name}`"))),
            (Ecma::Member(of, name), with) => match (of.as_ref(), name.as_str(), with) {
                (Ecma::Name(math), name, with) if math == "Math" => self.math(name, with),
                (of, "toString", []) => self.shown(of),
                (of, "startsWith" | "endsWith", [what]) => {
                    let (of, what) = (self.say(of)?, self.say(what)?);
                    let text = |said: &Said| matches!(said.kind, Kind::Text | Kind::Unknown);
                    if !text(&of) || !text(&what) {
                        return Err(Unread::Beyond(format!("`.{name}(…)` here")));
                    }
                    Ok(known(format!("{}.{name}({})", of.at(7), what.text), Kind::Boolean, 7))
                }
                (of, "concat", lists) => self.concatenated(of, lists),
                (_, name, _) => Err(Unread::Beyond(format!("`.{name}(…)`"))),
            },
            _ => Err(Unread::Beyond("a call of what is computed".to_owned())),
        }
    }

    fn math(&self, name: &str, with: &[Ecma]) -> Translated {
        match (name, with) {
            ("pow", [of, Ecma::Number(0)]) => {
                self.number(of)?;
                Ok(known("1".to_owned(), Kind::Number, 7))
            }
            ("pow", [of, Ecma::Number(times @ 1..=8)]) => {
                let of = self.number(of)?;
                let text = vec![of.at(6); usize::try_from(*times).unwrap_or(1)].join(" * ");
                Ok(Said { text, kind: of.kind, rank: 5, open: of.open })
            }
            ("floor" | "ceil" | "round" | "trunc", [of]) => self.number(of),
            ("abs", [of]) => {
                let of = self.number(of)?;
                let text = format!("{} < 0 ? -{} : {}", of.at(4), of.at(7), of.at(1));
                Ok(Said { text, kind: of.kind, rank: 0, open: of.open })
            }
            ("max" | "min", [left, right]) => {
                let sign = if name == "max" { ">=" } else { "<=" };
                let (left, right) = (self.number(left)?, self.number(right)?);
                let text =
                    format!("{} {sign} {} ? {} : {}", left.at(4), right.at(4), left.at(1), right.at(0));
                let kind = if left.kind == right.kind { left.kind } else { Kind::Unknown };
                Ok(Said { text, kind, rank: 0, open: left.open || right.open })
            }
            _ => Err(Unread::Beyond(format!("`Math.{name}` of this"))),
        }
    }

    /// A number, or what may be one.
    fn number(&self, of: &Ecma) -> Translated {
        let said = self.say(of)?;
        match said.kind {
            Kind::Number | Kind::Unknown => Ok(said),
            _ => Err(Unread::Beyond("`Math` of what is no number".to_owned())),
        }
    }

    fn concatenated(&self, of: &Ecma, lists: &[Ecma]) -> Translated {
        if self.say(of)?.kind == Kind::Text {
            let all: Result<Vec<Said>, Unread> =
                [of].into_iter().chain(lists).map(|part| self.say(part).map(shown)).collect();
            let parts: Vec<String> = all?.iter().map(|part| part.at(5)).collect();
            return Ok(known(parts.join(" + "), Kind::Text, 4));
        }
        let mut parts = Vec::new();
        for part in [of].into_iter().chain(lists) {
            let said = self.say(part)?;
            match said.kind {
                Kind::List if said.text == "[]" => {}
                Kind::List | Kind::Unknown => parts.push(said.at(5)),
                _ => parts.push(format!("[{}]", said.text)),
            }
        }
        let rank = if parts.len() > 1 { 4 } else { 5 };
        if parts.is_empty() {
            parts.push("[]".to_owned());
        }
        Ok(open(parts.join(" + "), rank))
    }

    fn shown(&self, of: &Ecma) -> Translated {
        self.say(of).map(shown)
    }

    fn unary(&self, sign: &str, of: &Ecma) -> Translated {
        match sign {
            "!" => Ok(negated(self.truth(of)?)),
            "typeof" => Err(Unread::Beyond("`typeof` but for `'undefined'`".to_owned())),
            _ => {
                let said = self.say(of)?;
                match (sign, said.kind) {
                    ("+", Kind::Number) => Ok(said),
                    ("-", Kind::Number | Kind::Unknown) => {
                        Ok(Said { text: format!("-{}", said.at(7)), rank: 6, ..said })
                    }
                    _ => Err(Unread::Beyond(format!("`{sign}` before this"))),
                }
            }
        }
    }

    fn binary(&self, sign: &'static str, left: &Ecma, right: &Ecma) -> Translated {
        match sign {
            "&&" | "||" => {
                let (first, second) = (self.say(left)?, self.say(right)?);
                if first.kind == Kind::Boolean && second.kind == Kind::Boolean {
                    let rank = if sign == "&&" { 2 } else { 1 };
                    let text = format!("{} {sign} {}", first.at(rank), second.at(rank));
                    return Ok(known(text, Kind::Boolean, rank));
                }
                // The value is that of the side that decides.
                let (yes, no) = if sign == "&&" { (&second, &first) } else { (&first, &second) };
                let (then, otherwise) = (yes.at(1), no.at(0));
                let kind = if yes.kind == no.kind { yes.kind } else { Kind::Unknown };
                let text = format!("{} ? {then} : {otherwise}", truth_of(first).at(1));
                Ok(Said { text, kind, rank: 0, open: true })
            }
            "==" | "===" | "!=" | "!==" => self.equality(!sign.starts_with('!'), left, right),
            "<" | "<=" | ">" | ">=" => {
                let (left, right) = (self.say(left)?, self.say(right)?);
                self.comparable(&left, &right, sign)?;
                Ok(known(format!("{} {sign} {}", left.at(4), right.at(4)), Kind::Boolean, 3))
            }
            "+" => self.sum(left, right),
            "in" => self.has(left, right),
            _ => {
                let rank = if sign == "-" { 4 } else { 5 };
                let (left, right) = (self.say(left)?, self.say(right)?);
                let number = |said: &Said| matches!(said.kind, Kind::Number | Kind::Unknown);
                let whole = sign == "/" && !left.open && !right.open;
                if !number(&left) || !number(&right) || whole {
                    return Err(Unread::Beyond(format!("`{sign}` between these")));
                }
                let text = format!("{} {sign} {}", left.at(rank), right.at(rank + 1));
                Ok(Said { text, kind: Kind::Number, rank, open: left.open || right.open })
            }
        }
    }

    /// Whether a record has a field.
    fn has(&self, name: &Ecma, of: &Ecma) -> Translated {
        const FIELDS: [&str; 7] = ["name", "type", "sendid", "origin", "origintype", "invokeid", "data"];
        match (name, of) {
            (Ecma::Text(name), Ecma::Name(event)) if event == "_event" => {
                Ok(known(FIELDS.contains(&name.as_str()).to_string(), Kind::Boolean, 7))
            }
            (Ecma::Text(_), of) => {
                let field = self.item(of, name)?;
                Ok(missing(field, false))
            }
            _ => Err(Unread::Beyond("`in` of a name that is computed".to_owned())),
        }
    }

    fn sum(&self, left: &Ecma, right: &Ecma) -> Translated {
        let (said, beside) = (self.say(left)?, self.say(right)?);
        if said.kind == Kind::Text || beside.kind == Kind::Text {
            let (left, right) = (shown(said), shown(beside));
            return Ok(known(format!("{} + {}", left.at(4), right.at(5)), Kind::Text, 4));
        }
        let kind = match (said.kind, beside.kind) {
            (Kind::Number, Kind::Number) => Kind::Number,
            (Kind::Number | Kind::Unknown, Kind::Number | Kind::Unknown) => Kind::Unknown,
            _ => return Err(Unread::Beyond("`+` between these".to_owned())),
        };
        let text = format!("{} + {}", said.at(4), beside.at(5));
        Ok(Said { text, kind, rank: 4, open: said.open || beside.open })
    }

    fn equality(&self, same: bool, left: &Ecma, right: &Ecma) -> Translated {
        let constant = |yes: bool| known((yes == same).to_string(), Kind::Boolean, 7);
        for (of, other) in [(left, right), (right, left)] {
            if let Ecma::Unary("typeof", of) = of {
                return match other {
                    Ecma::Text(kind) if kind == "undefined" => self.undefined(of, same),
                    _ => Err(Unread::Beyond("`typeof` but for `'undefined'`".to_owned())),
                };
            }
            if matches!(other, Ecma::Null | Ecma::Undefined) {
                if matches!(of, Ecma::Member(event, _) if matches!(event.as_ref(), Ecma::Name(name) if name == "_event"))
                {
                    return self.undefined(of, same);
                }
                return Ok(missing(self.say(of)?, same));
            }
        }
        let (left, right) = (self.say(left)?, self.say(right)?);
        if left.kind != right.kind && left.kind != Kind::Unknown && right.kind != Kind::Unknown {
            return Ok(constant(false));
        }
        if matches!(left.kind, Kind::List | Kind::Record) && left.kind == right.kind {
            return Ok(constant(false));
        }
        let sign = if same { "==" } else { "!=" };
        Ok(known(format!("{} {sign} {}", left.at(4), right.at(4)), Kind::Boolean, 3))
    }

    /// Whether something has no value.
    fn undefined(&self, of: &Ecma, same: bool) -> Translated {
        let constant = |yes: bool| known((yes == same).to_string(), Kind::Boolean, 7);
        let sign = if same { "==" } else { "!=" };
        match of {
            Ecma::Name(name) if name == "_event" => {
                return Ok(known(format!("event.name {sign} ''"), Kind::Boolean, 3));
            }
            Ecma::Name(name) if SYSTEM.contains(&name.as_str()) => return Ok(constant(false)),
            Ecma::Name(name) if !self.fields.contains_key(name) && !SYSTEM.contains(&name.as_str()) => {
                return Ok(constant(!is_global(name)));
            }
            Ecma::Member(event, name) if matches!(event.as_ref(), Ecma::Name(event) if event == "_event") => {
                match name.as_str() {
                    "sendid" | "name" | "type" => {
                        return Ok(known(
                            format!("event.{} {sign} ''", if name == "sendid" { "id" } else { name }),
                            Kind::Boolean,
                            3,
                        ));
                    }
                    "origin" | "origintype" => {
                        let sign = if same { "!=" } else { "==" };
                        return Ok(known(format!("event.type {sign} 'external'"), Kind::Boolean, 3));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(missing(self.say(of)?, same))
    }

    fn comparable(&self, left: &Said, right: &Said, sign: &str) -> Result<(), Unread> {
        let ordered = |said: &Said| matches!(said.kind, Kind::Number | Kind::Text | Kind::Unknown);
        let alike = left.kind == right.kind || left.kind == Kind::Unknown || right.kind == Kind::Unknown;
        if ordered(left) && ordered(right) && alike {
            return Ok(());
        }
        Err(Unread::Beyond(format!("`{sign}` between these")))
    }
}
