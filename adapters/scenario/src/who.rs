//! Who is meant by the words of a step: `the plaintiff`, `defendant 2`, `the lawyer of defendant 2`,
//! `"Judge Li"`, `a stranger`. Decides by the definition alone; which account that is in the case being
//! played is decided by [`cast`](crate::cast).

use crate::language::{Language, closing, number, plain};
use crate::names::{self, Unknown};
use registrar_engine::chart::{Chart, RoleKind};
use registrar_engine::id::RoleIx;

/// Somebody who may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A member of a party, or an official.
    Role(Seat),
    /// Somebody who acts for a member.
    For {
        /// The representing role.
        role: RoleIx,
        /// The member.
        member: Seat,
    },
    /// By name.
    Named {
        /// The name.
        name: String,
        /// As which member, where that must be said.
        member: Option<Seat>,
    },
    /// Somebody with an account and nothing to do with the case.
    Stranger,
}

/// A role and, where it has several members, a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// The role.
    pub role: RoleIx,
    /// The number in the role, from 1.
    pub number: Option<u32>,
}

/// Whose copy of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A member's.
    Member(Seat),
    /// That of an item of a list.
    Item(u32),
}

/// Reads who acts.
///
/// # Errors
/// When the words name no role.
pub fn who(chart: &Chart, text: &str, language: Language) -> Result<Who, Unknown> {
    let text = text.trim();
    if let Some((name, rest)) = quoted(text) {
        return named(chart, name, rest, language);
    }
    let words = article_off(text, language);
    if matches!((language, words), (Language::English, "stranger") | (Language::Chinese, "陌生人")) {
        return Ok(Who::Stranger);
    }
    if let Some((role, member)) = represented(words, language)
        && let Ok(seat) = seat(chart, member, language)
    {
        let role = names::role(chart, article_off(role, language), language)?;
        if !matches!(chart.role(role).kind, RoleKind::Representative { .. }) {
            return Err(Unknown::new(format!("`{}` doesn't act for others", chart.role(role).name)));
        }
        return Ok(Who::For { role, member: seat });
    }
    seat(chart, words, language).map(Who::Role)
}

fn named(chart: &Chart, name: &str, rest: &str, language: Language) -> Result<Who, Unknown> {
    let name = name.trim().to_owned();
    let lead = match language {
        Language::English => "as ",
        Language::Chinese => "作为",
    };
    let rest = rest.trim();
    match rest.strip_prefix(lead) {
        Some(member) => Ok(Who::Named { name, member: Some(seat(chart, member, language)?) }),
        None if rest.is_empty() => Ok(Who::Named { name, member: None }),
        None => Err(Unknown::new(format!("`{rest}` can't stand behind a name"))),
    }
}

/// Reads whose copy is meant.
///
/// # Errors
/// When the words name no role and no item.
pub fn whose(chart: &Chart, text: &str, language: Language) -> Result<Whose, Unknown> {
    let text = text.trim();
    let item = match language {
        Language::English => plain(text).strip_prefix("item ").and_then(|n| number(n, language)),
        Language::Chinese => {
            let inner = text.strip_prefix('第').and_then(|rest| rest.strip_suffix(['项', '个', '条']));
            inner.and_then(|n| number(n, language))
        }
    };
    match item {
        Some(number) => Ok(Whose::Item(number)),
        None => seat(chart, text, language).map(Whose::Member),
    }
}

/// Reads several who act.
///
/// # Errors
/// When any of them isn't known.
pub fn persons(chart: &Chart, text: &str, language: Language) -> Result<Vec<Who>, Unknown> {
    let parts: Vec<&str> = match language {
        Language::English => text.split(", ").flat_map(|part| part.split(" and ")).collect(),
        Language::Chinese => text.split(['、', '，', ',', '和', '与', '及']).collect(),
    };
    let parts =
        parts.into_iter().map(|part| part.trim().trim_start_matches("and ")).filter(|p| !p.is_empty());
    parts.map(|part| who(chart, part, language)).collect()
}

/// Reads a role with or without a number: `defendant 2`, `被告2`, `defendant[2]`.
///
/// # Errors
/// When there is no such role.
pub fn seat(chart: &Chart, text: &str, language: Language) -> Result<Seat, Unknown> {
    let text = article_off(text.trim(), language).trim_end_matches(']');
    let digits = text.chars().rev().take_while(char::is_ascii_digit).count();
    let (role, digits) = text.split_at(text.len() - digits);
    let role = role.trim_end_matches('[').trim();
    if digits.is_empty() || role.is_empty() {
        return Ok(Seat { role: names::role(chart, text, language)?, number: None });
    }
    // A role may have a figure at the end of its own name.
    match names::role(chart, role, language) {
        Ok(role) => Ok(Seat {
            role,
            number: Some(
                number(digits, language)
                    .filter(|n| *n > 0)
                    .ok_or_else(|| Unknown::new("members are counted from 1"))?,
            ),
        }),
        Err(unknown) => {
            names::role(chart, text, language).map(|role| Seat { role, number: None }).map_err(|_| unknown)
        }
    }
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let close = closing(open)?;
    text[open.len_utf8()..].split_once(close)
}

fn article_off(text: &str, language: Language) -> &str {
    let text = text.trim();
    match language {
        Language::English => ["the ", "a ", "an ", "The ", "A ", "An "]
            .iter()
            .find_map(|article| text.strip_prefix(article))
            .map_or(text, str::trim_start),
        Language::Chinese => text,
    }
}

fn represented(text: &str, language: Language) -> Option<(&str, &str)> {
    match language {
        Language::English => text.split_once(" of "),
        Language::Chinese => text.rsplit_once('的').map(|(member, role)| (role, member)),
    }
}
