//! The set of calendars and counting rules that are in force together.
//!
//! Decides how layers lie over one another; what one text says is read in `calendar_text` and `counting_text`.

use super::calendar_text::{self, Draft};
use super::counting::Counting;
use super::counting_text;
use super::day::Day;
use super::read::Reader;
use super::sheet::{Calendar, Published, Sheet, Version};
use super::words::Words;
use crate::docket::hex;
use crate::finding::Finding;
use crate::yaml::{self, Node};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An immutable set of named calendars and counting rules. Cloning it is cheap.
#[derive(Debug, Clone, Default)]
pub struct Calendars(Arc<Set>);

#[derive(Debug, Default)]
struct Set {
    calendars: BTreeMap<String, Calendar>,
    counting: BTreeMap<String, Counting>,
}

/// More files than any deployment has.
const MOST_FILES: usize = 1_000;

impl Calendars {
    /// Reads files, each with its name and its text: a `calendar:` or a `counting:` at the top of each.
    ///
    /// All findings come back at once; what could be read is there even when some are errors. A file
    /// may lay itself over a calendar of the same name with `extends:` that name; several do so in their order.
    pub fn read(files: &[(String, String)]) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut drafts: BTreeMap<String, Vec<Draft>> = BTreeMap::new();
        let mut counting: BTreeMap<String, Counting> = BTreeMap::new();
        if let Some((file, _)) = files.get(MOST_FILES) {
            let message = format!("more than {MOST_FILES} files of calendars and counting rules");
            Reader::new(file, &mut findings).error("too-large", Default::default(), message);
        }
        for (file, text) in files.iter().take(MOST_FILES) {
            let (node, mut found) = yaml::read(text);
            found.iter_mut().for_each(|finding| finding.file.clone_from(file));
            findings.append(&mut found);
            let Some(node) = node else { continue };
            let mut reader = Reader::new(file, &mut findings);
            match subject(&mut reader, &node) {
                Some(Subject::Calendar) => {
                    if let Some(draft) = calendar_text::read(&mut reader, file, text, &node) {
                        drafts.entry(draft.name.clone()).or_default().push(draft);
                    }
                }
                Some(Subject::Counting) => {
                    let Some(rule) = counting_text::read(&mut reader, text, &node) else { continue };
                    let name = rule.name().to_owned();
                    if counting.insert(name.clone(), rule).is_some() {
                        let message = format!("a second counting rule is called `{name}`");
                        reader.error("repeated-name", node.span, message);
                    }
                }
                None => {}
            }
        }
        // Files may come by their names: what lies over a calendar of its own name comes after that one.
        for (name, drafts) in &mut drafts {
            drafts.sort_by_key(|draft| draft.extends.as_ref().is_some_and(|(base, _)| base == name));
        }
        let mut layering =
            Layering { drafts: &drafts, done: BTreeMap::new(), open: Vec::new(), findings: &mut findings };
        for name in drafts.keys() {
            layering.resolve(name);
        }
        let calendars = layering.done.into_iter().filter_map(|(name, made)| Some((name, made?))).collect();
        findings.sort();
        findings.dedup();
        (Self(Arc::new(Set { calendars, counting })), findings)
    }

    /// The calendar of that name.
    pub fn calendar(&self, name: &str) -> Option<&Calendar> {
        self.0.calendars.get(name)
    }

    /// The counting rule of that name.
    pub fn counting(&self, name: &str) -> Option<&Counting> {
        self.0.counting.get(name)
    }

    /// The names of all calendars, in order.
    pub fn calendar_names(&self) -> impl Iterator<Item = &str> {
        self.0.calendars.keys().map(String::as_str)
    }

    /// The names of all counting rules, in order.
    pub fn counting_names(&self) -> impl Iterator<Item = &str> {
        self.0.counting.keys().map(String::as_str)
    }
}

enum Subject {
    Calendar,
    Counting,
}

fn subject(reader: &mut Reader<'_>, node: &Node) -> Option<Subject> {
    match (node.get("calendar"), node.get("counting")) {
        (Some(_), None) => Some(Subject::Calendar),
        (None, Some(_)) => Some(Subject::Counting),
        _ => {
            let message = "the file must begin with `calendar:` or with `counting:`";
            reader.error("missing-key", node.span, message.to_owned());
            None
        }
    }
}

/// Lays the drafts over one another, bases first.
struct Layering<'a> {
    drafts: &'a BTreeMap<String, Vec<Draft>>,
    done: BTreeMap<String, Option<Calendar>>,
    open: Vec<String>,
    findings: &'a mut Vec<Finding>,
}

impl Layering<'_> {
    fn resolve(&mut self, name: &str) -> Option<Calendar> {
        if let Some(made) = self.done.get(name) {
            return made.clone();
        }
        self.open.push(name.to_owned());
        let mut made: Option<Calendar> = None;
        for draft in self.drafts.get(name).map(Vec::as_slice).unwrap_or_default() {
            let base = match &draft.extends {
                None if made.is_some() => {
                    let message = format!("a second calendar is called `{name}`");
                    let help =
                        format!("write `extends: {name}` to lay it over the first, or give it another name");
                    self.refuse(draft, draft.name_span, "repeated-name", message, Some(help));
                    continue;
                }
                None => None,
                Some((base, _)) if base == name && made.is_some() => made.clone(),
                Some((base, span)) if self.open.contains(base) => {
                    let message = format!("the calendar `{name}` extends itself by way of `{base}`");
                    self.refuse(draft, *span, "endless-layers", message, None);
                    continue;
                }
                Some((base, span)) if !self.drafts.contains_key(base) => {
                    let message = format!("there is no calendar `{base}`");
                    let finding = Finding::error("unknown-name", *span, message);
                    let mut finding = finding.did_you_mean(base, self.drafts.keys().map(String::as_str));
                    finding.file.clone_from(&draft.file);
                    self.findings.push(finding);
                    continue;
                }
                Some((base, _)) => match self.resolve(base) {
                    Some(base) => Some(base),
                    None => continue,
                },
            };
            made = Some(lay(draft, base.as_ref(), self.findings));
        }
        self.open.pop();
        self.done.insert(name.to_owned(), made.clone());
        made
    }

    fn refuse(
        &mut self,
        draft: &Draft,
        span: crate::finding::Span,
        code: &'static str,
        message: String,
        help: Option<String>,
    ) {
        let finding = Finding { help, file: draft.file.clone(), ..Finding::error(code, span, message) };
        self.findings.push(finding);
    }
}

/// One draft over its base: what it says counts, what it doesn't say is the base's.
fn lay(draft: &Draft, base: Option<&Calendar>, findings: &mut Vec<Finding>) -> Calendar {
    let under = base.map(Calendar::sheet);
    let mut reader = Reader::new(&draft.file, findings);
    let rest = draft
        .rest
        .or(under.map(|sheet| sheet.rest))
        .unwrap_or([false, false, false, false, false, true, true]);
    let published = Published {
        from: draft.from.or(under.map(|sheet| sheet.published.from)).unwrap_or_else(|| Day::from(Date::MIN)),
        until: draft
            .until
            .or(under.map(|sheet| sheet.published.until))
            .unwrap_or_else(|| Day::from(Date::MAX)),
    };
    if published.until < published.from {
        reader.error("bad-date", draft.published_span, "`published` ends before it begins".to_owned());
    }
    let mut days = under.map(|sheet| sheet.days.clone()).unwrap_or_default();
    draft.lay_days(&mut reader, rest, published, &mut days);
    let title = draft.title.clone().or(under.map(|sheet| sheet.title.clone()));
    // What the base didn't know, this text may say, and the other way round.
    let mut unknown = under.map(|sheet| sheet.unknown.clone()).unwrap_or_default();
    unknown.retain(|day| !draft.says(*day));
    unknown.extend(&draft.unknown);
    let mut hash = Sha256::new();
    if let Some(sheet) = under {
        hash.update(sheet.version.sha256.as_bytes());
        hash.update(b"\n");
    }
    hash.update(draft.text.as_bytes());
    let version =
        Version { name: draft.name.clone(), edition: draft.edition.clone(), sha256: hex(&hash.finalize()) };
    Calendar::new(Sheet {
        title: title.unwrap_or_else(|| Arc::new(Words::same(&draft.name))),
        version: Arc::new(version),
        zone: draft.zone.clone().or(under.and_then(|sheet| sheet.zone.clone())),
        rest,
        days,
        published,
        unknown,
        opening: draft.opening.clone().or(under.and_then(|sheet| sheet.opening.clone())),
    })
}
