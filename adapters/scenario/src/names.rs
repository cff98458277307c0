//! Names of a definition as scenarios write them: as they stand in it, or by their title in the
//! feature's language. Decides which one is meant; a name that isn't there is a finding with the nearest.

use crate::language::{Language, plain};
use registrar_engine::chart::{Chart, Field, RoleKind, Type};
use registrar_engine::definition::Text;
use registrar_engine::finding::nearest;
use registrar_engine::id::RoleIx;

/// Why a name means nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What is wrong.
    pub message: String,
    /// What may have been meant.
    pub help: Option<String>,
}

impl Unknown {
    /// With no help.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }
}

/// One thing with a name and titles.
pub struct Named<'a> {
    name: String,
    title: Option<&'a str>,
}

/// A name without a title.
pub fn bare(name: impl Into<String>) -> Named<'static> {
    Named { name: name.into(), title: None }
}

/// A name with its title in a language.
pub fn titled<'a>(name: impl Into<String>, title: &'a Text, language: Language) -> Named<'a> {
    Named { name: name.into(), title: title.get(language.key()).map(String::as_str) }
}

/// The position of the one that is meant: by its name, or else by its title.
///
/// # Errors
/// When there is none, or when a title is that of several.
pub fn find(what: &str, wanted: &str, among: &[Named<'_>]) -> Result<usize, Unknown> {
    let key = plain(wanted);
    if let Some(at) = among.iter().position(|named| named.name == wanted.trim()) {
        return Ok(at);
    }
    if let Some(at) = among.iter().position(|named| plain(&named.name) == key) {
        return Ok(at);
    }
    let mut by_title = among
        .iter()
        .enumerate()
        .filter(|(_, named)| named.title.is_some_and(|title| plain(title) == key))
        .map(|(at, _)| at);
    match (by_title.next(), by_title.next()) {
        (Some(at), None) => Ok(at),
        (Some(one), Some(other)) => {
            let (one, other) = (&among[one].name, &among[other].name);
            Err(Unknown {
                message: format!("`{wanted}` is the title of `{one}` and of `{other}`"),
                help: Some("use the name".to_owned()),
            })
        }
        (None, _) => Err(missing(what, wanted, among)),
    }
}

fn missing(what: &str, wanted: &str, among: &[Named<'_>]) -> Unknown {
    let words = among.iter().flat_map(|named| [Some(named.name.as_str()), named.title]).flatten();
    let help = match nearest(wanted.trim(), words) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if among.is_empty() => Some(format!("there is no {what} at all")),
        None => {
            let first: Vec<&str> = among.iter().take(12).map(|named| named.name.as_str()).collect();
            let more = if among.len() > first.len() { ", …" } else { "" };
            Some(format!("there are {}{more}", first.join(", ")))
        }
    };
    // `outcome of …`: the name stands behind the noun.
    let (noun, of) =
        what.split_once(' ').map_or((what, String::new()), |(noun, of)| (noun, format!(" {of}")));
    Unknown { message: format!("there is no {noun} `{}`{of}", wanted.trim()), help }
}

/// A role (not a group).
///
/// # Errors
/// When there is none of that name.
pub fn role(chart: &Chart, wanted: &str, language: Language) -> Result<RoleIx, Unknown> {
    let roles: Vec<(u16, Named<'_>)> = (0..)
        .zip(&chart.roles)
        .filter(|(_, role)| !matches!(role.kind, RoleKind::Group(_)))
        .map(|(at, role)| (at, titled(role.name.clone(), &role.title, language)))
        .collect();
    let (indices, named): (Vec<u16>, Vec<Named<'_>>) = roles.into_iter().unzip();
    match find("role", wanted, &named) {
        Ok(at) => Ok(RoleIx(indices[at])),
        Err(unknown) => match (language, singular(wanted)) {
            (Language::English, Some(one)) => {
                find("role", &one, &named).map(|at| RoleIx(indices[at])).map_err(|_| unknown)
            }
            _ => Err(unknown),
        },
    }
}

fn singular(word: &str) -> Option<String> {
    match word.strip_suffix("ies") {
        Some(stem) => Some(format!("{stem}y")),
        None => word.strip_suffix('s').map(str::to_owned),
    }
}

/// Every field that is no record, with its path.
pub fn leaves(fields: &[Field]) -> Vec<(Vec<String>, &Field)> {
    let mut found = Vec::new();
    for field in fields {
        match &field.kind {
            Type::Record(inner) => {
                for (mut path, leaf) in leaves(inner) {
                    path.insert(0, field.name.clone());
                    found.push((path, leaf));
                }
            }
            _ => found.push((vec![field.name.clone()], field)),
        }
    }
    found
}

/// A field of a record, by its path (`claim.amount`) or the title of its last part.
///
/// # Errors
/// When there is none.
pub fn field<'a>(
    fields: &'a [Field],
    wanted: &str,
    language: Language,
) -> Result<(Vec<String>, &'a Field), Unknown> {
    let leaves = leaves(fields);
    let named: Vec<Named<'_>> =
        leaves.iter().map(|(path, field)| titled(path.join("."), &field.title, language)).collect();
    let at = find("field", wanted.trim().strip_prefix("data.").unwrap_or(wanted), &named)?;
    Ok(leaves[at].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among() -> Vec<Named<'static>> {
        vec![
            Named { name: "file_defence".to_owned(), title: Some("提交答辩状") },
            Named { name: "rule".to_owned(), title: Some("裁定") },
            Named { name: "rule_again".to_owned(), title: Some("裁定") },
        ]
    }

    #[test]
    fn names_and_titles_both_find() {
        for wanted in ["file_defence", "File Defence", "提交答辩状"] {
            assert_eq!(find("task", wanted, &among()), Ok(0), "{wanted}");
        }
        assert_eq!(find("task", "rule", &among()), Ok(1));
    }

    #[test]
    fn a_slip_gets_the_nearest_and_a_doubtful_title_is_refused() {
        let slip = find("task", "file_defense", &among()).unwrap_err();
        assert_eq!(slip.help.as_deref(), Some("did you mean `file_defence`?"));
        let doubt = find("task", "裁定", &among()).unwrap_err();
        assert!(doubt.message.contains("rule_again"));
    }
}
