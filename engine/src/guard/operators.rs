//! What operators may stand between, and how two values are set against one another.

use super::Wrong;
use super::check::{Checker, Typed, constant};
use super::decimal::Decimal;
use super::kind::{Kind, alike};
use super::syntax::{Operator, Syntax, What};
use super::token::At;
use super::tree::{Sort, Tree};
use crate::value::Value;

impl<'a> Checker<'a> {
    pub fn binary(&mut self, operator: Operator, left: &Syntax, right: &Syntax, at: At) -> Typed<'a> {
        match operator {
            Operator::Equal | Operator::NotEqual => {
                for (side, other) in [(left, right), (right, left)] {
                    if side.what == What::Null {
                        return self.against_null(operator, other, at);
                    }
                }
                self.comparison(operator, left, right, at)
            }
            Operator::Less | Operator::AtMost | Operator::Greater | Operator::AtLeast => {
                self.comparison(operator, left, right, at)
            }
            Operator::In => self.membership(left, right, at),
            _ => self.arithmetic(operator, left, right, at),
        }
    }

    pub fn negate(&mut self, of: &Syntax, at: At) -> Typed<'a> {
        let of = self.value(of, None);
        let sort = match of.kind {
            Kind::Integer | Kind::Unknown => Sort::Integer,
            Kind::Money { digits, .. } => Sort::Money(digits),
            Kind::Any => Sort::Any,
            kind => {
                let message = format!("`-` turns a number round, and this is {}", kind.name());
                return self.wrong(Wrong::mismatch(of.at, message), at);
            }
        };
        Typed { tree: Tree::Negate { sort, of: Box::new(of.tree) }, kind: of.kind, at }
    }

    /// The kind that both can be taken as: of the branches of `? :`, of the items of a list.
    pub fn united(&self, left: &Kind<'a>, right: &Kind<'a>) -> Option<Kind<'a>> {
        Some(match (left, right) {
            (Kind::Unknown, other) | (other, Kind::Unknown) => other.clone(),
            (Kind::Any, Kind::Decimal) | (Kind::Decimal, Kind::Any) => return None,
            (Kind::Any, _) | (_, Kind::Any) => Kind::Any,
            (Kind::Null, _) | (_, Kind::Null) => return None,
            (Kind::Enum(left), Kind::Enum(right)) if left == right => Kind::Enum(left),
            (Kind::Person, Kind::Person) => Kind::Person,
            (left, right) if left.is_textual() && right.is_textual() => Kind::Text,
            (Kind::Money { currency: left, digits }, Kind::Money { currency: right, .. }) => {
                (left == right).then_some(Kind::Money { currency: left, digits: *digits })?
            }
            (money @ Kind::Money { .. }, Kind::Integer | Kind::Decimal)
            | (Kind::Integer | Kind::Decimal, money @ Kind::Money { .. }) => money.clone(),
            (Kind::Decimal, Kind::Integer | Kind::Decimal) | (Kind::Integer, Kind::Decimal) => Kind::Decimal,
            (Kind::List(left), Kind::List(right)) => Kind::List(Box::new(self.united(left, right)?)),
            (Kind::Record(left), Kind::Record(right)) => alike(left, right).then_some(Kind::Record(left))?,
            (left, right) if std::mem::discriminant(left) == std::mem::discriminant(right) => left.clone(),
            _ => return None,
        })
    }

    fn against_null(&mut self, operator: Operator, other: &Syntax, at: At) -> Typed<'a> {
        let typed = self.value(other, None);
        let there = self.there(typed, at);
        let tree = match operator {
            Operator::Equal => Tree::Not(Box::new(there.tree)),
            _ => there.tree,
        };
        Typed { tree, ..there }
    }

    fn comparison(&mut self, operator: Operator, left: &Syntax, right: &Syntax, at: At) -> Typed<'a> {
        let (mut left, mut right) = (self.value(left, None), self.value(right, None));
        let sort = self.set_against(&mut left, &mut right, operator, at);
        let (left, right) = (Box::new(left.tree), Box::new(right.tree));
        Typed { tree: Tree::Compare { operator, sort, left, right }, kind: Kind::Boolean, at }
    }

    fn membership(&mut self, item: &Syntax, list: &Syntax, at: At) -> Typed<'a> {
        let mut item = self.value(item, None);
        let mut sort = Sort::Text;
        let list = match &list.what {
            What::List(written) => {
                let mut trees = Vec::new();
                for candidate in written {
                    let mut candidate = self.value(candidate, None);
                    let candidate_at = candidate.at;
                    sort = self.set_against(&mut item, &mut candidate, Operator::In, candidate_at);
                    trees.push(candidate.tree);
                }
                constant(trees)
            }
            _ => {
                let list = self.value(list, None);
                if matches!(list.kind, Kind::Any)
                    || matches!(&list.kind, Kind::List(of) if matches!(**of, Kind::Any))
                {
                    let (item, list) = (Box::new(item.tree), Box::new(list.tree));
                    return Typed { tree: Tree::In { sort: Sort::Any, item, list }, kind: Kind::Boolean, at };
                }
                let Kind::List(kind) = list.kind else {
                    if !list.kind.is_unknown() {
                        let message = format!("`in` looks into a list, and this is {}", list.kind.name());
                        self.wrongs.push(
                            Wrong::mismatch(list.at, message).help("for texts write `x.contains('…')`"),
                        );
                    }
                    return Typed { tree: list.tree, kind: Kind::Boolean, at };
                };
                if matches!(*kind, Kind::Record(_)) {
                    let wrong = Wrong::mismatch(list.at, "the items of this list are records")
                        .help("say which of their fields you mean: `.exists(x, x.… == …)`");
                    self.wrongs.push(wrong);
                } else {
                    let mut candidate = Typed { tree: Tree::By, kind: *kind, at: list.at };
                    sort = self.set_against(&mut item, &mut candidate, Operator::In, at);
                }
                list.tree
            }
        };
        Typed {
            tree: Tree::In { sort, item: Box::new(item.tree), list: Box::new(list) },
            kind: Kind::Boolean,
            at,
        }
    }

    /// How to compare two values; says so if they can't be.
    fn set_against(
        &mut self,
        left: &mut Typed<'a>,
        right: &mut Typed<'a>,
        operator: Operator,
        at: At,
    ) -> Sort {
        self.adapt(left, &right.kind);
        self.adapt(right, &left.kind);
        let ordered = !matches!(operator, Operator::Equal | Operator::NotEqual | Operator::In);
        let sort = match (&left.kind, &right.kind) {
            (Kind::Unknown, _) | (_, Kind::Unknown) => return Sort::Text,
            // There are no fractions among them.
            (Kind::Any, Kind::Decimal) | (Kind::Decimal, Kind::Any) => None,
            (Kind::Any, _) | (_, Kind::Any) => Some(Sort::Any),
            (Kind::Boolean, Kind::Boolean) if !ordered => Some(Sort::Boolean),
            (Kind::Integer, Kind::Integer) => Some(Sort::Integer),
            (Kind::Money { currency, digits }, Kind::Money { currency: other, .. }) => {
                (currency == other).then_some(Sort::Money(*digits))
            }
            (Kind::Money { digits, .. }, Kind::Integer | Kind::Decimal)
            | (Kind::Integer | Kind::Decimal, Kind::Money { digits, .. }) => Some(Sort::Money(*digits)),
            (Kind::Enum(left), Kind::Enum(right)) if !ordered => {
                left.iter().any(|value| right.contains(value)).then_some(Sort::Text)
            }
            (Kind::Text, Kind::Text) => Some(Sort::Text),
            (Kind::Date, Kind::Date) => Some(Sort::Text),
            (Kind::Period, Kind::Period) if !ordered => Some(Sort::Text),
            (Kind::Instant, Kind::Instant) => Some(Sort::Instant),
            (left, right) if left.is_textual() && right.is_textual() && !ordered => Some(Sort::Text),
            _ => None,
        };
        sort.unwrap_or_else(|| {
            let (left, right, sign) = (left.kind.name(), right.kind.name(), operator.sign());
            let wrong = Wrong::mismatch(at, format!("`{sign}` can't compare {left} with {right}"));
            let same = left == right;
            self.wrongs.push(if same && ordered {
                wrong.help("it has no order; `==` and `!=` compare it")
            } else {
                wrong
            });
            Sort::Text
        })
    }

    fn arithmetic(&mut self, operator: Operator, left: &Syntax, right: &Syntax, at: At) -> Typed<'a> {
        let (left, right) = (self.value(left, None), self.value(right, None));
        let kind = match (operator, &left.kind, &right.kind) {
            (_, Kind::Unknown, _) | (_, _, Kind::Unknown) => Some(Kind::Unknown),
            (_, Kind::Any, Kind::Decimal) | (_, Kind::Decimal, Kind::Any) => None,
            (_, Kind::Any, _) | (_, _, Kind::Any) => Some(Kind::Any),
            (_, Kind::Integer, Kind::Integer) => Some(Kind::Integer),
            (Operator::Add, left, right) if left.is_textual() && right.is_textual() => Some(Kind::Text),
            (Operator::Add | Operator::Subtract, Kind::Money { .. }, _)
            | (Operator::Add | Operator::Subtract, _, Kind::Money { .. }) => {
                self.united(&left.kind, &right.kind)
            }
            (Operator::Multiply, money @ Kind::Money { .. }, Kind::Integer)
            | (Operator::Multiply, Kind::Integer, money @ Kind::Money { .. }) => Some(money.clone()),
            _ => None,
        };
        let Some(kind) = kind else {
            let (left, right, sign) = (left.kind.name(), right.kind.name(), operator.sign());
            return self
                .wrong(Wrong::mismatch(at, format!("`{sign}` doesn't work on {left} and {right}")), at);
        };
        let sort = match &kind {
            Kind::Text => Sort::Text,
            Kind::Any => Sort::Any,
            Kind::Money { digits, .. } => {
                for part in [&left, &right] {
                    self.fits_currency(part, *digits);
                }
                Sort::Money(*digits)
            }
            _ => Sort::Integer,
        };
        let (left, right) = (Box::new(left.tree), Box::new(right.tree));
        Typed { tree: Tree::Arithmetic { operator, sort, left, right }, kind, at }
    }

    /// A literal with more decimals than the currency has would have to be rounded: by which rule?
    pub fn fits_currency(&mut self, typed: &Typed<'a>, digits: u8) {
        let Tree::Literal(Value::Text(text)) = &typed.tree else { return };
        let fits = Decimal::parse(text).is_some_and(|number| number.write(digits).is_some());
        if matches!(typed.kind, Kind::Decimal) && !fits {
            let message = format!("`{text}` doesn't fit a sum with {digits} decimals");
            self.wrongs.push(Wrong::mismatch(typed.at, message));
        }
    }
}
