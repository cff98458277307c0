//! Patterns of steps: `{who} claims {task}( of {whose})`. A hole in braces takes an argument, what stands
//! in round brackets may be left out. Decides whether a text has a pattern's form and cuts out the
//! arguments; what they mean is decided by [`understand`](crate::understand).

use crate::language::{Language, closing};
use crate::words;

/// What may stand in a hole. Holes are found by form alone, so that a wrong name is a finding about the
/// name and not a step that nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hole {
    /// A name in quotes, by the hole's own word: `task`, `state`, …
    Quoted(&'static str),
    /// Several names in quotes.
    QuotedList(&'static str),
    /// A person who acts, or a member: words, or a name in quotes.
    Who(&'static str),
    /// Several of them.
    Persons,
    /// How many of which roles.
    People,
    /// A role.
    Role,
    /// A whole number.
    Number,
    /// A period.
    Period,
    /// A day.
    Day,
    /// A day or a time on a day.
    Moment,
    /// A number of bytes.
    Size,
    /// A reason for a refusal.
    Reason,
}

impl Hole {
    fn named(name: &'static str) -> Option<Self> {
        Some(match name {
            "who" | "whose" => Self::Who(name),
            "persons" => Self::Persons,
            "people" => Self::People,
            "role" => Self::Role,
            "number" => Self::Number,
            "period" => Self::Period,
            "day" => Self::Day,
            "moment" => Self::Moment,
            "size" => Self::Size,
            "reason" => Self::Reason,
            "names" | "tasks" | "outcomes" | "documents" => Self::QuotedList(name),
            "workflow" | "pool" | "person" | "task" | "outcome" | "document" | "deadline" | "notice"
            | "message" | "service" | "consent" | "state" | "field" | "cost" | "value" | "text" | "media"
            | "how" => Self::Quoted(name),
            _ => return None,
        })
    }

    fn fits(self, text: &str, language: Language) -> bool {
        let text = text.trim();
        match self {
            // These two have their end marked by quotes and are cut before.
            Self::Quoted(_) | Self::QuotedList(_) => true,
            Self::Who(_) => !text.is_empty() && text.chars().count() <= 120,
            Self::Persons => !text.is_empty() && text.chars().count() <= 400,
            Self::People => words::counted(text, language).is_some(),
            Self::Role | Self::Reason => !text.is_empty() && !text.contains(['"', '“', '「', '『']),
            Self::Number => crate::language::number(text, language).is_some(),
            Self::Period => words::Length::read(text, language).is_some(),
            Self::Day => words::day(text).is_some(),
            Self::Moment => words::When::read(text).is_some(),
            Self::Size => words::size(text).is_some(),
        }
    }
}

/// An argument as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The hole it fills.
    pub hole: Hole,
    /// Its text; of a quoted one without the quotes.
    pub text: String,
    /// Where it begins in the step, in characters from 0.
    pub column: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Hole(Hole),
}

/// One way of saying a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
    language: Language,
    /// Its own words, without blanks: a text that lacks one of them can't fit.
    own: Vec<String>,
}

/// A text as it is looked through for a pattern's own words: without blanks, in small letters.
pub fn compact(text: &str) -> String {
    let mut compact = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        compact.push(match c {
            '，' => ',',
            '：' => ':',
            c => c.to_ascii_lowercase(),
        });
    }
    compact
}

/// The patterns that a written one stands for: with and without each part in round brackets.
///
/// # Errors
/// A sentence about the pattern, for who edits the vocabulary.
pub fn expand(written: &'static str, language: Language) -> Result<Vec<Pattern>, String> {
    let mut rest = written;
    let lists = group(&mut rest, false)?;
    let pattern = |pieces| {
        let pieces = joined(pieces);
        let own = pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(compact(text)),
            Piece::Hole(_) => None,
        });
        Pattern { own: own.collect(), pieces, language }
    };
    Ok(lists.into_iter().map(pattern).collect())
}

fn group(rest: &mut &'static str, inside: bool) -> Result<Vec<Vec<Piece>>, String> {
    let mut lists: Vec<Vec<Piece>> = vec![Vec::new()];
    loop {
        let end = rest.find(['{', '(', ')']).unwrap_or(rest.len());
        let (literal, after) = rest.split_at(end);
        if !literal.is_empty() {
            lists.iter_mut().for_each(|list| list.push(Piece::Literal(literal.to_owned())));
        }
        let mut next = after.chars();
        match next.next() {
            None if inside => return Err("a bracket is not closed".to_owned()),
            None => {
                *rest = after;
                return Ok(lists);
            }
            Some('{') => {
                let (name, after) = next.as_str().split_once('}').ok_or("a brace is not closed")?;
                let hole = Hole::named(name).ok_or_else(|| format!("no hole is called `{name}`"))?;
                lists.iter_mut().for_each(|list| list.push(Piece::Hole(hole)));
                *rest = after;
            }
            Some('(') => {
                *rest = next.as_str();
                let optional = group(rest, true)?;
                let with = lists.iter().flat_map(|list| {
                    optional.iter().map(|more| list.iter().chain(more).cloned().collect::<Vec<_>>())
                });
                lists = with.chain(lists.iter().cloned()).collect();
            }
            Some(_) if inside => {
                *rest = next.as_str();
                return Ok(lists);
            }
            Some(_) => return Err("a bracket is closed that was not opened".to_owned()),
        }
    }
}

fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Literal(before)), Piece::Literal(more)) => before.push_str(&more),
            (_, piece) => joined.push(piece),
        }
    }
    joined
}

impl Pattern {
    /// How much of a text the pattern itself says: of two that fit, the one that says more is meant.
    pub fn weight(&self) -> usize {
        let said = |piece: &Piece| match piece {
            Piece::Literal(text) => text.chars().filter(|c| !c.is_whitespace()).count(),
            Piece::Hole(_) => 0,
        };
        self.pieces.iter().map(said).sum()
    }

    /// Whether a text, made [`compact`], has all of the pattern's own words.
    pub fn may_be(&self, compact: &str) -> bool {
        self.own.iter().all(|own| compact.contains(own.as_str()))
    }

    /// The arguments, if the text has this form.
    pub fn cut(&self, text: &str) -> Option<Vec<Cut>> {
        let text: Vec<char> = text.chars().collect();
        let mut cuts = Vec::new();
        self.fit(&self.pieces, &text, 0, &mut cuts).then_some(cuts)
    }

    fn fit(&self, pieces: &[Piece], text: &[char], at: usize, cuts: &mut Vec<Cut>) -> bool {
        let Some((piece, rest)) = pieces.split_first() else {
            return text[at..].iter().all(|c| c.is_whitespace());
        };
        match piece {
            Piece::Literal(literal) => match self.skip(literal, text, at) {
                Some(after) => self.fit(rest, text, after, cuts),
                None => false,
            },
            Piece::Hole(hole @ Hole::Quoted(_)) => match quoted(text, blanks(text, at)) {
                Some((name, after)) => self.take(*hole, name, blanks(text, at), rest, text, after, cuts),
                None => false,
            },
            Piece::Hole(hole @ Hole::QuotedList(_)) => {
                let start = blanks(text, at);
                let ends = list_ends(text, start, self.language);
                ends.into_iter().rev().any(|end| {
                    let list: String = text[start..end].iter().collect();
                    self.take(*hole, list, start, rest, text, end, cuts)
                })
            }
            Piece::Hole(hole) => {
                let start = blanks(text, at);
                // Only where the sentence can go on is it worth looking at what stands before.
                let goes_on = |end: usize| match rest.first() {
                    None => end == text.len(),
                    Some(Piece::Literal(literal)) => self.skip(literal, text, end).is_some(),
                    Some(Piece::Hole(_)) => true,
                };
                (start + 1..=text.len()).filter(|end| goes_on(*end)).any(|end| {
                    let candidate: String = text[start..end].iter().collect();
                    hole.fits(&candidate, self.language)
                        && self.take(*hole, candidate.trim_end().to_owned(), start, rest, text, end, cuts)
                })
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one frame of the recursion")]
    fn take(
        &self,
        hole: Hole,
        argument: String,
        start: usize,
        rest: &[Piece],
        text: &[char],
        after: usize,
        cuts: &mut Vec<Cut>,
    ) -> bool {
        let before = cuts.len();
        let column = u32::try_from(start).unwrap_or(u32::MAX);
        cuts.push(Cut { hole, text: argument, column });
        let fits = self.fit(rest, text, after, cuts);
        if !fits {
            cuts.truncate(before);
        }
        fits
    }

    /// The position behind a literal. In English a blank stands for blanks; in Chinese blanks may stand
    /// anywhere, and half-width marks for full-width ones.
    fn skip(&self, literal: &str, text: &[char], mut at: usize) -> Option<usize> {
        let chinese = self.language == Language::Chinese;
        for wanted in literal.chars() {
            if chinese {
                at = blanks(text, at);
            } else if wanted == ' ' {
                let after = blanks(text, at);
                if after == at {
                    return None;
                }
                at = after;
                continue;
            }
            let found = *text.get(at)?;
            let same = found == wanted
                || found.eq_ignore_ascii_case(&wanted)
                || matches!((wanted, found), ('，', ',') | ('：', ':') | (':', '：'));
            if !same {
                return None;
            }
            at += 1;
        }
        Some(if chinese { blanks(text, at) } else { at })
    }
}

fn blanks(text: &[char], mut at: usize) -> usize {
    while text.get(at).is_some_and(|c| c.is_whitespace()) {
        at += 1;
    }
    at
}

fn quoted(text: &[char], at: usize) -> Option<(String, usize)> {
    let close = closing(*text.get(at)?)?;
    let length = text[at + 1..].iter().position(|c| *c == close)?;
    let name = text[at + 1..at + 1 + length].iter().collect();
    Some((name, at + length + 2))
}

/// Where a list of quoted names may end: behind each of them.
fn list_ends(text: &[char], start: usize, language: Language) -> Vec<usize> {
    let separators: &[&str] = match language {
        Language::English => &[", and", ",", "and", "or"],
        Language::Chinese => &["、", "，", ",", "和", "与", "及"],
    };
    let mut ends = Vec::new();
    let mut at = start;
    while let Some((_, after)) = quoted(text, at) {
        ends.push(after);
        let next = blanks(text, after);
        let separator = separators.iter().find(|separator| {
            separator.chars().enumerate().all(|(offset, c)| text.get(next + offset) == Some(&c))
        });
        let Some(separator) = separator else { break };
        at = blanks(text, next + separator.chars().count());
    }
    ends
}

/// The names in a list of quoted names.
pub fn names_in(list: &str) -> Vec<String> {
    let text: Vec<char> = list.chars().collect();
    let mut names = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match quoted(&text, at) {
            Some((name, after)) => {
                names.push(name);
                at = after;
            }
            None => at += 1,
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(written: &'static str, language: Language, text: &str) -> Option<Vec<String>> {
        let patterns = expand(written, language).unwrap();
        let best =
            patterns.iter().filter_map(|p| Some((p.weight(), p.cut(text)?))).max_by_key(|(w, _)| *w)?;
        Some(best.1.into_iter().map(|cut| cut.text).collect())
    }

    const DOES: &str =
        "{who} does {task}( of {whose})( with outcome {outcome})( and files the document(s) {documents})";

    #[test]
    fn optional_parts_may_be_there_or_not() {
        let english = Language::English;
        assert_eq!(cut(DOES, english, "the plaintiff does \"file\"").unwrap(), ["the plaintiff", "file"]);
        assert_eq!(
            cut(DOES, english, "defendant 2  does \"file\" of defendant 1 with outcome \"x y\" and files the documents \"a\" and \"b\"")
                .unwrap(),
            ["defendant 2", "file", "defendant 1", "x y", "\"a\" and \"b\""]
        );
        assert_eq!(cut(DOES, english, "the plaintiff does file"), None);
        assert_eq!(cut(DOES, english, "the plaintiff does \"file\" twice"), None);
    }

    #[test]
    fn chinese_needs_no_blanks_and_takes_its_own_quotes() {
        let written = "{who}办理({whose}的){task}(，结果为{outcome})";
        let expected = ["被告2的律师", "答辩", "filed"];
        for text in ["被告2的律师办理“答辩”，结果为“filed”", "被告2的律师 办理「答辩」, 结果为 \"filed\""]
        {
            assert_eq!(cut(written, Language::Chinese, text).unwrap(), expected);
        }
        let whose = cut(written, Language::Chinese, "法官办理被告2的“rule”").unwrap();
        assert_eq!(whose, ["法官", "被告2", "rule"]);
    }

    #[test]
    fn a_mistake_in_a_pattern_is_said() {
        for written in ["{who", "{whom} goes", "a (b", "a) b"] {
            assert!(expand(written, Language::English).is_err(), "{written}");
        }
    }

    #[test]
    fn lists_end_where_the_sentence_goes_on() {
        let english = Language::English;
        let offers = "the task {task} offers {outcomes}";
        assert_eq!(
            cut(offers, english, "the task \"a\" offers \"b\", \"c\" and \"d\"").unwrap(),
            ["a", "\"b\", \"c\" and \"d\""]
        );
        assert_eq!(names_in("“b”、“c”和“d”"), ["b", "c", "d"]);
    }
}
